/** Models of the macros of popular crates: what is generated, parses, and names the right calls. */
import { DefFlag, DefKind, type LocalDef } from '@lazaret/facts';
import { NodeKind, parseExpr } from '@lazaret/rust-syntax';
import { describe, expect, it } from 'vitest';
import type { CrateNames } from '../src/index.ts';
import { codes, fixture } from './fixture.ts';

type MacroKind = 'derive' | 'attr' | 'bang';

/** Analyses `text` with macros of a crate, which its facade passes on. */
function using(
  krate: string,
  version: string,
  facade: string,
  kind: MacroKind,
  names: string,
  text: string,
): CrateNames {
  const macros = names.split(' ').map((name) => {
    if (kind === 'derive') return `#[proc_macro_derive(${name})] pub fn derive_${name}(i: X) -> X { i }`;
    return `#[proc_macro${kind === 'attr' ? '_attribute' : ''}] pub fn ${name}(i: X) -> X { i }`;
  });
  const crates = `//- /lib.rs crate:core
    #![no_core] pub mod option { pub enum Option<T> { Some(T) } }
    //- /lib.rs crate:${krate} kind:proc-macro
    ${macros.join('\n')}
    //- /lib.rs crate:${facade} deps:${krate}
    pub use ${krate}::*;
    //- /lib.rs crate:main deps:${facade}
    use ${facade}::*; ${text}`;
  const versions: Readonly<Record<string, string>> = { [krate]: version, core: '1.96.0' };
  return fixture(crates, (name) => ({ package: { name, version: versions[name] ?? '1.0.0' } })).main;
}

const KINDS: ReadonlySet<DefKind> = new Set([DefKind.Impl, DefKind.Fn, DefKind.Const, DefKind.AnonConst]);

/** Generated or rewritten text without spaces; everything parses, and nothing is recorded as unknown. */
function written(main: CrateNames, opaque = 0): string {
  expect(main.opaque().map((one) => `${one.macro} ${one.reason}`)).toHaveLength(opaque);
  expect(codes(main).filter((code) => !code.endsWith('-unresolved'))).toEqual([]);
  let text = '';
  for (let i = 0; i < main.defCount(); i++) {
    const def = i as LocalDef;
    const tree = main.tree(def);
    const kind = main.kind(def);
    if (tree === undefined || !KINDS.has(kind)) continue;
    if (kind === DefKind.Fn && main.parent(def) !== 0) continue;
    expect(tree.errors, tree.text(main.node(def))).toEqual([]);
    for (const child of main.children(def)) expect(main.bodySource(child)?.tree.errors ?? []).toEqual([]);
    if (kind === DefKind.Fn || (main.flags(def) & DefFlag.Derived) !== 0)
      text += tree.text(main.node(def)).replaceAll(/\s+/g, '');
  }
  return text;
}

describe('zerocopy', () => {
  const of = (version: string, names: string, text: string) =>
    using('zerocopy_derive', version, 'zerocopy', 'derive', names, text);

  it('has markers, layouts and checks by version', () => {
    const names = 'FromBytes IntoBytes KnownLayout Immutable Unaligned';
    const text = written(
      of(
        '0.8.63',
        names,
        `#[derive(${names.replaceAll(' ', ', ')})] #[repr(C, packed(2))] struct S<'a> { a: u8, b: &'a [u8] }`,
      ),
    );
    for (const trait of [...names.split(' '), 'TryFromBytes', 'FromZeros'])
      expect(text).toContain(`$crate::${trait}forS<'a>`);
    expect(text).toContain('fnis_safe<A>');
    expect(text).toContain('NonZeroUsize::new(2asusize)');
    expect(text).toContain("<&'a[u8]as$crate::KnownLayout>::raw_from_ptr_len(bytes,meta)");
    expect(text).toContain('__ZerocopyKnownLayoutMaybeUninit');
    expect(written(of('0.8.40', 'FromBytes', '#[derive(FromBytes)] struct S(u8);'))).toContain('fnis_bit_valid<A>');
    const old = written(
      of(
        '0.7.35',
        'FromZeroes FromBytes AsBytes KnownLayout',
        '#[derive(FromZeroes, FromBytes, AsBytes, KnownLayout)] struct S(u8);',
      ),
    );
    expect(old).toContain('DstLayout::for_type::<Self>()');
    expect(old).toContain('_elems:usize');
  });

  it('asks the fields what may be read as a type that not all bytes are', () => {
    const text = written(of('0.8.63', 'TryFromBytes', '#[derive(TryFromBytes)] #[repr(u8)] enum E { A(bool) }'), 1);
    expect(text).toContain('<boolas$crate::TryFromBytes>::is_safe::<A>');
  });
});

it('yoke and zerofrom look at the fields that borrow', () => {
  const yoke = written(
    using(
      'yoke_derive',
      '0.8.1',
      'yoke',
      'derive',
      'Yokeable',
      "#[derive(Yokeable)] struct D<'a>(&'a u8); #[derive(Yokeable)] struct P(u8);",
    ),
  );
  expect(yoke).toContain("$crate::Yokeable<'yoke>forD<'a>");
  expect(yoke.match(/transmute/g)).toHaveLength(1);
  const text = written(
    using(
      'zerofrom_derive',
      '0.1.6',
      'zerofrom',
      'derive',
      'ZeroFrom',
      "#[derive(ZeroFrom)] enum E<'a> { A(Cow<'a, str>), B { #[zerofrom(clone)] v: V, n: u8 } } #[derive(ZeroFrom)] struct P(u8);",
    ),
  );
  expect(text).toContain("<Cow<'a,str>as$crate::ZeroFrom<'zf,Cow<'a,str>>>::zero_from(__binding_0)");
  expect(text).toContain('v:__binding_0.clone(),n:*__binding_1');
  expect(text).toContain("fnzero_from(this:&'zfSelf)->Self{*this}");
});

it('a facade may come from a dependency of a dependency', () => {
  const { main } = fixture(
    `//- /lib.rs crate:yoke_derive kind:proc-macro
    #[proc_macro_derive(Yokeable)] pub fn derive_yokeable(i: X) -> X { i }
    //- /lib.rs crate:yoke deps:yoke_derive
    pub use yoke_derive::Yokeable; pub trait Yokeable<'a> {}
    //- /lib.rs crate:provider deps:yoke
    pub mod prelude { pub use yoke; }
    //- /lib.rs crate:main deps:provider
    use provider::prelude::*; #[derive(yoke::Yokeable)] struct P(u8);`,
    (name) => ({ package: { name, version: '0.8.0' } }),
  );
  expect(main.opaque()).toEqual([]);
  expect(main.traitImpls().map(({ trait }) => trait !== undefined)).toEqual([true]);
});

it('num_enum converts between variants and numbers', () => {
  const text = written(
    using(
      'num_enum_derive',
      '0.7.3',
      'num_enum',
      'derive',
      'TryFromPrimitive FromPrimitive IntoPrimitive',
      `
      #[derive(TryFromPrimitive)] #[num_enum(error_type(name = Bad, constructor = Bad::new))] #[repr(u8)] enum A { X = 1, Y }
      #[derive(FromPrimitive, IntoPrimitive)] #[repr(u16)] enum B { X, #[num_enum(catch_all)] Rest(u16) }`,
    ),
  );
  expect(text).toContain('::core::convert::TryFrom<u8>forA');
  expect(text).toContain('Result::Err(Bad::new(number))');
  expect(text).toContain('_=>B::Rest(number)');
  expect(text).toContain('B::Rest(raw)=>raw');
});

it('enum-map gives variants their indexes, noop_proc_macro nothing', () => {
  const text = written(
    using('enum_map_derive', '0.17.0', 'enum_map', 'derive', 'Enum', '#[derive(Enum)] enum A { X, Y }'),
  );
  expect(text).toContain('$crate::EnumArray<V>forA{typeArray=[V;2];}');
  expect(
    written(using('noop_proc_macro', '0.3.0', 'noop', 'derive', 'Serialize', '#[derive(Serialize)] struct A;')),
  ).toBe('');
});

it('prost encodes, merges and measures each field by its kind', () => {
  const of = (names: string, text: string) => using('prost_derive', '0.13.5', 'prost', 'derive', names, text);
  const text = written(
    of(
      'Message',
      `#[derive(Message)] struct M {
      #[prost(string, tag = "1")] name: String, #[prost(uint64, optional, tag = "2")] id: Option<u64>,
      #[prost(message, repeated, tag = "4")] all: Vec<Inner>, #[prost(enumeration = "Kind", tag = "6")] kind: i32,
      #[prost(oneof = "choice::Choice", tags = "8, 9")] choice: Option<choice::Choice>, #[prost(uint32, repeated, tag = "10")] packed: Vec<u32>,
      #[prost(sint32, repeated, packed = "false", tag = "11")] loose: Vec<i32> }`,
    ),
  );
  for (const part of [
    'ifself.name!=""{$crate::encoding::string::encode(0u32,&self.name,buf);}',
    '$crate::encoding::uint64::merge(wire_type,value.get_or_insert_with(::core::default::Default::default),buf,ctx)',
    '$crate::encoding::message::encoded_len_repeated(0u32,&self.all)',
    'choice::Choice::merge(value,tag,wire_type,buf,ctx)',
    '$crate::encoding::uint32::encode_packed(0u32,&self.packed,buf)',
    '$crate::encoding::sint32::encode_repeated(0u32,&self.loose,buf)',
    'pubfnset_kind(&mutself,value:Kind)',
    'pubfnid(&self)->u64',
  ])
    expect(text).toContain(part);
  const map = of('Message', '#[derive(Message)] struct M { #[prost(map = "string, int32", tag = "1")] m: Map }');
  expect(written(map, 1)).toContain('m:::core::default::Default::default()');
  const oneof = written(
    of(
      'Oneof Enumeration',
      '#[derive(Oneof)] enum C { #[prost(string, tag = "8")] T(String) } #[derive(Enumeration)] enum K { Zero = 0 }',
    ),
  );
  expect(oneof).toContain('C::T(refvalue)=>{$crate::encoding::string::encode(0u32,&*value,buf);}');
  expect(oneof).toContain('Result::Err($crate::UnknownEnumValue(value))');
});

it('typed-builder has a step for each field', () => {
  const text = written(
    using(
      'typed_builder_macro',
      '0.20.0',
      'typed_builder',
      'derive',
      'TypedBuilder',
      `
      #[derive(TypedBuilder)] struct Opts<'a, T> { a: &'a T, #[builder(default = 3, setter(into))] c: u64,
        #[builder(default, setter(strip_option))] d: Option<u8>, #[builder(default, setter(skip))] e: u8 }`,
    ),
  );
  for (const part of [
    "->OptsBuilder<'a,T,((),(),(),)>",
    'c:impl::core::convert::Into<u64>',
    'letd=(Some(d),);let(a,c,(),)=self.fields;',
    "impl<'a,T,__c:$crate::Optional<u64>,__d:$crate::Optional<Option<u8>>,>",
    'letc=$crate::Optional::into_value(c,||3);',
    'lete=::core::default::Default::default();',
    'Opts{a,c,d,e,}.into()',
  ])
    expect(text).toContain(part);
});

it('rustversion keeps or drops items by the version of the standard library', () => {
  const text = written(
    using(
      'rustversion',
      '1.0.23',
      'versions',
      'attr',
      'since before any nightly attr',
      `
      #[since(1.50)] fn kept() {} #[before(1.50)] fn gone() {} #[any(nightly, since(1.96))] fn also() {}
      #[nightly] fn never() {} #[attr(since(1.2), inline)] fn plain() {}`,
    ),
  );
  expect(text).toBe('fnkept(){}fnalso(){}#[inline]fnplain(){}');
});

/** What the macro calls of `f` become. */
function expansions(main: CrateNames): string[] {
  const def = main.children(0 as LocalDef).find((one) => main.kind(one) === DefKind.Fn)!;
  const { tree, node } = main.bodySource(def)!;
  const out: string[] = [];
  const walk = (at: number): void => {
    if (tree.kind(at) === NodeKind.MacroExpr || tree.kind(at) === NodeKind.MacroStmt) {
      const made = main.expand(main.scopeOf(def), tree, at);
      if (made.kind !== 'tokens') {
        out.push(made.kind);
        return;
      }
      const whole = { start: 0, end: made.tokens.length };
      expect(parseExpr(made.tokens, whole, { edition: 2021 }).errors).toEqual([]);
      out.push(made.tokens.textOf(whole).replaceAll(/\s+/g, ''));
    }
    for (const child of tree.children(at)) walk(child);
  };
  walk(node);
  return out;
}

it('async-stream sends what is yielded, and what fails', () => {
  const main = using(
    'async_stream_impl',
    '0.3.6',
    'async_stream',
    'bang',
    'stream_inner try_stream_inner',
    `fn f() {
    try_stream_inner! { (async_stream) yield 1; let x = a()?.b()?; let c = || d()?; }
    stream_inner! { (async_stream) g().await; } stream_inner! { (async_stream) other!(yield 1); } }`,
  );
  const [tried, plain, inside] = expansions(main);
  expect(tried).toContain('__yield_tx.send(::core::result::Result::Ok(1)).await;letx=(match(matcha(){');
  expect(tried).toContain('__yield_tx.send(::core::result::Result::Err(e.into())).await;return;}}).b(){');
  expect(tried).toContain('letc=||d()?;})}');
  expect(plain).toContain(
    '$crate::__private::AsyncStream::new(__yield_rx,asyncmove{iffalse{__yield_tx.send(()).await;}g().await;})',
  );
  expect(inside).toMatch(/^[a-z-]+$/);
});

it('serde_as becomes what serde understands', () => {
  const main = using(
    'serde_with_macros',
    '3.12.0',
    'serde_with',
    'attr',
    'serde_as skip_serializing_none',
    `
    #[serde_as] struct S { #[serde_as(as = "Vec<_>")] a: Vec<u8>, #[serde_as(as = "Option<X>")] o: Option<u8>, #[serde_as(deserialize_as = "Any")] b: u8, c: u8 }
    #[skip_serializing_none] struct T { a: Option<u8>, b: u8 }`,
  );
  expect(main.opaque()).toEqual([]);
  const structs = main.children(0 as LocalDef).filter((one) => main.kind(one) === DefKind.Struct);
  const text = structs.map((one) => main.tree(one)!.text(main.node(one)).replaceAll(/\s+/g, '')).join('');
  expect(text).toContain('#[serde(with="::serde_with::As::<Vec<::serde_with::Same>>")]a:');
  expect(text).toContain('#[serde(default,with="::serde_with::As::<Option<X>>")]o:');
  expect(text).toContain('#[serde(deserialize_with="::serde_with::As::<Any>::deserialize")]b:');
  expect(text).toContain('{#[serde(skip_serializing_if="Option::is_none")]a:Option<u8>,b:u8}');
});
