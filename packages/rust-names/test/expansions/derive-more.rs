//@ derive_more_impl 2.1.1
use derive_more::{Add, AddAssign, AsMut, AsRef, Binary, Constructor, Deref, DerefMut, Display, Div, Error, From, FromStr, Index, IndexMut, Into, IntoIterator, IsVariant, LowerHex, Mul, MulAssign, Neg, Not, Sub, SubAssign, Sum, TryFrom, TryInto, TryUnwrap, Unwrap, UpperHex};
#[derive(Add, Sub, AddAssign, SubAssign, Mul, Div, MulAssign, Neg, Not, Sum)]
pub struct Meters { x: i32, y: i32 }
#[derive(Add, Sub)]
pub struct Tup(i32, u8);
impl std::ops::Neg for W8 { type Output = W8; fn neg(self) -> W8 { self } }
pub struct W8;
#[derive(From, Into, Deref, DerefMut, AsRef, AsMut, Constructor, Index, IndexMut, IntoIterator)]
pub struct List<T>(Vec<T>) where T: std::fmt::Debug + Clone;
#[derive(Display, Error, From)]
pub enum E {
    #[display("io {_0}")]
    Io(std::io::Error),
    #[display("named {a} {b:?}")]
    #[from(skip)]
    Named { a: u8, b: String },
    #[display("call {}", a.len())]
    #[from(skip)]
    Call { a: String },
    #[from(skip)]
    Unit,
}
#[derive(IsVariant, TryInto)]
pub enum V { A(u8), B { x: u16 }, C, D(u32, String) }
#[derive(Unwrap, TryUnwrap)]
pub enum VU { A(u8), C, D(u32, String) }
#[derive(Display, From, Into, LowerHex, UpperHex, Binary, FromStr)]
pub struct Num(u32);
#[derive(Display)]
#[display("<{name}: {}>", self.value())]
pub struct Wrap { name: String, v: u8 }
impl Wrap { fn value(&self) -> u8 { self.v } }
#[derive(Display)]
#[display("gen {_0} {_1:?}")]
pub struct Gen<T, U>(T, U);
#[derive(Display)]
pub struct One<T> { only: T }
#[derive(From, Into, Constructor)]
pub struct Pair { a: u8, b: String }
#[derive(Deref, DerefMut, AsRef)]
pub struct Boxed { #[deref(forward)] #[deref_mut(forward)] #[as_ref(forward)] a: Box<String> }
#[derive(TryFrom)]
#[try_from(repr)]
#[repr(u8)]
pub enum Rep { One = 1, Two }
#[derive(Display, FromStr)]
pub enum Names { Foo, Bar }
