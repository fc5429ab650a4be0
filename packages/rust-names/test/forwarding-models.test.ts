/** auto_impl, enum_dispatch, rstest, wasm-bindgen: impls and functions that pass calls on to what the user wrote. */
import { DefKind, type LocalDef } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import type { CrateNames } from '../src/index.ts';
import { defNames, fixture } from './fixture.ts';

function using(krate: string, version: string, names: string, facade: string, text: string): CrateNames {
  const macros = names.split(' ').map((name) => `#[proc_macro_attribute] pub fn ${name}(i: X) -> X { i }`);
  const crates = `//- /lib.rs crate:${krate} kind:proc-macro
    ${macros.join('\n')}
    //- /lib.rs crate:${facade === krate ? 'unused' : facade} deps:${krate}
    pub use ${krate}::*;
    //- /lib.rs crate:main deps:${facade}
    use ${facade}::*; ${text}`;
  return fixture(crates, (name) => (name === krate ? { package: { name, version } } : {})).main;
}

const opaque = (main: CrateNames) => main.opaque().map((one) => one.macro);
const packed = (words: readonly string[]) => words.join(' ').replaceAll(/ ?([^\w ]+) ?/g, '$1');

/** Texts of all impls of traits without spaces around punctuation; everything parses. */
function impls(main: CrateNames): string[] {
  return main.traitImpls().map(({ impl }) => itemText(main, impl));
}

function itemText(main: CrateNames, def: LocalDef): string {
  const tree = main.tree(def)!;
  expect(tree.errors).toEqual([]);
  const { start, end } = tree.range(main.node(def));
  return packed(Array.from({ length: end - start }, (_, i) => tree.tokens.text(start + i)));
}

describe('auto_impl', () => {
  const auto = (text: string, version = '1.4.0') => using('auto_impl', version, 'auto_impl', 'auto_impl', text);

  it('forwards all items of the trait to what is behind the pointer', () => {
    const main = auto(`#[auto_impl(&, Box)] pub trait T<A: Clone = u8>: Send where A: Copy {
      const N: usize = 1; type Out;
      fn go<B: Copy>(&self, mut a: A, b: B) -> B { b }
      #[auto_impl(keep_default_for(&))] fn kept(&self) -> u8 { 1 }
      fn of(n: u8) -> u8;
      #[cfg(nothing)] fn gone(&self); }`);
    expect(opaque(main)).toEqual([]);
    const items = (kept: string) =>
      `const N:usize=U::N;type Out=U::Out;fn go<B:Copy>(&self,a:A,b:B)->B{U::go::<B>(self,a,b)}${kept}fn of(n:u8)->u8{U::of(n)}}`;
    const kept = 'fn kept(&self)->u8{U::kept(self)}';
    expect(impls(main)).toEqual([
      `impl<'a,A:Clone,U:'a+T<A>+?::core::marker::Sized>T<A>for&'a U where&'a U:Send,A:Copy,{${items('')}`,
      `impl<A:Clone,U:T<A>+?::core::marker::Sized>T<A>for alloc::boxed::Box<U>where alloc::boxed::Box<U>:Send,A:Copy,{${items(kept)}`,
    ]);
  });

  it('needs sized types where values are moved, awaits, and calls functions', () => {
    const main = auto(`#[auto_impl(Box)] trait T { fn eat(self); async fn go(&self) where Self: Clone; }
      #[auto_impl(FnMut)] trait F { fn call<'x>(&mut self, a: &'x u8) -> u8; }`);
    expect(opaque(main)).toEqual([]);
    expect(impls(main)).toEqual([
      'impl<U:T+Clone>T for alloc::boxed::Box<U>{fn eat(self){U::eat(*self)}async fn go(&self)where Self:Clone{U::go(self).await}}',
      "impl<T:for<'x>::core::ops::FnMut(&'x u8)->u8>F for T{fn call<'x>(&mut self,a:&'x u8)->u8{({self})(a)}}",
    ]);
  });

  it('keeps its record where the macro would refuse', () => {
    for (const item of [
      '#[auto_impl(Vec)] trait T {}',
      '#[auto_impl(&)] trait T { fn f(&self, _: u8); }',
      '#[auto_impl(Fn)] trait T { fn f(&self); fn g(&self); }',
      '#[auto_impl(&)] struct S;',
    ]) {
      const main = auto(item);
      expect(opaque(main), item).toEqual(['#[auto_impl]']);
      expect(impls(main)).toEqual([]);
    }
    expect(opaque(auto('#[auto_impl(&)] trait T {}', '2.0.0'))).toEqual(['#[auto_impl]']);
  });
});

describe('enum_dispatch', () => {
  const dispatch = (text: string) => using('enum_dispatch', '0.3.13', 'enum_dispatch', 'enum_dispatch', text);
  const SHAPE = '#[enum_dispatch] trait Shape { fn area(&self, _: u8) -> u8; fn copy(self) -> Self; }';

  it('implements the trait for the enum, and conversions, whichever comes first', () => {
    const expected = [
      'impl::core::convert::From<A>for E{fn from(v:A)->E{E::A(v)}}',
      'impl::core::convert::From<B>for E{fn from(v:B)->E{E::Two(v)}}',
      'impl Shape for E{fn area(&self,__enum_dispatch_arg_0:u8)->u8{match self{E::A(inner)=>Shape::area(inner,__enum_dispatch_arg_0),' +
        'E::Two(inner)=>Shape::area(inner,__enum_dispatch_arg_0),}}fn copy(self)->Self{match self{' +
        'E::A(inner)=><Self as::core::convert::From::<A>>::from(Shape::copy(inner)),' +
        'E::Two(inner)=><Self as::core::convert::From::<B>>::from(Shape::copy(inner)),}}}',
    ];
    for (const text of [
      `${SHAPE} #[enum_dispatch(Shape)] enum E { A, Two(B), #[cfg(nothing)] C }`,
      `#[enum_dispatch(Shape)] enum E { A, Two(B) } ${SHAPE}`,
      `#[enum_dispatch] enum E { A, Two(B) } ${SHAPE.replace('dispatch]', 'dispatch(E)]')}`,
    ]) {
      const main = dispatch(text);
      expect(opaque(main)).toEqual([]);
      const made = impls(main);
      expect(made).toEqual(expect.arrayContaining(expected));
      expect(made.filter((one) => one.startsWith('impl::core::convert::TryInto<'))).toHaveLength(2);
      expect(made).toHaveLength(5);
    }
  });

  it('goes by name and number of parameters, and writes conversions once', () => {
    const main = dispatch(`#[enum_dispatch(G<T>, Late)] enum E<'a, T: Copy> { A(X<'a, T>) }
      #[enum_dispatch] trait G<U> { fn g<V>(&self, v: V) where V: Copy; } #[enum_dispatch] trait Late { fn l(&self); }
      #[enum_dispatch] trait Other { fn o(&self); }
      mod b { use enum_dispatch::*; #[enum_dispatch] trait Late { fn m(&self); } #[enum_dispatch(Late)] enum F { A(u8) } }`);
    expect(opaque(main)).toEqual([]);
    const made = impls(main);
    expect(made).toContain(
      "impl<'a,T:Copy>G<U>for E<'a,T>{fn g<V>(&self,__enum_dispatch_arg_0:V)where V:Copy{match self{E::A(inner)=>G::<U>::g::<V>(inner,__enum_dispatch_arg_0),}}}",
    );
    expect(made).toContain('impl Late for F{fn m(&self){match self{F::A(inner)=>Late::m(inner),}}}');
    expect(made).toHaveLength(7);
  });

  it('keeps its record of forms that it does not know', () => {
    for (const item of ['struct S;', 'enum E { A { a: u8 } }', 'trait T { const N: u8; }']) {
      expect(opaque(dispatch(`#[enum_dispatch] ${item}`)), item).toEqual(['#[enum_dispatch]']);
    }
    const main = dispatch('#[enum_dispatch] trait T { fn new() -> u8; } #[enum_dispatch(T)] enum E { A }');
    expect(opaque(main)).toEqual(['#[enum_dispatch]']);
  });
});

describe('rstest', () => {
  const rstest = (text: string) => using('rstest_macros', '0.28.0', 'rstest fixture', 'rstest', text);

  it('makes types of fixtures whose functions call what they need', () => {
    const main = rstest(`#[fixture] pub fn base() -> u8 { 1 }
      #[fixture] fn next(_base: u8, #[default(f(2))] mut b: u8, #[from(third)] #[with(b, 1)] c: C, #[default("x")] d: D) -> N { N }`);
    expect(opaque(main)).toEqual([]);
    expect(defNames(main, DefKind.Struct)).toEqual(['base', 'next']);
    const fns = new Map<string, string>();
    for (let i = 0; i < main.defCount(); i++) {
      const def = i as LocalDef;
      if (main.kind(def) === DefKind.Fn) fns.set(main.world.names.text(main.defName(def)), itemText(main, def));
    }
    const all = '_base,b,c,d';
    const inject = [
      'let _base=base::default();',
      'let b=f(2);',
      'let c=third::partial_2(b,1);',
      'let d={use$crate::magic_conversion::*;(&&&Magic::<D>(::core::marker::PhantomData)).magic_conversion("x")};',
    ];
    expect(fns.get('default')).toBe(`pub fn default()->N{${inject.join('')}Self::get(${all})}`);
    expect(fns.get('partial_2')).toBe(
      `pub fn partial_2(_base:u8,mut b:u8)->N{${inject.slice(2).join('')}Self::get(${all})}`,
    );
    expect(fns.get('get')).toBe(`pub fn get(_base:u8,mut b:u8,c:C,d:D)->N{next(${all})}`);
    expect(fns.get('next')).toBe('fn next(_base:u8,mut b:u8,c:C,d:D)->N{N}');
  });

  it('keeps one value of a fixture with #[once], and awaits async ones', () => {
    const main = rstest('#[fixture] #[once] fn one() -> V { V } #[fixture] async fn later() -> u8 { 1 }');
    const texts = Array.from({ length: main.defCount() }, (_, i) => i as LocalDef)
      .filter((def) => main.kind(def) === DefKind.Fn)
      .map((def) => itemText(main, def));
    expect(texts).toContain(
      "pub fn get()->&'static V{static CELL:::std::sync::OnceLock<V>=::std::sync::OnceLock::new();CELL.get_or_init(||one())}",
    );
    expect(texts).toContain('pub async fn default()->u8{Self::get().await}');
    expect(opaque(main)).toEqual([]);
  });

  it('has no tests in a crate that is not built for them, and keeps records of other forms', () => {
    const main = rstest('#[rstest] #[case(1)] #[case::b(2)] fn t(#[case] a: u8, base: u8) { go(a) }');
    expect(defNames(main, DefKind.Fn)).toEqual([]);
    expect(opaque(main)).toEqual([]);
    for (const item of [
      '#[fixture] fn f(#[future] a: u8) {}',
      '#[fixture(a(1))] fn f(a: u8) {}',
      '#[fixture] #[default(u8)] fn f() {}',
    ]) {
      expect(opaque(rstest(item)), item).toEqual(['#[fixture]']);
    }
  });
});

describe('wasm-bindgen', () => {
  const bind = (text: string, version = '0.2.100') =>
    using('wasm_bindgen_macro', version, 'wasm_bindgen', 'wasm_bindgen', text);
  const fnText = (main: CrateNames, name: string) => {
    const defs = Array.from({ length: main.defCount() }, (_, i) => i as LocalDef);
    const def = defs.find((one) => main.kind(one) === DefKind.Fn && main.world.names.text(main.defName(one)) === name);
    return itemText(main, def!);
  };

  it('makes items of what an extern block imports', () => {
    const main = bind(`#[wasm_bindgen(module = "m")] extern "C" {
      #[derive(Clone)] pub type Thing; #[wasm_bindgen(extends = Thing)] type Sub;
      fn alert(s: &str) -> u32; #[wasm_bindgen(catch)] pub fn log() -> Result<Thing, E>;
      #[wasm_bindgen(method, getter)] fn size(this: &Thing, n: u8); #[wasm_bindgen(constructor, catch)] fn new() -> Result<Thing, E>;
      #[wasm_bindgen(static_method_of = Thing)] fn stat(); #[cfg(nothing)] fn gone(); }`);
    // What JavaScript calls stays unknown.
    expect(opaque(main)).toContain('#[wasm_bindgen]');
    expect(defNames(main, DefKind.Struct)).toEqual(['Sub', 'Thing']);
    for (const [name, head, calls] of [
      [
        'alert',
        'fn alert(s:&str)->u32{',
        [
          '<&str as$crate::convert::IntoWasmAbi>::into_abi(s)',
          '<u32 as$crate::convert::FromWasmAbi>::from_abi(_ret.join())',
        ],
      ],
      [
        'log',
        'pub fn log()->Result<Thing,E>{',
        ['take_last_exception()?;Ok(<Thing as$crate::convert::FromWasmAbi>::from_abi('],
      ],
      ['size', 'fn size(&self,n:u8){', ['<&Thing as$crate::convert::IntoWasmAbi>::into_abi(self)', '};()}']],
      ['new', 'fn new()->Result<Thing,E>{', ['Ok(<Thing as']],
      ['stat', 'fn stat(){', ['__wbg_import()']],
    ] as const) {
      const text = fnText(main, name);
      expect(text.startsWith(head), text).toBe(true);
      for (const call of calls) expect(text).toContain(call);
    }
    const made = impls(main);
    expect(made).toContain('impl::core::ops::Deref for Sub{type Target=Thing;fn deref(&self)->&Thing{&self.obj}}');
    expect(defNames(main, DefKind.Fn)).not.toContain('gone');
  });

  it('keeps what it does not know, and what is exported, as written', () => {
    const main = bind('#[wasm_bindgen] extern "C" { fn odd<T>(t: T); static X: u8; async fn later(); fn ok(); }');
    expect(fnText(main, 'odd')).toBe('fn odd<T>(t:T);');
    expect(fnText(main, 'later')).toBe('async fn later();');
    expect(fnText(main, 'ok')).toContain('__wbg_import()');
    for (const item of ['pub fn f() {}', 'pub struct S;', 'impl S {}']) {
      expect(opaque(bind(`#[wasm_bindgen] ${item}`)), item).toEqual(['#[wasm_bindgen]']);
    }
    expect(fnText(bind('#[wasm_bindgen] extern "C" { fn ok(); }', '0.2.50'), 'ok')).toBe('fn ok();');
  });
});
