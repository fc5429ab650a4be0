/**
 * The lexer: one pass over the text of a file into columns of tokens. Never fails; what rustc would reject is an
 * issue beside a token that keeps the text going (`rustc_lexer` is the model, with literal prefixes glued as
 * `rustc_parse::lexer` does).
 */
import type { Interner } from '@lazaret/base';
import {
  CHAR_CLASS,
  CharClass,
  charLength,
  IDENT_CONTINUE,
  identEnd,
  isIdentStartAt,
  isUnicodeSpace,
  isUnicodeStart,
} from './chars.ts';
import { matchDelimiters } from './delimiters.ts';
import type { Edition } from './edition.ts';
import { numberEnd, numberIsFloat } from './numbers.ts';
import { punctKind, punctLength } from './puncts.ts';
import { TokenKind } from './token-kinds.ts';
import { DocComments, FILE_ROW, LINK, type SyntaxIssue, TokenBuffer } from './tokens.ts';
import { hashStep, WordTable } from './words.ts';

export interface LexOptions {
  readonly edition?: Edition;
}

/** Issues kept per file; a binary file named `.rs` would otherwise make one for each byte. */
const MAX_LEX_ISSUES = 1000;

const NEWLINE = 10;
const HASH = 35;
const QUOTE = 34;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const BACKSLASH = 92;
const BANG = 33;
const LOWER_B = 98;
const LOWER_C = 99;
const LOWER_R = 114;

/** The tokens of a text. `file` is the caller's id of it; offsets are into `text`. */
export function lexSource(text: string, file: number, interner: Interner, options: LexOptions = {}): TokenBuffer {
  const room = (interner.shared.get(ROOM) as LexRoom | undefined) ?? new LexRoom();
  // Taken out while it is in use.
  interner.shared.delete(ROOM);
  const lexer = new Lexer(text, file, options.edition ?? 2021, room, WordTable.of(interner));
  lexer.run();
  const tokens = lexer.finish(interner);
  if (text.length <= KEPT_UNITS_MAX) interner.shared.set(ROOM, room);
  return tokens;
}

const ROOM = Symbol('room of the lexer');
/** Characters of a text whose room is kept for the next one; hardly a file that people write is longer. */
const KEPT_UNITS_MAX = 1 << 20;

/** Room for the text's units and for tokens as they come; the finished buffer gets arrays of the right size. */
class LexRoom {
  units = new Uint16Array(0);
  bytes = Buffer.from(this.units.buffer);
  kinds = new Uint8Array(1 << 10);
  rows = new Int32Array(FILE_ROW << 10);

  /** The text's UTF-16 units and some zeros: reading them is faster than `charCodeAt`, and needs no end checks. */
  write(text: string): Uint16Array {
    const size = text.length + 4;
    if (this.units.length < size) {
      this.units = new Uint16Array(Math.max(size, 2 * this.units.length));
      this.bytes = Buffer.from(this.units.buffer);
    }
    this.bytes.write(text, 'utf16le');
    return this.units.fill(0, text.length, size);
  }

  grow(): void {
    const size = this.kinds.length * 2;
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    this.kinds = kinds;
    const rows = new Int32Array(FILE_ROW * size);
    rows.set(this.rows);
    this.rows = rows;
  }
}

class Lexer {
  readonly text: string;
  readonly units: Uint16Array;
  readonly file: number;
  readonly edition: Edition;
  readonly room: LexRoom;
  readonly issues: SyntaxIssue[] = [];
  /** As {@link DocComments} has them. */
  readonly docs: number[] = [];
  length = 0;
  readonly words: WordTable;
  kinds: Uint8Array;
  rows: Int32Array;

  constructor(text: string, file: number, edition: Edition, room: LexRoom, words: WordTable) {
    this.text = text;
    this.room = room;
    this.units = room.write(text);
    this.file = file;
    this.edition = edition;
    this.words = words;
    this.kinds = room.kinds;
    this.rows = room.rows;
  }

  run(): void {
    const text = this.text;
    const units = this.units;
    const n = text.length;
    let at = this.skipHead();
    while (at < n) {
      const c = units[at]!;
      const cls = c < 128 ? CHAR_CLASS[c]! : CharClass.Invalid;
      if (cls === CharClass.Space) {
        at++;
      } else if (cls === CharClass.Ident) {
        at = this.word(at, c);
      } else if (cls === CharClass.Punct) {
        const kind = punctKind(units, at, c);
        const end = at + punctLength(kind);
        this.push(kind, at, end);
        at = end;
      } else {
        at = this.rare(at, c, cls);
      }
    }
  }

  finish(interner: Interner): TokenBuffer {
    const length = this.length;
    const text = this.text;
    this.push(TokenKind.Eof, text.length, text.length);
    const kinds = this.kinds.slice(0, length + 1);
    const rows = this.rows.slice(0, FILE_ROW * (length + 1));
    for (const token of matchDelimiters(kinds, length, rows, FILE_ROW, LINK)) {
      const at = token * FILE_ROW;
      this.issue('unbalanced-delimiter', 'delimiter without a partner', rows[at]!, rows[at + 1]!);
    }
    const docs = new DocComments(Int32Array.from(this.docs));
    return new TokenBuffer(length, kinds, rows, { text: () => text }, this.file, interner, this.issues, docs);
  }

  push(kind: number, start: number, end: number, name = 0): void {
    const at = this.length;
    if (at === this.kinds.length) this.grow();
    this.kinds[at] = kind;
    const row = at * FILE_ROW;
    const rows = this.rows;
    rows[row] = start;
    rows[row + 1] = end;
    rows[row + LINK] = name;
    this.length = at + 1;
  }

  grow(): void {
    this.room.grow();
    this.kinds = this.room.kinds;
    this.rows = this.room.rows;
  }

  issue(code: string, message: string, start: number, end: number): void {
    if (this.issues.length < MAX_LEX_ISSUES) {
      this.issues.push({ code, message, token: -1, file: this.file, start, end });
    }
  }

  /** An identifier or keyword that begins with an ASCII character. */
  word(start: number, first: number): number {
    const units = this.units;
    let hash = hashStep(0, first);
    let at = start + 1;
    let c = units[at]!;
    while (c < 128 && IDENT_CONTINUE[c] === 1) {
      hash = hashStep(hash, c);
      c = units[++at]!;
    }
    if (c >= 128) {
      const end = identEnd(this.text, at);
      if (end > at) {
        this.push(TokenKind.Ident, start, end);
        return end;
      }
    }
    const row = this.words.find(units, start, at, hash);
    if (row < 0) this.push(TokenKind.Ident, start, at);
    else this.push(this.words.kindAt(row), start, at, this.words.nameAt(row));
    return at;
  }

  rare(at: number, c: number, cls: number): number {
    switch (cls) {
      case CharClass.Slash:
        return this.slash(at);
      case CharClass.Prefix:
        return this.prefixed(at, c);
      case CharClass.Digit:
        return this.number(at);
      case CharClass.Quote:
        return this.quoted(TokenKind.Str, at, at + 1);
      case CharClass.Apostrophe:
        return this.apostrophe(at);
      default:
        return this.beyondAscii(at, c);
    }
  }

  beyondAscii(at: number, c: number): number {
    if (isUnicodeSpace(c)) return at + 1;
    if (c >= 128 && isUnicodeStart(this.text, at)) {
      const end = identEnd(this.text, at);
      this.push(TokenKind.Ident, at, end);
      return end;
    }
    const end = at + charLength(this.text, at);
    this.issue('unknown-character', 'unknown start of token', at, end);
    this.push(TokenKind.Unknown, at, end);
    return end;
  }

  slash(at: number): number {
    const next = this.units[at + 1]!;
    if (next === SLASH) return this.lineComment(at);
    if (next === STAR) return this.blockComment(at);
    const kind = next === 61 ? TokenKind.SlashEq : TokenKind.Slash;
    const end = at + (next === 61 ? 2 : 1);
    this.push(kind, at, end);
    return end;
  }

  lineComment(at: number): number {
    const found = this.text.indexOf('\n', at + 2);
    const end = found === -1 ? this.text.length : found;
    const third = this.units[at + 2]!;
    const outer = third === SLASH && this.units[at + 3]! !== SLASH;
    if (outer || third === BANG) this.doc(at, end, !outer);
    return end;
  }

  doc(start: number, end: number, inner: boolean): void {
    this.docs.push(this.length, start, inner ? -end : end);
  }

  blockComment(at: number): number {
    const end = this.blockCommentEnd(at);
    const third = this.units[at + 2]!;
    const fourth = this.units[at + 3]!;
    // `/**/` and `/***` are no doc comments.
    const outer = third === STAR && fourth !== STAR && fourth !== SLASH;
    if (outer || third === BANG) this.doc(at, end, !outer);
    return end;
  }

  blockCommentEnd(start: number): number {
    const text = this.text;
    const units = this.units;
    let depth = 1;
    let at = start + 2;
    while (at < text.length) {
      const c = units[at]!;
      if (c === STAR && units[at + 1]! === SLASH) {
        at += 2;
        if (--depth === 0) return at;
      } else if (c === SLASH && units[at + 1]! === STAR) {
        depth++;
        at += 2;
      } else {
        at++;
      }
    }
    this.issue('unterminated-comment', 'unterminated block comment', start, text.length);
    return text.length;
  }

  /** A word that begins with `r`, `b` or `c`: a raw identifier, a literal of a kind of its own, or just a word. */
  prefixed(at: number, c: number): number {
    const units = this.units;
    const next = units[at + 1]!;
    if (next !== QUOTE && next !== HASH && next !== APOSTROPHE && next !== LOWER_R) return this.word(at, c);
    if (next === QUOTE) {
      if (c === LOWER_R) return this.rawQuoted(TokenKind.RawStr, at, at + 1);
      if (c === LOWER_C && this.edition < 2021) return this.word(at, c);
      return this.quoted(c === LOWER_B ? TokenKind.ByteStr : TokenKind.CStr, at, at + 2);
    }
    if (next === APOSTROPHE) {
      return c === LOWER_B ? this.charQuoted(TokenKind.Byte, at, at + 2) : this.word(at, c);
    }
    if (next === HASH) return c === LOWER_R ? this.rawIdentOrString(at) : this.word(at, c);
    const third = units[at + 2]!;
    if (c === LOWER_R || (c === LOWER_C && this.edition < 2021)) return this.word(at, c);
    if (third === QUOTE || (third === HASH && this.isRawString(at + 2))) {
      return this.rawQuoted(c === LOWER_B ? TokenKind.RawByteStr : TokenKind.RawCStr, at, at + 2);
    }
    return this.word(at, c);
  }

  rawIdentOrString(at: number): number {
    if (this.isRawString(at + 1)) return this.rawQuoted(TokenKind.RawStr, at, at + 1);
    if (!isIdentStartAt(this.text, at + 2)) return this.word(at, LOWER_R);
    const end = identEnd(this.text, at + 2);
    this.push(TokenKind.RawIdent, at, end);
    return end;
  }

  /** Do hashes from `at` lead to a quote? */
  isRawString(at: number): boolean {
    while (this.units[at]! === HASH) at++;
    return this.units[at]! === QUOTE;
  }

  rawQuoted(kind: number, start: number, hashesAt: number): number {
    const text = this.text;
    const units = this.units;
    let at = hashesAt;
    while (units[at]! === HASH) at++;
    const closing = `"${'#'.repeat(at - hashesAt)}`;
    const found = text.indexOf(closing, at + 1);
    if (found === -1) {
      this.issue('unterminated-string', 'unterminated raw string', start, text.length);
      this.push(kind, start, text.length);
      return text.length;
    }
    return this.suffixed(kind, start, found + closing.length);
  }

  quoted(kind: number, start: number, from: number): number {
    const text = this.text;
    const units = this.units;
    let at = from;
    for (;;) {
      const c = units[at]!;
      if (c === QUOTE) return this.suffixed(kind, start, at + 1);
      if (at >= text.length) break;
      at += c === BACKSLASH ? 2 : 1;
    }
    this.issue('unterminated-string', 'unterminated string literal', start, text.length);
    this.push(kind, start, text.length);
    return text.length;
  }

  /** Literals may carry a suffix (`"x"suffix`), which only macros may see. */
  suffixed(kind: number, start: number, end: number): number {
    const c = this.units[end]!;
    const last = c >= 128 || IDENT_CONTINUE[c] === 1 ? identEnd(this.text, end) : end;
    this.push(kind, start, last);
    return last;
  }

  number(at: number): number {
    const end = numberEnd(this.text, at);
    this.push(numberIsFloat(this.text, at, end) ? TokenKind.Float : TokenKind.Int, at, end);
    return end;
  }

  apostrophe(at: number): number {
    const text = this.text;
    const units = this.units;
    const next = units[at + 1]!;
    if (next === BACKSLASH || at + 1 >= text.length) return this.charQuoted(TokenKind.Char, at, at + 1);
    const after = at + 1 + charLength(text, at + 1);
    if (next !== APOSTROPHE && units[after]! === APOSTROPHE) return this.suffixed(TokenKind.Char, at, after + 1);
    const digit = next >= 48 && next <= 57;
    if (!digit && !isIdentStartAt(text, at + 1)) return this.charQuoted(TokenKind.Char, at, at + 1);
    return this.lifetime(at, digit);
  }

  lifetime(at: number, digit: boolean): number {
    const text = this.text;
    const units = this.units;
    let end = identEnd(text, at + 1);
    const raw = this.edition >= 2021 && end === at + 2 && units[at + 1]! === LOWER_R;
    if (raw && units[end]! === HASH && isIdentStartAt(text, end + 1)) end = identEnd(text, end + 1);
    if (units[end]! === APOSTROPHE) {
      this.issue('long-char', 'character literal with more than one character', at, end + 1);
      this.push(TokenKind.Char, at, end + 1);
      return end + 1;
    }
    if (digit) this.issue('bad-lifetime', 'a lifetime cannot start with a number', at, end);
    this.push(TokenKind.Lifetime, at, end);
    return end;
  }

  /** A character or byte up to its apostrophe, which must come on the same line. */
  charQuoted(kind: number, start: number, from: number): number {
    const text = this.text;
    const units = this.units;
    let at = from;
    // `'''` is an apostrophe without its backslash: take the second one as the character.
    if (units[at]! === APOSTROPHE && units[at + 1]! === APOSTROPHE) at++;
    while (at < text.length) {
      const c = units[at]!;
      if (c === APOSTROPHE) return this.suffixed(kind, start, at + 1);
      if (c === NEWLINE && at > from) break;
      at += c === BACKSLASH ? 2 : 1;
    }
    const end = Math.min(Math.max(from, start + 1), text.length);
    this.issue('unterminated-char', 'unterminated character literal', start, end);
    this.push(TokenKind.Unknown, start, end);
    return end;
  }

  /** Start of the code: after a byte order mark, a `#!` line that is no attribute, and frontmatter. */
  skipHead(): number {
    const text = this.text;
    const units = this.units;
    let at = units[0]! === 0xfeff ? 1 : 0;
    if (text.startsWith('#!', at) && !/^#!(\s|\/\/[^\n]*\n|\/\*[^*]*\*\/)*\[/.test(text.slice(at, at + 2000))) {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    }
    return this.skipFrontmatter(at);
  }

  /** RFC 3503: a block fenced by lines of three or more dashes before all code. */
  skipFrontmatter(from: number): number {
    const opening = /^\s*(-{3,})[^\n]*\n/.exec(this.text.slice(from, from + 1000));
    if (opening === null) return from;
    const fence = opening[1] as string;
    const start = from + opening[0].length;
    const found = this.text.startsWith(fence, start) ? start - 1 : this.text.indexOf(`\n${fence}`, start - 1);
    if (found === -1) {
      this.issue('unterminated-frontmatter', 'frontmatter without its closing line', from, start);
      return this.text.length;
    }
    const line = this.text.indexOf('\n', found + 1);
    return line === -1 ? this.text.length : line;
  }
}
