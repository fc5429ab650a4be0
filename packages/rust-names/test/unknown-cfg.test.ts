import { DefKind } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import { defNames, type Fixture, fixture, pathOf } from './fixture.ts';

/** `owner: macro: names` of what was left out because nobody knows the configuration. */
function leftOut({ world, main }: Fixture): string[] {
  return main
    .opaque()
    .filter((one) => one.reason === 'cfg-unknown')
    .map((one) => `${pathOf(world, one.owner)}: ${one.macro}: ${one.names.map((n) => world.names.text(n)).join(' ')}`);
}

describe('configuration that nobody knows', () => {
  it('is taken as likely; items on the other side leave their names', () => {
    const found = fixture(`
      //- /lib.rs likely:maybe
      #[cfg(maybe)] pub struct Kept;
      #[cfg(not(maybe))] fn gone() { call() }
      #[cfg(windows)] fn known() {}
      #[cfg(all(windows, not(maybe)))] fn decided() {}
      pub enum E { A, #[cfg(not(maybe))] B(Other) }
      pub mod m { impl super::E { #[cfg(not(maybe))] fn method(&self) {} } }
    `);
    expect(defNames(found.main, DefKind.Struct)).toEqual(['Kept']);
    expect(leftOut(found)).toEqual([
      'main: #[cfg(not(maybe))]: cfg not maybe fn gone call',
      'main::E: #[cfg(not(maybe))]: B Other',
      expect.stringMatching(/#\[cfg\(not\(maybe\)\)\]: cfg not maybe fn method self$/),
    ]);
  });

  it('leaves names of statements, arms, fields, branches and files', () => {
    const found = fixture(`
      //- /lib.rs likely:maybe
      fn f() { #[cfg(not(maybe))] first(); second(); match x { #[cfg(not(maybe))] A => third(), _ => {} } }
      fn g() { choose! { if #[cfg(maybe)] { one() } else { two() } } three() }
      #[cfg(not(maybe))] mod inner;
      #[cfg_attr(not(maybe), derive(Extra))] struct S;
      //- /inner.rs
      pub mod deep;
      //- /inner/deep.rs
      pub fn far() {}
    `);
    const lines = leftOut(found);
    expect(lines.slice(0, 3)).toEqual([
      'main::f: #[cfg(not(maybe))]: first',
      'main::f: #[cfg(not(maybe))]: A third',
      'main::g: #[cfg(maybe)]: one else two',
    ]);
    expect(lines[3]).toMatch(/^main: #\[cfg\(not\(maybe\)\)\]: .*\bdeep\b.*\bfar\b/);
    expect(lines[4]).toBe('main::S: #[cfg_attr(not(maybe))]: not maybe derive Extra');
  });

  it('is silent where everything is known or nobody asked', () => {
    expect(leftOut(fixture('//- /lib.rs likely:maybe cfg:unix\n#[cfg(not(unix))] fn f() {}'))).toEqual([]);
    expect(leftOut(fixture('//- /lib.rs\n#[cfg(maybe)] fn f() {}'))).toEqual([]);
  });
});

describe('files in OUT_DIR', () => {
  it('are included where their text is known, otherwise opaque', () => {
    const { main } = fixture(`
      //- /lib.rs
      include!(concat!(env!("OUT_DIR"), "/made.rs")); include!(concat!(env!("OUT_DIR"), "/other.rs"));
      //- /OUT_DIR/made.rs
      pub struct Made;
    `);
    expect(defNames(main, DefKind.Struct)).toEqual(['Made']);
    expect(main.opaque().map((one) => one.reason)).toEqual(['include-path-unknown']);
  });
});
