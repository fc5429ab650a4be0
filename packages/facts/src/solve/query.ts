/** State of one question to the solver: budgets and the goals that are being proved. */
import type { DefId } from '../ids.ts';
import type { TraitRef } from '../model.ts';
import { type Ty, TyFlag, TyKind, type TypeTable } from '../types.ts';
import type { ParamEnv } from './env.ts';
import type { ImplEntry } from './impls.ts';
import type { InferTable } from './infer.ts';
import type { Answer, Selection } from './outcome.ts';
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
  table: InferTable;
  env: ParamEnv;
  depth: number;
  steps: number;
  /** A limit was reached: no answer of this question is certain. */
  overflow: boolean;
  /** Goals being proved whose answers are kept, and are the same for all crates. */
  kept: number;
  /** What is being proved, outermost first: a projection, or the key of a trait goal once a cycle was possible (see {@link cycleAt}). */
  readonly stack: (Ty | undefined)[];
  /** Runs parallel to `stack`: the trait goals. */
  readonly goals: (TraitRef | undefined)[];
  /** Lowest index in `stack` that a cycle came back to since it was last reset: answers above it depend on it. */
  cycle: number;
}

export function newQuery(solver: Solver, table: InferTable, env: ParamEnv): Query {
  return {
    solver,
    table,
    env,
    depth: 0,
    steps: 0,
    overflow: false,
    kept: 0,
    stack: [],
    goals: [],
    cycle: Number.POSITIVE_INFINITY,
  };
}

/** One that was answered, for the next question. */
export function renew(q: Query, table: InferTable, env: ParamEnv): Query {
  q.table = table;
  q.env = env;
  q.depth = 0;
  q.steps = 0;
  q.overflow = false;
  q.kept = 0;
  q.cycle = Number.POSITIVE_INFINITY;
  return q;
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
  const size = q.solver.types.nodeCount(ty);
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

/**
 * The types are their own normal form: nothing to resolve, no projection, and no opaque type that may be looked into. Counts
 * their handling as {@link admits} does.
 */
export function isNormal(q: Query, args: readonly Ty[]): boolean {
  const { types } = q.solver;
  const open = TyFlag.HasInfer | TyFlag.HasProjection | (q.env.reveal ? TyFlag.HasOpaque | TyFlag.HasClosure : 0);
  for (const arg of args) if (types.has(arg, open) || types.nodeCount(arg) > TYPE_SIZE_MAX) return false;
  for (const arg of args) q.steps += types.nodeCount(arg) >>> SIZE_STEP_BITS;
  return true;
}

/** A resolved type in which nothing is to be replaced, and that is not too large. */
export function isNormalForm(types: TypeTable, env: ParamEnv, ty: Ty): boolean {
  const open = TyFlag.HasProjection | (env.reveal ? TyFlag.HasOpaque | TyFlag.HasClosure : 0);
  return !types.has(ty, open) && types.nodeCount(ty) <= TYPE_SIZE_MAX;
}

/** Above every variable of a table. */
const FRESH_BASE = 1 << 26;

/**
 * The goal with its variables numbered by occurrence: goals that differ in their variables alone are the same. Without it
 * `Standard: Distribution<?T>` asks for `Distribution<?A>` of each tuple impl's parameters, and so on without end.
 * Model: rustc_trait_selection's freshened predicates (check_evaluation_cycle).
 */
export function freshKey(q: Query, ref: TraitRef): Ty {
  const { types } = q.solver;
  return types.fnDef(ref.trait, freshAll(types, ref.args, []));
}

function freshAll(types: TypeTable, list: readonly Ty[], seen: Ty[]): readonly Ty[] {
  let changed: Ty[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const part = list[i] as Ty;
    if (!types.has(part, TyFlag.HasInfer)) continue;
    changed ??= list.slice();
    changed[i] = fresh(types, part, seen);
  }
  return changed ?? list;
}

function fresh(types: TypeTable, part: Ty, seen: Ty[]): Ty {
  const kind = types.kind(part);
  if (kind !== TyKind.Infer && kind !== TyKind.InferInt && kind !== TyKind.InferFloat) {
    return types.intern(kind, types.head(part), freshAll(types, types.args(part), seen));
  }
  let number = seen.indexOf(part);
  if (number === -1) number = seen.push(part) - 1;
  return types.infer(kind, FRESH_BASE + number);
}

/**
 * Answers to goals with variables, by {@link freshKey}: what holds of one goal holds of all that are alike. They depend on
 * the impls that the question sees, so each environment keeps one set for each set of crates. Undefined for a goal that names
 * a closure of the body whose signature is still being worked out.
 */
export function openAnswersFor(q: Query, args: readonly Ty[]): OpenAnswers | undefined {
  if (q.table.closureSig !== undefined) {
    for (const arg of args) if (q.solver.types.has(arg, TyFlag.HasClosure)) return undefined;
  }
  return q.env.openAnswers(q.kept === 0 ? q.table.crates : undefined, q.solver.openGeneration);
}

/**
 * Where in the stack this goal is being proved already; -1 if it is not. Keys are made only when a goal of the same trait is
 * on the stack, which is rare.
 */
export function cycleAt(q: Query, ref: TraitRef): number {
  const { stack, goals } = q;
  let key: Ty | undefined;
  for (let at = 0; at < goals.length; at++) {
    const outer = goals[at];
    if (outer === undefined || outer.trait !== ref.trait) continue;
    key ??= freshKey(q, ref);
    stack[at] ??= freshKey(q, outer);
    if (stack[at] === key) return at;
  }
  return -1;
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
  readonly holds: Map<Ty, Answer>;
  readonly projections: Map<Ty, Ty>;
}

/** Answers to goals with variables; see {@link openAnswersFor}. */
export interface OpenAnswers {
  readonly holds: Map<Ty, Answer>;
  /** Which impls fit. */
  readonly impls: Map<Ty, Chosen>;
}

/** The impl that is meant, with those it specialises and its twins; or all that may be; or none. */
export type Chosen =
  | {
      readonly entry: ImplEntry;
      readonly others: readonly DefId[];
      readonly twins: readonly DefId[] | undefined;
    }
  | { readonly entry: undefined; readonly possible: readonly DefId[] };

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
