/**
 * Patterns with default binding modes. Model: rustc_hir_typeck::pat, RFC 2005.
 */
import type { Sym } from '@lazaret/base';
import { type DefId, DefKind, type Ty, TyKind, type VariantDef } from '@lazaret/facts';
import { Ns } from '@lazaret/rust-names';
import {
  Flag,
  fieldPats,
  NO_NODE,
  type NodeId,
  NodeKind,
  nameToken,
  patOf,
  structPath,
  subPats,
  TokenKind,
} from '@lazaret/rust-syntax';
import type { BodyCx } from './context.ts';
import { has } from './expect.ts';
import { checkCondition, checkExpr } from './expr.ts';
import { expandPat } from './macros.ts';
import { instantiateCtor, pathConst, resolvePathNode, type ValueRes } from './paths.ts';
import type { CaptureUse, Local, Place } from './pending.ts';
import { placeToMutable } from './place.ts';

type Mode = 'move' | 'ref' | 'mut';

/** What holds for a whole pattern. */
interface PatCx {
  /** Names bound so far: alternatives of an or-pattern bind the same variables. */
  readonly bound: Map<string, Local>;
  /** The place that is matched, to know which of its variables a binding moves or borrows. */
  readonly place: Place | undefined;
}

/** Checks a pattern against the type of what it matches and declares its variables. */
export function checkPatTop(cx: BodyCx, node: NodeId, expected: Ty, place: Place | undefined): void {
  if (node === NO_NODE) return;
  checkPat(cx, node, expected, 'move', { bound: new Map(), place });
}

function checkPat(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  if (!cx.tick() || cx.depth > 400) return;
  cx.depth++;
  checkPatKind(cx, node, expected, mode, info);
  cx.depth--;
}

function checkPatKind(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  const { tree } = cx;
  switch (tree.kind(node)) {
    case NodeKind.IdentPat:
      checkIdent(cx, node, expected, mode, info);
      return;
    case NodeKind.ParenPat: {
      for (const sub of subPats(tree, node)) checkPat(cx, sub, expected, mode, info);
      const guard = tree.childOf(node, NodeKind.MatchGuard);
      if (guard !== NO_NODE) checkCondition(cx, tree.first(guard));
      return;
    }
    case NodeKind.OrPat:
      for (const sub of subPats(tree, node)) checkPat(cx, sub, expected, mode, info);
      return;
    case NodeKind.RefPat:
      checkRef(cx, node, expected, info);
      return;
    case NodeKind.MacroPat:
      checkMacroPat(cx, node, expected, mode, info);
      return;
    case NodeKind.PathPat: {
      const res = resolvePathNode(cx, node, Ns.Value);
      checkPathPat(cx, node, res, expected, mode);
      return;
    }
    case NodeKind.LiteralPat:
      checkLiteral(cx, node, expected);
      return;
    default: {
      const peeled = peel(cx, expected, mode);
      checkPeeled(cx, node, peeled.ty, peeled.mode, info);
    }
  }
}

/** Apart from {@link checkPatKind}, which would otherwise make room for the closure at each pattern. */
function checkMacroPat(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  expandPat(cx, node, (root) => checkPat(cx, root, expected, mode, info));
}

/** Goes through references, which make bindings inside borrow. */
function peel(cx: BodyCx, expected: Ty, mode: Mode): { ty: Ty; mode: Mode } {
  let ty = cx.known(expected);
  let by = mode;
  while (cx.kind(ty) === TyKind.Ref) {
    by = by === 'ref' || cx.types.head(ty) === 0 ? 'ref' : 'mut';
    ty = cx.known(cx.types.arg(ty, 0));
  }
  return { ty, mode: by };
}

function checkPeeled(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  const { tree } = cx;
  switch (tree.kind(node)) {
    case NodeKind.TuplePat:
      checkTuple(cx, node, expected, mode, info);
      return;
    case NodeKind.TupleStructPat:
      checkTupleStruct(cx, node, expected, mode, info);
      return;
    case NodeKind.StructPat:
      checkStruct(cx, node, expected, mode, info);
      return;
    case NodeKind.SlicePat:
      checkSlice(cx, node, expected, mode, info);
      return;
    case NodeKind.BoxPat: {
      const inner = cx.fresh();
      const box = cx.lang('owned_box');
      if (box !== undefined && cx.kind(expected) === TyKind.Adt) cx.unify(inner, cx.types.arg(expected, 0));
      for (const sub of subPats(tree, node)) checkPat(cx, sub, inner, mode, info);
      return;
    }
    case NodeKind.RangePat:
      for (const end of tree.children(node)) cx.unify(checkExpr(cx, end, has(expected)), expected);
      return;
    case NodeKind.ConstBlockPat: {
      const block = tree.first(node);
      if (block !== NO_NODE) cx.unify(checkExpr(cx, block, has(expected)), expected);
      return;
    }
    default:
      // `_`, `..`, `!` and errors bind nothing.
      return;
  }
}

// Names.

function checkIdent(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  const { tree } = cx;
  const token = nameToken(tree, node);
  const sub = patOf(tree, node);
  const explicit = tree.has(node, Flag.Ref) || tree.has(node, Flag.RefMut) || tree.has(node, Flag.Mut);
  if (!explicit && sub === NO_NODE) {
    const res = constantNamed(cx, token);
    if (res !== undefined) {
      checkPathPat(cx, node, res, expected, mode);
      return;
    }
  }
  bind(cx, node, token, bindingMode(cx, node, mode), expected, info);
  if (sub !== NO_NODE) checkPat(cx, sub, expected, mode, info);
}

/** A single name in a pattern means a constant, unit struct or unit variant if one of that name is in scope. */
function constantNamed(cx: BodyCx, token: number): ValueRes | undefined {
  const { tokens } = cx.tree;
  const segment = { name: tokens.sym(token), kind: tokens.kind(token), ctx: tokens.contextOf(token) };
  if (segment.kind === TokenKind.SelfValue) return undefined;
  const res = cx.host.names.resolvePath(cx.scope, { global: false, segments: [segment] }, Ns.Value);
  if (res === undefined || res.kind !== 'def' || res.rest !== 0) return undefined;
  switch (cx.world.kind(res.def)) {
    case DefKind.Const:
      return { kind: 'def', def: res.def, args: cx.freshArgs(res.def) };
    case DefKind.Struct:
    case DefKind.Variant: {
      const variant = variantOf(cx, res.def);
      return variant?.ctor === 'unit' ? { kind: 'ctor', def: res.def, args: undefined } : undefined;
    }
    default:
      return undefined;
  }
}

export function variantOf(cx: BodyCx, def: DefId): VariantDef | undefined {
  const kind = cx.world.kind(def);
  if (kind === DefKind.Variant) {
    const parent = cx.world.parent(def);
    return parent === undefined ? undefined : cx.world.adt(parent).variants.find((v) => v.def === def);
  }
  return kind === DefKind.Struct || kind === DefKind.Union ? cx.world.adt(def).variants[0] : undefined;
}

function bindingMode(cx: BodyCx, node: NodeId, mode: Mode): Mode {
  // `mut ref x` is a variable that can change, holding a shared reference.
  if (cx.tree.has(node, Flag.Ref)) return 'ref';
  if (cx.tree.has(node, Flag.RefMut)) return 'mut';
  return cx.tree.has(node, Flag.Mut) ? 'move' : mode;
}

function bind(cx: BodyCx, node: NodeId, token: number, mode: Mode, expected: Ty, info: PatCx): void {
  const { tokens } = cx.tree;
  const sym = tokens.sym(token);
  const context = tokens.contextOf(token);
  const ty = mode === 'move' ? expected : cx.types.ref(expected, mode === 'mut');
  cx.seen?.push({ tree: cx.tree, node, ty, name: token });
  const key = `${sym}:${context}`;
  const before = info.bound.get(key);
  if (before !== undefined) {
    cx.unify(before.ty, ty);
    return;
  }
  info.bound.set(key, cx.declare(sym, context, ty));
  if (mode === 'move') cx.dropped(ty, node);
  // rustc converts the scrutinee for an explicit `ref mut` only (FnCtxt::check_match, Pat::contains_explicit_ref_binding).
  if (info.place !== undefined && cx.tree.has(node, Flag.RefMut)) placeToMutable(cx, info.place);
  capture(cx, info.place, mode, ty);
}

/** A binding uses the place it matches: by move, by reference, by mutable reference. */
function capture(cx: BodyCx, place: Place | undefined, mode: Mode, ty: Ty): void {
  const root = place?.capture;
  if (root === undefined || place === undefined) return;
  const how: CaptureUse['mode'] = mode === 'move' ? 'value' : mode === 'mut' && !place.behind ? 'mut' : 'ref';
  cx.fn.captures.push({ local: root.local, mode: how, ty, behind: place.behind });
}

function checkPathPat(cx: BodyCx, node: NodeId, res: ValueRes | undefined, expected: Ty, mode: Mode): void {
  if (res === undefined) return;
  if (res.kind === 'ctor') {
    const { ty } = peel(cx, expected, mode);
    const adt = instantiateCtor(cx, res);
    if (adt !== undefined) cx.unify(adt.self, ty);
    return;
  }
  if (res.kind !== 'def') return;
  const ty = pathConst(cx, node, res.def, res.args);
  // A constant is not looked into through references, but a `&str` one may stand for what a reference points at.
  if (!cx.unify(ty, expected)) cx.unify(ty, peel(cx, expected, mode).ty);
}

function checkLiteral(cx: BodyCx, node: NodeId, expected: Ty): void {
  const inner = cx.tree.first(node);
  if (inner === NO_NODE) return;
  const ty = checkExpr(cx, inner, undefined);
  if (cx.kind(cx.shallow(ty)) !== TyKind.Ref) {
    cx.unify(ty, peel(cx, expected, 'move').ty);
    return;
  }
  // `b"..."` and `"..."`: peel to the innermost reference; a byte string may match a slice.
  let at = cx.known(expected);
  while (cx.kind(at) === TyKind.Ref && cx.kind(cx.known(cx.types.arg(at, 0))) === TyKind.Ref)
    at = cx.known(cx.types.arg(at, 0));
  cx.unify(ty, at);
}

// Structure.

/** Splits sub-patterns at the `..`. */
function aroundRest(cx: BodyCx, subs: readonly NodeId[]): { front: NodeId[]; back: NodeId[]; rest: boolean } {
  const at = subs.findIndex((sub) => cx.tree.kind(sub) === NodeKind.RestPat);
  if (at === -1) return { front: [...subs], back: [], rest: false };
  return { front: subs.slice(0, at), back: subs.slice(at + 1), rest: true };
}

function checkTuple(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  const subs = subPats(cx.tree, node);
  const { front, back, rest } = aroundRest(cx, subs);
  if (cx.kind(expected) !== TyKind.Tuple && !rest) cx.unify(expected, cx.types.tuple(subs.map(() => cx.fresh())));
  const at = cx.shallow(expected);
  const elements = cx.kind(at) === TyKind.Tuple ? cx.types.args(at) : [];
  checkAround(cx, front, back, elements, mode, info);
}

function checkAround(cx: BodyCx, front: NodeId[], back: NodeId[], tys: readonly Ty[], mode: Mode, info: PatCx): void {
  front.forEach((sub, i) => {
    checkPart(cx, sub, i, tys[i] ?? cx.error, mode, info);
  });
  back.forEach((sub, i) => {
    const at = tys.length - back.length + i;
    checkPart(cx, sub, tys.length === 0 ? undefined : at, tys[at] ?? cx.error, mode, info);
  });
}

/** A pattern for an element; which one, if that is known. */
function checkPart(cx: BodyCx, sub: NodeId, index: number | undefined, ty: Ty, mode: Mode, info: PatCx): void {
  if (cx.flow === undefined) checkPat(cx, sub, ty, mode, info);
  else cx.flow.inside(index, () => checkPat(cx, sub, ty, mode, info));
}

function checkTupleStruct(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  const path = structPath(cx.tree, node);
  const { front, back } = aroundRest(cx, subPats(cx.tree, node));
  const res = path === NO_NODE ? undefined : resolvePathNode(cx, path, Ns.Value);
  const ctor = res?.kind === 'ctor' ? instantiateCtor(cx, res) : undefined;
  if (ctor === undefined) {
    checkAround(cx, front, back, [], mode, info);
    return;
  }
  cx.unify(ctor.self, expected);
  const tys = ctor.variant.fields.map((field) => cx.inst(field.ty, ctor.args));
  checkAround(cx, front, back, tys, mode, info);
}

function checkStruct(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  const path = structPath(cx.tree, node);
  const res = path === NO_NODE ? undefined : resolvePathNode(cx, path, Ns.Type);
  const ctor = res?.kind === 'ctor' ? instantiateCtor(cx, res) : undefined;
  if (ctor !== undefined) cx.unify(ctor.self, expected);
  for (const field of fieldPats(cx.tree, node)) {
    if (!cx.host.names.isActive(cx.tree, field)) continue;
    const sub = patOf(cx.tree, field);
    if (sub === NO_NODE) continue;
    const name = cx.world.names.intern(fieldPatName(cx, field));
    const declared = ctor?.variant.fields.find((f) => f.name === name);
    const ty = declared === undefined || ctor === undefined ? cx.error : cx.inst(declared.ty, ctor.args);
    checkPart(cx, sub, undefined, ty, mode, info);
  }
}

function fieldPatName(cx: BodyCx, field: NodeId): string {
  const token = nameToken(cx.tree, field);
  const { tokens } = cx.tree;
  return tokens.kind(token) === TokenKind.Int ? tokens.text(token) : cx.world.names.text(tokens.sym(token) as Sym);
}

function checkSlice(cx: BodyCx, node: NodeId, expected: Ty, mode: Mode, info: PatCx): void {
  const at = cx.known(expected);
  const kind = cx.kind(at);
  const isArray = kind === TyKind.Array;
  const item = isArray || kind === TyKind.Slice ? cx.types.arg(at, 0) : kind === TyKind.Infer ? cx.fresh() : cx.error;
  if (kind === TyKind.Infer) cx.unify(at, cx.types.array(item, cx.types.constUnknown));
  const subs = subPats(cx.tree, node);
  for (const sub of subs) {
    if (cx.tree.kind(sub) === NodeKind.RestPat) continue;
    const rest = isRestBinding(cx, sub);
    const ty = !rest
      ? item
      : isArray
        ? cx.types.array(item, restLength(cx, at, subs.length - 1))
        : cx.types.slice(item);
    if (rest) checkPat(cx, sub, ty, mode, info);
    else checkPart(cx, sub, undefined, ty, mode, info);
  }
}

/** Length of what `..` stands for, where `others` elements of an array have patterns of their own. */
function restLength(cx: BodyCx, array: Ty, others: number): Ty {
  const length = cx.shallow(cx.types.arg(array, 1));
  const count =
    cx.kind(length) === TyKind.Const ? Number(cx.world.names.text(cx.types.head(length) as Sym)) : Number.NaN;
  if (!Number.isSafeInteger(count) || count < others) return cx.types.constUnknown;
  return cx.types.constant(cx.world.names.intern(String(count - others)));
}

/** `name @ ..` */
function isRestBinding(cx: BodyCx, node: NodeId): boolean {
  if (cx.tree.kind(node) !== NodeKind.IdentPat) return false;
  const sub = patOf(cx.tree, node);
  return sub !== NO_NODE && cx.tree.kind(sub) === NodeKind.RestPat;
}

function checkRef(cx: BodyCx, node: NodeId, expected: Ty, info: PatCx): void {
  const mutable = cx.tree.has(node, Flag.Mut);
  const at = cx.known(expected);
  let inner: Ty;
  if (cx.kind(at) === TyKind.Ref) inner = cx.types.arg(at, 0);
  else if (cx.kind(at) === TyKind.Infer) {
    inner = cx.fresh();
    cx.unify(at, cx.types.ref(inner, mutable));
  } else inner = at;
  for (const sub of subPats(cx.tree, node)) checkPat(cx, sub, inner, 'move', info);
}
