/**
 * Traits that types implement without an impl in source.
 * Model: rustc_trait_selection::traits::select::candidate_assembly, assemble_builtin_*.
 */
import type { DefId } from '../ids.ts';
import { DefFlag, DefKind, type TraitRef } from '../model.ts';
import { PRIMS, type Ty, TyKind } from '../types.ts';
import type { ClosureSig } from './infer.ts';
import { type CallTrait, TraitRule } from './lang.ts';
import type { BuiltinKind, Obligation, Selection } from './outcome.ts';
import type { Query } from './query.ts';

const STR_HEAD = PRIMS.indexOf('str');
const MARKER: Selection = { kind: 'builtin', which: 'marker', nested: [] };
const NONE: Selection = { kind: 'none' };

export function builtinSelection(q: Query, ref: TraitRef, self: Ty): Selection | undefined {
  const { lang, types, world } = q.solver;
  const { trait } = ref;
  const kind = types.kind(self);
  switch (lang.rule(trait)) {
    case TraitRule.Sized:
      return isSized(q, self) ? MARKER : NONE;
    case TraitRule.Always:
      return MARKER;
    case TraitRule.Call:
      return callable(q, ref, self, lang.callTrait(trait)!);
    case TraitRule.Clone:
      return cloneable(q, ref, self);
    case TraitRule.Tuple:
      return kind === TyKind.Tuple ? MARKER : NONE;
    case TraitRule.FnPtr:
      return kind === TyKind.FnPtr ? MARKER : NONE;
    case TraitRule.Unsize:
      return unsize(q, ref, self);
  }
  if (kind === TyKind.Coroutine) return coroutine(q, ref, self);
  if ((world.flags(trait) & DefFlag.Auto) !== 0) return autoTrait(q, ref);
  return undefined;
}

function yes(which: BuiltinKind, nested: readonly Obligation[] = []): Selection {
  return { kind: 'builtin', which, nested };
}

function isSized(q: Query, self: Ty): boolean {
  const { types } = q.solver;
  switch (types.kind(self)) {
    case TyKind.Slice:
    case TyKind.Dyn:
    case TyKind.Foreign:
    case TyKind.Param:
      // A parameter is sized by a where-clause, which was looked at before.
      return false;
    case TyKind.Prim:
      return types.head(self) !== STR_HEAD;
    case TyKind.Adt: {
      const tail = q.solver.unsizedTail(self);
      return tail === undefined || isSized(q, tail);
    }
    default:
      return true;
  }
}

/** What is called when a value of this type is called: parameters and result, or undefined if it is not callable. */
export function calleeSig(q: Query, ty: Ty): { readonly params: readonly Ty[]; readonly ret: Ty } | undefined {
  const { types } = q.solver;
  const self = q.table.shallow(ty);
  switch (types.kind(self)) {
    case TyKind.FnDef:
      return fnDefSig(q, types.head(self) as DefId, types.args(self));
    case TyKind.FnPtr: {
      const args = types.args(self);
      return { params: args.slice(0, -1), ret: args[args.length - 1]! };
    }
    case TyKind.Closure: {
      const sig = closureSig(q, self);
      return sig && { params: sig.params, ret: sig.ret };
    }
    default:
      return undefined;
  }
}

function fnDefSig(q: Query, def: DefId, args: readonly Ty[]): { params: readonly Ty[]; ret: Ty } {
  const { types, world } = q.solver;
  const kind = world.kind(def);
  if (kind === DefKind.Struct || kind === DefKind.Variant || kind === DefKind.Union) {
    const adt = kind === DefKind.Variant ? world.parent(def) : def;
    if (adt === undefined) return { params: [], ret: types.error };
    const variant = world.adt(adt).variants.find((v) => v.def === def);
    const params = (variant?.fields ?? []).map((field) => types.subst(field.ty, args));
    return { params, ret: types.adt(adt, args.slice(0, world.genericCount(adt))) };
  }
  const sig = world.fnSig(def);
  return { params: types.substAll(sig.params, args), ret: types.subst(sig.ret, args) };
}

/** Signature of a closure or coroutine type, its parent's arguments put in. */
export function closureSig(q: Query, self: Ty): ClosureSig | undefined {
  const { types, world } = q.solver;
  const def = types.head(self) as DefId;
  const own = q.table.closureSig?.(def);
  if (own !== undefined) return substSig(q, own, types.args(self));
  const parent = world.parent(def);
  if (parent !== undefined && world.kind(parent) === DefKind.Fn) {
    const sig = world.fnSig(parent);
    if (sig.output !== undefined && types.kind(sig.ret) === TyKind.Coroutine && types.head(sig.ret) === def) {
      const args = types.args(self);
      const captures = sig.params.map((ty) => types.subst(ty, args));
      // All of it is in the signature: asking must not start the inference of the body.
      return { kind: 'fn_once', params: [], ret: types.subst(sig.output, args), captures };
    }
  }
  const facts = world.body(def)?.closure;
  return facts && substSig(q, facts, types.args(self));
}

function substSig(q: Query, sig: ClosureSig, args: readonly Ty[]): ClosureSig {
  const { types } = q.solver;
  const map = (ty: Ty): Ty => types.subst(ty, args);
  return { kind: sig.kind, params: sig.params.map(map), ret: map(sig.ret), captures: sig.captures?.map(map) };
}

const CALLS_BY_KIND = { fn: 2, fn_mut: 1, fn_once: 0 } as const;

function callable(q: Query, ref: TraitRef, self: Ty, call: CallTrait): Selection | undefined {
  const { types } = q.solver;
  const kind = types.kind(self);
  if (kind !== TyKind.Closure && kind !== TyKind.FnDef && kind !== TyKind.FnPtr) return undefined;
  if (kind === TyKind.Closure) {
    const sig = closureSig(q, self);
    // Not known yet, or its body could not be typed: everything fits.
    if (sig === undefined) return yes('callable');
    if (sig.kind !== undefined && CALLS_BY_KIND[sig.kind] < CALLS_BY_KIND[call.kind]) return { kind: 'none' };
  }
  const sig = calleeSig(q, self);
  if (sig === undefined) return { kind: 'none' };
  const params = ref.args[1];
  const nested: Obligation[] = [];
  const own = types.tuple(sig.params.map((param) => q.solver.normalizeIn(q, param, nested)));
  if (params !== undefined && !q.table.unify(params, own)) return { kind: 'none' };
  if (call.async) {
    const future = q.solver.lang.get('future_trait');
    if (future !== undefined) nested.push({ kind: 'trait', ref: { trait: future, args: [sig.ret] } });
  }
  return yes('callable', nested);
}

/** Types whose Clone and Copy are the compiler's; those of other types are impls in core. */
function cloneable(q: Query, ref: TraitRef, self: Ty): Selection | undefined {
  const { types } = q.solver;
  const each = (parts: readonly Ty[]): Selection =>
    yes(
      'clone',
      parts.map((part) => ({ kind: 'trait', ref: { trait: ref.trait, args: [part] } })),
    );
  switch (types.kind(self)) {
    case TyKind.Tuple:
      return each(types.args(self));
    case TyKind.FnDef:
    case TyKind.FnPtr:
      return yes('clone');
    case TyKind.Closure:
      return each(closureSig(q, self)?.captures ?? []);
    case TyKind.Coroutine:
      return { kind: 'none' };
    default:
      return undefined;
  }
}

function coroutine(q: Query, ref: TraitRef, self: Ty): Selection | undefined {
  const { lang, world, types } = q.solver;
  const isAsync = (world.flags(types.head(self) as DefId) & DefFlag.Async) !== 0;
  if (lang.is(ref.trait, 'future_trait')) return isAsync ? yes('coroutine') : { kind: 'none' };
  const gen = lang.is(ref.trait, 'iterator') || lang.is(ref.trait, 'async_iterator') || lang.is(ref.trait, 'coroutine');
  if (gen) return isAsync ? { kind: 'none' } : yes('coroutine');
  if ((world.flags(ref.trait) & DefFlag.Auto) !== 0) return yes('auto');
  return undefined;
}

/** Structure is not looked into: an auto trait holds unless an impl says it does not. */
function autoTrait(q: Query, ref: TraitRef): Selection {
  const { impls } = q.solver;
  for (const entry of impls.candidates(ref.trait, ref.args[0]!)) {
    if (entry.negative && q.solver.headerFits(q, entry, ref.args)) return { kind: 'none' };
  }
  return yes('auto');
}

/** `Self: Unsize<Target>`. */
function unsize(q: Query, ref: TraitRef, self: Ty): Selection {
  const { types, world } = q.solver;
  const target = q.table.shallow(ref.args[1] ?? types.error);
  const from = types.kind(self);
  const to = types.kind(target);
  if (to === TyKind.Infer || to === TyKind.Error) return { kind: 'ambiguous', impls: [], overflow: false };
  if (from === TyKind.Array && to === TyKind.Slice) {
    return q.table.unify(types.arg(self, 0), types.arg(target, 0)) ? yes('unsize') : { kind: 'none' };
  }
  if (to === TyKind.Dyn && from === TyKind.Dyn) return upcast(q, self, target);
  if (to === TyKind.Dyn) {
    if (!isSized(q, self) && from !== TyKind.Param) return { kind: 'none' };
    return yes('unsize', q.solver.objectGoals(target, self));
  }
  if (from === TyKind.Adt && to === TyKind.Adt && types.head(self) === types.head(target)) {
    const tail = q.solver.structTail(self);
    const targetTail = q.solver.structTail(target);
    if (tail === undefined || targetTail === undefined || tail === targetTail) return { kind: 'none' };
    const trait = world.langItem('unsize');
    if (trait === undefined) return { kind: 'none' };
    return yes('unsize', [{ kind: 'trait', ref: { trait, args: [tail, targetTail] } }]);
  }
  return { kind: 'none' };
}

/** `dyn Sub` to `dyn Super`, or the same with fewer auto traits (which are erased, so equal). */
function upcast(q: Query, self: Ty, target: Ty): Selection {
  if (q.table.unify(self, target)) return yes('unsize');
  const { types } = q.solver;
  const principal = types.head(target);
  if (principal === 0) return yes('unsize');
  const given = q.solver.objectBounds(self);
  return given.some((bound) => bound.kind === 'trait' && bound.ref.trait === principal)
    ? yes('unsize')
    : { kind: 'none' };
}
