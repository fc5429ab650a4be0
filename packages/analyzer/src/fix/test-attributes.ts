/** Which items are there for tests only, as their attributes say. */
import {
  attrArgs,
  attrName,
  attrs,
  type NodeId,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
} from '@lazaret/rust-syntax';

/** Nested predicates beyond this depth are taken for none about tests. */
const MAX_DEPTH = 16;

/** Carries the item `#[test]`, `#[bench]`, a test attribute of a runtime (`#[tokio::test]`), or a cfg that only tests turn on? */
export function isTestItem(tree: Tree, item: NodeId): boolean {
  return attrs(tree, item).some((attr) => {
    const name = attrName(tree, attr);
    if (name === 'cfg') return impliesTest(tree.tokens, inside(tree.tokens, attrArgs(tree, attr)), 0);
    return /(?:^|::)(?:test|bench)$/.test(name);
  });
}

function inside(tokens: TokenBuffer, args: TokenRange): TokenRange {
  return tokens.kind(args.start) === TokenKind.OpenParen ? { start: args.start + 1, end: args.end - 1 } : args;
}

/** Is the predicate false whenever `test` is not set? Of several, as in `all(..)`, one suffices. */
function impliesTest(tokens: TokenBuffer, range: TokenRange, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  return predicates(tokens, range).some((one) => {
    const word = tokens.text(one.start);
    if (tokens.kind(one.start + 1) !== TokenKind.OpenParen || one.end <= one.start + 1) {
      return word === 'test' && one.end === one.start + 1;
    }
    const args = { start: one.start + 2, end: one.end - 1 };
    if (word === 'all') return impliesTest(tokens, args, depth + 1);
    const list = predicates(tokens, args);
    return word === 'any' && list.length > 0 && list.every((arg) => impliesTest(tokens, arg, depth + 1));
  });
}

/** Parts between commas. */
function predicates(tokens: TokenBuffer, range: TokenRange): TokenRange[] {
  const parts: TokenRange[] = [];
  let start = range.start;
  for (let at = range.start; at < range.end; at = tokens.skipTree(at)) {
    if (tokens.kind(at) !== TokenKind.Comma) continue;
    if (at > start) parts.push({ start, end: at });
    start = at + 1;
  }
  if (range.end > start) parts.push({ start, end: range.end });
  return parts;
}
