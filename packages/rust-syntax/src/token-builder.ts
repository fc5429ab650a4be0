/**
 * A place for tokens that an expander (or a test) writes one by one. Expansions are many and short: tokens are gathered in a
 * plain array, which serves again after `finish`, and two allocations of the right size hold all columns in the end.
 */
import type { Interner } from '@lazaret/base';
import { matchDelimiters } from './delimiters.ts';
import { TokenKind } from './token-kinds.ts';
import { MIXED_COLUMNS, type SourceTexts, TokenBuffer } from './tokens.ts';

/** Entries per token: kind, file, start, end, context, name + 1 or 0. */
const ENTRY = 6;

export class TokenBuilder {
  #data: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends a token and returns its index. */
  push(kind: number, file: number, start: number, end: number, context: number, name = 0): number {
    const data = this.#data;
    const at = this.#length * ENTRY;
    data[at] = kind;
    data[at + 1] = file;
    data[at + 2] = start;
    data[at + 3] = end;
    data[at + 4] = context;
    data[at + 5] = name;
    return this.#length++;
  }

  /** Appends a copy of token `token` of another buffer, in a given context. */
  pushFrom(buffer: TokenBuffer, token: number, context: number): number {
    const name = buffer.symIfKnown(token);
    const end = buffer.endOf(token);
    return this.push(buffer.kinds[token]!, buffer.fileOf(token), buffer.startOf(token), end, context, name);
  }

  /** Forgets all tokens. */
  clear(): void {
    this.#length = 0;
  }

  /** The buffer of all tokens so far; the builder is empty then. */
  finish(sources: SourceTexts, interner: Interner): TokenBuffer {
    const length = this.#length;
    const data = this.#data;
    const last = (length - 1) * ENTRY;
    // The closing Eof stands where the last token ends.
    const end = length > 0 ? data[last + 3]! : 0;
    const file = length > 0 ? data[last + 1]! : 0;
    this.push(TokenKind.Eof, file, end, end, 0);
    const size = length + 1;
    const kinds = new Uint8Array(size);
    const wide = new Int32Array(MIXED_COLUMNS * size);
    for (let i = 0, at = 0; i < size; i++, at += ENTRY) {
      kinds[i] = data[at]!;
      wide[i] = data[at + 2]!;
      wide[size + i] = data[at + 3]!;
      wide[3 * size + i] = data[at + 5]!;
      wide[4 * size + i] = data[at + 1]!;
      wide[5 * size + i] = data[at + 4]!;
    }
    matchDelimiters(kinds, length, wide, 2 * size);
    this.#length = 0;
    if (data.length > KEPT_MAX) this.#data = [];
    return new TokenBuffer(length, kinds, wide, sources, wide[4 * size]!, interner);
  }
}

/** Entries that a builder keeps for the next expansion: hardly one has more tokens, and growing makes much rubbish. */
const KEPT_MAX = (1 << 15) * ENTRY;
