/**
 * The trait solver. One per {@link World}; it holds the impl index and the answers to questions without variables, so use
 * one for everything that looks at that world.
 *
 * Inference of a body: make one `InferTable` (with its closure hook) and `paramEnv(body owner)`; then `normalize` every type that
 * comes from a signature, register goals in a {@link FulfillmentContext}, and ask `holds` for what-ifs.
 *
 * The graph: `resolveMethod(def, args)` for a call with concrete types, `reveal(ty)` to put substituted types into
 * canonical form before using them in instance keys, `dropGlue(ty)`.
 */
import { type DefId, localOf } from '../ids.ts';
import { DefFlag, DefKind, type Predicate, type TraitRef } from '../model.ts';
import { type Ty, TyFlag, TyKind, type TypeTable } from '../types.ts';
import type { World } from '../world.ts';
import { calleeSig, closureSig } from './builtin.ts';
import { CrateClosures } from './crate-closure.ts';
import { dropGlueOf } from './drop.ts';
import { elaborate, mapPredicate, ParamEnv, substPredicate } from './env.ts';
import { type ImplEntry, ImplIndex } from './impls.ts';
import { type ClosureSig, InferTable } from './infer.ts';
import { LangItems, TraitRule } from './lang.ts';
import { resolveMethodIn } from './method.ts';
import type { Answer, DropGlue, Obligation, Resolved, Selection } from './outcome.ts';
import { boundsOf, normalizeIn } from './project.ts';
import { type Answers, isNormalForm, newAnswers, newQuery, type Query, renew } from './query.ts';
import { evaluate, selectIn } from './select.ts';
import { impliesImpl } from './select-impl.ts';

/** Struct in struct in struct …: deeper tails are taken as sized. */
const TAIL_DEPTH_MAX = 32;

export class Solver {
  readonly world: World;
  readonly types: TypeTable;
  readonly impls: ImplIndex;
  readonly lang: LangItems;
  readonly closures: CrateClosures;
  /** No where-clauses, opaque types revealed: how the graph sees types. */
  readonly codegenEnv: ParamEnv;
  /** Answers about types without parameters, with and without opaque types revealed. */
  readonly revealed: Answers = newAnswers();
  readonly opaque: Answers = newAnswers();
  /** Counts the times at which answers to goals with variables ceased to hold. */
  openGeneration = 0;
  /** Left by the last question. */
  #idle: Query | undefined;
  readonly #codegenTable: InferTable;
  /** By definition; those without clauses of their own are not in it. Kept as long as the solver: they hang on signatures alone. */
  readonly #envs = new Map<DefId, ParamEnv>();
  readonly #noClauses: ParamEnv;
  readonly #predicates = new Map<DefId, readonly Predicate[]>();
  readonly #binding = new Map<DefId, readonly Predicate[]>();
  readonly #items = new Map<DefId, ReadonlyMap<number, DefId>>();
  /** By impl and impl, for {@link implies}. */
  readonly #implies = new Map<DefId, Map<DefId, boolean>>();
  readonly #aliasBounds = new Map<Ty, readonly Predicate[]>();
  readonly #objectBounds = new Map<Ty, readonly Predicate[]>();
  readonly #resolved = new Map<Ty, Resolved>();
  readonly #glue = new Map<Ty, DropGlue>();
  readonly #tails = new Map<DefId, Ty | undefined>();

  constructor(world: World) {
    this.world = world;
    this.types = world.types;
    this.impls = new ImplIndex(world);
    this.closures = new CrateClosures(world);
    this.lang = new LangItems(world);
    this.codegenEnv = new ParamEnv(this.types, [], true);
    this.#noClauses = new ParamEnv(this.types, [], false);
    this.#codegenTable = new InferTable(this.types);
  }

  /** Where-clauses that hold inside `def` (an item or a body's owner; for closures pass the item they stand in). */
  paramEnv(def: DefId): ParamEnv {
    const known = this.#envs.get(def);
    if (known !== undefined) return known;
    const { world } = this;
    const kind = world.kind(def);
    const isTrait = kind === DefKind.Trait || kind === DefKind.TraitAlias;
    if (!isTrait && world.crateOfDef(def).predicates(localOf(def)).length === 0) {
      // Nothing of its own: what holds around it, with the answers that were found there.
      const { parent } = world.generics(def);
      return parent === undefined ? this.#noClauses : this.paramEnv(parent);
    }
    // Set first: normalising clauses may ask for the same environment again.
    const raw = new ParamEnv(this.types, elaborate(world, this.#clausesOf(def)), false);
    this.#envs.set(def, raw);
    const env = this.#normalizedEnv(raw);
    this.#envs.set(def, env);
    return env;
  }

  /**
   * Selects what makes the goal hold and, unless it is ambiguous, binds variables of the table accordingly. The caller owns
   * the nested goals (give them to a {@link FulfillmentContext}). For goals without variables nested is empty.
   */
  select(table: InferTable, env: ParamEnv, goal: TraitRef): Selection {
    const q = this.#ask(table, env);
    const selection = selectIn(q, goal);
    this.#idle = q;
    return selection;
  }

  /** Does the goal hold, with all that is nested? Binds nothing. */
  holds(table: InferTable, env: ParamEnv, goal: Obligation): Answer {
    const start = table.snapshot();
    try {
      const q = this.#ask(table, env);
      const answer = evaluate(q, goal);
      this.#idle = q;
      return answer;
    } finally {
      table.rollback(start);
    }
  }

  /**
   * Quick answer to the most frequent question, whether a parameter of an impl has a size (`predicate`, its arguments put in);
   * undefined if it is another, or not plain.
   */
  plainlySized(table: InferTable, predicate: Predicate, args: readonly Ty[]): Answer | undefined {
    if (predicate.kind !== 'trait' || this.lang.rule(predicate.ref.trait) !== TraitRule.Sized) return undefined;
    const { types } = this;
    const param = predicate.ref.args[0] ?? types.error;
    if (types.kind(param) !== TyKind.Param) return undefined;
    switch (types.kind(table.shallow(types.subst(param, args)))) {
      case TyKind.Infer:
        return 'maybe';
      case TyKind.Ref:
      case TyKind.RawPtr:
      case TyKind.Tuple:
      case TyKind.InferInt:
      case TyKind.InferFloat:
        return 'yes';
      default:
        return undefined;
    }
  }

  /** Shorthand of {@link holds} for one trait. */
  implements(table: InferTable, env: ParamEnv, trait: DefId, args: readonly Ty[]): Answer {
    return this.holds(table, env, { kind: 'trait', ref: { trait, args } });
  }

  /**
   * Resolves variables and replaces projections as far as possible. A projection that hangs on variables becomes a fresh
   * variable plus a goal in `pending`; without `pending` it is left in place, so that it can be normalised later.
   */
  normalize(table: InferTable, env: ParamEnv, ty: Ty, pending?: Obligation[]): Ty {
    const resolved = table.resolve(ty);
    // Most types: nothing in them to replace.
    if (isNormalForm(this.types, env, resolved)) return resolved;
    const q = this.#ask(table, env);
    const out = normalizeIn(q, resolved, pending);
    this.#idle = q;
    return out;
  }

  /** The state of a new question: that of one answered before, if no other is using it. */
  #ask(table: InferTable, env: ParamEnv): Query {
    const idle = this.#idle;
    this.#idle = undefined;
    return idle === undefined ? newQuery(this, table, env) : renew(idle, table, env);
  }

  /** Canonical form of a type without variables, as the graph wants it: projections and opaque types replaced. */
  reveal(ty: Ty): Ty {
    if (!this.types.has(ty, TyFlag.HasProjection | TyFlag.HasOpaque | TyFlag.HasClosure)) return ty;
    return this.#codegenTable.probe(() => this.normalize(this.#codegenTable, this.codegenEnv, ty));
  }

  /** Parameters and result of calling a value of this type (fn item, fn pointer, closure), not normalised; undefined if it is no such type. */
  calleeSig(table: InferTable, ty: Ty): { readonly params: readonly Ty[]; readonly ret: Ty } | undefined {
    return calleeSig(newQuery(this, table, this.codegenEnv), ty);
  }

  /** Signature of a closure or coroutine type; undefined if unknown. */
  closureSig(table: InferTable, ty: Ty): ClosureSig | undefined {
    return closureSig(newQuery(this, table, this.codegenEnv), ty);
  }

  /**
   * What a call of a trait's method runs. `args` = all generic arguments: the trait's (Self first), then the method's own.
   * With `env` omitted the types are concrete (the graph's question); answers are kept. Arguments are put in canonical form.
   */
  resolveMethod(method: DefId, args: readonly Ty[], env: ParamEnv = this.codegenEnv): Resolved {
    const table = this.#codegenTable;
    if (env !== this.codegenEnv) return table.probe(() => resolveMethodIn(newQuery(this, table, env), method, args));
    const canonical = args.map((arg) => this.reveal(arg));
    const key = this.types.fnDef(method, canonical);
    let resolved = this.#resolved.get(key);
    if (resolved === undefined) {
      resolved = table.probe(() => resolveMethodIn(newQuery(this, table, env), method, canonical));
      this.#resolved.set(key, resolved);
    }
    return resolved;
  }

  /** What dropping a value of this type runs, one level deep; follow `parts` to go on. `ty` in the graph's canonical form. */
  dropGlue(ty: Ty): DropGlue {
    let glue = this.#glue.get(ty);
    if (glue === undefined) {
      glue = dropGlueOf(this, ty);
      this.#glue.set(ty, glue);
    }
    return glue;
  }

  /** Forget answers after a crate was added or its impls grew: what did not hold may hold now. */
  forget(): void {
    this.impls.refresh();
    this.openGeneration++;
    clear(this.revealed);
    clear(this.opaque);
    this.codegenEnv.forget();
    this.#noClauses.forget();
    for (const env of this.#envs.values()) env.forget();
    this.#resolved.clear();
    this.#glue.clear();
  }

  /**
   * Takes in impls that no answer given so far can be about: each names a type or trait that was declared with it. Only goals
   * with variables may have stood for them.
   */
  grow(): void {
    this.impls.refresh();
    this.openGeneration++;
  }

  // ---- used by the parts of the solver and by probing ----

  normalizeIn(q: Query, ty: Ty, pending: Obligation[] | undefined): Ty {
    return normalizeIn(q, ty, pending);
  }

  resolveIn(q: Query, method: DefId, args: readonly Ty[]): Resolved {
    return resolveMethodIn(q, method, args);
  }

  /** All predicates of an item and its parents, kept. */
  predicates(def: DefId): readonly Predicate[] {
    let list = this.#predicates.get(def);
    if (list === undefined) {
      list = this.world.predicates(def);
      this.#predicates.set(def, list);
    }
    return list;
  }

  /**
   * Those of {@link predicates} from which a body can learn something: all but markers (`Sized`), which bind no variable. Kept
   * as long as the solver: they hang on signatures alone.
   */
  bindingPredicates(def: DefId): readonly Predicate[] {
    let list = this.#binding.get(def);
    if (list === undefined) {
      const { lang } = this;
      const all = this.predicates(def);
      list = all.filter((predicate) => predicate.kind === 'projection' || !isMarker(lang.rule(predicate.ref.trait)));
      this.#binding.set(def, list);
    }
    return list;
  }

  /** Item of an impl that implements the trait's item of that name and namespace. */
  implItem(impl: DefId, traitItem: DefId): DefId | undefined {
    let items = this.#items.get(impl);
    if (items === undefined) {
      const map = new Map<number, DefId>();
      for (const child of this.world.children(impl)) map.set(itemKey(this.world, child), child);
      items = map;
      this.#items.set(impl, items);
    }
    return items.get(itemKey(this.world, traitItem));
  }

  /** Arguments under which an impl fits a trait reference. */
  implArgs(q: Query, impl: DefId, traitArgs: readonly Ty[]): readonly Ty[] | undefined {
    const header = this.world.implHeader(impl);
    if (header.trait === undefined) return undefined;
    const args = q.table.newVars(this.world.genericCount(impl));
    const own = this.types.substAll(header.trait.args, args);
    if (!q.table.unifyAll(own, traitArgs)) return undefined;
    return args.map((arg) => q.table.resolve(arg));
  }

  headerFits(q: Query, entry: ImplEntry, args: readonly Ty[]): boolean {
    const start = q.table.snapshot();
    const vars = q.table.newVars(this.world.genericCount(entry.impl));
    const fits = q.table.unifyAll(this.types.substAll(entry.args, vars), args);
    q.table.rollback(start);
    return fits;
  }

  /** Is impl `a` more specific than `b`? */
  specializes(a: ImplEntry, b: ImplEntry): boolean {
    return this.implies(a, b) && !this.implies(b, a);
  }

  /** Does impl `b` fit whatever `a` fits? */
  implies(a: ImplEntry, b: ImplEntry): boolean {
    let answers = this.#implies.get(a.impl);
    if (answers === undefined) {
      answers = new Map();
      this.#implies.set(a.impl, answers);
    }
    let answer = answers.get(b.impl);
    if (answer === undefined) {
      answers.set(b.impl, false);
      answer = impliesImpl(newQuery(this, new InferTable(this.types), this.paramEnv(a.impl)), a, b);
      answers.set(b.impl, answer);
    }
    return answer;
  }

  isCoinductive(trait: DefId): boolean {
    return (this.world.flags(trait) & DefFlag.Auto) !== 0 || isMarker(this.lang.rule(trait));
  }

  /** Bounds of a projection or opaque type, closed under supertraits. */
  aliasBounds(alias: Ty): readonly Predicate[] {
    let bounds = this.#aliasBounds.get(alias);
    if (bounds === undefined) {
      bounds = elaborate(this.world, boundsOf({ solver: this }, alias));
      if (!this.types.has(alias, TyFlag.HasInfer)) this.#aliasBounds.set(alias, bounds);
    }
    return bounds;
  }

  /** What is known of a trait object's own type: principal, supertraits, bindings. */
  objectBounds(object: Ty): readonly Predicate[] {
    let bounds = this.#objectBounds.get(object);
    if (bounds === undefined) {
      bounds = elaborate(this.world, this.objectGoals(object, object));
      if (!this.types.has(object, TyFlag.HasInfer)) this.#objectBounds.set(object, bounds);
    }
    return bounds;
  }

  /** What `self` must fulfil to become this trait object. */
  objectGoals(object: Ty, self: Ty): Predicate[] {
    const { types, world } = this;
    const trait = types.head(object) as DefId | 0;
    if (trait === 0) return [];
    const own: Ty[] = [];
    const out: Predicate[] = [];
    for (const arg of types.args(object)) {
      if (types.kind(arg) !== TyKind.Binding) own.push(arg);
    }
    const ref: TraitRef = { trait, args: [self, ...own] };
    out.push({ kind: 'trait', ref });
    for (const arg of types.args(object)) {
      if (types.kind(arg) !== TyKind.Binding) continue;
      const assoc = types.head(arg) as DefId;
      const assocTrait = world.parent(assoc);
      const args = assocTrait === undefined ? undefined : this.#superArgs(ref, assocTrait);
      if (args !== undefined) out.push({ kind: 'projection', assoc, args, ty: types.arg(arg, 0) });
    }
    return out;
  }

  #superArgs(ref: TraitRef, trait: DefId): readonly Ty[] | undefined {
    if (ref.trait === trait) return ref.args;
    const found = elaborate(this.world, [{ kind: 'trait', ref }]).find(
      (p) => p.kind === 'trait' && p.ref.trait === trait,
    );
    return found?.kind === 'trait' ? found.ref.args : undefined;
  }

  /** Type of a struct's last field, its arguments put in. */
  structTail(ty: Ty): Ty | undefined {
    const def = this.types.head(ty) as DefId;
    if (!this.#tails.has(def)) {
      this.#tails.set(def, undefined);
      if (this.world.kind(def) === DefKind.Struct) {
        this.#tails.set(def, this.world.adt(def).variants[0]?.fields.at(-1)?.ty);
      }
    }
    const tail = this.#tails.get(def);
    return tail === undefined ? undefined : this.types.subst(tail, this.types.args(ty));
  }

  /** Innermost last field of nested structs if it is a type without size; undefined if the struct is sized. */
  unsizedTail(ty: Ty): Ty | undefined {
    let at: Ty | undefined = ty;
    for (let depth = 0; depth < TAIL_DEPTH_MAX && at !== undefined; depth++) {
      const kind = this.types.kind(at);
      if (kind === TyKind.Slice || kind === TyKind.Dyn || kind === TyKind.Foreign) return at;
      if (kind === TyKind.Prim) return at === this.types.prim('str') ? at : undefined;
      if (kind !== TyKind.Adt) return undefined;
      at = this.structTail(at);
    }
    return undefined;
  }

  #clausesOf(def: DefId): Predicate[] {
    const { world } = this;
    const out = [...this.predicates(def)];
    for (let at: DefId | undefined = def; at !== undefined; at = world.generics(at).parent) {
      if (world.kind(at) !== DefKind.Trait && world.kind(at) !== DefKind.TraitAlias) continue;
      out.unshift({ kind: 'trait', ref: { trait: at, args: world.identityArgs(at) } });
    }
    return out;
  }

  #normalizedEnv(raw: ParamEnv): ParamEnv {
    const { types } = this;
    if (!raw.clauses.some((clause) => namesProjection(types, clause))) return raw;
    const table = new InferTable(types);
    let changed = false;
    const clauses = raw.clauses.map((clause) =>
      mapPredicate(clause, (ty) => {
        const out = this.normalize(table, raw, ty);
        if (out !== ty) changed = true;
        return out;
      }),
    );
    return changed ? new ParamEnv(types, elaborate(this.world, clauses), raw.reveal) : raw;
  }

  /** A predicate with arguments put in. */
  substPredicate(predicate: Predicate, args: readonly Ty[]): Predicate {
    return substPredicate(this.world, predicate, args);
  }
}

function namesProjection(types: TypeTable, clause: Predicate): boolean {
  if (clause.kind === 'projection' && types.has(clause.ty, TyFlag.HasProjection)) return true;
  for (const arg of clause.kind === 'trait' ? clause.ref.args : clause.args) {
    if (types.has(arg, TyFlag.HasProjection)) return true;
  }
  return false;
}

function isMarker(rule: TraitRule): boolean {
  return rule === TraitRule.Sized || rule === TraitRule.Always;
}

/** Types, functions and consts of one name are different items of a trait. */
function itemKey(world: World, def: DefId): number {
  return world.name(def) * 4 + itemSpace(world.crateOfDef(def).kind(localOf(def)));
}

function itemSpace(kind: DefKind): number {
  return kind === DefKind.Fn ? 0 : kind === DefKind.AssocTy || kind === DefKind.TypeAlias ? 1 : 2;
}

function clear(answers: Answers): void {
  answers.selections.clear();
  answers.holds.clear();
  answers.projections.clear();
}
