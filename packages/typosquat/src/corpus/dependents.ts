/**
 * A corpus from a registry's index, which holds neither downloads nor owners: how many other packages need a package stands for
 * how much it is used.
 */
import type { Package } from '../package.ts';

/** A package of an index, with what its newest version that is not withdrawn needs. */
export interface IndexedPackage {
  readonly name: string;
  readonly dependencies: Iterable<string>;
}

/** `form`: when two names are the same to the registry. Packages come in the order in which they are given. */
export function packagesOfIndex(indexed: Iterable<IndexedPackage>, form: (name: string) => string): Package[] {
  const dependents = new Map<string, number>();
  const names: string[] = [];
  for (const { name, dependencies } of indexed) {
    names.push(name);
    for (const needed of new Set([...dependencies].map(form)))
      dependents.set(needed, (dependents.get(needed) ?? 0) + 1);
  }
  return names.map((name) => ({ name, downloads: dependents.get(form(name)) ?? 0 }));
}
