/** Who is told the types of expressions and variables, which the facts of a body leave out: tests and tools, nobody else. */
import type { DefId, Span, Ty } from '@lazaret/facts';
import type { NodeId, Tree } from '@lazaret/rust-syntax';
import type { BodyCx } from './context.ts';
import { closed } from './finish.ts';

export interface TypeObserver {
  /** An expression, or a variable where a pattern binds it. `owner`: the item whose parameters the type is in terms of. */
  typed(owner: DefId, span: Span, ty: Ty): void;
}

/** An expression or variable while its body is being inferred. */
export interface Seen {
  readonly tree: Tree;
  readonly node: NodeId;
  readonly ty: Ty;
  /** Token of a variable's name. */
  readonly name?: number;
}

/** The body is done: its types are known. */
export function tellTypes(cx: BodyCx, observer: TypeObserver): void {
  const { names } = cx.host;
  for (const { tree, node, ty, name } of cx.seen ?? []) {
    const span = name === undefined ? names.nodeSpan(tree, node) : names.tokenSpan(tree.tokens, name, name + 1);
    observer.typed(cx.owner, span, closed(cx, ty));
  }
}
