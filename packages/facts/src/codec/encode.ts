/** Writes all that a crate knows of itself, bodies included, as one file. */
import type { BodyFacts } from '../body.ts';
import { type CrateNum, type LocalDef, localOf } from '../ids.ts';
import { type CrateFacts, DefKind } from '../model.ts';
import { TyKind } from '../types.ts';
import type { World } from '../world.ts';
import { SpanCoder, writeBody, writeList } from './body-codec.ts';
import { ByteWriter } from './bytes.ts';
import { COLUMNS, Column, packColumns } from './columns.ts';
import { Section, writeContainer } from './container.ts';
import { PoolWriter } from './pools.ts';
import { lowerSignature, recordOf, writeRecord } from './record-codec.ts';

/** How a file names a crate it depends on. */
export interface CrateKey {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** What tells the crates of one package apart that differ by features, target or kind; absent for the standard library. */
  readonly facts?: string;
}

/** The part of a file that is read at once. */
export interface FactsMeta {
  readonly name: string;
  readonly package: { readonly name: string; readonly version: string };
  readonly edition: CrateFacts['edition'];
  readonly unit: CrateFacts['unit'];
  readonly files: readonly string[];
  readonly defs: number;
  /** Crates that records refer to, by index; `null` is the crate itself (`extern crate self as …`). */
  readonly crates: readonly (CrateKey | null)[];
  /** Names under which the crate's code knows others, with indexes into `crates`. */
  readonly externs: readonly (readonly [string, number])[];
  readonly diagnostics: CrateFacts['diagnostics'];
}

/**
 * The stored form of a crate: every definition's record, every body. Analyses whatever has not been yet. The same facts
 * give the same bytes. `factsKey` tells crates that it refers to from others of the same package.
 */
export function encodeCrate(
  world: World,
  krate: CrateFacts,
  factsKey: (krate: CrateNum) => string | undefined = () => undefined,
): Uint8Array {
  const bodies = allBodies(world, krate);
  const pools = new PoolWriter(world, krate.num);
  const sections = new Map<Section, Uint8Array>();
  const externs = [...krate.externs].map(([name, num]) => [name, pools.crate(num)] as const);
  const count = krate.defCount();
  records(pools, krate, count, sections);
  bodyRecords(pools, krate, count, bodies, sections);
  sections.set(Section.Defs, columns(pools, krate, count));
  children(krate, count, sections);
  sections.set(Section.Impls, impls(pools, krate));
  sections.set(Section.Lang, lang(pools, krate));
  sections.set(Section.Opaque, opaque(pools, krate));
  const put = (
    bytes: Section,
    offsets: Section,
    pool: { readonly bytes: Uint8Array; readonly offsets: Int32Array },
  ) => {
    sections.set(bytes, pool.bytes);
    sections.set(offsets, packColumns(pool.offsets));
  };
  put(Section.Types, Section.TypeOffsets, pools.types);
  put(Section.Refs, Section.RefOffsets, pools.refs);
  put(Section.StringBytes, Section.StringOffsets, pools.strings);
  const meta: FactsMeta = {
    name: krate.name,
    package: krate.package,
    edition: krate.edition,
    unit: krate.unit,
    files: krate.files,
    defs: count,
    crates: pools.crates.map((num) => {
      if (num === krate.num) return null;
      const { name, package: pkg } = world.crate(num);
      const facts = factsKey(num);
      return { name, package: pkg.name, version: pkg.version, ...(facts === undefined ? {} : { facts }) };
    }),
    externs,
    diagnostics: krate.diagnostics,
  };
  sections.set(Section.Meta, new TextEncoder().encode(JSON.stringify(meta)));
  return writeContainer(sections);
}

/** Analyses bodies until no new definitions (closures, opaque types) come up. */
function allBodies(world: World, krate: CrateFacts): Map<LocalDef, BodyFacts> {
  const bodies = new Map<LocalDef, BodyFacts>();
  for (let i = 0; i < krate.defCount(); i++) {
    const def = i as LocalDef;
    const kind = krate.kind(def);
    lowerSignature(krate, def);
    if (kind === DefKind.Opaque) krate.hiddenType(def);
    if (!mayHaveBody(kind)) continue;
    const body = krate.body(def);
    if (body !== undefined) bodies.set(def, body);
    // The result of an async fn names the coroutine, which may be made only now.
    if (kind === DefKind.Fn) {
      const { ret } = krate.fnSig(def);
      if (world.types.kind(ret) === TyKind.Coroutine) krate.body(localOf(world.types.head(ret) as never));
    }
  }
  return bodies;
}

function mayHaveBody(kind: DefKind): boolean {
  switch (kind) {
    case DefKind.Fn:
    case DefKind.Const:
    case DefKind.Static:
    case DefKind.AssocConst:
    case DefKind.AnonConst:
    case DefKind.Closure:
    case DefKind.Coroutine:
    case DefKind.ProcMacro:
      return true;
    default:
      return false;
  }
}

function columns(pools: PoolWriter, krate: CrateFacts, count: number): Uint8Array {
  const data = new Int32Array(COLUMNS * count);
  for (let i = 0; i < count; i++) {
    const def = i as LocalDef;
    const span = krate.span(def);
    const vis = krate.vis(def);
    const put = (column: number, value: number): void => {
      data[column * count + i] = value;
    };
    put(Column.Kind, krate.kind(def));
    put(Column.Parent, krate.parent(def) ?? -1);
    put(Column.Name, pools.sym(krate.defName(def)));
    put(Column.Flags, krate.flags(def));
    put(Column.Vis, vis === true ? 0 : pools.def(vis));
    put(Column.Crate, span.krate === krate.num ? 0 : pools.crate(span.krate) + 1);
    put(Column.File, span.file);
    put(Column.Line, span.line);
    put(Column.Col, span.column);
    put(Column.Lines, span.endLine - span.line);
    put(Column.Cols, span.endColumn - span.column);
  }
  return packColumns(data, COLUMNS);
}

function children(krate: CrateFacts, count: number, sections: Map<Section, Uint8Array>): void {
  const offsets = new Int32Array(count + 1);
  const all: number[] = [];
  for (let i = 0; i < count; i++) {
    for (const child of krate.children(i as LocalDef)) all.push(child);
    offsets[i + 1] = all.length;
  }
  sections.set(Section.ChildOffsets, packColumns(offsets));
  sections.set(Section.Children, packColumns(all));
}

function records(pools: PoolWriter, krate: CrateFacts, count: number, sections: Map<Section, Uint8Array>): void {
  const out = new ByteWriter();
  const offsets = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    writeRecord(out, pools, krate, recordOf(krate, i as LocalDef));
    offsets[i + 1] = out.length;
  }
  sections.set(Section.Records, out.take());
  sections.set(Section.RecordOffsets, packColumns(offsets));
}

function bodyRecords(
  pools: PoolWriter,
  krate: CrateFacts,
  count: number,
  bodies: ReadonlyMap<LocalDef, BodyFacts>,
  sections: Map<Section, Uint8Array>,
): void {
  const out = new ByteWriter();
  const offsets = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    const body = bodies.get(i as LocalDef);
    if (body !== undefined) writeBody(out, pools, krate.num, body);
    offsets[i + 1] = out.length;
  }
  sections.set(Section.Bodies, out.take());
  sections.set(Section.BodyOffsets, packColumns(offsets));
}

function impls(pools: PoolWriter, krate: CrateFacts): Uint8Array {
  const out = new ByteWriter();
  writeList(out, krate.traitImpls(), ({ impl, trait }) => {
    out.uint(impl);
    out.uint(pools.def(trait));
  });
  writeList(out, krate.inherentImpls(), (impl) => out.uint(impl));
  return out.take();
}

function lang(pools: PoolWriter, krate: CrateFacts): Uint8Array {
  const out = new ByteWriter();
  writeList(out, [...krate.langItems()], ([name, def]) => {
    out.uint(pools.string(name));
    out.uint(pools.def(def));
  });
  return out.take();
}

function opaque(pools: PoolWriter, krate: CrateFacts): Uint8Array {
  const out = new ByteWriter();
  const spans = new SpanCoder(krate.num);
  writeList(out, krate.opaque(), (expansion) => {
    out.uint(pools.string(expansion.macro));
    out.uint(pools.def(expansion.def));
    out.uint(pools.def(expansion.owner));
    spans.write(out, pools, expansion.span);
    writeList(out, expansion.names, (name) => out.uint(pools.sym(name)));
    out.uint(pools.string(expansion.reason));
  });
  return out.take();
}
