import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AdvisoryError,
  type AdvisoryFacts,
  createDatabase,
  databaseAge,
  decodeSnapshot,
  encodeSnapshot,
  headCommit,
  isAdvisoryPath,
  isStale,
  parseSpanDays,
  readDatabase,
  SNAPSHOT_NOTICE,
} from './index.ts';

const file = (id: string, name: string, extra = ''): string =>
  `\`\`\`toml\n[advisory]\nid = "${id}"\npackage = "${name}"\ndate = "2024-01-01"\n${extra}[versions]\npatched = []\n\`\`\`\n# T\n\ntext\n`;

const TREE = {
  'crates/b/RUSTSEC-2024-0002.md': file('RUSTSEC-2024-0002', 'b', 'aliases = ["CVE-2024-0001"]\n'),
  'crates/a-x/RUSTSEC-2024-0001.md': file('RUSTSEC-2024-0001', 'a-x', 'aliases = ["CVE-2024-0001"]\n'),
  'rust/std/CVE-2024-0009.md': file('CVE-2024-0009', 'std'),
  'crates/a-x/RUSTSEC-0000-0000.md': file('RUSTSEC-0000-0000', 'a-x'),
  'crates/a-x/.hidden': 'x',
  'README.md': 'x',
};

describe('a database of files', () => {
  it('reads both collections, skips drafts and other files, and indexes by crate, id and alias', () => {
    const { advisories, errors } = readDatabase(Object.entries(TREE));
    expect(errors).toEqual([]);
    const db = createDatabase(advisories, { commit: 'c'.repeat(40), date: '2024-06-01', origin: 'folder' });
    expect(db.info).toEqual({
      commit: 'c'.repeat(40),
      date: '2024-06-01',
      dateIsLowerBound: false,
      advisories: 3,
      origin: 'folder',
    });
    const ids = (list: readonly AdvisoryFacts[]): string[] => list.map(({ id }) => id);
    expect(ids(db.ofCrate('A_X'))).toEqual(['RUSTSEC-2024-0001']);
    expect(ids(db.ofCrate('std'))).toEqual([]);
    expect(ids(db.ofToolchain('std'))).toEqual(['CVE-2024-0009']);
    expect(ids(db.byId('rustsec-2024-0002'))).toEqual(['RUSTSEC-2024-0002']);
    expect(ids(db.byId('CVE-2024-0001'))).toEqual(['RUSTSEC-2024-0001', 'RUSTSEC-2024-0002']);
    expect(ids(db.byId('nothing'))).toEqual([]);
  });

  it('names each file that is malformed or in the wrong place, and reads the rest', () => {
    const bad = {
      ...TREE,
      'crates/c/RUSTSEC-2024-0003.md': file('RUSTSEC-2024-0004', 'c'),
      'crates/d/RUSTSEC-2024-0005.md': file('RUSTSEC-2024-0005', 'e'),
      'crates/d/RUSTSEC-2024-0006.toml': 'x',
      'crates/f/RUSTSEC-2024-0007.md': 'x',
      'old/crates/b/RUSTSEC-2024-0002.md': TREE['crates/b/RUSTSEC-2024-0002.md'],
    };
    const { advisories, errors } = readDatabase(Object.entries(bad));
    expect(advisories).toHaveLength(3);
    expect(errors.map(({ file: path, code }) => `${path} ${code}`)).toEqual([
      'crates/c/RUSTSEC-2024-0003.md location',
      'crates/d/RUSTSEC-2024-0005.md location',
      'crates/d/RUSTSEC-2024-0006.toml location',
      'crates/f/RUSTSEC-2024-0007.md front-matter',
      'old/crates/b/RUSTSEC-2024-0002.md duplicate-id',
    ]);
  });

  it('knows which files to read', () => {
    const paths = [
      'crates/a/X-1.md',
      'x/GHSA-aaaa-bbbb-cccc.json',
      'package.json',
      'README.md',
      'crates/a/.x.md',
      '.git/config',
    ];
    expect(paths.filter(isAdvisoryPath)).toEqual(paths.slice(0, 2));
  });

  it('reads OSV records beside the folders', () => {
    const affected = [{ package: { ecosystem: 'crates.io', name: 'o' }, ranges: [] }];
    const record = JSON.stringify({ id: 'GHSA-aaaa-bbbb-cccc', published: '2024-01-01T00:00:00Z', affected });
    const files = [...Object.entries(TREE), ['osv/GHSA-aaaa-bbbb-cccc.json', record], ['package.json', '{}']] as const;
    const { advisories, errors } = readDatabase(files);
    expect(errors).toEqual([]);
    expect(advisories.map(({ id }) => id)).toContain('GHSA-aaaa-bbbb-cccc');
  });

  it('dates a plain folder by its newest advisory', () => {
    const { advisories } = readDatabase(Object.entries(TREE));
    expect(createDatabase(advisories, { origin: 'folder' }).info).toMatchObject({
      date: '2024-01-01',
      dateIsLowerBound: true,
    });
    expect(createDatabase([], { origin: 'folder' }).info.date).toBeNull();
  });
});

describe('the commit of a clone', () => {
  const id = '0123456789abcdef0123456789abcdef01234567';
  const read = (files: Record<string, string>) => headCommit((path) => files[path] ?? null);

  it('is read from a detached head, a loose or a packed reference', () => {
    expect(read({ HEAD: `${id}\n` })).toBe(id);
    expect(read({ HEAD: 'ref: refs/heads/main\n', 'refs/heads/main': `${id}\n` })).toBe(id);
    const packed = `# pack-refs with: peeled\n${'f'.repeat(40)} refs/heads/other\n${id} refs/heads/main\n`;
    expect(read({ HEAD: 'ref: refs/heads/main\n', 'packed-refs': packed })).toBe(id);
  });

  it('is unknown rather than guessed, and never read from outside of the folder', () => {
    expect(read({})).toBeNull();
    expect(read({ HEAD: 'ref: refs/heads/main\n' })).toBeNull();
    expect(read({ HEAD: 'ref: refs/../../x\n', 'refs/../../x': id })).toBeNull();
    expect(read({ HEAD: 'nonsense' })).toBeNull();
  });
});

describe('age', () => {
  const info = { commit: null, date: '2024-01-01', dateIsLowerBound: false, advisories: 0, origin: 'folder' } as const;

  it('counts whole days and takes an unknown age for too old', () => {
    expect(databaseAge(info, '2024-03-31T23:00:00Z')).toBe(90);
    expect(isStale(info, '2024-03-31', 90)).toBe(false);
    expect(isStale(info, '2024-04-01', 90)).toBe(true);
    expect(isStale({ ...info, date: null }, '2024-01-01', 90)).toBe(true);
  });

  it.each([
    ['90', 90],
    ['90d', 90],
    ['12w', 84],
    ['P90D', 90],
    ['p3m', 90],
    ['P1Y2W', 379],
  ])('reads the span %s', (text, days) => {
    expect(parseSpanDays(text)).toBe(days);
  });

  it.each(['', 'd', '-1d', '1.5d', '90 days', 'P', 'PT1H', 'P1DT1H', '1d2w', 'P1D1D', '9999999', 'P999999Y'])(
    'refuses the span %j',
    (text) => {
      expect(() => parseSpanDays(text)).toThrow(AdvisoryError);
    },
  );
});

describe('the snapshot', () => {
  const { advisories } = readDatabase(Object.entries(TREE));
  const osvOnly = {
    ...advisories.find(({ id }) => id === 'RUSTSEC-2024-0001')!,
    id: 'X-1',
    ranges: [{ introduced: '1.0.0', fixed: null }],
    versions: ['0.1.0'],
  };
  const database = createDatabase([...advisories, osvOnly], { commit: 'abc', date: '2024-06-01', origin: 'folder' });
  const bytes = encodeSnapshot(database);

  it('gives back the facts, without prose, and the same bytes each time', () => {
    const back = decodeSnapshot(bytes);
    expect(back.info).toEqual({ ...database.info, origin: 'snapshot' });
    const facts = database.all().map((advisory) => {
      const { description, references, keywords, ...rest } = advisory as (typeof advisories)[number];
      expect([description, references, keywords]).toBeDefined();
      return rest;
    });
    expect(back.all()).toEqual(facts);
    expect(back.ofCrate('a-x')).toEqual(facts.filter((advisory) => advisory.package === 'a-x'));
    expect(back.ofToolchain('std')).toHaveLength(1);
    expect(back.byId('CVE-2024-0001')).toHaveLength(3);
    expect(encodeSnapshot(back)).toEqual(bytes);
    const text = gunzipSync(bytes).toString();
    expect(text).toContain(SNAPSHOT_NOTICE);
  });

  const repacked = (change: (text: string) => string): Uint8Array => gzipSync(change(gunzipSync(bytes).toString()));

  it.each([
    ['truncated bytes', bytes.subarray(0, bytes.length - 9)],
    ['no gzip', new Uint8Array([1, 2, 3])],
    ['another format', repacked((text) => text.replace('"format":1', '"format":2'))],
    ['no header', repacked(() => '')],
    ['a header that is no JSON', repacked((text) => `x${text}`)],
    ['a missing row', repacked((text) => text.split('\n').slice(0, -2).concat('').join('\n'))],
    ['a row without a key', repacked((text) => text.replace('\t', ''))],
    ['a row that is no JSON', repacked((text) => text.replace('\t[', '\t{'))],
    ['a row of other types', repacked((text) => text.replace('"2024-01-01"', '1'))],
    ['ranges that overlap', repacked((text) => text.replace('[],[],[],0', '["1","^1"],[],[],0'))],
  ])('refuses %s', (_what, damaged) => {
    expect(() => decodeSnapshot(damaged).all()).toThrow(AdvisoryError);
  });

  it('is total', () => {
    const text = gunzipSync(bytes).toString();
    fc.assert(
      fc.property(fc.nat(text.length), fc.string(), (at, extra) => {
        try {
          decodeSnapshot(gzipSync(text.slice(0, at) + extra + text.slice(at))).all();
        } catch (error) {
          expect(error).toBeInstanceOf(AdvisoryError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
