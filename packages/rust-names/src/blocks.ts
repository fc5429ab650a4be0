/**
 * Blocks that declare items: their own scopes, made once per block (by buffer and first token, so that everyone who parses
 * the same tokens meets the same scope).
 */
import type { Sym } from '@lazaret/base';
import { DefFlag, type LocalDef } from '@lazaret/facts';
import {
  Flag,
  isIdentLike,
  isItem,
  isOpenDelim,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseBody,
  parseExpr,
  parseStmts,
  type TokenBuffer,
  TokenKind,
  type Tree,
} from '@lazaret/rust-syntax';
import { notesOf } from './buffer-notes.ts';
import type { Collector, PendingBody, Place } from './collect.ts';
import type { CrateContext } from './context.ts';
import type { Expander, MacroCall } from './expand.ts';
import { callAt } from './item-macros.ts';
import { hasItemWords } from './macro-decls.ts';
import { Scope, type TextualScope } from './scope.ts';
import { setTextual, textualAt } from './textual.ts';

export class Blocks {
  readonly #ctx: CrateContext;
  readonly #collector: Collector;
  readonly #expander: Expander;
  /** Where the module files around a body are, for `mod x;` in it. */
  readonly #places = new Map<LocalDef, Place>();

  constructor(ctx: CrateContext, collector: Collector, expander: Expander) {
    this.#ctx = ctx;
    this.#collector = collector;
    this.#expander = expander;
    collector.itemMacros.onBlockExpansion = (tokens, place) => this.#statements(tokens, place);
  }

  /** The block's own scope, or `scope` if it declares nothing. */
  enter(scope: Scope, tree: Tree, block: NodeId, owner: LocalDef): Scope {
    const { tokens } = tree;
    const start = tree.start(block);
    const key = keyOf(tree, block);
    const known = this.#known(tokens);
    if (known.has(key)) return known.get(key) ?? scope;
    if (!this.#declares(scope, tree, block)) {
      known.set(key, undefined);
      return scope;
    }
    const inner = new Scope('block', this.#ctx.num, scope.module, owner, scope);
    known.set(key, inner);
    const before = textualAt(tokens, start);
    const around = this.#places.get(owner);
    const place: Place = {
      scope: inner,
      parent: owner,
      dir: around?.dir ?? { path: '', relative: undefined },
      files: around?.files ?? [],
      within: 'block',
      textual: before,
      flags: DefFlag.InBody,
    };
    this.#children(tree, block, place);
    setTextual(tokens, tree.end(block), before);
    return inner;
  }

  #known(tokens: TokenBuffer): Map<number, Scope | undefined> {
    const notes = notesOf(tokens);
    notes.blocks ??= new Map();
    return notes.blocks;
  }

  #children(tree: Tree, parent: NodeId, place: Place): void {
    for (let node = tree.first(parent); node !== NO_NODE; node = tree.next(node)) {
      if (isItem(tree.kind(node))) this.#collector.item(tree, node, place);
      else if (isMacroCall(tree.kind(node)) && this.#mayDeclare(place.scope, tree, node)) {
        if (this.#ctx.attributes.isActive(tree, node)) this.#collector.itemMacros.call(tree, node, place);
      }
    }
  }

  /** Items among the statements that a macro gave. */
  #statements(tokens: TokenBuffer, place: Place): void {
    const tree = parseStmts(tokens, { start: 0, end: tokens.length }, { edition: this.#ctx.input.edition });
    // Whoever enters these statements later finds their items in the block's scope.
    this.#known(tokens).set(keyOf(tree, tree.root), undefined);
    this.#children(tree, tree.root, place);
    for (let node = tree.first(tree.root); node !== NO_NODE; node = tree.next(node)) {
      this.walk(tree, node, place.scope, place.parent);
    }
  }

  #declares(scope: Scope, tree: Tree, block: NodeId): boolean {
    for (let node = tree.first(block); node !== NO_NODE; node = tree.next(node)) {
      const kind = tree.kind(node);
      if (isItem(kind)) return true;
      if (isMacroCall(kind) && this.#mayDeclare(scope, tree, node)) return true;
    }
    return false;
  }

  #mayDeclare(scope: Scope, tree: Tree, node: NodeId): boolean {
    const call = callAt(tree, node, scope);
    return call !== undefined && this.#callMayDeclare(call);
  }

  /** Judged by words: those of the macro's text and those of the call. */
  #callMayDeclare(call: MacroCall): boolean {
    if (hasItemWords(call.tokens, call.inner)) return true;
    const def = this.#expander.resolveMacro(call.scope, call.path, textualAt(call.tokens, call.start));
    return def !== undefined && this.#expander.declaring.mayDeclare(def);
  }

  /** Looks through bodies that wait; what they declare is collected. */
  scan(bodies: readonly PendingBody[]): void {
    for (const body of bodies) {
      this.#places.set(body.def, body.place);
      if (this.#worthParsing(body)) this.#scanBody(body);
    }
  }

  #scanBody(body: PendingBody): void {
    const { tree, root } = parseBodyAt(body.tree, body.node, this.#ctx);
    this.walk(tree, root, body.place.scope, body.def);
  }

  /** Enters all blocks below a node. */
  walk(tree: Tree, root: NodeId, scope: Scope, owner: LocalDef): void {
    const nodes: NodeId[] = [root];
    const scopes: Scope[] = [scope];
    while (nodes.length > 0) {
      const node = nodes.pop()!;
      const around = scopes.pop()!;
      const kind = tree.kind(node);
      if (isItem(kind)) continue;
      const first = tree.first(node);
      if (first === NO_NODE && kind !== NodeKind.BlockExpr) continue;
      const hasAttr = first !== NO_NODE && tree.kind(first) === NodeKind.Attr;
      if (hasAttr && !this.#ctx.attributes.isActive(tree, node)) continue;
      const inner = kind === NodeKind.BlockExpr ? this.enter(around, tree, node, owner) : around;
      const from = nodes.length;
      for (let child = first; child !== NO_NODE; child = tree.next(child)) {
        nodes.push(child);
        scopes.push(inner);
      }
      // The first child is to be the next.
      for (let low = from, high = nodes.length - 1; low < high; low++, high--) {
        const other = nodes[low]!;
        nodes[low] = nodes[high]!;
        nodes[high] = other;
      }
    }
  }

  #worthParsing(body: PendingBody): boolean {
    const { tree, node } = body;
    const kind = tree.kind(node);
    if (kind !== NodeKind.LazyBlock && kind !== NodeKind.LazyExpr) return true;
    if (tree.has(node, Flag.HasItems)) return true;
    return this.#callsDeclaringMacro(body);
  }

  /** Statements `name! ..` of macros that may declare items. */
  #callsDeclaringMacro(body: PendingBody): boolean {
    const { tree, node, place, textual } = body;
    const { tokens } = tree;
    const end = tree.end(node);
    const judged = new Map<Sym, boolean>();
    for (let i = tree.start(node) + 2; i < end; i++) {
      if (tokens.kinds[i] !== TokenKind.Bang || !isIdentLike(tokens.kind(i - 1))) continue;
      if (!isOpenDelim(tokens.kind(i + 1))) continue;
      const before = tokens.kind(i - 2);
      const startsHere = before === TokenKind.OpenBrace || before === TokenKind.CloseBrace || before === TokenKind.Semi;
      if (!startsHere && before !== TokenKind.PathSep && before !== TokenKind.CloseBracket) continue;
      const name = tokens.sym(i - 1);
      let declares = judged.get(name);
      if (declares === undefined) {
        declares = this.#nameDeclares(tokens, i - 1, place.scope, textual);
        judged.set(name, declares);
      }
      if (declares) return true;
    }
    return false;
  }

  #nameDeclares(tokens: TokenBuffer, last: number, scope: Scope, textual: TextualScope | undefined): boolean {
    const segments = [];
    let at = last;
    for (;;) {
      segments.unshift({ name: tokens.sym(at), kind: tokens.kind(at), ctx: tokens.contextOf(at) });
      if (tokens.kind(at - 1) !== TokenKind.PathSep || !isIdentLike(tokens.kind(at - 2))) break;
      at -= 2;
    }
    const def = this.#expander.resolveMacro(scope, { global: false, segments }, textual);
    return def !== undefined && this.#expander.declaring.mayDeclare(def);
  }
}

/** Statements that a macro gave may begin with the very token that opens a block among them. */
function keyOf(tree: Tree, block: NodeId): number {
  return tree.start(block) * 2 + (tree.kind(block) === NodeKind.Fragment ? 1 : 0);
}

function isMacroCall(kind: number): boolean {
  return kind === NodeKind.MacroStmt || kind === NodeKind.MacroExpr;
}

/** The tree of a body, parsed if it was not. */
export function parseBodyAt(tree: Tree, node: NodeId, ctx: CrateContext): { tree: Tree; root: NodeId } {
  const kind = tree.kind(node);
  const options = { edition: ctx.input.edition };
  if (kind === NodeKind.LazyBlock) {
    const body = parseBody(tree.tokens, tree.range(node), options);
    return { tree: body, root: body.root };
  }
  if (kind === NodeKind.LazyExpr) {
    const body = parseExpr(tree.tokens, tree.range(node), options);
    return { tree: body, root: body.root };
  }
  return { tree, root: node };
}
