import { readFileSync } from 'node:fs';
import { World } from '@lazaret/facts';
import { createSourceCrate } from '@lazaret/rust-infer';
import { expect, test } from 'vitest';
import { type CallSite, callSites } from './calls-format.ts';
import { STD_FACTS_URL, stdLoader } from './std.ts';

/** Of a crate, maybe with a module `m`. */
function sitesOf(text: string, m?: string): CallSite[] {
  const world = new World();
  const { num } = createSourceCrate(world, {
    name: 'k',
    package: { name: 'k', version: '1.0.0' },
    edition: 2021,
    unit: 'lib',
    root: 'lib.rs',
    readFile: (path) => (path === 'lib.rs' ? text : path === 'm.rs' ? m : undefined),
    features: new Set(),
    cfg: () => false,
    externs: new Map(),
    stdCrates: stdLoader(readFileSync(STD_FACTS_URL))(world),
  });
  return [...callSites(world, num)];
}

/** What the function `f` calls, each with the text of its first line from there on. */
function callsOfF(text: string): string[] {
  const lines = text.split('\n');
  return sitesOf(text)
    .filter((site) => site.caller === 'k::f')
    .map(({ callees, line, col, end }) => {
      const name = callees[0]?.path.replace(/.*::(?=\w)/, '') ?? '?';
      return `${name}: ${lines[line - 1]!.slice(col - 1, end === undefined ? undefined : end[1] - 1)}`;
    })
    .sort();
}

test('what reaches beyond a part that a macro was given stands in the text of the macro', () => {
  // Places as in the compiler's own typed tree of this text.
  const calls = callsOfF(`
    pub struct A; impl A { fn me(&self) {} fn new() -> A { A } } fn mk(_: u8) -> Option<A> { None }
    impl std::ops::Add for A { type Output = A; fn add(self, _: A) -> A { A } }
    macro_rules! asks { ($e:expr) => { $e? }; }
    macro_rules! adds { ($a:expr, $b:expr) => { $a + $b }; }
    macro_rules! calls { ($g:ident) => { $g(1) }; }
    macro_rules! path { ($t:ident, $n:ident) => { $t::$n() }; }
    macro_rules! closure { ($c:expr) => { ($c)(7) }; }
    macro_rules! passes { ($($t:tt)*) => { { $($t)* } }; }
    pub fn f(x: A, y: A) -> Option<()> {
      asks!(mk(2));
      adds!(x, y);
      calls!(mk);
      path!(A, new);
      closure!(|n: u8| n);
      passes!(y.me());
      None
    }`);
  expect(calls).toEqual([
    'add: $a + $b',
    'branch: $e?',
    'call: ($c)(7)',
    'f::{closure#0}: |n: u8| n',
    'from_residual: $e?',
    'me: me()',
    'mk: $g(1)',
    'mk: mk(2)',
    'new: $t::$n()',
  ]);
});

test('a function that a macro puts together stands where the macro begins it', () => {
  const macro = 'macro_rules! public { ($(#[$m:meta])* $vis:ident $($rest:tt)*) => { $(#[$m])* $vis $($rest)* }; }';
  const text = '#[macro_use] mod m; public! { #[inline] pub fn one() {} } pub fn f() { one(); }';
  const [site] = sitesOf(text, macro).filter(({ caller }) => caller === 'k::f');
  expect(site!.callees[0]!.span).toEqual({ file: 'm.rs', line: 1, col: macro.lastIndexOf('$vis') + 1 });
});
