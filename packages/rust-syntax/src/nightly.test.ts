/** Syntax of all editions, and what nightly compilers accept: code that stands behind a `cfg` must parse too. */
import { Interner } from '@lazaret/base';
import { describe, expect, it } from 'vitest';
import { armBody, type Edition, lexSource, matchArms, NO_NODE, NodeKind, parseFile, type Tree } from './index.ts';

const CASES: readonly (readonly [Edition, string])[] = [
  [2024, 'fn f() { gen { yield 1; }; async gen { yield 1; }; gen move { yield x }; }'],
  [2024, 'gen fn f() -> u8 { yield 1 } async gen fn g() {}'],
  [2021, 'fn f() { async || {}; async move |x: u8| x; async |x| -> u8 { x }; let f: impl async Fn() = 1; }'],
  [
    2021,
    'unsafe extern "C" { safe fn f(); unsafe fn g(); safe static X: u8; unsafe static mut Y: u8; pub safe fn h(x: u8, ...); }',
  ],
  [
    2024,
    'fn f() { if let Some(x) = a && let Some(y) = b && x { } while let A = b && c {} match x { A if let B = c && d => {} _ => {} } }',
  ],
  [
    2021,
    "fn f<'a, T>() -> impl Sized + use<'a, T> {} fn g() -> impl use<> + Sized {} fn h() -> impl Sized + use<Self> {}",
  ],
  [2021, 'fn f<T: ~const Tr + [const] Tr + const Tr + ?Sized + ~const ?Sized>() where T: [const] Tr {}'],
  [
    2021,
    'impl const Tr for S {} const impl Tr for S {} impl<T: [const] A> const Tr for S {} const unsafe impl Tr for S {}',
  ],
  [2021, 'const trait A {} const unsafe trait B {} pub const auto trait C {} #[const_trait] trait D: [const] A {}'],
  [2021, 'fn f() { match x { ! , Some(!) } match y { A => 1, Err(!), _ => 2 } }'],
  [
    2021,
    'impl A for S { default fn f() {} default type T = u8; default const X: u8 = 1; default unsafe fn g() {} } default impl<T> A for T {} default unsafe impl B for S {}',
  ],
  [
    2021,
    'fn f(x: &pin mut S, y: &pin const S, &pin mut z: &pin mut S) { let a = &pin mut x; let b = &pin const y; } impl S { fn g(&pin mut self) {} fn h(&pin const self) {} fn i(self: &pin mut Self){} }',
  ],
  [2021, 'fn f(x: dyn* Tr, y: &dyn* Tr) { x as dyn* Tr; }'],
  [2021, 'fn f<T: Tr<m(..): Send>>() where T::m(..): Send, <T as Tr>::m(..): Send {}'],
  [2021, "fn f<'r#a>(x: &'r#fn u8) { 'r#b: loop { break 'r#b } }"],
  [2021, 'fn f() { c"a"; cr"b"; cr#"c"#; b"x"; br##"y"##; }'],
  [2021, '#!/usr/bin/env x\n---cargo\n[dependencies]\n---\nfn main() {}'],
  [2021, '---\n---\nfn main() {}'],
  [2024, 'fn f() { super let x = 1; super let y; }'],
  [2021, "type A = unsafe<'a> &'a u8; fn f() { wrap_binder!(x); }"],
  [2021, 'fn f() { builtin # offset_of(S, a); builtin#type_ascribe(x, u8); }'],
  [2021, 'fn f() { static || {}; static move || yield 1; static async || {}; }'],
  [2021, 'fn f() { do yeet 1; do yeet; }'],
  [2021, 'auto trait A {} unsafe auto trait B {} pub auto trait C {}'],
  [2021, 'impl !Send for S {} impl<T> !Sync for S<T> {} unsafe impl !A for B {}'],
  [2021, 'trait A = B + C; trait D<T> = where T: E; pub trait F<T: X> = G<T> where T: H;'],
  [
    2021,
    'fn f() { match x { ..=1 => 1, 2.. => 2, ..3 => 3, 4..5 => 4, [.., 1..] => 1, (..) => 1, &..5 => 1, A..=B => 1, ..A => 1, 1...2 => 1 } }',
  ],
  [2021, 'fn f() { let box x = y; let box (a, b) = z; match w { S { box a, ref mut b } => 1 } }'],
  [2021, 'macro m($x:expr) { $x } pub macro n { ($a:tt) => { $a }, (b) => {} } pub(crate) macro o($($t:tt)*) {}'],
  [
    2021,
    'fn f() { const { 1 }; let x = const { 2 } + 1; match y { const { 3 } => 1, const { 1 }..=const { 2 } => 2 } }',
  ],
  [2021, 'struct S { a: u8 = 1, b: [u8; 2] = [1, 2], unsafe c: u8 } fn f() { S { a, .. }; S { .. } }'],
  [
    2015,
    'trait A { fn f(u8, &str); fn g(&self, _: u8) -> Box<Fn(u8) -> u8 + Send>; } fn async() {} fn dyn(x: &dyn) { let try = await; } use async; struct await; type X = dyn::A; fn h(x: &(A + B)) {}',
  ],
  [2015, 'fn f() { let x: dyn (A) = 1; let y: Box<dyn A + B>; async!(x); r#try!(y); try!(z); }'],
  [2018, "fn f() { let x: &dyn for<'a> Fn(&'a u8) = y; async move { 1 }; gen(); let gen = 1; }"],
  [2021, "fn f() -> impl for<'a> Fn(&'a u8) + 'static where Self: Sized, for<'b> &'b T: A, 'a: 'b + 'c, {}"],
  [2021, "fn f() { for<'a> |x: &'a u8| -> u8 { 1 }; for<> async move || -> u8 { 1 }; }"],
  [2021, 'fn f(x: impl Fn(u8,) -> (u8), y: fn(a: u8, _: u8, ...) -> !, z: unsafe extern "C" fn(u8), #[a] w: u8) {}'],
  [2021, 'fn f(self: &Self, mut x: u8) {} extern "C" fn g(x: u8, args: ...) {} unsafe extern "C" fn h(...) {}'],
  [2021, 'fn f() { &raw const x; &raw mut x.y; &raw; &raw.x; raw(); let raw = 1; }'],
  [
    2021,
    "fn f() { a::<{ 1 }, -1, \"x\", 'c', true, N>(); S::<_>; let x: A<{ B }, B = 3, C: D, E<'a> = F, G: 'static>; }",
  ],
  [2021, 'fn f() { let x: <T as A<B>>::C<D>; <[u8]>::f(); <u8>::MAX; <dyn A>::f; <(A, B) as C>::d::<E>(); }'],
  [
    2021,
    'fn f() { if x == (S { a: 1 }) {} ; if (x) {} else if y {} else {} match (x) { _ => {} } for _ in 0.. {} while (x) {} if { x } {} }',
  ],
  [2021, "fn f() { return; break; continue; return || 1; break 'a x; 'a: { break 'a 1 }; loop { break { 1 } } }"],
  [
    2021,
    'fn f() { #[a] let x = 1; #[b] { } #[c] x; #[d] if x {} #[e] f(#[g] 1, #[h] x); [#[i] 1]; S { #[j] a: 1, #[k] b }; match x { #[l] _ => 1, #[m] S { #[n] a, .. } => 2 } }',
  ],
  [
    2021,
    'use {a, b::{self, c as _}, ::d}; use ::{e}; use *; use ::*; pub use self::f as g; use a::{};  extern crate self as h; extern crate i as _;',
  ],
  [2021, 'mod a; unsafe mod b {} pub mod c { #![x] } unsafe extern "C" {} extern {} '],
  [
    2021,
    "type A<T> where T: B = C; type D = E where F: G; trait H { type I: J = K where L: M; type N<'a> where Self: 'a; }",
  ],
  [
    2021,
    'enum E { A(u8) = 1, B { x: u8 } = 2, C = { 3 }, #[x] D, } union U { a: u8 } fn union() {} fn auto() {} fn default() {} macro_rules! union { () => {} } union!();',
  ],
  [
    2021,
    'fn f() { union.x; auto.y; default(); safe(); raw.z; macro_rules.a; builtin; yeet; let (union, auto, default, safe, raw) = x; }',
  ],
  [2021, 'fn \u{e9}t\u{e9}() { let \u{3b1}\u{3b2} = \u{4f60}\u{597d}; r#match; r#fn(); \u{3b1}!(x); }'],
  [2021, '#!\n[allow(x)]\nfn f() {}'],
  [2021, '#![allow(x)] fn f() {}'],
  [2021, '#! /* x */ [allow(x)] fn f() {}'],
  [2021, '#!not attr\nfn f() {}'],
  [
    2021,
    'macro_rules! m { ($d:tt) => { macro_rules! n { ($d x:expr, $d($d y:tt),*) => { $d x $d($d y)* } } } } m!($); macro_rules! o { ($$x:ident) => { $$x $\u007bcount($x)} $\u007bindex()} } }',
  ],
  [
    2021,
    '#[unsafe(no_mangle)] #[cfg_attr(x, unsafe(naked))] #[a::b::c = "d"] #[a = concat!("x")] #[a {x}] #[a[y]] #[rustfmt::skip] fn f() {}',
  ],
  [
    2021,
    "fn f(x: impl A + ?Sized, y: &(dyn A + Send), z: dyn A + '_, w: &(impl A + B), v: dyn for<'a> A<'a>, u: impl ?Sized + for<'a> async Fn(&'a u8)) {}",
  ],
  [
    2021,
    'fn f() { let Some(x) = y else { return }; let A { b, .. } = c else { panic!() }; let 1 | 2 = x else { }; let (Ok(x) | Err(x)) = y; }',
  ],
  [
    2021,
    'fn f() { match x { A | B if c => 1, | D => 2, ref e @ F(..) | ref e @ G => 3, &mut h => 4, &&i => 5, [a, ref b @ .., c] => 6, S { a: 1 | 2, .. } => 7, <T as U>::V => 8, crate::W { } => 9, -1..=-1 => 10, X::<u8>::Y(z) => 11, m!() => 12, } }',
  ],
  [
    2021,
    'fn f() { |a| b; |&a, (b, c): (u8, u8)| -> u8 { 1 }; move || x; || -> ! { loop {} }; |_: u8,| 1; || || 1; a(|x| x, |y| y); }',
  ],
  [
    2021,
    'fn f() { a = b = c; a += b; a..b; ..; a..; ..b; ..=b; a..=b; a || b && c; !a; -a; *a; &a; &&a; &mut a; a?; a as u8 as u16; a < b; a == b; }',
  ],
  [
    2021,
    'fn f() { (1, ); (); (1); [1; 2]; [1, 2, ]; []; [a; N]; S; S {}; S { ..a }; S { 0: 1, r#fn: 2 }; a[b]; a.b(c); a.b::<C>(d); }',
  ],
  [
    2021,
    'impl<T> S<T> where T: A { pub(crate) const unsafe extern "C" fn f() {} async unsafe fn g() {} const async unsafe extern fn h() {} }',
  ],
  [2021, "fn f<const N: usize = 1, const M: bool = { true }, T = u8, const C: char = 'c'>() {}"],
  [2021, 'extern "C" { type A; fn f(x: u8, ...); static B: u8; m!{} pub(crate) fn g(); #[x] fn h(); }'],
  [
    2021,
    "impl A for fn(u8) -> u8 {} impl A for [u8; 3] {} impl A for ! {} impl A for (u8,) {} impl<T: ?Sized> A for &mut T {} impl A for dyn B + C {} impl dyn A {} impl<'a> dyn B<'a> + 'a {}",
  ],
  [2021, 'fn f() where for<T> T: A, for<const N: usize> [u8; N]: B {} fn g<T>() where T: for<U: C> D<U> {}'],
  [2021, 'type A = impl B; type C = (impl D, u8); fn f() -> (impl A, impl B) {} fn g(x: [impl C; 1]) {}'],
  [2021, 'fn f() { let x = 5 as pattern_type!(u32 is 1..); type P = pattern_type!(u32 is 1..); }'],
  [2021, 'fn f() { let deref!(x) = y; }'],
  [2021, "fn f() { 1f16; 1f128; 0b1_0; 0o7; '\\u{10ffff}'; \"\\\n  x\"; b'\\''; \"a\u{301}\"; }"],
  [2021, "const fn f() { for<'a> const |x: &'a u8| x; const || {}; const move || {}; const async || {}; }"],
  [2021, 'pub impl(crate) trait A {} impl(in crate::a) unsafe trait B {} impl (crate::C) for D {}'],
  [2021, 'fn f() { match x { mut ref a => 1, S { mut ref mut b, ref pin mut c, d } => 2, ref pin const e => 3 } }'],
  [
    2021,
    'fn f() { match x { (a if b) | c => 1, Some(d if let E = g) => 2, S { h: (i if j), .. } => 3 } let (k if l) = m; }',
  ],
  [2021, 'fn f() { x.match { A => 1, _ => 2 }; a.b()?.match { _ => {} }.c(); } fn g() { x.match { _ => 1 } }'],
  [2021, 'type const X: u8 = 1; impl A { pub type const B: u8 = 2; } trait C { type const D: u8; }'],
  [2021, 'struct S { pub mut(crate) a: u8, mut(in b::c) d: u8 } struct T(pub mut(self) u8, mut(super) (u8));'],
  [2021, 'fn f() { try { 1 }; try bikeshed Option<u8> { a? }; try { }.b(); }'],
  [2021, 'trait A { final fn f() {} final async unsafe fn g() {} }'],
  [2021, 'fn f() { || move(x.clone()).y; move || move(z); }'],
  [2021, 'fn f() { use || z; async use |x| w; g(use || x); } fn h() { use a::b; b() }'],
];

function parse(text: string, edition: Edition): Tree {
  return parseFile(lexSource(text, 0, new Interner(), { edition }), { edition, bodies: 'full' });
}

describe('no diagnostic', () => {
  it.each(CASES)('%d: %s', (edition, text) => {
    const tree = parse(text, edition);
    expect([...tree.tokens.errors, ...tree.errors]).toEqual([]);
  });

  it('an arm of a never pattern has no body', () => {
    const tree = parse('fn f() { match x { ! , Some(!) if y, Err(z) => z } }', 2024);
    const found = Array.from({ length: tree.count }, (_, node) => node).find(
      (n) => tree.kind(n) === NodeKind.MatchExpr,
    )!;
    expect(matchArms(tree, found).map((arm) => armBody(tree, arm) === NO_NODE)).toEqual([true, true, false]);
  });
});

describe('a diagnostic, and an end', () => {
  it.each([
    ['nested expressions', `fn f() { ${'('.repeat(100_000)}x${')'.repeat(100_000)} }`],
    ['nested types', `type A = ${'&'.repeat(100_000)}u8;`],
    ['nested modules', `${'mod a {'.repeat(100_000)}${'}'.repeat(100_000)}`],
    ['nested blocks', `fn f() { ${'{'.repeat(100_000)}${'}'.repeat(100_000)} }`],
    ['a chain of operators', `fn f() { ${'x + '.repeat(100_000)}x }`],
    ['a chain of calls', `fn f() { x${'.f()'.repeat(100_000)} }`],
  ])('%s, 100,000 deep', (_, text) => {
    expect(parse(text, 2021).errors.map(({ code }) => code)).toContain('too-deep');
  });

  it('a table of a megabyte is no trouble', () => {
    const tree = parse(`static T: [u32; 100000] = [${'0x1234abcd, '.repeat(100_000)}];`, 2021);
    expect(tree.errors).toEqual([]);
  });
});
