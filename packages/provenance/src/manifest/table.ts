/** Reading TOML tables without trusting their shape: what is of another type counts as absent. */
import { isTable, parseToml, type TomlTable, type TomlValue } from '@lazaret/cargo';

/** A table that is being built; no prototype, as parsed ones. */
export type MutableTable = { [key: string]: TomlValue };

export function newTable(entries: Readonly<Record<string, TomlValue>> = {}): MutableTable {
  const table: MutableTable = Object.create(null);
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) table[key] = value;
  return table;
}

export function tableOf(value: TomlValue): TomlTable | undefined {
  return isTable(value) ? value : undefined;
}

export function textOf(value: TomlValue): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function textsOf(value: TomlValue): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** `a-b`, or its old spelling `a_b` where that one is used (cargo `deprecated_underscore`). */
export function spelled(table: TomlTable, key: string): TomlValue {
  return table[key] ?? table[key.replaceAll('-', '_')];
}

/** A table with `a_b` spellings of these keys written `a-b`. */
export function withSpelling(table: TomlTable, keys: readonly string[]): MutableTable {
  const result = newTable(table);
  for (const key of keys) {
    const old = key.replaceAll('-', '_');
    if (old === key || result[old] === undefined) continue;
    result[key] ??= result[old];
    delete result[old];
  }
  return result;
}

/** The text of a manifest as a table; undefined if it is not TOML. */
export function tryToml(bytes: Uint8Array, what: string): TomlTable | undefined {
  try {
    return parseToml(manifestText(bytes), what);
  } catch {
    return undefined;
  }
}

/**
 * Cargo reads manifests as UTF-8 and passes over a byte order mark (cargo `read_toml_string`); line ends inside strings are
 * written back as LF.
 */
function manifestText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n');
}
