import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git, temporaryDirectory, testCrate, writeFiles } from '../../test/temporary.ts';
import { CargoHome } from '../cargo-home/cargo-home.ts';
import { findExposures } from './exposure.ts';

const SUM = 'a'.repeat(64);
const lock = (version: string, checksum = SUM) =>
  `version = 3\n\n[[package]]\nname = "bad"\nversion = "${version}"\nsource = "registry+https://host.invalid/i"\nchecksum = "${checksum}"\n`;

function commit(directory: string, message: string): string {
  git(directory, 'add', '-A');
  git(directory, 'commit', '-qm', message, '--allow-empty');
  return git(directory, 'rev-parse', 'HEAD');
}

test('lock files, history on all branches, caches and vendor folders', async () => {
  const root = temporaryDirectory({
    'repo/app/Cargo.lock': lock('1.0.0'),
    'loose/Cargo.lock': lock('1.0.1', 'b'.repeat(64)),
  });
  const repository = join(root, 'repo');
  git(repository, 'init', '-q');
  commit(repository, 'clean');
  writeFiles(repository, { 'app/Cargo.lock': lock('1.0.1') });
  const exposed = commit(repository, 'exposed');
  writeFiles(repository, { 'other.txt': '' });
  commit(repository, 'unrelated');
  git(repository, 'checkout', '-qb', 'side');
  writeFiles(repository, { 'app/Cargo.lock': `<<<<<<< ours\n${lock('1.0.1')}=======\n>>>>>>> theirs\n` });
  const side = commit(repository, 'conflict on a branch');
  git(repository, 'checkout', '-q', 'main');
  git(repository, 'rm', '-q', 'app/Cargo.lock');
  commit(repository, 'removed');

  const crate = testCrate('bad', '1.0.1');
  const home = temporaryDirectory({
    'registry/cache/h-0123456789abcdef/bad-1.0.1.crate': crate.bytes,
    'registry/src/h-0123456789abcdef/bad-1.0.1/.cargo-ok': '',
    'registry/src/h-0123456789abcdef/bad-1.0.0/.cargo-ok': '',
  });
  writeFiles(root, {
    'loose/vendor/bad/Cargo.toml': '[package]\nname = "bad"\nversion = "1.0.1"',
    'loose/vendor/bad/.cargo-checksum.json': '{}',
    'loose/vendor/good/Cargo.toml': '[package]\nname = "good"\nversion = "1.0.1"',
    'loose/vendor/good/.cargo-checksum.json': '{}',
  });
  const report = await findExposures({ name: 'bad', version: '1.0.1', roots: [root], cargoHome: new CargoHome(home) });
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
  expect(report.exposures).toEqual([
    { kind: 'lock-file', path: join(root, 'loose/Cargo.lock'), checksum: 'b'.repeat(64), modified: time },
    { kind: 'vendor', path: join(root, 'loose/vendor/bad'), modified: time },
    {
      kind: 'cargo-archive',
      path: expect.stringContaining('bad-1.0.1.crate'),
      checksum: crate.checksum,
      modified: time,
    },
    { kind: 'cargo-unpacked', path: expect.stringContaining('bad-1.0.1'), modified: time },
    {
      kind: 'lock-history',
      repository,
      path: 'app/Cargo.lock',
      checksum: SUM,
      commits: expect.arrayContaining([side, exposed].map((hash) => ({ commit: hash, date: time }))),
      truncated: false,
    },
  ]);
  expect(report.searched).toEqual({
    lockFiles: 1,
    repositories: 1,
    revisions: 4,
    vendorFolders: 1,
    registryDirectories: 2,
  });
  expect(report.diagnostics).toEqual([]);
  const none = await findExposures({ name: 'bad', version: '9.9.9', roots: [root], cargoHome: new CargoHome(home) });
  expect(none.exposures).toEqual([]);
});

test('what cannot be searched is said', async () => {
  const root = temporaryDirectory({ 'broken/.git/HEAD': 'nonsense' });
  const report = await findExposures({
    name: 'a',
    version: '1.0.0',
    roots: [root, join(root, 'none')],
    cargoHome: new CargoHome(root),
  });
  expect(report.diagnostics.map(({ code }) => code).sort()).toEqual(['directory-unreadable', 'git-failed']);
});
