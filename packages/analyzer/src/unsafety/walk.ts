/**
 * Walks a tree as syn's visitor would, in the order of the text: a visitor is told of each node with what it is to syn, and
 * of expressions in attributes (`#[doc = include_str!("x")]`), which are parsed for it.
 */
import {
  attrArgs,
  Flag,
  isItem,
  isLiteralToken,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseExpr,
  TokenKind,
  type Tree,
} from '@lazaret/rust-syntax';
import {
  isSynExpr,
  isVerbatimExpr,
  isVerbatimItem,
  isVerbatimPart,
  Place,
  placeInside,
  straySemis,
} from './syn-view.ts';

/** What a visitor may want to know; each has a default that does nothing. */
export interface SynVisitor {
  /** An item that syn understands. False: what is in it is left out, and `leaveItem` is not called. */
  enterItem?(tree: Tree, item: NodeId, place: Place): boolean;
  leaveItem?(tree: Tree, item: NodeId, place: Place): void;
  /** An item that syn keeps as tokens. */
  verbatimItem?(place: Place): void;
  /** Any other node, whether an `Expr` or not, before its children. */
  enterNode?(tree: Tree, node: NodeId, isExpr: boolean): void;
  leaveNode?(tree: Tree, node: NodeId, isExpr: boolean): void;
  /** A semicolon that ends nothing: an empty `Expr` to syn. */
  straySemi?(): void;
}

/** An attribute's value may hold blocks, these attributes: real ones hold a macro call, so this is never reached by chance. */
const MAX_ATTRIBUTE_NESTING = 16;

/** Walks the whole tree; false if attributes nest so deep that something was left out. */
export function walkSyn(tree: Tree, visitor: SynVisitor): boolean {
  const walker = new Walker(visitor);
  walker.children(tree, tree.root, Place.Free);
  return walker.complete;
}

class Walker {
  complete = true;
  readonly #visitor: SynVisitor;
  #attributes = 0;

  constructor(visitor: SynVisitor) {
    this.#visitor = visitor;
  }

  /** `place` is that of items directly below. The tree's height is bounded by the parser, so is this recursion. */
  children(tree: Tree, parent: NodeId, place: Place): void {
    let index = 0;
    for (let child = tree.first(parent); child !== NO_NODE; child = tree.next(child)) {
      this.#node(tree, child, parent, index++, place);
    }
  }

  #node(tree: Tree, node: NodeId, parent: NodeId, index: number, place: Place): void {
    const kind = tree.kind(node);
    if (isItem(kind)) this.#item(tree, node, place);
    else if (kind === NodeKind.Attr) this.#attribute(tree, node);
    else if (kind === NodeKind.ItemList) this.children(tree, node, place);
    else if (kind === NodeKind.AttrExpr) this.#attributed(tree, node, parent, index);
    else if (!isVerbatimPart(tree, node)) this.#other(tree, node, isSynExpr(tree, node, parent, index));
  }

  #item(tree: Tree, item: NodeId, place: Place): void {
    const visitor = this.#visitor;
    if (isVerbatimItem(tree, item, place)) visitor.verbatimItem?.(place);
    else if (visitor.enterItem?.(tree, item, place) !== false) {
      this.children(tree, item, placeInside(tree, item));
      visitor.leaveItem?.(tree, item, place);
    }
  }

  #other(tree: Tree, node: NodeId, isExpr: boolean): void {
    const visitor = this.#visitor;
    visitor.enterNode?.(tree, node, isExpr);
    if (!isVerbatimExpr(tree, node)) {
      this.children(tree, node, Place.Free);
      if (tree.kind(node) === NodeKind.BlockExpr) {
        for (let left = straySemis(tree, node); left > 0; left--) visitor.straySemi?.();
      }
    }
    visitor.leaveNode?.(tree, node, isExpr);
  }

  /** `#[..] expr`: the attributes belong to the expression, which stands where the whole stands. */
  #attributed(tree: Tree, node: NodeId, parent: NodeId, index: number): void {
    for (let child = tree.first(node); child !== NO_NODE; child = tree.next(child)) {
      this.#node(tree, child, parent, index, Place.Free);
    }
  }

  /** The value of `#[name = value]`; a literal is no news. To syn the arguments of `#[unsafe(..)]` are tokens. */
  #attribute(tree: Tree, attr: NodeId): void {
    const { start, end } = attrArgs(tree, attr);
    const { tokens } = tree;
    if (end <= start + 1 || tokens.kind(start) !== TokenKind.Eq || tree.has(attr, Flag.UnsafeAttr)) return;
    if (end === start + 2 && isLiteralToken(tokens.kind(start + 1))) return;
    if (this.#attributes >= MAX_ATTRIBUTE_NESTING) {
      this.complete = false;
      return;
    }
    this.#attributes++;
    const value = parseExpr(tokens, { start: start + 1, end }, { edition: 2021, bodies: 'full' });
    this.#node(value, value.root, attr, 0, Place.Free);
    this.#attributes--;
  }
}
