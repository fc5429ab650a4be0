/** Bytes out and in: LEB128 integers, strings by number. */
import { CodecError } from './error.ts';

export class ByteWriter {
  #data = new Uint8Array(1 << 12);
  length = 0;

  byte(value: number): void {
    if (this.length === this.#data.length) this.#grow(1);
    this.#data[this.length++] = value;
  }

  /** 0 … 2^32-1. */
  uint(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** Small numbers of either sign. */
  int(value: number): void {
    this.uint((value << 1) ^ (value >> 31));
  }

  bytes(data: Uint8Array): void {
    if (this.length + data.length > this.#data.length) this.#grow(data.length);
    this.#data.set(data, this.length);
    this.length += data.length;
  }

  take(): Uint8Array {
    return this.#data.slice(0, this.length);
  }

  /** What was written, until the next write. */
  view(): Uint8Array {
    return this.#data.subarray(0, this.length);
  }

  #grow(more: number): void {
    const bigger = new Uint8Array(Math.max(this.#data.length * 2, this.length + more));
    bigger.set(this.#data);
    this.#data = bigger;
  }
}

export class ByteReader {
  readonly #data: Uint8Array;
  readonly #end: number;
  at: number;

  constructor(data: Uint8Array, start = 0, end = data.length) {
    if (start < 0 || end > data.length || start > end)
      throw new CodecError('range', 'a record lies outside its section');
    this.#data = data;
    this.at = start;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.at;
  }

  byte(): number {
    if (this.at >= this.#end) throw new CodecError('truncated', 'a record ends too early');
    return this.#data[this.at++]!;
  }

  uint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += shift < 28 ? (byte & 0x7f) << shift : (byte & 0x0f) * 0x10000000;
      if (byte < 0x80) return value >>> 0;
    }
    throw new CodecError('range', 'an integer is longer than 32 bits');
  }

  int(): number {
    const value = this.uint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** A number of things that follow, each of at least one byte: a larger number is a lie. */
  count(): number {
    const count = this.uint();
    if (count > this.left) throw new CodecError('truncated', 'a list is longer than its record');
    return count;
  }

  list<T>(read: () => T): T[] {
    const count = this.count();
    const out = new Array<T>(count);
    for (let i = 0; i < count; i++) out[i] = read();
    return out;
  }
}
