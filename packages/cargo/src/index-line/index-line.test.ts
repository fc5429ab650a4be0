import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CargoError } from '../error.ts';
import { manifestDependency, parseIndexLine } from './index-line.ts';

const LINE = {
  name: 'foo-bar',
  vers: '1.2.3+build',
  deps: [
    {
      name: 'alias',
      package: 'real',
      req: '^1',
      features: ['x'],
      optional: true,
      default_features: false,
      target: 'cfg(unix)',
      kind: 'build',
      registry: 'https://other.example/',
    },
    { name: 'plain', req: '*' },
    { name: 'odd', req: 'not a requirement', kind: 'future', target: 'cfg(' },
  ],
  features: { default: ['a'], a: [] },
  features2: { b: ['dep:alias'], a: ['alias?/x'] },
  cksum: 'ab',
  yanked: true,
  links: 'z',
  rust_version: '1.70',
  pubtime: '2026-01-02T03:04:05Z',
  v: 2,
  future: { x: 1 },
};

function failure(line: string): string {
  try {
    parseIndexLine(line);
  } catch (error) {
    if (error instanceof CargoError) return error.code;
    throw error;
  }
  return 'none';
}

describe('index lines', () => {
  it('merge both feature maps and keep what they do not know', () => {
    const line = parseIndexLine(JSON.stringify(LINE));
    expect(Object.fromEntries(line.features)).toEqual({ default: ['a'], a: ['alias?/x'], b: ['dep:alias'] });
    expect([...line.unknown]).toEqual([['future', { x: 1 }]]);
    expect(line).toMatchObject({
      yanked: true,
      schema: 2,
      links: 'z',
      rustVersion: '1.70',
      pubtime: '2026-01-02T03:04:05Z',
      checksum: 'ab',
    });
    expect(line.semver.build).toBe('build');
  });

  it('name a dependency by its key and hold the real name beside it', () => {
    const [alias, plain, odd] = parseIndexLine(JSON.stringify(LINE)).dependencies.map(manifestDependency);
    expect(alias).toMatchObject({
      key: 'alias',
      package: 'real',
      kind: 'build',
      optional: true,
      defaultFeatures: false,
    });
    expect(alias!.platform).toMatchObject({ kind: 'cfg', text: 'cfg(unix)' });
    expect(plain).toMatchObject({
      key: 'plain',
      package: 'plain',
      kind: 'normal',
      optional: false,
      defaultFeatures: true,
    });
    // A platform or requirement that cannot be read must not hide the dependency.
    expect(odd).toMatchObject({ kind: 'normal', platform: undefined, req: undefined });
  });

  it('have defaults for what old lines lack', () => {
    expect(parseIndexLine('{"name":"a","vers":"1.0.0","cksum":"","deps":null,"links":null}')).toMatchObject({
      yanked: false,
      schema: 1,
      dependencies: [],
      links: undefined,
    });
  });

  it('that are malformed fail with a code', () => {
    expect(failure('')).toBe('index-line-syntax');
    expect(failure('{')).toBe('index-line-syntax');
    for (const text of ['[]', 'null', '1', '{}', '{"name":"a"}', '{"name":1,"vers":"1.0.0","cksum":""}']) {
      expect([text, failure(text)]).toEqual([text, 'index-line-shape']);
    }
    expect(failure(JSON.stringify({ ...LINE, vers: '1' }))).toBe('version-syntax');
    const wrong: unknown[] = [1, 'x', [1], { a: 1 }, true, [{}], [[]], [{ name: 1 }], [{ name: 'a', kind: 1 }]];
    for (const key of ['deps', 'features', 'features2', 'yanked', 'links', 'rust_version', 'pubtime', 'v']) {
      const codes = wrong.map((value) => failure(JSON.stringify({ ...LINE, [key]: value })));
      expect([key, codes.filter((c) => c !== 'none' && c !== 'index-line-shape')]).toEqual([key, []]);
      expect(codes.filter((c) => c === 'index-line-shape').length).toBeGreaterThan(5);
    }
    const text = JSON.stringify(LINE);
    for (let end = 0; end < text.length; end++) expect(failure(text.slice(0, end))).toBe('index-line-syntax');
    fc.assert(fc.property(fc.jsonValue(), (value) => void failure(JSON.stringify(value))));
  });
});
