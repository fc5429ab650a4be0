/**
 * When all expressions were seen: fallback of variables, captures, and pending uses to facts.
 * Model: rustc_hir_typeck::{fallback, writeback}.
 */
import {
  type BodyFacts,
  type ClosureFacts,
  localOf,
  type Span,
  type Ty,
  TyFlag,
  TyKind,
  type Use,
  UseKind,
} from '@lazaret/facts';
import { attrs, NO_NODE, NodeKind, nameToken, TokenKind } from '@lazaret/rust-syntax';
import { analyzeCaptures } from './closures.ts';
import type { BodyCx } from './context.ts';
import type { FnScope, PendingUse } from './pending.ts';

/** Rounds of selecting and falling back; each settles at least one variable that others hang on. */
const FALLBACK_ROUNDS = 4;

/** Facts of all bodies that were inferred together. */
export function finish(cx: BodyCx): BodyFacts[] {
  cx.select();
  for (let round = 0; round < FALLBACK_ROUNDS; round++) {
    runDeferred(cx);
    fallback(cx);
    cx.select();
    if (cx.deferred.length === 0) break;
  }
  for (const scope of cx.fns) for (const use of scope.uses) use.late?.();
  analyzeCaptures(cx);
  return cx.fns.map((scope) => factsOf(cx, scope));
}

function runDeferred(cx: BodyCx): void {
  for (const run of cx.deferred.splice(0)) run();
}

function fallback(cx: BodyCx): void {
  const { types } = cx;
  for (const ty of cx.intVars) if (cx.kind(cx.shallow(ty)) === TyKind.InferInt) cx.table.unify(ty, types.prim('i32'));
  for (const ty of cx.floatVars)
    if (cx.kind(cx.shallow(ty)) === TyKind.InferFloat) cx.table.unify(ty, types.prim('f64'));
  cx.select();
  const never = cx.host.edition >= 2024 ? types.never : types.unit;
  for (const ty of cx.divergingVars) if (cx.isUnknown(ty)) cx.table.unify(ty, never);
}

// Uses.

function factsOf(cx: BodyCx, scope: FnScope): BodyFacts {
  const uses: Use[] = [];
  for (const pending of scope.uses) {
    if (pending.drop?.() === true) continue;
    uses.push(useOf(cx, pending));
  }
  addDrops(cx, scope, uses);
  sortUses(uses);
  let unknown = 0;
  for (const ty of scope.exprTys) if (isUnknown(cx, ty)) unknown++;
  return {
    owner: scope.def,
    uses,
    at: placeOf(cx, scope),
    exprs: scope.exprTys.length,
    exprsUnknown: unknown,
    ...(scope.kind === 'closure' || scope.kind === 'coroutine' ? { closure: closureFacts(cx, scope) } : {}),
    ...(cx.expandedMacros === undefined ? {} : { macros: [...cx.expandedMacros].sort((a, b) => a - b) }),
    ...(cx.truncated === undefined ? {} : { truncated: cx.truncated }),
  };
}

/** Where the compiler says the body is: see {@link BodyFacts.at}. */
function placeOf(cx: BodyCx, scope: FnScope): Span {
  const { names } = cx.host;
  if (scope.at !== undefined) {
    const { tree, node } = scope.at;
    // Of `const { .. }` the braces.
    return scope.kind === 'const'
      ? names.tokenSpan(tree.tokens, tree.start(node) + 1, tree.end(node))
      : names.nodeSpan(tree, node);
  }
  const item = localOf(cx.owner);
  const tree = names.tree(item);
  const node = names.node(item);
  if (tree === undefined || node === NO_NODE) return names.span(item);
  const { tokens } = tree;
  let start = tree.start(node);
  for (const attr of attrs(tree, node)) start = Math.max(start, tree.end(attr));
  if (scope.kind !== 'fn' || tree.kind(node) !== NodeKind.Fn) return names.tokenSpan(tokens, start, start + 1);
  const name = nameToken(tree, node);
  // A name that a macro was given is not what stands after its `fn`.
  const context = tokens.contextOf(name);
  const written =
    tokens.kind(name - 1) === TokenKind.Fn &&
    tokens.contextOf(name - 1) === context &&
    tokens.contextOf(start) === context;
  if (!written) return names.tokenSpan(tokens, start, start + 1);
  // `$vis fn $name` is of two texts: it stands where the first of them begins.
  const named = names.span(item);
  const head = names.tokenSpan(tokens, start, name + 1);
  return head.krate === named.krate && head.file === named.file && head.endLine === named.endLine ? named : head;
}

function isUnknown(cx: BodyCx, ty: Ty): boolean {
  const kind = cx.kind(cx.shallow(ty));
  return kind === TyKind.Infer || kind === TyKind.Error;
}

function closureFacts(cx: BodyCx, scope: FnScope): ClosureFacts {
  return {
    kind: scope.closureKind ?? 'fn_once',
    params: scope.params.map((ty) => closed(cx, ty)),
    ret: closed(cx, scope.yields ?? scope.ret),
    captures: scope.captureTys.map((ty) => closed(cx, ty)),
  };
}

/** A type without variables: what is not known is the error type. */
export function closed(cx: BodyCx, ty: Ty): Ty {
  const { types } = cx;
  let at = cx.table.resolve(ty);
  if (types.has(at, TyFlag.HasProjection)) at = cx.table.resolve(cx.norm(at));
  if (!types.has(at, TyFlag.HasInfer)) return at;
  return types.fold(at, (part) => {
    if (!types.has(part, TyFlag.HasInfer)) return part;
    const kind = types.kind(part);
    if (kind === TyKind.InferInt) return types.prim('i32');
    if (kind === TyKind.InferFloat) return types.prim('f64');
    return kind === TyKind.Infer ? types.error : undefined;
  });
}

/** The use as it ends up. */
export function useOf(cx: BodyCx, pending: PendingUse): Use {
  const { tree, node, from, end } = pending.loc;
  const { names } = cx.host;
  const whole = names.nodeSpan(tree, node);
  // A call through a trait whose item could not be found is a call that is not known.
  const lost = pending.kind === UseKind.Call && pending.def === 0;
  const use: { -readonly [Key in keyof Use]: Use[Key] } = {
    kind: lost ? UseKind.Unresolved : pending.kind,
    form: pending.form,
    def: pending.def,
    args: closedAll(cx, pending.args),
    span: from === -1 ? whole : names.tokenSpan(tree.tokens, from, end),
  };
  if (from !== -1) use.expr = whole;
  if (names.isExpanded(tree.tokens, from === -1 ? tree.start(node) : from)) use.expansion = true;
  if (pending.implicit) use.implicit = true;
  if (pending.name !== undefined) use.name = pending.name;
  if (pending.names !== undefined) use.names = pending.names;
  if (pending.arity !== undefined) use.arity = pending.arity;
  if (pending.candidates !== undefined) use.candidates = pending.candidates;
  if (pending.reason !== undefined) use.reason = pending.reason;
  else if (lost) use.reason = 'no-lang-item';
  return use;
}

function closedAll(cx: BodyCx, list: readonly Ty[]): readonly Ty[] {
  for (const ty of list)
    if (cx.types.has(ty, TyFlag.HasInfer | TyFlag.HasProjection)) return list.map((arg) => closed(cx, arg));
  return list;
}

/** Short lists are sorted by insertion: they are in order but for a few. */
const INSERTION_MAX = 64;

/** In source order. */
function sortUses(uses: Use[]): void {
  if (uses.length > INSERTION_MAX) {
    uses.sort(compareUses);
    return;
  }
  for (let i = 1; i < uses.length; i++) {
    const use = uses[i]!;
    let at = i;
    for (; at > 0 && compareUses(uses[at - 1]!, use) > 0; at--) uses[at] = uses[at - 1]!;
    if (at !== i) uses[at] = use;
  }
}

function compareUses(a: Use, b: Use): number {
  return compareSpans(a.expr ?? a.span, b.expr ?? b.span);
}

function compareSpans(a: Span, b: Span): number {
  return a.krate - b.krate || a.file - b.file || a.line - b.line || a.column - b.column;
}

// Drops.

/** One record per type, at the first place where such a value is owned. */
function addDrops(cx: BodyCx, scope: FnScope, uses: Use[]): void {
  if (scope.drops.length === 0) return;
  const seen = new Set<Ty>();
  for (const drop of scope.drops) {
    const ty = closed(cx, drop.ty);
    if (seen.has(ty)) continue;
    seen.add(ty);
    if (!mayNeedDrop(cx, ty)) continue;
    uses.push({
      kind: UseKind.Drop,
      form: 'operator',
      def: 0,
      args: [ty],
      span: cx.host.names.nodeSpan(drop.loc.tree, drop.loc.node),
      implicit: true,
    });
  }
}

/** Types that need no drop whatever their arguments are; others are the graph's to look into. */
function mayNeedDrop(cx: BodyCx, ty: Ty): boolean {
  if (cx.types.needsNoDrop(ty)) return false;
  return cx.kind(ty) !== TyKind.Adt || cx.types.head(ty) !== cx.lang('phantom_data');
}
