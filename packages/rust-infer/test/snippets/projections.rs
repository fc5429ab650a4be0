// Associated types: normalised where an impl is known, else by name; bindings in bounds; generic associated types.
use std::collections::HashMap;

trait Shape { type Unit: Default + Clone; const SIDES: usize; fn area(&self) -> Self::Unit; fn unit() -> Self::Unit { Self::Unit::default() } }
struct Square(f32);
impl Shape for Square { type Unit = f32; const SIDES: usize = 4; fn area(&self) -> f32 { self.0 } }

fn known(s: Square) {
    s.area();
//  ^^^^^^^^ f32
    Square::unit();
//  ^^^^^^^^^^^^^^ f32
    let u: <Square as Shape>::Unit = 1.0;
//                                   ^^^ f32
    let n = Square::SIDES;
//      ^ usize
}

fn open<S: Shape, T>(s: S, t: T) where T: Shape<Unit = u8> {
    let a = s.area();
//      ^ <S as Shape>::Unit
    a.clone();
//  ^^^^^^^^^ <S as Shape>::Unit
//  call: <<S as Shape>::Unit as Clone>::clone
    t.area();
//  ^^^^^^^^ u8
//  call: <T as Shape>::area
    S::Unit::default();
//  call: <<S as Shape>::Unit as Default>::default
}

fn iterators<I: Iterator<Item = (String, u8)>, J>(i: I, j: J) -> Vec<u8> where J: IntoIterator, J::Item: AsRef<str> {
    for name in j {
//      ^^^^ <J as IntoIterator>::Item
        name.as_ref();
//      ^^^^^^^^^^^^^ &str
//      call: <<J as IntoIterator>::Item as AsRef<str>>::as_ref
    }
    i.map(|(name, n)| n + name.len() as u8).collect()
//          ^^^^ String
//                ^ u8
}

fn adaptors(v: Vec<(u8, String)>, m: HashMap<String, Vec<u8>>) {
    let (a, b): (Vec<_>, Vec<_>) = v.iter().cloned().unzip();
//       ^ Vec<u8>
//          ^ Vec<String>
    for (i, (n, s)) in v.iter().enumerate() {}
//       ^ usize
//           ^ &u8
//              ^ &String
    for (key, list) in &m {}
//       ^^^ &String
//            ^^^^ &Vec<u8>
    let z = v.iter().zip(0..).map(|(x, y)| y).last();
//      ^ Option<i32>
    let w = v.windows(2).flat_map(|w| w.iter()).map(|p| p.0).fold(0u64, |a, b| a + b as u64);
//                                 ^ &[(u8, String)]
//                                                   ^ &(u8, String)
//                                                                          ^ u8
//      ^ u64
    let g = m.get("x").into_iter().flatten().copied().max();
//      ^ Option<u8>
    let e = m.values().map(Vec::len).sum::<usize>();
//      ^ usize
    let c: Result<Vec<u8>, std::num::ParseIntError> = "1 2".split(' ').map(str::parse::<u8>).collect();
//                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Result<Vec<u8>, ParseIntError>
    let p = v.iter().partition::<Vec<_>, _>(|x| x.0 > 1);
//      ^ (Vec<&(u8, String)>, Vec<&(u8, String)>)
    let s: String = v.iter().map(|x| x.1.as_str()).collect::<Vec<&str>>().join(",");
//                                   ^^^^^^^^^^^^ &str
}

trait Lend { type Item<'a> where Self: 'a; fn lend<'a>(&'a mut self) -> Option<Self::Item<'a>>; }
struct Windows(Vec<u8>);
impl Lend for Windows { type Item<'a> = &'a mut [u8]; fn lend<'a>(&'a mut self) -> Option<&'a mut [u8]> { Some(&mut self.0) } }
fn lending(mut w: Windows) {
    while let Some(part) = w.lend() {
//                 ^^^^ &mut [u8]
        part[0] = 1;
    }
}
fn lending_generic<L: for<'a> Lend<Item<'a> = &'a u8>>(mut l: L) {
    let x = l.lend();
//      ^ Option<&u8>
}

trait Family { type Of<T>; fn make<T>(t: T) -> Self::Of<T>; }
struct Vecs;
impl Family for Vecs { type Of<T> = Vec<T>; fn make<T>(t: T) -> Vec<T> { vec![t] } }
fn families<F: Family>() {
    Vecs::make(1u8);
//  ^^^^^^^^^^^^^^^ Vec<u8>
    F::make('c');
//  ^^^^^^^^^^^^ <F as Family>::Of<char>
}

trait Super { type Out; }
trait Sub: Super<Out = Self::Mine> { type Mine: Copy; fn out(&self) -> Self::Out; }
fn supertraits<T: Sub<Mine = bool>>(t: T) {
    t.out();
//  ^^^^^^^ bool
}

struct Stack<T>(Vec<T>);
impl<T> IntoIterator for Stack<T> { type Item = T; type IntoIter = std::vec::IntoIter<T>; fn into_iter(self) -> Self::IntoIter { self.0.into_iter() } }
impl<'a, T> IntoIterator for &'a Stack<T> { type Item = &'a T; type IntoIter = std::slice::Iter<'a, T>; fn into_iter(self) -> Self::IntoIter { self.0.iter() } }
fn own_iterators(s: Stack<String>) {
    for x in &s {}
//      ^ &String
    for x in s {}
//      ^ String
}
