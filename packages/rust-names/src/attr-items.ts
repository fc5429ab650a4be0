/**
 * Items under an attribute macro that has a model: the macro's output is collected in their place (rustc_expand: an
 * attribute macro takes its item away). Such an item waits until the macro's name is known.
 */
import { DefFlag, type LocalDef } from '@lazaret/facts';
import { type NodeId, NodeKind, parseItems, type Tree } from '@lazaret/rust-syntax';
import type { Attr } from './attributes.ts';
import type { Collector, Place } from './collect.ts';
import type { CrateContext } from './context.ts';
import { type Expander, identifiers } from './expand.ts';
import { type AttrMacro, attrMacroPath, attrMacrosOf } from './item-attrs.ts';
import { attributeByModel, mayBeModelled } from './models/expand-macro.ts';

interface PendingItem {
  readonly tree: Tree;
  readonly node: NodeId;
  readonly attrs: readonly Attr[];
  readonly place: Place;
}

export class AttrItems {
  readonly #ctx: CrateContext;
  readonly #collector: Collector;
  readonly #expander: Expander;
  #pending: PendingItem[] = [];

  constructor(ctx: CrateContext, collector: Collector, expander: Expander) {
    this.#ctx = ctx;
    this.#collector = collector;
    this.#expander = expander;
  }

  get waiting(): number {
    return this.#pending.length;
  }

  /** Collects what a modelled attribute makes of the item, now or later; false if the item is to be collected as written. */
  take(tree: Tree, node: NodeId, telling: readonly Attr[], place: Place): boolean {
    const kind = tree.kind(node);
    if (kind === NodeKind.MacroItem || kind === NodeKind.MacroRules || kind === NodeKind.MacroDef) return false;
    if (this.#modelled(telling).length === 0) return false;
    // A model passes on what else is written on the item.
    const attrs = this.#ctx.attributes.of(tree, node);
    const macros = this.#modelled(attrs);
    const known = this.#expand({ tree, node, attrs, place }, macros);
    if (known === undefined) this.#pending.push({ tree, node, attrs, place: { ...place } });
    return known !== false;
  }

  #modelled(attrs: readonly Attr[]): AttrMacro[] {
    return attrMacrosOf(attrs).filter((one) => mayBeModelled(this.#ctx, one.attr.name));
  }

  /** Tries the items that wait; true if any was collected. With `last`, the rest are collected as written. */
  retry(last: boolean): boolean {
    let progress = false;
    for (const item of this.#pending.splice(0)) {
      const macros = this.#modelled(item.attrs);
      const known = this.#expand(item, macros);
      if (known === undefined && !last) this.#pending.push(item);
      else {
        progress = true;
        if (known !== true) this.#collector.collectItem(item.tree, item.node, item.attrs, item.place);
      }
    }
    return progress;
  }

  /** True: done; false: none of its macros has a model that fits; undefined: a name is not known yet. */
  #expand(item: PendingItem, macros: readonly AttrMacro[]): boolean | undefined {
    const { tree, node, attrs, place } = item;
    if (this.#expander.depth(tree.tokens) >= this.#expander.recursionLimit) return false;
    for (const macro of macros) {
      const def = this.#expander.resolveMacro(place.scope, attrMacroPath(macro), place.textual);
      if (def === undefined) return undefined;
      const made = attributeByModel(this.#ctx, tree, node, attrs, macro.attr, def);
      if (made === undefined) continue;
      if (!this.#expander.adopt(made.tokens, tree.tokens, place.textual)) return false;
      const first = this.#ctx.defs.count;
      const range = { start: 0, end: made.tokens.length };
      const items = parseItems(made.tokens, range, { edition: this.#ctx.input.edition });
      this.#collector.items(items, items.root, { ...place });
      if (!made.complete) this.#record(item, macro, def, first);
      return true;
    }
    return false;
  }

  #record({ tree, node, place }: PendingItem, macro: AttrMacro, def: number, first: number): void {
    const ctx = this.#ctx;
    const owner = first < ctx.defs.count ? (first as LocalDef) : place.parent;
    const span = ctx.tokenSpan(macro.tokens, macro.start, macro.end);
    const names = identifiers(tree.tokens, tree.range(node));
    ctx.opaque.push({ macro: macro.text, def: def as never, owner: ctx.id(owner), span, names, reason: 'proc-macro' });
    ctx.defs.addFlags(owner, DefFlag.Opaque);
  }
}
