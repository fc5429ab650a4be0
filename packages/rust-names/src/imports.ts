/**
 * Imports: `use`, `extern crate`, globs; resolved again and again until nothing changes (rustc_resolve::imports,
 * rust-analyzer's `DefCollector::resolve_imports`).
 */
import type { Sym } from '@lazaret/base';
import { crateOf, type DefId, DefKind, defId, type LocalDef, localOf, type Visibility } from '@lazaret/facts';
import type { TokenBuffer } from '@lazaret/rust-syntax';
import type { CrateContext } from './context.ts';
import { type NamePath, Ns } from './names.ts';
import type { PathResolver } from './paths.ts';
import type { Entry, GlobUser, Res, Scope, TextualScope } from './scope.ts';

export interface Import {
  readonly id: number;
  readonly scope: Scope;
  readonly path: NamePath;
  readonly kind: 'single' | 'glob';
  /** Name bound; 0 for `as _`. */
  readonly name: Sym;
  readonly vis: Visibility;
  /** `use a::{self}`: only the type namespace. */
  readonly typesOnly: boolean;
  /** `macro_rules!` in force here: `use name;` may mean one. */
  readonly textual: TextualScope | undefined;
  readonly isPrelude: boolean;
  readonly tokens: TokenBuffer;
  readonly token: number;
  /** What it stands for so far, by namespace; for globs the module. */
  readonly found: (Res | undefined)[];
  /** The scopes that its path led through the last time. */
  readonly consulted: Scope[];
  /** The sum of versions of these and of the preludes before that; it only grows, so the same sum is the same state. */
  seen: number;
}

/** Rounds until imports stop changing: as long as the longest chain of re-exports, which in real crates is under ten. */
const ROUNDS_MAX = 200;
/** Changes of names in one crate by globs (names of a large crate times the modules that glob them). */
const DEFINITIONS_MAX = 20_000_000;

/** What a path leads to. */
interface Target {
  readonly res: Res;
  readonly vis: Visibility;
}

/** A glob that a name is still to be put through, and those after it. */
interface Spread {
  readonly user: GlobUser;
  readonly vis: Visibility;
  readonly next: Spread | undefined;
}

const NAMESPACES: readonly Ns[] = [Ns.Type, Ns.Value, Ns.Macro];

export class Imports {
  readonly #ctx: CrateContext;
  readonly #paths: PathResolver;
  readonly all: Import[] = [];
  /** Imports before this one are settled: only later ones are tried again. */
  #settled = 0;
  #changes = 0;
  readonly lookupTextual: (textual: TextualScope | undefined, name: Sym) => DefId | undefined;

  constructor(
    ctx: CrateContext,
    paths: PathResolver,
    lookupTextual: (textual: TextualScope | undefined, name: Sym) => DefId | undefined,
  ) {
    this.#ctx = ctx;
    this.#paths = paths;
    this.lookupTextual = lookupTextual;
  }

  add(input: Omit<Import, 'id' | 'found' | 'consulted' | 'seen'>): void {
    const found = [undefined, undefined, undefined];
    this.all.push({ ...input, id: this.all.length, found, consulted: [], seen: -1 });
  }

  /** True if any name changed. */
  resolve(): boolean {
    const before = this.#changes;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const start = this.#changes;
      for (let i = this.#settled; i < this.all.length; i++) {
        const one = this.all[i]!;
        if (one.seen !== this.#state(one) || this.#isTextual(one)) this.#resolveOne(one);
      }
      if (this.#changes === start) return this.#changes !== before;
    }
    this.#ctx.diagnose('import-rounds-limit', `imports did not settle within ${ROUNDS_MAX} rounds`);
    return true;
  }

  /** Reports what did not resolve and lets later rounds (for items in bodies) skip what is there. */
  settle(): void {
    for (let i = this.#settled; i < this.all.length; i++) {
      const one = this.all[i]!;
      if (one.found.every((found) => found === undefined)) {
        const text = pathText(this.#ctx, one.path);
        const message = `import of \`${text}\` did not resolve`;
        this.#ctx.diagnose('import-unresolved', message, one.tokens, one.token);
      }
    }
    this.#settled = this.all.length;
  }

  /** Declares a name. */
  declare(scope: Scope, ns: Ns, name: Sym, def: DefId, vis: Visibility): void {
    this.#define(scope, ns, name, def, vis, false, -1);
  }

  /** Of all that the import's path was seen to depend on; most imports resolve at once and are never looked at again. */
  #state({ consulted }: Import): number {
    let sum = this.#ctx.preludesVersion;
    for (let i = 0; i < consulted.length; i++) sum += consulted[i]!.version;
    return sum;
  }

  /** May it mean a `macro_rules!` in force, which no scope tells? */
  #isTextual({ path, typesOnly }: Import): boolean {
    return path.segments.length === 1 && !path.global && !typesOnly;
  }

  #resolveOne(one: Import): void {
    one.consulted.length = 0;
    this.#paths.consulted = one.consulted;
    if (one.kind === 'glob') this.#resolveGlob(one);
    else this.#resolveSingle(one);
    this.#paths.consulted = undefined;
  }

  #resolveSingle(one: Import): void {
    const type = this.#target(one, Ns.Type);
    const value = one.typesOnly ? undefined : this.#target(one, Ns.Value);
    const macro = one.typesOnly ? undefined : this.#target(one, Ns.Macro);
    // Before its own names change the scopes.
    one.seen = this.#state(one);
    const anyVisible = this.#isVisible(type, one) || this.#isVisible(value, one) || this.#isVisible(macro, one);
    this.#bind(one, Ns.Type, type, anyVisible);
    this.#bind(one, Ns.Value, value, anyVisible);
    this.#bind(one, Ns.Macro, macro, anyVisible);
  }

  #bind(one: Import, ns: Ns, found: Target | undefined, anyVisible: boolean): void {
    if (found === undefined || found.res === one.found[ns]) return;
    // `use memchr::memchr` means the function, not the private module of that name.
    if (!this.#isVisible(found, one) && (anyVisible || this.#isForeign(found))) return;
    one.found[ns] = found.res;
    const vis = found.vis === true || ns === Ns.Macro ? one.vis : this.#ctx.minVis(one.vis, found.vis);
    if (one.name !== 0) {
      this.#define(one.scope, ns, one.name, found.res, vis, false, one.id);
    } else if (ns === Ns.Type && found.res >= 0 && this.#isTrait(found.res as DefId)) {
      this.#addUnnamed(one.scope, found.res as DefId, vis);
    }
  }

  #isVisible(found: Target | undefined, one: Import): boolean {
    return found !== undefined && this.#ctx.isVisible(found.vis, one.scope.module);
  }

  #isForeign(found: Target): boolean {
    return found.vis !== true && !this.#ctx.isLocal(found.vis);
  }

  #target(one: Import, ns: Ns): Target | undefined {
    const { segments } = one.path;
    if (ns === Ns.Macro && segments.length === 1 && !one.path.global) {
      const textual = this.lookupTextual(one.textual, segments[0]!.name);
      if (textual !== undefined) return { res: textual, vis: true };
    }
    const resolved = this.#paths.resolve(one.scope, one.path, ns, { importId: one.id });
    return resolved === undefined || resolved.used < segments.length ? undefined : resolved;
  }

  #resolveGlob(one: Import): void {
    const { segments } = one.path;
    // `use ::*` and `use *` mean the crate root in edition 2015.
    const resolved =
      segments.length === 0
        ? { res: this.#ctx.id(0 as LocalDef), used: 0 }
        : this.#paths.resolve(one.scope, one.path, Ns.Type, { importId: one.id });
    one.seen = this.#state(one);
    if (resolved === undefined || resolved.used < segments.length || resolved.res < 0) return;
    if (one.found[0] === resolved.res) return;
    const module = resolved.res as DefId;
    const kind = this.#ctx.kindOf(module);
    if (kind !== DefKind.Mod && kind !== DefKind.Enum) return;
    one.found[0] = module;
    this.#changes++;
    if (one.isPrelude) {
      this.#ctx.prelude = module;
      this.#ctx.preludesVersion++;
      return;
    }
    const user = { scope: one.scope, vis: one.vis, via: one.id };
    if (!this.#ctx.isLocal(module)) {
      this.#copyForeign(module, user);
      return;
    }
    const source = this.#ctx.scopes.get(this.#ctx.local(module));
    if (source === undefined || source === one.scope) return;
    source.globUsers.push(user);
    for (const ns of NAMESPACES) {
      // What comes to it meanwhile went to its users, too.
      source.names[ns].forEach((entry, name) => {
        this.#copy(user, ns, name, entry.res, entry.vis);
      });
    }
    source.unnamed.forEach((vis, trait) => {
      this.#copyUnnamed(user, trait, vis);
    });
  }

  #copyForeign(module: DefId, user: { scope: Scope; vis: Visibility; via: number }): void {
    const facts = this.#ctx.world.crate(crateOf(module));
    if (facts === undefined) return;
    const scope = facts.scope(localOf(module));
    const maps = [scope.types, scope.values, scope.macros];
    for (const ns of NAMESPACES) {
      maps[ns]!.forEach((entry, name) => {
        if (entry.vis === true) this.#define(user.scope, ns, name, entry.def, user.vis, true, user.via);
      });
    }
    for (const trait of scope.unnamedTraits) this.#addUnnamed(user.scope, trait, user.vis);
    if (scope.types.size === 0 && facts.kind(localOf(module)) === DefKind.Enum) {
      for (const child of facts.children(localOf(module))) {
        if (facts.kind(child) !== DefKind.Variant) continue;
        const def = defId(facts.num, child);
        for (const ns of [Ns.Type, Ns.Value] as const) {
          this.#define(user.scope, ns, facts.defName(child), def, user.vis, true, user.via);
        }
      }
    }
  }

  #copy(user: { scope: Scope; vis: Visibility; via: number }, ns: Ns, name: Sym, res: Res, vis: Visibility): void {
    if (!this.#ctx.isVisible(vis, user.scope.module)) return;
    this.#define(user.scope, ns, name, res, this.#ctx.minVis(user.vis, vis), true, user.via);
  }

  #copyUnnamed(user: { scope: Scope; vis: Visibility; via: number }, trait: DefId, vis: Visibility): void {
    if (!this.#ctx.isVisible(vis, user.scope.module)) return;
    this.#addUnnamed(user.scope, trait, this.#ctx.minVis(user.vis, vis));
  }

  #addUnnamed(scope: Scope, trait: DefId, vis: Visibility): void {
    const work: { scope: Scope; vis: Visibility }[] = [{ scope, vis }];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const old = next.scope.unnamed.get(trait);
      if (old !== undefined && this.#ctx.minVis(old, next.vis) === next.vis) continue;
      next.scope.unnamed.set(trait, next.vis);
      this.#changes++;
      for (const user of next.scope.globUsers) {
        if (!this.#ctx.isVisible(next.vis, user.scope.module)) continue;
        work.push({ scope: user.scope, vis: this.#ctx.minVis(user.vis, next.vis) });
      }
    }
  }

  /** Puts a name into a scope and into all that glob it. */
  #define(scope: Scope, ns: Ns, name: Sym, res: Res, vis: Visibility, glob: boolean, via: number): void {
    let work: Spread | undefined = this.#put(scope, ns, name, res, vis, glob, via, undefined);
    while (work !== undefined) {
      const { user, vis: wide, next } = work;
      const own = this.#ctx.minVis(user.vis, wide);
      work = this.#put(user.scope, ns, name, res, own, true, user.via, next);
    }
  }

  /** Puts it into one scope; gives those that glob this one, too, before the ones that wait. */
  #put(
    scope: Scope,
    ns: Ns,
    name: Sym,
    res: Res,
    vis: Visibility,
    glob: boolean,
    via: number,
    waiting: Spread | undefined,
  ): Spread | undefined {
    if (this.#changes > DEFINITIONS_MAX) return undefined;
    const map = scope.names[ns];
    const old = map.get(name);
    // Most names that come a second time are the same.
    if (old !== undefined && old.res === res && old.vis === vis && old.glob === glob) return waiting;
    const entry = this.#merge(old, { res, vis, glob, via, under: undefined });
    if (entry === old) return waiting;
    map.set(name, entry);
    scope.version++;
    this.#changes++;
    if (entry.res !== res) return waiting;
    let all = waiting;
    for (const user of scope.globUsers) {
      if (this.#ctx.isVisible(entry.vis, user.scope.module)) all = { user, vis: entry.vis, next: all };
    }
    return all;
  }

  /** The entry after `add` was met; `old` itself if nothing changes. */
  #merge(old: Entry | undefined, add: Entry): Entry {
    if (old === undefined) return add;
    if (add.glob && !old.glob) {
      return old.under === undefined ? { ...old, under: add } : old;
    }
    if (!add.glob && old.glob) return { ...add, under: old };
    if (old.res === add.res) {
      const wider = old.vis !== add.vis && this.#ctx.minVis(old.vis, add.vis) === old.vis;
      return wider ? { ...old, vis: add.vis } : old;
    }
    // Two globs, or two declarations, that disagree: the first stays. The same import may change its mind.
    return old.via === add.via && add.via >= 0 ? { ...add, under: old.under } : old;
  }

  #isTrait(def: DefId): boolean {
    const kind = this.#ctx.kindOf(def);
    return kind === DefKind.Trait || kind === DefKind.TraitAlias;
  }
}

function pathText(ctx: CrateContext, path: NamePath): string {
  const text = path.segments.map((segment) => ctx.interner.text(segment.name)).join('::');
  return path.global ? `::${text}` : text;
}
