/**
 * Numbers by hash, for keys that many names have and one name can have many of. Filled in two rounds (count, then place), so
 * it is two typed arrays and nothing else.
 */
import { spread } from './spelling.ts';

/** Told every (hash, number) pair, each time in the same order. */
export type Emit = (hash: number, id: number) => void;

const BUCKETS_MIN = 1 << 8;
const BUCKETS_MAX = 1 << 24;

export class Buckets {
  readonly #start: Int32Array;
  readonly #ids: Int32Array;
  readonly #mask: number;

  /** `pairs` is called twice and must emit the same pairs both times; `expected` is about how many there are. */
  constructor(expected: number, pairs: (emit: Emit) => void) {
    let buckets = BUCKETS_MIN;
    while (buckets * 2 <= expected && buckets < BUCKETS_MAX) buckets *= 2;
    const mask = buckets - 1;
    const start = new Int32Array(buckets + 1);
    pairs((hash) => {
      start[spread(hash) & mask]!++;
    });
    for (let at = 1; at <= buckets; at++) start[at]! += start[at - 1]!;
    // Now each entry is the end of its bucket; filling from there leaves it at the beginning.
    const ids = new Int32Array(start[buckets]!);
    pairs((hash, id) => {
      ids[--start[spread(hash) & mask]!] = id;
    });
    this.#start = start;
    this.#ids = ids;
    this.#mask = mask;
  }

  /** Numbers that were emitted with this hash, and some with others: whoever asks compares. In no order. */
  get(hash: number): Int32Array {
    const bucket = spread(hash) & this.#mask;
    return this.#ids.subarray(this.#start[bucket]!, this.#start[bucket + 1]!);
  }

  /** The same without making a view: `each(id)` for each of them. */
  forEach(hash: number, each: (id: number) => void): void {
    const bucket = spread(hash) & this.#mask;
    const end = this.#start[bucket + 1]!;
    for (let at = this.#start[bucket]!; at < end; at++) each(this.#ids[at]!);
  }
}
