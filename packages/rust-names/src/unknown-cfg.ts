/**
 * Code that is left out because of configuration that nobody knows: what it names is kept, so that whoever follows calls
 * can take it into account.
 */
import type { Sym } from '@lazaret/base';
import type { LocalDef } from '@lazaret/facts';
import {
  isIdentLike,
  type NodeId,
  NodeKind,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
} from '@lazaret/rust-syntax';
import { type Attr, splitCommas } from './attributes.ts';
import type { CrateContext } from './context.ts';
import { identifiers } from './expand.ts';
import { type ModuleDir, moduleFileCandidates } from './module-files.ts';

/** Files of modules that are left out, read for their names; beyond that a crate's names are widened enough. */
const FILES_MAX = 500;
const NAMES_MAX = 20_000;
/** Kinds whose contents are items of their own, or macro calls whose expansions are. */
const CONTAINERS: ReadonlySet<number> = new Set([
  NodeKind.Mod,
  NodeKind.Impl,
  NodeKind.Trait,
  NodeKind.ExternBlock,
  NodeKind.MacroItem,
]);

export class UnknownCfgs {
  readonly #ctx: CrateContext;
  #filesLeft = FILES_MAX;

  constructor(ctx: CrateContext) {
    this.#ctx = ctx;
  }

  get #possible(): boolean {
    return this.#ctx.input.cfgLikely !== undefined;
  }

  /** An item whose `cfg`s are not true is left out. */
  dropped(tree: Tree, node: NodeId, attrs: readonly Attr[], owner: LocalDef, dir: ModuleDir): void {
    if (!this.#possible) return;
    const why = this.#unknownOf(attrs);
    if (why === undefined) return;
    const names = new Set(identifiers(tree.tokens, tree.range(node)));
    this.#modules(tree.tokens, tree.range(node), dir, names);
    this.#record(why, names, owner, tree.tokens, tree.range(node));
  }

  /** A file that leaves itself out: `#![cfg(..)]`. */
  droppedFile(tokens: TokenBuffer, attrs: readonly Attr[], owner: LocalDef, dir: ModuleDir): void {
    if (!this.#possible) return;
    const why = this.#unknownOf(attrs);
    if (why === undefined) return;
    const whole = { start: 0, end: tokens.length };
    const names = new Set(identifiers(tokens, whole));
    this.#modules(tokens, whole, dir, names);
    this.#record(why, names, owner, tokens, { start: 0, end: Math.min(1, tokens.length) });
  }

  /** An arm of `cfg_select!` that is not taken. */
  droppedArm(tokens: TokenBuffer, predicate: TokenRange, body: TokenRange, owner: LocalDef): void {
    if (!this.#possible || this.#ctx.attributes.isKnown(tokens, predicate)) return;
    const text = `cfg_select!(${tokens.textOf(predicate)})`;
    this.#record(text, new Set(identifiers(tokens, body)), owner, tokens, body);
  }

  /** Attributes inside of an item that is kept: on statements, arms, fields, parameters, and in macro input. */
  inside(tree: Tree, node: NodeId, owner: LocalDef, parent: LocalDef): void {
    if (!this.#possible) return;
    const kind = tree.kind(node);
    if (CONTAINERS.has(kind)) return;
    // Nothing is reached through a macro's definition; its module stands for it.
    const of = kind === NodeKind.MacroRules || kind === NodeKind.MacroDef ? parent : owner;
    const { tokens } = tree;
    for (let at = tree.start(node); at + 2 < tree.end(node); at++) {
      if (tokens.kinds[at] !== TokenKind.Pound) continue;
      const open = tokens.kind(at + 1) === TokenKind.Bang ? at + 2 : at + 1;
      if (tokens.kind(open) === TokenKind.OpenBracket && isIdentLike(tokens.kind(open + 1))) {
        this.#attribute(tokens, open, tree.end(node), of);
      }
    }
  }

  #attribute(tokens: TokenBuffer, open: number, limit: number, owner: LocalDef): void {
    const word = tokens.text(open + 1);
    if ((word !== 'cfg' && word !== 'cfg_attr') || tokens.kind(open + 2) !== TokenKind.OpenParen) return;
    const inner = { start: open + 3, end: tokens.skipTree(open + 2) - 1 };
    const predicate = word === 'cfg' ? inner : splitCommas(tokens, inner.start, inner.end)[0];
    if (predicate === undefined || this.#ctx.attributes.isKnown(tokens, predicate)) return;
    const after = tokens.skipTree(open);
    const range = word === 'cfg_attr' ? inner : { start: after, end: endOfCode(tokens, after, limit) };
    // What is kept leaves nothing out, unless it has an `else`.
    if (this.#ctx.attributes.evalRange(tokens, predicate) && (word === 'cfg_attr' || !hasElse(tokens, range))) return;
    const text = `#[${word}(${tokens.textOf(predicate)})]`;
    this.#record(text, new Set(identifiers(tokens, range)), owner, tokens, { start: open, end: after });
  }

  /** Text of the first `cfg` that is neither true nor false for certain. */
  #unknownOf(attrs: readonly Attr[]): string | undefined {
    let unknown: string | undefined;
    for (const attr of attrs) {
      if (attr.name !== 'cfg') continue;
      const inner = { start: attr.args.start + 1, end: attr.args.end - 1 };
      if (!this.#ctx.attributes.isKnown(attr.tokens, inner)) unknown ??= `#[cfg(${attr.tokens.textOf(inner)})]`;
      else if (!this.#ctx.attributes.evalArgs(attr)) return undefined;
    }
    return unknown;
  }

  #record(macro: string, names: Set<Sym>, owner: LocalDef, tokens: TokenBuffer, range: TokenRange): void {
    if (names.size === 0) return;
    const ctx = this.#ctx;
    const span = ctx.tokenSpan(tokens, range.start, range.end);
    ctx.opaque.push({ macro, def: undefined, owner: ctx.id(owner), span, names: [...names], reason: 'cfg-unknown' });
  }

  /** Names in the files of modules that are declared in a range: `mod x;`. */
  #modules(tokens: TokenBuffer, range: TokenRange, dir: ModuleDir, names: Set<Sym>): void {
    const work = [{ tokens, range, dir }];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      for (let at = next.range.start; at + 2 < next.range.end; at++) {
        if (next.tokens.kinds[at] !== TokenKind.Mod || next.tokens.kind(at + 2) !== TokenKind.Semi) continue;
        for (const found of moduleFileCandidates(next.dir, next.tokens.text(at + 1), undefined)) {
          const text = this.#filesLeft > 0 && names.size < NAMES_MAX ? this.#ctx.input.readFile(found.path) : undefined;
          if (text === undefined) continue;
          this.#filesLeft--;
          const file = this.#ctx.lex(text, this.#ctx.sources.addFile(found.path, text), this.#ctx.input.edition);
          const whole = { start: 0, end: file.length };
          for (const name of identifiers(file, whole)) names.add(name);
          work.push({ tokens: file, range: whole, dir: found.dir });
          break;
        }
      }
    }
  }
}

function hasElse(tokens: TokenBuffer, range: TokenRange): boolean {
  for (let at = range.start; at < range.end; at = Math.max(tokens.skipTree(at), at + 1)) {
    if (tokens.kind(at) === TokenKind.Else) return true;
  }
  return false;
}

/** End of the statement, arm, field or branch that begins at `start`; with its `else`, which is the other way. */
function endOfCode(tokens: TokenBuffer, start: number, limit: number): number {
  let at = start;
  while (at < limit) {
    const kind = tokens.kind(at);
    if (kind === TokenKind.CloseBrace || kind === TokenKind.CloseParen || kind === TokenKind.CloseBracket) return at;
    const next = tokens.skipTree(at);
    if (kind === TokenKind.Semi || kind === TokenKind.Comma) return next;
    at = Math.max(next, at + 1);
    if (kind === TokenKind.OpenBrace && tokens.kind(at) !== TokenKind.Else) return at;
  }
  return limit;
}
