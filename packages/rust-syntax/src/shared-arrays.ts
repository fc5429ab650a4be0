/**
 * Large arrays in which small lasting ones lie one behind the other: tokens and items of expansions. An allocation of its own
 * for each would cost more than its contents; a large array lives as long as anything in it.
 */
import type { Interner } from '@lazaret/base';

const SHARED = Symbol('shared arrays');
/** Entries of an array that is shared. */
const SHARED_SIZE = 1 << 18;
/** Larger parts get an array of their own, so that little is left over. */
const PART_MAX = SHARED_SIZE >> 3;

export class SharedArrays {
  #bytes = new Uint8Array(0);
  #bytesUsed = 0;
  #integers = new Int32Array(0);
  #integersUsed = 0;

  static of(interner: Interner): SharedArrays {
    let room = interner.shared.get(SHARED) as SharedArrays | undefined;
    if (room === undefined) {
      room = new SharedArrays();
      interner.shared.set(SHARED, room);
    }
    return room;
  }

  /** A lasting copy of the first entries. */
  bytes(from: Uint8Array, length: number): Uint8Array {
    if (length > PART_MAX) return from.slice(0, length);
    if (this.#bytesUsed + length > this.#bytes.length) {
      this.#bytes = new Uint8Array(SHARED_SIZE);
      this.#bytesUsed = 0;
    }
    const part = new Uint8Array(this.#bytes.buffer, this.#bytesUsed, length);
    for (let i = 0; i < length; i++) part[i] = from[i]!;
    this.#bytesUsed += length;
    return part;
  }

  integers(from: Int32Array, length: number): Int32Array {
    if (length > PART_MAX) return from.slice(0, length);
    if (this.#integersUsed + length > this.#integers.length) {
      this.#integers = new Int32Array(SHARED_SIZE);
      this.#integersUsed = 0;
    }
    const part = new Int32Array(this.#integers.buffer, this.#integersUsed * 4, length);
    for (let i = 0; i < length; i++) part[i] = from[i]!;
    this.#integersUsed += length;
    return part;
  }
}
