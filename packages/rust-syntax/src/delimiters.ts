/** Which delimiters of a buffer belong together. */
import { isOpenDelim, TokenKind } from './token-kinds.ts';

const NO_TOKENS: readonly number[] = [];

/**
 * Pairs delimiters: writes partners into the rows of tokens, `size` integers each, at `link`, and returns the delimiters that
 * have none. A close without its open, or an open without its close, keeps -1. When the kinds differ, the innermost open of the
 * close's kind is taken and those inside it stay alone, so that one lost bracket does not spread beyond the brace around it.
 */
export function matchDelimiters(
  kinds: Uint8Array,
  length: number,
  rows: Int32Array,
  size: number,
  link: number,
): readonly number[] {
  if (matchNested(kinds, length, rows, size, link)) return NO_TOKENS;
  const pairing = new Pairing(kinds, rows, size, link);
  for (let i = 0; i < length; i++) {
    const kind = kinds[i]!;
    if (kind < TokenKind.OpenParen || kind > TokenKind.CloseNone) continue;
    rows[i * size + link] = -1;
    if (isOpenDelim(kind)) pairing.open(i, openClass(kind));
    else pairing.close(i, openOf(kind));
  }
  return pairing.finish();
}

/** The usual case, that all nest: an open one holds the one around it until its close is met. */
function matchNested(kinds: Uint8Array, length: number, rows: Int32Array, size: number, link: number): boolean {
  let top = -1;
  for (let i = 0; i < length; i++) {
    const kind = kinds[i]!;
    if (kind < TokenKind.OpenParen || kind > TokenKind.CloseNone) continue;
    if (isOpenDelim(kind)) {
      rows[i * size + link] = top;
      top = i;
    } else {
      if (top < 0 || openClass(kinds[top]!) !== openOf(kind)) return false;
      const around = rows[top * size + link]!;
      rows[top * size + link] = i;
      rows[i * size + link] = top;
      top = around;
    }
  }
  return top < 0;
}

/** For tokens that do not nest. */
class Pairing {
  readonly #kinds: Uint8Array;
  readonly #rows: Int32Array;
  readonly #size: number;
  readonly #link: number;
  readonly #unmatched: number[] = [];
  /** How many delimiters of each kind are open. */
  readonly #counts: number[] = new Array(TokenKind.CloseNone + 1).fill(0);
  readonly #stack: number[] = [];
  #top = 0;

  constructor(kinds: Uint8Array, rows: Int32Array, size: number, link: number) {
    this.#kinds = kinds;
    this.#rows = rows;
    this.#size = size;
    this.#link = link;
  }

  open(token: number, kind: number): void {
    this.#stack[this.#top++] = token;
    this.#counts[kind] = this.#counts[kind]! + 1;
  }

  close(token: number, wanted: number): void {
    if (this.#counts[wanted] === 0) {
      this.#unmatched.push(token);
      return;
    }
    for (;;) {
      const top = this.#stack[--this.#top]!;
      const kind = openClass(this.#kinds[top]!);
      this.#counts[kind] = this.#counts[kind]! - 1;
      if (kind === wanted) {
        this.#rows[top * this.#size + this.#link] = token;
        this.#rows[token * this.#size + this.#link] = top;
        return;
      }
      this.#unmatched.push(top);
    }
  }

  /** The delimiters without partner, those that were never closed last. */
  finish(): number[] {
    for (let i = 0; i < this.#top; i++) this.#unmatched.push(this.#stack[i]!);
    return this.#unmatched;
  }
}

function openClass(kind: number): number {
  return Math.min(kind, TokenKind.OpenExpr);
}

function openOf(close: number): number {
  return close === TokenKind.CloseNone ? TokenKind.OpenExpr : close - 1;
}
