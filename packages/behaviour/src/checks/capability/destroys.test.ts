import { describe, expect, it } from 'vitest';
import { findings } from '../../../test/crate.ts';
import { destroys } from './destroys.ts';

const levels = (body: string) =>
  findings(destroys, { 'src/lib.rs': `pub fn f() { ${body} }` }).map((it) => it.severity);

describe('destroys', () => {
  it.each([
    'std::fs::remove_dir_all(std::env::var("HOME").unwrap()).ok();',
    'for e in std::fs::read_dir("/home").unwrap() { std::fs::remove_file(e.unwrap().path()).ok(); }',
    'std::process::Command::new("sh").args(["-c", "rm -rf ~/*"]).status().ok();',
  ])('holds %s', (body) => {
    expect(levels(body)).toEqual(['hold']);
  });
  it.each([
    'std::fs::remove_dir_all(std::env::temp_dir().join("x")).ok();',
    'std::fs::remove_dir_all(std::path::Path::new(&std::env::var("HOME").unwrap()).join(".cache/x")).ok();',
    'std::process::Command::new("rm").args(["-rf", "target"]).status().ok();',
  ])('lets pass %s', (body) => {
    expect(levels(body)).toEqual([]);
  });
});
