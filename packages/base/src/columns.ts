/**
 * Growable typed arrays: the columns that tables of tokens, nodes, types and edges are made of.
 */

export class IntVec {
  data: Int32Array;
  length = 0;

  constructor(capacity = 16) {
    this.data = new Int32Array(Math.max(capacity, 4));
  }

  /** Appends and returns the index of the new element. */
  push(value: number): number {
    if (this.length === this.data.length) this.#grow(this.length + 1);
    this.data[this.length] = value;
    return this.length++;
  }

  get(index: number): number {
    return this.data[index] as number;
  }

  set(index: number, value: number): void {
    this.data[index] = value;
  }

  pop(): number {
    return this.data[--this.length] as number;
  }

  truncate(length: number): void {
    if (length < this.length) this.length = length;
  }

  /** The elements as a copy of exact length. */
  toArray(): Int32Array {
    return this.data.slice(0, this.length);
  }

  #grow(least: number): void {
    const bigger = new Int32Array(Math.max(least, this.data.length * 2));
    bigger.set(this.data);
    this.data = bigger;
  }
}
