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
  /** Zeroed room for the names of tokens; made when first needed where it is not given. */
  readonly syms?: Int32Array | undefined;
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
    this.#syms = columns.syms;
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
  readonly #counts: number[] = new Array(TokenKind.CloseNone + 1).fill(0);
  readonly #stack: number[] = [];
  #top = 0;

  constructor(kinds: Uint8Array, match: Int32Array) {
    this.#kinds = kinds;
    this.#match = match;
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

/** Int32 columns of a built buffer: starts, ends, match, files, contexts, syms. */
const WIDE_COLUMNS = 6;

/**
 * A place for tokens that an expander (or a test) writes one by one; `finish` pairs the delimiters. Expansions are many and
 * short: tokens are gathered in plain arrays, and one allocation of the right size holds all columns in the end.
 */
export class TokenBuilder {
  readonly #kinds: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #files: number[] = [];
  readonly #contexts: number[] = [];

  // biome-ignore lint/complexity/noUselessConstructor: who builds may say how many tokens to expect; room is made as they come.
  constructor(_expected?: number) {}

  get length(): number {
    return this.#kinds.length;
  }

  /** Appends a token and returns its index. */
  push(kind: number, file: number, start: number, end: number, context: number): number {
    this.#starts.push(start);
    this.#ends.push(end);
    this.#files.push(file);
    this.#contexts.push(context);
    return this.#kinds.push(kind) - 1;
  }

  /** Appends a copy of token `token` of another buffer, in a given context. */
  pushFrom(buffer: TokenBuffer, token: number, context: number): number {
    return this.push(buffer.kinds[token]!, buffer.fileOf(token), buffer.starts[token]!, buffer.ends[token]!, context);
  }

  /** The buffer of all tokens so far; the builder must not be used afterwards. */
  finish(sources: SourceTexts, interner: Interner): TokenBuffer {
    const length = this.#kinds.length;
    // The closing Eof stands where the last token ends.
    const end = length > 0 ? this.#ends[length - 1]! : 0;
    const file = length > 0 ? this.#files[length - 1]! : 0;
    this.push(TokenKind.Eof, file, end, end, 0);
    const size = length + 1;
    const room = new ArrayBuffer(size * (WIDE_COLUMNS * 4 + 1));
    let next = 0;
    const wide = (values: readonly number[] | undefined): Int32Array => {
      const column = new Int32Array(room, next++ * size * 4, size);
      if (values !== undefined) for (let i = 0; i < size; i++) column[i] = values[i]!;
      return column;
    };
    const starts = wide(this.#starts);
    const ends = wide(this.#ends);
    const files = wide(this.#files);
    const contexts = wide(this.#contexts);
    const match = wide(undefined).fill(-1);
    const syms = wide(undefined);
    const kinds = new Uint8Array(room, WIDE_COLUMNS * size * 4, size);
    for (let i = 0; i < size; i++) kinds[i] = this.#kinds[i]!;
    matchDelimiters(kinds, length, match);
    return new TokenBuffer({ length, kinds, starts, ends, match, files, contexts, syms }, sources, files[0]!, interner);
  }
}
