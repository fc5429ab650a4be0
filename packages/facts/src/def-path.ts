/**
 * Names of definitions as the compiler's symbols spell them, generic arguments and lifetimes erased:
 * `tar::entry::Entry::unpack_in`, `<zip::Reader as std::io::Read>::read`, `krate::f::{closure#0}`. The path is that of the
 * definition, never of a re-export. What has the name of an earlier sibling (items in blocks of one body) carries a number:
 * `krate::f::inner#1`. Model: rustc_symbol_mangling::v0, rustc_hir::definitions (disambiguators).
 */
import { crateOf, type DefId, defId, localOf } from './ids.ts';
import { DefKind } from './model.ts';
import { PRIMS, type Ty, TyKind } from './types.ts';
import type { World } from './world.ts';

/** Items in items, types in types: far beyond real code, so only a guard. */
const DEPTH_MAX = 64;

const KEY = Symbol('definition paths');

export class DefPaths {
  readonly #world: World;
  readonly #paths = new Map<DefId, string>();
  /** Which of its siblings of the same name and namespace a definition is. */
  readonly #numbers = new Map<DefId, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The one of a world: paths of the standard library are asked for again and again. */
  static of(world: World): DefPaths {
    let paths = world.shared.get(KEY) as DefPaths | undefined;
    if (paths === undefined) world.shared.set(KEY, (paths = new DefPaths(world)));
    return paths;
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
    const number = this.#number(def);
    switch (kind) {
      case DefKind.Closure:
      case DefKind.Coroutine:
        return `{closure#${number}}`;
      case DefKind.AnonConst:
        return `{K#${number}}`;
      case DefKind.Opaque:
        return '{opaque}';
      default: {
        const name = this.#world.names.text(this.#world.name(def));
        return number === 0 ? name : `${name}#${number}`;
      }
    }
  }

  #impl(def: DefId, depth: number): string {
    const header = this.#world.implHeader(def);
    const self = this.#type(header.self, depth);
    if (header.trait !== undefined) return `<${self} as ${this.#path(header.trait.trait, depth)}>`;
    return this.#world.types.kind(header.self) === TyKind.Adt ? self : `<${self}>`;
  }

  /** Siblings are numbered together when one of them is first asked for. */
  #number(def: DefId): number {
    const known = this.#numbers.get(def);
    if (known !== undefined) return known;
    const krate = this.#world.crateOfDef(def);
    const parent = krate.parent(localOf(def));
    const counts = new Map<string, number>();
    for (const child of parent === undefined ? [] : krate.children(parent)) {
      const kind = krate.kind(child);
      const key = namespaceOf(kind) + (isNamed(kind) ? krate.defName(child) : '');
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      this.#numbers.set(defId(crateOf(def), child), count);
    }
    const found = this.#numbers.get(def) ?? 0;
    this.#numbers.set(def, found);
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

function isNamed(kind: DefKind): boolean {
  return kind !== DefKind.Closure && kind !== DefKind.Coroutine && kind !== DefKind.AnonConst;
}

/** Model: rustc_hir::definitions::DefPathData. */
function namespaceOf(kind: DefKind): string {
  switch (kind) {
    case DefKind.Closure:
    case DefKind.Coroutine:
      return 'closure';
    case DefKind.AnonConst:
      return 'constant';
    case DefKind.Macro:
    case DefKind.ProcMacro:
      return 'macro ';
    case DefKind.Fn:
    case DefKind.Const:
    case DefKind.Static:
    case DefKind.AssocConst:
    case DefKind.Field:
      return 'value ';
    // What it is called in the source may be another crate's name: the module of that name is no second one.
    case DefKind.ExternCrate:
      return 'extern ';
    default:
      return 'type ';
  }
}
