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

/** One place of a matcher, flattened as rustc's `MatcherLoc`. Indices point into the same array. */
export type MatcherLoc =
  | { readonly k: 'token'; readonly token: number }
  /** Start of a repetition. `first` = its first loc, `after` = the loc behind it. */
  | { readonly k: 'seq'; readonly op: RepeatOp; readonly id: number; readonly after: number }
  /** End of a repetition without separator. */
  | { readonly k: 'end'; readonly op: RepeatOp; readonly first: number }
  /** Its separator; the next loc is the `again`. */
  | { readonly k: 'sep'; readonly token: number }
  | { readonly k: 'again'; readonly first: number }
  | { readonly k: 'var'; readonly name: Sym; readonly kind: FragmentKind }
  | { readonly k: 'eof' };

type RepeatOp = '*' | '+' | '?';

/** One step of a transcriber. */
export type TranscriberOp =
  | { readonly k: 'token'; readonly token: number }
  /** `$crate`; `token` = the `$`. */
  | { readonly k: 'crate'; readonly token: number }
  /** `$name`; `token` = the `$`. */
  | { readonly k: 'var'; readonly name: Sym; readonly token: number }
  | {
      readonly k: 'seq';
      readonly ops: readonly TranscriberOp[];
      /** Separator token or -1. */
      readonly sep: number;
      readonly op: RepeatOp;
      /** Names in it that may be variables. */
      readonly names: readonly Sym[];
    }
  /** `${count(x)}` and its kin. */
  | { readonly k: 'meta'; readonly fn: string; readonly args: readonly TokenRange[]; readonly token: number };

export interface MacroRule {
  readonly matcher: readonly MatcherLoc[];
  /** Names bound in each repetition, by its id. */
  readonly seqNames: readonly (readonly Sym[])[];
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
  const locs: MatcherLoc[] = [];
  const seqNames: Sym[][] = [];
  parseMatcher(tokens, matcher, locs, seqNames, [], 0);
  locs.push({ k: 'eof' });
  return { matcher: locs, seqNames, transcriber: parseTranscriber(tokens, body, [], 0) };
}

/** `open` = name lists of the repetitions around. */
function parseMatcher(
  tokens: TokenBuffer,
  range: TokenRange,
  locs: MatcherLoc[],
  seqNames: Sym[][],
  open: readonly Sym[][],
  depth: number,
): void {
  if (depth > NESTING_MAX) throw new BadDefinition();
  let at = range.start;
  while (at < range.end) {
    if (tokens.kind(at) !== TokenKind.Dollar) {
      locs.push({ k: 'token', token: at });
      at++;
      continue;
    }
    const next = tokens.kind(at + 1);
    if (next === TokenKind.OpenParen) {
      const rep = parseRepetition(tokens, at, range.end);
      const id = seqNames.length;
      const names: Sym[] = [];
      seqNames.push(names);
      const start = locs.length;
      locs.push({ k: 'eof' });
      parseMatcher(tokens, rep.inner, locs, seqNames, [...open, names], depth + 1);
      if (rep.sep >= 0) {
        locs.push({ k: 'sep', token: rep.sep }, { k: 'again', first: start + 1 });
      } else {
        locs.push({ k: 'end', op: rep.op, first: start + 1 });
      }
      locs[start] = { k: 'seq', op: rep.op, id, after: locs.length };
      at = rep.next;
    } else if (isVariableName(next) && tokens.kind(at + 2) === TokenKind.Colon && isIdentLike(tokens.kind(at + 3))) {
      const kind = tokens.interner.text(tokens.sym(at + 3));
      if (!FRAGMENTS.has(kind)) throw new BadDefinition();
      const name = tokens.sym(at + 1);
      for (const names of open) names.push(name);
      locs.push({ k: 'var', name, kind: kind as FragmentKind });
      at += 4;
    } else {
      // `$crate` and lone dollars match themselves.
      locs.push({ k: 'token', token: at });
      at++;
    }
  }
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
): { inner: TokenRange; sep: number; op: RepeatOp; next: number } {
  const close = tokens.partnerOf(dollar + 1);
  if (close < 0 || close >= end) throw new BadDefinition();
  const inner = { start: dollar + 2, end: close };
  const first = close + 1 < end ? repeatOp(tokens.kind(close + 1)) : undefined;
  if (first !== undefined) return { inner, sep: -1, op: first, next: close + 2 };
  const second = close + 2 < end ? repeatOp(tokens.kind(close + 2)) : undefined;
  if (second === undefined) throw new BadDefinition();
  return { inner, sep: close + 1, op: second, next: close + 3 };
}

function repeatOp(kind: number): RepeatOp | undefined {
  if (kind === TokenKind.Star) return '*';
  if (kind === TokenKind.Plus) return '+';
  return kind === TokenKind.Question ? '?' : undefined;
}

function parseTranscriber(
  tokens: TokenBuffer,
  range: TokenRange,
  open: readonly Sym[][],
  depth: number,
): TranscriberOp[] {
  if (depth > NESTING_MAX) throw new BadDefinition();
  const ops: TranscriberOp[] = [];
  let at = range.start;
  while (at < range.end) {
    const next = at + 1 < range.end ? tokens.kind(at + 1) : TokenKind.Eof;
    if (tokens.kind(at) !== TokenKind.Dollar || next === TokenKind.Eof) {
      ops.push({ k: 'token', token: at });
      at++;
    } else if (next === TokenKind.OpenParen) {
      const rep = parseRepetition(tokens, at, range.end);
      const names: Sym[] = [];
      const inner = parseTranscriber(tokens, rep.inner, [...open, names], depth + 1);
      ops.push({ k: 'seq', ops: inner, sep: rep.sep, op: rep.op, names });
      at = rep.next;
    } else if (next === TokenKind.Crate) {
      ops.push({ k: 'crate', token: at });
      at += 2;
    } else if (isIdentLike(next)) {
      const name = tokens.sym(at + 1);
      for (const names of open) names.push(name);
      ops.push({ k: 'var', name, token: at });
      at += 2;
    } else if (next === TokenKind.OpenBrace) {
      at = parseMetavarExpr(tokens, at, open, ops);
    } else {
      // `$$` is one dollar.
      ops.push({ k: 'token', token: at });
      at += next === TokenKind.Dollar ? 2 : 1;
    }
  }
  return ops;
}

/** `${fn(args)}` (RFC 3086). */
function parseMetavarExpr(tokens: TokenBuffer, dollar: number, open: readonly Sym[][], ops: TranscriberOp[]): number {
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
    const name = tokens.sym(arg.end - 1);
    for (const names of open) names.push(name);
  }
  ops.push({ k: 'meta', fn: tokens.text(dollar + 2), args, token: dollar });
  return close + 1;
}
