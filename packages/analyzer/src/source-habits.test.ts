import { describe, expect, it } from 'vitest';
import { sourceHabits } from './source-habits.ts';

function habits(files: Readonly<Record<string, string>>, roots = ['src/lib.rs']) {
  const bytes = Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)] as const);
  return sourceHabits(bytes, roots);
}

describe('habits of sources', () => {
  it('count what is public and what of it is documented', () => {
    const text = `
//! Of the module: no item's.
/// Yes.
pub fn a() {}
pub fn b() {}
#[doc = "Yes."]
pub struct S;
/** Yes. */
#[derive(Clone)]
pub enum E { A }
/// Private.
fn c() {}
pub(crate) fn d() {}
pub use std::fmt;
impl S {
    /// Yes.
    pub fn m(&self) {}
    pub fn n(&self) {}
}
/// Yes.
pub trait T {
    fn required(&self);
}
/// Yes.
#[macro_export]
macro_rules! exported { () => {} }
macro_rules! own { () => {} }
#[cfg(test)]
mod tests { pub fn helper() {} }
`;
    expect(habits({ 'src/lib.rs': text })).toMatchObject({ publicItems: 9, documentedItems: 6, files: 1 });
  });

  it('find the comments of unsafe blocks above, beside and inside of them', () => {
    const explained = [
      '// SAFETY: a.\nlet a = unsafe { f() };',
      'unsafe {\n// Safety: b.\nf() }',
      '/* SAFETY: c */ unsafe { f() }',
    ];
    for (const text of explained)
      expect(habits({ 'src/lib.rs': `fn a() { ${text} }` })).toMatchObject({
        unsafeBlocks: 1,
        explainedUnsafeBlocks: 1,
      });
    expect(habits({ 'src/lib.rs': 'fn a() { let safety = 1; unsafe { f() } }' })).toMatchObject({
      unsafeBlocks: 1,
      explainedUnsafeBlocks: 0,
    });
  });

  it('want unsafe code forbidden in every root', () => {
    const files = { 'src/lib.rs': '#![forbid(unsafe_code)]', 'src/main.rs': 'fn main() {}' };
    expect(habits(files).forbidsUnsafe).toBe(true);
    expect(habits(files, ['src/lib.rs', 'src/main.rs']).forbidsUnsafe).toBe(false);
    expect(habits({ 'src/lib.rs': '' }, []).forbidsUnsafe).toBe(false);
  });

  it('are those of src/ and the roots alone, whatever the files hold', () => {
    expect(
      habits({ 'tests/a.rs': 'pub fn a() {}', 'src/data.txt': 'pub', 'src/broken.rs': 'pub fn ( {{{' }).files,
    ).toBe(1);
  });
});
