/** TOML text to plain data, with the limits and the error class of this package; used for every TOML file of Cargo. */
import { parse, TomlError } from 'smol-toml';
import { CargoError } from './error.ts';

/** A parsed TOML value; tables have no prototype. */
export type TomlValue = unknown;
export type TomlTable = { readonly [key: string]: TomlValue };

/** Largest lock file or manifest that is read: the largest known lock files are under 2 MB; TOML is parsed in memory. */
const MAX_TOML_LENGTH = 32 * 1024 * 1024;

/** Nesting of inline values; real manifests stay under 10. */
const MAX_TOML_DEPTH = 128;

/** Parses TOML; throws `CargoError` (`too-large`, `merge-conflict`, `toml-syntax` with the line). */
export function parseToml(text: string, what: string): TomlTable {
  if (text.length > MAX_TOML_LENGTH) {
    throw new CargoError('too-large', `${what} has more than ${MAX_TOML_LENGTH} characters`);
  }
  try {
    return parse(text, { maxDepth: MAX_TOML_DEPTH, integersAsBigInt: 'asNeeded' });
  } catch (error) {
    const conflict = conflictLine(text);
    if (conflict !== undefined) {
      throw new CargoError('merge-conflict', `${what} has a merge conflict marker in line ${conflict}`, conflict);
    }
    if (error instanceof TomlError) {
      throw new CargoError('toml-syntax', `${what}: ${firstLine(error.message)} (line ${error.line})`, error.line);
    }
    throw new CargoError('toml-syntax', `${what} is not TOML`);
  }
}

/** The line of the first git merge conflict marker. */
function conflictLine(text: string): number | undefined {
  const found = /^(?:<{7} |>{7} |={7}\r?$|\|{7} )/m.exec(text);
  if (found === null) return undefined;
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < found.index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function firstLine(message: string): string {
  const end = message.indexOf('\n');
  return end === -1 ? message : message.slice(0, end);
}

/** Whether a value is a TOML table (dates and arrays are objects too, but not tables). */
export function isTable(value: TomlValue): value is TomlTable {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
}
