/**
 * A syntax tree packed into one typed array: six integers a node, no objects. Nodes are numbered in the order they
 * were finished, so children have smaller numbers than their parent.
 */
import { OPERATOR_SHIFT } from './kinds.ts';
import type { SyntaxIssue, TokenBuffer, TokenRange } from './tokens.ts';

/** Integers per node: kind and flags, first token, token after the last, first child, next sibling, aux. */
export const NODE_SIZE = 6;

/** A node of one {@link Tree}, a small integer; {@link NO_NODE} for none. */
export type NodeId = number;
export const NO_NODE: NodeId = -1;

/**
 * A finished tree over a token buffer. A node covers tokens `start(n) .. end(n)`; where the parser split a compound
 * token (`>>` closing two generic lists), both neighbours cover that token and {@link Tree.startOffset} and
 * {@link Tree.endOffset} tell them apart.
 */
export class Tree {
  readonly tokens: TokenBuffer;
  readonly root: NodeId;
  readonly count: number;
  /** What the parser objected to (not the lexer: see `tokens.errors`). */
  readonly errors: readonly SyntaxIssue[];
  readonly #data: Int32Array;

  constructor(tokens: TokenBuffer, data: Int32Array, count: number, root: NodeId, errors: readonly SyntaxIssue[]) {
    this.tokens = tokens;
    this.#data = data;
    this.count = count;
    this.root = root;
    this.errors = errors;
  }

  /** {@link NodeKind} of a node. */
  kind(node: NodeId): number {
    return this.#data[node * NODE_SIZE]! & 0xff;
  }

  /** Are all of these {@link Flag} bits set? */
  has(node: NodeId, flag: number): boolean {
    return ((this.#data[node * NODE_SIZE]! >>> 8) & flag) === flag;
  }

  /** Token kind of the operator of a UnaryExpr, BinaryExpr or AssignOpExpr. */
  operator(node: NodeId): number {
    return this.#data[node * NODE_SIZE]! >>> (8 + OPERATOR_SHIFT);
  }

  /** First token. */
  start(node: NodeId): number {
    return this.#data[node * NODE_SIZE + 1]!;
  }

  /** Token after the last; equal to the start for an empty node. */
  end(node: NodeId): number {
    return this.#data[node * NODE_SIZE + 2]!;
  }

  range(node: NodeId): TokenRange {
    return { start: this.start(node), end: this.end(node) };
  }

  /** First child or {@link NO_NODE}. */
  first(node: NodeId): NodeId {
    return this.#data[node * NODE_SIZE + 3]!;
  }

  /** Next sibling or {@link NO_NODE}. */
  next(node: NodeId): NodeId {
    return this.#data[node * NODE_SIZE + 4]!;
  }

  /** The token a node keeps besides its range (see {@link NodeKind}), or -1. */
  aux(node: NodeId): number {
    return this.#data[node * NODE_SIZE + 5]!;
  }

  /** Child number `index` or {@link NO_NODE}. */
  child(node: NodeId, index: number): NodeId {
    let at = this.first(node);
    for (let i = 0; i < index && at !== NO_NODE; i++) at = this.next(at);
    return at;
  }

  children(node: NodeId): NodeId[] {
    const first = this.first(node);
    if (first === NO_NODE) return [];
    // Most lists have one element: `push` to an empty one makes room for seventeen.
    const all = [first];
    for (let at = this.next(first); at !== NO_NODE; at = this.next(at)) all.push(at);
    return all;
  }

  /** First child of a kind or {@link NO_NODE}. */
  childOf(node: NodeId, kind: number): NodeId {
    for (let at = this.first(node); at !== NO_NODE; at = this.next(at)) if (this.kind(at) === kind) return at;
    return NO_NODE;
  }

  childrenOf(node: NodeId, kind: number): NodeId[] {
    const first = this.childOf(node, kind);
    if (first === NO_NODE) return [];
    const all = [first];
    for (let at = this.next(first); at !== NO_NODE; at = this.next(at)) if (this.kind(at) === kind) all.push(at);
    return all;
  }

  /** Offset of the first character, in the file of the first token. */
  startOffset(node: NodeId): number {
    return this.tokens.startOf(this.start(node)) + ((this.#data[node * NODE_SIZE]! >>> 8) & 3);
  }

  /** Offset after the last character, in the file of the last token. */
  endOffset(node: NodeId): number {
    const end = this.end(node);
    if (end === this.start(node)) return this.startOffset(node);
    const used = (this.#data[node * NODE_SIZE]! >>> 10) & 3;
    return used === 0 ? this.tokens.endOf(end - 1) : this.tokens.startOf(end - 1) + used;
  }

  /** The node's text; for messages and tests. */
  text(node: NodeId): string {
    return this.tokens.textOf(this.range(node));
  }
}
