/**
 * Writes the expansion of a macro rule (rustc_expand::mbe::transcribe).
 */
import type { Interner, Sym } from '@lazaret/base';
import {
  isIdentLike,
  isOpenDelim,
  type SourceTexts,
  type TokenBuffer,
  type TokenBuilder,
  TokenKind,
  type TokenRange,
} from '@lazaret/rust-syntax';
import { notesOf } from './buffer-notes.ts';
import { FragmentPlaces } from './fragment-places.ts';
import type { Bindings, Match } from './macro-match.ts';
import type { TranscriberOp } from './macro-rules.ts';

/** Tokens that one expansion may have: as many as all macro calls of a hundred common crates give together. */
const EXPANSION_TOKENS_MAX = 1_000_000;

export interface Transcription {
  readonly def: TokenBuffer;
  readonly input: TokenBuffer;
  readonly bindings: Bindings;
  /** Context for a token of the definition, by that token's own context. */
  readonly mark: (ctx: number) => number;
  /** Outlives the transcription: the expansion's tokens read their text from it. */
  readonly sources: SourceTexts;
  /** Where the tokens are gathered. */
  readonly out: TokenBuilder;
  /** File id of a text that `${concat()}` and the like make. */
  readonly addGenerated: (text: string) => number;
}

/** Raised inside this file only. */
class Failed extends Error {}
class TooLarge extends Error {}

/** Undefined if the macro is used wrongly (repetitions of different length), `large` if it gives too many tokens. */
export function transcribe(
  t: Transcription,
  ops: readonly TranscriberOp[],
  interner: Interner,
): TokenBuffer | 'large' | undefined {
  t.out.clear();
  const writer = new Writer(t, t.out);
  try {
    writer.ops(ops);
  } catch (error) {
    if (error instanceof Failed) return undefined;
    if (error instanceof TooLarge) return 'large';
    throw error;
  }
  const tokens = t.out.finish(t.sources, interner);
  if (!writer.places.isEmpty) notesOf(tokens).fragments = writer.places;
  return tokens;
}

class Writer {
  readonly #t: Transcription;
  readonly #out: TokenBuilder;
  readonly places: FragmentPlaces;
  /** In `$($x)*`, nothing between or around. */
  #undelimited = false;
  /** Which time of each enclosing repetition we are in. */
  readonly #at: { index: number; count: number }[] = [];

  constructor(t: Transcription, out: TokenBuilder) {
    this.#t = t;
    this.#out = out;
    this.places = new FragmentPlaces(t.def, t.input);
  }

  ops(ops: readonly TranscriberOp[]): void {
    for (const op of ops) {
      if (this.#out.length > EXPANSION_TOKENS_MAX) throw new TooLarge();
      switch (op.k) {
        case 'token':
          this.#token(op.token);
          break;
        case 'crate':
          this.#crate(op.token);
          break;
        case 'var':
          this.#variable(op.name, op.token);
          break;
        case 'seq':
          this.#sequence(op);
          break;
        case 'meta':
          this.#meta(op.fn, op.args, op.token);
      }
    }
  }

  #token(token: number): void {
    const def = this.#t.def;
    this.#out.pushFrom(def, token, this.#t.mark(def.contextOf(token)));
  }

  #crate(dollar: number): void {
    const { def, mark } = this.#t;
    const ctx = mark(def.contextOf(dollar));
    this.#out.push(TokenKind.DollarCrate, def.fileOf(dollar), def.startOf(dollar), def.endOf(dollar + 1), ctx);
  }

  #variable(name: Sym, dollar: number): void {
    const match = this.#lookup(name);
    if (match === undefined) {
      // No variable: the text of a macro definition inside this one.
      this.#token(dollar);
      this.#token(dollar + 1);
      return;
    }
    if (match.k === 'seq') throw new Failed();
    this.#fragment(match.kind, match, dollar);
  }

  #fragment(kind: string, range: TokenRange, dollar: number): void {
    const { input } = this.#t;
    const wrap = wrapper(kind, input, range);
    const { def } = this.#t;
    const first = this.#out.length;
    if (wrap !== undefined) {
      const at = range.start;
      this.#out.push(wrap, input.fileOf(at), input.startOf(at), input.startOf(at), input.contextOf(at));
    }
    for (let i = range.start; i < range.end; i++) this.#out.pushFrom(input, i, input.contextOf(i));
    if (wrap !== undefined) {
      const at = range.end - 1;
      const file = at >= 0 ? input.fileOf(at) : def.fileOf(dollar);
      this.#out.push(TokenKind.CloseNone, file, input.endOf(at), input.endOf(at), input.contextOf(at));
    }
    this.places.add(first, this.#out.length, range.start, this.#undelimited ? -1 : dollar, wrap === undefined ? 0 : 1);
  }

  #lookup(name: Sym): Match | undefined {
    let match = this.#t.bindings.get(name);
    for (const { index } of this.#at) {
      if (match === undefined || match.k === 'bind') return match;
      match = match.items[index];
    }
    return match;
  }

  #sequence(op: Extract<TranscriberOp, { k: 'seq' }>): void {
    let count = -1;
    for (const name of op.names) {
      const match = this.#lookup(name);
      if (match === undefined || match.k !== 'seq') continue;
      if (count >= 0 && count !== match.items.length) throw new Failed();
      count = match.items.length;
    }
    if (count < 0) throw new Failed();
    for (let index = 0; index < count; index++) {
      if (index > 0 && op.sep >= 0) this.#token(op.sep);
      this.#at.push({ index, count });
      this.#undelimited = op.sep < 0 && op.ops.length === 1;
      this.ops(op.ops);
      this.#undelimited = false;
      this.#at.pop();
    }
  }

  #meta(fn: string, args: readonly TokenRange[], dollar: number): void {
    const { def } = this.#t;
    const depth = args.length > 0 ? Number.parseInt(def.text(args[args.length - 1]!.start), 10) : 0;
    const level = this.#at[this.#at.length - 1 - (Number.isNaN(depth) ? 0 : depth)];
    switch (fn) {
      case 'ignore':
        return;
      case 'index':
        this.#generated(TokenKind.Int, String(level?.index ?? 0), dollar);
        return;
      case 'len':
      case 'length':
        this.#generated(TokenKind.Int, String(level?.count ?? 0), dollar);
        return;
      case 'count': {
        const first = args[0];
        const match = first === undefined ? undefined : this.#lookup(def.sym(first.end - 1));
        this.#generated(TokenKind.Int, String(match === undefined ? 0 : countOf(match)), dollar);
        return;
      }
      case 'concat':
        this.#generated(TokenKind.Ident, args.map((arg) => this.#concatPart(arg)).join(''), dollar);
        return;
      default:
        throw new Failed();
    }
  }

  /** `$x`, a name or a string literal. */
  #concatPart(arg: TokenRange): string {
    const { def, input } = this.#t;
    const last = arg.end - 1;
    if (arg.end - arg.start === 2 && def.kind(arg.start) === TokenKind.Dollar) {
      const match = this.#lookup(def.sym(last));
      if (match?.k === 'bind' && match.end === match.start + 1) return plain(input, match.start);
      throw new Failed();
    }
    return plain(def, last);
  }

  #generated(kind: number, text: string, dollar: number): void {
    const { addGenerated, mark, def } = this.#t;
    this.#out.push(kind, addGenerated(text), 0, text.length, mark(def.contextOf(dollar)));
  }
}

function plain(tokens: TokenBuffer, token: number): string {
  return isIdentLike(tokens.kind(token))
    ? tokens.interner.text(tokens.sym(token))
    : tokens.text(token).replaceAll('"', '');
}

function countOf(match: Match): number {
  if (match.k === 'bind') return 1;
  let sum = 0;
  for (const item of match.items) sum += item.k === 'bind' ? 1 : countOf(item);
  return sum;
}

/**
 * Invisible delimiter for a fragment that must stay one operand. Types always get one (`x as $t < y`), expressions and
 * patterns if they have more than one token, and none gets a second one.
 */
function wrapper(kind: string, input: TokenBuffer, range: TokenRange): number | undefined {
  const { start, end } = range;
  if (end <= start) return undefined;
  if (isOpenDelim(input.kind(start)) && input.kind(start) >= TokenKind.OpenExpr && input.skipTree(start) === end) {
    return undefined;
  }
  if (kind === 'ty') return TokenKind.OpenTy;
  if (end === start + 1) return undefined;
  if (kind === 'expr' || kind === 'expr_2021') return TokenKind.OpenExpr;
  if (kind === 'pat' || kind === 'pat_param') return TokenKind.OpenPat;
  return kind === 'path' && hasTypeArgs(input, range) ? TokenKind.OpenTy : undefined;
}

/** `a::B<C>`: read anew in an expression, `<` would be a comparison. */
function hasTypeArgs(input: TokenBuffer, range: TokenRange): boolean {
  for (let i = range.start + 1; i < range.end; i++) {
    const kind = input.kind(i);
    if ((kind === TokenKind.Lt || kind === TokenKind.OpenParen) && input.kind(i - 1) !== TokenKind.PathSep) return true;
  }
  return false;
}
