/** Crate names: what crates.io accepts, when two are the same, and where an index keeps them. */
import { CargoError } from '../error.ts';

/** crates.io's limit; cargo itself has none. */
const MAX_CRATES_IO_NAME = 64;

/** The form in which crates.io compares names: lowercase, `-` as `_`. */
export function canonicalCrateName(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}

/** Whether crates.io would take the name: ASCII letter first, then letters, digits, `-`, `_`; at most 64. */
export function isCratesIoName(name: string): boolean {
  return name.length <= MAX_CRATES_IO_NAME && /^[A-Za-z][A-Za-z0-9_-]*$/.test(name);
}

/** The name by which Rust code speaks of a package or dependency key. */
export function externCrateName(name: string): string {
  return name.replaceAll('-', '_');
}

/**
 * Path of a crate's file in a registry index: `1/a`, `2/ab`, `3/a/abc`, `ab/cd/abcd`, all lowercase. Throws
 * `CargoError` (`crate-name`) for names that could lead elsewhere.
 */
export function indexPath(name: string): string {
  const lower = name.toLowerCase();
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(lower) || lower.length > 1024) {
    throw new CargoError('crate-name', `not a crate name: ${JSON.stringify(name.slice(0, 100))}`);
  }
  // Cargo counts bytes here and slices by them; names in an index are ASCII.
  switch (lower.length) {
    case 1:
      return `1/${lower}`;
    case 2:
      return `2/${lower}`;
    case 3:
      return `3/${lower[0]}/${lower}`;
    default:
      return `${lower.slice(0, 2)}/${lower.slice(2, 4)}/${lower}`;
  }
}

/** The package URL of a crate: `pkg:cargo/name@version`, with qualifiers (sorted) if any. */
export function packageUrl(name: string, version: string, qualifiers: Readonly<Record<string, string>> = {}): string {
  const rest = Object.entries(qualifiers)
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key.toLowerCase()}=${purlEncoded(value)}`);
  const query = rest.length === 0 ? '' : `?${rest.join('&')}`;
  return `pkg:cargo/${purlEncoded(name)}@${purlEncoded(version)}${query}`;
}

/** Percent-encoding of the purl specification: a colon stays as it is. */
function purlEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
