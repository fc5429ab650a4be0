/**
 * Names as they stand: a table from text to number, and in front of it a field of bits that says no to nearly every candidate
 * by its hash alone.
 */
import { NameTable } from './name-table.ts';
import { hashOf, lengthOf, powersUpTo, Spelling, spread } from './spelling.ts';

/** Bits of the field per name: one candidate in 32 that is no name passes, and is then looked up as text. */
const BITS_PER_NAME = 32;
/** A field that fits into the nearest cache even for a handful of names. */
const BITS_MIN = 1 << 12;
const BITS_MAX = 2 ** 31;

/**
 * Points by which a candidate may differ in length from the name it is made of. Longer names than the longest of the corpus
 * and these are never looked at point by point, so that a name of a megabyte costs no more than one of a line.
 */
export const LENGTH_SLACK = 64;

export class ExactIndex {
  /** Points of the longest name. */
  readonly longest: number;
  readonly #ids: NameTable;
  readonly #bits: Int32Array;
  readonly #mask: number;
  readonly #powers: Int32Array;

  /** `names` by their numbers; of equal ones the first counts. `known` holds them all if somebody made it already. */
  constructor(names: readonly string[], known?: NameTable) {
    const ids = known ?? new NameTable(names);
    let bits = BITS_MIN;
    while (bits < names.length * BITS_PER_NAME && bits < BITS_MAX) bits *= 2;
    this.#bits = new Int32Array(bits / 32);
    this.#mask = bits - 1;
    let longest = 0;
    for (let id = 0; id < names.length; id++) {
      const name = names[id]!;
      const hash = hashOf(name);
      if (known === undefined) {
        if (ids.get(name, hash) !== undefined) continue;
        ids.add(id, hash);
      }
      const place = spread(hash) & this.#mask;
      this.#bits[place >>> 5]! |= 1 << (place & 31);
      if (name.length > longest) longest = Math.max(longest, lengthOf(name));
    }
    this.#ids = ids;
    this.longest = longest;
    this.#powers = powersUpTo(longest + 3 * LENGTH_SLACK);
  }

  /** The number of a name. */
  get(name: string): number | undefined {
    return this.#ids.get(name);
  }

  /** False: no name has this hash. */
  mayHold(hash: number): boolean {
    const place = spread(hash) & this.#mask;
    return (this.#bits[place >>> 5]! & (1 << (place & 31))) !== 0;
  }

  /** The name to be varied; undefined where it is so long that nothing near its length is in the corpus. */
  spell(name: string): Spelling | undefined {
    // A point is at most two units: far too long names are not even counted.
    if (name.length > 2 * (this.longest + LENGTH_SLACK)) return undefined;
    const spelling = new Spelling(this.#powers, name.length).spell(name);
    return spelling.length > this.longest + LENGTH_SLACK ? undefined : spelling;
  }

  /** A spelling to be used for the names of the corpus one after the other. */
  spelling(): Spelling {
    return new Spelling(this.#powers, 2 * this.longest);
  }
}
