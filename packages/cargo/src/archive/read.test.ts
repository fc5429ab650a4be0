import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArchiveError } from './error.ts';
import { type ReadCrateOptions, readCrate } from './read.ts';
import { crate, END, type FixtureEntry, pax, paxRecord, tar, tarEntry } from './tar-writer.fixture.ts';

const MANIFEST: FixtureEntry = { path: 'a-1.0.0/Cargo.toml', data: '[package]' };
const NAMED = { name: 'a', version: '1.0.0' };

function read(bytes: Uint8Array, options: ReadCrateOptions = NAMED) {
  const archive = readCrate(bytes, options);
  return {
    files: Object.fromEntries([...archive.files].map(([path, data]) => [path, Buffer.from(data).toString()])),
    codes: archive.findings.map((finding) => finding.code),
  };
}

const readEntries = (...entries: FixtureEntry[]) => read(gzipSync(tar([MANIFEST, ...entries])));

function refusal(bytes: Uint8Array, options: ReadCrateOptions = NAMED): string {
  try {
    readCrate(bytes, options);
  } catch (error) {
    if (error instanceof ArchiveError) return error.code;
    throw error;
  }
  return 'accepted';
}

const refuseEntries = (...entries: FixtureEntry[]) => refusal(gzipSync(tar([MANIFEST, ...entries])));

describe('ordinary crates', () => {
  test('files below the prefix, digest, no findings', () => {
    const bytes = crate({ 'Cargo.toml': '[package]', 'src/lib.rs': 'pub fn f() {}', empty: '' });
    const archive = readCrate(bytes, NAMED);
    expect(archive.prefix).toBe('a-1.0.0');
    expect(archive.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(read(bytes)).toEqual({
      files: { 'Cargo.toml': '[package]', 'src/lib.rs': 'pub fn f() {}', empty: '' },
      codes: [],
    });
    const [manifest, lib] = [...archive.files.values()];
    expect(manifest!.buffer).toBe(lib!.buffer);
  });

  test.each(['ustar', 'gnu', 'pax'])('agrees with the system tar on format %s', (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'lazaret-tar-'));
    try {
      const long = `${'deep/'.repeat(30)}${'n'.repeat(60)}.rs`;
      const names = ['Cargo.toml', 'src/lib.rs', 'src/empty.rs', ...(format === 'ustar' ? [] : [long, 'src/é.txt'])];
      for (const name of names) {
        mkdirSync(join(folder, 'a-1.0.0', name, '..'), { recursive: true });
        writeFileSync(join(folder, 'a-1.0.0', name), name === 'src/empty.rs' ? '' : `${name}\n`.repeat(200));
      }
      execFileSync('tar', ['--format', format, '-czf', 'a.crate', 'a-1.0.0'], { cwd: folder });
      const archive = readCrate(readFileSync(join(folder, 'a.crate')), NAMED);
      expect([...archive.files.keys()].sort()).toEqual([...names].sort());
      expect(archive.findings).toEqual([]);
      for (const [path, data] of archive.files) {
        expect(Buffer.from(data)).toEqual(readFileSync(join(folder, 'a-1.0.0', path)));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('the prefix is taken from the first entry when no name is asked for', () => {
    expect(readCrate(crate({ 'Cargo.toml': '' }, 'b-2.0.0+x'), {}).prefix).toBe('b-2.0.0+x');
    expect(refusal(gzipSync(tar([MANIFEST, { path: 'b-2.0.0/x' }])), {})).toBe('outside-prefix');
  });

  test('names of every kind: ustar prefix, GNU long name, pax path; sizes in base 256', () => {
    const long = `a-1.0.0/${'x'.repeat(200)}`;
    const { files, codes } = readEntries(
      { path: 'lib.rs', prefix: 'a-1.0.0/src', data: '1' },
      { path: '././@LongLink', type: 'L', magic: 'gnu', data: `${long}\0` },
      { path: 'a-1.0.0/short', magic: 'gnu', data: '2' },
      pax({ path: 'a-1.0.0/ü', mtime: '1' }),
      { path: 'a-1.0.0/u', data: '3' },
      { path: 'a-1.0.0/big', data: '45', size: Uint8Array.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]) },
      { path: 'a-1.0.0/directory/', type: '0', magic: 'gnu' },
    );
    expect(files).toMatchObject({ 'src/lib.rs': '1', [long.slice(8)]: '2', ü: '3', big: '45' });
    expect(Object.keys(files)).toHaveLength(5);
    expect(codes).toEqual([]);
  });
});

describe('what cargo passes over or extracts is a finding', () => {
  test.each<[string, FixtureEntry[], Record<string, string>]>([
    [
      'duplicate-path',
      [
        { path: 'a-1.0.0/x', data: '1' },
        { path: 'a-1.0.0/x', data: '2' },
      ],
      { x: '2' },
    ],
    [
      'case-collision',
      [
        { path: 'a-1.0.0/x', data: '1' },
        { path: 'a-1.0.0/X', data: '2' },
      ],
      { x: '1', X: '2' },
    ],
    ['case-collision', [{ path: 'a-1.0.0/src/x' }, { path: 'a-1.0.0/SRC/y' }], { 'src/x': '', 'SRC/y': '' }],
    ['cargo-ok', [{ path: 'a-1.0.0/src/.cargo-ok', data: '{}' }], {}],
    ['path-parent', [{ path: 'a-1.0.0/../../x', data: '1' }], {}],
    ['path-not-normal', [{ path: 'a-1.0.0//src/./x', data: '1' }], { 'src/x': '1' }],
    ['path-backslash', [{ path: 'a-1.0.0/src\\x', data: '1' }], { 'src\\x': '1' }],
    ['path-unicode', [{ path: 'a-1.0.0/x\u202e', data: '1' }], { 'x\u202e': '1' }],
    ['path-windows', [{ path: 'a-1.0.0/aux.rs', data: '1' }], { 'aux.rs': '1' }],
    ['path-not-utf8', [{ path: Buffer.from('a-1.0.0/\xff', 'latin1'), data: '1' }], { '\\xff': '1' }],
    ['special-mode', [{ path: 'a-1.0.0/x', mode: '0004755', data: '1' }], { x: '1' }],
    ['directory-data', [{ path: 'a-1.0.0/x/', type: '5', data: '1' }, { path: 'a-1.0.0/y' }], { y: '' }],
  ])('%s', (code, entries, files) => {
    const result = readEntries(...entries);
    expect(result.codes).toEqual([code]);
    expect(result.files).toEqual({ 'Cargo.toml': '[package]', ...files });
  });

  test('only the first gzip member and only up to the end marker is read', () => {
    const good = crate({ 'Cargo.toml': 'good' });
    const other = crate({ 'Cargo.toml': 'other' });
    const files = { 'Cargo.toml': 'good' };
    expect(read(Buffer.concat([good, other]))).toEqual({ files, codes: ['second-gzip-member'] });
    expect(read(Buffer.concat([good, Buffer.from('zip')]))).toEqual({ files, codes: ['trailing-data'] });
    const hidden = tar([{ ...MANIFEST, data: 'good' }], Buffer.concat([END.subarray(512), tarEntry(MANIFEST)]));
    expect(read(gzipSync(hidden))).toEqual({ files, codes: ['data-after-end'] });
    expect(read(gzipSync(tarEntry({ ...MANIFEST, data: 'good' })))).toEqual({ files, codes: ['no-end-marker'] });
  });

  test('a crate without a manifest, and a flood of one finding is cut', () => {
    const names = Array.from({ length: 30 }, (_, i) => ({ path: `a-1.0.0/con.${i}` }));
    const archive = readCrate(gzipSync(tar(names)), NAMED);
    const windows = archive.findings.filter((finding) => finding.code === 'path-windows');
    expect(windows).toHaveLength(21);
    expect(windows.at(-1)!.message).toBe('and 10 more of this kind');
    expect(archive.findings.some((finding) => finding.code === 'no-manifest')).toBe(true);
  });
});

describe('refused archives', () => {
  test.each<[string, FixtureEntry[]]>([
    ['entry-type', [{ path: 'a-1.0.0/x', type: '2' }]],
    ['entry-type', [{ path: 'a-1.0.0/x', type: '1' }]],
    ['entry-type', [{ path: 'a-1.0.0/x', type: '3' }]],
    ['entry-type', [{ path: 'a-1.0.0/x', type: 'S', magic: 'gnu' }]],
    ['entry-type', [{ path: 'a-1.0.0/x', type: 'g', data: paxRecord('comment', 'x') }]],
    ['entry-type', [{ path: 'a-1.0.0/x', type: 'L', magic: 'old', data: 'y' }]],
    ['entry-type', [pax({ 'GNU.sparse.name': 'x' }), { path: 'a-1.0.0/x' }]],
    ['outside-prefix', [{ path: 'b-1.0.0/x' }]],
    ['outside-prefix', [{ path: '/a-1.0.0/x' }]],
    ['outside-prefix', [{ path: './a-1.0.0/x' }]],
    ['outside-prefix', [{ path: '../x' }]],
    ['outside-prefix', [{ path: 'a-1.0.0x/x' }]],
    ['outside-prefix', [{ path: 'A-1.0.0/x' }]],
    ['path-conflict', [{ path: 'a-1.0.0', data: 'x' }]],
    ['path-conflict', [{ path: 'a-1.0.0/x' }, { path: 'a-1.0.0/x/y' }]],
    ['path-conflict', [{ path: 'a-1.0.0/x/y' }, { path: 'a-1.0.0/x' }]],
    ['path-nul', [{ path: 'L', type: 'L', magic: 'gnu', data: 'a-1.0.0/x\0y\0' }, { path: 'a-1.0.0/x' }]],
    ['tar-header', [{ path: 'L', type: 'L', data: 'a' }, { path: 'L', type: 'L', data: 'b' }, { path: 'a-1.0.0/x' }]],
    ['tar-header', [pax({ path: 'a-1.0.0/x' })]],
    ['pax-ambiguous', [pax({ size: '9' }), { path: 'a-1.0.0/x', data: 'x' }]],
    ['pax-ambiguous', [pax({ path: 'a-1.0.0/y' }), { path: 'L', type: 'L', data: 'a' }, { path: 'a-1.0.0/x' }]],
    [
      'pax-ambiguous',
      [
        { path: 'P', type: 'x', data: paxRecord('path', 'a-1.0.0/x') + paxRecord('path', 'a-1.0.0/y') },
        { path: 'a-1.0.0/x' },
      ],
    ],
    ['pax-malformed', [{ path: 'P', type: 'x', data: '99 path=a-1.0.0/x\n' }, { path: 'a-1.0.0/x' }]],
    ['tar-checksum', [{ path: 'a-1.0.0/x', checksum: '0000001\0' }]],
    ['tar-number', [{ path: 'a-1.0.0/x', size: 'zzzzzzzzzzzz' }]],
    ['tar-truncated', [{ path: 'a-1.0.0/x', size: Uint8Array.from([0x80, ...Array(10).fill(0xff), 0xff]) }]],
    ['tar-truncated', [{ path: 'a-1.0.0/x', size: '00000077777', data: 'x' }]],
  ])('%s', (code, entries) => {
    expect(refuseEntries(...entries)).toBe(code);
  });

  test('broken gzip', () => {
    const good = crate({ 'Cargo.toml': 'x'.repeat(100) });
    expect(refusal(Buffer.from(''))).toBe('gzip-header');
    expect(refusal(Buffer.from('<html>not found</html>'))).toBe('gzip-header');
    for (const length of [5, 12, good.length - 9, good.length - 1]) {
      expect(refusal(good.subarray(0, length))).toBe('gzip-truncated');
    }
    const noTar = Buffer.concat([good.subarray(0, 10), Buffer.from([0x07])]);
    expect(refusal(noTar)).toBe('gzip-corrupt');
    const badTrailer = Buffer.from(good);
    badTrailer[good.length - 5]! ^= 1;
    expect(read(badTrailer).codes).toEqual(['gzip-checksum']);
    const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0]);
    const noMarker = Buffer.concat([head, deflateRawSync(tarEntry(MANIFEST)), Buffer.alloc(8)]);
    expect(refusal(noMarker)).toBe('gzip-checksum');
    expect(refusal(gzipSync(END))).toBe('empty');
    expect(refusal(gzipSync(''))).toBe('empty');
    expect(refusal(gzipSync('short'))).toBe('tar-truncated');
  });

  test('optional gzip header fields are skipped', () => {
    const plain = crate({ 'Cargo.toml': 'x' });
    const head = Buffer.from([0x1f, 0x8b, 8, 4 | 8 | 16, 0, 0, 0, 0, 0, 0, 3, 0, 1, 2, 3]);
    const bytes = Buffer.concat([head, Buffer.from('a.crate\0a comment\0'), plain.subarray(10)]);
    expect(read(bytes)).toEqual({ files: { 'Cargo.toml': 'x' }, codes: [] });
  });

  test('limits', () => {
    const bytes = crate({ 'Cargo.toml': 'x'.repeat(2000), [`${'y'.repeat(90)}`]: '' });
    expect(refusal(bytes, { limits: { compressed: 10 } })).toBe('limit-compressed-size');
    expect(refusal(bytes, { limits: { unpacked: 1000 } })).toBe('limit-unpacked-size');
    expect(refusal(bytes, { limits: { entries: 1 } })).toBe('limit-entries');
    expect(refusal(bytes, { limits: { file: 1999 } })).toBe('limit-file-size');
    expect(refusal(bytes, { limits: { path: 50 } })).toBe('limit-path-length');
    const long = tar([{ path: 'L', type: 'L', magic: 'gnu', data: 'y'.repeat(70_000) }, MANIFEST]);
    expect(refusal(gzipSync(long))).toBe('limit-path-length');
  });
});

test('any bytes, and any damage to a good archive, give an archive or an ArchiveError', () => {
  const good = tar([MANIFEST, pax({ path: 'a-1.0.0/ü' }), { path: 'a-1.0.0/u', data: 'x'.repeat(700) }]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.boolean(),
      (hits, fix) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of hits) bytes[at] = value;
        if (fix) fixChecksum(bytes);
        refusal(gzipSync(bytes, { level: 0 }));
        const zipped = gzipSync(good);
        for (const [at, value] of hits) zipped[at % zipped.length] = value;
        refusal(zipped);
      },
    ),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      refusal(gzipSync(bytes));
      refusal(bytes);
    }),
  );
});

/** Makes the first header valid again so that damage reaches the code behind the checksum. */
function fixChecksum(bytes: Buffer): void {
  bytes.fill(' ', 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}
