/**
 * Which macros may declare items where they are called as statements. Bodies are looked through for items before anyone
 * asks for them, since an impl in a body counts everywhere; expanding each `println!` for that would cost more than all the
 * rest. Judged by words: those of the macro's own text, and of the macros that its text calls, however far.
 */
import type { Sym } from '@lazaret/base';
import type { DefId } from '@lazaret/facts';
import { isIdentLike, isOpenDelim, type TokenBuffer, TokenKind } from '@lazaret/rust-syntax';
import type { CrateContext } from './context.ts';
import { hasItemWords, type MacroDecl, type MacroDecls } from './macro-decls.ts';
import { Ns } from './names.ts';
import type { PathResolver } from './paths.ts';

/** Built-in macros whose result is whatever their input, or a file, says. All others are expressions. */
const DECLARING_BUILTINS: ReadonlySet<string> = new Set(['include', 'cfg_select', 'cfg_match']);

/** What the text of one macro says. */
interface Text {
  /** It has words that start items, or calls a macro that nobody knows. */
  readonly declares: boolean;
  readonly calls: readonly DefId[];
}

const DECLARES: Text = { declares: true, calls: [] };
const NOTHING: Text = { declares: false, calls: [] };

export class DeclaringMacros {
  readonly #ctx: CrateContext;
  readonly #paths: PathResolver;
  readonly #decls: MacroDecls;
  readonly #texts = new Map<DefId, Text>();
  readonly #known = new Map<DefId, boolean>();

  constructor(ctx: CrateContext, paths: PathResolver, decls: MacroDecls) {
    this.#ctx = ctx;
    this.#paths = paths;
    this.#decls = decls;
  }

  mayDeclare(macro: DefId): boolean {
    let known = this.#known.get(macro);
    if (known === undefined) {
      known = this.#search(macro);
      this.#known.set(macro, known);
    }
    return known;
  }

  #search(macro: DefId): boolean {
    const seen = new Set([macro]);
    for (const def of seen) {
      const { declares, calls } = this.#textOf(def);
      if (declares) return true;
      for (const call of calls) seen.add(call);
    }
    return false;
  }

  #textOf(macro: DefId): Text {
    let text = this.#texts.get(macro);
    if (text === undefined) {
      const decl = this.#decls.get(macro);
      text = decl === undefined ? NOTHING : this.#read(decl);
      this.#texts.set(macro, text);
    }
    return text;
  }

  #read(decl: MacroDecl): Text {
    if (decl.builtin !== undefined) return DECLARING_BUILTINS.has(decl.builtin) ? DECLARES : NOTHING;
    const { tokens, range } = decl.text;
    if (hasItemWords(tokens, range)) return DECLARES;
    const calls: DefId[] = [];
    for (let i = range.start + 1; i < range.end; i++) {
      if (tokens.kinds[i] !== TokenKind.Bang || !isIdentLike(tokens.kind(i - 1))) continue;
      if (!isOpenDelim(tokens.kind(i + 1))) continue;
      const called = this.#called(decl, tokens, i - 1);
      if (called.length === 0) return DECLARES;
      calls.push(...called);
    }
    return { declares: false, calls };
  }

  /** The macros that a path ending at token `last` may mean in a macro's text; none if that is not known. */
  #called(decl: MacroDecl, tokens: TokenBuffer, last: number): DefId[] {
    const names: Sym[] = [tokens.sym(last)];
    let at = last;
    while (tokens.kind(at - 1) === TokenKind.PathSep && isIdentLike(tokens.kind(at - 2))) {
      at -= 2;
      names.unshift(tokens.sym(at));
    }
    // `$name!`: whatever the call says; but `$crate::name!`.
    const dollar = tokens.kind(at - 1) === TokenKind.Dollar;
    const root = (decl.origin.krate << 20) as DefId;
    if ((dollar && tokens.kind(at) === TokenKind.Crate) || tokens.kind(at) === TokenKind.DollarCrate)
      return this.#inside(root, names.slice(1));
    if (dollar) return [];
    if (names.length === 1) return this.#byName(names[0]!, root);
    const krate = this.#paths.externCrate(names[0]!, tokens.contextOf(at));
    return krate === undefined ? [] : this.#inside((krate << 20) as DefId, names.slice(1));
  }

  #inside(root: DefId, names: readonly Sym[]): DefId[] {
    let module = root;
    for (let i = 0; i < names.length; i++) {
      const found = this.#paths.member(module, names[i]!, i === names.length - 1 ? Ns.Macro : Ns.Type);
      if (found === undefined || found.res < 0) return [];
      module = found.res as DefId;
    }
    return names.length === 0 ? [] : [module];
  }

  /** A name in the text of a `macro_rules!` is looked up where the macro is called: all that it could be. */
  #byName(name: Sym, root: DefId): DefId[] {
    const found = [...this.#decls.named(name)];
    const there = this.#ctx.isLocal(root) ? undefined : this.#paths.member(root, name, Ns.Macro);
    if (there !== undefined && there.res >= 0) found.push(there.res as DefId);
    const everywhere = this.#paths.macroUsePrelude.get(name);
    if (everywhere !== undefined) found.push(everywhere);
    return found;
  }
}
