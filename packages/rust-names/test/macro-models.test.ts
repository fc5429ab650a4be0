/** Attribute and function-like macros with a model: what they become, and when the opaque record stays. */
import { DefFlag, DefKind, type LocalDef } from '@lazaret/facts';
import { NodeKind, parseExpr } from '@lazaret/rust-syntax';
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

/** All items below the root and their bodies parse; names of functions by their Self types. */
function methods(main: CrateNames): string[] {
  const found: string[] = [];
  for (let i = 0; i < main.defCount(); i++) {
    const def = i as LocalDef;
    const tree = main.tree(def);
    if (tree === undefined) continue;
    expect(tree.errors).toEqual([]);
    const body = main.bodySource(def);
    if (body !== undefined) expect(body.tree.errors, body.tree.text(body.node)).toEqual([]);
    if (main.kind(def) === DefKind.Fn) found.push(main.world.names.text(main.defName(def)));
  }
  return found;
}

describe('pin-project', () => {
  const pinned = (body: string) =>
    withMacros('pin_project_internal', 'attr', 'pin_project pinned_drop', 'pin_project', body, '1.1.13');

  it('makes projections, their methods and impls', () => {
    const main = pinned(`use my::{pin_project, pinned_drop};
      #[pin_project(PinnedDrop, project_replace = Own)] #[derive(Debug)]
      pub struct S<'a, T: Copy = u8, const N: usize = 1> where T: Send { #[pin] a: Vec<Vec<T>>, pub b: &'a [u8; N] }
      #[pinned_drop] impl<T> PinnedDrop for S<'_, T> { fn drop(self: Pin<&mut Self>) { self.project(); } }
      #[pin_project(project = P, project_ref = R, !Unpin)] enum E<F> { A { #[pin] f: F }, B(u8), C }
      #[pin_project] struct T(#[pin] u8, u16);`);
    expect(opaque(main).filter((one) => !one.includes('derive'))).toEqual([]);
    expect(methods(main)).toEqual(
      expect.arrayContaining(['project', 'project_ref', 'project_replace', 'project', 'project_ref', 'drop']),
    );
    expect(defNames(main, DefKind.Struct).filter((name) => name !== 'S')).toEqual(
      expect.arrayContaining(['Own', 'T', '__SProjection', '__SProjectionRef', '__TProjection', '__TProjectionRef']),
    );
    expect(defNames(main, DefKind.Enum)).toEqual(['E', 'P', 'R']);
    expect(text(main, '__SProjection')).toBe(
      "pub ( crate ) struct __SProjection < 'pin , 'a , T : Copy , const N : usize > where T : Send { a : $crate :: " +
        "__private :: Pin < & 'pin mut ( Vec < Vec < T >> ) > , pub b : & 'pin mut ( & 'a [ u8 ; N ] ) }",
    );
    expect(text(main, 'S')).not.toContain('# [ pin ]');
  });

  it('keeps the record where an argument is not known, and does nothing for other items', () => {
    expect(opaque(pinned('#[my::pin_project(strange)] struct S { a: u8 }'))).toEqual(['#[my::pin_project] proc-macro']);
    expect(opaque(pinned('#[my::pin_project] union U { a: u8 }'))).toEqual(['#[my::pin_project] proc-macro']);
    expect(opaque(pinned('#[my::pinned_drop] impl S { fn drop(self) {} }'))).toEqual(['#[my::pinned_drop] proc-macro']);
  });
});

describe("tracing's instrument", () => {
  const instrumented = (body: string) =>
    withMacros('tracing_attributes', 'attr', 'instrument', 'tracing', `use my::instrument; ${body}`, '0.1.31');

  it('opens a span with the parameters around the body', () => {
    const main = instrumented(
      '#[instrument(level = "debug", skip(b), fields(n = 1, %c, later), err(Debug), ret)] fn f(&self, a: &str, b: u8, (c, d): P) -> Result<u8, E> { go()? }',
    );
    expect(opaque(main)).toEqual([]);
    const written = text(main, 'f');
    for (const part of [
      '$crate :: span ! ( target : :: core :: module_path ! ( ) , $crate :: Level :: DEBUG , "f" ,',
      'self = $crate :: field :: debug ( & self ) , a = a , c = $crate :: field :: debug ( & c ) , d = $crate :: field :: debug ( & d ) ,',
      'n = 1 , % c , later = $crate :: field :: Empty , ) ;',
      '$crate :: event ! ( target : :: core :: module_path ! ( ) , $crate :: Level :: ERROR , error = ? e )',
      '$crate :: event ! ( target : :: core :: module_path ! ( ) , $crate :: Level :: DEBUG , return = ? x )',
      'let __tracing_attr_fake_return : Result < u8 , E > = loop { }',
      '{ go ( ) ? }',
    ]) {
      expect(written).toContain(part);
    }
  });

  it('instruments the future of an async body, also of one that is boxed', () => {
    for (const body of [
      'async fn f(a: A) { a.go().await }',
      'fn f(a: A) -> Pin<Box<dyn Future>> { Box::pin(async move { a.go().await }) }',
    ]) {
      const main = instrumented(`#[instrument(skip_all)] ${body}`);
      expect(opaque(main)).toEqual([]);
      const written = text(main, 'f');
      expect(written).toContain(
        '$crate :: Instrument :: instrument ( __tracing_instrument_future , __tracing_attr_span ) . await',
      );
      expect(written).not.toContain('. enter (');
    }
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

  it('join! and select! of futures poll what they are given', () => {
    const names = 'join_internal try_join_internal select_internal select_biased_internal';
    const main = withMacros(
      'futures_macro',
      'bang',
      names,
      'futures_macro',
      `use my::*; fn f() { join_internal!(a(), b::<C, D>()); try_join_internal!(a()); select_internal! { x = go(1) => { h() } y = fut => k(y),
        complete => c(), default => d() } select_biased_internal!(Some(x) = go() => 1) }`,
      '0.3.34',
    );
    const { tree, node } = main.bodySource((defOf(main, 'f') & 0xfffff) as LocalDef)!;
    const scope = main.scopeOf((defOf(main, 'f') & 0xfffff) as LocalDef);
    const texts: string[] = [];
    const walk = (at: number): void => {
      if (tree.kind(at) === NodeKind.MacroExpr || tree.kind(at) === NodeKind.MacroStmt) {
        const made = main.expand(scope, tree, at);
        expect(made.kind).toBe('tokens');
        if (made.kind !== 'tokens') return;
        const whole = { start: 0, end: made.tokens.length };
        expect(parseExpr(made.tokens, whole, { edition: 2021 }).errors).toEqual([]);
        texts.push(made.tokens.textOf(whole).replaceAll(/\s+/g, ' '));
      }
      for (const child of tree.children(at)) walk(child);
    };
    walk(node);
    expect(texts.length).toBe(4);
    expect(texts[0]).toContain('__futures_crate::future::maybe_done( b::<C, D>() )');
    expect(texts[2]).toContain('assert_fused_future(& fut )');
    expect(texts[2]).toContain('__PrivResult::_1( y )');
    expect(texts[2]).toContain('noop_waker_ref');
    expect(texts[3]).not.toContain('shuffle');
  });

  it("makes the enum of tokio's select!", () => {
    const main = withMacros(
      'tokio_macros',
      'bang',
      'select_priv_declare_output_enum select_priv_clean_pattern',
      'tokio',
      'mod m { my::select_priv_declare_output_enum! { (_ _ _) } } fn f(my::select_priv_clean_pattern!(ref mut a @ Some(mut b)): u8) {}',
      '2.7.2',
    );
    expect(opaque(main)).toEqual([]);
    expect(defNames(main, DefKind.Variant)).toEqual(['Disabled', '_0', '_1', '_2']);
    expect(text(main, 'm::Mask')).toBe('pub ( super ) type Mask = u8 ;');
  });

  it('tables, dates and texts are values of their types', () => {
    const phf = withMacros(
      'phf_macros',
      'bang',
      'phf_map phf_set',
      'phf',
      'static M: X = my::phf_map! { "a" => f(1, 2), b\'c\' => 2, }; static S: X = my::phf_set!("a"); static N: X = my::phf_map! { "a" | "b" => 1 };',
      '0.11.2',
    );
    const values = ['M', 'S', 'N'].map((name) => {
      const body = phf.bodySource((defOf(phf, name) & 0xfffff) as LocalDef)!;
      const made = phf.expand(phf.scopeOf(0 as LocalDef), body.tree, body.node);
      return made.kind === 'tokens'
        ? made.tokens.textOf({ start: 0, end: made.tokens.length }).replaceAll(/\s+/g, '')
        : made.kind;
    });
    expect(values).toEqual([
      '$crate::Map{key:0,disps:&[],entries:&[("a",f(1,2)),(b\'c\',2)]}',
      '$crate::Set{map:$crate::Map{key:0,disps:&[],entries:&[("a",())]}}',
      'opaque',
    ]);
  });
});
