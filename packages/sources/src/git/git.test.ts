import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git, temporaryDirectory, writeFiles } from '../../test/temporary.ts';
import { fileAtRevision, isRevision, runGit } from './git.ts';
import { lockRevisions } from './lock-history.ts';

function repository(): string {
  const directory = temporaryDirectory({ 'Cargo.lock': 'one' });
  git(directory, 'init', '-q');
  git(directory, 'add', '-A');
  git(directory, 'commit', '-qm', 'first');
  return directory;
}

test("a hostile repository's configuration starts no program", async () => {
  const directory = repository();
  const marker = join(directory, 'ran');
  writeFileSync(join(directory, 'evil.sh'), `#!/bin/sh\ntouch '${marker}'\n`, { mode: 0o755 });
  const evil = join(directory, 'evil.sh');
  for (const key of [
    'core.fsmonitor',
    'core.pager',
    'core.sshCommand',
    'diff.external',
    'core.alternateRefsCommand',
    'gpg.program',
    'diff.x.textconv',
    'diff.x.command',
    'filter.x.smudge',
    'filter.x.clean',
  ]) {
    git(directory, 'config', key, evil);
  }
  git(directory, 'config', 'log.showSignature', 'true');
  git(directory, 'config', 'core.hooksPath', directory);
  writeFiles(directory, { '.gitattributes': '* diff=x filter=x\n', 'Cargo.lock': 'two' });
  expect((await lockRevisions(directory)).revisions).toHaveLength(1);
  expect((await fileAtRevision(directory, 'HEAD', 'Cargo.lock', 100))!.toString()).toBe('one');
  await expect(runGit(['fetch', 'ext::sh -c true'], { directory })).rejects.toMatchObject({ code: 'git-failed' });
  await expect(runGit(['fetch', directory], { directory })).rejects.toMatchObject({ code: 'git-failed' });
  expect(existsSync(marker)).toBe(false);
});

test('files at a revision, relative to the directory', async () => {
  const directory = repository();
  writeFiles(directory, { 'sub/Cargo.lock': 'sub' });
  git(directory, 'add', '-A');
  git(directory, 'commit', '-qm', 'second');
  const read = async (at: string, revision: string) =>
    (await fileAtRevision(at, revision, 'Cargo.lock', 100))?.toString();
  expect(await read(join(directory, 'sub'), 'HEAD')).toBe('sub');
  expect(await read(join(directory, 'sub'), 'HEAD~1')).toBeUndefined();
  await expect(read(directory, 'no-such')).rejects.toMatchObject({ code: 'git-failed' });
  await expect(read(directory, '--output=x')).rejects.toMatchObject({ code: 'bad-target' });
  for (const text of ['main', 'v1.0', 'HEAD~2', 'a/b', 'x^{tree}']) expect(isRevision(text)).toBe(true);
  for (const text of ['-x', 'a..b', '', 'a b', 'a:b', 'a\nb']) expect(isRevision(text)).toBe(false);
});

test('output and time are bounded, failures have a code', async () => {
  const directory = repository();
  await expect(runGit(['log'], { directory, maxOutput: 5 })).rejects.toMatchObject({ code: 'git-output' });
  await expect(runGit(['log'], { directory: temporaryDirectory() })).rejects.toMatchObject({ code: 'git-failed' });
  const hang = ['-c', 'alias.hang=!sleep 5', 'hang'];
  await expect(runGit(hang, { directory, timeout: 200 })).rejects.toMatchObject({ code: 'git-timeout' });
});
