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

/** Columns of a buffer of one file: starts, ends, partners of delimiters, names. */
export const FILE_COLUMNS = 4;
/** And of one whose tokens come from several files: files and contexts. */
export const MIXED_COLUMNS = 6;

/**
 * Columns of tokens. Index {@link TokenBuffer.length} is always valid and is an `Eof` token, so that looking one ahead
 * needs no check.
 *
 * The wide columns lie one behind the other in one array of `length + 1` integers each: start, end, partner, name + 1 (0
 * where it was not asked for yet), file, context. The last two are there only if tokens come from several files. Macro calls
 * make as many buffers as a crate has definitions, so few objects matter.
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
  readonly #wide: Int32Array;
  readonly #source: string | undefined;

  /** `wide`: {@link FILE_COLUMNS} or {@link MIXED_COLUMNS} columns of `length + 1` entries. */
  constructor(
    length: number,
    kinds: Uint8Array,
    wide: Int32Array,
    sources: SourceTexts,
    file: number,
    interner: Interner,
    errors: readonly SyntaxIssue[] = NO_ERRORS,
    docs: DocComments = NO_DOCS,
  ) {
    this.length = length;
    this.kinds = kinds;
    this.#wide = wide;
    this.mixed = wide.length > FILE_COLUMNS * (length + 1);
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
    return this.#wide[token]!;
  }

  /** Offset after the last UTF-16 unit. */
  endOf(token: number): number {
    return this.#wide[this.length + 1 + token]!;
  }

  /** For a delimiter the index of its partner, or -1 if it has none; -1 for other tokens. */
  partnerOf(token: number): number {
    return this.#wide[2 * (this.length + 1) + token]!;
  }

  fileOf(token: number): number {
    return this.mixed ? this.#wide[4 * (this.length + 1) + token]! : this.file;
  }

  /** Hygiene context id (the expander's); 0 in a file. */
  contextOf(token: number): number {
    return this.mixed ? this.#wide[5 * (this.length + 1) + token]! : 0;
  }

  /** The token as written (`r#x` with its prefix). */
  text(token: number): string {
    const source = this.#source ?? this.sources.text(this.fileOf(token));
    return source.slice(this.startOf(token), this.endOf(token));
  }

  /** The name of an identifier or keyword (`r#x` without prefix) or lifetime (`'a`, also for `'r#a`), interned. */
  sym(token: number): Sym {
    const at = 3 * (this.length + 1) + token;
    const known = this.#wide[at]!;
    if (known !== 0) return (known - 1) as Sym;
    const sym = this.interner.intern(nameText(this.text(token), this.kinds[token]!));
    this.#wide[at] = sym + 1;
    return sym;
  }

  /** {@link sym} + 1 if somebody asked for it, else 0: for copies, which then need not look it up again. */
  symIfKnown(token: number): number {
    return this.#wide[3 * (this.length + 1) + token]!;
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
    const partner = this.partnerOf(token);
    return partner > token ? partner + 1 : token + 1;
  }
}

function nameText(text: string, kind: number): string {
  if (kind === TokenKind.RawIdent) return text.slice(2);
  if (kind === TokenKind.Lifetime && text.startsWith("'r#")) return `'${text.slice(3)}`;
  return text;
}
