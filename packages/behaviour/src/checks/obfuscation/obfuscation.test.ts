import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Files, findings } from '../../../test/crate.ts';
import type { Check } from '../../check.ts';
import { assembledText } from './assembled-text.ts';
import { decodedText } from './decoded-text.ts';
import { encodedLiterals } from './encoded-literals.ts';
import { invisibleCharacters } from './invisible.ts';
import { mixedScript } from './mixed-script.ts';
import { pushedRight } from './pushed-right.ts';

const said = (check: Check, files: Files) => findings(check, files).map(({ severity }) => severity);
const lib = (source: string): Files => ({ 'src/lib.rs': source });

const URL = 'https://lz-fixture.invalid/INERT';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const xorTable = (text: string) => [...Buffer.from(text)].map((byte) => byte ^ 0x5a).join(', ');

describe('literals that say something once decoded', () => {
  it.each([
    ['base64', `"${base64(URL)}"`, ['base64']],
    ['hex', `"${hex(URL)}"`, ['hex']],
    ['two layers', `"${base64(hex(URL))}"`, ['base64', 'hex']],
    ['three layers', `"${hex(base64(base64(URL)))}"`, ['hex', 'base64', 'base64']],
    ['reversal', `"${[...URL].reverse().join('')}"`, ['reversed']],
    ['xor of a table', `&[${xorTable(URL)}]`, ['xor 0x5a']],
    ['compression', `"${gzipSync(URL).toString('base64')}"`, ['base64', 'compressed']],
    ['a command', `"${base64('powershell -File lz-fixture')}"`, ['base64']],
  ])('are reviewed: %s', (_, literal, layers) => {
    const [finding] = findings(decodedText, lib(`pub fn f() { let x = ${literal}; drop(x) }`));
    expect(finding).toMatchObject({ severity: 'review', evidence: [{ decoded: { layers } }] });
    expect(finding!.evidence[0]!.decoded!.preview).not.toContain('https://');
  });

  it('hold where the text is used', () => {
    const decode = 'fn d(s: &str) -> String { s.bytes().map(|b| (b ^ 1) as char).collect() }';
    const build = `${decode} fn main() { std::process::Command::new(d("${base64('powershell -File lz-fixture')}")).status().unwrap(); }`;
    const [finding] = findings(decodedText, { 'build.rs': build });
    expect(finding!.severity).toBe('hold');
    expect(new Set(finding!.evidence.map(({ kind }) => kind))).toEqual(new Set(['literal', 'code']));
  });

  it('are nothing in tests and where they decode to data', () => {
    expect(said(decodedText, lib(`#[cfg(test)] mod t { const A: &str = "${base64(URL)}"; }`))).toEqual([]);
    expect(said(decodedText, { 'tests/a.rs': `const A: &str = "${base64(URL)}";` })).toEqual([]);
    const honest = `pub const A: &str = "${base64('{"alg":"HS256","typ":"JWT"}')}"; pub const B: &str = "${URL}"; pub const C: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13];`;
    expect(said(decodedText, lib(honest))).toEqual([]);
    expect(
      said(decodedText, lib(`pub const A: &str = "${base64('<svg xmlns="http://www.w3.org/2000/svg"/>')}";`)),
    ).toEqual([]);
  });
});

describe('texts from pieces of words', () => {
  it('hold where a call is given one', () => {
    const build = 'fn main() { std::process::Command::new(["pow", "ersh", "ell"].concat()).status().unwrap(); }';
    expect(said(assembledText, { 'build.rs': build })).toEqual(['hold']);
    const url = 'fn main() { let u = String::from("ht") + "tps://lz.invalid"; std::fs::read(u).unwrap(); }';
    expect(said(assembledText, { 'build.rs': url })).toEqual(['hold']);
  });

  it('are reviewed where nothing known uses them', () => {
    expect(said(assembledText, lib('pub fn f() -> String { format!("{}{}", "ht", "tps://lz.invalid") }'))).toEqual([
      'review',
    ]);
  });

  it('are nothing where they are cut at words', () => {
    const honest = `const HOST: &str = "lz.invalid"; pub fn f(s: bool, n: &str) -> String {
      let _ = std::process::Command::new(format!("{}{}", "cl", "ang")).status();
      let _ = std::fs::read(format!("{}/.ssh/{n}", "x")); format!("http{}://{HOST}/{n}", if s { "s" } else { "" }) }`;
    expect(said(assembledText, lib(honest))).toEqual([]);
  });
});

describe('text that nobody sees', () => {
  it('is reviewed in code and comments, recorded in strings', () => {
    expect(said(invisibleCharacters, lib('// a \u202e b\n'))).toEqual(['review']);
    expect(said(invisibleCharacters, lib('fn a\u200d() {}'))).toEqual(['review']);
    expect(said(invisibleCharacters, lib(`const A: &str = "${'\u{e0101}'.repeat(20)}";`))).toEqual(['review', 'info']);
    expect(said(invisibleCharacters, lib('const A: &str = "\u200d";'))).toEqual(['info']);
    expect(said(invisibleCharacters, lib('// emoji \u200d\nconst A: &str = "\\u{200d}";'))).toEqual(['info']);
  });

  it('is looked for in identifiers', () => {
    expect(said(mixedScript, lib('fn s\u0441ope() {}'))).toEqual(['review']);
    expect(said(mixedScript, lib('fn имя(λ_max: f32) { let Δx = "\u0441ab"; }'))).toEqual([]);
  });

  it('is looked for on the right', () => {
    expect(said(pushedRight, lib(`fn f() { a();${' '.repeat(200)}b(); }`))).toEqual(['review']);
    expect(said(pushedRight, lib(`fn f() {\n${' '.repeat(60)}b();${' '.repeat(200)}// x\n}`))).toEqual([]);
  });

  it('keeps a record of what looks random', () => {
    const key = hex('0123456789abcdef0123456789abcdef');
    expect(said(encodedLiterals, lib(`pub const K: &str = "${key}";`))).toEqual(['info']);
    expect(said(encodedLiterals, { 'build.rs': `const K: &str = "${key.repeat(4)}"; fn main() {}` })).toEqual(['note']);
    expect(
      said(
        encodedLiterals,
        lib('pub const K: &str = "a sentence of words, which is as long as a key but no key at all";'),
      ),
    ).toEqual([]);
  });
});
