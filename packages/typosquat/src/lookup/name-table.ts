/**
 * Names by their text: an open table of numbers beside the array of names, a tenth of what a map of texts takes. Chains are short
 * because the table is never more than half full; whoever makes names of one hash makes his own lookups slow, by as many as he made.
 */
import { hashOf, spread } from './spelling.ts';

const SLOTS_MIN = 1 << 8;

export class NameTable {
  readonly #names: readonly string[];
  /** A number and one, or nothing. */
  #slots: Int32Array;
  #count = 0;

  /** `names` are looked at by their numbers, and may grow as long as the table is told of new ones. */
  constructor(names: readonly string[]) {
    this.#names = names;
    let slots = SLOTS_MIN;
    while (slots < 2 * names.length) slots *= 2;
    this.#slots = new Int32Array(slots);
  }

  /** The number of a name, whose hash is known if it was needed before. */
  get(name: string, hash: number = hashOf(name)): number | undefined {
    const mask = this.#slots.length - 1;
    for (let at = spread(hash) & mask; ; at = (at + 1) & mask) {
      const entry = this.#slots[at]!;
      if (entry === 0) return undefined;
      if (this.#names[entry - 1] === name) return entry - 1;
    }
  }

  /** Adds a name that is not in the table yet. */
  add(id: number, hash: number): void {
    if (2 * (this.#count + 1) > this.#slots.length) this.#grow();
    this.#place(id, hash);
    this.#count++;
  }

  #place(id: number, hash: number): void {
    const mask = this.#slots.length - 1;
    let at = spread(hash) & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = id + 1;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Int32Array(2 * before.length);
    for (const entry of before) if (entry !== 0) this.#place(entry - 1, hashOf(this.#names[entry - 1]!));
  }
}
