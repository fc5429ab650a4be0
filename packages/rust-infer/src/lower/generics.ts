/**
 * Generic parameters and where-clauses. Model: rustc_hir_analysis::collect::{generics_of, predicates_of}.
 */
import type { Sym } from '@lazaret/base';
import {
  DefKind,
  defId,
  type GenericParam,
  type Generics,
  type LocalDef,
  type Predicate,
  type Ty,
} from '@lazaret/facts';
import {
  boundList,
  bounds,
  exprOf,
  fnParams,
  fnSelf,
  genericParams,
  genericsOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  nameToken,
  pathQSelf,
  pathSegments,
  plainName,
  TokenKind,
  type Tree,
  traitBoundPath,
  typeOf,
  wherePredicates,
} from '@lazaret/rust-syntax';
import type { LazyBound } from './assoc.ts';
import { constArg } from './consts.ts';
import type { Lowering } from './lowering.ts';
import type { ParamRef, SyntheticParams, TypeCx } from './type-cx.ts';
import { lowerBounds, lowerTraitRef, lowerType, resolveTrait } from './types.ts';

/** `impl Trait` nodes of one signature. */
const SYNTHETIC_MAX = 200;

/** One trait bound as written, not lowered. */
export interface RawBound {
  /** Index of the parameter it is on (0 for `Self` of a trait). */
  readonly index: number;
  readonly path: NodeId;
}

export interface OwnGenerics {
  readonly generics: Generics;
  /** Own parameters by name. */
  readonly names: ReadonlyMap<Sym, ParamRef>;
  readonly synthetic: SyntheticParams | undefined;
  /** Node of each own parameter (TypeParam, ConstParam, ImplType); NO_NODE for `Self`. */
  readonly nodes: readonly NodeId[];
}

const NO_NAMES: ReadonlyMap<Sym, ParamRef> = new Map();

/** Definition whose parameters a definition inherits. */
export function genericParent(low: Lowering, def: LocalDef): LocalDef | undefined {
  const { names } = low;
  const parent = names.parent(def);
  if (parent === undefined) return undefined;
  const parentKind = names.kind(parent);
  switch (names.kind(def)) {
    case DefKind.Closure:
    case DefKind.Coroutine:
    case DefKind.Opaque:
    case DefKind.AnonConst:
      return parentKind === DefKind.Mod ? undefined : parent;
    case DefKind.Variant:
    case DefKind.Field:
      return parent;
    case DefKind.Fn:
    case DefKind.Const:
    case DefKind.AssocTy:
    case DefKind.AssocConst:
    case DefKind.TypeAlias:
      return parentKind === DefKind.Trait || parentKind === DefKind.Impl ? parent : undefined;
    default:
      return undefined;
  }
}

export function ownGenerics(low: Lowering, def: LocalDef): OwnGenerics {
  const { names, world } = low;
  const parent = genericParent(low, def);
  const kind = names.kind(def);
  const parentGenerics = parent === undefined ? undefined : low.generics(parent);
  const parentCount = parentGenerics === undefined ? 0 : parentGenerics.parentCount + parentGenerics.params.length;
  const parentId = parent === undefined ? undefined : defId(names.num, parent);
  const tree = names.tree(def);
  if (tree === undefined || !hasOwnParams(kind)) {
    return {
      generics: { parent: parentId, parentCount, params: [] },
      names: NO_NAMES,
      synthetic: undefined,
      nodes: [],
    };
  }
  const node = names.node(def);
  const params: GenericParam[] = [];
  let byName: Map<Sym, ParamRef> | undefined;
  const nodes: NodeId[] = [];
  const add = (name: Sym, paramKind: 'type' | 'const', paramNode: NodeId, synthetic: boolean): number => {
    const index = parentCount + params.length;
    params.push(new LoweredParam(low, def, tree, paramNode, name, paramKind, index, synthetic));
    nodes.push(paramNode);
    return index;
  };
  if (kind === DefKind.Trait || kind === DefKind.TraitAlias) add(world.names.intern('Self'), 'type', NO_NODE, false);
  for (const param of genericParams(tree, genericsOf(tree, node))) {
    const paramKind = tree.kind(param);
    if (paramKind !== NodeKind.TypeParam && paramKind !== NodeKind.ConstParam) continue;
    if (!names.isActive(tree, param)) continue;
    const name = tree.tokens.sym(nameToken(tree, param));
    const sort = paramKind === NodeKind.TypeParam ? 'type' : 'const';
    byName ??= new Map();
    byName.set(name, { index: add(name, sort, param, false), kind: sort });
  }
  const synthetic =
    kind === DefKind.Fn
      ? syntheticParams(tree, node, (n) => add(world.names.intern('impl'), 'type', n, true))
      : undefined;
  return {
    // Kept as long as the crate: at their size.
    generics: { parent: parentId, parentCount, params: params.slice() },
    names: byName ?? NO_NAMES,
    synthetic,
    nodes: nodes.slice(),
  };
}

function hasOwnParams(kind: DefKind): boolean {
  switch (kind) {
    case DefKind.Struct:
    case DefKind.Enum:
    case DefKind.Union:
    case DefKind.Trait:
    case DefKind.TraitAlias:
    case DefKind.Impl:
    case DefKind.Fn:
    case DefKind.Const:
    case DefKind.TypeAlias:
    case DefKind.AssocTy:
    case DefKind.AssocConst:
      return true;
    default:
      return false;
  }
}

/** `impl Trait` anywhere in the parameter types of a fn, in source order (outer before inner). */
function syntheticParams(tree: Tree, fn: NodeId, add: (node: NodeId) => number): SyntheticParams | undefined {
  if (!spellsImpl(tree, fn)) return undefined;
  const found = new Map<NodeId, number>();
  const stack = [fnSelf(tree, fn), ...fnParams(tree, fn)]
    .filter((param) => param !== NO_NODE)
    .map((param) => typeOf(tree, param))
    .reverse();
  while (stack.length > 0 && found.size < SYNTHETIC_MAX) {
    const node = stack.pop()!;
    if (node === NO_NODE) continue;
    if (tree.kind(node) === NodeKind.ImplType) found.set(node, add(node));
    stack.push(...tree.children(node).reverse());
  }
  return found.size === 0 ? undefined : { tree, nodes: found };
}

/** Is there an `impl` between the name and the body? */
function spellsImpl(tree: Tree, fn: NodeId): boolean {
  const params = fnParams(tree, fn);
  const last = params[params.length - 1];
  if (last === undefined) return false;
  const { kinds } = tree.tokens;
  for (let token = tree.start(params[0]!); token < tree.end(last); token++)
    if (kinds[token] === TokenKind.Impl) return true;
  return false;
}

/** Default and const type are lowered when asked for: they may name the item itself. */
class LoweredParam implements GenericParam {
  readonly name: Sym;
  readonly kind: 'type' | 'const';
  readonly index: number;
  readonly synthetic: boolean;
  readonly #low: Lowering;
  readonly #def: LocalDef;
  readonly #tree: Tree;
  readonly #node: NodeId;
  #default: Ty | undefined | null = null;
  #ty: Ty | undefined | null = null;

  constructor(
    low: Lowering,
    def: LocalDef,
    tree: Tree,
    node: NodeId,
    name: Sym,
    kind: 'type' | 'const',
    index: number,
    synthetic: boolean,
  ) {
    this.#low = low;
    this.#def = def;
    this.#tree = tree;
    this.#node = node;
    this.name = name;
    this.kind = kind;
    this.index = index;
    this.synthetic = synthetic;
  }

  get default(): Ty | undefined {
    if (this.#default === null) {
      // Set first: a default that needs itself has none.
      this.#default = undefined;
      this.#default = this.#lowerDefault();
    }
    return this.#default;
  }

  get ty(): Ty | undefined {
    if (this.#ty === null) {
      this.#ty = undefined;
      if (this.kind === 'const') {
        this.#ty = lowerType(this.#low, this.#low.cxOf(this.#def), this.#tree, typeOf(this.#tree, this.#node));
      }
    }
    return this.#ty;
  }

  #lowerDefault(): Ty | undefined {
    if (this.#node === NO_NODE || this.synthetic) return undefined;
    const value = this.kind === 'type' ? typeOf(this.#tree, this.#node) : exprOf(this.#tree, this.#node);
    if (value === NO_NODE) return undefined;
    const cx = this.#low.cxOf(this.#def);
    return this.kind === 'type'
      ? lowerType(this.#low, cx, this.#tree, value)
      : constArg(this.#low, cx, this.#tree, value);
  }
}

// Bounds as written.

/** Trait bounds on single parameters: inline, in where-clauses, of `impl Trait` parameters, supertraits. */
export function rawBounds(low: Lowering, def: LocalDef): RawBound[] {
  const { names } = low;
  const tree = names.tree(def);
  if (tree === undefined || !hasOwnParams(names.kind(def))) return [];
  const node = names.node(def);
  const own = low.own(def);
  const out: RawBound[] = [];
  const addList = (index: number, list: NodeId): void => {
    for (const bound of bounds(tree, list)) {
      if (tree.kind(bound) === NodeKind.TraitBound) out.push({ index, path: traitBoundPath(tree, bound) });
    }
  };
  if (isTraitKind(names.kind(def))) addList(0, boundList(tree, node));
  own.nodes.forEach((param, i) => {
    if (param !== NO_NODE) addList(own.generics.params[i]!.index, boundList(tree, param));
  });
  const cx = low.cxOf(def);
  for (const clause of wherePredicates(tree, node)) {
    if (tree.kind(clause) !== NodeKind.WhereType) continue;
    const index = subjectIndex(cx, tree, typeOf(tree, clause), low);
    if (index !== undefined) addList(index, boundList(tree, clause));
  }
  return out;
}

function isTraitKind(kind: DefKind): boolean {
  return kind === DefKind.Trait || kind === DefKind.TraitAlias;
}

/** Parameter that a type consists of. */
function subjectIndex(cx: TypeCx, tree: Tree, ty: NodeId, low: Lowering): number | undefined {
  if (ty === NO_NODE || tree.kind(ty) !== NodeKind.PathType) return undefined;
  if (pathQSelf(tree, ty) !== NO_NODE) return undefined;
  const token = plainName(tree, ty);
  if (token < 0 || pathSegments(tree, ty).length !== 1) return undefined;
  if (tree.tokens.kind(token) === TokenKind.SelfType) {
    const self = cx.container;
    return self !== undefined && isTraitKind(low.names.kind(self)) ? 0 : undefined;
  }
  const param = cx.params.get(tree.tokens.sym(token));
  return param?.kind === 'type' ? param.index : undefined;
}

/** Bounds on one parameter that hold inside `def`, arguments lowered on demand. `outer`: those of parents too. */
export function lazyBounds(low: Lowering, def: LocalDef, index: number, outer: boolean): LazyBound[] {
  const { names, world } = low;
  const out: LazyBound[] = [];
  for (let at: LocalDef | undefined = def; at !== undefined; at = outer ? genericParent(low, at) : undefined) {
    const owner = at;
    const kind = names.kind(owner);
    if (outer && index === 0 && isTraitKind(kind)) {
      const trait = defId(names.num, owner);
      out.push({ trait, ref: () => ({ trait, args: world.identityArgs(trait) }) });
    }
    const tree = names.tree(owner);
    if (tree === undefined) continue;
    for (const raw of low.rawBounds(owner)) {
      if (raw.index !== index) continue;
      const cx = low.cxOf(owner);
      const trait = resolveTrait(low, cx, tree, raw.path);
      if (trait === undefined) continue;
      out.push({ trait, ref: () => lowerTraitRef(low, cx, tree, raw.path, world.types.param(index)) });
    }
  }
  return out;
}

// Predicates.

export function ownPredicates(low: Lowering, def: LocalDef): Predicate[] {
  const { names, world } = low;
  const tree = names.tree(def);
  const out: Predicate[] = [];
  if (tree === undefined || !hasOwnParams(names.kind(def))) return out;
  const node = names.node(def);
  const own = low.own(def);
  const clauses = wherePredicates(tree, node);
  if (own.nodes.length === 0 && clauses.length === 0) return out;
  const cx = low.cxOf(def);
  const relaxed = new Set<Ty>();
  const add = (subject: Ty, list: NodeId): void => {
    if (list !== NO_NODE && lowerBounds(low, cx, tree, list, subject, out)) relaxed.add(subject);
  };
  if (isTraitKind(names.kind(def))) add(world.types.param(0), boundList(tree, node));
  own.nodes.forEach((param, i) => {
    if (param !== NO_NODE) add(world.types.param(own.generics.params[i]!.index), boundList(tree, param));
  });
  for (const clause of clauses) {
    if (tree.kind(clause) !== NodeKind.WhereType || !names.isActive(tree, clause)) continue;
    add(lowerType(low, cx, tree, typeOf(tree, clause)), boundList(tree, clause));
  }
  addSized(low, own, relaxed, out);
  return out.slice();
}

/** A type parameter has a size unless it is said that it need not. */
function addSized(low: Lowering, own: OwnGenerics, relaxed: ReadonlySet<Ty>, out: Predicate[]): void {
  const sized = low.world.langItem('sized');
  if (sized === undefined) return;
  own.generics.params.forEach((param, i) => {
    if (param.kind !== 'type' || own.nodes[i] === NO_NODE) return;
    const ty = low.world.types.param(param.index);
    if (!relaxed.has(ty)) out.push({ kind: 'trait', ref: { trait: sized, args: [ty] } });
  });
}
