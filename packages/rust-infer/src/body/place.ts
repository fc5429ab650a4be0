/**
 * Places: deref, index, field access, and which of their overloaded operators must be the mutable ones.
 * Model: rustc_hir_typeck::place_op, rustc_hir_analysis::autoderef.
 */
import type { Sym } from '@lazaret/base';
import { type DefId, DefKind, type Ty, TyKind, UseKind } from '@lazaret/facts';
import { fieldName, type NodeId, operand, rightOperand, TokenKind } from '@lazaret/rust-syntax';
import { coerce } from './coerce.ts';
import type { BodyCx } from './context.ts';
import { type Expect, hint } from './expect.ts';
import { checkExpr } from './expr.ts';
import type { PendingUse, Place } from './pending.ts';

/** rustc's recursion limit for autoderef. */
export const AUTODEREF_MAX = 128;

export interface DerefStep {
  readonly ty: Ty;
  readonly overloaded: boolean;
}

/** `*value`: built in for references and `Box` (raw pointers only where asked for), otherwise `Deref`. */
export function derefOnce(cx: BodyCx, ty: Ty, raw: boolean): DerefStep | undefined {
  const { types } = cx;
  switch (types.kind(ty)) {
    case TyKind.Ref:
      return { ty: types.arg(ty, 0), overloaded: false };
    case TyKind.RawPtr:
      return raw ? { ty: types.arg(ty, 0), overloaded: false } : undefined;
    case TyKind.Adt:
      if (types.head(ty) === cx.lang('owned_box')) return { ty: types.arg(ty, 0), overloaded: false };
      return overloadedDeref(cx, ty);
    case TyKind.Param:
    case TyKind.Opaque:
    case TyKind.Projection:
    case TyKind.Dyn:
      return overloadedDeref(cx, ty);
    default:
      return undefined;
  }
}

function overloadedDeref(cx: BodyCx, ty: Ty): DerefStep | undefined {
  const target = cx.lang('deref_target');
  if (target === undefined || cx.holds(cx.lang('deref'), [ty]) === 'no') return undefined;
  return { ty: cx.norm(cx.types.projection(target, [ty])), overloaded: true };
}

export function emitDeref(cx: BodyCx, node: NodeId, self: Ty, implicit: boolean): PendingUse {
  const method = cx.langMethod('deref', 'deref');
  const use = cx.emit(UseKind.Call, 'operator', cx.loc(node), method ?? 0, [self]);
  use.implicit = implicit;
  return use;
}

/** Makes `Deref::deref` or `Index::index` their mutable kin, where the type has them. */
export function toMutable(cx: BodyCx, use: PendingUse): void {
  if (use.def === 0) return;
  if (use.def === cx.langMethod('deref', 'deref')) {
    if (cx.holds(cx.lang('deref_mut'), use.args) === 'no') return;
    use.def = cx.langMethod('deref_mut', 'deref_mut') ?? use.def;
  } else if (use.def === cx.langMethod('index', 'index')) {
    if (cx.holds(cx.lang('index_mut'), use.args) === 'no') return;
    use.def = cx.langMethod('index_mut', 'index_mut') ?? use.def;
  }
}

/** The place is written to or mutably borrowed. Model: FnCtxt::convert_place_derefs_to_mutable. */
export function needMutable(cx: BodyCx, node: NodeId): void {
  const place = cx.place(node);
  if (place === undefined) return;
  placeToMutable(cx, place);
  if (place.capture !== undefined) place.capture.mode = place.behind ? 'ref' : 'mut';
}

/** Overloaded derefs and indexing on the way to a place become their mutable kin. */
export function placeToMutable(cx: BodyCx, place: Place): void {
  const chain: Place[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.base) chain.push(at);
  for (const part of chain.reverse()) {
    for (const use of part.derefs) toMutable(cx, use);
    if (part.op !== undefined) toMutable(cx, part.op);
  }
}

/** The place is only looked at or borrowed: reading it does not move its variable. */
export function needShared(cx: BodyCx, node: NodeId): void {
  const capture = cx.place(node)?.capture;
  if (capture !== undefined && capture.mode === 'value') capture.mode = 'ref';
}

/** A place inside another; `through` says that it lies behind a pointer of this type. */
function projectPlace(
  cx: BodyCx,
  node: NodeId,
  baseNode: NodeId,
  ty: Ty,
  derefs: PendingUse[],
  op: PendingUse | undefined,
  behind: boolean,
): void {
  const base = cx.place(baseNode);
  const capture = base?.capture;
  if (capture !== undefined) capture.ty = ty;
  cx.setPlace(node, { base, derefs, op, capture, behind: behind || base?.behind === true });
}

function isShared(cx: BodyCx, ty: Ty): boolean {
  const kind = cx.kind(ty);
  return (kind === TyKind.Ref && cx.types.head(ty) === 0) || kind === TyKind.RawPtr;
}

/** Steps of automatic deref that lead to where `found` gives something. */
export function autoderefTo<T>(
  cx: BodyCx,
  start: Ty,
  found: (ty: Ty) => T | undefined,
): { value: T; steps: readonly Ty[]; ty: Ty; shared: boolean } | undefined {
  let at = cx.known(start);
  const overloaded: Ty[] = [];
  let shared = false;
  for (let step = 0; step < AUTODEREF_MAX && cx.tick(); step++) {
    const value = found(at);
    if (value !== undefined) return { value, steps: overloaded, ty: at, shared };
    const next = derefOnce(cx, at, false);
    if (next === undefined) return undefined;
    if (next.overloaded) overloaded.push(at);
    if (isShared(cx, at)) shared = true;
    at = cx.known(next.ty);
  }
  return undefined;
}

// `*x`

export function checkDeref(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const inner = operand(cx.tree, node);
  const wanted = hint(cx, expect);
  const ty = cx.known(checkExpr(cx, inner, wanted === undefined ? undefined : undefined));
  const step = derefOnce(cx, ty, true);
  if (step === undefined) {
    if (!cx.isError(ty))
      cx.unresolved('operator', cx.loc(node), cx.world.names.intern('deref'), 1, ty, 'receiver-unknown');
    return cx.error;
  }
  if (step.overloaded) needShared(cx, inner);
  const op = step.overloaded ? emitDeref(cx, node, ty, false) : undefined;
  projectPlace(cx, node, inner, step.ty, [], op, isShared(cx, ty));
  return step.ty;
}

// `x.field`

export function checkField(cx: BodyCx, node: NodeId): Ty {
  const { tree } = cx;
  const inner = operand(tree, node);
  const token = tree.aux(node);
  const isName = tree.tokens.kind(token) === TokenKind.Ident;
  const name = isName ? tree.tokens.sym(token) : cx.world.names.intern(fieldName(tree, node));
  const ty = checkExpr(cx, inner, undefined);
  return fieldOf(cx, node, inner, ty, name) ?? cx.error;
}

function fieldOf(cx: BodyCx, node: NodeId, inner: NodeId, ty: Ty, name: Sym): Ty | undefined {
  const hit = autoderefTo(cx, ty, (at) =>
    cx.kind(at) === TyKind.Tuple ? tupleField(cx, at, name) : adtField(cx, at, name),
  );
  if (hit === undefined) return undefined;
  const derefs = hit.steps.map((source) => emitDeref(cx, inner, source, true));
  projectPlace(cx, node, inner, hit.value, derefs, undefined, hit.shared);
  return hit.value;
}

function tupleField(cx: BodyCx, tuple: Ty, name: Sym): Ty | undefined {
  const index = Number(cx.world.names.text(name));
  return Number.isInteger(index) ? cx.types.args(tuple)[index] : undefined;
}

/** Type of a visible field of a struct or union. */
function adtField(cx: BodyCx, ty: Ty, name: number): Ty | undefined {
  if (cx.kind(ty) !== TyKind.Adt) return undefined;
  const def = cx.types.head(ty) as DefId;
  const kind = cx.world.kind(def);
  if (kind !== DefKind.Struct && kind !== DefKind.Union) return undefined;
  for (const field of cx.world.adt(def).variants[0]?.fields ?? []) {
    if (field.name !== name) continue;
    if (!cx.host.names.isVisible(field.vis, cx.scope)) return undefined;
    return cx.inst(field.ty, cx.types.args(ty));
  }
  return undefined;
}

// `x[i]`

export function checkIndex(cx: BodyCx, node: NodeId): Ty {
  const base = operand(cx.tree, node);
  const index = rightOperand(cx.tree, node);
  const baseTy = checkExpr(cx, base, undefined);
  const indexTy = index < 0 ? cx.error : checkExpr(cx, index, undefined);
  const hit = autoderefTo(cx, baseTy, (at) => tryIndex(cx, at, indexTy));
  if (hit === undefined) {
    const known = cx.known(baseTy);
    if (!cx.isError(known))
      cx.unresolved('operator', cx.loc(node), cx.world.names.intern('index'), 2, known, 'receiver-unknown');
    return cx.error;
  }
  const derefs = hit.steps.map((source) => emitDeref(cx, base, source, true));
  const { item, self, input } = hit.value;
  let op: PendingUse | undefined;
  needShared(cx, base);
  if (self !== undefined && input !== undefined) {
    coerce(cx, index, indexTy, input);
    op = cx.emit(UseKind.Call, 'operator', cx.loc(node), cx.langMethod('index', 'index') ?? 0, [self, input]);
    op.drop = () => isBuiltinIndex(cx, self, input);
  } else {
    cx.unify(indexTy, cx.types.prim('usize'));
  }
  projectPlace(cx, node, base, item, derefs, op, hit.shared);
  return item;
}

interface IndexHit {
  readonly item: Ty;
  readonly self: Ty | undefined;
  readonly input: Ty | undefined;
}

function elementOf(cx: BodyCx, ty: Ty): Ty | undefined {
  const kind = cx.kind(ty);
  return kind === TyKind.Array || kind === TyKind.Slice ? cx.types.arg(ty, 0) : undefined;
}

function tryIndex(cx: BodyCx, at: Ty, indexTy: Ty): IndexHit | undefined {
  const element = elementOf(cx, at);
  const input = cx.known(indexTy);
  if (element !== undefined && (input === cx.types.prim('usize') || cx.kind(input) === TyKind.InferInt)) {
    return { item: element, self: undefined, input: undefined };
  }
  const kind = cx.kind(at);
  if (kind === TyKind.Infer || kind === TyKind.Error) return undefined;
  const direct = lookupIndex(cx, at);
  if (direct !== undefined) return direct;
  return kind === TyKind.Array ? lookupIndex(cx, cx.types.slice(cx.types.arg(at, 0))) : undefined;
}

function lookupIndex(cx: BodyCx, self: Ty): IndexHit | undefined {
  const trait = cx.lang('index');
  if (trait === undefined) return undefined;
  const input = cx.fresh();
  if (cx.holds(trait, [self, input]) === 'no') return undefined;
  cx.obligateTrait(trait, [self, input]);
  const output = cx.traitItem(trait, 'Output');
  const item = output === undefined ? cx.error : cx.norm(cx.types.projection(output, [self, input]));
  return { item, self, input };
}

function isBuiltinIndex(cx: BodyCx, self: Ty, input: Ty): boolean {
  return elementOf(cx, cx.resolve(self)) !== undefined && cx.resolve(input) === cx.types.prim('usize');
}
