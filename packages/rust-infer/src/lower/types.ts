/**
 * Types as written to types as facts. Model: rustc_hir_analysis::hir_ty_lowering. Lifetimes and binders are dropped, aliases
 * are replaced by what they stand for, what cannot be resolved becomes the error type.
 */
import { DefFlag, type DefId, DefKind, type Predicate, type TraitRef, type Ty, TyKind } from '@lazaret/facts';
import { type NamePath, Ns, type PathRes, type PathSeg } from '@lazaret/rust-names';
import {
  abiToken,
  boundList,
  bounds,
  exprOf,
  Flag,
  fnParams,
  genericArgs,
  isType,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseType,
  pathQSelf,
  pathSegments,
  retType,
  TokenKind,
  type Tree,
  traitBoundPath,
  typeOf,
  wholeRange,
} from '@lazaret/rust-syntax';
import { findAssocType } from './assoc.ts';
import { constArg } from './consts.ts';
import type { Lowering } from './lowering.ts';
import type { Fill, TypeCx } from './type-cx.ts';

/** Types within types as written; the parser's own limit is of the same size. */
const NESTING_MAX = 200;

const FN_PTR_UNSAFE = 1;
const FN_PTR_EXTERN = 2;
const FN_PTR_VARIADIC = 4;

export function lowerType(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): Ty {
  const { types } = low.world;
  if (node === NO_NODE || low.nesting >= NESTING_MAX) return types.error;
  low.nesting++;
  const ty = lowerNode(low, cx, tree, node);
  low.nesting--;
  return ty;
}

function lowerNode(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): Ty {
  const { types } = low.world;
  switch (tree.kind(node)) {
    case NodeKind.PathType:
      return lowerPathType(low, cx, tree, node);
    case NodeKind.RefType:
      return types.ref(lowerInner(low, cx, tree, node), tree.has(node, Flag.Mut));
    case NodeKind.PtrType:
      return types.rawPtr(lowerInner(low, cx, tree, node), tree.has(node, Flag.Mut));
    case NodeKind.SliceType:
      return types.slice(lowerInner(low, cx, tree, node));
    case NodeKind.ArrayType:
      return types.array(lowerInner(low, cx, tree, node), constArg(low, cx, tree, exprOf(tree, node)));
    case NodeKind.TupleType:
      return types.tuple(typeChildren(tree, node).map((part) => lowerType(low, cx, tree, part)));
    case NodeKind.ParenType:
    case NodeKind.BinderType:
      return lowerInner(low, cx, tree, node);
    case NodeKind.NeverType:
      return types.never;
    case NodeKind.InferType:
      return cx.infer?.() ?? types.error;
    case NodeKind.FnPtrType:
      return lowerFnPtr(low, cx, tree, node);
    case NodeKind.ImplType:
      return lowerImplTrait(low, cx, tree, node);
    case NodeKind.DynType:
      return lowerDyn(low, cx, tree, bounds(tree, boundList(tree, node)));
    case NodeKind.MacroType:
      return lowerMacro(low, cx, tree, node);
    default:
      return types.error;
  }
}

function lowerInner(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): Ty {
  return lowerType(low, cx, tree, typeOf(tree, node));
}

function typeChildren(tree: Tree, node: NodeId): NodeId[] {
  return tree.children(node).filter((child) => isType(tree.kind(child)));
}

function lowerFnPtr(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): Ty {
  const { types } = low.world;
  let flags = 0;
  if (tree.has(node, Flag.Unsafe)) flags |= FN_PTR_UNSAFE;
  const abi = abiToken(tree, node);
  if (tree.has(node, Flag.Extern) && !(abi >= 0 && tree.tokens.text(abi) === '"Rust"')) flags |= FN_PTR_EXTERN;
  const params: Ty[] = [];
  for (const param of fnParams(tree, node)) {
    if (tree.has(param, Flag.Variadic)) flags |= FN_PTR_VARIADIC;
    else params.push(lowerType(low, cx, tree, typeOf(tree, param)));
  }
  const ret = retType(tree, node);
  return types.fnPtr(params, ret === NO_NODE ? types.unit : lowerType(low, cx, tree, ret), flags);
}

function lowerImplTrait(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): Ty {
  const synthetic = cx.synthetic?.tree === tree ? cx.synthetic.nodes.get(node) : undefined;
  if (synthetic !== undefined) return low.world.types.param(synthetic);
  return low.opaqueOf(cx, tree, node);
}

function lowerMacro(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): Ty {
  const expansion = low.names.expand(cx.scope, tree, node);
  // `pattern_type!(u32 is 1..)`: a part of the values of a type; its representation and traits are that type's.
  const range =
    expansion.kind === 'tokens'
      ? wholeRange(expansion.tokens)
      : expansion.kind === 'builtin' && expansion.macro === 'pattern_type'
        ? expansion.args[0]
        : undefined;
  if (range === undefined || expansion.kind === 'opaque') return low.world.types.error;
  const parsed = parseType(expansion.tokens, range, { edition: low.names.input.edition });
  return lowerType(low, cx, parsed, parsed.root);
}

// Paths.

function lowerPathType(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): Ty {
  const segments = pathSegments(tree, node);
  const qself = pathQSelf(tree, node);
  if (qself !== NO_NODE) return lowerQualified(low, cx, tree, qself, segments);
  const base = lowerPathBase(low, cx, tree, node, Ns.Type, 'default');
  if (base === undefined || base.kind !== 'type') {
    const trait = base?.kind === 'trait' && base.rest === 0 ? base.def : undefined;
    if (trait === undefined) return low.world.types.error;
    return lowerDynPath(low, cx, tree, node);
  }
  let { ty } = base;
  for (let at = segments.length - base.rest; at < segments.length; at++) {
    ty = lowerAssocType(low, cx, tree, ty, segments[at]!, base.isSelf && at === 1);
  }
  return ty;
}

/** `<T as Trait>::Name`, `<T>::Name`. */
function lowerQualified(low: Lowering, cx: TypeCx, tree: Tree, qself: NodeId, segments: readonly NodeId[]): Ty {
  const { types } = low.world;
  const self = lowerType(low, cx, tree, typeOf(tree, qself));
  const path = tree.childOf(qself, NodeKind.Path);
  let ty = self;
  for (let at = 0; at < segments.length; at++) {
    const segment = segments[at]!;
    if (at === 0 && path !== NO_NODE) {
      const ref = lowerTraitRef(low, cx, tree, path, self);
      ty = ref === undefined ? types.error : projectionOf(low, cx, tree, ref, segment);
    } else {
      ty = lowerAssocType(low, cx, tree, ty, segment, self === cx.self);
    }
  }
  return ty;
}

/** What the leading segments of a path are; `rest` segments are still to be looked up in it. */
export type PathBase =
  | { readonly kind: 'type'; readonly ty: Ty; readonly rest: number; readonly isSelf: boolean }
  | { readonly kind: 'trait'; readonly def: DefId; readonly rest: number }
  /** Anything else: function, const, static, module, constructor, … */
  | { readonly kind: 'item'; readonly def: DefId; readonly rest: number };

export function lowerPathBase(
  low: Lowering,
  cx: TypeCx,
  tree: Tree,
  node: NodeId,
  ns: Ns,
  fill: Fill,
): PathBase | undefined {
  const { types } = low.world;
  const path = low.names.pathOf(tree, node);
  const first = path.segments[0];
  if (first === undefined) return undefined;
  const count = path.segments.length;
  if (!path.global && first.kind === TokenKind.SelfType) {
    return { kind: 'type', ty: cx.self ?? types.error, rest: count - 1, isSelf: true };
  }
  const param = path.global ? undefined : paramOf(cx, first);
  if (param !== undefined && (ns === Ns.Type ? param.kind === 'type' : count > 1 || param.kind === 'const')) {
    return { kind: 'type', ty: types.param(param.index), rest: count - 1, isSelf: false };
  }
  const res = resolve(low, cx, path, ns);
  if (res === undefined) return undefined;
  if (res.kind === 'prim') return { kind: 'type', ty: types.prim(res.prim), rest: res.rest, isSelf: false };
  const kind = low.kindOf(res.def);
  // `str` where a module `str` is in scope too (rustc_resolve::late: primitive types behind modules).
  const prim = kind === DefKind.Mod && count === 1 ? low.primNamed(first.name) : undefined;
  if (prim !== undefined) return { kind: 'type', ty: prim, rest: 0, isSelf: false };
  if (kind === DefKind.Trait || kind === DefKind.TraitAlias) return { kind: 'trait', def: res.def, rest: res.rest };
  if (!isTypeKind(kind) || (ns === Ns.Value && res.rest === 0)) return { kind: 'item', def: res.def, rest: res.rest };
  const segment = pathSegments(tree, node)[count - 1 - res.rest]!;
  return { kind: 'type', ty: typeOfDef(low, cx, tree, res.def, kind, segment, fill), rest: res.rest, isSelf: false };
}

function paramOf(cx: TypeCx, segment: PathSeg): ReturnType<TypeCx['params']['get']> {
  return cx.params.get(segment.name);
}

function resolve(low: Lowering, cx: TypeCx, path: NamePath, ns: Ns): PathRes | undefined {
  return low.names.resolvePath(cx.scope, path, ns);
}

function isTypeKind(kind: DefKind): boolean {
  return (
    kind === DefKind.Struct ||
    kind === DefKind.Enum ||
    kind === DefKind.Union ||
    kind === DefKind.TypeAlias ||
    kind === DefKind.ForeignTy
  );
}

/** A nominal type or alias with the arguments of its segment. */
function typeOfDef(low: Lowering, cx: TypeCx, tree: Tree, def: DefId, kind: DefKind, segment: NodeId, fill: Fill): Ty {
  const { types } = low.world;
  if (kind === DefKind.ForeignTy) return types.intern(TyKind.Foreign, def, []);
  const args = lowerArgs(low, cx, tree, segment, def, [], fill);
  if (kind === DefKind.TypeAlias) return types.subst(low.typeOfDef(def), args);
  return types.adt(def, args);
}

/**
 * All generic arguments of `def`: the given ones of its parents, then those written at a path segment (or method call), what is
 * missing filled in. `segment` = PathSegment, MethodCallExpr or {@link NO_NODE}.
 */
export function lowerArgs(
  low: Lowering,
  cx: TypeCx,
  tree: Tree,
  segment: NodeId,
  def: DefId,
  parent: readonly Ty[],
  fill: Fill,
): Ty[] {
  const { types } = low.world;
  const generics = low.genericsOf(def);
  const out = parent.slice(0, generics.parentCount);
  while (out.length < generics.parentCount) out.push(cx.infer?.() ?? types.error);
  if (generics.params.length === 0) return out;
  const given = parent.length - generics.parentCount;
  const written = segment === NO_NODE ? [] : positional(tree, genericArgs(tree, segment));
  const infer = fill === 'infer' && cx.infer !== undefined ? cx.infer : undefined;
  let at = 0;
  for (let i = 0; i < generics.params.length; i++) {
    const param = generics.params[i]!;
    // Given by the caller: `Self` of a trait.
    if (i < given) out.push(parent[generics.parentCount + i]!);
    else if (at < written.length && !param.synthetic) out.push(lowerArg(low, cx, tree, written[at++]!, param.kind));
    else if (infer !== undefined) out.push(infer());
    else if (param.default !== undefined) out.push(types.subst(param.default, out));
    else out.push(cx.infer?.() ?? types.error);
  }
  return out;
}

/** Arguments by position: no lifetimes, no bindings. */
function positional(tree: Tree, args: NodeId): NodeId[] {
  if (args === NO_NODE || tree.kind(args) !== NodeKind.GenericArgs) return [];
  return tree.children(args).filter((arg) => {
    const kind = tree.kind(arg);
    return kind !== NodeKind.Lifetime && kind !== NodeKind.AssocArg && kind !== NodeKind.Error;
  });
}

function lowerArg(low: Lowering, cx: TypeCx, tree: Tree, arg: NodeId, kind: 'type' | 'const'): Ty {
  if (kind === 'const') return constArg(low, cx, tree, arg);
  return isType(tree.kind(arg)) ? lowerType(low, cx, tree, arg) : low.world.types.error;
}

// Associated types.

/** `Base::Name`. */
export function lowerAssocType(low: Lowering, cx: TypeCx, tree: Tree, base: Ty, segment: NodeId, viaSelf: boolean): Ty {
  const name = low.segmentName(tree, segment);
  const found = findAssocType(low, cx, base, name, viaSelf);
  if (found === undefined) return low.world.types.error;
  return assocProjection(low, cx, tree, found.assoc, found.args, segment);
}

function assocProjection(
  low: Lowering,
  cx: TypeCx,
  tree: Tree,
  assoc: DefId,
  traitArgs: readonly Ty[],
  segment: NodeId,
): Ty {
  return low.world.types.projection(assoc, lowerArgs(low, cx, tree, segment, assoc, traitArgs, 'default'));
}

/** `<Self as ref>::Name`. */
function projectionOf(low: Lowering, cx: TypeCx, tree: Tree, ref: TraitRef, segment: NodeId): Ty {
  const name = low.segmentName(tree, segment);
  const assoc = low.traitItem(ref.trait, name, DefKind.AssocTy);
  if (assoc === undefined) return low.world.types.error;
  return assocProjection(low, cx, tree, assoc, ref.args, segment);
}

// Traits.

/** The trait that a path names; undefined if it names none. */
export function resolveTrait(low: Lowering, cx: TypeCx, tree: Tree, path: NodeId): DefId | undefined {
  const res = low.names.resolvePath(cx.scope, low.names.pathOf(tree, path), Ns.Type);
  if (res === undefined || res.kind !== 'def' || res.rest !== 0) return undefined;
  const kind = low.kindOf(res.def);
  return kind === DefKind.Trait || kind === DefKind.TraitAlias ? res.def : undefined;
}

/**
 * `path` as a trait on `self`. What it says of associated types (`Item = X`, `Fn() -> R`, `Item: Bound`) goes to `out`, if
 * wanted.
 */
export function lowerTraitRef(
  low: Lowering,
  cx: TypeCx,
  tree: Tree,
  path: NodeId,
  self: Ty,
  out?: Predicate[],
  fill: Fill = 'default',
): TraitRef | undefined {
  const trait = resolveTrait(low, cx, tree, path);
  if (trait === undefined) return undefined;
  const segments = pathSegments(tree, path);
  const segment = segments[segments.length - 1]!;
  const written = genericArgs(tree, segment);
  if (written !== NO_NODE && tree.kind(written) === NodeKind.ParenArgs) {
    return lowerParenArgs(low, cx, tree, written, trait, self, out);
  }
  const args = lowerArgs(low, cx, tree, segment, trait, [self], fill);
  const ref: TraitRef = { trait, args };
  if (out !== undefined && written !== NO_NODE) lowerBindings(low, cx, tree, written, ref, out);
  return ref;
}

/** `Fn(A, B) -> R` is `Fn<(A, B)>` with `FnOnce::Output == R`. */
function lowerParenArgs(
  low: Lowering,
  cx: TypeCx,
  tree: Tree,
  node: NodeId,
  trait: DefId,
  self: Ty,
  out: Predicate[] | undefined,
): TraitRef {
  const { types, world } = { types: low.world.types, world: low.world };
  const params = types.tuple(typeChildren(tree, node).map((part) => lowerType(low, cx, tree, part)));
  const args = [self, params];
  if (out !== undefined) {
    const isAsync = ['async_fn', 'async_fn_mut', 'async_fn_once'].some((name) => world.langItem(name) === trait);
    const assoc = world.langItem(isAsync ? 'async_fn_once_output' : 'fn_once_output');
    const written = retType(tree, node);
    const ty = written === NO_NODE ? types.unit : lowerType(low, cx, tree, written);
    if (assoc !== undefined) out.push({ kind: 'projection', assoc, args, ty });
  }
  return { trait, args };
}

function lowerBindings(low: Lowering, cx: TypeCx, tree: Tree, args: NodeId, ref: TraitRef, out: Predicate[]): void {
  for (const arg of tree.childrenOf(args, NodeKind.AssocArg)) {
    const name = low.segmentName(tree, arg);
    const found = low.assocOfTraitRef(ref, name);
    if (found === undefined) continue;
    const projection = assocProjection(low, cx, tree, found.assoc, found.args, arg);
    const own = low.world.types.args(projection);
    const list = boundList(tree, arg);
    const value = tree.children(arg).find((child) => isType(tree.kind(child)));
    if (value !== undefined) {
      out.push({ kind: 'projection', assoc: found.assoc, args: own, ty: lowerType(low, cx, tree, value) });
    } else if (list !== NO_NODE) {
      lowerBounds(low, cx, tree, list, projection, out);
    }
  }
}

/** All trait bounds of a BoundList on `self`; true if `?Sized` (or a bound that relaxes it) is among them. */
export function lowerBounds(low: Lowering, cx: TypeCx, tree: Tree, list: NodeId, self: Ty, out: Predicate[]): boolean {
  let relaxed = false;
  for (const bound of bounds(tree, list)) {
    if (tree.kind(bound) !== NodeKind.TraitBound || tree.has(bound, Flag.Negative)) continue;
    if (tree.has(bound, Flag.Maybe)) {
      relaxed = true;
      continue;
    }
    const bindings: Predicate[] = [];
    const ref = lowerTraitRef(low, cx, tree, traitBoundPath(tree, bound), self, bindings);
    if (ref === undefined) continue;
    if (low.relaxesSized(ref.trait)) relaxed = true;
    out.push({ kind: 'trait', ref }, ...bindings);
  }
  return relaxed;
}

// Trait objects.

function lowerDyn(low: Lowering, cx: TypeCx, tree: Tree, list: readonly NodeId[]): Ty {
  const paths = list.filter((bound) => tree.kind(bound) === NodeKind.TraitBound && !tree.has(bound, Flag.Maybe));
  return dynOf(
    low,
    cx,
    tree,
    paths.map((bound) => traitBoundPath(tree, bound)),
  );
}

/** A trait's path where a type is wanted: `Box<Trait>` of 2015. */
function lowerDynPath(low: Lowering, cx: TypeCx, tree: Tree, path: NodeId): Ty {
  return dynOf(low, cx, tree, [path]);
}

function dynOf(low: Lowering, cx: TypeCx, tree: Tree, paths: readonly NodeId[]): Ty {
  const { types } = low.world;
  let known = false;
  for (const path of paths) {
    const trait = resolveTrait(low, cx, tree, path);
    if (trait === undefined) continue;
    known = true;
    if ((low.flagsOf(trait) & DefFlag.Auto) !== 0) continue;
    const bindings: Predicate[] = [];
    const ref = lowerTraitRef(low, cx, tree, path, types.error, bindings);
    if (ref === undefined) continue;
    const pairs: (readonly [DefId, Ty])[] = [];
    for (const binding of bindings) if (binding.kind === 'projection') pairs.push([binding.assoc, binding.ty]);
    return types.dyn(ref.trait, ref.args.slice(1), pairs);
  }
  return known ? types.dyn(0, [], []) : types.error;
}
