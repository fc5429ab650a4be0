//@ thiserror_impl 2.0.21
use std::path::PathBuf;
use thiserror::Error;

#[derive(Error)]
pub enum DataError {
    #[error("disconnected")]
    Disconnect(#[from] std::io::Error),
    #[error("invalid {0} of {1:?} at {len}", len = .1.len())]
    Redaction(u32, String),
    #[error("header {expected:?}, found {found} in {path}")]
    Header { expected: String, found: String, path: PathBuf },
    #[error(transparent)]
    Other(#[from] std::fmt::Error),
    #[error("{}", describe(.r#type, 1))]
    Call { r#type: u8, #[source] cause: std::num::ParseIntError },
    #[error("opt")]
    Opt { source: Option<std::io::Error> },
    #[error(fmt = shown)]
    Fmt { a: u8, b: u8 },
    #[error("boxed {0}")]
    Boxed(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("unit {{}}")]
    Unit,
}
fn describe(a: &u8, _b: u8) -> String { a.to_string() }
fn shown(a: &u8, _b: &u8, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str(&a.to_string()) }

#[derive(Error)]
#[error("wrapped {inner:#x} {name}")]
pub struct Wrapped<'a, T: Clone, E> where E: std::error::Error + 'static {
    inner: u64,
    name: T,
    note: &'a str,
    #[source]
    source: E,
}

#[derive(Error)]
#[error(transparent)]
pub struct Transparent(#[from] std::io::Error);

#[derive(Error)]
#[error("code {0}")]
pub struct Code<T>(T);

#[derive(Error)]
#[error("plain")]
pub struct Plain;
