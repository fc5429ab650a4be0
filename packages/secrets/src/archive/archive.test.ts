import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import { walkFile } from './walk.ts';

function tar(files: Readonly<Record<string, Uint8Array | string>>): Buffer {
  const parts = Object.entries(files).flatMap(([path, content]) => {
    const data = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(path, 0, 100);
    header.write(data.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar\x0000', 257, 'latin1');
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function zip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const data = deflateRawSync(content);
    const name = Buffer.from(path);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    locals.push(local, name, data);
    central.push(entry, name);
    at += local.length + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  const directory = Buffer.concat(central);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

const paths = (name: string, bytes: Uint8Array, limits = DEFAULT_LIMITS) => {
  const walk = walkFile(name, bytes, limits);
  const files = Array.from(walk.files, ({ path, bytes }) => [path, Buffer.from(bytes).toString()]);
  return { files, problems: walk.problems };
};

describe('archives', () => {
  test('a file that is none is itself', () => {
    expect(paths('a.rs', Buffer.from('x')).files).toEqual([['a.rs', 'x']]);
  });

  test('nested ones, whatever their names', () => {
    const inner = zip({ 'deep.txt': 'deep' });
    const bytes = gzipSync(tar({ 'a-1/x.rs': 'x', 'a-1/data.bin': inner, 'a-1/one.gz': gzipSync('single') }));
    expect(paths('a.crate', bytes)).toEqual({
      files: [
        ['a.crate!a-1/x.rs', 'x'],
        ['a.crate!a-1/data.bin!deep.txt', 'deep'],
        ['a.crate!a-1/one.gz', 'single'],
      ],
      problems: [],
    });
  });

  test('a cut off archive gives what is there', () => {
    const bytes = gzipSync(
      tar({ a: 'x'.repeat(50), b: Buffer.from(Array.from({ length: 90_000 }, (_, i) => (i * 7919) % 251)) }),
    );
    expect(paths('a.tgz', bytes.subarray(0, bytes.length - 200)).files[0]).toEqual(['a.tgz!a', 'x'.repeat(50)]);
  });

  test('limits are told', () => {
    const bomb = gzipSync(Buffer.alloc(2_000_000));
    expect(paths('b.gz', bomb, { ...DEFAULT_LIMITS, totalBytes: 1000 }).problems).toEqual([
      'b.gz: unpacks to too much',
    ]);
    const many = tar({ a: '1', b: '2', c: '3' });
    expect(paths('m.tar', many, { ...DEFAULT_LIMITS, entries: 2 }).problems).toHaveLength(1);
    let nested = Buffer.from('x');
    for (let i = 0; i < 8; i++) nested = gzipSync(tar({ n: nested }));
    expect(paths('n', nested).problems).toHaveLength(1);
  });

  test('no bytes crash the readers', () => {
    const seeds = [tar({ a: 'aaa' }), zip({ a: 'aaa', b: 'b' }), gzipSync('aaa')];
    fc.assert(
      fc.property(
        fc.nat(2),
        fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 8 }),
        fc.nat(2000),
        (seed, edits, cut) => {
          const bytes = Buffer.from(seeds[seed]!);
          for (const [at, value] of edits) bytes[at % bytes.length] = value;
          expect(paths('x', bytes.subarray(0, bytes.length - (cut % bytes.length))).files.length).toBeLessThan(10);
        },
      ),
      { seed: 5, numRuns: 1000 },
    );
  });
});
