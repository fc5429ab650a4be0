/**
 * Macro calls that may give items: in item position, and as statements of bodies. Those whose macro is not known yet wait
 * until imports or other expansions have brought its name (rustc_resolve::macros, rustc_expand::expand).
 */
import type { Sym } from '@lazaret/base';
import { DefFlag } from '@lazaret/facts';
import {
  innerRange,
  macroBody,
  macroPath,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseItems,
  type TokenBuffer,
  type Tree,
} from '@lazaret/rust-syntax';
import type { Collector, Place } from './collect.ts';
import type { CrateContext } from './context.ts';
import type { Expander, MacroCall } from './expand.ts';
import type { Expansion } from './names.ts';
import { namePath } from './paths.ts';
import type { Scope, TextualScope } from './scope.ts';
import { setTextual } from './textual.ts';

/** A macro call whose name is not known yet. */
interface PendingCall {
  readonly call: MacroCall;
  readonly place: Place;
  readonly link: TextualScope;
  readonly tree: Tree;
  readonly node: NodeId;
}

export class ItemMacros {
  readonly #ctx: CrateContext;
  readonly #collector: Collector;
  readonly #expander: Expander;
  readonly #pending: PendingCall[] = [];
  /** Statements of an expansion in a block; set by the block collector. */
  onBlockExpansion: ((tokens: TokenBuffer, place: Place) => void) | undefined;

  constructor(ctx: CrateContext, collector: Collector, expander: Expander) {
    this.#ctx = ctx;
    this.#collector = collector;
    this.#expander = expander;
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#pending.length;
  }

  /** A macro call in item position, or a MacroStmt that may declare items. */
  call(tree: Tree, node: NodeId, place: Place): void {
    const call = callAt(tree, node, place.scope);
    if (call === undefined) return;
    const expansion = this.#expander.tryExpand(call);
    if (expansion !== undefined) {
      this.#collect(expansion, call, place, tree, node);
      setTextual(tree.tokens, tree.end(node), place.textual);
      return;
    }
    const link: TextualScope = { name: 0 as Sym, def: -1, prev: place.textual, inner: undefined };
    const later: Place = { ...place };
    place.textual = link;
    setTextual(tree.tokens, tree.end(node), link);
    this.#pending.push({ call, place: later, link, tree, node });
  }

  /** The calls that wait; they wait no longer. */
  take(): PendingCall[] {
    return this.#pending.splice(0);
  }

  /** Tries calls again; true if any was expanded. With `last`, the rest become opaque. */
  retry(calls: readonly PendingCall[], last: boolean): boolean {
    let progress = false;
    for (const pending of calls) {
      const expansion = last ? this.#expander.expand(pending.call) : this.#expander.tryExpand(pending.call);
      if (expansion === undefined) {
        this.#pending.push(pending);
        continue;
      }
      progress = true;
      this.#collect(expansion, pending.call, pending.place, pending.tree, pending.node);
      pending.link.inner = pending.place.textual;
    }
    return progress;
  }

  #collect(expansion: Expansion, call: MacroCall, place: Place, tree: Tree, node: NodeId): void {
    if (expansion.kind === 'builtin') return;
    if (expansion.kind === 'opaque') {
      if (place.within !== 'block') this.#recordOpaque(expansion, call, place);
      return;
    }
    const { tokens } = expansion;
    if (place.within === 'block' && tree.kind(node) !== NodeKind.MacroItem) {
      this.onBlockExpansion?.(tokens, place);
      return;
    }
    const { edition } = this.#ctx.input;
    const items = parseItems(tokens, { start: 0, end: tokens.length }, { edition });
    this.#collector.items(items, items.root, place);
  }

  #recordOpaque(expansion: Extract<Expansion, { kind: 'opaque' }>, call: MacroCall, place: Place): void {
    const ctx = this.#ctx;
    const { reason, names, def, macro } = expansion;
    const span = ctx.tokenSpan(call.tokens, call.start, call.end);
    ctx.opaque.push({ macro, def, owner: ctx.id(place.parent), span, names, reason });
    ctx.defs.addFlags(place.parent, DefFlag.Opaque);
    if (reason !== 'proc-macro') {
      ctx.diagnose(reason, `macro call \`${macro}\` was not expanded`, call.tokens, call.start);
    }
  }
}

/** The call of a macro node; undefined if it has no delimited tokens. */
export function callAt(tree: Tree, node: NodeId, scope: Scope): MacroCall | undefined {
  const path = macroPath(tree, node);
  const body = macroBody(tree, node);
  if (path === NO_NODE || body === NO_NODE) return undefined;
  return {
    scope,
    tokens: tree.tokens,
    path: namePath(tree, path),
    start: tree.start(path),
    end: tree.end(body),
    inner: innerRange(tree, body),
  };
}
