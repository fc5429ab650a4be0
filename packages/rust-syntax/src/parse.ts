/**
 * What one can ask the parser for. All of these are total: any tokens in, a tree and errors out.
 *
 *   lexSource(text, file, interner, { edition }): TokenBuffer
 *   decodeSource(bytes): { text, errors }
 *   parseFile(tokens, options): Tree                 root SourceFile
 *   parseItems(tokens, range, options): Tree         root SourceFile (expansion in item position, ItemList contents)
 *   parseBody(tokens, range, options): Tree          root BlockExpr; range of a LazyBlock, braces included
 *   parseExpr(tokens, range, options): Tree          root the expression; range of a LazyExpr or any tokens
 *   parseExprList(tokens, range, options): Tree      root Fragment of ExprArg; arguments of format macros
 *   parseStmts(tokens, range, options): Tree         root Fragment laid out as BlockExpr
 *   parseType, parsePat, parsePath (tokens, range, options): Tree
 *   new FragmentMatcher(edition).match(tokens, kind, start, end): number   token after the fragment, or -1
 */

/** Rust editions as numbers, so that they can be compared. */
export type Edition = 2015 | 2018 | 2021 | 2024;

export interface ParseOptions {
  readonly edition: Edition;
  /**
   * `lazy` (the default): bodies of functions, initialisers, discriminants and other expressions of items stay LazyBlock
   * and LazyExpr; so it is for items nested in a parsed body. `full`: they are parsed in place.
   */
  readonly bodies?: 'lazy' | 'full';
}

/** Fragment specifiers of `macro_rules!` that need a parser. `pat` takes top-level `|` from edition 2021 on. */
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
