import { Interner } from '@lazaret/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeSource,
  FragmentMatcher,
  lexSource,
  NodeKind,
  parseBody,
  parseExprList,
  parseFile,
  type Tree,
} from './index.ts';

const SEED = `#![a] use a::{b, c as d}; pub(crate) struct S<T: A + 'a>(u8, Vec<Vec<T>>) where T: B<C = D>;
enum E { A = 1, B { x: [u8; N] }, C(fn(u8) -> u8) } unsafe impl<'a, T> X<'a> for S<T> { const Z: &str = r#"x"#; type Y = impl F;
fn f(&mut self, (a, _): (u8, i8)) -> Result<(), ()> { let Some(x) = y else { return; }; if let A(b) = c && d < e { m!(x => y) }
for i in 0..n { match z { 1..=2 | K::L { p, .. } if q => r?.await, _ => |t: u8| S { u: 1, ..v }, } } 'l: loop { break 'l x as u8 >> 1 } } }
macro_rules! m { ($x:expr) => { $x }; } extern "C" { fn g(...); static H: *const u8; } trait W: Fn(u8) -> u8 {} fn main() { a.0.1[2] = -b'c'; unsafe { d() } }`;

/** Nodes lie within their parents and in order; every token of the root's range belongs to it. */
function check(tree: Tree, length: number): void {
  expect(tree.start(tree.root)).toBe(0);
  expect(tree.end(tree.root)).toBe(length);
  const stack = [tree.root];
  let seen = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    seen++;
    let last = tree.start(node);
    for (const child of tree.children(node)) {
      // A split token belongs to both sides: `>>`, `&&`.
      if (tree.start(child) < last - 1 || tree.end(child) > tree.end(node) || tree.end(child) < tree.start(child)) {
        throw new Error(`node ${child} (kind ${tree.kind(child)}) leaves its parent ${node}`);
      }
      last = tree.end(child);
      stack.push(child);
    }
  }
  expect(seen).toBeLessThanOrEqual(tree.count);
}

function parseAll(text: string): void {
  for (const edition of [2015, 2024] as const) {
    const tokens = lexSource(text, 0, new Interner(), { edition });
    for (let i = 0; i < tokens.length; i++) {
      if (tokens.startOf(i) >= tokens.endOf(i) || tokens.startOf(i) < (i > 0 ? tokens.endOf(i - 1) : 0)) {
        throw new Error(`token ${i} is empty or overlaps`);
      }
    }
    const lazy = parseFile(tokens, { edition });
    check(lazy, tokens.length);
    for (let node = 0; node < lazy.count; node++) {
      if (lazy.kind(node) === NodeKind.LazyBlock) parseBody(tokens, lazy.range(node), { edition });
    }
    check(parseFile(tokens, { edition, bodies: 'full' }), tokens.length);
    parseExprList(tokens, { start: 0, end: tokens.length }, { edition });
    const matcher = new FragmentMatcher(edition);
    for (const kind of ['expr', 'ty', 'pat', 'stmt', 'item', 'path', 'meta', 'vis', 'block'] as const) {
      expect(matcher.match(tokens, kind, 0, tokens.length)).toBeLessThanOrEqual(tokens.length);
    }
  }
}

describe('any input', () => {
  it('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => parseAll(decodeSource(bytes).text)),
      { numRuns: 300 },
    );
  });

  it('random sequences of Rust tokens', () => {
    const words = [...new Set(SEED.match(/\w+|[^\w\s]+|[^\w\s]/g))];
    const text = fc.array(fc.constantFrom(...words, '{', '}', '(', ')', '<', '>', '&', '|', ',', ';'), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, (parts) => parseAll(parts.join(' '))),
      { numRuns: 500 },
    );
  });

  it('Rust with a part cut out or put elsewhere', () => {
    const place = fc.nat(SEED.length);
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        const from = Math.min(a, b);
        const part = SEED.slice(from, Math.max(a, b));
        const rest = SEED.slice(0, from) + SEED.slice(Math.max(a, b));
        parseAll(rest);
        parseAll(rest.slice(0, c) + part + rest.slice(c));
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['parentheses', '(', ')'],
    ['blocks', '{', '}'],
    ['brackets', '[', ']'],
    ['ifs', 'if a {', '}'],
    ['else ifs', 'if a {} else ', ''],
    ['closures', '|x| ', ''],
    ['negations', '-', ''],
    ['references', '&&', ''],
    ['returns', 'return ', ''],
    ['matches', 'match a { b => ', '}'],
    ['tuple indices', 'a.0. ', '0'],
    ['boxes', 'let S { box ', '}'],
    ['box fields', 'box ', ''],
    ['qualified paths', '<', '>::a'],
    ['labels', "'a: ", ''],
    ['attributes', '#[a] ', ''],
    ['macros', 'm!{', '}'],
    ['sums', 'a + ', ''],
    ['calls', 'a.b(', ')'],
    ['generics', 'a::<b<', '>>'],
    ['ranges', '.. ', ''],
    ['assignments', 'a = ', ''],
    ['casts', 'a as &', ''],
    ['items', 'mod a { fn b() {', '} }'],
    ['types', 'let x: fn(', ')'],
    ['patterns', 'let Some(', ')'],
    ['bounds', 'fn a<B: C<D = dyn ', ''],
    ['uses', 'use a::{', '}'],
  ])('deep %s', (_, open, close) => {
    const text = `fn main() { ${open.repeat(20_000)} x ${close.repeat(20_000)} } ${open.repeat(3000)}`;
    const tokens = lexSource(text, 0, new Interner());
    for (const bodies of ['lazy', 'full'] as const) {
      const tree = parseFile(tokens, { edition: 2021, bodies });
      check(tree, tokens.length);
      if (bodies === 'full') expect(tree.errors.length + tokens.errors.length).toBeGreaterThan(0);
    }
  });

  it('long chains of method calls make a bounded tree', () => {
    const text = `fn main() { a${'.b()'.repeat(5000)} } fn g() {}`;
    const tree = parseFile(lexSource(text, 0, new Interner()), { edition: 2021, bodies: 'full' });
    expect(tree.errors.map((e) => e.code)).toContain('too-deep');
    expect(tree.childrenOf(tree.root, NodeKind.Fn)).toHaveLength(2);
    const fine = `fn main() { a${'.b()'.repeat(1000)} }`;
    expect(parseFile(lexSource(fine, 0, new Interner()), { edition: 2021, bodies: 'full' }).errors).toEqual([]);
  });
});
