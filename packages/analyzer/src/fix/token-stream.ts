/** Tokens of a part of a tree as texts and hashes: without comments, attributes and whitespace. */
import { createHash } from 'node:crypto';
import {
  NO_NODE,
  type NodeId,
  NodeKind,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
} from '@lazaret/rust-syntax';

/** Digits kept of a hash: 80 bits, far beyond the number of functions of a crate. */
const HASH_DIGITS = 20;

/** Range of a node without the attributes in front of it. */
export function rangeWithoutAttrs(tree: Tree, node: NodeId): TokenRange {
  let start = tree.start(node);
  for (let at = tree.first(node); at !== NO_NODE && tree.kind(at) === NodeKind.Attr; at = tree.next(at)) {
    start = Math.max(start, tree.end(at));
  }
  return { start, end: tree.end(node) };
}

/** Index after the attribute that starts at a token, or the token itself if none does. */
export function skipAttribute(tokens: TokenBuffer, at: number): number {
  if (tokens.kind(at) !== TokenKind.Pound) return at;
  const open = tokens.kind(at + 1) === TokenKind.Bang ? at + 2 : at + 1;
  return tokens.kind(open) === TokenKind.OpenBracket && tokens.partnerOf(open) > open ? tokens.partnerOf(open) + 1 : at;
}

/** Texts of the tokens of a range, attributes left out. */
export function tokenTexts(tokens: TokenBuffer, range: TokenRange): string[] {
  const texts: string[] = [];
  for (let at = range.start; at < range.end; ) {
    const after = skipAttribute(tokens, at);
    if (after > at) at = after;
    else texts.push(tokens.text(at++));
  }
  return texts;
}

/** Hash over token texts. */
export function hashTexts(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, HASH_DIGITS);
}
