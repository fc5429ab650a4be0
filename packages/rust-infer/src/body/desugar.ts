/** Syntax that stands for calls: `?`, `for`, `.await`, ranges. Model: rustc_ast_lowering::expr. */
import { type DefId, type Ty, TyKind, UseKind } from '@lazaret/facts';
import { Flag, NO_NODE, type NodeId, operand, rangeHigh, rangeLow } from '@lazaret/rust-syntax';
import { CoerceMany } from './coerce-many.ts';
import type { BodyCx } from './context.ts';
import { type Expect, hint } from './expect.ts';
import { checkExpr, useAsPlace } from './expr.ts';

/** `<args[0] as Trait>::name` for a trait found through one of its methods. */
function assocOf(cx: BodyCx, trait: DefId | undefined, name: string, args: readonly Ty[]): Ty {
  const assoc = trait === undefined ? undefined : cx.traitItem(trait, name);
  return assoc === undefined ? cx.error : cx.norm(cx.types.projection(assoc, args));
}

function traitOf(cx: BodyCx, method: DefId | undefined): DefId | undefined {
  return method === undefined ? undefined : cx.world.parent(method);
}

/** `x?` */
export function checkTry(cx: BodyCx, node: NodeId): Ty {
  const ty = checkExpr(cx, operand(cx.tree, node), undefined);
  const branch = cx.lang('branch');
  const trait = traitOf(cx, branch);
  const known = cx.known(ty);
  if (branch === undefined || trait === undefined) return cx.error;
  cx.obligateTrait(trait, [known]);
  cx.emit(UseKind.Call, 'desugar', cx.loc(node), branch, [known]);
  const residual = assocOf(cx, trait, 'Residual', [known]);
  const from = cx.lang('from_residual');
  const fromTrait = traitOf(cx, from);
  const target = cx.returns?.expected ?? cx.error;
  if (from !== undefined && fromTrait !== undefined) {
    cx.obligateTrait(fromTrait, [target, residual]);
    cx.emit(UseKind.Call, 'desugar', cx.loc(node), from, [target, residual]);
  }
  return assocOf(cx, trait, 'Output', [known]);
}

/** Types and calls of a `for`: gives the type of the items. */
export function forLoopTypes(cx: BodyCx, iter: NodeId, ty: Ty, isAwait: boolean): Ty {
  const into = cx.lang(isAwait ? 'into_async_iter_into_iter' : 'into_iter');
  const trait = traitOf(cx, into);
  if (into === undefined || trait === undefined) return cx.error;
  const self = cx.known(ty);
  cx.obligateTrait(trait, [self]);
  cx.emit(UseKind.Call, 'desugar', cx.loc(iter), into, [self]);
  const iterTy = assocOf(cx, trait, isAwait ? 'IntoAsyncIter' : 'IntoIter', [self]);
  cx.dropped(iterTy, iter);
  const next = cx.lang(isAwait ? 'async_iterator_poll_next' : 'next');
  const iterator = traitOf(cx, next);
  if (next === undefined || iterator === undefined) return cx.error;
  cx.obligateTrait(iterator, [iterTy]);
  cx.emit(UseKind.Call, 'desugar', cx.loc(iter), next, [iterTy]);
  return assocOf(cx, iterator, 'Item', [iterTy]);
}

/** `x.await` */
export function checkAwait(cx: BodyCx, node: NodeId): Ty {
  const ty = checkExpr(cx, operand(cx.tree, node), undefined);
  const into = cx.lang('into_future');
  const trait = traitOf(cx, into);
  if (into === undefined || trait === undefined) return cx.error;
  const loc = cx.loc(node, cx.tree.aux(node));
  const self = cx.known(ty);
  cx.obligateTrait(trait, [self]);
  cx.emit(UseKind.Call, 'desugar', loc, into, [self]);
  const future = assocOf(cx, trait, 'IntoFuture', [self]);
  cx.dropped(future, node);
  const poll = cx.lang('poll');
  if (poll !== undefined) cx.emit(UseKind.Call, 'desugar', loc, poll, [future]);
  return assocOf(cx, cx.lang('future_trait'), 'Output', [future]);
}

/** `a..b` and its kin: struct literals, but `a..=b` is a call. */
export function checkRange(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const low = rangeLow(tree, node);
  const high = rangeHigh(tree, node);
  const inclusive = tree.has(node, Flag.Inclusive);
  const name = rangeName(low !== NO_NODE, high !== NO_NODE, inclusive);
  if (name === 'RangeFull') return cx.adtOf(name, []);
  const index = new CoerceMany(cx, expectedIndex(cx, expect, name) ?? cx.fresh());
  for (const end of [low, high]) {
    if (end === NO_NODE) continue;
    const ty = checkExpr(cx, end, { how: 'has', ty: index.expected });
    index.add(end, ty);
  }
  const item = index.expected;
  const make = name === 'RangeInclusive' ? cx.lang('range_inclusive_new') : undefined;
  if (make !== undefined) cx.emit(UseKind.Call, 'desugar', cx.loc(node), make, [item]);
  return cx.adtOf(name, [item]);
}

function rangeName(low: boolean, high: boolean, inclusive: boolean): string {
  if (!low && !high) return 'RangeFull';
  if (!high) return 'RangeFrom';
  if (!low) return inclusive ? 'RangeToInclusive' : 'RangeTo';
  return inclusive ? 'RangeInclusive' : 'Range';
}

function expectedIndex(cx: BodyCx, expect: Expect, name: string): Ty | undefined {
  const wanted = hint(cx, expect);
  if (wanted === undefined || cx.kind(wanted) !== TyKind.Adt || cx.types.head(wanted) !== cx.lang(name))
    return undefined;
  return cx.types.arg(wanted, 0);
}

/** Operand that is only borrowed, as an argument of `format_args!`. */
export function checkBorrowed(cx: BodyCx, node: NodeId): Ty {
  const ty = checkExpr(cx, node, undefined);
  useAsPlace(cx, node, ty);
  return ty;
}
