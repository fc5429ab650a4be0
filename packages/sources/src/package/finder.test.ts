import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  git,
  publish,
  type TestCrate,
  type TestServer,
  temporaryDirectory,
  testCrate,
  testServer,
  writeFiles,
} from '../../test/temporary.ts';
import { LazaretCache } from '../cache/cache.ts';
import { CargoHome } from '../cargo-home/cargo-home.ts';
import { Session } from '../project/session.ts';
import { HttpClient } from '../registry/http-client.ts';
import type { PackageRequest, SourceResult } from './origin.ts';

interface World {
  readonly home: string;
  readonly cache: LazaretCache;
  readonly server: TestServer;
  readonly source: string;
  session(options?: { offline?: boolean; config?: string }): Session;
}

/** A cargo home, a cache and a registry, all empty. */
async function world(): Promise<World> {
  const server = await testServer();
  const home = temporaryDirectory();
  const cache = new LazaretCache(temporaryDirectory());
  return {
    home,
    cache,
    server,
    source: `sparse+${server.url}/index/`,
    session({ offline = false, config } = {}) {
      if (config !== undefined) writeFiles(home, { 'config.toml': config });
      const http = new HttpClient({ env: {}, retry: 1, wait: async () => undefined });
      return new Session({ directory: home, env: {}, offline, cargoHome: new CargoHome(home), cache, http });
    },
  };
}

function request({ name, version, checksum }: TestCrate, source: string): PackageRequest {
  return { name, version, checksum, source: { text: source } };
}

const summary = (result: SourceResult) => ({
  from: result.found ? `${result.origin.kind} ${result.verification}` : 'missing',
  problems: result.problems.map(({ code }) => code),
});

const fileText = (result: SourceResult, path: string) =>
  result.found ? Buffer.from(result.open().files.get(path) ?? 'absent').toString() : 'missing';

describe('registry packages', () => {
  test('downloaded once, then from the own cache, also offline', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0', { 'src/lib.rs': 'fn f() {}' });
    publish(w.server, crate, 'ab/cd/abcd');
    const found = await w.session().finder().find(request(crate, w.source));
    expect(summary(found)).toEqual({ from: 'download lock-checksum', problems: [] });
    expect(fileText(found, 'src/lib.rs')).toBe('fn f() {}');
    const again = await w.session({ offline: true }).finder().find(request(crate, w.source));
    expect(summary(again)).toEqual({ from: 'lazaret-cache lock-checksum', problems: [] });
    expect(w.server.requests).toEqual(['/index/config.json', '/dl/abcd/1.0.0/download']);
  });

  test('a damaged own cache is as good as none', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    publish(w.server, crate, 'ab/cd/abcd');
    await w.session().finder().find(request(crate, w.source));
    writeFileSync(w.cache.archivePath(crate.checksum), crate.bytes.subarray(0, 40));
    expect(summary(await w.session().finder().find(request(crate, w.source))).from).toBe('download lock-checksum');
  });

  test("cargo's cache first; a wrong checksum is said and the next place tried", async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    const other = testCrate('abcd', '1.0.0', { 'src/lib.rs': 'evil' });
    publish(w.server, crate, 'ab/cd/abcd');
    writeFiles(w.home, { 'registry/cache/somewhere-0123456789abcdef/abcd-1.0.0.crate': crate.bytes });
    expect(summary(await w.session().finder().find(request(crate, w.source))).from).toBe('cargo-cache lock-checksum');
    expect(w.server.requests).toEqual([]);
    writeFiles(w.home, { 'registry/cache/somewhere-0123456789abcdef/abcd-1.0.0.crate': other.bytes });
    const found = await w.session().finder().find(request(crate, w.source));
    expect(summary(found)).toEqual({ from: 'download lock-checksum', problems: ['archive-checksum'] });
  });

  test('a download with a wrong checksum is never used', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    publish(w.server, crate, 'ab/cd/abcd');
    w.server.routes.set('/dl/abcd/1.0.0/download', testCrate('abcd', '1.0.0', { x: 'evil' }).bytes);
    const found = await w.session().finder().find(request(crate, w.source));
    expect(summary(found)).toEqual({ from: 'missing', problems: ['download'] });
    expect(found.problems[0]!.message).toContain(crate.checksum);
  });

  test('an unpacked copy is the last resort and is marked', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    const root = 'registry/src/x-0123456789abcdef/abcd-1.0.0';
    writeFiles(w.home, { [`${root}/Cargo.toml`]: '', [`${root}/.cargo-ok`]: '', [`${root}/src/lib.rs`]: 'edited' });
    const found = await w.session({ offline: true }).finder().find(request(crate, w.source));
    expect(summary(found)).toEqual({ from: 'unpacked-copy none', problems: ['offline', 'unpacked-copy'] });
    expect(found.found && [...found.open().files.keys()]).toEqual(['Cargo.toml', 'src/lib.rs']);
  });

  test('absent, refused and unreachable', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    publish(w.server, crate, 'ab/cd/abcd');
    w.server.routes.delete('/dl/abcd/1.0.0/download');
    const find = async () => (await w.session().finder().find(request(crate, w.source))).problems[0]!.message;
    expect(await find()).toContain('404');
    w.server.routes.set('/dl/abcd/1.0.0/download', (_, response) => response.writeHead(403).end('held for review'));
    expect(await find()).toContain('held for review');
    w.server.routes.set('/index/config.json', '{"dl":"x","auth-required":true}');
    expect(await find()).toContain('token');
    w.server.routes.set('/index/config.json', '<html>');
    expect(await find()).toContain('config.json');
    const offline = await w.session({ offline: true }).finder().find(request(crate, w.source));
    expect(summary(offline)).toEqual({ from: 'missing', problems: ['offline'] });
  });

  test('a lock file without checksums takes the one of the index', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    publish(w.server, crate, 'ab/cd/abcd');
    const bare = { ...request(crate, w.source), checksum: undefined };
    writeFiles(w.home, {
      'registry/cache/elsewhere-0123456789abcdef/abcd-1.0.0.crate': testCrate('abcd', '1.0.0', { x: '' }).bytes,
    });
    expect(summary(await w.session().finder().find(bare)).from).toBe('download index-checksum');
    expect(summary(await w.session().finder().find(bare)).from).toBe('lazaret-cache index-checksum');
  });

  test('the index: revalidated with its ETag, read offline, absent crates', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    publish(w.server, crate, 'ab/cd/abcd');
    const line = w.server.routes.get('/index/ab/cd/abcd') as string;
    const seen: unknown[] = [];
    w.server.routes.set('/index/ab/cd/abcd', (incoming, response) => {
      seen.push(incoming.headers['if-none-match']);
      if (incoming.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.setHeader('etag', '"v1"').end(line);
    });
    const registry = (offline: boolean) => w.session({ offline }).finder().registry(w.source);
    expect(await registry(false).indexFile('abcd')).toEqual({ lines: line, origin: 'network' });
    expect(await registry(false).indexFile('ABCD')).toEqual({ lines: line, origin: 'network' });
    expect(seen).toEqual([undefined, '"v1"']);
    expect(await registry(true).indexFile('abcd')).toEqual({ lines: line, origin: 'lazaret-cache' });
    expect(await registry(false).indexFile('none')).toBeUndefined();
    await expect(registry(true).indexFile('none')).rejects.toMatchObject({ code: 'offline' });
    const cached = Buffer.from(`\x03\x02\x00\x00\x00etag: x\x001.0.0\x00${line.trim()}\x00`, 'latin1');
    writeFiles(w.home, { 'registry/index/127.0.0.1-0123456789abcdef/.cache/ef/gh/efgh': cached });
    expect(await registry(true).indexFile('efgh')).toEqual({ lines: line, origin: 'cargo-cache' });
  });

  test('many at once, in order, with progress; outlines are kept', async () => {
    const w = await world();
    const crates = Array.from({ length: 40 }, (_, i) => testCrate(`pkg-${i}`, '1.0.0'));
    for (const crate of crates) publish(w.server, crate, `pk/g-/${crate.name}`);
    const requests = crates.map((crate) => request(crate, w.source));
    const counts: number[] = [];
    const found = await w
      .session()
      .finder()
      .findAll(requests, ({ done }) => counts.push(done));
    expect(found.map(({ name }) => name)).toEqual(crates.map(({ name }) => name));
    expect(counts).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const outlines = await w.session().finder().outlineAll(requests);
    w.server.routes.clear();
    const kept = await w.session({ offline: true }).finder().outlineAll(requests);
    expect(kept).toEqual(outlines);
    expect(kept[7]).toEqual({
      manifest: '[package]\nname = "pkg-7"\nversion = "1.0.0"\n',
      paths: ['Cargo.toml', 'src/lib.rs'],
      findings: [],
    });
  });

  test('names that lead elsewhere, git indexes, unreadable archives', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    const find = (change: Partial<PackageRequest>) =>
      w
        .session({ offline: true })
        .finder()
        .find({ ...request(crate, w.source), ...change });
    expect((await find({ name: '../../x' })).found).toBe(false);
    expect((await find({ version: '1/../../x' })).found).toBe(false);
    const gitIndex = await find({ source: { text: 'registry+https://host.invalid/index' } });
    expect(gitIndex.problems[0]!.message).toContain('cargo fetch');
    writeFiles(w.home, { 'registry/cache/127.0.0.1-0123456789abcdef/abcd-1.0.0.crate': 'not an archive' });
    const opened = await find({ checksum: undefined });
    expect(opened.found && opened.open().problems.map(({ code }) => code)).toEqual(['archive-unreadable']);
  });
});

describe('replaced sources', () => {
  const vendored = (w: World, crate: TestCrate, files: Record<string, string>) => {
    const root = `vendor/${crate.name}`;
    const all = {
      'Cargo.toml': `[package]\nname = "${crate.name}"\nversion = "${crate.version}"\n`,
      'src/lib.rs': '1',
    };
    writeFiles(
      w.home,
      Object.fromEntries(Object.entries({ ...all, ...files }).map(([path, data]) => [`${root}/${path}`, data])),
    );
  };
  const config = (w: World) =>
    `[source.up]\nregistry = "${w.source}"\nreplace-with = "v"\n[source.v]\ndirectory = "${w.home}/vendor"`;
  const digest = '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b';

  test('a vendor folder takes the place of the registry, and its list is checked', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    const session = w.session({ config: config(w) });
    expect(summary(await session.finder().find(request(crate, w.source)))).toEqual({
      from: 'missing',
      problems: ['vendor-missing'],
    });
    const list = { package: crate.checksum, files: { 'src/lib.rs': digest, 'gone.rs': digest, 'Cargo.toml': digest } };
    vendored(w, crate, { '.cargo-checksum.json': JSON.stringify(list), 'extra.rs': '' });
    const found = await w.session().finder().find(request(crate, w.source));
    expect(summary(found)).toEqual({ from: 'vendor vendor-checksum', problems: [] });
    const problems = found.found ? found.open().problems : [];
    expect(problems.map(({ code, place }) => `${code} ${place!.split('/').at(-1)}`)).toEqual([
      'vendor-changed-file Cargo.toml',
      'vendor-missing-file gone.rs',
      'vendor-unlisted-file extra.rs',
    ]);
  });

  test('another package than the locked one, no list, another folder name, a link', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    const find = async () =>
      summary(
        await w
          .session({ config: config(w) })
          .finder()
          .find(request(crate, w.source)),
      );
    vendored(w, crate, { '.cargo-checksum.json': JSON.stringify({ package: 'f'.repeat(64), files: {} }) });
    expect(await find()).toEqual({ from: 'vendor none', problems: ['vendor-package-checksum'] });
    writeFiles(w.home, { 'vendor/abcd/.cargo-checksum.json': '[' });
    expect(await find()).toEqual({ from: 'vendor none', problems: ['vendor-checksum-file'] });
    writeFiles(w.home, { 'vendor/abcd/Cargo.toml': '[package]\nname = "abcd"\nversion = "2.0.0"' });
    expect((await find()).from).toBe('missing');
    writeFiles(w.home, { 'vendor/odd/Cargo.toml': '[package]\nname = "abcd"\nversion = "1.0.0"' });
    expect((await find()).from).toBe('vendor none');
  });

  test('a local registry', async () => {
    const w = await world();
    const crate = testCrate('abcd', '1.0.0');
    writeFiles(w.home, { 'reg/abcd-1.0.0.crate': crate.bytes });
    const local = `[source.up]\nregistry = "${w.source}"\nreplace-with = "l"\n[source.l]\nlocal-registry = "${w.home}/reg"`;
    const finder = w.session({ config: local }).finder();
    expect(summary(await finder.find(request(crate, w.source))).from).toBe('local-registry lock-checksum');
    const wrong = { ...request(crate, w.source), checksum: 'f'.repeat(64) };
    expect(summary(await finder.find(wrong))).toEqual({ from: 'missing', problems: ['archive-checksum'] });
  });
});

test('git packages come from a checkout of their commit, wherever they are in it', async () => {
  const w = await world();
  const repository = temporaryDirectory({
    'Cargo.toml': '[workspace]\nmembers = ["deep/*"]\n[workspace.package]\nversion = "0.3.0"',
    'deep/one/Cargo.toml': '[package]\nname = "one"\nversion.workspace = true',
    'deep/one/src/lib.rs': 'one',
    'deep/one/nested/Cargo.toml': '[package]\nname = "nested"\nversion = "1.0.0"',
  });
  git(repository, 'init', '-q');
  git(repository, 'add', '-A');
  git(repository, 'commit', '-qm', 'x');
  const commit = git(repository, 'rev-parse', 'HEAD');
  const checkout = join(w.home, 'git/checkouts/r-0123456789abcdef', commit.slice(0, 7));
  git(w.home, 'clone', '-q', repository, checkout);
  git(checkout, 'checkout', '-q', '--detach');
  const find = (name: string, hash: string) =>
    w
      .session()
      .finder()
      .find({ name, version: '0.3.0', checksum: undefined, source: { text: `git+https://h/r#${hash}` } });
  const found = await find('one', commit);
  expect(summary(found)).toEqual({ from: 'git-checkout none', problems: [] });
  expect(found.found && [...found.open().files.keys()]).toEqual(['Cargo.toml', 'src/lib.rs']);
  expect(summary(await find('two', commit)).problems).toEqual(['git-package-missing']);
  expect(summary(await find('one', 'f'.repeat(40))).problems).toEqual(['git-checkout-missing']);
});
