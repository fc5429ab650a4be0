/**
 * Paths in value position, in patterns and struct literals: variables, functions, constants, constructors, associated items
 * through types and traits. Model: rustc_hir_typeck::fn_ctxt::{instantiate_value_path, resolve_fully_qualified_call}.
 */
import type { Sym } from '@lazaret/base';
import { type DefId, DefKind, type Ty, TyKind, UseKind, type VariantDef } from '@lazaret/facts';
import { Ns } from '@lazaret/rust-names';
import {
  Flag,
  genericArgs,
  NO_NODE,
  type NodeId,
  pathQSelf,
  pathSegments,
  peel,
  TokenKind,
} from '@lazaret/rust-syntax';
import { lowerPathBase } from '../lower/types.ts';
import type { BodyCx } from './context.ts';
import { lookupAssoc } from './methods.ts';
import { variantOf } from './patterns.ts';
import type { CaptureUse, Local, PendingUse, Place } from './pending.ts';
import { qselfTy, segmentArgs } from './type-paths.ts';

export type ValueRes =
  | { readonly kind: 'local'; readonly local: Local }
  /** A const generic parameter. */
  | { readonly kind: 'param'; readonly ty: Ty }
  /** Function, constant or static, with all its generic arguments. */
  | { readonly kind: 'def'; readonly def: DefId; readonly args: readonly Ty[] }
  /** Struct, union or variant; `args` of the type, if given. */
  | { readonly kind: 'ctor'; readonly def: DefId; readonly args: readonly Ty[] | undefined }
  | {
      readonly kind: 'unresolved';
      readonly name: Sym;
      readonly self: Ty | undefined;
      readonly reason: string;
      readonly candidates: readonly DefId[];
    };

/** A variable of this very body, or a static: reading it makes no call and captures nothing. */
const PLAIN_PLACE: Place = { base: undefined, derefs: [], op: undefined, capture: undefined, behind: false };

interface PathValue {
  readonly ty: Ty;
  /** What was recorded for naming it; a call turns it into its own record. */
  readonly use: PendingUse | undefined;
}

export function checkPathExpr(cx: BodyCx, node: NodeId): Ty {
  return checkPathValue(cx, node, undefined).ty;
}

/** The value that a path names. `arity`: it stands where a function is called. */
export function checkPathValue(cx: BodyCx, node: NodeId, arity: number | undefined): PathValue {
  const res = resolvePathNode(cx, node, Ns.Value);
  return valueOfRes(cx, node, res, arity);
}

function valueOfRes(cx: BodyCx, node: NodeId, res: ValueRes, arity: number | undefined): PathValue {
  switch (res.kind) {
    case 'local':
      return { ty: useLocal(cx, node, res.local), use: undefined };
    case 'param':
      return { ty: res.ty, use: undefined };
    case 'ctor':
      return ctorValue(cx, node, res);
    case 'unresolved': {
      const use = cx.unresolved('path', cx.loc(node), res.name, arity ?? 0, res.self, res.reason);
      if (res.candidates.length > 0) use.candidates = res.candidates;
      return { ty: cx.error, use };
    }
    default:
      return defValue(cx, node, res.def, res.args);
  }
}

function defValue(cx: BodyCx, node: NodeId, def: DefId, args: readonly Ty[]): PathValue {
  if (cx.world.kind(def) !== DefKind.Fn) return { ty: pathConst(cx, node, def, args), use: undefined };
  cx.obligateOwn(def, args);
  const use = cx.emit(UseKind.Address, 'path', cx.loc(node), def, args);
  cx.flow?.note(cx.tree, node, { kind: 'item', def });
  return { ty: cx.types.fnDef(def, args), use };
}

/** Type of a constant or static, recorded as used. */
export function pathConst(cx: BodyCx, node: NodeId, def: DefId, args: readonly Ty[]): Ty {
  cx.emit(UseKind.Value, 'path', cx.loc(node), def, args);
  cx.flow?.note(cx.tree, node, { kind: 'item', def });
  if (cx.world.kind(def) === DefKind.Static) {
    cx.setPlace(node, PLAIN_PLACE);
  }
  cx.obligateOwn(def, args);
  return cx.inst(cx.world.typeOf(def), args);
}

/** A variable is used; in a closure it may be captured. */
function useLocal(cx: BodyCx, node: NodeId, local: Local): Ty {
  cx.flow?.note(cx.tree, node, { kind: 'local', local });
  if (local.owner === cx.fn) {
    cx.setPlace(node, PLAIN_PLACE);
    return local.ty;
  }
  const capture: CaptureUse = { local, mode: 'value', ty: local.ty, behind: false };
  cx.fn.captures.push(capture);
  cx.setPlace(node, { ...PLAIN_PLACE, capture });
  return local.ty;
}

function ctorValue(cx: BodyCx, node: NodeId, res: Extract<ValueRes, { kind: 'ctor' }>): PathValue {
  const ctor = instantiateCtor(cx, res);
  if (ctor === undefined) return { ty: cx.error, use: undefined };
  const use = cx.emit(UseKind.Construct, 'path', cx.loc(node), res.def, [ctor.self]);
  return { ty: ctor.variant.ctor === 'tuple' ? cx.types.fnDef(res.def, ctor.args) : ctor.self, use };
}

export interface Ctor {
  readonly variant: VariantDef;
  readonly args: readonly Ty[];
  readonly self: Ty;
}

/** The struct or variant with its type's arguments, new variables where none were given. */
export function instantiateCtor(cx: BodyCx, res: Extract<ValueRes, { kind: 'ctor' }>): Ctor | undefined {
  const variant = variantOf(cx, res.def);
  const adt = cx.world.kind(res.def) === DefKind.Variant ? cx.world.parent(res.def) : res.def;
  if (variant === undefined || adt === undefined) return undefined;
  const args = res.args ?? cx.freshArgs(adt);
  return { variant, args, self: cx.types.adt(adt, args) };
}

/** A name without a node of its own: captured by a format string. */
export function checkNamedValue(cx: BodyCx, name: Sym, context: number): Ty {
  const local = cx.findLocal(name, context);
  if (local !== undefined) {
    if (local.owner !== cx.fn) cx.fn.captures.push({ local, mode: 'ref', ty: local.ty, behind: false });
    return local.ty;
  }
  const param = cx.constParam(name);
  if (param !== undefined) return param;
  const def = namedItem(cx, name, context);
  return def === undefined ? cx.error : cx.inst(cx.world.typeOf(def), []);
}

/** The constant or static that such a name means. */
export function namedItem(cx: BodyCx, name: Sym, context: number): DefId | undefined {
  const segment = { name, kind: TokenKind.Ident, ctx: context };
  const res = cx.host.names.resolvePath(cx.scope, { global: false, segments: [segment] }, Ns.Value);
  return res?.kind === 'def' && res.rest === 0 ? res.def : undefined;
}

/** Name of what a callee expression ends in, for records of calls that are not known. */
export function lastName(cx: BodyCx, node: NodeId): Sym {
  const { tree } = cx;
  const at = node === NO_NODE ? NO_NODE : peel(tree, node);
  const last = at === NO_NODE ? undefined : pathSegments(tree, at).at(-1);
  return last === undefined ? cx.world.names.intern('') : tree.tokens.sym(tree.aux(last));
}

// Resolution.

export function resolvePathNode(cx: BodyCx, node: NodeId, ns: Ns): ValueRes {
  const { tree } = cx;
  const segments = pathSegments(tree, node);
  const qself = pathQSelf(tree, node);
  if (qself !== NO_NODE) return resolveQualified(cx, qself, segments, ns) ?? unresolved(cx, segments, undefined);
  const first = segments[0];
  if (first === undefined) return unresolved(cx, segments, undefined);
  const token = tree.aux(first);
  if (tree.tokens.kind(token) === TokenKind.SelfType) {
    return resolveSelf(cx, segments, ns) ?? unresolved(cx, segments, cx.selfTy);
  }
  if (ns === Ns.Value && segments.length === 1 && !tree.has(node, Flag.Global)) {
    const name = tree.tokens.sym(token);
    const local = cx.findLocal(name, tree.tokens.contextOf(token));
    if (local !== undefined) return { kind: 'local', local };
    const param = cx.constParam(name);
    if (param !== undefined) return { kind: 'param', ty: param };
  }
  return resolveNamed(cx, node, segments, ns) ?? unresolved(cx, segments, undefined);
}

function unresolved(cx: BodyCx, segments: readonly NodeId[], self: Ty | undefined): ValueRes {
  const last = segments.at(-1);
  const name = last === undefined ? cx.world.names.intern('') : cx.tree.tokens.sym(cx.tree.aux(last));
  return { kind: 'unresolved', name, self, reason: 'path-unresolved', candidates: [] };
}

function resolveNamed(cx: BodyCx, node: NodeId, segments: readonly NodeId[], ns: Ns): ValueRes | undefined {
  const base = lowerPathBase(cx.host.lowering, cx.typeCx(), cx.tree, node, ns, 'infer');
  if (base === undefined) return undefined;
  const tail = base.rest === 0 ? [] : segments.slice(segments.length - base.rest);
  switch (base.kind) {
    case 'type': {
      const ty = cx.norm(base.ty);
      return tail.length === 0 ? ctorOfTy(cx, ty) : relative(cx, ty, tail, ns);
    }
    case 'trait': {
      if (tail.length === 0) return undefined;
      const args = segmentArgs(cx, base.def, [cx.fresh()], segments[segments.length - base.rest - 1]!);
      return ofTrait(cx, base.def, args, tail, ns);
    }
    case 'item':
      return base.rest === 0 ? ofDef(cx, base.def, segments) : undefined;
  }
}

/** A path that led all the way to a definition. */
function ofDef(cx: BodyCx, def: DefId, segments: readonly NodeId[]): ValueRes | undefined {
  const last = segments.at(-1)!;
  switch (cx.world.kind(def)) {
    case DefKind.Variant: {
      const adt = cx.world.parent(def);
      if (adt === undefined) return undefined;
      // `Enum::<T>::Variant` or `Variant::<T>`.
      const before = segments.at(-2);
      const written = genericArgs(cx.tree, last) === NO_NODE && before !== undefined ? before : last;
      return { kind: 'ctor', def, args: segmentArgs(cx, adt, [], written) };
    }
    case DefKind.Struct:
    case DefKind.Union:
      return { kind: 'ctor', def, args: segmentArgs(cx, def, [], last) };
    case DefKind.Fn:
    case DefKind.Const:
    case DefKind.Static:
    case DefKind.AssocConst:
      return { kind: 'def', def, args: segmentArgs(cx, def, parentArgs(cx, def), last) };
    default:
      return undefined;
  }
}

/** Arguments of a definition's parent that the path does not write. */
function parentArgs(cx: BodyCx, def: DefId): Ty[] {
  const count = cx.world.generics(def).parentCount;
  return count === 0 ? [] : cx.table.newVars(count);
}

function ctorOfTy(cx: BodyCx, ty: Ty | undefined): ValueRes | undefined {
  if (ty === undefined) return undefined;
  const at = cx.known(ty);
  if (cx.kind(at) !== TyKind.Adt) return undefined;
  return { kind: 'ctor', def: cx.types.head(at) as DefId, args: cx.types.args(at) };
}

/** `Trait::item` with its arguments known. */
function ofTrait(cx: BodyCx, trait: DefId, args: readonly Ty[], tail: readonly NodeId[], ns: Ns): ValueRes | undefined {
  const first = tail[0]!;
  const name = cx.world.names.text(cx.tree.tokens.sym(cx.tree.aux(first)));
  if (tail.length > 1 || ns === Ns.Type) {
    const assoc = cx.traitItem(trait, name);
    if (assoc === undefined || cx.world.kind(assoc) !== DefKind.AssocTy) return undefined;
    const ty = cx.norm(cx.types.projection(assoc, segmentArgs(cx, assoc, args, first)));
    return tail.length > 1 ? relative(cx, ty, tail.slice(1), ns) : ctorOfTy(cx, ty);
  }
  const item = cx.traitValue(trait, name);
  if (item === undefined) return undefined;
  return { kind: 'def', def: item, args: segmentArgs(cx, item, args, first) };
}

function resolveQualified(cx: BodyCx, qself: NodeId, segments: readonly NodeId[], ns: Ns): ValueRes | undefined {
  const { self, trait } = qselfTy(cx, qself);
  if (segments.length === 0) return ctorOfTy(cx, self);
  if (trait !== undefined) return ofTrait(cx, trait.trait, trait.args, segments, ns);
  return relative(cx, self, segments, ns);
}

function resolveSelf(cx: BodyCx, segments: readonly NodeId[], ns: Ns): ValueRes | undefined {
  const self = cx.selfTy;
  if (self === undefined) return undefined;
  if (segments.length === 1) return ctorOfTy(cx, self);
  return relative(cx, self, segments.slice(1), ns);
}

/** `Type::a::b`: associated types on the way, at the end a variant, function or constant. */
function relative(cx: BodyCx, start: Ty, segments: readonly NodeId[], ns: Ns): ValueRes | undefined {
  let ty = cx.known(start);
  for (const segment of segments.slice(0, -1)) {
    const next = cx.assocTy(ty, segment);
    if (next === undefined) return undefined;
    ty = cx.known(next);
  }
  const last = segments.at(-1)!;
  const name = cx.tree.tokens.sym(cx.tree.aux(last));
  const variant = variantNamed(cx, ty, name);
  if (variant !== undefined) {
    return { kind: 'ctor', def: variant, args: cx.types.args(ty) };
  }
  if (ns === Ns.Type) return ctorOfTy(cx, cx.assocTy(ty, last));
  const found = lookupAssoc(cx, ty, name);
  if (!('def' in found)) {
    return { kind: 'unresolved', name, self: ty, reason: found.reason, candidates: found.candidates };
  }
  return { kind: 'def', def: found.def, args: segmentArgs(cx, found.def, found.parentArgs, last) };
}

function variantNamed(cx: BodyCx, ty: Ty, name: Sym): DefId | undefined {
  if (cx.kind(ty) !== TyKind.Adt) return undefined;
  const def = cx.types.head(ty) as DefId;
  if (cx.world.kind(def) !== DefKind.Enum) return undefined;
  return cx.world.adt(def).variants.find((variant) => variant.name === name)?.def;
}
