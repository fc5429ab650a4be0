/** The places of the words of many patterns in one text, found in one pass. */

import type { GoRegex, Span } from '../regex/go-regex.ts';
import type { Text } from '../text/decode.ts';
import { Automaton } from './automaton.ts';

/** What of a pattern the pass over a text looks for. */
interface Sought {
  /** Of each branch, the numbers of its words. */
  readonly branches: readonly (readonly number[])[] | undefined;
  /** Of each gate, the numbers of its words. */
  readonly gates: readonly (readonly number[])[];
}

/** Looks for the words that begin matches of patterns, and for keywords that only must be somewhere. */
export class WordPlaces {
  readonly #automaton: Automaton;
  readonly #sought = new Map<GoRegex, Sought>();
  readonly #numbers = new Map<string, number>();
  readonly #places: number[][];
  /** Words with places. */
  #found: number[] = [];
  #text: Text = { text: '', form: 'units', ascii: undefined };
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
      const branches = pattern.branches?.map((branch) => branch.words.map(number));
      this.#sought.set(pattern, { branches, gates: pattern.gates.map((gate) => gate.map(number)) });
    }
    this.#automaton = new Automaton(words);
    this.#places = words.map(() => []);
  }

  /** Takes up a text; answers are about it until the next. */
  run(text: Text): void {
    for (const word of this.#found) this.#places[word]!.length = 0;
    const found: number[] = [];
    this.#found = found;
    this.#text = text;
    const places = this.#places;
    const words = this.#automaton.words;
    const onWord = (word: number, end: number): void => {
      if (places[word]!.push(end - words[word]!.length) === 1) found.push(word);
    };
    if (text.ascii !== undefined) this.#automaton.runBytes(text.ascii, onWord);
    else this.#automaton.runText(text.text, onWord);
    // U+017F stands for `s` in patterns, but does not lower-case to it: keywords are looked up once more.
    this.#tricky = text.ascii === undefined && text.text.includes('\u017f');
  }

  /** The number of a keyword, for {@link has}. */
  numberOf(keyword: string): number {
    return this.#numbers.get(keyword)!;
  }

  /** Whether the text holds a keyword, in any case. */
  has(keyword: number): boolean {
    if (this.#places[keyword]!.length === 0) return false;
    return !this.#tricky || this.#text.text.toLowerCase().includes(this.#automaton.words[keyword]!);
  }

  /** Whether the pattern can match in the text, as far as words tell. */
  canMatch(pattern: GoRegex): boolean {
    const { branches, gates } = this.#sought.get(pattern)!;
    if (branches !== undefined) return branches.some((words) => words.some((word) => this.#places[word]!.length > 0));
    return gates.every((words) => words.some((word) => this.#places[word]!.length > 0));
  }

  /** All matches of a pattern in the text. */
  matches(pattern: GoRegex): Span[] {
    const { branches } = this.#sought.get(pattern)!;
    const { text, form } = this.#text;
    if (branches === undefined) return pattern.findAll(text, form);
    return pattern.findAt(
      text,
      branches.map((words) => this.#merged(words)),
      form,
    );
  }

  /** Ascending places of several words. */
  #merged(words: readonly number[]): readonly number[] {
    const found = words.filter((word) => this.#places[word]!.length > 0);
    if (found.length === 0) return [];
    const first = this.#places[found[0]!]!;
    if (found.length === 1) return first;
    return [...new Set(found.flatMap((word) => this.#places[word]!))].sort((a, b) => a - b);
  }
}
