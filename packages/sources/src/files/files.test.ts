import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../test/temporary.ts';
import { cacheDirectory, LazaretCache, sha256Hex } from '../cache/cache.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { readRegularFile, readRegularText } from './read.ts';
import { listTree, readTree } from './tree.ts';

const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : Buffer.from(bytes).toString());

describe('reading', () => {
  test('regular files only, bounded, links only on request', () => {
    const directory = temporaryDirectory({ a: '\ufeffabc' });
    symlinkSync(join(directory, 'a'), join(directory, 'link'));
    symlinkSync(join(directory, 'loop'), join(directory, 'loop'));
    const command = 'mkfifo';
    execFileSync(command, [join(directory, 'pipe')]);
    expect(readRegularText(join(directory, 'a'), 10)).toBe('abc');
    for (const name of ['link', 'loop', 'pipe', 'none', 'a/below', '.']) {
      expect(readRegularFile(join(directory, name), 10)).toBeUndefined();
    }
    expect(readRegularText(join(directory, 'link'), 10, { followLink: true })).toBe('abc');
    expect(() => readRegularFile(join(directory, 'a'), 3)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});

describe('trees', () => {
  test('sorted, without build output, links and nested packages', () => {
    const directory = temporaryDirectory({
      'b.rs': 'b',
      'a/x.rs': 'x',
      'target/debug/y.rs': '',
      'a/target/mod.rs': '',
      'm/target/CACHEDIR.TAG': '',
      'm/target/z.rs': '',
      '.git/config': '',
      'nested/Cargo.toml': '',
      'nested/z.rs': '',
    });
    symlinkSync('/', join(directory, 'root'));
    const tree = readTree(directory, { skipNestedPackages: true });
    expect([...tree.files].map(([path, bytes]) => [path, text(bytes)])).toEqual([
      ['a/target/mod.rs', ''],
      ['a/x.rs', 'x'],
      ['b.rs', 'b'],
    ]);
    expect(tree.diagnostics).toEqual([expect.objectContaining({ code: 'symbolic-link', file: 'root' })]);
    expect(listTree(directory, { skipBuildOutput: false }).paths).toContain('target/debug/y.rs');
  });

  test('files are read when asked for; what is gone or too large counts as absent and is said', () => {
    const directory = temporaryDirectory({ a: '12345', b: '1', c: '1', d: '123' });
    const tree = readTree(directory, { limits: { fileBytes: 4, totalBytes: 3 } });
    writeFileSync(join(directory, 'b'), '2');
    expect(tree.files.size).toBe(4);
    expect(text(tree.files.get('b'))).toBe('2');
    expect([...tree.files.keys()].map((path) => text(tree.files.get(path)))).toEqual([undefined, '2', '1', undefined]);
    expect(tree.files.has('a')).toBe(false);
    expect(tree.diagnostics.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'file-size-limit a',
      'tree-size-limit d',
    ]);
  });

  test('limits on files, entries and depth', () => {
    const directory = temporaryDirectory({ 'a/b/c': '', d: '', e: '' });
    const codes = (limits: object) => listTree(directory, { limits }).diagnostics.map(({ code }) => code);
    expect(codes({ files: 1 })).toEqual(['tree-files-limit']);
    expect(codes({ entries: 2 })).toEqual(['tree-files-limit']);
    expect(codes({ depth: 1 })).toEqual(['tree-depth-limit']);
    expect(listTree(join(directory, 'none')).diagnostics[0]!.code).toBe('directory-unreadable');
  });
});

test('atomic writes replace whole files and leave nothing behind', () => {
  const directory = temporaryDirectory();
  for (const data of ['one', 'two']) writeFileAtomically(join(directory, 'x/y'), data);
  expect(readFileSync(join(directory, 'x/y'), 'utf8')).toBe('two');
  expect(() => writeFileAtomically(join(directory, 'x'), 'z')).toThrow();
  expect(readdirSync(directory)).toEqual(['x']);
});

describe('the cache', () => {
  test('is where variables and platform say', () => {
    expect(cacheDirectory({ LAZARET_CACHE: '/c' }, 'linux', '/h')).toBe('/c');
    expect(cacheDirectory({ XDG_CACHE_HOME: '/x' }, 'linux', '/h')).toBe('/x/lazaret');
    expect(cacheDirectory({ XDG_CACHE_HOME: 'relative' }, 'linux', '/h')).toBe('/h/.cache/lazaret');
    expect(cacheDirectory({}, 'darwin', '/h')).toBe('/h/Library/Caches/lazaret');
    expect(cacheDirectory({ LOCALAPPDATA: '/l' }, 'win32', '/h')).toBe('/l/lazaret/cache');
  });

  test('gives back what was stored, never what was damaged', () => {
    const cache = new LazaretCache(temporaryDirectory());
    const path = cache.write('facts', 'key', 'value')!;
    expect(text(cache.read('facts', 'key', 5))).toBe('value');
    expect(cache.read('facts', 'key', 4)).toBeUndefined();
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    expect(cache.read('facts', 'key', 100)).toBeUndefined();
    expect(cache.write('facts', '../../x', 'value')).toBeUndefined();
    expect(cache.readArchive(sha256Hex('none'))).toBeUndefined();
    const blocked = new LazaretCache(join(path, 'not-a-directory'));
    expect(blocked.writeArchive(Buffer.from('x'))).toBeUndefined();
  });
});
