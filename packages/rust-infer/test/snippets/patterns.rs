// Default binding modes, slices, constants, alternatives, guards.
enum E { A(String, u8), B { v: Vec<u8>, n: u32 }, C }
use E::*;

fn modes(e: E, r: &E, m: &mut E) {
    match r {
        A(s, n) => {}
//        ^ &String
//           ^ &u8
        B { v, n: 1..=3 } => {}
//          ^ &Vec<u8>
        B { n, v: w } => {}
//                ^ &Vec<u8>
        C => {}
    }
    match m {
        A(s, _) => s.push('a'),
//        ^ &mut String
//      call: String::push
        B { v, .. } if v.is_empty() => v.clear(),
//          ^ &mut Vec<u8>
        _ => {}
    }
    match e {
        A(s, n @ (1 | 2)) => {}
//        ^ String
//           ^ u8
        A(ref s, mut n) => {}
//            ^ &String
//                   ^ u8
        whole => {}
//      ^^^^^ E
    }
}

fn references(o: Option<&(u8, String)>, p: &Option<u8>, n: &&u8) {
    if let Some((a, b)) = o {}
//               ^ &u8
//                  ^ &String
    if let Some(&(a, _)) = o {}
//                ^ u8
    if let &Some(x) = p {}
//               ^ u8
    if let Some(x) = p {}
//              ^ &u8
    let &&k = n;
//        ^ u8
    let (x, &y) = (1u16, &2u32);
//       ^ u16
//           ^ u32
}

fn slices(v: &[String], a: [u8; 4], mut w: Vec<u8>, s: &str) {
    if let [first, .., last] = v {}
//          ^^^^^ &String
    if let [one, rest @ ..] = v {}
//               ^^^^ &[String]
    let [x, y, rest @ ..] = a;
//       ^ u8
//             ^^^^ [u8; 2]
    if let [head, tail @ ..] = &mut w[..] {}
//          ^^^^ &mut u8
//                ^^^^ &mut [u8]
//  call: <Vec<u8> as IndexMut<RangeFull>>::index_mut
    match s { "a" | "b" => 1, _ => 2 };
//  call:
    match s.as_bytes() { b"ab" => 1, [b'x', ..] => 2, _ => 3 };
//        ^^^^^^^^^^^^ &[u8]
}

const LIMIT: u8 = 3;
struct Unit;
struct T3(u8, String, Vec<u8>);
fn constants(n: u8, t: T3, u: Unit, c: char) {
    match n { LIMIT => 1, 0..LIMIT => 2, other => 3 };
//                                       ^^^^^ u8
    let T3(a, .., b) = t;
//         ^ u8
//                ^ Vec<u8>
    let Unit = u;
    match c { 'a'..='z' => 1, letter if letter.is_numeric() => 2, _ => 3 };
//                            ^^^^^^ char
//  call: char::is_numeric
}

fn assignments(mut a: u8, mut b: String) {
    (a, b) = (1, String::new());
//            ^ u8
//  call: String::new
    [a, _] = [2, 3];
//            ^ u8
    let (Ok(n) | Err(n)) = "x".parse::<u8>().map_err(|_| 0);
//          ^ u8
    let Some(m) = Some(n) else { return };
//           ^ u8
    while let Some(c) = b.pop() {}
//                 ^ char
//  call: String::pop
    let x @ Some(_) = Some(1u8) else { panic!() };
//      ^ Option<u8>
}
fn parameters(&(a, ref b): &(u8, String), [c, d]: [u16; 2], T3(e, ..): T3) {
    a;
//  ^ u8
    b;
//  ^ &String
    d;
//  ^ u16
}
fn boxes(b: Box<(u8, String)>, n: Box<Option<Box<u8>>>) {
    let (x, y) = *b;
//          ^ String
    if let Some(ref i) = *n {}
//                  ^ &Box<u8>
}
