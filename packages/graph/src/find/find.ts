/**
 * Looks up the functions that an advisory names in one version of a crate. Authors write what they remember: the visible
 * path or the one of the definition, a type for its methods, a trait's method, a macro, a name that is only a re-export.
 */
import type { Sym } from '@lazaret/base';
import { type CrateNum, crateOf, type DefId, DefKind, defId, type LocalDef, type World } from '@lazaret/facts';
import { headOf, membersOf, traitMethods, traitsOf } from './members.ts';
import type { FindOptions, FoundDefinitions, FunctionName } from './outcome.ts';

const STD: ReadonlySet<string> = new Set(['core', 'alloc', 'std']);

/** What a path leads to: any number of definitions per namespace. */
interface Place {
  readonly types: readonly DefId[];
  readonly values: readonly DefId[];
  readonly macros: readonly DefId[];
}

const NOWHERE: Place = { types: [], values: [], macros: [] };

export function findDefinitions(
  world: World,
  krate: CrateNum,
  name: FunctionName,
  options: FindOptions = {},
): FoundDefinitions {
  return new Finder(world, krate).find(name) ?? missing(name, options);
}

function missing(name: FunctionName, options: FindOptions): FoundDefinitions {
  const last = name.segments.at(-1) ?? '';
  if (options.occurs?.(last) === true) {
    return { kind: 'missing', outcome: 'cfg-off', note: `${last} stands only in code that is not compiled here` };
  }
  return { kind: 'missing', outcome: 'missing-in-source', note: `this version defines no ${name.segments.join('::')}` };
}

class Finder {
  readonly #world: World;
  readonly #krate: CrateNum;

  constructor(world: World, krate: CrateNum) {
    this.#world = world;
    this.#krate = krate;
  }

  find(name: FunctionName): FoundDefinitions | undefined {
    if (name.segments.length === 0) return undefined;
    if (name.conversion !== undefined) {
      const found = this.#conversion(name.conversion.trait, name.conversion.from, name.conversion.to);
      if (found !== undefined) return found;
    }
    // Interned, not looked for: a stored crate makes its names when they are first asked for.
    const path = name.segments.map((segment) => this.#world.names.intern(segment));
    const visible = this.#walk(path, name.macro);
    return visible ?? this.#byOwner(name.segments);
  }

  /** Follows modules and re-exports from the crate's root; the last segments may be in a type or trait. */
  #walk(path: readonly Sym[], macro: boolean): FoundDefinitions | undefined {
    let owners: readonly DefId[] = [defId(this.#krate, 0 as LocalDef)];
    for (let at = 0; at < path.length; at++) {
      const rest = path.slice(at);
      const modules = owners.filter((owner) => this.#isScope(owner));
      const members = owners.filter((owner) => !modules.includes(owner));
      if (members.length > 0) {
        const found = this.#inTypes(members, rest);
        if (found !== undefined) return found;
      }
      const next = this.#enter(modules, rest[0]!);
      if (rest.length === 1) return this.#end(next, macro);
      owners = next.types;
    }
    return undefined;
  }

  #isScope(def: DefId): boolean {
    return this.#world.kind(def) === DefKind.Mod;
  }

  /** A name in modules: their scopes know imports; children are looked at too, for modules whose names are not resolved. */
  #enter(modules: readonly DefId[], name: Sym): Place {
    const types: DefId[] = [];
    const values: DefId[] = [];
    const macros: DefId[] = [];
    for (const mod of modules) {
      const scope = this.#world.scope(mod);
      const add = (list: DefId[], def: DefId | undefined): void => {
        if (def !== undefined && !list.includes(def)) list.push(def);
      };
      add(types, scope.types.get(name)?.def);
      add(values, scope.values.get(name)?.def);
      add(macros, scope.macros.get(name)?.def);
      for (const child of this.#world.children(mod)) {
        if (this.#world.name(child) !== name) continue;
        const kind = this.#world.kind(child);
        if (kind === DefKind.Macro || kind === DefKind.ProcMacro) add(macros, child);
        else if (isValue(kind)) add(values, child);
        else if (isType(kind)) add(types, child);
      }
    }
    return types.length + values.length + macros.length === 0 ? NOWHERE : { types, values, macros };
  }

  #end(place: Place, macro: boolean): FoundDefinitions | undefined {
    if (macro && place.macros.length > 0) return this.#macros(place.macros);
    const functions = place.values.filter((def) => isValue(this.#world.kind(def)));
    if (functions.length > 0) return this.#functions(functions);
    const found = place.types.length > 0 ? this.#wholeTypes(place.types) : undefined;
    if (found !== undefined) return found;
    return place.macros.length > 0 ? this.#macros(place.macros) : undefined;
  }

  #macros(macros: readonly DefId[]): FoundDefinitions {
    return { kind: 'found', outcome: 'macro', defs: [], macros, note: 'a macro: reached where it is expanded' };
  }

  #functions(defs: readonly DefId[]): FoundDefinitions {
    const own = defs.filter((def) => crateOf(def) === this.#krate);
    if (own.length > 0) {
      return { kind: 'found', outcome: 'function', defs: own, macros: [], note: this.#at(own[0]!) };
    }
    const target = this.#world.crateOfDef(defs[0]!);
    const note = `a re-export of ${target.name}::${this.#world.names.text(this.#world.name(defs[0]!))}`;
    if (STD.has(target.package.name)) return { kind: 'alias', outcome: 'alias-of-std', defs, macros: [], note };
    return { kind: 'found', outcome: 'foreign-reexport', defs, macros: [], note };
  }

  /** `Type::method`, `Trait::method`, `Type::Trait::method`. */
  #inTypes(owners: readonly DefId[], rest: readonly Sym[]): FoundDefinitions | undefined {
    const name = rest.at(-1)!;
    const through = rest.length > 1 ? rest[0] : undefined;
    const defs: DefId[] = [];
    let viaTrait = false;
    for (const owner of owners.map((def) => this.#unalias(def))) {
      if (owner === undefined) continue;
      if (this.#world.kind(owner) === DefKind.Trait) {
        viaTrait = true;
        defs.push(...traitMethods(this.#world, owner, name));
      } else defs.push(...this.#methods(owner, name, through));
    }
    if (defs.length === 0) return undefined;
    return {
      kind: 'found',
      outcome: viaTrait ? 'trait-method' : 'method',
      defs: [...new Set(defs)],
      macros: [],
      note: this.#at(defs[0]!),
    };
  }

  #methods(type: DefId, name: Sym, through: Sym | undefined): DefId[] {
    const all = membersOf(this.#world, type, this.#krate, name);
    const wanted = all.filter(
      ({ trait }) => through === undefined || (trait !== undefined && this.#world.name(trait) === through),
    );
    const exact = wanted.filter((member) => member.exact);
    const members = (exact.length > 0 ? exact : wanted).map((member) => member.def);
    if (members.length > 0) return members;
    // Not in any impl: perhaps the default body of a trait of this crate that the type implements.
    return traitsOf(this.#world, type, this.#krate)
      .filter((trait) => crateOf(trait) === this.#krate)
      .flatMap((trait) => traitMethods(this.#world, trait, name));
  }

  #unalias(def: DefId): DefId | undefined {
    if (this.#world.kind(def) === DefKind.TypeAlias) return headOf(this.#world, this.#world.typeOf(def));
    return isType(this.#world.kind(def)) ? def : undefined;
  }

  #wholeTypes(types: readonly DefId[]): FoundDefinitions | undefined {
    const defs: DefId[] = [];
    let module = false;
    for (const def of types) {
      const kind = this.#world.kind(def);
      if (kind === DefKind.Mod) {
        module = true;
        defs.push(...this.#world.children(def).filter((child) => this.#world.kind(child) === DefKind.Fn));
        continue;
      }
      const type = this.#unalias(def);
      if (type === undefined) continue;
      if (this.#world.kind(type) === DefKind.Trait) defs.push(...traitMethods(this.#world, type, undefined));
      else defs.push(...membersOf(this.#world, type, this.#krate, undefined).map((member) => member.def));
    }
    if (defs.length === 0) return undefined;
    const note = module ? 'a module: all its functions' : 'a type: all its methods';
    return { kind: 'found', outcome: module ? 'module' : 'type', defs, macros: [], note };
  }

  /** The path does not lead there: the last two names, wherever in the crate they stand together. */
  #byOwner(segments: readonly string[]): FoundDefinitions | undefined {
    if (segments.length < 2) return undefined;
    const last = this.#world.names.intern(segments.at(-1)!);
    const owner = this.#world.names.intern(segments.at(-2)!);
    const facts = this.#world.crate(this.#krate);
    const owners: DefId[] = [];
    const count = facts.defCount();
    for (let i = 0; i < count; i++) {
      const local = i as LocalDef;
      const kind = facts.kind(local);
      if ((kind === DefKind.Mod || isType(kind)) && facts.defName(local) === owner)
        owners.push(defId(facts.num, local));
    }
    const types = owners.filter((def) => this.#world.kind(def) !== DefKind.Mod);
    const found = this.#inTypes(types, [last]);
    if (found !== undefined) return found;
    const modules = owners.filter((def) => this.#world.kind(def) === DefKind.Mod);
    return this.#end(this.#enter(modules, last), false);
  }

  #conversion(trait: string, from: string, to: string): FoundDefinitions | undefined {
    const facts = this.#world.crate(this.#krate);
    const defs: DefId[] = [];
    for (const { impl } of facts.traitImpls()) {
      const header = facts.implHeader(impl);
      if (header.trait === undefined || this.#text(header.trait.trait) !== trait) continue;
      const [target, source] = header.trait.args.map((arg) => headOf(this.#world, arg));
      if (target === undefined || this.#text(target) !== last(to)) continue;
      if (source === undefined || this.#text(source) !== last(from)) continue;
      for (const child of facts.children(impl)) {
        if (facts.kind(child) === DefKind.Fn) defs.push(defId(facts.num, child));
      }
    }
    if (defs.length === 0) return undefined;
    return { kind: 'found', outcome: 'conversion', defs, macros: [], note: `impl ${trait}<${from}> for ${to}` };
  }

  #text(def: DefId): string {
    return this.#world.names.text(this.#world.name(def));
  }

  #at(def: DefId): string {
    const span = this.#world.span(def);
    const krate = this.#world.crate(span.krate);
    return `${krate.files[span.file] ?? ''}:${span.line}`;
  }
}

function last(path: string): string {
  return path.replace(/<.*$/, '').split('::').at(-1)!.trim();
}

function isValue(kind: DefKind): boolean {
  return kind === DefKind.Fn || kind === DefKind.Const || kind === DefKind.Static;
}

function isType(kind: DefKind): boolean {
  switch (kind) {
    case DefKind.Mod:
    case DefKind.Struct:
    case DefKind.Enum:
    case DefKind.Union:
    case DefKind.Trait:
    case DefKind.TypeAlias:
    case DefKind.ForeignTy:
      return true;
    default:
      return false;
  }
}
