import { describe, expect, it } from 'vitest';
import { Inferred } from '../../test/mini-core.ts';

function uses(text: string, name = 'f'): string[] {
  return new Inferred(text).uses(name);
}

describe('calls and paths', () => {
  it('names functions, through modules, imports and generics', () => {
    expect(
      uses(`mod a { pub fn g<T>(t: T) -> T { t } pub struct S; impl S { pub fn new() -> S { S } } }
        use a::{g as h, S};
        fn f() { h(1u32); a::g::<bool>(true); let s: S = S::new(); let p = h::<S>; p(s); }`),
    ).toEqual(['Call g[u32]', 'Call g[bool]', 'Call S::new', 'Address g[S]', 'Call g[S]']);
  });

  it('finds associated items through types, traits, Self and qualified paths', () => {
    expect(
      uses(`trait T { const C: u32; fn make() -> Self; fn give(&self) -> u32 { Self::C } }
        struct S; impl T for S { const C: u32 = 1; fn make() -> S { S } }
        fn f() { let s: S = T::make(); <S as T>::make(); S::make().give(); T::give(&s); let c = S::C; }`),
    ).toEqual([
      'Call T::make[S]',
      'Call T::make[S]',
      'Call T::make[S]',
      'Call T::give[S]',
      'Call T::give[S]',
      'Value T::C[S]',
    ]);
  });

  it('calls parameters through their bounds, fn pointers as such', () => {
    expect(
      uses('fn f<G: Fn(u32) -> bool, H: FnOnce()>(g: G, h: H, p: fn(u32) -> u32) { if g(1) { h() } p(2); }'),
    ).toEqual(['Call Fn::call[#0, (u32)]', 'Call FnOnce::call_once[#1, ()]', 'CallFnPtr [fn(u32, u32)]']);
  });

  it('derefs receivers, and mutably where that is needed', () => {
    expect(uses('fn f(mut v: Vec<u32>) { v.len(); v.first_mut(); v.push(1); }')).toEqual([
      'Call Deref::deref[Vec<u32>]',
      'Call [#0]::len[u32]',
      'Call DerefMut::deref_mut[Vec<u32>]',
      'Call [#0]::first_mut[u32]',
      'Call Vec::push[u32]',
    ]);
  });

  it('derefs mutably what is borrowed anew as mutable, or bound by `ref mut`', () => {
    expect(
      uses(`struct G(&'static mut u32); impl core::ops::Deref for G { type Target = &'static mut u32; fn deref(&self) -> &&'static mut u32 { loop {} } }
        impl core::ops::DerefMut for G { fn deref_mut(&mut self) -> &mut &'static mut u32 { loop {} } }
        fn take(n: &mut u32) {} fn see(n: &u32) {}
        fn f(mut g: G) { take(*g); see(*g); match *g { ref mut x => {} } }`),
    ).toEqual([
      'Call take',
      'Call DerefMut::deref_mut[G]',
      'Call see',
      'Call Deref::deref[G]',
      'Call DerefMut::deref_mut[G]',
    ]);
  });

  it('takes what is stable before what is not', () => {
    expect(
      uses(`trait Ext { fn cut(&self) {} fn of() {} } impl Ext for S {}
        struct S; impl S { #[unstable(feature = "cut")] fn cut(&self) {} #[unstable(feature = "of")] fn of() {} #[unstable(feature = "only")] fn only(&self) {} }
        fn f(s: S) { s.cut(); S::of(); s.only(); }`),
    ).toEqual(['Call Ext::cut[S]', 'Call Ext::of[S]', 'Call S::only']);
  });

  it('says what it does not know, with name and arguments', () => {
    expect(uses('fn g() {} fn f(x: Unknown) { x.go(1, g); nowhere::at(|| g()); }')).toEqual([
      'Unresolved go[?] (receiver-unknown)',
      'Address g',
      'Unresolved at (path-unresolved)',
      'Create ',
    ]);
  });

  it('takes the trait being implemented as in scope', () => {
    expect(
      uses(
        `mod m { pub trait Go { fn go(&self); } impl Go for u32 { fn go(&self) {} } }
        struct S(u32); impl m::Go for S { fn go(&self) { self.0.go() } }`,
        'go',
      ),
    ).toEqual([]);
    const found = new Inferred(`mod m { pub trait Go { fn go(&self); } }
        struct S(u32); impl m::Go for u32 { fn go(&self) {} } impl m::Go for S { fn go(&self) { self.0.go() } }`);
    expect(found.bodies().flatMap((body) => body.uses.map((use) => found.use(use)))).toEqual(['Call Go::go[u32]']);
  });
});

describe('operators', () => {
  it('are calls for types that are not built in', () => {
    expect(
      uses(`struct V; impl core::ops::Add<u32> for V { type Output = bool; fn add(self, r: u32) -> bool { true } }
        impl core::ops::AddAssign<V> for V { fn add_assign(&mut self, r: V) {} }
        impl core::ops::Neg for V { type Output = V; fn neg(self) -> V { self } }
        impl PartialEq for V { fn eq(&self, o: &V) -> bool { true } }
        fn f(mut a: V, b: V) { let x = 1 + 2 - 3; let y = a + 4; a += -b; a == b; a != b; 1u32 == x; &1u32 == &x; }`),
    ).toEqual([
      'Call Add::add[V, u32]',
      'Call AddAssign::add_assign[V, V]',
      'Call Neg::neg[V]',
      'Call PartialEq::eq[V, V]',
      'Call PartialEq::ne[V, V]',
      'Call PartialEq::eq[&u32, &u32]',
    ]);
  });

  it('index: built in on arrays and slices, mutable where written', () => {
    expect(uses('fn f(mut v: Vec<u32>, a: [u8; 2], s: &[u8]) { v[0]; v[1] = 2; &mut v[2]; a[0]; s[1]; }')).toEqual([
      'Call Index::index[Vec<u32>, usize]',
      'Call IndexMut::index_mut[Vec<u32>, usize]',
      'Call IndexMut::index_mut[Vec<u32>, usize]',
    ]);
  });

  it('deref: built in on references and boxes', () => {
    expect(
      uses('use core::boxed::Rc; fn f(r: &u32, b: Box<u32>, c: Rc<u32>) { *r; *b; *c; let x: &u32 = &c; }'),
    ).toEqual(['Call Deref::deref[Rc<u32>]', 'Call Deref::deref[Rc<u32>]']);
  });
});

describe('desugarings', () => {
  it('`?` branches and converts', () => {
    expect(
      uses(`struct E1; struct E2; impl From<E1> for E2 { fn from(e: E1) -> E2 { E2 } }
        fn g() -> Result<u32, E1> { loop {} } fn f() -> Result<u32, E2> { let x = g()?; Ok(x) }`),
    ).toEqual([
      'Call g',
      'Call Try::branch[Result<u32, E1>]',
      'Call FromResidual::from_residual[Result<u32, E2>, Result<Infallible, E1>]',
    ]);
  });

  it('`for` makes an iterator and asks it', () => {
    expect(uses('fn f(v: Vec<bool>) { for x in v { !x; } for i in 0..3u32 {} }')).toEqual([
      'Call IntoIterator::into_iter[Vec<bool>]',
      'Call Iterator::next[IntoIter<bool>]',
      'Call IntoIterator::into_iter[Range<u32>]',
      'Call Iterator::next[Range<u32>]',
    ]);
  });

  it('takes async blocks for futures, whose output may be known only from outside', () => {
    const found = new Inferred(
      `use core::future::Future;
      struct A; struct B; impl From<A> for B { fn from(a: A) -> B { B } } impl B { fn go(&self) {} }
      fn block_on<F: Future>(f: F) -> F::Output { loop {} }
      async fn g() -> Result<u32, A> { loop {} }
      fn f() -> Result<(), B> { let body = async { g().await?; Ok(()) }; block_on(async { B }).go(); return block_on(body); }`,
    );
    expect(found.uses('f').filter((use) => use.includes('go'))).toEqual(['Call B::go']);
    expect(found.closures().flat()).toContain('Call FromResidual::from_residual[Result<(), B>, Result<Infallible, A>]');
  });

  it('`.await` polls; async bodies are bodies of their own', () => {
    const found = new Inferred(
      'async fn g() -> u32 { 1 } async fn f() -> u32 { let x = async { g().await }; x.await }',
    );
    expect(found.uses('f')).toEqual(['Create ']);
    expect(found.closures()).toEqual([
      ['Create ', 'Call IntoFuture::into_future[{async}]', 'Call Future::poll[{async}]'],
      ['Call g', 'Call IntoFuture::into_future[{async}]', 'Call Future::poll[{async}]'],
      [],
    ]);
    expect(found.closureFacts().map((text) => text.replace(/ \[.*/, ''))).toEqual([
      'fn_once() -> u32',
      'fn_once() -> u32',
      'fn_once() -> u32',
    ]);
  });

  it('`a..=b` is a call, `a..b` is not', () => {
    expect(uses('fn f() { 1u32..=2; 1u32..2; }')).toEqual(['Call RangeInclusive::new[u32]']);
  });

  it('format arguments take the address of what formats them', () => {
    expect(
      uses(`struct S; impl core::fmt::Display for S { fn fmt(&self, f: &mut core::fmt::Formatter) -> Result<(), core::fmt::Error> { loop {} } }
        fn f(s: S, n: u32) { core::format_args!("{s} {} {n:?}", g()); } fn g() -> S { S }`),
    ).toEqual(['Address Display::fmt[S]', 'Address Display::fmt[S]', 'Address Debug::fmt[u32]', 'Call g']);
  });
});
