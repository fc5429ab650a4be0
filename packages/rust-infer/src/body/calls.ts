/** Calls, method calls and their arguments. Model: rustc_hir_typeck::{callee, method::confirm, fn_ctxt::checks}. */
import { type DefId, type Ty, TyKind, UseKind } from '@lazaret/facts';
import {
  callArgs,
  callCallee,
  methodArgs,
  methodName,
  methodReceiver,
  NO_NODE,
  type NodeId,
  NodeKind,
  peel,
} from '@lazaret/rust-syntax';
import { coerce } from './coerce.ts';
import type { BodyCx } from './context.ts';
import { type Expect, onlyHas, rvalueHint } from './expect.ts';
import { checkExpr, useAsPlace } from './expr.ts';
import { confirmMethod, lookupMethod } from './methods.ts';
import { checkPathValue, lastName } from './paths.ts';
import type { PendingUse } from './pending.ts';
import { autoderefTo, emitDeref, needMutable, needShared, toMutable } from './place.ts';

/** Arguments may carry a `#[cfg(..)]`. */
function activeArgs(cx: BodyCx, args: readonly NodeId[]): readonly NodeId[] {
  return args.every((arg) => cx.host.names.isActive(cx.tree, arg))
    ? args
    : args.filter((arg) => cx.host.names.isActive(cx.tree, arg));
}

export function checkCall(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const callee = callCallee(tree, node);
  const args = activeArgs(cx, callArgs(tree, node));
  const path = callee === NO_NODE ? NO_NODE : peel(tree, callee);
  let ty: Ty;
  let named: PendingUse | undefined;
  if (path !== NO_NODE && tree.kind(path) === NodeKind.PathExpr) {
    const value = checkPathValue(cx, path, args.length);
    ty = value.ty;
    named = value.use;
    cx.setPlace(callee, cx.place(path));
  } else ty = checkExpr(cx, callee, undefined);
  return callValue(cx, node, callee, ty, named, args, expect);
}

interface Callee {
  readonly how: 'item' | 'pointer' | 'closure' | 'fn' | 'fn_mut' | 'fn_once';
  readonly params: readonly Ty[];
  readonly ret: Ty;
  readonly input: Ty | undefined;
}

function callValue(
  cx: BodyCx,
  node: NodeId,
  callee: NodeId,
  ty: Ty,
  named: PendingUse | undefined,
  args: readonly NodeId[],
  expect: Expect,
): Ty {
  let first = true;
  // What is called through a reference is what it points at, not `impl Fn for &F` (callee::try_overloaded_call_step).
  const hit = autoderefTo(cx, ty, (at) => {
    const skipped = first && cx.kind(at) === TyKind.Ref;
    first = false;
    return skipped ? undefined : calleeAt(cx, at, args.length);
  });
  if (hit === undefined) {
    unknownCallee(cx, node, callee, ty, named, args);
    return cx.isNever(ty) ? cx.types.never : cx.error;
  }
  const derefs = hit.steps.map((source) => emitDeref(cx, callee, source, true));
  const { how, params, ret, input } = hit.value;
  switch (how) {
    case 'item':
      callItem(cx, node, hit.ty, ret, named);
      break;
    case 'pointer':
      noteCall(cx, node, cx.emit(UseKind.CallFnPtr, 'path', cx.loc(node), 0, [hit.ty]));
      needShared(cx, callee);
      break;
    case 'closure':
      callClosure(cx, node, callee, hit.ty, params, derefs);
      break;
    default:
      noteCall(cx, node, cx.emit(UseKind.Call, 'path', cx.loc(node), callMethod(cx, how), [hit.ty, input ?? cx.error]));
      if (how === 'fn') needShared(cx, callee);
      if (how === 'fn_mut') {
        for (const use of derefs) toMutable(cx, use);
        needMutable(cx, callee);
      }
  }
  return checkArgs(cx, params, ret, args, expect);
}

function callMethod(cx: BodyCx, how: 'fn' | 'fn_mut' | 'fn_once'): DefId | 0 {
  const name = how === 'fn' ? 'call' : how === 'fn_mut' ? 'call_mut' : 'call_once';
  return cx.langMethod(how, name) ?? 0;
}

function noteCall(cx: BodyCx, node: NodeId, use: PendingUse): void {
  cx.flow?.note(cx.tree, node, { kind: 'call', use });
}

/** The path that named the function becomes its call. */
function callItem(cx: BodyCx, node: NodeId, ty: Ty, ret: Ty, named: PendingUse | undefined): void {
  const def = cx.types.head(ty) as DefId;
  if (named !== undefined && named.def === def) {
    cx.withdraw(named);
  }
  const isCtor = cx.isCtor(def);
  const use = cx.emit(
    isCtor ? UseKind.Construct : UseKind.Call,
    'path',
    cx.loc(node),
    def,
    isCtor ? [ret] : cx.types.args(ty),
  );
  if (!isCtor) noteCall(cx, node, use);
  if (named?.candidates !== undefined) use.candidates = named.candidates;
}

/** A closure of this body: through which of the `Fn*` is known when its captures are (callee::DeferredCallResolution). */
function callClosure(
  cx: BodyCx,
  node: NodeId,
  callee: NodeId,
  ty: Ty,
  params: readonly Ty[],
  derefs: readonly PendingUse[],
): void {
  const def = cx.types.head(ty) as DefId;
  const use = cx.emit(UseKind.Call, 'path', cx.loc(node), callMethod(cx, 'fn'), [ty, cx.types.tuple(params)]);
  noteCall(cx, node, use);
  const capture = cx.place(callee)?.capture;
  if (capture !== undefined) capture.mode = 'ref';
  cx.closureCalls ??= new Map();
  const calls = cx.closureCalls.get(def) ?? [];
  cx.closureCalls.set(def, calls);
  calls.push((kind) => {
    use.def = callMethod(cx, kind);
    if (capture !== undefined && kind !== 'fn') capture.mode = kind === 'fn_mut' ? 'mut' : 'value';
    if (kind === 'fn_mut') for (const deref of derefs) toMutable(cx, deref);
  });
}

function calleeAt(cx: BodyCx, at: Ty, arity: number): Callee | undefined {
  switch (cx.kind(at)) {
    case TyKind.FnDef: {
      const { params, ret } = cx.calleeSig(at);
      return { how: 'item', params, ret, input: undefined };
    }
    case TyKind.FnPtr: {
      const args = cx.types.args(at);
      return { how: 'pointer', params: args.slice(0, -1), ret: args.at(-1) ?? cx.error, input: undefined };
    }
    case TyKind.Closure: {
      const sig = cx.closureSig(cx.types.head(at) as DefId);
      if (sig !== undefined) return { how: 'closure', params: sig.params, ret: sig.ret, input: undefined };
      return overloadedCallee(cx, at, arity);
    }
    case TyKind.Infer:
    case TyKind.Error:
    case TyKind.Never:
      return undefined;
    default:
      return overloadedCallee(cx, at, arity);
  }
}

function overloadedCallee(cx: BodyCx, at: Ty, arity: number): Callee | undefined {
  const output = cx.lang('fn_once_output');
  if (output === undefined || cx.kind(at) === TyKind.Prim) return undefined;
  for (const how of ['fn', 'fn_mut', 'fn_once'] as const) {
    const trait = cx.lang(how);
    if (trait === undefined) continue;
    const params = cx.table.newVars(arity);
    const input = cx.types.tuple(params);
    if (cx.holds(trait, [at, input]) === 'no') continue;
    cx.obligateTrait(trait, [at, input]);
    cx.select();
    return { how, params, ret: cx.norm(cx.types.projection(output, [at, input])), input };
  }
  return undefined;
}

function unknownCallee(
  cx: BodyCx,
  node: NodeId,
  callee: NodeId,
  ty: Ty,
  named: PendingUse | undefined,
  args: readonly NodeId[],
): void {
  // The path itself did not resolve: its record becomes that of the call.
  const isPath = named?.kind === UseKind.Unresolved;
  if (isPath && named !== undefined) {
    cx.withdraw(named);
  }
  const use = cx.unresolved(
    'path',
    cx.loc(node),
    isPath && named?.name !== undefined ? named.name : lastName(cx, callee),
    args.length,
    isPath ? named?.args[0] : ty,
    isPath ? (named?.reason ?? 'path-unresolved') : 'receiver-unknown',
  );
  noteCall(cx, node, use);
  if (isPath && named?.candidates !== undefined) use.candidates = named.candidates;
  for (const arg of args) checkExpr(cx, arg, undefined);
}

// Arguments.

/** Checks arguments against parameters, closures last, and gives the type of the call. */
function checkArgs(cx: BodyCx, params: readonly Ty[], ret: Ty, args: readonly NodeId[], expect: Expect): Ty {
  const expected = expectedInputs(cx, params, ret, onlyHas(cx, expect));
  let closures = 0;
  for (let i = 0; i < args.length; i++) {
    if (isClosure(cx, args[i]!)) closures++;
    else checkArgAt(cx, args[i]!, params[i], expected?.[i]);
  }
  if (closures === 0) return ret;
  cx.select();
  for (let i = 0; i < args.length; i++) {
    if (isClosure(cx, args[i]!)) checkArgAt(cx, args[i]!, params[i], expected?.[i]);
  }
  return ret;
}

function checkArgAt(cx: BodyCx, arg: NodeId, formal: Ty | undefined, expected: Ty | undefined): void {
  if (formal === undefined) checkExpr(cx, arg, undefined);
  else checkArg(cx, arg, formal, expected ?? formal);
}

function checkArg(cx: BodyCx, arg: NodeId, formal: Ty, wanted: Ty): void {
  const expectation = rvalueHint(cx, wanted);
  const ty = checkExpr(cx, arg, expectation);
  const target = expectation?.how === 'has' ? wanted : formal;
  if (target !== formal && coerce(cx, arg, ty, target) && cx.unify(formal, target)) return;
  if (!coerce(cx, arg, ty, formal)) cx.unify(ty, formal);
}

function isClosure(cx: BodyCx, node: NodeId): boolean {
  return cx.tree.kind(peel(cx.tree, node)) === NodeKind.ClosureExpr;
}

/** What the parameters would be if the result were what is expected; nothing is bound. */
function expectedInputs(cx: BodyCx, params: readonly Ty[], ret: Ty, wanted: Ty | undefined): Ty[] | undefined {
  if (wanted === undefined || cx.isUnknown(wanted) || cx.isUnknown(ret)) return undefined;
  return cx.table.probe(() =>
    cx.table.unify(ret, wanted) ? params.map((param) => cx.table.resolve(param)) : undefined,
  );
}

// Methods.

export function checkMethodCall(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const { tree } = cx;
  const receiver = methodReceiver(tree, node);
  const name = tree.tokens.sym(methodName(tree, node));
  const args = activeArgs(cx, methodArgs(tree, node));
  const ty = checkExpr(cx, receiver, undefined);
  const loc = cx.loc(node, methodName(tree, node));
  const found = lookupMethod(cx, cx.known(ty), name);
  if (!('def' in found)) {
    if (cx.isNever(ty)) {
      for (const arg of args) checkExpr(cx, arg, undefined);
      return cx.types.never;
    }
    const use = cx.unresolved('method', loc, name, args.length + 1, ty, found.reason);
    noteCall(cx, node, use);
    if (found.candidates.length > 0) use.candidates = found.candidates;
    useAsPlace(cx, receiver, ty);
    for (const arg of args) checkExpr(cx, arg, undefined);
    return cx.error;
  }
  const method = confirmMethod(cx, found, node);
  const derefs = found.derefs.map((source) => emitDeref(cx, receiver, source, true));
  const self = cx.shallow(found.self);
  const mutable = cx.kind(self) === TyKind.Ref && cx.types.head(self) === 1;
  if (mutable) {
    for (const use of derefs) toMutable(cx, use);
    needMutable(cx, receiver);
  }
  if (found.autoref) useAsPlace(cx, receiver, ty);
  else if (cx.kind(self) === TyKind.Ref) needShared(cx, receiver);
  noteCall(cx, node, cx.emit(UseKind.Call, 'method', loc, found.def, method.args));
  return checkArgs(cx, method.params.slice(1), method.ret, args, expect);
}
