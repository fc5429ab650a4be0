/**
 * Small derives that forward to the fields: num-derive, zeroize, displaydoc, derive-new, getset, enum-as-inner,
 * smart-default, arbitrary, serde_repr and the derives of serde_with. Each after the version named beside it.
 */
import type { ModelDeclaration } from './declared-model.ts';

const INTS = 'i64 u64 isize i8 i16 i32 i128 usize u8 u16 u32 u128 f32 f64'.split(' ');
const NEWTYPE = '@if fields.count != "1" { @reject; } @let f = fields.first;';

const FROM_PRIMITIVE = `@{impl("$crate::FromPrimitive")} { @if kind == "struct" { ${NEWTYPE}
  ${INTS.map((t) => `fn from_${t}(n: ${t}) -> ::core::option::Option<Self> { <@{f.type} as $crate::FromPrimitive>::from_${t}(n).map(@{name}) }`).join('\n')}
} @else {
  fn from_i64(n: i64) -> ::core::option::Option<Self> { @for v in variants { if n == @{v.path} as i64 { ::core::option::Option::Some(@{v.path}) } else } { ::core::option::Option::None } }
  fn from_u64(n: u64) -> ::core::option::Option<Self> { Self::from_i64(n as i64) } } }`;

const TO_PRIMITIVE = `@{impl("$crate::ToPrimitive")} { @if kind == "struct" { ${NEWTYPE}
  ${INTS.map((t) => `fn to_${t}(&self) -> ::core::option::Option<${t}> { <@{f.type} as $crate::ToPrimitive>::to_${t}(&self.0) }`).join('\n')}
} @else {
  fn to_i64(&self) -> ::core::option::Option<i64> { ::core::option::Option::Some(match *self { @for v in variants { @{v.path} => @{v.path} as i64, } @if !variants { _ => loop {} } }) }
  fn to_u64(&self) -> ::core::option::Option<u64> { self.to_i64().map(|x| x as u64) } } }`;

const NUM_OPS = `@if kind != "struct" { @reject; } ${NEWTYPE}
${['Add', 'Sub', 'Mul', 'Div', 'Rem'].map((op) => `@{impl("::core::ops::${op}")} { type Output = Self; fn ${op.toLowerCase()}(self, other: Self) -> Self { @{name}(<@{f.type} as ::core::ops::${op}>::${op.toLowerCase()}(self.0, other.0)) } }`).join('\n')}`;

/** Methods of a trait of num-traits on a wrapper. */
const newtype = (trait: string, methods: string) =>
  `@if kind != "struct" { @reject; } ${NEWTYPE} @let T = f.type; @{impl("$crate::${trait}")} { ${methods} }`;

const NUM: Readonly<Record<string, string>> = {
  FromPrimitive: FROM_PRIMITIVE,
  ToPrimitive: TO_PRIMITIVE,
  NumOps: NUM_OPS,
  Num: newtype(
    'Num',
    `type FromStrRadixErr = <@{T} as $crate::Num>::FromStrRadixErr;
    fn from_str_radix(s: &str, radix: u32) -> ::core::result::Result<Self, Self::FromStrRadixErr> { <@{T} as $crate::Num>::from_str_radix(s, radix).map(@{name}) }`,
  ),
  NumCast: newtype(
    'NumCast',
    'fn from<__T: $crate::ToPrimitive>(n: __T) -> ::core::option::Option<Self> { <@{T} as $crate::NumCast>::from(n).map(@{name}) }',
  ),
  Zero: newtype(
    'Zero',
    'fn zero() -> Self { @{name}(<@{T} as $crate::Zero>::zero()) } fn is_zero(&self) -> bool { <@{T} as $crate::Zero>::is_zero(&self.0) }',
  ),
  One: newtype(
    'One',
    'fn one() -> Self { @{name}(<@{T} as $crate::One>::one()) } fn is_one(&self) -> bool { <@{T} as $crate::One>::is_one(&self.0) }',
  ),
};

const ZEROIZE_BOUNDS = `@let bounds { @if item[zeroize.bound] { @{item[zeroize.bound].code} } @else { @for T in type_params { @{T}: $crate::Zeroize, } } }`;
const ZEROIZE = `@if kind == "union" { @reject; } ${ZEROIZE_BOUNDS}
@{impl("$crate::Zeroize", bounds)} { fn zeroize(&mut self) { match self {
  @for v in variants { @{v.pattern} => { @for f in v.fields { @if !f[zeroize.skip] && !v[zeroize.skip] { $crate::Zeroize::zeroize(@{f.var}); } } } } _ => {} } } }
@if item[zeroize.drop] { @{impl("::core::ops::Drop", bounds)} { fn drop(&mut self) { $crate::Zeroize::zeroize(self) } } }`;
const ZEROIZE_ON_DROP = `@if kind == "union" { @reject; }
@{impl("::core::ops::Drop")} { fn drop(&mut self) {
  use $crate::__internal::AssertZeroize; use $crate::__internal::AssertZeroizeOnDrop;
  match self { @for v in variants { @{v.pattern} => { @for f in v.fields { @if !f[zeroize.skip] && !v[zeroize.skip] { @{f.var}.zeroize_or_on_drop(); } } } } _ => {} } } }
@{impl("$crate::ZeroizeOnDrop")} {}`;

const DISPLAYDOC = `@if kind == "union" { @reject; }
@if item[prefix_enum_doc_attributes] { @opaque; }
@let bounds { @for v in variants { @let text = v[displaydoc] || line(v.doc); @if text && format_bounds(text, v) { @{format_bounds(text, v)}, } } }
const _: () = {
  trait DisplayToDisplayDoc { fn __displaydoc_display(&self) -> Self; }
  impl<T: ::core::fmt::Display> DisplayToDisplayDoc for &T { fn __displaydoc_display(&self) -> Self { self } }
  @if since("0.2.0") {
    trait PathToDisplayDoc { fn __displaydoc_display(&self) -> ::std::path::Display<'_>; }
    impl PathToDisplayDoc for ::std::path::Path { fn __displaydoc_display(&self) -> ::std::path::Display<'_> { self.display() } }
    impl PathToDisplayDoc for ::std::path::PathBuf { fn __displaydoc_display(&self) -> ::std::path::Display<'_> { self.display() } } }
  @{impl("::core::fmt::Display", bounds)} { fn fmt(&self, formatter: &mut ::core::fmt::Formatter) -> ::core::fmt::Result { match self {
    @for v in variants { @let text = v[displaydoc] || line(v.doc);
      @{v.pattern} => { @if text { ::core::write!(formatter, @{format(text, v, ".__displaydoc_display()")}) } @else { @opaque; ::core::result::Result::Ok(()) } } }
    @if !variants { _ => loop {} } } } }
};`;

const DERIVE_NEW = `@if kind == "union" { @reject; }
@{impl("")} { @for v in variants {
  pub fn @if kind == "enum" { @{ident("new_", snake(v.label))} } @else { new }(@for f in v.fields {
    @if !f[new.default] && !f[new.value] && !f[new.into_iter] && f.type.base != "PhantomData" {
      @{arg(v, f)}: @if f[new.into] { impl ::core::convert::Into<@{f.type}> } @else { @{f.type} }, }
    @if f[new.into_iter] { @opaque; @{arg(v, f)}: @{f.type}, } }) -> Self {
    @{v.path} { @for f in v.fields { @{f.name}:
      @if f[new.default] { ::core::default::Default::default() }
      @else if f[new.value] { @{f[new.value].code} }
      @else if f[new.into] { ::core::convert::Into::into(@{arg(v, f)}) }
      @else if f.type.base == "PhantomData" { ::core::marker::PhantomData }
      @else { @{arg(v, f)} }, } } } } }`;
const NEW_ARG = '@def arg(v, f) { @if v.shape == "tuple" { @{ident("f", f.label)} } @else { @{f.name} } }';

function getset(option: string, method: string): string {
  return `@if kind != "struct" { @reject; }
@for f in fields { @let how = f[getset.${option}] || (!f[getset] && !f[${option}] && item[getset.${option}]) || f[${option}]  || (!f[${option}] && !f[getset] && item[${option}]);
  @if how && !f[getset.skip] { @if contains(how.string, "with_prefix") { @opaque; } @{impl("")} { ${method} } } }`;
}

const GETSET: Readonly<Record<string, string>> = {
  Getters: getset('get', 'pub fn @{f.name}(&self) -> &@{f.type} { &self.@{f.name} }'),
  CopyGetters: getset('get_copy', 'pub fn @{f.name}(&self) -> @{f.type} { self.@{f.name} }'),
  CloneGetters: getset('get_clone', 'pub fn @{f.name}(&self) -> @{f.type} { self.@{f.name}.clone() }'),
  MutGetters: getset(
    'get_mut',
    'pub fn @{ident(f.label, "_mut")}(&mut self) -> &mut @{f.type} { &mut self.@{f.name} }',
  ),
  Setters: getset(
    'set',
    'pub fn @{ident("set_", f.label)}(&mut self, val: @{f.type}) -> &mut Self { self.@{f.name} = val; self }',
  ),
  WithSetters: getset(
    'set_with',
    'pub fn @{ident("with_", f.label)}(mut self, val: @{f.type}) -> Self { self.@{f.name} = val; self }',
  ),
};

const AS_INNER = `@if kind != "enum" { @reject; }
@def types(v, borrow) { @if v.fields.count == "1" { @{borrow} @{v.fields.first.type} } @else { (@for f in v.fields { @{borrow} @{f.type}, }) } }
@def values(v) { @if v.fields.count == "1" { @{v.fields.first.var} } @else { (@for f in v.fields { @{f.var}, }) } }
@{impl("")} { @for v in variants { @let n = snake(v.label);
  pub fn @{ident("is_", n)}(&self) -> bool { match self { @{v.path} { .. } => true, _ => false } }
  @if v.fields {
    pub fn @{ident("as_", n, "_mut")}(&mut self) -> ::core::option::Option<@{types(v, "&mut")}> { match self { @{v.pattern} => ::core::option::Option::Some(@{values(v)}), _ => ::core::option::Option::None } }
    pub fn @{ident("as_", n)}(&self) -> ::core::option::Option<@{types(v, "&")}> { match self { @{v.pattern} => ::core::option::Option::Some(@{values(v)}), _ => ::core::option::Option::None } }
    pub fn @{ident("into_", n)}(self) -> ::core::result::Result<@{types(v, "")}, Self> { match self { @{v.pattern} => ::core::result::Result::Ok(@{values(v)}), _ => ::core::result::Result::Err(self) } } } } }`;

const SMART_DEFAULT = `@let v = find(v in variants, kind != "enum" || v[default]); @if !v { @reject; }
@let bounds { @for T in type_params { @{T}: ::core::default::Default, } }
@{impl("::core::default::Default", bounds)} { fn default() -> Self { @{v.path} { @for f in v.fields { @{f.name}:
  @let given = f[default];
  @if given[_code] { @{given[_code].code} }
  @else if given.form == "value" && given.string { (@{given.text}).into() }
  @else if given.form == "call" && given.text { @{given.text} }
  @else if given.form == "value" { @{given.text} }
  @else { ::core::default::Default::default() }, } } } }`;

const ARBITRARY = `@if kind == "union" || item[arbitrary.bound] { @reject; }
@let bounds { @for T in type_params { @{T}: $crate::Arbitrary<'arbitrary>, } }
@def made(v, u, last) { @{v.path} { @for f in v.fields { @{f.name}:
  @if f[arbitrary.default] { ::core::default::Default::default() }
  @else if f[arbitrary.value] { @{f[arbitrary.value].text} }
  @else if f[arbitrary.with] { (@{f[arbitrary.with].text})(@{u})? }
  @else if last && f.index == v.fields.last.index { $crate::Arbitrary::arbitrary_take_rest(u)? }
  @else { $crate::Arbitrary::arbitrary(@{u})? }, } } }
@def all(u, last) { @if kind == "struct" { ::core::result::Result::Ok(@{made(variants.first, u, last)}) } @else {
  ::core::result::Result::Ok(match (u64::from(<u32 as $crate::Arbitrary>::arbitrary(@{u})?) * @{variants.count}u64) >> 32 {
    @for v in variants { @if !v[arbitrary.skip] { @{v.index}u64 => @{made(v, u, last)}, } } _ => ::core::unreachable!() }) } }
const _: () = {
  ::std::thread_local! { static @{ident("RECURSIVE_COUNT_", label)}: ::core::cell::Cell<u32> = const { ::core::cell::Cell::new(0) }; }
  @def guarded(u, last) { @if since("1.4.2") { $crate::details::with_recursive_count(@{last || "u"}, &@{ident("RECURSIVE_COUNT_", label)}, |mut u| { @{all(u, last)} }) }
    @else { @opaque; @{all(u, last)} } }
  @{impl("$crate::Arbitrary<'arbitrary>", bounds, "'arbitrary")} {
    fn arbitrary(u: &mut $crate::Unstructured<'arbitrary>) -> $crate::Result<Self> { @{guarded("u", "")} }
    fn arbitrary_take_rest(mut u: $crate::Unstructured<'arbitrary>) -> $crate::Result<Self> { @{guarded("&mut u", "u")} }
    fn size_hint(depth: usize) -> (usize, ::core::option::Option<usize>) { Self::try_size_hint(depth).unwrap_or_default() }
    fn try_size_hint(depth: usize) -> ::core::result::Result<(usize, ::core::option::Option<usize>), $crate::MaxRecursionReached> {
      @def hints(v) { $crate::size_hint::and_all(&[@for f in v.fields {
        @if f[arbitrary.default] || f[arbitrary.value] { (0, ::core::option::Option::Some(0)) }
        @else if f[arbitrary.with] { (::core::mem::size_of::<@{f.type}>(), ::core::option::Option::None) }
        @else { <@{f.type} as $crate::Arbitrary>::try_size_hint(depth)? }, }]) }
      @if kind == "struct" { $crate::size_hint::try_recursion_guard(depth, |depth| ::core::result::Result::Ok(@{hints(variants.first)})) } @else {
        ::core::result::Result::Ok($crate::size_hint::and(<u32 as $crate::Arbitrary>::size_hint(depth), $crate::size_hint::try_recursion_guard(depth, |depth|
          ::core::result::Result::Ok($crate::size_hint::or_all(&[@for v in variants { @if !v[arbitrary.skip] { @{hints(v)}, } }])))?)) }
    } }
};`;

const REPR = `@if kind != "enum" { @reject; } @let int = find(r in item[repr].args, r.name != "C"); @if !int { @reject; } @let Int = int.name;`;
const SERIALIZE_REPR = `${REPR}
@{impl("$crate::Serialize")} { fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> where S: $crate::Serializer {
  let value: @{Int} = match *self { @for v in variants { @{v.path} => @{v.path} as @{Int}, } };
  $crate::Serialize::serialize(&value, serializer) } }`;
const DESERIALIZE_REPR = `${REPR}
@let other = find(v in variants, v[serde.other]);
@{impl("$crate::Deserialize<'de>", "", "'de")} { fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error> where D: $crate::Deserializer<'de> {
  match <@{Int} as $crate::Deserialize>::deserialize(deserializer)? {
    @for v in variants { value if value == @{v.path} as @{Int} => ::core::result::Result::Ok(@{v.path}), }
    other => @if other.path { ::core::result::Result::Ok(@{other.path}) } @else { ::core::result::Result::Err($crate::de::Error::custom(::core::format_args!("invalid value: {}, expected one of: ", other))) } } } }`;

const SERIALIZE_DISPLAY = `@{impl("$crate::__private__::Serialize", "Self: $crate::__private__::Display")} {
  fn serialize<__S>(&self, serializer: __S) -> $crate::__private__::Result<__S::Ok, __S::Error> where __S: $crate::__private__::Serializer {
    serializer.collect_str(&self) } }`;

const DESERIALIZE_FROM_STR = `@let p { $crate::__private__ }
@{impl(p + "::Deserialize<'de>", "Self: " + p + "::FromStr, <Self as " + p + "::FromStr>::Err: " + p + "::Display", "'de")} {
  fn deserialize<__D>(deserializer: __D) -> @{p}::Result<Self, __D::Error> where __D: @{p}::Deserializer<'de> {
    struct Helper<__S>(@{p}::PhantomData<__S>);
    impl<'de, __S> @{p}::Visitor<'de> for Helper<__S> where __S: @{p}::FromStr, <__S as @{p}::FromStr>::Err: @{p}::Display {
      type Value = __S;
      fn expecting(&self, formatter: &mut @{p}::fmt::Formatter<'_>) -> @{p}::fmt::Result { @{p}::Display::fmt("a string", formatter) }
      fn visit_str<__E>(self, value: &str) -> @{p}::Result<Self::Value, __E> where __E: @{p}::DeError { value.parse::<Self::Value>().map_err(@{p}::DeError::custom) }
      fn visit_bytes<__E>(self, value: &[u8]) -> @{p}::Result<Self::Value, __E> where __E: @{p}::DeError {
        let utf8 = @{p}::str::from_utf8(value).map_err(@{p}::DeError::custom)?; self.visit_str(utf8) } }
    deserializer.deserialize_str(Helper(@{p}::PhantomData)) } }`;

/** Macro crate, derives, versions, facade, attributes. */
function models(
  macroCrate: string,
  versions: string,
  facade: string,
  attributes: readonly string[],
  templates: Readonly<Record<string, string>>,
): ModelDeclaration[] {
  return Object.entries(templates).map(([derive, template]) => ({
    macroCrate,
    derive,
    versions,
    facade,
    attributes,
    template,
  }));
}

export const WRAPPERS: readonly ModelDeclaration[] = [
  ...models('num_derive', '>=0.3, <0.5', 'num_traits', [], NUM),
  ...models(
    'zeroize_derive',
    '>=1.1, <2',
    'zeroize',
    ['zeroize.skip', 'zeroize.drop', 'zeroize.fqs', 'zeroize.bound'],
    {
      Zeroize: ZEROIZE,
      ZeroizeOnDrop: ZEROIZE_ON_DROP,
    },
  ),
  ...models(
    'displaydoc',
    '>=0.2, <0.3',
    '',
    ['displaydoc.*', 'ignore_extra_doc_attributes', 'prefix_enum_doc_attributes'],
    {
      Display: DISPLAYDOC,
    },
  ),
  ...models(
    'derive_new',
    '>=0.5, <0.8',
    '',
    ['new.default', 'new.value', 'new.into', 'new.into_iter', 'new.visibility'],
    {
      new: `${NEW_ARG}${DERIVE_NEW}`,
    },
  ),
  ...models('getset', '>=0.1, <0.2', '', 'getset.* get set get_mut get_copy set_with get_clone'.split(' '), GETSET),
  ...models('enum_as_inner', '>=0.5, <0.8', '', [], { EnumAsInner: AS_INNER }),
  ...models('smart_default', '>=0.6, <0.8', '', ['default', 'default.*'], { SmartDefault: SMART_DEFAULT }),
  ...models(
    'derive_arbitrary',
    '>=1.4, <2',
    'arbitrary',
    'default value with skip'.split(' ').map((one) => `arbitrary.${one}`),
    {
      Arbitrary: ARBITRARY,
    },
  ),
  ...models('serde_repr', '>=0.1, <0.2', 'serde', ['serde.other', 'repr.*'], {
    Serialize_repr: SERIALIZE_REPR,
    Deserialize_repr: DESERIALIZE_REPR,
  }),
  ...models('serde_with_macros', '>=3, <4', 'serde_with', [], {
    SerializeDisplay: SERIALIZE_DISPLAY,
    DeserializeFromStr: DESERIALIZE_FROM_STR,
  }),
];
