/**
 * Names of definitions as the compiler's symbols spell them, generic arguments and lifetimes erased:
 * `tar::entry::Entry::unpack_in`, `<zip::Reader as std::io::Read>::read`, `krate::f::{closure#0}`. The path is that of the
 * definition, never of a re-export.
 */
import { crateOf, type DefId, DefKind, defId, localOf, PRIMS, type Ty, TyKind, type World } from '@lazaret/facts';

/** Items in items, types in types: far beyond real code, so only a guard. */
const DEPTH_MAX = 64;

export class DefPaths {
  readonly #world: World;
  readonly #paths = new Map<DefId, string>();
  readonly #closures = new Map<DefId, number>();

  constructor(world: World) {
    this.#world = world;
  }

  path(def: DefId): string {
    return this.#path(def, 0);
  }

  /** A type with erased arguments: `alloc::vec::Vec`, `&mut [u8]`, `_` for a parameter. */
  type(ty: Ty): string {
    return this.#type(ty, 0);
  }

  #path(def: DefId, depth: number): string {
    const known = this.#paths.get(def);
    if (known !== undefined) return known;
    const path = depth > DEPTH_MAX ? '…' : this.#make(def, depth + 1);
    this.#paths.set(def, path);
    return path;
  }

  #make(def: DefId, depth: number): string {
    const world = this.#world;
    const parent = world.parent(def);
    if (parent === undefined) return world.crateOfDef(def).name;
    const kind = world.kind(def);
    if (kind === DefKind.Impl) return this.#impl(def, depth);
    // A foreign block has no name of its own.
    if (kind === DefKind.ForeignMod) return this.#path(parent, depth);
    return `${this.#path(parent, depth)}::${this.#segment(def, kind)}`;
  }

  #segment(def: DefId, kind: DefKind): string {
    switch (kind) {
      case DefKind.Closure:
      case DefKind.Coroutine:
        return `{closure#${this.#closureIndex(def)}}`;
      case DefKind.AnonConst:
        return '{constant}';
      case DefKind.Opaque:
        return '{opaque}';
      default:
        return this.#world.names.text(this.#world.name(def));
    }
  }

  #impl(def: DefId, depth: number): string {
    const header = this.#world.implHeader(def);
    const self = this.#type(header.self, depth);
    if (header.trait !== undefined) return `<${self} as ${this.#path(header.trait.trait, depth)}>`;
    return this.#world.types.kind(header.self) === TyKind.Adt ? self : `<${self}>`;
  }

  /** Closures count within the body that holds them; a table that is filled per crate when first asked. */
  #closureIndex(def: DefId): number {
    const known = this.#closures.get(def);
    if (known !== undefined) return known;
    const krate = this.#world.crateOfDef(def);
    const parent = krate.parent(localOf(def));
    let index = 0;
    if (parent !== undefined) {
      for (const child of krate.children(parent)) {
        const kind = krate.kind(child);
        if (kind !== DefKind.Closure && kind !== DefKind.Coroutine) continue;
        this.#closures.set(defId(crateOf(def), child), index++);
      }
    }
    const found = this.#closures.get(def) ?? index;
    this.#closures.set(def, found);
    return found;
  }

  #type(ty: Ty, depth: number): string {
    const { types } = this.#world;
    if (depth > DEPTH_MAX) return '…';
    const inner = (index: number): string => this.#type(types.arg(ty, index), depth + 1);
    switch (types.kind(ty)) {
      case TyKind.Prim:
        return PRIMS[types.head(ty)] as string;
      case TyKind.Never:
        return '!';
      case TyKind.Adt:
      case TyKind.Foreign:
        return this.#path(types.head(ty) as DefId, depth + 1);
      case TyKind.Ref:
        return `&${types.head(ty) === 1 ? 'mut ' : ''}${inner(0)}`;
      case TyKind.RawPtr:
        return `*${types.head(ty) === 1 ? 'mut' : 'const'} ${inner(0)}`;
      case TyKind.Slice:
        return `[${inner(0)}]`;
      case TyKind.Array:
        return `[${inner(0)}; _]`;
      case TyKind.Tuple:
        return `(${types
          .args(ty)
          .map((arg) => this.#type(arg, depth + 1))
          .join(', ')})`;
      case TyKind.Dyn:
        return types.head(ty) === 0 ? 'dyn _' : `dyn ${this.#path(types.head(ty) as DefId, depth + 1)}`;
      case TyKind.FnPtr: {
        const last = types.argCount(ty) - 1;
        const params = types
          .args(ty)
          .slice(0, last)
          .map((arg) => this.#type(arg, depth + 1));
        return `fn(${params.join(', ')}) -> ${inner(last)}`;
      }
      case TyKind.FnDef:
      case TyKind.Closure:
      case TyKind.Coroutine:
        return this.#path(types.head(ty) as DefId, depth + 1);
      default:
        return '_';
    }
  }
}
