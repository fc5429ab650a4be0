import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FixtureCrate } from '../../test/fixture-crate.ts';
import { type CrateFacts, DefKind, type LocalDef, localOf, UseKind, World } from '../index.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { decodeCrate } from './decode.ts';
import { encodeCrate } from './encode.ts';
import { CodecError } from './error.ts';

const CORE = `
#[lang = "sized"] trait Sized {}
#[lang = "clone"] trait Clone { fn clone(&self) -> Self; }
trait Iterator { type Item: Sized; fn next(&mut self) -> Option<<Self as Iterator>::Item>; fn by_ref(&mut self) {} }
#[lang = "Option"] enum Option<T> { None, Some(T) }
trait Debug { fn fmt(&self); }
#[lang = "fn_once"] trait FnOnce<Args> { type Output; fn call_once(self, args: Args) -> Self::Output; }
`;
const APP = `
struct Pair<A, const N: usize> where A: Clone { a: A, b: [u8; N] } enum E { X { f: u8 }, Y(Option<u16>), Z } union U { u: u32 }
impl<A: Clone, const N: usize> Iterator for Pair<A, N> { type Item = A; fn next(&mut self) -> Option<A> {} }
impl<A: Clone, const N: usize> Pair<A, N> { fn new(a: A) -> Pair<A, N> {} const LEN: usize; }
impl Clone for E { fn clone(&self) -> E {} } impl !Debug for E {}
fn make(x: u8) -> impl Iterator<Item = u8> {} async fn wait() -> u8 {} unsafe fn raw(p: *const u8, f: fn(u8) -> u16) -> ! {}
fn object(o: &dyn Iterator<Item = u8>) {} type Alias<T> = (T, Option<T>);
`;

/** A world with core from text, and an app whose bodies use every kind of use. */
function build(): { world: World; facts: CrateFacts; app: FixtureCrate } {
  const world = new World();
  const core = new FixtureCrate(world, 'core');
  core.read(CORE);
  world.add(core.facts());
  const app = new FixtureCrate(world, 'app');
  app.read(APP);
  const closure = app.closure('make', { kind: 'fn_mut', params: ['u8'], ret: 'Option<u8>', captures: ['&u8'] });
  app.hidden('make', 'Pair<u8, 3>');
  const span = { krate: app.num, file: 0, line: 7, column: 3, endLine: 9, endColumn: 2 };
  const elsewhere = { krate: core.num, file: 0, line: 70, column: 30, endLine: 70, endColumn: 31 };
  const name = world.names.intern('frobnicate');
  app.body('make', [
    app.use(UseKind.Create, closure, [], { span, form: 'closure' }),
    app.use(UseKind.Call, core.def('Iterator::next'), [app.ty('Pair<u8, 3>')], { span: elsewhere, expr: span }),
    app.use(UseKind.Unresolved, 0, [world.types.error], { name, arity: 2, reason: 'receiver-unknown', form: 'method' }),
    app.use(UseKind.Unresolved, 0, [], { name, candidates: [core.def('Clone::clone'), app.def('wait')] }),
    app.use(UseKind.Opaque, 0, [], { names: [name, world.names.intern('x')], expansion: true, implicit: true }),
    app.use(UseKind.Unsize, 0, [app.ty('Pair<u8, 3>'), app.ty('dyn Iterator<Item = u8>')]),
    app.use(UseKind.Value, app.def('Pair::LEN'), [app.ty('u8'), world.types.constant(world.names.intern('3'))]),
    app.use(UseKind.Drop, 0, [world.types.closure(closure, [])]),
  ]);
  const made = app.defs[localOf(app.def('make'))]!;
  made.body = { ...made.body!, at: span, macros: [app.def('raw')], truncated: 'steps', exprs: 300, exprsUnknown: 2 };
  const more: Partial<CrateFacts> = {
    files: ['src/lib.rs', 'src/b.rs'],
    diagnostics: [{ code: 'odd', message: 'x', line: 3 }],
    externs: new Map([
      ['renamed_core', core.num],
      ['myself', app.num],
    ]),
    opaque: () => [
      { macro: 'derive(D)', def: core.def('Debug'), owner: app.def('E'), span, names: [name], reason: 'proc-macro' },
    ],
    scope: (def) => ({
      types: new Map(def === 0 ? [[name, { def: core.def('Clone'), vis: app.id(0 as LocalDef), imported: true }]] : []),
      values: new Map(),
      macros: new Map(),
      unnamedTraits: def === 0 ? [core.def('Debug')] : [],
    }),
  };
  const facts: CrateFacts = { ...app.facts(), ...more };
  world.add(facts);
  return { world, facts, app };
}

/** All that a crate says, in words that do not depend on numbers of a session. */
function dump(world: World, krate: CrateFacts): unknown {
  const words = (value: unknown, field = ''): unknown => {
    if (typeof value === 'number' && (field === 'name' || field === 'names')) return world.names.text(value as never);
    if (value instanceof Map) return [...value].map(([k, v]) => [k, words(v)]);
    if (Array.isArray(value)) return value.map((v) => words(v, field));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, words(v, k)]));
  };
  const defs = Array.from({ length: krate.defCount() }, (_, i) => {
    const def = i as LocalDef;
    const kind = krate.kind(def);
    return words({
      head: [kind, krate.parent(def), world.names.text(krate.defName(def)), krate.flags(def), krate.vis(def)],
      span: krate.span(def),
      children: krate.children(def),
      generics: krate.generics(def),
      predicates: krate.predicates(def),
      sig: kind === DefKind.Fn ? krate.fnSig(def) : 0,
      adt: [DefKind.Struct, DefKind.Enum, DefKind.Union].includes(kind as never) ? krate.adt(def) : 0,
      impl: kind === DefKind.Impl ? krate.implHeader(def) : 0,
      types: [krate.bounds(def), kind === DefKind.Opaque ? krate.hiddenType(def) : krate.typeOf(def)],
      scope: kind === DefKind.Mod ? krate.scope(def) : 0,
      body: krate.body(def),
    });
  });
  const lists = [krate.traitImpls(), krate.inherentImpls(), krate.opaque(), krate.langItems(), krate.externs];
  const head = [krate.name, krate.package, krate.edition, krate.unit, krate.files, krate.diagnostics];
  return { defs, lists: lists.map((list) => words(list)), head };
}

describe('a crate through its stored form', () => {
  test('says the same, in the same numbers, and gives the same bytes again', () => {
    const { world, facts } = build();
    const bytes = encodeCrate(world, facts);
    const again = decodeCrate(world, facts.num, bytes, (key) =>
      key.name === 'core' ? world.crate(0 as never).num : undefined,
    );
    expect(dump(world, again)).toEqual(dump(world, facts));
    const other = build();
    expect(Buffer.from(encodeCrate(other.world, other.facts)).equals(Buffer.from(bytes))).toBe(true);
  });

  test('finds definitions of other crates by path, whatever their numbers are', () => {
    const { world, facts } = build();
    const bytes = encodeCrate(world, facts);
    const fresh = new World();
    const other = new FixtureCrate(fresh, 'other');
    other.read('struct First;');
    fresh.add(other.facts());
    const core = new FixtureCrate(fresh, 'core');
    core.read(`struct New; ${CORE}`);
    fresh.add(core.facts());
    const app = decodeCrate(fresh, fresh.nextCrate(), bytes, () => core.num);
    fresh.add(app);
    const make = Array.from({ length: app.defCount() }, (_, i) => i as LocalDef).find(
      (def) => fresh.names.text(app.defName(def)) === 'make',
    )!;
    expect(app.body(make)!.uses[1]!.def).toBe(core.def('Iterator::next'));
    expect(app.traitImpls()[0]!.trait).toBe(core.def('Iterator'));
  });

  test('a definition that is gone is an error of its own', () => {
    const { world, facts } = build();
    const bytes = encodeCrate(world, facts);
    const fresh = new World();
    const core = new FixtureCrate(fresh, 'core');
    core.read('struct Nothing;');
    fresh.add(core.facts());
    const app = decodeCrate(fresh, fresh.nextCrate(), bytes, () => core.num);
    expect(() => app.traitImpls()).toThrow(expect.objectContaining({ code: 'unresolved' }));
    expect(() => decodeCrate(fresh, fresh.nextCrate(), bytes, () => undefined)).toThrow(CodecError);
  });
});

test('the bytes may lie anywhere in a buffer', () => {
  const { world, facts } = build();
  const bytes = encodeCrate(world, facts);
  const moved = Buffer.concat([Buffer.from([1, 2, 3]), bytes]).subarray(3);
  expect(decodeCrate(world, facts.num, moved, () => world.crate(0 as never).num).defCount()).toBe(facts.defCount());
});

describe('damaged files', () => {
  const { world, facts } = build();
  const good = encodeCrate(world, facts);
  const open = (bytes: Uint8Array): CrateFacts =>
    decodeCrate(world, facts.num, bytes, () => world.crate(0 as never).num);
  const code = (bytes: Uint8Array): string => {
    try {
      dump(world, open(bytes));
      return 'fine';
    } catch (error) {
      if (error instanceof CodecError) return error.code;
      throw error;
    }
  };

  test('are told apart', () => {
    expect(code(new Uint8Array(3))).toBe('truncated');
    expect(code(new TextEncoder().encode('#!/bin/sh and so on and on'))).toBe('magic');
    expect(code(good.slice(0, good.length - 8))).toBe('checksum');
    const version = good.slice();
    version[4] = 99;
    expect(code(version)).toBe('version');
  });

  test('any change of bytes is noticed', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = good.slice();
        bytes[at] = bytes[at]! ^ change;
        expect(code(bytes)).not.toBe('fine');
      }),
      { numRuns: 300 },
    );
  });

  test('even with a right checksum nothing but CodecError comes out, and it ends', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (edits) => {
        const bytes = good.slice();
        for (const [at, value] of edits) if (at >= 12) bytes[at] = value;
        resum(bytes);
        code(bytes);
      }),
      { numRuns: 1500 },
    );
  });
});

function resum(bytes: Uint8Array): void {
  // The checksum of the container, computed here by the definition of CRC-32 (ISO 3309).
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(12)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) !== 0 ? 0xedb88320 : 0);
  }
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(8, (crc ^ 0xffffffff) >>> 0, true);
}

test('integers survive', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(0xffffffff)),
      fc.array(fc.integer({ min: -(2 ** 30), max: 2 ** 30 })),
      (uints, ints) => {
        const out = new ByteWriter();
        for (const value of uints) out.uint(value);
        for (const value of ints) out.int(value);
        const reader = new ByteReader(out.take());
        expect(uints.map(() => reader.uint())).toEqual(uints);
        expect(ints.map(() => reader.int())).toEqual(ints);
        expect(reader.left).toBe(0);
        expect(() => reader.byte()).toThrow(CodecError);
      },
    ),
  );
});

test('locals of a decoded crate are checked', () => {
  const { world, facts, app } = build();
  const again = decodeCrate(world, facts.num, encodeCrate(world, facts), () => world.crate(0 as never).num);
  expect(again.fnSig(localOf(app.def('raw')))).toEqual(facts.fnSig(localOf(app.def('raw'))));
  expect(() => again.kind(again.defCount() as LocalDef)).toThrow(expect.objectContaining({ code: 'range' }));
});
