/**
 * A syntax tree as the `syn` crate (version 2) has it, which is what the unsafe counters of Rust tools are defined on: what
 * it keeps as raw tokens (`Verbatim`) and never looks into, and where it has an expression (`Expr`) and where only a block,
 * a literal or a macro call that is a statement. Nothing here knows what is counted.
 */
import {
  attrName,
  attrs,
  exprOf,
  Flag,
  fnBody,
  genericsOf,
  implTraitPath,
  isExpr,
  itemList,
  macroBody,
  NO_NODE,
  type NodeId,
  NodeKind,
  pathQSelf,
  TokenKind,
  type Tree,
  typeOf,
  visibility,
} from '@lazaret/rust-syntax';

/** What a function or another item is to syn: its place decides which kind of node it becomes. */
export const Place = {
  /** In a file, module or block: `Item`. */
  Free: 0,
  Trait: 1,
  Impl: 2,
  Foreign: 3,
} as const;
export type Place = (typeof Place)[keyof typeof Place];

/** Place of the items in the braces of an item. */
export function placeInside(tree: Tree, item: NodeId): Place {
  switch (tree.kind(item)) {
    case NodeKind.Trait:
      return Place.Trait;
    case NodeKind.Impl:
      return Place.Impl;
    case NodeKind.ExternBlock:
      return Place.Foreign;
    default:
      return Place.Free;
  }
}

/** Does syn keep this item as tokens? Then nothing of it is seen, neither its kind nor what is in it. */
export function isVerbatimItem(tree: Tree, item: NodeId, place: Place): boolean {
  const kind = tree.kind(item);
  if (place === Place.Trait && (visibility(tree, item) !== NO_NODE || tree.has(item, Flag.Default))) {
    return kind === NodeKind.Fn || kind === NodeKind.Const || kind === NodeKind.TypeAlias;
  }
  switch (kind) {
    case NodeKind.Fn:
      return isVerbatimFn(tree, item, place);
    case NodeKind.Const:
      // `const A<T>: u8`, or with a where-clause, or without a value (which a trait's may lack).
      if (genericsOf(tree, item) !== NO_NODE || tree.childOf(item, NodeKind.WhereClause) !== NO_NODE) return true;
      return place !== Place.Trait && exprOf(tree, item) === NO_NODE;
    case NodeKind.Static:
      if (place !== Place.Foreign) return typeOf(tree, item) === NO_NODE || exprOf(tree, item) === NO_NODE;
      return tree.has(item, Flag.Unsafe) || tree.has(item, Flag.Safe) || exprOf(tree, item) !== NO_NODE;
    case NodeKind.TypeAlias:
      return isVerbatimAlias(tree, item, place);
    case NodeKind.Impl:
      return isVerbatimImpl(tree, item);
    case NodeKind.MacroDef:
      return true;
    default:
      return false;
  }
}

function isVerbatimFn(tree: Tree, fn: NodeId, place: Place): boolean {
  const body = fnBody(tree, fn) !== NO_NODE;
  if (place === Place.Foreign) return body || tree.has(fn, Flag.Safe);
  return place !== Place.Trait && !body;
}

/** Bounds are for associated types of traits only, and a value is for all others. */
function isVerbatimAlias(tree: Tree, alias: NodeId, place: Place): boolean {
  if (place === Place.Trait) return false;
  const bounds = tree.childOf(alias, NodeKind.BoundList) !== NO_NODE;
  const value = typeOf(tree, alias) !== NO_NODE;
  return place === Place.Foreign ? bounds || value : bounds || !value;
}

function isVerbatimImpl(tree: Tree, impl: NodeId): boolean {
  if (visibility(tree, impl) !== NO_NODE || tree.has(impl, Flag.Const)) return true;
  const path = implTraitPath(tree, impl);
  return path !== NO_NODE && pathQSelf(tree, path) !== NO_NODE;
}

/** Parts of types, patterns and bounds that syn keeps as tokens; literal patterns, of which it makes no expression. */
export function isVerbatimPart(tree: Tree, node: NodeId): boolean {
  switch (tree.kind(node)) {
    case NodeKind.ConstBlockPat:
    case NodeKind.BoxPat:
    case NodeKind.LiteralPat:
    case NodeKind.TokenTree:
      return true;
    case NodeKind.TraitBound:
      return tree.has(node, Flag.TildeConst) || tree.has(node, Flag.Const);
    default:
      return false;
  }
}

/** Expressions that syn has as tokens: one expression, with nothing in it. */
export function isVerbatimExpr(tree: Tree, node: NodeId): boolean {
  const kind = tree.kind(node);
  return kind === NodeKind.BuiltinExpr || kind === NodeKind.BecomeExpr;
}

/**
 * Is `node`, child number `index` of `parent`, an `Expr` of syn? Bodies of functions and loops and the first branch of an
 * `if` are blocks, a macro call in braces at the end of a block is a statement, and `-1` among generic arguments or in a
 * pattern is a literal.
 */
export function isSynExpr(tree: Tree, node: NodeId, parent: NodeId, index: number): boolean {
  const kind = tree.kind(node);
  if (!isExpr(kind) || kind === NodeKind.AttrExpr) return false;
  switch (tree.kind(parent)) {
    case NodeKind.Fn:
    case NodeKind.LoopExpr:
      return false;
    case NodeKind.WhileExpr:
    case NodeKind.IfExpr:
      return index !== 1;
    case NodeKind.ForExpr:
      return index !== 2;
    case NodeKind.GenericArgs:
    case NodeKind.AssocArg:
    case NodeKind.ConstParam:
    case NodeKind.RangePat:
      return kind !== NodeKind.UnaryExpr;
    case NodeKind.BlockExpr:
      return !isBracedMacro(tree, node);
    default:
      return true;
  }
}

/** `m! { .. }`: at the end of a block a statement to syn, whatever the block's value. */
function isBracedMacro(tree: Tree, node: NodeId): boolean {
  if (tree.kind(node) !== NodeKind.MacroExpr) return false;
  const body = macroBody(tree, node);
  return body !== NO_NODE && tree.tokens.kind(tree.start(body)) === TokenKind.OpenBrace;
}

/** Semicolons of a block that end nothing: an empty expression to syn. */
export function straySemis(tree: Tree, block: NodeId): number {
  const { tokens } = tree;
  let stray = 0;
  let at = tree.start(block);
  const skip = (end: number): void => {
    for (; at < end; at++) if (tokens.kind(at) === TokenKind.Semi) stray++;
  };
  for (let child = tree.first(block); child !== NO_NODE; child = tree.next(child)) {
    skip(tree.start(child));
    at = Math.max(at, tree.end(child));
  }
  skip(tree.end(block));
  return stray;
}

/** Attributes of an item as syn gathers them: its own, then those inside of its braces. */
export function itemAttributes(tree: Tree, item: NodeId): NodeId[] {
  const inner = tree.kind(item) === NodeKind.Fn ? fnBody(tree, item) : itemList(tree, item);
  return inner === NO_NODE ? attrs(tree, item) : [...attrs(tree, item), ...attrs(tree, inner)];
}

/** `#[name ..]` by this path exactly; to syn the path of `#[unsafe(name)]` is `unsafe`. */
export function isAttribute(tree: Tree, attr: NodeId, name: string): boolean {
  return !tree.has(attr, Flag.UnsafeAttr) && attrName(tree, attr) === name;
}
