/**
 * State of the inference of one body with the closures in it: variables, obligations, scopes, what was found so far.
 * Model: rustc_hir_typeck::fn_ctxt::FnCtxt.
 */
import type { Sym } from '@lazaret/base';
import {
  type Answer,
  type ClosureSig,
  crateOf,
  DefFlag,
  type DefId,
  DefKind,
  type FnSig,
  FulfillmentContext,
  InferTable,
  type LocalDef,
  localOf,
  type ParamEnv,
  type Predicate,
  type Solver,
  type Ty,
  TyFlag,
  TyKind,
  type TypeTable,
  UseKind,
  type World,
} from '@lazaret/facts';
import type { Scope } from '@lazaret/rust-names';
import { type NodeId, NodeKind, type Tree } from '@lazaret/rust-syntax';
import { constArg } from '../lower/consts.ts';
import type { TypeCx } from '../lower/type-cx.ts';
import { lowerAssocType, lowerType } from '../lower/types.ts';
import type { LookupCx } from '../probe/probe.ts';
import type { CoerceMany } from './coerce-many.ts';
import { FlowRecorder } from './flow.ts';
import type { BodyHost } from './host.ts';
import type { Seen } from './observe.ts';
import type { FnScope, Loc, Local, PendingUse, Place } from './pending.ts';

/** Expressions, patterns and adjustments looked at per body; the largest bodies in the most used 2000 crates need about 200 000. */
const STEPS_MAX = 2_000_000;
/** Nesting of expressions; rustc's own limit is 128 for macros and the stack elsewhere. Six stack frames each must fit Node's stack. */
export const DEPTH_MAX = 400;

/** A tree with what is known of its nodes; a body has one, and one more for each macro expansion in it. */
export class Src {
  readonly tree: Tree;
  #places: Map<NodeId, Place> | undefined;
  #parens: Map<NodeId, NodeId> | undefined;

  constructor(tree: Tree) {
    this.tree = tree;
  }

  place(node: NodeId): Place | undefined {
    return this.#places?.get(node);
  }

  setPlace(node: NodeId, place: Place): void {
    this.#places ??= new Map();
    this.#places.set(node, place);
  }

  /** `inner` stands in parentheses: its span includes them, as in rustc's HIR. */
  setParens(inner: NodeId, outer: NodeId): void {
    this.#parens ??= new Map();
    this.#parens.set(inner, outer);
  }

  /** The outermost parentheses around an expression, or itself. */
  outermost(node: NodeId): NodeId {
    if (this.#parens === undefined) return node;
    let outer = node;
    for (let next = this.#parens.get(outer); next !== undefined; next = this.#parens.get(outer)) outer = next;
    return outer;
  }
}

/** A loop or labelled block that `break` can leave. */
export interface Breakable {
  readonly label: Sym | 0;
  readonly context: number;
  readonly isLoop: boolean;
  /** Undefined where `break` takes no value (`while`, `for`). */
  readonly coerce: CoerceMany | undefined;
  mayBreak: boolean;
  readonly fn: FnScope;
}

/** Crates with `#![feature(staged_api)]`: they use each other's unstable items. */
const STAGED: ReadonlySet<string> = new Set(['core', 'alloc', 'std', 'proc_macro', 'test', 'std_detect', 'unwind']);

export class BodyCx {
  readonly host: BodyHost;
  readonly world: World;
  readonly types: TypeTable;
  readonly table: InferTable;
  readonly solver: Solver;
  readonly env: ParamEnv;
  readonly fulfill: FulfillmentContext;
  /** Item whose body this is: its parameters are in scope, closures belong to it. */
  readonly owner: DefId;
  readonly identity: readonly Ty[];
  readonly selfTy: Ty | undefined;
  readonly depthMax = DEPTH_MAX;
  readonly intVars: Ty[] = [];
  readonly floatVars: Ty[] = [];
  src: Src;
  fn: FnScope;
  scope: Scope;
  diverges = false;
  depth = 0;
  steps = 0;
  truncated: string | undefined;
  readonly fns: FnScope[] = [];
  /** Macros expanded in this body, closures included. */
  expandedMacros: Set<DefId> | undefined;
  readonly breakables: Breakable[] = [];
  /** `return` of the innermost fn, closure or async block. */
  returns: CoerceMany | undefined;
  /** Where values come from, if that is asked for. */
  readonly flow: FlowRecorder | undefined;
  /** Types of expressions and variables, if somebody observes them. */
  readonly seen: Seen[] | undefined;
  #closureSigs: Map<DefId, ClosureSig> | undefined;
  /** What waits for a closure's kind: its calls in this body. */
  closureCalls: Map<DefId, ((kind: 'fn' | 'fn_mut' | 'fn_once') => void)[]> | undefined;
  /** Run when all expressions were seen: casts, calls of closures whose kind was not known. */
  readonly deferred: (() => void)[] = [];
  /** General variables that stand for a diverging expression: they fall back to `()` (edition below 2024) or `!`. */
  readonly divergingVars: Ty[] = [];
  readonly #locals = new Map<Sym, Local[]>();
  readonly #trail: Sym[] = [];
  /** The trait that the impl around this body implements: in scope for method calls. */
  readonly implTrait: DefId | undefined;
  readonly #baseCx: TypeCx;
  #typeCx: TypeCx | undefined;
  #lookup: LookupCx | undefined;
  #lookupScope: Scope | undefined;
  readonly #infer = (): Ty => this.table.newVar();
  /** Evaluated by the compiler where the body is: as the value of any constant. */
  readonly #onConst = (def: LocalDef, tree: Tree, node: NodeId): void => {
    this.inTree(tree, () => this.emit(UseKind.Value, 'path', this.loc(node), this.host.global(def), this.identity));
  };

  constructor(host: BodyHost, owner: DefId, root: FnScope, src: Src) {
    this.host = host;
    this.owner = owner;
    this.world = host.world;
    this.types = host.world.types;
    this.solver = host.solver;
    const crates = host.solver.closures.of(crateOf(owner));
    this.table = new InferTable(this.types, (def) => this.closureSig(def), crates);
    this.env = host.solver.paramEnv(owner);
    this.fulfill = new FulfillmentContext(host.solver, this.table, this.env);
    this.flow = host.flow ? new FlowRecorder() : undefined;
    this.seen = host.observer === undefined ? undefined : [];
    this.fn = root;
    this.fns.push(root);
    this.src = src;
    this.scope = host.names.scopeOf(localOf(owner));
    this.identity = host.world.identityArgs(owner);
    this.#baseCx = host.lowering.cxOf(localOf(owner));
    this.selfTy = this.#baseCx.self;
    const { container } = this.#baseCx;
    const isImpl = container !== undefined && host.names.kind(container) === DefKind.Impl;
    this.implTrait = isImpl ? host.lowering.implHeader(container).trait?.trait : undefined;
  }

  /** Signature of a closure of this body, as far as it is known. */
  closureSig(def: DefId): ClosureSig | undefined {
    return this.#closureSigs?.get(def);
  }

  setClosureSig(def: DefId, sig: ClosureSig): void {
    this.#closureSigs ??= new Map();
    this.#closureSigs.set(def, sig);
  }

  get tree(): Tree {
    return this.src.tree;
  }

  // Types.

  fresh(): Ty {
    return this.table.newVar();
  }

  freshInt(): Ty {
    const ty = this.table.newIntVar();
    this.intVars.push(ty);
    return ty;
  }

  freshFloat(): Ty {
    const ty = this.table.newFloatVar();
    this.floatVars.push(ty);
    return ty;
  }

  // Types as written.

  /** For looking up methods here; one object for all look-ups in a row in the same scope. */
  lookupCx(): LookupCx {
    if (this.#lookup === undefined || this.#lookupScope !== this.scope) {
      const { host, scope } = this;
      const { names } = host;
      this.#lookupScope = scope;
      this.#lookup = {
        solver: this.solver,
        table: this.table,
        env: this.env,
        traits: host.traitsWith(names.traitsInScope(scope), this.implTrait),
        isVisible: (vis) => names.isVisible(vis, scope),
        unstable: STAGED.has(this.world.crateOfDef(this.owner).name),
      };
    }
    return this.#lookup;
  }

  /** For types written here; one object for all in a row in the same scope. */
  typeCx(): TypeCx {
    if (this.#typeCx === undefined || this.#typeCx.scope !== this.scope) {
      this.#typeCx = this.host.lowering.bodyCx(localOf(this.owner), this.scope, this.#infer, this.#onConst);
    }
    return this.#typeCx;
  }

  lowerTy(node: NodeId): Ty {
    return this.norm(lowerType(this.host.lowering, this.typeCx(), this.tree, node));
  }

  lowerConst(node: NodeId): Ty {
    return constArg(this.host.lowering, this.typeCx(), this.tree, node);
  }

  /** `ty::Name` as a type; undefined if there is none. */
  assocTy(ty: Ty, segment: NodeId): Ty | undefined {
    const found = lowerAssocType(this.host.lowering, this.typeCx(), this.tree, ty, segment, ty === this.selfTy);
    return found === this.types.error ? undefined : this.norm(found);
  }

  /** Type of the value that a const parameter names. */
  constParam(name: Sym): Ty | undefined {
    const param = this.#baseCx.params.get(name);
    if (param?.kind !== 'const') return undefined;
    for (let at: DefId | undefined = this.owner; at !== undefined; at = this.world.generics(at).parent) {
      for (const own of this.world.generics(at).params) if (own.index === param.index) return own.ty ?? this.error;
    }
    return this.error;
  }

  /** A closure, coroutine or anonymous constant of this body. */
  addDef(kind: DefKind, node: NodeId, flags = 0): DefId {
    const { names } = this.host;
    const all = DefFlag.HasBody | flags;
    return this.host.global(
      names.addDef(kind, localOf(this.fn.def), this.world.names.intern(''), all, this.tree, node),
    );
  }

  shallow(ty: Ty): Ty {
    return this.table.shallow(ty);
  }

  kind(ty: Ty): TyKind {
    return this.types.kind(ty);
  }

  resolve(ty: Ty): Ty {
    return this.table.resolve(ty);
  }

  unify(a: Ty, b: Ty): boolean {
    if (a === b) return true;
    if (this.table.unify(a, b)) return true;
    // A projection that could not be normalised when it was made may be by now.
    const left = this.renormalised(a);
    const right = this.renormalised(b);
    return (left !== a || right !== b) && this.table.unify(left, right);
  }

  renormalised(ty: Ty): Ty {
    const resolved = this.table.resolve(ty);
    return this.types.has(resolved, TyFlag.HasProjection) ? this.norm(resolved) : ty;
  }

  /** The type with its outermost constructor known, if anything pending can tell it. */
  known(ty: Ty): Ty {
    const at = this.#settled(this.table.shallow(ty));
    const kind = this.types.kind(at);
    if (kind !== TyKind.Infer && kind !== TyKind.InferInt && kind !== TyKind.InferFloat) return at;
    this.select();
    return this.#settled(this.table.shallow(at));
  }

  /** A projection normalised; one that hangs on variables is a variable. */
  #settled(at: Ty): Ty {
    return this.types.kind(at) === TyKind.Projection ? this.table.shallow(this.norm(at)) : at;
  }

  norm(ty: Ty): Ty {
    if (!this.types.has(ty, TyFlag.HasProjection)) return ty;
    return this.fulfill.normalize(ty);
  }

  normAll(list: readonly Ty[]): readonly Ty[] {
    for (const ty of list) {
      if (this.types.has(ty, TyFlag.HasProjection)) return list.map((part) => this.norm(part));
    }
    return list;
  }

  /** Arguments replace parameters, and projections are normalised. */
  inst(ty: Ty, args: readonly Ty[]): Ty {
    return this.norm(this.types.subst(ty, args));
  }

  isUnknown(ty: Ty): boolean {
    return this.types.kind(this.table.shallow(ty)) === TyKind.Infer;
  }

  isNever(ty: Ty): boolean {
    return this.types.kind(this.table.shallow(ty)) === TyKind.Never;
  }

  isError(ty: Ty): boolean {
    return this.types.kind(this.table.shallow(ty)) === TyKind.Error;
  }

  get unit(): Ty {
    return this.types.unit;
  }

  get error(): Ty {
    return this.types.error;
  }

  // Obligations.

  obligate(predicate: Predicate): void {
    this.fulfill.register(predicate);
  }

  obligateTrait(trait: DefId, args: readonly Ty[]): void {
    this.fulfill.register({ kind: 'trait', ref: { trait, args } });
  }

  /** All where-clauses of a definition and its parents, for given arguments. */
  obligateAll(def: DefId, args: readonly Ty[]): void {
    for (const predicate of this.solver.bindingPredicates(def)) {
      if (predicate.kind === 'trait') {
        this.obligateTrait(predicate.ref.trait, this.instAll(predicate.ref.args, args));
      } else {
        this.obligate({
          kind: 'projection',
          assoc: predicate.assoc,
          args: this.instAll(predicate.args, args),
          ty: this.inst(predicate.ty, args),
        });
      }
    }
  }

  /** Where-clauses of a definition, and of a trait's item that the Self type implements the trait. */
  obligateOwn(def: DefId, args: readonly Ty[]): void {
    const parent = this.world.parent(def);
    if (parent !== undefined && this.world.kind(parent) === DefKind.Trait) {
      this.obligateTrait(parent, args.slice(0, this.world.genericCount(parent)));
    }
    this.obligateAll(def, args);
  }

  instAll(list: readonly Ty[], args: readonly Ty[]): readonly Ty[] {
    return this.normAll(this.types.substAll(list, args));
  }

  select(): void {
    this.fulfill.selectWherePossible();
  }

  holds(trait: DefId | undefined, args: readonly Ty[]): Answer {
    if (trait === undefined) return 'no';
    return this.solver.holds(this.table, this.env, { kind: 'trait', ref: { trait, args } });
  }

  // Lang items.

  lang(name: string): DefId | undefined {
    return this.world.langItem(name);
  }

  /** Method of a lang trait, by the trait's lang name. */
  langMethod(lang: string, method: string): DefId | undefined {
    const trait = this.lang(lang);
    return trait === undefined ? undefined : this.traitItem(trait, method);
  }

  traitItem(trait: DefId, name: string): DefId | undefined {
    return this.host.traitItem(trait, name);
  }

  /** Signature of a function for given arguments, normalised. */
  sigOf(def: DefId, args: readonly Ty[]): { params: readonly Ty[]; ret: Ty; sig: FnSig } {
    const sig = this.world.fnSig(def);
    return { params: this.instAll(sig.params, args), ret: this.inst(sig.ret, args), sig };
  }

  isCtor(def: DefId): boolean {
    const kind = this.world.kind(def);
    return kind === DefKind.Struct || kind === DefKind.Variant || kind === DefKind.Union;
  }

  /** Parameters and result of a fn item's type, normalised. */
  calleeSig(ty: Ty): { params: readonly Ty[]; ret: Ty } {
    const sig = this.solver.calleeSig(this.table, ty);
    if (sig === undefined) return { params: [], ret: this.error };
    return { params: this.normAll(sig.params), ret: this.norm(sig.ret) };
  }

  freshArgs(def: DefId): Ty[] {
    return this.table.newVars(this.world.genericCount(def));
  }

  adtOf(name: string, args: readonly Ty[]): Ty {
    const def = this.lang(name);
    return def === undefined ? this.error : this.types.adt(def, args);
  }

  // Scopes.

  declare(sym: Sym, context: number, ty: Ty): Local {
    const local: Local = { sym, context, ty, owner: this.fn };
    this.flow?.declare(local);
    const list = this.#locals.get(sym);
    if (list === undefined) this.#locals.set(sym, [local]);
    else list.push(local);
    this.#trail.push(sym);
    return local;
  }

  /** The innermost variable of that name whose hygiene context fits. */
  findLocal(sym: Sym, context: number): Local | undefined {
    const list = this.#locals.get(sym);
    if (list === undefined || list.length === 0) return undefined;
    for (let at = context; ; ) {
      for (let i = list.length - 1; i >= 0; i--) if ((list[i] as Local).context === at) return list[i];
      const outer = this.host.names.localOuter(at);
      if (outer === undefined) return undefined;
      at = outer;
    }
  }

  scopeMark(): number {
    return this.#trail.length;
  }

  leaveScope(mark: number): void {
    while (this.#trail.length > mark) this.#locals.get(this.#trail.pop() as Sym)?.pop();
  }

  localsSince(mark: number): Local[] {
    const counts = new Map<Sym, number>();
    const out: Local[] = [];
    for (let i = this.#trail.length - 1; i >= mark; i--) {
      const sym = this.#trail[i] as Sym;
      const seen = counts.get(sym) ?? 0;
      counts.set(sym, seen + 1);
      const list = this.#locals.get(sym) as Local[];
      out.push(list[list.length - 1 - seen] as Local);
    }
    return out.reverse();
  }

  /** Brings variables back into scope. */
  redeclare(locals: readonly Local[]): void {
    for (const local of locals) {
      const list = this.#locals.get(local.sym);
      if (list === undefined) this.#locals.set(local.sym, [local]);
      else list.push(local);
      this.#trail.push(local.sym);
    }
  }

  /** Runs in a new scope of variables. */
  scoped<T>(run: () => T): T {
    const mark = this.scopeMark();
    const scope = this.scope;
    const result = run();
    this.scope = scope;
    this.leaveScope(mark);
    return result;
  }

  /** Runs over another tree (an expansion). */
  inTree<T>(tree: Tree, run: () => T): T {
    return this.inSrc(new Src(tree), run);
  }

  inSrc<T>(src: Src, run: () => T): T {
    const before = this.src;
    this.src = src;
    const result = run();
    this.src = before;
    return result;
  }

  // Findings.

  loc(node: NodeId, from = -1): Loc {
    const { tree } = this.src;
    return { tree, node: this.src.outermost(node), from, end: tree.end(node) };
  }

  emit(kind: UseKind, form: PendingUse['form'], loc: Loc, def: DefId | 0, args: readonly Ty[]): PendingUse {
    const use: PendingUse = { kind, form, loc, def, args, implicit: false, desugar: form === 'desugar' };
    this.fn.uses.push(use);
    return use;
  }

  /** Takes back what {@link emit} noted, most often as the last. */
  withdraw(use: PendingUse): void {
    const { uses } = this.fn;
    const at = uses.lastIndexOf(use);
    if (at === uses.length - 1) uses.length = Math.max(at, 0);
    else if (at !== -1) uses.splice(at, 1);
  }

  unresolved(
    form: PendingUse['form'],
    loc: Loc,
    name: Sym,
    arity: number,
    recv: Ty | undefined,
    reason: string,
  ): PendingUse {
    const use = this.emit(UseKind.Unresolved, form, loc, 0, recv === undefined ? [] : [recv]);
    use.name = name;
    use.arity = arity;
    use.reason = reason;
    return use;
  }

  /** A value of this type is owned here (a variable, a temporary) and may be dropped here. */
  dropped(ty: Ty, node: NodeId): void {
    if (!this.types.needsNoDrop(this.table.shallow(ty))) this.fn.drops.push({ ty, loc: this.loc(node) });
  }

  place(node: NodeId): Place | undefined {
    return this.src.place(node);
  }

  setPlace(node: NodeId, place: Place | undefined): void {
    if (place !== undefined) this.src.setPlace(node, place);
  }

  // Budget.

  /** Counts work; false when the body has used up its budget. */
  tick(): boolean {
    if (++this.steps > STEPS_MAX) {
      this.truncated ??= 'steps';
      return false;
    }
    return this.truncated === undefined || this.truncated === 'depth';
  }

  isTrait(def: DefId | undefined): boolean {
    return def !== undefined && this.world.kind(def) === DefKind.Trait;
  }

  traitValue(trait: DefId, name: string): DefId | undefined {
    const sym = this.world.names.intern(name);
    for (const child of this.world.children(trait)) {
      if (this.world.name(child) !== sym) continue;
      const kind = this.world.kind(child);
      if (kind === DefKind.Fn || kind === DefKind.AssocConst) return child;
    }
    return undefined;
  }

  isBlock(node: NodeId): boolean {
    return this.tree.kind(node) === NodeKind.BlockExpr;
  }
}
