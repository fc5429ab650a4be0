/**
 * Random Rust: right by the grammar for the most part, of all editions and with what nightly compilers accept behind a `cfg`.
 * Names repeat, so that resolution and inference have something to find; a budget of nodes ends it.
 */
import type { Random } from './random.ts';

const NAMES = ['a', 'b', 'f', 'g', 'x', 'y', 'self', 'r#type', 'gen', 'é', 'm', 'new', 'next', 'into', 'len', 'clone'];
const TYPES = [
  'S',
  'E',
  'T',
  'U',
  'u8',
  'i32',
  'usize',
  'bool',
  'str',
  'Self',
  'Vec<u8>',
  'String',
  'Option<S>',
  'Box<T>',
];
const LIFETIMES = ["'a", "'b", "'static", "'_", "'r#try"];
const LITERALS = [
  '0',
  '1u8',
  '0x_fF',
  '1e3',
  '1.',
  "'c'",
  "'\\u{1f600}'",
  'b"\\xff"',
  'c"n"',
  'r#"q"#',
  '"{x:?} {}"',
  'true',
  '1_f32',
  '""',
];
const BINARY = ['+', '-', '*', '<<', '>>', '&&', '||', '==', '<', '>=', '=', '+=', '..', '..=', '^', '|', '&', '%'];

/** Something that the names mean, so that bodies have methods to find and types to infer. */
const PRELUDE = `
#[derive(Clone, Debug, Default, PartialEq)] pub struct S { a: u8, b: Option<Box<S>>, x: Vec<S>, y: String }
pub enum E { V0, V1(S), V2 { a: u8 }, V3(E2) } pub type E2 = Option<u8>;
pub trait Tr { type Item; const N: usize = 1; fn f(&self, x: S) -> Self::Item; fn g(self) -> u8 where Self: Sized { Self::N as u8 } }
impl Tr for S { type Item = S; fn f(&self, x: S) -> S { x.clone() } }
impl<T: Tr> Tr for Vec<T> { type Item = Option<T::Item>; fn f(&self, x: S) -> Self::Item { self.iter().map(|y| y.f(x.clone())).next() } }
impl Iterator for S { type Item = u8; fn next(&mut self) -> Option<u8> { self.b.as_mut()?.next() } }
impl std::ops::Deref for E { type Target = S; fn deref(&self) -> &S { match self { E::V1(x) => x, _ => loop {} } } }
impl From<E> for S { fn from(x: E) -> S { (*x).clone() } }
pub fn f(x: impl Into<S>) -> Result<S, E> { Ok(x.into()) }
pub fn g<T: Tr>(x: &T, y: &dyn Fn(T::Item) -> u8) -> u8 { y(x.f(S::default())) }
`;

export class Grammar {
  readonly #random: Random;
  #budget: number;

  constructor(random: Random, budget: number) {
    this.#random = random;
    this.#budget = budget;
  }

  /** Items of a file. */
  file(): string {
    const parts: string[] = [];
    if (!this.#random.oneIn(4)) parts.push(PRELUDE);
    if (this.#random.oneIn(6)) parts.push('#![feature(rustc_attrs)]');
    while (this.#budget > 0) parts.push(this.item());
    return parts.join('\n');
  }

  #one(...ways: readonly (() => string)[]): string {
    this.#budget--;
    return this.#random.pick(ways)();
  }

  #many(end: number, make: () => string, between = ', '): string {
    const count = this.#budget > 0 ? this.#random.below(end) : 0;
    return Array.from({ length: count }, make).join(between);
  }

  #maybe(text: string, n = 3): string {
    return this.#random.oneIn(n) ? text : '';
  }

  name(): string {
    return this.#random.pick(NAMES);
  }

  item(): string {
    const { name, type, block } = this.#makers;
    const attr = this.#maybe(
      this.#random.pick(['#[derive(Clone)] ', '#[cfg(all())] ', '#[inline] ', '#[cfg_attr(any(), x)] ']),
      5,
    );
    const body = (): string => (this.#budget > 0 ? block() : '{}');
    return (
      attr +
      this.#maybe(this.#random.pick(['pub ', 'pub(crate) ', 'pub(in crate::m) ']), 4) +
      this.#one(
        () => `${this.#fnHead()} ${body()}`,
        () => `struct S${this.generics()} { ${this.#many(4, () => `${name()}: ${type()}`)} }`,
        () => `struct T<X>(${this.#many(3, type)});`,
        () => `enum E { ${this.#many(4, () => `V${this.#random.below(4)}${this.#maybe(`(${type()})`)}`)} }`,
        () =>
          `impl${this.generics()} ${this.#maybe(`${this.#random.pick(['Clone', 'Tr', 'Iterator', '!Send', 'From<S>', 'Drop'])} for `, 2)}${type()} { ${this.#many(3, () => this.#assoc(), ' ')} }`,
        () =>
          `${this.#maybe('unsafe ')}trait Tr${this.generics()}: ${this.bounds()} { ${this.#many(3, () => this.#assoc(), ' ')} }`,
        () => `mod ${name()} { ${this.#many(3, () => this.item(), ' ')} }`,
        () =>
          `use ${this.#random.pick(['crate', 'self', 'super', 'std', 'm'])}::${this.#random.pick(['*', '{self, a as b}', 'S', 'm::f', '{a::{b, *}}'])};`,
        () => `const ${name()}: ${type()} = ${this.expr()};`,
        () => `static mut X: ${type()} = ${this.expr()};`,
        () => `type A${this.generics()} = ${type()};`,
        () => this.macroRules(),
        () => `m!${this.#random.pick([`(${this.expr()});`, `{ ${this.expr()} }`, `[${type()}];`])}`,
        () => `unsafe extern "C" { safe fn ${name()}(x: ${type()}); static X: ${type()}; }`,
        () => `macro m2($x:expr) { $x }`,
        () => `auto trait Au {} trait Al = ${this.bounds()}; impl const Tr for ${type()} {}`,
        () => `union Un { a: ${type()}, b: ${type()} }`,
      )
    );
  }

  readonly #makers = {
    name: (): string => this.name(),
    type: (): string => this.type(),
    block: (): string => this.block(),
  };

  #fnHead(): string {
    const head = this.#random.pick([
      'fn',
      'async fn',
      'const fn',
      'unsafe fn',
      'extern "C" fn',
      'gen fn',
      'default fn',
    ]);
    const params = this.#many(3, () => `${this.pat()}: ${this.type()}`);
    const where = this.#maybe(` where ${this.type()}: ${this.bounds()}`);
    return `${head} ${this.name()}${this.generics()}(${this.#maybe('&self, ')}${params})${this.#maybe(` -> ${this.type()}`, 2)}${where}`;
  }

  #assoc(): string {
    return this.#one(
      () => `${this.#fnHead()} ${this.#random.oneIn(3) ? ';' : this.block()}`,
      () => `type Item = ${this.type()};`,
      () => `const N: usize = ${this.expr()};`,
      () => `type G<'a>: ${this.bounds()} where Self: 'a;`,
      () => `m!(${this.name()});`,
    );
  }

  generics(): string {
    return this.#maybe(
      this.#random.pick([
        '<T>',
        "<'a, T: 'a>",
        '<const N: usize>',
        '<T: ?Sized + Tr>',
        "<U: for<'b> Fn(&'b U) -> U>",
        '<T = S>',
      ]),
      2,
    );
  }

  bounds(): string {
    return this.#random.pick([
      'Clone',
      'Tr + Copy',
      "'static",
      'Iterator<Item = u8>',
      '?Sized',
      '[const] Tr',
      '~const Tr',
      'async Fn(S) -> u8',
      'Tr<f(..): Send>',
      "use<'a, T>",
      'for<> Fn()',
    ]);
  }

  type(): string {
    if (this.#budget <= 0) return this.#random.pick(TYPES);
    return this.#one(
      () => this.#random.pick(TYPES),
      () => `&${this.#maybe(`${this.#random.pick(LIFETIMES)} `)}${this.#maybe('mut ')}${this.type()}`,
      () => `[${this.type()}; ${this.expr()}]`,
      () => `(${this.#many(3, this.#makers.type)})`,
      () => `impl ${this.bounds()}`,
      () => `dyn ${this.bounds()}`,
      () => `fn(${this.#many(3, this.#makers.type)}) -> ${this.type()}`,
      () => `<${this.type()} as Tr>::Item`,
      () => `*const ${this.type()}`,
      () => `Option<${this.type()}>`,
      () => `unsafe<'a> ${this.type()}`,
      () => this.#random.pick(['!', '_', 'm!(x)', 'dyn* Tr', '[u8]', '&pin mut S']),
    );
  }

  pat(): string {
    if (this.#budget <= 0) return this.name();
    return this.#one(
      () => this.name(),
      () => `ref mut ${this.name()}`,
      () => `&${this.pat()}`,
      () => `(${this.#many(3, () => this.pat())})`,
      () => `Some(${this.pat()})`,
      () => `S { ${this.name()}: ${this.pat()}, .. }`,
      () => `${this.pat()} | ${this.pat()}`,
      () => `[${this.pat()}, .., x @ ${this.pat()}]`,
      () =>
        this.#random.pick([
          '_',
          '1..=2',
          '3..',
          '..=4',
          '..5',
          '-1',
          'E::V1',
          '!',
          'box _',
          'const { 1 }',
          'm!()',
          '"s"',
          '1...2',
        ]),
    );
  }

  block(): string {
    const statements = this.#many(5, () => this.statement(), ' ');
    return `{ ${statements} ${this.#random.oneIn(2) ? this.expr() : ''} }`;
  }

  statement(): string {
    return this.#one(
      () => `let ${this.pat()}${this.#maybe(`: ${this.type()}`)} = ${this.expr()};`,
      () => `let ${this.pat()} = ${this.expr()} else { return };`,
      () => `super let x = ${this.expr()};`,
      () => `${this.expr()};`,
      () => this.item(),
      () => `m!{${this.expr()}}`,
      () => `println!("{x} {}", ${this.expr()});`,
      () => ';',
    );
  }

  expr(): string {
    if (this.#budget <= 0) return this.#random.oneIn(2) ? this.name() : this.#random.pick(LITERALS);
    const expr = (): string => this.expr();
    const { name, block, type } = this.#makers;
    return this.#one(
      () => this.#random.pick(LITERALS),
      name,
      () => `${expr()} ${this.#random.pick(BINARY)} ${expr()}`,
      () => `${expr()}.${name()}(${this.#many(3, expr)})`,
      () => `${expr()}.${this.#random.pick(['0', 'a', '0.1', 'await', 'collect::<Vec<_>>()', 'map(|x| x)'])}`,
      () => `${name()}(${this.#many(3, expr)})`,
      () => `S { ${name()}, a: ${expr()}, ..${expr()} }`,
      () => `${this.#random.pick(['', 'move ', 'async ', 'static ', 'for<> '])}|${this.pat()}| ${expr()}`,
      () => `if ${this.#maybe(`let ${this.pat()} = `)}${expr()} ${block()} else ${block()}`,
      () => `if let ${this.pat()} = ${name()} && ${expr()} ${block()}`,
      () => `match ${name()} { ${this.#many(4, () => `${this.pat()}${this.#maybe(` if ${expr()}`)} => ${expr()}`)} }`,
      () =>
        `${this.#random.pick(["'a: loop ", 'unsafe ', 'async move ', 'const ', 'try ', 'gen ', "'a: ", 'while x ', 'for x in y '])}${block()}`,
      () =>
        `${this.#random.pick(['&', '&mut ', '*', '-', '!', '&raw const ', 'return ', 'break ', 'do yeet ', 'become ', 'yield '])}${expr()}`,
      () => `(${expr()} as ${type()})`,
      () => `<${type()}>::${name()}(${expr()})`,
      () => `m!(${expr()}, ${name()})`,
      () =>
        this.#random.pick([
          'vec![x; 3]',
          'format!("{}", x)',
          'matches!(x, Some(_))',
          'concat!("a", 1)',
          'builtin # offset_of(S, a)',
          '#[a] x',
          'assert_eq!(x, y)',
        ]),
      () => `${expr()}?`,
      () => `[${this.#many(3, expr)}]`,
      () => `x[${expr()}..]`,
    );
  }

  macroRules(): string {
    const fragment = (): string =>
      this.#random.pick([
        'expr',
        'ty',
        'tt',
        'ident',
        'pat',
        'block',
        'item',
        'literal',
        'path',
        'stmt',
        'vis',
        'lifetime',
        'meta',
      ]);
    const matcher = this.#random.pick([
      `($x:${fragment()})`,
      `($($x:${fragment()}),* $(,)?)`,
      `($x:${fragment()}, $y:${fragment()})`,
      '($($x:tt)*)',
      `($a:ident $($b:${fragment()};)+)`,
      '()',
      '($($($x:tt),*);*)',
    ]);
    const body = this.#random.pick([
      '$x',
      '$($x)*',
      'm!($($x)* $($x)*)',
      'fn f() { $x }',
      '$crate::m!($x)',
      'macro_rules! n { ($$x:tt) => { $$x } }',
      '$($x + )* 0',
      '[$($($x),*);*]',
      '$' + '{count($x)}',
      this.expr(),
    ]);
    return `macro_rules! m { ${matcher} => { ${body} }; ($($t:tt)*) => { ${this.expr()} } }`;
  }
}
