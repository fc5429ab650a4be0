/** Derives with a model: what they become, and when the opaque record stays. */
import { DefFlag, DefKind, type LocalDef } from '@lazaret/facts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CrateNames, DeriveModel } from '../src/index.ts';
import { codes, defNames, fixture } from './fixture.ts';

const CLAP = `//- /lib.rs crate:clap_derive kind:proc-macro
  #[proc_macro_derive(Parser, attributes(clap, arg, command, group))] pub fn parser(i: X) -> X { i }
  #[proc_macro_derive(Args)] pub fn args(i: X) -> X { i }
  #[proc_macro_derive(Subcommand)] pub fn subcommand(i: X) -> X { i }
  #[proc_macro_derive(ValueEnum)] pub fn value_enum(i: X) -> X { i }
  //- /lib.rs crate:clap deps:clap_derive
  pub use clap_derive::{Args, Parser, Subcommand, ValueEnum};
  pub trait FromArgMatches {} pub trait Args {} pub trait Subcommand {} pub trait Parser {} pub trait CommandFactory {} pub trait ValueEnum {}
  pub struct Command;
  //- /lib.rs crate:main deps:cli=clap`;

/** A fixture whose crates have the versions given by name. */
function versioned(text: string, versions: Readonly<Record<string, string>>): CrateNames {
  return fixture(text, (name) => ({ package: { name, version: versions[name] ?? '1.2.3' } })).main;
}

const withClap = (text: string, version = '4.5.13') =>
  versioned(`${CLAP}\n use cli::{Args, Parser, Subcommand, ValueEnum};\n${text}`, { clap_derive: version });

function impls(main: CrateNames): string[] {
  return main
    .traitImpls()
    .map(({ trait }) => (trait === undefined ? '?' : main.world.names.text(main.world.name(trait))));
}

/** All generated text, without spaces; every body parses. */
function written(main: CrateNames): string {
  let text = '';
  for (let i = 0; i < main.defCount(); i++) {
    const def = i as LocalDef;
    if ((main.flags(def) & DefFlag.Derived) === 0) continue;
    const tree = main.tree(def);
    if (tree === undefined) continue;
    expect(tree.errors).toEqual([]);
    const body = main.bodySource(def);
    if (body !== undefined) expect(body.tree.errors, body.tree.text(body.node)).toEqual([]);
    if (main.kind(def) === DefKind.Impl) text += tree.text(main.node(def)).replaceAll(/\s+/g, '');
  }
  return text;
}

describe('models of clap 4', () => {
  it('make the impls of a parser, under any alias, at the place of the derive', () => {
    const main = withClap(`
      /// About.
      #[derive(Parser)] #[command(version, max_term_width(100), after_help = HELP)]
      struct Cli<'a, T: Copy> where T: Send {
        /// A file.
        files: Vec<Option<PathBuf>>,
        #[arg(short, long = "up", value_parser = parse_level, default_value_t = level() + 1)] level: u8,
        maybe: Option<Vec<String>>,
        #[command(flatten)] more: More<T>,
        #[command(subcommand)] sub: Option<Sub>,
        #[arg(skip = vec![1])] skipped: &'a [u8],
      }`);
    expect(codes(main)).toEqual([]);
    expect(main.opaque()).toEqual([]);
    expect(impls(main)).toEqual(['Parser', 'CommandFactory', 'FromArgMatches', 'Args']);
    const text = written(main);
    expect(text).toContain("impl<'a,T:Copy>$crate::ParserforCli<'a,T>whereT:Send");
    expect(text).toContain('.value_parser($crate::value_parser!(Option<PathBuf>))');
    expect(text).toContain('.value_parser((parse_level))');
    expect(text).toContain('letval:u8=(level()+1);::std::string::ToString::to_string(&val)');
    expect(text).toContain('remove_many::<String>("maybe")');
    expect(text).toContain('more:<More<T>as$crate::FromArgMatches>::from_arg_matches_mut(');
    expect(text).toContain('<Subas$crate::Subcommand>::has_subcommand');
    expect(text).toContain('skipped:(vec![1]).into()');
    expect(text).toContain('.max_term_width(100).after_help((HELP))');
    expect(text).toContain('.help("")');
  });

  it('make subcommands and values of enums', () => {
    const main = withClap(`
      #[derive(Subcommand)] enum Cmd { Unit, One(Inner), Named { a: bool }, #[command(flatten)] Flat(Other),
        #[command(external_subcommand)] Ext(Vec<OsString>), #[command(skip)] Gone }
      #[derive(ValueEnum)] enum Level { #[value(name = "lo", help = text())] Low, #[value(skip)] Odd(u8) }
      #[derive(Args)] struct Nothing;`);
    expect(main.opaque()).toEqual([]);
    expect(impls(main)).toEqual(['FromArgMatches', 'Subcommand', 'ValueEnum', 'FromArgMatches', 'Args']);
    const text = written(main);
    expect(text).toContain('<Otheras$crate::Subcommand>::augment_subcommands(');
    expect(text).toContain('<Inneras$crate::Args>::augment_args(');
    expect(text).toContain('remove_many::<OsString>("")');
    expect(text).toContain('PossibleValue::new(("lo")).help((text()))');
    expect(text).toContain('&[Self::Low]');
  });

  it('leave the opaque record where an attribute is not understood', () => {
    const main = withClap(`
      #[derive(Parser)] struct A { #[arg(odd)] a: u8 }
      #[derive(Parser)] struct B { #[arg(default_values_t = [1])] b: Vec<u8> }
      #[derive(Parser)] struct Tuple(u8);
      #[derive(Parser)] union U { a: u8 }`);
    expect(main.opaque().map((one) => main.world.names.text(main.world.name(one.owner)))).toEqual([
      'A',
      'B',
      'Tuple',
      'U',
    ]);
    expect(impls(main).length).toBe(8);
  });

  it('keep default values as the version of the macro does', () => {
    const item = '#[derive(Parser)] struct A { #[arg(default_value_t = 3)] a: u8 }';
    expect(written(withClap(item))).toContain('OnceLock::new()');
    expect(written(withClap(item, '4.3.2'))).toContain('$crate::__derive_refs::once_cell::sync::Lazy::new(||');
  });

  it('hold only for the macro crate and the versions they were made for, with the facade at hand', () => {
    const item = '#[derive(Parser)] struct A { a: u8 }';
    expect(withClap(item, '5.0.0').opaque().length).toBe(1);
    const other = CLAP.replaceAll('clap_derive', 'other_derive');
    expect(versioned(`${other}\n use cli::Parser; ${item}`, { other_derive: '4.0.0' }).opaque().length).toBe(1);
    const direct = `${CLAP.replace('deps:cli=clap', 'deps:clap_derive')}\n use clap_derive::Parser; ${item}`;
    expect(versioned(direct, { clap_derive: '4.0.0' }).opaque().length).toBe(1);
  });

  it('survive any attribute', () => {
    const piece = fc.constantFrom(
      'long',
      '=',
      '(',
      ')',
      ',',
      '"a::b"',
      'skip',
      'flatten',
      '[',
      ']',
      '{',
      '}',
      '>>',
      "'__9",
      '$crate',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const some = pieces.join(' ');
        const text = `#[derive(Parser)] #[command(${some})] struct A { #[arg(${some})] a: u8 }`;
        expect(withClap(text).defCount()).toBe(withClap(text).defCount());
      }),
      { numRuns: 100 },
    );
  });
});

describe("models of clap 3's beta", () => {
  const BETA = `//- /lib.rs crate:clap_derive kind:proc-macro
    #[proc_macro_derive(Clap)] pub fn clap(i: X) -> X { i }
    #[proc_macro_derive(ArgEnum)] pub fn arg_enum(i: X) -> X { i }
    //- /lib.rs crate:clap deps:clap_derive
    pub use clap_derive::{ArgEnum, Clap};
    pub trait FromArgMatches {} pub trait Subcommand {} pub trait Clap {} pub trait IntoApp {} pub trait ArgEnum {}
    //- /lib.rs crate:main deps:clap
    use clap::{ArgEnum, Clap};`;

  it('make the impls of programs and values', () => {
    const main = versioned(
      `${BETA}
      #[derive(Clap)] #[clap(about, global_setting(Setting::A))] enum App { Add(Add), Named { on: bool }, None }
      #[derive(Clap)] struct Add { path: PathBuf, #[clap(arg_enum, long)] kind: Option<Kind>, #[clap(flatten)] more: More }
      #[derive(ArgEnum)] enum Kind { One, Two }`,
      { clap_derive: '3.0.0-beta.2' },
    );
    expect(main.opaque()).toEqual([]);
    expect(impls(main).join(' ')).toBe('Clap IntoApp FromArgMatches Subcommand Clap IntoApp FromArgMatches ArgEnum');
    const text = written(main);
    expect(text).toContain('<Addas$crate::FromArgMatches>::from_arg_matches(matches)');
    expect(text).toContain('<Kindas$crate::ArgEnum>::from_str(s,false)');
    expect(text).toContain('more:<Moreas$crate::FromArgMatches>::from_arg_matches(matches)');
    expect(text).toContain('.global_setting(Setting::A)');
  });

  it('leave what they do not parse opaque', () => {
    const text = `${BETA} #[derive(Clap)] struct A { #[clap(parse(from_os_str))] a: u8 }`;
    expect(versioned(text, { clap_derive: '3.0.0-beta.2' }).opaque().length).toBe(1);
  });
});

describe('models of serde', () => {
  const SERDE = `//- /lib.rs crate:serde_derive kind:proc-macro
    #[proc_macro_derive(Serialize, attributes(serde))] pub fn ser(i: X) -> X { i }
    #[proc_macro_derive(Deserialize, attributes(serde))] pub fn de(i: X) -> X { i }
    //- /lib.rs crate:serde deps:serde_derive
    pub use serde_derive::{Deserialize, Serialize};
    pub trait Serialize {} pub trait Deserialize<'de> {}
    pub mod de { pub trait Visitor<'de> {} } pub mod ser {}
    //- /lib.rs crate:main deps:serde
    use serde::{Deserialize, Serialize};`;
  const withSerde = (text: string) => versioned(`${SERDE}\n${text}`, { serde_derive: '1.0.228' });

  it('reach the impls of all field types, and the functions that attributes name', () => {
    const main = withSerde(`
      #[derive(Serialize, Deserialize)] #[serde(rename_all = "camelCase", default)]
      struct S<'a, T: Copy> where T: Send {
        name: &'a str, #[serde(default = "made", skip_serializing_if = "Option::is_none")] opt: Option<Vec<T>>,
        #[serde(with = "hex::text")] raw: Vec<u8>, #[serde(skip)] gone: u8,
      }
      #[derive(Serialize, Deserialize)] enum E { Unit, New(Inner), Pair(u8, Other), Named { x: Deep } }
      #[derive(Serialize, Deserialize)] struct New(#[serde(deserialize_with = "read", serialize_with = "write")] u8);
      #[derive(Serialize, Deserialize)] struct Unit;
      #[derive(Serialize, Deserialize)] struct Pair(A, B);`);
    expect(main.opaque()).toEqual([]);
    expect(impls(main).filter((one) => one === 'Serialize' || one === '?').length).toBeGreaterThanOrEqual(5);
    expect(impls(main)).not.toContain('?');
    const text = written(main);
    expect(text).toContain('serialize_field(&mut__serde_state,"name",&self.name)');
    expect(text).toContain('if!Option::is_none(&self.opt)');
    expect(text).toContain('hex::text::serialize(self.values.0,__s)');
    expect(text).toContain('value:hex::text::deserialize(__deserializer)?');
    expect(text).toContain('next_value::<Option<Vec<T>>>(&mut__map)?');
    expect(text).toContain('$crate::__private228::de::missing_field');
    expect(text).toContain('None=>made()');
    expect(text).toContain('next_element::<Other>');
    expect(text).toContain('newtype_variant::<Inner>(__variant)?');
    expect(text).toContain('next_value::<Deep>');
    expect(text).toContain('read(__e)?');
    expect(text).toContain("impl<'de,'a,T:Copy>$crate::Deserialize<'de>forS<'a,T>whereT:Send");
  });

  it('reach the same through other representations', () => {
    const main = withSerde(`
      #[derive(Serialize, Deserialize)] #[serde(tag = "t")] enum Internal { Unit, New(Inner), Named { a: Deep } }
      #[derive(Serialize, Deserialize)] #[serde(tag = "t", content = "c")] enum Adjacent<T: Copy> { Unit, Pair(u8, T) }
      #[derive(Serialize, Deserialize)] #[serde(untagged)] enum Untagged { Unit, New(Inner), Pair(u8, Other) }
      #[derive(Serialize, Deserialize)] struct Flat { a: u8, #[serde(flatten)] rest: HashMap<K, V> }
      #[derive(Serialize, Deserialize)] #[serde(from = "Shadow<T>", into = "Shadow<T>")] struct Via<T>(T);
      #[derive(Deserialize)] #[serde(try_from = "String")] struct Try(u8);
      #[derive(Serialize, Deserialize)] #[serde(transparent)] struct Only { #[serde(skip)] n: u8, v: Vec<u8> }
      #[derive(Serialize, Deserialize)] #[serde(remote = "far::Dur")] struct Dur { #[serde(getter = "far::Dur::n")] n: u32 }
      #[derive(Deserialize)] enum Other2 { A, #[serde(other)] Rest }`);
    expect(main.opaque()).toEqual([]);
    const text = written(main);
    expect(text).toContain('serialize_tagged_newtype(__serializer,"","","","New",__field0)');
    expect(text).toContain('TaggedContentVisitor::<__Field>::new("","")');
    expect(text).toContain("struct__AdjacentlyTagged<'ser,T:Copy>{data:(&'seru8,&'serT,)");
    expect(text).toContain('next_element::<T>(&mut__seq)?');
    expect(text).toContain('ContentRefDeserializer::<__D::Error>::new(&__content)');
    expect(text).toContain('FlatMapSerializer(&mut__serde_state)');
    expect(text).toContain('let__field1:HashMap<K,V>=$crate::de::Deserialize::deserialize(');
    expect(text).toContain('::core::convert::Into::<Shadow<T>>::into(::core::clone::Clone::clone(self))');
    expect(text).toContain(
      '<Stringas$crate::Deserialize>::deserialize(__deserializer),|v|::core::convert::TryFrom::try_from(v)',
    );
    expect(text).toContain('<Vec<u8>as$crate::Deserialize>::deserialize(__deserializer),|__transparent|Only{n:');
    expect(text).toContain('constrain::<u32>(&far::Dur::n(__self))');
    expect(text).toContain('pubfndeserialize<__D>(__deserializer:__D)->::core::result::Result<far::Dur,');
    expect(text).toContain('_=>::core::result::Result::Ok(__Field::__field1)');
  });

  it('leave what they do not know opaque', () => {
    for (const attr of ['odd = "t"', 'remote = 1', 'default = 1', '"odd"', '']) {
      const main = withSerde(`#[derive(Deserialize)] #[serde(${attr})] enum A { B }`);
      expect([attr, main.opaque().length]).toEqual([attr, attr === '' ? 0 : 1]);
    }
    expect(withSerde('#[derive(Serialize)] struct A { #[serde(odd)] a: B }').opaque().length).toBe(1);
  });
});

describe('models of the user', () => {
  it('come before those of the package', () => {
    const deriveModels: DeriveModel[] = [
      {
        krate: 'clap_derive',
        derive: 'Parser',
        versions: /^1\./,
        facade: 'clap',
        helpers: ['clap'],
        expand: (item) => ({ text: `fn made_for_${item.label}() -> $crate::Command { loop {} }`, complete: true }),
      },
    ];
    const text = `${CLAP}\n #[derive(cli::Parser)] struct A;`;
    const { main } = fixture(text, (name) => (name === 'main' ? { deriveModels } : {}));
    expect(defNames(main, DefKind.Fn)).toEqual(['made_for_A']);
    expect(main.opaque()).toEqual([]);
  });
});

const STRUCTOPT = `//- /lib.rs crate:structopt_derive kind:proc-macro
  #[proc_macro_derive(StructOpt, attributes(structopt))] pub fn structopt(i: X) -> X { i }
  //- /lib.rs crate:structopt deps:structopt_derive
  pub use structopt_derive::StructOpt; pub trait StructOpt {} pub trait StructOptInternal {} pub mod clap { pub struct App; }
  //- /lib.rs crate:main deps:structopt
  use structopt::StructOpt;`;
const withStructOpt = (text: string, version = '0.4.18') =>
  versioned(`${STRUCTOPT}\n${text}`, { structopt_derive: version });

describe('the model of structopt', () => {
  it('makes arguments of fields and reads them as their parsers say', () => {
    const main = withStructOpt(`
      /// About.
      ///
      /// At length.
      #[derive(StructOpt)] #[structopt(name = "tool", setting(Setting::A))]
      struct Cli {
        /// A file.
        #[structopt(short, long = "in", parse(from_os_str))] input: Vec<PathBuf>,
        #[structopt(parse(from_occurrences))] verbose: u8,
        #[structopt(parse(try_from_str = parse_level), default_value = "1")] level: u8,
        #[structopt(long, default_value)] times: u32,
        flag: bool, name: Option<String>,
        #[structopt(flatten)] more: More, #[structopt(skip)] skipped: u8, #[structopt(subcommand)] sub: Option<Sub>,
      }`);
    expect(codes(main)).toEqual([]);
    expect(main.opaque()).toEqual([]);
    expect(impls(main)).toEqual(['StructOpt', 'StructOptInternal']);
    const text = written(main);
    expect(text).toContain('$crate::clap::App::new(("tool"))');
    expect(text).toContain('.about("").long_about("").setting(Setting::A)');
    expect(text).toContain('.takes_value(true).multiple(true).help("").short("x").long(("in"))');
    expect(text).toContain(
      'values_of_os("input").map_or_else(::std::vec::Vec::new,|v|v.map(::std::convert::From::from)',
    );
    expect(text).toContain('(|v|vas_)(matches.occurrences_of("verbose"))');
    expect(text).toContain('parse_level(s.as_str()).map(|_:u8|())');
    expect(text).toContain('letval:u32=::std::default::Default::default()');
    expect(text).toContain('flag:matches.is_present("flag")');
    expect(text).toContain('<Subas$crate::StructOptInternal>::from_subcommand(matches.subcommand())');
    expect(text).toContain('more:$crate::StructOpt::from_clap(matches)');
  });

  it('makes subcommands of variants', () => {
    const main = withStructOpt(`
      #[derive(StructOpt)] enum Cmd { Unit, One(Inner), Named { #[structopt(short = "a")] a: bool },
        #[structopt(flatten)] Flat(Other), #[structopt(external_subcommand)] Ext(Vec<OsString>) }`);
    expect(main.opaque()).toEqual([]);
    const text = written(main);
    expect(text).toContain('<Otheras$crate::StructOptInternal>::from_subcommand(other)');
    expect(text).toContain('One(<Inneras$crate::StructOpt>::from_clap(matches))');
    expect(text).toContain('.values_of_os("")');
  });

  it('leaves the opaque record for other versions and for what it does not understand', () => {
    expect(withStructOpt('#[derive(StructOpt)] struct A { a: u8 }', '0.2.18').opaque().length).toBe(1);
    expect(withStructOpt('#[derive(StructOpt)] struct A { #[structopt(parse(odd))] a: u8 }').opaque().length).toBe(1);
    expect(withStructOpt('#[derive(StructOpt)] struct A(u8);').opaque().length).toBe(1);
  });
});
