/**
 * Names with one point left out: who looks up a name here finds all names that have one point more, whatever and wherever it
 * is, with one look instead of one for each place and letter.
 */
import { Buckets } from './buckets.ts';
import type { ExactIndex } from './exact.ts';

/** Points of a name whose deletions are kept; longer names are no names that anybody types. */
const NAME_MAX = 256;

export class DeletionIndex {
  readonly #buckets: Buckets;

  constructor(names: readonly string[], exact: ExactIndex) {
    const expected = names.reduce((sum, name) => sum + Math.min(name.length, NAME_MAX), 0);
    this.#buckets = new Buckets(expected, (emit) => {
      const spelling = exact.spelling();
      const { points } = spelling;
      for (let id = 0; id < names.length; id++) {
        const { length } = spelling.spell(names[id]!);
        if (length > NAME_MAX) continue;
        // Of equal neighbours it does not matter which is left out.
        for (let at = 0; at < length; at++)
          if (at + 1 === length || points[at] !== points[at + 1]) emit(spelling.replaced(at, at + 1, 0, 0), id);
      }
    });
  }

  /** Calls back with numbers of names one of whose deletions has this hash, and perhaps of others; some more than once. */
  forEach(hash: number, each: (id: number) => void): void {
    this.#buckets.forEach(hash, each);
  }
}

/** Where a point was left out, and which. */
export interface Missing {
  readonly point: number;
  /** The first and the last place of the longer text whose deletion gives the shorter one: a run of equal points. */
  readonly from: number;
  readonly to: number;
}

/** What `shorter` lacks to be `longer`; undefined if they differ in anything else. Places are those of `longer`. */
export function missingPoint(shorter: ArrayLike<number>, size: number, longer: string): Missing | undefined {
  if (longer.length <= size || longer.length > 2 * size + 2) return undefined;
  const points = Array.from(longer, (char) => char.codePointAt(0)!);
  if (points.length !== size + 1) return undefined;
  let to = 0;
  while (to < size && shorter[to] === points[to]) to++;
  for (let at = to; at < size; at++) if (shorter[at] !== points[at + 1]) return undefined;
  let from = to;
  while (from > 0 && points[from - 1] === points[to]) from--;
  return { point: points[to]!, from, to };
}
