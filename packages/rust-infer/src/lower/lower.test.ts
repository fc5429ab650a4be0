import { type DefId, DefKind, defId, type LocalDef, Solver, type Ty, TyKind, World } from '@lazaret/facts';
import { collectCrate, namesFacts } from '@lazaret/rust-names';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lowering } from './lowering.ts';

const CORE = `
  #![no_core]
  #[lang = "sized"] pub trait Sized {}
  #[lang = "fn_once"] pub trait FnOnce<Args> { #[lang = "fn_once_output"] type Output; }
  #[lang = "fn"] pub trait Fn<Args>: FnOnce<Args> {}
  pub auto trait Send {}
  pub trait Iterator { type Item; fn next(&mut self) -> Option<Self::Item>; }
  pub trait DoubleEnded: Iterator { fn back(&mut self) -> Option<Self::Item>; }
  pub trait Add<Rhs = Self> { type Output; fn add(self, rhs: Rhs) -> Self::Output; }
  pub enum Option<T> { None, Some(T) }
  pub struct Box<T: ?Sized, A = Global>(*const T, A);
  pub struct Global;
  pub trait Display {}
  pub mod prelude { pub mod rust_2021 { pub use crate::{Sized, FnOnce, Fn, Send, Iterator, Option, Box}; } }
`;

interface Read {
  readonly world: World;
  readonly low: Lowering;
  readonly def: (name: string, kind?: DefKind) => LocalDef;
  readonly id: (name: string, kind?: DefKind) => DefId;
  /** The type that `type NAME = …;` gives, in canonical form. */
  readonly ty: (name: string) => Ty;
}

function addCrate(world: World, name: string, text: string): Lowering {
  const core = world.crates.find((krate) => krate.name === 'core')?.num;
  const names = collectCrate(world, {
    name,
    package: { name, version: '1.0.0' },
    edition: 2021,
    unit: 'lib',
    root: 'src/lib.rs',
    readFile: (path) => (path === 'src/lib.rs' ? text : undefined),
    features: new Set(),
    cfg: () => false,
    externs: new Map(core === undefined ? [] : [['core', core]]),
    stdCrates: core === undefined ? {} : { core },
  });
  const low = new Lowering(world, names);
  world.add({
    ...namesFacts(names),
    generics: (def) => low.generics(def),
    predicates: (def) => low.predicates(def),
    fnSig: (def) => low.fnSig(def),
    adt: (def) => low.adt(def),
    implHeader: (def) => low.implHeader(def),
    typeOf: (def) => low.typeOf(def),
    bounds: (def) => low.bounds(def),
  });
  return low;
}

function read(text: string): Read {
  const world = new World();
  addCrate(world, 'core', CORE);
  const low = addCrate(world, 'app', `#![no_std]\nuse core::{Add, Display, DoubleEnded};\n${text}`);
  const solver = new Solver(world);
  const def = (name: string, kind?: DefKind): LocalDef => {
    for (const krate of [low.names]) {
      for (let i = 0; i < krate.defCount(); i++) {
        const at = i as LocalDef;
        if (world.names.text(krate.defName(at)) === name && (kind === undefined || krate.kind(at) === kind)) return at;
      }
    }
    throw new Error(`no ${name}`);
  };
  return {
    world,
    low,
    def,
    id: (name, kind) => defId(low.names.num, def(name, kind)),
    ty: (name) => solver.reveal(low.typeOf(def(name, DefKind.TypeAlias))),
  };
}

/** All impls of a crate, in source order. */
function impls(r: Read): LocalDef[] {
  const out: LocalDef[] = [];
  for (let i = 0; i < r.low.names.defCount(); i++)
    if (r.low.names.kind(i as LocalDef) === DefKind.Impl) out.push(i as LocalDef);
  return out;
}

describe('lowering of types', () => {
  it('writes every form of type', () => {
    const { world, ty, id } = read(`
      pub struct S<T, const N: usize = 4>([T; N]);
      type A = &'static mut [u8]; type B = *const (u8, !); type C = S<u8>; type D = S<u8, { 2 + 3 * 4 }>;
      type E = fn(u8, &str) -> bool; type F = dyn Fn(u8) -> u16 + Send; type G = dyn Send;
      type H = dyn Iterator<Item = u8>; type I = [u8; LEN]; const LEN: usize = 1 << 4; type J = Box<str>;
      type K = unsafe extern "C" fn(u8, ...); type L = Alias<u8>; type Alias<T> = (T, T); type M = S<u8, MAX>;
      const MAX: usize = call(); type N = [u8; usize::MAX]; type O = [u8; 0x1F_u8 as usize];`);
    const { types } = world;
    const u8 = types.prim('u8');
    const num = (text: string): Ty => types.constant(world.names.intern(text));
    expect(ty('A')).toBe(types.ref(types.slice(u8), true));
    expect(ty('B')).toBe(types.rawPtr(types.tuple([u8, types.never]), false));
    expect(ty('C')).toBe(types.adt(id('S'), [u8, num('4')]));
    expect(ty('D')).toBe(types.adt(id('S'), [u8, num('14')]));
    expect(ty('E')).toBe(types.fnPtr([u8, types.ref(types.prim('str'), false)], types.prim('bool')));
    const f = ty('F');
    expect([types.kind(f), types.arg(f, 0), types.arg(types.arg(f, 1), 0)]).toEqual([
      TyKind.Dyn,
      types.tuple([u8]),
      types.prim('u16'),
    ]);
    expect(types.head(ty('G'))).toBe(0);
    expect(types.argCount(ty('H'))).toBe(1);
    expect(types.arg(ty('I'), 1)).toBe(num('16'));
    expect(types.argCount(ty('J'))).toBe(2);
    expect(types.head(ty('K'))).toBe(7);
    expect(ty('L')).toBe(types.tuple([u8, u8]));
    expect(types.arg(ty('M'), 1)).toBe(types.constUnknown);
    expect(types.arg(ty('N'), 1)).toBe(num('18446744073709551615'));
    expect(types.arg(ty('O'), 1)).toBe(num('31'));
  });

  it('expands macros in type position and sees through modules named like primitive types', () => {
    const { world, ty } = read(`
      macro_rules! pair { ($t:ty) => { ($t, $t) } } mod str { pub fn f() {} }
      type A = pair!(&'static u8); type B = &'static str;`);
    const { types } = world;
    const byte = types.ref(types.prim('u8'), false);
    expect(ty('A')).toBe(types.tuple([byte, byte]));
    expect(ty('B')).toBe(types.ref(types.prim('str'), false));
  });

  it('gives the error type for what does not resolve', () => {
    const { world, ty } = read('type A = Missing; type B = (u8, missing::T); type C = <u8 as Missing>::X; type D = _;');
    const { types } = world;
    expect([ty('A'), ty('C'), ty('D')]).toEqual([types.error, types.error, types.error]);
    expect(ty('B')).toBe(types.tuple([types.prim('u8'), types.error]));
  });
});

describe('lowering of items', () => {
  it('numbers parameters, hides impl Trait behind them, keeps defaults', () => {
    const r = read(`
      struct S<'a, T, const N: usize, U = T> { a: &'a T, b: [U; N] }
      impl<T> S<'_, T, 3> { fn m<V>(&self, x: impl Iterator<Item = impl Display>, v: V) -> Option<V> { loop {} } }`);
    const { types } = r.world;
    const s = r.low.generics(r.def('S'));
    expect(s.params.map((p) => [p.index, p.kind])).toEqual([
      [0, 'type'],
      [1, 'const'],
      [2, 'type'],
    ]);
    expect(s.params[2]!.default).toBe(types.param(0));
    expect(s.params[1]!.ty).toBe(types.prim('usize'));
    const m = r.low.generics(r.def('m'));
    expect([m.parentCount, m.params.map((p) => p.synthetic)]).toEqual([1, [false, true, true]]);
    const sig = r.low.fnSig(r.def('m'));
    expect(sig.params.slice(1)).toEqual([types.param(2), types.param(1)]);
    expect(sig.params[0]).toBe(types.ref(r.low.implHeader(impls(r)[0]!).self, false));
    const bounds = r.low.predicates(r.def('m')).filter((p) => p.kind === 'projection');
    expect(bounds.map((p) => p.ty)).toEqual([types.param(3)]);
  });

  it('resolves associated types through bounds, supertraits, Self and the impl', () => {
    const r = read(`
      fn f<T: DoubleEnded>(t: T) -> T::Item { loop {} }
      trait Tr: Iterator { fn g(&self) -> Self::Item; type Own: Iterator; fn h(&self) -> <Self::Own as Iterator>::Item; }
      struct S; impl Iterator for S { type Item = u8; fn next(&mut self) -> Option<Self::Item> { loop {} } }
      fn w<T>(t: T) -> <T as Add>::Output where T: Add + Iterator, T::Item: Display { loop {} }
      fn cyc<T: Iterator + Add<T::Item>>(t: T) -> T::Output { loop {} }`);
    const { types } = r.world;
    const item = r.world.children(r.low.fnSig(r.def('g')).ret ? traitOf(r, 'Iterator') : (0 as DefId))[0]!;
    expect(r.low.fnSig(r.def('f')).ret).toBe(types.projection(item, [types.param(0)]));
    expect(r.low.fnSig(r.def('g')).ret).toBe(types.projection(item, [types.param(0)]));
    const own = types.projection(r.id('Own'), [types.param(0)]);
    expect(r.low.fnSig(r.def('h')).ret).toBe(types.projection(item, [own]));
    const next = r.low.fnSig(r.def('next')).ret;
    expect(new Solver(r.world).reveal(types.arg(next, 0))).toBe(types.prim('u8'));
    const output = r.low.fnSig(r.def('w')).ret;
    expect(types.args(output)).toEqual([types.param(0), types.param(0)]);
    const display = r.low
      .predicates(r.def('w'))
      .find((p) => p.kind === 'trait' && p.ref.args[0] === types.projection(item, [types.param(0)]));
    expect(display).toBeDefined();
    expect(types.args(r.low.fnSig(r.def('cyc')).ret)).toEqual([
      types.param(0),
      types.projection(item, [types.param(0)]),
    ]);
  });

  it('lists implicit Sized bounds and bounds of associated types', () => {
    const r = read(
      'fn f<T, U: ?Sized, V>(t: T) where V: ?Sized {} trait Tr where Self::A: Display { type A: Iterator; }',
    );
    const { types } = r.world;
    const sized = r.low.predicates(r.def('f')).map((p) => p.kind === 'trait' && p.ref.args[0]);
    expect(sized).toEqual([types.param(0)]);
    expect(r.low.bounds(r.def('A')).map((p) => p.kind === 'trait' && p.ref.trait)).toEqual([
      traitOf(r, 'Iterator'),
      traitOf(r, 'Display'),
    ]);
  });

  it('makes definitions for futures and opaque types, the same each time', () => {
    const r = read(`
      async fn go<T>(t: T) -> u8 { 0 } fn it() -> impl Iterator<Item = impl Display> { loop {} }`);
    const { types } = r.world;
    const go = r.low.fnSig(r.def('go'));
    expect([types.kind(go.ret), go.output, types.args(go.ret)]).toEqual([
      TyKind.Coroutine,
      types.prim('u8'),
      [types.param(0)],
    ]);
    expect(r.low.coroutineOf(r.def('go'))).toBe(types.head(go.ret));
    const opaque = r.low.fnSig(r.def('it')).ret;
    expect(types.kind(opaque)).toBe(TyKind.Opaque);
    const bounds = r.low.bounds((types.head(opaque) & 0xfffff) as LocalDef);
    expect(bounds.map((b) => b.kind)).toEqual(['trait', 'projection']);
    expect(bounds[1]!.kind === 'projection' && types.kind(bounds[1]!.ty)).toBe(TyKind.Opaque);
  });

  it('reads fields with their visibility, variants, impl headers', () => {
    const r = read(`
      mod m { pub struct P { pub a: u8, b: Self2, pub(crate) c: u8, pub(super) d: u8, #[cfg(no)] e: u8 } type Self2 = u16; }
      enum E<T> { A, B(T, Option<E<T>>), C { x: u8 } }
      impl<T> Add<T> for E<T> { type Output = Self; fn add(self, rhs: T) -> Self { self } }
      impl !Send for m::P {}`);
    const { types, names } = r.world;
    const p = r.low.adt(r.def('P')).variants[0]!;
    expect(p.fields.map((f) => [names.text(f.name), f.vis])).toEqual([
      ['a', true],
      ['b', r.id('m')],
      ['c', defId(r.low.names.num, 0 as LocalDef)],
      ['d', defId(r.low.names.num, 0 as LocalDef)],
    ]);
    const e = r.low.adt(r.def('E'));
    const self = types.adt(r.id('E'), [types.param(0)]);
    expect(e.variants.map((v) => v.ctor)).toEqual(['unit', 'tuple', 'named']);
    expect(types.arg(e.variants[1]!.fields[1]!.ty, 0)).toBe(self);
    const [add, send] = impls(r);
    expect(r.low.implHeader(add!)).toMatchObject({ self, trait: { args: [self, types.param(0)] }, negative: false });
    expect(r.low.implHeader(send!).negative).toBe(true);
  });

  it('answers questions that need themselves', () => {
    const r = read(`
      type A = B; type B = A; type V = Option<V>; struct S<T = S>(T); const N: usize = N + 1; type Arr = [u8; N];
      trait Tr: Sub<Self::X> { type X; } trait Sub<T>: Tr {} impl Iterator for <S as Iterator>::Item { type Item = Self::Item; }
      fn f<T: Iterator<Item = T::Item>>(t: T) -> T::Item { loop {} }`);
    const { types } = r.world;
    expect(r.ty('A')).toBe(types.error);
    expect(r.ty('V')).toBeDefined();
    expect(types.arg(r.ty('Arr'), 1)).toBe(types.constUnknown);
    r.low.generics(r.def('S')).params[0]!.default;
    r.low.predicates(r.def('Tr'));
    expect(types.kind(r.low.fnSig(r.def('f')).ret)).toBe(TyKind.Projection);
    for (const impl of impls(r)) r.low.implHeader(impl);
  });

  it('is total over broken text', () => {
    const parts = [
      'struct S',
      '<T: Iterator',
      '<const N: usize>',
      '(T::Item',
      ');',
      'impl',
      ' for ',
      'dyn ',
      '<',
      '>',
      'where',
      'Self::X',
      '::',
      'fn f(',
      'self: ',
      ') -> impl ',
      '{ }',
      'type A = ',
      '[u8; ',
      '1 +',
      ']',
      '&',
      ',',
      '= u8;',
      'trait Tr: ',
      'Tr',
      'for<',
      'async ',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 25 }), (words) => {
        const r = read(words.join(' '));
        for (let i = 0; i < r.low.names.defCount(); i++) {
          const at = i as LocalDef;
          r.low.predicates(at);
          r.low.fnSig(at);
          r.low.adt(at).variants.map((v) => v.fields.map((f) => f.ty));
          r.low.typeOf(at);
          r.low.bounds(at);
          if (r.low.names.kind(at) === DefKind.Impl) r.low.implHeader(at);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function traitOf(r: Read, name: string): DefId {
  const core = r.world.crates[0]!;
  for (let i = 0; i < core.defCount(); i++) {
    const at = i as LocalDef;
    if (core.kind(at) === DefKind.Trait && r.world.names.text(core.defName(at)) === name) return defId(core.num, at);
  }
  throw new Error(`no trait ${name}`);
}
