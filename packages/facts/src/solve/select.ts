/**
 * Which impl, where-clause or builtin rule makes a type implement a trait.
 * Model: rustc_trait_selection::traits::select (candidate assembly, winnowing, confirmation).
 */
import type { DefId } from '../ids.ts';
import type { TraitRef } from '../model.ts';
import { type Ty, TyFlag, TyKind } from '../types.ts';
import { builtinSelection } from './builtin.ts';
import { TraitRule } from './lang.ts';
import type { Answer, Obligation, Selection } from './outcome.ts';
import { normalizeIn, projectionHolds } from './project.ts';
import {
  answersFor,
  cycleAt,
  enter,
  freshKey,
  goalKey,
  isGround,
  isNormal,
  leave,
  openAnswersFor,
  type Query,
} from './query.ts';
import { selectImpl } from './select-impl.ts';

/** Rounds over nested goals whose answer hung on variables that other nested goals have bound meanwhile. */
const SETTLE_ROUNDS_MAX = 8;

export const NONE: Selection = { kind: 'none' };
const ERROR: Selection = { kind: 'error' };

export function ambiguous(q: Query, impls: readonly DefId[]): Selection {
  return { kind: 'ambiguous', impls, overflow: q.overflow };
}

/** Selects and, if it is clear, binds variables accordingly. Nested goals are the caller's. */
export function selectIn(q: Query, goal: TraitRef): Selection {
  if (!enter(q)) return ambiguous(q, []);
  if (isNormal(q, goal.args)) {
    const selection = isGround(q, goal.args) ? selectGround(q, goal) : selectOpen(q, goal);
    leave(q);
    return selection;
  }
  const extra: Obligation[] = [];
  const ref = normalizeRef(q, goal, extra);
  const selection = extra.length === 0 && isGround(q, ref.args) ? selectGround(q, ref) : selectOpen(q, ref);
  leave(q);
  if (extra.length === 0 || !('nested' in selection)) return selection;
  return { ...selection, nested: [...selection.nested, ...extra] };
}

function normalizeRef(q: Query, ref: TraitRef, pending: Obligation[]): TraitRef {
  let args: Ty[] | undefined;
  for (let i = 0; i < ref.args.length; i++) {
    const next = normalizeIn(q, ref.args[i]!, pending);
    if (next !== ref.args[i]) args ??= ref.args.slice();
    if (args !== undefined) args[i] = next;
  }
  return args === undefined ? ref : { trait: ref.trait, args };
}

/** No variables in the goal: the answer is kept, with the impl's arguments worked out. */
function selectGround(q: Query, ref: TraitRef): Selection {
  const { selections } = answersFor(q, ref.args);
  const key = goalKey(q, ref);
  const known = selections.get(key);
  if (known !== undefined) return known;
  const before = q.cycle;
  q.cycle = Number.POSITIVE_INFINITY;
  const start = q.table.snapshot();
  q.kept++;
  const selection = closed(q, selectOpen(q, ref, true));
  q.kept--;
  q.table.rollback(start);
  if (!q.overflow && q.cycle === Number.POSITIVE_INFINITY) selections.set(key, selection);
  q.cycle = Math.min(q.cycle, before);
  return selection;
}

/** Solves what is nested as far as that binds the impl's arguments; what stays open becomes the error type. */
function closed(q: Query, selection: Selection): Selection {
  const { types } = q.solver;
  const { table } = q;
  if (selection.kind === 'impl') {
    if (selection.args.some((arg) => table.isUnbound(arg))) settle(q, selection.nested);
    const args = selection.args.map((arg) => closeTy(q, table.resolve(arg)));
    return { ...selection, args, nested: [] };
  }
  if (selection.kind === 'param') {
    return {
      kind: 'param',
      ref: { trait: selection.ref.trait, args: table.resolveAll(selection.ref.args) },
      nested: [],
    };
  }
  if (selection.kind === 'builtin') {
    const open = selection.nested.some((goal) =>
      (goal.kind === 'trait' ? goal.ref.args : goal.args).some((arg) => types.has(table.resolve(arg), TyFlag.HasInfer)),
    );
    return open ? { ...selection, nested: [] } : selection;
  }
  return selection;
}

export function closeTy(q: Query, ty: Ty): Ty {
  const { types } = q.solver;
  if (!types.has(ty, TyFlag.HasInfer)) return ty;
  return types.fold(ty, (part) => {
    const kind = types.kind(part);
    return kind === TyKind.Infer || kind === TyKind.InferInt || kind === TyKind.InferFloat ? types.error : undefined;
  });
}

/** `ground`: no variable in the goal, so that nested goals matter only where they bind the impl's own parameters. */
function selectOpen(q: Query, ref: TraitRef, ground = false): Selection {
  const { types, lang } = q.solver;
  const self = q.table.shallow(ref.args[0] ?? types.error);
  const kind = types.kind(self);
  if (kind === TyKind.Error) return ERROR;
  if (kind === TyKind.Infer) return ambiguous(q, []);
  if (kind !== TyKind.Param && lang.rule(ref.trait) === TraitRule.Sized) return builtinSelection(q, ref, self) ?? NONE;

  const clause = selectClause(q, ref, q.env.traitClauses(ref.trait));
  if (clause !== undefined) return clause;
  if (kind === TyKind.Projection || kind === TyKind.Opaque) {
    const bound = selectClause(q, ref, itemBounds(q, self, ref.trait));
    if (bound !== undefined) return bound;
  }
  if (kind === TyKind.Dyn) {
    const object = selectObject(q, ref, self);
    if (object !== undefined) return object;
  }
  const builtin = builtinSelection(q, ref, self);
  if (builtin !== undefined) return builtin;
  return selectImpl(q, ref, self, ground);
}

/** Trait references that the bounds of an associated or opaque type give, supertraits included. */
function itemBounds(q: Query, self: Ty, trait: DefId): TraitRef[] {
  const out: TraitRef[] = [];
  for (const bound of q.solver.aliasBounds(self)) {
    if (bound.kind === 'trait' && bound.ref.trait === trait) out.push(bound.ref);
  }
  return out;
}

/** Where-clauses come before impls; several that fit differently leave it open. */
function selectClause(q: Query, ref: TraitRef, clauses: readonly TraitRef[]): Selection | undefined {
  let found: TraitRef | undefined;
  for (const clause of clauses) {
    if (clause.args.length !== ref.args.length) continue;
    if (found !== undefined && clause.args.join() === found.args.join()) continue;
    if (!mayUnifyAll(q, clause.args, ref.args)) continue;
    if (found !== undefined && isGround(q, q.table.resolveAll(ref.args))) break;
    if (found !== undefined) {
      // Exactly the goal wins; otherwise variables may still decide.
      const goal = q.table.resolveAll(ref.args).join();
      if (clause.args.join() === goal) found = clause;
      else if (found.args.join() !== goal) return ambiguous(q, []);
      continue;
    }
    found = clause;
  }
  if (found === undefined) return undefined;
  unifyArgs(q, found.args, ref.args);
  return { kind: 'param', ref: found, nested: [] };
}

/** Would they unify? Binds nothing. */
function mayUnifyAll(q: Query, a: readonly Ty[], b: readonly Ty[]): boolean {
  const start = q.table.snapshot();
  const fits = unifyArgs(q, a, b);
  q.table.rollback(start);
  return fits;
}

/** Unifies arguments; projections in clauses that cannot be normalised are compared by structure. */
function unifyArgs(q: Query, a: readonly Ty[], b: readonly Ty[]): boolean {
  return q.table.unifyAll(a, b);
}

function selectObject(q: Query, ref: TraitRef, self: Ty): Selection | undefined {
  for (const bound of q.solver.objectBounds(self)) {
    if (bound.kind !== 'trait' || bound.ref.trait !== ref.trait) continue;
    if (q.table.unifyAll(bound.ref.args, ref.args)) return { kind: 'object', ref: bound.ref };
  }
  return undefined;
}

/** Evaluates goals together; binds variables through their projections. Call within a snapshot to leave no trace. */
export function settle(q: Query, goals: readonly Obligation[]): Answer {
  if (goals.length === 0) return 'yes';
  let open = projectionsFirst(goals);
  for (let round = 0; round < SETTLE_ROUNDS_MAX; round++) {
    const version = q.table.version;
    const next: Obligation[] = [];
    for (const goal of open) {
      const answer = evaluate(q, goal);
      if (answer === 'no') return 'no';
      if (answer === 'maybe') next.push(goal);
    }
    if (next.length === 0) return 'yes';
    open = next;
    if (q.table.version === version) break;
  }
  return 'maybe';
}

function projectionsFirst(goals: readonly Obligation[]): readonly Obligation[] {
  let seenTrait = false;
  for (const goal of goals) {
    if (goal.kind === 'trait') seenTrait = true;
    else if (seenTrait) {
      return [...goals.filter((g) => g.kind === 'projection'), ...goals.filter((g) => g.kind === 'trait')];
    }
  }
  return goals;
}

/** Does the goal hold? A projection goal binds its right-hand side; a trait goal binds nothing. */
export function evaluate(q: Query, goal: Obligation): Answer {
  if (goal.kind === 'projection') return projectionHolds(q, goal);
  if (!enter(q)) return 'maybe';
  const known = knownAnswer(q, goal.ref);
  if (known !== undefined) {
    leave(q);
    return known;
  }
  const start = q.table.snapshot();
  const ref = normalizeRef(q, goal.ref, []);
  const answer = evaluateTrait(q, { trait: ref.trait, args: q.table.resolveAll(ref.args) });
  q.table.rollback(start);
  leave(q);
  return answer;
}

/** The answer to a goal that is its own normal form and was asked before. */
function knownAnswer(q: Query, ref: TraitRef): Answer | undefined {
  if (!isGround(q, ref.args) || !isNormal(q, ref.args)) return undefined;
  return answersFor(q, ref.args).holds.get(goalKey(q, ref));
}

function evaluateTrait(q: Query, ref: TraitRef): Answer {
  const ground = isGround(q, ref.args);
  const holds = ground ? answersFor(q, ref.args).holds : openHolds(q, ref);
  const key = holds === undefined ? undefined : ground ? goalKey(q, ref) : freshKey(q, ref);
  const known = key === undefined ? undefined : holds?.get(key);
  if (known !== undefined) return known;
  const at = cycleAt(q, ref);
  if (at >= 0) {
    q.cycle = Math.min(q.cycle, at);
    // Only auto traits are coinductive; otherwise a proof that needs itself is none, if it is the same and not just alike.
    if (q.solver.isCoinductive(ref.trait)) return 'yes';
    return ground ? 'no' : 'maybe';
  }
  const before = q.cycle;
  q.cycle = Number.POSITIVE_INFINITY;
  q.stack.push(undefined);
  q.goals.push(ref);
  const answer = evaluateSelected(q, selectOpen(q, ref));
  q.stack.pop();
  q.goals.pop();
  const independent = q.cycle >= q.stack.length;
  if (key !== undefined && independent && !q.overflow) holds?.set(key, answer);
  q.cycle = independent ? before : Math.min(before, q.cycle);
  return answer;
}

/** Where the answer to a goal with variables is kept; for one about a mere variable, which is plain, nowhere. */
function openHolds(q: Query, ref: TraitRef): Map<Ty, Answer> | undefined {
  if (q.solver.types.kind(ref.args[0] ?? q.solver.types.error) === TyKind.Infer) return undefined;
  return openAnswersFor(q, ref.args)?.holds;
}

function evaluateSelected(q: Query, selection: Selection): Answer {
  switch (selection.kind) {
    case 'impl':
    case 'builtin':
    case 'param':
      return settle(q, selection.nested);
    case 'object':
      return 'yes';
    case 'ambiguous':
    case 'error':
      return 'maybe';
    case 'none':
      return 'no';
  }
}
