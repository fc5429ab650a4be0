/** Attribute and function-like macros with a model: what they become, and when the opaque record stays. */
import { DefFlag, DefKind, type LocalDef } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import type { CrateNames } from '../src/index.ts';
import { defNames, defOf, fixture } from './fixture.ts';

/** A macro crate with `names` of a kind, its facade that passes them on, and the crate that uses them. */
function withMacros(
  krate: string,
  kind: 'attr' | 'bang',
  names: string,
  facade: string,
  text: string,
  version: string,
) {
  const attr = kind === 'attr' ? '#[proc_macro_attribute]' : '#[proc_macro]';
  const macros = names.split(' ').map((name) => `${attr} pub fn ${name}(i: X) -> X { i }`);
  const crates = `//- /lib.rs crate:${krate} kind:proc-macro
    ${macros.join('\n')}
    //- /lib.rs crate:${facade === krate ? 'unused' : facade} deps:${krate}
    pub use ${krate}::*;
    //- /lib.rs crate:main deps:my=${facade}
    ${text}`;
  return fixture(crates, (name) => (name === krate ? { package: { name, version } } : {})).main;
}

/** Text of a definition's item, or of its body, with single spaces. */
function text(main: CrateNames, path: string): string {
  const def = (defOf(main, path) & 0xfffff) as LocalDef;
  const tree = main.tree(def)!;
  expect(tree.errors).toEqual([]);
  const { start, end } = tree.range(main.node(def));
  const body = main.bodySource(def);
  if (body !== undefined) expect(body.tree.errors).toEqual([]);
  const words: string[] = [];
  for (let i = start; i < end; i++) words.push(tree.tokens.text(i));
  return words.join(' ');
}

const opaque = (main: CrateNames) => main.opaque().map((one) => `${one.macro} ${one.reason}`);

describe('attribute macros', () => {
  const tokio = (body: string, version = '2.1.0') =>
    withMacros('tokio_macros', 'attr', 'main test main_fail', 'tokio', body, version);

  it('are known by what defines them, however they are imported', () => {
    const main = tokio('#[go] async fn main() -> u8 { let a = 1; f(a) } use my::main as go;');
    expect(opaque(main)).toEqual(['#[go] proc-macro']);
    for (const how of ['#[my::main]', 'use my::main; #[main]', '#[main] async fn main() {} use my::*; #[my::main]']) {
      const other = tokio(`${how} async fn go() -> u8 { let a = 1; f(a) }`);
      expect(opaque(other)).toEqual([]);
      expect(text(other, 'go')).toBe(
        'fn go ( ) -> u8 { let body = async { let a = 1 ; f ( a ) } ; { return $crate :: runtime :: Builder :: ' +
          'new_multi_thread ( ) . enable_all ( ) . build ( ) . expect ( "Failed building the Runtime" ) . block_on ( body ) ; } }',
      );
    }
  });

  it('stay opaque in another version, in forms that are not known, and on other items', () => {
    expect(opaque(tokio('#[my::main] async fn go() {}', '3.0.0'))).toEqual(['#[my::main] proc-macro']);
    expect(opaque(tokio('#[my::main_fail] async fn go() {}'))).toEqual(['#[my::main_fail] proc-macro']);
    expect(opaque(tokio('#[my::main] struct S;'))).toEqual(['#[my::main] proc-macro']);
    const partial = tokio('#[my::main(sun = 1)] async fn go() {}');
    expect(opaque(partial)).toEqual(['#[my::main] proc-macro']);
    expect(partial.flags((defOf(partial, 'go') & 0xfffff) as LocalDef) & DefFlag.Opaque).toBe(DefFlag.Opaque);
    expect(text(partial, 'go')).toContain('block_on');
  });

  it('take tests away, and leave the other attributes', () => {
    const main = tokio(
      '#[my::test] async fn t() {} #[cfg_attr(not(windows), inline, my::main(worker_threads = 2), cold)] async fn go() {}',
    );
    expect(defNames(main, DefKind.Fn)).toEqual(['go']);
    expect(text(main, 'go')).toMatch(/^# \[ inline \] # \[ cold \] fn go .* \. worker_threads \( 2 \)/);
    expect(opaque(main)).toEqual([]);
  });

  it('box the futures of async traits', () => {
    const main = withMacros(
      'async_trait',
      'attr',
      'async_trait',
      'async_trait',
      `use my::async_trait;
      #[async_trait] trait T { async fn a(&self, x: &u8) -> Vec<Vec<u8>>; async fn b(); fn c(); }
      #[async_trait(?Send)] impl T for S { async fn a(&self, mut y: String, (p, q): P) -> u8 { y.go().await } }`,
      '0.1.80',
    );
    expect(opaque(main)).toEqual([]);
    expect(text(main, 'T')).toBe(
      'trait T { fn a ( & self , x : & u8 ) -> :: core :: pin :: Pin < Box < dyn :: core :: future :: Future < Output = Vec < ' +
        'Vec < u8 >> > + :: core :: marker :: Send >> ; fn b ( ) -> :: core :: pin :: Pin < Box < dyn :: core :: future :: ' +
        'Future < Output = ( ) > + :: core :: marker :: Send >> ; fn c ( ) ; }',
    );
    const fn = main.children(main.traitImpls()[0]!.impl)[0]!;
    const tree = main.tree(fn)!;
    const words: string[] = [];
    for (let i = tree.start(main.node(fn)); i < tree.end(main.node(fn)); i++) words.push(tree.tokens.text(i));
    expect(words.join(' ')).toBe(
      'fn a ( & self , mut y : String , ( p , q ) : P ) -> :: core :: pin :: Pin < Box < dyn :: core :: future :: Future < ' +
        'Output = u8 >> > { Box :: pin ( async move { if let :: core :: option :: Option :: Some ( __ret ) = :: core :: ' +
        'option :: Option :: None :: < u8 > { return __ret ; } let __self = self ; let mut y = y ; let __ret : u8 = { y . go ' +
        '( ) . await } ; __ret } ) }',
    );
  });
});

describe('function-like macros', () => {
  const paste = (body: string) => withMacros('paste', 'bang', 'paste', 'paste', body, '1.0.15');

  it('paste makes names of pieces', () => {
    const main = paste(`macro_rules! m { ($a:ident, $t:ty, $($n:literal)*) => { my::paste! {
        fn [<get_ $a>]() -> $t { 1 } struct [<$a:camel Type>]; mod [<$a _ $a:snake:upper>] { $(pub fn [<f $n>]() {})* }
        impl [<$a:camel Type>] { fn [<set $a:lower>]<[<'a $a>]>() { [<1 u8>] + x[0] + a[<T>::B] } }
      } } }
      m!(myName_one, u8, 1 "x-y");`);
    expect(opaque(main)).toEqual([]);
    expect(defNames(main, DefKind.Fn)).toEqual(['f1', 'fx_y', 'get_myName_one', 'setmyname_one']);
    expect(defNames(main, DefKind.Struct)).toEqual(['MyNameOneType']);
    expect(defNames(main, DefKind.Mod)).toEqual(['main', 'myName_one_MY_NAME_ONE']);
  });

  it('paste is opaque where it would fail', () => {
    expect(opaque(paste('my::paste! { fn [<a + b>]() {} }'))).toEqual(['my::paste! proc-macro']);
    expect(opaque(paste('my::paste! { fn [<a:shout>]() {} }'))).toEqual(['my::paste! proc-macro']);
  });
});
