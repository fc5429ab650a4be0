/**
 * Definitions of `macro_rules!` and `macro` as matchers and transcribers (rustc_expand::mbe::quoted, macro_parser).
 */
import type { Sym } from '@lazaret/base';
import {
  type FragmentKind,
  isIdentLike,
  isOpenDelim,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
} from '@lazaret/rust-syntax';

/**
 * Places of a matcher, flattened as rustc's `MatcherLoc`: {@link LOC_SIZE} integers each, what it is and up to three operands.
 * Operands that are places are numbers of places.
 */
export const Loc = {
  /** Token. */
  Token: 0,
  /** Start of a repetition: operator, id, the place behind it. */
  Seq: 1,
  /** End of a repetition without separator: operator, its first place. */
  End: 2,
  /** Its separator: token. The next place is the `Again`. */
  Sep: 3,
  /** First place of the repetition. */
  Again: 4,
  /** Number of the variable. */
  Var: 5,
  Eof: 6,
} as const;
export const LOC_SIZE = 4;

/** Operators of repetitions. */
export const Repeat = { Star: 0, Plus: 1, Question: 2 } as const;
type Repeat = (typeof Repeat)[keyof typeof Repeat];

/** One step of a transcriber. */
export type TranscriberOp =
  /** Tokens as they stand. */
  | { readonly k: 'run'; readonly start: number; end: number }
  /** `$crate`; `token` = the `$`. */
  | { readonly k: 'crate'; readonly token: number }
  /** Number of the variable; `token` = the `$`. */
  | { readonly k: 'var'; readonly name: number; readonly token: number }
  | {
      readonly k: 'seq';
      readonly ops: readonly TranscriberOp[];
      /** Separator token or -1. */
      readonly sep: number;
      /** Variables in it. */
      readonly names: readonly number[];
    }
  /** `${count(x)}` and its kin. */
  | { readonly k: 'meta'; readonly fn: string; readonly args: readonly TokenRange[]; readonly token: number };

export interface MacroRule {
  readonly matcher: Int32Array;
  /** Names of the variables, by their numbers. */
  readonly names: readonly Sym[];
  readonly kinds: readonly FragmentKind[];
  /** Variables bound in each repetition, by its id. */
  readonly seqNames: readonly (readonly number[])[];
  readonly transcriber: readonly TranscriberOp[];
}

export interface MacroRules {
  readonly tokens: TokenBuffer;
  readonly rules: readonly MacroRule[];
}

/** Repetitions within repetitions, delimiters within delimiters, of a definition. */
const NESTING_MAX = 128;

const FRAGMENTS: ReadonlySet<string> = new Set<FragmentKind>([
  'block',
  'expr',
  'expr_2021',
  'ident',
  'item',
  'lifetime',
  'literal',
  'meta',
  'pat',
  'pat_param',
  'path',
  'stmt',
  'tt',
  'ty',
  'vis',
]);

/** Raised inside this file only: a definition that rustc would reject. */
class BadDefinition extends Error {}

/** Rules of `macro_rules! name { body }`: the range is the inside of the braces. Undefined if the definition is wrong. */
export function parseMacroRules(tokens: TokenBuffer, body: TokenRange): MacroRules | undefined {
  const rules: MacroRule[] = [];
  let at = body.start;
  try {
    while (at < body.end) {
      // `unsafe attr(..) (..) => {..}` and `derive() (..) => {..}`: attribute rules, not callable with `!`.
      let callable = true;
      while (isIdentLike(tokens.kind(at))) {
        callable = false;
        at++;
        if (tokens.kind(at) === TokenKind.OpenParen && isOpenDelim(tokens.kind(tokens.skipTree(at)))) {
          at = tokens.skipTree(at);
        }
      }
      if (!isOpenDelim(tokens.kind(at)) || tokens.partnerOf(at) < 0) return undefined;
      const matcher = { start: at + 1, end: tokens.partnerOf(at) };
      at = tokens.skipTree(at);
      if (tokens.kind(at) !== TokenKind.FatArrow) return undefined;
      at++;
      if (!isOpenDelim(tokens.kind(at)) || tokens.partnerOf(at) < 0) return undefined;
      if (callable) rules.push(parseRule(tokens, matcher, { start: at + 1, end: tokens.partnerOf(at) }));
      at = tokens.skipTree(at);
      if (at < body.end && tokens.kind(at) !== TokenKind.Semi && tokens.kind(at) !== TokenKind.Comma) return undefined;
      at++;
    }
  } catch (error) {
    if (error instanceof BadDefinition) return undefined;
    throw error;
  }
  return rules.length === 0 ? undefined : { tokens, rules };
}

/** `macro name(args) { body }`: one rule. */
export function parseSingleRule(tokens: TokenBuffer, args: TokenRange, body: TokenRange): MacroRules | undefined {
  try {
    return { tokens, rules: [parseRule(tokens, args, body)] };
  } catch (error) {
    if (error instanceof BadDefinition) return undefined;
    throw error;
  }
}

function parseRule(tokens: TokenBuffer, matcher: TokenRange, body: TokenRange): MacroRule {
  const made: MatcherParts = { locs: [], names: [], kinds: [], seqNames: [] };
  parseMatcher(tokens, matcher, made, [], 0);
  made.locs.push(Loc.Eof, 0, 0, 0);
  const { names, kinds, seqNames } = made;
  const transcriber = parseTranscriber(tokens, body, names, [], 0);
  return { matcher: Int32Array.from(made.locs), names, kinds, seqNames, transcriber };
}

interface MatcherParts {
  readonly locs: number[];
  readonly names: Sym[];
  readonly kinds: FragmentKind[];
  readonly seqNames: number[][];
}

/** `open` = name lists of the repetitions around. */
function parseMatcher(
  tokens: TokenBuffer,
  range: TokenRange,
  made: MatcherParts,
  open: readonly number[][],
  depth: number,
): void {
  if (depth > NESTING_MAX) throw new BadDefinition();
  const { locs, names, kinds } = made;
  let at = range.start;
  while (at < range.end) {
    const next = tokens.kind(at) === TokenKind.Dollar ? tokens.kind(at + 1) : TokenKind.Eof;
    if (next === TokenKind.OpenParen) {
      at = parseMatcherSeq(tokens, at, range.end, made, open, depth);
    } else if (isVariableName(next) && tokens.kind(at + 2) === TokenKind.Colon && isIdentLike(tokens.kind(at + 3))) {
      const kind = tokens.interner.text(tokens.sym(at + 3));
      if (!FRAGMENTS.has(kind)) throw new BadDefinition();
      locs.push(Loc.Var, names.length, 0, 0);
      for (const list of open) list.push(names.length);
      names.push(tokens.sym(at + 1));
      kinds.push(kind as FragmentKind);
      at += 4;
    } else {
      // `$crate` and lone dollars match themselves, too.
      locs.push(Loc.Token, at, 0, 0);
      at++;
    }
  }
}

/** `$( .. )` at its `$`; gives the token behind it. */
function parseMatcherSeq(
  tokens: TokenBuffer,
  dollar: number,
  end: number,
  made: MatcherParts,
  open: readonly number[][],
  depth: number,
): number {
  const { locs, seqNames } = made;
  const rep = parseRepetition(tokens, dollar, end);
  const id = seqNames.length;
  const names: number[] = [];
  seqNames.push(names);
  const start = locs.length;
  const first = start / LOC_SIZE + 1;
  locs.push(Loc.Seq, rep.op, id, 0);
  parseMatcher(tokens, rep.inner, made, [...open, names], depth + 1);
  if (rep.sep >= 0) locs.push(Loc.Sep, rep.sep, 0, 0, Loc.Again, first, 0, 0);
  else locs.push(Loc.End, rep.op, first, 0);
  locs[start + 3] = locs.length / LOC_SIZE;
  return rep.next;
}

/** `$_` is a name too. */
function isVariableName(kind: number): boolean {
  return isIdentLike(kind) || kind === TokenKind.Underscore;
}

/** `$( .. ) sep op` at the `$`. */
function parseRepetition(
  tokens: TokenBuffer,
  dollar: number,
  end: number,
): { inner: TokenRange; sep: number; op: Repeat; next: number } {
  const close = tokens.partnerOf(dollar + 1);
  if (close < 0 || close >= end) throw new BadDefinition();
  const inner = { start: dollar + 2, end: close };
  const first = close + 1 < end ? repeatOp(tokens.kind(close + 1)) : undefined;
  if (first !== undefined) return { inner, sep: -1, op: first, next: close + 2 };
  const second = close + 2 < end ? repeatOp(tokens.kind(close + 2)) : undefined;
  if (second === undefined) throw new BadDefinition();
  return { inner, sep: close + 1, op: second, next: close + 3 };
}

function repeatOp(kind: number): Repeat | undefined {
  if (kind === TokenKind.Star) return Repeat.Star;
  if (kind === TokenKind.Plus) return Repeat.Plus;
  return kind === TokenKind.Question ? Repeat.Question : undefined;
}

/** `vars` = the names of the matcher's variables, `open` = variable lists of the repetitions around. */
function parseTranscriber(
  tokens: TokenBuffer,
  range: TokenRange,
  vars: readonly Sym[],
  open: readonly number[][],
  depth: number,
): TranscriberOp[] {
  if (depth > NESTING_MAX) throw new BadDefinition();
  const ops: TranscriberOp[] = [];
  let at = range.start;
  while (at < range.end) {
    const next = at + 1 < range.end ? tokens.kind(at + 1) : TokenKind.Eof;
    if (tokens.kind(at) !== TokenKind.Dollar || next === TokenKind.Eof) {
      addRun(ops, at, at + 1);
      at++;
    } else if (next === TokenKind.OpenParen) {
      const rep = parseRepetition(tokens, at, range.end);
      const names: number[] = [];
      const inner = parseTranscriber(tokens, rep.inner, vars, [...open, names], depth + 1);
      ops.push({ k: 'seq', ops: inner, sep: rep.sep, names });
      at = rep.next;
    } else if (next === TokenKind.Crate) {
      ops.push({ k: 'crate', token: at });
      at += 2;
    } else if (isIdentLike(next)) {
      const name = vars.indexOf(tokens.sym(at + 1));
      // Of no variable: the text of a macro definition inside this one.
      if (name < 0) addRun(ops, at, at + 2);
      else {
        for (const names of open) names.push(name);
        ops.push({ k: 'var', name, token: at });
      }
      at += 2;
    } else if (next === TokenKind.OpenBrace) {
      at = parseMetavarExpr(tokens, at, vars, open, ops);
    } else {
      // `$$` is one dollar.
      addRun(ops, at, at + 1);
      at += next === TokenKind.Dollar ? 2 : 1;
    }
  }
  return ops;
}

function addRun(ops: TranscriberOp[], start: number, end: number): void {
  const last = ops[ops.length - 1];
  if (last?.k === 'run' && last.end === start) last.end = end;
  else ops.push({ k: 'run', start, end });
}

/** `${fn(args)}` (RFC 3086). */
function parseMetavarExpr(
  tokens: TokenBuffer,
  dollar: number,
  vars: readonly Sym[],
  open: readonly number[][],
  ops: TranscriberOp[],
): number {
  const close = tokens.partnerOf(dollar + 1);
  const paren = dollar + 3;
  if (close < 0 || tokens.kind(paren) !== TokenKind.OpenParen || tokens.partnerOf(paren) < 0) throw new BadDefinition();
  const args: TokenRange[] = [];
  let from = paren + 1;
  const end = tokens.partnerOf(paren);
  for (let at = from; at <= end; at++) {
    if (at !== end && tokens.kind(at) !== TokenKind.Comma) continue;
    if (at > from) args.push({ start: from, end: at });
    from = at + 1;
  }
  for (const arg of args) {
    const name = vars.indexOf(tokens.sym(arg.end - 1));
    if (name >= 0) for (const names of open) names.push(name);
  }
  ops.push({ k: 'meta', fn: tokens.text(dollar + 2), args, token: dollar });
  return close + 1;
}
