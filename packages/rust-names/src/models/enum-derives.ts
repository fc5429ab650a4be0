/** Derives for enums that stand for numbers or indexes: num_enum 0.5 to 0.7, enum-map 2.7; and noop_proc_macro, which makes nothing. */
import type { ModelDeclaration } from './declared-model.ts';

const NUMBER = `@if kind != "enum" { @reject; }
@let int = find(r in item[repr].args, r.name != "C" && r.name != "align"); @if !int { @reject; } @let Int = int.name;
@def consts() { @for v in variants { @if v.discriminant { const @{ident(v.label, "__num_enum_0__")}: @{Int} = @{v.discriminant}; } } }
@def number(v) { @if v.discriminant { @{ident(v.label, "__num_enum_0__")} } @else { @{v.index} } }
@let rest = find(v in variants, v[num_enum.catch_all] || v[num_enum.default] || v[default]);`;

const TRY_FROM = `${NUMBER}
@let Error { @if item[num_enum.error_type.name] { @{item[num_enum.error_type.name].text} } @else { $crate::TryFromPrimitiveError<Self> } }
@let make { @if item[num_enum.error_type.constructor] { @{item[num_enum.error_type.constructor].text} } @else { $crate::TryFromPrimitiveError::<Self>::new } }
@{impl("$crate::TryFromPrimitive")} { type Primitive = @{Int}; type Error = @{Error}; const NAME: &'static str = @{str(label)};
  fn try_from_primitive(number: Self::Primitive) -> ::core::result::Result<Self, @{Error}> { @{consts()}
    match number { @for v in variants { @{number(v)} => ::core::result::Result::Ok(@{v.path}), } _ => ::core::result::Result::Err(@{make}(number)) } } }
@{impl("::core::convert::TryFrom<" + Int + ">")} { type Error = @{Error};
  fn try_from(number: @{Int}) -> ::core::result::Result<Self, @{Error}> { $crate::TryFromPrimitive::try_from_primitive(number) } }`;

const FROM = `${NUMBER}
@{impl("$crate::FromPrimitive")} { type Primitive = @{Int};
  fn from_primitive(number: Self::Primitive) -> Self { @{consts()}
    match number { @for v in variants { @if !v[num_enum.catch_all] { @{number(v)} => @{v.path}, } }
      _ => @if !rest { ::core::panic!("Missing variant") } @else if rest[num_enum.catch_all] { @{rest.path}(number) } @else { @{rest.path} }, } } }
@{impl("::core::convert::From<" + Int + ">")} { fn from(number: @{Int}) -> Self { $crate::FromPrimitive::from_primitive(number) } }`;

const INTO = `${NUMBER} @let caught = find(v in variants, v[num_enum.catch_all]);
#[automatically_derived] impl ::core::convert::From<@{type}> for @{Int} { fn from(enum_value: @{type}) -> Self {
  @if caught { match enum_value { @for v in variants { @if v[num_enum.catch_all] { @{v.path}(raw) => raw, } @else { @{v.path} => @{number(v)}, } } } }
  @else { enum_value as Self } } }`;

const UNSAFE_FROM = `${NUMBER}
@{impl("$crate::UnsafeFromPrimitive")} { type Primitive = @{Int}; unsafe fn unchecked_transmute_from(number: Self::Primitive) -> Self { ::core::mem::transmute(number) } }`;

const DEFAULT = `${NUMBER} @if !rest { @reject; } @{impl("::core::default::Default")} { fn default() -> Self { @{rest.path} } }`;

/** Variants without fields only. */
const ENUM_MAP = `@if kind != "enum" || any(v in variants, v.fields) { @reject; }
@{impl("$crate::Enum")} { const LENGTH: usize = @{variants.count};
  fn from_usize(value: usize) -> Self { match value { @for v in variants { @{v.index} => @{v.path}, } _ => $crate::out_of_bounds() } }
  fn into_usize(self) -> usize { match self { @for v in variants { @{v.path} => @{v.index}, } } } }
@{impl("$crate::EnumArray<V>", "", "V")} { type Array = [V; @{variants.count}]; }`;

const NUM_ENUM: Readonly<Record<string, string>> = {
  ...{ TryFromPrimitive: TRY_FROM, FromPrimitive: FROM, IntoPrimitive: INTO, UnsafeFromPrimitive: UNSAFE_FROM },
  Default: DEFAULT,
};

export const ENUM_DERIVES: readonly ModelDeclaration[] = [
  ...Object.entries(NUM_ENUM).map(([derive, template]) => ({
    ...{ macroCrate: 'num_enum_derive', derive, versions: '>=0.5.2, <0.8', facade: 'num_enum', template },
    attributes: [
      'repr.*',
      'default',
      'num_enum.default',
      'num_enum.catch_all',
      'num_enum.alternatives',
      'num_enum.error_type.*',
    ],
  })),
  {
    ...{
      macroCrate: 'enum_map_derive',
      derive: 'Enum',
      versions: '>=0.17, <0.18',
      facade: 'enum_map',
      template: ENUM_MAP,
    },
  },
  ...['Serialize', 'Deserialize'].map((derive) => ({
    ...{ macroCrate: 'noop_proc_macro', derive, versions: '*', attributes: ['serde.*'], template: '' },
  })),
];
