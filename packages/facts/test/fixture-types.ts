/** Types, bounds and signatures of fixture crates. Names are global over the world. */
import {
  type DefId,
  DefKind,
  type FnSig,
  type ImplHeader,
  PRIMS,
  type Predicate,
  type Prim,
  type TraitRef,
  type Ty,
  TyKind,
  type World,
} from '../src/index.ts';
import type { Cursor } from './fixture-text.ts';

/** Parameters by name; `Self` of an impl is stored as `-1 - type`. */
export type Params = ReadonlyMap<string, number>;
export type MakeOpaque = (item: DefId) => { def: DefId; setBounds: (bounds: Predicate[]) => void; args: Ty[] };

/** Names of all fixture crates of a world, kept beside it. */
const TABLES = new WeakMap<World, Map<string, DefId>>();

export class TypeReader {
  readonly #world: World;
  readonly #names: Map<string, DefId>;
  readonly #opaque: MakeOpaque;

  constructor(world: World, opaque: MakeOpaque) {
    this.#world = world;
    this.#names = TABLES.get(world) ?? new Map();
    TABLES.set(world, this.#names);
    this.#opaque = opaque;
  }

  declare(name: string, def: DefId): void {
    this.#names.set(name, def);
  }

  declareInherent(self: Ty, name: string, def: DefId): void {
    const { types, names } = this.#world;
    if (types.kind(self) === TyKind.Adt) {
      for (const [text, of] of this.#names) if (of === types.head(self)) this.#names.set(`${text}::${name}`, def);
    } else if (types.kind(self) === TyKind.Prim) {
      this.#names.set(`${PRIMS[types.head(self)]}::${name}`, def);
    }
    void names;
  }

  lookup(name: string): DefId | undefined {
    return this.#names.get(name);
  }

  find(name: string): DefId {
    const def = this.#names.get(name);
    if (def === undefined) throw new Error(`fixture: unknown name ${name}`);
    return def;
  }

  read(c: Cursor, params: Params, item?: DefId): Ty {
    const { types } = this.#world;
    while (c.isLifetime()) c.next();
    if (c.eat('!')) return types.never;
    if (c.eat('&')) {
      while (c.isLifetime()) c.next();
      const mutable = c.eat('mut');
      return types.ref(this.read(c, params, item), mutable);
    }
    if (c.eat('*')) {
      const mutable = c.next() === 'mut';
      return types.rawPtr(this.read(c, params, item), mutable);
    }
    if (c.eat('(')) return this.#tuple(c, params, item);
    if (c.eat('[')) {
      const element = this.read(c, params, item);
      const ty = c.eat(';') ? types.array(element, this.#constant(c, params)) : types.slice(element);
      c.expect(']');
      return ty;
    }
    if (c.peek() === '<') return this.#qualified(c, params);
    if (c.eat('dyn')) return this.#dyn(c, params);
    if (c.eat('impl')) return this.#impl(c, params, item);
    if (c.eat('fn')) return this.#fnPtr(c, params);
    return this.#path(c, params);
  }

  #tuple(c: Cursor, params: Params, item: DefId | undefined): Ty {
    const parts: Ty[] = [];
    let comma = true;
    while (!c.eat(')')) {
      parts.push(this.read(c, params, item));
      comma = c.eat(',');
    }
    return parts.length === 1 && !comma ? parts[0]! : this.#world.types.tuple(parts);
  }

  #constant(c: Cursor, params: Params): Ty {
    const text = c.next();
    const index = params.get(text);
    if (text === '_') return this.#world.types.constUnknown;
    return index === undefined
      ? this.#world.types.constant(this.#world.names.intern(text))
      : this.#world.types.param(index);
  }

  #qualified(c: Cursor, params: Params): Ty {
    c.expect('<');
    const self = this.read(c, params);
    c.expect('as');
    const ref = this.traitRef(c, params, self, []);
    c.expect('>');
    c.expect('::');
    return this.#assoc(c, params, this.#assocOf(ref.trait, c.next()), ref.args);
  }

  #assoc(c: Cursor, params: Params, assoc: DefId, traitArgs: readonly Ty[]): Ty {
    return this.#world.types.projection(assoc, [...traitArgs, ...this.#args(c, params)]);
  }

  #assocOf(trait: DefId, name: string): DefId {
    const own = this.#world.names.intern(name);
    for (const [text, def] of this.#names) {
      if (text.endsWith(`::${name}`) && this.#names.get(text.slice(0, -name.length - 2)) === trait) return def;
    }
    throw new Error(`fixture: no associated item ${this.#world.names.text(own)}`);
  }

  #args(c: Cursor, params: Params): Ty[] {
    const out: Ty[] = [];
    if (!c.eat('<')) return out;
    while (!c.eat('>')) {
      if (c.isLifetime()) c.next();
      else if (/^\d/.test(c.peek())) out.push(this.#constant(c, params));
      else out.push(this.read(c, params));
      c.eat(',');
    }
    return out;
  }

  #dyn(c: Cursor, params: Params): Ty {
    const predicates: Predicate[] = [];
    const { types } = this.#world;
    this.bounds(c, params, types.error, predicates);
    const principal = predicates.find((p) => p.kind === 'trait');
    if (principal?.kind !== 'trait') return types.dyn(0, [], []);
    const bindings = predicates.flatMap((p) => (p.kind === 'projection' ? [[p.assoc, p.ty] as const] : []));
    return types.dyn(principal.ref.trait, principal.ref.args.slice(1), bindings);
  }

  #impl(c: Cursor, params: Params, item: DefId | undefined): Ty {
    if (item === undefined) throw new Error('fixture: impl Trait is for return types');
    const opaque = this.#opaque(item);
    const ty = this.#world.types.opaque(opaque.def, opaque.args);
    const bounds: Predicate[] = [];
    this.bounds(c, params, ty, bounds);
    opaque.setBounds(bounds);
    return ty;
  }

  #fnPtr(c: Cursor, params: Params): Ty {
    const { types } = this.#world;
    c.expect('(');
    const inputs = types.args(types.tuple(this.#list(c, params)));
    return types.fnPtr(inputs, c.eat('->') ? this.read(c, params) : types.unit);
  }

  #list(c: Cursor, params: Params): Ty[] {
    const out: Ty[] = [];
    while (!c.eat(')')) {
      out.push(this.read(c, params));
      c.eat(',');
    }
    return out;
  }

  #path(c: Cursor, params: Params): Ty {
    const { types, world } = { types: this.#world.types, world: this.#world };
    const name = c.next();
    if (name === '_') return types.error;
    const index = params.get(name);
    if (index !== undefined) {
      const ty = index < 0 ? ((-1 - index) as Ty) : types.param(index);
      return c.eat('::') ? this.#shorthand(c, params, ty) : ty;
    }
    if ((PRIMS as readonly string[]).includes(name)) return types.prim(name as Prim);
    const def = this.find(name);
    const args = this.#args(c, params);
    if (world.crates[def >>> 20] !== undefined && world.kind(def) === DefKind.TypeAlias)
      return types.subst(world.typeOf(def), args);
    return types.adt(def, args);
  }

  /** `T::Item`: the associated type of that name, whichever trait has it (the latest declared). */
  #shorthand(c: Cursor, params: Params, self: Ty): Ty {
    const name = c.next();
    const found = [...this.#names].filter(([text]) => text.endsWith(`::${name}`)).at(-1);
    if (found === undefined) throw new Error(`fixture: no associated type ${name}`);
    return this.#assoc(c, params, found[1], [self]);
  }

  traitRef(c: Cursor, params: Params, self: Ty, bindings: Predicate[]): TraitRef {
    const { types } = this.#world;
    const trait = this.find(c.next());
    const args: Ty[] = [self];
    const named: [string, Ty][] = [];
    if (c.eat('(')) {
      args.push(types.tuple(this.#list(c, params)));
      const output = this.lookup('FnOnce::Output');
      const ret = c.eat('->') ? this.read(c, params) : types.unit;
      if (output !== undefined) bindings.push({ kind: 'projection', assoc: output, args: [...args], ty: ret });
    } else if (c.eat('<')) {
      while (!c.eat('>')) {
        if (c.isLifetime()) c.next();
        else if (c.peek(1) === '=') {
          const name = c.next();
          c.next();
          named.push([name, this.read(c, params)]);
        } else args.push(this.read(c, params));
        c.eat(',');
      }
    }
    for (const [name, ty] of named) {
      bindings.push({ kind: 'projection', assoc: this.#assocOf(trait, name), args, ty });
    }
    return { trait, args };
  }

  /** `A + B<X = Y> + ?Sized + 'a`; true if `?Sized` was there. */
  bounds(c: Cursor, params: Params, self: Ty, out: Predicate[]): boolean {
    let maybe = false;
    do {
      if (c.isLifetime()) c.next();
      else if (c.eat('?')) {
        c.next();
        maybe = true;
      } else if (c.isName()) {
        if (c.peek() === 'where') break;
        const bindings: Predicate[] = [];
        out.push({ kind: 'trait', ref: this.traitRef(c, params, self, bindings) }, ...bindings);
      }
    } while (c.eat('+'));
    return maybe;
  }

  implHeader(c: Cursor, params: Params, negative: boolean): ImplHeader {
    const start = c.at;
    let depth = 0;
    let isTrait = false;
    while (c.peek() !== '{' && c.peek() !== 'where') {
      const token = c.next();
      if (token === '<' || token === '(') depth++;
      if (token === '>' || token === ')') depth--;
      if (token === 'for' && depth === 0) isTrait = true;
    }
    c.at = start;
    if (!isTrait) return { trait: undefined, self: this.read(c, params), negative };
    const back = this.traitRef(c, new Map([...params, ['Self', 0]]), this.#world.types.error, []);
    c.expect('for');
    const self = this.read(c, params);
    c.at = start;
    const ref = this.traitRef(c, new Map([...params, ['Self', -1 - self]]), self, []);
    return { trait: { trait: back.trait, args: ref.args }, self, negative };
  }

  signature(c: Cursor, params: Params, hasSelf: boolean, item: DefId): FnSig {
    const inputs: Ty[] = [];
    const { types } = this.#world;
    c.expect('(');
    if (hasSelf) inputs.push(this.#selfParam(c, params));
    while (!c.eat(')')) {
      c.next();
      c.expect(':');
      inputs.push(this.read(c, params));
      c.eat(',');
    }
    const ret = c.eat('->') ? this.read(c, params, item) : types.unit;
    return {
      params: inputs,
      ret,
      hasSelf,
      variadic: false,
      unsafe: false,
      async: false,
      output: undefined,
      abi: 'Rust',
    };
  }

  #selfParam(c: Cursor, params: Params): Ty {
    const { types } = this.#world;
    const index = params.get('Self')!;
    const self = index < 0 ? ((-1 - index) as Ty) : types.param(index);
    const byRef = c.eat('&');
    while (c.isLifetime()) c.next();
    const mutable = c.eat('mut');
    c.expect('self');
    const ty = c.eat(':') ? this.read(c, params) : byRef ? types.ref(self, mutable) : self;
    c.eat(',');
    return ty;
  }
}
