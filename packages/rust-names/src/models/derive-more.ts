/** derive_more's derives, after derive_more 0.99 and derive_more-impl 1 and 2. */
import type { ModelDeclaration } from './declared-model.ts';

const ENUM_OR_STRUCT = '@if kind == "union" { @reject; }';

/** `impl Op for Item`, once for structs and once for enums (whose variants may differ: a `Result` then). */
function binary(trait: string, method: string): string {
  return `@if kind != "struct" { @reject; }
@let bounds { @for T in type_params { @{T}: ::core::ops::${trait}<Output = @{T}>, } }
@{impl("::core::ops::${trait}", bounds)} { type Output = @{type};
  fn ${method}(self, rhs: @{type}) -> @{type} { @{name} { @for f in fields {
    @{f.name}: @if since("2.1.0") { ::core::ops::${trait}::${method}(self.@{f.name}, rhs.@{f.name}) } @else { self.@{f.name}.${method}(rhs.@{f.name}) }, } } } }`;
}

function assign(trait: string, method: string): string {
  return `@if kind != "struct" { @reject; }
@let bounds { @for T in type_params { @{T}: ::core::ops::${trait}, } }
@{impl("::core::ops::${trait}", bounds)} {
  fn ${method}(&mut self, rhs: @{type}) { @for f in fields {
    @if since("2.1.0") { ::core::ops::${trait}::${method}(&mut self.@{f.name}, rhs.@{f.name}); } @else { self.@{f.name}.${method}(rhs.@{f.name}); } } } }`;
}

/** By a number: each field is multiplied with the same operand. */
function scalar(trait: string, method: string, output: boolean): string {
  const args = output ? `<__RhsT, Output = @{f.type}>` : '<__RhsT>';
  const body = output
    ? `type Output = @{type}; fn ${method}(self, rhs: __RhsT) -> @{type} { @{name} { @for f in fields {
        @{f.name}: <@{f.type} as ::core::ops::${trait}<__RhsT>>::${method}(self.@{f.name}, rhs), } } }`
    : `fn ${method}(&mut self, rhs: __RhsT) { @for f in fields {
        <@{f.type} as ::core::ops::${trait}<__RhsT>>::${method}(&mut self.@{f.name}, rhs); } }`;
  const attr = trait.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();
  return `@if kind != "struct" || item[${attr}.forward] { @reject; }
@let bounds { @for f in fields { @{f.type}: ::core::ops::${trait}${args}, } }
@{impl("::core::ops::${trait}<__RhsT>", bounds, "__RhsT: ::core::marker::Copy")} { ${body} }`;
}

function unary(trait: string, method: string): string {
  return `@if kind != "struct" { @reject; }
@let bounds { @for T in type_params { @{T}: ::core::ops::${trait}<Output = @{T}>, } }
@{impl("::core::ops::${trait}", bounds)} { type Output = @{type};
  fn ${method}(self) -> @{type} { @{name} { @for f in fields { @{f.name}: self.@{f.name}.${method}(), } } } }`;
}

function sum(trait: string, method: string, op: string): string {
  return `@if kind != "struct" { @reject; }
@let bounds { @for T in type_params { @{T}: ::core::iter::${trait}, } }
@{impl("::core::iter::${trait}", bounds)} {
  fn ${method}<I: ::core::iter::Iterator<Item = Self>>(iter: I) -> Self {
    iter.fold(@{name} { @for f in fields { @{f.name}: ::core::iter::${trait}::${method}(::core::iter::empty::<@{f.type}>()), } }, ::core::ops::${op}) } }`;
}

function display(trait: string, attr: string): string {
  return `${ENUM_OR_STRUCT}
@let bounds { @for v in variants {
  @let text = v[${attr}] || item[${attr}];
  @if text && format_bounds(text, v) { @{format_bounds(text, v)}, }
  @else if !text && v.fields.count == "1" && v.fields.first.generic { @{v.fields.first.type}: ::core::fmt::${trait}, } } }
@{impl("::core::fmt::${trait}", bounds)} {
  fn fmt(&self, __derive_more_f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
    @if item[${attr}] && kind == "enum" { @opaque; }
    match self { @for v in variants {
      @let text = v[${attr}] || item[${attr}];
      @{v.pattern} => {
        @if text[bound] || text[bounds] || text[skip] || text[forward] { @opaque; }
        @if text && text.args {
          @if text.args.count == "1" && text.args.first.form == "value" && text.args.first.string && !contains(text.args.first.string, "{") && since("1.0.0") {
            __derive_more_f.write_str(@{text.args.first.text}) }
          @else if since("1.0.0") { __derive_more_f.write_fmt(::core::format_args!(@{format(text, v)})) }
          @else { ::core::write!(__derive_more_f, @{format(text, v)}) } }
        @else if v.fields.count == "1" { ::core::fmt::${trait}::fmt(@{v.fields.first.var}, __derive_more_f) }
        @else if !v.fields { @if since("1.0.0") { __derive_more_f.write_str(@{str(v.label)}) } @else { ::core::write!(__derive_more_f, @{str(v.label)}) } }
        @else { @opaque; ::core::result::Result::Ok(()) } } }
      @if !variants { _ => loop {} } } } }`;
}

const FROM = `${ENUM_OR_STRUCT}
@let chosen = any(v in variants, v[from] && !v[from.skip] && !v[from.ignore]);
@for v in variants {
  @if v[from.skip] || v[from.ignore] || !v.fields || (kind == "enum" && chosen && !v[from]) {}
  @else if v[from.forward] && v.fields.count == "1" {
    @{impl("::core::convert::From<__FromT>", v.fields.first.type + ": ::core::convert::From<__FromT>", "__FromT")} {
      fn from(value: __FromT) -> Self { @{v.path} { @{v.fields.first.name}: <@{v.fields.first.type} as ::core::convert::From<__FromT>>::from(value) } } } }
  @else {
    @if any(f in v.fields, f[from]) { @opaque; }
    @{impl("::core::convert::From<(" + from_types(v) + ")>")} {
      fn from(value: (@{from_types(v)})) -> Self { @{v.path} { @if v.fields.count == "1" { @{v.fields.first.name}: value } @else { @for f in v.fields { @{f.name}: value.@{f.index}, } } } } }
    @for t in v[from].args { @if t.name == "types" { @opaque; } @else {
      @let T { @if t.form == "flag" { @{t.name} } @else { @{t.text} } }
      @{impl("::core::convert::From<" + T + ">")} { fn from(value: @{T}) -> Self { @{v.path} { @{v.fields.first.name}: <@{v.fields.first.type} as ::core::convert::From<@{T}>>::from(value) } } } } } } }`;
const FROM_TYPES = '@def from_types(v) { @for f in v.fields { @{f.type} @if v.fields.count != "1" {,} } }';

const INTO = `@if kind != "struct" { @reject; }
@let kept = filter(f in fields, !f[into.skip] && !f[into.ignore]);
@let tuple { (@for f in kept { @{f.type} @if kept.count != "1" {,} }) }
impl <@{params}> ::core::convert::From<@{type}> for @{tuple} @{where} {
  fn from(value: @{type}) -> Self {
    (@for f in kept { @if since("1.0.0") { <@{f.type} as ::core::convert::From<_>>::from(value.@{f.name}) } @else { value.@{f.name} } @if kept.count != "1" {,} }) } }`;

/** The field that a wrapper speaks of: the only one, or the marked one. */
const field = (attr: string) =>
  `@if kind != "struct" { @reject; } @let f = find(f in fields, f[${attr}]  && !f[${attr}.ignore] && !f[${attr}.skip]) || find(f in fields, !f[${attr}]); @if !f { @reject; }`;

const DEREF = `${field('deref')}
@if item[deref.forward] || f[deref.forward] {
  @{impl("::core::ops::Deref", f.type + ": ::core::ops::Deref")} { type Target = <@{f.type} as ::core::ops::Deref>::Target;
    fn deref(&self) -> &Self::Target { <@{f.type} as ::core::ops::Deref>::deref(&self.@{f.name}) } }
} @else { @{impl("::core::ops::Deref")} { type Target = @{f.type}; fn deref(&self) -> &Self::Target { &self.@{f.name} } } }`;

const DEREF_MUT = `${field('deref_mut')}
@if item[deref_mut.forward] || f[deref_mut.forward] {
  @{impl("::core::ops::DerefMut", f.type + ": ::core::ops::DerefMut")} {
    fn deref_mut(&mut self) -> &mut Self::Target { <@{f.type} as ::core::ops::DerefMut>::deref_mut(&mut self.@{f.name}) } }
} @else { @{impl("::core::ops::DerefMut")} { fn deref_mut(&mut self) -> &mut Self::Target { &mut self.@{f.name} } } }`;

function asRef(trait: string, method: string, attr: string, mut: string): string {
  return `@if kind != "struct" { @reject; }
@let marked = filter(f in fields, f[${attr}] && !f[${attr}.ignore] && !f[${attr}.skip]);
@for f in marked || filter(f in fields, !f[${attr}]) {
  @if item[${attr}.forward] || f[${attr}.forward] {
    @{impl("::core::convert::${trait}<__AsT>", f.type + ": ::core::convert::${trait}<__AsT>", "__AsT: ?::core::marker::Sized")} {
      fn ${method}(&${mut} self) -> &${mut} __AsT { <@{f.type} as ::core::convert::${trait}<__AsT>>::${method}(&${mut} self.@{f.name}) } }
  } @else {
    @if any(a in f[${attr}].args, true) || any(a in item[${attr}].args, true) { @opaque; }
    @{impl("::core::convert::${trait}<" + f.type + ">")} { fn ${method}(&${mut} self) -> &${mut} @{f.type} { &${mut} self.@{f.name} } } } }`;
}

const INDEX = `${field('index')}
@{impl("::core::ops::Index<__IdxT>", f.type + ": ::core::ops::Index<__IdxT>", "__IdxT")} {
  type Output = <@{f.type} as ::core::ops::Index<__IdxT>>::Output;
  fn index(&self, idx: __IdxT) -> &Self::Output { <@{f.type} as ::core::ops::Index<__IdxT>>::index(&self.@{f.name}, idx) } }`;
const INDEX_MUT = `${field('index_mut')}
@{impl("::core::ops::IndexMut<__IdxT>", f.type + ": ::core::ops::IndexMut<__IdxT>", "__IdxT")} {
  fn index_mut(&mut self, idx: __IdxT) -> &mut Self::Output { <@{f.type} as ::core::ops::IndexMut<__IdxT>>::index_mut(&mut self.@{f.name}, idx) } }`;

const INTO_ITERATOR = `${field('into_iterator')}
@let how = f[into_iterator] || item[into_iterator];
@if !how.args || how[owned] {
  @{impl("::core::iter::IntoIterator", f.type + ": ::core::iter::IntoIterator")} {
    type Item = <@{f.type} as ::core::iter::IntoIterator>::Item; type IntoIter = <@{f.type} as ::core::iter::IntoIterator>::IntoIter;
    fn into_iter(self) -> Self::IntoIter { <@{f.type} as ::core::iter::IntoIterator>::into_iter(self.@{f.name}) } } }
@def borrowed(borrow) { impl <'__deriveMoreLifetime, @{params}> ::core::iter::IntoIterator for &'__deriveMoreLifetime @{borrow} @{type}
  where &'__deriveMoreLifetime @{borrow} @{f.type}: ::core::iter::IntoIterator {
    type Item = <&'__deriveMoreLifetime @{borrow} @{f.type} as ::core::iter::IntoIterator>::Item;
    type IntoIter = <&'__deriveMoreLifetime @{borrow} @{f.type} as ::core::iter::IntoIterator>::IntoIter;
    fn into_iter(self) -> Self::IntoIter { <&'__deriveMoreLifetime @{borrow} @{f.type} as ::core::iter::IntoIterator>::into_iter(&@{borrow} self.@{f.name}) } } }
@if how[ref] { @{borrowed("")} } @if how[ref_mut] { @{borrowed("mut")} }`;

const CONSTRUCTOR = `@if kind != "struct" { @reject; }
@{impl("")} { pub const fn new(@for f in fields { @{ctor_arg(f)}: @{f.type}, }) -> @{type} { @{name} { @for f in fields { @{f.name}: @{ctor_arg(f)}, } } } }`;
const CTOR_ARG = '@def ctor_arg(f) { @if shape == "tuple" { @{ident("__", f.label)} } @else { @{f.name} } }';

const FROM_STR = `@if kind == "struct" && fields.count == "1" {
  @{impl("::core::str::FromStr", fields.first.type + ": ::core::str::FromStr")} { type Err = <@{fields.first.type} as ::core::str::FromStr>::Err;
    fn from_str(s: &str) -> ::core::result::Result<Self, Self::Err> {
      @if since("2.1.0") { ::core::str::FromStr::from_str(s).map(|v| Self { @{fields.first.name}: v }) }
      @else { ::core::result::Result::Ok(@{name} { @{fields.first.name}: <@{fields.first.type} as ::core::str::FromStr>::from_str(s)? }) } } }
} @else if kind == "enum" && since("0.99.17") && all(v in variants, !v.fields) {
  @let Err { @if since("1.0.0") { $crate::FromStrError } @else { &'static str } }
  @{impl("::core::str::FromStr")} { type Err = @{Err};
    fn from_str(s: &str) -> ::core::result::Result<Self, Self::Err> {
      ::core::result::Result::Ok(match s.to_lowercase().as_str() { @for v in variants { @{str(lower(v.label))} => Self::@{v.name}, }
        _ => return ::core::result::Result::Err(@if since("1.0.0") { $crate::FromStrError::new(@{str(label)}) } @else { "" }) }) } }
} @else { @reject; }`;

const ERROR = `${ENUM_OR_STRUCT}
@def is_source(v, f) { @if f[error.source] || (!f[error.not] && (f.label == "source"
  || (v.shape == "tuple" && v.fields.count == "1" && f.type.base != "Backtrace"))) { yes } }
@if any(v in variants, any(f in v.fields, f[error.backtrace] || f.type.base == "Backtrace" || f.label == "backtrace")) { @opaque; }
@let method { @if since("2.0.0") {__derive_more_as_dyn_error} @else {as_dyn_error} }
@{impl("::core::error::Error", error_bounds)} {
  @if any(v in variants, any(f in v.fields, is_source(v, f))) {
    fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
      @if since("1.0.0") { use $crate::__private::AsDynError as _; }
      match self { @for v in variants { @for f in v.fields { @if is_source(v, f) {
        @{v.path} { @{f.name}: source, .. } => @if since("1.0.0") {
          @if f.type.base == "Option" && f[error.source.optional] { @opaque; }
          ::core::option::Option::Some(source.@{method}()) } @else { ::core::option::Option::Some(source) }, } } } _ => ::core::option::Option::None } } } }`;
const ERROR_BOUNDS = `@let error_bounds {
  @if type_params { Self: ::core::fmt::Debug + ::core::fmt::Display, }
  @for v in variants { @for f in v.fields { @if f.generic && f.label == "source" { @{f.type}: ::core::fmt::Debug + ::core::fmt::Display + ::core::error::Error + 'static, } } } }`;

const KEPT = (attr: string) =>
  `@if kind != "enum" { @reject; } @let kept = filter(v in variants, !v[${attr}.ignore] && !v[${attr}.skip]);`;

const IS_VARIANT = `${KEPT('is_variant')} @{impl("")} { @for v in kept {
  pub const fn @{ident("is_", snake(v.label))}(&self) -> bool { match self { @{v.path} { .. } => true, _ => false } } } }`;

const TUPLE = `@def types(v, borrow) { (@for f in v.fields { @{borrow} @{f.type} @if v.fields.count != "1" {,} }) }
@def values(v) { (@for f in v.fields { @{f.var} @if v.fields.count != "1" {,} }) }`;

const UNWRAP = `${KEPT('unwrap')}${TUPLE}
@def method(v, suffix, receiver, borrow) {
  pub fn @{ident("unwrap_", snake(v.label), suffix)}(@{receiver}) -> @{types(v, borrow)} { match self { @{v.pattern} => @{values(v)},
    _ => ::core::panic!("called on another variant") } } }
@{impl("")} { @for v in kept { @{method(v, "", "self", "")}
  @if item[unwrap.ref] || v[unwrap.ref] { @{method(v, "_ref", "&self", "&")} }
  @if item[unwrap.ref_mut] || v[unwrap.ref_mut] { @{method(v, "_mut", "&mut self", "&mut")} } } }`;

const TRY_UNWRAP = `${KEPT('try_unwrap')}${TUPLE}
@def method(v, suffix, receiver, borrow, me) {
  pub fn @{ident("try_unwrap_", snake(v.label), suffix)}(@{receiver}) -> ::core::result::Result<@{types(v, borrow)}, $crate::TryUnwrapError<@{me}>> { match self {
    @{v.pattern} => ::core::result::Result::Ok(@{values(v)}),
    val => ::core::result::Result::Err($crate::TryUnwrapError::<_>::new(val, "", "", "")) } } }
@{impl("")} { @for v in kept { @{method(v, "", "self", "", "Self")}
  @if item[try_unwrap.ref] || v[try_unwrap.ref] { @{method(v, "_ref", "&self", "&", "&Self")} }
  @if item[try_unwrap.ref_mut] || v[try_unwrap.ref_mut] { @{method(v, "_mut", "&mut self", "&mut", "&mut Self")} } } }`;

const TRY_INTO = `${KEPT('try_into')}${TUPLE}
@if item[try_into] && !item[try_into.ignore] { @opaque; }
@for v in kept {
  @let T { @{types(v, "")} }
  @if !any(w in kept, w.index != v.index && before(w, v) && types(w, "") == T) {
  impl <@{params}> ::core::convert::TryFrom<@{type}> for @{T} @{where} {
    type Error = @if since("1.0.0") { $crate::TryIntoError<@{type}> } @else { &'static str };
    fn try_from(value: @{type}) -> ::core::result::Result<Self, Self::Error> { match value {
      @{v.pattern} => ::core::result::Result::Ok(@{values(v)}),
      _ => ::core::result::Result::Err(@if since("1.0.0") { $crate::TryIntoError::new(value, "", "") } @else { "" }) } } } } }`;

const TRY_FROM = `@if kind != "enum" || !item[try_from.repr] { @reject; }
@let int = find(r in item[repr].args, r.name != "C" && r.name != "align");
@let Int { @if int { @{int.name} } @else { isize } }
@{impl("::core::convert::TryFrom<" + Int + ">")} { type Error = $crate::TryFromReprError<@{Int}>;
  fn try_from(val: @{Int}) -> ::core::result::Result<Self, $crate::TryFromReprError<@{Int}>> { match val {
    @for v in variants { @if !v.fields { _ if val == @if v.discriminant { @{v.discriminant} } @else { @{v.index} } => ::core::result::Result::Ok(@{v.path} {}), } }
    _ => ::core::result::Result::Err($crate::TryFromReprError::new(val)) } } }`;

const ASSIGN: readonly string[] = 'Add Sub BitAnd BitOr BitXor'.split(' ');
const SCALAR: readonly string[] = 'Mul Div Rem Shl Shr'.split(' ');
const DISPLAYS: readonly string[] = 'Display Binary Octal LowerHex UpperHex LowerExp UpperExp Pointer'.split(' ');
const snake = (name: string) => name.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();
const lower = (name: string) => name.toLowerCase();

const TEMPLATES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ASSIGN.map((op) => [op, binary(op, lower(op))])),
  ...Object.fromEntries(ASSIGN.map((op) => [`${op}Assign`, assign(`${op}Assign`, `${lower(op)}_assign`)])),
  ...Object.fromEntries(SCALAR.map((op) => [op, scalar(op, lower(op), true)])),
  ...Object.fromEntries(SCALAR.map((op) => [`${op}Assign`, scalar(`${op}Assign`, `${lower(op)}_assign`, false)])),
  ...Object.fromEntries(DISPLAYS.map((trait) => [trait, display(trait, snake(trait))])),
  Neg: unary('Neg', 'neg'),
  Not: unary('Not', 'not'),
  Sum: sum('Sum', 'sum', 'Add::add'),
  Product: sum('Product', 'product', 'Mul::mul'),
  From: `${FROM_TYPES}${FROM}`,
  Into: INTO,
  Deref: DEREF,
  DerefMut: DEREF_MUT,
  AsRef: asRef('AsRef', 'as_ref', 'as_ref', ''),
  AsMut: asRef('AsMut', 'as_mut', 'as_mut', 'mut'),
  Index: INDEX,
  IndexMut: INDEX_MUT,
  IntoIterator: INTO_ITERATOR,
  Constructor: `${CTOR_ARG}${CONSTRUCTOR}`,
  FromStr: FROM_STR,
  Error: `${ERROR_BOUNDS}${ERROR}`,
  IsVariant: IS_VARIANT,
  Unwrap: UNWRAP,
  TryUnwrap: TRY_UNWRAP,
  TryInto: `@def before(a, b) { @if find(v in variants, v.index == a.index || v.index == b.index).index == a.index { yes } }${TRY_INTO}`,
  TryFrom: TRY_FROM,
};

/** Attributes by derive, besides `skip` and `ignore`. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  From: ['from', 'from.*'],
  Into: ['into', 'into.skip', 'into.ignore', 'into.owned'],
  Deref: ['deref', 'deref.forward'],
  DerefMut: ['deref_mut', 'deref_mut.forward'],
  AsRef: ['as_ref', 'as_ref.forward'],
  AsMut: ['as_mut', 'as_mut.forward'],
  Index: ['index'],
  IndexMut: ['index_mut'],
  IntoIterator: ['into_iterator', 'into_iterator.owned', 'into_iterator.ref', 'into_iterator.ref_mut'],
  Error: ['error.source', 'error.not.source'],
  Unwrap: ['unwrap.ref', 'unwrap.ref_mut', 'unwrap.owned'],
  TryUnwrap: ['try_unwrap.ref', 'try_unwrap.ref_mut', 'try_unwrap.owned'],
  TryFrom: ['try_from.repr', 'repr.*'],
};

function declaration(macroCrate: string, versions: string, facade: string) {
  return ([derive, template]: readonly [string, string]): ModelDeclaration => {
    const attr = snake(derive);
    const own = DISPLAYS.includes(derive) ? [`${attr}.*`] : (ATTRIBUTES[derive] ?? []);
    const attributes = [...own, `${attr}.skip`, `${attr}.ignore`];
    return { macroCrate, derive, versions, facade, attributes, template };
  };
}

export const DERIVE_MORE: readonly ModelDeclaration[] = [
  ...Object.entries(TEMPLATES).map(declaration('derive_more', '>=0.99, <1', '')),
  ...Object.entries(TEMPLATES).map(declaration('derive_more_impl', '>=1, <3', 'derive_more')),
];
