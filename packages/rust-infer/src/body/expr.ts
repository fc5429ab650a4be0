/** Expressions by kind, coercion to what is wanted, conditions. Model: rustc_hir_typeck::expr. */
import { type Ty, TyKind } from '@lazaret/facts';
import {
  Flag,
  letInit,
  letPat,
  NO_NODE,
  type NodeId,
  NodeKind,
  operand,
  rightOperand,
  TokenKind,
} from '@lazaret/rust-syntax';
import { checkCall, checkMethodCall } from './calls.ts';
import { checkAsyncBlock, checkClosure } from './closures.ts';
import { coerce } from './coerce.ts';
import { type BodyCx, DEPTH_MAX } from './context.ts';
import {
  checkBlock,
  checkBreak,
  checkContinue,
  checkFor,
  checkIf,
  checkLoop,
  checkMatch,
  checkReturn,
  checkWhile,
} from './control.ts';
import { checkAwait, checkRange, checkTry } from './desugar.ts';
import { type Expect, has, hint, rvalueHint } from './expect.ts';
import {
  checkArray,
  checkAssign,
  checkCast,
  checkLiteral,
  checkRepeat,
  checkStructLiteral,
  checkTuple,
} from './literals.ts';
import { checkBuiltinExpr, checkMacro } from './macros.ts';
import { checkAssignOp, checkBinary, checkUnary } from './operators.ts';
import { checkPathExpr } from './paths.ts';
import { checkPatTop } from './patterns.ts';
import { checkDeref, checkField, checkIndex, needMutable, needShared } from './place.ts';

/** Type of an expression; records the uses in it. */
export function checkExpr(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  if (node === NO_NODE || !cx.tick()) return cx.error;
  if (cx.depth >= DEPTH_MAX) {
    cx.truncated ??= 'depth';
    return cx.error;
  }
  cx.depth++;
  const before = cx.diverges;
  cx.diverges = false;
  const ty = checkKind(cx, node, expect);
  cx.fn.exprTys.push(ty);
  cx.seen?.push({ tree: cx.tree, node, ty });
  if (cx.isNever(ty)) cx.diverges = true;
  cx.diverges ||= before;
  cx.depth--;
  return ty;
}

/** Checks and coerces; gives the wanted type. */
export function checkExprCoerced(cx: BodyCx, node: NodeId, wanted: Ty): Ty {
  const ty = checkExpr(cx, node, has(wanted));
  coerce(cx, node, ty, wanted);
  return wanted;
}

/** A condition: boolean, or a chain with `let`, whose variables it declares in the current scope. */
export function checkCondition(cx: BodyCx, node: NodeId): void {
  if (node === NO_NODE) return;
  const { tree } = cx;
  if (tree.kind(node) === NodeKind.LetExpr) {
    const init = letInit(tree, node);
    const ty = checkScrutinee(cx, init);
    cx.flow?.fromNode(tree, init);
    checkPatTop(cx, letPat(tree, node), ty, cx.place(init));
    return;
  }
  if (tree.kind(node) === NodeKind.ParenExpr) {
    cx.src.setParens(tree.first(node), node);
    checkCondition(cx, tree.first(node));
    return;
  }
  if (tree.kind(node) === NodeKind.BinaryExpr && tree.operator(node) === TokenKind.AndAnd) {
    checkCondition(cx, operand(tree, node));
    const before = cx.diverges;
    checkCondition(cx, rightOperand(tree, node));
    cx.diverges = before;
    return;
  }
  checkExprCoerced(cx, node, cx.types.prim('bool'));
}

/** What a pattern is matched against: a place is only looked at, another value lives in a temporary. */
export function checkScrutinee(cx: BodyCx, node: NodeId): Ty {
  const ty = checkExpr(cx, node, undefined);
  useAsPlace(cx, node, ty);
  return ty;
}

/** An expression in a place context: places are not moved, values become temporaries that are dropped. */
export function useAsPlace(cx: BodyCx, node: NodeId, ty: Ty): void {
  if (cx.place(node) === undefined) cx.dropped(ty, node);
  else needShared(cx, node);
}

function checkKind(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  switch (cx.tree.kind(node)) {
    case NodeKind.LiteralExpr:
      return checkLiteral(cx, node, expect);
    case NodeKind.PathExpr:
      return checkPathExpr(cx, node);
    case NodeKind.MethodCallExpr:
      return checkMethodCall(cx, node, expect);
    case NodeKind.CallExpr:
      return checkCall(cx, node, expect);
    case NodeKind.FieldExpr:
      return checkField(cx, node);
    case NodeKind.IndexExpr:
      return checkIndex(cx, node);
    case NodeKind.UnaryExpr:
      return cx.tree.operator(node) === TokenKind.Star ? checkDeref(cx, node, expect) : checkUnary(cx, node, expect);
    case NodeKind.RefExpr:
      return checkRef(cx, node, expect);
    case NodeKind.BinaryExpr:
      return checkBinary(cx, node, expect);
    case NodeKind.AssignExpr:
      return checkAssign(cx, node);
    case NodeKind.AssignOpExpr:
      return checkAssignOp(cx, node, expect);
    case NodeKind.CastExpr:
      return checkCast(cx, node);
    case NodeKind.ParenExpr:
      if (contains(cx, node, cx.tree.first(node))) cx.src.setParens(cx.tree.first(node), node);
      return forward(cx, node, cx.tree.first(node), expect);
    case NodeKind.AttrExpr:
      return forward(cx, node, lastOf(cx, node), expect);
    case NodeKind.TupleExpr:
      return checkTuple(cx, node, expect);
    case NodeKind.ArrayExpr:
      return checkArray(cx, node, expect);
    case NodeKind.RepeatExpr:
      return checkRepeat(cx, node, expect);
    case NodeKind.StructExpr:
      return checkStructLiteral(cx, node, expect);
    default:
      return checkRest(cx, node, expect);
  }
}

/** Parentheses in a macro's text do not contain what the macro was given. */
function contains(cx: BodyCx, outer: NodeId, inner: NodeId): boolean {
  const { tree } = cx;
  const { tokens } = tree;
  if (!tokens.mixed || inner === NO_NODE) return true;
  const first = tree.start(inner);
  return (
    tokens.fileOf(first) === tokens.fileOf(tree.start(outer)) &&
    tokens.startOf(first) >= tokens.startOf(tree.start(outer)) &&
    tokens.endOf(first) <= tokens.endOf(tree.end(outer) - 1)
  );
}

function checkRest(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  switch (tree.kind(node)) {
    case NodeKind.BlockExpr:
      return tree.has(node, Flag.Async) || tree.has(node, Flag.Gen)
        ? checkAsyncBlock(cx, node)
        : checkBlock(cx, node, expect);
    case NodeKind.IfExpr:
      return checkIf(cx, node, expect);
    case NodeKind.MatchExpr:
      return checkMatch(cx, node, expect);
    case NodeKind.LetExpr:
      checkCondition(cx, node);
      return cx.types.prim('bool');
    case NodeKind.WhileExpr:
      return checkWhile(cx, node);
    case NodeKind.LoopExpr:
      return checkLoop(cx, node, expect);
    case NodeKind.ForExpr:
      return checkFor(cx, node);
    case NodeKind.ClosureExpr:
      return checkClosure(cx, node, expect);
    case NodeKind.RangeExpr:
      return checkRange(cx, node, expect);
    case NodeKind.TryExpr:
      return checkTry(cx, node);
    case NodeKind.AwaitExpr:
      return checkAwait(cx, node);
    case NodeKind.ReturnExpr:
    case NodeKind.BecomeExpr:
      return checkReturn(cx, node);
    case NodeKind.BreakExpr:
      return checkBreak(cx, node);
    case NodeKind.ContinueExpr:
      return checkContinue(cx);
    case NodeKind.MacroExpr:
      return checkMacro(cx, node, expect);
    case NodeKind.BuiltinExpr:
      return checkBuiltinExpr(cx, node);
    default:
      return checkRare(cx, node);
  }
}

/** What is left: `yield`, `box`, `_`, errors. Sub-expressions are looked at for their uses. */
function checkRare(cx: BodyCx, node: NodeId): Ty {
  const { tree } = cx;
  if (tree.kind(node) === NodeKind.YieldExpr) {
    const inner = tree.first(node);
    if (inner !== NO_NODE) checkExprCoerced(cx, inner, cx.fn.yields ?? cx.fresh());
    return cx.unit;
  }
  if (tree.kind(node) === NodeKind.BoxExpr) {
    const inner = tree.first(node);
    const ty = inner === NO_NODE ? cx.error : checkExpr(cx, inner, undefined);
    return cx.adtOf('owned_box', [ty, cx.fresh()]);
  }
  if (tree.kind(node) === NodeKind.UnderscoreExpr) return cx.fresh();
  for (const child of tree.children(node)) checkExpr(cx, child, undefined);
  return tree.kind(node) === NodeKind.YeetExpr ? cx.types.never : cx.error;
}

function lastOf(cx: BodyCx, node: NodeId): NodeId {
  return cx.tree.children(node).at(-1) ?? NO_NODE;
}

function forward(cx: BodyCx, node: NodeId, inner: NodeId, expect: Expect): Ty {
  const ty = checkExpr(cx, inner, expect);
  if (inner !== NO_NODE) cx.setPlace(node, cx.place(inner));
  return ty;
}

/** `&x`, `&mut x`, `&raw const x`. Model: FnCtxt::check_expr_addr_of. */
function checkRef(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const inner = operand(tree, node);
  const mutable = tree.has(node, Flag.Mut);
  const wanted = hint(cx, expect);
  let innerExpect: Expect;
  if (wanted !== undefined && (cx.kind(wanted) === TyKind.Ref || cx.kind(wanted) === TyKind.RawPtr)) {
    const pointee = cx.types.arg(wanted, 0);
    // A place keeps its own type: the reference is coerced, not the place.
    innerExpect = isSyntacticPlace(cx, inner) ? undefined : rvalueHint(cx, pointee);
    if (innerExpect === undefined && cx.kind(cx.shallow(pointee)) !== TyKind.Dyn)
      innerExpect = { how: 'unsized', ty: pointee };
  }
  const ty = checkExpr(cx, inner, innerExpect);
  if (mutable) needMutable(cx, inner);
  useAsPlace(cx, inner, ty);
  return tree.has(node, Flag.RawRef) ? cx.types.rawPtr(ty, mutable) : cx.types.ref(ty, mutable);
}

/** Syntax of a place expression (a path may still turn out to be a constant). */
function isSyntacticPlace(cx: BodyCx, node: NodeId): boolean {
  const { tree } = cx;
  switch (tree.kind(node)) {
    case NodeKind.ParenExpr:
      return isSyntacticPlace(cx, tree.first(node));
    case NodeKind.PathExpr:
    case NodeKind.FieldExpr:
    case NodeKind.IndexExpr:
      return true;
    case NodeKind.UnaryExpr:
      return tree.operator(node) === TokenKind.Star;
    default:
      return false;
  }
}
