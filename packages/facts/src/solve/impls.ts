/**
 * Which impls there are: by trait and by the outermost constructor of their Self type, over all crates of the world.
 * Headers are asked for when a trait is first looked at. Model: rustc_type_ir::fast_reject.
 */
import { type CrateNum, type DefId, defId, type LocalDef } from '../ids.ts';
import type { ImplHeader } from '../model.ts';
import { type Ty, TyKind, type TypeTable } from '../types.ts';
import type { World } from '../world.ts';
import { isFloatPrim, isIntPrim } from './infer.ts';

/** Types nested deeper are not compared by {@link mayUnify}: they may fit. */
const COMPARE_DEPTH_MAX = 12;
/** Kinds take 5 bits of a key. */
const KIND_SPAN = 32;

export interface ImplEntry {
  readonly impl: DefId;
  /** Trait arguments (Self first) in terms of the impl's parameters. */
  readonly args: readonly Ty[];
  readonly negative: boolean;
}

/** Impls of one trait. */
class TraitImpls {
  readonly bySelf = new Map<number, ImplEntry[]>();
  /** `impl<T> Trait for T`, or for a projection. */
  readonly blanket: ImplEntry[] = [];
  readonly all: ImplEntry[] = [];
  /** Per key those of `bySelf` with the blanket impls behind them; emptied when an impl is added. */
  readonly #merged = new Map<number, readonly ImplEntry[]>();

  /** Impls for types of this outermost constructor. */
  of(key: number): readonly ImplEntry[] {
    const bucket = this.bySelf.get(key);
    if (bucket === undefined) return this.blanket;
    if (this.blanket.length === 0) return bucket;
    let merged = this.#merged.get(key);
    if (merged === undefined) {
      merged = [...bucket, ...this.blanket];
      this.#merged.set(key, merged);
    }
    return merged;
  }

  add(types: TypeTable, entry: ImplEntry): void {
    this.all.push(entry);
    this.#merged.clear();
    const key = simplified(types, entry.args[0] as Ty);
    if (key === undefined) {
      this.blanket.push(entry);
      return;
    }
    const bucket = this.bySelf.get(key);
    if (bucket === undefined) this.bySelf.set(key, [entry]);
    else bucket.push(entry);
  }
}

export class ImplIndex {
  readonly #world: World;
  /** Impls whose header was not asked for yet. */
  readonly #pending = new Map<DefId, DefId[]>();
  readonly #traits = new Map<DefId, TraitImpls>();
  /** Per crate: how many of its trait and inherent impls are in. */
  readonly #traitImplsSeen: number[] = [];
  readonly #inherentSeen: number[] = [];
  #inherent = new Map<number, DefId[]>();
  #inherentCrates = 0;
  #crates = 0;
  #visible: ReadonlySet<CrateNum> | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes in crates added since, and impls that a crate found later (in macro calls within bodies). */
  refresh(): void {
    for (let i = 0; i < this.#world.crates.length; i++) this.#collect(i);
    this.#crates = this.#world.crates.length;
    this.#inherentCrates = 0;
  }

  /**
   * From now on only the impls of these crates count (all, if undefined): what the compiler sees of a crate graph while it
   * compiles one of its crates.
   */
  restrict(visible: ReadonlySet<CrateNum> | undefined): void {
    this.#visible = visible;
    this.#pending.clear();
    this.#traits.clear();
    this.#inherent = new Map();
    this.#traitImplsSeen.length = 0;
    this.#inherentSeen.length = 0;
    this.refresh();
  }

  #isVisible(krate: CrateNum): boolean {
    return this.#visible === undefined || this.#visible.has(krate);
  }

  /** Impls that may apply to a Self type, by its outermost constructor only. */
  candidates(trait: DefId, self: Ty): readonly ImplEntry[] {
    const impls = this.#of(trait);
    const { types } = this.#world;
    const kind = types.kind(self);
    if (kind === TyKind.Infer || kind === TyKind.Error) return impls.all;
    if (kind === TyKind.InferInt || kind === TyKind.InferFloat) {
      return impls.all.filter((entry) => mayUnify(types, entry.args[0] as Ty, self, 0));
    }
    const key = simplified(types, self);
    return key === undefined ? impls.blanket : impls.of(key);
  }

  all(trait: DefId): readonly ImplEntry[] {
    return this.#of(trait).all;
  }

  /** Inherent impls whose Self type has the same outermost constructor. */
  inherent(self: Ty): readonly DefId[] {
    if (this.#inherentCrates !== this.#world.crates.length) this.#collectInherent();
    const key = simplified(this.#world.types, self);
    return (key === undefined ? undefined : this.#inherent.get(key)) ?? [];
  }

  #of(trait: DefId): TraitImpls {
    if (this.#crates !== this.#world.crates.length) this.refresh();
    let impls = this.#traits.get(trait);
    if (impls === undefined) {
      impls = new TraitImpls();
      this.#traits.set(trait, impls);
    }
    const pending = this.#pending.get(trait);
    if (pending !== undefined) {
      this.#pending.delete(trait);
      for (const impl of pending) {
        const header = this.#world.implHeader(impl);
        if (header.trait !== undefined && header.trait.trait === trait) {
          impls.add(this.#world.types, entryOf(impl, header, header.trait.args));
        }
      }
    }
    return impls;
  }

  #collect(index: number): void {
    const krate = this.#world.crates[index]!;
    if (!this.#isVisible(krate.num)) return;
    const list = krate.traitImpls();
    for (let i = this.#traitImplsSeen[index] ?? 0; i < list.length; i++) {
      const { impl, trait } = list[i]!;
      if (trait === undefined) continue;
      const pending = this.#pending.get(trait);
      if (pending === undefined) this.#pending.set(trait, [defId(krate.num, impl)]);
      else pending.push(defId(krate.num, impl));
    }
    this.#traitImplsSeen[index] = list.length;
  }

  #collectInherent(): void {
    const { crates, types } = this.#world;
    // Set before headers are asked for: lowering a header may come back here.
    this.#inherentCrates = crates.length;
    for (const krate of crates) {
      if (!this.#isVisible(krate.num)) continue;
      const list = krate.inherentImpls();
      const from = this.#inherentSeen[krate.num] ?? 0;
      this.#inherentSeen[krate.num] = list.length;
      for (let i = from; i < list.length; i++) {
        const impl = list[i] as LocalDef;
        const key = simplified(types, krate.implHeader(impl).self);
        if (key === undefined) continue;
        const bucket = this.#inherent.get(key);
        if (bucket === undefined) this.#inherent.set(key, [defId(krate.num, impl)]);
        else bucket.push(defId(krate.num, impl));
      }
    }
  }
}

function entryOf(impl: DefId, header: ImplHeader, args: readonly Ty[]): ImplEntry {
  return { impl, args, negative: header.negative };
}

/** The outermost constructor as a number; undefined where any type may stand (parameter, projection, variable, error). */
function simplified(types: TypeTable, ty: Ty): number | undefined {
  const kind = types.kind(ty);
  switch (kind) {
    case TyKind.Param:
    case TyKind.Projection:
    case TyKind.Opaque:
    case TyKind.Infer:
    case TyKind.InferInt:
    case TyKind.InferFloat:
    case TyKind.Error:
      return undefined;
    case TyKind.Tuple:
    case TyKind.FnPtr:
      return types.argCount(ty) * KIND_SPAN + kind;
    default:
      return types.head(ty) * KIND_SPAN + kind;
  }
}

/**
 * Could a type in terms of an impl's parameters be made equal to `other`? Looks at structure only, binds nothing, treats
 * parameters of the impl as fitting everything: a cheap no before the real unification.
 */
export function mayUnify(types: TypeTable, pattern: Ty, other: Ty, depth: number): boolean {
  if (pattern === other || depth > COMPARE_DEPTH_MAX) return true;
  const kind = types.kind(pattern);
  const otherKind = types.kind(other);
  if (isWild(kind) || otherKind === TyKind.Infer || otherKind === TyKind.Error || otherKind === TyKind.ConstUnknown)
    return true;
  if (otherKind === TyKind.InferInt) return kind === TyKind.Prim && isIntPrim(types.head(pattern));
  if (otherKind === TyKind.InferFloat) return kind === TyKind.Prim && isFloatPrim(types.head(pattern));
  if (otherKind === TyKind.Projection) return true;
  if (kind !== otherKind || types.head(pattern) !== types.head(other)) return false;
  const args = types.args(pattern);
  const otherArgs = types.args(other);
  if (args.length !== otherArgs.length) return false;
  for (let i = 0; i < args.length; i++) {
    if (!mayUnify(types, args[i] as Ty, otherArgs[i] as Ty, depth + 1)) return false;
  }
  return true;
}

function isWild(kind: TyKind): boolean {
  return (
    kind === TyKind.Param ||
    kind === TyKind.Projection ||
    kind === TyKind.Opaque ||
    kind === TyKind.Error ||
    kind === TyKind.ConstUnknown ||
    kind === TyKind.Infer
  );
}
