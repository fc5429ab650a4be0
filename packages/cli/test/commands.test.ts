import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { VERSION } from '../src/version.ts';
import { DATABASE, PROJECT, World } from './world.ts';

const world = new World({ ...DATABASE, ...PROJECT });
afterAll(() => world.remove());

const audit = (args: readonly string[] = [], tty = false) =>
  world.run(['audit', 'app', '--offline', '--db', world.path('db'), ...args], { tty });
const verdicts = (json: string) =>
  (JSON.parse(json).findings as { advisory: string; verdict: string }[]).map((it) => `${it.advisory} ${it.verdict}`);

describe('audit', () => {
  it('tells what is reached, not reached and not built, and exits with 1', async () => {
    const { code, out, err } = await audit(['--json']);
    expect(verdicts(out)).toEqual([
      'RUSTSEC-2026-9003 not_built',
      'RUSTSEC-2026-9001 reachable',
      'RUSTSEC-2026-9002 not_reachable',
    ]);
    const path = JSON.parse(out).findings[1].path.map((it: { function: string }) => it.function);
    expect(path).toEqual(['app::main', 'middle::go', 'leaf::hit']);
    expect([code, err]).toEqual([1, '']);
  });

  it('leaves the exit code to the gates', async () => {
    expect((await audit(['--exit-zero'])).code).toBe(0);
    expect((await audit(['--fail-on-reach', 'any'])).code).toBe(1);
    expect((await audit(['--features', 'extra', '--deny', 'unmaintained', '--json'])).out).toContain(
      'RUSTSEC-2026-9003',
    );
    expect((await audit(['--max-db-age', '30d'])).code).toBe(2);
  });

  it('writes several formats at once, each to its file', async () => {
    const { out } = await audit([
      '--format',
      'human',
      '--format',
      `json=${world.path('out.json')}`,
      '--format',
      `sarif=${world.path('out.sarif')}`,
    ]);
    expect(out).toContain('Reachable (1)');
    expect(verdicts(readFileSync(world.path('out.json'), 'utf8'))).toHaveLength(3);
    expect(JSON.parse(readFileSync(world.path('out.sarif'), 'utf8')).version).toBe('2.1.0');
    expect((await audit(['--format', 'json', '--format', 'sarif'])).code).toBe(3);
  });

  it('shows only what is new since a report', async () => {
    await audit(['--format', `json=${world.path('before.json')}`]);
    const { code, out } = await audit(['--baseline', world.path('before.json')]);
    expect(code).toBe(0);
    expect(out).not.toContain('RUSTSEC-2026-9001');
    world.write({ 'no.json': '[1, 2' });
    expect((await audit(['--baseline', world.path('no.json')])).code).toBe(3);
  });

  it('honours ignores until they expire, and says so', async () => {
    const ignore = (until: string) =>
      `[[ignore]]\nid = "RUSTSEC-2026-9001"\nreason = "not called in production"\nuntil = "${until}"\n`;
    world.write({ 'good.toml': ignore('2027-01-01'), 'old.toml': ignore('2026-01-01') });
    const good = await audit(['--config', world.path('good.toml')]);
    expect([good.code, good.out.includes('1 ignored')]).toEqual([0, true]);
    const old = await audit(['--config', world.path('old.toml')]);
    expect([old.code, old.out.includes('has expired')]).toEqual([1, true]);
    world.write({ 'unused.toml': '[[ignore]]\nid = "RUSTSEC-2000-0001"\nreason = "gone"\n' });
    expect((await audit(['--config', world.path('unused.toml')])).out).toContain(
      'ignore of RUSTSEC-2000-0001 matches nothing',
    );
    world.write({ 'odd.toml': '[audit]\nfail-one = "high"\n' });
    expect((await audit(['--config', world.path('odd.toml')])).code).toBe(3);
  });

  it('gives a lone lock file unknown verdicts', async () => {
    world.write({ 'lone/Cargo.lock': PROJECT['app/Cargo.lock']! });
    const { code, out } = await world.run(['audit', 'lone', '--offline', '--db', world.path('db'), '--json']);
    expect(new Set(verdicts(out).map((it) => it.split(' ')[1]))).toEqual(new Set(['unknown']));
    expect(code).toBe(1);
  });

  it('says which sources cannot be had offline, and clears nothing for it', async () => {
    world.write({
      'remote/Cargo.toml': '[package]\nname = "remote"\nversion = "0.1.0"\n[dependencies]\nleaf = "0.1"\n',
      'remote/src/main.rs': 'fn main() {}\n',
      'remote/Cargo.lock': `version = 4\n[[package]]\nname = "remote"\nversion = "0.1.0"\ndependencies = ["leaf"]\n[[package]]\nname = "leaf"\nversion = "0.1.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${'0'.repeat(64)}"\n`,
    });
    const { code, out } = await world.run(['audit', 'remote', '--offline', '--db', world.path('db'), '--json']);
    expect(new Set(verdicts(out).map((it) => it.split(' ')[1]))).toEqual(new Set(['unknown']));
    expect(JSON.parse(out).completeness.missingSources[0].package).toBe('leaf@0.1.0');
    expect(code).toBe(1);
  });

  it('colours only where wanted', async () => {
    expect((await audit([], true)).out).toContain('\u001b[');
    world.env['NO_COLOR'] = '1';
    expect((await audit([], true)).out).not.toContain('\u001b[');
    delete world.env['NO_COLOR'];
    expect((await audit(['--color', 'never'], true)).out).not.toContain('\u001b[');
  });

  it('lists the functions that are reached', async () => {
    const { out } = await audit(['--format', 'reachable']);
    expect(JSON.parse(out)['leaf 0.1.0']).toEqual(['leaf::hit']);
  });
});

describe('explain', () => {
  it('gives facts, text, and what it means for the project', async () => {
    const { code, out } = await world.run([
      'explain',
      'rustsec-2026-9001',
      'app',
      '--offline',
      '--db',
      world.path('db'),
    ]);
    expect(out).toContain('The prose of the advisory.');
    expect(out).toContain('function leaf::hit: reachable (function)');
    expect(out).toContain('function leaf::missed: not reachable (function)');
    expect(out).toContain('app@0.1.0 app::main src/main.rs:2:5');
    expect(code).toBe(0);
  });

  it('explains all advisories about a crate outside of a project', async () => {
    const { out } = await world.run(['explain', 'leaf', '--db', world.path('db'), '--json']);
    expect(JSON.parse(out).advisories.map((it: { id: string }) => it.id)).toEqual([
      'RUSTSEC-2026-9001',
      'RUSTSEC-2026-9002',
    ]);
    const none = await world.run(['explain', 'serde', '--db', world.path('db')]);
    expect([none.code, none.out]).toEqual([0, 'No advisory in the database of 2026-01-02 is about serde.\n']);
    expect((await world.run(['explain', 'RUSTSEC-1999-0001', '--db', world.path('db')])).code).toBe(3);
  });
});

describe('why', () => {
  it('shows who brings a package in', async () => {
    const { out } = await world.run(['why', 'leaf', 'app', '--offline']);
    expect(out).toBe('leaf@0.1.0\n└── middle@0.1.0\n    └── app@0.1.0\n');
  });

  it('shows why a package is not built', async () => {
    const { out } = await world.run(['why', 'extra', 'app', '--offline']);
    expect(out).toContain('it is optional and nothing turns its feature on');
    const { packages } = JSON.parse((await world.run(['why', 'extra', 'app', '--offline', '--json'])).out);
    expect(packages[0]).toMatchObject({ built: false, reason: 'feature-off', units: [], lockedBy: ['app@0.1.0'] });
  });

  it('helps where the name is not locked', async () => {
    const { code, err } = await world.run(['why', 'lea', 'app', '--offline']);
    expect([code, err]).toEqual([3, 'error: no package `lea` in the lock file; did you mean leaf?\n']);
    expect((await world.run(['why', 'leaf@9.9.9', 'app', '--offline'])).err).toContain('locked is 0.1.0');
  });
});

describe('paths', () => {
  it.each([
    ['hit', 'reachable'],
    ['leaf::hit', 'reachable'],
    ['missed', 'not_reachable'],
  ])('%s is %s', async (fn, verdict) => {
    const { out } = await world.run(['paths', 'leaf', fn, 'app', '--offline', '--json']);
    expect(JSON.parse(out).answers.map((it: { verdict: string }) => it.verdict)).toEqual([verdict]);
  });

  it('prints the path, and refuses what is no path', async () => {
    const { out } = await world.run(['paths', 'leaf', 'hit', 'app', '--offline']);
    expect(out.split('\n').slice(0, 2)).toEqual([
      'leaf::hit of leaf@0.1.0: reachable',
      '  app@0.1.0 app::main src/main.rs:2:5',
    ]);
    expect((await world.run(['paths', 'leaf', 'a b', 'app', '--offline'])).code).toBe(3);
  });
});

describe('exposed', () => {
  it('finds a locked version and says what was searched', async () => {
    const found = await world.run(['exposed', 'leaf@0.1.0', 'app', '--db', world.path('db')]);
    expect(found.code).toBe(1);
    expect(found.out).toContain('leaf@0.1.0 was here.');
    expect(found.out).toContain('RUSTSEC-2026-9001');
    const none = await world.run(['exposed', 'leaf@7.7.7', 'app', '--json']);
    expect(none.code).toBe(0);
    expect(JSON.parse(none.out)).toMatchObject({ exposed: false, searched: { lockFiles: 1 } });
  });

  it('wants a whole version and real folders', async () => {
    expect((await world.run(['exposed', 'leaf'])).code).toBe(3);
    expect((await world.run(['exposed', 'leaf@1'])).code).toBe(3);
    expect((await world.run(['exposed', 'leaf@1.0.0', 'nowhere'])).code).toBe(3);
  });
});

describe('fix', () => {
  it('says who stands in the way where no version helps, and edits nothing', async () => {
    const before = readFileSync(world.path('app/Cargo.lock'), 'utf8');
    const { code, out } = await world.run(['fix', 'app', '--offline', '--db', world.path('db')]);
    expect(code).toBe(1);
    expect(out).toContain('blocked:');
    expect(readFileSync(world.path('app/Cargo.lock'), 'utf8')).toBe(before);
  });
});

describe('facts', () => {
  it('prints call sites, one a line', async () => {
    const { out, code } = await world.run(['facts', 'middle', '--lock', 'app/Cargo.lock', '--offline']);
    const sites = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(sites.map((it) => [it.file, it.line, it.col, it.callees[0].path])).toEqual([
      ['src/lib.rs', 2, 5, 'leaf::hit'],
    ]);
    expect(code).toBe(0);
  });

  it('prints the unsafe code of a package as the schema has it', async () => {
    world.write({
      'ffi/Cargo.toml': '[package]\nname = "ffi"\nversion = "1.2.3"\n',
      'ffi/src/lib.rs': '#[no_mangle] pub unsafe extern "C" fn f() { g() }\nextern { #[link_name = "h"] fn g(); }\n',
      'ffi/src/part.rs': '[1, 2]',
    });
    const { out, err, code } = await world.run(['facts', 'ffi', '--format', 'unsafe']);
    const report = JSON.parse(out);
    const schema = JSON.parse(readFileSync(new URL('../../../schemas/unsafe.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ allErrors: true, strictTuples: false }).compile(schema);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report).toMatchObject({ name: 'ffi', version: '1.2.3', totals: { files: 2, parsed: 1 } });
    expect(report.files).toMatchObject([
      { parses: true, facts: { externBlocks: [{ fns: [['g', 'h']] }], exported: [{ symbol: 'f' }] } },
      { parses: false, line: 1, column: 0 },
    ]);
    expect([out.split('\n').length, err, code]).toEqual([5, '', 0]);
    expect((await world.run(['facts', '.', '--format', 'unsafe'])).code).toBe(3);
  });
});

describe('db', () => {
  it('tells what is in use', async () => {
    const status = JSON.parse((await world.run(['db', 'status', '--json', '--db', world.path('db')])).out);
    expect(status).toMatchObject({ advisories: 3, date: '2026-01-02', dateIsLowerBound: true, ageDays: 324 });
    expect(JSON.parse((await world.run(['db', 'status', '--json'])).out)).toMatchObject({ origin: 'snapshot' });
    expect((await world.run(['db', 'status', '--db', world.path('nowhere')])).code).toBe(2);
  });

  it('updates over https alone, and not offline', async () => {
    for (const url of [
      'http://example.org/db',
      'ssh://example.org/db',
      'ext::sh',
      '/etc',
      'https://a:b@example.org/db',
    ])
      expect((await world.run(['db', 'update', '--url', url])).code).toBe(3);
    const { code, err } = await world.run(['db', 'update', '--offline']);
    expect([code, err]).toEqual([2, 'error: an update needs the network; leave --offline out\n']);
  });
});

describe('the command line', () => {
  const COMMANDS = ['audit', 'explain', 'why', 'paths', 'exposed', 'fix', 'facts', 'db', 'completion'];

  it('knows its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(VERSION).toBe(version);
    expect((await world.run(['--version'])).out).toBe(`${version}\n`);
  });

  it.each(COMMANDS)('helps with %s', async (name) => {
    const { code, out } = await world.run([name, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: lazaret ${name}`);
    expect(out).toContain('Options:');
    const documented = name === 'db' ? [] : [...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((match) => match[1]);
    for (const option of documented) expect(option).not.toBe(undefined);
  });

  it('says on standard error where the time went, if asked, and leaves the answer as it is', async () => {
    const plain = await world.run(['why', 'leaf', 'app', '--offline']);
    const { out, err, code } = await world.run(['why', 'leaf', 'app', '--offline', '--timings']);
    expect([code, out]).toEqual([plain.code, plain.out]);
    expect(err).toMatch(/^timings, in seconds +total +self +times\n {2}open the project /);
    expect(err).toMatch(/\nwall [\d.]+ s, processor [\d.]+ s, peak memory \d+ MB\n$/);
    expect((await world.run(['completion', 'bash'])).out).toContain('--timings');
  });

  it('exits with 3 on wrong usage, with the way to help', async () => {
    for (const args of [
      ['nonsense'],
      ['audit', '--nonsense'],
      ['audit', '--format', 'xml'],
      ['why'],
      ['audit', '--deny', 'all'],
      ['explain', 'x', '--paths', '0'],
    ]) {
      const { code, err, out } = await world.run(args);
      expect([code, out], args.join(' ')).toEqual([3, '']);
      expect(err).not.toContain('    at ');
    }
  });

  it('names itself as cargo does', async () => {
    expect((await world.run(['audit', '--help'], { name: 'cargo lazaret' })).out).toContain(
      'Usage: cargo lazaret audit',
    );
  });

  it.each([
    ['bash', 'bash', ['-n']],
    ['zsh', 'zsh', ['-n']],
    ['fish', 'fish', ['--no-execute']],
  ])('prints a completion script that %s can parse', async (shell, program, args) => {
    const { out } = await world.run(['completion', shell]);
    for (const name of COMMANDS) expect(out).toContain(name);
    world.write({ [`completion.${shell}`]: out });
    const found = ['/bin', '/usr/bin', '/usr/local/bin'].find((folder) => existsSync(`${folder}/${program}`));
    if (found === undefined) return console.log(`${program} is not installed: its completion script was not parsed`);
    execFileSync(`${found}/${program}`, [...args, world.path(`completion.${shell}`)]);
  });
});
