/** derivative's derive, after derivative 2.0 to 2.2: std's traits with attributes on fields. */
import type { ModelDeclaration } from './declared-model.ts';

/** Predicates of one trait: those that are given, or the trait on each parameter that a field of a shown type names. */
const bounds = (trait: string, path: string) =>
  `@if item[derivative.${trait}.bound] { @{item[derivative.${trait}.bound].code} }
   @else { @for T in type_params { @{T}: ${path}, } }`;

const DEBUG = `@let how = item[derivative.Debug];
@if how {
  @let debug_bounds { ${bounds('Debug', '::std::fmt::Debug')} }
  @{impl("::std::fmt::Debug", debug_bounds)} { fn fmt(&self, __f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result { match self {
    @for v in variants { @{v.pattern} => {
      @if how.string == "transparent" || v[derivative.Debug].string == "transparent" || how[transparent] { ::std::fmt::Debug::fmt(@{v.fields.first.var}, __f) }
      @else {
        let mut __debug_trait_builder = __f.@if v.shape == "named" { debug_struct } @else { debug_tuple }(@{str(v.label)});
        @for f in v.fields { @if f[derivative.Debug].string != "ignore" && !f[derivative.Debug.ignore] {
          @let label { @if v.shape == "named" { @{str(f.label)}, } }
          @if f[derivative.Debug.format_with] {
            let __arg = { struct Dummy<'_derivative, @{params}>(&'_derivative @{f.type}, ::std::marker::PhantomData<(@for T in type_params { @{T}, })>) @{where};
              impl<'_derivative, @{params}> ::std::fmt::Debug for Dummy<'_derivative, @{args}> @{where} { fn fmt(&self, __f: &mut ::std::fmt::Formatter) -> ::std::fmt::Result { @{f[derivative.Debug.format_with].code}(self.0, __f) } }
              Dummy(@{f.var}, ::std::marker::PhantomData) };
            let _ = __debug_trait_builder.field(@{label} &__arg);
          } @else { let _ = __debug_trait_builder.field(@{label} &@{f.var}); } } }
        __debug_trait_builder.finish() } } }
    @if !variants { _ => loop {} } } } }
}`;

const CLONE = `@if item[derivative.Clone] {
  @let clone_bounds { ${bounds('Clone', '::std::clone::Clone')} }
  @{impl("::std::clone::Clone", clone_bounds)} { fn clone(&self) -> Self { match self {
    @for v in variants { @{v.pattern} => @{v.path} { @for f in v.fields { @{f.name}:
      @if f[derivative.Clone.clone_with] { @{f[derivative.Clone.clone_with].code}(&(*@{f.var})) } @else { (*@{f.var}).clone() }, } }, }
    @if !variants { _ => loop {} } } } }
}
@if item[derivative.Copy] { @let copy_bounds { ${bounds('Copy', '::std::marker::Copy')} } @{impl("::std::marker::Copy", copy_bounds)} {} }`;

const DEFAULT = `@let chosen = find(v in variants, kind == "struct" || v[derivative.Default]);
@if item[derivative.Default] && chosen {
  @let default_bounds { ${bounds('Default', '::std::default::Default')} }
  @{impl("::std::default::Default", default_bounds)} { fn default() -> Self { @{chosen.path} { @for f in chosen.fields { @{f.name}:
    @if f[derivative.Default.value] { @{f[derivative.Default.value].code} } @else { ::std::default::Default::default() }, } } } }
  @if item[derivative.Default.new] { @{impl("")} { pub fn new() -> Self { <Self as ::std::default::Default>::default() } } }
}`;

const HASH = `@if item[derivative.Hash] {
  @let hash_bounds { ${bounds('Hash', '::std::hash::Hash')} }
  @{impl("::std::hash::Hash", hash_bounds)} { fn hash<__HT>(&self, __state: &mut __HT) where __HT: ::std::hash::Hasher {
    @if kind == "enum" { ::std::hash::Hash::hash(&::std::mem::discriminant(self), __state); }
    match self { @for v in variants { @{v.pattern} => { @for f in v.fields { @if f[derivative.Hash].string != "ignore" && !f[derivative.Hash.ignore] {
      @if f[derivative.Hash.hash_with] { @{f[derivative.Hash.hash_with].code}(@{f.var}, __state); } @else { ::std::hash::Hash::hash(@{f.var}, __state); } } } } }
      @if !variants { _ => loop {} } } } }
}`;

const EQUAL = `@if item[derivative.PartialEq] {
  @let eq_bounds { ${bounds('PartialEq', '::std::cmp::PartialEq')} }
  @{impl("::std::cmp::PartialEq", eq_bounds)} { fn eq(&self, other: &Self) -> bool {
    @if kind == "enum" { (::std::mem::discriminant(&*self) == ::std::mem::discriminant(&*other)) && }
    match (self, other) { @for v in variants {
      (@{v.path} { @for f in v.fields { @{f.name}: @{ident("__self_", f.label)}, } }, @{v.path} { @for f in v.fields { @{f.name}: @{ident("__other_", f.label)}, } }) => true
        @for f in v.fields { @if f[derivative.PartialEq].string != "ignore" && !f[derivative.PartialEq.ignore] && f[derivative.PartialEq].string != "feature_allow_slow_enum" {
          && @if f[derivative.PartialEq.compare_with] { @{f[derivative.PartialEq.compare_with].code}(@{ident("__self_", f.label)}, @{ident("__other_", f.label)}) }
          @else { @{ident("__self_", f.label)} == @{ident("__other_", f.label)} } } }, }
      @if variants.count != "1" { _ => ::core::unreachable!(), } } } }
}
@if item[derivative.Eq] { @let e_bounds { ${bounds('Eq', '::std::cmp::Eq')} } @{impl("::std::cmp::Eq", e_bounds)} {} }`;

const UNDERSTOOD = `Debug Debug.bound Debug.transparent Debug.ignore Debug.format_with Clone Clone.bound Clone.clone_with Copy Copy.bound
  Default Default.bound Default.value Default.new Hash Hash.bound Hash.ignore Hash.hash_with PartialEq PartialEq.bound PartialEq.ignore
  PartialEq.compare_with PartialEq.feature_allow_slow_enum Eq Eq.bound`;

export const DERIVATIVE: readonly ModelDeclaration[] = [
  {
    macroCrate: 'derivative',
    derive: 'Derivative',
    versions: '>=2, <3',
    attributes: UNDERSTOOD.split(/\s+/).map((one) => `derivative.${one}`),
    template: `@if kind == "union" || packed { @reject; }${DEBUG}${CLONE}${DEFAULT}${HASH}${EQUAL}`,
  },
];
