/** typed-builder's derive, after typed-builder-macro 0.15 to 0.22: a builder whose type says which fields are set. */
import type { ModelDeclaration } from './declared-model.ts';

const TEMPLATE = `@if kind != "struct" || shape != "named" { @reject; }
@let B { @{ident(label, "Builder")} }
@let set = filter(f in fields, !f[builder.setter.skip]);
@def given(f) { @if f[builder.default_code] { @{f[builder.default_code].code} } @else if f[builder.default].form == "value" { @{f[builder.default].text} } @else { ::core::default::Default::default() } }
@let all { (@for f in set { @{f.name}, }) }
@def taken(f) { @if f[builder.setter.strip_option] { @{f.type.arg} } @else { @{f.type} } }
@{impl("")} { pub fn builder() -> @{B} <@{args} (@for f in set { (), })> { @{B} { fields: (@for f in set { (), }), phantom: ::core::default::Default::default() } } }
pub struct @{B} <@{params} TypedBuilderFields = (@for f in set { (), })> @{where} {
  fields: TypedBuilderFields, phantom: ::core::marker::PhantomData<(@for l in lifetimes { &@{l} (), } @for T in type_params { @{T}, })> }
#[automatically_derived] impl <@{params} TypedBuilderFields: ::core::clone::Clone> ::core::clone::Clone for @{B} <@{args} TypedBuilderFields> @{where} {
  fn clone(&self) -> Self { Self { fields: self.fields.clone(), phantom: ::core::default::Default::default() } } }
@for f in set {
  #[automatically_derived] impl <@{params} @for g in set { @if g.index != f.index { @{ident("__", g.label)}, } }>
  @{B} <@{args} (@for g in set { @if g.index == f.index { (), } @else { @{ident("__", g.label)}, } })> @{where} {
    pub fn @{f.name}(self, @if !f[builder.setter.strip_bool] { @{f.name}: @if f[builder.setter.into] { impl ::core::convert::Into<@{taken(f)}> } @else { @{taken(f)} } })
      -> @{B} <@{args} (@for g in set { @if g.index == f.index { (@{f.type},), } @else { @{ident("__", g.label)}, } })> {
      @let value { @if f[builder.setter.into] { @{f.name}.into() } @else { @{f.name} } }
      let @{f.name} = (@if f[builder.setter.strip_bool] { true } @else if f[builder.setter.strip_option] { Some(@{value}) } @else { @{value} },);
      let (@for g in set { @if g.index == f.index { (), } @else { @{g.name}, } }) = self.fields;
      @{B} { fields: @{all}, phantom: self.phantom } } }
}
#[automatically_derived] impl <@{params} @for g in set { @if g[builder.default] || g[builder.default_code] { @{ident("__", g.label)}: $crate::Optional<@{g.type}>, } }>
@{B} <@{args} (@for g in set { @if g[builder.default] || g[builder.default_code] { @{ident("__", g.label)}, } @else { (@{g.type},), } })> @{where} {
  pub fn build(self) -> @{type} {
    let @{all} = self.fields;
    @for f in fields {
      @if f[builder.setter.skip] { let @{f.name} = @{given(f)}; }
      @else if f[builder.default] || f[builder.default_code] { let @{f.name} = $crate::Optional::into_value(@{f.name}, || @{given(f)}); }
      @else { let @{f.name} = @{f.name}.0; } }
    @{name} { @for f in fields { @{f.name}, } }.into() } }`;

export const TYPED_BUILDER: readonly ModelDeclaration[] = [
  {
    ...{
      macroCrate: 'typed_builder_macro',
      derive: 'TypedBuilder',
      versions: '>=0.15, <0.23',
      facade: 'typed_builder',
    },
    attributes: [
      ...['builder.default', 'builder.default_code', 'builder.setter.into', 'builder.setter.strip_option'],
      ...['builder.setter.skip', 'builder.setter.strip_bool', 'builder.setter.doc'],
    ],
    template: TEMPLATE,
  },
];
