import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CargoError } from '../error.ts';
import { parsePackageSpec } from './edges.ts';
import { type LockFile, parseLockFile } from './lock-file.ts';
import { parseSource, sourceKey } from './source.ts';

const REGISTRY = 'registry+https://registry.example/index';

const V1 = `[root]
name = "app"
version = "0.1.0"
dependencies = [
 "a 1.0.0 (${REGISTRY})",
 "local 0.2.0",
]

[[package]]
name = "a"
version = "1.0.0"
source = "${REGISTRY}"

[[package]]
name = "local"
version = "0.2.0"
replace = "a 1.0.0 (${REGISTRY})"

[metadata]
"checksum a 1.0.0 (${REGISTRY})" = "ABCD"
"checksum gone 1.0.0 (${REGISTRY})" = "<none>"
`;

const V4 = `# comment
version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "a 1.0.0 (${REGISTRY})",
 "a 1.0.0 (git+https://git.example/a?branch=some%2Fbranch#0123)",
 "a 2.0.0+meta",
 "b",
]

[[package]]
name = "a"
version = "1.0.0"
source = "${REGISTRY}"
checksum = "00ff"

[[package]]
name = "a"
version = "1.0.0"
source = "git+https://git.example/a?branch=some%2Fbranch#0123"

  [[package]] # indented
name = "a"
version = "2.0.0+meta"
source = "sparse+https://sparse.example/"

[[package]]
name = "b"
version = "0.0.1"

[[patch.unused]]
name = "p"
version = "9.0.0"
`;

function failure(text: string): [code: string | undefined, line?: number] {
  try {
    parseLockFile(text);
  } catch (error) {
    if (!(error instanceof CargoError)) throw error;
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.message.length).toBeLessThan(6000);
    return error.line === undefined ? [error.code] : [error.code, error.line];
  }
  return [undefined];
}

const edges = (lock: LockFile) => lock.packages.map((p) => p.dependencies);

describe('lock files', () => {
  it('of the first format have a root table, metadata checksums and replacements', () => {
    const lock = parseLockFile(V1);
    expect([lock.version, lock.root]).toEqual([1, 0]);
    expect(lock.packages.map((p) => [p.name, p.checksum, p.line])).toEqual([
      ['app', undefined, 1],
      ['a', 'abcd', 9],
      ['local', undefined, 14],
    ]);
    expect(edges(lock)).toEqual([[1, 2], [], []]);
    expect(lock.packages[2]!.replacedBy).toBe(1);
    expect(lock.diagnostics.map((d) => d.code)).toEqual(['lock-checksum-unused']);
  });

  it('of newer formats abbreviate edges and keep unused patches apart', () => {
    const lock = parseLockFile(V4);
    expect(lock.version).toBe(4);
    expect(edges(lock)).toEqual([[1, 2, 3, 4], [], [], [], []]);
    expect(lock.packages.map((p) => p.line)).toEqual([4, 14, 20, 25, 30]);
    expect(lock.packages[2]!.source).toMatchObject({ kind: 'git', commit: '0123' });
    expect(lock.unusedPatches).toEqual([{ name: 'p', version: '9.0.0', source: undefined }]);
    expect(lock.diagnostics).toEqual([]);
  });

  it('mean the same with CRLF line ends and a byte order mark', () => {
    for (const text of [V1, V4]) {
      const plain = parseLockFile(text);
      expect(parseLockFile(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(plain);
    }
  });

  it('without a version field are format 2 if checksums are inline', () => {
    expect(parseLockFile(V4.replace('version = 4\n', '')).version).toBe(2);
    expect(parseLockFile('').packages).toEqual([]);
  });

  it('report edges that are ambiguous or lead nowhere', () => {
    const lock = parseLockFile(V4.replace('"b",', '"b", "a", "b 3.0.0", "gone", "b 1 2 3",'));
    expect(lock.diagnostics.map((d) => [d.code, d.line])).toEqual([
      ['lock-edge-ambiguous', 4],
      ['lock-edge-dangling', 4],
      ['lock-edge-dangling', 4],
      ['lock-edge-dangling', 4],
    ]);
    expect(edges(lock)[0]).toEqual([1, 2, 3, 4]);
  });

  it('prefer the path package where an edge has no source', () => {
    const local = `\n[[package]]\nname = "a"\nversion = "1.0.0"\n`;
    const lock = parseLockFile(`${V4.replace('"b",', '"b", "a 1.0.0",')}${local}`);
    expect(lock.diagnostics).toEqual([]);
    expect(edges(lock)[0]).toContain(5);
  });

  it('find a source however the edge spells its reference', () => {
    const lock = parseLockFile(V4.replace('a?branch=some%2Fbranch#0123)', 'a.git?branch=some/branch#0123)'));
    expect(edges(lock)[0]).toEqual([1, 2, 3, 4]);
  });

  it('have no lines where the packages are not tables of their own', () => {
    const lock = parseLockFile('version = 3\npackage = [{ name = "a", version = "1.0.0" }]\n');
    expect(lock.packages.map((p) => p.line)).toEqual([0]);
  });
});

describe('what is not a lock file', () => {
  it('fails with a code that says why', () => {
    expect(failure('version = 5\n')).toEqual(['lock-version']);
    expect(failure('version = "4"\n')).toEqual(['lock-version']);
    expect(failure('version = 99999999999999999999\n')).toEqual(['lock-version']);
    expect(failure('version = -1\n')).toEqual(['lock-version']);
    expect(failure(V4 + V4.slice(V4.indexOf('[[package]]')))).toEqual(['lock-duplicate-package', 37]);
    expect(failure(`${V4}\n<<<<<<< HEAD\nx\n`)).toEqual(['merge-conflict', 38]);
    expect(failure(`x\n=======\n>>>>>>> theirs\n`)).toEqual(['merge-conflict', 2]);
    expect(failure('[[package]]\nname = 1')).toEqual(['lock-shape', 1]);
    expect(failure('[[package]]\nname = "a"')).toEqual(['lock-shape', 1]);
    expect(failure('[[package]]\nname = "a"\nversion = "1"')).toEqual(['lock-shape', 1]);
    expect(failure('[[package]]\nname = "a"\nversion = "1.0.0"\ndependencies = [1]')).toEqual(['lock-shape', 1]);
    expect(failure('[[package]]\nname = "a"\nversion = "1.0.0"\nsource = 1')).toEqual(['lock-shape', 1]);
    for (const text of [
      'package = 1',
      'package = [1]',
      'package = {}',
      'root = 1',
      'metadata = 1',
      'patch = 1',
      'patch.unused = 1',
    ]) {
      expect([text, failure(text)[0]]).toEqual([text, 'lock-shape']);
    }
    expect(failure('a'.repeat(40_000_000))).toEqual(['too-large']);
    expect(failure(`a = ${'['.repeat(200_000)}`)[0]).toBe('toml-syntax');
  });

  it('never fails in another way, wherever it is cut or changed', () => {
    for (const text of [V1, V4]) for (let end = 0; end < text.length; end += 3) failure(text.slice(0, end));
    const odd = fc.constantFrom(
      '\0',
      '"',
      '[[',
      ']]',
      '\n',
      '\ud800',
      '=',
      '{',
      "'''",
      '(',
      ' ',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(fc.constantFrom(V1, V4), fc.nat(), fc.nat(30), fc.oneof(odd, fc.string()), (text, at, cut, put) => {
        const start = at % text.length;
        failure(text.slice(0, start) + put + text.slice(start + cut));
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void failure(text)));
  });
});

describe('sources', () => {
  it('are told apart by their prefix', () => {
    const kinds = [REGISTRY, 'sparse+https://x/', 'git+ssh://x', 'path+file:///x', 'bzr+x', '', '+'].map(
      (s) => parseSource(s).kind,
    );
    expect(kinds).toEqual(['registry', 'sparse', 'git', 'path', 'unknown', 'unknown', 'unknown']);
    expect(parseSource('sparse+https://x/#frag').url).toBe('sparse+https://x/');
    expect(parseSource('git+https://x/y?rev=a+b%20c&tag=%zz#').reference).toEqual({ kind: 'tag', name: '%zz' });
    expect(parseSource('git+https://x/y').reference).toEqual({ kind: 'default' });
    expect(sourceKey(parseSource('git+https://x/y.git/'))).not.toBe(sourceKey(parseSource('git+https://x/y?rev=1')));
  });

  it('stand in edges between parentheses', () => {
    expect(parsePackageSpec('a 1.0.0 (git+https://x/y z)')).toEqual({
      name: 'a',
      version: '1.0.0',
      source: 'git+https://x/y z',
    });
    for (const bad of ['', ' ', ' 1', 'a 1 x', 'a  (x)', 'a 1 (x']) expect(parsePackageSpec(bad)).toBeUndefined();
  });
});

const oracle = new URL('../../../../../shared/oracle/audit/', import.meta.url);
describe.skipIf(!existsSync(oracle))('the audit reference’s lock files', () => {
  it('parse with the stated counts and formats', () => {
    const cases = existsSync(oracle) ? readdirSync(oracle).filter((name) => /^\d/.test(name)) : [];
    expect(cases.length).toBe(15);
    for (const name of cases) {
      const expected = JSON.parse(readFileSync(new URL(`${name}/expected.json`, oracle), 'utf8'));
      const lock = parseLockFile(readFileSync(new URL(`${name}/Cargo.lock`, oracle), 'utf8'));
      const count = lock.packages.length - (lock.root === undefined ? 0 : 1);
      expect([name, count, lock.version, lock.diagnostics]).toEqual([
        name,
        expected.dependencyCount,
        expected.lockVersion,
        [],
      ]);
      expect(lock.packages.every((p) => p.line > 0)).toBe(true);
    }
  });
});
