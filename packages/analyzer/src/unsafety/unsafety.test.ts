/** Counters and facts of annotated snippets; `unsafe 3/1` after a snippet's name is its expressions, safe and unsafe. */
import { describe, expect, it } from 'vitest';
import type { CounterRules } from './counters.ts';
import { fileReport, type ParsedFileReport } from './file-report.ts';
import { unsafeReport } from './package-report.ts';

function report(text: string): ParsedFileReport {
  const made = fileReport('src/lib.rs', Buffer.from(text));
  if (!made.parses) throw new Error(`${made.line}:${made.column} ${made.error}`);
  return made;
}

const exprs = (text: string, rules: CounterRules = 'geiger') =>
  report(text).geiger && report(text)[rules].withTests.exprs;

describe('expressions as syn has them', () => {
  it.each([
    ['literals, paths and unsafe blocks are none', 'fn f() { 1; x; a::b; unsafe { 2 } }', [0, 0]],
    [
      'a negated literal is an expression, but not as a generic argument or pattern',
      'fn f() { -1; g::<-1>; match x { -1 => y, _ => z } }',
      [2, 0],
    ],
    ['what is in an unsafe block is unsafe', 'fn f() { g(); unsafe { g(h()) } }', [1, 2]],
    [
      'the first branch of an if and the body of a loop are blocks, else is an expression',
      'fn f() { if a { b } else { c } loop {} while d {} for e in f {} }',
      [5, 0],
    ],
    [
      'a macro call is an expression unless it stands as a statement',
      'fn f() { m!(); m! {} let x = m!(); m!().y; m!() }',
      [4, 0],
    ],
    ['in braces at the end of a block it is a statement', 'fn f() { m! { x } }', [0, 0]],
    ['a stray semicolon is an empty expression', 'fn f() { ;; fn g() {}; struct S; let x = y;; }', [4, 0]],
    ['but not one that ends a statement', 'fn f() { if a {}; m! {}; }', [1, 0]],
    ['else of let is a block expression', 'fn f() { let Some(x) = y else { return }; }', [2, 0]],
    [
      'values of attributes are expressions',
      '#![doc = include_str!("x")] #[doc = "y"] #[path = concat!("a", b)] mod m;',
      [2, 0],
    ],
    ['arguments of attributes are tokens', '#[a(b = f())] #[unsafe(link_section = f())] fn g() {}', [0, 0]],
    [
      'array lengths, defaults, discriminants',
      'struct S<const N: usize = { 1 + 1 }>([u8; N + 1]); enum E { A = 1 << 2 }',
      [4, 0],
    ],
    [
      'range ends in patterns are literals, const blocks are not',
      'fn f() { match x { -1..=2 => (), const { 1 }..=3 => () } }',
      [4, 0],
    ],
  ] as const)('%s', (_, text, wanted) => {
    for (const rules of ['geiger', 'repaired', 'strict'] as const) expect(exprs(text, rules)).toEqual(wanted);
  });

  it.each([
    ['a constant without value, or generic', 'const A: [u8; 1 + 1]; const B<T>: u8 = 1 + 1;'],
    ['a static without type', 'static A = 1 + 1;'],
    ['functions without body', 'fn f(a: [u8; 1 + 1]); struct S; impl S { fn g(a: [u8; 1 + 1]); }'],
    ['const and visible impls', 'impl const A for B { fn f() { 1 + 1; } } pub impl A for B { fn f() { 1 + 1; } }'],
    ['items of traits with visibility or default', 'trait T { pub fn f() { 1 + 1; } default fn g() { 1 + 1; } }'],
    ['patterns of const blocks and boxes', 'fn f(const { 1 + 1 }: u8, box (const { 1 + 1 }): u8) {}'],
    ['macros of decl_macro', 'macro m() { unsafe { 1 + 1 } }'],
  ])('syn keeps as tokens: %s', (_, text) => {
    expect(exprs(text)).toEqual([0, 0]);
  });
});

describe('scopes', () => {
  const rules = (text: string) =>
    (['geiger', 'repaired', 'strict'] as const).map((set) => {
      const { functions, exprs, methods } = report(text)[set].withTests;
      return [functions, exprs, methods];
    });

  it('geiger never closes the scope that an attribute opened', () => {
    const text = '#[no_mangle] fn a() { x(); } fn b() { y(); z(); }';
    expect(rules(text)).toEqual([
      [
        [1, 1],
        [0, 3],
        [0, 0],
      ],
      [
        [1, 1],
        [2, 1],
        [0, 0],
      ],
      [
        [2, 0],
        [3, 0],
        [0, 0],
      ],
    ]);
  });

  it('but it closes that of the keyword, and knows no `unsafe(no_mangle)`', () => {
    for (const attribute of ['#[export_name = "q"] unsafe', '#[unsafe(no_mangle)] unsafe'])
      expect(rules(`${attribute} fn a() { x(); } fn b() { y(); }`)[0]).toEqual([
        [1, 1],
        [1, 1],
        [0, 0],
      ]);
    expect(rules('#[unsafe(no_mangle)] fn a() { x(); }')[0]).toEqual([
      [1, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  it('strict counts methods of traits, and lets an item start safe', () => {
    const text = 'trait T { unsafe fn a() { x(); } fn b(); } unsafe fn c() { fn d() { y(); } const E: u8 = f(); z(); }';
    expect(rules(text)).toEqual([
      [
        [1, 1],
        [1, 3],
        [0, 0],
      ],
      [
        [1, 1],
        [1, 3],
        [0, 0],
      ],
      [
        [1, 1],
        [2, 2],
        [1, 1],
      ],
    ]);
    expect(report('fn f() { unsafe { unsafe {} } }').strict.withTests.unsafeBlocks).toBe(2);
  });

  it('leaves out tests by exactly two forms', () => {
    const counted = (text: string) => report(text).strict.withoutTests.functions[0];
    expect(counted('#[test] fn a() {} #[cfg(test)] mod m { fn b() {} } mod n { #![cfg(test)] fn b() {} }')).toBe(0);
    expect(counted('#[cfg(x, test)] mod m { fn b() {} }')).toBe(0);
    const kept = '#[tokio::test] fn a() {} #[cfg(all(test, x))] mod m { fn b() {} } #[cfg(test)] fn c() {}';
    expect(counted(kept)).toBe(3);
    expect(counted('#[cfg(feature = "a", test)] mod m { fn b() {} }')).toBe(1);
  });
});

describe('facts', () => {
  it('of foreign blocks', () => {
    const text = `
      #[link(name = "z", kind = "static")] #[link(cfg(name = "q"), name = r"y")]
      unsafe extern "system" {
          #[link_name = "g2"] fn g(); unsafe fn h();
          safe fn i(); #[link_name = "s2"] static S: u8; safe static T: u8; type O; m!();
      }
      extern {}`;
    expect(report(text).facts.externBlocks).toEqual([
      {
        abi: 'system',
        unsafe: true,
        link: ['z', 'y'],
        fns: [['g', 'g2'], 'h'],
        statics: ['S'],
        types: ['O'],
        other: 3,
        line: 3,
      },
      { abi: 'C', unsafe: false, link: [], fns: [], statics: [], types: [], other: 0, line: 7 },
    ]);
  });

  it('of exported symbols', () => {
    const text = `#[no_mangle] pub extern fn a() {}
      impl S { #[export_name = "q\\x41"] unsafe extern "C-unwind" fn b() {} }
      #[unsafe(no_mangle)] static r#static: u8 = 0;
      #[cfg_attr(x, no_mangle)] fn c() {}`;
    const { exported } = report(text).facts;
    expect(exported.map((it) => [it.name, it.kind, it.symbol, it.abi, it.unsafeFn, it.unsafeAttr, it.line])).toEqual([
      ['a', 'fn', 'a', 'C', false, false, 1],
      ['b', 'method', 'qA', 'C-unwind', true, false, 2],
      ['r#static', 'static', 'r#static', null, null, true, 3],
    ]);
  });

  it('of macros: names, assembly, and the word `unsafe`', () => {
    const text =
      'macro_rules! m { () => { unsafe {} } } m!(unsafe, r#unsafe, "unsafe"); fn f() { core::arch::asm!("x") }';
    expect(report(text).facts).toMatchObject({ macroRules: ['m'], asmMacros: 1, unsafeTokensInMacros: 2 });
  });

  it('of the head of a file', () => {
    const forbids = (text: string) => report(text).forbidsUnsafe;
    expect(forbids('#![forbid(missing_docs, unsafe_code)]')).toBe(true);
    expect(['#![deny(unsafe_code)]', 'mod m { #![forbid(unsafe_code)] }'].map(forbids)).toEqual([false, false]);
  });
});

describe('any file', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');

  it('is right Rust by one edition at least, or says where it is not', () => {
    expect(report('fn f(async: u8) { async::x() }').edition).toBe(2015);
    expect(report('fn f() {}')).not.toHaveProperty('edition');
    expect(fileReport('a.rs', bytes('[\n  1,'))).toMatchObject({ parses: false, line: 1, column: 0 });
    expect(fileReport('a.rs', bytes('fn f() {\n  let é = "\xff";}'))).toMatchObject({
      parses: false,
      error: 'file is not valid UTF-8',
    });
    for (const text of ['', '\0\0\0', '"', '#![', 'fn f() { #[a = ] x }', `${'{'.repeat(50_000)}`, 'extern { fn'])
      expect(() => fileReport('a.rs', bytes(text))).not.toThrow();
  });

  it('ends attributes that nest without end', () => {
    const nested = (depth: number) => `${'#[a = {'.repeat(depth)} ${'}] '.repeat(depth)} fn f() {}`;
    expect(fileReport('a.rs', bytes(`#[a = {#[b = f()] 1}] fn f() {}`))).toMatchObject({ parses: true });
    expect(fileReport('a.rs', bytes(nested(5000))).parses).toBe(false);
  });

  it('is summed up with the others of its package', () => {
    const sources: [string, Buffer][] = [
      ['src/b.rs', bytes('unsafe fn f() { g(); }')],
      ['README.md', bytes('fn')],
      ['src/a.rs', bytes('fn f() { g(); }')],
      ['src/c.rs', bytes('fn')],
    ];
    const { files, totals } = unsafeReport({ name: 'x', version: '1.0.0' }, sources);
    expect(files.map((file) => file.path)).toEqual(['src/a.rs', 'src/b.rs', 'src/c.rs']);
    expect(totals).toMatchObject({ files: 3, parsed: 2, bytes: 39 });
    expect(totals.strict.withTests).toMatchObject({ functions: [1, 1], exprs: [1, 1], unsafeBlocks: 0 });
  });
});
