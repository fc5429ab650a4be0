/**
 * Tokens as columns: of one source file, or written by a macro expander from tokens of several files. The parser
 * reads both in the same way. Whitespace and comments are no tokens; doc comments of a file are kept aside.
 */
import type { Interner, Sym } from '@lazaret/base';
import { TokenKind } from './token-kinds.ts';

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

/** Integers per doc comment: token it precedes, start, end; inner ones have the last negated. */
const DOC_SIZE = 3;

/** The doc comments of a file in order. A documented crate has one for every third line: they are columns, no objects. */
export class DocComments {
  readonly length: number;
  readonly #data: Int32Array;

  constructor(data: Int32Array) {
    this.#data = data;
    this.length = data.length / DOC_SIZE;
  }

  before(index: number): number {
    return this.#data[index * DOC_SIZE]!;
  }

  get(index: number): DocComment {
    const at = index * DOC_SIZE;
    const end = this.#data[at + 2]!;
    return { before: this.#data[at]!, start: this.#data[at + 1]!, end: Math.abs(end), inner: end < 0 };
  }
}

const NO_ERRORS: readonly SyntaxIssue[] = [];
const NO_DOCS = new DocComments(new Int32Array(0));

/** Integers per token of one file: start, end, link. */
export const FILE_ROW = 3;
/** And of a buffer whose tokens come from several files: file and context, too. */
export const MIXED_ROW = 5;
/** Where a token's row has its link: of a delimiter its partner or -1, of others the name + 1, 0 while nobody asked for it. */
export const LINK = 2;

/**
 * Kinds of tokens as a column, the rest as rows of integers. Index {@link TokenBuffer.length} is always valid and is an `Eof`
 * token, so that looking one ahead needs no check. Macro calls make as many buffers as a crate has definitions, so few and
 * small objects matter.
 */
export class TokenBuffer {
  /** Number of tokens without the closing Eof. */
  readonly length: number;
  /** {@link TokenKind} of each token. */
  readonly kinds: Uint8Array;
  /** Do tokens come from several files, because an expander wrote them? */
  readonly mixed: boolean;
  readonly sources: SourceTexts;
  /** File id of all tokens when there is no column for it. */
  readonly file: number;
  readonly interner: Interner;
  /** What the lexer objected to. */
  readonly errors: readonly SyntaxIssue[];
  readonly docs: DocComments;
  /**
   * What the user of a buffer keeps with it: the expander's calls and scopes. On the buffer, since weak maps with an entry
   * for each buffer make every garbage collection slow.
   */
  notes: unknown = undefined;
  readonly #rows: Int32Array;
  readonly #size: number;
  readonly #source: string | undefined;

  /** `rows`: {@link FILE_ROW} or {@link MIXED_ROW} integers for each of `length + 1` tokens. */
  constructor(
    length: number,
    kinds: Uint8Array,
    rows: Int32Array,
    sources: SourceTexts,
    file: number,
    interner: Interner,
    errors: readonly SyntaxIssue[] = NO_ERRORS,
    docs: DocComments = NO_DOCS,
  ) {
    this.length = length;
    this.kinds = kinds;
    this.#rows = rows;
    this.mixed = rows.length > FILE_ROW * (length + 1);
    this.#size = this.mixed ? MIXED_ROW : FILE_ROW;
    this.sources = sources;
    this.file = file;
    this.interner = interner;
    this.errors = errors;
    this.docs = docs;
    this.#source = this.mixed ? undefined : sources.text(file);
  }

  kind(token: number): number {
    return this.kinds[token]!;
  }

  /** Offset of the first UTF-16 unit in the token's file. */
  startOf(token: number): number {
    return this.#rows[token * this.#size]!;
  }

  /** Offset after the last UTF-16 unit. */
  endOf(token: number): number {
    return this.#rows[token * this.#size + 1]!;
  }

  /** For a delimiter the index of its partner, or -1 if it has none; -1 for other tokens. */
  partnerOf(token: number): number {
    return isDelimiter(this.kinds[token]!) ? this.#rows[token * this.#size + LINK]! : -1;
  }

  fileOf(token: number): number {
    return this.mixed ? this.#rows[token * MIXED_ROW + 3]! : this.file;
  }

  /** Hygiene context id (the expander's); 0 in a file. */
  contextOf(token: number): number {
    return this.mixed ? this.#rows[token * MIXED_ROW + 4]! : 0;
  }

  /** The token as written (`r#x` with its prefix). */
  text(token: number): string {
    const source = this.#source ?? this.sources.text(this.fileOf(token));
    return source.slice(this.startOf(token), this.endOf(token));
  }

  /** The name of an identifier or keyword (`r#x` without prefix) or lifetime (`'a`, also for `'r#a`), interned. */
  sym(token: number): Sym {
    const known = this.symIfKnown(token);
    if (known !== 0) return (known - 1) as Sym;
    const kind = this.kinds[token]!;
    const sym = this.interner.intern(nameText(this.text(token), kind));
    if (!isDelimiter(kind)) this.#rows[token * this.#size + LINK] = sym + 1;
    return sym;
  }

  /** {@link sym} + 1 if somebody asked for it, else 0: for copies, which then need not look it up again. */
  symIfKnown(token: number): number {
    return isDelimiter(this.kinds[token]!) ? 0 : this.#rows[token * this.#size + LINK]!;
  }

  /** Writes {@link MIXED_ROW} integers a token to place `at` of `into`; links of delimiters mean nothing there. */
  copyRows(start: number, end: number, into: Int32Array, at: number): void {
    const rows = this.#rows;
    const size = this.#size;
    let to = at;
    for (let row = start * size; row < end * size; row += size) {
      into[to] = rows[row]!;
      into[to + 1] = rows[row + 1]!;
      into[to + 2] = rows[row + 2]!;
      into[to + 3] = this.mixed ? rows[row + 3]! : this.file;
      into[to + 4] = this.mixed ? rows[row + 4]! : 0;
      to += MIXED_ROW;
    }
  }

  /** The tokens from `start` to `end` as written, with single spaces where they were apart; for messages. */
  textOf(range: TokenRange): string {
    let text = '';
    for (let i = range.start; i < range.end; i++) {
      const apart = i > range.start && (this.endOf(i - 1) !== this.startOf(i) || this.fileOf(i - 1) !== this.fileOf(i));
      text += apart ? ` ${this.text(i)}` : this.text(i);
    }
    return text;
  }

  /** Index after the token tree that starts at `token`: after the matching delimiter, or the next token. */
  skipTree(token: number): number {
    if (!isDelimiter(this.kinds[token]!)) return token + 1;
    const partner = this.partnerOf(token);
    return partner > token ? partner + 1 : token + 1;
  }
}

function isDelimiter(kind: number): boolean {
  return kind >= TokenKind.OpenParen && kind <= TokenKind.CloseNone;
}

function nameText(text: string, kind: number): string {
  if (kind === TokenKind.RawIdent) return text.slice(2);
  if (kind === TokenKind.Lifetime && text.startsWith("'r#")) return `'${text.slice(3)}`;
  return text;
}
