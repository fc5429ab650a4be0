/** Two edits in a long name, as far as they are light: look-alikes, neighbours on the keyboard, doubled letters, separators. */
import { weightedDistance } from '../../lookup/distance.ts';
import { lettersOf, SEGMENTED_MIN } from '../../lookup/segments.ts';
import type { LikenessCheck, Resemblance } from './resemblance.ts';
import { editBetween, forNeighbours } from './single-edit.ts';

/** What two edits may weigh where the longer name has at least so many letters. */
const LIMITS: readonly (readonly [letters: number, weight: number])[] = [
  [12, 2],
  [10, 1.8],
  [SEGMENTED_MIN, 1.3],
];
/** Swaps are tried in names up to this length: each is a lookup for every letter. */
const SWAPPED_MAX = 40;

export const TWO_EDITS: LikenessCheck = {
  id: 'two-edits',
  title: 'two slips in a long name',
  find({ form, spelling, index }) {
    if (spelling === undefined || spelling.length < SEGMENTED_MIN) return [];
    const found = new Map<number, Resemblance | undefined>();
    const letters = lettersOf(spelling);
    const add = (id: number): void => {
      if (!index.segments.mayBeNear(id, letters) || found.has(id)) return;
      const target = index.forms[id]!;
      const limit = limitOf(Math.max(form.length, target.length));
      const weight = editBetween(form, target) === undefined ? weightedDistance(form, target) : 0;
      const isNear = weight > 0 && weight <= limit;
      found.set(
        id,
        isNear
          ? { check: this.id, family: 'name', id, closeness: 0.8 - 0.18 * weight, text: 'two letters different' }
          : undefined,
      );
    };
    index.segments.near(spelling, add);
    if (spelling.length <= SWAPPED_MAX)
      for (let at = 0; at + 1 < spelling.length; at++) {
        const [a, b] = [spelling.points[at]!, spelling.points[at + 1]!];
        const swapped =
          a === b ? undefined : index.exact.spell(spelling.rewritten(at, at + 2, String.fromCodePoint(b, a)));
        if (swapped !== undefined) forNeighbours(swapped, index, add);
      }
    return [...found.values()].filter((it) => it !== undefined);
  },
};

function limitOf(letters: number): number {
  return LIMITS.find(([least]) => letters >= least)?.[1] ?? 0;
}
