/**
 * Resolution of paths: lexical scopes, modules of this and other crates, preludes (rustc_resolve::ident).
 */
import type { Sym } from '@lazaret/base';
import {
  type CrateNum,
  crateOf,
  type DefId,
  DefKind,
  defId,
  type LocalDef,
  localOf,
  type Visibility,
} from '@lazaret/facts';
import { Flag, type NodeId, pathSegments, TokenKind, type Tree } from '@lazaret/rust-syntax';
import type { CrateContext } from './context.ts';
import { type NamePath, Ns, type PathSeg } from './names.ts';
import { primRes, type Res, type Scope } from './scope.ts';

/** Result: what the first `used` segments are. */
export interface Resolved {
  readonly res: Res;
  readonly used: number;
  /** Visibility of the last name; true where it does not matter. */
  readonly vis: Visibility;
}

export interface ResolveOptions {
  /** The path of an import: edition 2015 rules, and its own binding is not looked at. */
  readonly importId?: number;
}

/** Nothing, or a name found. */
interface Found {
  readonly res: Res;
  readonly vis: Visibility;
}

export function namePath(tree: Tree, path: NodeId): NamePath {
  const nodes = pathSegments(tree, path);
  const segments = nodes.length === 1 ? [segmentOf(tree, nodes[0]!)] : nodes.map((node) => segmentOf(tree, node));
  return { global: tree.has(path, Flag.Global), segments };
}

function segmentOf(tree: Tree, segment: NodeId): PathSeg {
  const { tokens } = tree;
  const token = tree.aux(segment);
  return { name: tokens.sym(token), kind: tokens.kind(token), ctx: tokens.contextOf(token) };
}

/** A path of plain names, outside any macro. */
export class PathResolver {
  readonly #ctx: CrateContext;
  /** Macros of `#[macro_use] extern crate`. */
  readonly macroUsePrelude = new Map<Sym, DefId>();
  readonly #primNames = new Map<Sym, Res | undefined>();
  /** Where someone collects the scopes of this crate that a resolution looks into. */
  consulted: Scope[] | undefined;

  constructor(ctx: CrateContext) {
    this.#ctx = ctx;
  }

  /** Undefined if a segment does not resolve; `used` < segments after types and traits. */
  resolve(scope: Scope, path: NamePath, ns: Ns, options: ResolveOptions = {}): Resolved | undefined {
    const { segments } = path;
    const head = this.#head(scope, path, ns, options);
    if (head === undefined) return undefined;
    const full = this.#walk(head, segments, ns, options);
    if (full !== undefined) return full;
    // `u8::MAX` although a module `u8` is in scope.
    const first = segments[0];
    if (segments.length > 1 && first !== undefined && head.used === 1 && options.importId === undefined) {
      const prim = this.#prim(first.name);
      if (prim !== undefined) return { res: prim, used: 1, vis: true };
    }
    return undefined;
  }

  #walk(head: Resolved, segments: readonly PathSeg[], ns: Ns, options: ResolveOptions): Resolved | undefined {
    let { res, used, vis } = head;
    while (used < segments.length) {
      if (res < 0) return { res, used, vis };
      const kind = this.#ctx.kindOf(res as DefId);
      if (kind !== DefKind.Mod && kind !== DefKind.Enum) return { res, used, vis };
      const last = used === segments.length - 1;
      const next = this.member(res as DefId, segments[used]!.name, last ? ns : Ns.Type, options.importId);
      if (next === undefined) return kind === DefKind.Enum ? { res, used, vis } : undefined;
      res = next.res;
      vis = next.vis;
      used++;
    }
    return { res, used, vis };
  }

  /** The prefix that is no plain name lookup, or the first name. */
  #head(scope: Scope, path: NamePath, ns: Ns, options: ResolveOptions): Resolved | undefined {
    const { segments } = path;
    const first = segments[0];
    if (first === undefined) return undefined;
    const isImport = options.importId !== undefined;
    if (path.global) return this.#global(scope, segments, ns, first, options);
    switch (first.kind) {
      case TokenKind.DollarCrate: {
        const root = this.#ctx.hygiene.root(first.ctx);
        return this.#module(defId(root?.krate ?? this.#ctx.num, 0 as LocalDef), 1);
      }
      case TokenKind.Crate:
        return this.#module(this.#crateRoot(first.ctx), 1);
      case TokenKind.SelfValue:
      case TokenKind.Super:
        return this.#selfOrSuper(scope, segments);
      case TokenKind.SelfType:
        return undefined;
      default:
    }
    const lookupNs = segments.length === 1 ? ns : Ns.Type;
    if (isImport && this.#edition(first.ctx) === 2015) {
      return this.#named(this.#inRootOrExterns(first.name, lookupNs, options));
    }
    const site = this.#definitionSite(first, lookupNs);
    if (site !== undefined) return this.#named(site);
    return this.#named(this.lexical(scope, first.name, lookupNs, options.importId));
  }

  #global(
    _scope: Scope,
    segments: readonly PathSeg[],
    ns: Ns,
    first: PathSeg,
    options: ResolveOptions,
  ): Resolved | undefined {
    if (first.kind === TokenKind.Crate) return this.#module(this.#crateRoot(first.ctx), 1);
    const lookupNs = segments.length === 1 ? ns : Ns.Type;
    if (this.#edition(first.ctx) === 2015) return this.#named(this.#inRootOrExterns(first.name, lookupNs, options));
    const krate = this.externCrate(first.name, first.ctx);
    return krate === undefined ? undefined : this.#module(defId(krate, 0 as LocalDef), 1);
  }

  /** `crate` in the text of a `macro` of another crate means that crate. */
  #crateRoot(ctx: number): DefId {
    const origin = this.#ctx.hygiene.root(ctx);
    return defId(origin?.opaque === true ? origin.krate : this.#ctx.num, 0 as LocalDef);
  }

  #edition(ctx: number): number {
    return this.#ctx.hygiene.root(ctx)?.edition ?? this.#ctx.input.edition;
  }

  #inRootOrExterns(name: Sym, ns: Ns, options: ResolveOptions): Found | undefined {
    const root = this.member(this.#ctx.id(0 as LocalDef), name, ns, options.importId);
    if (root !== undefined) return root;
    if (ns !== Ns.Type) return ns === Ns.Macro ? this.#macroFallback(name) : undefined;
    const krate = this.externCrate(name, 0);
    return krate === undefined ? undefined : { res: defId(krate, 0 as LocalDef), vis: true };
  }

  #selfOrSuper(scope: Scope, segments: readonly PathSeg[]): Resolved | undefined {
    let module: LocalDef | undefined = scope.module;
    let used = 0;
    if (this.#ctx.scopes.get(module)?.kind === 'enum') module = this.#ctx.parentModule(module);
    if (segments[0]!.kind === TokenKind.SelfValue) used = 1;
    while (used < segments.length && segments[used]!.kind === TokenKind.Super) {
      module = module === undefined ? undefined : this.#ctx.parentModule(module);
      used++;
    }
    return module === undefined ? undefined : this.#module(this.#ctx.id(module), used);
  }

  #module(def: DefId, used: number): Resolved {
    return { res: def, used, vis: true };
  }

  #named(found: Found | undefined): Resolved | undefined {
    return found === undefined ? undefined : { res: found.res, used: 1, vis: found.vis };
  }

  /** Names in the text of a `macro` are looked up where it is declared first. */
  #definitionSite(seg: PathSeg, ns: Ns): Found | undefined {
    if (seg.ctx === 0) return undefined;
    const origin = this.#ctx.hygiene.root(seg.ctx);
    if (origin === undefined || !origin.opaque || origin.def === undefined) return undefined;
    if (origin.scope !== undefined) return this.lexical(origin.scope, seg.name, ns, undefined);
    const parent = this.#ctx.world.parent(origin.def);
    return parent === undefined ? undefined : this.member(parent, seg.name, ns);
  }

  /** A name in the scopes around, then in the preludes. */
  lexical(scope: Scope, name: Sym, ns: Ns, importId: number | undefined): Found | undefined {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const found = this.#inScope(at, name, ns, importId);
      if (found !== undefined) return found;
      if (at.kind === 'enum') {
        const module = this.#ctx.parentModule(at.module);
        return module === undefined ? undefined : this.lexical(this.#ctx.moduleScope(module), name, ns, importId);
      }
    }
    if (ns === Ns.Macro) return this.#macroFallback(name);
    if (ns === Ns.Type) {
      const krate = this.externCrate(name, 0);
      if (krate !== undefined) return { res: defId(krate, 0 as LocalDef), vis: true };
    }
    const prelude = this.#inPrelude(name, ns);
    if (prelude !== undefined) return prelude;
    if (ns !== Ns.Type) return undefined;
    const prim = this.#prim(name);
    return prim === undefined ? undefined : { res: prim, vis: true };
  }

  #macroFallback(name: Sym): Found | undefined {
    const used = this.macroUsePrelude.get(name);
    return used === undefined ? this.#inPrelude(name, Ns.Macro) : { res: used, vis: true };
  }

  #inPrelude(name: Sym, ns: Ns): Found | undefined {
    return this.#ctx.prelude === undefined ? undefined : this.member(this.#ctx.prelude, name, ns);
  }

  #inScope(scope: Scope, name: Sym, ns: Ns, importId: number | undefined): Found | undefined {
    const { consulted } = this;
    if (consulted !== undefined && !consulted.includes(scope)) consulted.push(scope);
    const entry = scope.names[ns].get(name);
    return entry !== undefined && entry.via === importId && importId !== undefined ? entry.under : entry;
  }

  #prim(name: Sym): Res | undefined {
    if (!this.#primNames.has(name)) this.#primNames.set(name, primRes(this.#ctx.interner.text(name)));
    return this.#primNames.get(name);
  }

  /** The crate that a name in the extern prelude means. `ctx`: of the token. */
  externCrate(name: Sym, ctx: number): CrateNum | undefined {
    const { input, interner, externs, noCore, noStd, hygiene, world, num } = this.#ctx;
    const text = interner.text(name);
    const own = externs.get(text);
    if (own !== undefined) return own;
    if (text === 'core' && !noCore) return input.stdCrates.core;
    if (text === 'std' && !noCore && !noStd) return input.stdCrates.std;
    // A macro of another crate may name crates that only that one knows.
    const origin = hygiene.root(ctx);
    if (origin === undefined || origin.krate === num) return undefined;
    return world.crate(origin.krate)?.externs.get(text);
  }

  /** A name in a module or enum of any crate. */
  member(module: DefId, name: Sym, ns: Ns, importId?: number): Found | undefined {
    const ctx = this.#ctx;
    if (ctx.isLocal(module)) {
      const scope = ctx.scopes.get(ctx.local(module));
      const found = scope === undefined ? undefined : this.#inScope(scope, name, ns, importId);
      if (found !== undefined) return found;
      return ns === Ns.Type ? this.#primitiveModule(module, name) : undefined;
    }
    const facts = ctx.world.crate(crateOf(module));
    if (facts === undefined) return undefined;
    const local = localOf(module);
    const scope = facts.scope(local);
    const map = ns === Ns.Type ? scope.types : ns === Ns.Value ? scope.values : scope.macros;
    const entry = map.get(name);
    if (entry !== undefined) return { res: entry.def, vis: entry.vis };
    if (ns === Ns.Macro) return undefined;
    if (facts.kind(local) === DefKind.Enum) {
      for (const child of facts.children(local)) {
        if (facts.defName(child) === name && facts.kind(child) === DefKind.Variant) {
          return { res: defId(facts.num, child), vis: true };
        }
      }
    }
    return ns === Ns.Type ? this.#primitiveModule(module, name) : undefined;
  }

  /** `core::primitive` re-exports the primitive types, which are no definitions. */
  #primitiveModule(module: DefId, name: Sym): Found | undefined {
    const prim = this.#prim(name);
    if (prim === undefined || crateOf(module) !== this.#ctx.input.stdCrates.core) return undefined;
    const isPrimitive = this.#ctx.interner.text(this.#ctx.world.name(module)) === 'primitive';
    return isPrimitive ? { res: prim, vis: true } : undefined;
  }
}
