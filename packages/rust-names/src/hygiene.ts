/**
 * Hygiene contexts of tokens. A token that a macro's definition writes gets its own context marked with the expansion;
 * a token that came as an argument keeps its context (rustc's `SyntaxContext::apply_mark`, "mixed-site" for
 * `macro_rules!`: locals, labels and `$crate` look at contexts, items do not). Context 0 is text as written.
 */
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

interface Context {
  readonly outer: number;
  readonly expansion: number;
  readonly origin: MacroOrigin;
  /** Crate that `$crate` means here: that of the first mark, i.e. of the macro in whose text the token stands. */
  readonly root: MacroOrigin;
}

export class Hygiene {
  readonly #contexts: (Context | undefined)[] = [undefined];
  #expansions = 0;

  /** Number for a new expansion. */
  nextExpansion(): number {
    return ++this.#expansions;
  }

  /** `memo` holds the contexts made for this expansion, by context of the definition's token. */
  mark(ctx: number, expansion: number, origin: MacroOrigin, memo: Map<number, number>): number {
    const known = memo.get(ctx);
    if (known !== undefined) return known;
    const root = ctx === 0 ? origin : this.#contexts[ctx]!.root;
    this.#contexts.push({ outer: ctx, expansion, origin, root });
    memo.set(ctx, this.#contexts.length - 1);
    return this.#contexts.length - 1;
  }

  /** Origin of the outermost mark. */
  origin(ctx: number): MacroOrigin | undefined {
    return this.#contexts[ctx]?.origin;
  }

  outer(ctx: number): number {
    return this.#contexts[ctx]?.outer ?? 0;
  }

  /** Macro in whose text the token was written; undefined for text outside macros. */
  root(ctx: number): MacroOrigin | undefined {
    return this.#contexts[ctx]?.root;
  }
}
