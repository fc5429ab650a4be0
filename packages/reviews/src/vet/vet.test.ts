import { describe, expect, test } from 'vitest';
import { coverageOf } from '../coverage.ts';
import { reviewTable } from '../merge.ts';
import { readAudits } from './audits.ts';
import { CriteriaMapper, mapForeign } from './criteria.ts';
import { AuditGraph } from './graph.ts';
import { type ProjectPackage, requirementsOf } from './requirements.ts';
import { readVetStore, type VetStoreFiles } from './store.ts';
import { parseDelta, parseVetVersion } from './version.ts';
import { writeAudits } from './write.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const NO_CREV = { proofs: [], least: 'low' } as const;

function audit(crate: string, scope: string, criteria = 'safe-to-deploy', more = ''): string {
  return `[[audits.${crate}]]\nwho = "A <a@example.com>"\ncriteria = "${criteria}"\n${scope}\n${more}\n`;
}

function table(crate: string, version: string, files: VetStoreFiles) {
  return reviewTable({ crate, version }, readVetStore(files), NO_CREV);
}

function holding(crate: string, version: string, files: VetStoreFiles): string[] {
  return [...table(crate, version, files).criteria].flatMap(([name, { holds }]) => (holds ? [name] : [])).sort();
}

test('versions, those at a commit too, and deltas', () => {
  expect(parseVetVersion('1.2.3-rc.1+b')?.text).toBe('1.2.3-rc.1+b');
  expect(parseVetVersion(`1.2.3 @ git:${COMMIT}`)).toMatchObject({ text: `1.2.3@git:${COMMIT}`, commit: COMMIT });
  expect(parseDelta(`1.0.0->1.2.3@git:${COMMIT}`)?.to.commit).toBe(COMMIT);
  for (const bad of ['', '1.2', '1.2.3@git:12', '1.2.3@hg:0', 'x']) expect(parseVetVersion(bad)).toBeUndefined();
  for (const bad of ['1.0.0', '-> 1.0.0', '1.0.0 -> ']) expect(parseDelta(bad)).toBeUndefined();
});

describe('reading', () => {
  test('every form of entry', () => {
    const file = readAudits(
      `[criteria.crypto-safe]\ndescription = "d"\nimplies = ["safe-to-run"]\n` +
        audit('a', 'version = "1.0.0"') +
        audit('a', 'delta = "1.0.0 -> 1.1.0"', 'safe-to-run', 'notes = "n"\nimportable = false') +
        audit('a', 'violation = "<0.5"') +
        `[[wildcard-audits.b]]\nwho = ["A", "B"]\ncriteria = ["safe-to-run", "crypto-safe"]\nuser-id = 7\nstart = 2024-01-01\nend = "2025-01-01"\n` +
        `[[trusted.c]]\ncriteria = "safe-to-deploy"\ntrusted-publisher = "github:o/r"\nstart = "2024-01-01"\nend = "2025-01-01"\n`,
      'audits.toml',
    );
    expect(file.problems).toEqual([]);
    expect(file.audits.map(({ scope, importable }) => [scope.kind, importable])).toEqual([
      ['full', true],
      ['delta', false],
      ['violation', true],
    ]);
    expect(file.wildcards).toMatchObject([{ publisher: { userId: 7 }, start: '2024-01-01', who: ['A', 'B'] }]);
    expect(file.trusted).toMatchObject([{ publisher: { trustedPublisher: 'github:o/r' } }]);
  });

  test.each([
    ['no scope', audit('a', ''), 'exactly one of'],
    ['two scopes', audit('a', 'version = "1.0.0"\nviolation = "*"'), 'exactly one of'],
    ['a bad version', audit('a', 'version = "1"'), 'not a version'],
    ['a bad range', audit('a', 'violation = "wide"'), 'not a version requirement'],
    ['criteria that are no strings', '[[audits.a]]\ncriteria = 3\nversion = "1.0.0"\n', 'criteria'],
    ['no array', '[audits]\na = 1\n', 'not an array of tables'],
    ['no publisher', '[[trusted.a]]\ncriteria = "x"\nstart = "2024-01-01"\nend = "2025-01-01"', 'user-id'],
  ])('%s is told and the rest is read', (_, broken, told) => {
    const file = readAudits(
      `${broken}\n${audit('good', 'version = "1.0.0"')}`.replace(
        '[audits]\na = 1\n\n[[audits.good]]',
        '[audits]\na = 1\n[[audits.good]]',
      ),
      'f',
    );
    expect(file.problems.map(({ message }) => message).join()).toContain(told);
    expect(file.audits.map(({ crate }) => crate)).toEqual(['good']);
  });

  test('text that is no TOML is an error with its line', () => {
    expect(() => readAudits('[audits\n', 'audits.toml')).toThrow(/audits\.toml.*line 1/);
  });

  test('what is written is read as the same', () => {
    const source = `[criteria."odd name"]\ndescription = "d"\n${audit('b', 'violation = "<1"')}${audit('a', 'delta = "1.0.0 -> 1.1.0"', 'safe-to-run', `notes = '''two\nlines'''`)}`;
    const first = readAudits(source, 'f');
    const second = readAudits(writeAudits(first), 'f');
    expect(second.criteria).toEqual(first.criteria);
    expect(second.audits).toEqual(first.audits.toSorted((a, b) => (a.crate < b.crate ? -1 : 1)));
    expect(readAudits(writeAudits({ audits: [] }), 'f').problems).toEqual([]);
  });
});

describe('criteria', () => {
  test('imply, in circles too', () => {
    const entry = (implies: string[]) => ({ implies, aggregatedFrom: [] });
    const mapper = new CriteriaMapper(
      new Map([
        ['a', entry(['b'])],
        ['b', entry(['a', 'safe-to-run'])],
      ]),
    );
    expect([...mapper.closure('a')].sort()).toEqual(['a', 'b', 'safe-to-run']);
    expect(mapper.minimal(['safe-to-run', 'safe-to-deploy'])).toEqual(['safe-to-deploy']);
  });

  test('foreign ones go through the map, the built-in ones by themselves', () => {
    const foreign = new CriteriaMapper(new Map([['theirs', { implies: ['safe-to-run'], aggregatedFrom: [] }]]));
    expect(mapForeign(['theirs'], foreign, new Map()).toSorted()).toEqual(['safe-to-run']);
    expect(mapForeign(['theirs'], foreign, new Map([['theirs', ['ours']]])).toSorted()).toEqual([
      'ours',
      'safe-to-run',
    ]);
    expect(mapForeign(['safe-to-deploy'], foreign, new Map([['safe-to-deploy', []]]))).toEqual(['safe-to-run']);
  });
});

describe('a version', () => {
  const audits =
    audit('a', 'version = "1.0.0"') +
    audit('a', 'delta = "1.0.0 -> 1.1.0"', 'safe-to-run') +
    audit('a', 'delta = "1.1.0 -> 1.0.5"');

  test('has what every step of a path grants', () => {
    expect(holding('a', '1.0.0', { audits })).toEqual(['safe-to-deploy', 'safe-to-run']);
    expect(holding('a', '1.1.0', { audits })).toEqual(['safe-to-run']);
    expect(holding('a', '1.0.5', { audits })).toEqual(['safe-to-run']);
    expect(holding('a', '2.0.0', { audits })).toEqual([]);
    const rows = table('a', '1.1.0', { audits }).reviews;
    expect(rows.filter(({ counts }) => counts).map(({ scope }) => scope.kind)).toEqual(['version', 'delta']);
  });

  test('loses by a violation what the violation denies and all that implies it', () => {
    const files = { audits: audits + audit('a', 'violation = "^1"', 'safe-to-deploy') };
    expect(holding('a', '1.0.0', files)).toEqual(['safe-to-run']);
    const { conflicts, reviews } = table('a', '1.0.0', files);
    expect(conflicts[0]?.what).toContain('violation of safe-to-deploy for ^1, against the audit of 1.0.0');
    expect(reviews[0]).toMatchObject({ kind: 'violation', stance: 'negative', counts: true });
    expect(holding('a', '1.0.0', { audits: audits + audit('a', 'violation = "*"', 'safe-to-run') })).toEqual([]);
  });

  test('is taken from its publisher within the days, and from exemptions last', () => {
    const wildcard = `[[wildcard-audits.w]]\nwho = "A"\ncriteria = "safe-to-deploy"\nuser-id = 7\nstart = "2024-01-01"\nend = "2024-06-01"\n`;
    const lock = (when: string) =>
      `[[publisher.w]]\nversion = "1.0.0"\nwhen = "${when}"\nuser-id = 7\nuser-login = "l"\n`;
    expect(holding('w', '1.0.0', { audits: wildcard, imports: lock('2024-01-01') })).toContain('safe-to-deploy');
    expect(holding('w', '1.0.0', { audits: wildcard, imports: lock('2024-06-01') })).toEqual([]);
    const config = `[[exemptions.a]]\nversion = "1.0.0"\ncriteria = "safe-to-deploy"\n`;
    const graph = new AuditGraph(readVetStore({ audits, config }), 'a');
    const found = graph.search('safe-to-deploy', '1.0.0');
    expect(found.holds && found.path.map(({ kind }) => kind)).toEqual(['audit']);
  });

  test('is taken as another where it is unpublished', () => {
    const imports = `[[unpublished.a]]\nversion = "1.0.1"\naudited_as = "1.0.0"\n`;
    expect(holding('a', '1.0.1', { audits, imports })).toContain('safe-to-deploy');
  });

  test('gets from foreign files what the import maps, without what is excluded or not for others', () => {
    const config =
      '[imports.them]\nurl = "https://example.com/a.toml"\nexclude = ["x"]\n[imports.them.criteria-map]\nrisky = "safe-to-run"\n';
    const text = `[criteria.risky]\ndescription = "d"\n${audit('a', 'version = "1.0.0"', 'risky')}${audit('x', 'version = "1.0.0"')}${audit('y', 'version = "1.0.0"', 'safe-to-deploy', 'importable = false')}`;
    const store = readVetStore({ config }, [{ name: 'them', text }]);
    expect(store.problems).toEqual([]);
    expect(store.imports[0]?.audits.audits.map(({ crate, criteria }) => [crate, criteria])).toEqual([
      ['a', ['safe-to-run']],
    ]);
  });
});

describe('a project', () => {
  const pkg = (name: string, dependencies: number[], more: Partial<ProjectPackage> = {}): ProjectPackage => ({
    name,
    version: '1.0.0',
    thirdParty: true,
    member: false,
    dependencies,
    devDependencies: [],
    ...more,
  });
  const project = [
    pkg('app', [1], { member: true, thirdParty: false, devDependencies: [2] }),
    pkg('lib', [3]),
    pkg('tester', []),
    pkg('deep', []),
  ];

  test('asks for deployment of what it ships and for running of what it tests with', () => {
    const required = requirementsOf(project, readVetStore({}));
    expect(required.map((set) => [...set].sort())).toEqual([
      ['safe-to-deploy', 'safe-to-run'],
      ['safe-to-deploy', 'safe-to-run'],
      ['safe-to-run'],
      ['safe-to-deploy', 'safe-to-run'],
    ]);
  });

  test('asks for what its policy says', () => {
    const config = `[policy.app]\ndev-criteria = []\n[policy.app.dependency-criteria]\nlib = "safe-to-run"\n[policy."deep:1.0.0"]\ncriteria = []\n`;
    const required = requirementsOf(project, readVetStore({ config }));
    expect(required.map((set) => [...set].sort())[1]).toEqual(['safe-to-run']);
    expect(required[2]?.size).toBe(0);
    expect(required[3]?.size).toBe(0);
  });

  test('is covered package by package, and the nearest delta is what is missing', () => {
    const audits =
      audit('lib', 'version = "0.9.0"') +
      audit('lib', 'delta = "1.0.1 -> 1.0.0"') +
      audit('deep', 'version = "1.0.0"') +
      audit('tester', 'version = "1.0.0"', 'safe-to-run');
    const { packages, counts } = coverageOf(project, readVetStore({ audits }));
    expect(counts).toMatchObject({ audited: 2, missing: 1 });
    expect(packages[0]).toMatchObject({
      name: 'lib',
      state: 'missing',
      missing: { crate: 'lib', from: '0.9.0', to: '1.0.0', criteria: ['safe-to-deploy'] },
    });
    const whole = coverageOf(project, readVetStore({})).packages.find(({ name }) => name === 'deep');
    expect(whole?.missing).toEqual({ crate: 'deep', to: '1.0.0', criteria: ['safe-to-deploy'] });
  });

  test('with a dependency chain of thousands is no problem', () => {
    const deep = Array.from({ length: 20_000 }, (_, index) =>
      pkg(`p${index}`, index + 1 < 20_000 ? [index + 1] : [0], { member: index === 0 }),
    );
    expect(requirementsOf(deep, readVetStore({})).length).toBe(20_000);
  });
});
