/**
 * What one can ask the parser for. All of these are total: any tokens in, a tree and errors out.
 */

import type { Edition } from './edition.ts';
import { NodeKind as N } from './kinds.ts';
import { RustParser } from './parse-definitions.ts';
import { PathStyle } from './parse-paths.ts';
import { TokenKind as T } from './token-kinds.ts';
import type { TokenBuffer, TokenRange } from './tokens.ts';
import type { NodeId, Tree } from './tree.ts';

export interface ParseOptions {
  readonly edition: Edition;
  /**
   * `lazy` (the default): bodies of functions, initialisers, discriminants and other expressions of items stay LazyBlock
   * and LazyExpr; so it is for items nested in a parsed body. `full`: they are parsed in place.
   */
  readonly bodies?: 'lazy' | 'full';
}

/** Nodes of the largest tree whose room is kept for the next one. */
const KEPT_NODES_MAX = 1 << 20;
/** Parsers that are not in use, by edition and whether they are lazy. */
const PARSERS = Symbol('parsers');

function keyOf({ edition, bodies }: ParseOptions): number {
  return edition * 2 + (bodies === 'full' ? 1 : 0);
}

/** A parser at the start of a range: there are as many parses as macro calls, so parsers serve again. */
function parserFor(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): RustParser {
  const end = Math.min(Math.max(range.end, 0), tokens.length);
  const start = Math.min(Math.max(range.start, 0), end);
  const idle = tokens.interner.shared.get(PARSERS) as Map<number, RustParser> | undefined;
  const key = keyOf(options);
  const parser = idle?.get(key);
  if (parser === undefined) {
    const { edition } = options;
    return new RustParser(tokens, start, end, { edition, lazy: options.bodies !== 'full', failFast: false });
  }
  idle!.delete(key);
  parser.restart(tokens, start, end);
  return parser;
}

/** The finished tree; the parser is free for others then. */
function treeOf(parser: RustParser, root: NodeId, lasting = false): Tree {
  const tree = lasting ? parser.lastingTree(root) : parser.tree(root);
  const { shared } = parser.tokens.interner;
  if (parser.capacity > KEPT_NODES_MAX) return tree;
  let idle = shared.get(PARSERS) as Map<number, RustParser> | undefined;
  if (idle === undefined) {
    idle = new Map();
    shared.set(PARSERS, idle);
  }
  idle.set(keyOf({ edition: parser.edition, bodies: parser.lazy ? 'lazy' : 'full' }), parser);
  return tree;
}

/** All items of a file; root SourceFile. */
export function parseFile(tokens: TokenBuffer, options: ParseOptions): Tree {
  return parseItems(tokens, { start: 0, end: tokens.length }, options);
}

/** Items in a range: an expansion in item position, the inside of braces; root SourceFile. */
export function parseItems(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): Tree {
  const parser = parserFor(tokens, range, options);
  const from = parser.here();
  parser.items();
  // Only an unmatched closing brace stops the items before the end.
  while (parser.cur !== T.Eof) {
    if (!parser.recover('unexpected-token', 'unexpected closing delimiter')) parser.bump();
    parser.items();
  }
  return treeOf(parser, parser.finish(N.SourceFile, from, 0, -1, 0), options.bodies !== 'full');
}

/** A function body: the range of a LazyBlock, braces included; root BlockExpr (or Error). */
export function parseBody(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): Tree {
  const parser = parserFor(tokens, range, options);
  parser.block(0, -1);
  return finishOne(parser);
}

/** One expression: the range of a LazyExpr or any other; root is the expression. */
export function parseExpr(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): Tree {
  const parser = parserFor(tokens, range, options);
  parser.inBody = true;
  parser.expr(0);
  return finishOne(parser);
}

/** Expressions with commas between, each possibly `name = expr`: arguments of format macros; root Fragment of ExprArg. */
export function parseExprList(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): Tree {
  const parser = parserFor(tokens, range, options);
  const start = parser.here();
  parser.inBody = true;
  while (parser.cur !== T.Eof) {
    const from = parser.here();
    const base = parser.base();
    const named = parser.isIdent(parser.cur) && parser.nth(1) === T.Eq;
    const name = named ? parser.pos : -1;
    if (named) parser.jump(parser.pos + 2);
    parser.expr(0);
    parser.finish(N.ExprArg, from, base, name, 0);
    if (parser.eat(T.Comma)) continue;
    if (!parser.cur || !parser.recover('expected-comma', 'expected `,`')) parser.bump();
  }
  return treeOf(parser, parser.finish(N.Fragment, start, 0, -1, 0));
}

/** Statements as in a block, without its braces; root Fragment laid out as BlockExpr. */
export function parseStmts(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): Tree {
  const parser = parserFor(tokens, range, options);
  const from = parser.here();
  parser.inBody = true;
  parser.innerAttributes();
  let tail = parser.statements();
  while (parser.cur !== T.Eof) {
    if (!parser.recover('unexpected-token', 'unexpected closing delimiter')) parser.bump();
    tail = parser.statements();
  }
  return treeOf(parser, parser.finish(N.Fragment, from, 0, -1, tail));
}

/** One type; root is the type. */
export function parseType(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): Tree {
  const parser = parserFor(tokens, range, options);
  parser.type();
  return finishOne(parser);
}

/** One pattern, alternatives included; root is the pattern. */
export function parsePat(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): Tree {
  const parser = parserFor(tokens, range, options);
  parser.inBody = true;
  parser.pattern();
  return finishOne(parser);
}

/** One path as in types (`a::B<T>`); root Path. */
export function parsePath(tokens: TokenBuffer, range: TokenRange, options: ParseOptions): Tree {
  const parser = parserFor(tokens, range, options);
  parser.path(N.Path, PathStyle.Type);
  return finishOne(parser);
}

function finishOne(parser: RustParser): Tree {
  if (parser.cur !== T.Eof) parser.issue('unexpected-token', 'unexpected tokens at the end');
  return treeOf(parser, parser.topNode());
}
