import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  cargoPackage,
  commit,
  edited,
  git,
  hasCargo,
  manifest,
  repository,
  temporaryFolder,
} from '../../provenance/test/fixture.ts';
import { openCrate } from '@lazaret/provenance';
import { serveGit } from '../../provenance/test/git-server.ts';
import { World } from './world.ts';

const NAME = 'lz-prov';
const FILES = { 'Cargo.toml': manifest(), 'src/lib.rs': '// one\n', 'README.md': '# r\n' };
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(new URL('../../../schemas/provenance.schema.json', import.meta.url), 'utf8')),
);

function world(files: Readonly<Record<string, string | Uint8Array>> = {}): World {
  const made = new World(files);
  onTestFinished(() => made.remove());
  return made;
}

/** A bare copy below a folder that is served. */
function published(folder: string, filter = true): string {
  const root = temporaryFolder();
  git(root, 'clone', '-q', '--bare', `file://${folder}`, 'name.git');
  if (filter) git(join(root, 'name.git'), 'config', 'uploadpack.allowFilter', 'true');
  return root;
}

function indexLine(archive: Uint8Array, version = '1.0.0'): string {
  const cksum = createHash('sha256').update(archive).digest('hex');
  return `${JSON.stringify({ name: NAME, vers: version, deps: [], cksum, features: {}, yanked: false })}\n`;
}

describe.skipIf(!hasCargo)('provenance', () => {
  it('examines a file against a folder, in all formats', async () => {
    const folder = repository(FILES);
    const crate = cargoPackage(folder, NAME, '1.0.0');
    const here = world({ 'a.crate': crate, 'b.crate': edited(crate, { 'src/lib.rs': '// two\n' }) });
    const exact = await here.run(['provenance', 'a.crate', '--repo', folder]);
    expect(exact).toMatchObject({ code: 0, err: '' });
    expect(exact.out).toMatch(/lz-prov 1\.0\.0 {2}EXACT/);
    const bad = await here.run(['provenance', 'b.crate', '--repo', folder, '--format', 'json']);
    expect(bad.code).toBe(1);
    const json = JSON.parse(bad.out);
    expect(json).toMatchObject({
      verdict: 'mismatch',
      differences: [{ class: 'code-changed', severity: 'decisive', path: 'src/lib.rs' }],
    });
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    const lines = await here.run([
      'provenance',
      'a.crate',
      'b.crate',
      '--repo',
      folder,
      '--format',
      'ndjson',
      '--fail-on',
      'never',
    ]);
    expect(lines.code).toBe(0);
    expect(
      lines.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).verdict),
    ).toEqual(['exact', 'mismatch']);
    expect((await here.run(['provenance', 'b.crate', '--repo', folder, '--verbose'])).out).toMatch(
      /decisive +src\/lib\.rs: code differs/,
    );
  });

  it('fetches what is needed of a repository that is served, and judges again without a network', async () => {
    const folder = repository({
      ...FILES,
      'big.bin': Buffer.alloc(200_000, 7),
      'Cargo.toml': manifest('exclude = ["big.bin"]\n'),
    });
    commit(folder, { 'src/lib.rs': '// changed\r\n' });
    git(folder, 'tag', 'v1.0.0');
    const crate = cargoPackage(folder, NAME, '1.0.0');
    commit(folder, { 'src/lib.rs': '// later\n' });
    const server = await serveGit(published(folder));
    const here = world({ 'a.crate': edited(crate, { 'src/lib.rs': '// changed\n' }) });
    const run = (...args: string[]) =>
      here.run(['provenance', 'a.crate', '--repo', server.url('name.git'), '--format', 'json', ...args]);
    const first = await run();
    expect(first.code, first.err).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({
      verdict: 'innocuous-differences',
      commit: { from: 'vcs-info' },
      differences: [{ class: 'line-endings' }],
    });
    server.close();
    const asked = server.requests.length;
    const again = await run('--offline');
    expect(JSON.parse(again.out)).toEqual(JSON.parse(first.out));
    // Neither the record nor the copy: nothing is left to compare with.
    rmSync(here.path('cache', 'provenance'), { recursive: true });
    expect(JSON.parse((await run('--offline')).out)).toEqual(JSON.parse(first.out));
    rmSync(here.path('cache', 'git'), { recursive: true });
    const none = await run('--offline', '--no-cache');
    expect(none.code).toBe(2);
    expect(JSON.parse(none.out)).toMatchObject({ verdict: 'unverifiable', reason: 'repository-unreachable' });
    expect(server.requests.length).toBe(asked);
  });

  it('finds rewritten history and forks on a server, and takes one that knows no partial clones', async () => {
    const folder = repository(FILES);
    const crate = cargoPackage(folder, NAME, '1.0.0');
    const rewritten = repository(FILES, 'rewritten');
    commit(rewritten, { 'Cargo.toml': manifest('', NAME, '2.0.0'), 'src/lib.rs': '// other\n' });
    for (const filter of [true, false]) {
      const server = await serveGit(published(rewritten, filter));
      const here = world({ 'a.crate': crate });
      const { out } = await here.run(['provenance', 'a.crate', '--repo', server.url('name.git'), '--format', 'json']);
      expect(JSON.parse(out)).toMatchObject({
        verdict: 'innocuous-differences',
        commit: { from: 'history' },
        differences: [{ class: 'commit-missing' }],
      });
    }
    // A server with objects of a fork: the commit is there, and no branch leads to it.
    const root = published(rewritten);
    const bare = join(root, 'name.git');
    git(bare, 'fetch', '-q', `file://${folder}`, 'main:refs/fork/main');
    git(bare, 'config', 'transfer.hideRefs', 'refs/fork');
    const server = await serveGit(root);
    const { out } = await world({ 'a.crate': crate }).run([
      'provenance',
      'a.crate',
      '--repo',
      server.url('name.git'),
      '--format',
      'json',
    ]);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'suspicious', differences: [{ class: 'commit-unreachable' }] });
  });

  it('reads crates from a registry, with the index entry, and a list that is continued', async () => {
    const folder = repository(FILES);
    const crate = cargoPackage(folder, NAME, '1.0.0');
    const here = world({
      [`reg/index/lz/-p/${NAME}`]: indexLine(crate),
      [`reg/crates/${NAME}/${NAME}-1.0.0.crate`]: crate,
      'list.txt': `# the list\n${NAME}@1.0.0\n${NAME}@9.9.9\n`,
    });
    const args = [
      'provenance',
      '--batch',
      'list.txt',
      '--registry',
      'reg',
      '--repo',
      folder,
      '--format',
      'ndjson',
      '-o',
      'out.ndjson',
    ];
    const first = await here.run(args);
    expect(first.code).toBe(2);
    expect(first.err).toMatch(/exact +1 +50\.0 %\n +error +1/);
    const lines = () =>
      readFileSync(here.path('out.ndjson'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(lines().map((line) => line.verdict ?? line.error)).toEqual([
      'exact',
      expect.stringMatching(/no version 9\.9\.9/),
    ]);
    // Cut off in the middle of a line: that one is examined again.
    writeFileSync(here.path('out.ndjson'), `${JSON.stringify(lines()[0])}\n{"target":"lz`);
    await here.run(args);
    expect(lines().map(({ target }) => target)).toEqual([`${NAME}@1.0.0`, `${NAME}@9.9.9`]);
    writeFileSync(here.path('out.ndjson'), 'something else\n');
    expect((await here.run(args)).code).toBe(3);
    const table = await here.run([
      'provenance',
      `${NAME}@1.0.0`,
      `${NAME}@1.0.0`,
      '--registry',
      'reg',
      '--repo',
      folder,
    ]);
    expect(table.out).toMatch(/1 crates\n +exact +1 +100\.0 %/);
  });

  it('says clearly what is wrong', async () => {
    const folder = repository(FILES);
    const crate = cargoPackage(folder, NAME, '1.0.0');
    const here = world({ 'a.crate': crate, 'bad.crate': 'nothing', 'trust.json': '{"sha": 1}', 'no/repo': '' });
    const run = (...args: string[]) => here.run(['provenance', ...args]);
    expect(await run()).toMatchObject({ code: 3 });
    expect(await run('absent.crate')).toMatchObject({
      code: 3,
      err: expect.stringMatching(/neither NAME@VERSION nor/),
    });
    expect(await run('bad.crate')).toMatchObject({ code: 2, err: expect.stringMatching(/gzip/) });
    expect(await run('a.crate', '--repo', here.path('no'))).toMatchObject({
      code: 2,
      out: expect.stringMatching(/no git repository/),
    });
    expect(await run('a.crate', '--repo', 'http://git.example.org/x')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/https is needed/),
    });
    expect(await run('a.crate', '--repo', 'ext::sh -c true')).toMatchObject({
      code: 2,
      out: expect.stringMatching(/no folder/),
    });
    expect(await run('a.crate', '--repo', folder, '--trusted-publishing', 'trust.json')).toMatchObject({ code: 3 });
    expect(await run('a.crate', 'a.crate', '--format', 'json')).toMatchObject({ code: 3 });
    // The manifest's repository is a host for examples, which cannot be public.
    const local = manifest().replace('git.example.org', 'router.local');
    const refused = edited(crate, { 'Cargo.toml': local, 'Cargo.toml.orig': local });
    const other = world({ 'a.crate': refused });
    expect(await other.run(['provenance', 'a.crate'])).toMatchObject({
      code: 2,
      out: expect.stringMatching(/no public host/),
    });
  });

  it('takes what a registry says of the publisher', async () => {
    const folder = repository({ ...FILES, 'Cargo.toml': manifest().replace('git.example.org', 'github.com') });
    const crate = cargoPackage(folder, NAME, '1.0.0');
    const trust = (sha: string) =>
      JSON.stringify({ version: { trustpub_data: { provider: 'github', repository: 'owner/name', sha } } });
    const here = world({
      'a.crate': crate,
      'good.json': trust(git(folder, 'rev-parse', 'HEAD')),
      'bad.json': trust('0'.repeat(40)),
    });
    expect(
      (await here.run(['provenance', 'a.crate', '--repo', folder, '--trusted-publishing', 'good.json'])).code,
    ).toBe(0);
    const bad = await here.run(['provenance', 'a.crate', '--repo', folder, '--trusted-publishing', 'bad.json']);
    expect(bad).toMatchObject({ code: 1, out: expect.stringMatching(/MISMATCH/) });
  });

  it('is weighed by scan where the user asks for it', async () => {
    const folder = repository(FILES);
    const crate = cargoPackage(folder, NAME, '1.0.0');
    const made = Buffer.from(openCrate(crate).files.get('Cargo.toml')!).toString('utf8');
    const here = world({
      'reg/index/.keep': '',
      'a.crate': crate,
      'b.crate': edited(crate, { 'Cargo.toml': `${made}\n[features]\nsecret = []\n` }),
    });
    const scan = async (file: string, ...args: string[]) =>
      JSON.parse((await here.run(['scan', file, '--registry', 'reg', '--offline', '--format', 'json', ...args])).out);
    expect((await scan('a.crate', '--repo', folder)).level).toBe('clean');
    const held = await scan('b.crate', '--repo', folder);
    expect(held.level).toBe('hold');
    expect(held.findings.map(({ check }: { check: string }) => check)).toContain('provenance-mismatch');
  });
});
