import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { crate } from '../../cargo/src/archive/tar-writer.fixture.ts';
import { DATABASE, World } from './world.ts';

const INDEX = 'registry+https://github.com/rust-lang/crates.io-index';
const locked = (name: string, version: string, deps: readonly string[] = []) =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "${INDEX}"\n${deps.length === 0 ? '' : `dependencies = [${deps.map((dep) => `"${dep}"`).join(', ')}]\n`}\n`;
const PROJECT = {
  'Cargo.toml': `[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\nlz-fixture-lib = "1"\n[dev-dependencies]\nlz-fixture-tester = "2"\n`,
  'src/main.rs': 'fn main() {}\n',
  'Cargo.lock': `version = 3\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["lz-fixture-lib", "lz-fixture-tester"]\n\n${locked('lz-fixture-deep', '3.0.0')}${locked('lz-fixture-lib', '1.2.0', ['lz-fixture-deep'])}${locked('lz-fixture-tester', '2.0.0')}`,
};
const audit = (name: string, scope: string, criteria = 'safe-to-deploy') =>
  `[[audits.${name}]]\nwho = "A"\ncriteria = "${criteria}"\n${scope}\n`;
const STORE = {
  'supply-chain/config.toml':
    '[cargo-vet]\nversion = "0.10"\n[imports.them]\nurl = "https://example.com/audits.toml"\n',
  'supply-chain/audits.toml':
    audit('lz-fixture-lib', 'version = "1.1.0"') + audit('lz-fixture-tester', 'version = "2.0.0"', 'safe-to-run'),
};
const THEIRS = audit('lz-fixture-lib', 'delta = "1.1.0 -> 1.2.0"') + audit('lz-fixture-deep', 'version = "3.0.0"');
const SAFE = crate(
  { 'Cargo.toml': '[package]\nname = "lz-fixture-lib"\nversion = "1.2.0"\n', 'src/lib.rs': 'pub fn f() {}\n' },
  'lz-fixture-lib-1.2.0',
);

let world: World | undefined;
afterEach(() => world?.remove());

function valid(text: string): unknown {
  const schema = JSON.parse(readFileSync(new URL('../../../schemas/reviews.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv2020({ strict: false }).compile(schema);
  const value: unknown = JSON.parse(text);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

describe('reviews of a project', () => {
  it('counts what is covered and names the nearest review that is missing', async () => {
    world = new World({ ...PROJECT, ...STORE });
    const run = await world.run(['reviews', '--format', 'json', '--offline']);
    expect(run.code).toBe(1);
    expect(valid(run.out)).toMatchObject({
      counts: { audited: 1, missing: 2 },
      packages: [
        { name: 'lz-fixture-deep', state: 'missing', missing: { crate: 'lz-fixture-deep', to: '3.0.0' } },
        { name: 'lz-fixture-lib', missing: { from: '1.1.0', to: '1.2.0', criteria: ['safe-to-deploy'] } },
        { name: 'lz-fixture-tester', required: ['safe-to-run'], state: 'audited' },
      ],
    });
    const human = await world.run(['reviews', '--offline']);
    expect(human.out).toContain('3 third-party packages: 1 audited, 2 missing');
    expect(human.out).toContain('lazaret diff lz-fixture-lib 1.1.0 1.2.0');
  });

  it('is complete with the audits of others, and in conflict where one records a violation', async () => {
    world = new World({
      ...PROJECT,
      ...STORE,
      'theirs.toml': THEIRS,
      'bad.toml': audit('lz-fixture-deep', 'violation = "3"'),
    });
    const complete = await world.run(['reviews', '--audits', 'them=theirs.toml', '--offline']);
    expect([complete.code, complete.out]).toEqual([0, '3 third-party packages: 3 audited\n']);
    const conflict = await world.run(['reviews', '--audits', 'them=theirs.toml', 'bad.toml', '--offline']);
    expect(conflict.code).toBe(1);
    expect(conflict.out).toContain(
      'lz-fixture-deep 3.0.0: bad.toml records a violation for 3, against the audit of 3.0.0 of them',
    );
  });

  it('ends where a file is no TOML, and tells entries that it leaves out', async () => {
    world = new World({ ...PROJECT, ...STORE, 'broken.toml': '[[audits', 'half.toml': audit('x', 'version = "1"') });
    const broken = await world.run(['reviews', '--audits', 'broken.toml', '--offline']);
    expect([broken.code, broken.err]).toEqual([2, expect.stringContaining('broken.toml')]);
    const half = await world.run(['reviews', '--audits', 'half.toml', '--offline']);
    expect(half.err).toContain('1 is not a version');
    expect((await world.run(['reviews', '--store', 'src', '--offline'])).code).toBe(3);
  });
});

describe('audit of a project that keeps reviews', () => {
  it('says how far they go', async () => {
    world = new World({ ...DATABASE, ...PROJECT, ...STORE });
    const args = ['audit', '--offline', '--db', world.path('db'), '--no-yanked'];
    const human = await world.run(args);
    expect(human.out).toContain('Reviews of third-party packages: 1 audited, 2 missing; `lazaret reviews` lists');
    const { reviews } = JSON.parse((await world.run([...args, '--format', 'json'])).out);
    expect(reviews).toMatchObject({ counts: { audited: 1, missing: 2 }, missing: [{}, { from: '1.1.0' }] });
  });
});

describe('reviews of a version', () => {
  it('shows the way to each criterion and what the code proves', async () => {
    world = new World({ ...STORE, 'theirs.toml': THEIRS, 'lib.crate': SAFE });
    const args = ['reviews', 'lib.crate', '--store', 'supply-chain', '--audits', 'them=theirs.toml', '--offline'];
    const run = await world.run([...args, '--format', 'json', '--criteria', 'safe-to-deploy']);
    expect(run.code).toBe(0);
    expect(valid(run.out)).toMatchObject({
      crate: 'lz-fixture-lib',
      criteria: {
        'safe-to-deploy': { holds: true, path: [{ to: '1.1.0' }, { from: '1.1.0', to: '1.2.0', source: 'them' }] },
      },
      proven: { criteria: ['ub-risk-0'] },
    });
    const human = await world.run(args);
    expect(human.out).toMatch(/yes safe-to-deploy {2}1\.1\.0 \(local\), 1\.1\.0 -> 1\.2\.0 \(them\)/);
    const audits = await world.run(['reviews', 'lib.crate', '--format', 'audits', '--offline']);
    expect(audits.out).toContain('criteria = "ub-risk-0"\nversion = "1.2.0"');
  });

  it('proves nothing of code with anything unsafe in it', async () => {
    const files = {
      'Cargo.toml': '[package]\nname = "lz-fixture-lib"\nversion = "1.2.0"\n',
      'src/lib.rs': 'pub fn f() { unsafe {} }\n',
    };
    world = new World({ 'lib.crate': crate(files, 'lz-fixture-lib-1.2.0') });
    const run = await world.run(['reviews', 'lib.crate', '--format', 'audits', '--offline']);
    expect([run.code, run.err]).toEqual([1, 'not proven: 1 use of unsafe\n']);
  });

  it('speaks of a version that cannot be had, and refuses criteria that nobody knows', async () => {
    world = new World(STORE);
    const args = ['reviews', 'lz-fixture-lib@1.1.0', '--store', 'supply-chain', '--offline'];
    const run = await world.run([...args, '--format', 'json']);
    expect(run.err).toContain('its content is not compared');
    expect(valid(run.out)).toMatchObject({ criteria: { 'safe-to-deploy': { holds: true } } });
    expect(await world.run([...args, '--criteria', 'perfect'])).toMatchObject({ code: 3 });
  });
});
