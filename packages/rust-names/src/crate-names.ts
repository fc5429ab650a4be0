/**
 * Collects a crate: runs the parts of this package to their common fixpoint and answers the questions of
 * {@link CrateNames}.
 */
import type { Diagnostic, Sym } from '@lazaret/base';
import {
  type CrateNum,
  DefFlag,
  type DefId,
  DefKind,
  type LocalDef,
  localOf,
  type ModuleScope,
  type OpaqueExpansion,
  type ScopeEntry,
  type Span,
  type Visibility,
  type World,
} from '@lazaret/facts';
import {
  exprOf,
  fnBody,
  implTraitPath,
  isExpr,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseBody,
  type TokenBuffer,
  type Tree,
} from '@lazaret/rust-syntax';
import { AttrMacros } from './attr-macros.ts';
import { Blocks, parseBodyAt } from './blocks.ts';
import { knownNotes, notesOf } from './buffer-notes.ts';
import { Builtins } from './builtins.ts';
import { Collector } from './collect.ts';
import { CrateContext } from './context.ts';
import { Expander } from './expand.ts';
import { Imports } from './imports.ts';
import type { CrateInput } from './input.ts';
import { callAt } from './item-macros.ts';
import { definitionText, MacroDecls } from './macro-decls.ts';
import { type BodySource, type CrateNames, type Expansion, type NamePath, Ns, type PathRes } from './names.ts';
import { namePath, PathResolver } from './paths.ts';
import { primOf, type Scope } from './scope.ts';
import { setTextual, textualAt } from './textual.ts';

/** Rounds of expansion and import resolution: macros that make macros that make macros. */
const ROUNDS_MAX = 256;

/** Collects all items of a crate whose dependencies are in the world. */
export function collectCrate(world: World, input: CrateInput, num: CrateNum = world.nextCrate()): CrateNames {
  const names = new Collected(world, input, num);
  names.run();
  return names;
}

class Collected implements CrateNames {
  readonly world: World;
  readonly num: CrateNum;
  readonly input: CrateInput;
  readonly #ctx: CrateContext;
  readonly #paths: PathResolver;
  readonly #imports: Imports;
  readonly #expander: Expander;
  readonly #collector: Collector;
  readonly #blocks: Blocks;
  readonly #attrMacros: AttrMacros;
  readonly #bodies = new Map<LocalDef, BodySource | undefined>();
  #nodeDefsUpTo = 0;
  readonly #traits = new Map<Scope, readonly DefId[]>();
  readonly #scopes = new Map<LocalDef, ModuleScope>();
  #implsUpTo = 0;
  readonly #traitImpls: { impl: LocalDef; trait: DefId | undefined }[] = [];
  readonly #inherent: LocalDef[] = [];

  constructor(world: World, input: CrateInput, num: CrateNum) {
    this.world = world;
    this.input = input;
    this.num = num;
    this.#ctx = new CrateContext(world, num, input);
    this.#paths = new PathResolver(this.#ctx);
    this.#expander = new Expander(this.#ctx, this.#paths, new MacroDecls(this.#ctx));
    this.#expander.builtins = new Builtins(this.#ctx, this.#expander);
    this.#imports = new Imports(this.#ctx, this.#paths, (textual, name) => this.#expander.lookupTextual(textual, name));
    this.#collector = new Collector(this.#ctx, this.#imports, this.#expander, this.#paths);
    this.#blocks = new Blocks(this.#ctx, this.#collector, this.#expander);
    this.#attrMacros = new AttrMacros(this.#ctx, this.#collector, this.#expander);
  }

  run(): void {
    this.#collector.collectRoot();
    this.#settle();
    // Now rather than when asked, so that diagnostics do not depend on who asks what.
    this.#sortImpls();
    if (this.#ctx.defs.overflowed) this.#ctx.diagnose('definitions-limit', 'the crate has too many definitions');
  }

  /** Imports, expansions, bodies and attribute macros until nothing is left to do. */
  #settle(): void {
    const collector = this.#collector;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      this.#resolveNames();
      const bodies = collector.pendingBodies.splice(0);
      this.#blocks.scan(bodies);
      if (bodies.length > 0) continue;
      const attrs = collector.pendingAttrs.splice(0);
      this.#attrMacros.run(attrs);
      if (attrs.length > 0) continue;
      if (!collector.waits) break;
      collector.retryCalls(true);
    }
    this.#imports.resolve();
    this.#imports.settle();
  }

  #resolveNames(): void {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const changed = this.#imports.resolve();
      const expanded = this.#collector.retryCalls(false);
      if (!expanded && (!changed || !this.#collector.waits)) return;
    }
  }

  /** After items of a body were collected on demand. */
  #finishLate(): void {
    const collector = this.#collector;
    if (collector.waits || collector.pendingBodies.length + collector.pendingAttrs.length > 0) this.#settle();
    else {
      this.#imports.resolve();
      this.#imports.settle();
    }
  }

  get files(): readonly string[] {
    return this.#ctx.sources.files;
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#ctx.diagnostics;
  }

  get externs(): ReadonlyMap<string, CrateNum> {
    return this.#ctx.externs;
  }

  get unknownCfgs(): ReadonlySet<string> {
    return this.#ctx.attributes.unknown;
  }

  defCount(): number {
    return this.#ctx.defs.count;
  }

  kind(def: LocalDef): DefKind {
    return this.#ctx.defs.kind(def);
  }

  parent(def: LocalDef): LocalDef | undefined {
    return this.#ctx.defs.parent(def);
  }

  defName(def: LocalDef): Sym {
    return this.#ctx.defs.name(def);
  }

  flags(def: LocalDef): number {
    return this.#ctx.defs.flags(def);
  }

  vis(def: LocalDef): Visibility {
    return this.#ctx.defs.vis(def);
  }

  children(def: LocalDef): readonly LocalDef[] {
    return this.#ctx.defs.children(def);
  }

  tree(def: LocalDef): Tree | undefined {
    return this.#ctx.defs.tree(def);
  }

  node(def: LocalDef): NodeId {
    return this.#ctx.defs.node(def);
  }

  scopeOf(def: LocalDef): Scope {
    return this.#ctx.defs.scope(def) ?? this.#ctx.moduleScope(0 as LocalDef);
  }

  span(def: LocalDef): Span {
    const tree = this.#ctx.defs.tree(def);
    if (tree === undefined) return this.#ctx.sources.span(0, 0, 0);
    const node = this.#ctx.defs.node(def);
    const { tokens } = tree;
    const name = hasNameToken(tree.kind(node)) ? tree.aux(node) : -1;
    if (name >= 0) {
      const place = tree.kind(node) === NodeKind.Fn ? fnPlace(tree, node, name) : name;
      return this.#ctx.tokenSpan(tokens, place, place + 1);
    }
    if (tree.kind(node) !== NodeKind.Impl) return this.#ctx.nodeSpan(tree, node);
    // The place of `impl`, behind attributes and `unsafe`.
    for (let i = tree.start(node); i < tree.end(node); i = tokens.skipTree(i)) {
      if (tokens.text(i) === 'impl') return this.#ctx.tokenSpan(tokens, i, tree.end(node));
    }
    return this.#ctx.nodeSpan(tree, node);
  }

  bodySource(def: LocalDef): BodySource | undefined {
    if (this.#bodies.has(def)) return this.#bodies.get(def);
    const tree = this.#ctx.defs.tree(def);
    const node = tree === undefined ? NO_NODE : bodyNode(tree, this.#ctx.defs.node(def));
    let body: BodySource | undefined;
    if (tree !== undefined && node !== NO_NODE) {
      const parsed = this.#lateBody(tree) ?? parseBodyAt(tree, node, this.#ctx);
      body = { tree: parsed.tree, node: parsed.root };
    }
    this.#bodies.set(def, body);
    return body;
  }

  /** The body of a derived method, written now. */
  #lateBody(impl: Tree): { readonly tree: Tree; readonly root: NodeId } | undefined {
    const notes = knownNotes(impl.tokens);
    if (notes?.lateBody === undefined) return undefined;
    if (notes.body === undefined) {
      notes.body = notes.lateBody();
      // Types of fields may be macro calls.
      setTextual(notes.body, 0, textualAt(impl.tokens, 0));
    }
    const tree = parseBody(notes.body, { start: 0, end: notes.body.length }, { edition: this.input.edition });
    return { tree, root: tree.root };
  }

  releaseBody(def: LocalDef): void {
    this.#bodies.delete(def);
  }

  addDef(
    kind: DefKind,
    parent: LocalDef,
    name: Sym,
    flags: number,
    tree: Tree,
    node: NodeId,
    scope: Scope = this.scopeOf(parent),
  ): LocalDef {
    const known = this.#defsAt(tree, node)?.find((def) => this.#ctx.defs.kind(def) === kind);
    if (known !== undefined) return known;
    const own = flags | DefFlag.InBody;
    return this.#ctx.defs.add(kind, parent, name, own, this.#ctx.id(scope.module), tree, node, scope);
  }

  defAt(tree: Tree, node: NodeId): LocalDef | undefined {
    return this.#defsAt(tree, node)?.[0];
  }

  #defsAt(tree: Tree, node: NodeId): LocalDef[] | undefined {
    const { defs } = this.#ctx;
    for (; this.#nodeDefsUpTo < defs.count; this.#nodeDefsUpTo++) {
      const def = this.#nodeDefsUpTo as LocalDef;
      const own = defs.tree(def);
      if (own === undefined) continue;
      const notes = notesOf(own.tokens);
      notes.defs ??= new Map();
      const byStart = notes.defs;
      const key = nodeKey(own, defs.node(def));
      const list = byStart.get(key);
      if (list === undefined) byStart.set(key, [def]);
      else list.push(def);
    }
    return knownNotes(tree.tokens)?.defs?.get(nodeKey(tree, node));
  }

  enterBlock(scope: Scope, tree: Tree, block: NodeId, owner?: LocalDef): Scope {
    const inner = this.#blocks.enter(scope, tree, block, owner ?? scope.owner);
    if (inner !== scope) this.#finishLate();
    return inner;
  }

  pathOf(tree: Tree, path: NodeId): NamePath {
    return namePath(tree, path);
  }

  resolvePath(scope: Scope, path: NamePath, ns: Ns): PathRes | undefined {
    const found = this.#paths.resolve(scope, path, ns);
    if (found === undefined) return undefined;
    const rest = path.segments.length - found.used;
    return found.res < 0
      ? { kind: 'prim', prim: primOf(found.res), rest }
      : { kind: 'def', def: found.res as DefId, rest };
  }

  traitsInScope(scope: Scope): readonly DefId[] {
    let traits = this.#traits.get(scope);
    if (traits === undefined) {
      const found = new Set<DefId>();
      for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) this.#addTraits(at, found);
      this.#addPreludeTraits(found);
      traits = [...found].sort((a, b) => a - b);
      this.#traits.set(scope, traits);
    }
    return traits;
  }

  #addTraits(scope: Scope, found: Set<DefId>): void {
    for (const entry of scope.names[Ns.Type].values()) {
      if (entry.res >= 0 && this.#isTrait(entry.res as DefId)) found.add(entry.res as DefId);
      const under = entry.under?.res ?? -1;
      if (under >= 0 && this.#isTrait(under as DefId)) found.add(under as DefId);
    }
    for (const trait of scope.unnamed.keys()) found.add(trait);
  }

  #addPreludeTraits(found: Set<DefId>): void {
    const { prelude } = this.#ctx;
    if (prelude === undefined) return;
    const scope = this.#ctx.isLocal(prelude) ? this.scope(localOf(prelude)) : this.world.scope(prelude);
    for (const entry of scope.types.values()) if (this.#isTrait(entry.def)) found.add(entry.def);
    for (const trait of scope.unnamedTraits) found.add(trait);
  }

  #isTrait(def: DefId): boolean {
    const kind = this.#ctx.kindOf(def);
    return kind === DefKind.Trait || kind === DefKind.TraitAlias;
  }

  isVisible(vis: Visibility, scope: Scope): boolean {
    return this.#ctx.isVisible(vis, scope.module);
  }

  isActive(tree: Tree, node: NodeId): boolean {
    return this.#ctx.attributes.isActive(tree, node);
  }

  attrNames(tree: Tree, node: NodeId): readonly string[] {
    return this.#ctx.attributes.of(tree, node).map((attr) => attr.name);
  }

  expand(scope: Scope, tree: Tree, call: NodeId): Expansion {
    const at = callAt(tree, call, scope);
    if (at === undefined) return { kind: 'opaque', reason: 'macro-malformed', names: [], def: undefined, macro: '!' };
    return this.#expander.expand(at);
  }

  addOpaque(opaque: OpaqueExpansion): void {
    this.#ctx.opaque.push(opaque);
  }

  isExpanded(tokens: TokenBuffer, token: number): boolean {
    if (!tokens.mixed) return false;
    return tokens.contextOf(token) !== 0 || this.#ctx.sources.pathOf(tokens.fileOf(token)) === undefined;
  }

  localOuter(ctx: number): number | undefined {
    const origin = this.#ctx.hygiene.origin(ctx);
    return origin?.local === true ? this.#ctx.hygiene.outer(ctx) : undefined;
  }

  tokenSpan(tokens: TokenBuffer, start: number, end: number): Span {
    return this.#ctx.tokenSpan(tokens, start, end);
  }

  nodeSpan(tree: Tree, node: NodeId): Span {
    return this.#ctx.nodeSpan(tree, node);
  }

  scope(def: LocalDef): ModuleScope {
    let scope = this.#scopes.get(def);
    if (scope === undefined) {
      const own = this.#ctx.scopes.get(def);
      scope = own === undefined ? EMPTY_SCOPE : publish(own);
      this.#scopes.set(def, scope);
    }
    return scope;
  }

  traitImpls(): readonly { readonly impl: LocalDef; readonly trait: DefId | undefined }[] {
    this.#sortImpls();
    return this.#traitImpls;
  }

  inherentImpls(): readonly LocalDef[] {
    this.#sortImpls();
    return this.#inherent;
  }

  #sortImpls(): void {
    const { impls } = this.#collector;
    for (; this.#implsUpTo < impls.length; this.#implsUpTo++) {
      const impl = impls[this.#implsUpTo]!;
      const tree = this.#ctx.defs.tree(impl)!;
      const path = implTraitPath(tree, this.#ctx.defs.node(impl));
      if (path === NO_NODE) {
        this.#inherent.push(impl);
        continue;
      }
      const found = this.#paths.resolve(this.scopeOf(impl), namePath(tree, path), Ns.Type);
      const trait = found !== undefined && found.res >= 0 && this.#isTrait(found.res as DefId) ? found.res : undefined;
      if (trait === undefined) {
        this.#ctx.diagnose(
          'trait-unresolved',
          `trait \`${tree.text(path)}\` of an impl did not resolve`,
          tree.tokens,
          tree.start(path),
        );
      }
      this.#traitImpls.push({ impl, trait: trait as DefId | undefined });
    }
  }

  langItems(): ReadonlyMap<string, DefId> {
    return this.#ctx.langItems;
  }

  linkName(def: LocalDef): string | undefined {
    return this.#ctx.linkNames.get(def);
  }

  opaque(): readonly OpaqueExpansion[] {
    return this.#ctx.opaque;
  }

  macroText(def: LocalDef): { readonly text: string; readonly span: Span } | undefined {
    const tree = this.#ctx.defs.tree(def);
    if (tree === undefined || this.#ctx.defs.kind(def) !== DefKind.Macro) return undefined;
    const node = this.#ctx.defs.node(def);
    return { text: definitionText(this.#ctx, tree, node), span: this.#ctx.nodeSpan(tree, node) };
  }
}

const EMPTY_SCOPE: ModuleScope = { types: new Map(), values: new Map(), macros: new Map(), unnamedTraits: [] };

/** A scope as other crates see it: primitive types left out, which are no definitions. */
function publish(scope: Scope): ModuleScope {
  const maps = scope.names.map((names) => {
    const map = new Map<Sym, ScopeEntry>();
    names.forEach((entry, name) => {
      if (entry.res >= 0) map.set(name, { def: entry.res as DefId, vis: entry.vis, imported: entry.via >= 0 });
    });
    return map;
  });
  const unnamedTraits: DefId[] = [];
  for (const [trait, vis] of scope.unnamed) if (vis === true) unnamedTraits.push(trait);
  return { types: maps[0]!, values: maps[1]!, macros: maps[2]!, unnamedTraits };
}

/**
 * Token that stands for a function: its name, but where a macro wrote `fn` around a name it was given, the start of the
 * item behind its attributes: that is where rustc places such a function.
 */
function fnPlace(tree: Tree, node: NodeId, name: number): number {
  const { tokens } = tree;
  if (tokens.contextOf(name) === tokens.contextOf(name - 1)) return name;
  let start = tree.start(node);
  for (
    let child = tree.first(node);
    child !== NO_NODE && tree.kind(child) === NodeKind.Attr;
    child = tree.next(child)
  ) {
    start = tree.end(child);
  }
  return start;
}

/** Two nodes with the same tokens (a block and the statement around it) differ by kind. */
function nodeKey(tree: Tree, node: NodeId): number {
  return tree.start(node) * 256 + tree.kind(node);
}

function hasNameToken(kind: number): boolean {
  return (
    (kind >= NodeKind.Fn && kind <= NodeKind.MacroDef && kind !== NodeKind.Impl && kind !== NodeKind.ExternBlock) ||
    kind === NodeKind.Variant
  );
}

/** Body of a Fn, initialiser of a Const or Static; an expression is its own. */
function bodyNode(tree: Tree, node: NodeId): NodeId {
  const kind = tree.kind(node);
  if (kind === NodeKind.Fn) return fnBody(tree, node);
  if (kind === NodeKind.Const || kind === NodeKind.Static) return exprOf(tree, node);
  return isExpr(kind) ? node : NO_NODE;
}
