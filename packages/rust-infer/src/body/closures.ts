/**
 * Closures and async blocks: the expected signature, the body, captures and the kind that follows from them.
 * Model: rustc_hir_typeck::{closure, upvar}.
 */
import { DefFlag, type DefId, DefKind, type Predicate, type Ty, TyKind, UseKind } from '@lazaret/facts';
import { closureBody, closureParams, Flag, NO_NODE, type NodeId, patOf, retType, typeOf } from '@lazaret/rust-syntax';
import { dynTraitArgs } from './coerce.ts';
import { CoerceMany } from './coerce-many.ts';
import type { BodyCx } from './context.ts';
import { checkBlock } from './control.ts';
import { type Expect, has, hint } from './expect.ts';
import { checkExpr } from './expr.ts';
import { checkPatTop } from './patterns.ts';
import type { CaptureUse, FnScope, Loc } from './pending.ts';

type Kind = 'fn' | 'fn_mut' | 'fn_once';

interface ExpectedSig {
  kind: Kind | undefined;
  params: readonly Ty[] | undefined;
  ret: Ty | undefined;
}

/** Supertraits of a bound looked through for an `Fn*` bound (`trait Handler: Fn(..)`). */
const ELABORATE_MAX = 16;

export function newScope(
  cx: BodyCx | undefined,
  def: DefId,
  kind: FnScope['kind'],
  parent: FnScope | undefined,
  ret: Ty,
  byMove: boolean,
  at?: Loc,
): FnScope {
  const scope: FnScope = {
    def,
    parent,
    kind,
    uses: [],
    drops: [],
    ret,
    yields: undefined,
    params: [],
    captures: [],
    byMove,
    closureKind: undefined,
    captureTys: [],
    at,
    exprTys: [],
  };
  cx?.fns.push(scope);
  return scope;
}

/** Runs in a nested body: its own `return`, its own divergence. */
export function inBody<T>(cx: BodyCx, scope: FnScope, run: (returns: CoerceMany) => T): T {
  const outer = { fn: cx.fn, returns: cx.returns, diverges: cx.diverges };
  cx.fn = scope;
  const returns = new CoerceMany(cx, scope.ret);
  cx.returns = returns;
  cx.diverges = false;
  const result = cx.scoped(() => run(returns));
  cx.fn = outer.fn;
  cx.returns = outer.returns;
  cx.diverges = outer.diverges;
  return result;
}

export function checkClosure(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const isAsync = tree.has(node, Flag.Async);
  const def = cx.addDef(DefKind.Closure, node);
  cx.flow?.note(tree, node, { kind: 'closure', def });
  const args = cx.identity;
  const expected = expectedSig(cx, expect);
  const written = retType(tree, node);
  const ret = written !== NO_NODE ? cx.lowerTy(written) : isAsync ? cx.fresh() : (expected.ret ?? cx.fresh());
  if (written !== NO_NODE && expected.ret !== undefined && !isAsync) cx.unify(ret, expected.ret);
  cx.emit(UseKind.Create, 'closure', cx.loc(node), def, args);
  const params = closureParams(tree, node);
  const tys = params.map((param, i) => {
    const annotation = typeOf(tree, param);
    const wanted = expected.params?.[i];
    if (annotation === NO_NODE) return wanted ?? cx.fresh();
    const ty = cx.lowerTy(annotation);
    if (wanted !== undefined) cx.unify(ty, wanted);
    return ty;
  });
  const scope = newScope(cx, def, 'closure', cx.fn, ret, tree.has(node, Flag.Move), cx.loc(node));
  scope.params.push(...tys);
  scope.closureKind = expected.kind;
  cx.setClosureSig(def, { kind: undefined, params: tys, ret });
  inBody(cx, scope, (returns) => {
    params.forEach((param, i) => {
      cx.flow?.from({ kind: 'param', of: def, index: i });
      checkPatTop(cx, patOf(tree, param), tys[i]!, undefined);
    });
    const body = closureBody(tree, node);
    if (isAsync) {
      const future = asyncBody(cx, node, body, scope.byMove, written === NO_NODE ? undefined : ret);
      scope.ret = future;
      cx.setClosureSig(def, { kind: undefined, params: tys, ret: future });
      if (expected.ret !== undefined) cx.unify(expected.ret, future);
      return;
    }
    const ty = checkExpr(cx, body, has(ret));
    returns.add(body, ty);
    finishReturns(cx, returns);
  });
  return cx.types.closure(def, args);
}

/** A body whose every path diverges returns `!`, which falls back later if something else is wanted. */
export function finishReturns(cx: BodyCx, returns: CoerceMany): void {
  if (returns.diverged && cx.isUnknown(returns.expected)) cx.divergingVars.push(returns.expected);
}

export function checkAsyncBlock(cx: BodyCx, node: NodeId): Ty {
  return asyncBody(cx, node, node, cx.tree.has(node, Flag.Move), undefined);
}

/** The coroutine of an async block, async closure or gen block. */
function asyncBody(cx: BodyCx, node: NodeId, body: NodeId, byMove: boolean, output: Ty | undefined): Ty {
  // A future, unless it is a generator.
  const def = cx.addDef(DefKind.Coroutine, node, cx.tree.has(node, Flag.Gen) ? 0 : DefFlag.Async);
  const args = cx.identity;
  cx.emit(UseKind.Create, 'closure', cx.loc(node), def, args);
  coroutineBody(cx, def, body, byMove, output ?? cx.fresh(), () => undefined, cx.loc(node));
  return cx.types.coroutine(def, args);
}

/** Infers a coroutine's body; `enter` declares what it sees of its own (parameters of an async fn). */
export function coroutineBody(
  cx: BodyCx,
  def: DefId,
  body: NodeId,
  byMove: boolean,
  ret: Ty,
  enter: () => void,
  at?: Loc,
): void {
  const scope = newScope(cx, def, 'coroutine', cx.fn, ret, byMove, at);
  scope.closureKind = 'fn_once';
  if (cx.isBlock(body) && cx.tree.has(body, Flag.Gen)) scope.yields = cx.fresh();
  cx.setClosureSig(def, { kind: 'fn_once', params: [], ret: scope.yields ?? ret });
  inBody(cx, scope, (returns) => {
    enter();
    const ty = cx.isBlock(body) ? checkBlock(cx, body, has(ret)) : checkExpr(cx, body, has(ret));
    returns.add(body, ty);
    finishReturns(cx, returns);
  });
}

// The expected signature.

function expectedSig(cx: BodyCx, expect: Expect): ExpectedSig {
  const none: ExpectedSig = { kind: undefined, params: undefined, ret: undefined };
  let wanted = hint(cx, expect);
  if (wanted === undefined) return none;
  wanted = cx.known(wanted);
  switch (cx.kind(wanted)) {
    case TyKind.Infer:
      return fromPredicates(cx, cx.fulfill.pendingFor(wanted), none);
    case TyKind.FnPtr: {
      const args = cx.types.args(wanted);
      return { kind: undefined, params: args.slice(0, -1), ret: args.at(-1) };
    }
    case TyKind.Dyn:
      return fromDyn(cx, wanted, none);
    case TyKind.Opaque:
    case TyKind.Param:
      return none;
    default:
      return none;
  }
}

function callKind(cx: BodyCx, trait: DefId): Kind | undefined {
  if (trait === cx.lang('fn') || trait === cx.lang('async_fn')) return 'fn';
  if (trait === cx.lang('fn_mut') || trait === cx.lang('async_fn_mut')) return 'fn_mut';
  if (trait === cx.lang('fn_once') || trait === cx.lang('async_fn_once')) return 'fn_once';
  return undefined;
}

function tupleParts(cx: BodyCx, ty: Ty | undefined): readonly Ty[] | undefined {
  if (ty === undefined) return undefined;
  const at = cx.known(ty);
  return cx.kind(at) === TyKind.Tuple ? cx.types.args(at) : undefined;
}

/** From what is asked of the variable that the closure's type will be. */
function fromPredicates(cx: BodyCx, goals: readonly Predicate[], none: ExpectedSig): ExpectedSig {
  const found: ExpectedSig = { ...none };
  const output = cx.lang('fn_once_output');
  for (const goal of elaborated(cx, goals)) {
    if (goal.kind === 'projection') {
      if (goal.assoc !== output) continue;
      found.params ??= tupleParts(cx, goal.args[1]);
      found.ret ??= goal.ty;
      continue;
    }
    const kind = callKind(cx, goal.ref.trait);
    if (kind === undefined) continue;
    found.kind = narrower(found.kind, kind);
    found.params ??= tupleParts(cx, goal.ref.args[1]);
  }
  return found;
}

const RANK = { fn_once: 0, fn_mut: 1, fn: 2 } as const;

/** The most demanding of the kinds asked for. */
function narrower(a: Kind | undefined, b: Kind): Kind {
  return a !== undefined && RANK[a] >= RANK[b] ? a : b;
}

function elaborated(cx: BodyCx, goals: readonly Predicate[]): Predicate[] {
  const out = [...goals];
  for (let i = 0; i < out.length && out.length < goals.length + ELABORATE_MAX; i++) {
    const goal = out[i]!;
    if (goal.kind !== 'trait' || callKind(cx, goal.ref.trait) !== undefined) continue;
    for (const own of cx.solver.predicates(goal.ref.trait)) {
      const subject = own.kind === 'trait' ? own.ref.args[0] : own.args[0];
      if (subject !== cx.types.param(0)) continue;
      const implied = cx.solver.substPredicate(own, goal.ref.args);
      if (implied.kind === 'projection' || callKind(cx, implied.ref.trait) !== undefined) out.push(implied);
    }
  }
  return out;
}

function fromDyn(cx: BodyCx, dyn: Ty, none: ExpectedSig): ExpectedSig {
  const trait = cx.types.head(dyn) as DefId | 0;
  if (trait === 0) return none;
  const kind = callKind(cx, trait);
  if (kind === undefined) {
    const self = cx.fresh();
    return fromPredicates(cx, [{ kind: 'trait', ref: { trait, args: [self, ...dynTraitArgs(cx, dyn)] } }], none);
  }
  const binding = cx.types.args(dyn).find((arg) => cx.kind(arg) === TyKind.Binding);
  return {
    kind,
    params: tupleParts(cx, dynTraitArgs(cx, dyn)[0]),
    ret: binding === undefined ? undefined : cx.types.arg(binding, 0),
  };
}

// Captures.

/**
 * When everything is known: what each closure captures and how it can be called. Inner closures come first, others in their
 * order, and calls of a closure are settled as soon as its kind is: a closure that calls it captures it accordingly
 * (upvar::InferBorrowKindVisitor).
 */
export function analyzeCaptures(cx: BodyCx): void {
  if (cx.fns.length === 1) return;
  const inner = new Map<FnScope, FnScope[]>();
  const roots: FnScope[] = [];
  for (const scope of cx.fns) {
    const within = scope.parent === undefined ? roots : (inner.get(scope.parent) ?? []);
    within.push(scope);
    if (scope.parent !== undefined) inner.set(scope.parent, within);
  }
  const analyze = (scope: FnScope): void => {
    for (const child of inner.get(scope) ?? []) analyze(child);
    if (scope.kind === 'fn' || scope.kind === 'const') return;
    analyzeCapturesOf(cx, scope);
    for (const settle of cx.closureCalls?.get(scope.def) ?? []) settle(scope.closureKind ?? 'fn');
  };
  for (const root of roots) analyze(root);
}

function analyzeCapturesOf(cx: BodyCx, scope: FnScope): void {
  const byLocal = new Map<CaptureUse['local'], CaptureUse['mode']>();
  for (const use of scope.captures) {
    if (use.local.owner === scope) continue;
    const mode = modeOf(cx, use);
    const before = byLocal.get(use.local);
    byLocal.set(use.local, before === undefined ? mode : stronger(before, mode));
  }
  finishCaptures(cx, scope, byLocal);
}

const STRENGTH = { ref: 0, mut: 1, value: 2 } as const;

function stronger(a: CaptureUse['mode'], b: CaptureUse['mode']): CaptureUse['mode'] {
  return STRENGTH[a] >= STRENGTH[b] ? a : b;
}

function modeOf(cx: BodyCx, use: CaptureUse): CaptureUse['mode'] {
  if (use.mode !== 'value') return use.mode;
  const ty = cx.resolve(use.ty);
  return isCopy(cx, ty) ? 'ref' : 'value';
}

function isCopy(cx: BodyCx, ty: Ty): boolean {
  const kind = cx.kind(ty);
  if (kind === TyKind.Ref) return cx.types.head(ty) === 0;
  if (kind === TyKind.Prim || kind === TyKind.RawPtr || kind === TyKind.FnPtr || kind === TyKind.FnDef) return true;
  if (kind === TyKind.Error || kind === TyKind.Infer) return false;
  return cx.holds(cx.lang('copy'), [ty]) === 'yes';
}

function finishCaptures(cx: BodyCx, scope: FnScope, byLocal: Map<CaptureUse['local'], CaptureUse['mode']>): void {
  let kind: Kind = 'fn';
  for (const [local, mode] of byLocal) {
    const ty = cx.resolve(local.ty);
    if (mode === 'value') kind = 'fn_once';
    else if (mode === 'mut' && kind === 'fn') kind = 'fn_mut';
    scope.captureTys.push(scope.byMove || mode === 'value' ? ty : cx.types.ref(ty, mode === 'mut'));
    const outer = scope.parent;
    if (outer !== undefined && local.owner !== outer && outer.kind !== 'fn') {
      const passed = scope.byMove && mode !== 'value' ? 'value' : mode;
      outer.captures.push({ local, mode: passed, ty: local.ty, behind: false });
    }
  }
  scope.closureKind ??= kind;
}
