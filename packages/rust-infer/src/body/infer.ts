/** From a definition with a body to facts of it and of all closures and async blocks in it. */
import {
  type BodyFacts,
  type BodyFlow,
  crateOf,
  DefFlag,
  type DefId,
  DefKind,
  type FnSig,
  localOf,
  type Ty,
  TyFlag,
  TyKind,
  UseKind,
} from '@lazaret/facts';
import { fnParams, fnSelf, NO_NODE, type NodeId, NodeKind, patOf, type Tree } from '@lazaret/rust-syntax';
import { coroutineBody, finishReturns, inBody, newScope } from './closures.ts';
import { BodyCx, Src } from './context.ts';
import { checkBlock } from './control.ts';
import { has } from './expect.ts';
import { checkExpr } from './expr.ts';
import { closed, finish } from './finish.ts';
import type { BodyHost } from './host.ts';
import { tellTypes } from './observe.ts';
import { checkPatTop } from './patterns.ts';
import type { FnScope } from './pending.ts';

export interface InferredBody {
  readonly bodies: readonly BodyFacts[];
  /** Hidden types of the opaque types that this body defines. */
  readonly hidden: ReadonlyMap<DefId, Ty>;
  readonly flow: BodyFlow | undefined;
}

/** Opaque types in the bounds of opaque types (`impl Iterator<Item = impl Fn()>`). */
const OPAQUE_DEPTH_MAX = 8;

/** Infers the body of a fn, const, static or anonymous constant; undefined if it has none. */
export function inferBody(host: BodyHost, owner: DefId): InferredBody | undefined {
  const source = host.names.bodySource(localOf(owner));
  if (source === undefined) return undefined;
  const kind = host.world.kind(owner);
  // A macro of a proc-macro crate shares tree and body with the function that makes it.
  const isFn = kind === DefKind.Fn || kind === DefKind.ProcMacro;
  const root: FnScope = newScope(undefined, owner, isFn ? 'fn' : 'const', undefined, host.world.types.error, false);
  const src = new Src(source.tree);
  const cx = new BodyCx(host, owner, root, src);
  const hidden = new Map<DefId, Ty>();
  if (isFn) inferFn(cx, owner, root, source.node, hidden);
  else inferConst(cx, owner, root, source.node);
  const bodies = finish(cx);
  const flow = cx.flow?.finish(cx, source.tree, source.node);
  if (host.observer !== undefined) tellTypes(cx, host.observer);
  for (const [def, ty] of hidden) hidden.set(def, closed(cx, ty));
  return { bodies, hidden, flow };
}

function inferConst(cx: BodyCx, owner: DefId, root: FnScope, node: NodeId): void {
  const kind = cx.world.kind(owner);
  root.ret = kind === DefKind.AnonConst ? cx.fresh() : cx.norm(cx.world.typeOf(owner));
  runBody(cx, root, node, () => undefined);
}

function runBody(cx: BodyCx, scope: FnScope, node: NodeId, enter: () => void): void {
  inBody(cx, scope, (returns) => {
    enter();
    const ty =
      cx.tree.kind(node) === NodeKind.BlockExpr
        ? checkBlock(cx, node, has(scope.ret))
        : checkExpr(cx, node, has(scope.ret));
    returns.add(node, ty);
    finishReturns(cx, returns);
  });
}

function inferFn(cx: BodyCx, owner: DefId, root: FnScope, node: NodeId, hidden: Map<DefId, Ty>): void {
  const sig = cx.world.fnSig(owner);
  const item = cx.host.names.tree(localOf(owner));
  const itemNode = cx.host.names.node(localOf(owner));
  const enter = (): void => {
    if (item !== undefined) declareParams(cx, item, itemNode, sig);
  };
  if ((cx.world.flags(owner) & DefFlag.Async) !== 0 && cx.kind(sig.ret) === TyKind.Coroutine) {
    const def = cx.types.head(sig.ret) as DefId;
    cx.emit(UseKind.Create, 'closure', cx.loc(node), def, cx.identity);
    const output = openOpaques(cx, owner, cx.norm(sig.output ?? cx.error), hidden, 0);
    coroutineBody(cx, def, node, true, output, enter, cx.loc(node));
    return;
  }
  root.ret = openOpaques(cx, owner, cx.norm(sig.ret), hidden, 0);
  runBody(cx, root, node, enter);
}

/** Parameters stand in the tree of the item, not in that of the body. */
function declareParams(cx: BodyCx, tree: Tree, node: NodeId, sig: FnSig): void {
  cx.inTree(tree, () => {
    let next = 0;
    const self = fnSelf(tree, node);
    if (self !== NO_NODE) {
      const token = tree.aux(self);
      cx.flow?.from({ kind: 'param', of: cx.owner, index: next });
      const ty = cx.norm(sig.params[next++] ?? cx.error);
      cx.declare(tree.tokens.sym(token), tree.tokens.contextOf(token), ty);
      cx.dropped(ty, self);
    }
    for (const param of fnParams(tree, node)) {
      if (!cx.host.names.isActive(tree, param)) continue;
      cx.flow?.from({ kind: 'param', of: cx.owner, index: next });
      checkPatTop(cx, patOf(tree, param), cx.norm(sig.params[next++] ?? cx.error), undefined);
    }
  });
}

/** Replaces the body's own `impl Trait` by variables that have to fulfil its bounds. */
function openOpaques(cx: BodyCx, owner: DefId, ty: Ty, hidden: Map<DefId, Ty>, depth: number): Ty {
  if (!cx.types.has(ty, TyFlag.HasOpaque) || depth > OPAQUE_DEPTH_MAX) return ty;
  const found: DefId[] = [];
  const out = cx.types.fold(ty, (part) => {
    if (!cx.types.has(part, TyFlag.HasOpaque)) return part;
    if (cx.kind(part) !== TyKind.Opaque) return undefined;
    const def = cx.types.head(part) as DefId;
    if (!isOwn(cx, def, owner)) return part;
    let variable = hidden.get(def);
    if (variable === undefined) {
      variable = cx.fresh();
      hidden.set(def, variable);
      found.push(def);
    }
    return variable;
  });
  for (const def of found) {
    for (const bound of cx.world.bounds(def)) {
      const open = (part: Ty): Ty => openOpaques(cx, owner, part, hidden, depth + 1);
      if (bound.kind === 'trait')
        cx.obligateTrait(
          bound.ref.trait,
          bound.ref.args.map((arg) => cx.norm(open(arg))),
        );
      else {
        cx.obligate({
          kind: 'projection',
          assoc: bound.assoc,
          args: bound.args.map((arg) => cx.norm(open(arg))),
          ty: cx.norm(open(bound.ty)),
        });
      }
    }
  }
  return out;
}

function isOwn(cx: BodyCx, opaque: DefId, owner: DefId): boolean {
  if (crateOf(opaque) !== crateOf(owner)) return false;
  for (let at: DefId | undefined = opaque; at !== undefined; at = cx.world.parent(at)) if (at === owner) return true;
  return false;
}
