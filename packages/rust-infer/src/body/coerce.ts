/**
 * Coercions: reborrowing with deref, unsizing, fn items and closures to fn pointers, `!`.
 * Model: rustc_hir_typeck::coercion.
 */
import { type DefId, type Ty, TyKind, UseKind } from '@lazaret/facts';
import type { NodeId } from '@lazaret/rust-syntax';
import type { BodyCx } from './context.ts';
import type { PendingUse } from './pending.ts';
import { AUTODEREF_MAX, derefOnce, emitDeref, needMutable, needShared, toMutable } from './place.ts';

/** Types inside types looked into for unsizing (`Pin<Box<RefCell<T>>>`). */
const UNSIZE_DEPTH_MAX = 8;

/** Makes a value of one type fit where another is wanted. False (and nothing changed) if it does not. */
export function coerce(cx: BodyCx, node: NodeId, fromTy: Ty, toTy: Ty): boolean {
  const from = cx.known(fromTy);
  const to = cx.known(toTy);
  if (from === to) {
    reborrow(cx, node, from, to);
    return true;
  }
  if (cx.kind(from) === TyKind.Never) {
    if (cx.kind(to) === TyKind.Infer) cx.divergingVars.push(to);
    return true;
  }
  if (cx.kind(from) === TyKind.Infer || cx.kind(to) === TyKind.Infer) return cx.unify(from, to);
  if (coerceUnsized(cx, node, from, to, 0)) {
    reborrow(cx, node, from, to);
    return true;
  }
  switch (cx.kind(to)) {
    case TyKind.RawPtr:
      if (!coercePointer(cx, from, to)) return false;
      reborrow(cx, node, from, to);
      return true;
    case TyKind.Ref:
      return coerceReference(cx, node, from, to);
    case TyKind.FnPtr:
      return coerceFn(cx, node, from, to);
    default:
      return cx.unify(from, to);
  }
}

/** A reference that is coerced is borrowed anew, not moved. Model: Coerce::coerce_to_ref. */
function reborrow(cx: BodyCx, node: NodeId, from: Ty, to: Ty): void {
  if (cx.kind(from) !== TyKind.Ref || cx.types.head(from) === 0) return;
  const kind = cx.kind(to);
  if (kind !== TyKind.Ref && kind !== TyKind.RawPtr) return;
  if (cx.types.head(to) === 1) needMutable(cx, node);
  else needShared(cx, node);
}

function coercePointer(cx: BodyCx, from: Ty, to: Ty): boolean {
  const kind = cx.kind(from);
  if (kind !== TyKind.Ref && kind !== TyKind.RawPtr) return cx.unify(from, to);
  if (cx.types.head(from) < cx.types.head(to)) return false;
  return cx.unify(cx.types.arg(from, 0), cx.types.arg(to, 0));
}

/** `&'a mut? T` to `&'b mut? U` where `T` derefs to `U` in some steps. */
function coerceReference(cx: BodyCx, node: NodeId, from: Ty, to: Ty): boolean {
  if (cx.kind(from) !== TyKind.Ref) return cx.unify(from, to);
  const mutable = cx.types.head(to) === 1;
  if (mutable && cx.types.head(from) === 0) return false;
  const wanted = cx.types.arg(to, 0);
  let at = cx.known(cx.types.arg(from, 0));
  const overloaded: Ty[] = [];
  for (let step = 0; step < AUTODEREF_MAX; step++) {
    if (cx.unify(at, wanted)) {
      const derefs: PendingUse[] = [];
      for (const source of overloaded) derefs.push(emitDeref(cx, node, source, true));
      if (mutable) for (const use of derefs) toMutable(cx, use);
      reborrow(cx, node, from, to);
      return true;
    }
    const next = derefOnce(cx, at, false);
    if (next === undefined) return false;
    if (next.overloaded) overloaded.push(at);
    at = cx.known(next.ty);
  }
  return false;
}

function coerceFn(cx: BodyCx, node: NodeId, from: Ty, to: Ty): boolean {
  const pointer = reify(cx, node, from, to, false);
  return pointer === undefined ? cx.unify(from, to) : cx.unify(pointer, to);
}

/** The fn pointer type of a fn item or closure, which is thereby taken the address of. */
export function reify(cx: BodyCx, node: NodeId, ty: Ty, target: Ty | undefined, quiet: boolean): Ty | undefined {
  const kind = cx.kind(ty);
  const flags = target !== undefined && cx.kind(target) === TyKind.FnPtr ? cx.types.head(target) : 0;
  if (kind === TyKind.FnDef) {
    const { params, ret } = cx.calleeSig(ty);
    return cx.types.fnPtr(params, ret, flags);
  }
  if (kind !== TyKind.Closure) return undefined;
  const def = cx.types.head(ty) as DefId;
  const sig = cx.closureSig(def);
  if (sig === undefined) return undefined;
  if (!quiet) cx.emit(UseKind.Address, 'closure', cx.loc(node), def, cx.types.args(ty)).implicit = true;
  return cx.types.fnPtr(sig.params, sig.ret, flags);
}

/** Pointer to `T` to pointer to `dyn Trait` or slice, also behind smart pointers. */
function coerceUnsized(cx: BodyCx, node: NodeId, from: Ty, to: Ty, depth: number): boolean {
  const a = cx.kind(from);
  const b = cx.kind(to);
  if (depth > UNSIZE_DEPTH_MAX) return false;
  if ((a === TyKind.Ref && (b === TyKind.Ref || b === TyKind.RawPtr)) || (a === TyKind.RawPtr && b === TyKind.RawPtr)) {
    if (cx.types.head(from) < cx.types.head(to)) return false;
    return unsize(cx, node, cx.types.arg(from, 0), cx.types.arg(to, 0), depth + 1);
  }
  if (a !== TyKind.Adt || b !== TyKind.Adt || cx.types.head(from) !== cx.types.head(to)) return false;
  if (!coerceUnsizedAdts(cx).has(cx.types.head(from))) return false;
  const left = cx.types.args(from);
  const right = cx.types.args(to);
  let found = false;
  for (let i = 0; i < left.length; i++) {
    const x = cx.known(left[i]!);
    const y = cx.known(right[i]!);
    if (x === y) continue;
    if (!found && (unsize(cx, node, x, y, depth + 1) || coerceUnsized(cx, node, x, y, depth + 1))) found = true;
    else if (!cx.unify(x, y)) return false;
  }
  return found;
}

/** `T: Unsize<U>`, recorded and with what it asks for. */
function unsize(cx: BodyCx, node: NodeId, fromTy: Ty, toTy: Ty, depth: number): boolean {
  const from = cx.known(fromTy);
  const to = cx.known(toTy);
  const a = cx.kind(from);
  const b = cx.kind(to);
  if (depth > UNSIZE_DEPTH_MAX || a === TyKind.Infer || a === TyKind.Error) return false;
  if (b === TyKind.Slice) return a === TyKind.Array && cx.unify(cx.types.arg(from, 0), cx.types.arg(to, 0));
  if (b === TyKind.Dyn) return unsizeToDyn(cx, node, from, to);
  if (a !== TyKind.Adt || b !== TyKind.Adt || cx.types.head(from) !== cx.types.head(to)) return false;
  const left = cx.types.args(from);
  const right = cx.types.args(to);
  const last = left.length - 1;
  if (last < 0 || !mayBeUnsized(cx, right[last]!)) return false;
  for (let i = 0; i < last; i++) if (!cx.unify(left[i]!, right[i]!)) return false;
  return unsize(cx, node, left[last]!, right[last]!, depth + 1);
}

function mayBeUnsized(cx: BodyCx, ty: Ty): boolean {
  const kind = cx.kind(cx.known(ty));
  return kind === TyKind.Dyn || kind === TyKind.Slice || kind === TyKind.Adt;
}

function unsizeToDyn(cx: BodyCx, node: NodeId, from: Ty, to: Ty): boolean {
  const kind = cx.kind(from);
  if (kind === TyKind.Slice || from === cx.types.prim('str')) return false;
  const principal = cx.types.head(to) as DefId | 0;
  if (kind === TyKind.Dyn) {
    if (cx.types.head(from) === principal) return false;
    // Upcasting: the vtable of the source holds that of its supertraits.
    return principal === 0 || cx.holds(principal, [from, ...dynTraitArgs(cx, to)]) !== 'no';
  }
  const use = cx.emit(UseKind.Unsize, 'path', cx.loc(node), 0, [from, to]);
  use.implicit = true;
  if (principal === 0) return true;
  const args = [from, ...dynTraitArgs(cx, to)];
  cx.obligateTrait(principal, args);
  for (const part of cx.types.args(to)) {
    if (cx.kind(part) !== TyKind.Binding) continue;
    const assoc = cx.types.head(part) as DefId;
    const trait = cx.world.parent(assoc);
    const ownArgs = trait === principal ? args : superArgs(cx, trait, from);
    cx.obligate({ kind: 'projection', assoc, args: ownArgs, ty: cx.types.arg(part, 0) });
  }
  return true;
}

/** Arguments of a supertrait that a binding belongs to: new variables, which its other obligations decide. */
function superArgs(cx: BodyCx, trait: DefId | undefined, self: Ty): Ty[] {
  if (trait === undefined) return [self];
  return [self, ...cx.freshArgs(trait).slice(1)];
}

/** Arguments of the principal trait of a Dyn type, without Self. */
export function dynTraitArgs(cx: BodyCx, dyn: Ty): Ty[] {
  return cx.types.args(dyn).filter((arg) => cx.kind(arg) !== TyKind.Binding);
}

/** Types that are pointers for {@link coerceUnsized}: those with an `impl CoerceUnsized`. */
function coerceUnsizedAdts(cx: BodyCx): ReadonlySet<number> {
  const cache = cx.host.coerceUnsized;
  if (cache.crates === cx.world.crates.length) return cache.adts;
  const trait = cx.lang('coerce_unsized');
  for (let i = cache.crates; i < cx.world.crates.length && trait !== undefined; i++) {
    const krate = cx.world.crates[i]!;
    for (const entry of krate.traitImpls()) {
      if (entry.trait !== trait) continue;
      const { self } = krate.implHeader(entry.impl);
      if (cx.kind(self) === TyKind.Adt) cache.adts.add(cx.types.head(self));
    }
  }
  cache.crates = cx.world.crates.length;
  return cache.adts;
}
