/**
 * The signatures of one crate, worked out when asked for and kept. This is the signature half of {@link CrateFacts} for a
 * crate that is at hand as source; inference of bodies uses it too, for the types that bodies write.
 *
 * ```ts
 * const lowering = new Lowering(world, names);
 * lowering.fnSig(local); lowering.generics(local); …                       // for CrateFacts
 * const cx = lowering.bodyCx(owner, scope, () => table.newVar());           // types within a body
 * lowering.type(cx, tree, typeNode);
 * lowering.args(cx, tree, segment, def, parentArgs, 'infer');                // generic arguments of a path segment or method call
 * lowering.traitRef(cx, tree, pathNode, self);                               // `<self as path>`
 * ```
 * A question that needs its own answer gets the error type (or nothing), never a loop.
 */
import type { Sym } from '@lazaret/base';
import {
  type AdtDef,
  crateOf,
  DefFlag,
  type DefId,
  DefKind,
  defId,
  type FnSig,
  type Generics,
  type ImplHeader,
  type LocalDef,
  localOf,
  PRIMS,
  type Predicate,
  type Prim,
  type TraitRef,
  type Ty,
  type World,
} from '@lazaret/facts';
import type { CrateNames, Ns } from '@lazaret/rust-names';
import { type NodeId, nameToken, type Tree } from '@lazaret/rust-syntax';
import { type FoundAssoc, inBounds, type LazyBound } from './assoc.ts';
import {
  genericParent,
  lazyBounds,
  type OwnGenerics,
  ownGenerics,
  ownPredicates,
  type RawBound,
  rawBounds,
} from './generics.ts';
import {
  lowerAdt,
  lowerFnSig,
  lowerImplHeader,
  lowerImplSelf,
  lowerImplTrait,
  lowerItemBounds,
  lowerTypeOf,
  noSig,
} from './items.ts';
import type { Fill, ParamRef, TypeCx } from './type-cx.ts';
import { lowerArgs, lowerAssocType, lowerPathBase, lowerTraitRef, lowerType, type PathBase } from './types.ts';

const IN_PROGRESS = Symbol('in progress');
/** Items within items; names has its own limit on nesting, this is the backstop for parent chains. */
const PARENTS_MAX = 1_000;

const NO_PARAMS: ReadonlyMap<Sym, ParamRef> = new Map();
const NO_PREDICATES: readonly Predicate[] = [];
const NO_BOUNDS: readonly RawBound[] = [];
const NO_GENERICS: OwnGenerics = {
  generics: { parent: undefined, parentCount: 0, params: [] },
  names: NO_PARAMS,
  synthetic: undefined,
  nodes: [],
};

type Asked<T> = T | typeof IN_PROGRESS | undefined;

/** What was asked of one definition so far. */
class Answers {
  own: Asked<OwnGenerics> = undefined;
  predicates: Asked<readonly Predicate[]> = undefined;
  sig: Asked<FnSig> = undefined;
  adt: Asked<AdtDef> = undefined;
  implSelf: Asked<Ty> = undefined;
  implTrait: Asked<TraitRef | false> = undefined;
  header: ImplHeader | undefined = undefined;
  type: Asked<Ty> = undefined;
  bounds: Asked<readonly Predicate[]> = undefined;
  raw: Asked<readonly RawBound[]> = undefined;
  cx: TypeCx | undefined = undefined;
}

export class Lowering {
  readonly world: World;
  readonly names: CrateNames;
  /** Depth of types being lowered. */
  nesting = 0;
  /** By definition. A question asked while it is being answered finds {@link IN_PROGRESS}. */
  readonly #answers: (Answers | undefined)[] = [];
  readonly #traitByImpl = new Map<LocalDef, DefId>();
  #implsSeen = 0;
  readonly #items = new Map<DefId, ReadonlyMap<Sym, readonly DefId[]>>();

  constructor(world: World, names: CrateNames) {
    this.world = world;
    this.names = names;
  }

  #of(def: LocalDef): Answers {
    let answers = this.#answers[def];
    if (answers === undefined) {
      // Grown without holes: definitions are numbered densely.
      while (this.#answers.length <= def) this.#answers.push(undefined);
      answers = new Answers();
      this.#answers[def] = answers;
    }
    return answers;
  }

  // The signature half of CrateFacts.

  generics(def: LocalDef): Generics {
    return this.own(def).generics;
  }

  predicates(def: LocalDef): readonly Predicate[] {
    const answers = this.#of(def);
    if (answers.predicates === undefined) {
      answers.predicates = IN_PROGRESS;
      answers.predicates = ownPredicates(this, def);
    }
    return answers.predicates === IN_PROGRESS ? NO_PREDICATES : answers.predicates;
  }

  fnSig(def: LocalDef): FnSig {
    const answers = this.#of(def);
    if (answers.sig === undefined) {
      answers.sig = IN_PROGRESS;
      answers.sig = lowerFnSig(this, def);
    }
    return answers.sig === IN_PROGRESS ? noSig(this) : answers.sig;
  }

  adt(def: LocalDef): AdtDef {
    const answers = this.#of(def);
    if (answers.adt === undefined) {
      answers.adt = IN_PROGRESS;
      answers.adt = lowerAdt(this, def);
    }
    return answers.adt === IN_PROGRESS ? { kind: 'struct', variants: [] } : answers.adt;
  }

  implHeader(def: LocalDef): ImplHeader {
    const answers = this.#of(def);
    if (answers.header !== undefined) return answers.header;
    const header = lowerImplHeader(this, def);
    // Not kept while a part of it is being worked out.
    if (answers.implSelf !== IN_PROGRESS && answers.implTrait !== IN_PROGRESS) answers.header = header;
    return header;
  }

  typeOf(def: LocalDef): Ty {
    const answers = this.#of(def);
    if (answers.type === undefined) {
      answers.type = IN_PROGRESS;
      answers.type = lowerTypeOf(this, def);
    }
    return answers.type === IN_PROGRESS ? this.world.types.error : answers.type;
  }

  /** Bounds on an associated or opaque type. */
  bounds(def: LocalDef): readonly Predicate[] {
    const answers = this.#of(def);
    if (answers.bounds === undefined) {
      answers.bounds = IN_PROGRESS;
      answers.bounds = lowerItemBounds(this, def);
    }
    return answers.bounds === IN_PROGRESS ? NO_PREDICATES : answers.bounds;
  }

  /** The body of an `async fn` as a definition of its own (kind Coroutine): what its signature returns. */
  coroutineOf(fn: LocalDef): DefId {
    const { names } = this;
    const tree = names.tree(fn)!;
    const flags = DefFlag.Async | DefFlag.InBody | (names.flags(fn) & DefFlag.HasBody);
    return defId(
      names.num,
      names.addDef(DefKind.Coroutine, fn, this.world.names.intern(''), flags, tree, names.node(fn)),
    );
  }

  // Types as written.

  /** What names mean in the signature (and, but for its blocks, the body) of a definition. */
  cxOf(def: LocalDef): TypeCx {
    const answers = this.#of(def);
    answers.cx ??= this.#makeCx(def);
    return answers.cx;
  }

  /** For types within a body: the scope of the block, and variables for `_` and for arguments left out. */
  bodyCx(owner: LocalDef, scope: TypeCx['scope'], infer: () => Ty, onConst?: TypeCx['onConst']): TypeCx {
    const { container, params, self, synthetic } = this.cxOf(owner);
    return { owner, container, params, self, synthetic, scope, infer, onConst };
  }

  type(cx: TypeCx, tree: Tree, node: NodeId): Ty {
    return lowerType(this, cx, tree, node);
  }

  /**
   * All generic arguments of `def`: `parent` = those of its parents (for a trait also its Self), then those written at
   * `segment` (PathSegment, MethodCallExpr or NO_NODE), the rest by `fill`.
   */
  args(cx: TypeCx, tree: Tree, segment: NodeId, def: DefId, parent: readonly Ty[], fill: Fill): Ty[] {
    return lowerArgs(this, cx, tree, segment, def, parent, fill);
  }

  /** `<self as path>`; bindings written in it go to `out`. Undefined if the path names no trait. */
  traitRef(
    cx: TypeCx,
    tree: Tree,
    path: NodeId,
    self: Ty,
    out?: Predicate[],
    fill: Fill = 'default',
  ): TraitRef | undefined {
    return lowerTraitRef(this, cx, tree, path, self, out, fill);
  }

  /** `base::Name` as a type (segment = PathSegment); error type if there is none. `viaSelf`: base was written `Self`. */
  assocType(cx: TypeCx, tree: Tree, base: Ty, segment: NodeId, viaSelf: boolean): Ty {
    return lowerAssocType(this, cx, tree, base, segment, viaSelf);
  }

  /** What a path without `<T as Trait>` leads to; see {@link PathBase}. Locals are to be tried before. */
  pathBase(cx: TypeCx, tree: Tree, path: NodeId, ns: Ns, fill: Fill): PathBase | undefined {
    return lowerPathBase(this, cx, tree, path, ns, fill);
  }

  // Used by the parts of lowering.

  own(def: LocalDef): OwnGenerics {
    const answers = this.#of(def);
    if (answers.own === undefined) {
      answers.own = IN_PROGRESS;
      answers.own = ownGenerics(this, def);
    }
    return answers.own === IN_PROGRESS ? NO_GENERICS : answers.own;
  }

  #makeCx(def: LocalDef): TypeCx {
    const { names } = this;
    const chain: LocalDef[] = [];
    let container: LocalDef | undefined;
    for (let at: LocalDef | undefined = def; at !== undefined && chain.length < PARENTS_MAX; ) {
      chain.push(at);
      const kind = names.kind(at);
      if (kind === DefKind.Impl || kind === DefKind.Trait || kind === DefKind.TraitAlias) container ??= at;
      at = genericParent(this, at);
    }
    let params = NO_PARAMS;
    let isShared = true;
    for (const at of chain.reverse()) {
      const own = this.own(at).names;
      if (own.size === 0) continue;
      if (params.size === 0) params = own;
      else {
        const merged = isShared ? new Map(params) : (params as Map<Sym, ParamRef>);
        for (const [name, param] of own) merged.set(name, param);
        params = merged;
        isShared = false;
      }
    }
    return new OwnCx(this, def, container, params);
  }

  /** Self type of an impl, `Self` of a trait, a nominal type's own type. */
  selfOf(def: LocalDef, container: LocalDef | undefined): Ty | undefined {
    const { names, world } = this;
    if (container !== undefined) {
      return names.kind(container) === DefKind.Impl ? this.implSelf(container) : world.types.param(0);
    }
    const kind = names.kind(def);
    if (kind === DefKind.Struct || kind === DefKind.Enum || kind === DefKind.Union) {
      const id = defId(names.num, def);
      return world.types.adt(id, world.identityArgs(id));
    }
    const parent = names.parent(def);
    const inherits = kind === DefKind.Variant || kind === DefKind.AnonConst;
    return inherits && parent !== undefined ? this.selfOf(parent, undefined) : undefined;
  }

  implSelf(def: LocalDef): Ty {
    const answers = this.#of(def);
    if (answers.implSelf === undefined) {
      answers.implSelf = IN_PROGRESS;
      answers.implSelf = lowerImplSelf(this, def);
    }
    return answers.implSelf === IN_PROGRESS ? this.world.types.error : answers.implSelf;
  }

  implTrait(def: LocalDef): TraitRef | undefined {
    const answers = this.#of(def);
    if (answers.implTrait === undefined) {
      answers.implTrait = IN_PROGRESS;
      answers.implTrait = lowerImplTrait(this, def) ?? false;
    }
    return answers.implTrait === IN_PROGRESS ? undefined : answers.implTrait || undefined;
  }

  /** The trait of an impl as a bound on its Self type, for `Self::Name`. */
  traitOfImpl(impl: LocalDef): LazyBound | undefined {
    const impls = this.names.traitImpls();
    for (; this.#implsSeen < impls.length; this.#implsSeen++) {
      const entry = impls[this.#implsSeen]!;
      if (entry.trait !== undefined) this.#traitByImpl.set(entry.impl, entry.trait);
    }
    const trait = this.#traitByImpl.get(impl);
    return trait === undefined ? undefined : { trait, ref: () => this.implTrait(impl) };
  }

  rawBounds(def: LocalDef): readonly RawBound[] {
    const answers = this.#of(def);
    if (answers.raw === undefined) {
      answers.raw = IN_PROGRESS;
      answers.raw = rawBounds(this, def);
    }
    return answers.raw === IN_PROGRESS ? NO_BOUNDS : answers.raw;
  }

  boundsOfParam(def: LocalDef, index: number, outer = true): LazyBound[] {
    return lazyBounds(this, def, index, outer);
  }

  /** Bounds of an associated type, its arguments put in. */
  boundsOfAlias(assoc: DefId, args: readonly Ty[]): LazyBound[] {
    const out: LazyBound[] = [];
    const { types } = this.world;
    for (const bound of this.world.bounds(assoc)) {
      if (bound.kind !== 'trait') continue;
      const { ref } = bound;
      out.push({
        trait: ref.trait,
        ref: () => ({ trait: ref.trait, args: ref.args.map((arg) => types.subst(arg, args)) }),
      });
    }
    return out;
  }

  /** The associated type of that name in a trait or its supertraits. */
  assocOfTraitRef(ref: TraitRef, name: Sym): FoundAssoc | undefined {
    return inBounds(this, [{ trait: ref.trait, ref: () => ref }], name);
  }

  /** `impl Trait` outside of parameters: a new opaque definition whose owner is the item that writes it. */
  opaqueOf(cx: TypeCx, tree: Tree, node: NodeId): Ty {
    const { names, world } = this;
    const local = names.addDef(DefKind.Opaque, cx.owner, world.names.intern(''), 0, tree, node);
    const id = defId(names.num, local);
    return world.types.opaque(id, world.identityArgs(id));
  }

  /** Generics of any crate's definition. */
  genericsOf(def: DefId): Generics {
    return crateOf(def) === this.names.num ? this.generics(localOf(def)) : this.world.generics(def);
  }

  kindOf(def: DefId): DefKind {
    return crateOf(def) === this.names.num ? this.names.kind(localOf(def)) : this.world.kind(def);
  }

  flagsOf(def: DefId): number {
    return crateOf(def) === this.names.num ? this.names.flags(localOf(def)) : this.world.flags(def);
  }

  typeOfDef(def: DefId): Ty {
    return crateOf(def) === this.names.num ? this.typeOf(localOf(def)) : this.world.typeOf(def);
  }

  /** Item of a trait by name. */
  traitItem(trait: DefId, name: Sym, kind: DefKind): DefId | undefined {
    let items = this.#items.get(trait);
    if (items === undefined) {
      const map = new Map<Sym, DefId[]>();
      for (const child of this.world.children(trait)) {
        const own = this.world.name(child);
        map.set(own, [...(map.get(own) ?? []), child]);
      }
      items = map;
      this.#items.set(trait, items);
    }
    return items.get(name)?.find((item) => this.kindOf(item) === kind);
  }

  /** Bounds of these traits say that a parameter may have no size. */
  relaxesSized(trait: DefId): boolean {
    const { world } = this;
    return world.langItem('meta_sized') === trait || world.langItem('pointee_sized') === trait;
  }

  primNamed(name: Sym): Ty | undefined {
    const text = this.world.names.text(name);
    return (PRIMS as readonly string[]).includes(text) ? this.world.types.prim(text as Prim) : undefined;
  }

  segmentName(tree: Tree, segment: NodeId): Sym {
    return tree.tokens.sym(nameToken(tree, segment));
  }
}

/** `self` is worked out when first asked for: the Self type of an impl is itself lowered with such a context. */
class OwnCx implements TypeCx {
  readonly owner: LocalDef;
  readonly container: LocalDef | undefined;
  readonly params: ReadonlyMap<Sym, ParamRef>;
  readonly infer = undefined;
  readonly #low: Lowering;
  #self: Ty | undefined | null = null;

  constructor(low: Lowering, owner: LocalDef, container: LocalDef | undefined, params: ReadonlyMap<Sym, ParamRef>) {
    this.#low = low;
    this.owner = owner;
    this.container = container;
    this.params = params;
  }

  get scope(): TypeCx['scope'] {
    return this.#low.names.scopeOf(this.owner);
  }

  get synthetic(): TypeCx['synthetic'] {
    return this.#low.own(this.owner).synthetic;
  }

  get self(): Ty | undefined {
    if (this.#self === null) {
      // Not kept while the impl's own Self type is being worked out.
      const self = this.#low.selfOf(this.owner, this.container);
      if (self !== this.#low.world.types.error) this.#self = self;
      return self;
    }
    return this.#self;
  }
}
