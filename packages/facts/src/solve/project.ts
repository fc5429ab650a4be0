/**
 * Normalisation: associated types of known impls, where-clauses, trait objects, closures; opaque types where they may be
 * looked into. Model: rustc_trait_selection::traits::project.
 */
import type { DefId } from '../ids.ts';
import { DefKind, type Predicate } from '../model.ts';
import { PRIMS, type Ty, TyFlag, TyKind } from '../types.ts';
import { calleeSig, closureSig } from './builtin.ts';
import { substPredicate } from './env.ts';
import type { Answer, Obligation } from './outcome.ts';
import { admits, answersFor, enter, isGround, leave, type Query } from './query.ts';
import { closeTy, selectIn, settle } from './select.ts';

/** What a projection is. `open`: hangs on variables. `rigid`: stays as it is (`T::Item` of a parameter). */
type Projected = { readonly ty: Ty } | 'open' | 'rigid';

const STR_HEAD = PRIMS.indexOf('str');

/**
 * The type with variables resolved and projections replaced. A projection that hangs on variables becomes a new variable and
 * a goal in `pending`; without `pending` it stays.
 */
export function normalizeIn(q: Query, ty: Ty, pending: Obligation[] | undefined): Ty {
  const { types } = q.solver;
  const flags = TyFlag.HasProjection | (q.env.reveal ? TyFlag.HasOpaque | TyFlag.HasClosure : 0);
  const resolved = q.table.resolve(ty);
  if (!admits(q, resolved)) return types.error;
  if (!types.has(resolved, flags)) return resolved;
  return normalizeParts(q, resolved, flags, pending);
}

function normalizeParts(q: Query, ty: Ty, flags: number, pending: Obligation[] | undefined): Ty {
  const { types } = q.solver;
  if (!types.has(ty, flags)) return ty;
  const before = types.args(ty);
  let args = before;
  for (let i = 0; i < before.length; i++) {
    const part = normalizeParts(q, before[i]!, flags, pending);
    if (part === before[i]) continue;
    if (args === before) args = before.slice();
    (args as Ty[])[i] = part;
  }
  const kind = types.kind(ty);
  const same = args === before ? ty : types.intern(kind, types.head(ty), args);
  if (kind === TyKind.Projection) return normalizeProjection(q, same, pending);
  if (q.env.reveal && kind === TyKind.Opaque) return revealOpaque(q, same, pending);
  if (q.env.reveal && kind === TyKind.Coroutine) return implCoroutine(q, same, pending);
  return same;
}

function normalizeProjection(q: Query, projection: Ty, pending: Obligation[] | undefined): Ty {
  const { types } = q.solver;
  const assoc = types.head(projection) as DefId;
  const args = types.args(projection);
  const result = projectCached(q, projection, assoc, args);
  if (result === 'rigid') return projection;
  if (result !== 'open') return result.ty;
  if (pending === undefined) return projection;
  const value = q.table.newVar();
  pending.push({ kind: 'projection', assoc, args, ty: value });
  return value;
}

function projectCached(q: Query, key: Ty, assoc: DefId, args: readonly Ty[]): Projected {
  if (!isGround(q, args)) return project(q, key, assoc, args);
  const { projections } = answersFor(q, args);
  const known = projections.get(key);
  if (known !== undefined) return known === key ? 'rigid' : { ty: known };
  const before = q.cycle;
  q.cycle = Number.POSITIVE_INFINITY;
  const start = q.table.snapshot();
  q.kept++;
  const result = project(q, key, assoc, args);
  q.kept--;
  // Closed before the variables of this question are gone.
  const closed = typeof result === 'string' ? result : { ty: closeTy(q, q.table.resolve(result.ty)) };
  q.table.rollback(start);
  if (!q.overflow && q.cycle === Number.POSITIVE_INFINITY && closed !== 'open') {
    projections.set(key, closed === 'rigid' ? key : closed.ty);
  }
  q.cycle = Math.min(q.cycle, before);
  return closed;
}

function project(q: Query, key: Ty, assoc: DefId, args: readonly Ty[]): Projected {
  if (!enter(q)) return 'open';
  const at = q.stack.indexOf(key);
  if (at >= 0) {
    q.cycle = Math.min(q.cycle, at);
    leave(q);
    return { ty: q.solver.types.error };
  }
  q.stack.push(key);
  q.goals.push(undefined);
  const result = projectNow(q, assoc, args);
  q.stack.pop();
  q.goals.pop();
  if (q.cycle >= q.stack.length) q.cycle = Number.POSITIVE_INFINITY;
  leave(q);
  return result;
}

function projectNow(q: Query, assoc: DefId, args: readonly Ty[]): Projected {
  const { types } = q.solver;
  const self = q.table.shallow(args[0] ?? types.error);
  const kind = types.kind(self);
  if (kind === TyKind.Error) return { ty: types.error };
  if (kind === TyKind.Infer) return 'open';
  const clause = fromClauses(q, q.env.projectionClauses(assoc), args);
  if (clause !== undefined) return again(q, clause);
  if (kind === TyKind.Projection || kind === TyKind.Opaque) {
    const bound = fromClauses(q, q.solver.aliasBounds(self), args, assoc);
    if (bound !== undefined) return again(q, bound);
  }
  if (kind === TyKind.Dyn) {
    const bound = fromClauses(q, q.solver.objectBounds(self), args, assoc);
    if (bound !== undefined) return again(q, bound);
  }
  return fromSelection(q, assoc, args);
}

function again(q: Query, ty: Ty): Projected {
  return { ty: normalizeIn(q, ty, undefined) };
}

function fromClauses(q: Query, clauses: readonly Predicate[], args: readonly Ty[], assoc?: DefId): Ty | undefined {
  for (const clause of clauses) {
    if (clause.kind !== 'projection' || (assoc !== undefined && clause.assoc !== assoc)) continue;
    if (clause.args.length === args.length && q.table.unifyAll(clause.args, args)) return clause.ty;
  }
  return undefined;
}

function fromSelection(q: Query, assoc: DefId, args: readonly Ty[]): Projected {
  const { types, world } = q.solver;
  const trait = world.parent(assoc);
  if (trait === undefined) return { ty: types.error };
  const count = world.genericCount(trait);
  const selection = selectIn(q, { trait, args: args.slice(0, count) });
  switch (selection.kind) {
    case 'impl': {
      settle(q, selection.nested);
      return again(q, assocTypeOf(q, selection, assoc, args, count));
    }
    case 'builtin':
      return fromBuiltin(q, assoc, args);
    case 'ambiguous':
      return isGround(q, args) ? { ty: types.error } : 'open';
    case 'error':
      return { ty: types.error };
    case 'none':
      return args.some((arg) => types.has(arg, TyFlag.HasParam | TyFlag.HasInfer | TyFlag.HasOpaque))
        ? 'rigid'
        : { ty: types.error };
    default:
      return 'rigid';
  }
}

/** The impl's own definition, one of a less specific impl, or the trait's default. */
function assocTypeOf(
  q: Query,
  selection: { readonly impl: DefId; readonly args: readonly Ty[]; readonly others: readonly DefId[] },
  assoc: DefId,
  args: readonly Ty[],
  traitCount: number,
): Ty {
  const { types, world, solver } = { types: q.solver.types, world: q.solver.world, solver: q.solver };
  const own = args.slice(traitCount);
  const item = solver.implItem(selection.impl, assoc);
  if (item !== undefined) return types.subst(world.typeOf(item), [...selection.args, ...own]);
  for (const other of selection.others) {
    const inherited = solver.implItem(other, assoc);
    const otherArgs = inherited && solver.implArgs(q, other, args.slice(0, traitCount));
    if (inherited !== undefined && otherArgs) return types.subst(world.typeOf(inherited), [...otherArgs, ...own]);
  }
  return types.subst(world.typeOf(assoc), args);
}

function fromBuiltin(q: Query, assoc: DefId, args: readonly Ty[]): Projected {
  const { types, lang } = q.solver;
  const self = q.table.shallow(args[0]!);
  if (lang.is(assoc, 'fn_once_output')) {
    const sig = calleeSig(q, self);
    return sig === undefined ? { ty: types.error } : again(q, sig.ret);
  }
  if (lang.is(assoc, 'async_fn_once_output')) return asyncOutput(q, self);
  if (lang.is(assoc, 'call_once_future') || lang.is(assoc, 'call_ref_future')) {
    const sig = calleeSig(q, self);
    return sig === undefined ? { ty: types.error } : again(q, sig.ret);
  }
  if (types.kind(self) === TyKind.Coroutine) {
    const sig = closureSig(q, self);
    return sig === undefined ? { ty: types.error } : again(q, sig.ret);
  }
  if (lang.is(assoc, 'metadata_type')) return metadata(q, self);
  if (lang.is(assoc, 'discriminant_type')) return discriminant(q, self);
  return { ty: types.error };
}

function asyncOutput(q: Query, self: Ty): Projected {
  const { types, lang } = q.solver;
  const output = lang.get('future_output');
  const sig = calleeSig(q, self);
  if (sig === undefined || output === undefined) return { ty: types.error };
  return again(q, types.projection(output, [sig.ret]));
}

/** `repr` of enums is not recorded: `isize`, as without it. */
function discriminant(q: Query, self: Ty): Projected {
  const { types, world } = q.solver;
  const kind = types.kind(self);
  if (kind === TyKind.Param || kind === TyKind.Projection || kind === TyKind.Opaque) return 'rigid';
  const isEnum = kind === TyKind.Adt && world.kind(types.head(self) as DefId) === DefKind.Enum;
  return { ty: types.prim(isEnum ? 'isize' : 'u8') };
}

function metadata(q: Query, self: Ty): Projected {
  const { types } = q.solver;
  switch (types.kind(self)) {
    case TyKind.Slice:
      return { ty: types.prim('usize') };
    case TyKind.Prim:
      return { ty: types.head(self) === STR_HEAD ? types.prim('usize') : types.unit };
    case TyKind.Param:
    case TyKind.Projection:
    case TyKind.Opaque:
      return 'rigid';
    case TyKind.Dyn: {
      const adt = q.solver.lang.get('dyn_metadata');
      return { ty: adt === undefined ? types.error : types.adt(adt, [self]) };
    }
    case TyKind.Adt: {
      const tail = q.solver.unsizedTail(self);
      return tail === undefined ? { ty: types.unit } : metadata(q, tail);
    }
    default:
      return { ty: types.unit };
  }
}

/** `<args[0] as Tr>::assoc == ty`; binds `ty`. */
export function projectionHolds(q: Query, goal: Extract<Predicate, { kind: 'projection' }>): Answer {
  const pending: Obligation[] = [];
  const args = goal.args.map((arg) => normalizeIn(q, arg, pending));
  const key = q.solver.types.projection(goal.assoc, args);
  const result = projectCached(q, key, goal.assoc, args);
  if (result === 'open') return 'maybe';
  const ty = result === 'rigid' ? key : result.ty;
  const expected = normalizeIn(q, goal.ty, pending);
  if (!q.table.unify(ty, expected)) return 'no';
  return pending.length === 0 ? 'yes' : 'maybe';
}

/** An opaque type's hidden type; one in a trait method's signature stands for what the impl's method returns. */
function revealOpaque(q: Query, ty: Ty, pending: Obligation[] | undefined): Ty {
  const { types, world } = q.solver;
  const def = types.head(ty) as DefId;
  const owner = world.parent(def);
  if (owner !== undefined && isTraitMethod(q, owner)) {
    const inImpl = returnedByImpl(q, ty, owner, pending);
    if (inImpl !== undefined) return inImpl;
  }
  const hidden = types.subst(world.hiddenType(def), types.args(ty));
  if (types.kind(hidden) === TyKind.Error || !enter(q)) return ty;
  const result = normalizeIn(q, hidden, pending);
  leave(q);
  return result;
}

/** The future of an `async fn` of a trait is that of the impl's method. */
function implCoroutine(q: Query, ty: Ty, pending: Obligation[] | undefined): Ty {
  const { types, world } = q.solver;
  const owner = world.parent(types.head(ty) as DefId);
  if (owner === undefined || !isTraitMethod(q, owner)) return ty;
  return returnedByImpl(q, ty, owner, pending) ?? ty;
}

function isTraitMethod(q: Query, def: DefId): boolean {
  const { world } = q.solver;
  if (world.kind(def) !== DefKind.Fn) return false;
  const parent = world.parent(def);
  return parent !== undefined && world.kind(parent) === DefKind.Trait;
}

/** What stands in the signature of the selected impl's method at the place where the trait's signature has `part`. */
function returnedByImpl(q: Query, part: Ty, method: DefId, pending: Obligation[] | undefined): Ty | undefined {
  const { types, world } = q.solver;
  const args = types.args(part);
  const found = q.solver.resolveIn(q, method, args);
  if (found.kind !== 'fn' || found.fn === method || !enter(q)) return undefined;
  const inTrait = world.fnSig(method).ret;
  const inImpl = types.subst(world.fnSig(found.fn).ret, found.args);
  const at = findPart(q, inTrait, types.head(part), types.kind(part), inImpl);
  const result = at === undefined ? undefined : normalizeIn(q, at, pending);
  leave(q);
  return result;
}

function findPart(q: Query, pattern: Ty, head: number, kind: TyKind, actual: Ty): Ty | undefined {
  const { types } = q.solver;
  if (types.kind(pattern) === kind && types.head(pattern) === head) return actual;
  const args = types.args(pattern);
  const actualArgs = types.args(actual);
  if (types.kind(pattern) !== types.kind(actual) || args.length !== actualArgs.length) return undefined;
  for (let i = 0; i < args.length; i++) {
    const found = findPart(q, args[i]!, head, kind, actualArgs[i]!);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Predicates of an alias (its bounds), its arguments put in. */
export function boundsOf(q: { readonly solver: Query['solver'] }, alias: Ty): Predicate[] {
  const { types, world } = q.solver;
  const args = types.args(alias);
  return world.bounds(types.head(alias) as DefId).map((bound) => substPredicate(world, bound, args));
}
