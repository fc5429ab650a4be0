/** zerocopy's derives, after zerocopy-derive 0.6 to 0.8: markers, layouts, and checks of what may be read as the type. */
import type { ModelDeclaration } from './declared-model.ts';

/** Every impl has it, so that nobody writes one by hand. */
const ONLY = 'fn only_derive_is_allowed_to_implement_this_trait() where Self: ::core::marker::Sized {}';

/** Bounds on fields that a type parameter stands in; others change nothing. */
const ALL = '@def all(trait) { @for v in variants { @for f in v.fields { @if f.generic { @{f.type}: @{trait}, } } } }';

const marker = (trait: string, more = '') => `@{impl("$crate::${trait}", all("$crate::${trait}"))} { ${ONLY} ${more} }`;

/** \`is_bit_valid\`, in later versions \`is_safe\`: true for all bytes if the type is \`FromBytes\`, else it asks the fields. */
const VALID = `@let valid { @if since("0.8.53") { is_safe } @else { is_bit_valid } }
@def trivial() { fn @{valid}<A>(_candidate: $crate::Maybe<'_, Self, A>) -> bool {
  if false { fn assert_is_from_bytes<T>() where T: $crate::FromBytes, T: ?::core::marker::Sized {} assert_is_from_bytes::<Self>(); } true } }
@def asked() { @opaque; fn @{valid}<A>(_candidate: $crate::Maybe<'_, Self, A>) -> bool {
  @for v in variants { @for f in v.fields { <@{f.type} as $crate::TryFromBytes>::@{valid}::<A>(loop {}) && } } true } }`;

const tryFromBytes = (body: string) => `${VALID}${marker('TryFromBytes', body)}`;
const FROM_BYTES = tryFromBytes('@if type_params { @{asked()} } @else { @{trivial()} }');

const REPR = `@let align { @if item[repr.align] { ::core::num::NonZeroUsize::new(@{item[repr.align].text} as usize) } @else { ::core::option::Option::None } }
@let packed { @if item[repr.packed] { ::core::num::NonZeroUsize::new(@{item[repr.packed].text || "1"} as usize) } @else { ::core::option::Option::None } }
@let NonNull { ::core::ptr::NonNull }
@let leading = filter(f in fields, f.index != fields.last.index);
@let tail = fields.last.type;`;

const SIZED_LAYOUT = `@{impl("$crate::KnownLayout", "Self: ::core::marker::Sized")} { ${ONLY}
  type PointerMetadata = (); type MaybeUninit = ::core::mem::MaybeUninit<Self>;
  const LAYOUT: $crate::DstLayout = $crate::DstLayout::for_type::<Self>();
  fn raw_from_ptr_len(bytes: @{NonNull}<u8>, _meta: ()) -> @{NonNull}<Self> { bytes.cast::<Self>() }
  fn pointer_to_metadata(_ptr: *mut Self) -> () {} }`;

/** \`#[repr(C)]\`: the last field may be unsized. */
const C_LAYOUT = `@def methods(ty) {
  fn raw_from_ptr_len(bytes: @{NonNull}<u8>, meta: <Self as $crate::KnownLayout>::PointerMetadata) -> @{NonNull}<Self> {
    let trailing = <@{ty} as $crate::KnownLayout>::raw_from_ptr_len(bytes, meta);
    let slf = trailing.as_ptr() as *mut Self; unsafe { @{NonNull}::new_unchecked(slf) } }
  fn pointer_to_metadata(ptr: *mut Self) -> <Self as $crate::KnownLayout>::PointerMetadata { <@{ty} as $crate::KnownLayout>::pointer_to_metadata(ptr as *mut _) } }
const _: () = {
  @{impl("$crate::KnownLayout", tail + ": $crate::KnownLayout")} { ${ONLY}
    type PointerMetadata = <@{tail} as $crate::KnownLayout>::PointerMetadata;
    type MaybeUninit = __ZerocopyKnownLayoutMaybeUninit <@{args}>;
    const LAYOUT: $crate::DstLayout = $crate::DstLayout::for_repr_c_struct(@{align}, @{packed},
      &[@for f in leading { $crate::DstLayout::for_type::<@{f.type}>(), } <@{tail} as $crate::KnownLayout>::LAYOUT]);
    @{methods(tail)} }
  pub struct __ZerocopyKnownLayoutMaybeUninit <@{params}> (@for f in leading { ::core::mem::MaybeUninit<@{f.type}>, }
    ::core::mem::ManuallyDrop<<@{tail} as $crate::KnownLayout>::MaybeUninit>) where @{tail}: $crate::KnownLayout;
  impl <@{params}> $crate::KnownLayout for __ZerocopyKnownLayoutMaybeUninit <@{args}> where @{tail}: $crate::KnownLayout { ${ONLY}
    type PointerMetadata = <@{type} as $crate::KnownLayout>::PointerMetadata; type MaybeUninit = Self;
    const LAYOUT: $crate::DstLayout = <@{type} as $crate::KnownLayout>::LAYOUT;
    @{methods("<" + tail + " as $crate::KnownLayout>::MaybeUninit")} }
};`;

const KNOWN_LAYOUT = `${REPR} @if kind == "struct" && item[repr.C] && fields { ${C_LAYOUT} } @else { ${SIZED_LAYOUT} }`;

/** 0.7: a length instead of metadata. */
const KNOWN_LAYOUT_7 = `${REPR}
@if kind == "struct" && item[repr.C] && fields {
  @{impl("$crate::KnownLayout", tail + ": $crate::KnownLayout")} { ${ONLY}
    const LAYOUT: $crate::DstLayout = $crate::DstLayout::new_zst(@{align})
      @for f in leading { .extend($crate::DstLayout::for_type::<@{f.type}>(), @{packed}) }
      .extend(<@{tail} as $crate::KnownLayout>::LAYOUT, @{packed}).pad_to_align();
    fn raw_from_ptr_len(bytes: @{NonNull}<u8>, elems: usize) -> @{NonNull}<Self> {
      let trailing = <@{tail} as $crate::KnownLayout>::raw_from_ptr_len(bytes, elems);
      let slf = trailing.as_ptr() as *mut Self; unsafe { @{NonNull}::new_unchecked(slf) } } }
} @else {
  @{impl("$crate::KnownLayout", "Self: ::core::marker::Sized")} { ${ONLY}
    const LAYOUT: $crate::DstLayout = $crate::DstLayout::for_type::<Self>();
    fn raw_from_ptr_len(bytes: @{NonNull}<u8>, _elems: usize) -> @{NonNull}<Self> { bytes.cast::<Self>() } }
}`;

const BYTE_HASH = `@{impl("::core::hash::Hash", "Self: $crate::IntoBytes + $crate::Immutable")} {
  fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) { ::core::hash::Hasher::write(state, $crate::IntoBytes::as_bytes(self)) }
  fn hash_slice<H: ::core::hash::Hasher>(data: &[Self], state: &mut H) { ::core::hash::Hasher::write(state, $crate::IntoBytes::as_bytes(data)) } }`;
const BYTE_EQ = `@{impl("::core::cmp::PartialEq", "Self: $crate::IntoBytes + $crate::Immutable")} {
  fn eq(&self, other: &Self) -> bool { ::core::cmp::PartialEq::eq($crate::IntoBytes::as_bytes(self), $crate::IntoBytes::as_bytes(other)) } }
  @{impl("::core::cmp::Eq", "Self: $crate::IntoBytes + $crate::Immutable")} {}`;

const VERSION_8: Readonly<Record<string, string>> = {
  KnownLayout: KNOWN_LAYOUT,
  Immutable: marker('Immutable'),
  TryFromBytes: tryFromBytes('@{asked()}'),
  FromZeros: `${tryFromBytes('@{asked()}')}${marker('FromZeros')}`,
  FromBytes: `${FROM_BYTES}${marker('FromZeros')}${marker('FromBytes')}`,
  IntoBytes: marker('IntoBytes'),
  Unaligned: marker('Unaligned'),
  ByteHash: BYTE_HASH,
  ByteEq: BYTE_EQ,
};

const VERSION_7: Readonly<Record<string, string>> = {
  KnownLayout: KNOWN_LAYOUT_7,
  FromZeroes: marker('FromZeroes'),
  FromBytes: marker('FromBytes'),
  AsBytes: marker('AsBytes'),
  Unaligned: marker('Unaligned'),
};

const declared = (templates: Readonly<Record<string, string>>, versions: string): ModelDeclaration[] =>
  Object.entries(templates).map(([derive, text]) => ({
    ...{ macroCrate: 'zerocopy_derive', derive, versions, facade: 'zerocopy', attributes: ['repr.*'] },
    template: `${ALL}${text}`,
  }));

export const ZEROCOPY: readonly ModelDeclaration[] = [
  ...declared(VERSION_8, '>=0.8, <0.9'),
  ...declared(VERSION_7, '>=0.6, <0.8'),
];
