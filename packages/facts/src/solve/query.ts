/** State of one question to the solver: budgets and the goals that are being proved. */
import type { TraitRef } from '../model.ts';
import { type Ty, TyFlag } from '../types.ts';
import type { ParamEnv } from './env.ts';
import type { InferTable } from './infer.ts';
import type { Selection } from './outcome.ts';
import type { Solver } from './solver.ts';

/** Nested goals. rustc's `recursion_limit` is 128; goals of that depth occur only in programs made to show it. */
const GOAL_DEPTH_MAX = 96;
/** Goals looked at for one question. Ordinary questions need under 100; deep iterator and future chains some thousands. */
const GOAL_STEPS_MAX = 10_000;
/** Nodes of a type written out. Futures of large async programs have some thousands; rustc's `type_length_limit` is 2^24. */
const TYPE_SIZE_MAX = 20_000;
/** Handling a type of this size counts as one more goal. */
const SIZE_STEP_BITS = 6;

export interface Query {
  readonly solver: Solver;
  readonly table: InferTable;
  readonly env: ParamEnv;
  depth: number;
  steps: number;
  /** A limit was reached: no answer of this question is certain. */
  overflow: boolean;
  /** Goals being proved, outermost first; see `goalKey`. */
  readonly stack: Ty[];
  /** Lowest index in `stack` that a cycle came back to since it was last reset: answers above it depend on it. */
  cycle: number;
}

export function newQuery(solver: Solver, table: InferTable, env: ParamEnv): Query {
  return { solver, table, env, depth: 0, steps: 0, overflow: false, stack: [], cycle: Number.POSITIVE_INFINITY };
}

/**
 * Counts a goal; false if a limit is reached. Pair with {@link leave}. One limit reached ends the whole question (it is a fatal
 * error in rustc too): looking at other branches could cost as much again at each of them.
 */
export function enter(q: Query): boolean {
  if (q.overflow || q.depth >= GOAL_DEPTH_MAX || ++q.steps > GOAL_STEPS_MAX) {
    q.overflow = true;
    return false;
  }
  q.depth++;
  return true;
}

/** Counts the handling of a type; false if it is too large. */
export function admits(q: Query, ty: Ty): boolean {
  const size = q.solver.sizeOf(ty);
  q.steps += size >>> SIZE_STEP_BITS;
  if (size <= TYPE_SIZE_MAX) return true;
  q.overflow = true;
  return false;
}

export function leave(q: Query): void {
  q.depth--;
}

/** A trait reference as one number. The kind is only a tag here: nobody reads this "type". */
export function goalKey(q: Query, ref: TraitRef): Ty {
  return q.solver.types.fnDef(ref.trait, ref.args);
}

/** No part can still change: answers may be kept. */
export function isGround(q: Query, args: readonly Ty[]): boolean {
  const { types } = q.solver;
  const open = TyFlag.HasInfer | (q.table.closureSig === undefined ? 0 : TyFlag.HasClosure);
  for (const arg of args) if (types.has(arg, open)) return false;
  return true;
}

/** Answers of one environment, or of all environments for goals that name no parameter. */
export interface Answers {
  readonly selections: Map<Ty, Selection>;
  readonly holds: Map<Ty, 'yes' | 'maybe' | 'no'>;
  readonly projections: Map<Ty, Ty>;
}

export function newAnswers(): Answers {
  return { selections: new Map(), holds: new Map(), projections: new Map() };
}

/** Where answers about these types are kept. */
export function answersFor(q: Query, args: readonly Ty[]): Answers {
  if (q.env.hasGroundClause) return q.env.answers;
  const { types } = q.solver;
  for (const arg of args) if (types.has(arg, TyFlag.HasParam)) return q.env.answers;
  return q.env.reveal ? q.solver.revealed : q.solver.opaque;
}
