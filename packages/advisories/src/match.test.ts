import { CRATES_IO_SOURCE, CRATES_IO_SPARSE_INDEX } from '@lazaret/cargo';
import { describe, expect, it } from 'vitest';
import {
  type AdvisoryFacts,
  createDatabase,
  FindingKind,
  findYanked,
  functionsForVersion,
  kindOf,
  matchAdvisories,
  parseAdvisory,
  tierOf,
} from './index.ts';

const advisory = (id: string, name: string, more: Partial<AdvisoryFacts> = {}): AdvisoryFacts => ({
  ...parseAdvisory(
    `\`\`\`toml\nid = "${id}"\npackage = "${name}"\ndate = "2024-01-01"\n[versions]\npatched = [">= 1.0.0"]\n\`\`\`\n# T\n`,
    `${id}.md`,
  ),
  ...more,
});

const database = (...advisories: AdvisoryFacts[]) => createDatabase(advisories, { origin: 'folder' });
const locked = (name: string, version: string, source: string | null = CRATES_IO_SOURCE) => ({ name, version, source });
const ids = (list: readonly { advisory: AdvisoryFacts }[]): string[] => list.map((match) => match.advisory.id);

describe('matching', () => {
  it('lists each affected version once, in the order of packages and ids', () => {
    const db = database(advisory('A-2', 'a'), advisory('A-1', 'a'), advisory('B-1', 'b'));
    const packages = [locked('b', '0.1.0'), locked('a', '0.9.0'), locked('a', '1.0.0'), locked('a', '0.8.0')];
    const { matches } = matchAdvisories(db, packages);
    expect(matches.map((m) => `${m.advisory.id} ${m.package.version}`)).toEqual([
      'B-1 0.1.0',
      'A-1 0.9.0',
      'A-2 0.9.0',
      'A-1 0.8.0',
      'A-2 0.8.0',
    ]);
  });

  it('leaves out withdrawn advisories and those on the toolchain', () => {
    const db = database(
      advisory('A-1', 'a', { withdrawn: '2024-02-02' }),
      advisory('A-2', 'a', { collection: 'rust' }),
    );
    expect(matchAdvisories(db, [locked('a', '0.1.0')]).matches).toEqual([]);
    expect(db.ofToolchain('a').map(({ id }) => id)).toEqual(['A-2']);
  });

  it('names the packages whose version it cannot read', () => {
    const pkg = locked('a', 'one');
    expect(matchAdvisories(database(advisory('A-1', 'a')), [pkg])).toEqual({
      matches: [],
      otherTargets: [],
      unreadable: [pkg],
    });
  });

  it('tells kinds apart; malware is never merely informational', () => {
    expect(kindOf({ informational: null, categories: [] })).toBe(FindingKind.Vulnerability);
    for (const kind of ['unmaintained', 'unsound', 'notice']) {
      expect(kindOf({ informational: kind, categories: [] })).toBe(kind);
    }
    expect(kindOf({ informational: 'something-new', categories: [] })).toBe(FindingKind.Notice);
    expect(kindOf({ informational: 'notice', categories: ['malicious'] })).toBe(FindingKind.Malicious);
  });

  it('says why a package is not surely the one that is meant', () => {
    expect(tierOf(CRATES_IO_SOURCE)).toEqual({ tier: 'crates.io', reason: null });
    expect(tierOf(CRATES_IO_SPARSE_INDEX).tier).toBe('crates.io');
    const why = (source: string | null): string | null => tierOf(source).reason;
    expect(why(null)).toMatch(/^a path package/);
    expect(why('git+https://example.com/a#0123')).toMatch(/^from a git repository/);
    expect(why('registry+https://example.com/index')).toMatch(/^from another registry;/);
    expect(why('sparse+https://example.com/index/')).toMatch(/^from another registry \(sparse\)/);
    expect(why('odd')).toMatch(/^from an unknown kind/);
    const { matches } = matchAdvisories(database(advisory('A-1', 'a')), [locked('a', '0.1.0', null)]);
    expect(matches[0]).toMatchObject({ tier: 'other', tierReason: 'a path package; matched by name and version only' });
  });

  it('filters by one target at a time, not by the union of all', () => {
    const db = database(
      advisory('A-1', 'a', { os: ['windows'] }),
      advisory('A-2', 'a', { os: ['windows'], arch: ['x86'] }),
      advisory('A-3', 'a'),
    );
    const targets = [
      { os: 'windows', arch: 'aarch64' },
      { os: 'linux', arch: 'x86' },
    ];
    const result = matchAdvisories(db, [locked('a', '0.1.0')], targets);
    expect(ids(result.matches)).toEqual(['A-1', 'A-3']);
    expect(ids(result.otherTargets)).toEqual(['A-2']);
    expect(ids(matchAdvisories(db, [locked('a', '0.1.0')]).matches)).toHaveLength(3);
  });

  it('compares names as crates.io does', () => {
    const db = database(advisory('A-1', 'Some-Crate'));
    expect(ids(matchAdvisories(db, [locked('some_crate', '0.1.0')]).matches)).toEqual(['A-1']);
  });

  it('takes versions that a record lists outside of ranges', () => {
    const db = database(advisory('A-1', 'a', { ranges: [], versions: ['0.1.0', 'odd'] }));
    expect(ids(matchAdvisories(db, [locked('a', '0.1.0+b'), locked('a', '0.1.1')]).matches)).toEqual(['A-1']);
  });

  it('reads the versions of functions as requirements, where prereleases do not count', () => {
    const functions = [
      { path: 'a::old', requirements: ['< 0.5.0'] },
      { path: 'a::new', requirements: ['>= 0.5.0', '= 0.1.0'] },
      { path: 'a::never', requirements: [] },
      { path: 'a::any', requirements: null },
    ];
    const named = (version: string): string[] => {
      const db = database(advisory('A-1', 'a', { functions }));
      return matchAdvisories(db, [locked('a', version)]).matches[0]!.functions.map(({ path }) => path);
    };
    expect(named('0.1.0')).toEqual(['a::old', 'a::new', 'a::any']);
    expect(named('0.6.0')).toEqual(['a::new', 'a::any']);
    expect(named('0.6.0-rc.1')).toEqual(['a::any']);
    expect(functionsForVersion([], { major: 0n, minor: 1n, patch: 0n, pre: '', build: '' })).toEqual({
      named: [],
      other: [],
    });
  });
});

describe('yanked versions', () => {
  const index = [
    { version: '0.9.0', yanked: false },
    { version: '1.0.0+x', yanked: true },
    { version: '1.1.0', yanked: false },
    { version: '2.0.0-rc.1', yanked: false },
  ];

  it('finds them, with the version to take instead', () => {
    const { yanked, unknown } = findYanked([locked('a', '1.0.0'), locked('a', '1.1.0')], () => index);
    expect(yanked).toMatchObject([{ kind: 'yanked', package: { version: '1.0.0' }, replacement: '1.1.0' }]);
    expect(unknown).toEqual([]);
    const all = index.map((entry) => ({ ...entry, yanked: true }));
    expect(findYanked([locked('a', '1.1.0')], () => all).yanked[0]!.replacement).toBeNull();
  });

  it('does not take a silent index for a clean one, and asks only about crates.io', () => {
    const packages = [locked('a', '3.0.0'), locked('b', '1.0.0'), locked('c', '1.0.0', null)];
    const { unknown } = findYanked(packages, (name) => (name === 'a' ? index : null));
    expect(unknown.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
