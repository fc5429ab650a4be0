/**
 * The same words in another order, or with another delimiter: `static-lazy`. Typomania writes all orders of `maxK` words (48
 * million names for 32 words); here the bag of words is looked up, and orders are worked out only for names that are there.
 */
import type { Corpus } from '../../corpus/corpus.ts';
import { hashOf } from '../../lookup/spelling.ts';
import { bagHash, WordsIndex, wordsOf } from '../../lookup/words.ts';
import type { Check, Match, Query } from '../check.ts';

/** Equal words make equal matches, n! of them; more than these say nothing new. */
const MATCHES_MAX = 10_000;
/** Beyond this, all names of so many words are looked at instead. */
const CHOICES_MAX = 1e9;

interface Hit {
  /** Which words of the asked name, in the target's order. */
  readonly places: readonly number[];
  readonly delimiter: number;
  readonly target: string;
}

/** `delimiters` in the order in which they are tried; of names with more than `maxK` words, targets have exactly `maxK`. */
export function swappedWords(delimiters: string, maxK = 5): Check {
  const list = [...delimiters];
  const set = new Set(list);
  const indexes = new WeakMap<Corpus, WordsIndex>();
  const indexOf = (corpus: Corpus): WordsIndex => {
    const known = indexes.get(corpus) ?? new WordsIndex(corpus.names, set, maxK);
    indexes.set(corpus, known);
    return known;
  };
  return {
    id: 'swappedWords',
    find(query) {
      if (!list.some((delimiter) => query.name.includes(delimiter))) return [];
      const { words } = wordsOf(query.name, set);
      if (words.length === 1) return [];
      const count = Math.min(words.length, maxK);
      const hits =
        count < 2 ? single(query, words, count, list) : several(query, words, count, indexOf(query.corpus), list);
      return hits
        .sort(inOrder)
        .map(({ target }): Match => ({ check: this.id, target, message: `swaps words in ${target}` }));
    },
  };
}

/** With `maxK` below two the candidates are the words themselves, once for each delimiter. */
function single({ isPossible }: Query, words: readonly string[], count: number, delimiters: readonly string[]): Hit[] {
  const targets = count === 0 ? [''] : words;
  return targets
    .filter(isPossible)
    .slice(0, MATCHES_MAX)
    .flatMap((target, at) => delimiters.map((_, delimiter): Hit => ({ places: [at], delimiter, target })));
}

function several(
  { isPossible }: Query,
  words: readonly string[],
  count: number,
  index: WordsIndex,
  delimiters: readonly string[],
): Hit[] {
  const places = new Map<string, number[]>();
  for (const [at, word] of words.entries()) {
    const known = places.get(word);
    if (known === undefined) places.set(word, [at]);
    else known.push(at);
  }
  const hits: Hit[] = [];
  for (const id of candidates(words, count, index)) {
    const target = index.words(id);
    if (target.words.length !== count) continue;
    const name = target.words.join(target.delimiter);
    const used = delimiters.flatMap((delimiter, at) => (delimiter === target.delimiter ? [at] : []));
    if (!isMadeOf(target.words, places) || !isPossible(name)) continue;
    for (const chosen of orders(target.words, places, MATCHES_MAX - hits.length))
      for (const delimiter of used) hits.push({ places: chosen, delimiter, target: name });
    if (hits.length >= MATCHES_MAX) break;
  }
  return hits;
}

/**
 * Names that may be made of `count` of the words: of all of them, one bag; of a choice, whatever is less, the bags of all
 * choices or all names of so many words.
 */
function candidates(words: readonly string[], count: number, index: WordsIndex): Iterable<number> {
  const all = index.ofCount(count);
  if (choices(words.length, count) > all.length) return all;
  const found = new Set<number>();
  for (const bag of bags(words.map(hashOf), count)) for (const id of index.ofBag(bag)) found.add(id);
  return found;
}

/** How many ways there are to choose `count` of `size`, or some number beyond all that matters. */
function choices(size: number, count: number): number {
  let ways = 1;
  for (let at = 0; at < Math.min(count, size - count) && ways < CHOICES_MAX; at++)
    ways = Math.round((ways * (size - at)) / (at + 1));
  return ways;
}

/** Hashes of the bags of all choices. */
function* bags(hashes: readonly number[], count: number): Generator<number> {
  const chosen: number[] = [];
  // An odometer over places: the last one runs fastest.
  for (let at = 0; at < count; at++) chosen.push(at);
  for (;;) {
    yield bagHash(chosen.map((at) => hashes[at]!));
    let place = count - 1;
    while (place >= 0 && chosen[place] === hashes.length - count + place) place--;
    if (place < 0) return;
    chosen[place]!++;
    for (let at = place + 1; at < count; at++) chosen[at] = chosen[at - 1]! + 1;
  }
}

/** Has each word of the target a place of its own? */
function isMadeOf(target: readonly string[], places: ReadonlyMap<string, readonly number[]>): boolean {
  const left = new Map<string, number>();
  for (const word of target) {
    const count = left.get(word) ?? places.get(word)?.length ?? 0;
    if (count === 0) return false;
    left.set(word, count - 1);
  }
  return true;
}

/** All ways to take the target's words from the places where the asked name has them, the first places first. */
function orders(target: readonly string[], places: ReadonlyMap<string, readonly number[]>, most: number): number[][] {
  let ways: number[][] = [[]];
  for (const word of target) {
    const longer: number[][] = [];
    for (const way of ways) {
      for (const place of places.get(word)!) if (!way.includes(place)) longer.push([...way, place]);
      if (longer.length >= most) break;
    }
    ways = longer;
  }
  return ways.slice(0, Math.max(most, 0));
}

function inOrder(a: Hit, b: Hit): number {
  for (let at = 0; at < a.places.length; at++) {
    const difference = a.places[at]! - b.places[at]!;
    if (difference !== 0) return difference;
  }
  return a.delimiter - b.delimiter;
}
