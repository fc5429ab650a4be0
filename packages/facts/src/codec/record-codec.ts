/** The record of one definition: generics, predicates, and what its kind has besides. Parts that say nothing are left out. */
import type { Sym } from '@lazaret/base';
import type { LocalDef } from '../ids.ts';
import {
  type AdtDef,
  type CrateFacts,
  DefFlag,
  DefKind,
  type FnSig,
  type GenericParam,
  type Generics,
  type ImplHeader,
  type ModuleScope,
  type Predicate,
  type ScopeEntry,
  type TraitRef,
  type VariantDef,
  type Visibility,
} from '../model.ts';
import type { Span } from '../span.ts';
import type { Ty } from '../types.ts';
import { pick, SpanCoder, writeList } from './body-codec.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import type { PoolReader } from './pool-reader.ts';
import type { PoolWriter } from './pools.ts';

const Part = {
  Generics: 1,
  Predicates: 2,
  Sig: 4,
  Adt: 8,
  Impl: 16,
  Type: 32,
  Bounds: 64,
  Hidden: 128,
  Scope: 256,
  LinkName: 512,
  Macro: 1024,
} as const;
const ADT_KINDS: readonly AdtDef['kind'][] = ['struct', 'enum', 'union'];
const CTORS: readonly VariantDef['ctor'][] = ['unit', 'tuple', 'named'];

export interface DefRecord {
  generics?: Generics;
  predicates?: readonly Predicate[];
  sig?: FnSig;
  adt?: AdtDef;
  impl?: ImplHeader;
  ty?: Ty;
  bounds?: readonly Predicate[];
  hidden?: Ty;
  scope?: ModuleScope;
  linkName?: string;
  macro?: { readonly text: string; readonly span: Span };
}

/** Asks a crate for everything it knows of a definition, by its kind. */
export function recordOf(krate: CrateFacts, def: LocalDef): DefRecord {
  const kind = krate.kind(def);
  const record: DefRecord = {};
  // An enum's scope holds its variants, which `use Enum::*` imports.
  if (kind === DefKind.Mod || kind === DefKind.Enum) record.scope = krate.scope(def);
  if (hasGenerics(kind)) {
    const generics = krate.generics(def);
    if (generics.parent !== undefined || generics.params.length > 0 || generics.parentCount > 0) {
      record.generics = generics;
    }
    const predicates = krate.predicates(def);
    if (predicates.length > 0) record.predicates = predicates;
  }
  if (kind === DefKind.Fn || kind === DefKind.ProcMacro) record.sig = krate.fnSig(def);
  if (kind === DefKind.Struct || kind === DefKind.Enum || kind === DefKind.Union) record.adt = krate.adt(def);
  if (kind === DefKind.Impl) record.impl = krate.implHeader(def);
  if (hasType(kind)) record.ty = krate.typeOf(def);
  if (kind === DefKind.AssocTy || kind === DefKind.Opaque) {
    const bounds = krate.bounds(def);
    if (bounds.length > 0) record.bounds = bounds;
  }
  if (kind === DefKind.Opaque) record.hidden = krate.hiddenType(def);
  if (kind === DefKind.Macro) {
    const macro = krate.macroText(def);
    if (macro !== undefined) record.macro = macro;
  }
  if ((krate.flags(def) & (DefFlag.Exported | DefFlag.Foreign)) !== 0) {
    const name = krate.linkName(def);
    if (name !== undefined) record.linkName = name;
  }
  return record;
}

/** Works out all that is written in a definition's signature: constants in its types are definitions, made only then. */
export function lowerSignature(krate: CrateFacts, def: LocalDef): void {
  const { generics, adt } = recordOf(krate, def);
  // Asked for one by one, and so far perhaps by nobody.
  const parts = [generics?.params.map((param) => param.default)];
  for (const variant of adt?.variants ?? []) parts.push(variant.fields.map((field) => field.ty));
}

function hasGenerics(kind: DefKind): boolean {
  switch (kind) {
    case DefKind.Mod:
    case DefKind.Field:
    case DefKind.ForeignMod:
    case DefKind.Macro:
    case DefKind.ExternCrate:
    case DefKind.GenericParam:
      return false;
    default:
      return true;
  }
}

function hasType(kind: DefKind): boolean {
  return (
    kind === DefKind.Const ||
    kind === DefKind.Static ||
    kind === DefKind.TypeAlias ||
    kind === DefKind.AssocTy ||
    kind === DefKind.AssocConst
  );
}

export function writeRecord(out: ByteWriter, pools: PoolWriter, own: CrateFacts, record: DefRecord): void {
  const parts =
    (record.generics ? Part.Generics : 0) |
    (record.predicates ? Part.Predicates : 0) |
    (record.sig ? Part.Sig : 0) |
    (record.adt ? Part.Adt : 0) |
    (record.impl ? Part.Impl : 0) |
    (record.ty !== undefined ? Part.Type : 0) |
    (record.bounds ? Part.Bounds : 0) |
    (record.hidden !== undefined ? Part.Hidden : 0) |
    (record.scope ? Part.Scope : 0) |
    (record.linkName !== undefined ? Part.LinkName : 0) |
    (record.macro ? Part.Macro : 0);
  if (parts === 0) return;
  out.uint(parts);
  if (record.generics) writeGenerics(out, pools, record.generics);
  if (record.predicates) writeList(out, record.predicates, (p) => writePredicate(out, pools, p));
  if (record.sig) writeSig(out, pools, record.sig);
  if (record.adt) writeAdt(out, pools, record.adt);
  if (record.impl) writeImpl(out, pools, record.impl);
  if (record.ty !== undefined) out.uint(pools.type(record.ty));
  if (record.bounds) writeList(out, record.bounds, (p) => writePredicate(out, pools, p));
  if (record.hidden !== undefined) out.uint(pools.type(record.hidden));
  if (record.scope) writeScope(out, pools, record.scope);
  if (record.linkName !== undefined) out.uint(pools.string(record.linkName));
  if (record.macro) {
    out.uint(pools.string(record.macro.text));
    new SpanCoder(own.num).write(out, pools, record.macro.span);
  }
}

export function readRecord(reader: ByteReader, pools: PoolReader, own: CrateFacts['num']): DefRecord {
  if (reader.left === 0) return {};
  const parts = reader.uint();
  const record: DefRecord = {};
  const predicates = (): Predicate[] => reader.list(() => readPredicate(reader, pools));
  if ((parts & Part.Generics) !== 0) record.generics = readGenerics(reader, pools);
  if ((parts & Part.Predicates) !== 0) record.predicates = predicates();
  if ((parts & Part.Sig) !== 0) record.sig = readSig(reader, pools);
  if ((parts & Part.Adt) !== 0) record.adt = readAdt(reader, pools);
  if ((parts & Part.Impl) !== 0) record.impl = readImpl(reader, pools);
  if ((parts & Part.Type) !== 0) record.ty = pools.type(reader.uint());
  if ((parts & Part.Bounds) !== 0) record.bounds = predicates();
  if ((parts & Part.Hidden) !== 0) record.hidden = pools.type(reader.uint());
  if ((parts & Part.Scope) !== 0) record.scope = readScope(reader, pools);
  if ((parts & Part.LinkName) !== 0) record.linkName = pools.text(reader.uint());
  if ((parts & Part.Macro) !== 0) {
    record.macro = { text: pools.text(reader.uint()), span: new SpanCoder(own).read(reader, pools) };
  }
  return record;
}

function types(out: ByteWriter, pools: PoolWriter, list: readonly Ty[]): void {
  writeList(out, list, (ty) => out.uint(pools.type(ty)));
}

function readTypes(reader: ByteReader, pools: PoolReader): Ty[] {
  return reader.list(() => pools.type(reader.uint()));
}

/** 0 = none. */
function optional(out: ByteWriter, pools: PoolWriter, ty: Ty | undefined): void {
  out.uint(ty === undefined ? 0 : pools.type(ty) + 1);
}

function readOptional(reader: ByteReader, pools: PoolReader): Ty | undefined {
  const id = reader.uint();
  return id === 0 ? undefined : pools.type(id - 1);
}

function writeGenerics(out: ByteWriter, pools: PoolWriter, generics: Generics): void {
  out.uint(pools.def(generics.parent));
  out.uint(generics.parentCount);
  writeList(out, generics.params, (param) => {
    out.uint(pools.sym(param.name));
    out.byte((param.kind === 'const' ? 1 : 0) | (param.synthetic ? 2 : 0));
    out.uint(param.index);
    optional(out, pools, param.default);
    optional(out, pools, param.ty);
  });
}

function readGenerics(reader: ByteReader, pools: PoolReader): Generics {
  const parent = pools.def(reader.uint());
  const parentCount = reader.uint();
  const params = reader.list((): GenericParam => {
    const name = pools.sym(reader.uint());
    const bits = reader.byte();
    return {
      name,
      kind: (bits & 1) !== 0 ? 'const' : 'type',
      index: reader.uint(),
      default: readOptional(reader, pools),
      ty: readOptional(reader, pools),
      synthetic: (bits & 2) !== 0,
    };
  });
  return { parent, parentCount, params };
}

function writePredicate(out: ByteWriter, pools: PoolWriter, predicate: Predicate): void {
  if (predicate.kind === 'trait') {
    out.byte(0);
    writeTraitRef(out, pools, predicate.ref);
    return;
  }
  out.byte(1);
  out.uint(pools.def(predicate.assoc));
  types(out, pools, predicate.args);
  out.uint(pools.type(predicate.ty));
}

function readPredicate(reader: ByteReader, pools: PoolReader): Predicate {
  if (reader.byte() === 0) return { kind: 'trait', ref: readTraitRef(reader, pools) };
  const assoc = pools.someDef(reader.uint());
  const args = readTypes(reader, pools);
  return { kind: 'projection', assoc, args, ty: pools.type(reader.uint()) };
}

function writeTraitRef(out: ByteWriter, pools: PoolWriter, ref: TraitRef): void {
  out.uint(pools.def(ref.trait));
  types(out, pools, ref.args);
}

function readTraitRef(reader: ByteReader, pools: PoolReader): TraitRef {
  return { trait: pools.someDef(reader.uint()), args: readTypes(reader, pools) };
}

function writeSig(out: ByteWriter, pools: PoolWriter, sig: FnSig): void {
  out.byte((sig.hasSelf ? 1 : 0) | (sig.variadic ? 2 : 0) | (sig.unsafe ? 4 : 0) | (sig.async ? 8 : 0));
  types(out, pools, sig.params);
  out.uint(pools.type(sig.ret));
  optional(out, pools, sig.output);
  out.uint(pools.string(sig.abi));
}

function readSig(reader: ByteReader, pools: PoolReader): FnSig {
  const bits = reader.byte();
  return {
    params: readTypes(reader, pools),
    ret: pools.type(reader.uint()),
    hasSelf: (bits & 1) !== 0,
    variadic: (bits & 2) !== 0,
    unsafe: (bits & 4) !== 0,
    async: (bits & 8) !== 0,
    output: readOptional(reader, pools),
    abi: pools.text(reader.uint()),
  };
}

function writeAdt(out: ByteWriter, pools: PoolWriter, adt: AdtDef): void {
  out.byte(ADT_KINDS.indexOf(adt.kind));
  writeList(out, adt.variants, (variant) => {
    out.uint(pools.def(variant.def));
    out.uint(pools.sym(variant.name));
    out.byte(CTORS.indexOf(variant.ctor));
    writeList(out, variant.fields, (field) => {
      out.uint(pools.sym(field.name));
      out.uint(pools.type(field.ty));
      writeVis(out, pools, field.vis);
    });
  });
}

function readAdt(reader: ByteReader, pools: PoolReader): AdtDef {
  const kind = pick(ADT_KINDS, reader.byte());
  const variants = reader.list(
    (): VariantDef => ({
      def: pools.someDef(reader.uint()),
      name: pools.sym(reader.uint()),
      ctor: pick(CTORS, reader.byte()),
      fields: reader.list(() => ({
        name: pools.sym(reader.uint()),
        ty: pools.type(reader.uint()),
        vis: readVis(reader, pools),
      })),
    }),
  );
  return { kind, variants };
}

function writeImpl(out: ByteWriter, pools: PoolWriter, header: ImplHeader): void {
  out.byte((header.trait === undefined ? 0 : 1) | (header.negative ? 2 : 0));
  if (header.trait !== undefined) writeTraitRef(out, pools, header.trait);
  out.uint(pools.type(header.self));
}

function readImpl(reader: ByteReader, pools: PoolReader): ImplHeader {
  const bits = reader.byte();
  const trait = (bits & 1) !== 0 ? readTraitRef(reader, pools) : undefined;
  return { trait, self: pools.type(reader.uint()), negative: (bits & 2) !== 0 };
}

function writeScope(out: ByteWriter, pools: PoolWriter, scope: ModuleScope): void {
  for (const names of [scope.types, scope.values, scope.macros]) {
    writeList(out, [...names], ([name, entry]) => {
      out.uint(pools.sym(name));
      out.uint(pools.def(entry.def) * 2 + (entry.imported ? 1 : 0));
      writeVis(out, pools, entry.vis);
    });
  }
  writeList(out, scope.unnamedTraits, (def) => out.uint(pools.def(def)));
}

function readScope(reader: ByteReader, pools: PoolReader): ModuleScope {
  const names = (): ReadonlyMap<Sym, ScopeEntry> =>
    new Map(
      reader.list((): [Sym, ScopeEntry] => {
        const name = pools.sym(reader.uint());
        const head = reader.uint();
        const def = pools.someDef(Math.floor(head / 2));
        return [name, { def, vis: readVis(reader, pools), imported: head % 2 === 1 }];
      }),
    );
  const [types, values, macros] = [names(), names(), names()];
  return { types, values, macros, unnamedTraits: reader.list(() => pools.someDef(reader.uint())) };
}

function writeVis(out: ByteWriter, pools: PoolWriter, vis: Visibility): void {
  out.uint(vis === true ? 0 : pools.def(vis));
}

function readVis(reader: ByteReader, pools: PoolReader): Visibility {
  const value = reader.uint();
  return value === 0 ? true : pools.someDef(value);
}
