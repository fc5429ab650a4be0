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

/** Answers of one kind of question by definition; a question asked while it is being answered gets `cyclic`. */
class Memo<T> {
  readonly #values = new Map<LocalDef, T | typeof IN_PROGRESS>();

  get(def: LocalDef, compute: () => T, cyclic: () => T): T {
    const known = this.#values.get(def);
    if (known === IN_PROGRESS) return cyclic();
    if (known !== undefined) return known;
    this.#values.set(def, IN_PROGRESS);
    const value = compute();
    this.#values.set(def, value);
    return value;
  }
}

export class Lowering {
  readonly world: World;
  readonly names: CrateNames;
  /** Depth of types being lowered. */
  nesting = 0;
  readonly #own = new Memo<OwnGenerics>();
  readonly #predicates = new Memo<readonly Predicate[]>();
  readonly #sigs = new Memo<FnSig>();
  readonly #adts = new Memo<AdtDef>();
  readonly #implSelfs = new Memo<Ty>();
  readonly #implTraits = new Memo<TraitRef | false>();
  readonly #types = new Memo<Ty>();
  readonly #bounds = new Memo<readonly Predicate[]>();
  readonly #raw = new Memo<readonly RawBound[]>();
  readonly #cxs = new Map<LocalDef, TypeCx>();
  readonly #traitByImpl = new Map<LocalDef, DefId>();
  #implsSeen = 0;
  readonly #items = new Map<DefId, ReadonlyMap<Sym, readonly DefId[]>>();

  constructor(world: World, names: CrateNames) {
    this.world = world;
    this.names = names;
  }

  // The signature half of CrateFacts.

  generics(def: LocalDef): Generics {
    return this.own(def).generics;
  }

  predicates(def: LocalDef): readonly Predicate[] {
    return this.#predicates.get(
      def,
      () => ownPredicates(this, def),
      () => [],
    );
  }

  fnSig(def: LocalDef): FnSig {
    return this.#sigs.get(
      def,
      () => lowerFnSig(this, def),
      () => noSig(this),
    );
  }

  adt(def: LocalDef): AdtDef {
    return this.#adts.get(
      def,
      () => lowerAdt(this, def),
      () => ({ kind: 'struct', variants: [] }),
    );
  }

  implHeader(def: LocalDef): ImplHeader {
    return lowerImplHeader(this, def);
  }

  typeOf(def: LocalDef): Ty {
    return this.#types.get(
      def,
      () => lowerTypeOf(this, def),
      () => this.world.types.error,
    );
  }

  /** Bounds on an associated or opaque type. */
  bounds(def: LocalDef): readonly Predicate[] {
    return this.#bounds.get(
      def,
      () => lowerItemBounds(this, def),
      () => [],
    );
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
    let cx = this.#cxs.get(def);
    if (cx === undefined) {
      cx = this.#makeCx(def);
      this.#cxs.set(def, cx);
    }
    return cx;
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
    return this.#own.get(
      def,
      () => ownGenerics(this, def),
      () => ({
        generics: { parent: undefined, parentCount: 0, params: [] },
        names: new Map(),
        synthetic: undefined,
        nodes: [],
      }),
    );
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
    return this.#implSelfs.get(
      def,
      () => lowerImplSelf(this, def),
      () => this.world.types.error,
    );
  }

  implTrait(def: LocalDef): TraitRef | undefined {
    return (
      this.#implTraits.get(
        def,
        () => lowerImplTrait(this, def) ?? false,
        () => false,
      ) || undefined
    );
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
    return this.#raw.get(
      def,
      () => rawBounds(this, def),
      () => [],
    );
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
