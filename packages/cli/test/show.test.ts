import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { crate } from '../../cargo/src/archive/tar-writer.fixture.ts';
import { indexLine } from './registry-folder.ts';
import { World } from './world.ts';

const NAME = 'lz-fixture-sub';
const MANIFEST = (version: string, rest = '') =>
  `[package]\nname = "${NAME}"\nversion = "${version}"\nedition = "2021"\nlicense = "MIT"\ndescription = "A thing."\nrepository = "https://git.example.com/o/r"\n${rest}`;
const archive = (version: string, lib: string, rest = '') =>
  crate({ 'Cargo.toml': MANIFEST(version, rest), 'src/lib.rs': lib, LICENSE: 'MIT' }, `${NAME}-${version}`);
const OLD = archive('1.0.0', '/// A.\npub fn a() {}\npub fn b() {}\n');
const NEW = archive(
  '1.0.1',
  '/// A.\npub fn a() { let _ = std::fs::read("x"); }\n',
  '[dependencies]\nlz-fixture-dep = "1"\n',
);
const DEP = crate(
  { 'Cargo.toml': '[package]\nname = "lz-fixture-dep"\nversion = "1.0.0"\n', 'src/lib.rs': '' },
  'lz-fixture-dep-1.0.0',
);

const world = new World({
  [`reg/index/lz/-f/${NAME}`]:
    indexLine(NAME, '1.0.0', OLD, '2026-01-01T00:00:00Z') +
    indexLine(NAME, '1.0.1', NEW, '2026-03-01T00:00:00Z', ['lz-fixture-dep']),
  'reg/index/lz/-f/lz-fixture-dep': indexLine('lz-fixture-dep', '1.0.0', DEP, '2026-02-20T00:00:00Z'),
  [`reg/crates/${NAME}/${NAME}-1.0.0.crate`]: OLD,
  [`reg/crates/${NAME}/${NAME}-1.0.1.crate`]: NEW,
  'reg/crates/lz-fixture-dep/lz-fixture-dep-1.0.0.crate': DEP,
  'checkout/.github/workflows/ci.yml':
    'on: [pull_request]\npermissions: {}\njobs:\n  t:\n    steps:\n      - run: cargo test\n',
  'audits.toml': `[[audits.${NAME}]]\nwho = "A"\ncriteria = "safe-to-run"\nversion = "1.0.1"\n`,
});
afterAll(() => world.remove());
const at = ['--registry', 'reg', '--at', '2026-03-02T00:00:00Z', '--offline'];

describe('show', () => {
  it('says in one object what is known of the newest version', async () => {
    const { code, out, err } = await world.run(['show', NAME, ...at, '--audits', 'audits.toml', '--json']);
    expect([code, err]).toEqual([0, '']);
    const value: unknown = JSON.parse(out);
    const schema = JSON.parse(readFileSync(new URL('../../../schemas/show.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(value).toMatchObject({
      crate: NAME,
      version: '1.0.1',
      published: { at: '2026-03-01T00:00:00Z', versions: 2, yanked: false },
      capabilities: { lib: { FILES: 'DIRECT' } },
      code: { publicItems: 1, documentedItems: 1 },
      dependencies: { direct: 1, all: 1, young: ['lz-fixture-dep 1.0.0'] },
      since: {
        version: '1.0.0',
        step: 'patch',
        capabilities: ['lib: FILES'],
        dependencies: ['lz-fixture-dep'],
        removedItems: ['lz_fixture_sub::b'],
      },
      reviews: { criteria: ['safe-to-run'], conflicts: [] },
    });
  });

  it('says it to people, and what is wrong with a target', async () => {
    const { out } = await world.run(['show', `${NAME}@1.0.1`, ...at]);
    expect(out).toMatch(/library +FILES\n/);
    expect(out).toMatch(/since 1\.0\.0 +gained lib: FILES; depends on lz-fixture-dep; 1 public item gone/);
    expect(await world.run(['show', 'lz-fixture-none', ...at])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no crate named'),
    });
  });
});

describe('scan with reviews', () => {
  it('holds what the own store refuses, and puts to review what others refuse', async () => {
    const refused = (criteria: string) =>
      `[[audits.${NAME}]]\nwho = "A"\ncriteria = "${criteria}"\nviolation = "1.0.1"\nnotes = "Sends things."\n`;
    world.write({ 'own/audits.toml': refused('safe-to-run'), 'theirs.toml': refused('safe-to-deploy') });
    const scan = async (...args: string[]) =>
      JSON.parse((await world.run(['scan', `${NAME}@1.0.1`, ...at, '--format', 'json', ...args])).out);
    expect(await scan('--audits', 'theirs.toml')).toMatchObject({ level: 'review' });
    world.write({ 'half.toml': `[[audits.${NAME}]]\ncriteria = "safe-to-run"\nversion = "1"\n` });
    const shown = await world.run(['show', NAME, ...at, '--audits', 'half.toml']);
    expect(shown.err.match(/1 is not a version/g)).toHaveLength(1);
    const { level, findings } = await scan('--store', 'own');
    expect(level).toBe('hold');
    expect(findings[0]).toMatchObject({
      check: 'refused-by-review',
      evidence: [{ kind: 'feed', text: 'local (A) refuses 1.0.1 for safe-to-run: Sends things.' }],
    });
    expect(await scan()).toMatchObject({ level: 'clean' });
  });
});

describe('practices', () => {
  const checks = async (args: readonly string[] = []): Promise<Map<string, { score: number; reason: string }>> => {
    const { out } = await world.run(['practices', `${NAME}@1.0.1`, ...at, '--format', 'json', ...args]);
    return new Map(JSON.parse(out).checks.map((each: { name: string }) => [each.name, each]));
  };

  it('judge by the package and the index, in the form of Scorecard', async () => {
    const { out } = await world.run(['practices', NAME, ...at, '--format', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      date: '2026-03-02T00:00:00Z',
      repo: { name: 'git.example.com/o/r' },
      metadata: null,
    });
    const found = await checks();
    expect(found.get('Semver')).toMatchObject({ score: 0, details: ['Warn: lz_fixture_sub::b'] });
    expect(found.get('License')?.score).toBe(10);
    expect(found.get('Maintained')?.score).toBe(10);
    expect(found.get('CI-Tests')).toMatchObject({ score: -1, reason: 'the repository is not at hand' });
  });

  it('judge by a checkout too, make a badge, and gate', async () => {
    expect((await checks(['--repo', 'checkout'])).get('CI-Tests')?.score).toBe(10);
    const badge = await world.run(['practices', NAME, ...at, '--format', 'badge']);
    expect(badge.out).toMatch(/^<svg .*crate practices: \d/);
    const human = await world.run(['practices', NAME, ...at, '--min-score', '10']);
    expect(human.code).toBe(1);
    expect(human.out).toContain('not known, and not counted');
    expect((await world.run(['practices', NAME, ...at, '--min-score', 'high'])).code).toBe(3);
    expect((await world.run(['practices', NAME, ...at, '--repo', 'nowhere'])).code).toBe(3);
  });
});
