/**
 * Tokens as columns: of one source file, or written by a macro expander from tokens of several files. The parser
 * reads both in the same way. Whitespace and comments are no tokens; doc comments of a file are kept aside.
 */
import type { Interner, Sym } from '@lazaret/base';
import { isOpenDelim, TokenKind } from './token-kinds.ts';

/** A run of tokens: `start` included, `end` not. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** Texts by file id, for buffers whose tokens come from several files (or from a synthetic text of the expander). */
export interface SourceTexts {
  text(file: number): string;
}

/** Something wrong in the text. Offsets are into the file of the token; `token` is -1 for errors of the lexer. */
export interface SyntaxIssue {
  /** Kebab-case, e.g. `unterminated-string`, `expected-expression`. */
  readonly code: string;
  readonly message: string;
  readonly token: number;
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** A doc comment: `before` is the index of the token it precedes. */
export interface DocComment {
  readonly before: number;
  readonly start: number;
  readonly end: number;
  readonly inner: boolean;
}

/** What a buffer is made of; {@link TokenBuffer} describes the columns. */
export interface TokenColumns {
  readonly length: number;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly match: Int32Array;
  readonly files?: Int32Array | undefined;
  readonly contexts?: Int32Array | undefined;
}

/**
 * Columns of tokens. Index {@link TokenBuffer.length} is always valid and is an `Eof` token, so that looking one ahead
 * needs no check.
 */
export class TokenBuffer {
  /** Number of tokens without the closing Eof. */
  readonly length: number;
  /** {@link TokenKind} of each token. */
  readonly kinds: Uint8Array;
  /** Offset of the first UTF-16 unit in the token's file. */
  readonly starts: Int32Array;
  /** Offset after the last UTF-16 unit. */
  readonly ends: Int32Array;
  /** For a delimiter the index of its partner, or -1 if it has none; -1 for other tokens. */
  readonly match: Int32Array;
  /** File id per token; undefined when all tokens are of {@link file}. */
  readonly files: Int32Array | undefined;
  /** Hygiene context id per token (the expander's); undefined when all are 0. */
  readonly contexts: Int32Array | undefined;
  readonly sources: SourceTexts;
  /** File id of all tokens when there is no column for it. */
  readonly file: number;
  readonly interner: Interner;
  /** What the lexer objected to. */
  readonly errors: readonly SyntaxIssue[];
  readonly docs: readonly DocComment[];
  readonly #source: string | undefined;
  #syms: Int32Array | undefined;

  constructor(
    columns: TokenColumns,
    sources: SourceTexts,
    file: number,
    interner: Interner,
    errors: readonly SyntaxIssue[] = [],
    docs: readonly DocComment[] = [],
  ) {
    this.length = columns.length;
    this.kinds = columns.kinds;
    this.starts = columns.starts;
    this.ends = columns.ends;
    this.match = columns.match;
    this.files = columns.files;
    this.contexts = columns.contexts;
    this.sources = sources;
    this.file = file;
    this.interner = interner;
    this.errors = errors;
    this.docs = docs;
    this.#source = columns.files === undefined ? sources.text(file) : undefined;
  }

  kind(token: number): number {
    return this.kinds[token]!;
  }

  fileOf(token: number): number {
    return this.files === undefined ? this.file : this.files[token]!;
  }

  contextOf(token: number): number {
    return this.contexts === undefined ? 0 : this.contexts[token]!;
  }

  /** The token as written (`r#x` with its prefix). */
  text(token: number): string {
    const source = this.#source ?? this.sources.text(this.fileOf(token));
    return source.slice(this.starts[token]!, this.ends[token]!);
  }

  /** The name of an identifier or keyword (`r#x` without prefix) or lifetime (`'a`, also for `'r#a`), interned. */
  sym(token: number): Sym {
    const cache = (this.#syms ??= new Int32Array(this.length + 1));
    const known = cache[token]!;
    if (known !== 0) return (known - 1) as Sym;
    const sym = this.interner.intern(nameText(this.text(token), this.kinds[token]!));
    cache[token] = sym + 1;
    return sym;
  }

  /** The tokens from `start` to `end` as written, with single spaces where they were apart; for messages. */
  textOf(range: TokenRange): string {
    let text = '';
    for (let i = range.start; i < range.end; i++) {
      const apart = i > range.start && (this.ends[i - 1] !== this.starts[i] || this.fileOf(i - 1) !== this.fileOf(i));
      text += apart ? ` ${this.text(i)}` : this.text(i);
    }
    return text;
  }

  /** Index after the token tree that starts at `token`: after the matching delimiter, or the next token. */
  skipTree(token: number): number {
    const partner = this.match[token]!;
    return partner > token ? partner + 1 : token + 1;
  }
}

function nameText(text: string, kind: number): string {
  if (kind === TokenKind.RawIdent) return text.slice(2);
  if (kind === TokenKind.Lifetime && text.startsWith("'r#")) return `'${text.slice(3)}`;
  return text;
}

/**
 * Pairs delimiters. A close without its open, or an open without its close, keeps -1. When the kinds differ, the
 * innermost open of the close's kind is taken and those inside it stay alone, so that one lost bracket does not
 * spread beyond the brace around it.
 */
export function matchDelimiters(kinds: Uint8Array, length: number, match: Int32Array): number[] {
  const pairing = new Pairing(kinds, match);
  for (let i = 0; i < length; i++) {
    const kind = kinds[i]!;
    if (kind < TokenKind.OpenParen || kind > TokenKind.CloseNone) continue;
    if (isOpenDelim(kind)) pairing.open(i, openClass(kind));
    else pairing.close(i, openOf(kind));
  }
  return pairing.finish();
}

class Pairing {
  readonly #kinds: Uint8Array;
  readonly #match: Int32Array;
  readonly #unmatched: number[] = [];
  /** How many delimiters of each kind are open. */
  readonly #counts = new Int32Array(TokenKind.CloseNone + 1);
  #stack: Int32Array = new Int32Array(64);
  #top = 0;

  constructor(kinds: Uint8Array, match: Int32Array) {
    this.#kinds = kinds;
    this.#match = match;
  }

  open(token: number, kind: number): void {
    if (this.#top === this.#stack.length) this.#stack = grown(this.#stack, this.#top * 2);
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
        this.#match[top] = token;
        this.#match[token] = top;
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

/** A place for tokens that an expander (or a test) writes one by one; `finish` pairs the delimiters. */
export class TokenBuilder {
  #length = 0;
  #kinds: Uint8Array;
  #starts: Int32Array;
  #ends: Int32Array;
  #files: Int32Array;
  #contexts: Int32Array;

  constructor(capacity = 64) {
    const size = Math.max(capacity, 8);
    this.#kinds = new Uint8Array(size);
    this.#starts = new Int32Array(size);
    this.#ends = new Int32Array(size);
    this.#files = new Int32Array(size);
    this.#contexts = new Int32Array(size);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends a token and returns its index. */
  push(kind: number, file: number, start: number, end: number, context: number): number {
    // One place is kept free for the closing Eof.
    if (this.#length + 1 >= this.#kinds.length) this.#grow();
    const at = this.#length++;
    this.#kinds[at] = kind;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#files[at] = file;
    this.#contexts[at] = context;
    return at;
  }

  /** Appends a copy of token `token` of another buffer, in a given context. */
  pushFrom(buffer: TokenBuffer, token: number, context: number): number {
    return this.push(buffer.kinds[token]!, buffer.fileOf(token), buffer.starts[token]!, buffer.ends[token]!, context);
  }

  /** The buffer of all tokens so far; the builder must not be used afterwards. */
  finish(sources: SourceTexts, interner: Interner): TokenBuffer {
    const length = this.#length;
    const match = new Int32Array(length + 1).fill(-1);
    matchDelimiters(this.#kinds, length, match);
    this.#kinds[length] = TokenKind.Eof;
    if (length > 0) {
      this.#starts[length] = this.#ends[length - 1]!;
      this.#ends[length] = this.#ends[length - 1]!;
      this.#files[length] = this.#files[length - 1]!;
    }
    const columns = {
      length,
      kinds: this.#kinds,
      starts: this.#starts,
      ends: this.#ends,
      match,
      files: this.#files,
      contexts: this.#contexts,
    };
    return new TokenBuffer(columns, sources, this.#files[0]!, interner);
  }

  #grow(): void {
    const size = this.#kinds.length * 2;
    const kinds = new Uint8Array(size);
    kinds.set(this.#kinds);
    this.#kinds = kinds;
    this.#starts = grown(this.#starts, size);
    this.#ends = grown(this.#ends, size);
    this.#files = grown(this.#files, size);
    this.#contexts = grown(this.#contexts, size);
  }
}

function grown(column: Int32Array, size: number): Int32Array {
  const bigger = new Int32Array(size);
  bigger.set(column);
  return bigger;
}
