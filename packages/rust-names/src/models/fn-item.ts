/** The parts of a function item that attribute macros rewrite. */
import type { Span } from '@lazaret/facts';
import {
  attrs as attrNodes,
  blockStmts,
  blockTail,
  fnBody,
  fnParams,
  fnSelf,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseBody,
  patOf,
  retType,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
  typeOf,
} from '@lazaret/rust-syntax';
import type { CrateContext } from '../context.ts';
import type { TokenEdits } from './token-edits.ts';

export interface FnItem {
  /** Token of `async`; -1 if there is none. */
  readonly async: number;
  readonly label: string;
  /** `-> type` as written, or the empty range behind the parameters. */
  readonly output: TokenRange;
  /** Placeholder of the return type; `()` if none is written. */
  readonly type: string;
  /** With its braces; undefined in a trait's declaration. */
  readonly body: TokenRange | undefined;
  readonly hasSelf: boolean;
  readonly params: readonly FnItemParam[];
}

interface FnItemParam {
  readonly node: NodeId;
  /** Token of the name, if the pattern is one; else -1. */
  readonly name: number;
  readonly mutable: boolean;
  readonly type: NodeId;
}

export function fnItem(tree: Tree, node: NodeId, edits: TokenEdits): FnItem {
  const { tokens } = tree;
  const ret = tree.childOf(node, NodeKind.RetType);
  const list = tree.childOf(node, NodeKind.ParamList);
  const behind = list === NO_NODE ? tree.end(node) : tree.end(list);
  const type = retType(tree, node);
  const body = fnBody(tree, node);
  return {
    async: asyncToken(tree, node),
    label: tree.aux(node) < 0 ? '' : tokens.interner.text(tokens.sym(tree.aux(node))),
    output: ret === NO_NODE ? { start: behind, end: behind } : tree.range(ret),
    type: type === NO_NODE ? '()' : edits.splices.range(tree.range(type)),
    body: body === NO_NODE ? undefined : tree.range(body),
    hasSelf: fnSelf(tree, node) !== NO_NODE,
    params: fnParams(tree, node).map((param) => fnParam(tree, param)),
  };
}

function asyncToken(tree: Tree, node: NodeId): number {
  const { tokens } = tree;
  const last = attrNodes(tree, node).at(-1);
  for (let i = last === undefined ? tree.start(node) : tree.end(last); i < tree.end(node); i = tokens.skipTree(i)) {
    const kind = tokens.kind(i);
    if (kind === TokenKind.Async) return i;
    if (kind === TokenKind.Fn) return -1;
  }
  return -1;
}

function fnParam(tree: Tree, node: NodeId): FnItemParam {
  const pat = patOf(tree, node);
  const plain = pat !== NO_NODE && tree.kind(pat) === NodeKind.IdentPat && tree.first(pat) === NO_NODE;
  const mutable = plain && tree.tokens.kind(tree.start(pat)) === TokenKind.Mut;
  return { node, name: plain ? tree.aux(pat) : -1, mutable, type: typeOf(tree, node) };
}

/** Places of the first and the last token of a body's last statement; of the item where the body is empty. */
export function lastStatement(
  ctx: CrateContext,
  tree: Tree,
  node: NodeId,
): { readonly first: Span; readonly last: Span } | undefined {
  const body = fnBody(tree, node);
  if (body === NO_NODE) return undefined;
  const block = parseBody(tree.tokens, tree.range(body), { edition: ctx.input.edition });
  const tail = blockTail(block, block.root);
  const last = tail === NO_NODE ? blockStmts(block, block.root).at(-1) : tail;
  if (last === undefined) return undefined;
  const { start, end } = block.range(last);
  return { first: tokenAt(ctx, tree.tokens, start), last: tokenAt(ctx, tree.tokens, end - 1) };
}

export function tokenAt(ctx: CrateContext, tokens: TokenBuffer, token: number): Span {
  return ctx.tokenSpan(tokens, token, token + 1);
}
