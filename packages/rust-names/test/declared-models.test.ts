/** The language of model templates, and what users' declarations become. */
import { DefFlag, DefKind, type LocalDef } from '@lazaret/facts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CrateNames,
  checkDeclaration,
  declaredAttribute,
  declaredBang,
  declaredModel,
  type ModelDeclaration,
} from '../src/index.ts';
import { codes, fixture } from './fixture.ts';

const DECLARATION: ModelDeclaration = {
  macroCrate: 'mac',
  derive: 'Tell',
  versions: '>=1.2, <2',
  facade: 'tell',
  attributes: ['tell.skip', 'tell.with', 'tell.names.*', 'tell.bound'],
  template: '',
};

/** Generated text of an item, without spaces. */
function generated(template: string, item: string, more: Partial<ModelDeclaration> = {}): string {
  return writtenText(expanded(template, item, more));
}

function expanded(template: string, item: string, more: Partial<ModelDeclaration> = {}): CrateNames {
  const deriveModels = [declaredModel({ ...DECLARATION, template, ...more })];
  const text = `//- /lib.rs crate:mac kind:proc-macro
    #[proc_macro_derive(Tell, attributes(tell))] pub fn tell(i: X) -> X { i }
    //- /lib.rs crate:tell deps:mac
    pub use mac::Tell; pub trait Say {}
    //- /lib.rs crate:main deps:told=tell
    use told::Tell;
    ${item}`;
  return fixture(text, (name) => (name === 'main' ? { deriveModels } : {})).main;
}

function writtenText(main: CrateNames): string {
  let text = '';
  for (let i = 0; i < main.defCount(); i++) {
    const def = i as LocalDef;
    if ((main.flags(def) & DefFlag.Derived) === 0 || main.kind(def) !== DefKind.Impl) continue;
    const tree = main.tree(def)!;
    expect(tree.errors).toEqual([]);
    text += tree.text(main.node(def)).replaceAll(/\s+/g, '');
  }
  return text;
}

describe('templates', () => {
  it('repeat over variants and fields, with conditions on attributes', () => {
    const text = generated(
      `@{impl("$crate::Say")} { fn say(&self) { match self { @for v in variants { @{v.pattern} => {
        @for f in v.fields { @if f[tell.with] { @{f[tell.with].code}(@{f.var}); } @else if !f[tell.skip] { say(@{f.var}, @{str(f.label)}); } }
      } } } } }`,
      `#[derive(Tell)] enum E<'a, T: Copy> where T: Send {
        A(&'a T, #[tell(skip)] u8), B { #[tell(with = "deep::of::<u8>")] r#in: u8, #[cfg(any())] gone: u8 }, C }`,
    );
    expect(text).toBe(
      "#[automatically_derived]impl<'a,T:Copy>$crate::SayforE<'a,T>whereT:Send{fnsay(&self){matchself{" +
        'E::A{0:_0,1:_1}=>{say(_0,"0");}E::B{r#in:r#in}=>{deep::of::<u8>(r#in);}E::C{}=>{}}}}',
    );
  });

  it('name values and texts, define functions, and search lists', () => {
    const text = generated(
      `@def call(name, f) { self.@{name}(@{f.type}) }
       @let last = variants.last.fields.last;
       @let ty { Vec<@{last.type.arg}> }
       @{impl("")} { fn @{ident("make_", snake(label))}() -> @{ty} { @{call(ident(upper("go")), find(f in fields, f.type.base == "Option"))}
         @if any(f in fields, f[tell.skip]) && !all(f in fields, f.label == "a") { ; one() } @for f in filter(f in fields, f.index != "0") { ; @{f.name} } } }`,
      '#[derive(Tell)] struct HTTPItem { #[tell(skip)] a: u8, b: Option<Vec<u8>> }',
    );
    expect(text).toContain('fnmake_http_item()->Vec<Vec<u8>>{self.GO(Option<Vec<u8>>);one();b}');
  });

  it('hold for versions, and say what they do not model', () => {
    const template = '@if kind == "union" { @reject; } @if item[tell.bound] { @opaque; } @{impl("$crate::Say")} {}';
    const opaque = (item: string, more: Partial<ModelDeclaration> = {}) =>
      expanded(template, item, more).opaque().length;
    expect(opaque('#[derive(Tell)] #[tell(skip)] struct A;')).toBe(0);
    expect(opaque('#[derive(Tell)] #[tell(bound = "x")] struct A;')).toBe(1);
    expect(opaque('#[derive(Tell)] #[tell(names(a, "b", c(d)))] struct A;')).toBe(0);
    expect(opaque('#[derive(Tell)] struct A { #[tell(odd)] a: u8 }')).toBe(1);
    expect(opaque('#[derive(Tell)] union U { a: u8 }')).toBe(1);
    expect(opaque('#[derive(Tell)] struct A;', { versions: '^1.3' })).toBe(1);
    expect(opaque('#[derive(Tell)] struct A;', { versions: '=1.2.3' })).toBe(0);
    expect(opaque('#[derive(Tell)] struct A;', { facade: 'absent' })).toBe(1);
  });

  it('report text where the macro does', () => {
    const main = expanded(
      '@{impl("")} { fn plain() {} @for f in fields { @at f { fn first() {} } @at f.ident { fn name() {} } @at f.type { fn ty() {} } } }',
      '#[derive(Tell)]\nstruct A {\n  /// Docs.\n  #[tell(skip)]\n  pub a: u8\n}',
    );
    const places: string[] = [];
    for (let i = 0; i < main.defCount(); i++) {
      const def = i as LocalDef;
      if (main.kind(def) !== DefKind.Fn) continue;
      const { line, column } = main.span(def);
      places.push(`${main.world.names.text(main.defName(def))} ${line}:${column}`);
    }
    expect(places).toEqual(['plain 2:14', 'first 4:3', 'name 6:7', 'ty 6:10']);
  });

  it.each([
    ['@if x {', 'delimiter without a partner'],
    ['@{x}', 'nothing is called `x`'],
    ['@for f fields {}', 'expected `in`'],
    ['@{fields.colour}', 'there is no property `colour`'],
    ['@{shout(fields)}', 'there is no function `shout`'],
    ['\n\n@wrong', 'there is no directive `@wrong`'],
    ['@{fields fields}', 'unexpected `fields`'],
    ['@let a = fields', 'expected `;`'],
  ])('are checked: %j', (template, message) => {
    const problem = checkDeclaration({ ...DECLARATION, template });
    expect(problem?.message).toContain(message);
    expect(problem?.line).toBe(template.startsWith('\n\n') ? 3 : 1);
  });

  it('end, whatever they say', () => {
    const loop = '@def f(x) { @{f(x)} @{f(x)} } @{f(fields)}';
    expect(expanded(loop, '#[derive(Tell)] struct A;').opaque().length).toBe(1);
    const piece = fc.constantFrom(
      '@',
      '{',
      '}',
      'for',
      'f',
      'in',
      'fields',
      'if',
      'let',
      '=',
      ';',
      '(',
      ')',
      '[',
      ']',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const declaration = { ...DECLARATION, template: pieces.join(' ') };
        if (checkDeclaration(declaration) !== undefined) return;
        expect(codes(expanded(declaration.template, '#[derive(Tell)] struct A(u8);'))).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });
});

describe('attribute and function-like macros', () => {
  const TEXT = `//- /lib.rs crate:mac kind:proc-macro
    #[proc_macro_attribute] pub fn entry(a: X, i: X) -> X { i }
    #[proc_macro] pub fn route(i: X) -> X { i }
    //- /lib.rs crate:app deps:mac
    pub use mac::*;
    //- /lib.rs crate:main deps:my=app
    use my::*;`;
  const made = (kind: 'attribute' | 'macro', template: string, text: string): CrateNames => {
    const declaration: ModelDeclaration = {
      ...{ kind, macroCrate: 'mac', derive: kind === 'attribute' ? 'entry' : 'route', versions: '>=1' },
      ...{ facade: 'app', template },
    };
    expect(checkDeclaration(declaration)).toBeUndefined();
    const models =
      kind === 'attribute'
        ? { attributeModels: [declaredAttribute(declaration)] }
        : { bangModels: [declaredBang(declaration)] };
    return fixture(`${TEXT} ${text}`, (name) => (name === 'main' ? models : {})).main;
  };
  const items = (main: CrateNames): string =>
    main
      .children(0 as LocalDef)
      .map((def) => main.tree(def)!.text(main.node(def)).replaceAll(/\s+/g, ' '))
      .join(' | ');

  it('stand for the item, whole or in parts', () => {
    const wrapped = made(
      'attribute',
      '@{sync_head} { $crate::start(@{label}, @{args}); $crate::run(@{name}, async @{body}) }',
      '#[entry(3 + 4)] #[inline] async fn r#go(n: u8) -> u8 { n } #[entry] struct S;',
    );
    expect(items(wrapped)).toBe(
      '#[inline] fn r#go(n: u8) -> u8 { $crate::start("go", 3 + 4 ); $crate::run( r#go , async { n } ) } | #[entry] struct S;',
    );
    expect(wrapped.opaque().map((one) => one.macro)).toEqual(['#[entry]']);
    const beside = made('attribute', 'fn before() {} @{item} impl @{name} {}', '#[entry] struct S { a: u8 }');
    expect(items(beside)).toBe('fn before() {} | struct S { a: u8 } | impl S {}');
    expect(beside.opaque()).toEqual([]);
    expect(items(made('attribute', '', '#[entry] fn gone() {} fn kept() {}'))).toBe('fn kept() {}');
  });

  it('stand for the call', () => {
    const main = made('macro', 'fn @{0}() { $crate::to(@{1}); all!(@{args}); }', 'route!(a, b + c); route!(d);');
    expect(items(main)).toBe('fn a () { $crate::to( b + c ); all!( a, b + c ); }');
    expect(main.opaque().map((one) => one.macro)).toEqual(['route!']);
  });

  it.each([
    ['attribute', '@{boddy}', 'there is no hole `@{boddy}`'],
    ['attribute', '@{item} @{item}', 'the item is'],
    ['attribute', '@{body} @{head}', 'the item is'],
    ['attribute', '@{item} }', 'brackets do not match'],
    ['macro', '@{item}', 'there is no hole `@{item}`'],
  ] as const)('are refused: %s %s', (kind, template, message) => {
    const problem = checkDeclaration({ ...DECLARATION, kind, template });
    expect(problem?.message).toContain(message);
  });
});
