import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from './world.ts';

const CORPUS = JSON.stringify({
  packages: [
    { name: 'lz-decimal', downloads: 5_000_000, owners: ['user::1'] },
    { name: 'lz-serde', downloads: 90_000_000, owners: ['user::2', 'team::1'] },
  ],
});
const WITH = ['--corpus', 'corpus.json'];

describe('typosquat', () => {
  let world: World;

  beforeAll(() => {
    world = new World({
      'corpus.json': CORPUS,
      'queries.jsonl': '{"name":"lz-sere","owners":["user::3"]}\n{"name":"lz-sere","owners":["team::1"]}\n"lz-serde"\n',
      'config.json': '{"maxK": 2, "affixes": ["zz"]}',
      'names.toml': '[[suppression]]\nname = "lzdecimal"\ntarget = "lz-decimal"\nreason = "ours"\nuntil = 2027-01-01\n',
      'dump/data/crates.csv': 'id,name,repository\n1,lz-dumped,\n',
      'dump/data/crate_downloads.csv': 'crate_id,downloads\n1,1000000\n',
      'index/lz/-a/lz-a': '{"name":"lz-a","vers":"1.0.0","deps":[],"cksum":"","features":{},"yanked":false}\n',
      'index/lz/-b/lz-b':
        '{"name":"lz-b","vers":"1.0.0","deps":[{"name":"lz-a","req":"*","features":[],"optional":false,"default_features":true,"target":null,"kind":"normal"}],"cksum":"","features":{},"yanked":false}\nbroken\n',
    });
  });

  afterAll(() => world.remove());

  it('tells which package a name could be mistaken for, why, and by what corpus', async () => {
    const { code, out } = await world.run(['typosquat', 'lzdecimal', 'lz-other', ...WITH]);
    expect(code).toBe(1);
    expect(out).toMatch(/^compared with 2 packages of corpus.json\nlzdecimal {2}HIGH {2}score \d+\/100\n/);
    expect(out).toMatch(/lz-decimal \(owners not known, used 5000000 times\)\n {7}other separators {2}separators/);
    expect(out).toMatch(/lz-other {2}NONE/);
  });

  it('prints JSON as the schema has it', async () => {
    const { out } = await world.run(['typosquat', 'lzdecimal', '--format', 'json', ...WITH, '--config', 'names.toml']);
    const schema = JSON.parse(readFileSync(new URL('../../../schemas/typosquat.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020().compile(schema);
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    expect(JSON.parse(out).names[0].imitated[0].target).toBe('lz-decimal');
  });

  it('leaves out packages of the same owner, and what is suppressed at the moment', async () => {
    const named = await world.run(['typosquat', 'lz-sere', '--owner', 'team::1', ...WITH, '--format', 'ndjson']);
    expect(JSON.parse(named.out)).toMatchObject({ level: 'none', imitated: [] });
    const args = ['typosquat', 'lzdecimal', ...WITH, '--config', 'names.toml', '--format', 'ndjson', '--at'];
    const before = await world.run([...args, '2026-12-31T00:00:00Z']);
    expect(before.code).toBe(0);
    expect(JSON.parse(before.out)).toMatchObject({ level: 'none', suppressed: [{ suppression: { reason: 'ours' } }] });
    expect((await world.run([...args, '2027-01-01T00:00:00Z'])).code).toBe(1);
  });

  it('answers as Typomania does', async () => {
    const compat = ['--compat', 'typomania', '--format', 'ndjson', ...WITH];
    const { code, out } = await world.run(['typosquat', '--queries', 'queries.jsonl', ...compat]);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual([
      '{"name":"lz-sere","perCheck":{"omitted":["lz-serde"]},"harness":[["omitted","lz-serde"]]}',
      '{"name":"lz-sere","perCheck":{},"harness":[]}',
      '{"name":"lz-serde","perCheck":{},"harness":[]}',
    ]);
    const own = await world.run(['typosquat', 'zz-lz-serde', ...compat, '--config', 'config.json']);
    expect(JSON.parse(own.out).perCheck).toMatchObject({ affixes: [['lz-serde', 'adds the zz- prefix']] });
  });

  it('reads a database dump', async () => {
    const { out } = await world.run(['typosquat', 'lzdumped', '--corpus', 'dump']);
    expect(out).toMatch(/^compared with 1 crates of the database dump dump\nlzdumped {2}HIGH/);
  });

  it('reads names from standard input and a corpus from an index', async () => {
    const { out } = await world.run(['typosquat', '-', '--corpus', 'index', '--format', 'ndjson'], {
      stdin: 'lza\nLZ_A\n',
    });
    const found = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).imitated[0]?.target);
    expect(found).toEqual(['lz-a', 'lz-a']);
  });

  it('has a list of its own, and SARIF', async () => {
    const { code, out } = await world.run(['typosquat', 'proc-macro1', '--format', 'sarif', '--fail-on', 'medium']);
    expect(code).toBe(1);
    expect(JSON.parse(out).runs[0].results[0].message.text).toContain('could be mistaken for proc-macro2');
  });

  it.each([
    [['typosquat'], 'a name is needed'],
    [['typosquat', 'a', '--corpus', 'nothing'], 'there is no corpus at nothing'],
    [['typosquat', 'a', '--registry', 'npm'], 'there is no shipped list for npm'],
    [['typosquat', 'a', ...WITH, '--config', 'queries.jsonl'], 'queries.jsonl'],
    [['typosquat', 'a', ...WITH, '--compat', 'typomania', '--format', 'sarif'], 'no SARIF'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, err } = await world.run(args);
    expect(code).toBe(3);
    expect(err).toContain(message);
  });

  it.each(['{"packages": 3}', '{"packages": [{"name": 1}]}', '', '["a", {"name":"b","owners":"c"}]', '[[[', 'a\tmany'])(
    'a corpus %j is no answer',
    async (text) => {
      world.write({ 'bad.json': text });
      expect((await world.run(['typosquat', 'a', '--corpus', 'bad.json'])).code).toBe(2);
    },
  );
});
