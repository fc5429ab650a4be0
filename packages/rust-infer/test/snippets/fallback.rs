// What is left open in the end: integers are i32, floats f64, diverging values `!` (edition 2024).
fn id<T>(t: T) -> T { t }
fn wants_u64(_: u64) {}

fn numbers() {
    let a = 1;
//      ^ i32
    let b = 1.5;
//      ^ f64
    let c = id(2);
//      ^ i32
//  call: id::<i32>
    let d = 3;
//      ^ u64
    wants_u64(d);
    let e = [1, 2, d];
//      ^ [u64; 3]
    let f = -1 + 0x10;
//      ^ i32
    let g = 1 << 3u8;
//      ^ i32
    let h = 2.0 * 3f32;
//      ^ f32
    let i = 1 as u8 as char;
//          ^ u8
    let j = &5;
//      ^ &i32
    let k: Vec<_> = (0..3).collect();
//      ^ Vec<i32>
    let l = (1..4u16).map(|x| x as usize).sum::<usize>();
//      ^ usize
    let m = u8::MAX - 1;
//                    ^ u8
    let n = std::cmp::max(1, 2i64);
//                        ^ i64
}

fn collections() {
    let mut v = Vec::new();
//          ^ Vec<&str>
//  call: Vec<&str>::new
    v.push("a");
    let mut o = None;
//          ^ Option<u8>
    o = Some(1u8);
    let p = "1".parse().unwrap_or(0u8);
//      ^ u8
//  call: str::parse, Result<u8, ParseIntError>::unwrap_or
    let q: f32 = "1".parse().unwrap();
//               ^^^^^^^^^^^ Result<f32, ParseFloatError>
    let r = Default::default();
//      ^ String
//  call: <String as Default>::default
    takes(r);
}
fn takes(_: String) {}

fn later() {
    let mut x = None;
    for i in 0..3 {
//      ^ usize
        x = Some(i);
    }
    let y: Option<usize> = x;
    let s = [0; 4];
//      ^ [u8; 4]
    let t: &[u8] = &s;
    let z = id(id);
//      ^ fn {id<u8>}
    z(1u8);
}
