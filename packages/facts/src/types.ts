/**
 * Types as hash-consed integers: two types are the same if and only if their numbers are. Lifetimes are erased everywhere.
 *
 * A record in the pool is `[kind, head, n, arg0 .. arg(n-1)]`. What head and args mean is said at each kind. Generic
 * arguments are ordered as in rustc: the parent's first (a trait's `Self` is index 0, then the trait's parameters, then the
 * method's own); type and const parameters share one index space, lifetimes have none. A const argument is a type of kind
 * `Const` or `ConstUnknown`, or a `Param`.
 *
 * Model: rustc_type_ir::TyKind.
 */
import { IntVec, type Sym } from '@lazaret/base';
import type { DefId } from './ids.ts';

declare const tyBrand: unique symbol;
/** A type of one {@link TypeTable}. */
export type Ty = number & { readonly [tyBrand]: true };

export const TyKind = {
  /** Not known. Unifies with everything; whatever depends on it is unknown too. */
  Error: 0,
  /** `bool`, `char`, `str`, numbers: head is a {@link Prim}. */
  Prim: 1,
  Never: 2,
  /** head = DefId of struct, enum or union; args = generic arguments. */
  Adt: 3,
  /** head = 0 shared, 1 mut; args = [pointee]. */
  Ref: 4,
  /** head = 0 const, 1 mut; args = [pointee]. */
  RawPtr: 5,
  /** args = [element]. */
  Slice: 6,
  /** args = [element, length as const argument]. */
  Array: 7,
  /** args = elements; the unit type has none. */
  Tuple: 8,
  /** The zero-sized type of a function item or tuple constructor: head = its DefId, args = its generic arguments. */
  FnDef: 9,
  /** head = flags (1 unsafe, 2 extern, 4 variadic); args = parameters, then the result. */
  FnPtr: 10,
  /** head = DefId of the closure; args = generic arguments of the body that creates it (parent's identity at creation). */
  Closure: 11,
  /** An async block, the future of an async fn, or a gen block: head = DefId of that body; args as for Closure. */
  Coroutine: 12,
  /**
   * head = DefId of the principal trait, or 0 if there are only auto traits. args = arguments of the principal trait
   * without Self, then pairs flattened: for each associated type binding a `Const`-kind marker is NOT used; bindings are
   * stored as `Binding` types behind the trait's arguments. Auto traits are erased.
   */
  Dyn: 13,
  /** An associated type binding inside Dyn: head = DefId of the associated type, args = [type]. */
  Binding: 14,
  /** A generic parameter in scope: head = its index. */
  Param: 15,
  /** `<args[0] as Trait>::Assoc`: head = DefId of the associated type in the trait; args = trait arguments (Self first), then its own. */
  Projection: 16,
  /** `impl Trait` in return position: head = DefId of the opaque definition; args = generic arguments of its owner. */
  Opaque: 17,
  /** A foreign type (`extern { type T; }`): head = DefId. */
  Foreign: 18,
  /** Inference variable: head = index. Never leaves the inference of one body or one query. */
  Infer: 19,
  /** A known const argument: head = Sym of its canonical text (`3`, `true`, `'a'`). */
  Const: 20,
  /** A const argument whose value was not evaluated; unifies with any const. */
  ConstUnknown: 21,
  /** The receiver-independent marker for an inference variable of integer or float literals: head = index. */
  InferInt: 22,
  InferFloat: 23,
} as const;
export type TyKind = (typeof TyKind)[keyof typeof TyKind];

/** Names of primitive types; the index is the head of a `Prim` type. */
export const PRIMS = [
  'bool',
  'char',
  'str',
  'i8',
  'i16',
  'i32',
  'i64',
  'i128',
  'isize',
  'u8',
  'u16',
  'u32',
  'u64',
  'u128',
  'usize',
  'f16',
  'f32',
  'f64',
  'f128',
] as const;
export type Prim = (typeof PRIMS)[number];

/** What occurs anywhere inside a type; lets substitution and normalisation skip most types. */
export const TyFlag = {
  HasParam: 1,
  HasInfer: 2,
  HasError: 4,
  HasProjection: 8,
  HasOpaque: 16,
  HasClosure: 32,
} as const;

const OWN_FLAGS: Partial<Record<TyKind, number>> = {
  [TyKind.Error]: TyFlag.HasError,
  [TyKind.Param]: TyFlag.HasParam,
  [TyKind.Infer]: TyFlag.HasInfer,
  [TyKind.InferInt]: TyFlag.HasInfer,
  [TyKind.InferFloat]: TyFlag.HasInfer,
  [TyKind.Projection]: TyFlag.HasProjection,
  [TyKind.Opaque]: TyFlag.HasOpaque,
  [TyKind.Closure]: TyFlag.HasClosure,
  [TyKind.Coroutine]: TyFlag.HasClosure,
};

const NO_ARGS: readonly Ty[] = [];

/** Sizes of types are not counted further: more than any limit on them. */
const SIZE_MAX = 1 << 28;

/** Arrays and tuples in each other; deeper ones are taken apart one level at a time. */
const DROP_DEPTH_MAX = 8;

/** Variables of nearly all bodies. */
const KEPT_VARS = 1 << 12;

export class TypeTable {
  readonly #pool = new IntVec(1 << 16);
  readonly #offsets = new IntVec(1 << 12);
  readonly #flags = new IntVec(1 << 12);
  readonly #sizes = new IntVec(1 << 12);
  readonly #args: (readonly Ty[])[] = [];
  #buckets = new Int32Array(1 << 14).fill(-1);

  readonly error: Ty;
  readonly never: Ty;
  readonly unit: Ty;
  readonly constUnknown: Ty;
  readonly #prims = new Map<Prim, Ty>();
  /** `Infer` types by their number, up to {@link KEPT_VARS}: each table begins at 0 again. */
  readonly #vars: Ty[] = [];

  constructor() {
    this.error = this.intern(TyKind.Error, 0, NO_ARGS);
    this.never = this.intern(TyKind.Never, 0, NO_ARGS);
    this.unit = this.intern(TyKind.Tuple, 0, NO_ARGS);
    this.constUnknown = this.intern(TyKind.ConstUnknown, 0, NO_ARGS);
    PRIMS.forEach((name, index) => {
      this.#prims.set(name, this.intern(TyKind.Prim, index, NO_ARGS));
    });
  }

  get size(): number {
    return this.#offsets.length;
  }

  kind(ty: Ty): TyKind {
    return this.#pool.data[this.#offsets.data[ty] as number] as TyKind;
  }

  head(ty: Ty): number {
    return this.#pool.data[(this.#offsets.data[ty] as number) + 1] as number;
  }

  args(ty: Ty): readonly Ty[] {
    return this.#args[ty] as readonly Ty[];
  }

  arg(ty: Ty, index: number): Ty {
    return this.#pool.data[(this.#offsets.data[ty] as number) + 3 + index] as Ty;
  }

  argCount(ty: Ty): number {
    return this.#pool.data[(this.#offsets.data[ty] as number) + 2] as number;
  }

  /** Union of {@link TyFlag} of the type and all it contains. */
  flags(ty: Ty): number {
    return this.#flags.data[ty] as number;
  }

  has(ty: Ty, flag: number): boolean {
    return ((this.#flags.data[ty] as number) & flag) !== 0;
  }

  /** Number of nodes of the type written out (equal parts are counted each time), cut off at {@link SIZE_MAX}. */
  nodeCount(ty: Ty): number {
    return this.#sizes.data[ty] as number;
  }

  prim(name: Prim): Ty {
    return this.#prims.get(name) as Ty;
  }

  adt(def: DefId, args: readonly Ty[]): Ty {
    return this.intern(TyKind.Adt, def, args);
  }

  ref(pointee: Ty, mutable: boolean): Ty {
    return this.intern(TyKind.Ref, mutable ? 1 : 0, [pointee]);
  }

  rawPtr(pointee: Ty, mutable: boolean): Ty {
    return this.intern(TyKind.RawPtr, mutable ? 1 : 0, [pointee]);
  }

  slice(element: Ty): Ty {
    return this.intern(TyKind.Slice, 0, [element]);
  }

  array(element: Ty, length: Ty): Ty {
    return this.intern(TyKind.Array, 0, [element, length]);
  }

  tuple(elements: readonly Ty[]): Ty {
    return this.intern(TyKind.Tuple, 0, elements);
  }

  fnDef(def: DefId, args: readonly Ty[]): Ty {
    return this.intern(TyKind.FnDef, def, args);
  }

  fnPtr(params: readonly Ty[], ret: Ty, flags = 0): Ty {
    return this.intern(TyKind.FnPtr, flags, [...params, ret]);
  }

  closure(def: DefId, parentArgs: readonly Ty[]): Ty {
    return this.intern(TyKind.Closure, def, parentArgs);
  }

  coroutine(def: DefId, parentArgs: readonly Ty[]): Ty {
    return this.intern(TyKind.Coroutine, def, parentArgs);
  }

  /** `bindings` in order of DefId, so that equal object types are equal numbers. */
  dyn(principal: DefId | 0, traitArgs: readonly Ty[], bindings: readonly (readonly [DefId, Ty])[]): Ty {
    const sorted = [...bindings].sort((a, b) => a[0] - b[0]);
    return this.intern(TyKind.Dyn, principal, [
      ...traitArgs,
      ...sorted.map(([assoc, ty]) => this.intern(TyKind.Binding, assoc, [ty])),
    ]);
  }

  param(index: number): Ty {
    return this.intern(TyKind.Param, index, NO_ARGS);
  }

  projection(assoc: DefId, args: readonly Ty[]): Ty {
    return this.intern(TyKind.Projection, assoc, args);
  }

  opaque(def: DefId, args: readonly Ty[]): Ty {
    return this.intern(TyKind.Opaque, def, args);
  }

  infer(kind: typeof TyKind.Infer | typeof TyKind.InferInt | typeof TyKind.InferFloat, index: number): Ty {
    if (kind !== TyKind.Infer || index >= KEPT_VARS) return this.intern(kind, index, NO_ARGS);
    while (this.#vars.length <= index) this.#vars.push(this.intern(kind, this.#vars.length, NO_ARGS));
    return this.#vars[index] as Ty;
  }

  constant(text: Sym): Ty {
    return this.intern(TyKind.Const, text, NO_ARGS);
  }

  /** The one way in: returns the number of this type, making it if it is new. */
  intern(kind: TyKind, head: number, args: readonly Ty[]): Ty {
    const hash = hashOf(kind, head, args);
    const mask = this.#buckets.length - 1;
    let slot = hash & mask;
    for (let known = this.#buckets[slot] as number; known !== -1; known = this.#buckets[slot] as number) {
      if (this.#equals(known, kind, head, args)) return known as Ty;
      slot = (slot + 1) & mask;
    }
    const ty = this.#offsets.length as Ty;
    this.#buckets[slot] = ty;
    this.#offsets.push(this.#pool.length);
    this.#pool.push(kind);
    this.#pool.push(head);
    this.#pool.push(args.length);
    let flags = OWN_FLAGS[kind] ?? 0;
    let size = 1;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i] as number;
      this.#pool.push(arg);
      flags |= this.#flags.data[arg] as number;
      size = Math.min(size + (this.#sizes.data[arg] as number), SIZE_MAX);
    }
    this.#flags.push(flags);
    this.#sizes.push(size);
    this.#args.push(args.length === 0 ? NO_ARGS : args.slice());
    if (ty * 2 > this.#buckets.length) this.#rehash();
    return ty;
  }

  /** Replaces the parts of a type from the leaves up; `map` returns undefined for "go inside". */
  fold(ty: Ty, map: (part: Ty) => Ty | undefined): Ty {
    const mapped = map(ty);
    if (mapped !== undefined) return mapped;
    const args = this.args(ty);
    let changed: Ty[] | undefined;
    for (let i = 0; i < args.length; i++) {
      const before = args[i] as Ty;
      const after = this.fold(before, map);
      if (after === before) continue;
      changed ??= args.slice();
      changed[i] = after;
    }
    return changed === undefined ? ty : this.intern(this.kind(ty), this.head(ty), changed);
  }

  /** Seen by its form alone that dropping a value runs nothing; what names a type with fields may still need nothing. */
  needsNoDrop(ty: Ty, depth = 0): boolean {
    switch (this.kind(ty)) {
      case TyKind.Prim:
      case TyKind.Never:
      case TyKind.Ref:
      case TyKind.RawPtr:
      case TyKind.FnDef:
      case TyKind.FnPtr:
      case TyKind.Foreign:
      case TyKind.Const:
      case TyKind.ConstUnknown:
      case TyKind.Binding:
        return true;
      case TyKind.Slice:
      case TyKind.Array:
        return depth < DROP_DEPTH_MAX && this.needsNoDrop(this.arg(ty, 0), depth + 1);
      case TyKind.Tuple:
        return depth < DROP_DEPTH_MAX && this.args(ty).every((part) => this.needsNoDrop(part, depth + 1));
      default:
        return false;
    }
  }

  /** Is a definition in the type, at its head or inside, that is `wanted`? For types as they are written: small ones. */
  names(ty: Ty, wanted: (def: DefId) => boolean): boolean {
    switch (this.kind(ty)) {
      case TyKind.Adt:
      case TyKind.Foreign:
      case TyKind.Dyn:
      case TyKind.FnDef:
      case TyKind.Closure:
      case TyKind.Coroutine:
      case TyKind.Opaque:
      case TyKind.Projection:
        if (wanted(this.head(ty) as DefId)) return true;
    }
    return this.args(ty).some((arg) => this.names(arg, wanted));
  }

  /** Replaces `Param(i)` by `args[i]`; a parameter beyond the arguments becomes the error type. */
  subst(ty: Ty, args: readonly Ty[]): Ty {
    if (!this.has(ty, TyFlag.HasParam)) return ty;
    if (this.kind(ty) === TyKind.Param) return args[this.head(ty)] ?? this.error;
    const parts = this.args(ty);
    const changed = this.substAll(parts, args);
    return changed === parts ? ty : this.intern(this.kind(ty), this.head(ty), changed);
  }

  /** {@link subst} of each; the given list if nothing changes. */
  substAll(list: readonly Ty[], args: readonly Ty[]): readonly Ty[] {
    let changed: Ty[] | undefined;
    for (let i = 0; i < list.length; i++) {
      const before = list[i] as Ty;
      const after = this.subst(before, args);
      if (after === before) continue;
      changed ??= list.slice();
      changed[i] = after;
    }
    return changed ?? list;
  }

  #equals(ty: number, kind: TyKind, head: number, args: readonly Ty[]): boolean {
    const pool = this.#pool.data;
    const at = this.#offsets.data[ty] as number;
    if (pool[at] !== kind || pool[at + 1] !== head || pool[at + 2] !== args.length) return false;
    for (let i = 0; i < args.length; i++) if (pool[at + 3 + i] !== args[i]) return false;
    return true;
  }

  #rehash(): void {
    const buckets = new Int32Array(this.#buckets.length * 2).fill(-1);
    const mask = buckets.length - 1;
    for (let ty = 0; ty < this.#offsets.length; ty++) {
      let slot = hashOf(this.kind(ty as Ty), this.head(ty as Ty), this.args(ty as Ty)) & mask;
      while (buckets[slot] !== -1) slot = (slot + 1) & mask;
      buckets[slot] = ty;
    }
    this.#buckets = buckets;
  }
}

function hashOf(kind: number, head: number, args: readonly Ty[]): number {
  let hash = Math.imul(kind + 0x9e37, 0x85ebca6b) ^ Math.imul(head + 1, 0xc2b2ae35);
  for (let i = 0; i < args.length; i++) hash = Math.imul(hash ^ (args[i] as number), 0x01000193) + (hash >>> 15);
  return (hash ^ (hash >>> 13)) >>> 0;
}
