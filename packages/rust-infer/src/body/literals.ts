/** Literals, tuples, arrays, struct literals, casts, assignment. Model: rustc_hir_typeck::{expr, cast}. */
import { PRIMS, type Prim, type Ty, TyKind, UseKind } from '@lazaret/facts';
import { Ns } from '@lazaret/rust-names';
import {
  exprOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  nameToken,
  operand,
  rightOperand,
  structLitBase,
  structLitFields,
  structPath,
  TokenKind,
  typeOf,
} from '@lazaret/rust-syntax';
import { coerce } from './coerce.ts';
import { CoerceMany } from './coerce-many.ts';
import type { BodyCx } from './context.ts';
import { type Expect, has, hint, onlyHas } from './expect.ts';
import { checkExpr, checkExprCoerced } from './expr.ts';
import { isFloat, isIntegral } from './operators.ts';
import { instantiateCtor, resolvePathNode } from './paths.ts';
import { needMutable } from './place.ts';

const NUMBER_SUFFIX = /(?:[iu](?:8|16|32|64|128|size)|f(?:16|32|64|128))$/;

export function checkLiteral(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tokens } = cx.tree;
  const token = cx.tree.aux(node);
  switch (tokens.kind(token)) {
    case TokenKind.True:
    case TokenKind.False:
      return cx.types.prim('bool');
    case TokenKind.Int:
      return intLiteral(cx, tokens.text(token), expect);
    case TokenKind.Float:
      return floatLiteral(cx, tokens.text(token), expect);
    case TokenKind.Char:
      return cx.types.prim('char');
    case TokenKind.Byte:
      return cx.types.prim('u8');
    case TokenKind.Str:
    case TokenKind.RawStr:
      return cx.types.ref(cx.types.prim('str'), false);
    case TokenKind.ByteStr:
    case TokenKind.RawByteStr:
      return cx.types.ref(cx.types.array(cx.types.prim('u8'), byteCount(cx, tokens.text(token))), false);
    case TokenKind.CStr:
    case TokenKind.RawCStr:
      return cx.types.ref(cx.adtOf('CStr', []), false);
    default:
      return cx.error;
  }
}

function suffixOf(text: string): Prim | undefined {
  if (/^0[xX]/.test(text)) {
    const int = /[iu](?:8|16|32|64|128|size)$/.exec(text);
    return int === null ? undefined : (int[0] as Prim);
  }
  const match = NUMBER_SUFFIX.exec(text);
  return match === null ? undefined : (match[0] as Prim);
}

function intLiteral(cx: BodyCx, text: string, expect: Expect): Ty {
  const suffix = suffixOf(text);
  if (suffix !== undefined && PRIMS.includes(suffix)) return cx.types.prim(suffix);
  const wanted = hint(cx, expect);
  if (wanted !== undefined) {
    if (isIntegral(cx, wanted)) return wanted;
    if (expect?.how === 'cast') {
      if (wanted === cx.types.prim('char')) return cx.types.prim('u8');
      const kind = cx.kind(wanted);
      if (kind === TyKind.RawPtr || kind === TyKind.FnPtr || kind === TyKind.FnDef) return cx.types.prim('usize');
    }
  }
  return cx.freshInt();
}

function floatLiteral(cx: BodyCx, text: string, expect: Expect): Ty {
  const suffix = suffixOf(text);
  if (suffix !== undefined) return cx.types.prim(suffix);
  const wanted = hint(cx, expect);
  return wanted !== undefined && isFloat(cx, wanted) ? wanted : cx.freshFloat();
}

/** Length of a byte string as a const argument. */
function byteCount(cx: BodyCx, text: string): Ty {
  const raw = /^br(#*)"([\s\S]*)"\1$/.exec(text);
  let length: number;
  if (raw !== null) length = raw[2]!.length;
  else {
    const body = text.slice(2, -1).replace(/\\\r?\n\s*/g, '');
    length = body.replace(/\\(?:x[0-9a-fA-F]{2}|[\s\S])/g, '.').length;
  }
  return constCount(cx, length);
}

function constCount(cx: BodyCx, length: number): Ty {
  return cx.types.constant(cx.world.names.intern(String(length)));
}

export function checkTuple(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const wanted = hint(cx, expect);
  const elements = wanted !== undefined && cx.kind(wanted) === TyKind.Tuple ? cx.types.args(wanted) : [];
  const nodes = cx.tree.children(node);
  const tys = nodes.map((child, i) => {
    const element = elements[i];
    if (element === undefined) return checkExpr(cx, child, undefined);
    const ty = checkExpr(cx, child, expect?.how === 'has' ? has(element) : undefined);
    return coerce(cx, child, ty, element) ? element : ty;
  });
  return cx.types.tuple(tys);
}

export function checkArray(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const nodes = cx.tree.children(node).filter((child) => cx.host.names.isActive(cx.tree, child));
  const element = elementHint(cx, expect);
  const target = new CoerceMany(cx, element ?? cx.fresh());
  for (const child of nodes) {
    const ty = checkExpr(cx, child, element === undefined ? has(target.merged) : has(element));
    target.add(child, ty);
  }
  const item = nodes.length === 0 || target.diverged ? target.expected : target.complete();
  return cx.types.array(item, constCount(cx, nodes.length));
}

function elementHint(cx: BodyCx, expect: Expect): Ty | undefined {
  const wanted = hint(cx, expect);
  if (wanted === undefined) return undefined;
  const kind = cx.kind(wanted);
  return kind === TyKind.Array || kind === TyKind.Slice ? cx.types.arg(wanted, 0) : undefined;
}

export function checkRepeat(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const value = operand(cx.tree, node);
  const length = rightOperand(cx.tree, node);
  const element = elementHint(cx, expect);
  const ty = element === undefined ? checkExpr(cx, value, undefined) : checkExprCoerced(cx, value, element);
  return cx.types.array(ty, length === NO_NODE ? cx.types.constUnknown : cx.lowerConst(length));
}

export function checkStructLiteral(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const path = structPath(tree, node);
  const res = path === NO_NODE ? undefined : resolvePathNode(cx, path, Ns.Type);
  const ctor = res?.kind === 'ctor' ? instantiateCtor(cx, res) : undefined;
  const wanted = onlyHas(cx, expect);
  if (ctor !== undefined && wanted !== undefined && cx.kind(wanted) === TyKind.Adt) cx.table.unify(ctor.self, wanted);
  for (const field of structLitFields(tree, node)) {
    if (!cx.host.names.isActive(tree, field)) continue;
    const value = exprOf(tree, field);
    const name = cx.world.names.intern(fieldInitName(cx, field));
    const declared = ctor?.variant.fields.find((f) => f.name === name);
    if (declared === undefined || ctor === undefined) checkExpr(cx, value, undefined);
    else checkExprCoerced(cx, value, cx.inst(declared.ty, ctor.args));
  }
  const base = structLitBase(tree, node);
  if (base !== NO_NODE) {
    const ty = checkExpr(cx, base, ctor === undefined ? undefined : has(ctor.self));
    if (ctor !== undefined) cx.unify(ty, ctor.self);
  }
  if (ctor === undefined) return cx.error;
  cx.emit(UseKind.Construct, 'path', cx.loc(node), res?.kind === 'ctor' ? res.def : 0, [ctor.self]);
  return ctor.self;
}

function fieldInitName(cx: BodyCx, field: NodeId): string {
  const token = nameToken(cx.tree, field);
  const { tokens } = cx.tree;
  return tokens.kind(token) === TokenKind.Int ? tokens.text(token) : cx.world.names.text(tokens.sym(token));
}

export function checkAssign(cx: BodyCx, node: NodeId): Ty {
  const { tree } = cx;
  const left = operand(tree, node);
  const right = rightOperand(tree, node);
  const ty = checkExpr(cx, left, undefined);
  needMutable(cx, left);
  if (isDestructuring(cx, left)) {
    const value = checkExpr(cx, right, has(ty));
    cx.unify(value, ty);
    return cx.unit;
  }
  checkExprCoerced(cx, right, ty);
  if (tree.kind(left) !== NodeKind.UnderscoreExpr) cx.dropped(ty, left);
  return cx.unit;
}

function isDestructuring(cx: BodyCx, node: NodeId): boolean {
  switch (cx.tree.kind(node)) {
    case NodeKind.TupleExpr:
    case NodeKind.ArrayExpr:
    case NodeKind.StructExpr:
    case NodeKind.CallExpr:
      return true;
    default:
      return false;
  }
}

export function checkCast(cx: BodyCx, node: NodeId): Ty {
  const inner = operand(cx.tree, node);
  const written = typeOf(cx.tree, node);
  const target = written === NO_NODE ? cx.error : cx.lowerTy(written);
  const ty = checkExpr(cx, inner, { how: 'cast', ty: target });
  const { src } = cx;
  // `as _` says nothing: what wants the value decides.
  if (cx.isUnknown(cx.known(ty)) || cx.isUnknown(target)) {
    cx.deferred.push(() => cx.inSrc(src, () => castNow(cx, inner, ty, target)));
  } else castNow(cx, inner, ty, target);
  return target;
}

function castNow(cx: BodyCx, node: NodeId, ty: Ty, target: Ty): void {
  const from = cx.known(ty);
  const to = cx.known(target);
  const numbers = isNumeric(cx, from) && isNumeric(cx, to);
  if (numbers && cx.kind(from) !== TyKind.InferInt && cx.kind(from) !== TyKind.InferFloat) return;
  if (coerce(cx, node, from, to)) return;
  // `&[T; N] as *const T`
  if (cx.kind(from) === TyKind.Ref && cx.kind(to) === TyKind.RawPtr) {
    const array = cx.known(cx.types.arg(from, 0));
    if (cx.kind(array) === TyKind.Array) cx.table.unify(cx.types.arg(array, 0), cx.types.arg(to, 0));
  }
}

function isNumeric(cx: BodyCx, ty: Ty): boolean {
  return isIntegral(cx, ty) || isFloat(cx, ty);
}
