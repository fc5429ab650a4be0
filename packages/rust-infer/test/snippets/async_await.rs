// Async fns, blocks and closures; what `.await` calls.
use std::future::{Future, IntoFuture, Ready};
use std::pin::Pin;
use std::task::{Context, Poll};

async fn one() -> u8 { 1 }
async fn fallible(n: u8) -> Result<String, std::io::Error> {
    let x = one().await;
//      ^ u8
//          ^^^^^ impl Future<Output = u8>
    if x == n { return Ok(String::new()) }
    let s = more().await?;
//      ^ String
    Ok(s)
}
async fn more() -> Result<String, std::io::Error> { todo!() }
impl Wrapped { async fn method(&self) -> &u8 { &self.0 } }
struct Wrapped(u8);

fn boxed<'a>(x: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    Box::pin(async move { x.len() })
//           ^^^^^^^^^^^^^^^^^^^^^^ impl Future<Output = usize>
//  unsize: impl Future<Output = usize> -> dyn Future<Output = usize>
}

async fn blocks(w: Wrapped, fs: Vec<Ready<u8>>) {
    let a = async { one().await as u16 };
//      ^ impl Future<Output = u16>
    a.await;
//  ^^^^^^^ u16
    let b = async { Ok::<_, ()>(one().await) }.await;
//      ^ Result<u8, ()>
    w.method().await;
//  ^^^^^^^^^^^^^^^^ &u8
    boxed("x").await;
//  ^^^^^^^^^^^^^^^^ usize
    for f in fs { f.await; }
//                ^^^^^^^ u8
    let c = async |n: u8| n + one().await;
    c(1).await;
//  ^^^^^^^^^^ u8
    let d = || async { "x" };
    d().await;
//  ^^^^^^^^^ &str
    std::future::ready(3i8).await;
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ i8
    let e: Result<u8, String> = async { let x = Err("a")?; Ok(x) }.await;
    std::future::poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
//                        ^^ &mut Context
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Waker
}

struct Delay(u8);
impl Future for Delay {
    type Output = u8;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u8> {
        self.0 -= 1;
//      ^^^^^^ u8
//      call: <Pin<&mut Delay> as DerefMut>::deref_mut
        let this = self.get_mut();
//          ^^^^ &mut Delay
        Poll::Ready(this.0)
    }
}
struct Builder;
impl IntoFuture for Builder { type Output = u8; type IntoFuture = Delay; fn into_future(self) -> Delay { Delay(1) } }
async fn into() {
    Builder.await;
//  ^^^^^^^^^^^^^ u8
//  call: <Builder as IntoFuture>::into_future, <Delay as Future>::poll
}
fn drive<F>(f: impl Fn(u8) -> F) where F: Future<Output = String> {
    f(1);
//  ^^^^ F
    let g = async { f(1).await.len() };
//                  ^^^^^^^^^^ String
}
fn callers() { drive(|n| async move { n.to_string() }); }
//                    ^ u8
trait Service { async fn call(&self, n: u8) -> u16; }
async fn traits<S: Service>(s: S) {
    s.call(1).await;
//  ^^^^^^^^^^^^^^^ u16
}
