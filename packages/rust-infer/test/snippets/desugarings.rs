// `for`, `?`, ranges, `if let` chains, `while let`, labelled breaks, formatting.
use std::fmt::Write;

fn loops(v: Vec<u8>, r: &mut Vec<String>, o: Option<u16>) {
    for x in v {}
//      ^ u8
//  call: <Vec<u8> as IntoIterator>::into_iter, <IntoIter<u8> as Iterator>::next
    for x in r.iter_mut() { x.push('a'); }
//      ^ &mut String
    for x in &*r {}
//      ^ &String
    for x in o {}
//      ^ u16
    for i in (0..10).rev().step_by(2) {}
//      ^ i32
    for (i, c) in "x".char_indices() {}
//          ^ char
    let n = 'out: { if o.is_none() { break 'out 1u8 } 2 };
//      ^ u8
    let m = loop { if let Some(x) = o { break x } };
//      ^ u16
    let t = while let Some(x) = r.pop() { x.len(); };
//      ^ ()
}

enum MyError { Io(std::io::Error), Parse }
impl From<std::io::Error> for MyError { fn from(e: std::io::Error) -> Self { MyError::Io(e) } }
impl From<std::num::ParseIntError> for MyError { fn from(_: std::num::ParseIntError) -> Self { MyError::Parse } }

fn question(s: &str) -> Result<u8, MyError> {
    let text = std::fs::read_to_string(s)?;
//      ^^^^ String
//  call: fs::read_to_string, <Result<String, Error> as Try>::branch, <Result<u8, MyError> as FromResidual<Result<Infallible, Error>>>::from_residual
    let n: u8 = text.trim().parse()?;
    let m = text.parse::<u8>().map_err(|_| MyError::Parse)?;
//      ^ u8
    let closure = |x: Option<&str>| { let y = x?; Some(y.len()) };
//                                        ^ &str
    let k = closure(Some(s)).ok_or(MyError::Parse)?;
//      ^ usize
    Ok(n + m)
}
fn option(v: &[Vec<u8>]) -> Option<u8> {
    v.first()?.iter().copied().max()
//  ^^^^^^^^^^ &Vec<u8>
}

fn ranges(s: &[u8]) {
    1..2u8;
//  ^^^^^^ Range<u8>
//  call:
    1..=3u16;
//  ^^^^^^^^ RangeInclusive<u16>
    ..4i64;
//  ^^^^^^ RangeTo<i64>
    &s[..];
//  ^^^^^^ &[u8]
//  call: <[u8] as Index<RangeFull>>::index
    &s[2..=3];
//  call: <[u8] as Index<RangeInclusive<usize>>>::index, RangeInclusive::new
    (0..s.len()).contains(&1);
//  ^^^^^^^^^^^^ Range<usize>
}

fn chains(a: Option<String>, b: Result<u8, ()>) {
    if let Some(ref x) = a && let Ok(n) = b && n > 1 && x.len() == 2 {}
//                  ^ &String
//                                   ^ u8
    match b { Ok(n) if let Some(y) = &a => y.len(), _ => 0 };
//                              ^ &String
    let (Some(z), true) = (a, b.is_ok()) else { return };
//            ^ String
    let w = matches!(b, Ok(1..=3) | Err(()));
//      ^ bool
}

fn formatting(s: &str, n: u8, mut out: String) -> std::fmt::Result {
    let a = format!("{s} {} {n:?} {0:>1$}", n, 2usize);
//      ^ String
    write!(out, "{}", s.len())?;
//                    ^^^^^^^ usize
    println!("{:x} {:?}", n, Some(s));
//                           ^^^^^^^ Option<&str>
    assert_eq!(n, 1, "not {}", s);
//             ^ u8
    out.write_fmt(format_args!("{}", n))
}
macro_rules! twice { ($e:expr) => { { let t = $e; (t, t) } } }
macro_rules! call { ($f:ident, $($a:expr),*) => { $f($($a),*) } }
fn macros(n: u8) {
    let p = twice!(n + 1);
//      ^ (u8, u8)
//                 ^^^^^ u8
    call!(question, "x").is_ok();
//  call: Result::is_ok
    vec![1u8; 3].len();
    let v = vec![vec![n], vec![]];
//      ^ Vec<Vec<u8>>
}
macro_rules! statements { ($($s:stmt)*) => { #[allow(redundant_semicolons)] { $($s)*; vec![0u8] } } }
fn given_statements(mut v: Vec<u8>) -> Vec<u8> {
    statements! { v.push(1); let n = v.len(); }
//                               ^ usize
//  call: Vec::push, Vec::len
}
