/** A set of small non-negative integers, 32 to a word; grows as needed. */
export class BitSet {
  #words: Uint32Array;

  constructor(capacity = 1024) {
    this.#words = new Uint32Array((capacity + 31) >>> 5 || 1);
  }

  has(index: number): boolean {
    const word = index >>> 5;
    return word < this.#words.length && ((this.#words[word] as number) & (1 << (index & 31))) !== 0;
  }

  /** Adds; true if it was not in the set before. */
  add(index: number): boolean {
    const word = index >>> 5;
    if (word >= this.#words.length) {
      const bigger = new Uint32Array(Math.max(word + 1, this.#words.length * 2));
      bigger.set(this.#words);
      this.#words = bigger;
    }
    const before = this.#words[word] as number;
    const after = before | (1 << (index & 31));
    this.#words[word] = after;
    return after >>> 0 !== before;
  }

  delete(index: number): void {
    const word = index >>> 5;
    if (word < this.#words.length) this.#words[word] = (this.#words[word] as number) & ~(1 << (index & 31));
  }

  /** Adds all members of another set; true if anything was new. */
  addAll(other: BitSet): boolean {
    let changed = false;
    for (const index of other) if (this.add(index)) changed = true;
    return changed;
  }

  get size(): number {
    let count = 0;
    for (let word of this.#words) {
      for (; word !== 0; word &= word - 1) count++;
    }
    return count;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let at = 0; at < this.#words.length; at++) {
      let word = this.#words[at] as number;
      while (word !== 0) {
        const low = word & -word;
        yield at * 32 + (31 - Math.clz32(low));
        word ^= low;
      }
    }
  }
}
