import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tar } from '../../../../cargo/src/archive/tar-writer.fixture.ts';
import { type Files, findings } from '../../../test/crate.ts';
import type { Check } from '../../check.ts';
import { binaryArchives } from './archives.ts';
import { binaryEncoded } from './encoded.ts';
import { binaryMismatch } from './mismatch.ts';
import { binaryPrograms } from './programs.ts';
import { binaryUsed } from './used.ts';

/** Headers without code: nothing here can run. */
const ELF = Buffer.concat([
  Buffer.from('\x7fELF\x02\x01\x01', 'latin1'),
  Buffer.alloc(9),
  Buffer.from([2, 0]),
  Buffer.alloc(80),
]);
const OBJECT = Buffer.concat([ELF.subarray(0, 16), Buffer.from([1, 0]), Buffer.alloc(80)]);
const PE = (() => {
  const bytes = Buffer.alloc(160);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0INERT', 0x80, 'latin1');
  return bytes;
})();
const MACH_O = Buffer.concat([Buffer.from([0xcf, 0xfa, 0xed, 0xfe]), Buffer.alloc(60)]);
const FAT = Buffer.concat([Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2]), Buffer.alloc(60)]);
const WASM = Buffer.concat([Buffer.from('\0asm\x01\0\0\0', 'latin1'), Buffer.alloc(60)]);
const PNG = Buffer.concat([
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
  Buffer.from([0, 0, 0, 0]),
  Buffer.from('IEND', 'latin1'),
  Buffer.alloc(4),
]);

const said = (check: Check, files: Files) => findings(check, files).map(({ severity }) => severity);
const texts = (check: Check, files: Files) =>
  findings(check, files).flatMap(({ evidence }) => evidence.map((it) => it.text));

describe('compiled files', () => {
  it('are noted, and only recorded as test data, objects and scripts', () => {
    expect(texts(binaryPrograms, { a: ELF, b: PE, c: MACH_O, d: FAT, e: WASM }).map((it) => it.split(',')[0])).toEqual([
      'ELF',
      'PE',
      'Mach-O',
      'Mach-O (fat)',
      'wasm',
    ]);
    expect(said(binaryPrograms, { 'tools/lz': ELF })).toEqual(['note']);
    expect(said(binaryPrograms, { 'tests/lz': ELF, 'lib/a.o': OBJECT, 'run.sh': '#!/bin/sh\n' })).toEqual(['info']);
    expect(said(binaryPrograms, { 'src/lib.rs': '#![no_std]\n', 'a.bin': 'MZ is a text' })).toEqual([]);
  });

  it('are looked for in archives', () => {
    const packed = gzipSync(tar([{ path: 'x/lz', data: ELF }]));
    expect(texts(binaryArchives, { 'data.tgz': packed })).toEqual(['gzip with ELF x/lz']);
    expect(said(binaryArchives, { 'data.tgz': packed })).toEqual(['review']);
    expect(said(binaryArchives, { 'tests/data.tgz': packed, 'a.gz': gzipSync('INERT') })).toEqual(['info']);
    expect(said(binaryArchives, { 'a.gz': packed.subarray(0, 20) })).toEqual(['info']);
  });

  it('may have the name of something else', () => {
    expect(said(binaryMismatch, { 'logo.png': ELF })).toEqual(['review']);
    expect(said(binaryMismatch, { 'logo.png': Buffer.concat([PNG, ELF]) })).toEqual(['review']);
    expect(texts(binaryMismatch, { 'logo.png': Buffer.concat([PNG, ELF]) })).toEqual(['ELF behind the end of the PNG']);
    expect(said(binaryMismatch, { 'tests/logo.png': ELF })).toEqual(['info']);
    expect(said(binaryMismatch, { 'logo.png': PNG, 'a.rs': '#!/bin/sh', 'x.bin': ELF })).toEqual([]);
  });

  it('may be written down as text', () => {
    const table = [...PE].join(', ');
    expect(said(binaryEncoded, { 'src/lib.rs': `pub static A: &str = "${ELF.toString('base64')}";` })).toEqual([
      'review',
    ]);
    expect(said(binaryEncoded, { 'src/lib.rs': `pub static A: &str = "${PE.toString('hex')}";` })).toEqual(['review']);
    expect(said(binaryEncoded, { 'src/lib.rs': `pub static A: &[u8] = &[${table}];` })).toEqual(['review']);
    expect(said(binaryEncoded, { 'data.txt': `x ${ELF.toString('base64')}` })).toEqual(['review']);
    expect(said(binaryEncoded, { 'src/lib.rs': `#[cfg(test)] mod tests { const A: &[u8] = &[${table}]; }` })).toEqual(
      [],
    );
    expect(
      said(binaryEncoded, { 'src/lib.rs': 'pub static A: &[u8] = b"\\x7fELF"; pub static B: &[u8] = b"MZ";' }),
    ).toEqual([]);
  });
});

describe('compiled files that code uses', () => {
  it.each([
    ['runs one while building', 'std::process::Command::new("./tools/lz").status().unwrap();', ['hold', true]],
    [
      'by the folder of the manifest',
      'std::process::Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tools/lz")).status().unwrap();',
      ['hold', true],
    ],
    ['as an argument', 'std::process::Command::new("sh").arg("-c").arg("tools/lz").status().unwrap();', ['hold', true]],
    ['embeds one', 'let _ = include_bytes!("tools/lz");', ['review', undefined]],
    [
      'embeds, writes and runs one',
      'std::fs::write("x", include_bytes!("tools/lz")).unwrap(); std::process::Command::new("x").status().unwrap();',
      ['hold', undefined],
    ],
  ])('%s', (_, body, [severity, decisive]) => {
    const files = { 'build.rs': `fn main() { ${body} }`, 'tools/lz': ELF };
    expect(findings(binaryUsed, files).map((it) => [it.severity, it.decisive])).toEqual([[severity, decisive]]);
  });

  it('say nothing of tools of the system and of other files', () => {
    const build = 'fn main() { std::process::Command::new("cc").status().unwrap(); let _ = include_bytes!("a.txt"); }';
    expect(findings(binaryUsed, { 'build.rs': build, 'a.txt': 'x', 'tests/lz': ELF })).toEqual([]);
  });
});
