/**
 * Does one function or constant fit a Self or receiver type? Model: rustc_hir_typeck::method::probe::ProbeContext::consider_probe.
 */
import {
  type Answer,
  type DefId,
  mayUnify,
  type Obligation,
  substPredicate,
  type TraitRef,
  type Ty,
} from '@lazaret/facts';
import type { ProbeCx } from './autoderef.ts';

export interface Candidate {
  readonly item: DefId;
  readonly source: 'inherent' | 'trait' | 'param-env' | 'dyn';
  /** A function with a `self` parameter. */
  readonly method: boolean;
  /** The item, its trait or impl is `#[unstable]`. */
  readonly unstable: boolean;
  /** For `inherent`. */
  readonly impl?: DefId;
  /** For `trait`. */
  readonly trait?: DefId;
  /** For `param-env` and `dyn`: the clause. */
  readonly ref?: TraitRef;
}

export interface Confirmed {
  readonly args: readonly Ty[];
  readonly pending: readonly Obligation[];
}

export interface Fit {
  readonly candidate: Candidate;
  /** All conditions hold, whatever variables become. */
  readonly certain: boolean;
  /** In terms of the parameters of the impl or trait: what the type has to be equal to. */
  readonly pattern: Ty;
  readonly target: Ty;
  /** Set if variables are bound already: it was the only candidate. */
  readonly confirmed: Confirmed | undefined;
}

const NO_FITS: readonly Fit[] = [];
const NOTHING: Confirmed = { args: [], pending: [] };

/** Methods whose `self` parameter takes a receiver of type `self`. */
export function fitMethods(cx: ProbeCx, candidates: readonly Candidate[], self: Ty): readonly Fit[] {
  const { world } = cx.solver;
  const target = cx.table.resolve(self);
  let only: Candidate | undefined;
  let several: Candidate[] | undefined;
  for (const candidate of candidates) {
    if (!candidate.method) continue;
    const pattern = world.fnSig(candidate.item).params[0];
    if (pattern === undefined || !mayUnify(world.types, pattern, target, 0)) continue;
    if (only === undefined) only = candidate;
    else if (several === undefined) several = [only, candidate];
    else several.push(candidate);
  }
  if (only === undefined) return NO_FITS;
  if (several === undefined) return fitOnly(cx, only, world.fnSig(only.item).params[0]!, target);
  const fits: Fit[] = [];
  for (const candidate of several) {
    const found = fit(cx, candidate, world.fnSig(candidate.item).params[0]!, target, false);
    if (found !== undefined) fits.push(found);
  }
  return fits;
}

/** Items of a type: `self` is the Self type itself. */
export function fitItems(cx: ProbeCx, candidates: readonly Candidate[], self: Ty): readonly Fit[] {
  if (candidates.length === 0) return NO_FITS;
  const target = cx.table.resolve(self);
  if (candidates.length === 1) return fitOnly(cx, candidates[0]!, selfPattern(cx, candidates[0]!), target);
  const fits: Fit[] = [];
  for (const candidate of candidates) {
    const found = fit(cx, candidate, selfPattern(cx, candidate), target, false);
    if (found !== undefined) fits.push(found);
  }
  return fits;
}

/** Self type of an inherent impl in terms of its parameters; `Self` of a trait. */
function selfPattern(cx: ProbeCx, { impl }: Candidate): Ty {
  return impl === undefined ? cx.solver.types.param(0) : cx.solver.world.implHeader(impl).self;
}

function fitOnly(cx: ProbeCx, candidate: Candidate, pattern: Ty, target: Ty): readonly Fit[] {
  const found = fit(cx, candidate, pattern, target, true);
  return found === undefined ? NO_FITS : [found];
}

/** `keep`: variables stay bound if it fits. */
function fit(cx: ProbeCx, candidate: Candidate, pattern: Ty, target: Ty, keep: boolean): Fit | undefined {
  const { table } = cx;
  const start = table.snapshot();
  let answer: Answer = 'no';
  let made: Confirmed | undefined;
  try {
    made = instantiate(cx, candidate, pattern, target);
    if (made !== undefined) answer = conditions(cx, candidate, made.args);
  } finally {
    if (keep && answer !== 'no') table.commit(start);
    else table.rollback(start);
  }
  if (answer === 'no') return undefined;
  return { candidate, certain: answer === 'yes', pattern, target, confirmed: keep ? made : undefined };
}

/** Binds variables; gives the arguments of the impl or trait. */
export function confirmFit(cx: ProbeCx, { candidate, pattern, target, confirmed }: Fit): Confirmed {
  return confirmed ?? instantiate(cx, candidate, pattern, target) ?? NOTHING;
}

/** The trait instead of one clause. */
export function withoutClause(cx: ProbeCx, { candidate, pattern, target }: Fit): Fit {
  const { ref: _, ...rest } = candidate;
  const trait = cx.solver.world.parent(candidate.item);
  const open: Candidate = trait === undefined ? rest : { ...rest, trait };
  const found = fit(cx, open, pattern, target, false);
  return found ?? { candidate: open, certain: false, pattern, target, confirmed: NOTHING };
}

function instantiate(cx: ProbeCx, candidate: Candidate, pattern: Ty, target: Ty): Confirmed | undefined {
  const { world, types } = cx.solver;
  const parent = candidate.impl ?? candidate.trait;
  const args = candidate.ref?.args ?? cx.table.newVars(parent === undefined ? 0 : world.genericCount(parent));
  const pending: Obligation[] = [];
  // Own parameters do not occur in a receiver's type.
  const own = types.subst(pattern, args);
  const expected = cx.solver.normalize(cx.table, cx.env, own, pending);
  return cx.table.unify(expected, target) ? { args, pending } : undefined;
}

/** Where-clauses of the impl, or that the trait is implemented. Binds nothing. */
function conditions(cx: ProbeCx, candidate: Candidate, args: readonly Ty[]): Answer {
  if (candidate.ref !== undefined) return 'yes';
  const { solver, table, env } = cx;
  if (candidate.impl === undefined) {
    return candidate.trait === undefined ? 'no' : solver.implements(table, env, candidate.trait, args);
  }
  let all: Answer = 'yes';
  for (const predicate of solver.predicates(candidate.impl)) {
    const answer =
      solver.plainlySized(table, predicate, args) ??
      solver.holds(table, env, substPredicate(solver.world, predicate, args));
    if (answer === 'no') return 'no';
    if (answer === 'maybe') all = 'maybe';
  }
  return all;
}
