/**
 * What a value can be dereferenced to, step by step. Model: rustc_hir_analysis::autoderef.
 */
import {
  type DefId,
  type InferTable,
  type Obligation,
  type ParamEnv,
  type Solver,
  type Ty,
  TyKind,
} from '@lazaret/facts';

/** Steps of one chain; rustc's `recursion_limit`. */
const AUTODEREF_MAX = 128;

/** What a lookup needs to know; the inference of a body makes one. */
export interface ProbeCx {
  readonly solver: Solver;
  readonly table: InferTable;
  readonly env: ParamEnv;
}

export interface DerefStep {
  readonly from: Ty;
  readonly to: Ty;
  /** A call of `Deref::deref` (or `DerefMut::deref_mut`) with Self = `from`; otherwise a reference or `Box`. */
  readonly overloaded: boolean;
}

export interface Autoderef {
  /** Types from the start on: `types[0]` is the given one, `types[i + 1]` what step `i` leads to. */
  readonly types: readonly Ty[];
  readonly steps: readonly DerefStep[];
  /** The chain ends in an array: its slice can be reached by unsizing. */
  readonly unsized: Ty | undefined;
  /** The chain ends in a type that is not known (variable). */
  readonly unknown: boolean;
}

/** All steps. Goals that overloaded steps leave open go to `pending`. */
export function autoderef(cx: ProbeCx, start: Ty, pending: Obligation[] = []): Autoderef {
  const { types } = cx.solver;
  const list: Ty[] = [shallow(cx, start, pending)];
  const steps: DerefStep[] = [];
  while (steps.length < AUTODEREF_MAX) {
    const from = list[list.length - 1]!;
    const step = derefOnce(cx, from, pending);
    if (step === undefined || list.includes(step.to)) break;
    steps.push(step);
    list.push(step.to);
  }
  const last = list[list.length - 1]!;
  const kind = types.kind(last);
  return {
    types: list,
    steps,
    unsized: kind === TyKind.Array ? types.slice(types.arg(last, 0)) : undefined,
    unknown: kind === TyKind.Infer,
  };
}

function shallow(cx: ProbeCx, ty: Ty, pending: Obligation[]): Ty {
  let at = cx.table.shallow(ty);
  if (cx.solver.types.kind(at) === TyKind.Infer) {
    // Goals that are open may say what it is (rustc_hir_typeck: structurally_resolve_type).
    cx.table.settle();
    at = cx.table.shallow(at);
  }
  return cx.solver.types.kind(at) === TyKind.Projection ? cx.solver.normalize(cx.table, cx.env, at, pending) : at;
}

/** `*value` of a value of this type: what it is, and whether that is a call. Raw pointers only if `raw`. */
function derefOnce(cx: ProbeCx, ty: Ty, pending: Obligation[], raw = false): DerefStep | undefined {
  const { types, lang } = cx.solver;
  const from = cx.table.shallow(ty);
  const kind = types.kind(from);
  if (kind === TyKind.Ref || (raw && kind === TyKind.RawPtr)) {
    return { from, to: shallow(cx, types.arg(from, 0), pending), overloaded: false };
  }
  if (kind === TyKind.Adt && lang.is(types.head(from) as DefId, 'owned_box')) {
    return { from, to: shallow(cx, types.arg(from, 0), pending), overloaded: false };
  }
  return overloadedDeref(cx, from, kind, pending);
}

function overloadedDeref(cx: ProbeCx, from: Ty, kind: TyKind, pending: Obligation[]): DerefStep | undefined {
  const { types, lang, impls } = cx.solver;
  const trait = lang.get('deref');
  const target = lang.get('deref_target');
  if (trait === undefined || target === undefined) return undefined;
  if (kind !== TyKind.Adt && kind !== TyKind.Param && kind !== TyKind.Projection && kind !== TyKind.Opaque) {
    // Nothing else has an impl but trait objects with Deref as a supertrait.
    if (kind !== TyKind.Dyn) return undefined;
  } else if (kind === TyKind.Adt && impls.candidates(trait, from).length === 0) return undefined;
  if (cx.solver.implements(cx.table, cx.env, trait, [from]) === 'no') return undefined;
  const to = shallow(cx, cx.solver.normalize(cx.table, cx.env, types.projection(target, [from]), pending), pending);
  return types.kind(to) === TyKind.Error ? undefined : { from, to, overloaded: true };
}
