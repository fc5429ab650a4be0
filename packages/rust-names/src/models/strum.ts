/** strum's derives, after strum_macros 0.20 to 0.27. Names of variants are not worked out: they are only compared. */
import type { ModelDeclaration } from './declared-model.ts';

/** Attributes that change names, or what is written for people. */
const NAMES = `strum.serialize strum.serialize_all strum.to_string strum.message strum.detailed_message strum.props.*
  strum.ascii_case_insensitive strum.prefix strum.suffix strum.disabled strum.default strum.default_with strum.transparent
  strum.parse_err_ty strum.parse_err_fn strum.const_into_str repr.* strum_discriminants.*`.split(/\s+/);

const ENABLED = '@let enabled = filter(v in variants, !v[strum.disabled]);';
const MADE = `@def made(v) { @{v.path} { @for f in v.fields {
  @{f.name}: @if f[strum.default_with] { @{f[strum.default_with].code}() } @else if v[strum.default_with] { @{v[strum.default_with].code}() }
  @else { ::core::default::Default::default() }, } } }`;

const FROM_STR = `${MADE}
@let fallback = find(v in variants, v[strum.default] && !v[strum.disabled]);
@let Err { @if item[strum.parse_err_ty] { @{item[strum.parse_err_ty].code} } @else { $crate::ParseError } }
@{impl("::core::str::FromStr")} {
  type Err = @{Err};
  fn from_str(s: &str) -> ::core::result::Result<Self, <Self as ::core::str::FromStr>::Err> {
    ::core::result::Result::Ok(match s {
      @for v in variants { @if !v[strum.disabled] && !v[strum.default] {
        @if v[strum.ascii_case_insensitive] || (item[strum.ascii_case_insensitive]) { s if s.eq_ignore_ascii_case(@{str(v.label)}) }
        @else { @{str(v.label)} } => @{made(v)}, } }
      _ => @if fallback { return ::core::result::Result::Ok(@{fallback.path}
        { @{fallback.fields.first.name}: @if since("0.22.0") { s.into() } @else { ::core::convert::Into::into(s) } }) }
        @else if item[strum.parse_err_fn] { return ::core::result::Result::Err(@{item[strum.parse_err_fn].text}(s)) }
        @else { return ::core::result::Result::Err($crate::ParseError::VariantNotFound) },
    })
  }
}
@if since("0.22.0") {
  @{impl("::core::convert::TryFrom<&str>")} {
    type Error = @{Err};
    fn try_from(s: &str) -> ::core::result::Result<Self, <Self as ::core::convert::TryFrom<&str>>::Error> { ::core::str::FromStr::from_str(s) }
  }
}`;

const DISPLAY = `${ENABLED}
@{impl("::core::fmt::Display")} {
  fn fmt(&self, f: &mut ::core::fmt::Formatter) -> ::core::result::Result<(), ::core::fmt::Error> {
    match *self {
      @for v in enabled {
        @let text = v[strum.to_string];
        @{v.path} { @for x in v.fields { @{x.name}: ref @{x.var}, } } =>
          @if (v[strum.default] || v[strum.transparent]) && !text { ::core::fmt::Display::fmt(@{v.fields.first.var}, f) }
          @else if text && contains(text.string, "{") && v.fields && since("0.26.0") {
            ::core::fmt::Display::fmt(&@if since("0.27.0") { ::core::format_args } @else { ::std::format }!(@{format(text, v)}), f) }
          @else if since("0.26.0") { ::core::fmt::Display::fmt(@{str(v.label)}, f) }
          @else { f.pad(@{str(v.label)}) },
      }
      @if enabled.count != variants.count || !variants { _ => ::core::panic!("fmt() called on disabled variant."), }
    }
  }
}`;

const STATIC_STR = `${ENABLED}
@def arms(value) { match @{value} {
  @for v in enabled { @{v.path} { .. } => @{str(v.label)}, }
  @if enabled.count != variants.count || !variants { _ => ::core::panic!("AsRef::<str>::as_ref() or AsStaticRef::<str>::as_static() called on disabled variant."), } } }
`;

const AS_REF = `${STATIC_STR}
@{impl("::core::convert::AsRef<str>")} { fn as_ref(&self) -> &str { @{arms("*self")} } }`;

const INTO_STATIC = `${STATIC_STR}
impl <@{params}> ::core::convert::From<@{type}> for &'static str @{where} { fn from(x: @{type}) -> &'static str { @{arms("x")} } }
impl <'_derivative_strum, @{params}> ::core::convert::From<&'_derivative_strum @{type}> for &'static str @{where} {
  fn from(x: &'_derivative_strum @{type}) -> &'static str { @{arms("*x")} } }
@if item[strum.const_into_str] { @{impl("")} { pub const fn into_str(&self) -> &'static str { @{arms("*self")} } } }`;

const ITER = `${MADE}${ENABLED}
@let Iter { @{ident(label, "Iter")} }
pub struct @{Iter} <@{params}> @{where} { idx: usize, back_idx: usize, marker: ::core::marker::PhantomData<fn() -> (@for T in type_params { @{T}, })> }
impl <@{params}> ::core::fmt::Debug for @{Iter} <@{args}> @{where} {
  fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { f.debug_struct(@{str(label)}).field("len", &self.len()).finish() } }
impl <@{params}> @{Iter} <@{args}> @{where} {
  fn get(&self, idx: usize) -> ::core::option::Option<@{type}> {
    match idx { @for v in enabled { @{v.index}usize => ::core::option::Option::Some(@{made(v)}), } _ => ::core::option::Option::None } } }
impl <@{params}> $crate::IntoEnumIterator for @{type} @{where} {
  type Iterator = @{Iter} <@{args}>;
  fn iter() -> @{Iter} <@{args}> { @{Iter} { idx: 0, back_idx: 0, marker: ::core::marker::PhantomData } } }
impl <@{params}> ::core::iter::Iterator for @{Iter} <@{args}> @{where} {
  type Item = @{type};
  fn next(&mut self) -> ::core::option::Option<<Self as ::core::iter::Iterator>::Item> { self.nth(0) }
  fn size_hint(&self) -> (usize, ::core::option::Option<usize>) {
    let t = if self.idx + self.back_idx >= @{enabled.count}usize { 0 } else { @{enabled.count}usize - self.idx - self.back_idx };
    (t, ::core::option::Option::Some(t)) }
  fn nth(&mut self, n: usize) -> ::core::option::Option<<Self as ::core::iter::Iterator>::Item> {
    let idx = self.idx + n + 1;
    if idx + self.back_idx > @{enabled.count}usize { self.idx = @{enabled.count}usize; ::core::option::Option::None }
    else { self.idx = idx; @if since("0.26.0") { @{Iter}::get(self, idx - 1) } @else { self.get(idx - 1) } } } }
impl <@{params}> ::core::iter::ExactSizeIterator for @{Iter} <@{args}> @{where} { fn len(&self) -> usize { self.size_hint().0 } }
impl <@{params}> ::core::iter::DoubleEndedIterator for @{Iter} <@{args}> @{where} {
  fn next_back(&mut self) -> ::core::option::Option<<Self as ::core::iter::Iterator>::Item> {
    let back_idx = self.back_idx + 1;
    if self.idx + back_idx > @{enabled.count}usize { self.back_idx = @{enabled.count}usize; ::core::option::Option::None }
    else { self.back_idx = back_idx; @if since("0.26.0") { @{Iter}::get(self, @{enabled.count}usize - self.back_idx) }
      @else { self.get(@{enabled.count}usize - self.back_idx) } } } }
@if since("0.25.0") { impl <@{params}> ::core::iter::FusedIterator for @{Iter} <@{args}> @{where} {} }
impl <@{params}> ::core::clone::Clone for @{Iter} <@{args}> @{where} {
  fn clone(&self) -> @{Iter} <@{args}> { @{Iter} { idx: self.idx, back_idx: self.back_idx, marker: self.marker.clone() } } }`;

const VARIANT_NAMES = `@{impl("$crate::VariantNames")} {
  const VARIANTS: &'static [&'static str] = &[@for v in variants { @{str(v.label)}, }]; }`;

const COUNT = `${ENABLED} @{impl("$crate::EnumCount")} { const COUNT: usize = @{enabled.count}usize; }`;

const ARRAY =
  '@{impl("$crate::VariantArray")} { const VARIANTS: &\'static [Self] = &[@for v in variants { @{v.path}, }]; }';

const FROM_REPR = `${MADE}${ENABLED}
@let int = find(r in item[repr].args, r.name != "C" && r.name != "transparent" && r.name != "packed" && r.name != "align");
@let Int { @if int { @{int.name} } @else { usize } }
@{impl("")} {
  pub fn from_repr(discriminant: @{Int}) -> ::core::option::Option<@{type}> {
    @for v in enabled { const @{ident(v.label, "_DISCRIMINANT")}: @{Int} = @if v.discriminant { @{v.discriminant} } @else { @{v.index} }; }
    match discriminant {
      @for v in enabled { v if v == @{ident(v.label, "_DISCRIMINANT")} => ::core::option::Option::Some(@{made(v)}), }
      _ => ::core::option::Option::None } } }`;

const MESSAGE = `@{impl("$crate::EnumMessage")} {
  fn get_message(&self) -> ::core::option::Option<&'static str> { match self {
    @for v in variants { @if v[strum.message] { &@{v.path} { .. } => ::core::option::Option::Some(@{str(v[strum.message].string)}), } } _ => ::core::option::Option::None } }
  fn get_detailed_message(&self) -> ::core::option::Option<&'static str> { match self {
    @for v in variants { @if v[strum.detailed_message] { &@{v.path} { .. } => ::core::option::Option::Some(@{str(v[strum.detailed_message].string)}), } } _ => ::core::option::Option::None } }
  @if since("0.22.0") { fn get_documentation(&self) -> ::core::option::Option<&'static str> { match self {
    @for v in variants { @if v.docs { &@{v.path} { .. } => ::core::option::Option::Some(""), } } _ => ::core::option::Option::None } } }
  fn get_serializations(&self) -> &'static [&'static str] { match self {
    @for v in variants { &@{v.path} { .. } => { static ARR: [&'static str; 1usize] = [@{str(v.label)}]; &ARR } } @if !variants { _ => loop {} } } } }`;

const PROPERTY = `@{impl("$crate::EnumProperty")} {
  fn get_str(&self, prop: &str) -> ::core::option::Option<&'static str> { match self {
    @for v in variants { &@{v.path} { .. } => { match prop {
      @for a in v.attrs { @for p in a.args { @if p.name == "props" { @for one in p.args { @{str(one.name)} => ::core::option::Option::Some(@{one.text}), } } } }
      _ => ::core::option::Option::None } } }
    _ => ::core::option::Option::None } } }`;

const IS = `${ENABLED} @{impl("")} { @for v in enabled {
  pub const fn @{ident("is_", snake(v.label))}(&self) -> bool { match self { &@{v.path} { .. } => true, _ => false } } } }`;

const TRY_AS = `${ENABLED}
@def method(v, suffix, receiver, borrow) {
  pub fn @{ident("try_as_", snake(v.label), suffix)}(@{receiver}) -> ::core::option::Option<(@for f in v.fields { @{borrow} @{f.type} @if v.fields.count != "1" {,} })> {
    match self { @{v.pattern} => ::core::option::Option::Some((@for f in v.fields { @{f.var} @if v.fields.count != "1" {,} })), _ => ::core::option::Option::None } } }
@{impl("")} { @for v in enabled { @if v.shape == "tuple" {
  @{method(v, "", "self", "")}
  @if since("0.26.0") { @{method(v, "_ref", "&self", "&")} @{method(v, "_mut", "&mut self", "&mut")} } } } }`;

const DISCRIMINANTS = `
@let Kind { @if item[strum_discriminants.name] { @{item[strum_discriminants.name].text} } @else { @{ident(label, "Discriminants")} } }
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
  @for a in item.attrs { @if a.name == "strum_discriminants" { @for p in a.args { @if p.name == "derive" && p.text { @{p.text}, } } } })]
@for a in item.attrs { @if a.name == "strum_discriminants" { @for p in a.args { @if p.name != "derive" && p.name != "name" && p.name != "vis" && p.name != "doc" {
  @if p.name == "" { @opaque; } @else { #[@{p.name} @if p.form == "call" { (@{p.text}) } @if p.form == "value" { = @{p.text} }] } } } } }
@if item[repr] { #[repr(@{item[repr].text})] }
pub enum @{Kind} { @for v in variants {
  @for a in v.attrs { @if a.name == "strum_discriminants" { @for p in a.args { #[@{p.name} @if p.form == "call" { (@{p.text}) } @if p.form == "value" { = @{p.text} }] } } }
  @{v.name} @if v.discriminant { = @{v.discriminant} }, } }
@def arms(value) { match @{value} { @for v in variants { @{v.path} { .. } => @{Kind}::@{v.name}, } @if !variants { _ => loop {} } } }
@if since("0.26.0") { @{impl("$crate::IntoDiscriminant")} {
  type Discriminant = @{Kind};
  fn discriminant(&self) -> Self::Discriminant { <Self::Discriminant as ::core::convert::From<&Self>>::from(self) } } }
impl <@{params}> ::core::convert::From<@{type}> for @{Kind} @{where} { fn from(val: @{type}) -> @{Kind} { @{arms("val")} } }
impl <'_enum, @{params}> ::core::convert::From<&'_enum @{type}> for @{Kind} @{where} { fn from(val: &'_enum @{type}) -> @{Kind} { @{arms("val")} } }`;

const TEMPLATES: Readonly<Record<string, string>> = {
  EnumString: FROM_STR,
  Display: DISPLAY,
  ToString: `${STATIC_STR} @{impl("::std::string::ToString")} { fn to_string(&self) -> ::std::string::String { ::std::string::String::from(@{arms("*self")}) } }`,
  AsRefStr: AS_REF,
  IntoStaticStr: INTO_STATIC,
  EnumIter: ITER,
  VariantNames: VARIANT_NAMES,
  EnumVariantNames: VARIANT_NAMES,
  EnumCount: COUNT,
  VariantArray: ARRAY,
  FromRepr: FROM_REPR,
  EnumMessage: MESSAGE,
  EnumProperty: PROPERTY,
  EnumIs: IS,
  EnumTryAs: TRY_AS,
  EnumDiscriminants: DISCRIMINANTS,
};

export const STRUM: readonly ModelDeclaration[] = Object.entries(TEMPLATES).map(([derive, text]) => ({
  macroCrate: 'strum_macros',
  derive,
  versions: '>=0.20, <0.28',
  facade: 'strum',
  attributes: NAMES,
  template: `@if kind != "enum" || item[strum.crate] { @reject; } ${text}`,
}));
