/** educe's derive, after educe 0.6: std's traits with attributes on fields. */
import type { ModelDeclaration } from './declared-model.ts';

/** Predicates of one trait: it on the type of each field that is not left out. */
const bounds = (trait: string, path: string) =>
  `@if type_params { @for v in variants { @for f in v.fields { @if f.generic && !f[educe.${trait}.ignore] && !f[educe.${trait}.method] { @{f.type}: ${path}, } } } }`;

const DEBUG = `@if item[educe.Debug] {
  @let debug_bounds { ${bounds('Debug', '::core::fmt::Debug')} }
  @{impl("::core::fmt::Debug", debug_bounds)} { fn fmt(&self, f: &mut ::core::fmt::Formatter) -> ::core::fmt::Result { match self {
    @for v in variants { @{v.pattern} => {
      @if !v.fields { f.write_str(@{str(v.label)}) } @else {
        let mut builder = f.@if v.shape == "named" { debug_struct } @else { debug_tuple }(@{str(v.label)});
        @for f in v.fields { @if !f[educe.Debug.ignore] {
          @let key { @if v.shape == "named" { @{str(f.label)}, } }
          @if f[educe.Debug.method] {
            let arg = { struct Educe__DebugField<V, M>(V, ::core::marker::PhantomData<M>);
              impl <@{params}> ::core::fmt::Debug for Educe__DebugField<&@{f.type}, @{type}> @{where} { fn fmt(&self, educe__f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result { @{f[educe.Debug.method].code}(self.0, educe__f) } }
              Educe__DebugField(@{f.var}, ::core::marker::PhantomData::<Self>) };
            builder.field(@{key} &arg);
          } @else { builder.field(@{key} @{f.var}); } } }
        builder.finish() } } }
    @if !variants { _ => loop {} } } } }
}`;

const CLONE = `@if item[educe.Clone] {
  @let clone_bounds { ${bounds('Clone', '::core::clone::Clone')} }
  @def cloned(f, value) { @if f[educe.Clone.method] { @{f[educe.Clone.method].code}(@{value}) } @else { ::core::clone::Clone::clone(@{value}) } }
  @{impl("::core::clone::Clone", clone_bounds)} { fn clone(&self) -> Self { match self {
    @for v in variants { @{v.pattern} => @{v.path} { @for f in v.fields { @{f.name}: @{cloned(f, f.var)}, } }, } @if !variants { _ => loop {} } } }
    @if kind == "struct" { fn clone_from(&mut self, source: &Self) { @for f in fields {
      @if f[educe.Clone.method] { self.@{f.name} = @{f[educe.Clone.method].code}(&source.@{f.name}); } @else { ::core::clone::Clone::clone_from(&mut self.@{f.name}, &source.@{f.name}); } } } }
    @else { fn clone_from(&mut self, source: &Self) { @opaque; *self = ::core::clone::Clone::clone(source); } } }
}
@if item[educe.Copy] { @let copy_bounds { ${bounds('Copy', '::core::marker::Copy')} } @{impl("::core::marker::Copy", copy_bounds)} {} }`;

const DEFAULT = `@let chosen = find(v in variants, kind == "struct" || v[educe.Default]) || find(v in variants, variants.count == "1");
@if item[educe.Default] && chosen {
  @let default_bounds { @for f in chosen.fields { @if f.generic && !f[educe.Default] { @{f.type}: ::core::default::Default, } } }
  @{impl("::core::default::Default", default_bounds)} { fn default() -> Self {
    @if item[educe.Default.expression] { @{item[educe.Default.expression].code} } @else {
    @{chosen.path} { @for f in chosen.fields { @{f.name}:
      @if f[educe.Default.expression] { @{f[educe.Default.expression].code} }
      @else if f[educe.Default].form == "value" { @{f[educe.Default].text} }
      @else { <@{f.type} as ::core::default::Default>::default() }, } } } } }
  @if item[educe.Default.new] { @{impl("")} { pub fn new() -> Self { <Self as ::core::default::Default>::default() } } }
}`;

const HASH = `@if item[educe.Hash] {
  @let hash_bounds { ${bounds('Hash', '::core::hash::Hash')} }
  @{impl("::core::hash::Hash", hash_bounds)} { fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) { match self {
    @for v in variants { @{v.pattern} => {
      @if kind == "enum" { ::core::hash::Hash::hash(&@{v.index}usize, state); }
      @for f in v.fields { @if !f[educe.Hash.ignore] {
        @if f[educe.Hash.method] { @{f[educe.Hash.method].code}(@{f.var}, state); } @else { ::core::hash::Hash::hash(@{f.var}, state); } } } } }
    @if !variants { _ => loop {} } } } }
}`;

const EQUAL = `@if item[educe.PartialEq] {
  @let eq_bounds { ${bounds('PartialEq', '::core::cmp::PartialEq')} }
  @{impl("::core::cmp::PartialEq", eq_bounds)} { fn eq(&self, other: &Self) -> bool { match (self, other) {
    @for v in variants { (@{v.path} { @for f in v.fields { @{f.name}: @{ident("__self_", f.label)}, } }, @{v.path} { @for f in v.fields { @{f.name}: @{ident("__other_", f.label)}, } }) => {
      @for f in v.fields { @if !f[educe.PartialEq.ignore] {
        @if f[educe.PartialEq.method] { if !@{f[educe.PartialEq.method].code}(@{ident("__self_", f.label)}, @{ident("__other_", f.label)}) { return false; } }
        @else { if ::core::cmp::PartialEq::ne(@{ident("__self_", f.label)}, @{ident("__other_", f.label)}) { return false; } } } }
      true } }
    @if variants.count != "1" { _ => false } } } }
}
@if item[educe.Eq] { @let e_bounds { ${bounds('PartialEq', '::core::cmp::PartialEq')} } @{impl("::core::cmp::Eq", e_bounds)} {} }`;

const DEREF = `@let target = find(f in fields, f[educe.Deref]) || find(f in fields, fields.count == "1");
@if item[educe.Deref] { @if !target { @reject; }
  @{impl("::core::ops::Deref")} { type Target = @{target.type}; fn deref(&self) -> &Self::Target { &self.@{target.name} } } }
@if item[educe.DerefMut] { @if !target { @reject; } @{impl("::core::ops::DerefMut")} { fn deref_mut(&mut self) -> &mut Self::Target { &mut self.@{target.name} } } }`;

const UNDERSTOOD = `Debug Debug.ignore Debug.method Clone Clone.method Copy Default Default.expression Default.new Hash Hash.ignore Hash.method
  PartialEq PartialEq.ignore PartialEq.method Eq Deref DerefMut`;

export const EDUCE: readonly ModelDeclaration[] = [
  {
    macroCrate: 'educe',
    derive: 'Educe',
    versions: '>=0.6, <0.7',
    attributes: UNDERSTOOD.split(/\s+/).map((one) => `educe.${one}`),
    template: `@if kind == "union" { @reject; }${DEBUG}${CLONE}${DEFAULT}${HASH}${EQUAL}${DEREF}`,
  },
];
