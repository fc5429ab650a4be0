/** Reading of untrusted TOML tables: a value of the wrong type becomes a diagnostic and counts as absent. */
import type { Diagnostic } from '@lazaret/base';
import { isTable, type TomlTable, type TomlValue } from '../toml.ts';
import type { KeyLines } from './key-lines.ts';

/** A place in the document, as the keys that lead there. */
export type Path = readonly string[];

/** Reader of fields that collects what is wrong with them. */
export class Fields {
  readonly diagnostics: Diagnostic[] = [];
  readonly #lines: KeyLines | undefined;
  readonly #file: string;

  constructor(lines: KeyLines | undefined, file: string) {
    this.#lines = lines;
    this.#file = file;
  }

  line(path: Path): number {
    return this.#lines?.line(path) ?? 0;
  }

  report(code: string, path: Path, message: string): void {
    let line = 0;
    for (let n = path.length; n > 0 && line === 0; n--) line = this.line(path.slice(0, n));
    const where = clipped(path.map(clipped).join('.'));
    this.diagnostics.push({
      code,
      message: `\`${where}\` ${message}`,
      file: this.#file,
      ...(line > 0 ? { line } : {}),
    });
  }

  #wrong(path: Path, expected: string): undefined {
    this.report('manifest-type', path, `is not ${expected}`);
    return undefined;
  }

  table(value: TomlValue, path: Path): TomlTable | undefined {
    if (value === undefined || isTable(value)) return value;
    return this.#wrong(path, 'a table');
  }

  array(value: TomlValue, path: Path): readonly unknown[] | undefined {
    if (value === undefined || Array.isArray(value)) return value;
    return this.#wrong(path, 'an array');
  }

  text(table: TomlTable, key: string, path: Path): string | undefined {
    const value = table[key];
    if (value === undefined || typeof value === 'string') return value;
    return this.#wrong([...path, key], 'a string');
  }

  flag(table: TomlTable, key: string, path: Path): boolean | undefined {
    const value = table[key];
    if (value === undefined || typeof value === 'boolean') return value;
    return this.#wrong([...path, key], 'a boolean');
  }

  /** A list of strings; elements of other types are left out. */
  texts(value: TomlValue, path: Path): readonly string[] | undefined {
    const array = this.array(value, path);
    if (array === undefined) return undefined;
    const texts = array.filter((item) => typeof item === 'string');
    if (texts.length < array.length) this.#wrong(path, 'a list of strings');
    return texts;
  }

  /** `a-b` or its deprecated spelling `a_b`; the first wins, as in cargo. */
  spelled(table: TomlTable, key: string, path: Path): { key: string; value: TomlValue } {
    const old = key.replaceAll('-', '_');
    if (table[key] !== undefined) {
      if (old !== key && table[old] !== undefined) {
        this.report('manifest-duplicate-key', [...path, old], `is ignored beside \`${key}\``);
      }
      return { key, value: table[key] };
    }
    return { key: old, value: table[old] };
  }
}

/** Longest name that a message repeats; names come from untrusted files. */
const MAX_NAME = 200;

function clipped(text: string): string {
  return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text;
}
