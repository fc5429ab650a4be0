/**
 * The ground of the parser: a cursor over tokens that can split compound ones, the tree under construction, errors,
 * and the limits that keep all of it bounded. The grammar stands in subclasses, one layer a file; what a layer needs
 * from a later one is declared abstract here.
 *
 * Nodes are built bottom up: finished nodes lie on a stack, and `finish` takes those above a given height as children
 * of the new one, which then lies there in their place. So a left operand can become a child after it was parsed.
 */

import type { Edition } from './edition.ts';
import { identTable, LITERAL, PATH_KEYWORD, SPLIT_HEAD, SPLIT_REST } from './grammar.ts';
import { NodeKind } from './kinds.ts';
import { SharedArrays } from './shared-arrays.ts';
import { isCloseDelim, TokenKind } from './token-kinds.ts';
import type { SyntaxIssue, TokenBuffer } from './tokens.ts';
import { NO_NODE, NODE_SIZE, type NodeId, Tree } from './tree.ts';

/** Nesting of grammar rules before the parser gives up on a part: far beyond real code, well within the stack. */
const MAX_NESTING = 400;
/** Height of a tree (long chains of operators nest to the left), so that users may recurse over it. */
const MAX_TREE_HEIGHT = 1200;
/** Errors kept per tree. */
const MAX_ISSUES = 100;

/** Expression contexts: no struct literal here; the expression stands as a statement. */
export const NO_STRUCT = 1;
export const AS_STMT = 2;

export interface ParserSetup {
  readonly edition: Edition;
  /** Leave expressions of items unparsed. */
  readonly lazy: boolean;
  /** Stop at the first error: for trying whether a fragment matches. */
  readonly failFast: boolean;
}

/** Nodes for which a parser has room at first. */
const CAPACITY = 256;

export abstract class Parser {
  readonly edition: Edition;
  readonly lazy: boolean;
  readonly failFast: boolean;
  /** Token kinds that are identifiers. */
  readonly idents: Uint8Array;
  tokens: TokenBuffer;
  kinds: Uint8Array;
  /** Tokens from here on are not seen. */
  limit: number;
  pos = 0;
  /** Characters of the token at `pos` that are used up already. */
  split = 0;
  /** Kind of the rest of the token at `pos`, Eof at the limit. */
  cur: number = TokenKind.Eof;
  /** Inside a body: expressions are parsed even when items are lazy. */
  inBody = false;
  issues: SyntaxIssue[] = [];
  protected data: Int32Array;
  capacity: number;
  protected count = 0;
  protected stack: number[] = [];
  protected top = 0;
  #depth = 0;

  constructor(tokens: TokenBuffer, start: number, end: number, setup: ParserSetup) {
    this.tokens = tokens;
    this.kinds = tokens.kinds;
    this.edition = setup.edition;
    this.lazy = setup.lazy;
    this.failFast = setup.failFast;
    this.idents = identTable(setup.edition);
    this.limit = end;
    this.capacity = CAPACITY;
    this.data = new Int32Array(CAPACITY * NODE_SIZE);
    this.jump(start);
  }

  /** Begins again over other tokens, in the room that is there. */
  restart(tokens: TokenBuffer, start: number, end: number): void {
    this.tokens = tokens;
    this.kinds = tokens.kinds;
    this.limit = end;
    this.inBody = false;
    this.issues = [];
    this.count = 0;
    this.top = 0;
    this.#depth = 0;
    this.jump(start);
  }

  abstract type(): void;
  abstract typeNoPlus(): void;
  abstract pattern(): void;
  abstract patternNoAlt(): void;
  abstract expr(restrict: number): void;
  abstract block(flags: number, label: number): void;
  abstract attribute(): void;
  abstract tryItem(from: number, base: number, inStmt: boolean): boolean;

  // Cursor.

  jump(pos: number): void {
    this.pos = pos;
    this.split = 0;
    this.cur = pos < this.limit ? this.kinds[pos]! : TokenKind.Eof;
  }

  bump(): void {
    const pos = this.pos;
    if (pos < this.limit) {
      this.pos = pos + 1;
      this.split = 0;
      this.cur = pos + 1 < this.limit ? this.kinds[pos + 1]! : TokenKind.Eof;
    }
  }

  /** Kind of the token `ahead` places on. */
  nth(ahead: number): number {
    if (ahead === 0) return this.cur;
    const at = this.pos + ahead;
    return at < this.limit ? this.kinds[at]! : TokenKind.Eof;
  }

  eat(kind: number): boolean {
    if (this.cur !== kind) return false;
    this.bump();
    return true;
  }

  /** Is the token, or the first part of it, of this kind? */
  atHead(kind: number): boolean {
    return this.cur === kind || SPLIT_HEAD[this.cur] === kind;
  }

  /** Eats a token, or the first part of a compound one. */
  eatHead(kind: number): boolean {
    if (this.cur === kind) {
      this.bump();
      return true;
    }
    if (SPLIT_HEAD[this.cur] !== kind) return false;
    this.split++;
    this.cur = SPLIT_REST[this.cur]!;
    return true;
  }

  expect(kind: number, code: string, message: string): boolean {
    if (this.eatHead(kind)) return true;
    this.issue(code, message);
    return false;
  }

  isIdent(kind: number): boolean {
    return this.idents[kind] === 1;
  }

  isPathStart(kind: number): boolean {
    return (
      this.idents[kind] === 1 ||
      PATH_KEYWORD[kind] === 1 ||
      kind === TokenKind.PathSep ||
      kind === TokenKind.Lt ||
      kind === TokenKind.Shl ||
      kind === TokenKind.OpenTy
    );
  }

  isLiteral(kind: number): boolean {
    return LITERAL[kind] === 1;
  }

  /** An identifier's token, or -1 with an error. */
  identToken(): number {
    if (this.idents[this.cur] === 1) {
      this.bump();
      return this.pos - 1;
    }
    this.issue('expected-identifier', 'expected identifier');
    return -1;
  }

  /** A name that may be `_`. */
  identOrUnderscore(): number {
    if (this.cur !== TokenKind.Underscore) return this.identToken();
    this.bump();
    return this.pos - 1;
  }

  /** Index of the delimiter that closes the one at `open`, or the limit. */
  closeOf(open: number): number {
    const close = this.tokens.partnerOf(open);
    return close > open && close < this.limit ? close : this.limit;
  }

  // Tree.

  /** The place of the cursor as one number, splits included. */
  here(): number {
    return this.pos * 4 + Math.min(this.split, 3);
  }

  /** Height of the stack: nodes finished from now on can become children. */
  base(): number {
    return this.top;
  }

  /**
   * Makes a node from place `from` to the cursor, with the nodes above `base` as children. Until a node has a parent,
   * the column for its next sibling holds its height.
   */
  finish(kind: number, from: number, base: number, aux: number, flags: number): NodeId {
    const id = this.count++;
    if (id === this.capacity) this.#grow();
    const data = this.data;
    const stack = this.stack;
    let height = 0;
    let next: NodeId = NO_NODE;
    for (let i = this.top - 1; i >= base; i--) {
      const child = stack[i]!;
      const slot = child * NODE_SIZE + 4;
      if (data[slot]! > height) height = data[slot]!;
      data[slot] = next;
      next = child;
    }
    const at = id * NODE_SIZE;
    data[at] = kind | ((flags | (from & 3) | (this.split << 2)) << 8);
    data[at + 1] = from >> 2;
    data[at + 2] = this.split === 0 ? this.pos : this.pos + 1;
    data[at + 3] = next;
    data[at + 4] = height + 1;
    data[at + 5] = aux;
    stack[base] = id;
    this.top = base + 1;
    if (height >= MAX_TREE_HEIGHT) this.#cut(id);
    return id;
  }

  /** A node too high becomes an Error without children. */
  #cut(id: NodeId): void {
    const at = id * NODE_SIZE;
    this.data[at] = NodeKind.Error;
    this.data[at + 3] = NO_NODE;
    this.data[at + 4] = 1;
    this.issue('too-deep', 'expression, type or pattern nests too deeply');
  }

  #grow(): void {
    this.capacity *= 2;
    const data = new Int32Array(this.capacity * NODE_SIZE);
    data.set(this.data);
    this.data = data;
  }

  topNode(): NodeId {
    return this.stack[this.top - 1]!;
  }

  topKind(): number {
    return this.data[this.topNode() * NODE_SIZE]! & 0xff;
  }

  setTopKind(kind: number): void {
    const at = this.topNode() * NODE_SIZE;
    this.data[at] = (this.data[at]! & ~0xff) | kind;
  }

  hasFlag(node: NodeId, flag: number): boolean {
    return ((this.data[node * NODE_SIZE]! >>> 8) & flag) !== 0;
  }

  addTopFlag(flag: number): void {
    const at = this.topNode() * NODE_SIZE;
    this.data[at] = this.data[at]! | (flag << 8);
  }

  firstOf(node: NodeId): NodeId {
    return this.data[node * NODE_SIZE + 3]!;
  }

  nextOf(node: NodeId): NodeId {
    return this.data[node * NODE_SIZE + 4]!;
  }

  kindOf(node: NodeId): number {
    return this.data[node * NODE_SIZE]! & 0xff;
  }

  auxOf(node: NodeId): number {
    return this.data[node * NODE_SIZE + 5]!;
  }

  startOf(node: NodeId): number {
    return this.data[node * NODE_SIZE + 1]! * 4 + ((this.data[node * NODE_SIZE]! >>> 8) & 3);
  }

  /** Takes the last node off the stack and puts its children there instead. */
  unwrapTop(): void {
    const node = this.stack[--this.top]!;
    const height = this.data[node * NODE_SIZE + 4]!;
    let child = this.firstOf(node);
    while (child !== NO_NODE) {
      const next = this.nextOf(child);
      this.data[child * NODE_SIZE + 4] = height;
      this.stack[this.top++] = child;
      child = next;
    }
  }

  /** Forgets the last node on the stack; its children stay unused. */
  dropTop(): void {
    this.top--;
  }

  tree(root: NodeId): Tree {
    this.data[root * NODE_SIZE + 4] = NO_NODE;
    return new Tree(this.tokens, this.data.slice(0, this.count * NODE_SIZE), this.count, root, this.issues);
  }

  /** As {@link tree}, for a tree that is kept as long as the session: of items, not of bodies. */
  lastingTree(root: NodeId): Tree {
    this.data[root * NODE_SIZE + 4] = NO_NODE;
    const data = SharedArrays.of(this.tokens.interner).integers(this.data, this.count * NODE_SIZE);
    return new Tree(this.tokens, data, this.count, root, this.issues);
  }

  /** `#[..]` before a thing; the nodes stay on the stack. */
  outerAttributes(): void {
    while (this.cur === TokenKind.Pound) {
      const before = this.pos;
      this.attribute();
      if (this.pos === before) return;
    }
  }

  // Errors and limits.

  issue(code: string, message: string): void {
    this.issueAt(code, message, this.pos);
  }

  issueAt(code: string, message: string, token: number): void {
    // One error a place: what follows from it is noise.
    const last = this.issues[this.issues.length - 1];
    if (this.issues.length < MAX_ISSUES && (last === undefined || last.token !== token)) {
      const buffer = this.tokens;
      const start = buffer.startOf(token);
      this.issues.push({ code, message, token, file: buffer.fileOf(token), start, end: buffer.endOf(token) });
    }
    if (this.failFast) {
      this.limit = Math.min(this.limit, this.pos);
      this.cur = TokenKind.Eof;
    }
  }

  /** An Error node over nothing, with an error at the cursor. */
  missing(code: string, message: string): void {
    this.issue(code, message);
    this.finish(NodeKind.Error, this.here(), this.top, -1, 0);
  }

  /** Puts the token tree at the cursor into an Error node; false if it is the end or a delimiter of someone above. */
  recover(code: string, message: string): boolean {
    this.issue(code, message);
    if (this.cur === TokenKind.Eof) return false;
    const partner = this.tokens.partnerOf(this.pos);
    if (isCloseDelim(this.cur) && partner >= 0 && partner < this.pos) return false;
    const from = this.here();
    const base = this.top;
    this.jump(partner > this.pos ? Math.min(partner + 1, this.limit) : this.pos + 1);
    this.finish(NodeKind.Error, from, base, -1, 0);
    return true;
  }

  /** Eats the delimiter that closes the one at token `open`, skipping what is left before it. */
  close(kind: number, open: number): void {
    if (this.cur === kind) {
      this.bump();
      return;
    }
    this.issue('expected-close', 'expected closing delimiter');
    const partner = this.tokens.partnerOf(open);
    if (partner >= this.pos && partner < this.limit && !this.failFast) this.jump(partner + 1);
  }

  /** Goes one level down; false (with an Error node for the token tree at the cursor) when that is too deep. */
  enter(): boolean {
    if (this.#depth < MAX_NESTING) {
      this.#depth++;
      return true;
    }
    if (!this.recover('too-deep', 'nests too deeply')) this.finish(NodeKind.Error, this.here(), this.top, -1, 0);
    return false;
  }

  leave(): void {
    this.#depth--;
  }
}
