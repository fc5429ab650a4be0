import { DefFlag, DefKind, type LocalDef, localOf } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import { Ns } from '../src/index.ts';
import { codes, defNames, defOf, fixture, pathOf, resolved } from './fixture.ts';

const CORE = `
  //- /lib.rs crate:core
  #![no_core]
  pub mod prelude { pub mod v1 { pub use crate::{Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd}; } }
  pub mod clone { pub trait Clone {} } pub mod marker { pub trait Copy {} } pub mod fmt { pub trait Debug {} }
  pub mod default { pub trait Default {} } pub mod hash { pub trait Hash {} }
  pub mod cmp { pub trait Eq {} pub trait Ord {} pub trait PartialEq {} pub trait PartialOrd {} }
  #[rustc_builtin_macro] pub macro Clone($i:item) {} #[rustc_builtin_macro] pub macro Copy($i:item) {}
  #[rustc_builtin_macro] pub macro Debug($i:item) {} #[rustc_builtin_macro(Default, attributes(default))] pub macro Default($i:item) {}
  #[rustc_builtin_macro] pub macro Eq($i:item) {} #[rustc_builtin_macro] pub macro Hash($i:item) {}
  #[rustc_builtin_macro] pub macro Ord($i:item) {} #[rustc_builtin_macro] pub macro PartialEq($i:item) {}
  #[rustc_builtin_macro] pub macro PartialOrd($i:item) {}
`;

describe('derives', () => {
  it('become impls with bodies, generics and bounds, at the place of the derive', () => {
    const { main, world } = fixture(`${CORE}
      //- /lib.rs crate:main
      #![no_std]
      #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
      pub struct S<'a, T: Iterator + ?Sized = u8, const N: usize = 3> where T: Copy { #[cfg(off)] gone: u8, r#type: &'a T, item: T::Item }
    `);
    expect(codes(main)).toEqual([]);
    const impls = main.traitImpls();
    expect(impls.map((one) => world.names.text(world.name(one.trait!)))).toEqual([
      'Clone',
      'Debug',
      'PartialEq',
      'Eq',
      'PartialOrd',
      'Ord',
      'Hash',
      'Default',
    ]);
    const first = impls[0]!.impl;
    const text = main.tree(first)!.text(main.node(first)).replaceAll(/\s+/g, '');
    expect(text).toContain(
      "impl<'a,T:Iterator+?Sized+$crate::clone::Clone,constN:usize>$crate::clone::CloneforS<'a,T,N>whereT:Copy,T::Item:$crate::clone::Clone",
    );
    expect(main.flags(first) & (DefFlag.Derived | DefFlag.Expanded)).toBe(DefFlag.Derived | DefFlag.Expanded);
    const fn = main.children(first)[0]!;
    expect(main.span(fn)).toMatchObject({ file: 0, column: 16, endColumn: 21 });
    const body = main.bodySource(fn)!;
    expect(body.tree.text(body.node).replaceAll(/\s+/g, '')).toBe(
      '{S{r#type:$crate::clone::Clone::clone(&self.r#type),item:$crate::clone::Clone::clone(&self.item)}}',
    );
    main.releaseBody(fn);
    expect(main.bodySource(fn)!.tree.tokens).toBe(body.tree.tokens);
    expect(defNames(main, DefKind.Fn)).toEqual([
      'assert_fields_are_eq',
      'clone',
      'cmp',
      'default',
      'eq',
      'fmt',
      'hash',
      'partial_cmp',
    ]);
  });

  it('keep their own half of a token that closes a bound and the parameters', () => {
    const { main } = fixture(`${CORE}
      //- /lib.rs crate:main
      #![no_std]
      trait Read<T> {}
      #[derive(Debug)] struct A<'a, R: Read<&'a u8>> { r: &'a R }
      #[derive(Debug)] struct B<S, R: Read<Read<S>>>(R, S);
    `);
    const texts = main.traitImpls().map(({ impl }) => {
      const text = main.tree(impl)!.text(main.node(impl)).replaceAll(/\s+/g, '');
      return text.slice(0, text.indexOf('{'));
    });
    expect(texts).toEqual([
      "#[automatically_derived]impl<'a,R:Read<&'au8>+$crate::fmt::Debug>$crate::fmt::DebugforA<'a,R>",
      '#[automatically_derived]impl<S:$crate::fmt::Debug,R:Read<Read<S>>+$crate::fmt::Debug>$crate::fmt::DebugforB<S,R>',
    ]);
    expect(main.traitImpls().every(({ impl }) => main.children(impl).length === 1)).toBe(true);
  });

  it('cover enums, unions and all shapes without parse errors', () => {
    const { main } = fixture(`${CORE}
      //- /lib.rs crate:main
      #![no_std]
      #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
      enum E<T> { A(u8, T), B { x: T, y: u8, z: u8, a: u8, b: u8, c: u8 }, #[default] C }
      #[derive(Clone, Copy)] union U { a: u8 }
      #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Ord, Eq, Hash)] enum Empty {}
      #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Ord, Eq, Hash, Default)] struct Unit;
      #[derive(Debug, PartialEq, Ord, Hash)] enum Plain { X, Y }
      #[derive(PartialEq, Ord, PartialOrd, Hash)] enum One { Only(u8) }
      #[derive(Debug, PartialEq, Clone)] #[repr(C, packed)] struct Packed(u8, u16);
    `);
    let bodies = 0;
    for (let i = 0; i < main.defCount(); i++) {
      const def = i as LocalDef;
      const tree = main.tree(def);
      if (tree === undefined || (main.flags(def) & DefFlag.Derived) === 0) continue;
      expect(tree.errors).toEqual([]);
      const body = main.bodySource(def);
      if (body === undefined) continue;
      bodies++;
      expect(body.tree.errors, body.tree.text(body.node)).toEqual([]);
    }
    expect(bodies).toBe(8 + 1 + 7 + 8 + 4 + 4 + 3);
    expect(main.traitImpls().every((one) => one.trait !== undefined)).toBe(true);
  });

  it('may be named by what a macro was given', () => {
    const { main } = fixture(`${CORE}
      //- /lib.rs crate:main
      macro_rules! keyword { ($([$t:ty])? $n:ident, $p:path) => { $(#[derive($t)])? #[derive($p)] pub struct $n; } }
      keyword!([Clone] A, Copy);`);
    expect(main.opaque()).toEqual([]);
    expect(main.traitImpls().length).toBe(2);
  });

  it('have helpers that come before macros in scope', () => {
    const { main } = fixture(`
      //- /lib.rs crate:mac kind:proc-macro
      #[proc_macro_derive(Error, attributes(error))] pub fn derive_error(i: X) -> X { i }
      //- /lib.rs crate:main deps:mac
      macro_rules! error { () => {} } use error;
      #[derive(mac::Error)] #[error("x")] struct S;`);
    expect(main.opaque().map((one) => one.macro)).toEqual(['derive(mac::Error)']);
  });

  it('of proc macros stay opaque, attribute macros keep the item, helpers are no macros', () => {
    const { crates } = fixture(`
      //- /lib.rs crate:mac kind:proc-macro
      #[proc_macro_derive(Custom, attributes(helper))] pub fn derive_custom(i: X) -> X { i }
      #[proc_macro_attribute] pub fn wrap(a: X, i: X) -> X { i }
      #[proc_macro] pub fn bang(i: X) -> X { i }
      //- /lib.rs crate:main deps:mac
      use mac::{wrap, Custom};
      #[derive(Custom)] #[helper(x)] pub struct S { field: Inner }
      #[wrap(args)] #[rustfmt::skip] #[inline] pub fn kept() {}
      mac::bang!(fn not_seen() {});
      #[nobody_knows] fn odd() {}
    `);
    const main = crates.get('main')!;
    expect(main.opaque().map((one) => [one.macro, one.reason, one.def !== undefined])).toEqual([
      ['mac::bang!', 'proc-macro', true],
      ['derive(Custom)', 'proc-macro', true],
      ['#[wrap]', 'proc-macro', true],
      ['#[nobody_knows]', 'attribute-unresolved', false],
    ]);
    expect(defNames(main, DefKind.Fn)).toEqual(['kept', 'odd']);
    expect(main.flags(localOf(defOf(main, 'S'))) & DefFlag.Opaque).not.toBe(0);
    const names = main.opaque()[1]!.names.map((name) => main.world.names.text(name));
    expect(names).toContain('Inner');
    expect(defNames(crates.get('mac')!, DefKind.ProcMacro)).toEqual(['Custom', 'bang', 'wrap']);
    expect(defNames(crates.get('mac')!, DefKind.Fn)).toHaveLength(3);
  });
});

describe('items in bodies', () => {
  it('have scopes of their own; impls among them are impls like any', () => {
    const { main, world } = fixture(`
      //- /lib.rs
      pub trait T {} pub struct Outer;
      macro_rules! makes { ($n:ident) => { struct $n; impl T for $n {} } }
      fn f() {
        use Outer as Renamed;
        struct Local; impl T for Local {}
        { struct Deeper; fn g() { struct Deepest; } }
        if true { makes!(Made); }
        let c = || { const K: u8 = { enum InConst { V } 1 }; };
        #[cfg(off)] { struct Gone; }
        mod inner { pub struct InMod; }
      }
      const _: () = { impl Outer { fn hidden() {} } };
      static S: [u8; 1] = { fn in_static() {} [1] };
    `);
    expect(codes(main)).toEqual([]);
    expect(defNames(main, DefKind.Struct)).toEqual(['Deeper', 'Deepest', 'InMod', 'Local', 'Made', 'Outer']);
    expect(defNames(main, DefKind.Enum)).toEqual(['InConst']);
    expect(main.traitImpls()).toHaveLength(2);
    expect(main.inherentImpls()).toHaveLength(1);
    expect(pathOf(world, defOf(main, 'f::Local'))).toBe('main::f::Local');
    expect(main.flags(localOf(defOf(main, 'f::Made'))) & DefFlag.InBody).not.toBe(0);
    expect(defNames(main, DefKind.Fn)).toEqual(['f', 'g', 'hidden', 'in_static']);
    const f = localOf(defOf(main, 'f'));
    const { tree, node } = main.bodySource(f)!;
    const scope = main.enterBlock(main.scopeOf(f), tree, node, f);
    expect(main.enterBlock(main.scopeOf(f), tree, node, f)).toBe(scope);
    const path = { global: false, segments: [{ name: world.names.intern('Renamed'), kind: 1, ctx: 0 }] };
    expect(main.resolvePath(scope, path, Ns.Type)).toEqual({ kind: 'def', def: defOf(main, 'Outer'), rest: 0 });
    expect(main.resolvePath(main.scopeOf(f), path, Ns.Type)).toBeUndefined();
    expect(resolved(main, 'Local')).toBeUndefined();
  });

  it('give added definitions one number per node and kind', () => {
    const { main, world } = fixture('//- /lib.rs\nfn f() { || 1 }');
    const f = localOf(defOf(main, 'f'));
    const { tree, node } = main.bodySource(f)!;
    const name = world.names.intern('');
    const add = (kind: DefKind) => main.addDef(kind, f, name, 0, tree, node);
    expect(add(DefKind.Closure)).toBe(add(DefKind.Closure));
    expect(add(DefKind.AnonConst)).not.toBe(add(DefKind.Closure));
    expect(main.parent(add(DefKind.Closure))).toBe(f);
    expect(main.defAt(tree, node)).toBe(add(DefKind.Closure));
  });
});
