/** Types and callees as the compiler's messages print them, lifetimes left out. */
import type { Sym } from '@lazaret/base';
import {
  crateOf,
  type DefId,
  DefKind,
  localOf,
  PRIMS,
  type Predicate,
  type Ty,
  TyKind,
  type Use,
  type World,
} from '@lazaret/facts';

const KINDS = { fn: 'Fn', fn_mut: 'FnMut', fn_once: 'FnOnce' } as const;

export class TypePrinter {
  readonly #world: World;
  /** In whose terms types are. */
  readonly #owner: DefId;

  constructor(world: World, owner: DefId) {
    this.#world = world;
    this.#owner = owner;
  }

  type(ty: Ty): string {
    const { types } = this.#world;
    const head = types.head(ty);
    const args = types.args(ty);
    switch (types.kind(ty)) {
      case TyKind.Error:
        return '{unknown}';
      case TyKind.Prim:
        return PRIMS[head]!;
      case TyKind.Never:
        return '!';
      case TyKind.Adt:
      case TyKind.Foreign:
        return this.#named(head as DefId, args);
      case TyKind.Ref:
        return `&${head === 1 ? 'mut ' : ''}${this.#pointee(args[0]!)}`;
      case TyKind.RawPtr:
        return `*${head === 1 ? 'mut' : 'const'} ${this.#pointee(args[0]!)}`;
      case TyKind.Slice:
        return `[${this.type(args[0]!)}]`;
      case TyKind.Array:
        return `[${this.type(args[0]!)}; ${this.type(args[1]!)}]`;
      case TyKind.Tuple:
        return args.length === 1 ? `(${this.type(args[0]!)},)` : `(${this.list(args)})`;
      case TyKind.FnDef:
        return `fn {${this.#named(head as DefId, args)}}`;
      case TyKind.FnPtr:
        return `${(head & 1) === 0 ? '' : 'unsafe '}fn${this.#signature(args.slice(0, -1), args.at(-1)!)}`;
      case TyKind.Const:
        return this.text(head as Sym);
      case TyKind.Param:
        return this.#param(head);
      default:
        return this.#bounded(ty, head as DefId, args);
    }
  }

  list(tys: readonly Ty[]): string {
    return tys.map((ty) => this.type(ty)).join(', ');
  }

  #bounded(ty: Ty, head: DefId, args: readonly Ty[]): string {
    switch (this.#world.types.kind(ty)) {
      case TyKind.Closure:
      case TyKind.Coroutine:
        return this.#closure(head, ty);
      case TyKind.Dyn:
        return `dyn ${(head as number) === 0 ? '..' : this.#bound(head, args)}`;
      case TyKind.Projection:
        return this.#projection(head, args);
      case TyKind.Opaque:
        return `impl ${this.#bounds(this.#world.bounds(head).map((bound) => substituted(this.#world, bound, args)))}`;
      default:
        return '_';
    }
  }

  #pointee(ty: Ty): string {
    const text = this.type(ty);
    return /^(dyn|impl) .* \+ /.test(text) ? `(${text})` : text;
  }

  #closure(def: DefId, ty: Ty): string {
    const facts = this.#world.crateOfDef(def).body(localOf(def))?.closure;
    if (facts === undefined) return '{closure}';
    if (this.#world.types.kind(ty) === TyKind.Coroutine) return `impl Future<Output = ${this.type(facts.ret)}>`;
    return `impl ${KINDS[facts.kind]}${this.#signature(facts.params, facts.ret)}`;
  }

  #signature(params: readonly Ty[], ret: Ty): string {
    return `(${this.list(params)})${ret === this.#world.types.unit ? '' : ` -> ${this.type(ret)}`}`;
  }

  #projection(assoc: DefId, args: readonly Ty[]): string {
    const trait = this.#world.parent(assoc)!;
    const count = this.#world.genericCount(trait);
    const own = args.length > count ? `<${this.list(args.slice(count))}>` : '';
    return `<${this.type(args[0]!)} as ${this.#bound(trait, args.slice(1, count), args[0])}>::${this.name(assoc)}${own}`;
  }

  #bounds(bounds: readonly Predicate[]): string {
    const texts: string[] = [];
    for (const bound of bounds) {
      if (bound.kind !== 'trait') continue;
      const outputs = bounds.filter(
        (other) => other.kind === 'projection' && this.#declares(bound.ref.trait, other.assoc),
      ) as Extract<Predicate, { kind: 'projection' }>[];
      if (this.name(bound.ref.trait) === 'Sized') continue;
      const types = this.#world.types;
      const bindings = outputs.map(({ assoc, ty }) => types.intern(TyKind.Binding, assoc, [ty]));
      texts.push(this.#bound(bound.ref.trait, [...bound.ref.args.slice(1), ...bindings], bound.ref.args[0]));
    }
    return texts.join(' + ');
  }

  /** The output of `Fn` is declared by `FnOnce`. */
  #declares(trait: DefId, assoc: DefId): boolean {
    const parent = this.#world.parent(assoc)!;
    return parent === trait || (this.name(parent) === 'FnOnce' && /^Fn(Mut)?$/.test(this.name(trait)));
  }

  /** A trait with arguments without Self, and bindings. */
  #bound(trait: DefId, args: readonly Ty[], self: Ty = this.#world.types.error): string {
    const { types } = this.#world;
    const name = this.name(trait);
    const bindings = args.filter((arg) => types.kind(arg) === TyKind.Binding);
    const plain = args.filter((arg) => types.kind(arg) !== TyKind.Binding);
    if (/^(Async)?Fn(Mut|Once)?$/.test(name) && types.kind(plain[0]!) === TyKind.Tuple)
      return `${name}${this.#signature(types.args(plain[0]!), bindings[0] === undefined ? types.unit : types.arg(bindings[0], 0))}`;
    const parts = [
      ...this.#withoutDefaults(trait, [self, ...plain])
        .slice(1)
        .map((arg) => this.type(arg)),
      ...bindings.map((binding) => `${this.name(types.head(binding) as DefId)} = ${this.type(types.arg(binding, 0))}`),
    ];
    return parts.length === 0 ? name : `${name}<${parts.join(', ')}>`;
  }

  #withoutDefaults(def: DefId, args: readonly Ty[]): readonly Ty[] {
    const { params } = this.#world.generics(def);
    let count = args.length;
    while (count > 0) {
      const fallback = params.find((param) => param.index === count - 1)?.default;
      if (fallback === undefined || this.#world.types.subst(fallback, args) !== args[count - 1]) break;
      count--;
    }
    return args.slice(0, count);
  }

  #named(def: DefId, args: readonly Ty[]): string {
    const shown = this.#withoutDefaults(def, args);
    return this.name(def) + (shown.length === 0 ? '' : `<${this.list(shown)}>`);
  }

  #param(index: number): string {
    for (let at: DefId | undefined = this.#owner; at !== undefined; at = this.#world.generics(at).parent)
      for (const param of this.#world.generics(at).params) if (param.index === index) return this.text(param.name);
    return `#${index}`;
  }

  text(sym: Sym): string {
    return this.#world.names.text(sym);
  }

  name(def: DefId): string {
    return this.text(this.#world.name(def));
  }

  /** How a callee may be written: `Vec::push` or `Vec<u8>::push`, `Deref::deref` or `<Vec<u8> as Deref>::deref`, `f` or `f::<u8>`. */
  callee(use: Use): readonly string[] {
    const def = use.def as DefId;
    const { args } = use;
    const { types } = this.#world;
    const name = this.name(def);
    const parent = this.#world.parent(def);
    const count = parent === undefined ? 0 : this.#world.genericCount(parent);
    const own = args.length > count ? `::<${this.list(args.slice(count))}>` : '';
    const kind = parent === undefined ? undefined : this.#world.kind(parent);
    if (this.#world.kind(def) === DefKind.Closure) return ['{closure}'];
    if (kind === DefKind.Trait) {
      const trait = this.name(parent!);
      const full = `<${this.type(args[0]!)} as ${this.#bound(parent!, args.slice(1, count), args[0])}>::${name}`;
      return [`${trait}::${name}`, full + own, full];
    }
    if (kind !== DefKind.Impl)
      return [name, ...this.#qualified(def), ...this.#qualified(def).map((path) => path + own), name + own];
    const header = this.#world.implHeader(parent!);
    const self = types.subst(header.self, args);
    const named = types.kind(self) === TyKind.Adt || types.kind(self) === TyKind.Prim;
    const full = `${named ? this.type(self) : `<${this.type(self)}>`}::${name}`;
    return [...(named ? [full.replace(/<.*>::/, '::')] : []), full + own, full];
  }

  /** `module::f` and `crate::module::f`. */
  #qualified(def: DefId): string[] {
    const out: string[] = [];
    let path = this.name(def);
    for (let at = this.#world.parent(def); at !== undefined; at = this.#world.parent(at)) {
      const root = this.#world.parent(at) === undefined;
      const name = root ? this.#world.crate(crateOf(at)).name : this.name(at);
      path = `${name}::${path}`;
      out.push(path);
    }
    return out;
  }
}

function substituted(world: World, bound: Predicate, args: readonly Ty[]): Predicate {
  const inside = (list: readonly Ty[]): Ty[] => list.map((ty) => world.types.subst(ty, args));
  if (bound.kind === 'trait') return { kind: 'trait', ref: { trait: bound.ref.trait, args: inside(bound.ref.args) } };
  return { ...bound, args: inside(bound.args), ty: world.types.subst(bound.ty, args) };
}
