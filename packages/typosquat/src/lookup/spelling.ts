/**
 * A name as code points with the hashes of its prefixes, so that the hash of any name made from it by cutting, inserting or
 * replacing is a matter of a few multiplications: most candidates are ruled out without ever being written.
 *
 * The hash is the polynomial  h(c₀…cₙ) = Σ (cᵢ+1)·BASEⁿ⁻ⁱ  modulo 2³². It only rules out: who passes is compared as text.
 */

/** Odd, with bits all over: a step of the golden ratio in 32 bits. */
const BASE = 0x9e3779b1 | 0;

/** Powers of the base, from the zeroth on; names up to `longest` can be hashed with them. */
export function powersUpTo(longest: number): Int32Array {
  const powers = new Int32Array(longest + 1);
  powers[0] = 1;
  for (let at = 1; at <= longest; at++) powers[at] = Math.imul(powers[at - 1]!, BASE);
  return powers;
}

/** Hash of a whole text. */
export function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at)!;
    if (point > 0xffff) at++;
    hash = (Math.imul(hash, BASE) + point + 1) | 0;
  }
  return hash;
}

/** Hash of two points. */
export function hashOfPair(first: number, second: number): number {
  return (Math.imul(first + 1, BASE) + second + 1) | 0;
}

/** Spreads a polynomial hash over all bits, for use as a place in a table. */
export function spread(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Number of code points. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++)
    if (text.codePointAt(at)! > 0xffff) {
      at++;
      length--;
    }
  return length;
}

export class Spelling {
  /** Code points; of a text with half a surrogate pair that half. Longer than the name: `length` counts. */
  readonly points: Int32Array;
  text = '';
  length = 0;
  hash = 0;
  readonly #prefix: Int32Array;
  readonly #powers: Int32Array;

  /** `powers` must reach as far as the longest name that is to be made of one of `capacity` points. */
  constructor(powers: Int32Array, capacity: number) {
    this.#powers = powers;
    this.points = new Int32Array(capacity);
    this.#prefix = new Int32Array(capacity + 1);
  }

  /** Makes it the spelling of another text, of no more points than the capacity; loops over many names need only one. */
  spell(text: string): this {
    const prefix = this.#prefix;
    let length = 0;
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      const point = text.codePointAt(at)!;
      if (point > 0xffff) at++;
      this.points[length++] = point;
      hash = (Math.imul(hash, BASE) + point + 1) | 0;
      prefix[length] = hash;
    }
    this.text = text;
    this.length = length;
    this.hash = hash;
    return this;
  }

  /** Hash of the points from `from` to before `to`. */
  part(from: number, to: number): number {
    return (this.#prefix[to]! - Math.imul(this.#prefix[from]!, this.#powers[to - from]!)) | 0;
  }

  /** Hash of the name with the points from `from` to before `to` replaced by a text of this hash and length. */
  replaced(from: number, to: number, hash: number, length: number): number {
    const head = (Math.imul(this.#prefix[from]!, this.#powers[length]!) + hash) | 0;
    return (Math.imul(head, this.#powers[this.length - to]!) + this.part(to, this.length)) | 0;
  }

  /** The text of what {@link replaced} hashes. */
  rewritten(from: number, to: number, text: string): string {
    if (this.text.length === this.length) return this.text.slice(0, from) + text + this.text.slice(to);
    return textOf(this.points.subarray(0, from)) + text + textOf(this.points.subarray(to, this.length));
  }
}

/** Code points as text. */
function textOf(points: Iterable<number>): string {
  let text = '';
  for (const point of points) text += String.fromCodePoint(point);
  return text;
}
