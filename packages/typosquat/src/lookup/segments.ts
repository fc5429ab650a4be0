/**
 * Names by their three thirds. Two edits leave one third of a name untouched, near the place where it was: whoever asks looks up
 * the few pieces of his name that could be that third, and compares what is found. (Pass-Join, Li et al., VLDB 2011, with its
 * windows for two edits.)
 */
import { Buckets } from './buckets.ts';
import type { ExactIndex } from './exact.ts';
import type { Spelling } from './spelling.ts';

/** Edits that a third survives. */
const EDITS = 2;
const PARTS = EDITS + 1;
/** Names that are shorter are two edits away from anything. */
export const SEGMENTED_MIN = 8;
const SEGMENTED_MAX = 64;

export class SegmentIndex {
  readonly #buckets: Buckets;
  /** Which letters a name has, one bit each: names two edits apart differ in four bits at most. */
  readonly #letters: Int32Array;

  constructor(forms: readonly string[], exact: ExactIndex) {
    this.#letters = new Int32Array(forms.length);
    this.#buckets = new Buckets(forms.length * PARTS, (emit) => {
      const spelling = exact.spelling();
      for (let id = 0; id < forms.length; id++) {
        const { length } = spelling.spell(forms[id]!);
        if (length < SEGMENTED_MIN || length > SEGMENTED_MAX) continue;
        this.#letters[id] = lettersOf(spelling);
        for (let part = 0; part < PARTS; part++) {
          const from = startOf(part, length);
          emit(keyOf(spelling, from, startOf(part + 1, length), part, length), id);
        }
      }
    });
  }

  /** Calls back with names that may be two edits away; some come more than once, and not all are. */
  near(spelling: Spelling, found: (id: number) => void): void {
    const own = spelling.length;
    if (own < SEGMENTED_MIN || own > SEGMENTED_MAX) return;
    const letters = lettersOf(spelling);
    for (let length = Math.max(own - EDITS, SEGMENTED_MIN); length <= own + EDITS; length++) {
      const shift = own - length;
      for (let part = 0; part < PARTS; part++) {
        const from = startOf(part, length);
        const size = startOf(part + 1, length) - from;
        // At most `part` edits lie left of the untouched third if another one is not found first, and the rest lie right.
        const low = Math.max(from - part, from + shift - (EDITS - part), 0);
        const high = Math.min(from + part, from + shift + (EDITS - part), own - size);
        for (let at = low; at <= high; at++)
          this.#buckets.forEach(keyOf(spelling, at, at + size, part, length), (id) => {
            if (this.mayBeNear(id, letters)) found(id);
          });
      }
    }
  }

  /** By its letters alone, and for names that are long enough: could two edits make it of a name with these letters? */
  mayBeNear(id: number, letters: number): boolean {
    const own = this.#letters[id]!;
    return own !== 0 && bitsOf(own ^ letters) <= 2 * EDITS;
  }
}

function startOf(part: number, length: number): number {
  return Math.floor((part * length) / PARTS);
}

function keyOf(spelling: Spelling, from: number, to: number, part: number, length: number): number {
  return (Math.imul(spelling.part(from, to), 31) + length * PARTS + part) | 0;
}

/** Which letters a name has. */
export function lettersOf({ points, length }: Spelling): number {
  let letters = 0;
  for (let at = 0; at < length; at++) letters |= 1 << (points[at]! & 31);
  return letters;
}

function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
