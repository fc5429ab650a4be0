/**
 * Macro definitions by {@link DefId}: of this crate from their trees, of other crates from the text that their facts hold.
 */
import type { Sym } from '@lazaret/base';
import { crateOf, DefFlag, type DefId, DefKind, type LocalDef, localOf } from '@lazaret/facts';
import {
  innerRange,
  macroBody,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseFile,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
} from '@lazaret/rust-syntax';
import { type Attr, attrList, findAttr } from './attributes.ts';
import type { CrateContext } from './context.ts';
import { hasDocs, withDocTokens } from './doc-tokens.ts';
import type { MacroOrigin } from './hygiene.ts';
import { type MacroRules, parseMacroRules, parseSingleRule } from './macro-rules.ts';
import type { Scope } from './scope.ts';

export interface MacroDecl {
  readonly def: DefId;
  readonly name: Sym;
  readonly origin: MacroOrigin;
  /** Name under which the compiler knows it: `format_args`, `std_panic`, `Clone`. */
  readonly builtin: string | undefined;
  /** `#[macro_export(local_inner_macros)]`: macros it calls are looked up in its own crate first. */
  readonly localInner: boolean;
  /** Its rules, or all of it where there are none. */
  readonly text: { readonly tokens: TokenBuffer; readonly range: TokenRange };
  /** Undefined if the definition is malformed. */
  rules(): MacroRules | undefined;
}

export class MacroDecls {
  readonly #ctx: CrateContext;
  readonly #decls = new Map<DefId, MacroDecl | undefined>();
  readonly #named = new Map<Sym, DefId[]>();

  constructor(ctx: CrateContext) {
    this.#ctx = ctx;
  }

  /** Registers a macro of this crate. */
  addLocal(def: LocalDef, tree: Tree, node: NodeId, attrs: readonly Attr[], scope: Scope, local: boolean): MacroDecl {
    const ctx = this.#ctx;
    const origin: MacroOrigin = {
      def: ctx.id(def),
      krate: ctx.num,
      edition: ctx.hygiene.root(tree.tokens.contextOf(tree.start(node)))?.edition ?? ctx.input.edition,
      local,
      opaque: tree.kind(node) === NodeKind.MacroDef,
      scope,
    };
    const decl = makeDecl(ctx, ctx.id(def), ctx.defs.name(def), tree, node, attrs, origin);
    if (decl.builtin !== undefined) ctx.defs.addFlags(def, DefFlag.Intrinsic);
    this.#decls.set(ctx.id(def), decl);
    const same = this.#named.get(decl.name);
    if (same === undefined) this.#named.set(decl.name, [decl.def]);
    else same.push(decl.def);
    return decl;
  }

  /** The macros of this crate that have a name, wherever they are declared. */
  named(name: Sym): readonly DefId[] {
    return this.#named.get(name) ?? [];
  }

  get(def: DefId): MacroDecl | undefined {
    if (this.#decls.has(def)) return this.#decls.get(def);
    const decl = this.#ctx.isLocal(def) ? undefined : this.#loadForeign(def);
    this.#decls.set(def, decl);
    return decl;
  }

  #loadForeign(def: DefId): MacroDecl | undefined {
    const ctx = this.#ctx;
    const facts = ctx.world.crate(crateOf(def));
    if (facts === undefined || facts.kind(localOf(def)) !== DefKind.Macro) return undefined;
    const source = facts.macroText(localOf(def));
    if (source === undefined) return undefined;
    const file = ctx.sources.addForeign(source.text, source.span);
    const tokens = ctx.lex(source.text, file, facts.edition);
    const tree = parseFile(tokens, { edition: facts.edition });
    const isMacro = (kind: number) => kind === NodeKind.MacroRules || kind === NodeKind.MacroDef;
    const node = tree.children(tree.root).find((child) => isMacro(tree.kind(child)));
    if (node === undefined) return undefined;
    const origin: MacroOrigin = {
      def,
      krate: facts.num,
      edition: facts.edition,
      local: false,
      opaque: tree.kind(node) === NodeKind.MacroDef,
      scope: undefined,
    };
    return makeDecl(ctx, def, facts.defName(localOf(def)), tree, node, ctx.attributes.of(tree, node), origin);
  }
}

function makeDecl(
  ctx: CrateContext,
  def: DefId,
  name: Sym,
  tree: Tree,
  node: NodeId,
  attrs: readonly Attr[],
  origin: MacroOrigin,
): MacroDecl {
  const { tokens } = tree;
  const body = macroBody(tree, node);
  const exported = findAttr(attrs, 'macro_export');
  const localInner =
    exported !== undefined && attrList(exported).some((arg) => exported.tokens.textOf(arg) === 'local_inner_macros');
  const builtin = findAttr(attrs, 'rustc_builtin_macro');
  let rules: MacroRules | undefined | null = null;
  return {
    def,
    name,
    origin,
    builtin: builtin === undefined ? undefined : (builtinName(builtin) ?? tokens.interner.text(name)),
    localInner,
    text: { tokens, range: tree.range(body === NO_NODE ? node : body) },
    rules: () => {
      if (rules === null) rules = parseRules(ctx, tree, node);
      return rules;
    },
  };
}

function builtinName(attr: Attr): string | undefined {
  const first = attrList(attr)[0];
  return first === undefined ? undefined : attr.tokens.interner.text(attr.tokens.sym(first.start));
}

function parseRules(ctx: CrateContext, tree: Tree, node: NodeId): MacroRules | undefined {
  const body = macroBody(tree, node);
  if (body < 0) return undefined;
  const range = innerRange(tree, body);
  const trees = tree.childrenOf(node, NodeKind.TokenTree);
  if (tree.kind(node) === NodeKind.MacroDef && trees.length === 2) {
    return parseSingleRule(tree.tokens, innerRange(tree, trees[0]!), range);
  }
  if (!hasDocs(tree.tokens, range)) return parseMacroRules(tree.tokens, range);
  const inTranscriber = transcriberTest(tree.tokens, range);
  const tokens = withDocTokens(ctx, tree.tokens, range, inTranscriber);
  return parseMacroRules(tokens, { start: 0, end: tokens.length });
}

/** Is a token inside the right side of a rule? Doc comments of matchers are comments only. */
function transcriberTest(tokens: TokenBuffer, range: TokenRange): (token: number) => boolean {
  const bodies: TokenRange[] = [];
  for (let at = range.start; at < range.end; at = tokens.skipTree(at)) {
    if (tokens.kind(at) === TokenKind.FatArrow) bodies.push({ start: at + 2, end: tokens.skipTree(at + 1) });
  }
  return (token) => bodies.some((body) => token >= body.start && token < body.end);
}

const ITEM_WORDS: ReadonlySet<number> = new Set<number>([
  TokenKind.Fn,
  TokenKind.Struct,
  TokenKind.Enum,
  TokenKind.Impl,
  TokenKind.Trait,
  TokenKind.Mod,
  TokenKind.Static,
  TokenKind.Use,
  TokenKind.Const,
  TokenKind.Type,
  TokenKind.Extern,
  TokenKind.MacroRules,
  TokenKind.Union,
]);

/** Do these tokens hold a word that starts an item? */
export function hasItemWords(tokens: TokenBuffer, range: TokenRange): boolean {
  for (let i = range.start; i < range.end; i++) if (ITEM_WORDS.has(tokens.kind(i))) return true;
  return false;
}

/** Text of a definition for other crates: verbatim where it lies in one piece of one file. */
export function definitionText(ctx: CrateContext, tree: Tree, node: NodeId): string {
  const { tokens } = tree;
  const start = tree.start(node);
  const end = tree.end(node);
  if (!tokens.mixed) {
    return tokens.sources.text(tokens.file).slice(tokens.startOf(start), tokens.endOf(end - 1));
  }
  let text = '';
  for (let i = start; i < end; i++) {
    const kind = tokens.kind(i);
    if (kind >= TokenKind.OpenExpr && kind <= TokenKind.CloseNone) continue;
    text += ` ${printedToken(ctx, tokens, i)}`;
  }
  return text.slice(1);
}

function printedToken(ctx: CrateContext, tokens: TokenBuffer, token: number): string {
  const kind = tokens.kind(token);
  if (kind === TokenKind.DollarCrate) return crateText(ctx, tokens, token);
  const text = tokens.text(token);
  // A doc comment that became the string of a `#[doc = ".."]`.
  return kind === TokenKind.Str && text.startsWith('/') ? '""' : text;
}

/** `$crate` of a macro of this crate; the name of the crate for that of another. */
function crateText(ctx: CrateContext, tokens: TokenBuffer, token: number): string {
  const krate = ctx.hygiene.root(tokens.contextOf(token))?.krate ?? ctx.num;
  return krate === ctx.num ? '$crate' : `::${ctx.world.crate(krate)?.name ?? 'core'}`;
}
