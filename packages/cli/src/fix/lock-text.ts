/** A lock file that can be changed and written again: packages keep their numbers, so edges survive a change of version. */
import type { LockFile } from '@lazaret/cargo';

export interface LockEntry {
  name: string;
  version: string;
  source: string | undefined;
  checksum: string | undefined;
  /** Numbers of entries. */
  dependencies: number[];
  replacedBy: number | undefined;
}

export function editableLock(lock: LockFile): LockEntry[] {
  return lock.packages.map(({ name, version, source, checksum, dependencies, replacedBy }) => ({
    name,
    version,
    source: source?.text,
    checksum,
    dependencies: [...dependencies],
    replacedBy,
  }));
}

/** Entries that something still leads to. */
export function reachableEntries(entries: readonly LockEntry[], roots: readonly number[]): Set<number> {
  const seen = new Set(roots);
  for (const at of seen) {
    const { dependencies, replacedBy } = entries[at]!;
    for (const to of replacedBy === undefined ? dependencies : [...dependencies, replacedBy]) seen.add(to);
  }
  return seen;
}

/** The text of a Cargo.lock with these entries; edges are always spelled out, which every format allows. */
export function lockText(entries: readonly LockEntry[], kept: ReadonlySet<number>, format: number): string {
  const spec = (at: number) => {
    const { name, version, source } = entries[at]!;
    return `${name} ${version}${source === undefined ? '' : ` (${source})`}`;
  };
  const blocks = [...kept].map((at) => {
    const { name, version, source, checksum, dependencies, replacedBy } = entries[at]!;
    const edges = [...new Set(dependencies.filter((to) => kept.has(to)).map(spec))].sort();
    return [
      '[[package]]',
      `name = ${toml(name)}`,
      `version = ${toml(version)}`,
      ...(source === undefined ? [] : [`source = ${toml(source)}`]),
      ...(checksum === undefined ? [] : [`checksum = ${toml(checksum)}`]),
      ...(edges.length === 0 ? [] : ['dependencies = [', ...edges.map((edge) => ` ${toml(edge)},`), ']']),
      ...(replacedBy === undefined ? [] : [`replace = ${toml(spec(replacedBy))}`]),
      '',
    ].join('\n');
  });
  // Source URLs are read differently from format 4 on, so the format stays; the oldest ones are written as 3.
  return `version = ${Math.max(format, 3)}\n\n${blocks.sort().join('\n')}`;
}

/** JSON's escapes are TOML's, but for the delete character. */
function toml(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
