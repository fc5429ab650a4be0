/** Nobody who asks can tell whether the facts of a crate come from its source or from their stored form. */
import { type CrateFacts, decodeCrate, encodeCrate, World } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import { answers } from '../../facts/test/answers.ts';
import { addCore, addCrate } from '../test/mini-core.ts';

const DEP = `#![no_std]
  #[macro_use] mod macros {
    macro_rules! local { ($($n:ident)*) => { $(pub struct $n; impl Clone for $n { fn clone(&self) -> Self { $n } })* } }
    #[macro_export] macro_rules! twice { ($e:expr) => { $crate::both($e, $e) }; (@list $($x:expr),*) => { [$($x),*] } }
  }
  local!(First Second);
  pub fn both(a: u32, b: u32) -> u32 { a + b }
  pub enum Level { Low, High(u32), Named { by: Box<dyn Shape> } }
  pub use Level::*;
  mod hidden { pub(crate) struct Inner<T>(pub T); pub trait Quiet { fn hush(&self) -> u32 { 3 } } impl Quiet for u32 {} pub mod deep {} }
  pub use hidden::{Quiet as _, Quiet as Silent}; pub(crate) use hidden::Inner as Renamed;
  pub trait Shape { const SIDES: u32; type Unit: Clone; fn area(&self) -> u32; fn name(&self) -> &str { "shape" } }
  pub trait Named: Clone where Self: Sized { fn all<'a, I: IntoIterator<Item = &'a Self>>(i: I) where Self: 'a; }
  #[derive(Clone, PartialEq)] pub struct Square<const N: usize, T = u32> { pub side: T, marks: [u8; N], _p: core::marker::PhantomData<T> }
  impl<const N: usize, T: Clone> Shape for Square<N, T> { const SIDES: u32 = 4; type Unit = T; fn area(&self) -> u32 { self.marks.len(); 4 } }
  impl<const N: usize> Square<N> { pub const fn new(side: u32) -> Self { loop {} } pub fn grow(&mut self, f: impl Fn(u32) -> u32) { self.side = f(self.side); } }
  impl<const N: usize, T> Drop for Square<N, T> { fn drop(&mut self) { done(); } }
  impl !Send for First {}
  pub union Bits { i: i32, u: u32 }
  pub type Pair<T> = (T, Square<2, T>);
  pub static mut COUNT: u32 = { fn inner() -> u32 { 1 } inner() };
  pub const TABLE: [u32; 2 + 1] = [both(1, 2), 2, 3];
  const _: () = { impl Silent for bool {} };
  extern "C" { #[link_name = "c_done"] pub fn done(); pub static ERRNO: i32; pub type Handle; }
  #[no_mangle] pub extern "C" fn exported(n: u32, f: fn(u32) -> bool) -> bool { f(n) }
  pub fn numbers(n: u32) -> impl Iterator<Item = u32> { (core::ops::Range { start: 0, end: n }).map(move |x| twice!(x)) }
  pub async fn later(v: Vec<u32>) -> u32 { let g = async { v.len() }; g.await; both(1, 2) }
  pub fn lookup<K: PartialEq<Q>, Q: ?Sized>(keys: &[K], key: &Q) -> Option<u32> { struct Local; impl Silent for Local {} Local.hush(); None }
  pub fn fails(r: Result<u32, u8>) -> Result<u32, Renamed<u8>> { let n = r?; unknown_macro!(n both); n.nothing(); Ok(n) }
  impl From<u8> for Renamed<u8> { fn from(n: u8) -> Self { Renamed(n) } }
  pub mod raw { pub fn r#match(b: bool) -> ! { loop {} } pub unsafe fn danger<'a>(p: *const u8, _: &'a mut dyn Fn(u8) -> u8) -> *mut u8 { loop {} } }
  #[proc_thing] pub struct Marked; #[unknown_attr] pub fn marked() {}
`;

/** Needs of the dependency: every kind of name, types, macros, method probing, projections, drops, hidden types. */
const APP = `#![no_std]
  use dep::{*, Level::*, raw::r#match as stop};
  fn globs(l: Level) -> u32 { match l { Low => 1, High(n) => twice!(n), Named { by } => by.area() } }
  fn loops(n: u32) { for i in numbers(n) { i.hush(); } for x in Vec::<Square<1>>::new() { x.name(); x.clone(); } }
  fn methods(s: &mut Square<3>) { s.grow(|x| x + 1); s.side.hush(); true.hush(); let p: Pair<u32> = loop {}; p.1.area(); drop(p); }
  fn calls() { unsafe { done(); ERRNO; COUNT; } exported(TABLE[0], |x| x == 3); lookup(&[1u32], &2u32); First.clone(); }
  async fn waits() -> u32 { let n = later(Vec::new()).await; n.hush() }
  fn boxed(s: Square<9>) -> Box<dyn Shape<Unit = u32>> { Box::new(s) }
  fn generic<S: Shape>(s: S) -> u32 { let f: fn(u32, u32) -> u32 = both; f(S::SIDES, s.area()) }
  fn tries() -> Option<u32> { let m = fails(loop {}).map(|n| n); Some(numbers(3).next()? + { stop(true) }) }
  fn drop<T>(t: T) {}
`;

function storedCopy(from: World, krate: CrateFacts, into: World): CrateFacts {
  const copy = decodeCrate(into, into.nextCrate(), encodeCrate(from, krate), (key) => {
    return into.crates.find((known) => known.name === key.name)?.num;
  });
  into.add(copy);
  return copy;
}

describe('stored facts', () => {
  const source = new World();
  const core = addCore(source);
  const dep = addCrate(source, 'dep', DEP);
  // A world of its own: names and types have other numbers, and none is known before somebody asks.
  const stored = new World();
  const storedCore = storedCopy(source, core, stored);
  const storedDep = storedCopy(source, dep, stored);

  it('give every answer that the source gives', () => {
    expect(answers(stored, storedCore)).toEqual(answers(source, core));
    expect(answers(stored, storedDep)).toEqual(answers(source, dep));
  });

  it('let a crate that depends on them be analysed alike', () => {
    const fresh = new World();
    storedCopy(source, core, fresh);
    storedCopy(source, dep, fresh);
    const over = addCrate(fresh, 'app', APP);
    const expected = addCrate(source, 'app', APP);
    encodeCrate(fresh, over);
    encodeCrate(source, expected);
    const found = answers(source, expected);
    expect(answers(fresh, over)).toEqual(found);
    // The comparison is of something: most uses are calls of functions elsewhere.
    expect(found.filter((line) => /use 0 \S+ dep#/.test(line)).length).toBeGreaterThan(12);
    expect(found.filter((line) => /use 7 /.test(line)).length).toBeLessThan(5);
  });
});
