/**
 * A small `core` with the lang items that inference needs, and a reader of what it finds: tests see the uses of each body as
 * lines of text.
 */
import {
  type BodyFacts,
  type CrateFacts,
  type DefId,
  DefKind,
  type LocalDef,
  lowerSignature,
  PRIMS,
  type Ty,
  TyKind,
  type Use,
  UseKind,
  World,
} from '@lazaret/facts';
import { createSourceCrate } from '../src/index.ts';

const CORE = `
#![no_core]
pub mod marker {
  #[lang = "sized"] pub trait Sized {}
  #[lang = "copy"] pub trait Copy: Clone {}
  #[lang = "unsize"] pub trait Unsize<T: ?Sized> {}
  #[lang = "phantom_data"] pub struct PhantomData<T: ?Sized>;
  pub auto trait Send {}
  impl Copy for u8 {} impl Copy for u32 {} impl Copy for i32 {} impl Copy for usize {} impl Copy for bool {}
  impl<T: ?Sized> Copy for &T {}
}
pub mod clone {
  #[lang = "clone"] pub trait Clone: Sized { fn clone(&self) -> Self; }
  impl Clone for u8 { fn clone(&self) -> u8 { *self } }
  impl Clone for u32 { fn clone(&self) -> u32 { *self } }
  impl Clone for i32 { fn clone(&self) -> i32 { *self } }
  impl Clone for usize { fn clone(&self) -> usize { *self } }
  impl Clone for bool { fn clone(&self) -> bool { *self } }
  impl<T: ?Sized> Clone for &T { fn clone(&self) -> Self { *self } }
}
pub mod ops {
  #[lang = "deref"] pub trait Deref { #[lang = "deref_target"] type Target: ?Sized; fn deref(&self) -> &Self::Target; }
  #[lang = "deref_mut"] pub trait DerefMut: Deref { fn deref_mut(&mut self) -> &mut Self::Target; }
  #[lang = "drop"] pub trait Drop { fn drop(&mut self); }
  #[lang = "add"] pub trait Add<Rhs = Self> { type Output; fn add(self, rhs: Rhs) -> Self::Output; }
  #[lang = "add_assign"] pub trait AddAssign<Rhs = Self> { fn add_assign(&mut self, rhs: Rhs); }
  #[lang = "neg"] pub trait Neg { type Output; fn neg(self) -> Self::Output; }
  #[lang = "not"] pub trait Not { type Output; fn not(self) -> Self::Output; }
  #[lang = "shl"] pub trait Shl<Rhs = Self> { type Output; fn shl(self, rhs: Rhs) -> Self::Output; }
  impl Add for u32 { type Output = u32; fn add(self, rhs: u32) -> u32 { self } }
  impl Add for i32 { type Output = i32; fn add(self, rhs: i32) -> i32 { self } }
  impl AddAssign for u32 { fn add_assign(&mut self, rhs: u32) {} }
  #[lang = "index"] pub trait Index<I: ?Sized> { type Output: ?Sized; fn index(&self, i: I) -> &Self::Output; }
  #[lang = "index_mut"] pub trait IndexMut<I: ?Sized>: Index<I> { fn index_mut(&mut self, i: I) -> &mut Self::Output; }
  #[lang = "fn_once"] pub trait FnOnce<Args> {
    #[lang = "fn_once_output"] type Output; extern "rust-call" fn call_once(self, args: Args) -> Self::Output;
  }
  #[lang = "fn_mut"] pub trait FnMut<Args>: FnOnce<Args> { extern "rust-call" fn call_mut(&mut self, args: Args) -> Self::Output; }
  #[lang = "fn"] pub trait Fn<Args>: FnMut<Args> { extern "rust-call" fn call(&self, args: Args) -> Self::Output; }
  #[lang = "coerce_unsized"] pub trait CoerceUnsized<T> {}
  #[lang = "Range"] pub struct Range<T> { pub start: T, pub end: T }
  #[lang = "RangeInclusive"] pub struct RangeInclusive<T> { start: T, end: T }
  impl<T> RangeInclusive<T> { #[lang = "range_inclusive_new"] pub fn new(start: T, end: T) -> Self { loop {} } }
  pub enum ControlFlow<B, C = ()> { Continue(C), Break(B) }
  #[lang = "Try"] pub trait Try: FromResidual {
    type Output; type Residual;
    #[lang = "from_output"] fn from_output(o: Self::Output) -> Self;
    #[lang = "branch"] fn branch(self) -> ControlFlow<Self::Residual, Self::Output>;
  }
  pub trait FromResidual<R = <Self as Try>::Residual> { #[lang = "from_residual"] fn from_residual(r: R) -> Self; }
}
pub mod cmp {
  #[lang = "eq"] pub trait PartialEq<Rhs: ?Sized = Self> { fn eq(&self, other: &Rhs) -> bool; fn ne(&self, other: &Rhs) -> bool { true } }
  #[lang = "partial_ord"] pub trait PartialOrd<Rhs: ?Sized = Self>: PartialEq<Rhs> { fn lt(&self, other: &Rhs) -> bool { true } }
  impl PartialEq for u32 { fn eq(&self, other: &u32) -> bool { true } }
  impl PartialEq for i32 { fn eq(&self, other: &i32) -> bool { true } }
  impl<A: ?Sized + PartialEq<B>, B: ?Sized> PartialEq<&B> for &A { fn eq(&self, other: &&B) -> bool { true } }
}
pub mod convert {
  pub trait From<T>: Sized { fn from(t: T) -> Self; }
  pub trait Into<T>: Sized { fn into(self) -> T; }
  impl<T, U: From<T>> Into<U> for T { fn into(self) -> U { U::from(self) } }
  impl<T> From<T> for T { fn from(t: T) -> T { t } }
  #[lang = "never_into"] pub enum Infallible {}
}
pub mod option {
  use crate::ops::{ControlFlow, FromResidual, Try}; use crate::convert::Infallible;
  #[lang = "Option"] pub enum Option<T> { #[lang = "None"] None, #[lang = "Some"] Some(T) }
  impl<T> Option<T> {
    pub fn map<U, F: FnOnce(T) -> U>(self, f: F) -> Option<U> { match self { Some(t) => Some(f(t)), None => None } }
    pub fn unwrap(self) -> T { loop {} }
    pub fn as_ref(&self) -> Option<&T> { loop {} }
  }
  impl<T> Try for Option<T> {
    type Output = T; type Residual = Option<Infallible>;
    fn from_output(o: T) -> Self { Some(o) }
    fn branch(self) -> ControlFlow<Option<Infallible>, T> { loop {} }
  }
  impl<T> FromResidual<Option<Infallible>> for Option<T> { fn from_residual(r: Option<Infallible>) -> Self { None } }
  use Option::*;
}
pub mod result {
  use crate::ops::{ControlFlow, FromResidual, Try}; use crate::convert::{From, Infallible};
  pub enum Result<T, E> { Ok(T), Err(E) }
  impl<T, E> Try for Result<T, E> {
    type Output = T; type Residual = Result<Infallible, E>;
    fn from_output(o: T) -> Self { Result::Ok(o) }
    fn branch(self) -> ControlFlow<Result<Infallible, E>, T> { loop {} }
  }
  impl<T, E, F: From<E>> FromResidual<Result<Infallible, E>> for Result<T, F> { fn from_residual(r: Result<Infallible, E>) -> Self { loop {} } }
}
pub mod iter {
  #[lang = "iterator"] pub trait Iterator {
    type Item; #[lang = "next"] fn next(&mut self) -> Option<Self::Item>;
    fn map<B, F: FnMut(Self::Item) -> B>(self, f: F) -> Map<Self, F> where Self: Sized { loop {} }
    fn collect<C: FromIterator<Self::Item>>(self) -> C where Self: Sized { FromIterator::from_iter(self) }
  }
  pub struct Map<I, F> { iter: I, f: F }
  impl<B, I: Iterator, F: FnMut(I::Item) -> B> Iterator for Map<I, F> { type Item = B; fn next(&mut self) -> Option<B> { self.iter.next().map(&mut self.f) } }
  pub trait IntoIterator { type Item; type IntoIter: Iterator<Item = Self::Item>; #[lang = "into_iter"] fn into_iter(self) -> Self::IntoIter; }
  impl<I: Iterator> IntoIterator for I { type Item = I::Item; type IntoIter = I; fn into_iter(self) -> I { self } }
  pub trait FromIterator<A>: Sized { fn from_iter<T: IntoIterator<Item = A>>(iter: T) -> Self; }
  impl Iterator for crate::ops::Range<u32> { type Item = u32; fn next(&mut self) -> Option<u32> { None } }
  impl<A, F: FnOnce<A>> FnOnce<A> for &mut F { type Output = F::Output; extern "rust-call" fn call_once(self, args: A) -> F::Output { loop {} } }
}
pub mod future {
  pub struct Pin<P>(P);
  pub enum Poll<T> { Ready(T), Pending }
  #[lang = "future_trait"] pub trait Future { #[lang = "future_output"] type Output; #[lang = "poll"] fn poll(self: Pin<&mut Self>) -> Poll<Self::Output>; }
  pub trait IntoFuture { type Output; type IntoFuture: Future<Output = Self::Output>; #[lang = "into_future"] fn into_future(self) -> Self::IntoFuture; }
  impl<F: Future> IntoFuture for F { type Output = F::Output; type IntoFuture = F; fn into_future(self) -> F { self } }
}
pub mod boxed {
  #[lang = "owned_box"] #[fundamental] pub struct Box<T: ?Sized>(*const T);
  impl<T> Box<T> { pub fn new(t: T) -> Box<T> { loop {} } }
  impl<T: ?Sized> crate::ops::Deref for Box<T> { type Target = T; fn deref(&self) -> &T { loop {} } }
  impl<T: ?Sized + crate::marker::Unsize<U>, U: ?Sized> crate::ops::CoerceUnsized<Box<U>> for Box<T> {}
  impl<A, F: FnOnce<A> + ?Sized> FnOnce<A> for Box<F> { type Output = F::Output; extern "rust-call" fn call_once(self, args: A) -> F::Output { loop {} } }
  impl<A, F: FnMut<A> + ?Sized> FnMut<A> for Box<F> { extern "rust-call" fn call_mut(&mut self, args: A) -> F::Output { loop {} } }
  impl<A, F: Fn<A> + ?Sized> Fn<A> for Box<F> { extern "rust-call" fn call(&self, args: A) -> F::Output { loop {} } }
  pub struct Rc<T: ?Sized>(*const T);
  impl<T> Rc<T> { pub fn new(t: T) -> Rc<T> { loop {} } }
  impl<T: ?Sized> crate::ops::Deref for Rc<T> { type Target = T; fn deref(&self) -> &T { loop {} } }
  impl<T: ?Sized> Clone for Rc<T> { fn clone(&self) -> Self { loop {} } }
  impl<T: ?Sized + crate::marker::Unsize<U>, U: ?Sized> crate::ops::CoerceUnsized<Rc<U>> for Rc<T> {}
}
pub mod vec {
  pub struct Vec<T>(*const T);
  impl<T> Vec<T> { pub fn new() -> Vec<T> { loop {} } pub fn push(&mut self, t: T) {} }
  impl<T> [T] { pub fn len(&self) -> usize { 0 } pub fn first_mut(&mut self) -> Option<&mut T> { loop {} } }
  impl<T> crate::ops::Deref for Vec<T> { type Target = [T]; fn deref(&self) -> &[T] { loop {} } }
  impl<T> crate::ops::DerefMut for Vec<T> { fn deref_mut(&mut self) -> &mut [T] { loop {} } }
  impl<T> crate::ops::Index<usize> for Vec<T> { type Output = T; fn index(&self, i: usize) -> &T { loop {} } }
  impl<T> crate::ops::IndexMut<usize> for Vec<T> { fn index_mut(&mut self, i: usize) -> &mut T { loop {} } }
  impl<T> crate::iter::FromIterator<T> for Vec<T> { fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Vec<T> { loop {} } }
  pub struct IntoIter<T>(T);
  impl<T> Iterator for IntoIter<T> { type Item = T; fn next(&mut self) -> Option<T> { None } }
  impl<T> IntoIterator for Vec<T> { type Item = T; type IntoIter = IntoIter<T>; fn into_iter(self) -> IntoIter<T> { loop {} } }
}
pub mod fmt {
  #[lang = "format_arguments"] pub struct Arguments; pub struct Formatter; pub struct Error;
  pub trait Display { fn fmt(&self, f: &mut Formatter) -> crate::result::Result<(), Error>; }
  pub trait Debug { fn fmt(&self, f: &mut Formatter) -> crate::result::Result<(), Error>; }
}
#[rustc_builtin_macro] #[macro_export] macro_rules! format_args { ($($t:tt)*) => {} }
pub mod prelude { pub mod rust_2021 {
  pub use crate::{marker::{Sized, Copy, Send}, clone::Clone, ops::{Drop, Fn, FnMut, FnOnce}, cmp::{PartialEq, PartialOrd}, convert::{From, Into}};
  pub use crate::{option::Option::{self, Some, None}, result::Result::{self, Ok, Err}, iter::{Iterator, IntoIterator, FromIterator}, boxed::Box, vec::Vec};
  pub use crate::future::IntoFuture;
} }
use crate::prelude::rust_2021::*;
`;

/** The small `core`, as first crate of a world. */
export function addCore(world: World): CrateFacts {
  return addCrate(
    world,
    'core',
    CORE.replaceAll(/^pub mod (?!prelude)\w+ \{/gm, '$& use crate::prelude::rust_2021::*;'),
  );
}

/** A crate of one file that knows all crates before it. */
export function addCrate(world: World, name: string, text: string, unit: 'lib' | 'proc-macro' = 'lib'): CrateFacts {
  const core = world.crates[0]?.num;
  return createSourceCrate(world, {
    name,
    package: { name, version: '1.0.0' },
    edition: 2021,
    unit,
    root: 'src/lib.rs',
    readFile: (path) => (path === 'src/lib.rs' ? text : undefined),
    features: new Set(),
    cfg: (cfg) => cfg === 'unix',
    externs: new Map(world.crates.map((krate) => [krate.name, krate.num])),
    stdCrates: core === undefined ? {} : { core },
  });
}

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(UseKind).map(([name, kind]) => [kind, name]));

const BODIES: ReadonlySet<number> = new Set([
  DefKind.Fn,
  DefKind.Const,
  DefKind.Static,
  DefKind.AssocConst,
  DefKind.AnonConst,
  DefKind.Closure,
  DefKind.Coroutine,
  DefKind.ProcMacro,
]);

/** What inference finds in a text that uses the small core. */
export class Inferred {
  readonly world = new World();
  readonly crate: CrateFacts;

  constructor(text: string, unit: 'lib' | 'proc-macro' = 'lib') {
    addCore(this.world);
    this.crate = addCrate(this.world, 'app', `#![no_std]\n${text}`, unit);
  }

  /** All bodies, closures included. */
  bodies(): BodyFacts[] {
    const all: BodyFacts[] = [];
    for (let i = 0; i < this.crate.defCount(); i++) {
      const def = i as LocalDef;
      const body = BODIES.has(this.crate.kind(def)) ? this.crate.body(def) : undefined;
      if (body !== undefined) all.push(body);
    }
    return all;
  }

  #named(name: string): BodyFacts {
    for (let i = 0; i < this.crate.defCount(); i++) {
      const def = i as LocalDef;
      if (this.world.names.text(this.crate.defName(def)) !== name || !BODIES.has(this.crate.kind(def))) continue;
      const body = this.crate.body(def);
      if (body !== undefined) return body;
    }
    throw new Error(`no body of ${name}`);
  }

  /** Calls and other uses of a body as text, in order: `Call Add::add[u32, u32]`; drops and constructors only if asked for. */
  uses(name: string, kinds: readonly (keyof typeof UseKind)[] = CALLS): string[] {
    return this.#list(this.#named(name), kinds);
  }

  /** The same of the closures and async blocks of the crate, in order of their definition. */
  closures(kinds: readonly (keyof typeof UseKind)[] = CALLS): string[][] {
    return this.bodies()
      .filter((body) => body.closure !== undefined)
      .map((body) => this.#list(body, kinds));
  }

  closureFacts(): string[] {
    return this.bodies().flatMap(({ closure }) => {
      if (closure === undefined) return [];
      const list = (tys: readonly Ty[]): string => tys.map((ty) => this.type(ty)).join(', ');
      return [`${closure.kind}(${list(closure.params)}) -> ${this.type(closure.ret)} [${list(closure.captures)}]`];
    });
  }

  /** Anonymous constants: what they stand in, and what they call. */
  anonConsts(): string[] {
    const all: string[] = [];
    for (let i = 0; i < this.crate.defCount(); i++) {
      const def = i as LocalDef;
      lowerSignature(this.crate, def);
      const body = BODIES.has(this.crate.kind(def)) ? this.crate.body(def) : undefined;
      if (this.crate.kind(def) !== DefKind.AnonConst || body === undefined) continue;
      all.push(`${this.path(this.world.parent(body.owner)!)}: ${this.#list(body, CALLS).join(', ')}`);
    }
    return all.sort();
  }

  #list(body: BodyFacts, kinds: readonly (keyof typeof UseKind)[]): string[] {
    const wanted = new Set<number>(kinds.map((kind) => UseKind[kind]));
    return body.uses.filter((use) => wanted.has(use.kind)).map((use) => this.use(use));
  }

  use(use: Use): string {
    const name = use.def !== 0 ? this.path(use.def) : use.name === undefined ? '' : this.world.names.text(use.name);
    const args = use.args.length === 0 ? '' : `[${use.args.map((ty) => this.type(ty)).join(', ')}]`;
    return `${NAMES.get(use.kind)} ${name}${args}${use.reason === undefined ? '' : ` (${use.reason})`}`;
  }

  path(def: DefId): string {
    const { world } = this;
    const own = world.names.text(world.name(def));
    const parent = world.parent(def);
    const kind = parent === undefined ? undefined : world.kind(parent);
    if (parent === undefined) return own;
    if (kind === DefKind.Impl) return `${this.type(world.implHeader(parent).self).replace(/<.*/, '')}::${own}`;
    if (kind === DefKind.Trait || kind === DefKind.Enum) return `${world.names.text(world.name(parent))}::${own}`;
    return own;
  }

  type(ty: Ty): string {
    const { types, names } = this.world;
    const head = types.head(ty);
    const inner = (): string =>
      types
        .args(ty)
        .map((arg) => this.type(arg))
        .join(', ');
    const named = (): string =>
      names.text(this.world.name(head as DefId)) + (types.argCount(ty) === 0 ? '' : `<${inner()}>`);
    switch (types.kind(ty)) {
      case TyKind.Error:
        return '?';
      case TyKind.Prim:
        return PRIMS[head] ?? '?';
      case TyKind.Never:
        return '!';
      case TyKind.Adt:
      case TyKind.Projection:
        return named();
      case TyKind.Ref:
        return `&${head === 1 ? 'mut ' : ''}${inner()}`;
      case TyKind.RawPtr:
        return `*${head === 1 ? 'mut' : 'const'} ${inner()}`;
      case TyKind.Slice:
      case TyKind.Array:
        return `[${inner()}]`;
      case TyKind.Tuple:
        return `(${inner()})`;
      case TyKind.FnDef:
        return `fn ${named()}`;
      case TyKind.FnPtr:
        return `fn(${inner()})`;
      case TyKind.Closure:
        return '{closure}';
      case TyKind.Coroutine:
        return '{async}';
      case TyKind.Dyn:
        return `dyn ${head === 0 ? '' : named()}`;
      case TyKind.Binding:
        return `${names.text(this.world.name(head as DefId))} = ${inner()}`;
      case TyKind.Param:
        return `#${head}`;
      case TyKind.Const:
        return names.text(head as never);
      default:
        return '_';
    }
  }
}

const CALLS: readonly (keyof typeof UseKind)[] = [
  'Call',
  'Address',
  'Create',
  'CallFnPtr',
  'Unsize',
  'Unresolved',
  'Value',
  'Opaque',
];
