/**
 * Words by their characters: token kind and interned name of each word that a text has, found without making a string. Most
 * words of a file were met before, so one table serves all files of a session.
 */
import type { Interner } from '@lazaret/base';
import { KEYWORDS } from './keywords.ts';
import { TokenKind } from './token-kinds.ts';

/** Integers per word: hash, where its characters are, how many, token kind, name. */
const ROW = 5;
/** Longer words, and more of them, are left to the interner alone; people write neither. */
const WORD_LENGTH_MAX = 64;
const WORDS_MAX = 1 << 20;

const WORDS = Symbol('words');

/** The rolling hash of a word's characters, from 0. */
export function hashStep(hash: number, c: number): number {
  return (Math.imul(hash, 33) ^ c) | 0;
}

export class WordTable {
  readonly #interner: Interner;
  /** Open addressing: number of the word + 1, or 0. At most half full. */
  #slots = new Int32Array(1 << 13);
  #shift = 32 - 13;
  #rows = new Int32Array(ROW << 12);
  #chars = Buffer.alloc(1 << 15);
  #charsUsed = 0;
  #count = 0;

  constructor(interner: Interner) {
    this.#interner = interner;
    for (const [word, kind] of KEYWORDS) {
      const units = Uint16Array.from(word, (c) => c.charCodeAt(0));
      this.#rows[this.find(units, 0, units.length, units.reduce(hashStep, 0)) + 3] = kind;
    }
  }

  /** The table of a session. */
  static of(interner: Interner): WordTable {
    const known = interner.shared.get(WORDS) as WordTable | undefined;
    if (known !== undefined) return known;
    const table = new WordTable(interner);
    interner.shared.set(WORDS, table);
    return table;
  }

  /** Place of a word of ASCII characters in the table, -1 if it cannot be there. */
  find(units: Uint16Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = Math.imul(hash, 0x9e3779b1) >>> this.#shift;
    for (;;) {
      const word = this.#slots[slot]!;
      if (word === 0) return this.#add(units, start, end, hash, slot);
      const row = (word - 1) * ROW;
      if (this.#rows[row] === hash && this.#isSame(row, units, start, end)) return row;
      slot = (slot + 1) & mask;
    }
  }

  kindAt(row: number): number {
    return this.#rows[row + 3]!;
  }

  /** The interned name + 1, as columns of tokens hold it. */
  nameAt(row: number): number {
    return this.#rows[row + 4]!;
  }

  #isSame(row: number, units: Uint16Array, start: number, end: number): boolean {
    const length = end - start;
    if (this.#rows[row + 2] !== length) return false;
    const chars = this.#chars;
    const from = this.#rows[row + 1]!;
    for (let i = 0; i < length; i++) if (chars[from + i] !== units[start + i]) return false;
    return true;
  }

  #add(units: Uint16Array, start: number, end: number, hash: number, slot: number): number {
    const length = end - start;
    if (length > WORD_LENGTH_MAX || this.#count >= WORDS_MAX) return -1;
    const from = this.#charsUsed;
    if (from + length > this.#chars.length)
      this.#chars = Buffer.concat([this.#chars, Buffer.alloc(this.#chars.length)]);
    for (let i = 0; i < length; i++) this.#chars[from + i] = units[start + i]!;
    this.#charsUsed = from + length;
    const row = this.#count * ROW;
    const rows = this.#rows;
    rows[row] = hash;
    rows[row + 1] = from;
    rows[row + 2] = length;
    rows[row + 3] = TokenKind.Ident;
    // A string of its own: a piece of the source would keep all of that alive.
    rows[row + 4] = this.#interner.intern(this.#chars.toString('latin1', from, from + length)) + 1;
    this.#slots[slot] = ++this.#count;
    if (2 * this.#count >= this.#slots.length) this.#grow();
    return row;
  }

  #grow(): void {
    this.#shift--;
    const slots = new Int32Array(2 * this.#slots.length);
    const rows = new Int32Array((ROW * slots.length) / 2);
    rows.set(this.#rows);
    for (let word = 0; word < this.#count; word++) {
      let slot = Math.imul(rows[word * ROW]!, 0x9e3779b1) >>> this.#shift;
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = word + 1;
    }
    this.#slots = slots;
    this.#rows = rows;
  }
}
