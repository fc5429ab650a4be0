//@ derive_builder_macro 0.20.2
use derive_builder::Builder;

#[derive(Builder)]
#[builder(setter(into), build_fn(validate = "Self::check"))]
pub struct Server { host: String, #[builder(default = "8080")] port: u16, #[builder(default)] tags: Vec<String>, #[builder(setter(strip_option), default)] opt: Option<u8> }
impl ServerBuilder { fn check(&self) -> Result<(), String> { Ok(()) } }
#[derive(Builder)]
#[builder(pattern = "owned")]
pub struct Own<T: Clone> { a: T, #[builder(setter(skip))] b: u8, #[builder(setter(each(name = "item")))] items: Vec<u8>, #[builder(try_setter, setter(into))] c: u32 }
