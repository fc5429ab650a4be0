/**
 * A place for tokens that an expander (or a test) writes one by one. Expansions are many and short: tokens are gathered in
 * room that serves again after `finish`, and what is finished lies beside others in large arrays, since an allocation of its
 * own would cost more than its tokens.
 */
import type { Interner } from '@lazaret/base';
import { matchDelimiters } from './delimiters.ts';
import { SharedArrays } from './shared-arrays.ts';
import { TokenKind } from './token-kinds.ts';
import { LINK, MIXED_ROW, type SourceTexts, TokenBuffer } from './tokens.ts';

/** Tokens that a builder has room for at first. */
const CAPACITY = 128;
/** Tokens whose room a builder keeps for the next expansion: hardly one has more. */
const KEPT_MAX = 1 << 15;

export class TokenBuilder {
  #kinds = new Uint8Array(CAPACITY);
  #rows = new Int32Array(CAPACITY * MIXED_ROW);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends a token and returns its index. */
  push(kind: number, file: number, start: number, end: number, context: number, name = 0): number {
    const token = this.#length;
    if (token === this.#kinds.length) this.#grow();
    this.#kinds[token] = kind;
    const rows = this.#rows;
    const at = token * MIXED_ROW;
    rows[at] = start;
    rows[at + 1] = end;
    rows[at + LINK] = name;
    rows[at + 3] = file;
    rows[at + 4] = context;
    this.#length = token + 1;
    return token;
  }

  /** Appends a copy of token `token` of another buffer, in a given context. */
  pushFrom(buffer: TokenBuffer, token: number, context: number): number {
    const name = buffer.symIfKnown(token);
    const end = buffer.endOf(token);
    return this.push(buffer.kinds[token]!, buffer.fileOf(token), buffer.startOf(token), end, context, name);
  }

  /** Appends copies of tokens of another buffer, in the contexts that they have there. */
  pushRange(buffer: TokenBuffer, start: number, end: number): void {
    const first = this.#length;
    const length = first + end - start;
    while (length > this.#kinds.length) this.#grow();
    const { kinds } = buffer;
    for (let i = start; i < end; i++) this.#kinds[first + i - start] = kinds[i]!;
    buffer.copyRows(start, end, this.#rows, first * MIXED_ROW);
    this.#length = length;
  }

  /** Gives the tokens from `first` on the contexts that `mark` makes of theirs. */
  mark(first: number, mark: (context: number) => number): void {
    const rows = this.#rows;
    let known = -1;
    let marked = 0;
    for (let at = first * MIXED_ROW + 4; at < this.#length * MIXED_ROW; at += MIXED_ROW) {
      const context = rows[at]!;
      if (context !== known) {
        known = context;
        marked = mark(context);
      }
      rows[at] = marked;
    }
  }

  /** Forgets all tokens. */
  clear(): void {
    this.#length = 0;
  }

  /** The buffer of all tokens so far; the builder is empty then. */
  finish(sources: SourceTexts, interner: Interner): TokenBuffer {
    const length = this.#length;
    const last = (length - 1) * MIXED_ROW;
    // The closing Eof stands where the last token ends.
    const end = length > 0 ? this.#rows[last + 1]! : 0;
    const file = length > 0 ? this.#rows[last + 3]! : 0;
    this.push(TokenKind.Eof, file, end, end, 0);
    const room = SharedArrays.of(interner);
    const kinds = room.bytes(this.#kinds, length + 1);
    const rows = room.integers(this.#rows, MIXED_ROW * (length + 1));
    matchDelimiters(kinds, length, rows, MIXED_ROW, LINK);
    this.#length = 0;
    if (this.#kinds.length > KEPT_MAX) {
      this.#kinds = new Uint8Array(CAPACITY);
      this.#rows = new Int32Array(CAPACITY * MIXED_ROW);
    }
    return new TokenBuffer(length, kinds, rows, sources, rows[3]!, interner);
  }

  #grow(): void {
    const kinds = new Uint8Array(2 * this.#kinds.length);
    kinds.set(this.#kinds);
    const rows = new Int32Array(2 * this.#rows.length);
    rows.set(this.#rows);
    this.#kinds = kinds;
    this.#rows = rows;
  }
}
