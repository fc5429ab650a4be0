/** The reading side of strings, definitions and types: each is made when it is first asked for. */
import type { Sym } from '@lazaret/base';
import { type CrateNum, type DefId, defId, type LocalDef } from '../ids.ts';
import { type Ty, TyKind } from '../types.ts';
import type { World } from '../world.ts';
import { ByteReader } from './bytes.ts';
import { type Container, Section } from './container.ts';
import { Siblings } from './def-refs.ts';
import { CodecError } from './error.ts';
import { headIsDef } from './pools.ts';

/** Types nest by their numbers, so a hostile file could nest as deep as it is long. */
const TYPE_DEPTH_MAX = 400;
const REF_DEPTH_MAX = 400;
const KIND_MAX: number = TyKind.InferFloat;

export class PoolReader {
  readonly world: World;
  readonly #own: CrateNum;
  readonly #ownCount: number;
  readonly #crates: readonly CrateNum[];
  readonly #siblings: Siblings;
  readonly #stringBytes: Uint8Array;
  readonly #stringOffsets: Int32Array;
  readonly #syms: Int32Array;
  readonly #refBytes: Uint8Array;
  readonly #refOffsets: Int32Array;
  readonly #refs: (DefId | undefined)[];
  readonly #typeBytes: Uint8Array;
  readonly #typeOffsets: Int32Array;
  readonly #types: Int32Array;
  readonly #decoder = new TextDecoder();

  constructor(world: World, own: CrateNum, ownCount: number, crates: readonly CrateNum[], file: Container) {
    this.world = world;
    this.#own = own;
    this.#ownCount = ownCount;
    this.#crates = crates;
    this.#siblings = new Siblings(world);
    this.#stringBytes = file.bytes(Section.StringBytes);
    this.#stringOffsets = file.offsets(Section.StringOffsets);
    this.#syms = new Int32Array(this.#stringOffsets.length - 1).fill(-1);
    this.#refBytes = file.bytes(Section.Refs);
    this.#refOffsets = file.offsets(Section.RefOffsets);
    this.#refs = new Array<DefId | undefined>(this.#refOffsets.length - 1).fill(undefined);
    this.#typeBytes = file.bytes(Section.Types);
    this.#typeOffsets = file.offsets(Section.TypeOffsets);
    this.#types = new Int32Array(this.#typeOffsets.length - 1).fill(-1);
  }

  text(id: number): string {
    const { start, end } = slice(this.#stringOffsets, id, this.#stringBytes.length);
    return this.#decoder.decode(this.#stringBytes.subarray(start, end));
  }

  sym(id: number): Sym {
    const known = this.#syms[id];
    if (known === undefined) throw new CodecError('range', `no string ${id}`);
    if (known >= 0) return known as Sym;
    const sym = this.world.names.intern(this.text(id));
    this.#syms[id] = sym;
    return sym;
  }

  crate(id: number): CrateNum {
    const num = this.#crates[id];
    if (num === undefined) throw new CodecError('range', `no crate ${id}`);
    return num;
  }

  local(value: number): LocalDef {
    if (value >= this.#ownCount) throw new CodecError('range', `no definition ${value}`);
    return value as LocalDef;
  }

  /** See {@link PoolWriter.def}. */
  def(value: number): DefId | undefined {
    if (value === 0) return undefined;
    if (value % 2 === 1) return defId(this.#own, this.local((value - 1) / 2));
    return this.#ref(value / 2 - 1, 0);
  }

  someDef(value: number): DefId {
    const def = this.def(value);
    if (def === undefined) throw new CodecError('range', 'a definition is missing');
    return def;
  }

  #ref(id: number, depth: number): DefId {
    if (id >= this.#refs.length) throw new CodecError('range', `no reference ${id}`);
    const known = this.#refs[id];
    if (known !== undefined) return known;
    if (depth > REF_DEPTH_MAX) throw new CodecError('depth', 'definitions nest too deep');
    const { start, end } = slice(this.#refOffsets, id, this.#refBytes.length);
    const reader = new ByteReader(this.#refBytes, start, end);
    const parentId = reader.uint();
    const def =
      parentId === 0 ? defId(this.crate(reader.uint()), 0 as LocalDef) : this.#child(reader, parentId - 1, id, depth);
    this.#refs[id] = def;
    return def;
  }

  #child(reader: ByteReader, parentId: number, id: number, depth: number): DefId {
    if (parentId >= id) throw new CodecError('range', 'a reference comes before its parent');
    const parent = this.#ref(parentId, depth + 1);
    const kind = reader.uint();
    const name = this.text(reader.uint());
    const found = this.#siblings.find(parent, kind, name, reader.uint());
    if (found === undefined) {
      throw new CodecError('unresolved', `no ${name} of kind ${kind} in ${this.world.crateOfDef(parent).name}`);
    }
    return found;
  }

  type(id: number): Ty {
    return this.#type(id, 0);
  }

  #type(id: number, depth: number): Ty {
    const known = this.#types[id];
    if (known === undefined) throw new CodecError('range', `no type ${id}`);
    if (known >= 0) return known as Ty;
    if (depth > TYPE_DEPTH_MAX) throw new CodecError('depth', 'types nest too deep');
    const { start, end } = slice(this.#typeOffsets, id, this.#typeBytes.length);
    const reader = new ByteReader(this.#typeBytes, start, end);
    const kind = reader.uint();
    if (kind > KIND_MAX || kind === TyKind.Infer || kind === TyKind.InferInt || kind === TyKind.InferFloat) {
      throw new CodecError('range', `no kind of type ${kind}`);
    }
    const head = this.#head(kind as TyKind, reader.uint());
    const args = reader.list(() => {
      const arg = reader.uint();
      if (arg >= id) throw new CodecError('range', 'a type comes before its parts');
      return this.#type(arg, depth + 1);
    });
    const ty = this.world.types.intern(kind as TyKind, head, args);
    this.#types[id] = ty;
    return ty;
  }

  #head(kind: TyKind, value: number): number {
    if (headIsDef(kind)) return kind === TyKind.Dyn ? (this.def(value) ?? 0) : this.someDef(value);
    if (kind === TyKind.Const) return this.sym(value);
    return value;
  }
}

/** Where a record lies, checked. */
export function slice(
  offsets: Int32Array,
  id: number,
  length: number,
): { readonly start: number; readonly end: number } {
  const start = offsets[id];
  const end = offsets[id + 1];
  if (start === undefined || end === undefined || id < 0) throw new CodecError('range', `no record ${id}`);
  if (start < 0 || end < start || end > length) throw new CodecError('range', `record ${id} lies outside its section`);
  return { start, end };
}
