/** The places of the words of many patterns in one text, found in one pass. */
import type { Text } from '../text/decode.ts';
import type { GoRegex } from '../regex/go-regex.ts';
import { Automaton } from './automaton.ts';

/** Looks for the words that begin matches of patterns, and for keywords that only must be somewhere. */
export class WordPlaces {
  readonly #automaton: Automaton;
  /** Of each pattern and branch, the numbers of its words. */
  readonly #wordsOf = new Map<GoRegex, readonly (readonly number[])[]>();
  readonly #numbers = new Map<string, number>();
  readonly #places: number[][];
  #text: Text = { text: '', ascii: undefined };
  #tricky = false;

  constructor(patterns: Iterable<GoRegex>, keywords: Iterable<string>) {
    const words: string[] = [];
    const number = (word: string): number => {
      const known = this.#numbers.get(word);
      if (known !== undefined) return known;
      this.#numbers.set(word, words.length);
      return words.push(word) - 1;
    };
    for (const keyword of keywords) number(keyword);
    for (const pattern of patterns) {
      if (pattern.branches === undefined) continue;
      this.#wordsOf.set(
        pattern,
        pattern.branches.map((branch) => branch.words.map(number)),
      );
    }
    this.#automaton = new Automaton(words);
    this.#places = words.map(() => []);
  }

  /** Takes up a text; answers are about it until the next. */
  run(text: Text): void {
    for (const places of this.#places) if (places.length > 0) places.length = 0;
    this.#text = text;
    const places = this.#places;
    const words = this.#automaton.words;
    const onWord = (word: number, end: number): void => {
      places[word]!.push(end - words[word]!.length);
    };
    if (text.ascii !== undefined) this.#automaton.runBytes(text.ascii, onWord);
    else this.#automaton.runText(text.text, onWord);
    // U+017F stands for `s` in patterns, but does not lower-case to it: keywords are looked up once more.
    this.#tricky = text.ascii === undefined && text.text.includes('\u017f');
  }

  /** Whether the text holds a keyword, in any case. */
  has(keyword: string): boolean {
    if (keyword === '') return false;
    if (this.#places[this.#numbers.get(keyword)!]!.length === 0) return false;
    return !this.#tricky || this.#text.text.toLowerCase().includes(keyword);
  }

  /** Ascending places of the words of each branch; undefined for a pattern whose matches no word begins. */
  of(pattern: GoRegex): readonly (readonly number[])[] | undefined {
    return this.#wordsOf.get(pattern)?.map((words) => {
      const [first] = words;
      if (words.length === 1) return this.#places[first!]!;
      const found = words.filter((word) => this.#places[word]!.length > 0);
      if (found.length <= 1) return found.length === 0 ? NOWHERE : this.#places[found[0]!]!;
      return [...new Set(found.flatMap((word) => this.#places[word]!))].sort((a, b) => a - b);
    });
  }
}

const NOWHERE: readonly number[] = [];
