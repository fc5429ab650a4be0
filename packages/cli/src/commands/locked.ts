/** Locked packages that a user names: `NAME` or `NAME@VERSION`, compared as crates.io compares names. */
import { canonicalCrateName, type LockFile } from '@lazaret/cargo';
import { CliError, Exit } from '../exit.ts';

export interface NamedPackage {
  readonly name: string;
  readonly version: string | undefined;
}

export function parseSpec(spec: string): NamedPackage {
  const at = spec.lastIndexOf('@');
  return at > 0 ? { name: spec.slice(0, at), version: spec.slice(at + 1) } : { name: spec, version: undefined };
}

/** Names offered where one is not locked. */
const SUGGESTED = 5;

/** Lock indexes of what is named; a usage error that helps if nothing is. */
export function findLocked(lock: LockFile, spec: string): number[] {
  const wanted = parseSpec(spec);
  const name = canonicalCrateName(wanted.name);
  const named = lock.packages.flatMap((locked, index) => (canonicalCrateName(locked.name) === name ? [index] : []));
  const found = named.filter(
    (index) => wanted.version === undefined || lock.packages[index]!.version === wanted.version,
  );
  if (found.length > 0) return found;
  if (named.length > 0) {
    const versions = named.map((index) => lock.packages[index]!.version).join(', ');
    throw new CliError(Exit.Usage, `${wanted.name} ${wanted.version} is not locked; locked is ${versions}`);
  }
  const similar = [...new Set(lock.packages.map((locked) => locked.name))]
    .filter((known) => canonicalCrateName(known).includes(name))
    .slice(0, SUGGESTED);
  const hint = similar.length === 0 ? '' : `; did you mean ${similar.join(', ')}?`;
  throw new CliError(Exit.Usage, `no package \`${wanted.name}\` in the lock file${hint}`);
}
