/** Blocks, statements, branches, loops and jumps. Model: rustc_hir_typeck::{fn_ctxt::checks, _match}. */
import { DefKind, localOf, type Ty, UseKind } from '@lazaret/facts';
import {
  armBody,
  armGuard,
  armPat,
  blockStmts,
  blockTail,
  condition,
  exprOf,
  Flag,
  forIter,
  forPat,
  ifElse,
  ifThen,
  isItem,
  labelToken,
  letElse,
  letInit,
  letPat,
  loopBody,
  matchArms,
  NO_NODE,
  type NodeId,
  NodeKind,
  operand,
  typeOf,
} from '@lazaret/rust-syntax';
import { finishReturns, inBody, newScope } from './closures.ts';
import { coerce } from './coerce.ts';
import { CoerceMany } from './coerce-many.ts';
import type { BodyCx, Breakable } from './context.ts';
import { forLoopTypes } from './desugar.ts';
import { adjustForBranches, type Expect, has, onlyHas } from './expect.ts';
import { checkCondition, checkExpr, checkExprCoerced, checkScrutinee } from './expr.ts';
import { checkMacroStmt } from './macros.ts';
import { checkPatTop } from './patterns.ts';
import type { Local } from './pending.ts';

// Blocks.

export function checkBlock(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const label = labelToken(cx.tree, node);
  if (cx.tree.has(node, Flag.Try)) return checkTryBlock(cx, node, expect);
  if (cx.tree.has(node, Flag.Const)) return checkConstBlock(cx, node, expect);
  if (label === -1) return blockType(cx, node, expect);
  const target = new CoerceMany(cx, onlyHas(cx, expect) ?? cx.fresh());
  return withBreakable(cx, label, false, target, (breakable) => {
    const ty = blockType(cx, node, expect);
    if (!cx.isNever(ty)) target.add(node, ty);
    if (breakable.mayBreak) cx.diverges = false;
    return target.isEmpty ? ty : target.complete();
  });
}

/** `const { .. }`: a body of its own, evaluated by the compiler. */
function checkConstBlock(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const def = cx.addDef(DefKind.AnonConst, node);
  cx.emit(UseKind.Value, 'path', cx.loc(node), def, cx.identity);
  const ret = onlyHas(cx, expect) ?? cx.fresh();
  const scope = newScope(cx, def, 'const', cx.fn, ret, false, cx.loc(node));
  inBody(cx, scope, (returns) => {
    returns.add(node, blockType(cx, node, has(ret)));
    finishReturns(cx, returns);
  });
  return ret;
}

/** `try { .. }`: its `?` leave the block, its value is wrapped. */
function checkTryBlock(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const outer = cx.returns;
  const ty = onlyHas(cx, expect) ?? cx.fresh();
  cx.returns = new CoerceMany(cx, ty);
  blockType(cx, node, undefined);
  cx.returns = outer;
  cx.diverges = false;
  return ty;
}

function blockType(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  return cx.scoped(() => {
    cx.scope = cx.host.enterBlock(cx.scope, cx.tree, node, localOf(cx.owner));
    return checkStatements(cx, node, expect);
  });
}

/** Statements and tail of a block or of a macro expansion that stands for some; declares into the current scope. */
export function checkStatements(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const stmts: NodeId[] = [];
  for (const stmt of blockStmts(tree, node)) if (cx.host.names.isActive(tree, stmt)) stmts.push(stmt);
  let tail = blockTail(tree, node);
  if (tail !== NO_NODE && !cx.host.names.isActive(tree, tail)) tail = NO_NODE;
  // What stands last after `cfg` is the value, also `m! { .. }` if it expands to one.
  const last = stmts.at(-1);
  const valued = tail === NO_NODE && last !== undefined && isValue(cx, last) ? last : NO_NODE;
  for (const stmt of stmts) if (stmt !== valued) checkStmt(cx, stmt);
  const wanted = onlyHas(cx, expect);
  if (valued !== NO_NODE) {
    if (tree.kind(valued) === NodeKind.MacroStmt) {
      return coercedValue(cx, valued, checkMacroStmt(cx, valued, expect), wanted);
    }
    tail = exprOf(tree, valued);
  }
  if (tail !== NO_NODE) return coercedValue(cx, tail, checkTail(cx, tail, expect), wanted);
  return cx.diverges ? cx.types.never : cx.unit;
}

/** A last statement that is the block's value although the parser could not know. */
function isValue(cx: BodyCx, stmt: NodeId): boolean {
  const kind = cx.tree.kind(stmt);
  return (kind === NodeKind.MacroStmt || kind === NodeKind.ExprStmt) && !cx.tree.has(stmt, Flag.Semi);
}

function checkTail(cx: BodyCx, tail: NodeId, expect: Expect): Ty {
  // In tail position a macro call may expand to statements with a value.
  if (cx.tree.kind(tail) !== NodeKind.MacroExpr) return checkExpr(cx, tail, expect);
  const ty = cx.scoped(() => checkMacroStmt(cx, tail, expect));
  cx.fn.exprTys.push(ty);
  if (cx.isNever(ty)) cx.diverges = true;
  return ty;
}

function coercedValue(cx: BodyCx, node: NodeId, ty: Ty, wanted: Ty | undefined): Ty {
  if (wanted === undefined || cx.isNever(ty)) return ty;
  return coerce(cx, node, ty, wanted) ? wanted : ty;
}

function checkStmt(cx: BodyCx, stmt: NodeId): void {
  const { tree } = cx;
  const kind = tree.kind(stmt);
  if (isItem(kind)) return;
  switch (kind) {
    case NodeKind.LetStmt:
      checkLet(cx, stmt);
      return;
    case NodeKind.MacroStmt: {
      const ty = checkMacroStmt(cx, stmt, tree.has(stmt, Flag.Semi) ? undefined : has(cx.unit));
      if (cx.isNever(ty)) cx.diverges = true;
      cx.dropped(ty, stmt);
      return;
    }
    case NodeKind.ExprStmt: {
      const inner = exprOf(tree, stmt);
      if (inner === NO_NODE) return;
      const ty = checkExpr(cx, inner, tree.has(stmt, Flag.Semi) ? undefined : has(cx.unit));
      if (!tree.has(stmt, Flag.Semi) && cx.isUnknown(ty)) cx.unify(ty, cx.unit);
      if (cx.place(inner) === undefined) cx.dropped(ty, inner);
      return;
    }
    default:
      checkExpr(cx, stmt, undefined);
  }
}

function checkLet(cx: BodyCx, stmt: NodeId): void {
  const { tree } = cx;
  const pat = letPat(tree, stmt);
  const written = typeOf(tree, stmt);
  const init = letInit(tree, stmt);
  const ty = written === NO_NODE ? cx.fresh() : cx.lowerTy(written);
  let actual = ty;
  if (init !== NO_NODE) {
    if (written === NO_NODE) {
      actual = checkExpr(cx, init, has(ty));
      if (!coerce(cx, init, actual, ty)) cx.unify(actual, ty);
      actual = ty;
    } else checkExprCoerced(cx, init, ty);
    if (!isPlainBinding(cx, pat)) {
      if (cx.place(init) === undefined) cx.dropped(actual, init);
      else if (cx.place(init)?.capture?.mode === 'value') cx.place(init)!.capture!.mode = 'ref';
    }
  }
  const otherwise = letElse(tree, stmt);
  if (otherwise !== NO_NODE) {
    const before = cx.diverges;
    checkExpr(cx, otherwise, has(cx.types.never));
    cx.diverges = before;
  }
  cx.flow?.fromNode(tree, init);
  checkPatTop(cx, pat, actual, isPlainBinding(cx, pat) ? undefined : cx.place(init));
}

function isPlainBinding(cx: BodyCx, pat: NodeId): boolean {
  if (pat === NO_NODE) return false;
  const { tree } = cx;
  return tree.kind(pat) === NodeKind.IdentPat && !tree.has(pat, Flag.Ref) && !tree.has(pat, Flag.RefMut);
}

// Branches.

export function checkIf(cx: BodyCx, node: NodeId, original: Expect): Ty {
  const { tree } = cx;
  const expect = adjustForBranches(cx, original);
  const otherwise = ifElse(tree, node);
  const then = ifThen(tree, node);
  const target = new CoerceMany(cx, otherwise === NO_NODE ? cx.unit : (onlyHas(cx, expect) ?? cx.fresh()));
  let thenDiverges = false;
  let condDiverges = false;
  cx.scoped(() => {
    checkCondition(cx, condition(tree, node));
    condDiverges = cx.diverges;
    cx.diverges = false;
    const ty = checkExpr(cx, then, otherwise === NO_NODE ? has(cx.unit) : expect);
    thenDiverges = cx.diverges;
    target.add(then, ty);
  });
  cx.diverges = condDiverges;
  if (otherwise === NO_NODE) return cx.unit;
  cx.diverges = false;
  const ty = checkExpr(cx, otherwise, expect);
  const elseDiverges = cx.diverges;
  target.add(otherwise, ty);
  cx.diverges = condDiverges || (thenDiverges && elseDiverges);
  return target.complete();
}

export function checkMatch(cx: BodyCx, node: NodeId, original: Expect): Ty {
  const { tree } = cx;
  const scrutinee = operand(tree, node);
  const ty = checkScrutinee(cx, scrutinee);
  const arms = matchArms(tree, node).filter((arm) => cx.host.names.isActive(tree, arm));
  if (arms.length === 0) {
    cx.diverges = true;
    return cx.types.never;
  }
  const place = cx.place(scrutinee);
  cx.flow?.fromNode(tree, scrutinee);
  // All patterns first: they tell the type of the scrutinee to all arms.
  const bound = arms.map((arm) => declaredBy(cx, () => checkPatTop(cx, armPat(tree, arm), ty, place)));
  const expect = adjustForBranches(cx, original);
  const target = new CoerceMany(cx, onlyHas(cx, expect) ?? cx.fresh());
  const before = cx.diverges;
  let allDiverge = true;
  arms.forEach((arm, i) => {
    cx.diverges = false;
    cx.scoped(() => {
      cx.redeclare(bound[i]!);
      const guard = armGuard(tree, arm);
      if (guard !== NO_NODE) {
        checkCondition(cx, guard);
        cx.diverges = false;
      }
      const body = armBody(tree, arm);
      if (body === NO_NODE) cx.diverges = true;
      else target.add(body, checkExpr(cx, body, expect));
    });
    allDiverge &&= cx.diverges;
  });
  cx.diverges = before || allDiverge;
  return target.complete();
}

/** Variables that something declares, taken out of scope again. */
function declaredBy(cx: BodyCx, run: () => void): Local[] {
  const mark = cx.scopeMark();
  run();
  const locals = cx.localsSince(mark);
  cx.leaveScope(mark);
  return locals;
}

// Loops.

function withBreakable<T>(
  cx: BodyCx,
  label: number,
  isLoop: boolean,
  target: CoerceMany | undefined,
  run: (breakable: Breakable) => T,
): T {
  const { tokens } = cx.tree;
  const breakable: Breakable = {
    label: label === -1 ? 0 : tokens.sym(label),
    context: label === -1 ? 0 : tokens.contextOf(label),
    isLoop,
    coerce: target,
    mayBreak: false,
    fn: cx.fn,
  };
  cx.breakables.push(breakable);
  const result = run(breakable);
  cx.breakables.pop();
  return result;
}

export function checkLoop(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const target = new CoerceMany(cx, onlyHas(cx, expect) ?? cx.fresh());
  return withBreakable(cx, labelToken(cx.tree, node), true, target, (breakable) => {
    checkExpr(cx, loopBody(cx.tree, node), has(cx.unit));
    cx.diverges = !breakable.mayBreak;
    return breakable.mayBreak ? target.complete() : cx.types.never;
  });
}

export function checkWhile(cx: BodyCx, node: NodeId): Ty {
  const { tree } = cx;
  withBreakable(cx, labelToken(tree, node), true, undefined, () =>
    cx.scoped(() => {
      checkCondition(cx, condition(tree, node));
      const before = cx.diverges;
      checkExpr(cx, loopBody(tree, node), has(cx.unit));
      cx.diverges = before;
    }),
  );
  return cx.unit;
}

export function checkFor(cx: BodyCx, node: NodeId): Ty {
  const { tree } = cx;
  const iter = forIter(tree, node);
  const ty = checkExpr(cx, iter, undefined);
  const item = forLoopTypes(cx, iter, ty, tree.has(node, Flag.Await));
  withBreakable(cx, labelToken(tree, node), true, undefined, () =>
    cx.scoped(() => {
      const pattern = () => checkPatTop(cx, forPat(tree, node), item, undefined);
      cx.flow?.fromNode(tree, iter);
      if (cx.flow === undefined) pattern();
      else cx.flow.inside(undefined, pattern);
      const before = cx.diverges;
      checkExpr(cx, loopBody(tree, node), has(cx.unit));
      cx.diverges = before;
    }),
  );
  return cx.unit;
}

// Jumps.

export function checkReturn(cx: BodyCx, node: NodeId): Ty {
  const inner = cx.tree.first(node);
  if (inner !== NO_NODE) {
    const wanted = cx.returns?.expected ?? cx.fresh();
    const ty = checkExpr(cx, inner, has(wanted));
    cx.returns?.add(inner, ty);
  } else if (cx.returns !== undefined) cx.unify(cx.returns.expected, cx.unit);
  return cx.types.never;
}

export function checkBreak(cx: BodyCx, node: NodeId): Ty {
  const { tree } = cx;
  const inner = exprOf(tree, node);
  const target = breakTarget(cx, labelToken(tree, node));
  if (inner !== NO_NODE) {
    const wanted = target?.coerce?.expected;
    const ty = checkExpr(cx, inner, wanted === undefined ? undefined : has(wanted));
    target?.coerce?.add(inner, ty);
  } else if (target?.coerce !== undefined) target.coerce.add(node, cx.unit);
  if (target !== undefined) target.mayBreak = true;
  return cx.types.never;
}

function breakTarget(cx: BodyCx, label: number): Breakable | undefined {
  const { tokens } = cx.tree;
  for (let i = cx.breakables.length - 1; i >= 0; i--) {
    const at = cx.breakables[i]!;
    if (at.fn !== cx.fn) return undefined;
    if (label === -1 ? at.isLoop : at.label === tokens.sym(label)) return at;
  }
  return undefined;
}

export function checkContinue(cx: BodyCx): Ty {
  return cx.types.never;
}
