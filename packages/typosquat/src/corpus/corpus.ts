/**
 * The packages that names are compared with, in columns: 200,000 of them take some tens of megabytes. Lookups are made when a
 * check first asks for them.
 */

import { DeletionIndex } from '../lookup/deletions.ts';
import { ExactIndex } from '../lookup/exact.ts';
import { NameTable } from '../lookup/name-table.ts';
import { hashOf } from '../lookup/spelling.ts';
import type { Package } from '../package.ts';

export class Corpus {
  /** Names in the given order, each once. */
  readonly names: readonly string[];
  readonly #downloads: Float64Array;
  readonly #repositories: ReadonlyMap<number, string>;
  readonly #ownerIds: ReadonlyMap<string, number>;
  readonly #ownerNames: readonly string[];
  readonly #ownerStart: Int32Array;
  readonly #owners: Int32Array;
  readonly exact: ExactIndex;
  #deletions: DeletionIndex | undefined;

  /** A package that is given again adds owners to the first: lists with one line per owner lose none. */
  constructor(packages: Iterable<Package>) {
    const columns = columnsOf(packages);
    this.names = columns.names;
    this.#downloads = Float64Array.from(columns.downloads);
    this.#repositories = columns.repositories;
    this.#ownerIds = columns.ownerIds;
    this.#ownerNames = [...columns.ownerIds.keys()];
    this.#ownerStart = columns.ownerStart;
    this.#owners = columns.owners;
    this.exact = new ExactIndex(this.names, columns.ids);
  }

  get size(): number {
    return this.names.length;
  }

  /** Names with one point left out, as the names stand. */
  get deletions(): DeletionIndex {
    this.#deletions ??= new DeletionIndex(this.names, this.exact);
    return this.#deletions;
  }

  has(name: string): boolean {
    return this.exact.get(name) !== undefined;
  }

  /** NaN where nothing is known. */
  downloads(id: number): number {
    return this.#downloads[id]!;
  }

  repository(id: number): string | undefined {
    return this.#repositories.get(id);
  }

  owners(id: number): readonly string[] {
    const own = new Set(this.#owners.subarray(this.#ownerStart[id]!, this.#ownerStart[id + 1]!));
    return Array.from(own, (owner) => this.#ownerNames[owner]!);
  }

  hasOwners(id: number): boolean {
    return this.#ownerStart[id + 1]! > this.#ownerStart[id]!;
  }

  /** Is one of these an owner of the package? */
  isOwnedBy(id: number, owners: readonly string[]): boolean {
    for (const owner of owners) {
      const wanted = this.#ownerIds.get(owner);
      if (wanted === undefined) continue;
      for (let at = this.#ownerStart[id]!; at < this.#ownerStart[id + 1]!; at++)
        if (this.#owners[at] === wanted) return true;
    }
    return false;
  }

  /** The package with all that the corpus knows of it. */
  get(name: string): Package | undefined {
    const id = this.exact.get(name);
    if (id === undefined) return undefined;
    const downloads = this.downloads(id);
    return {
      name,
      owners: this.owners(id),
      repository: this.repository(id),
      downloads: Number.isNaN(downloads) ? undefined : downloads,
    };
  }
}

interface Columns {
  readonly ids: NameTable;
  readonly names: string[];
  readonly downloads: number[];
  /** Where the owners of each package begin, and of one package after the last. */
  readonly ownerStart: Int32Array;
  readonly owners: Int32Array;
  readonly ownerIds: Map<string, number>;
  readonly repositories: Map<number, string>;
}

function columnsOf(packages: Iterable<Package>): Columns {
  const [names, downloads]: [string[], number[]] = [[], []];
  const ids = new NameTable(names);
  const ownerIds = new Map<string, number>();
  const repositories = new Map<number, string>();
  // Pairs of a package and an owner, in the order of the packages but for those that are given again.
  const [owned, owners]: [number[], number[]] = [[], []];
  for (const one of packages) {
    const hash = hashOf(one.name);
    let id = ids.get(one.name, hash);
    if (id === undefined) {
      id = names.length;
      names.push(one.name);
      ids.add(id, hash);
      downloads.push(one.downloads ?? Number.NaN);
      if (one.repository !== undefined) repositories.set(id, one.repository);
    }
    for (const owner of one.owners ?? []) {
      owned.push(id);
      owners.push(numberOf(ownerIds, owner));
    }
  }
  return { ids, names, downloads, ...byPackage(names.length, owned, owners), ownerIds, repositories };
}

function numberOf(ids: Map<string, number>, text: string): number {
  const known = ids.get(text);
  if (known !== undefined) return known;
  ids.set(text, ids.size);
  return ids.size - 1;
}

function byPackage(
  count: number,
  owned: readonly number[],
  owners: readonly number[],
): Pick<Columns, 'ownerStart' | 'owners'> {
  const ownerStart = new Int32Array(count + 1);
  for (const id of owned) ownerStart[id + 1]!++;
  for (let id = 0; id < count; id++) ownerStart[id + 1]! += ownerStart[id]!;
  const next = ownerStart.slice(0, count);
  const sorted = new Int32Array(owners.length);
  for (const [at, id] of owned.entries()) sorted[next[id]!++] = owners[at]!;
  return { ownerStart, owners: sorted };
}
