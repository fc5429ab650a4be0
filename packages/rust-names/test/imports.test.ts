import { describe, expect, it } from 'vitest';
import { Ns } from '../src/index.ts';
import { codes, defOf, fixture, pathOf, resolved } from './fixture.ts';

describe('imports', () => {
  it('follows nested trees, renames, self, super, globs and re-exports', () => {
    const { main } = fixture(`
      //- /lib.rs
      use a::{self, b::{C as D, *}, f as g};
      pub use self::a::b::nested::Deep;
      mod a {
        pub fn f() {}
        pub mod b { pub struct C; pub struct Other; pub mod nested { pub use super::C as Deep; fn x() { super::super::f() } } }
        use super::a::b as again;
      }
    `);
    expect(codes(main)).toEqual([]);
    expect(resolved(main, 'D')).toBe('main::a::b::C');
    expect(resolved(main, 'Other')).toBe('main::a::b::Other');
    expect(resolved(main, 'g', Ns.Value)).toBe('main::a::f');
    expect(resolved(main, 'Deep')).toBe('main::a::b::C');
    expect(resolved(main, 'again::C', Ns.Type, 'a')).toBe('main::a::b::C');
    expect(resolved(main, 'crate::a::f', Ns.Value, 'a::b::nested')).toBe('main::a::f');
  });

  it('lets explicit names shadow globs and keeps namespaces apart', () => {
    const { main } = fixture(`
      //- /lib.rs
      use x::*; use y::Name;
      mod x { pub struct Name; pub fn both() {} pub mod both {} }
      mod y { pub struct Name; }
      fn own() {}
    `);
    expect(resolved(main, 'Name')).toBe('main::y::Name');
    expect(resolved(main, 'both')).toBe('main::x::both');
    expect(resolved(main, 'both', Ns.Value)).toBe('main::x::both');
    expect(resolved(main, 'own')).toBeUndefined();
  });

  it('copies by globs only what may be seen', () => {
    const { main } = fixture(`
      //- /lib.rs
      mod a { pub struct P; struct Private; pub(crate) struct InCrate; pub mod c { pub use super::*; } }
      mod b { pub use crate::a::*; pub use crate::a::c::*; }
    `);
    expect(resolved(main, 'b::P')).toBe('main::a::P');
    expect(resolved(main, 'b::InCrate')).toBe('main::a::InCrate');
    expect(resolved(main, 'b::Private')).toBeUndefined();
    expect(resolved(main, 'a::c::Private')).toBe('main::a::Private');
  });

  it('settles cycles of imports and globs', () => {
    const { main } = fixture(`
      //- /lib.rs
      mod a { pub use crate::b::*; pub struct A; pub use crate::b::loops; }
      mod b { pub use crate::a::*; pub struct B; pub use crate::a::loops; }
      use a::nothing;
    `);
    expect(resolved(main, 'a::B')).toBe('main::b::B');
    expect(resolved(main, 'b::A')).toBe('main::a::A');
    expect(codes(main)).toEqual(['import-unresolved', 'import-unresolved', 'import-unresolved']);
  });

  it('imports variants, traits without a name and constructors', () => {
    const { main, world } = fixture(`
      //- /lib.rs
      use E::{A, *}; use t::Named as _;
      enum E { A, B(u8), C { x: u8 } }
      mod t { pub trait Named { fn m(&self); } pub trait Hidden {} }
      pub struct Tuple(pub u8); pub struct Record {}
    `);
    expect(resolved(main, 'A', Ns.Value)).toBe('main::E::A');
    expect(resolved(main, 'B', Ns.Value)).toBe('main::E::B');
    expect(resolved(main, 'C', Ns.Value)).toBeUndefined();
    expect(resolved(main, 'C')).toBe('main::E::C');
    expect(resolved(main, 'Tuple', Ns.Value)).toBe('main::Tuple');
    expect(resolved(main, 'Record', Ns.Value)).toBeUndefined();
    expect(resolved(main, 'Named')).toBeUndefined();
    const traits = main.traitsInScope(main.scopeOf(0 as never)).map((def) => pathOf(world, def));
    expect(traits).toEqual(['main::t::Named']);
  });

  it('stops at types and falls back to primitives', () => {
    const { main } = fixture(`
      //- /lib.rs
      struct S; type Alias = S; trait T { const K: u8; } enum E { V }
      use std_like::u8; mod std_like { pub mod u8 { pub const MAX: u8 = 1; } }
    `);
    expect(resolved(main, 'S::new', Ns.Value)).toBe('main::S +1');
    expect(resolved(main, 'T::K', Ns.Value)).toBe('main::T +1');
    expect(resolved(main, 'E::V', Ns.Value)).toBe('main::E::V');
    expect(resolved(main, 'E::make', Ns.Value)).toBe('main::E +1');
    expect(resolved(main, 'u8::MAX', Ns.Value)).toBe('main::std_like::u8::MAX');
    expect(resolved(main, 'u8::from_str', Ns.Value)).toBe('u8 +1');
    expect(resolved(main, 'str')).toBe('str');
  });

  it('knows the extern prelude, extern crate and the rules of both edition families', () => {
    const { crates } = fixture(`
      //- /lib.rs crate:dep
      pub mod dep { pub struct Inner; } pub struct Root; pub mod sub { pub struct Sub; }
      //- /lib.rs crate:new edition:2021 deps:dep,renamed=dep
      use dep::Root; use renamed::sub; use ::dep::dep; extern crate self as me; use me::Local;
      pub struct Local; mod inner { pub fn f() -> dep::Root {} }
      //- /lib.rs crate:old edition:2015 deps:dep
      extern crate dep as aliased; use aliased::Root; use m::Here; mod m { pub struct Here; use m::Here as Again; use dep::sub; }
    `);
    const fresh = crates.get('new')!;
    expect(codes(fresh)).toEqual([]);
    expect(resolved(fresh, 'Root')).toBe('dep::Root');
    expect(resolved(fresh, 'dep::Inner')).toBe('dep::dep::Inner');
    expect(resolved(fresh, 'sub::Sub')).toBe('dep::sub::Sub');
    expect(resolved(fresh, 'dep::Root', Ns.Type, 'inner')).toBe('dep::Root');
    expect(resolved(fresh, '::dep::Root', Ns.Type, 'inner')).toBe('dep::Root');
    const old = crates.get('old')!;
    expect(codes(old)).toEqual([]);
    expect(resolved(old, 'm::Again')).toBe('old::m::Here');
    expect(resolved(old, '::m::Here', Ns.Type, 'm')).toBe('old::m::Here');
    expect(resolved(old, 'sub::Sub', Ns.Type, 'm')).toBe('dep::sub::Sub');
  });

  it('uses the prelude of the edition, or of core without std', () => {
    const text = (attr: string) => `
      //- /lib.rs crate:core
      #![no_core]
      pub mod prelude { pub mod v1 { pub trait Copy {} pub struct FromCore; } pub mod rust_2021 { pub use super::v1::*; pub trait TryFrom {} } }
      pub mod primitive { pub use u8; }
      //- /lib.rs crate:std deps:core
      #![no_std]
      pub mod prelude { pub mod v1 { pub struct FromStd; } pub mod rust_2021 { pub use super::v1::*; } }
      pub use core::primitive;
      //- /lib.rs crate:user
      ${attr}
      mod m {}
    `;
    const std = fixture(text('')).main;
    expect(resolved(std, 'FromStd', Ns.Type, 'm')).toBe('std::prelude::v1::FromStd');
    expect(resolved(std, 'FromCore')).toBeUndefined();
    expect(resolved(std, 'std::primitive::u8')).toBe('u8');
    const core = fixture(text('#![no_std]')).main;
    expect(resolved(core, 'FromCore')).toBe('core::prelude::v1::FromCore');
    expect(resolved(core, 'std')).toBeUndefined();
    expect(core.traitsInScope(core.scopeOf(0 as never))).toHaveLength(2);
    const bare = fixture(text('#![no_core]')).main;
    expect(resolved(bare, 'FromCore')).toBeUndefined();
    expect(resolved(bare, 'core')).toBeUndefined();
  });

  it('takes of a name only what can be seen, so that a function does not bring a private module along', () => {
    const { main } = fixture(`//- /lib.rs crate:dep
      mod dep { } pub fn dep() {} pub mod other { pub struct S; }
      //- /lib.rs crate:main deps:dep
      use dep::{dep, other};
      mod a { mod one { fn x() {} } pub fn one() {} } mod one {} use a::one as two;`);
    expect(codes(main)).toEqual([]);
    expect(resolved(main, 'other::S')).toBe('dep::other::S');
    expect(resolved(main, 'dep', Ns.Value)).toBe('dep::dep');
    expect(resolved(main, 'two', Ns.Value)).toBe('main::a::one');
    expect(resolved(main, 'two')).toBeUndefined();
  });

  it('publishes scopes with visibility and origin', () => {
    const { main, world } = fixture(`
      //- /lib.rs
      pub use m::Item; pub mod m { pub struct Item; struct Hidden; }
    `);
    const scope = main.scope(0 as never);
    const item = scope.types.get(world.names.intern('Item'))!;
    expect(item).toEqual({ def: defOf(main, 'm::Item'), vis: true, imported: true });
    expect(main.scope(defOf(main, 'm') as never).types.get(world.names.intern('Hidden'))!.vis).toBe(defOf(main, 'm'));
  });
});
