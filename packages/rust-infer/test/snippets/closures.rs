// Signatures come from what is expected, kinds and captures from the body.
fn call<F: Fn(u8) -> bool>(f: F) -> bool { f(1) }
fn call_mut(mut f: impl FnMut(&str)) { f("a") }
fn call_once<R>(f: impl FnOnce() -> R) -> R { f() }
fn pair<A, B>(a: A, f: impl Fn(A) -> B, g: impl Fn(B)) { g(f(a)) }

fn signatures(v: Vec<String>) {
    call(|x| x == 2);
//        ^ u8
//           ^^^^^^ bool
//       ^^^^^^^^^^ impl Fn(u8) -> bool
    call_mut(|s| drop(s.len()));
//            ^ &str
//  call: call_mut, mem::drop::<usize>, str::len
    call_once(move || v);
//  ^^^^^^^^^^^^^^^^^^^^ Vec<String>
//            ^^^^^^^^^ impl FnOnce() -> Vec<String>
//  capture: Vec<String>
    pair(1u8, |a| a as char, |b| drop(b));
//             ^ u8
//                            ^ char
    let f = |a, b: &str| a + b.len();
//           ^ usize
//          ^^^^^^^^^^^^^^^^^^^^^^^^ impl Fn(usize, &str) -> usize
    f(1, "x");
//  ^^^^^^^^^ usize
//  call: <impl Fn(usize, &str) -> usize as Fn(usize, &str)>::call
    let later = |x| x;
//               ^ u16
    later(3u16);
}

struct P { a: String, b: Vec<u8>, c: u8 }

fn captures(p: P, mut n: u32, s: &str, q: P, mut w: P) {
    let get = || n + 1;
//            ^^^^^^^^ impl Fn() -> u32
//  capture: &u32
    get();
//  call: <impl Fn() -> u32 as Fn()>::call
    let mut add = || n += 1;
//                ^^^^^^^^^ impl FnMut()
//  capture: &mut u32
    add();
//  call: <impl FnMut() as FnMut()>::call_mut
    let consume = || drop(p.a);
//                ^^^^^^^^^^^^ impl FnOnce()
    consume();
//  call: <impl FnOnce() as FnOnce()>::call_once
    let moved = move || n + s.len() as u32;
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^ impl Fn() -> u32
//  capture: u32, &str
    let nested = || { let inner = || q.c; inner() };
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ impl Fn() -> u8
    let mut write = || w.b.push(1);
//                  ^^^^^^^^^^^^^^ impl FnMut()
    write();
    let patterns = |(a, b): (u8, &str), [c, ..]: [u8; 2]| a + c;
//                   ^ u8
//                                       ^ u8
    let gives = || return 5u8;
//              ^^^^^^^^^^^^^ impl Fn() -> u8
}

fn stored<F>(f: F, b: Box<dyn FnMut(u8) -> u8>, p: fn(u8), d: &dyn Fn(), o: Option<F>) where F: FnOnce(u8) -> u8 + Copy {
    f(1);
//  ^^^^ u8
//  call: <F as FnOnce(u8)>::call_once
    let mut b = b;
    b(2);
//  call: <Box<dyn FnMut(u8) -> u8> as FnMut(u8)>::call_mut
    p(3);
//  call: fn pointer
    d();
//  call: <dyn Fn() as Fn()>::call
    o.map(|f| f(1));
//  ^^^^^^^^^^^^^^^ Option<u8>
}

fn returned() -> impl Fn(u8) -> u8 {
    let k = 3;
//      ^ u8
    move |x| x + k
//        ^ u8
}
fn uses_returned() {
    returned()(1);
//  ^^^^^^^^^^ impl Fn(u8) -> u8
//  ^^^^^^^^^^^^^ u8
}
fn recursion(f: &dyn Fn(&dyn Fn(u8) -> u8) -> u8) {
    f(&|x| x + 1);
//      ^ u8
}
fn through_references<F: Fn(), G: FnMut()>(f: &F, g: &mut G, i: &&F, p: &mut fn(u8), e: &Box<dyn Fn()>) {
    f();
//  call: <F as Fn()>::call
    g();
//  call: <G as FnMut()>::call_mut
    i();
//  call: <&F as Fn()>::call
    p(1);
//  call: fn pointer
    e();
//  call: <Box<dyn Fn()> as Fn()>::call
    let mut c = || g();
//              ^^^^^^ impl FnMut()
}
