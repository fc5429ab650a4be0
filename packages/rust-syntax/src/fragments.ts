/**
 * Does a fragment of a `macro_rules!` matcher fit the tokens at a place, and where does it end? The same parser
 * answers, stopping at the first error (reference: "Macros by example"; rustc: `parse_nonterminal`).
 */
import type { Edition } from './edition.ts';
import { NodeKind as N } from './kinds.ts';
import { RustParser } from './parse-definitions.ts';
import { PathStyle } from './parse-paths.ts';
import { isIdentLike, isLiteralToken, TokenKind as T } from './token-kinds.ts';
import type { TokenBuffer } from './tokens.ts';

/** Fragment specifiers of `macro_rules!`. `pat` takes top-level `|` from edition 2021 on. */
export type FragmentKind =
  | 'block'
  | 'expr'
  | 'expr_2021'
  | 'ident'
  | 'item'
  | 'lifetime'
  | 'literal'
  | 'meta'
  | 'pat'
  | 'pat_param'
  | 'path'
  | 'stmt'
  | 'tt'
  | 'ty'
  | 'vis';

/** Token after a matched fragment; `split` > 0 if it ends within the token before that (`Vec<u8>` of `Vec<u8>>`). */
export interface FragmentMatch {
  readonly end: number;
  readonly split: number;
}

/** Matches fragments in tokens of one edition (that of the macro's definition). */
export class FragmentMatcher {
  readonly #edition: Edition;
  /** Matching keeps no tree and does not nest: one parser does for all. */
  #parser: RustParser | undefined;

  constructor(edition: Edition) {
    this.#edition = edition;
  }

  /** The token after the fragment, or -1 if the tokens from `start` (to `end` at most) do not begin with one. */
  match(tokens: TokenBuffer, kind: FragmentKind, start: number, end: number): number {
    const found = this.matchSplit(tokens, kind, start, end);
    return found === undefined || found.split > 0 ? -1 : found.end;
  }

  /** As {@link match}, also telling of a fragment that ends within a compound token. */
  matchSplit(tokens: TokenBuffer, kind: FragmentKind, start: number, end: number): FragmentMatch | undefined {
    const limit = Math.min(end, tokens.length);
    const quick = quickMatch(tokens, kind, start, limit);
    if (quick !== NEEDS_PARSER) return quick === -1 ? undefined : { end: quick, split: 0 };
    const parser = this.#parserAt(tokens, start, limit);
    if (!parseFragment(parser, kind, this.#edition) || parser.issues.length > 0) return undefined;
    const after = parser.split > 0 ? parser.pos + 1 : parser.pos;
    return { end: after, split: parser.split };
  }

  #parserAt(tokens: TokenBuffer, start: number, limit: number): RustParser {
    if (this.#parser === undefined) {
      this.#parser = new RustParser(tokens, start, limit, { edition: this.#edition, lazy: true, failFast: true });
    } else this.#parser.restart(tokens, start, limit);
    return this.#parser;
  }
}

/** What {@link quickMatch} gives when the parser must decide. */
const NEEDS_PARSER = -2;

/** Fragments that need no parser: the token after, -1 for no match, or NEEDS_PARSER. */
function quickMatch(tokens: TokenBuffer, kind: FragmentKind, start: number, limit: number): number {
  const first = start < limit ? tokens.kinds[start]! : T.Eof;
  // `vis` matches nothing too; nothing else does.
  if (kind === 'vis') return first === T.Pub || first === T.Crate ? NEEDS_PARSER : start;
  if (first === T.Eof) return -1;
  switch (kind) {
    case 'tt':
      return treeEnd(tokens, first, start, limit);
    case 'ident':
      return isIdentLike(first) && first !== T.DollarCrate ? start + 1 : -1;
    case 'lifetime':
      return first === T.Lifetime ? start + 1 : -1;
    case 'literal':
      return literalEnd(tokens, first, start, limit);
    case 'block':
      if (first !== T.OpenBrace) return first === T.OpenExpr ? treeEnd(tokens, first, start, limit) : -1;
      return treeEnd(tokens, first, start, limit);
    case 'meta':
      return NEEDS_PARSER;
    default:
      return groupEnd(tokens, kind, first, start, limit);
  }
}

function treeEnd(tokens: TokenBuffer, first: number, start: number, limit: number): number {
  const isClose = first === T.CloseParen || first === T.CloseBracket || first === T.CloseBrace || first === T.CloseNone;
  if (isClose) return -1;
  const end = tokens.skipTree(start);
  return end <= limit ? end : -1;
}

function literalEnd(tokens: TokenBuffer, first: number, start: number, limit: number): number {
  if (isLiteralToken(first) || first === T.True || first === T.False) return start + 1;
  if (first === T.Minus && start + 1 < limit) {
    const next = tokens.kinds[start + 1]!;
    return next === T.Int || next === T.Float ? start + 2 : -1;
  }
  // A literal that came as an `expr` fragment is one still.
  if (first !== T.OpenExpr) return -1;
  const close = tokens.partnerOf(start);
  return close > start && literalEnd(tokens, tokens.kinds[start + 1]!, start + 1, close) === close ? close + 1 : -1;
}

/** Fragments of the same kind that an outer macro matched already, and quick refusals. */
function groupEnd(tokens: TokenBuffer, kind: FragmentKind, first: number, start: number, limit: number): number {
  if ((kind === 'expr' || kind === 'expr_2021') && refusesExpr(kind, first, tokens.kinds[start + 1]!)) return -1;
  if ((kind === 'pat' || kind === 'pat_param') && first === T.OpenPat) {
    const end = treeEnd(tokens, first, start, limit);
    // `$a | $b` is one pattern, too.
    return kind === 'pat' && end >= 0 && end < limit && tokens.kinds[end] === T.Or ? NEEDS_PARSER : end;
  }
  return NEEDS_PARSER;
}

/** Tokens that begin an expression for the parser but not for a matcher (rustc: `token_can_begin_expr` for fragments). */
function refusesExpr(kind: FragmentKind, first: number, second: number): boolean {
  if (first === T.Let) return true;
  if (kind === 'expr') return false;
  return first === T.Underscore || (first === T.Const && second === T.OpenBrace);
}

function parseFragment(parser: RustParser, kind: FragmentKind, edition: Edition): boolean {
  const start = parser.here();
  switch (kind) {
    case 'expr':
    case 'expr_2021':
      // `_` is an expression to `expr` from 2024 on only.
      if (parser.cur === T.Underscore && edition < 2024) return false;
      if (parser.cur === T.Const && parser.nth(1) === T.OpenBrace && edition < 2024) return false;
      parser.inBody = true;
      parser.expr(0);
      break;
    case 'ty':
      parser.type();
      break;
    case 'pat':
      parser.inBody = true;
      if (edition >= 2021) parser.pattern();
      else parser.patternNoAlt();
      break;
    case 'pat_param':
      parser.inBody = true;
      parser.patternNoAlt();
      break;
    case 'path':
      parser.path(N.Path, PathStyle.Type);
      break;
    case 'vis':
      return matchVisibility(parser);
    case 'meta':
      return matchMeta(parser);
    case 'item':
      return matchItem(parser);
    case 'stmt':
      return matchStmt(parser);
    default:
      return false;
  }
  return parser.here() !== start;
}

function matchVisibility(parser: RustParser): boolean {
  if (parser.cur === T.Crate && parser.nth(1) === T.PathSep) return true;
  parser.visibility();
  return true;
}

/** `path`, `path = expr`, `path(..)`, or `unsafe(..)` around one of these. */
function matchMeta(parser: RustParser): boolean {
  if (parser.cur === T.Unsafe && parser.nth(1) === T.OpenParen) {
    parser.bump();
    parser.tokenTree();
    return true;
  }
  parser.attributePath();
  if (parser.eat(T.Eq)) parser.expr(0);
  else if (parser.cur === T.OpenParen || parser.cur === T.OpenBracket || parser.cur === T.OpenBrace) parser.tokenTree();
  return true;
}

function matchItem(parser: RustParser): boolean {
  const from = parser.here();
  parser.outerAttributes();
  return parser.tryItem(from, 0, false);
}

/** A statement without its `;`, except that items keep theirs; a `;` alone is one, too. */
function matchStmt(parser: RustParser): boolean {
  if (parser.eat(T.Semi)) return true;
  const from = parser.here();
  parser.inBody = true;
  parser.outerAttributes();
  if (parser.cur === T.Let) {
    parser.letHead();
    return true;
  }
  if (parser.tryItem(from, 0, true)) return true;
  const before = parser.here();
  parser.stmtExpr();
  return parser.here() !== before;
}
