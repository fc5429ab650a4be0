/** Lists that hold the first entries and the number of all: reports of huge differences stay readable, and say so. */

export interface Listed<T> {
  readonly items: readonly T[];
  /** Of all, listed or not. */
  readonly count: number;
}

export function listed<T>(items: readonly T[], most: number): Listed<T> {
  return { items: items.length > most ? items.slice(0, most) : items, count: items.length };
}

/** What only one of two sets has, in the order given. */
export function only<T>(of: Iterable<T>, other: ReadonlySet<T>): T[] {
  return [...of].filter((it) => !other.has(it));
}
