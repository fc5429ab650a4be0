//@ num_derive 0.4.2
//@ displaydoc 0.2.7
//@ zeroize_derive 1.5.0
//@ bytemuck_derive 1.12.1
//@ derive_new 0.7.0
//@ getset 0.1.7
//@ enum_as_inner 0.6.1
//@ smart_default 0.7.1
//@ derive_arbitrary 1.5.0
//@ serde_repr 0.1.21
//@ serde_with_macros 3.24.0
use num_derive::{FromPrimitive, ToPrimitive, Num, NumOps, Zero, One, NumCast};
use displaydoc::Display;
use zeroize::{Zeroize, ZeroizeOnDrop};
use bytemuck::{Pod, Zeroable, CheckedBitPattern, NoUninit, TransparentWrapper, Contiguous, ByteEq, ByteHash};
use derive_new::new;
use getset::{CopyGetters, Getters, MutGetters, Setters, WithSetters};
use enum_as_inner::EnumAsInner;
use smart_default::SmartDefault;
use arbitrary::Arbitrary;
use serde_repr::{Deserialize_repr, Serialize_repr};
use serde_with::{DeserializeFromStr, SerializeDisplay};

#[derive(FromPrimitive, ToPrimitive)]
pub enum Level { Low = 1, High = 5, Next }
#[derive(FromPrimitive, ToPrimitive, Num, NumOps, Zero, One, NumCast)]
pub struct Wrap(i32);

#[derive(Display)]
pub enum Disp {
    /// a unit
    Unit,
    /// tuple {0} and {1:?}
    Tuple(u8, String),
    /// named {name}
    Named { name: String },
    #[displaydoc("attr {0}")]
    Attr(u16),
}
/// struct {a}
#[derive(Display)]
pub struct DispS<T> { a: T }

#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Secret { key: [u8; 32], #[zeroize(skip)] public: u8, text: String }
#[derive(Zeroize)]
#[zeroize(drop)]
pub enum SecretE<T: Zeroize> { A(T), B { x: u8 }, C }

#[derive(Pod, Zeroable)]
#[repr(C)]
pub struct P { a: u32, b: u32 }
#[derive(CheckedBitPattern, NoUninit)]
#[repr(u8)]
pub enum Ch { A = 1, B = 2 }
#[derive(TransparentWrapper)]
#[repr(transparent)]
pub struct TW(u32);
#[derive(NoUninit, ByteEq, ByteHash)]
#[repr(C)]
pub struct BE(u32);
#[derive(Contiguous)]
#[repr(u8)]
pub enum Con { A, B }

#[derive(new)]
pub struct NewS<T> { a: u8, #[new(default)] b: String, #[new(value = "make()")] c: u16, t: T, #[new(into)] s: String }
fn make() -> u16 { 1 }
#[derive(new)]
pub enum NewE { Un, Tup(u8, String), Named { x: u8, #[new(default)] y: Vec<u8> } }
#[derive(new)]
pub struct NewU;

#[derive(Getters, CopyGetters, MutGetters, Setters, WithSetters)]
pub struct Acc<T: Copy> {
    #[getset(get = "pub", set = "pub", get_mut = "pub")] a: String,
    #[getset(get_copy = "pub", set_with = "pub")] b: T,
    c: u8,
}
#[derive(EnumAsInner)]
pub enum Inner { One(u32), Two(u8, String), Three { x: bool, y: String }, Four }

#[derive(SmartDefault)]
pub struct SD { #[default(5)] a: u8, #[default(_code = "make()")] b: u16, c: String, #[default = "hi"] d: &'static str, #[default(make().to_string())] e: String }
#[derive(SmartDefault)]
pub enum SDE { A, #[default] B { #[default(2)] x: u8, y: Vec<u8> } }

#[derive(Arbitrary)]
pub struct Arb<'a> { a: u8, b: &'a str, #[arbitrary(default)] c: String, #[arbitrary(value = make())] d: u16, #[arbitrary(with = arb_e)] e: u32 }
fn arb_e(u: &mut arbitrary::Unstructured) -> arbitrary::Result<u32> { u.arbitrary() }
#[derive(Arbitrary)]
pub enum ArbE { A, B(u8, String), C { x: bool } }

#[derive(Serialize_repr, Deserialize_repr)]
#[repr(u8)]
pub enum Rp { A = 1, B = 2 }
#[derive(SerializeDisplay, DeserializeFromStr)]
pub struct Txt(u8);
impl std::fmt::Display for Txt { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str("") } }
impl std::str::FromStr for Txt { type Err = String; fn from_str(_: &str) -> Result<Self, String> { Ok(Txt(1)) } }
