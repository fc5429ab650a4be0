// `impl Trait` as parameter, result, in associated types; `dyn Trait` with its supertraits.
use std::fmt::{self, Debug, Display};

fn made() -> impl Iterator<Item = u8> + Clone { 0..3 }
fn nested() -> impl Fn(u8) -> Box<dyn Fn(u8) -> u8> { |a| Box::new(move |b| a + b) }
fn pair() -> (impl Display, impl Debug) { (1u8, "x") }
fn given(x: impl Into<String>, f: &impl Fn() -> u8, it: &mut impl Iterator<Item = char>) {
    let s = x.into();
//      ^ String
    f();
//  ^^^ u8
    it.next();
//  ^^^^^^^^^ Option<char>
}

fn users() {
    let i = made();
    i.clone().map(|x| x).next();
//                 ^ u8
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ Option<u8>
    for x in made() {}
//      ^ u8
    nested()(1)(2);
//  ^^^^^^^^^^^ Box<dyn Fn(u8) -> u8>
//  ^^^^^^^^^^^^^^ u8
    let (a, b) = pair();
//       ^ impl Display
//          ^ impl Debug
    a.to_string();
//  ^^^^^^^^^^^^^ String
    given("a", &|| 1, &mut "b".chars());
//  unsize:
}

trait Animal { fn name(&self) -> String; fn boxed(self: Box<Self>) -> u8 { 0 } fn generic<T>(&self, t: T) -> T where Self: Sized { t } }
trait Loud: Animal + Debug { fn shout(&self) -> String { self.name().to_uppercase() } }
impl dyn Animal + '_ { fn inherent(&self) -> u16 { 0 } }

fn objects(a: &dyn Animal, l: Box<dyn Loud>, d: Box<dyn Animal>, e: &(dyn std::error::Error + Send + Sync)) {
    a.name();
//  ^^^^^^^^ String
//  call: <dyn Animal as Animal>::name
    a.inherent();
//  ^^^^^^^^^^^^ u16
    l.name();
//  call: <dyn Loud as Animal>::name
    l.shout();
//  call: <dyn Loud as Loud>::shout
    d.boxed();
//  ^^^^^^^^^ u8
    e.source();
//  ^^^^^^^^^^ Option<&dyn Error>
    e.to_string();
//  ^^^^^^^^^^^^^ String
    let up: Box<dyn Animal> = l;
//                            ^ Box<dyn Loud>
}

struct W(u8);
impl Display for W { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", self.0) } }
//                                                                                              ^^^^^^ u8
fn conversions(w: W, r: Result<u8, W>) -> Result<(), Box<dyn std::error::Error>> {
    let s = w.to_string();
//      ^ String
//  call: <W as ToString>::to_string
    let t: Box<str> = s.into();
//  call: <String as Into<Box<str>>>::into
    let u = String::from(&*t) + "x";
//      ^ String
//  call: <String as From<&str>>::from, <String as Add<&str>>::add
    let e: Box<dyn std::error::Error> = "x".into();
//  call: <&str as Into<Box<dyn Error>>>::into
    let n: u64 = 1u32.into();
//  call: <u32 as Into<u64>>::into
    let m = u8::try_from(300i32)?;
//      ^ u8
//  call: <u8 as TryFrom<i32>>::try_from, <Result<u8, TryFromIntError> as Try>::branch, FromResidual::from_residual
    Err("bad")?
}

mod traits {
    pub trait Visit { type Out; fn visit(&self) -> impl Iterator<Item = Self::Out>; fn later(&self) -> impl Future<Output = u8> { async { 1 } } }
    impl Visit for Vec<u8> { type Out = u8; fn visit(&self) -> impl Iterator<Item = u8> { self.iter().copied() } }
}
use traits::Visit;
fn in_traits<V: Visit<Out = u16>>(v: V, w: Vec<u8>) {
    v.visit().next();
//  ^^^^^^^^^^^^^^^^ Option<u16>
    w.visit().next();
//  ^^^^^^^^^^^^^^^^ Option<u8>
}
