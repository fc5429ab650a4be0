import { parseManifest } from '@lazaret/cargo';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { versionFunctions } from './version-functions.ts';

function read(files: Readonly<Record<string, string>>, manifest = '') {
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  return versionFunctions('1.0.0', {
    manifest: parseManifest(`[package]\nname = "a"\nversion = "1.0.0"\n${manifest}`, { file: 'Cargo.toml' }),
    paths: new Set(bytes.keys()),
    read: (path) => bytes.get(path),
  });
}

const lib = (text: string) => read({ 'src/lib.rs': text });
const ids = (files: Readonly<Record<string, string>>, manifest?: string) =>
  read(files, manifest).functions.map((fn) => `${fn.file} ${fn.id}`);
const hashOf = (text: string) => lib(text).functions[0]!.tokenHash;
const callees = (text: string, of: string) => [...lib(text).functions.find(({ id }) => id === of)!.callees].sort();

describe('the functions of a version', () => {
  it('are identified by module, type, trait and name', () => {
    const { functions } = lib(`
      pub fn free() {}
      mod m { pub struct T<X>(X); impl<X> T<X> { pub fn new() {} fn own(&self) {} } pub trait Tr { fn sig(); fn body() {} } }
      impl<'a, X: Clone> m::Tr for &'a mut m::T<X> { fn sig() {} }
      #[macro_export] macro_rules! mac { () => {} }
    `);
    expect(functions.map(({ id, path, public: open }) => `${id} ${path} ${open}`)).toEqual([
      'free free true',
      'm::T::new m::T::new false',
      'm::T::own m::T::own false',
      'm::Tr::body m::Tr::body false',
      '<T as Tr>::sig m::T::sig false',
      'mac! mac! true',
    ]);
    expect(functions[0]).toMatchObject({ line: 2, file: 'src/lib.rs', isTest: false });
  });

  it('follow the module tree, #[path] and cfg_attr, and take files that nothing names by their place', () => {
    expect(
      ids(
        {
          'src/main_lib.rs':
            'mod a; #[path = "other/x.rs"] mod b; #[cfg_attr(unix, path = "u.rs")] mod c; #[cfg(test)] mod t;',
          'src/a.rs': 'mod deep; fn f() {}',
          'src/a/deep.rs': 'fn f() {}',
          'src/other/x.rs': 'fn f() {}',
          'src/u.rs': 'fn unix() {}',
          'src/c.rs': 'fn other() {}',
          'src/t.rs': 'mod more; fn t() {}',
          'src/t/more.rs': 'fn t() {}',
          'src/lost/mod.rs': 'fn f() {}',
          'tests/it.rs': 'fn f() {}',
          'examples/e/main.rs': 'fn main() {}',
          'build.rs': 'fn main() {}',
        },
        '[lib]\npath = "src/main_lib.rs"',
      ),
    ).toEqual([
      'src/a/deep.rs a::deep::f',
      'src/a.rs a::f',
      'src/other/x.rs b::f',
      'src/c.rs c::other',
      'src/u.rs c::unix',
      'src/lost/mod.rs lost::f',
    ]);
  });

  it('leave out tests, whatever their cfg looks like, and keep what merely mentions them', () => {
    const { functions } = lib(`
      #[test] fn t1() {} #[tokio::test] async fn t2() {} #[cfg(test)] fn t3() {} #[cfg(all(test, unix))] mod t4 { fn f() {} }
      #[cfg(any(test))] fn t5() {} #[cfg(not(test))] fn k1() {} #[cfg(any(test, fuzzing))] fn k2() {} #[cfg(feature = "test")] fn k3() {}
    `);
    expect(functions.map(({ name }) => name)).toEqual(['k1', 'k2', 'k3']);
  });

  it('are found inside macro calls and macro definitions', () => {
    const { functions } = lib(`
      cfg_if! { if #[cfg(unix)] { fn unix() {} } else { mod w { fn windows() {} } } }
      macro_rules! imp { ($($t:ty),*) => { $(impl Tr for $t { fn go(&self, $x: u8) { $crate::f($x) } })* } }
      lazy! { static ref X: u8 = 1; }
    `);
    expect(functions.map(({ id }) => id)).toEqual(['unix', 'w::windows', 'imp!', '<$t as Tr>::go']);
    // A macro's variable is no name that anyone could write.
    expect(functions.at(-1)!.path).toBe('Tr::go');
  });

  it('have the same hash where only comments, attributes and whitespace differ', () => {
    expect(hashOf('/// doc\n#[inline]\npub fn f() { #[allow(x)] let a = 1; /* c */ a }')).toBe(
      hashOf('pub fn f(){let a=1;a}'),
    );
    expect(hashOf('pub fn f() { 1 }')).not.toBe(hashOf('pub fn f() { 2 }'));
    expect(hashOf('fn f(a: u8) { 1 }')).not.toBe(hashOf('fn f(a: u16) { 1 }'));
  });

  it('are public by a chain of pub or a re-export', () => {
    const { functions } = lib(`
      mod hidden { pub fn named() {} pub fn not() {} pub struct T; impl T { pub fn m() {} } pub(crate) fn never() {} }
      mod all { pub fn globbed() {} fn private() {} }
      pub mod open { pub fn f() {} mod inner { pub fn g() {} } }
      pub use hidden::{named, T as U}; pub use crate::all::*;
    `);
    expect(functions.filter((fn) => fn.public).map(({ name }) => name)).toEqual(['named', 'm', 'globbed', 'f']);
  });

  it('call by name: free functions, methods, paths and macros', () => {
    const text = `
      struct A; struct B;
      impl A { fn new() {} fn run(&self) { self.step(); Self::new(); B::new(); m::go(); mem::swap(); near!(); list.map(handed).len() } fn step(&self) {} }
      impl B { fn new() {} fn step(&self) {} fn any(x: X) { x.step::<u8>() } }
      mod m { pub fn go() {} pub fn swap() {} }
      fn handed() {} macro_rules! near { () => {} }
    `;
    expect(callees(text, 'A::run')).toEqual(['A::new', 'A::step', 'B::new', 'handed', 'm::go', 'near!']);
    expect(callees(text, 'B::any')).toEqual(['A::step', 'B::step']);
  });

  it('come with headers that change with definitions, derives and impls', () => {
    const headers = (text: string) => lib(text).headers.map(({ id, hash }) => `${id} ${hash}`);
    const before = headers('#[derive(Clone)] pub struct T<X>(X); unsafe impl<X> Send for T<X> {}');
    expect(lib('mod m { enum E { A } impl E {} }').headers.map(({ id, owner }) => `${id} ${owner}`)).toEqual([
      'type m::E E',
      'impl m::E E',
    ]);
    const after = headers('#[derive(Copy)] pub struct T<X>(X); unsafe impl<X: Send> Send for T<X> {}');
    expect(after.map((header, at) => header === before[at])).toEqual([true, false, false]);
  });

  it('survive any text, deep nesting and files that lead to each other', () => {
    const deep = `${'mod m { '.repeat(3000)}fn f() {}${'}'.repeat(3000)}`;
    expect(() => lib(deep)).not.toThrow();
    expect(() => lib(`${'x! { '.repeat(3000)}fn f() {}${'}'.repeat(3000)}`)).not.toThrow();
    const loops = '#[path = "lib.rs"] mod a; #[path = "lib.rs"] mod b; fn f() {}';
    expect(ids({ 'src/lib.rs': loops }).length).toBeLessThan(20);
    const words = fc.constantFrom(
      'fn',
      'f',
      '(',
      ')',
      '{',
      '}',
      'mod',
      'impl',
      'm!',
      '$',
      '<',
      '>',
      '::',
      '#[',
      ']',
      'cfg',
      ';',
      'use',
      '*',
      '=>',
      'macro_rules!',
      '"',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (tokens) => {
        for (const fn of lib(tokens.join(' ')).functions) expect(fn.callees).toBeDefined();
      }),
    );
  });
});
