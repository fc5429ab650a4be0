/**
 * Crates made from text for tests of what reads facts: item signatures in Rust's syntax (no paths with `::` except associated
 * types, names are global over all fixture crates of a world), bodies as lists of uses. Lifetimes are dropped.
 *
 * ```ts
 * const world = new World();
 * addFixtureCrate(world, 'core', CORE);               // a small core: Sized, Clone, Fn*, Drop, Iterator, Future, Option, Box …
 * const app = addFixtureCrate(world, 'app', `struct S; trait Tr { fn m(&self); } impl Tr for S { fn m(&self) {} }`);
 * app.def('S'), app.def('Tr::m'), app.impl('Tr', 'S'), app.ty('Option<S>'), app.body('main', [...uses])
 * const c = app.closure('main', { kind: 'fn', params: ['u8'], ret: 'u8', captures: [] });
 * ```
 * In {@link FixtureCrate.ty} the type parameters of an item can be named if the item is given.
 */
import {
  type AdtDef,
  type BodyFacts,
  type CrateFacts,
  type CrateNum,
  DefFlag,
  type DefId,
  DefKind,
  defId,
  type FieldDef,
  type FnSig,
  type GenericParam,
  type Generics,
  type ImplHeader,
  type LocalDef,
  localOf,
  type Predicate,
  type Span,
  type Ty,
  type Use,
  type VariantDef,
  type World,
} from '../src/index.ts';
import { Cursor } from './fixture-text.ts';
import { type Params, TypeReader } from './fixture-types.ts';

interface Def {
  kind: DefKind;
  parent: LocalDef | undefined;
  name: string;
  flags: number;
  children: LocalDef[];
  generics: Generics;
  params: Params;
  predicates: Predicate[];
  sig?: FnSig;
  adt?: AdtDef;
  header?: ImplHeader;
  ty?: Ty;
  bounds: Predicate[];
  body?: BodyFacts;
  /** Second pass: reads what may name later items. */
  read?: () => void;
}

export interface FixtureClosure {
  readonly kind: 'fn' | 'fn_mut' | 'fn_once';
  readonly params: readonly string[];
  readonly ret: string;
  readonly captures?: readonly string[];
  readonly uses?: readonly Use[];
}

export class FixtureCrate {
  readonly num: CrateNum;
  readonly world: World;
  readonly defs: Def[] = [];
  readonly lang = new Map<string, DefId>();
  readonly types: TypeReader;
  readonly #name: string;
  readonly #span: Span;

  constructor(world: World, name: string) {
    this.world = world;
    this.#name = name;
    this.num = world.nextCrate();
    this.#span = { krate: this.num, file: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
    this.types = new TypeReader(world, (item) => this.#opaque(item));
    this.add(DefKind.Mod, undefined, '');
  }

  add(kind: DefKind, parent: LocalDef | undefined, name: string, flags = 0): LocalDef {
    const local = this.defs.length as LocalDef;
    const parentCount = parent === undefined ? 0 : this.#countOf(parent);
    const inherits = parent !== undefined && parentCount > 0;
    this.defs.push({
      kind,
      parent,
      name,
      flags,
      children: [],
      generics: { parent: inherits ? this.id(parent) : undefined, parentCount, params: [] },
      params: parent === undefined ? new Map() : this.defs[parent]!.params,
      predicates: [],
      bounds: [],
    });
    if (parent !== undefined) this.defs[parent]!.children.push(local);
    return local;
  }

  #countOf(def: LocalDef): number {
    const { generics } = this.defs[def]!;
    return generics.parentCount + generics.params.length;
  }

  id(local: LocalDef): DefId {
    return defId(this.num, local);
  }

  /** `name` or `Type::name` (item of a trait, enum or inherent impl). */
  def(path: string): DefId {
    return this.types.find(path);
  }

  /** The impl of a trait (its name) for a Self type (as written in {@link ty}, parameters as `_`). */
  impl(trait: string, index = 0): DefId {
    const found = this.defs.flatMap((def, local) =>
      def.kind === DefKind.Impl && def.header?.trait?.trait === this.types.find(trait) ? [local as LocalDef] : [],
    );
    if (found[index] === undefined) throw new Error(`fixture: no impl ${index} of ${trait}`);
    return this.id(found[index]);
  }

  /** An item of an impl. */
  item(impl: DefId, name: string): DefId {
    const local = this.defs[localOf(impl)]!.children.find((child) => this.defs[child]!.name === name);
    if (local === undefined) throw new Error(`fixture: no ${name} in the impl`);
    return this.id(local);
  }

  /** A type, in terms of the parameters of `item` if given. */
  ty(text: string, item?: DefId): Ty {
    return this.types.read(new Cursor(text), item === undefined ? new Map() : this.defs[localOf(item)]!.params);
  }

  body(path: string | DefId, uses: readonly Use[]): void {
    const def = typeof path === 'string' ? this.def(path) : path;
    this.defs[localOf(def)]!.body = { owner: def, uses, exprs: 0, exprsUnknown: 0 };
  }

  /** A use with defaults filled in. */
  use(kind: Use['kind'], def: DefId | 0, args: readonly Ty[] = [], more: Partial<Use> = {}): Use {
    return { kind, form: 'path', def, args, span: this.#span, ...more };
  }

  closure(owner: string | DefId, closure: FixtureClosure, kind: DefKind = DefKind.Closure): DefId {
    const parent = typeof owner === 'string' ? this.def(owner) : owner;
    const flags = DefFlag.HasBody | (kind === DefKind.Coroutine ? DefFlag.Async : 0);
    const local = this.add(kind, localOf(parent), '', flags);
    const read = (text: string): Ty => this.ty(text, parent);
    this.defs[local]!.body = {
      owner: this.id(local),
      uses: closure.uses ?? [],
      exprs: 0,
      exprsUnknown: 0,
      closure: {
        kind: closure.kind,
        params: closure.params.map(read),
        ret: read(closure.ret),
        captures: (closure.captures ?? []).map(read),
      },
    };
    return this.id(local);
  }

  /** Hidden type of the `n`th `impl Trait` in the return type of a fn. */
  hidden(path: string | DefId, text: string, n = 0): DefId {
    const owner = typeof path === 'string' ? this.def(path) : path;
    const opaque = this.defs[localOf(owner)]!.children.filter((c) => this.defs[c]!.kind === DefKind.Opaque)[n]!;
    this.defs[opaque]!.ty = this.ty(text, owner);
    return this.id(opaque);
  }

  #opaque(item: DefId): { def: DefId; setBounds: (bounds: Predicate[]) => void; args: Ty[] } {
    const local = this.add(DefKind.Opaque, localOf(item), '');
    const args = Array.from({ length: this.#countOf(local) }, (_, i) => this.world.types.param(i));
    return { def: this.id(local), args, setBounds: (bounds) => (this.defs[local]!.bounds = bounds) };
  }

  // ---- reading ----

  read(text: string): void {
    const cursor = new Cursor(text);
    while (!cursor.done) this.#item(cursor, 0 as LocalDef);
    for (let i = 0; i < this.defs.length; i++) this.defs[i]!.read?.();
  }

  #item(c: Cursor, parent: LocalDef): void {
    const lang: string[] = [];
    while (c.eat('#')) {
      c.expect('[');
      c.expect('lang');
      c.expect('=');
      lang.push(c.next().slice(1, -1));
      c.expect(']');
    }
    c.eat('pub');
    let flags = 0;
    if (c.eat('default')) flags |= DefFlag.Default;
    if (c.eat('auto')) flags |= DefFlag.Auto;
    if (c.eat('async')) flags |= DefFlag.Async;
    if (c.eat('unsafe')) flags |= DefFlag.Unsafe;
    const def = this.#itemOf(c, c.next(), parent, flags);
    for (const name of lang) this.lang.set(name, this.id(def));
  }

  #itemOf(c: Cursor, keyword: string, parent: LocalDef, flags: number): LocalDef {
    switch (keyword) {
      case 'struct':
      case 'union':
        return this.#adt(c, parent, keyword, flags);
      case 'enum':
        return this.#enum(c, parent, flags);
      case 'trait':
        return this.#trait(c, parent, flags);
      case 'impl':
        return this.#impl(c, parent, flags);
      case 'fn':
        return this.#fn(c, parent, flags);
      case 'type':
        return this.#assocTy(c, parent, flags);
      case 'const':
        return this.#assocConst(c, parent);
      default:
        throw new Error(`fixture: item ${keyword}`);
    }
  }

  /** Declares parameters now, reads their bounds in the second pass. Returns what reads them. */
  #generics(c: Cursor, def: LocalDef, self = false): () => void {
    const own = this.defs[def]!;
    const params: GenericParam[] = [];
    const names: Map<string, number> = new Map(own.params);
    const bounds: { at: number; index: number }[] = [];
    const declare = (name: string, kind: 'type' | 'const'): number => {
      const index = own.generics.parentCount + params.length;
      params.push({
        name: this.world.names.intern(name),
        kind,
        index,
        default: undefined,
        ty: undefined,
        synthetic: false,
      });
      names.set(name, index);
      return index;
    };
    if (self) declare('Self', 'type');
    if (c.eat('<')) {
      while (!c.eat('>')) {
        const isConst = c.eat('const');
        const lifetime = c.isLifetime();
        const name = c.next();
        const index = lifetime ? -1 : declare(name, isConst ? 'const' : 'type');
        if (!lifetime && !isConst) bounds.push({ at: c.peek() === ':' ? c.at + 1 : -1, index });
        let depth = 0;
        while (depth > 0 || (c.peek() !== ',' && c.peek() !== '>')) {
          const token = c.next();
          if (token === '<' || token === '(') depth++;
          if (token === '>' || token === ')') depth--;
        }
        c.eat(',');
      }
    }
    own.generics = { ...own.generics, params };
    own.params = names;
    return () => {
      const sized = this.types.lookup('Sized');
      for (const { at, index } of bounds) {
        const ty = this.world.types.param(index);
        let maybe = false;
        if (at >= 0) {
          const back = c.at;
          c.at = at;
          maybe = this.types.bounds(c, names, ty, own.predicates);
          c.at = back;
        }
        if (!maybe && sized !== undefined) own.predicates.push({ kind: 'trait', ref: { trait: sized, args: [ty] } });
      }
    };
  }

  /** Skips `where …` now; what is returned reads it. */
  #where(c: Cursor, def: LocalDef): () => void {
    if (!c.eat('where')) return () => {};
    const at = c.at;
    while (c.peek() !== '{' && c.peek() !== ';') c.next();
    return () => {
      const back = c.at;
      c.at = at;
      while (c.peek() !== '{' && c.peek() !== ';') {
        const own = this.defs[def]!;
        const ty = this.types.read(c, own.params);
        c.expect(':');
        this.types.bounds(c, own.params, ty, own.predicates);
        c.eat(',');
      }
      c.at = back;
    };
  }

  #adt(c: Cursor, parent: LocalDef, kind: 'struct' | 'union', flags: number): LocalDef {
    const def = this.add(kind === 'struct' ? DefKind.Struct : DefKind.Union, parent, c.next(), flags);
    this.types.declare(this.defs[def]!.name, this.id(def));
    const bounds = this.#generics(c, def);
    const where = this.#where(c, def);
    const fields = this.#fieldsLater(c);
    c.eat(';');
    this.defs[def]!.read = () => {
      bounds();
      where();
      this.defs[def]!.adt = { kind, variants: [fields(def, this.defs[def]!.params)] };
    };
    return def;
  }

  #fieldsLater(c: Cursor): (variant: LocalDef, params: Params) => VariantDef {
    const open = c.peek();
    const at = c.at + 1;
    if (open === '{' || open === '(') c.skipGroup();
    return (variant, params) => {
      const base = { def: this.id(variant), name: this.world.names.intern(this.defs[variant]!.name) };
      if (open !== '{' && open !== '(') return { ...base, ctor: 'unit', fields: [] };
      const fields: FieldDef[] = [];
      const back = c.at;
      c.at = at;
      while (c.peek() !== '}' && c.peek() !== ')') {
        c.eat('pub');
        const name = open === '{' ? c.next() : String(fields.length);
        if (open === '{') c.expect(':');
        fields.push({ name: this.world.names.intern(name), ty: this.types.read(c, params), vis: true });
        c.eat(',');
      }
      c.at = back;
      return { ...base, ctor: open === '{' ? 'named' : 'tuple', fields };
    };
  }

  #enum(c: Cursor, parent: LocalDef, flags: number): LocalDef {
    const def = this.add(DefKind.Enum, parent, c.next(), flags);
    const name = this.defs[def]!.name;
    this.types.declare(name, this.id(def));
    const bounds = this.#generics(c, def);
    const variants: (() => VariantDef)[] = [];
    c.expect('{');
    while (!c.eat('}')) {
      const variant = this.add(DefKind.Variant, def, c.next());
      this.types.declare(`${name}::${this.defs[variant]!.name}`, this.id(variant));
      const fields = this.#fieldsLater(c);
      variants.push(() => fields(variant, this.defs[def]!.params));
      c.eat(',');
    }
    this.defs[def]!.read = () => {
      bounds();
      this.defs[def]!.adt = { kind: 'enum', variants: variants.map((read) => read()) };
    };
    return def;
  }

  #trait(c: Cursor, parent: LocalDef, flags: number): LocalDef {
    const def = this.add(DefKind.Trait, parent, c.next(), flags);
    const own = this.defs[def]!;
    this.types.declare(own.name, this.id(def));
    const bounds = this.#generics(c, def, true);
    const supers = c.eat(':') ? c.at : -1;
    while (c.peek() !== '{' && c.peek() !== 'where') c.next();
    const where = this.#where(c, def);
    own.read = () => {
      if (supers >= 0) {
        const back = c.at;
        c.at = supers;
        this.types.bounds(c, own.params, this.world.types.param(0), own.predicates);
        c.at = back;
      }
      bounds();
      where();
    };
    this.#items(c, def);
    return def;
  }

  #items(c: Cursor, def: LocalDef): void {
    c.expect('{');
    while (!c.eat('}')) this.#item(c, def);
  }

  #impl(c: Cursor, parent: LocalDef, flags: number): LocalDef {
    const def = this.add(DefKind.Impl, parent, '', flags);
    const own = this.defs[def]!;
    const bounds = this.#generics(c, def);
    const negative = c.eat('!');
    if (negative) own.flags |= DefFlag.Negative;
    const at = c.at;
    while (c.peek() !== '{' && c.peek() !== 'where') c.next();
    const where = this.#where(c, def);
    own.read = () => {
      const back = c.at;
      c.at = at;
      own.header = this.types.implHeader(c, own.params, negative);
      own.params = new Map([...own.params, ['Self', -1 - own.header.self]]);
      for (const child of own.children) {
        this.defs[child]!.params = new Map([['Self', -1 - own.header.self], ...this.defs[child]!.params]);
        if (own.header.trait === undefined)
          this.types.declareInherent(own.header.self, this.defs[child]!.name, this.id(child));
      }
      c.at = back;
      bounds();
      where();
    };
    this.#items(c, def);
    return def;
  }

  #fn(c: Cursor, parent: LocalDef, flags: number): LocalDef {
    const def = this.add(DefKind.Fn, parent, c.next(), flags);
    const own = this.defs[def]!;
    this.#declareIn(parent, def);
    const bounds = this.#generics(c, def);
    const at = c.at;
    if (
      ['self', '&', 'mut', "'"].some((t) => c.peek(1).startsWith(t)) &&
      [1, 2, 3, 4].some((n) => c.peek(n) === 'self')
    ) {
      own.flags |= DefFlag.HasSelf;
    }
    c.skipGroup();
    while (c.peek() !== '{' && c.peek() !== ';' && c.peek() !== 'where') c.next();
    const where = this.#where(c, def);
    if (c.eat(';')) own.flags |= 0;
    else {
      own.flags |= DefFlag.HasBody;
      c.skipGroup();
    }
    own.read = () => {
      const back = c.at;
      c.at = at;
      own.sig = this.types.signature(c, own.params, (own.flags & DefFlag.HasSelf) !== 0, this.id(def));
      c.at = back;
      bounds();
      where();
      if ((own.flags & DefFlag.Async) !== 0) this.#asyncFn(def);
    };
    return def;
  }

  #asyncFn(def: LocalDef): void {
    const own = this.defs[def]!;
    const body = this.add(DefKind.Coroutine, def, '', DefFlag.Async | DefFlag.HasBody);
    const args = Array.from({ length: this.#countOf(def) }, (_, i) => this.world.types.param(i));
    const sig = own.sig!;
    own.sig = { ...sig, async: true, output: sig.ret, ret: this.world.types.coroutine(this.id(body), args) };
  }

  #declareIn(parent: LocalDef, def: LocalDef): void {
    const name = this.defs[def]!.name;
    if (parent === 0) this.types.declare(name, this.id(def));
    else if (this.defs[parent]!.kind === DefKind.Trait)
      this.types.declare(`${this.defs[parent]!.name}::${name}`, this.id(def));
  }

  #assocTy(c: Cursor, parent: LocalDef, flags: number): LocalDef {
    const def = this.add(parent === 0 ? DefKind.TypeAlias : DefKind.AssocTy, parent, c.next(), flags);
    const own = this.defs[def]!;
    this.#declareIn(parent, def);
    const generics = this.#generics(c, def);
    const boundsAt = c.eat(':') ? c.at : -1;
    while (c.peek() !== ';' && c.peek() !== '=') c.next();
    const at = c.eat('=') ? c.at : -1;
    while (!c.eat(';')) c.next();
    own.read = () => {
      const back = c.at;
      generics();
      if (boundsAt >= 0) {
        c.at = boundsAt;
        const args = Array.from({ length: this.#countOf(def) }, (_, i) => this.world.types.param(i));
        this.types.bounds(c, own.params, this.world.types.projection(this.id(def), args), own.bounds);
      }
      if (at >= 0) {
        c.at = at;
        own.ty = this.types.read(c, own.params);
      }
      c.at = back;
    };
    return def;
  }

  #assocConst(c: Cursor, parent: LocalDef): LocalDef {
    const def = this.add(parent === 0 ? DefKind.Const : DefKind.AssocConst, parent, c.next(), DefFlag.HasBody);
    const own = this.defs[def]!;
    this.#declareIn(parent, def);
    c.expect(':');
    const at = c.at;
    while (!c.eat(';')) c.next();
    own.read = () => {
      const back = c.at;
      c.at = at;
      own.ty = this.types.read(c, own.params);
      c.at = back;
    };
    return def;
  }

  // ---- the contract ----

  facts(): CrateFacts {
    const { defs, world } = this;
    const at = (def: LocalDef): Def => defs[def]!;
    const none: FnSig = {
      params: [],
      ret: world.types.error,
      hasSelf: false,
      variadic: false,
      unsafe: false,
      async: false,
      output: undefined,
      abi: 'Rust',
    };
    const impls = defs.flatMap((def, local) => (def.kind === DefKind.Impl ? [{ def, impl: local as LocalDef }] : []));
    return {
      num: this.num,
      name: this.#name,
      package: { name: this.#name, version: '1.0.0' },
      edition: 2021,
      unit: 'lib',
      files: ['src/lib.rs'],
      externs: new Map(),
      diagnostics: [],
      defCount: () => defs.length,
      kind: (def) => at(def).kind,
      parent: (def) => at(def).parent,
      defName: (def) => world.names.intern(at(def).name),
      flags: (def) => at(def).flags,
      vis: () => true,
      span: () => this.#span,
      children: (def) => at(def).children,
      scope: () => ({ types: new Map(), values: new Map(), macros: new Map(), unnamedTraits: [] }),
      generics: (def) => at(def).generics,
      predicates: (def) => at(def).predicates,
      fnSig: (def) => at(def).sig ?? none,
      adt: (def) => at(def).adt ?? { kind: 'struct', variants: [] },
      implHeader: (def) => at(def).header ?? { trait: undefined, self: world.types.error, negative: false },
      typeOf: (def) => at(def).ty ?? world.types.error,
      bounds: (def) => at(def).bounds,
      hiddenType: (def) => at(def).ty ?? world.types.error,
      traitImpls: () =>
        impls.flatMap(({ def, impl }) => (def.header?.trait ? [{ impl, trait: def.header.trait.trait }] : [])),
      inherentImpls: () => impls.filter(({ def }) => def.header?.trait === undefined).map(({ impl }) => impl),
      body: (def) => at(def).body,
      langItems: () => this.lang,
      linkName: () => undefined,
      opaque: () => [],
      macroText: () => undefined,
    };
  }
}

/** Reads a crate and adds it to the world. */
export function addFixtureCrate(world: World, name: string, text: string): FixtureCrate {
  const krate = new FixtureCrate(world, name);
  krate.read(text);
  world.add(krate.facts());
  return krate;
}
