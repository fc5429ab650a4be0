/** Derives of the ICU crates' `yoke` and `zerofrom`, after yoke-derive 0.7 and 0.8, zerofrom-derive 0.1. Lifetimes mean nothing here. */
import type { ModelDeclaration } from './declared-model.ts';

const YOKEABLE = `@if item[yoke.prove_covariance_manually] { @opaque; }
@{impl("$crate::Yokeable<'yoke>", "", "'yoke")} {
  type Output = @{type};
  fn transform(&'yoke self) -> &'yoke Self::Output { self }
  fn transform_owned(self) -> Self::Output { self }
  unsafe fn make(from: Self::Output) -> Self { @if lifetimes { ::core::mem::transmute::<Self::Output, Self>(from) } @else { from } }
  fn transform_mut<F>(&'yoke mut self, f: F) where F: 'static + for<'b> FnOnce(&'b mut Self::Output) {
    @if lifetimes { let y = unsafe { &mut *(self as *mut Self as *mut Self::Output) }; f(y) } @else { f(self) } }
}`;

const ZERO_FROM = `@let clones = any(v in variants, any(f in v.fields, f[zerofrom.clone]));
@let Bound { @if clones { ::core::clone::Clone } @else { ::core::marker::Copy } }
@let copied { @for T in type_params { @{T}: @{Bound} + 'static, } }
@let made { @for v in variants { @for f in v.fields { @if f.generic && !f[zerofrom.clone] { @{f.type}: $crate::ZeroFrom<'zf, @{f.type}>, } } } }
@if lifetimes {
  @{impl("$crate::ZeroFrom<'zf, " + type + ">", made, "'zf")} { fn zero_from(this: &'zf @{type}) -> Self { match *this {
    @for v in variants { @{v.path} { @for f in v.fields { @{f.name}: ref @{ident("__binding_", f.index)}, } } => @{v.path} { @for f in v.fields { @{f.name}:
      @let b { @{ident("__binding_", f.index)} }
      @if f[zerofrom.clone] { @{b}.clone() }
      @else if f.generic || f.borrows { <@{f.type} as $crate::ZeroFrom<'zf, @{f.type}>>::zero_from(@{b}) }
      @else { *@{b} }, } }, } } } }
} @else {
  @{impl("$crate::ZeroFrom<'zf, " + type + ">", copied, "'zf")} { fn zero_from(this: &'zf Self) -> Self { @if clones { this.clone() } @else { *this } } }
}`;

export const YOKE: readonly ModelDeclaration[] = [
  {
    ...{ macroCrate: 'yoke_derive', derive: 'Yokeable', versions: '>=0.7, <0.9', facade: 'yoke' },
    attributes: ['yoke.prove_covariance_manually'],
    template: YOKEABLE,
  },
  {
    ...{ macroCrate: 'zerofrom_derive', derive: 'ZeroFrom', versions: '>=0.1, <0.2', facade: 'zerofrom' },
    attributes: ['zerofrom.clone'],
    template: ZERO_FROM,
  },
];
