//@ strum_macros 0.27.2
use strum::*;

#[derive(EnumString, Display, AsRefStr, IntoStaticStr, EnumIter, VariantNames, EnumCount, FromRepr, EnumMessage, EnumIs, EnumTryAs, EnumProperty)]
#[strum(serialize_all = "kebab-case")]
#[repr(u8)]
pub enum Color {
    /// Red docs
    #[strum(serialize = "r", serialize = "red", props(x = "1"))]
    Red,
    #[strum(to_string = "green {range}", message = "m", detailed_message = "d")]
    Green { range: usize },
    #[strum(disabled)]
    Off(u8),
    #[strum(ascii_case_insensitive)]
    Blue(u16, String),
    #[strum(default)]
    Other(String),
}
#[derive(VariantArray, EnumString, EnumIter)]
pub enum Unit { A, B }
