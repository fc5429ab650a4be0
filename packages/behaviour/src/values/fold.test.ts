import { describe, expect, it } from 'vitest';
import { analyse, crate } from '../../test/crate.ts';
import { shownText } from './folded.ts';

/** Readings of the first argument of every call of `sink` in a build script. */
function sunk(body: string): string[] {
  const { units } = analyse(crate({ 'build.rs': `use std::path::*; fn sink<T>(_: T) {}\n${body}` }));
  const unit = units.find((it) => it.unit === 'build')!;
  return [...unit.flow.calls()]
    .filter(({ call }) => unit.folder.callee(call).endsWith('::sink'))
    .map(({ flow, call }) => unit.folder.texts({ flow, id: call.args[0]! }).map(shownText).join(' or '));
}

describe('constant folding', () => {
  it.each([
    ['literals, raw and escaped', 'fn main() { sink("a\\x62"); sink(r"c\\d"); }', ['ab', 'c\\d']],
    [
      'format! with captured and given arguments',
      'fn main() { let s = "x"; sink(format!("{s}/{}{{", "y")); }',
      ['x/y{'],
    ],
    ['concat! and +', 'fn main() { sink(concat!("a", "b")); sink(String::from("a") + "b"); }', ['ab', 'ab']],
    ['arrays joined', 'fn main() { sink(["s", "h"].concat()); sink(["a", "b"].join("-")); }', ['sh', 'a-b']],
    ['strings that grow', 'fn main() { let mut s = String::new(); s.push_str("a"); s += "b"; sink(s); }', ['ab']],
    ['constants and statics', 'const A: &str = "a"; static B: &str = "b"; fn main() { sink(A); sink(B); }', ['a', 'b']],
    [
      'functions, for each caller by itself',
      'fn f(x: &str) -> String { format!("<{x}>") } fn main() { sink(f("a")); sink(f("b")); }',
      ['<a>', '<b>'],
    ],
    ['parameters by their callers', 'fn f(x: &str) { sink(x) } fn main() { f("a"); f("b"); }', ['a or b']],
    ['branches', 'fn main() { sink(if cfg!(x) { "a" } else { "b" }); }', ['a or b']],
    [
      'paths',
      'fn main() { sink(Path::new("a").join("b")); let mut p = PathBuf::from("c"); p.push("d"); sink(p); }',
      ['a/b', 'c/d'],
    ],
    [
      'environment and folders',
      'fn main() { sink(std::env::var("HOME").unwrap()); sink(std::env::temp_dir().join("x")); }',
      ['{env HOME}', '{temp folder}/x'],
    ],
    [
      'fields',
      'struct S { a: &\'static str, b: &\'static str } fn main() { let s = S { a: "x", b: "y" }; sink(s.a); }',
      ['x or y'],
    ],
    ['bytes', 'fn main() { sink(std::str::from_utf8(&[104u8, 116, 116, 112]).unwrap()); }', ['http']],
    [
      'xor by a closure',
      'fn main() { let k: Vec<u8> = b"abc".iter().map(|b| b ^ 0x20).collect(); sink(String::from_utf8(k).unwrap()); }',
      ['ABC'],
    ],
    [
      'reversal and case',
      'fn main() { sink("ptth".chars().rev().collect::<String>()); sink("A".to_lowercase()); }',
      ['http', 'a'],
    ],
    [
      'lists that are gone through, taken apart and indexed',
      'fn main() { for x in ["a", "b"] { sink(x); } let (p, q) = ("c", "d"); sink(q); let l = ["e", "f"]; sink(l[1]); }',
      ['a or b', 'd', 'f'],
    ],
    ['vectors that grow', 'fn main() { let mut v = vec!["a"]; v.push("b"); sink(v.join(" ")); }', ['a b']],
    [
      'words of a text',
      'fn main() { let t = String::from("sh -c x"); let mut w = t.split_whitespace(); sink(w.next()); sink(w.next()); sink("a,b".split(\',\').last()); }',
      ['sh', '-c', 'b'],
    ],
    [
      'closures that are called, constants that a format names',
      'const B: &str = "b"; fn main() { let f = |x: &str| format!("{B}{x}"); sink(f("1")); }',
      ['b1'],
    ],
    [
      'folders that a crate names which is not at hand',
      'fn main() { sink(dirs::home_dir().unwrap().join(".ssh").join("id")); let mut p = home::cargo_home().unwrap(); p.push("credentials"); sink(p); }',
      ['{home folder}/.ssh/id', '{env CARGO_HOME}/credentials'],
    ],
    ['what is not known', 'fn f() -> String { loop {} } fn main() { sink(format!("a{}", f())); }', ['a{?}']],
    [
      'text that is made of itself',
      'fn main() { let mut s = String::from("a"); loop { s = format!("{s}b"); sink(&s); } }',
      ['a or ab'],
    ],
  ])('%s', (_, source, expected) => {
    expect(sunk(source)).toEqual(expected);
  });
});
