import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { examplesOf, SECRET_RULES, seededRandom } from '@lazaret/secrets';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from './world.ts';

const random = seededRandom(3);
/** Made here, so that no scanner takes this file for a leak. */
const example = (id: string): string => examplesOf(SECRET_RULES.find((rule) => rule.id === id)!, random)[0]!;
const GITLAB = example('gitlab-pat');
const SECRET = /"([^"]+)"/.exec(GITLAB)![1]!;
const RULES = "[[rules]]\nid = 'own'\nregex = '''own_([a-z]+)'''\n";

describe('secrets', () => {
  let world: World;

  beforeAll(() => {
    world = new World({
      'a/src/lib.rs': `fn f() {}\n${GITLAB}`,
      'a/tests/t.rs': example('stripe-access-token'),
      'a/own.txt': 'own_one\nown_two // gitleaks:allow\n',
      'a/.git/config': GITLAB,
      'old/src/lib.rs': GITLAB,
      'rules.toml': RULES,
      'extended.toml': "[extend]\npath = 'rules.toml'\n[[rules]]\nid = 'own'\ndescription = 'changed'\n",
      'b/nested.bin': gzipSync(GITLAB),
    });
  });

  afterAll(() => world.remove());

  it('tells what to act on, redacted, and counts the rest', async () => {
    const { code, out } = await world.run(['secrets', 'a']);
    expect(code).toBe(1);
    expect(out).toContain('LIKELY  src/lib.rs:2:10');
    expect(out).toContain('1 secret to act on; 1 in tests');
    expect(out).not.toContain(SECRET);
    expect((await world.run(['secrets', 'a', '--show-secrets'])).out).toContain(SECRET);
    expect((await world.run(['secrets', 'a', '--fail-on', 'proved'])).code).toBe(0);
    expect((await world.run(['secrets', 'a', '-v'])).out).toContain('FIXTURE  tests/t.rs');
  });

  it('prints JSON as the schema has it, and no secret in any form', async () => {
    const { out } = await world.run(['secrets', 'a', '--format', 'json']);
    const schema = JSON.parse(readFileSync(new URL('../../../schemas/secrets.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020().compile(schema);
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
    for (const format of ['json', 'ndjson', 'sarif', 'gitleaks', 'incidents']) {
      const text = (await world.run(['secrets', 'a', '--format', format])).out;
      expect(text).toContain('gitlab');
      expect(text).not.toContain(SECRET);
    }
    expect((await world.run(['secrets', 'a', '--format', 'alerts'])).code).toBe(3);
    const alerts = await world.run(['secrets', 'a', '--format', 'alerts', '--show-secrets']);
    expect(JSON.parse(alerts.out)).toEqual([
      { token: SECRET, type: 'gitlab_pat', url: 'src/lib.rs', source: 'content' },
    ]);
  });

  it('compares with an earlier report, the version before, the repository', async () => {
    await world.run(['secrets', 'a', '--format', 'json', '-o', 'before.json']);
    for (const known of [
      ['--baseline', 'before.json'],
      ['--previous', 'old'],
    ]) {
      const { code, out } = await world.run(['secrets', 'a', '--format', 'ndjson', ...known]);
      expect(code).toBe(0);
      expect(JSON.parse(out.split('\n')[0]!)).toMatchObject({ isNew: false });
    }
    const { out } = await world.run(['secrets', 'a', '--repository', 'b', '--format', 'ndjson']);
    expect(JSON.parse(out.split('\n')[0]!)).toMatchObject({ rule: 'gitlab-pat', onlyInPackage: false });
  });

  it('looks into archives', async () => {
    const { out } = await world.run(['secrets', 'b', '--format', 'ndjson']);
    expect(JSON.parse(out)).toMatchObject({ rule: 'gitlab-pat', file: 'nested.bin' });
  });

  it('runs rules of gitleaks as gitleaks does', async () => {
    const { code, out } = await world.run(['secrets', 'a', '--config', 'rules.toml', '--compat', 'gitleaks']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ rule: 'own', file: 'own.txt', startLine: 1, endColumn: 7, secret: 'one' });
    const args = ['secrets', 'a', '--config', 'extended.toml', '--ignore-gitleaks-allow', '--format', 'gitleaks'];
    const all = JSON.parse((await world.run(args)).out);
    expect(all).toHaveLength(2);
    expect(all[1]).toMatchObject({
      Description: 'changed',
      StartColumn: 2,
      Secret: 'REDACTED',
      Fingerprint: 'own.txt:own:2',
    });
    const standard = await world.run(['secrets', 'a', '--compat', 'gitleaks', '--format', 'sarif']);
    expect(JSON.parse(standard.out).runs[0].results.length).toBeGreaterThan(0);
  });

  it.each([
    [['secrets'], 3, 'missing required argument'],
    [['secrets', 'none'], 3, 'there is nothing at none'],
    [['secrets', 'a', '--config', 'a/own.txt'], 3, 'is not TOML'],
    [['secrets', 'a', '--config', 'none.toml'], 3, 'no configuration at none.toml'],
    [['secrets', 'a', '--baseline', 'rules.toml'], 3, 'no report of findings'],
    [['secrets', 'a', '--max-decode-depth', 'x'], 3, 'a whole number'],
    [['secrets', 'a', '--compat', 'gitleaks', '--previous', 'old'], 3, 'is for own rules'],
  ])('%s ends with %i', async (args, code, message) => {
    const outcome = await world.run(args);
    expect(outcome.code).toBe(code);
    expect(outcome.err).toContain(message);
  });
});
