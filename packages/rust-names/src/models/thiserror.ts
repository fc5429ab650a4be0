/** thiserror's `Error`, after thiserror-impl 1.0.20 to 2.0.21 (`expand.rs`, `fmt.rs`, `prop.rs`). */
import type { ModelDeclaration } from './declared-model.ts';

const TEMPLATE = `
@let private { $crate::@if since("2.0.17") {__private@{patch}} @else if since("1.0.31") {__private} @else {private} }
@let Error { @if since("2.0.0") { @{private}::Error } @else { ::std::error::Error } }
@let bounds {
  @if type_params { Self: ::core::fmt::Debug + ::core::fmt::Display, }
  @for v in variants { @for f in v.fields {
    @if f.generic && (v[error.transparent] || item[error.transparent]) { @{f.type}: @{Error}, }
    @else if f.generic && (f[from] || f[source] || f.label == "source") {
      @if f.type.base == "Option" { @{f.type.arg} } @else { @{f.type} }: @{Error} + 'static, } } }
}
@def source(v, value, f) {
  @if v[error.transparent] || item[error.transparent] {
    @at v[error.transparent] || item[error.transparent] { @{Error}::source(@{value}.as_dyn_error()) }
  } @else {
    ::core::option::Option::Some(
      @at f[source] || f[from] || f.ident { @{value} @if f.type.base == "Option" { @at f.ident { .as_ref()? } } .as_dyn_error() })
  }
}
@let sourced = any(v in variants, v[error.transparent] || item[error.transparent]
  || any(f in v.fields, f[from] || f[source] || f.label == "source"));
@let traced = any(v in variants, any(f in v.fields, f[backtrace] || f.type.base == "Backtrace"));

@{impl(Error, bounds)} {
  @if sourced {
    fn source(&self) -> ::core::option::Option<&(dyn @{Error} + 'static)> {
      use @{private}::AsDynError as _;
      match self {
        @for v in variants {
          @let f = find(f in v.fields, f[from] || f[source]) || find(f in v.fields, f.label == "source");
          @if v[error.transparent] || item[error.transparent] {
            @{v.path} { @{v.fields.first.name}: transparent, .. } => { @{source(v, "transparent", v.fields.first)} }
          } @else if f {
            @{v.path} { @{f.name}: source, .. } => { @{source(v, "source", f)} }
          } @else {
            @{v.path} { .. } => ::core::option::Option::None,
          }
        }
      }
    }
  }
  @if traced {
    fn provide<'_request>(&'_request self, request: &mut ::core::error::Request<'_request>) {
      use @{private}::ThiserrorProvide as _;
      match self {
        @for v in variants {
          @let f = find(f in v.fields, f[from] || f[source]) || find(f in v.fields, f.label == "source");
          @let b = find(f in v.fields, f[backtrace]) || find(f in v.fields, f.type.base == "Backtrace");
          @if b {
            @{v.path} { @if f && f.label != b.label { @{f.name}: source, } @{b.name}: backtrace, .. } => {
              @if f {
                @let s { @if f.label == b.label { backtrace } @else { source } }
                @if f.type.base == "Option" { if let ::core::option::Option::Some(source) = @{s} { source.thiserror_provide(request); } }
                @else { @{s}.thiserror_provide(request); }
              }
              @if !f || f.label != b.label {
                @if b.type.base == "Option" { if let ::core::option::Option::Some(backtrace) = backtrace {
                  request.provide_ref::<::std::backtrace::Backtrace>(backtrace); } }
                @else { request.provide_ref::<::std::backtrace::Backtrace>(backtrace); }
              }
            }
          } @else { @{v.path} { .. } => {} }
        }
      }
    }
  }
}

@let shown = item[error] || any(v in variants, v[error]);
@if shown {
  @let display_bounds {
    @for v in variants {
      @let message = v[error] || item[error];
      @if v[error.transparent] || item[error.transparent] {
        @if v.fields.first.generic { @{v.fields.first.type}: ::core::fmt::Display, }
      } @else if !v[error.fmt] && format_bounds(message, v) { @{format_bounds(message, v)}, }
    }
  }
  @{impl("::core::fmt::Display", display_bounds)} {
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter) -> ::core::fmt::Result {
      @if since("1.0.47") { use @{private}::AsDisplay as _; } @else { use @{private}::{DisplayAsDisplay, PathAsDisplay}; }
      @if !variants { match *self {} } @else {
      match self {
        @for v in variants {
          @{v.pattern} => {
            @let message = v[error] || item[error];
            @if v[error.transparent] || (item[error.transparent] && !v[error]) {
              ::core::fmt::Display::fmt(@{v.fields.first.var}, __formatter)
            } @else if v[error.fmt] {
              @{v[error.fmt].text}(@for f in v.fields { @{f.var}, } __formatter)
            } @else if message.args.count == "1" && message.args.first.string && since("1.0.47")
                && !contains(message.args.first.string, "{") && !contains(message.args.first.string, "}") {
              __formatter.write_str(@{message.text})
            } @else if message {
              ::core::write!(__formatter, @{format(message, v, ".as_display()")})
            } @else { @opaque; loop {} }
          }
        }
      } }
    }
  }
}

@for v in variants { @for f in v.fields { @if f[from] {
  @let from { @if f.type.base == "Option" { @{f.type.arg} } @else { @{f.type} } }
  @{impl("::core::convert::From<" + from + ">")} {
    fn from(source: @{from}) -> Self {
      @{v.path} {
        @{f.name}: @if f.type.base == "Option" { ::core::option::Option::Some(source) } @else { source },
        @let b = find(b in v.fields, b[backtrace]) || find(b in v.fields, b.type.base == "Backtrace");
        @if b && b.label != f.label {
          @{b.name}: @if b.type.base == "Option" { ::core::option::Option::Some(::std::backtrace::Backtrace::capture()) }
            @else { ::core::convert::From::from(::std::backtrace::Backtrace::capture()) },
        }
      }
    }
  }
} } }
`;

export const THISERROR: readonly ModelDeclaration[] = [
  {
    macroCrate: 'thiserror_impl',
    derive: 'Error',
    versions: '>=1.0.20, <3',
    facade: 'thiserror',
    attributes: ['error.*', 'from', 'source', 'backtrace'],
    template: TEMPLATE,
  },
];
