/**
 * Unary and binary operators and their assigning forms: built in on primitives, otherwise calls of `core::ops` traits.
 * Model: rustc_hir_typeck::op; what is built in is decided at the end as in writeback::fix_scalar_builtin_expr.
 */
import { type Ty, TyKind, UseKind } from '@lazaret/facts';
import { type NodeId, operand, rightOperand, TokenKind } from '@lazaret/rust-syntax';
import { coerce } from './coerce.ts';
import type { BodyCx } from './context.ts';
import { type Expect, has, hint } from './expect.ts';
import { checkCondition, checkExpr } from './expr.ts';
import type { PendingUse } from './pending.ts';
import { needMutable, needShared } from './place.ts';

type Category = 'math' | 'shift' | 'bit' | 'comparison';

interface BinOp {
  readonly lang: string;
  readonly method: string;
  readonly category: Category;
}

const BINARY: ReadonlyMap<number, BinOp> = new Map<number, BinOp>([
  [TokenKind.Plus, { lang: 'add', method: 'add', category: 'math' }],
  [TokenKind.Minus, { lang: 'sub', method: 'sub', category: 'math' }],
  [TokenKind.Star, { lang: 'mul', method: 'mul', category: 'math' }],
  [TokenKind.Slash, { lang: 'div', method: 'div', category: 'math' }],
  [TokenKind.Percent, { lang: 'rem', method: 'rem', category: 'math' }],
  [TokenKind.Caret, { lang: 'bitxor', method: 'bitxor', category: 'bit' }],
  [TokenKind.And, { lang: 'bitand', method: 'bitand', category: 'bit' }],
  [TokenKind.Or, { lang: 'bitor', method: 'bitor', category: 'bit' }],
  [TokenKind.Shl, { lang: 'shl', method: 'shl', category: 'shift' }],
  [TokenKind.Shr, { lang: 'shr', method: 'shr', category: 'shift' }],
  [TokenKind.EqEq, { lang: 'eq', method: 'eq', category: 'comparison' }],
  [TokenKind.Ne, { lang: 'eq', method: 'ne', category: 'comparison' }],
  [TokenKind.Lt, { lang: 'partial_ord', method: 'lt', category: 'comparison' }],
  [TokenKind.Le, { lang: 'partial_ord', method: 'le', category: 'comparison' }],
  [TokenKind.Gt, { lang: 'partial_ord', method: 'gt', category: 'comparison' }],
  [TokenKind.Ge, { lang: 'partial_ord', method: 'ge', category: 'comparison' }],
]);

const ASSIGN: ReadonlyMap<number, BinOp> = new Map<number, BinOp>([
  [TokenKind.PlusEq, { lang: 'add_assign', method: 'add_assign', category: 'math' }],
  [TokenKind.MinusEq, { lang: 'sub_assign', method: 'sub_assign', category: 'math' }],
  [TokenKind.StarEq, { lang: 'mul_assign', method: 'mul_assign', category: 'math' }],
  [TokenKind.SlashEq, { lang: 'div_assign', method: 'div_assign', category: 'math' }],
  [TokenKind.PercentEq, { lang: 'rem_assign', method: 'rem_assign', category: 'math' }],
  [TokenKind.CaretEq, { lang: 'bitxor_assign', method: 'bitxor_assign', category: 'bit' }],
  [TokenKind.AndEq, { lang: 'bitand_assign', method: 'bitand_assign', category: 'bit' }],
  [TokenKind.OrEq, { lang: 'bitor_assign', method: 'bitor_assign', category: 'bit' }],
  [TokenKind.ShlEq, { lang: 'shl_assign', method: 'shl_assign', category: 'shift' }],
  [TokenKind.ShrEq, { lang: 'shr_assign', method: 'shr_assign', category: 'shift' }],
]);

export function checkBinary(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const kind = tree.operator(node);
  const left = operand(tree, node);
  const right = rightOperand(tree, node);
  if (kind === TokenKind.AndAnd || kind === TokenKind.OrOr) return checkLazy(cx, node, left, right);
  const op = BINARY.get(kind);
  if (op === undefined || right < 0) return cx.error;
  const leftTy = leftOperand(cx, left);
  const result = overloaded(cx, node, op, left, leftTy, right, expect);
  if (op.category === 'comparison') {
    needShared(cx, left);
    needShared(cx, right);
  }
  if (!isBuiltin(cx, op.category, leftTy, result.right)) return result.ret;
  const builtin = enforceBuiltin(cx, op.category, leftTy, result.right);
  cx.unify(builtin, result.ret);
  return builtin;
}

/** The left operand, reborrowed if it is a reference (as for a coercion site of unknown type). */
function leftOperand(cx: BodyCx, left: NodeId): Ty {
  return checkExpr(cx, left, undefined);
}

function checkLazy(cx: BodyCx, _node: NodeId, left: NodeId, right: NodeId): Ty {
  checkCondition(cx, left);
  const before = cx.diverges;
  if (right >= 0) checkCondition(cx, right);
  cx.diverges = before;
  return cx.types.prim('bool');
}

export function checkAssignOp(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const op = ASSIGN.get(tree.operator(node));
  const left = operand(tree, node);
  const right = rightOperand(tree, node);
  if (op === undefined || right < 0) return cx.unit;
  const leftTy = checkExpr(cx, left, undefined);
  needMutable(cx, left);
  const result = overloaded(cx, node, op, left, leftTy, right, expect);
  if (isBuiltin(cx, op.category, leftTy, result.right)) enforceBuiltin(cx, op.category, leftTy, result.right);
  return cx.unit;
}

interface Overloaded {
  readonly right: Ty;
  readonly ret: Ty;
}

function overloaded(
  cx: BodyCx,
  node: NodeId,
  op: BinOp,
  left: NodeId,
  leftTy: Ty,
  right: NodeId,
  expect: Expect,
): Overloaded {
  const self = cx.known(leftTy);
  // Most operators are on numbers: no trait is asked if both sides are.
  const early = isPlain(cx, self) ? cx.known(checkExpr(cx, right, undefined)) : undefined;
  if (early !== undefined && fits(cx, op.category, self, early)) return { right: early, ret: builtinRet(cx, op, self) };
  const rightVar = early ?? cx.fresh();
  const trait = cx.lang(op.lang);
  const method = cx.langMethod(op.lang, op.method);
  const isAssign = op.lang.endsWith('_assign');
  const selfKind = cx.kind(self);
  // A variable may turn out to implement the trait, as in rustc's `predicate_may_hold`.
  const open = selfKind === TyKind.Infer;
  const mayHold =
    open || (selfKind !== TyKind.Error && trait !== undefined && cx.holds(trait, [self, rightVar]) !== 'no');
  if (!mayHold || trait === undefined || method === undefined) {
    const rightTy = early ?? checkExpr(cx, right, undefined);
    if (isBuiltin(cx, op.category, self, rightTy)) return { right: rightTy, ret: cx.fresh() };
    const use = cx.unresolved('operator', cx.loc(node), cx.world.names.intern(op.method), 2, self, 'receiver-unknown');
    use.drop = () => isScalarOp(cx, op.category, self, rightTy);
    if (op.category === 'comparison') return { right: rightTy, ret: cx.types.prim('bool') };
    return { right: rightTy, ret: isAssign ? cx.unit : cx.fresh() };
  }
  cx.obligateTrait(trait, [self, rightVar]);
  const use = cx.emit(UseKind.Call, 'operator', cx.loc(node), method, [self, rightVar]);
  if (open) use.late = () => unresolvedLate(cx, use, op, self);
  let ret: Ty;
  if (isAssign) ret = cx.unit;
  else if (op.category === 'comparison') ret = cx.types.prim('bool');
  else {
    const output = cx.traitItem(trait, 'Output');
    ret = output === undefined ? cx.error : cx.norm(cx.types.projection(output, [self, rightVar]));
    const wanted = hint(cx, expect);
    if (wanted !== undefined && cx.kind(wanted) === TyKind.Prim && isNumberVar(cx, self)) cx.table.unify(ret, wanted);
  }
  // What is built in is decided by the operands' own types, before they are coerced.
  const own = early ?? checkExpr(cx, right, has(rightVar));
  if (early === undefined) coerce(cx, right, own, rightVar);
  const rightTy = early ?? rightVar;
  use.drop = () => isScalarOp(cx, op.category, self, own);
  if (op.category === 'comparison') {
    needShared(cx, left);
    needShared(cx, right);
  }
  return { right: rightTy, ret };
}

/** A primitive or a number whose type is not known. */
function isPlain(cx: BodyCx, ty: Ty): boolean {
  return isNumberVar(cx, ty) || (cx.kind(ty) === TyKind.Prim && ty !== cx.types.prim('str'));
}

function builtinRet(cx: BodyCx, op: BinOp, self: Ty): Ty {
  return op.category === 'comparison' ? cx.types.prim('bool') : self;
}

/** An operator on what is a variable still when the whole body is known. */
function unresolvedLate(cx: BodyCx, use: PendingUse, op: BinOp, self: Ty): void {
  const kind = cx.kind(cx.shallow(self));
  if (kind !== TyKind.Infer && kind !== TyKind.Error) return;
  use.kind = UseKind.Unresolved;
  use.def = 0;
  use.args = [self];
  use.name = cx.world.names.intern(op.method);
  use.arity = 2;
  use.reason = 'receiver-unknown';
}

function isNumberVar(cx: BodyCx, ty: Ty): boolean {
  const kind = cx.kind(ty);
  return kind === TyKind.InferInt || kind === TyKind.InferFloat;
}

export function isIntegral(cx: BodyCx, ty: Ty): boolean {
  const kind = cx.kind(ty);
  if (kind === TyKind.InferInt) return true;
  return kind === TyKind.Prim && cx.types.head(ty) >= 3 && cx.types.head(ty) <= 14;
}

export function isFloat(cx: BodyCx, ty: Ty): boolean {
  const kind = cx.kind(ty);
  return kind === TyKind.InferFloat || (kind === TyKind.Prim && cx.types.head(ty) >= 15);
}

function isBool(cx: BodyCx, ty: Ty): boolean {
  return ty === cx.types.prim('bool');
}

function isScalar(cx: BodyCx, ty: Ty): boolean {
  switch (cx.kind(ty)) {
    case TyKind.Prim:
      return ty !== cx.types.prim('str');
    case TyKind.RawPtr:
    case TyKind.FnDef:
    case TyKind.FnPtr:
    case TyKind.InferInt:
    case TyKind.InferFloat:
      return true;
    default:
      return false;
  }
}

function peelRef(cx: BodyCx, ty: Ty): Ty {
  const at = cx.shallow(ty);
  return cx.kind(at) === TyKind.Ref ? cx.shallow(cx.types.arg(at, 0)) : at;
}

/** Does the operator on these types have the built-in meaning, if only its types? References count as what they point at. */
function isBuiltin(cx: BodyCx, category: Category, left: Ty, right: Ty): boolean {
  return fits(cx, category, peelRef(cx, left), peelRef(cx, right));
}

function fits(cx: BodyCx, category: Category, a: Ty, b: Ty): boolean {
  switch (category) {
    case 'shift':
      return isIntegral(cx, a) && isIntegral(cx, b);
    case 'math':
      return (isIntegral(cx, a) && isIntegral(cx, b)) || (isFloat(cx, a) && isFloat(cx, b));
    case 'bit':
      return (isIntegral(cx, a) && isIntegral(cx, b)) || (isBool(cx, a) && isBool(cx, b));
    case 'comparison':
      return isScalar(cx, a) && isScalar(cx, b);
  }
}

function enforceBuiltin(cx: BodyCx, category: Category, left: Ty, right: Ty): Ty {
  const a = peelRef(cx, left);
  const b = peelRef(cx, right);
  if (category === 'shift') return a;
  cx.unify(a, b);
  return category === 'comparison' ? cx.types.prim('bool') : a;
}

/** At the end: no call is made for two scalars (not behind references). */
function isScalarOp(cx: BodyCx, category: Category, left: Ty, right: Ty): boolean {
  const a = cx.shallow(left);
  const b = cx.shallow(right);
  return fits(cx, category, a, b) && isScalar(cx, a) && isScalar(cx, b);
}

// `-x`, `!x`

export function checkUnary(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const negate = tree.operator(node) === TokenKind.Minus;
  const inner = operand(tree, node);
  const ty = cx.known(checkExpr(cx, inner, expect));
  if (isIntegral(cx, ty) || (negate ? isFloat(cx, ty) : isBool(cx, ty))) return ty;
  if (cx.kind(ty) === TyKind.Error || cx.kind(ty) === TyKind.Never) return ty;
  const lang = negate ? 'neg' : 'not';
  const trait = cx.lang(lang);
  const method = cx.langMethod(lang, lang);
  if (cx.kind(ty) === TyKind.Infer || trait === undefined || method === undefined || cx.holds(trait, [ty]) === 'no') {
    const use = cx.unresolved('operator', cx.loc(node), cx.world.names.intern(lang), 1, ty, 'receiver-unknown');
    use.drop = () => isScalar(cx, cx.shallow(ty));
    return cx.kind(ty) === TyKind.Infer ? ty : cx.error;
  }
  cx.obligateTrait(trait, [ty]);
  const use = cx.emit(UseKind.Call, 'operator', cx.loc(node), method, [ty]);
  use.drop = () => isScalar(cx, cx.shallow(ty));
  const output = cx.traitItem(trait, 'Output');
  return output === undefined ? cx.error : cx.norm(cx.types.projection(output, [ty]));
}
