/** Tables of parsed text, as the parsers of TOML, YAML and JSON give them. */

/** A table of unknown content. */
export type Table = Readonly<Record<string, unknown>>;

/** Dates and arrays are objects too, but no tables. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
