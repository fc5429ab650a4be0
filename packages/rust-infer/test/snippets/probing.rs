// Which method a name means: by value before by reference, inherent before trait, the nearest step first.
trait Named { fn name(&self) -> u8 { 0 } fn own(self) -> u16 where Self: Sized { 0 } }
trait Other { fn name(&self) -> u32 { 0 } }

struct A;
impl A { fn name(&self) -> bool { true } }
impl Named for A {}

fn inherent_first(a: A, r: &&A) {
    a.name();
//  ^^^^^^^^ bool
//  call: A::name
    r.name();
//  call: A::name
    Named::name(&a);
//  ^^^^^^^^^^^^^^^ u8
//  call: <A as Named>::name
    <A as Named>::name(&a);
//  call: Named::name
    A::name(&a);
//  ^^^^^^^^^^^ bool
//  call: A::name
    a.own();
//  ^^^^^^^ u16
//  call: <A as Named>::own
}

struct ByRef;
trait Take { fn take(self) -> u8; }
impl Take for &ByRef { fn take(self) -> u8 { 1 } }
impl ByRef { fn take(&self) -> u16 { 2 } }

fn steps(b: ByRef, r: &ByRef) {
    b.take();
//  ^^^^^^^^ u16
//  call: ByRef::take
    r.take();
//  ^^^^^^^^ u16
//  call: ByRef::take
}

struct Wrapper(B);
struct B;
impl std::ops::Deref for Wrapper { type Target = B; fn deref(&self) -> &B { &self.0 } }
trait Go { fn go(&self) -> u8 { 0 } }
impl Go for Wrapper {}
impl B { fn go(&self) -> u16 { 0 } fn only(&self) {} }

fn nearest_step(w: Wrapper, b: Box<Wrapper>) {
    w.go();
//  ^^^^^^ u8
//  call: <Wrapper as Go>::go
    w.only();
//  call: Deref::deref, B::only
    b.go();
//  call: <Wrapper as Go>::go
    b.only();
//  call: <Wrapper as Deref>::deref, B::only
}

fn clones(a: &&String, n: &NotClone, v: &Vec<NotClone>, t: &(u8, String)) {
    a.clone();
//  ^^^^^^^^^ &String
//  call: <&String as Clone>::clone
    (*a).clone();
//  ^^^^^^^^^^^^ String
//  call: <String as Clone>::clone
    n.clone();
//  ^^^^^^^^^ &NotClone
//  call: <&NotClone as Clone>::clone
    v.to_owned();
//  ^^^^^^^^^^^^ &Vec<NotClone>
//  call: <&Vec<NotClone> as ToOwned>::to_owned
    t.clone();
//  ^^^^^^^^^ (u8, String)
//  call: <(u8, String) as Clone>::clone
}
struct NotClone;

fn bounds<T: Named + Other, U>(t: T, u: U) where U: Named {
    Named::name(&t);
//  ^^^^^^^^^^^^^^^ u8
//  call: <T as Named>::name
    <T as Other>::name(&t);
//  ^^^^^^^^^^^^^^^^^^^^^^ u32
//  call: <T as Other>::name
    u.name();
//  call: <U as Named>::name
    u.own();
//  call: <U as Named>::own
}

mod scoped {
    pub trait Hidden { fn shown(&self) -> u8 { 0 } }
    impl Hidden for super::A {}
    pub trait Public { fn shown(&self) -> u16 { 0 } }
    impl Public for super::A {}
}
fn in_scope(a: A) {
    use scoped::Public as _;
    a.shown();
//  ^^^^^^^^^ u16
//  call: <A as Public>::shown
}

struct Gen<T>(T);
impl Gen<u8> { fn only(&self) -> u8 { 0 } }
impl Gen<bool> { fn only(&self) -> bool { true } }
impl<T: Copy> Gen<T> { fn copied(&self) -> T { self.0 } }
fn specialised(g: Gen<u8>, h: Gen<bool>) {
    g.only();
//  ^^^^^^^^ u8
    h.only();
//  ^^^^^^^^ bool
    h.copied();
//  ^^^^^^^^^^ bool
//  call: Gen<bool>::copied
}

fn iterators(v: Vec<String>, a: [String; 2], r: &[u8; 2], b: Box<dyn Iterator<Item = u8>>) {
    v.iter().map(String::len);
//  ^^^^^^^^ Iter<String>
//  call: <Vec<String> as Deref>::deref, <[String]>::iter, Iterator::map, &String::len
    a.into_iter();
//  ^^^^^^^^^^^^^ IntoIter<String, 2>
//  call: <[String; 2] as IntoIterator>::into_iter
    r.into_iter();
//  ^^^^^^^^^^^^^ Iter<u8>
//  call: <&[u8; 2] as IntoIterator>::into_iter
    b.map(|x| x).next();
//  ^^^^^^^^^^^^^^^^^^^ Option<u8>
//  call: <Box<dyn Iterator<Item = u8>> as Iterator>::map::<u8, impl FnMut(u8) -> u8>, <Map<Box<dyn Iterator<Item = u8>>, impl FnMut(u8) -> u8> as Iterator>::next
}
