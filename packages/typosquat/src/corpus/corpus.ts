/**
 * The packages that names are compared with, in columns: 200,000 of them take some tens of megabytes. Lookups are made when a
 * check first asks for them.
 */

import { DeletionIndex } from '../lookup/deletions.ts';
import { ExactIndex } from '../lookup/exact.ts';
import type { Package } from '../package.ts';

export class Corpus {
  /** Names in the given order, each once. */
  readonly names: readonly string[];
  readonly #downloads: Float64Array;
  readonly #repositories: ReadonlyMap<number, string>;
  readonly #ownerIds: ReadonlyMap<string, number>;
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
    const { start, owners } = flattened(columns.owners);
    this.#ownerStart = start;
    this.#owners = owners;
    this.exact = new ExactIndex(this.names);
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
    return own.size === 0 ? [] : this.ownerNames().filter((_, at) => own.has(at));
  }

  /** All owners, by their numbers. */
  ownerNames(): string[] {
    return [...this.#ownerIds.keys()];
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
  readonly names: string[];
  readonly downloads: number[];
  readonly owners: (readonly number[])[];
  readonly ownerIds: Map<string, number>;
  readonly repositories: Map<number, string>;
}

function columnsOf(packages: Iterable<Package>): Columns {
  const columns: Columns = {
    names: [],
    downloads: [],
    owners: [],
    ownerIds: new Map(),
    repositories: new Map(),
  };
  const seen = new Map<string, number>();
  for (const one of packages) {
    const owners = (one.owners ?? []).map((owner) => numberOf(columns.ownerIds, owner));
    const known = seen.get(one.name);
    if (known !== undefined) {
      columns.owners[known] = [...columns.owners[known]!, ...owners];
      continue;
    }
    const id = columns.names.length;
    seen.set(one.name, id);
    columns.names.push(one.name);
    columns.downloads.push(one.downloads ?? Number.NaN);
    columns.owners.push(owners);
    if (one.repository !== undefined) columns.repositories.set(id, one.repository);
  }
  return columns;
}

function numberOf(ids: Map<string, number>, text: string): number {
  const known = ids.get(text);
  if (known !== undefined) return known;
  ids.set(text, ids.size);
  return ids.size - 1;
}

function flattened(lists: readonly (readonly number[])[]): { start: Int32Array; owners: Int32Array } {
  const start = new Int32Array(lists.length + 1);
  for (let id = 0; id < lists.length; id++) start[id + 1] = start[id]! + lists[id]!.length;
  const owners = new Int32Array(start[lists.length]!);
  for (let id = 0; id < lists.length; id++) owners.set(lists[id]!, start[id]!);
  return { start, owners };
}
