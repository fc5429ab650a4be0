//@ derivative 2.2.0
use derivative::Derivative;
fn show(_: &u16, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str("x") }
#[derive(Derivative)]
#[derivative(Debug, Clone, Default, Hash, PartialEq, Eq)]
pub struct De<T> { a: u8, #[derivative(Debug = "ignore", Hash = "ignore", PartialEq = "ignore")] b: T, #[derivative(Debug(format_with = "show"), Default(value = "5"))] c: u16 }
#[derive(Derivative)]
#[derivative(Debug = "transparent", Clone(bound = ""), Copy(bound = ""))]
pub struct DeP<T>(std::marker::PhantomData<T>);
#[derive(Derivative)]
#[derivative(Debug, Clone, PartialEq, Default)]
pub enum DeE { #[derivative(Default)] A, B(u8, #[derivative(Debug = "ignore")] String), C { x: u8 } }
