// Lengths and other constants as arguments: written, inferred, defaulted.
const N: usize = 4;
struct Buf<T, const L: usize = 8>([T; L]);
impl<T: Copy + Default, const L: usize> Buf<T, L> {
    const SIZE: usize = L * 2;
    fn new() -> Self { Buf([T::default(); L]) }
//                          ^^^^^^^^^^^^ T
//                         ^^^^^^^^^^^^^^^^^ [T; L]
    fn first_n<const M: usize>(&self) -> [T; M] { std::array::from_fn(|i| self.0[i]) }
//                                                                     ^ usize
    fn len(&self) -> usize { L }
//                           ^ usize
}
impl<const L: usize> Buf<bool, L> { fn all(&self) -> bool { self.0.iter().all(|b| *b) } }
//                                                                             ^ &bool

fn sum<const L: usize>(a: [u8; L]) -> [u16; L] { a.map(u16::from) }
fn rows<T, const R: usize, const C: usize>(m: [[T; C]; R]) -> [T; C] { todo!() }
struct Flag<const B: bool>;
impl Flag<true> { fn yes(&self) -> u8 { 1 } }
impl Flag<false> { fn yes(&self) -> u16 { 1 } }

fn users(a: [u8; N], text: &str) {
    let b = Buf::<u8, 3>::new();
//      ^ Buf<u8, 3>
//  call: Buf<u8, 3>::new
    let c: Buf<char> = Buf::new();
    b.first_n::<2>();
//  ^^^^^^^^^^^^^^^^ [u8; 2]
    sum([1, 2, 3]);
//  ^^^^^^^^^^^^^^ [u16; 3]
    sum(a);
//  ^^^^^^ [u16; 4]
    rows([[1u8, 2], [3, 4], [5, 6]]);
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ [u8; 2]
    Flag::<true>.yes();
//  ^^^^^^^^^^^^^^^^^^ u8
    Flag::<false>.yes();
//  ^^^^^^^^^^^^^^^^^^^ u16
    let d: [u8; 2] = a[..2].try_into().unwrap();
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ [u8; 2]
    let e = u32::from_be_bytes(a);
//      ^ u32
    let [x, y] = d.map(|v| v as char);
//       ^ char
    let f = <[u8; 4]>::try_from(&a[..]);
//      ^ Result<[u8; 4], TryFromSliceError>
    let g = [[0u8; N]; 2 + 1];
//      ^ [[u8; 4]; 3]
    let h = a.iter().copied().map(Some).collect::<Vec<_>>();
//      ^ Vec<Option<u8>>
    let i = [text; 2].concat();
//      ^ String
    let j = a.chunks_exact(2).map(|c| <[u8; 2]>::try_from(c).unwrap()).map(u16::from_le_bytes);
//                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ [u8; 2]
    let k = a.first_chunk::<2>();
//      ^ Option<&[u8; 2]>
    for [p, q] in a.as_chunks().0 {}
//       ^ &u8
    let l = std::array::from_fn::<_, 3, _>(|i| i as u8);
//      ^ [u8; 3]
}
