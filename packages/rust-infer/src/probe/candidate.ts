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
  /** For `inherent`. */
  readonly impl?: DefId;
  /** For `trait`. */
  readonly trait?: DefId;
  /** For `param-env` and `dyn`: the clause. */
  readonly ref?: TraitRef;
}

interface Confirmed {
  readonly args: readonly Ty[];
  readonly pending: readonly Obligation[];
}

export interface Fit {
  readonly candidate: Candidate;
  /** All conditions hold, whatever variables become. */
  readonly certain: boolean;
  /** Self type of an inherent impl, in terms of its parameters. */
  readonly header: Ty | undefined;
  /** Binds variables; gives the arguments of the impl or trait. */
  readonly confirm: () => Confirmed;
  /** The same with another candidate (the trait instead of one clause). */
  readonly reopen: (candidate: Candidate) => Fit;
}

/** A method whose `self` parameter takes a receiver of type `self`. */
export function fitMethod(cx: ProbeCx, candidate: Candidate, self: Ty): Fit | undefined {
  const { world } = cx.solver;
  const pattern = world.fnSig(candidate.item).params[0];
  if (pattern === undefined) return undefined;
  const target = cx.table.resolve(self);
  if (!mayUnify(world.types, pattern, target, 0)) return undefined;
  return fit(cx, candidate, pattern, target);
}

/** An item of a type: `self` is the Self type itself. */
export function fitItem(cx: ProbeCx, candidate: Candidate, self: Ty): Fit | undefined {
  const { world, types } = cx.solver;
  const pattern = candidate.impl === undefined ? types.param(0) : world.implHeader(candidate.impl).self;
  return fit(cx, candidate, pattern, cx.table.resolve(self));
}

/** `pattern` is in terms of the parameters of the impl or trait. */
function fit(cx: ProbeCx, candidate: Candidate, pattern: Ty, target: Ty): Fit | undefined {
  const answer = cx.table.probe(() => {
    const made = instantiate(cx, candidate, pattern, target);
    return made === undefined ? 'no' : conditions(cx, candidate, made.args);
  });
  if (answer === 'no') return undefined;
  return {
    candidate,
    certain: answer === 'yes',
    header: candidate.impl === undefined ? undefined : cx.solver.world.implHeader(candidate.impl).self,
    confirm: () => instantiate(cx, candidate, pattern, target) ?? { args: [], pending: [] },
    reopen: (other) => {
      const trait = cx.solver.world.parent(other.item);
      const open: Candidate = trait === undefined ? other : { ...other, trait };
      return fit(cx, open, pattern, target) ?? { ...unfit(open) };
    },
  };
}

function unfit(candidate: Candidate): Fit {
  return { candidate, certain: false, header: undefined, confirm: () => ({ args: [], pending: [] }), reopen: unfit };
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

/** Where-clauses of the impl, or that the trait is implemented. */
function conditions(cx: ProbeCx, candidate: Candidate, args: readonly Ty[]): Answer {
  if (candidate.ref !== undefined) return 'yes';
  const { solver, table, env } = cx;
  if (candidate.impl === undefined) {
    return candidate.trait === undefined ? 'no' : solver.implements(table, env, candidate.trait, args);
  }
  let all: Answer = 'yes';
  for (const predicate of solver.predicates(candidate.impl)) {
    const answer = solver.holds(table, env, substPredicate(solver.world, predicate, args));
    if (answer === 'no') return 'no';
    if (answer === 'maybe') all = 'maybe';
  }
  return all;
}
