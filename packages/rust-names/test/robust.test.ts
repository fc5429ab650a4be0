import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ns } from '../src/index.ts';
import { fixture, resolved } from './fixture.ts';

/** Words that meet in odd ways. */
const WORDS =
  `mod a; mod b { } use self super crate :: {*} as _ pub(in crate::a) struct S enum E { V = 1 } impl trait T for fn f() { }
  macro_rules! m { ($x:tt) => { $x } } m!(a) $( $crate ) * , ; #[derive(Clone)] #[cfg(all())] #[cfg_attr(x, y)] #[path = "x.rs"] #[macro_use] extern crate
  include!("lib.rs"); "{}" format_args!("{x:?}") 'a < > & | ( [ ] \${count(x)} r#type concat! macro n($a:expr) static const type = where`
    .split(/\s+/)
    .filter((word) => word !== '');

describe('anything', () => {
  it('gives names and diagnostics, always the same, and never throws', () => {
    const file = fc.array(fc.constantFrom(...WORDS), { maxLength: 60 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(file, file, (one, two) => {
        const text = `//- /lib.rs edition:2018\n${one}\n//- /a.rs\n${two}\n//- /x.rs\n${two}`;
        const { main } = fixture(text);
        main.traitImpls();
        for (let i = 0; i < main.defCount(); i++) {
          main.span(i as never);
          main.bodySource(i as never);
          main.traitsInScope(main.scopeOf(i as never));
        }
        const again = fixture(text).main;
        expect(again.defCount()).toBe(main.defCount());
        expect(again.diagnostics).toEqual(main.diagnostics);
      }),
      { numRuns: 300 },
    );
  });

  it('takes arbitrary text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        fixture(`//- /lib.rs\nmacro_rules! m { ${text} } m!(${text}); ${text}`);
      }),
      { numRuns: 300 },
    );
  });

  it('survives deep nesting of modules, use trees, cfgs, paths and macros', () => {
    const deep = 3000;
    const nest = (open: string, close: string, inside = '') => open.repeat(deep) + inside + close.repeat(deep);
    for (const text of [
      nest('mod m { ', '}'),
      `use ${nest('a::{', '}', 'b')};`,
      `#[cfg(${nest('not(', ')', 'x')})] fn f() {}`,
      `#[cfg_attr(all(), ${nest('cfg_attr(all(), ', ')', 'inline')})] fn f() {}`,
      `macro_rules! m { ${nest('(', ')')} => { ${nest('$(', ')*', 'x')} } } m!(${nest('(', ')')});`,
      `fn f() ${nest('{', '}', 'struct S;')}`,
      `fn f() { ${nest('m!(', ')')} }`,
      `type T = ${'super::'.repeat(deep)}X;`,
    ]) {
      const { main } = fixture(`//- /lib.rs\n${text}`);
      expect(main.defCount()).toBeGreaterThan(0);
    }
  });

  it('resolves odd paths without end', () => {
    const { main } = fixture(
      '//- /lib.rs\nuse self::a as b; use self::b as a; pub use crate::*; mod m { pub use super::*; }',
    );
    expect(resolved(main, 'super::super::x')).toBeUndefined();
    expect(resolved(main, 'm::m::m::m')).toBe('main::m');
    expect(resolved(main, 'a')).toBeUndefined();
    expect(resolved(main, 'Self::x', Ns.Value)).toBeUndefined();
  });
});
