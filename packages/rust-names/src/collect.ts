/**
 * From item trees to definitions: walks the items of files, inline modules, expansions and blocks, declares their names,
 * notes imports, and expands macro calls where their names are known (rustc_resolve::build_reduced_graph and
 * def_collector).
 */
import type { Sym } from '@lazaret/base';
import { DefFlag, type DefId, DefKind, type LocalDef, type Visibility } from '@lazaret/facts';
import {
  exprOf,
  Flag,
  fieldList,
  fnBody,
  fnSelf,
  implTraitPath,
  isItem,
  itemList,
  NO_NODE,
  type NodeId,
  NodeKind,
  renameToken,
  type TokenBuffer,
  TokenKind,
  type Tree,
  variantsOf,
  visibility,
  visibilityPath,
} from '@lazaret/rust-syntax';
import { AttrItems } from './attr-items.ts';
import { type Attr, attrList, attrValue, findAttr } from './attributes.ts';
import type { CrateContext } from './context.ts';
import type { Expander } from './expand.ts';
import type { Imports } from './imports.ts';
import { type AttrMacro, attrFlags, attrMacrosOf, derivesOf, recordItemNames } from './item-attrs.ts';
import { ItemMacros } from './item-macros.ts';
import { dirOfFile, inlineModuleDir, type ModuleDir, moduleFileCandidates } from './module-files.ts';
import { Ns } from './names.ts';
import type { PathResolver } from './paths.ts';
import { Scope, type TextualScope } from './scope.ts';
import { setTextual } from './textual.ts';
import { collectUse } from './use-trees.ts';
import { restrictedVis } from './visibility.ts';

/** Where items are being collected. */
export interface Place {
  /** Where their names go. */
  readonly scope: Scope;
  /** Their parent definition. */
  readonly parent: LocalDef;
  readonly dir: ModuleDir;
  /** Files on the way here, to notice a module that contains itself. */
  readonly files: readonly string[];
  /** Contents of a trait, impl or extern block: names are not declared in the scope (foreign ones are). */
  readonly within: 'module' | 'block' | 'trait' | 'impl' | 'trait-impl' | 'foreign';
  /** `macro_rules!` in force; moves on as items are met. */
  textual: TextualScope | undefined;
  /** Flags that all definitions here get. */
  readonly flags: number;
}

/** A derive or attribute macro, to be looked at when all names are known. */
export interface PendingAttr {
  readonly kind: 'derive' | 'attr';
  readonly macro: AttrMacro;
  readonly def: LocalDef;
  readonly place: Place;
  readonly textual: TextualScope | undefined;
  readonly hasDerives: boolean;
}

/** A body that may declare items. */
export interface PendingBody {
  readonly def: LocalDef;
  readonly tree: Tree;
  readonly node: NodeId;
  readonly place: Place;
  readonly textual: TextualScope | undefined;
}

/** Modules nested in modules, in files or not. */
const MODULE_DEPTH_MAX = 128;

export class Collector {
  readonly #ctx: CrateContext;
  readonly #imports: Imports;
  readonly #expander: Expander;
  readonly #paths: PathResolver;
  readonly pendingAttrs: PendingAttr[] = [];
  readonly pendingBodies: PendingBody[] = [];
  readonly attrItems: AttrItems;
  readonly itemMacros: ItemMacros;
  readonly impls: LocalDef[] = [];
  #moduleDepth = 0;

  constructor(ctx: CrateContext, imports: Imports, expander: Expander, paths: PathResolver) {
    this.#ctx = ctx;
    this.#imports = imports;
    this.#expander = expander;
    this.#paths = paths;
    this.attrItems = new AttrItems(ctx, this, expander);
    this.itemMacros = new ItemMacros(ctx, this, expander);
  }

  /** The crate root: definition 0. */
  collectRoot(): void {
    const ctx = this.#ctx;
    const { root, readFile, name } = ctx.input;
    const def = ctx.defs.add(DefKind.Mod, -1, ctx.interner.intern(name), 0, true, undefined, NO_NODE, undefined);
    const scope = new Scope('module', ctx.num, def, def, undefined);
    ctx.scopes.set(def, scope);
    ctx.defs.setScope(def, scope);
    const text = readFile(root);
    if (text === undefined) {
      ctx.diagnose('file-not-found', `crate root \`${root}\` not found`);
      return;
    }
    const tree = ctx.parse(root, text);
    this.#reportIssues(tree);
    const attrs = ctx.attributes.of(tree, tree.root);
    this.#rootAttrs(attrs);
    if (!ctx.attributes.allTrue(attrs)) return;
    const place: Place = {
      scope,
      parent: def,
      dir: { path: dirOfFile(root), relative: undefined },
      files: [root],
      within: 'module',
      textual: undefined,
      flags: 0,
    };
    this.items(tree, tree.root, place);
  }

  #rootAttrs(attrs: readonly Attr[]): void {
    this.#ctx.noCore = findAttr(attrs, 'no_core') !== undefined;
    this.#ctx.noStd = this.#ctx.noCore || findAttr(attrs, 'no_std') !== undefined;
    const limit = findAttr(attrs, 'recursion_limit');
    if (limit !== undefined) this.#expander.setRecursionLimit(Number.parseInt(attrValue(limit) ?? '0', 10));
    this.injectStd();
  }

  /** `#[macro_use] extern crate std;` and the prelude, as the compiler puts them into every crate. */
  injectStd(): void {
    const { input, noCore, noStd, world, interner } = this.#ctx;
    if (noCore) return;
    const krate = noStd ? input.stdCrates.core : input.stdCrates.std;
    if (krate === undefined) return;
    const root = (krate << 20) as DefId;
    const facts = world.crate(krate);
    if (facts === undefined) return;
    for (const [name, entry] of facts.scope(0 as LocalDef).macros) {
      if (entry.vis === true) this.#paths.macroUsePrelude.set(name, entry.def);
    }
    this.#ctx.preludesVersion++;
    if (input.edition === 2015 && !noStd) {
      // Paths of `use` start at the root there, where `std` must be found.
      const name = interner.intern('std');
      this.#imports.declare(this.#ctx.moduleScope(0 as LocalDef), Ns.Type, name, root, this.#ctx.id(0 as LocalDef));
    }
    const prelude = this.#paths.member(root, interner.intern('prelude'), Ns.Type);
    if (prelude === undefined || prelude.res < 0) return;
    for (const name of [`rust_${input.edition}`, 'v1']) {
      const module = this.#paths.member(prelude.res as DefId, interner.intern(name), Ns.Type);
      if (module === undefined || module.res < 0) continue;
      this.#ctx.prelude = module.res as DefId;
      return;
    }
  }

  /** All items among the children of a file, item list, fragment or block. */
  items(tree: Tree, parent: NodeId, place: Place): void {
    for (let node = tree.first(parent); node !== NO_NODE; node = tree.next(node)) {
      if (isItem(tree.kind(node))) this.item(tree, node, place);
    }
  }

  item(tree: Tree, node: NodeId, place: Place): void {
    const ctx = this.#ctx;
    const attrs = ctx.attributes.telling(tree, node);
    if (!ctx.attributes.allTrue(attrs)) {
      ctx.unknownCfgs.dropped(tree, node, attrs, place.parent, place.dir);
      return;
    }
    if (!ctx.input.cfg('test') && (findAttr(attrs, 'test') ?? findAttr(attrs, 'bench')) !== undefined) return;
    if (attrs.length > 0 && this.attrItems.take(tree, node, attrs, place)) return;
    this.collectItem(tree, node, attrs, place);
  }

  /** An item as it is written, without what its attribute macros make of it. */
  collectItem(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): void {
    const ctx = this.#ctx;
    const def = this.#dispatch(tree, node, attrs, place);
    if (def === undefined) return;
    ctx.unknownCfgs.inside(tree, node, def, place.parent);
    recordItemNames(ctx, def, attrs, place.within === 'foreign');
    this.#queueAttrs(def, attrs, place);
  }

  #dispatch(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef | undefined {
    switch (tree.kind(node)) {
      case NodeKind.Fn:
        return this.#fn(tree, node, attrs, place);
      case NodeKind.Struct:
        return this.#struct(tree, node, attrs, place);
      case NodeKind.Union:
        return this.#define(DefKind.Union, [Ns.Type], tree, node, attrs, place);
      case NodeKind.Enum:
        return this.#enum(tree, node, attrs, place);
      case NodeKind.Trait:
        return this.#trait(tree, node, attrs, place);
      case NodeKind.TraitAlias:
        return this.#define(DefKind.TraitAlias, [Ns.Type], tree, node, attrs, place);
      case NodeKind.Impl:
        return this.#impl(tree, node, attrs, place);
      case NodeKind.Mod:
        return this.#mod(tree, node, attrs, place);
      case NodeKind.Use:
        collectUse(this.#ctx, this.#imports, tree, node, attrs, place, this.#visOf(tree, node, place));
        return undefined;
      case NodeKind.ExternCrate:
        return this.#externCrate(tree, node, attrs, place);
      case NodeKind.ExternBlock:
        return this.#externBlock(tree, node, attrs, place);
      case NodeKind.Const:
        return this.#const(tree, node, attrs, place);
      case NodeKind.Static:
        return this.#static(tree, node, attrs, place);
      case NodeKind.TypeAlias:
        return this.#typeAlias(tree, node, attrs, place);
      case NodeKind.MacroRules:
      case NodeKind.MacroDef:
        return this.#macroDefinition(tree, node, attrs, place);
      case NodeKind.MacroItem:
        this.itemMacros.call(tree, node, place);
        return undefined;
      default:
        return undefined;
    }
  }

  /** Adds a definition for an item and declares its name. */
  #define(
    kind: DefKind,
    namespaces: readonly Ns[],
    tree: Tree,
    node: NodeId,
    attrs: readonly Attr[],
    place: Place,
    extra = 0,
  ): LocalDef {
    const ctx = this.#ctx;
    const name = this.#nameOf(tree, node);
    const vis = this.#visOf(tree, node, place);
    let flags = extra | place.flags | attrFlags(attrs);
    if (tree.tokens.mixed) flags |= this.#expandedFlag(tree, node);
    if (place.within === 'foreign') flags |= DefFlag.Foreign;
    const def = ctx.defs.add(kind, place.parent, name, flags, vis, tree, node, place.scope);
    if (name === 0 || ctx.interner.text(name) === '_') return def;
    if (place.within === 'module' || place.within === 'block' || place.within === 'foreign') {
      for (const ns of namespaces) this.#imports.declare(place.scope, ns, name, ctx.id(def), vis);
    }
    return def;
  }

  #expandedFlag(tree: Tree, node: NodeId): number {
    const start = tree.start(node);
    const { tokens } = tree;
    const own = tokens.contextOf(start) === 0 && this.#ctx.sources.pathOf(tokens.fileOf(start)) !== undefined;
    return own ? 0 : DefFlag.Expanded;
  }

  #nameOf(tree: Tree, node: NodeId): Sym {
    const token = tree.aux(node);
    return token < 0 ? (0 as Sym) : tree.tokens.sym(token);
  }

  #visOf(tree: Tree, node: NodeId, place: Place): Visibility {
    const ctx = this.#ctx;
    if (place.within === 'trait' || place.within === 'trait-impl') return ctx.defs.vis(place.parent);
    const own = ctx.id(
      place.scope.kind === 'enum' ? (ctx.parentModule(place.scope.module) ?? place.scope.module) : place.scope.module,
    );
    const vis = visibility(tree, node);
    if (vis === NO_NODE) return own;
    if (tree.has(vis, Flag.Pub)) return true;
    if (tree.has(vis, Flag.VisCrate)) return ctx.id(0 as LocalDef);
    if (tree.has(vis, Flag.VisSelf)) return own;
    const module = ctx.local(own);
    if (tree.has(vis, Flag.VisSuper)) return ctx.id(ctx.parentModule(module) ?? (0 as LocalDef));
    const path = visibilityPath(tree, vis);
    return path === NO_NODE ? own : restrictedVis(ctx, tree, path, module);
  }

  #fn(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    let flags = 0;
    const body = fnBody(tree, node);
    if (body !== NO_NODE) flags |= DefFlag.HasBody;
    if (tree.has(node, Flag.Unsafe)) flags |= DefFlag.Unsafe;
    if (tree.has(node, Flag.Async)) flags |= DefFlag.Async;
    if (tree.has(node, Flag.Const)) flags |= DefFlag.Const;
    if (tree.has(node, Flag.Default)) flags |= DefFlag.Default;
    if (fnSelf(tree, node) !== NO_NODE) flags |= DefFlag.HasSelf;
    const def = this.#define(DefKind.Fn, [Ns.Value], tree, node, attrs, place, flags);
    this.#queueBody(def, tree, body, place);
    if (this.#ctx.input.unit === 'proc-macro' && place.parent === 0) this.#procMacro(def, tree, node, attrs, place);
    return def;
  }

  /** A function of a proc-macro crate that others see as a macro. */
  #procMacro(fn: LocalDef, tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): void {
    const ctx = this.#ctx;
    let name = ctx.defs.name(fn);
    const derive = findAttr(attrs, 'proc_macro_derive');
    if (derive !== undefined) {
      const first = attrList(derive)[0];
      if (first === undefined) return;
      name = derive.tokens.sym(first.start);
    } else if (findAttr(attrs, 'proc_macro') === undefined && findAttr(attrs, 'proc_macro_attribute') === undefined) {
      return;
    }
    const def = ctx.defs.add(DefKind.ProcMacro, place.parent, name, 0, true, tree, node, place.scope);
    this.#imports.declare(place.scope, Ns.Macro, name, ctx.id(def), true);
  }

  #struct(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const def = this.#define(DefKind.Struct, [Ns.Type], tree, node, attrs, place);
    const fields = fieldList(tree, node);
    if (fields !== NO_NODE && tree.kind(fields) === NodeKind.RecordFields) return def;
    const ctx = this.#ctx;
    let vis = ctx.defs.vis(def);
    if (fields !== NO_NODE) {
      // The constructor is as visible as the least visible field.
      for (let field = tree.first(fields); field !== NO_NODE; field = tree.next(field)) {
        if (tree.kind(field) === NodeKind.TupleField) vis = ctx.minVis(vis, this.#visOf(tree, field, place));
      }
    }
    this.#imports.declare(place.scope, Ns.Value, ctx.defs.name(def), ctx.id(def), vis);
    return def;
  }

  #enum(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const ctx = this.#ctx;
    const def = this.#define(DefKind.Enum, [Ns.Type], tree, node, attrs, place);
    const scope = new Scope('enum', ctx.num, def, def, undefined);
    ctx.scopes.set(def, scope);
    const vis = ctx.defs.vis(def);
    for (const variant of variantsOf(tree, node)) {
      const own = ctx.attributes.of(tree, variant);
      if (!ctx.attributes.allTrue(own)) continue;
      const name = this.#nameOf(tree, variant);
      const flags = ctx.defs.flags(def) & (DefFlag.Expanded | DefFlag.InBody);
      const id = ctx.defs.add(DefKind.Variant, def, name, flags, vis, tree, variant, place.scope);
      recordItemNames(ctx, id, own, false);
      this.#imports.declare(scope, Ns.Type, name, ctx.id(id), vis);
      const fields = fieldList(tree, variant);
      if (fields === NO_NODE || tree.kind(fields) !== NodeKind.RecordFields) {
        this.#imports.declare(scope, Ns.Value, name, ctx.id(id), vis);
      }
      const value = exprOf(tree, variant);
      if (value !== NO_NODE) {
        const anon = ctx.defs.add(
          DefKind.AnonConst,
          id,
          0 as Sym,
          DefFlag.HasBody | flags,
          vis,
          tree,
          value,
          place.scope,
        );
        this.#queueBody(anon, tree, value, place);
      }
    }
    return def;
  }

  #trait(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    let flags = 0;
    if (tree.has(node, Flag.Unsafe)) flags |= DefFlag.Unsafe;
    if (tree.has(node, Flag.Auto)) flags |= DefFlag.Auto;
    const def = this.#define(DefKind.Trait, [Ns.Type], tree, node, attrs, place, flags);
    this.#contents(tree, node, place, def, 'trait');
    return def;
  }

  #impl(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    let flags = 0;
    if (tree.has(node, Flag.Unsafe)) flags |= DefFlag.Unsafe;
    if (tree.has(node, Flag.Default)) flags |= DefFlag.Default;
    // A reserved impl does not apply (rustc_trait_selection::traits::select, `match_impl`).
    const reserved = findAttr(attrs, 'rustc_reservation_impl') !== undefined;
    if (tree.has(node, Flag.Negative) || reserved) flags |= DefFlag.Negative;
    const def = this.#define(DefKind.Impl, [], tree, node, attrs, place, flags);
    this.impls.push(def);
    const ofTrait = implTraitPath(tree, node) !== NO_NODE;
    if (ofTrait) this.#ctx.defs.setVis(def, true);
    this.#contents(tree, node, place, def, ofTrait ? 'trait-impl' : 'impl');
    return def;
  }

  #externBlock(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const def = this.#define(DefKind.ForeignMod, [], tree, node, attrs, place);
    this.#contents(tree, node, place, def, 'foreign');
    return def;
  }

  #contents(tree: Tree, node: NodeId, place: Place, parent: LocalDef, within: Place['within']): void {
    const list = itemList(tree, node);
    if (list === NO_NODE) return;
    const inner: Place = { ...place, parent, within };
    this.items(tree, list, inner);
    place.textual = inner.textual;
  }

  #const(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const assoc = place.within === 'trait' || place.within === 'impl' || place.within === 'trait-impl';
    const value = exprOf(tree, node);
    let flags = value === NO_NODE ? 0 : DefFlag.HasBody;
    if (tree.has(node, Flag.Default)) flags |= DefFlag.Default;
    const kind = assoc ? DefKind.AssocConst : DefKind.Const;
    const def = this.#define(kind, [Ns.Value], tree, node, attrs, place, flags);
    this.#queueBody(def, tree, value, place);
    return def;
  }

  #static(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const value = exprOf(tree, node);
    let flags = value === NO_NODE ? 0 : DefFlag.HasBody;
    if (tree.has(node, Flag.Mut)) flags |= DefFlag.MutStatic;
    const def = this.#define(DefKind.Static, [Ns.Value], tree, node, attrs, place, flags);
    this.#queueBody(def, tree, value, place);
    return def;
  }

  #typeAlias(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const flags = tree.has(node, Flag.Default) ? DefFlag.Default : 0;
    let kind: DefKind = DefKind.TypeAlias;
    if (place.within === 'foreign') kind = DefKind.ForeignTy;
    else if (place.within !== 'module' && place.within !== 'block') kind = DefKind.AssocTy;
    return this.#define(kind, [Ns.Type], tree, node, attrs, place, flags);
  }

  #externCrate(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const ctx = this.#ctx;
    const def = this.#define(DefKind.ExternCrate, [], tree, node, attrs, place);
    const token = tree.aux(node);
    const isSelf = tree.tokens.kind(token) === TokenKind.SelfValue;
    const name = tree.tokens.sym(token);
    const krate = isSelf ? ctx.num : this.#externNum(name);
    const rename = renameToken(tree, node);
    const alias = rename < 0 ? name : tree.tokens.sym(rename);
    if (krate === undefined) {
      ctx.diagnose('extern-crate-unresolved', `crate \`${ctx.interner.text(name)}\` is not known`, tree.tokens, token);
      return def;
    }
    const root = (krate << 20) as DefId;
    const aliasText = ctx.interner.text(alias);
    if (aliasText !== '_') {
      this.#imports.declare(place.scope, Ns.Type, alias, root, this.#visOf(tree, node, place));
      if (place.scope.module === 0 && place.within === 'module') {
        ctx.externs.set(aliasText, krate);
        ctx.preludesVersion++;
      }
    }
    const macroUse = findAttr(attrs, 'macro_use');
    if (macroUse !== undefined && !isSelf) this.#useMacros(krate, macroUse);
    return def;
  }

  #externNum(name: Sym) {
    const ctx = this.#ctx;
    const text = ctx.interner.text(name);
    const std = ctx.input.stdCrates;
    return (
      ctx.input.externs.get(text) ??
      (text === 'core' ? std.core : text === 'alloc' ? std.alloc : text === 'std' ? std.std : undefined)
    );
  }

  /** `#[macro_use] extern crate x;` */
  #useMacros(krate: number, attr: Attr): void {
    const only = attrList(attr).map((range) => attr.tokens.sym(range.start));
    const facts = this.#ctx.world.crate(krate as never);
    if (facts === undefined) return;
    this.#ctx.preludesVersion++;
    for (const [name, entry] of facts.scope(0 as LocalDef).macros) {
      if (entry.vis === true && (only.length === 0 || only.includes(name))) {
        this.#paths.macroUsePrelude.set(name, entry.def);
      }
    }
  }

  #mod(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const ctx = this.#ctx;
    const def = this.#define(DefKind.Mod, [Ns.Type], tree, node, attrs, place);
    // A module in a block does not see the block's names either; only its parent differs.
    const scope = new Scope('module', ctx.num, def, def, undefined);
    ctx.scopes.set(def, scope);
    ctx.defs.setScope(def, scope);
    const path = attrValue(findAttr(attrs, 'path') ?? NO_ATTR);
    const name = ctx.interner.text(ctx.defs.name(def));
    const list = itemList(tree, node);
    const inner: Place = {
      ...place,
      scope,
      parent: def,
      within: 'module',
      dir: inlineModuleDir(place.dir, name, path),
    };
    if (this.#moduleDepth >= MODULE_DEPTH_MAX) {
      ctx.diagnose('module-depth-limit', 'modules are nested too deeply', tree.tokens, tree.start(node));
      return def;
    }
    this.#moduleDepth++;
    const macroUse = findAttr(attrs, 'macro_use') ?? findAttr(attrs, 'macro_escape');
    let exports = macroUse !== undefined;
    if (list !== NO_NODE) {
      setTextual(tree.tokens, tree.start(list), inner.textual);
      this.items(tree, list, inner);
    } else {
      exports = this.#modFile(tree, node, name, path, inner, place) || exports;
    }
    this.#moduleDepth--;
    if (exports) place.textual = inner.textual;
    setTextual(tree.tokens, tree.end(node), place.textual);
    return def;
  }

  /** `mod name;`. True if the file says `#![macro_use]`. */
  #modFile(tree: Tree, node: NodeId, name: string, path: string | undefined, inner: Place, outer: Place): boolean {
    const ctx = this.#ctx;
    const { readFile } = ctx.input;
    for (const found of moduleFileCandidates(outer.dir, name, path)) {
      const text = readFile(found.path);
      if (text === undefined) continue;
      if (outer.files.includes(found.path)) {
        ctx.diagnose('module-cycle', `\`${found.path}\` is a module of itself`, tree.tokens, tree.start(node));
        return false;
      }
      const file = ctx.parse(found.path, text);
      this.#reportIssues(file);
      const { tokens } = file;
      const attrs = ctx.attributes.of(file, file.root);
      if (!ctx.attributes.allTrue(attrs)) {
        ctx.unknownCfgs.droppedFile(tokens, attrs, inner.parent, found.dir);
        return false;
      }
      const place: Place = { ...inner, dir: found.dir, files: [...outer.files, found.path] };
      setTextual(tokens, 0, place.textual);
      this.items(file, file.root, place);
      inner.textual = place.textual;
      return findAttr(attrs, 'macro_use') !== undefined;
    }
    ctx.diagnose('file-not-found', `file of module \`${name}\` not found`, tree.tokens, tree.start(node));
    return false;
  }

  #reportIssues(tree: Tree): void {
    for (const issue of [...tree.tokens.errors, ...tree.errors]) {
      const span = this.#ctx.sources.span(issue.file, issue.start, issue.end);
      const file = this.#ctx.sources.files[span.file];
      if (file === undefined) continue;
      const { code, message } = issue;
      this.#ctx.diagnostics.push({ code, message, file, line: span.line, column: span.column });
    }
  }

  #macroDefinition(tree: Tree, node: NodeId, attrs: readonly Attr[], place: Place): LocalDef {
    const ctx = this.#ctx;
    const isRules = tree.kind(node) === NodeKind.MacroRules;
    const def = this.#define(DefKind.Macro, isRules ? [] : [Ns.Macro], tree, node, attrs, place);
    const inBody = (place.flags & DefFlag.InBody) !== 0;
    this.#expander.decls.addLocal(def, tree, node, attrs, place.scope, inBody);
    if (!isRules) return def;
    const name = ctx.defs.name(def);
    const exported = findAttr(attrs, 'macro_export') !== undefined;
    ctx.defs.setVis(def, exported ? true : ctx.id(0 as LocalDef));
    if (exported) this.#imports.declare(ctx.moduleScope(0 as LocalDef), Ns.Macro, name, ctx.id(def), true);
    place.textual = { name, def: ctx.id(def), prev: place.textual, inner: undefined };
    setTextual(tree.tokens, tree.end(node), place.textual);
    return def;
  }

  /** Is there a macro whose name is not known yet? */
  get waits(): boolean {
    return this.itemMacros.waiting + this.attrItems.waiting > 0;
  }

  /** Tries the calls and items that wait; true if any was expanded. With `last`, the rest become opaque. */
  retryCalls(last: boolean): boolean {
    // Calls that the items make wait for the next time.
    const waiting = this.itemMacros.take();
    const progress = this.attrItems.retry(last);
    return this.itemMacros.retry(waiting, last) || progress;
  }

  #queueAttrs(def: LocalDef, attrs: readonly Attr[], place: Place): void {
    if (attrs.length === 0) return;
    const derives = derivesOf(attrs);
    const textual = place.textual;
    const hasDerives = derives.length > 0;
    for (const macro of derives) this.pendingAttrs.push({ kind: 'derive', macro, def, place, textual, hasDerives });
    for (const macro of attrMacrosOf(attrs)) {
      this.pendingAttrs.push({ kind: 'attr', macro, def, place, textual, hasDerives });
    }
  }

  #queueBody(def: LocalDef, tree: Tree, node: NodeId, place: Place): void {
    if (node === NO_NODE) return;
    this.pendingBodies.push({ def, tree, node, place, textual: place.textual });
  }
}

const NO_ATTR: Attr = {
  name: '',
  tokens: { kind: () => TokenKind.Eof } as unknown as TokenBuffer,
  path: { start: 0, end: 0 },
  args: { start: 0, end: 0 },
};
