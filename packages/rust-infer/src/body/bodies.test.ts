import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inferred } from '../../test/mini-core.ts';

describe('closures', () => {
  it('get their signature from what they are passed to', () => {
    const found = new Inferred('fn f(o: Option<u32>) -> Option<bool> { o.map(|x| x == 3) }');
    expect(found.uses('f')).toEqual(['Call Option::map[u32, bool, {closure}]', 'Create ']);
    expect(found.closureFacts()).toEqual(['fn_once(u32) -> bool []']);
  });

  it('are called through the trait that their captures allow', () => {
    const found = new Inferred(`struct D; fn take(d: D) {}
      fn f(d: D, mut n: u32, r: u32) { let a = || r; let mut b = || n += 1; let c = || take(d); a(); b(); c(); }`);
    expect(found.uses('f')).toEqual([
      'Create ',
      'Create ',
      'Create ',
      'Call Fn::call[{closure}, ()]',
      'Call FnMut::call_mut[{closure}, ()]',
      'Call FnOnce::call_once[{closure}, ()]',
    ]);
    expect(found.closureFacts()).toEqual(['fn() -> u32 [&u32]', 'fn_mut() -> () [&mut u32]', 'fn_once() -> () [D]']);
  });

  it('that call others capture them as the call needs', () => {
    const found = new Inferred(`fn f(mut n: u32) {
      let mut a = || n += 1; let mut b = || { a(); a() }; let mut c = || b(); c(); c() }`);
    expect(found.uses('f')).toEqual([
      ...['Create ', 'Create ', 'Create '],
      'Call FnMut::call_mut[{closure}, ()]',
      'Call FnMut::call_mut[{closure}, ()]',
    ]);
    expect(found.closureFacts().map((facts) => facts.replace(/ .*/, ''))).toEqual(['fn_mut()', 'fn_mut()', 'fn_mut()']);
  });

  it('borrow anew the references that they pass on', () => {
    const found = new Inferred(`fn to(s: &mut [u32], n: &mut u32) {} fn at(s: &u32) {}
      fn f(s: &mut [u32], n: &mut u32) { let mut a = || to(s, n); let b = || at(n); let c = || -> &mut u32 { let m = n; m };
        a(); b(); c(); }`);
    expect(found.closureFacts().map((facts) => facts.replace(/ .*/, ''))).toEqual(['fn_mut()', 'fn()', 'fn_once()']);
  });

  it('become fn pointers and trait objects', () => {
    const found = new Inferred(
      'fn f() { let p: fn(u32) -> u32 = |x| x; let b: Box<dyn Fn(u32) -> u32> = Box::new(|x| x); b(1); }',
    );
    expect(found.uses('f')).toEqual([
      'Create ',
      'Address ',
      'Call Box::new[{closure}]',
      'Unsize [{closure}, dyn Fn<(u32), Output = u32>]',
      'Create ',
      'Call Fn::call[Box<dyn Fn<(u32), Output = u32>>, (u32)]',
    ]);
  });

  it('capture what nested closures capture', () => {
    const found = new Inferred('fn f(s: Vec<u32>) { let a = || { let b = || s.len(); b() }; a(); }');
    expect(found.closureFacts()).toEqual(['fn() -> usize [&Vec<u32>]', 'fn() -> usize [&Vec<u32>]']);
  });
});

describe('types', () => {
  it('unsize through references, boxes and arms', () => {
    const found = new Inferred(`trait T {} struct A; struct B; impl T for A {} impl T for B {}
      fn f(x: bool) -> Box<dyn T> { let r: &dyn T = &A; if x { Box::new(A) } else { Box::new(B) } }`);
    expect(found.uses('f', ['Unsize'])).toEqual(['Unsize [A, dyn T]', 'Unsize [A, dyn T]', 'Unsize [B, dyn T]']);
  });

  it('patterns bind by reference through references', () => {
    const found = new Inferred(`enum E { A(Vec<u32>, u32), B { x: Vec<bool> } }
      fn f(e: &E) { match e { E::A(v, _) => { v.len(); } E::B { x } => { x.len(); } } }
      fn g(e: E) -> Vec<u32> { let E::A(v, n) = e else { loop {} }; v }`);
    expect(found.uses('f')).toEqual([
      'Call Deref::deref[Vec<u32>]',
      'Call [#0]::len[u32]',
      'Call Deref::deref[Vec<bool>]',
      'Call [#0]::len[bool]',
    ]);
    expect(found.uses('g', ['Drop'])).toEqual(['Drop [E]', 'Drop [Vec<u32>]']);
  });

  it('numbers fall back to i32', () => {
    const found = new Inferred('fn id<T>(t: T) -> T { t } fn f() { let x = 3; id(x); let y: u32 = id(4); }');
    expect(found.uses('f')).toEqual(['Call id[i32]', 'Call id[u32]']);
  });

  it('casts to `_` are what is wanted of them', () => {
    const found = new Inferred(
      'enum E { A } fn t<T>(t: T) -> T { t } fn f(n: u32) { n == (E::A as _); t::<u32>(E::A as _); }',
    );
    expect(found.uses('f')).toEqual(['Call t[u32]']);
  });

  it('flow back from later uses', () => {
    const found = new Inferred(
      'fn f() { let mut v = Vec::new(); v.push(true); let w: Vec<u32> = (0..3u32).collect(); }',
    );
    expect(found.uses('f')).toEqual([
      'Call Vec::new[bool]',
      'Call Vec::push[bool]',
      'Call Iterator::collect[Range<u32>, Vec<u32>]',
    ]);
  });

  it('hidden types of `impl Trait` come from the body', () => {
    const found = new Inferred('fn f() -> impl Iterator<Item = bool> { (0..3u32).map(|x| x == 1) }');
    expect(found.uses('f')).toEqual(['Call Iterator::map[Range<u32>, bool, {closure}]', 'Create ']);
  });

  it('drops arguments that `cfg` leaves out', () => {
    const found = new Inferred(
      'struct S; impl S { fn m(&self, n: u32) {} } fn h(n: u32) {} fn g() -> u32 { 1 } fn f() { h(#[cfg(windows)] 1, #[cfg(unix)] g()); S.m(#[cfg(windows)] no(), g()) }',
    );
    expect(found.uses('f')).toEqual(['Call h', 'Call g', 'Call S::m', 'Call g']);
  });

  it('knows the parameters of the macros of a macro crate', () => {
    const found = new Inferred(
      'pub struct Stream; impl Stream { fn go(self) -> Stream { self } } #[proc_macro_derive(Made)] pub fn make(input: Stream) -> Stream { input.go() }',
      'proc-macro',
    );
    expect(found.uses('Made')).toEqual(['Call Stream::go']);
  });

  it('knows no reserved impls', () => {
    const found = new Inferred(
      `struct N; #[rustc_reservation_impl = "later"] impl<T> From<N> for T { fn from(n: N) -> T { loop {} } }
      trait W { type E; fn w(&self) -> Result<(), Self::E>; }
      fn f<T: W>(t: T) -> Result<(), T::E> { let c = || { t.w()?; Ok(()) }; c()?; Ok(()) }`,
    );
    expect(found.uses('f').at(-1)).toBe(
      'Call FromResidual::from_residual[Result<(), E<#0>>, Result<Infallible, E<#0>>]',
    );
  });

  it('what `cfg` leaves last is the value of a block', () => {
    const found = new Inferred('fn f() -> u32 { #[cfg(unix)] { g() } #[cfg(windows)] { h() } } fn g() -> u32 { 1 }');
    expect(found.uses('f')).toEqual(['Call g']);
  });
});

describe('constants in bodies', () => {
  it('are bodies of their own', () => {
    const found = new Inferred('fn g() -> u32 { 1 } fn f() -> u32 { const { g() } }');
    expect(found.uses('f')).toEqual(['Value ']);
    expect(found.bodies().map((body) => body.uses.length)).toEqual([0, 1, 1]);
  });
});

describe('macros', () => {
  it('expansions see the variables they are given, not those of the same name around them', () => {
    const found = new Inferred(`macro_rules! m { ($e:expr) => { { let x = true; $e } } }
      fn t<T>(t: T) {} fn f(x: u32) { t(m!(x)); macro_rules! n { () => { x } } t(n!()); }`);
    expect(found.uses('f')).toEqual(['Call t[u32]', 'Call t[u32]']);
  });

  it('may declare variables and items for what follows', () => {
    const found = new Inferred(`macro_rules! d { ($n:ident) => { let $n = 1u32; fn inner() -> bool { true } } }
      fn t<T>(t: T) {} fn f() { d!(x); t(x); t(inner()); }`);
    expect(found.uses('f')).toEqual(['Call t[u32]', 'Call t[bool]', 'Call inner']);
  });

  it('that are not known are opaque, their arguments are looked into', () => {
    const found = new Inferred('fn g() {} fn f() { unknown!(g(), 1); }');
    expect(found.uses('f').sort()).toEqual(['Call g', expect.stringMatching(/^Opaque unknown/)]);
  });
});

describe('any text', () => {
  const PIECES = [
    'fn f() {',
    '}',
    '{',
    '(',
    ')',
    'let x =',
    'x',
    '.y()',
    '?',
    'match x {',
    '=>',
    '|a|',
    '&mut',
    'async',
    '.await',
    'if let',
    'Some(',
    '1',
    '"s"',
    ';',
    ',',
    '::',
    '<',
    '>',
    'loop',
    'break',
    'm!',
    '..',
    '=',
    '*',
    'return',
    'impl',
    'struct S',
    'as',
    "'a:",
  ];

  it('gives facts', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (parts) => {
        const found = new Inferred(`fn f() { ${parts.join(' ')} }`);
        for (const body of found.bodies()) expect(body.uses.length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });

  it('however deep, does not overflow the stack, and says so', () => {
    for (const [open, close] of [
      ['(', ')'],
      ['{', '}'],
      ['&', ''],
      ['g(', ')'],
      ['|| ', ''],
      ['if true {', '}'],
    ] as const) {
      const found = new Inferred(
        `fn g(x: u32) -> u32 { x } fn f() { let x = ${open.repeat(3000)}1${close.repeat(3000)}; }`,
      );
      expect(found.bodies().length).toBeGreaterThan(0);
    }
    const chain = new Inferred(`fn f(x: u32) { x${' + x'.repeat(5000)}; x${'.clone()'.repeat(3000)}; }`);
    expect(chain.bodies()[0]?.truncated).toBe('depth');
  });
});

describe('constants in types, arguments and lengths', () => {
  const found = new Inferred(`mod m { pub const fn n() -> usize { 3 } } const fn size<T>() -> usize { 8 }
    struct Buf<T, const N: usize>(T);
    struct S { a: [u8; m::n()], b: [u8; 2 + 2] }
    type Alias = Buf<u8, { size::<u8>() }>;
    const LIST: [u8; size::<bool>()] = [0; 8];
    enum E { A = m::n() as isize }
    fn f<T>(x: T) { use m::n; let a = [0u8; n()]; let b: Buf<T, { size::<T>() }>; const { n() }; }`);

  it('are bodies of their own', () => {
    expect(found.anonConsts()).toEqual([
      'Alias: Call size[u8]',
      'E::A: Call n',
      'LIST: Call size[bool]',
      'S: Call n',
      'f: Call n',
      'f: Call n',
      'f: Call size[#0]',
    ]);
  });

  it('are values of the body that they stand in', () => {
    expect(found.uses('f', ['Call', 'Value'])).toEqual(['Value [#0]', 'Value [#0]', 'Value [#0]']);
  });
});
