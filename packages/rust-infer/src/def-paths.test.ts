/** Paths of what stands in bodies, as the compiler's symbols number it. */
import { type BodyFacts, DefKind, DefPaths, defId, type LocalDef, UseKind, World } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import { addCore, addCrate } from '../test/mini-core.ts';

function analysed(text: string) {
  const world = new World();
  addCore(world);
  const krate = addCrate(world, 'app', text);
  const bodies: BodyFacts[] = [];
  for (let i = 0; i < krate.defCount(); i++) {
    const body = krate.body(i as LocalDef);
    if (body !== undefined) bodies.push(body);
  }
  const paths = new DefPaths(world);
  const fns: string[] = [];
  for (let i = 0; i < krate.defCount(); i++) {
    const kind = krate.kind(i as LocalDef);
    if (kind === DefKind.Fn || kind === DefKind.Closure) fns.push(paths.path(defId(krate.num, i as LocalDef)));
  }
  return { world, paths, bodies, fns: fns.sort() };
}

describe('paths of definitions in bodies', () => {
  it('number what has the name of an earlier sibling', () => {
    const { fns } = analysed(`#![no_std]
      fn outer() { { fn one() {} } { fn one() {} } fn two() {} let _ = || (); let _ = || (); }`);
    expect(fns).toEqual([
      'app::outer',
      'app::outer::one',
      'app::outer::one#1',
      'app::outer::two',
      'app::outer::{closure#0}',
      'app::outer::{closure#1}',
    ]);
  });

  it('number no module for an extern crate of its name', () => {
    const { fns } = analysed('#![no_std] extern crate core as same; mod core { fn inner() {} }');
    expect(fns).toEqual(['app::core::inner']);
  });

  it('put what a macro declares in an initialiser below the constant', () => {
    const { fns } = analysed(`#![no_std]
      macro_rules! made { ($e:expr) => {{ fn init() -> u32 { $e } init }} }
      const KEY: fn() -> u32 = made!(1);
      fn user() { const INNER: fn() -> u32 = made!(2); }`);
    expect(fns).toEqual(['app::KEY::init', 'app::user', 'app::user::INNER::init']);
  });
});

describe('impls that a macro declares within a body', () => {
  it('count for types of the body and for types from outside', () => {
    const { bodies, paths } = analysed(`#![no_std]
      trait Tr { fn run(&self) -> u32; } struct Outer;
      macro_rules! imp { ($t:ident) => { impl Tr for $t { fn run(&self) -> u32 { 1 } } } }
      macro_rules! own { ($t:ident) => {{ struct $t; imp!($t); $t }} }
      fn local() -> u32 { own!(Local).run() }
      fn outer() -> u32 { { imp!(Outer); } Outer.run() }`);
    const calls = bodies.flatMap(({ owner, uses }) =>
      uses
        .filter((use) => use.kind === UseKind.Call || use.kind === UseKind.Unresolved)
        .map((use) => `${paths.path(owner)} ${use.def === 0 ? '?' : paths.path(use.def)}`),
    );
    expect(calls).toEqual(['app::local app::Tr::run', 'app::outer app::Tr::run']);
  });
});
