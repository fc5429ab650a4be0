// Where a type is wanted, values become it: reborrowing, unsizing, fn pointers, `!`.
use std::fmt::Debug;
use std::rc::Rc;

struct S;
trait Tr { fn go(&self) {} }
impl Tr for S {}
impl Tr for u8 {}

fn takes_str(_: &str) {}
fn takes_slice(_: &[u8]) {}
fn takes_dyn(_: &dyn Tr) {}
fn takes_ptr(_: *const u8) {}
fn takes_fn(_: fn(u8) -> u8) {}
fn double(x: u8) -> u8 { x * 2 }

fn arguments(s: String, v: Vec<u8>, mut n: u8, a: [u8; 4], b: Box<String>) {
    takes_str(&s);
//            ^^ &String
//  call: takes_str, <String as Deref>::deref
    takes_str(&b);
//  call: takes_str, <String as Deref>::deref
    takes_slice(&v);
//  call: takes_slice, <Vec<u8> as Deref>::deref
    takes_slice(&a);
//              ^^ &[u8; 4]
//  call: takes_slice
    takes_dyn(&S);
//  unsize: S -> dyn Tr
    takes_dyn(&n);
//  unsize: u8 -> dyn Tr
    takes_ptr(&n);
//  call: takes_ptr
    takes_ptr(&mut n);
//            ^^^^^^ &mut u8
    takes_fn(double);
//           ^^^^^^ fn {double}
//  call: takes_fn, &double
    takes_fn(|x| x + 1);
//            ^ u8
}

fn bindings(flag: bool) {
    let boxed: Box<dyn Tr> = Box::new(S);
//                           ^^^^^^^^^^^ Box<S>
//  unsize: S -> dyn Tr
//  call: Box<S>::new
    boxed.go();
//  call: <dyn Tr as Tr>::go
    let rc: Rc<[u8]> = Rc::new([1, 2, 3]);
//                             ^^^^^^^^^ [u8; 3]
    let either: &dyn Debug = if flag { &1u8 } else { &"x" };
//                                     ^^^^ &u8
//  unsize: u8 -> dyn Debug, &str -> dyn Debug
    let pointers = [double, |x: u8| x];
//                 ^^^^^^^^^^^^^^^^^^^ [fn(u8) -> u8; 2]
    let chosen = if flag { double } else { double };
//      ^^^^^^ fn {double}
    let tuple: (Box<dyn Tr>, &[u8]) = (Box::new(1), &[1, 2]);
//                                     ^^^^^^^^^^^ Box<u8>
//                                                   ^^^^^^ [u8; 2]
    let maybe: Option<Box<dyn Tr>> = Some(Box::new(S));
//                                        ^^^^^^^^^^^ Box<S>
//                                   ^^^^^^^^^^^^^^^^^ Option<Box<dyn Tr>>
}

fn never(x: Option<u8>) -> u8 {
    let n = match x { Some(n) => n, None => return 0 };
//      ^ u8
//                                          ^^^^^^^^ !
    let m = loop { break n };
//      ^ u8
    let unit = if m > 1 { panic!() };
//      ^^^^ ()
    if n == 1 { unreachable!() } else { m }
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ u8
}

fn reborrows(r: &mut Vec<u8>) {
    let s: &mut [u8] = r;
//                     ^ &mut Vec<u8>
//  call: <Vec<u8> as DerefMut>::deref_mut
    let t: &[u8] = s;
//      ^ &[u8]
    let u: &u8 = &t[0];
//               ^^^^^ &u8
    let d: &dyn Debug = &u;
//  unsize: &u8 -> dyn Debug
}

fn closures() -> Vec<Box<dyn Fn(u8) -> u8>> {
    vec![Box::new(|x| x), Box::new(double)]
//                 ^ u8
//                        ^^^^^^^^^^^^^^^^ Box<fn {double}>
}
