/**
 * Goals that wait for variables to become known. Model: rustc_trait_selection::traits::fulfill::FulfillmentContext.
 */
import type { TraitRef } from '../model.ts';
import { type Ty, TyFlag, TyKind } from '../types.ts';
import type { ParamEnv } from './env.ts';
import { mapPredicate } from './env.ts';
import type { InferTable } from './infer.ts';
import { TraitRule } from './lang.ts';
import type { Obligation } from './outcome.ts';
import type { Solver } from './solver.ts';

/** Goals registered for one body, nested ones included. The largest real bodies make some ten thousand. */
const GOALS_MAX = 200_000;
/** Passes over the open goals in one call. */
const ROUNDS_MAX = 64;

interface Waiting {
  goal: Obligation;
  /** Variables (roots at that time) without which nothing will change; empty: not tried yet. */
  stalledOn: readonly Ty[];
}

export class FulfillmentContext {
  readonly #solver: Solver;
  readonly #table: InferTable;
  readonly #env: ParamEnv;
  #waiting: Waiting[] = [];
  #registered = 0;
  /** `changes` of the table when all waiting goals were found to be stalled; -1: some are new. */
  #settledAt = -1;
  readonly #failed: Obligation[] = [];

  constructor(solver: Solver, table: InferTable, env: ParamEnv) {
    this.#solver = solver;
    this.#table = table;
    this.#env = env;
    table.onSettle(() => this.selectWherePossible());
  }

  /** A goal that has to hold; it is looked at by the next {@link selectWherePossible}. */
  register(goal: Obligation): void {
    if (this.#isIdle(goal) || this.#registered++ >= GOALS_MAX) return;
    this.#waiting.push({ goal, stalledOn: [] });
    this.#settledAt = -1;
  }

  /**
   * Nothing is learnt from the goal, whether it holds or not: it names no variable, nor a closure of the body; or it asks for a
   * marker (`Sized`), which no impl gives. What is checked here has compiled, so goals matter only for what they bind.
   */
  #isIdle(goal: Obligation): boolean {
    if (goal.kind === 'projection') return false;
    const rule = this.#solver.lang.rule(goal.ref.trait);
    return rule === TraitRule.Sized || rule === TraitRule.Always || this.#namesNothingOpen(goal.ref.args);
  }

  #namesNothingOpen(args: readonly Ty[]): boolean {
    const open = TyFlag.HasInfer | (this.#table.closureSig === undefined ? 0 : TyFlag.HasClosure);
    for (const arg of args) if (this.#solver.types.has(arg, open)) return false;
    return true;
  }

  registerAll(goals: readonly Obligation[]): void {
    for (const goal of goals) this.register(goal);
  }

  /** All predicates of a definition, its arguments put in. */
  registerPredicates(def: Parameters<Solver['predicates']>[0], args: readonly Ty[]): void {
    for (const predicate of this.#solver.predicates(def)) this.register(this.#solver.substPredicate(predicate, args));
  }

  /** Normalises; what hangs on variables becomes a variable whose goal is registered here. */
  normalize(ty: Ty): Ty {
    const pending: Obligation[] = [];
    const out = this.#solver.normalize(this.#table, this.#env, ty, pending);
    this.registerAll(pending);
    return out;
  }

  /** Too many goals: the limit was reached, later ones were dropped. */
  get overflowed(): boolean {
    return this.#registered > GOALS_MAX;
  }

  /** Goals that do not hold. */
  get failed(): readonly Obligation[] {
    return this.#failed;
  }

  /** Goals still open, variables resolved. */
  pending(): Obligation[] {
    return this.#waiting.map(({ goal }) => mapPredicate(goal, (ty) => this.#table.resolve(ty)));
  }

  /** Solves what can be solved, binding variables; true if anything was bound or solved. */
  selectWherePossible(): boolean {
    if (this.#settledAt === this.#table.changes || this.#waiting.length === 0) return false;
    let any = false;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      let progress = false;
      const registered = this.#registered;
      const work = this.#waiting;
      this.#waiting = [];
      for (const item of work) {
        if (this.#isStalled(item)) {
          this.#waiting.push(item);
        } else if (this.#process(item)) {
          progress = true;
        } else {
          this.#waiting.push(item);
        }
      }
      if (!progress) {
        // Handling a projection may have added goals that nobody looked at yet.
        if (this.#registered === registered) this.#settledAt = this.#table.changes;
        break;
      }
      any = true;
    }
    return any;
  }

  /**
   * Open goals whose Self type is this variable: what is expected of a closure passed where `F` is wanted. Projections on it
   * (`<F as FnOnce<A>>::Output == R`) are among them. Supertraits are not followed: `Fn` is found as `Fn`.
   */
  pendingFor(variable: Ty): Obligation[] {
    const root = this.#table.shallow(variable);
    const out: Obligation[] = [];
    for (const { goal } of this.#waiting) {
      const self = goal.kind === 'trait' ? goal.ref.args[0] : goal.args[0];
      if (self !== undefined && this.#table.shallow(self) === root) {
        out.push(mapPredicate(goal, (ty) => this.#table.resolve(ty)));
      }
    }
    return out;
  }

  #isStalled(item: Waiting): boolean {
    for (const ty of item.stalledOn) if (this.#table.shallow(ty) !== ty) return false;
    return item.stalledOn.length > 0;
  }

  /** True if done with: solved (nested goals are registered) or failed. */
  #process(item: Waiting): boolean {
    return item.goal.kind === 'trait'
      ? this.#processTrait(item, item.goal.ref)
      : this.#processProjection(item, item.goal);
  }

  #processTrait(item: Waiting, ref: TraitRef): boolean {
    if (this.#namesNothingOpen(this.#table.resolveAll(ref.args))) return true;
    const start = this.#table.snapshot();
    const selection = this.#solver.select(this.#table, this.#env, ref);
    switch (selection.kind) {
      case 'ambiguous':
        this.#table.rollback(start);
        item.stalledOn = this.#openVars(ref.args);
        // Nothing to wait for: it will not get better.
        return item.stalledOn.length === 0;
      case 'none':
        this.#table.rollback(start);
        this.#failed.push(item.goal);
        return true;
      case 'impl':
      case 'builtin':
      case 'param':
        this.#table.commit(start);
        this.registerAll(selection.nested);
        return true;
      default:
        this.#table.commit(start);
        return true;
    }
  }

  #processProjection(item: Waiting, goal: Extract<Obligation, { kind: 'projection' }>): boolean {
    const args = goal.args.map((arg) => this.normalize(arg));
    const projection = this.#solver.types.projection(goal.assoc, args);
    const pending: Obligation[] = [];
    const start = this.#table.snapshot();
    const ty = this.#solver.normalize(this.#table, this.#env, projection, pending);
    const stuck = pending.some((open) => open.kind === 'projection' && open.ty === ty);
    if (stuck) {
      this.#table.rollback(start);
      item.goal = { ...goal, args };
      item.stalledOn = this.#openVars(args);
      return item.stalledOn.length === 0;
    }
    this.#table.commit(start);
    this.registerAll(pending);
    if (!this.#table.unify(ty, this.normalize(goal.ty))) this.#failed.push(goal);
    return true;
  }

  /** Unbound variables anywhere in the types. */
  #openVars(args: readonly Ty[]): Ty[] {
    const { types } = this.#solver;
    const out: Ty[] = [];
    const visit = (ty: Ty): void => {
      if (!types.has(ty, TyFlag.HasInfer)) return;
      const kind = types.kind(ty);
      if (kind === TyKind.Infer || kind === TyKind.InferInt || kind === TyKind.InferFloat) {
        if (!out.includes(ty)) out.push(ty);
        return;
      }
      for (const arg of types.args(ty)) visit(arg);
    };
    for (const arg of args) visit(this.#table.resolve(arg));
    return out;
  }
}
