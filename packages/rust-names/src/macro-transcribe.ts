/**
 * Writes the expansion of a macro rule (rustc_expand::mbe::transcribe).
 */
import type { Interner, IntVec, Sym } from '@lazaret/base';
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
import type { Bindings, Match, Matcher } from './macro-match.ts';
import type { MacroRule, TranscriberOp } from './macro-rules.ts';

/** Tokens that one expansion may have: as many as all macro calls of a hundred common crates give together. */
const EXPANSION_TOKENS_MAX = 1_000_000;

export interface Transcription {
  readonly def: TokenBuffer;
  readonly input: TokenBuffer;
  readonly rule: MacroRule;
  readonly bindings: Bindings;
  /** Knows the fragments of the bindings. */
  readonly matcher: Matcher;
  /** Of the crate: where places of fragments lie. */
  readonly fragmentRows: IntVec;
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
export function transcribe(t: Transcription, interner: Interner): TokenBuffer | 'large' | undefined {
  t.out.clear();
  const writer = new Writer(t, t.out);
  try {
    writer.ops(t.rule.transcriber);
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
    this.places = new FragmentPlaces(t.def, t.input, t.fragmentRows);
  }

  ops(ops: readonly TranscriberOp[]): void {
    for (const op of ops) {
      if (this.#out.length > EXPANSION_TOKENS_MAX) throw new TooLarge();
      switch (op.k) {
        case 'run':
          this.#run(op.start, op.end);
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

  #run(start: number, end: number): void {
    const first = this.#out.length;
    this.#out.pushRange(this.#t.def, start, end);
    this.#out.mark(first, this.#t.mark);
  }

  #crate(dollar: number): void {
    const { def, mark } = this.#t;
    const ctx = mark(def.contextOf(dollar));
    this.#out.push(TokenKind.DollarCrate, def.fileOf(dollar), def.startOf(dollar), def.endOf(dollar + 1), ctx);
  }

  #variable(name: number, dollar: number): void {
    const match = this.#lookup(name);
    const { matcher } = this.#t;
    if (typeof match !== 'number' || matcher.isRest(match)) throw new Failed();
    this.#fragment(this.#t.rule.kinds[name]!, matcher.startOf(match), matcher.endOf(match), dollar);
  }

  #fragment(kind: string, start: number, end: number, dollar: number): void {
    const { def, input } = this.#t;
    const wrap = wrapper(kind, input, start, end);
    const first = this.#out.length;
    if (wrap !== undefined) {
      const at = start;
      this.#out.push(wrap, input.fileOf(at), input.startOf(at), input.startOf(at), input.contextOf(at));
    }
    this.#out.pushRange(input, start, end);
    if (wrap !== undefined) {
      const at = end - 1;
      const file = at >= 0 ? input.fileOf(at) : def.fileOf(dollar);
      this.#out.push(TokenKind.CloseNone, file, input.endOf(at), input.endOf(at), input.contextOf(at));
    }
    this.places.add(first, this.#out.length, start, this.#undelimited ? -1 : dollar, wrap === undefined ? 0 : 1);
  }

  /** Undefined where a variable is used outside of its repetition's times. */
  #lookup(name: number): Match | undefined {
    let match: Match | undefined = this.#t.bindings[name];
    for (const { index } of this.#at) {
      if (match === undefined) return match;
      if (typeof match === 'number') {
        if (!this.#t.matcher.isRest(match)) return match;
        match = this.#single(name, match);
      }
      match = match[index];
    }
    return match;
  }

  /** A `$($rest:tt)*` that is not taken as a whole, one by one from now on. */
  #single(name: number, rest: number): readonly Match[] {
    const all = this.#t.matcher.restOf(rest, this.#t.input);
    this.#t.bindings[name] = all;
    return all;
  }

  #sequence(op: Extract<TranscriberOp, { k: 'seq' }>): void {
    const only = op.ops.length === 1 ? op.ops[0]! : undefined;
    if (only?.k === 'var' && op.sep < 0 && this.#at.length === 0 && this.#rest(only.name)) return;
    let count = -1;
    for (const name of op.names) {
      const found = this.#lookup(name);
      const match = typeof found === 'number' && this.#t.matcher.isRest(found) ? this.#single(name, found) : found;
      if (match === undefined || typeof match === 'number') continue;
      if (count >= 0 && count !== match.length) throw new Failed();
      count = match.length;
    }
    if (count < 0) throw new Failed();
    for (let index = 0; index < count; index++) {
      if (index > 0 && op.sep >= 0) this.#run(op.sep, op.sep + 1);
      this.#at.push({ index, count });
      this.#undelimited = op.sep < 0 && op.ops.length === 1;
      this.ops(op.ops);
      this.#undelimited = false;
      this.#at.pop();
    }
  }

  /** `$($rest)*` of a `$($rest:tt)*`: the tokens as they are. */
  #rest(name: number): boolean {
    const match = this.#t.bindings[name]!;
    const { matcher, input } = this.#t;
    if (typeof match !== 'number' || !matcher.isRest(match)) return false;
    const first = this.#out.length;
    const start = matcher.startOf(match);
    this.#out.pushRange(input, start, matcher.endOf(match));
    this.places.add(first, this.#out.length, start, -1, 0);
    return true;
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
        const match = first === undefined ? undefined : this.#named(def.sym(first.end - 1));
        this.#generated(TokenKind.Int, String(match === undefined ? 0 : this.#count(match)), dollar);
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
      const match = this.#named(def.sym(last));
      const { matcher } = this.#t;
      if (typeof match !== 'number') throw new Failed();
      const start = matcher.startOf(match);
      if (matcher.endOf(match) !== start + 1) throw new Failed();
      return plain(input, start);
    }
    return plain(def, last);
  }

  #named(name: Sym): Match | undefined {
    const number = this.#t.rule.names.indexOf(name);
    const match = number < 0 ? undefined : this.#lookup(number);
    return typeof match === 'number' && this.#t.matcher.isRest(match) ? this.#single(number, match) : match;
  }

  #count(match: Match): number {
    if (typeof match === 'number') return 1;
    let sum = 0;
    for (const one of match) sum += this.#count(one);
    return sum;
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

/**
 * Invisible delimiter for a fragment that must stay one operand. Types always get one (`x as $t < y`), expressions and
 * patterns if they have more than one token, and none gets a second one.
 */
function wrapper(kind: string, input: TokenBuffer, start: number, end: number): number | undefined {
  if (end <= start) return undefined;
  if (isOpenDelim(input.kind(start)) && input.kind(start) >= TokenKind.OpenExpr && input.skipTree(start) === end) {
    return undefined;
  }
  if (kind === 'ty') return TokenKind.OpenTy;
  if (end === start + 1) return undefined;
  if (kind === 'expr' || kind === 'expr_2021') return TokenKind.OpenExpr;
  if (kind === 'pat' || kind === 'pat_param') return TokenKind.OpenPat;
  return kind === 'path' && hasTypeArgs(input, start, end) ? TokenKind.OpenTy : undefined;
}

/** `a::B<C>`: read anew in an expression, `<` would be a comparison. */
function hasTypeArgs(input: TokenBuffer, start: number, end: number): boolean {
  for (let i = start + 1; i < end; i++) {
    const kind = input.kind(i);
    if ((kind === TokenKind.Lt || kind === TokenKind.OpenParen) && input.kind(i - 1) !== TokenKind.PathSep) return true;
  }
  return false;
}
