/** A small core library for fixture worlds: the lang items that the solver and the graph give a meaning to. */
export const CORE = `
#[lang = "sized"] trait Sized {}
#[lang = "unsize"] trait Unsize<T: ?Sized> {}
#[lang = "coerce_unsized"] trait CoerceUnsized<T: ?Sized> {}
#[lang = "copy"] trait Copy: Clone {}
#[lang = "clone"] trait Clone: Sized { fn clone(&self) -> Self; fn clone_from(&mut self, other: &Self) {} }
#[lang = "drop"] trait Drop { fn drop(&mut self); }
auto trait Send {}
#[lang = "fn_once"] trait FnOnce<Args> { #[lang = "fn_once_output"] type Output; fn call_once(self, args: Args) -> Self::Output; }
#[lang = "fn_mut"] trait FnMut<Args>: FnOnce<Args> { fn call_mut(&mut self, args: Args) -> <Self as FnOnce<Args>>::Output; }
#[lang = "fn"] trait Fn<Args>: FnMut<Args> { fn call(&self, args: Args) -> <Self as FnOnce<Args>>::Output; }
impl<A, F: ?Sized> FnOnce<A> for &F where F: Fn<A> { type Output = <F as FnOnce<A>>::Output; fn call_once(self, args: A) -> <F as FnOnce<A>>::Output {} }
impl<A, F: ?Sized> FnMut<A> for &F where F: Fn<A> { fn call_mut(&mut self, args: A) -> <F as FnOnce<A>>::Output {} }
impl<A, F: ?Sized> Fn<A> for &F where F: Fn<A> { fn call(&self, args: A) -> <F as FnOnce<A>>::Output {} }
#[lang = "deref"] trait Deref { #[lang = "deref_target"] type Target: ?Sized; fn deref(&self) -> &Self::Target; }
impl<T: ?Sized> Deref for &T { type Target = T; fn deref(&self) -> &T {} }
#[lang = "phantom_data"] struct PhantomData<T: ?Sized>;
#[lang = "manually_drop"] struct ManuallyDrop<T: ?Sized> { value: T }
struct Unique<T: ?Sized> { pointer: *const T }
#[lang = "owned_box"] struct Box<T: ?Sized>(Unique<T>);
impl<T: ?Sized> Drop for Box<T> { fn drop(&mut self) {} }
impl<T: ?Sized> Deref for Box<T> { type Target = T; fn deref(&self) -> &T {} }
impl<T> Box<T> { fn new(x: T) -> Box<T> {} }
impl<A, F: ?Sized> FnOnce<A> for Box<F> where F: FnOnce<A> { type Output = <F as FnOnce<A>>::Output; fn call_once(self, args: A) -> <F as FnOnce<A>>::Output {} }
impl<T: Clone> Clone for Box<T> { fn clone(&self) -> Box<T> {} }
impl<T: ?Sized, U: ?Sized> CoerceUnsized<Box<U>> for Box<T> where T: Unsize<U> {}
enum Option<T> { None, Some(T) }
impl<T: Clone> Clone for Option<T> { fn clone(&self) -> Option<T> {} }
impl<T> Option<T> { fn map<U, F: FnOnce(T) -> U>(self, f: F) -> Option<U> {} fn unwrap(self) -> T {} }
enum Result<T, E> { Ok(T), Err(E) }
struct Vec<T> { buf: *const T }
impl<T> Drop for Vec<T> { fn drop(&mut self) {} }
impl<T> Deref for Vec<T> { type Target = [T]; fn deref(&self) -> &[T] {} }
impl<T: Clone> Clone for Vec<T> { fn clone(&self) -> Vec<T> {} }
impl<T> Vec<T> { fn new() -> Vec<T> {} fn push(&mut self, x: T) {} }
struct String { vec: Vec<u8> }
impl Clone for String { fn clone(&self) -> String {} }
impl Deref for String { type Target = str; fn deref(&self) -> &str {} }
impl Clone for u8 { fn clone(&self) -> u8 {} }
impl Clone for i32 { fn clone(&self) -> i32 {} }
impl Copy for u8 {} impl Copy for i32 {}
impl<T: ?Sized> Clone for &T { fn clone(&self) -> &T {} }
trait Iterator { type Item; fn next(&mut self) -> Option<Self::Item>; fn map<B, F: FnMut(Self::Item) -> B>(self, f: F) -> Map<Self, F> {} fn collect<C: FromIterator<Self::Item>>(self) -> C {} }
struct Map<I, F> { iter: I, f: F }
impl<B, I: Iterator, F: FnMut(I::Item) -> B> Iterator for Map<I, F> { type Item = B; fn next(&mut self) -> Option<B> {} }
impl<I: Iterator + ?Sized> Iterator for &mut I { type Item = I::Item; fn next(&mut self) -> Option<I::Item> {} }
trait IntoIterator { type IntoItem; type IntoIter: Iterator; fn into_iter(self) -> Self::IntoIter; }
impl<I: Iterator> IntoIterator for I { type IntoItem = <I as Iterator>::Item; type IntoIter = I; fn into_iter(self) -> I {} }
struct IntoIter<T> { buf: Vec<T> }
impl<T> Iterator for IntoIter<T> { type Item = T; fn next(&mut self) -> Option<T> {} }
impl<T> IntoIterator for Vec<T> { type IntoItem = T; type IntoIter = IntoIter<T>; fn into_iter(self) -> IntoIter<T> {} }
trait FromIterator<A> { fn from_iter<I: IntoIterator<IntoItem = A>>(iter: I) -> Self; }
impl<T> FromIterator<T> for Vec<T> { fn from_iter<I: IntoIterator<IntoItem = T>>(iter: I) -> Vec<T> {} }
trait From<T>: Sized { fn from(x: T) -> Self; }
trait Into<T>: Sized { fn into(self) -> T; }
impl<T> From<T> for T { fn from(x: T) -> T {} }
impl<T, U: From<T>> Into<U> for T { fn into(self) -> U {} }
impl From<&str> for String { fn from(x: &str) -> String {} }
struct Pin<P> { pointer: P }
struct Context;
enum Poll<T> { Ready(T), Pending }
#[lang = "future_trait"] trait Future { #[lang = "future_output"] type Output; fn poll(self: Pin<&mut Self>, cx: &mut Context) -> Poll<Self::Output>; }
trait Add<Rhs> { type AddOutput; fn add(self, rhs: Rhs) -> Self::AddOutput; }
impl Add<i32> for i32 { type AddOutput = i32; fn add(self, rhs: i32) -> i32 {} }
impl Add<&i32> for i32 { type AddOutput = i32; fn add(self, rhs: &i32) -> i32 {} }
impl Add<u8> for u8 { type AddOutput = u8; fn add(self, rhs: u8) -> u8 {} }
trait Display { fn fmt(&self); }
impl Display for str { fn fmt(&self) {} }
impl Display for String { fn fmt(&self) {} }
impl<T: Display + ?Sized> Display for &T { fn fmt(&self) {} }
trait ToString { fn to_string(&self) -> String; }
impl<T: Display + ?Sized> ToString for T { default fn to_string(&self) -> String {} }
impl ToString for str { fn to_string(&self) -> String {} }
`;
