import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publish, temporaryDirectory, testCrate, testServer, writeFiles } from '../../test/temporary.ts';
import { LazaretCache } from '../cache/cache.ts';
import { CargoHome } from '../cargo-home/cargo-home.ts';
import { HttpClient } from '../registry/http-client.ts';
import { findSources, isInputError, openProject, outlineSources } from './project.ts';
import { Session, type SessionOptions } from './session.ts';

function session(directory: string, options: SessionOptions = {}): Session {
  const http = new HttpClient({ env: {}, retry: 0 });
  const cargoHome = new CargoHome(temporaryDirectory());
  return new Session({
    directory,
    env: {},
    cargoHome,
    cache: new LazaretCache(temporaryDirectory()),
    http,
    ...options,
  });
}

const pkg = (name: string, more = '') => `[package]\nname = "${name}"\nversion = "1.0.0"\n${more}`;
const lock = (...names: string[]) =>
  `version = 4\n${names.map((name) => `[[package]]\nname = "${name}"\nversion = "1.0.0"\n`).join('')}`;

async function failure(target: string, at: Session): Promise<string> {
  try {
    await openProject(target, at);
  } catch (error) {
    if (isInputError(error)) return error.code;
    throw error;
  }
  return 'opened';
}

describe('workspaces', () => {
  const files = {
    'ws/Cargo.toml':
      '[workspace]\nmembers = ["crates/*", "tool"]\nexclude = ["crates/out"]\n[workspace.package]\nversion = "1.0.0"\n[workspace.dependencies]\nshared = { path = "../shared" }\n[patch.crates-io]\npatched = { path = "patches/p" }',
    'ws/Cargo.lock': lock('one', 'out', 'tool', 'shared', 'patched', 'below', 'gone'),
    'ws/crates/one/Cargo.toml':
      '[package]\nname = "one"\nversion.workspace = true\n[dependencies]\nshared.workspace = true\nbelow = { path = "below" }',
    'ws/crates/one/below/Cargo.toml': pkg('below'),
    'ws/crates/out/Cargo.toml': pkg('out'),
    'ws/crates/notes.txt': '',
    'ws/tool/Cargo.toml': pkg('tool'),
    'ws/tool/src/main.rs': 'fn main() {}',
    'ws/patches/p/Cargo.toml': pkg('patched'),
    'shared/Cargo.toml': pkg('shared'),
    'ws/target/package/x/Cargo.toml': pkg('x'),
  };

  test('are found from any member, with members, path dependencies and patches', async () => {
    const root = temporaryDirectory(files);
    for (const start of [
      'ws',
      'ws/tool',
      'ws/tool/src',
      'ws/crates/one/below',
      'ws/Cargo.lock',
      'ws/tool/Cargo.toml',
    ]) {
      const project = await openProject(start, session(root));
      expect(project.root).toBe(join(root, 'ws'));
      expect(project.members).toEqual(['crates/one', 'crates/one/below', 'tool']);
    }
    const project = await openProject('ws', session(root));
    expect([...project.manifests.keys()].sort()).toEqual([
      '',
      '../shared',
      'crates/one',
      'crates/one/below',
      'crates/out',
      'patches/p',
      'tool',
    ]);
    const places = project.requests().map(({ name, directory }) => [name, directory?.slice(root.length)]);
    expect(places).toEqual([
      ['one', '/ws/crates/one'],
      ['out', '/ws/crates/out'],
      ['tool', '/ws/tool'],
      ['shared', '/shared'],
      ['patched', '/ws/patches/p'],
      ['below', '/ws/crates/one/below'],
      ['gone', undefined],
    ]);
    const found = await findSources(project, session(root));
    expect([...found.values()].map((result) => result.found)).toEqual([true, true, true, true, true, true, false]);
    const outlines = await outlineSources(project, session(root), { only: [2] });
    expect([...outlines]).toEqual([[2, { manifest: pkg('tool'), paths: ['Cargo.toml', 'src/main.rs'], findings: [] }]]);
  });

  test('a package that is no member stands alone', async () => {
    const root = temporaryDirectory({ ...files, 'ws/crates/out/Cargo.lock': lock('out') });
    const project = await openProject('ws/crates/out', session(root));
    expect([project.root, project.members]).toEqual([join(root, 'ws/crates/out'), ['']]);
  });

  test('broken members are diagnostics; a broken or missing root, lock or target is an error', async () => {
    const root = temporaryDirectory({
      'a/Cargo.toml': '[workspace]\nmembers = ["x", "none", "/etc", "../../*"]',
      'a/Cargo.lock': lock(),
      'a/x/Cargo.toml': '[package',
      'b/Cargo.toml': '[package',
      'c/Cargo.toml': pkg('c'),
      'd/Cargo.toml': pkg('d'),
      'd/Cargo.lock': 'version = 99',
      'e/file': '',
    });
    const at = session(root);
    const { diagnostics } = await openProject('a', at);
    expect(diagnostics.map(({ code, file }) => `${code} ${file}`)).toEqual(
      expect.arrayContaining(['toml-syntax x/Cargo.toml', 'manifest-missing none']),
    );
    expect(await failure('b', at)).toBe('toml-syntax');
    expect(await failure('c', at)).toBe('lock-missing');
    expect(await failure('d', at)).toBe('lock-version');
    expect(await failure('e', at)).toBe('manifest-missing');
    expect(await failure('nowhere', at)).toBe('bad-target');
    expect((await openProject('c', at, { requireLock: false })).lock).toBeUndefined();
  });

  test('links below a pattern are not followed', async () => {
    const root = temporaryDirectory({
      'w/Cargo.toml': '[workspace]\nmembers = ["crates/*"]',
      'w/Cargo.lock': lock(),
      'w/crates/.keep': '',
      'o/Cargo.toml': pkg('o'),
    });
    symlinkSync(join(root, 'o'), join(root, 'w/crates/o'));
    expect((await openProject('w', session(root))).members).toEqual([]);
  });

  test('the configuration moves the lock file, overrides paths and adds patches', async () => {
    const root = temporaryDirectory({
      'Cargo.toml': pkg('a'),
      'locks/Cargo.lock': `${lock('a', 'p')}[[package]]\nname = "dep"\nversion = "1.0.0"\nsource = "registry+https://host.invalid/i"\n`,
      '.cargo/config.toml':
        'paths = ["dep"]\n[resolver]\nlockfile-path = "locks/Cargo.lock"\n[patch.crates-io]\np = { path = "p" }',
      'dep/Cargo.toml': pkg('dep'),
      'p/Cargo.toml': pkg('p'),
    });
    const requests = (await openProject('.', session(root))).requests();
    expect(requests.map(({ directory, source }) => [directory?.slice(root.length), source])).toEqual([
      ['', undefined],
      ['/p', undefined],
      ['/dep', undefined],
    ]);
  });
});

test('a lone lock file', async () => {
  const root = temporaryDirectory({ 'x/Cargo.lock': lock('a') });
  const project = await openProject('x/Cargo.lock', session(root));
  expect([project.kind, project.lock!.file.packages.length, project.rootManifest]).toEqual(['lock', 1, undefined]);
  expect((await openProject('x', session(root))).kind).toBe('lock');
});

test('an archive and a published version are audited with the lock file they ship', async () => {
  const server = await testServer();
  const crate = testCrate('abcd', '1.0.0', { 'Cargo.lock': lock('abcd', 'local') });
  publish(server, crate, 'ab/cd/abcd');
  const root = temporaryDirectory({
    'my.crate': crate.bytes,
    'bare.crate': testCrate('bare', '1.0.0').bytes,
    'bad.crate': 'x',
    '.cargo/config.toml': `[source.crates-io]\nreplace-with = "r"\n[source.r]\nregistry = "sparse+${server.url}/index/"`,
  });
  const at = session(root);
  const fromFile = await openProject('my.crate', at);
  const published = await openProject('abcd@1.0.0', at);
  for (const project of [fromFile, published]) {
    expect([project.kind, project.rootManifest!.package!.name, project.members]).toEqual(['archive', 'abcd', ['']]);
    const sources = await findSources(project, at);
    expect([...sources.values()].map(({ found }) => found)).toEqual([true, false]);
    expect((await outlineSources(project, at)).get(0)).toMatchObject({
      paths: ['Cargo.toml', 'src/lib.rs', 'Cargo.lock'],
    });
  }
  expect(published.archive!.source).toMatchObject({ verification: 'lock-checksum', sha256: crate.checksum });
  expect(await failure('bare.crate', at)).toBe('lock-missing');
  writeFiles(root, { 'other.lock': lock('bare') });
  expect((await openProject('bare.crate', at, { lockFile: 'other.lock' })).lock!.path).toBe(join(root, 'other.lock'));
  expect(await failure('bad.crate', at)).toBe('gzip-header');
  expect(await failure('abcd@9.9.9', at)).toBe('unknown-version');
  expect(await failure('none@1.0.0', at)).toBe('unknown-crate');
  expect(await failure('abcd@1.0.0', session(root, { offline: true }))).toBe('offline');
});

test('net.offline of the configuration forbids the network', () => {
  const root = temporaryDirectory({ '.cargo/config.toml': '[net]\noffline = true' });
  expect(session(root).isOffline()).toBe(true);
  writeFileSync(join(root, '.cargo/config.toml'), '');
  expect(session(root).isOffline()).toBe(false);
});
