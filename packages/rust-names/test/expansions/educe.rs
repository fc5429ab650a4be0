//@ educe 0.6.0
use educe::Educe;
#[derive(Educe)]
#[educe(Debug, Clone, Default, Hash, PartialEq, Eq)]
pub struct Ed { a: u8, #[educe(Debug(ignore), Hash(ignore), PartialEq(ignore))] b: String, #[educe(Debug(method = "show"), Default = 5)] c: u16 }
fn show(_: &u16, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str("x") }
#[derive(Educe)]
#[educe(Deref, DerefMut)]
pub struct EdD(String);
#[derive(Educe)]
#[educe(Debug, Hash, PartialEq, Eq)]
pub enum EdE<T> { A, B(u8, #[educe(Debug(ignore))] T), C { x: T } }
