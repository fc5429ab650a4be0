/** bytemuck's derives, after bytemuck_derive 1.8 to 1.12: markers with checks that are evaluated when compiling. */
import type { ModelDeclaration } from './declared-model.ts';

const CHECK = `@def check(f, trait) { const _: fn() = || { fn check<@{params}>() @{where} { fn assert_impl<T: @{trait}>() {} assert_impl::<@{f.type}>(); } }; }
@def no_padding() { const _: () = { if !(::core::mem::size_of::<@{type}>() == (0 @for f in fields { + ::core::mem::size_of::<@{f.type}>() })) { ::core::panic!("type with padding"); } }; }
@def bounds_of(trait) { @for T in type_params { @{T}: @{trait}, } }
@let int = find(r in item[repr].args, r.name != "C" && r.name != "transparent" && r.name != "packed" && r.name != "align");`;

const marker = (trait: string, extra: string, padding: boolean) => `${CHECK}
@if kind == "enum" { ${trait === 'NoUninit' ? '' : '@opaque;'} }
@if kind == "struct" { @if ${padding ? 'true' : 'false'} && !type_params { @{no_padding()} } @for f in fields { @{check(f, "$crate::${trait}")} } }
unsafe @{bare("$crate::${trait}", bounds_of("$crate::${trait}"))} {} ${extra}`;

/** \`impl\` without attributes, to stand behind \`unsafe\`. */
const BARE = `@def bare(trait, predicates) { impl <@{params}> @{trait} for @{type} @if where || predicates { @if where { @{where}, @{predicates} } @else { where @{predicates} } } }`;

const CHECKED = `${CHECK}
@if kind == "enum" && all(v in variants, !v.fields) {
  @let Int { @if int { @{int.name} } @else { u8 } }
  unsafe @{bare("$crate::checked::CheckedBitPattern", "")} { type Bits = @{Int};
    fn is_valid_bit_pattern(bits: &Self::Bits) -> bool { @for v in variants { *bits == @if v.discriminant { @{v.discriminant} } @else { @{v.index} } || } false } }
} @else if kind == "struct" {
  @for f in fields { @{check(f, "$crate::checked::CheckedBitPattern")} }
  @let Bits { @{ident(label, "Bits")} }
  #[derive(::core::clone::Clone, ::core::marker::Copy)]
  pub struct @{Bits} <@{params}> @{where} { @for f in fields { @{ident(if_tuple(f))}: <@{f.type} as $crate::checked::CheckedBitPattern>::Bits, } }
  @for f in fields { const _: fn() = || { fn check<@{params}>() @{where} { fn assert_impl<T: $crate::AnyBitPattern>() {} assert_impl::<<@{f.type} as $crate::checked::CheckedBitPattern>::Bits>(); } }; }
  unsafe impl <@{params}> $crate::AnyBitPattern for @{Bits} <@{args}> @{where} {}
  unsafe impl <@{params}> $crate::Zeroable for @{Bits} <@{args}> @{where} {}
  impl <@{params}> ::core::fmt::Debug for @{Bits} <@{args}> @{where} { fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
    let mut debug_struct = ::core::fmt::Formatter::debug_struct(f, @{str(label)});
    @for f in fields { ::core::fmt::DebugStruct::field(&mut debug_struct, @{str(f.label)}, &{ self.@{ident(if_tuple(f))} }); }
    ::core::fmt::DebugStruct::finish(&mut debug_struct) } }
  unsafe @{bare("$crate::checked::CheckedBitPattern", "")} { type Bits = @{Bits} <@{args}>;
    fn is_valid_bit_pattern(bits: &@{Bits} <@{args}>) -> bool {
      @for f in fields { <@{f.type} as $crate::checked::CheckedBitPattern>::is_valid_bit_pattern(&{ bits.@{ident(if_tuple(f))} }) && } true } }
} @else { @reject; }`;
const IF_TUPLE = '@def if_tuple(f) { @if shape == "tuple" {field@{f.label}} @else {@{f.label}} }';

const TRANSPARENT = `@let f = find(f in fields, fields.count == "1" || f[transparent]); @if !f && !item[transparent] { @opaque; }
unsafe @{bare("$crate::TransparentWrapper<" + wrapped(f) + ">", "")} {}`;
const WRAPPED = '@def wrapped(f) { @if item[transparent] { @{item[transparent].text} } @else { @{f.type} } }';

const CONTIGUOUS = `${CHECK} @let Int { @if int { @{int.name} } @else { isize } }
unsafe @{bare("$crate::Contiguous", "")} { type Int = @{Int};
  const MIN_VALUE: @{Int} = 0; const MAX_VALUE: @{Int} = @{variants.count};
  fn from_integer(value: Self::Int) -> ::core::option::Option<Self> { if Self::MIN_VALUE <= value && value <= Self::MAX_VALUE { ::core::option::Option::Some(unsafe { ::core::mem::transmute(value) }) } else { ::core::option::Option::None } }
  fn into_integer(self) -> Self::Int { self as @{Int} } }`;

const TEMPLATES: Readonly<Record<string, string>> = {
  Pod: marker('Pod', '', true),
  AnyBitPattern: marker('AnyBitPattern', '@{zeroable()}', false),
  Zeroable: marker('Zeroable', '', false),
  NoUninit: marker('NoUninit', '', true),
  CheckedBitPattern: `${IF_TUPLE}${CHECKED}`,
  TransparentWrapper: `${WRAPPED}${TRANSPARENT}`,
  Contiguous: CONTIGUOUS,
  ByteEq: `@{impl("::core::cmp::PartialEq")} { fn eq(&self, other: &Self) -> bool { $crate::bytes_of(self) == $crate::bytes_of(other) } } @{impl("::core::cmp::Eq")} {}`,
  ByteHash: `@{impl("::core::hash::Hash")} { fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) { ::core::hash::Hash::hash_slice($crate::bytes_of(self), state) }
    fn hash_slice<H: ::core::hash::Hasher>(data: &[Self], state: &mut H) { ::core::hash::Hash::hash_slice($crate::cast_slice::<_, u8>(data), state) } }`,
};
const ZEROABLE = '@def zeroable() { unsafe @{bare("$crate::Zeroable", bounds_of("$crate::Zeroable"))} {} }';

export const BYTES: readonly ModelDeclaration[] = Object.entries(TEMPLATES).map(([derive, text]) => ({
  macroCrate: 'bytemuck_derive',
  derive,
  versions: '>=1, <2',
  facade: 'bytemuck',
  attributes: ['repr.*', 'transparent'],
  template: `@if item[bytemuck] || item[zeroable] { @opaque; } @def bounds_of(trait) { @for T in type_params { @{T}: @{trait}, } } ${BARE}${ZEROABLE}${text}`,
}));
