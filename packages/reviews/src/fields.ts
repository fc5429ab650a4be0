/** Typed access to a table of a foreign file: what has the wrong shape becomes a diagnostic, never an exception. */
import { type Diagnostic, isTable, type Table } from '@lazaret/base';

/** Where a file's broken parts are told; entries that are left out are always told. */
export class Problems {
  readonly list: Diagnostic[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(code: string, message: string): void {
    this.list.push({ code, message, file: this.#file });
  }
}

/** A table of tables; members that are none are told and left out. */
export function tables(value: unknown, what: string, problems: Problems): [string, Table][] {
  if (value === undefined) return [];
  if (!isTable(value)) {
    problems.add('shape', `${what} is not a table`);
    return [];
  }
  return Object.entries(value).filter((entry): entry is [string, Table] => {
    if (isTable(entry[1])) return true;
    problems.add('shape', `${what}.${entry[0]} is not a table`);
    return false;
  });
}

/** A table of arrays of tables (`[[audits.NAME]]`), flattened with the name of each. */
export function entries(value: unknown, what: string, problems: Problems): [string, Table][] {
  if (value === undefined) return [];
  if (!isTable(value)) {
    problems.add('shape', `${what} is not a table`);
    return [];
  }
  const found: [string, Table][] = [];
  for (const [name, list] of Object.entries(value)) {
    if (!Array.isArray(list)) problems.add('shape', `${what}.${name} is not an array of tables`);
    else
      for (const entry of list) {
        if (isTable(entry)) found.push([name, entry]);
        else problems.add('shape', `${what}.${name} holds something that is not a table`);
      }
  }
  return found;
}

/** A string, if there is one; dates of TOML count as their text. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString().slice(0, 10) : undefined;
}

/** `"a"` or `["a", "b"]` (cargo-vet's `string_or_vec`); undefined if it is neither. */
export function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}
