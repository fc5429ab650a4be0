/** derive_builder's `Builder`, after derive_builder_core 0.10 to 0.20. */
import type { ModelDeclaration } from './declared-model.ts';

/** Where the macro finds items of std: its own re-exports. */
const PRELUDE = `@if kind != "struct" || shape == "tuple" { @reject; }
@let x { $crate::export::core }
@let own { @if item[builder.name] { @{item[builder.name].string} } @else { @{label}Builder } }
@let B { @{ident(own)} }
@let pattern = item[builder.pattern].string || "mutable";
@let build_fn = item[builder.build_fn];
@let Error { @if build_fn[error] && build_fn[error].string { @{build_fn[error].code} } @else { @{ident(own, "Error")} } }
@def skips(f) { @if f[builder.setter.skip] || f[builder.setter.custom] { yes } @else if item[builder.setter.skip] && !f[builder.setter] { yes } }
@def absent(f) { @if f[builder.setter.skip] && f[builder.setter.skip].text != "false" { yes } @else if item[builder.setter.skip] && !f[builder.setter] { yes } }
@def setter_name(f) { @if f[builder.setter.name] { @{ident(f[builder.setter.name].string)} } @else if f[builder.setter.prefix] || item[builder.setter.prefix] {
  @{ident((f[builder.setter.prefix] || item[builder.setter.prefix]).string, "_", f.label)} } @else { @{f.name} } }
@def value_type(f) { @if f[builder.setter.strip_option] || item[builder.setter.strip_option] { @{f.type.arg || f.type} } @else { @{f.type} } }
@def me() { @if pattern == "owned" { self } @else if pattern == "immutable" { &self } @else { &mut self } }
@def result() { @if pattern == "mutable" { &mut Self } @else { Self } }
@def start() { @if pattern == "immutable" { let mut new = @{x}::clone::Clone::clone(self); } @else { let mut new = self; } }
@def stored(f, value) { @if (f[builder.setter.strip_option] || item[builder.setter.strip_option]) && f.type.base == "Option" {
  @{x}::option::Option::Some(@{x}::option::Option::Some(@{value})) } @else { @{x}::option::Option::Some(@{value}) } }`;

const ITEMS = `
@if pattern != "owned" { #[derive(::core::clone::Clone)] }
pub struct @{B} <@{params}> @{where} { @for f in fields { @{f.name}:
  @if absent(f) { @{x}::marker::PhantomData<@{f.type}> } @else if f[builder.field.ty] { @{f[builder.field.ty].code} } @else { @{x}::option::Option<@{f.type}> }, } }
impl <@{params}> @{B} <@{args}> @{where} {
  @for f in fields { @if !skips(f) {
    @let into = f[builder.setter.into] || (item[builder.setter.into] && f[builder.setter.into].text != "false");
    pub fn @{setter_name(f)} @if into { <VALUE: @{x}::convert::Into<@{value_type(f)}>> } (@{me()}, value: @if into { VALUE } @else { @{value_type(f)} }) -> @{result()} {
      @{start()} new.@{f.name} = @if into { @{stored(f, "value.into()")} } @else { @{stored(f, "value")} }; new }
    @let each = f[builder.setter.each];
    @if each {
      pub fn @{ident(each[name].string || each.string)}<VALUE>(@{me()}, item: @if each[into] { impl @{x}::convert::Into<VALUE> } @else { VALUE }) -> @{result()}
        where @{f.type}: @{x}::default::Default + @{x}::iter::Extend<VALUE> {
        @{start()} new.@{f.name}.get_or_insert_with(@{x}::default::Default::default).extend(@{x}::option::Option::Some(@if each[into] { item.into() } @else { item })); new } }
    @if f[builder.try_setter] || item[builder.try_setter] {
      pub fn @{ident("try_", f.label)}<VALUE: @{x}::convert::TryInto<@{value_type(f)}>>(@{me()}, value: VALUE) -> @{x}::result::Result<@{result()}, VALUE::Error> {
        let converted: @{value_type(f)} = value.try_into()?; @{start()} new.@{f.name} = @{stored(f, "converted")}; @{x}::result::Result::Ok(new) } }
  } }
  @if !build_fn[skip] {
    pub fn @if build_fn[name] { @{ident(build_fn[name].string)} } @else { build } (@if pattern == "owned" { self } @else { &self }) -> @{x}::result::Result<@{type}, @{Error}> {
      @if build_fn[validate] { @{build_fn[validate].code}(&self)?; }
      @if item[builder.default] { let __default: @{type} = @if item[builder.default].string { @{item[builder.default].code} } @else { @{x}::default::Default::default() }; }
      @{x}::result::Result::Ok(@{name} { @for f in fields { @{f.name}: @if absent(f) { @{missing(f)} }
        @else if f[builder.field.build] { @{f[builder.field.build].code} }
        @else if pattern == "owned" { match self.@{f.name} { @{x}::option::Option::Some(value) => value, @{x}::option::Option::None => @{missing(f)} } }
        @else { match self.@{f.name} { @{x}::option::Option::Some(ref value) => @{x}::clone::Clone::clone(value), @{x}::option::Option::None => @{missing(f)} } }, } }) } }
  fn create_empty() -> Self { Self { @for f in fields { @{f.name}: @{x}::default::Default::default(), } } }
}
@if !item[builder.custom_constructor] { impl <@{params}> @{x}::default::Default for @{B} <@{args}> @{where} { fn default() -> Self { Self::create_empty() } } }`;

const MISSING = `@def missing(f) {
  @if f[builder.default] { @if f[builder.default].string { { @{f[builder.default].code} } } @else { @{x}::default::Default::default() } }
  @else if item[builder.default] { __default.@{f.name} }
  @else if absent(f) { @{x}::default::Default::default() }
  @else { return @{x}::result::Result::Err(@{x}::convert::Into::into($crate::UninitializedFieldError::from(@{str(f.label)}))) } }`;

const ERROR = `@if !build_fn[skip] && !build_fn[error].string {
#[derive(::core::fmt::Debug)]
pub enum @{Error} { UninitializedField(&'static str), ValidationError(::std::string::String) }
impl @{x}::convert::From<$crate::UninitializedFieldError> for @{Error} { fn from(s: $crate::UninitializedFieldError) -> Self { Self::UninitializedField(s.field_name()) } }
impl @{x}::convert::From<::std::string::String> for @{Error} { fn from(s: ::std::string::String) -> Self { Self::ValidationError(s) } }
impl @{x}::fmt::Display for @{Error} { fn fmt(&self, f: &mut @{x}::fmt::Formatter) -> @{x}::fmt::Result { match self {
  Self::UninitializedField(ref field) => ::core::write!(f, "\`{}\` must be initialized", field), Self::ValidationError(ref error) => ::core::write!(f, "{}", error) } } }
impl ::std::error::Error for @{Error} {}
}`;

const OWN =
  'setter.into setter.strip_option setter.skip setter.custom setter.name setter.prefix setter.each.* setter.each';
const ATTRIBUTES = `${OWN} try_setter default pattern name private public field.ty field.build field.private field.public custom_constructor
  build_fn.skip build_fn.validate build_fn.name build_fn.error build_fn.private build_fn.public crate no_std`;

export const DERIVE_BUILDER: readonly ModelDeclaration[] = [
  {
    macroCrate: 'derive_builder_macro',
    derive: 'Builder',
    versions: '>=0.10, <0.21',
    facade: 'derive_builder',
    attributes: ATTRIBUTES.split(/\s+/).map((one) => `builder.${one}`),
    template: `${PRELUDE}${MISSING}${ITEMS}${ERROR}`,
  },
];
