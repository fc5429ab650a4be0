/**
 * Typed access to the children of nodes, so that users need not count them. Each function takes a {@link Tree} and a
 * node of the kind it names and gives node ids ({@link NO_NODE} if absent) or token indices (-1 if absent).
 */
import { Flag, isExpr, isItem, isPat, isPathLike, isType, NodeKind } from './kinds.ts';
import { TokenKind } from './token-kinds.ts';
import type { TokenBuffer, TokenRange } from './tokens.ts';
import { NO_NODE, type NodeId, type Tree } from './tree.ts';

/** First child for which `test` holds, or {@link NO_NODE}. */
function firstChild(tree: Tree, node: NodeId, test: (kind: number) => boolean): NodeId {
  for (let at = tree.first(node); at !== NO_NODE; at = tree.next(at)) if (test(tree.kind(at))) return at;
  return NO_NODE;
}

function lastChild(tree: Tree, node: NodeId): NodeId {
  let last: NodeId = NO_NODE;
  for (let at = tree.first(node); at !== NO_NODE; at = tree.next(at)) last = at;
  return last;
}

function childrenWhere(tree: Tree, node: NodeId, test: (kind: number) => boolean): NodeId[] {
  const all: NodeId[] = [];
  for (let at = tree.first(node); at !== NO_NODE; at = tree.next(at)) if (test(tree.kind(at))) all.push(at);
  return all;
}

/** Skips attributes: the first child of a node that is no Attr. */
function afterAttrs(tree: Tree, node: NodeId): NodeId {
  return firstChild(tree, node, (kind) => kind !== NodeKind.Attr);
}

// Attributes and visibility.

/** Attributes written on a node (outer ones, and for files, blocks and item lists the inner ones). */
export function attrs(tree: Tree, node: NodeId): NodeId[] {
  return tree.childrenOf(node, NodeKind.Attr);
}

/** Tokens of an attribute's path: `cfg_attr`, `rustfmt::skip`. */
export function attrPath(tree: Tree, attr: NodeId): TokenRange {
  let start = tree.start(attr) + 2;
  if (tree.has(attr, Flag.Inner)) start++;
  if (tree.has(attr, Flag.UnsafeAttr)) start += 2;
  return { start, end: tree.aux(attr) };
}

/** The path of an attribute as text without spaces. */
export function attrName(tree: Tree, attr: NodeId): string {
  const { start, end } = attrPath(tree, attr);
  if (end === start + 1) return tree.tokens.interner.text(tree.tokens.sym(start));
  let text = '';
  for (let i = start; i < end; i++) text += tree.tokens.text(i);
  return text;
}

/** Tokens after the path and before the closing bracket: `(..)` with its parentheses, `= value`, or nothing. */
export function attrArgs(tree: Tree, attr: NodeId): TokenRange {
  const end = tree.end(attr) - 1 - (tree.has(attr, Flag.UnsafeAttr) ? 1 : 0);
  const start = tree.aux(attr);
  return { start, end: Math.max(start, end) };
}

export function visibility(tree: Tree, item: NodeId): NodeId {
  return tree.childOf(item, NodeKind.Visibility);
}

/** Path of `pub(in path)`. */
export function visibilityPath(tree: Tree, vis: NodeId): NodeId {
  return tree.first(vis);
}

// Items.

/** Token of the name of an item, field, variant, parameter of generics, method call, path segment. */
export function nameToken(tree: Tree, node: NodeId): number {
  return tree.aux(node);
}

export function itemsOf(tree: Tree, list: NodeId): NodeId[] {
  return childrenWhere(tree, list, isItem);
}

/** ItemList of a Mod, Trait, Impl or ExternBlock. */
export function itemList(tree: Tree, item: NodeId): NodeId {
  return tree.childOf(item, NodeKind.ItemList);
}

export function genericsOf(tree: Tree, node: NodeId): NodeId {
  return tree.childOf(node, NodeKind.GenericParams);
}

export function genericParams(tree: Tree, generics: NodeId): NodeId[] {
  return generics === NO_NODE ? [] : tree.children(generics);
}

/** Bounds of a generic parameter, where predicate, associated type, supertraits of a trait: a BoundList. */
export function boundList(tree: Tree, node: NodeId): NodeId {
  return tree.childOf(node, NodeKind.BoundList);
}

export function bounds(tree: Tree, list: NodeId): NodeId[] {
  return list === NO_NODE ? [] : tree.children(list);
}

export function traitBoundPath(tree: Tree, bound: NodeId): NodeId {
  return tree.childOf(bound, NodeKind.Path);
}

/** Generic parameters of `for<..>` on a TraitBound, WhereType, FnPtrType or ClosureExpr. */
export function binderParams(tree: Tree, node: NodeId): NodeId[] {
  const binder = tree.childOf(node, NodeKind.ForBinder);
  return binder === NO_NODE ? [] : genericParams(tree, genericsOf(tree, binder));
}

/** Predicates (WhereType, WhereLifetime) of all where-clauses of an item. */
export function wherePredicates(tree: Tree, item: NodeId): NodeId[] {
  const all: NodeId[] = [];
  for (const clause of tree.childrenOf(item, NodeKind.WhereClause)) all.push(...tree.children(clause));
  return all;
}

/** The type of a node that has one: field, param, const, static, type alias, cast, let, ret type, where predicate, reference, ... */
export function typeOf(tree: Tree, node: NodeId): NodeId {
  return firstChild(tree, node, isType);
}

/** The expression of a node that has one: initialiser, default, discriminant, field init, guard, parenthesised, ... */
export function exprOf(tree: Tree, node: NodeId): NodeId {
  return firstChild(tree, node, isExpr);
}

export function patOf(tree: Tree, node: NodeId): NodeId {
  return firstChild(tree, node, isPat);
}

export function fnSelf(tree: Tree, fn: NodeId): NodeId {
  const list = tree.childOf(fn, NodeKind.ParamList);
  return list === NO_NODE ? NO_NODE : tree.childOf(list, NodeKind.SelfParam);
}

/** Parameters without `self`, of a Fn or FnPtrType. */
export function fnParams(tree: Tree, fn: NodeId): NodeId[] {
  const list = tree.childOf(fn, NodeKind.ParamList);
  return list === NO_NODE ? [] : tree.childrenOf(list, NodeKind.Param);
}

/** Return type of a Fn, FnPtrType, ClosureExpr or ParenArgs (the type itself); none: unit, or inferred for closures. */
export function retType(tree: Tree, node: NodeId): NodeId {
  const ret = tree.childOf(node, NodeKind.RetType);
  return ret === NO_NODE ? NO_NODE : typeOf(tree, ret);
}

/** LazyBlock or BlockExpr of a Fn. */
export function fnBody(tree: Tree, fn: NodeId): NodeId {
  return firstChild(tree, fn, (kind) => kind === NodeKind.LazyBlock || kind === NodeKind.BlockExpr);
}

/** Token of the ABI string of a Fn, ExternBlock or FnPtrType; -1 if none is written. */
export function abiToken(tree: Tree, node: NodeId): number {
  const abi = tree.childOf(node, NodeKind.Abi);
  return abi === NO_NODE ? -1 : tree.aux(abi);
}

/** RecordFields or TupleFields of a Struct, Union or Variant; none: a unit. */
export function fieldList(tree: Tree, node: NodeId): NodeId {
  return firstChild(tree, node, (kind) => kind === NodeKind.RecordFields || kind === NodeKind.TupleFields);
}

export function fieldsOf(tree: Tree, node: NodeId): NodeId[] {
  const list = fieldList(tree, node);
  return list === NO_NODE ? [] : tree.children(list).filter((n) => tree.kind(n) !== NodeKind.Error);
}

export function variantsOf(tree: Tree, item: NodeId): NodeId[] {
  return tree.childrenOf(item, NodeKind.Variant);
}

/** Path of the trait of an Impl; none: inherent. */
export function implTraitPath(tree: Tree, impl: NodeId): NodeId {
  const node = tree.childOf(impl, NodeKind.ImplTrait);
  return node === NO_NODE ? NO_NODE : tree.first(node);
}

export function implSelfType(tree: Tree, impl: NodeId): NodeId {
  return typeOf(tree, impl);
}

/** Token of the name after `as` of an ExternCrate or UseTree (may be `_`), or -1. */
export function renameToken(tree: Tree, node: NodeId): number {
  if (tree.kind(node) === NodeKind.UseTree) return tree.aux(node);
  const rename = tree.childOf(node, NodeKind.Rename);
  return rename === NO_NODE ? -1 : tree.aux(rename);
}

export function useTree(tree: Tree, use: NodeId): NodeId {
  return tree.childOf(use, NodeKind.UseTree);
}

/** Prefix of a UseTree; a `::` alone is a Path with flag Global and no segments. */
export function usePath(tree: Tree, node: NodeId): NodeId {
  return tree.childOf(node, NodeKind.Path);
}

export function useChildren(tree: Tree, node: NodeId): NodeId[] {
  return tree.childrenOf(node, NodeKind.UseTree);
}

// Macros.

/** Path of a MacroItem, MacroStmt, MacroExpr, MacroPat or MacroType. */
export function macroPath(tree: Tree, node: NodeId): NodeId {
  return tree.childOf(node, NodeKind.Path);
}

/** The last TokenTree of a macro call or definition, delimiters included. */
export function macroBody(tree: Tree, node: NodeId): NodeId {
  const all = tree.childrenOf(node, NodeKind.TokenTree);
  return all.length === 0 ? NO_NODE : all[all.length - 1]!;
}

/** Tokens between the delimiters of a TokenTree. */
export function innerRange(tree: Tree, tokenTree: NodeId): TokenRange {
  const start = tree.start(tokenTree) + 1;
  return { start, end: Math.max(start, tree.end(tokenTree) - 1) };
}

// Paths.

export function pathQSelf(tree: Tree, path: NodeId): NodeId {
  return tree.childOf(path, NodeKind.QSelf);
}

export function pathSegments(tree: Tree, path: NodeId): NodeId[] {
  return tree.childrenOf(path, NodeKind.PathSegment);
}

/** Token of the name if the path is one plain segment without `::`, qself or arguments; else -1. */
export function plainName(tree: Tree, path: NodeId): number {
  if (!isPathLike(tree.kind(path)) || tree.has(path, Flag.Global)) return -1;
  const only = tree.first(path);
  if (only === NO_NODE || tree.next(only) !== NO_NODE || tree.kind(only) !== NodeKind.PathSegment) return -1;
  return tree.first(only) === NO_NODE ? tree.aux(only) : -1;
}

/** GenericArgs or ParenArgs of a PathSegment, MethodCallExpr or AssocArg. */
export function genericArgs(tree: Tree, node: NodeId): NodeId {
  return firstChild(tree, node, (kind) => kind === NodeKind.GenericArgs || kind === NodeKind.ParenArgs);
}

// Expressions.

export function callCallee(tree: Tree, call: NodeId): NodeId {
  return tree.first(call);
}

export function callArgs(tree: Tree, call: NodeId): NodeId[] {
  return tree.children(call).slice(1);
}

export function methodReceiver(tree: Tree, call: NodeId): NodeId {
  return tree.first(call);
}

export function methodName(tree: Tree, call: NodeId): number {
  return tree.aux(call);
}

export function methodArgs(tree: Tree, call: NodeId): NodeId[] {
  const all: NodeId[] = [];
  for (let at = tree.next(tree.first(call)); at !== NO_NODE; at = tree.next(at)) {
    if (tree.kind(at) !== NodeKind.GenericArgs) all.push(at);
  }
  return all;
}

/** The operand of UnaryExpr, RefExpr, TryExpr, AwaitExpr, FieldExpr, CastExpr, ParenExpr; the base of IndexExpr; the scrutinee of MatchExpr; the left side of BinaryExpr. */
export function operand(tree: Tree, node: NodeId): NodeId {
  return tree.first(node);
}

/** The right side of BinaryExpr, AssignExpr, AssignOpExpr; the index of IndexExpr; the length of RepeatExpr. */
export function rightOperand(tree: Tree, node: NodeId): NodeId {
  return tree.child(node, 1);
}

/** Name or index of a FieldExpr as text: `x`, `0`. */
export function fieldName(tree: Tree, field: NodeId): string {
  const token = tree.aux(field);
  const tokens = tree.tokens;
  if (tokens.kind(token) !== TokenKind.Float) {
    return tokens.kind(token) === TokenKind.Int ? tokens.text(token) : tokens.interner.text(tokens.sym(token));
  }
  // `t.0.1`: one float token; the inner FieldExpr ends within it.
  const text = tokens.text(token);
  const dot = text.indexOf('.');
  return tree.has(field, Flag.Shorthand) ? text.slice(0, dot) : text.slice(dot + 1);
}

export function rangeLow(tree: Tree, range: NodeId): NodeId {
  return tree.has(range, Flag.HasLow) ? tree.first(range) : NO_NODE;
}

export function rangeHigh(tree: Tree, range: NodeId): NodeId {
  if (!tree.has(range, Flag.HasHigh)) return NO_NODE;
  return tree.has(range, Flag.HasLow) ? tree.child(range, 1) : tree.first(range);
}

/** Path of a StructExpr, StructPat or TupleStructPat. */
export function structPath(tree: Tree, node: NodeId): NodeId {
  return tree.childOf(node, NodeKind.Path);
}

/** FieldInit nodes. */
export function structLitFields(tree: Tree, node: NodeId): NodeId[] {
  return tree.childrenOf(node, NodeKind.FieldInit);
}

/** The expression after `..`, if any. */
export function structLitBase(tree: Tree, node: NodeId): NodeId {
  const base = tree.childOf(node, NodeKind.StructBase);
  return base === NO_NODE ? NO_NODE : tree.first(base);
}

/** Statements of a BlockExpr or Fragment without its tail expression. */
export function blockStmts(tree: Tree, block: NodeId): NodeId[] {
  const all = childrenWhere(tree, block, (kind) => kind !== NodeKind.Attr);
  if (tree.has(block, Flag.HasTail)) all.pop();
  return all;
}

export function blockTail(tree: Tree, block: NodeId): NodeId {
  return tree.has(block, Flag.HasTail) ? lastChild(tree, block) : NO_NODE;
}

/** Label token of a block or loop, or -1. */
export function labelToken(tree: Tree, node: NodeId): number {
  return tree.aux(node);
}

export function letPat(tree: Tree, node: NodeId): NodeId {
  return firstChild(tree, node, (kind) => isPat(kind) || kind === NodeKind.Error);
}

export function letInit(tree: Tree, node: NodeId): NodeId {
  return tree.kind(node) === NodeKind.LetExpr || tree.has(node, Flag.HasInit) ? exprOf(tree, node) : NO_NODE;
}

export function letElse(tree: Tree, node: NodeId): NodeId {
  return tree.has(node, Flag.HasElse) ? lastChild(tree, node) : NO_NODE;
}

/** Condition of an IfExpr or WhileExpr. */
export function condition(tree: Tree, node: NodeId): NodeId {
  return tree.first(node);
}

export function ifThen(tree: Tree, node: NodeId): NodeId {
  return tree.child(node, 1);
}

export function ifElse(tree: Tree, node: NodeId): NodeId {
  return tree.child(node, 2);
}

/** Block of a loop of any kind. */
export function loopBody(tree: Tree, node: NodeId): NodeId {
  return lastChild(tree, node);
}

export function forPat(tree: Tree, node: NodeId): NodeId {
  return tree.first(node);
}

export function forIter(tree: Tree, node: NodeId): NodeId {
  return tree.child(node, 1);
}

export function matchArms(tree: Tree, node: NodeId): NodeId[] {
  return tree.childrenOf(node, NodeKind.MatchArm);
}

export function armPat(tree: Tree, arm: NodeId): NodeId {
  return afterAttrs(tree, arm);
}

/** The guard's expression. */
export function armGuard(tree: Tree, arm: NodeId): NodeId {
  const guard = tree.childOf(arm, NodeKind.MatchGuard);
  return guard === NO_NODE ? NO_NODE : tree.first(guard);
}

/** {@link NO_NODE} for an arm without body: its pattern never matches. */
export function armBody(tree: Tree, arm: NodeId): NodeId {
  const last = lastChild(tree, arm);
  return last === armPat(tree, arm) || tree.kind(last) === NodeKind.MatchGuard ? NO_NODE : last;
}

export function closureParams(tree: Tree, node: NodeId): NodeId[] {
  return tree.childrenOf(node, NodeKind.Param);
}

export function closureBody(tree: Tree, node: NodeId): NodeId {
  return lastChild(tree, node);
}

/** Sub-patterns of TuplePat, SlicePat, OrPat, TupleStructPat, ParenPat, RefPat, BoxPat, IdentPat. */
export function subPats(tree: Tree, node: NodeId): NodeId[] {
  return childrenWhere(tree, node, isPat);
}

/** FieldPat nodes of a StructPat. */
export function fieldPats(tree: Tree, node: NodeId): NodeId[] {
  return tree.childrenOf(node, NodeKind.FieldPat);
}

/** Through AttrExpr and ParenExpr to the expression itself. */
export function peel(tree: Tree, node: NodeId): NodeId {
  let at = node;
  for (;;) {
    const kind = tree.kind(at);
    if (kind === NodeKind.AttrExpr) at = lastChild(tree, at);
    else if (kind === NodeKind.ParenExpr) at = tree.first(at);
    else return at;
    if (at === NO_NODE) return node;
  }
}

/** Tokens of a token buffer between two indices as {@link TokenRange}; for ranges kept apart from a tree. */
export function wholeRange(tokens: TokenBuffer): TokenRange {
  return { start: 0, end: tokens.length };
}
