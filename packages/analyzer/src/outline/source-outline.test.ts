import { describe, expect, it } from 'vitest';
import { sourceOutline } from './source-outline.ts';

const outline = (text: string) => sourceOutline(new TextEncoder().encode(text), 2021);
const paths = (text: string) => outline(text).items.map(({ kind, path }) => `${kind} ${path}`);

describe('source outline', () => {
  it('lists definitions by path, what is in impls, traits and modules by itself', () => {
    const text = `
      use a::{b, c};
      mod m { pub fn f() {} #[cfg(test)] mod t { fn g() {} } }
      impl<T> Iterator for X<T> { type Item = u8; fn next(&mut self) {} }
      impl X<u8> { pub unsafe fn new() {} }
      impl X<u16> { fn new() {} }
      macro_rules! mk { () => {} }
      cfg_if! { if #[cfg(a)] { fn hidden() {} } }
      extern "C" { fn c(); }
      trait T { fn d() {} }
    `;
    expect(paths(text)).toEqual([
      'use a::{b,c}',
      'fn m::f',
      'mod m::t',
      'fn m::t::g',
      'impl <X<T> as Iterator>',
      'type <X<T> as Iterator>::Item',
      'fn <X<T> as Iterator>::next',
      'impl X<u8>',
      'fn X<u8>::new',
      'impl X<u16>',
      'fn X<u16>::new',
      'macro mk!',
      'macro call cfg_if!',
      'extern block extern',
      'trait T',
      'fn T::d',
    ]);
    const { items } = outline(text);
    expect(items.find(({ path }) => path === 'X<u8>::new')).toMatchObject({ public: true, unsafe: true, line: 5 });
    expect(items.filter(({ test }) => test).map(({ path }) => path)).toEqual(['m::t', 'm::t::g']);
  });

  it('sees tokens and attributes, not comments and layout', () => {
    const plain = outline('#[inline] fn f() { a(1) }').items[0]!;
    const laid = outline('/// Doc\n#[inline]\nfn f() {\n  // why\n  a(1)\n}\n').items[0]!;
    expect(laid.hash).toBe(plain.hash);
    expect([laid.line, laid.endLine]).toEqual([2, 6]);
    expect(outline('fn f() { a(1) }').items[0]!.hash).not.toBe(plain.hash);
    const renamed = outline('fn g() { a(1) }').items[0]!;
    expect(renamed.bodyHash).toBe(plain.bodyHash);
  });

  it('is total on text that is no Rust', () => {
    for (const text of ['', '}}}', 'fn', 'impl', '\u0000\ufeff', `${'mod a {'.repeat(500)}`, 'use ;', 'macro_rules!'])
      expect(outline(text).items.length).toBeLessThan(500);
    expect(paths('fn f() {} fn f() {}')).toEqual(['fn f', 'fn f#1']);
  });
});
