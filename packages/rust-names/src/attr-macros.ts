/**
 * Derives and attribute macros, once all names are known: the standard derives and those with a model become impls, all
 * others are recorded as opaque and the item stays as written.
 */
import type { Sym } from '@lazaret/base';
import { DefFlag, type DefId, DefKind, type LocalDef, type Span } from '@lazaret/facts';
import { NodeKind, parseItems, type TokenBuffer } from '@lazaret/rust-syntax';
import type { Collector, PendingAttr } from './collect.ts';
import type { CrateContext } from './context.ts';
import { deriveImpl, STD_DERIVES } from './derive.ts';
import { compilerOrigin, type Expander, identifiers } from './expand.ts';
import { type AttrMacro, attrMacroPath } from './item-attrs.ts';
import { isPlainAttribute } from './models/expand-macro.ts';
import { deriveByModel } from './models/expand-model.ts';
import { setTextual } from './textual.ts';

/** Derives of the compiler that make only markers or are unstable: nothing to call. */
const SILENT_DERIVES: ReadonlySet<string> = new Set(['ConstParamTy', 'UnsizedConstParamTy', 'CoercePointee', 'From']);

export class AttrMacros {
  readonly #ctx: CrateContext;
  readonly #collector: Collector;
  readonly #expander: Expander;

  constructor(ctx: CrateContext, collector: Collector, expander: Expander) {
    this.#ctx = ctx;
    this.#collector = collector;
    this.#expander = expander;
  }

  run(pending: readonly PendingAttr[]): void {
    const derives = new Map<LocalDef, Set<string>>();
    for (const one of pending) {
      if (one.kind !== 'derive') continue;
      const names = derives.get(one.def) ?? new Set();
      names.add(this.#lastName(one.macro));
      derives.set(one.def, names);
    }
    for (const one of pending) {
      if (one.kind === 'derive') this.#derive(one, derives.get(one.def)!);
      else this.#attribute(one);
    }
  }

  #lastName(macro: AttrMacro): string {
    return this.#ctx.interner.text(macro.tokens.sym(macro.end - 1));
  }

  #resolve(one: PendingAttr): DefId | undefined {
    return this.#expander.resolveMacro(one.place.scope, attrMacroPath(one.macro), one.textual);
  }

  #derive(one: PendingAttr, others: ReadonlySet<string>): void {
    const ctx = this.#ctx;
    const def = this.#resolve(one);
    const decl = def === undefined ? undefined : this.#expander.decls.get(def);
    const name = decl?.builtin ?? (def === undefined ? this.#lastName(one.macro) : undefined);
    if (name !== undefined && STD_DERIVES.has(name)) {
      this.#synthesise(one, name, others);
      return;
    }
    if (name !== undefined && decl?.builtin !== undefined && SILENT_DERIVES.has(name)) return;
    if (def !== undefined && this.#model(one, def, others)) return;
    const reason = def === undefined ? 'derive-unresolved' : 'proc-macro';
    this.#record(one, def, reason);
    if (def === undefined)
      ctx.diagnose(reason, `\`${one.macro.text}\` did not resolve`, one.macro.tokens, one.macro.start);
  }

  #synthesise(one: PendingAttr, trait: string, others: ReadonlySet<string>): void {
    const ctx = this.#ctx;
    const tree = ctx.defs.tree(one.def);
    const node = ctx.defs.node(one.def);
    if (tree === undefined) return;
    const kind = tree.kind(node);
    if (kind !== NodeKind.Struct && kind !== NodeKind.Enum && kind !== NodeKind.Union) return;
    const at = () => this.#span(one);
    this.#collect(one, deriveImpl(ctx, tree, node, trait, others, at, compilerOrigin(ctx)));
  }

  /** By a model; true if nothing of the derive remains unknown. */
  #model(one: PendingAttr, def: DefId, others: ReadonlySet<string>): boolean {
    const ctx = this.#ctx;
    const tree = ctx.defs.tree(one.def);
    if (tree === undefined) return false;
    const made = deriveByModel(ctx, tree, ctx.defs.node(one.def), def, others, this.#span(one));
    if (made === undefined) return false;
    this.#collect(one, made.tokens);
    return made.complete;
  }

  #span(one: PendingAttr): Span {
    return this.#ctx.tokenSpan(one.macro.tokens, one.macro.start, one.macro.end);
  }

  /** Collects the impls that a derive makes. */
  #collect(one: PendingAttr, buffer: TokenBuffer): void {
    const ctx = this.#ctx;
    // Types of fields may be macro calls.
    setTextual(buffer, 0, one.textual);
    const items = parseItems(buffer, { start: 0, end: buffer.length }, { edition: ctx.input.edition });
    const flags = (one.place.flags & DefFlag.InBody) | DefFlag.Derived | DefFlag.Expanded;
    this.#collector.items(items, items.root, { ...one.place, flags, textual: one.textual });
  }

  #attribute(one: PendingAttr): void {
    const def = this.#resolve(one);
    if (def === undefined) {
      // A name nobody defines next to derives is one of their helpers (`#[serde(..)]`); so are those on single items
      // of another crate's macros, which then do not resolve either.
      if (one.hasDerives) return;
      this.#record(one, undefined, 'attribute-unresolved');
      return;
    }
    if (this.#ctx.kindOf(def) === DefKind.ProcMacro) {
      if (!isPlainAttribute(this.#ctx, def)) this.#record(one, def, 'proc-macro');
      return;
    }
    const decl = this.#expander.decls.get(def);
    // A helper of a derive comes before macros in scope, which `macro_rules` is no attribute of (rustc_resolve::macros).
    if (decl?.builtin === undefined && !one.hasDerives) this.#record(one, def, 'attribute-macro');
  }

  #record(one: PendingAttr, def: DefId | undefined, reason: string): void {
    const ctx = this.#ctx;
    const { tokens, start, end, text } = one.macro;
    const tree = ctx.defs.tree(one.def);
    const range = tree === undefined ? { start: 0, end: 0 } : tree.range(ctx.defs.node(one.def));
    const names: readonly Sym[] = tree === undefined ? [] : identifiers(tree.tokens, range);
    const span = ctx.tokenSpan(tokens, start, end);
    ctx.opaque.push({ macro: text, def, owner: ctx.id(one.def), span, names, reason });
    ctx.defs.addFlags(one.def, DefFlag.Opaque);
  }
}
