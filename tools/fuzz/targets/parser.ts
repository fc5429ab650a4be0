/** Parser: nodes lie in their parents in order, all tokens are covered, any range parses, and always in the same way. */
import { Interner } from '@lazaret/base';
import {
  dumpTree,
  FragmentMatcher,
  lexSource,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseBody,
  parseExpr,
  parseExprList,
  parseFile,
  parsePat,
  parseStmts,
  parseType,
  type Tree,
} from '@lazaret/rust-syntax';
import { ensure, type Target } from '../target.ts';

/** Higher than the parser lets a tree grow, so that users may recurse over it. */
const HEIGHT_MAX = 1300;
const FRAGMENTS = ['expr', 'ty', 'pat', 'stmt', 'item', 'path', 'meta', 'vis', 'block', 'literal', 'lifetime'] as const;

function checkTree(tree: Tree, length: number): void {
  ensure(tree.start(tree.root) === 0 && tree.end(tree.root) === length, 'the root does not cover the text');
  const stack: [node: NodeId, depth: number][] = [[tree.root, 0]];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [node, depth] = next;
    ensure(depth <= HEIGHT_MAX, 'the tree is too high');
    let last = tree.start(node);
    for (let child = tree.first(node); child !== NO_NODE; child = tree.next(child)) {
      const [start, end] = [tree.start(child), tree.end(child)];
      // A split token (`>>`, `&&`) belongs to the nodes on both sides.
      const inside = start >= last - 1 && end >= start && end <= tree.end(node) && child < node;
      ensure(inside, `node ${child} of kind ${tree.kind(child)} leaves ${node} of kind ${tree.kind(node)}`);
      last = end;
      stack.push([child, depth + 1]);
    }
  }
}

export const target: Target = {
  seconds: 30,
  check: (text) => {
    for (const edition of [2015, 2024] as const) {
      const tokens = lexSource(text, 0, new Interner(), { edition });
      const whole = { start: 0, end: tokens.length };
      const lazy = parseFile(tokens, { edition });
      checkTree(lazy, tokens.length);
      for (let node = 0; node < lazy.count; node++) {
        if (lazy.kind(node) === NodeKind.LazyBlock) parseBody(tokens, lazy.range(node), { edition });
      }
      const full = parseFile(tokens, { edition, bodies: 'full' });
      checkTree(full, tokens.length);
      if (full.count < 5000) {
        ensure(
          dumpTree(full) === dumpTree(parseFile(tokens, { edition, bodies: 'full' })),
          'another tree the second time',
        );
      }
      for (const parse of [parseExpr, parseExprList, parsePat, parseStmts, parseType])
        parse(tokens, whole, { edition });
      const matcher = new FragmentMatcher(edition);
      for (const kind of FRAGMENTS)
        ensure(matcher.match(tokens, kind, 0, tokens.length) <= tokens.length, `a ${kind} beyond the end`);
    }
  },
};
