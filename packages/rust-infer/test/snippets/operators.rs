// Built in on primitives, calls of `core::ops` on all else; what an operator does to its operands.
use std::ops::{Add, AddAssign, Index, IndexMut, Mul, Neg, Not, Range};

#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct V(f32);
impl Add for V { type Output = V; fn add(self, o: V) -> V { V(self.0 + o.0) } }
//                                                            ^^^^^^^^^^^^ f32
impl Add<f32> for V { type Output = f32; fn add(self, o: f32) -> f32 { self.0 + o } }
impl<'a> Add<&'a V> for V { type Output = V; fn add(self, o: &V) -> V { self + *o } }
//                                                                      ^^^^^^^^^ V
impl Mul<V> for f32 { type Output = V; fn mul(self, o: V) -> V { V(self * o.0) } }
impl Neg for V { type Output = V; fn neg(self) -> V { V(-self.0) } }
impl Not for V { type Output = bool; fn not(self) -> bool { self.0 == 0.0 } }
impl AddAssign<f32> for V { fn add_assign(&mut self, o: f32) { self.0 += o } }
impl Index<usize> for V { type Output = f32; fn index(&self, _: usize) -> &f32 { &self.0 } }
impl IndexMut<usize> for V { fn index_mut(&mut self, _: usize) -> &mut f32 { &mut self.0 } }
impl Index<Range<u8>> for V { type Output = str; fn index(&self, _: Range<u8>) -> &str { "" } }

fn overloaded(a: V, mut b: V) {
    a + b;
//  ^^^^^ V
//  call: <V as Add>::add
    a + 1.0;
//  ^^^^^^^ f32
//  call: <V as Add<f32>>::add
    a + &b;
//  ^^^^^^ V
//  call: <V as Add<&V>>::add
    2.0 * a;
//  ^^^^^^^ V
//  call: <f32 as Mul<V>>::mul
    -a;
//  ^^ V
    !a;
//  ^^ bool
//  call: <V as Not>::not
    b += 1.0;
//  ^^^^^^^^ ()
//  call: <V as AddAssign<f32>>::add_assign
    a == b;
//  ^^^^^^ bool
//  call: <V as PartialEq>::eq
    a < b && a != b;
//  call: <V as PartialOrd>::lt, <V as PartialEq>::ne
    a[0];
//  ^^^^ f32
//  call: <V as Index<usize>>::index
    b[1] = 2.0;
//  call: <V as IndexMut<usize>>::index_mut
    b[0] += a[1];
//  call: <V as IndexMut<usize>>::index_mut, <V as Index<usize>>::index
    &a[1..2];
//  ^^^^^^^^ &str
//  call: <V as Index<Range<u8>>>::index
    (-a + b) + 1.0 * 2.0;
//  ^^^^^^^^^^^^^^^^^^^^ f32
}

fn builtin(a: u8, b: &u8, s: &str, p: *const u8, v: &mut Vec<u8>, o: Option<u8>) {
    a + 1;
//  ^^^^^ u8
//  call:
    a + b;
//  ^^^^^ u8
//  call: <u8 as Add<&u8>>::add
    b + b;
//  call: <&u8 as Add>::add
    a == *b && a < 3;
//  call:
    b == &a;
//  call: <&u8 as PartialEq>::eq
    s == "x";
//  call: <&str as PartialEq>::eq
    s[1..].len();
//  ^^^^^^ str
//  call: <str as Index<RangeFrom<usize>>>::index, str::len
    p == p;
//  call:
    v[0] += 1;
//  call: <Vec<u8> as IndexMut<usize>>::index_mut
    v[1..3].reverse();
//  ^^^^^^^ [u8]
//  call: <Vec<u8> as IndexMut<Range<usize>>>::index_mut, <[u8]>::reverse
    o == Some(1) || o > None;
//  call: <Option<u8> as PartialEq>::eq, <Option<u8> as PartialOrd>::gt
    !a & 0xf | 1 << 3;
//  ^^^^^^^^^^^^^^^^^ u8
//  call:
    -(a as i8);
//  ^^^^^^^^^^ i8
    let t = (1, "a") == (1, "a");
//  call: <(i32, &str) as PartialEq>::eq
    v.len() - 1;
//  ^^^^^^^^^^^ usize
    let x = &a + &a;
//      ^ u8
}

fn two_phase(v: &mut Vec<usize>) {
    v.push(v.len());
//  call: Vec::push, Vec::len
    let n = v[v.len() - 1];
//      ^ usize
//  call: <Vec<usize> as Index<usize>>::index, Vec::len
    v[0] = v[1] + v.len();
//  call: <Vec<usize> as IndexMut<usize>>::index_mut, <Vec<usize> as Index<usize>>::index, Vec::len
}

fn generic<T: Add<Output = T> + Copy, U>(t: T, u: U) where U: Mul<T>, for<'a> &'a T: Add<&'a T, Output = u8> {
    t + t;
//  ^^^^^ T
    u * t;
//  ^^^^^ <U as Mul<T>>::Output
    &t + &t;
//  ^^^^^^^ u8
}
fn strings(mut s: String, c: char) {
    s = s + "a" + &c.to_string();
//      ^^^^^^^ String
    s += "b";
//  call: <String as AddAssign<&str>>::add_assign
    s += &s.clone();
//  call: <String as AddAssign<&str>>::add_assign, <String as Deref>::deref, <String as Clone>::clone
    s == "x" || "x" == s || s == *"y";
//  call: <String as PartialEq<&str>>::eq, <&str as PartialEq<String>>::eq, <String as PartialEq<str>>::eq
}
