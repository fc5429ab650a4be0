//@ serde_derive 1.0.229
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
#[derive(Serialize, Deserialize)]
#[serde(tag = "t")]
pub enum Int { Unit, New(Inner), Named { a: u8, #[serde(default)] b: String } }
#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Adj { Unit, New(Inner), Tup(u8, String), Named { a: u8 } }
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum Unt { Unit, New(Inner), Tup(u8, String), Named { a: u8 } }
#[derive(Serialize, Deserialize)]
pub struct Inner { x: u32 }
#[derive(Serialize, Deserialize)]
pub struct Flat { a: u8, #[serde(flatten)] inner: Inner, #[serde(flatten)] rest: HashMap<String, String>, #[serde(flatten)] opt: Option<Inner> }
#[derive(Serialize, Deserialize)]
#[serde(from = "u32", into = "u32")]
pub struct Via(u32);
impl From<u32> for Via { fn from(x: u32) -> Via { Via(x) } }
impl From<Via> for u32 { fn from(x: Via) -> u32 { x.0 } }
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub struct Try(u32);
impl TryFrom<String> for Try { type Error = String; fn try_from(x: String) -> Result<Try, String> { Err(x) } }
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trans { v: Vec<u8>, #[serde(skip)] n: u8 }
pub mod other { pub struct Dur { pub secs: u64, n: u32 } impl Dur { pub fn n(&self) -> u32 { self.n } pub fn new(secs: u64, n: u32) -> Dur { Dur { secs, n } } } }
#[derive(Serialize, Deserialize)]
#[serde(remote = "other::Dur")]
pub struct DurDef { secs: u64, #[serde(getter = "other::Dur::n")] n: u32 }
impl From<DurDef> for other::Dur { fn from(d: DurDef) -> other::Dur { other::Dur::new(d.secs, d.n) } }
#[derive(Serialize, Deserialize)]
pub struct UseRemote { #[serde(with = "DurDef")] d: other::Dur }
#[derive(Deserialize, Serialize)]
pub enum Oth { A, #[serde(other)] Rest }
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
pub enum Fid { Secs, Nanos }
#[derive(Deserialize)]
#[serde(variant_identifier)]
pub enum Vid { Ok, Err }
#[derive(Serialize, Deserialize)]
pub enum Var { #[serde(with = "m")] A(u8), #[serde(untagged)] U(String) }
pub mod m { pub fn serialize<S: serde::Serializer>(_: &u8, s: S) -> Result<S::Ok, S::Error> { s.serialize_u8(1) } pub fn deserialize<'de, D: serde::Deserializer<'de>>(d: D) -> Result<u8, D::Error> { serde::Deserialize::deserialize(d) } }
#[derive(Serialize, Deserialize)]
#[serde(tag = "type")]
pub struct Tagged { a: u8 }
