// Receivers are dereferenced, then borrowed, then unsized.
use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

fn steps(v: Vec<u8>, r: &Vec<u8>, b: Box<[u8]>, s: String, rc: Rc<String>) {
    v.len();
//  ^ Vec<u8>
//  ^^^^^^^ usize
//  call: Vec::len
    v.first();
//  ^^^^^^^^^ Option<&u8>
//  call: Deref::deref, <[u8]>::first
    r.first();
//  call: <Vec<u8> as Deref>::deref, <[u8]>::first
    b.len();
//  call: <[u8]>::len
    s.trim();
//  ^^^^^^^^ &str
//  call: <String as Deref>::deref, str::trim
    rc.trim();
//  call: <Rc<String> as Deref>::deref, <String as Deref>::deref, str::trim
}

fn mutable(mut v: Vec<u8>, c: &RefCell<Vec<u8>>, mut b: Box<Vec<u8>>) {
    v.sort();
//  call: DerefMut::deref_mut, <[u8]>::sort
    c.borrow_mut().push(1);
//  ^^^^^^^^^^^^^^ RefMut<Vec<u8>>
//  call: RefCell<Vec<u8>>::borrow_mut, <RefMut<Vec<u8>> as DerefMut>::deref_mut, Vec<u8>::push
    b.first_mut().map(|x| *x = 2);
//  ^^^^^^^^^^^^^ Option<&mut u8>
//  call: <Vec<u8> as DerefMut>::deref_mut, <[u8]>::first_mut, Option::map
    b[0] = 1;
//  ^^^^ u8
//  call: <Vec<u8> as IndexMut<usize>>::index_mut
    let first = &mut v[0];
//      ^^^^^ &mut u8
//  call: <Vec<u8> as IndexMut<usize>>::index_mut
    *first += 1;
//  ^^^^^^ u8
//  call:
}

struct Outer { inner: Inner }
struct Inner { n: u32 }
impl Deref for Outer { type Target = Inner; fn deref(&self) -> &Inner { &self.inner } }
impl DerefMut for Outer { fn deref_mut(&mut self) -> &mut Inner { &mut self.inner } }
impl Inner { fn set(&mut self) {} fn get(&self) -> u32 { self.n } }

fn fields(mut o: Outer, r: &mut Outer) {
    o.n;
//  ^^^ u32
//  call: <Outer as Deref>::deref
    o.n = 1;
//  call: <Outer as DerefMut>::deref_mut
    o.set();
//  call: <Outer as DerefMut>::deref_mut, Inner::set
    r.get();
//  call: <Outer as Deref>::deref, Inner::get
    r.n += 1;
//  call: <Outer as DerefMut>::deref_mut
    let Inner { n } = &**r;
//              ^ &u32
//                    ^^^^ &Inner
//                      ^^ Outer
//  call: <Outer as Deref>::deref
}

fn arrays(a: [u8; 3], mut b: [u32; 2]) {
    a.iter();
//  ^^^^^^^^ Iter<u8>
//  call: <[u8]>::iter
    a.len();
//  call: <[u8]>::len
    b.swap(0, 1);
//  call: <[u32]>::swap
    (&a).first();
//  ^^^^ &[u8; 3]
//  call: <[u8]>::first
}
