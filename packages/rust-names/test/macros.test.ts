import { DefFlag, DefKind, type LocalDef, localOf } from '@lazaret/facts';
import { type NodeId, NodeKind, type Tree } from '@lazaret/rust-syntax';
import { describe, expect, it } from 'vitest';
import type { CrateNames, Expansion } from '../src/index.ts';
import { codes, defNames, defOf, fixture, resolved } from './fixture.ts';

/** Names of all functions that a crate with these macros declares. */
function fns(text: string): string[] {
  const { main } = fixture(`//- /lib.rs\n${text}`);
  expect(codes(main)).toEqual([]);
  return defNames(main, DefKind.Fn);
}

/** Expansion of the n-th macro call in the body of a function. */
function expandIn(names: CrateNames, path: string, which = 0): { expansion: Expansion; tree: Tree; node: NodeId } {
  const def = localOf(defOf(names, path));
  const { tree, node } = names.bodySource(def)!;
  const calls: { node: NodeId; scope: ReturnType<CrateNames['scopeOf']> }[] = [];
  const walk = (at: NodeId, outer: ReturnType<CrateNames['scopeOf']>): void => {
    const kind = tree.kind(at);
    const scope = kind === NodeKind.BlockExpr ? names.enterBlock(outer, tree, at, def) : outer;
    if (kind === NodeKind.MacroExpr || kind === NodeKind.MacroStmt) calls.push({ node: at, scope });
    for (const child of tree.children(at)) walk(child, scope);
  };
  walk(node, names.scopeOf(def));
  const call = calls[which]!;
  return { expansion: names.expand(call.scope, tree, call.node), tree, node: call.node };
}

function text(expansion: Expansion): string {
  if (expansion.kind !== 'tokens') return expansion.kind === 'opaque' ? `opaque ${expansion.reason}` : expansion.name;
  return expansion.tokens.textOf({ start: 0, end: expansion.tokens.length }).replaceAll(/\s+/g, ' ').trim();
}

describe('macro_rules', () => {
  it('finds items in bodies behind macros that only call macros that declare them', () => {
    const { main } = fixture(`//- /lib.rs crate:dep
        #[macro_export] macro_rules! log { ($x:expr) => { $x } }
        #[macro_export] macro_rules! outer { ($n:ident) => { $crate::inner! { $n } } }
        #[macro_export] macro_rules! inner { ($n:ident) => { struct $n; } }
        #[macro_export] macro_rules! call { ($m:ident $n:ident) => { $m! { $n } } }
        //- /lib.rs crate:main edition:2021 deps:dep
        macro_rules! own { ($n:ident) => { second!($n); } }
        macro_rules! second { ($n:ident) => { impl $n {} } }
        fn a() { dep::log!(1); }
        fn b() { dep::outer!(A); }
        fn c() { struct B; own!(B); }
        fn d() { struct C; dep::call!(second C); }`);
    expect(codes(main)).toEqual([]);
    expect(defNames(main, DefKind.Struct)).toEqual(['A', 'B', 'C']);
    expect(main.inherentImpls().length).toBe(2);
  });

  it('goes on within a compound token where a fragment ends there', () => {
    expect(
      fns(`macro_rules! m { ($a:ident<$t:ty>, $b:ident<$($u:path),*>=$e:expr) => { fn $a(_: $t) {} fn $b() { $e } } }
        m!(one<Vec<Vec<u8>>>, two<A<u8>, B<u8>>=1);`),
    ).toEqual(['one', 'two']);
  });

  it('takes a missing visibility for one wherever it may follow', () => {
    expect(
      fns(`macro_rules! m { (v: $v:vis, $($w:vis $n:ident)*) => { $v fn first() {} $($w fn $n() {})* } }
        m!(v: , a pub b crate c); m!(v: pub(crate), d);
        macro_rules! o { ($v:vis struct $n:ident) => { p! { [$v] $n } } } macro_rules! p { ([$v:vis] $n:ident) => { $v fn $n() {} } }
        o!(struct e); o!(pub struct f);`),
    ).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'first', 'first']);
  });

  it('passes on macros that carry doc comments, and matches the text of these', () => {
    const { main } = fixture(`//- /lib.rs crate:dep
      macro_rules! documented { ($m:item) => { /** The point. */ $m } }
      documented! { #[macro_export] macro_rules! made { ($n:ident) => { fn $n() {} } } }
      //- /lib.rs crate:main deps:dep
      use dep::made; made!(one);
      macro_rules! safe { (#[doc = r" SAFETY:"] $n:ident) => { fn $n() {} }; (#[doc = r#" "quoted" "#] $n:ident) => { fn $n() {} } }
      safe! { /// SAFETY:
        two }
      safe! { /** "quoted" */ three }`);
    expect(codes(main)).toEqual([]);
    expect(defNames(main, DefKind.Fn)).toEqual(['one', 'three', 'two']);
  });

  it('joins patterns that were captured one by one', () => {
    expect(
      fns(`macro_rules! all { ($($p:pat_param)|+) => { one!($($p)|+); } }
        macro_rules! one { ($p:pat) => { fn whole() { let $p = 1; } } }
        all!(1 | 2 | 3);`),
    ).toEqual(['whole']);
  });

  it('matches every kind of fragment and repetition', () => {
    expect(
      fns(`
        macro_rules! all {
          ($v:vis $i:ident $e:expr, $t:ty, $p:pat, $pp:path, $l:lifetime $lit:literal $b:block {$s:stmt} [$m:meta] $it:item $($tt:tt)*) => { $v fn $i() {} };
        }
        all!(pub(crate) one 1 + 2, Vec<Vec<u8>>, Some(1) | None, a::b<c>, 'x -1 { 2 } {let x = 1} [doc = "d"] struct S; a ( b [c] ));
        all!(two f(|a, b| a), &'a mut [u8; 3], _, x, 'y "s" {} {g()} [x(y)] fn inner() {});
        macro_rules! many { ($($i:ident),* $(,)?) => { $(fn $i() {})* }; ($($k:ident => [$($v:ident)+]);+) => { $($(fn $v() {})+)+ }; }
        many!(a, b, c,); many!(); many!(x => [d e]; y => [f]);
        macro_rules! optional { ($(#[$m:meta])? $i:ident $(= $e:expr)?) => { $(#[$m])? fn $i() { $($e)? } }; }
        optional!(#[inline] g = 1); optional!(h);
      `),
    ).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'one', 'two']);
  });

  it('tries rules in order and reports what matches none', () => {
    const { main } = fixture(`
      //- /lib.rs
      macro_rules! m { (a) => { fn a() {} }; ($x:ident b) => { fn b() {} }; ($x:ident $y:ident) => { fn c() {} }; }
      m!(a); m!(x b); m!(x y); m!(1); missing!(some name);
    `);
    expect(defNames(main, DefKind.Fn)).toEqual(['a', 'b', 'c']);
    expect(main.opaque().map((one) => [one.macro, one.reason])).toEqual([
      ['m!', 'macro-no-rule-matched'],
      ['missing!', 'macro-unresolved'],
    ]);
    expect(main.opaque()[1]!.names.map((name) => main.world.names.text(name))).toEqual(['some', 'name']);
    expect(main.flags(0 as LocalDef) & DefFlag.Opaque).not.toBe(0);
  });

  it('expands macros that make macros, $$, metavariable expressions and $_', () => {
    expect(
      fns(`
        macro_rules! outer { ($n:ident) => { macro_rules! $n { ($$x:ident) => { fn $$x() {} }; } }; }
        outer!(inner); inner!(made);
        macro_rules! old { ($d:tt $n:ident) => { macro_rules! $n { ($d($d y:ident)*) => { $d(fn $d y() {})* }; } }; }
        old!($ inner2); inner2!(p q);
        macro_rules! skip { ($($_:ident)* ; $x:ident) => { fn $x() {} } } skip!(a b ; r);
        macro_rules! joined { ($a:ident $b:ident) => { fn \${concat($a, _, $b)}() {} } } joined!(left right);
        macro_rules! docs { ($(#[doc = $d:literal] $i:ident)*) => { $(fn $i() {})* } }
        docs! {
          /// text
          documented
        }
      `),
    ).toEqual(['documented', 'left_right', 'made', 'p', 'q', 'r']);
  });

  it('has textual scope, #[macro_use] modules, and paths for exported macros', () => {
    const { main } = fixture(`
      //- /lib.rs
      mod before { early!(no1); crate::exported!(by_path); }
      macro_rules! early { ($x:ident) => { fn $x() {} } }
      early!(first);
      macro_rules! early { ($x:ident) => { fn $x() {} fn shadow() {} } }
      #[macro_use] mod m { macro_rules! from_m { () => { fn from_m() {} } } early!(second); }
      mod hidden { macro_rules! hidden { () => { fn hidden() {} } } pub(crate) use hidden; #[macro_export] macro_rules! exported { ($x:ident) => { fn $x() {} } } }
      from_m!(); hidden::hidden!(); hidden!();
      use hidden::hidden as renamed; renamed!();
      //- /unused.rs
    `);
    expect(defNames(main, DefKind.Fn)).toEqual(['by_path', 'first', 'from_m', 'hidden', 'hidden', 'second', 'shadow']);
    expect(main.opaque().map((one) => one.macro)).toEqual(['early!', 'hidden!']);
  });

  it('crosses crates: $crate, #[macro_use], local_inner_macros, editions, macros made by macros', () => {
    const { crates } = fixture(`
      //- /lib.rs crate:dep edition:2018
      pub struct Marker; pub mod sub { pub fn helper() {} }
      #[macro_export] macro_rules! imports { ($n:ident) => { use $crate::Marker as $n; $crate::nested!($n); } }
      #[macro_export] macro_rules! nested { ($n:ident) => { fn uses_marker(x: $crate::Marker) { $crate::sub::helper() } } }
      #[macro_export(local_inner_macros)] macro_rules! calls_local { () => { only_here!(); } }
      #[doc(hidden)] #[macro_export] macro_rules! only_here { () => { fn from_local_inner() {} } }
      macro_rules! maker { ($n:ident) => { #[macro_export] macro_rules! $n { () => { fn made() -> $crate::Marker { loop {} } } } } }
      maker!(made_macro);
      pub macro two_zero($n:ident) { pub struct $n; impl Local for $n {} }
      pub trait Local {}
      //- /lib.rs crate:user edition:2021 deps:other=dep
      #[macro_use] extern crate other;
      imports!(Renamed); calls_local!(); other::made_macro!();
      mod inner { other::two_zero!(InInner); }
    `);
    const user = crates.get('user')!;
    expect(codes(user)).toEqual([]);
    expect(resolved(user, 'Renamed')).toBe('dep::Marker');
    expect(defNames(user, DefKind.Fn)).toEqual(['from_local_inner', 'made', 'uses_marker']);
    const [impl] = user.traitImpls();
    expect(user.world.names.text(user.world.name(impl!.trait!))).toBe('Local');
    const span = user.span(localOf(defOf(user, 'from_local_inner')));
    expect([span.krate, span.line]).toEqual([crates.get('dep')!.num, 5]);
    expect(user.flags(localOf(defOf(user, 'made'))) & DefFlag.Expanded).not.toBe(0);
    expect(crates.get('dep')!.macroText(localOf(defOf(crates.get('dep')!, 'made_macro')))!.text).toContain('$crate');
  });

  it('stops endless recursion and explosion', () => {
    const { main } = fixture(`
      //- /lib.rs
      macro_rules! forever { ($($t:tt)*) => { forever!($($t)* x); } } forever!();
      macro_rules! twice { ($($t:tt)*) => { twice!($($t)* $($t)*); } } twice!(a);
      macro_rules! bad { ($($a:ident)* ; $($b:ident)*) => { $(fn $a() { $b })* } } bad!(a b ; c);
      macro_rules! broken { ($x:nonsense) => {}; } broken!(x);
      macro_rules! empty {} empty!();
      macro_rules! tree { () => { tree!(); tree!(); } } tree!();
      fn after() {}
    `);
    const reasons = new Set(main.opaque().map((one) => one.reason));
    expect([...reasons].sort()).toEqual([
      'macro-depth-limit',
      'macro-malformed',
      'macro-token-limit',
      'macro-transcription-failed',
    ]);
    expect(defNames(main, DefKind.Fn)).toEqual(['after']);
  });

  it('marks the identifiers of the definition, not those of the call', () => {
    const { main } = fixture(`
      //- /lib.rs
      macro_rules! global { ($e:expr) => { { let x = 1; $e + x } } }
      fn f() { let x = 2; macro_rules! local { () => { x } } global!(x); local!(); }
    `);
    const { expansion } = expandIn(main, 'f');
    if (expansion.kind !== 'tokens') throw new Error('not expanded');
    const { tokens } = expansion;
    const xs = [...Array(tokens.length).keys()].filter((i) => tokens.text(i) === 'x');
    const contexts = xs.map((i) => tokens.contextOf(i));
    expect(contexts[1]).toBe(0);
    expect(contexts[0]).not.toBe(0);
    expect(contexts[2]).toBe(contexts[0]);
    expect(xs.map((i) => main.isExpanded(tokens, i))).toEqual([true, false, true]);
    expect(main.localOuter(contexts[0]!)).toBeUndefined();
    const local = expandIn(main, 'f', 1).expansion;
    if (local.kind !== 'tokens') throw new Error('not expanded');
    expect(main.localOuter(local.tokens.contextOf(0))).toBe(0);
  });
});

const BUILTINS = `
  //- /lib.rs crate:core
  #![no_core]
  pub mod prelude { pub mod v1 {} }
  pub mod panic { pub macro panic_2021($($t:tt)*) { $crate::panicking::panic_fmt($($t)*) } }
  pub mod panicking { pub fn panic_fmt() {} pub fn panic() {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! format_args { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! concat { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! stringify { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! env { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! include { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! assert { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! cfg { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! line { () => {} }
  #[rustc_builtin_macro(core_panic)] #[macro_export] macro_rules! panic { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! cfg_select { ($($t:tt)*) => {} }
  #[rustc_builtin_macro] #[macro_export] macro_rules! asm { ($($t:tt)*) => {} }
  //- /src/lib.rs crate:main cfg:unix
  #![no_std]
`;

describe('built-in macros', () => {
  it('parses format strings with captures, positions, names, widths and concat!', () => {
    const { main } = fixture(`${BUILTINS}
      fn f(w: usize) {
        format_args!("{} {0:?} {name:>w$.1$x} {{}} {captured:#?} {:.*}", a::<B, C>(), 2, name = 3);
        format_args!(concat!("{", "x", "}"));
        format_args!(unknown!());
        format_args!("{:e}{:p}{:08.3}", 1, 2, 3);
      }
    `);
    const of = (which: number) => {
      const { expansion } = expandIn(main, 'f', which);
      if (expansion.kind !== 'builtin' || expansion.format === undefined) throw new Error('no format');
      const { format, tokens } = expansion;
      const args = format.args.map((arg) => (arg.expr === undefined ? `{${arg.name}}` : tokens.textOf(arg.expr)));
      return { ...format, args };
    };
    const first = of(0);
    expect(first.args).toEqual(['a::<B, C>()', '2', '3', '{w}', '{captured}']);
    expect(first.pieces).toEqual([
      { arg: 0, trait: 'Display' },
      { arg: 0, trait: 'Debug' },
      { arg: 2, trait: 'LowerHex' },
      { arg: 4, trait: 'Debug' },
      { arg: 2, trait: 'Display' },
    ]);
    expect([...first.counts].sort()).toEqual([1, 3]);
    expect(of(1)).toMatchObject({ args: ['{x}'], literal: -1, unknown: false });
    expect(of(2).unknown).toBe(true);
    expect(of(3).pieces.map((piece) => piece.trait)).toEqual(['LowerExp', 'Pointer', 'Display']);
  });

  it('gives values of literals and forwards panics by edition', () => {
    const { main } = fixture(`${BUILTINS}
      fn f() {
        concat!("a", 1, -2.5, 'c', true, stringify!(x + y));
        env!("CARGO_PKG_VERSION"); env!("UNKNOWN"); cfg!(all(unix, not(windows))); line!();
        panic!("x {}", 1); assert!(a < b, "m"); assert!(size::<A, B>());
        cfg_select! { windows => 1, unix => { two() } _ => 3 };
        asm!("mov {}, {}", out(reg) x, in("eax") y + 1, const 3, options(nostack));
      }
    `);
    const value = (which: number) => {
      const { expansion } = expandIn(main, 'f', which);
      return expansion.kind === 'builtin' ? `${expansion.name} ${expansion.value}` : text(expansion);
    };
    expect([0, 1, 2, 3, 4].map(value)).toEqual([
      'str a1-2.5ctruex + y',
      'str 1.2.3',
      'str undefined',
      'bool true',
      'u32 undefined',
    ]);
    expect(value(5)).toBe('$crate::panic::panic_2021!( "x {}", 1 )');
    expect(value(6)).toMatch(/^match a < b { true => {}, _ => \$crate::panic::panic_2021!\( "m" \) }$/);
    expect(value(7)).toContain('match size::<A, B>()');
    expect(value(8)).toBe('two()');
    const { expansion } = expandIn(main, 'f', 9);
    if (expansion.kind !== 'builtin') throw new Error('not built in');
    expect(expansion.args.map((arg) => expansion.tokens.textOf(arg))).toEqual(['x', 'y + 1', '3']);
  });

  it('includes files and keeps generated ones opaque', () => {
    const { main } = fixture(`${BUILTINS}
      include!("part.rs"); include!(concat!(env!("CARGO_MANIFEST_DIR"), "/other/part.rs"));
      include!(concat!(env!("OUT_DIR"), "/made.rs")); include!("gone.rs");
      //- /src/part.rs
      pub struct Included;
      //- /other/part.rs
      pub struct AlsoIncluded;
    `);
    expect(defNames(main, DefKind.Struct)).toEqual(['AlsoIncluded', 'Included']);
    expect(main.opaque().map((one) => one.reason)).toEqual(['include-path-unknown', 'file-not-found']);
    expect(main.files).toContain('other/part.rs');
  });
});
