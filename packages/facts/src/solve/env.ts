/**
 * Where-clauses that hold inside a definition, closed under supertraits and associated-type bounds of traits.
 * Model: rustc_ty_utils::ty::param_env, rustc_type_ir::elaborate.
 */
import type { BitSet } from '@lazaret/base';
import { type DefId, localOf } from '../ids.ts';
import type { Predicate, TraitRef } from '../model.ts';
import { type Ty, TyFlag, type TypeTable } from '../types.ts';
import type { World } from '../world.ts';
import { type Answers, newAnswers, type OpenAnswers } from './query.ts';

/** Where-clauses of one item including elaborated ones; the largest in std's own source has about 40. */
const CLAUSES_MAX = 2_000;

export type ProjectionClause = Extract<Predicate, { kind: 'projection' }>;

const NO_REFS: readonly TraitRef[] = [];
const NO_PROJECTIONS: readonly ProjectionClause[] = [];

export class ParamEnv {
  readonly clauses: readonly Predicate[];
  /**
   * Opaque types are their hidden types (as after type checking). The graph's environment has it; inference of bodies does
   * not, except for the opaque types that the body itself defines, which are its own business.
   */
  readonly reveal: boolean;
  /** Clauses by trait and by associated type; undefined if there are none. */
  readonly #traits: ReadonlyMap<DefId, TraitRef[]> | undefined;
  readonly #projections: ReadonlyMap<DefId, ProjectionClause[]> | undefined;
  /** Some clause names no parameter (`where String: Tr`): answers for such types then depend on the environment too. */
  readonly hasGroundClause: boolean;
  #answers: Answers | undefined;
  #open: Map<BitSet | undefined, OpenAnswers> | undefined;
  #openGeneration = 0;

  constructor(types: TypeTable, clauses: readonly Predicate[], reveal: boolean) {
    this.clauses = clauses;
    this.reveal = reveal;
    this.hasGroundClause = clauses.some(
      (clause) =>
        !(clause.kind === 'trait' ? clause.ref.args : clause.args).some((ty) => types.has(ty, TyFlag.HasParam)),
    );
    let traits: Map<DefId, TraitRef[]> | undefined;
    let projections: Map<DefId, ProjectionClause[]> | undefined;
    for (const clause of clauses) {
      if (clause.kind === 'trait') push((traits ??= new Map()), clause.ref.trait, clause.ref);
      else push((projections ??= new Map()), clause.assoc, clause);
    }
    this.#traits = traits;
    this.#projections = projections;
  }

  /** Answers that hold in this environment only, kept by the solver until an impl is found or a crate added. */
  get answers(): Answers {
    this.#answers ??= newAnswers();
    return this.#answers;
  }

  /** Answers to goals with variables, as seen with the impls of these crates; those of an older generation are dropped. */
  openAnswers(crates: BitSet | undefined, generation: number): OpenAnswers {
    if (this.#open === undefined || this.#openGeneration !== generation) {
      this.#open = new Map();
      this.#openGeneration = generation;
    }
    let answers = this.#open.get(crates);
    if (answers === undefined) {
      answers = { holds: new Map(), impls: new Map() };
      this.#open.set(crates, answers);
    }
    return answers;
  }

  forget(): void {
    this.#answers = undefined;
    this.#open = undefined;
  }

  traitClauses(trait: DefId): readonly TraitRef[] {
    return this.#traits?.get(trait) ?? NO_REFS;
  }

  projectionClauses(assoc: DefId): readonly ProjectionClause[] {
    return this.#projections?.get(assoc) ?? NO_PROJECTIONS;
  }

  get isEmpty(): boolean {
    return this.clauses.length === 0;
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Adds to each trait clause what its trait says of `Self`: supertraits and their associated types. Keeps order, drops repeats. */
export function elaborate(world: World, clauses: readonly Predicate[]): Predicate[] {
  const out: Predicate[] = [];
  if (clauses.length === 0) return out;
  const queue = [...clauses];
  for (let at = 0; at < queue.length && out.length < CLAUSES_MAX; at++) {
    const clause = queue[at] as Predicate;
    if (hasClause(out, clause)) continue;
    out.push(clause);
    if (clause.kind === 'trait') addSuperPredicates(world, clause.ref, queue);
  }
  return out.slice();
}

/** Environments have a few clauses: going through them is less work than giving each a key. */
function hasClause(list: readonly Predicate[], clause: Predicate): boolean {
  for (const other of list) {
    if (other.kind === 'trait') {
      if (clause.kind === 'trait' && other.ref.trait === clause.ref.trait && sameTypes(other.ref.args, clause.ref.args))
        return true;
    } else if (
      clause.kind === 'projection' &&
      other.assoc === clause.assoc &&
      other.ty === clause.ty &&
      sameTypes(other.args, clause.args)
    )
      return true;
  }
  return false;
}

function sameTypes(a: readonly Ty[], b: readonly Ty[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** What `ref` implies of its own Self type, one step. */
function addSuperPredicates(world: World, ref: TraitRef, out: Predicate[]): void {
  const own = world.crateOfDef(ref.trait).predicates(localOf(ref.trait));
  if (own.length === 0) return;
  const self = world.types.param(0);
  for (const predicate of own) {
    const subject = predicate.kind === 'trait' ? predicate.ref.args[0] : predicate.args[0];
    if (subject === self) out.push(substPredicate(world, predicate, ref.args));
  }
}

export function substPredicate(world: World, predicate: Predicate, args: readonly Ty[]): Predicate {
  const { types } = world;
  if (predicate.kind === 'trait') {
    const { trait } = predicate.ref;
    return { kind: 'trait', ref: { trait, args: types.substAll(predicate.ref.args, args) } };
  }
  const { assoc } = predicate;
  const own = types.substAll(predicate.args, args);
  return { kind: 'projection', assoc, args: own, ty: types.subst(predicate.ty, args) };
}

export function mapPredicate(predicate: Predicate, map: (ty: Ty) => Ty): Predicate {
  if (predicate.kind === 'trait') {
    return { kind: 'trait', ref: { trait: predicate.ref.trait, args: predicate.ref.args.map(map) } };
  }
  return { kind: 'projection', assoc: predicate.assoc, args: predicate.args.map(map), ty: map(predicate.ty) };
}
