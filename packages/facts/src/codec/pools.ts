/** What records of a file refer to by number: strings, definitions, types. The writing side. */
import type { Sym } from '@lazaret/base';
import { type CrateNum, crateOf, type DefId, localOf } from '../ids.ts';
import { type Ty, TyKind } from '../types.ts';
import type { World } from '../world.ts';
import { ByteWriter } from './bytes.ts';
import { Siblings } from './def-refs.ts';

const NO_PARENT = 0;

/** Kinds of types whose head is a definition. */
export function headIsDef(kind: TyKind): boolean {
  switch (kind) {
    case TyKind.Adt:
    case TyKind.FnDef:
    case TyKind.Closure:
    case TyKind.Coroutine:
    case TyKind.Dyn:
    case TyKind.Binding:
    case TyKind.Projection:
    case TyKind.Opaque:
    case TyKind.Foreign:
      return true;
    default:
      return false;
  }
}

export class PoolWriter {
  readonly world: World;
  readonly #own: CrateNum;
  readonly #siblings: Siblings;
  readonly #strings = new Map<string, number>();
  readonly #crates: CrateNum[] = [];
  readonly #refs = new Map<DefId, number>();
  readonly #refBytes = new ByteWriter();
  readonly #refOffsets: number[] = [0];
  readonly #types = new Map<Ty, number>();
  readonly #typeBytes = new ByteWriter();
  readonly #typeOffsets: number[] = [0];

  constructor(world: World, own: CrateNum) {
    this.world = world;
    this.#own = own;
    this.#siblings = new Siblings(world);
    this.string('');
  }

  string(text: string): number {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    const id = this.#strings.size;
    this.#strings.set(text, id);
    return id;
  }

  sym(sym: Sym): number {
    return this.string(this.world.names.text(sym));
  }

  crate(num: CrateNum): number {
    let at = this.#crates.indexOf(num);
    if (at < 0) at = this.#crates.push(num) - 1;
    return at;
  }

  get crates(): readonly CrateNum[] {
    return this.#crates;
  }

  /** 0 = none, odd = of this crate, even = entry of the table of references. */
  def(def: DefId | 0 | undefined): number {
    if (def === undefined) return 0;
    if (crateOf(def as DefId) === this.#own) return localOf(def as DefId) * 2 + 1;
    return (this.#ref(def as DefId) + 1) * 2;
  }

  /** For fields where 0 means "no definition" although 0 is the root of the first crate. */
  someDef(def: DefId | 0): number {
    return def === 0 ? 0 : this.def(def);
  }

  #ref(def: DefId): number {
    const known = this.#refs.get(def);
    if (known !== undefined) return known;
    const parent = this.world.parent(def);
    const entry = new ByteWriter();
    if (parent === undefined) {
      entry.uint(NO_PARENT);
      entry.uint(this.crate(crateOf(def)));
    } else {
      entry.uint(this.#ref(parent) + 1);
      entry.uint(this.world.kind(def));
      entry.uint(this.sym(this.world.name(def)));
      entry.uint(this.#siblings.ordinal(def, parent));
    }
    const id = this.#refs.size;
    this.#refs.set(def, id);
    this.#refBytes.bytes(entry.take());
    this.#refOffsets.push(this.#refBytes.length);
    return id;
  }

  type(ty: Ty): number {
    const known = this.#types.get(ty);
    if (known !== undefined) return known;
    const { types } = this.world;
    const kind = types.kind(ty);
    const entry = new ByteWriter();
    if (kind === TyKind.Infer || kind === TyKind.InferInt || kind === TyKind.InferFloat) return this.type(types.error);
    const args = types.args(ty).map((arg) => this.type(arg));
    entry.uint(kind);
    const head = types.head(ty);
    if (headIsDef(kind)) entry.uint(this.someDef(head as DefId | 0));
    else if (kind === TyKind.Const) entry.uint(this.sym(head as Sym));
    else entry.uint(head);
    entry.uint(args.length);
    for (const arg of args) entry.uint(arg);
    const id = this.#types.size;
    this.#types.set(ty, id);
    this.#typeBytes.bytes(entry.take());
    this.#typeOffsets.push(this.#typeBytes.length);
    return id;
  }

  get refs(): { readonly bytes: Uint8Array; readonly offsets: Int32Array } {
    return { bytes: this.#refBytes.take(), offsets: Int32Array.from(this.#refOffsets) };
  }

  get types(): { readonly bytes: Uint8Array; readonly offsets: Int32Array } {
    return { bytes: this.#typeBytes.take(), offsets: Int32Array.from(this.#typeOffsets) };
  }

  get strings(): { readonly bytes: Uint8Array; readonly offsets: Int32Array } {
    const encoder = new TextEncoder();
    const out = new ByteWriter();
    const offsets = [0];
    for (const text of this.#strings.keys()) {
      out.bytes(encoder.encode(text));
      offsets.push(out.length);
    }
    return { bytes: out.take(), offsets: Int32Array.from(offsets) };
  }
}
