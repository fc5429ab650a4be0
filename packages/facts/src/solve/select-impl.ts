/**
 * Which impl of a trait a goal means: those whose header may fit, of them those whose where-clauses may hold, of them the most
 * specific. Model: rustc_trait_selection::traits::select (match_impl, winnow_candidates), specialization.
 */
import { crateOf, type DefId } from '../ids.ts';
import type { TraitRef } from '../model.ts';
import { type Ty, TyFlag, TyKind, type TypeTable } from '../types.ts';
import { substPredicate } from './env.ts';
import { type ImplEntry, mayUnify } from './impls.ts';
import type { Answer, Obligation, Selection } from './outcome.ts';
import { type Chosen, freshKey, isGround, openAnswersFor, type Query } from './query.ts';
import { ambiguous, NONE, settle } from './select.ts';

const NO_IMPLS: readonly DefId[] = [];
const NO_GOALS: readonly Obligation[] = [];

interface Fit {
  readonly entry: ImplEntry;
  readonly answer: Answer;
}

export function selectImpl(q: Query, ref: TraitRef, self: Ty, ground: boolean): Selection {
  const { types, impls } = q.solver;
  const goal = q.table.resolveAll(ref.args);
  const possible: ImplEntry[] = [];
  const crates = q.kept === 0 ? q.table.crates : undefined;
  for (const entry of impls.candidates(ref.trait, self)) {
    if (crates?.has(crateOf(entry.impl)) !== false && headerMayUnify(types, entry, goal)) possible.push(entry);
  }
  if (possible.length === 0) return NONE;
  if (possible.length === 1)
    return confirm(q, { entry: possible[0]!, others: NO_IMPLS, twins: undefined }, goal, ground);
  const chosen = chooseImpl(q, { trait: ref.trait, args: goal }, possible);
  return chosen.entry === undefined ? none(q, chosen.possible) : confirm(q, chosen, goal, ground);
}

function none(q: Query, possible: readonly DefId[]): Selection {
  return possible.length === 0 ? NONE : ambiguous(q, possible);
}

/** Which of several impls is meant. The answer for goals with variables is kept: there are many that are alike. */
function chooseImpl(q: Query, goal: TraitRef, possible: readonly ImplEntry[]): Chosen {
  const answers = isGround(q, goal.args) ? undefined : openAnswersFor(q, goal.args);
  const key = answers === undefined ? undefined : freshKey(q, goal);
  const known = key === undefined ? undefined : answers?.impls.get(key);
  if (known !== undefined) return known;
  const before = q.cycle;
  q.cycle = Number.POSITIVE_INFINITY;
  const chosen = fittest(q, goal.args, possible);
  if (key !== undefined && !q.overflow && q.cycle === Number.POSITIVE_INFINITY) answers?.impls.set(key, chosen);
  q.cycle = Math.min(q.cycle, before);
  return chosen;
}

function fittest(q: Query, goal: readonly Ty[], possible: readonly ImplEntry[]): Chosen {
  const unifying = possible.filter((entry) => headerMayFit(q, entry, goal));
  if (unifying.length === 1) return { entry: unifying[0]!, others: NO_IMPLS, twins: undefined };
  const fits: Fit[] = [];
  for (const entry of unifying) {
    const start = q.table.snapshot();
    const answer = evaluateImpl(q, entry, goal);
    q.table.rollback(start);
    if (answer !== 'no') fits.push({ entry, answer });
  }
  if (fits.length === 1) return { entry: fits[0]!.entry, others: NO_IMPLS, twins: undefined };
  return mostSpecific(q, fits);
}

function headerMayUnify(types: TypeTable, entry: ImplEntry, goal: readonly Ty[]): boolean {
  if (entry.args.length !== goal.length) return false;
  for (let i = 0; i < goal.length; i++) if (!mayUnify(types, entry.args[i]!, goal[i]!, 0)) return false;
  return true;
}

function mostSpecific(q: Query, fits: readonly Fit[]): Chosen {
  const { solver } = q;
  const first = fits.find((fit) =>
    fits.every((other) => other === fit || solver.specializes(fit.entry, other.entry) || twins(q, fit, other)),
  );
  if (first === undefined || first.answer !== 'yes') {
    return { entry: undefined, possible: fits.map((fit) => fit.entry.impl) };
  }
  const same = fits.filter((fit) => fit !== first && twins(q, first, fit));
  const general = fits.filter((fit) => fit !== first && !same.includes(fit));
  general.sort((a, b) => {
    if (solver.specializes(a.entry, b.entry)) return -1;
    return solver.specializes(b.entry, a.entry) ? 1 : 0;
  });
  return {
    entry: first.entry,
    others: general.map((fit) => fit.entry.impl),
    twins: same.length === 0 ? undefined : same.map((fit) => fit.entry.impl),
  };
}

/** Impls that differ only in what types do not record: `From<E> for Box<dyn Error>` and `… for Box<dyn Error + Send>`. */
function twins(q: Query, a: Fit, b: Fit): boolean {
  return q.solver.implies(a.entry, b.entry) && q.solver.implies(b.entry, a.entry);
}

function confirm(
  q: Query,
  { entry, others, twins }: Extract<Chosen, { readonly entry: ImplEntry }>,
  goal: readonly Ty[],
  ground: boolean,
): Selection {
  const made = instantiate(q, entry, goal, ground);
  if (made === undefined || entry.negative) return NONE;
  const selection = { kind: 'impl', impl: entry.impl, args: made.args, nested: made.nested, others } as const;
  return twins === undefined ? selection : { ...selection, twins };
}

function evaluateImpl(q: Query, entry: ImplEntry, goal: readonly Ty[]): Answer {
  const made = instantiate(q, entry, goal);
  if (made === undefined || entry.negative) return 'no';
  return settle(q, made.nested);
}

/** Binds fresh variables for the impl's parameters to the goal; undefined (and nothing bound) if the header does not fit. */
function instantiate(
  q: Query,
  entry: ImplEntry,
  goal: readonly Ty[],
  ground = false,
): { readonly args: readonly Ty[]; readonly nested: readonly Obligation[] } | undefined {
  const { world } = q.solver;
  const start = q.table.snapshot();
  const args = q.table.newVars(world.genericCount(entry.impl));
  const nested: Obligation[] = [];
  if (!unifyHeader(q, entry, args, goal, nested)) {
    q.table.rollback(start);
    return undefined;
  }
  q.table.commit(start);
  // All is bound by the header: nobody will ask what the where-clauses say.
  if (ground && allBound(q, args)) return { args, nested: NO_GOALS };
  for (const predicate of q.solver.predicates(entry.impl)) nested.push(substPredicate(world, predicate, args));
  return { args, nested };
}

function allBound(q: Query, args: readonly Ty[]): boolean {
  for (const arg of args) if (q.table.isUnbound(arg)) return false;
  return true;
}

/** Does the header fit, whatever the impl's where-clauses say? */
function headerMayFit(q: Query, entry: ImplEntry, goal: readonly Ty[]): boolean {
  const start = q.table.snapshot();
  const args = q.table.newVars(q.solver.world.genericCount(entry.impl));
  const fits = unifyHeader(q, entry, args, goal, []);
  q.table.rollback(start);
  return fits;
}

function unifyHeader(
  q: Query,
  entry: ImplEntry,
  args: readonly Ty[],
  goal: readonly Ty[],
  nested: Obligation[],
): boolean {
  const { types } = q.solver;
  for (let i = 0; i < goal.length; i++) {
    const header = openProjections(q, types.subst(entry.args[i]!, args), nested);
    if (!q.table.unify(header, goal[i]!)) return false;
  }
  return true;
}

/** Replaces projections by variables and the goal that they be equal: a header is compared before it can be normalised. */
function openProjections(q: Query, ty: Ty, nested: Obligation[]): Ty {
  const { types } = q.solver;
  if (!types.has(ty, TyFlag.HasProjection)) return ty;
  return types.fold(ty, (part) => {
    if (types.kind(part) !== TyKind.Projection) return undefined;
    const value = q.table.newVar();
    nested.push({ kind: 'projection', assoc: types.head(part) as DefId, args: types.args(part), ty: value });
    return value;
  });
}

/** Is every type that fits `a` also a fit of `b`? Asked with `a`'s parameters as unknown but fixed types. */
export function impliesImpl(q: Query, a: ImplEntry, b: ImplEntry): boolean {
  return q.table.probe(() => evaluateImpl(q, b, a.args) === 'yes');
}
