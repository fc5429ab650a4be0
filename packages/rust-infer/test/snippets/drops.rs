// Which types may be dropped at a place: variables, parameters and temporaries that are owned.
struct D;
impl Drop for D { fn drop(&mut self) {} }
struct Holds { d: D, n: u8 }
fn make() -> D { D }
fn take(d: D) {}
//      ^ D
//  drop: D

fn variables(h: Holds, r: &D, n: u8) {
//  drop: Holds
    let d = make();
//  drop: D
    let e = r;
//  drop:
    let f = n;
//  drop:
    let v: Vec<D> = Vec::new();
//  drop: Vec<D>
    let s = String::new();
//  drop: String
    let o: Option<Box<D>> = None;
//  drop: Option<Box<D>>
}
fn temporaries(h: Holds) -> u8 {
    make();
//  drop: D
    &make();
    h.n
}
fn generic<T>(t: T) {
//  drop: T
    std::mem::drop(Some(t));
}
fn binding(o: Option<Holds>) {
    if let Some(h) = o {
//  drop: Holds
        let Holds { d, n } = h;
//  drop: D
    }
}
