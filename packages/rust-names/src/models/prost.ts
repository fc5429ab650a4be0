/** prost's derives, after prost-derive 0.12 to 0.14: how messages of protocol buffers are written and read, field by field. */
import type { ModelDeclaration } from './declared-model.ts';

const NUMBERS = 'double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool'.split(
  ' ',
);

const choose = (names: readonly string[], text: (name: string) => string): string =>
  names.map((name, i) => `${i === 0 ? '@if' : '@else if'} f[prost.${name}] { ${text(name)} }`).join(' ');

/** Scalar types by the module that encodes them; maps with their key and value read from \`"string, int32"\`. */
const KINDS = `@def numeric(f) { @if ${NUMBERS.map((name) => `f[prost.${name}]`).join(' || ')} || f[prost.enumeration] { yes } }
@def scalar(f) { @if f[prost.string] { string } @else if f[prost.bytes] { bytes } @else if f[prost.enumeration] { int32 } @else { ${choose(NUMBERS, (name) => name)} } }
@def packed(f) { @if f[prost.packed] { @if f[prost.packed].string != "false" { yes } } @else { @{numeric(f)} } }
@def how(f) { @if f[prost.repeated] { @if packed(f) { _packed } @else { _repeated } } }
@def default(f) { @if f[prost.default] && f[prost.enumeration] { @{f[prost.enumeration].code}::@{f[prost.default].code} as i32 }
  @else if f[prost.default] && f[prost.string] { @{f[prost.default].text} }
  @else if f[prost.default] && f[prost.bytes] { @{f[prost.default].text}.as_bytes() }
  @else if f[prost.default] { @{f[prost.default].code} }
  @else if f[prost.enumeration] { @{f[prost.enumeration].code}::default() as i32 }
  @else if f[prost.string] { "" } @else if f[prost.bytes] { b"" as &[u8] } @else if f[prost.bool] { false } @else if f[prost.double] || f[prost.float] { 0.0 } @else { 0 } }
@let E { $crate::encoding }
@def encode(f, value, own) {
  @if f[prost.message] || f[prost.group] { @let m { @if f[prost.group] { group } @else { message } }
    @if own || f[prost.required] { @{E}::@{m}::encode(0u32, &@{value}, buf); }
    @else if f[prost.repeated] { for msg in &@{value} { @{E}::@{m}::encode(0u32, msg, buf); } }
    @else { if let Some(ref msg) = @{value} { @{E}::@{m}::encode(0u32, msg, buf); } } }
  @else if f[prost.oneof] { if let Some(ref oneof) = @{value} { oneof.encode(buf) } }
  @else if f[prost.optional] { if let ::core::option::Option::Some(ref value) = @{value} { @{E}::@{scalar(f)}::encode(0u32, value, buf); } }
  @else if f[prost.repeated] || f[prost.required] || own { @{E}::@{scalar(f)}::@{ident("encode", how(f))}(0u32, &@{value}, buf); }
  @else { if @{value} != @{default(f)} { @{E}::@{scalar(f)}::encode(0u32, &@{value}, buf); } } }
@def merge(f, value, own) {
  @if f[prost.message] || f[prost.group] { @let m { @if f[prost.group] { group } @else { message } } @let t { @if f[prost.group] { tag, } }
    @if f[prost.repeated] { @{E}::@{m}::merge_repeated(@{t} wire_type, @{value}, buf, ctx) }
    @else if own || f[prost.required] { @{E}::@{m}::merge(@{t} wire_type, @{value}, buf, ctx) }
    @else { @{E}::@{m}::merge(@{t} wire_type, @{value}.get_or_insert_with(::core::default::Default::default), buf, ctx) } }
  @else if f[prost.oneof] { @{f[prost.oneof].code}::merge(@{value}, tag, wire_type, buf, ctx) }
  @else if f[prost.optional] { @{E}::@{scalar(f)}::merge(wire_type, @{value}.get_or_insert_with(::core::default::Default::default), buf, ctx) }
  @else if f[prost.repeated] { @{E}::@{scalar(f)}::merge_repeated(wire_type, @{value}, buf, ctx) }
  @else { @{E}::@{scalar(f)}::merge(wire_type, @{value}, buf, ctx) } }
@def length(f, value, own) {
  @if f[prost.message] || f[prost.group] { @let m { @if f[prost.group] { group } @else { message } }
    @if own || f[prost.required] { @{E}::@{m}::encoded_len(0u32, &@{value}) }
    @else if f[prost.repeated] { @{E}::@{m}::encoded_len_repeated(0u32, &@{value}) }
    @else { @{value}.as_ref().map_or(0, |msg| @{E}::@{m}::encoded_len(0u32, msg)) } }
  @else if f[prost.oneof] { @{value}.as_ref().map_or(0, @{f[prost.oneof].code}::encoded_len) }
  @else if f[prost.optional] { @{value}.as_ref().map_or(0, |value| @{E}::@{scalar(f)}::encoded_len(0u32, value)) }
  @else if f[prost.repeated] || f[prost.required] || own { @{E}::@{scalar(f)}::@{ident("encoded_len", how(f))}(0u32, &@{value}) }
  @else { if @{value} != @{default(f)} { @{E}::@{scalar(f)}::encoded_len(0u32, &@{value}) } else { 0 } } }
@def clear(f, value) {
  @if f[prost.optional] || f[prost.oneof] { @{value} = ::core::option::Option::None }
  @else if f[prost.repeated] || f[prost.message] || f[prost.group] || f[prost.string] || f[prost.bytes] { @{value}.clear() }
  @else { @{value} = @{default(f)} } }
@def initial(f) {
  @if f[prost.optional] || f[prost.oneof] { ::core::option::Option::None }
  @else if f[prost.repeated] { ::core::default::Default::default() }
  @else if f[prost.message] || f[prost.group] { ::core::default::Default::default() }
  @else if f[prost.string] { @if f[prost.default] { @{default(f)}.into() } @else { $crate::alloc::string::String::new() } }
  @else if f[prost.bytes] { @if f[prost.default] { @{default(f)}.into() } @else { ::core::default::Default::default() } }
  @else { @{default(f)} } }`;

/** Maps, and what else is not looked into. */
const UNKNOWN =
  '@if any(v in variants, v[prost.map] || any(f in v.fields, f[prost.map] || f[prost.btree_map] || f[prost.hash_map])) { @opaque; }';

const METHODS = `@for f in fields {
  @if f[prost.enumeration] && !f[prost.map] { @let Ty { @{f[prost.enumeration].code} }
    @if f[prost.repeated] {
      pub fn @{f.name}(&self) -> ::core::iter::FilterMap<::core::iter::Cloned<::core::slice::Iter<i32>>, fn(i32) -> ::core::option::Option<@{Ty}>> {
        self.@{f.name}.iter().cloned().filter_map(|x| { let result: ::core::result::Result<@{Ty}, _> = ::core::convert::TryFrom::try_from(x); result.ok() }) }
      pub fn @{ident("push_", f.label)}(&mut self, value: @{Ty}) { self.@{f.name}.push(value as i32); }
    } @else if f[prost.optional] {
      pub fn @{f.name}(&self) -> @{Ty} { self.@{f.name}.and_then(|x| { let result: ::core::result::Result<@{Ty}, _> = ::core::convert::TryFrom::try_from(x); result.ok() }).unwrap_or(@{Ty}::default()) }
      pub fn @{ident("set_", f.label)}(&mut self, value: @{Ty}) { self.@{f.name} = ::core::option::Option::Some(value as i32); }
    } @else {
      pub fn @{f.name}(&self) -> @{Ty} { ::core::convert::TryFrom::try_from(self.@{f.name}).unwrap_or(@{Ty}::default()) }
      pub fn @{ident("set_", f.label)}(&mut self, value: @{Ty}) { self.@{f.name} = value as i32; } }
  } @else if f[prost.optional] && !f[prost.message] && !f[prost.group] {
    @if f[prost.string] { pub fn @{f.name}(&self) -> &str { match self.@{f.name} { ::core::option::Option::Some(ref val) => &val[..], ::core::option::Option::None => @{default(f)} } } }
    @else if f[prost.bytes] { pub fn @{f.name}(&self) -> &[u8] { match self.@{f.name} { ::core::option::Option::Some(ref val) => &val[..], ::core::option::Option::None => @{default(f)} } } }
    @else { pub fn @{f.name}(&self) -> @{f.type.arg} { match self.@{f.name} { ::core::option::Option::Some(val) => val, ::core::option::Option::None => @{default(f)} } } } } }`;

/** How \`Debug\` shows a value: numbers of enums by the enum's own, if there is one. */
const SHOWN = `@def shown(f) { @if f[prost.enumeration] {
    struct ScalarWrapper<'a>(&'a i32);
    impl<'a> ::core::fmt::Debug for ScalarWrapper<'a> { fn fmt(&self, f: &mut ::core::fmt::Formatter) -> ::core::fmt::Result {
      let res: ::core::result::Result<@{f[prost.enumeration].code}, _> = ::core::convert::TryFrom::try_from(*self.0);
      match res { Err(_) => ::core::fmt::Debug::fmt(&self.0, f), Ok(en) => ::core::fmt::Debug::fmt(&en, f) } } }
  } @else { fn ScalarWrapper<T>(v: T) -> T { v } } }`;

const MESSAGE = `${KINDS}${UNKNOWN}${SHOWN} @if kind != "struct" { @reject; }
@let known = filter(f in fields, f[prost] && !f[prost.map] && !f[prost.btree_map] && !f[prost.hash_map]);
@{impl("$crate::Message")} {
  fn encode_raw(&self, buf: &mut impl $crate::bytes::BufMut) { @for f in known { @{encode(f, "self." + f.name, "")} } }
  fn merge_field(&mut self, tag: u32, wire_type: @{E}::wire_type::WireType, buf: &mut impl $crate::bytes::Buf, ctx: @{E}::DecodeContext) -> ::core::result::Result<(), $crate::DecodeError> {
    const STRUCT_NAME: &'static str = @{str(label)};
    match tag { @for f in known { 1u32 => { let mut value = &mut self.@{f.name}; @{merge(f, "value", "")}.map_err(|mut error| { error.push(STRUCT_NAME, @{str(f.label)}); error }) }, }
      _ => @{E}::skip_field(wire_type, tag, buf, ctx) } }
  fn encoded_len(&self) -> usize { 0 @for f in known { + @{length(f, "self." + f.name, "")} } }
  fn clear(&mut self) { @for f in known { @{clear(f, "self." + f.name)}; } } }
@{impl("::core::default::Default")} { fn default() -> Self { @{name} { @for f in fields { @{f.name}: @if f[prost.map] || f[prost.btree_map] || f[prost.hash_map] { ::core::default::Default::default() } @else { @{initial(f)} }, } } } }
@if !item[prost.skip_debug] { @{impl("::core::fmt::Debug")} { fn fmt(&self, f: &mut ::core::fmt::Formatter) -> ::core::fmt::Result {
  let mut builder = @if shape == "named" { f.debug_struct(@{str(label)}) } @else { f.debug_tuple(@{str(label)}) };
  @for f in fields { let builder = { let wrapper = { @if f[prost.message] || f[prost.group] || f[prost.oneof] || f[prost.optional] || f[prost.repeated] || f[prost.map] { &self.@{f.name} } @else { @{shown(f)} ScalarWrapper(&self.@{f.name}) } };
    @if shape == "named" { builder.field(@{str(f.label)}, &wrapper) } @else { builder.field(&wrapper) } }; }
  builder.finish() } } }
@{impl("")} { ${METHODS} }`;

const ONEOF = `${KINDS}${UNKNOWN} @if kind != "enum" { @reject; }
@{impl("")} {
  pub fn encode(&self, buf: &mut impl $crate::bytes::BufMut) { match *self { @for f in variants { @{f.path}(ref value) => { @{encode(f, "*value", "own")} }, } } }
  pub fn merge(field: &mut ::core::option::Option<@{type}>, tag: u32, wire_type: @{E}::wire_type::WireType, buf: &mut impl $crate::bytes::Buf, ctx: @{E}::DecodeContext) -> ::core::result::Result<(), $crate::DecodeError> {
    match tag { @for f in variants { 1u32 => { match field { ::core::option::Option::Some(@{f.path}(ref mut value)) => { @{merge(f, "value", "own")} },
      _ => { let mut owned_value = ::core::default::Default::default(); let value = &mut owned_value;
        @{merge(f, "value", "own")}.map(|_| *field = ::core::option::Option::Some(@{f.path}(owned_value))) } } }, }
      _ => ::core::unreachable!("invalid tag: {}", tag) } }
  pub fn encoded_len(&self) -> usize { match *self { @for f in variants { @{f.path}(ref value) => @{length(f, "*value", "own")}, } } } }
@if !item[prost.skip_debug] { @{impl("::core::fmt::Debug")} { fn fmt(&self, f: &mut ::core::fmt::Formatter) -> ::core::fmt::Result { match *self {
  @for f in variants { @{f.path}(ref value) => { let wrapper = &*value; f.debug_tuple(@{str(f.label)}).field(&wrapper).finish() }, } } } } }`;

const ENUMERATION = `@if kind != "enum" { @reject; }
@let Error { @if since("0.13.0") { $crate::UnknownEnumValue } @else { $crate::DecodeError } }
@{impl("")} {
  pub fn is_valid(value: i32) -> bool { match value { @for v in variants { @{v.discriminant} => true, } _ => false } }
  pub fn from_i32(value: i32) -> ::core::option::Option<@{type}> { match value { @for v in variants { @{v.discriminant} => ::core::option::Option::Some(@{v.path}), } _ => ::core::option::Option::None } } }
@{impl("::core::default::Default")} { fn default() -> @{type} { @{variants.first.path} } }
#[automatically_derived] impl ::core::convert::From<@{type}> for i32 { fn from(value: @{type}) -> i32 { value as i32 } }
@{impl("::core::convert::TryFrom<i32>")} { type Error = @{Error};
  fn try_from(value: i32) -> ::core::result::Result<@{type}, @{Error}> { match value { @for v in variants { @{v.discriminant} => ::core::result::Result::Ok(@{v.path}), } _ => ::core::result::Result::Err(@if since("0.13.0") { $crate::UnknownEnumValue(value) } @else { $crate::DecodeError::new("invalid enumeration value") }) } } }`;

const ATTRIBUTES = [
  ...[...NUMBERS, 'string', 'bytes', 'enumeration', 'message', 'group', 'oneof', 'tags', 'tag', 'optional', 'required'],
  ...['repeated', 'packed', 'default', 'map', 'btree_map', 'hash_map', 'boxed', 'skip_debug'],
].map((name) => `prost.${name}`);

export const PROST: readonly ModelDeclaration[] = Object.entries({
  Message: MESSAGE,
  Oneof: ONEOF,
  Enumeration: ENUMERATION,
}).map(([derive, template]) => ({
  ...{ macroCrate: 'prost_derive', derive, versions: '>=0.12, <0.15', facade: 'prost' },
  attributes: ATTRIBUTES,
  template,
}));
