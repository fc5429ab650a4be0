/**
 * Hygiene contexts of tokens. A token that a macro's definition writes gets its own context marked with the expansion;
 * a token that came as an argument keeps its context (rustc's `SyntaxContext::apply_mark`, "mixed-site" for
 * `macro_rules!`: locals, labels and `$crate` look at contexts, items do not). Context 0 is text as written.
 */
import { IntVec } from '@lazaret/base';
import type { CrateNum, DefId } from '@lazaret/facts';
import type { Scope } from './scope.ts';

/** The macro whose expansion marks a context. */
export interface MacroOrigin {
  readonly def: DefId | undefined;
  readonly krate: CrateNum;
  readonly edition: number;
  /** Declared inside a body: its text sees that body's locals. */
  readonly local: boolean;
  /** `macro name(..)`: items, too, are looked up where it is declared. */
  readonly opaque: boolean;
  /** Module or block in which it is declared, if it is of this crate. */
  readonly scope: Scope | undefined;
}

/** Columns by context. */
export class Hygiene {
  readonly #outer = new IntVec(64);
  readonly #origins: (MacroOrigin | undefined)[] = [undefined];
  /** Of the macro whose crate `$crate` means here: that of the first mark, in whose text the token stands. */
  readonly #roots: (MacroOrigin | undefined)[] = [undefined];

  constructor() {
    this.#outer.push(0);
  }

  /** A context for tokens of `ctx` in one expansion. */
  mark(ctx: number, origin: MacroOrigin): number {
    this.#origins.push(origin);
    this.#roots.push(ctx === 0 ? origin : this.#roots[ctx]);
    return this.#outer.push(ctx);
  }

  /** Contexts of one expansion, by context of the definition's token. */
  expansion(origin: MacroOrigin): (ctx: number) => number {
    // Nearly always all tokens of a definition have the same.
    let from = -1;
    let to = 0;
    let others: Map<number, number> | undefined;
    return (ctx) => {
      if (ctx === from) return to;
      if (from < 0) {
        from = ctx;
        to = this.mark(ctx, origin);
        return to;
      }
      others ??= new Map();
      let known = others.get(ctx);
      if (known === undefined) {
        known = this.mark(ctx, origin);
        others.set(ctx, known);
      }
      return known;
    };
  }

  /** Origin of the outermost mark. */
  origin(ctx: number): MacroOrigin | undefined {
    return this.#origins[ctx];
  }

  outer(ctx: number): number {
    return this.#outer.data[ctx] ?? 0;
  }

  /** Macro in whose text the token was written; undefined for text outside macros. */
  root(ctx: number): MacroOrigin | undefined {
    return this.#roots[ctx];
  }
}
