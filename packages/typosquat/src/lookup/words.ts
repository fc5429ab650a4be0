/**
 * Names that are several words with one delimiter between all of them, by the words they are made of in whatever order: names
 * made of the words of another are found without trying the orders.
 */
import { Buckets } from './buckets.ts';
import { hashOf, spread } from './spelling.ts';

/** Words of a name, and what stands between them. */
export interface Words {
  readonly words: readonly string[];
  /** The one delimiter that stands in all gaps; undefined where several do, or there is no gap. */
  readonly delimiter: string | undefined;
}

export function wordsOf(name: string, delimiters: ReadonlySet<string>): Words {
  const words: string[] = [];
  let delimiter: string | undefined;
  let isUniform = true;
  let from = 0;
  let at = 0;
  for (const char of name) {
    if (delimiters.has(char)) {
      words.push(name.slice(from, at));
      from = at + char.length;
      if (delimiter !== undefined && delimiter !== char) isUniform = false;
      delimiter = char;
    }
    at += char.length;
  }
  words.push(name.slice(from));
  return { words, delimiter: isUniform ? delimiter : undefined };
}

/** A number for a bag of words: the sum over its words, so that the order does not matter. */
export function bagHash(words: Iterable<number>): number {
  let sum = 0;
  for (const word of words) sum = (sum + spread(word)) | 0;
  return sum;
}

export class WordsIndex {
  readonly #names: readonly string[];
  readonly #bags: Buckets;
  readonly #byCount = new Map<number, number[]>();
  readonly #delimiters: ReadonlySet<string>;

  /** Names of at least two and at most `most` words. */
  constructor(names: readonly string[], delimiters: ReadonlySet<string>, most: number) {
    this.#names = names;
    this.#delimiters = delimiters;
    const bags: number[] = [];
    const ids: number[] = [];
    for (let id = 0; id < names.length; id++) {
      const { words, delimiter } = wordsOf(names[id]!, delimiters);
      if (delimiter === undefined || words.length > most) continue;
      bags.push(bagHash(words.map(hashOf)));
      ids.push(id);
      const known = this.#byCount.get(words.length);
      if (known === undefined) this.#byCount.set(words.length, [id]);
      else known.push(id);
    }
    this.#bags = new Buckets(ids.length, (emit) => {
      for (let at = 0; at < ids.length; at++) emit(bags[at]!, ids[at]!);
    });
  }

  words(id: number): Words {
    return wordsOf(this.#names[id]!, this.#delimiters);
  }

  /** Numbers of names that may be made of a bag with this hash. */
  ofBag(hash: number): Iterable<number> {
    return this.#bags.get(hash);
  }

  /** Numbers of all names of so many words. */
  ofCount(count: number): readonly number[] {
    return this.#byCount.get(count) ?? [];
  }
}
