/**
 * Reads a stored crate. Nothing but the head is decoded at first: records, bodies, types and names are made when somebody
 * asks for them, so that loading the standard library costs next to nothing.
 */
import type { Diagnostic, Sym } from '@lazaret/base';
import type { BodyFacts } from '../body.ts';
import { type CrateNum, DEFS_PER_CRATE_MAX, type DefId, type LocalDef } from '../ids.ts';
import {
  type AdtDef,
  type CrateFacts,
  DefKind,
  type FnSig,
  type Generics,
  type ImplHeader,
  type ModuleScope,
  type OpaqueExpansion,
  type Predicate,
  type Visibility,
} from '../model.ts';
import type { Span } from '../span.ts';
import type { Ty } from '../types.ts';
import type { World } from '../world.ts';
import { readBody, SpanCoder } from './body-codec.ts';
import { ByteReader } from './bytes.ts';
import { COLUMNS, Column } from './columns.ts';
import { Container, Section } from './container.ts';
import type { CrateKey } from './encode.ts';
import { CodecError } from './error.ts';
import { readMeta } from './meta.ts';
import { PoolReader, slice } from './pool-reader.ts';
import { type DefRecord, readRecord } from './record-codec.ts';

/** Finds the crate of this world that a file means. */
export type ResolveCrate = (key: CrateKey) => CrateNum | undefined;

const NO_GENERICS: Generics = { parent: undefined, parentCount: 0, params: [] };
const NO_SCOPE: ModuleScope = { types: new Map(), values: new Map(), macros: new Map(), unnamedTraits: [] };
const NO_CHILDREN: readonly LocalDef[] = [];
const KIND_MAX: number = DefKind.GenericParam;

/**
 * The facts of a crate from its stored form. Throws {@link CodecError}: at once for what is wrong with the file as a whole,
 * later where a damaged record is asked for. `num` must come from {@link World.nextCrate}; add the result to the world.
 */
export function decodeCrate(world: World, num: CrateNum, bytes: Uint8Array, resolve: ResolveCrate): CrateFacts {
  return new StoredCrate(world, num, bytes, resolve);
}

class StoredCrate implements CrateFacts {
  readonly num: CrateNum;
  readonly name: string;
  readonly package: { readonly name: string; readonly version: string };
  readonly edition: CrateFacts['edition'];
  readonly unit: CrateFacts['unit'];
  readonly files: readonly string[];
  readonly externs: ReadonlyMap<string, CrateNum>;
  readonly diagnostics: readonly Diagnostic[];
  readonly #world: World;
  readonly #pools: PoolReader;
  readonly #count: number;
  readonly #columns: Int32Array;
  readonly #childOffsets: Int32Array;
  readonly #children: Int32Array;
  readonly #records: Uint8Array;
  readonly #recordOffsets: Int32Array;
  readonly #bodies: Uint8Array;
  readonly #bodyOffsets: Int32Array;
  readonly #implBytes: Uint8Array;
  readonly #langBytes: Uint8Array;
  readonly #opaqueBytes: Uint8Array;
  readonly #recordCache: (DefRecord | undefined)[];
  readonly #bodyCache = new Map<LocalDef, BodyFacts>();
  readonly #childCache = new Map<LocalDef, readonly LocalDef[]>();
  #impls: { readonly trait: ReturnType<CrateFacts['traitImpls']>; readonly inherent: readonly LocalDef[] } | undefined;
  #lang: ReadonlyMap<string, DefId> | undefined;
  #opaque: readonly OpaqueExpansion[] | undefined;
  #noSig: FnSig | undefined;

  constructor(world: World, num: CrateNum, bytes: Uint8Array, resolve: ResolveCrate) {
    const file = new Container(bytes);
    const meta = readMeta(file.bytes(Section.Meta));
    if (meta.defs < 1 || meta.defs > DEFS_PER_CRATE_MAX) throw new CodecError('range', `${meta.defs} definitions`);
    this.num = num;
    this.name = meta.name;
    this.package = meta.package;
    this.edition = meta.edition;
    this.unit = meta.unit;
    this.files = meta.files;
    this.diagnostics = meta.diagnostics;
    this.#world = world;
    this.#count = meta.defs;
    const crates = meta.crates.map((key) => {
      if (key === null) return num;
      const found = resolve(key);
      if (found === undefined) throw new CodecError('unresolved', `no crate ${key.package} ${key.version}`);
      return found;
    });
    this.#pools = new PoolReader(world, num, meta.defs, crates, file);
    this.externs = new Map(meta.externs.map(([name, at]) => [name, this.#pools.crate(at)]));
    this.#columns = file.ints(Section.Defs, COLUMNS);
    this.#childOffsets = file.offsets(Section.ChildOffsets);
    this.#children = file.ints(Section.Children);
    this.#records = file.bytes(Section.Records);
    this.#recordOffsets = file.offsets(Section.RecordOffsets);
    this.#bodies = file.bytes(Section.Bodies);
    this.#bodyOffsets = file.offsets(Section.BodyOffsets);
    this.#implBytes = file.bytes(Section.Impls);
    this.#langBytes = file.bytes(Section.Lang);
    this.#opaqueBytes = file.bytes(Section.Opaque);
    this.#recordCache = new Array<DefRecord | undefined>(meta.defs).fill(undefined);
    if (this.#columns.length !== COLUMNS * meta.defs) throw new CodecError('section', 'table of definitions');
    for (const offsets of [this.#childOffsets, this.#recordOffsets, this.#bodyOffsets]) {
      if (offsets.length !== meta.defs + 1) throw new CodecError('section', 'table of offsets');
    }
  }

  defCount(): number {
    return this.#count;
  }

  kind(def: LocalDef): DefKind {
    const kind = this.#column(Column.Kind, def);
    if (kind < 0 || kind > KIND_MAX) throw new CodecError('range', `no kind of definition ${kind}`);
    return kind as DefKind;
  }

  parent(def: LocalDef): LocalDef | undefined {
    const parent = this.#column(Column.Parent, def);
    if (parent < 0) return undefined;
    // A parent comes first, or is a closure's owner; a chain that comes back to itself would never end.
    if (parent === def) throw new CodecError('range', 'a definition inside itself');
    return this.#pools.local(parent);
  }

  defName(def: LocalDef): Sym {
    return this.#pools.sym(this.#column(Column.Name, def));
  }

  flags(def: LocalDef): number {
    return this.#column(Column.Flags, def);
  }

  vis(def: LocalDef): Visibility {
    const vis = this.#column(Column.Vis, def);
    return vis === 0 ? true : this.#pools.someDef(vis);
  }

  span(def: LocalDef): Span {
    const krate = this.#column(Column.Crate, def);
    const line = this.#column(Column.Line, def);
    const column = this.#column(Column.Col, def);
    return {
      krate: krate === 0 ? this.num : this.#pools.crate(krate - 1),
      file: this.#column(Column.File, def),
      line,
      column,
      endLine: line + this.#column(Column.Lines, def),
      endColumn: column + this.#column(Column.Cols, def),
    };
  }

  children(def: LocalDef): readonly LocalDef[] {
    const known = this.#childCache.get(def);
    if (known !== undefined) return known;
    const { start, end } = slice(this.#childOffsets, def, this.#children.length);
    const children =
      start === end ? NO_CHILDREN : Array.from(this.#children.subarray(start, end), (at) => this.#pools.local(at));
    this.#childCache.set(def, children);
    return children;
  }

  scope(def: LocalDef): ModuleScope {
    return this.#record(def).scope ?? NO_SCOPE;
  }

  generics(def: LocalDef): Generics {
    return this.#record(def).generics ?? NO_GENERICS;
  }

  predicates(def: LocalDef): readonly Predicate[] {
    return this.#record(def).predicates ?? [];
  }

  fnSig(def: LocalDef): FnSig {
    return this.#record(def).sig ?? (this.#noSig ??= unknownSig(this.#world));
  }

  adt(def: LocalDef): AdtDef {
    return this.#record(def).adt ?? { kind: 'struct', variants: [] };
  }

  implHeader(def: LocalDef): ImplHeader {
    return this.#record(def).impl ?? { trait: undefined, self: this.#world.types.error, negative: false };
  }

  typeOf(def: LocalDef): Ty {
    return this.#record(def).ty ?? this.#world.types.error;
  }

  bounds(def: LocalDef): readonly Predicate[] {
    return this.#record(def).bounds ?? [];
  }

  hiddenType(def: LocalDef): Ty {
    return this.#record(def).hidden ?? this.#world.types.error;
  }

  linkName(def: LocalDef): string | undefined {
    return this.#record(def).linkName;
  }

  macroText(def: LocalDef): { readonly text: string; readonly span: Span } | undefined {
    return this.#record(def).macro;
  }

  traitImpls(): ReturnType<CrateFacts['traitImpls']> {
    return this.#implLists().trait;
  }

  inherentImpls(): readonly LocalDef[] {
    return this.#implLists().inherent;
  }

  body(def: LocalDef): BodyFacts | undefined {
    const known = this.#bodyCache.get(def);
    if (known !== undefined) return known;
    const { start, end } = slice(this.#bodyOffsets, def, this.#bodies.length);
    if (start === end) return undefined;
    const body = readBody(new ByteReader(this.#bodies, start, end), this.#pools, this.num);
    this.#bodyCache.set(def, body);
    return body;
  }

  langItems(): ReadonlyMap<string, DefId> {
    if (this.#lang === undefined) {
      const reader = new ByteReader(this.#langBytes);
      this.#lang = new Map(
        reader.list((): [string, DefId] => [this.#pools.text(reader.uint()), this.#pools.someDef(reader.uint())]),
      );
    }
    return this.#lang;
  }

  opaque(): readonly OpaqueExpansion[] {
    if (this.#opaque === undefined) {
      const reader = new ByteReader(this.#opaqueBytes);
      const spans = new SpanCoder(this.num);
      this.#opaque = reader.list(
        (): OpaqueExpansion => ({
          macro: this.#pools.text(reader.uint()),
          def: this.#pools.def(reader.uint()),
          owner: this.#pools.someDef(reader.uint()),
          span: spans.read(reader, this.#pools),
          names: reader.list(() => this.#pools.sym(reader.uint())),
          reason: this.#pools.text(reader.uint()),
        }),
      );
    }
    return this.#opaque;
  }

  #column(column: number, def: LocalDef): number {
    if (def >= this.#count || def < 0) throw new CodecError('range', `no definition ${def}`);
    return this.#columns[column * this.#count + def]!;
  }

  #record(def: LocalDef): DefRecord {
    const known = this.#recordCache[def];
    if (known !== undefined) return known;
    const { start, end } = slice(this.#recordOffsets, def, this.#records.length);
    const record = readRecord(new ByteReader(this.#records, start, end), this.#pools, this.num);
    this.#recordCache[def] = record;
    return record;
  }

  #implLists(): { readonly trait: ReturnType<CrateFacts['traitImpls']>; readonly inherent: readonly LocalDef[] } {
    if (this.#impls === undefined) {
      const reader = new ByteReader(this.#implBytes);
      const trait = reader.list(() => ({
        impl: this.#pools.local(reader.uint()),
        trait: this.#pools.def(reader.uint()),
      }));
      this.#impls = { trait, inherent: reader.list(() => this.#pools.local(reader.uint())) };
    }
    return this.#impls;
  }
}

function unknownSig(world: World): FnSig {
  return {
    params: [],
    ret: world.types.error,
    hasSelf: false,
    variadic: false,
    unsafe: false,
    async: false,
    output: undefined,
    abi: 'Rust',
  };
}
