import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { openLocalRepository } from '@lazaret/sources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLfsPointer } from '../src/files/lfs.ts';
import { fileSelector } from '../src/files/select.ts';
import { parseGitmodules } from '../src/files/submodules.ts';
import { objectId, parseCommit, parseTree } from '../src/git/objects.ts';
import { openCrate, ProvenanceError, parseRecord, parseVcsInfo } from '../src/index.ts';
import {
  cargoPackage,
  commit,
  edited,
  examineLocal,
  type Files,
  git,
  hasCargo,
  manifest,
  repository,
  write,
} from './fixture.ts';

const BASIC: Files = { 'Cargo.toml': manifest(), 'src/lib.rs': '// one\n' };
const packaged = (folder: string) => cargoPackage(folder, 'lz-prov', '1.0.0');

/** The file of a loose object. */
const objectFile = (folder: string, id: string) => join(folder, '.git/objects', id.slice(0, 2), id.slice(2));

/** Puts other content under an object's name. */
function forge(folder: string, id: string, change: (content: Buffer) => Buffer): void {
  const file = objectFile(folder, id);
  const content = change(inflateSync(readFileSync(file)));
  rmSync(file, { force: true });
  writeFileSync(file, deflateSync(content));
}

test.skipIf(!hasCargo)('objects that are not what their name says are an error, not evidence', async () => {
  const folder = repository(BASIC);
  const crate = packaged(folder);
  const attacked = edited(crate, { 'src/lib.rs': '// two\n' });
  const tree = git(folder, 'rev-parse', 'HEAD:src');
  const wanted = objectId('blob', Buffer.from('// two\n'));
  const own = git(folder, 'rev-parse', 'HEAD:src/lib.rs');
  forge(folder, tree, (content) =>
    Buffer.from(
      content
        .toString('latin1')
        .replace(Buffer.from(own, 'hex').toString('latin1'), Buffer.from(wanted, 'hex').toString('latin1')),
      'latin1',
    ),
  );
  const report = await examineLocal(attacked, folder);
  expect(report).toMatchObject({ verdict: 'unverifiable', reason: 'repository-damaged' });
  expect(report.summary).toMatch(/corrupt/);
});

test.skipIf(!hasCargo)('truncated, missing and garbage objects end in a clear answer', async () => {
  for (const what of ['HEAD', 'HEAD^{tree}', 'HEAD:Cargo.toml', 'HEAD:src']) {
    for (const bytes of [Buffer.alloc(0), Buffer.from('garbage'), undefined]) {
      const folder = repository(BASIC);
      const crate = packaged(folder);
      const file = objectFile(folder, git(folder, 'rev-parse', what));
      rmSync(file, { force: true });
      if (bytes !== undefined) writeFileSync(file, bytes);
      const report = await examineLocal(crate, folder);
      expect(['unverifiable', 'mismatch'], what).toContain(report.verdict);
      expect(report.summary).not.toBe('');
    }
  }
});

test.skipIf(!hasCargo)("a repository's configuration, hooks and filters start nothing", async () => {
  const folder = repository(BASIC);
  const crate = packaged(folder);
  const marker = join(folder, 'ran');
  write(folder, { 'evil.sh': `#!/bin/sh\ntouch '${marker}'\ncat\n` });
  const evil = join(folder, 'evil.sh');
  for (const key of [
    'core.fsmonitor',
    'core.sshCommand',
    'diff.external',
    'filter.x.smudge',
    'filter.x.clean',
    'filter.x.process',
    'core.alternateRefsCommand',
    'core.pager',
    'diff.x.textconv',
    'uploadpack.packObjectsHook',
    'remote.origin.uploadpack',
  ])
    git(folder, 'config', key, evil);
  git(folder, 'config', 'core.hooksPath', folder);
  git(folder, 'config', 'extensions.partialClone', 'origin');
  git(folder, 'config', 'remote.origin.promisor', 'true');
  git(folder, 'config', 'remote.origin.url', `ext::${evil}`);
  write(folder, { '.gitattributes': '* filter=x diff=x\n' });
  rmSync(objectFile(folder, git(folder, 'rev-parse', 'HEAD:src/lib.rs')));
  const report = await examineLocal(edited(crate, { 'src/lib.rs': '// two\n' }), folder);
  expect(['unverifiable', 'mismatch']).toContain(report.verdict);
  expect(existsSync(marker)).toBe(false);
});

test('borrowed objects, grafts and replaced commits are not followed', async () => {
  const folder = repository(BASIC);
  const first = git(folder, 'rev-parse', 'HEAD');
  commit(folder, { 'src/lib.rs': '// two\n' });
  git(folder, 'replace', first, 'HEAD');
  writeFileSync(join(folder, '.git/info/grafts'), `${first}\n`);
  const { run } = await openLocalRepository(folder);
  expect((await run(['cat-file', 'commit', first])).toString()).toContain('first');
  expect((await run(['rev-list', '--count', 'HEAD'])).toString().trim()).toBe('2');
  writeFileSync(join(folder, '.git/objects/info/alternates'), '/elsewhere\n');
  await expect(openLocalRepository(folder)).rejects.toMatchObject({ code: 'git-failed' });
  await expect(openLocalRepository(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
});

test('decoders take any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  const total = (work: (data: Uint8Array) => unknown) =>
    fc.assert(
      fc.property(bytes, (data) => {
        try {
          work(data);
        } catch (error) {
          if (!(error instanceof ProvenanceError)) throw error;
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  total((data) => parseCommit(objectId('commit', data), data));
  total((data) => parseTree(objectId('tree', data), data));
  total((data) => parseVcsInfo(data));
  total((data) => parseGitmodules(data));
  total((data) => parseLfsPointer(data));
  total((data) => openCrate(data));
  total((data) => parseRecord(Buffer.from(data).toString('latin1')));
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 30 }), { maxLength: 6 }),
      fc.string({ maxLength: 40 }),
      (rules, path) => {
        expect(typeof fileSelector(rules, [])(path)).toBe('boolean');
        expect(typeof fileSelector([], rules)(path)).toBe('boolean');
      },
    ),
    { seed: 6, numRuns: 300 },
  );
});

test('trees with entries that are paths, twice there, or of no known mode are refused', () => {
  const id = Buffer.alloc(20, 1);
  const entry = (mode: string, name: string) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), id]);
  const parse = (...entries: Buffer[]) => {
    const content = Buffer.concat(entries);
    return parseTree(objectId('tree', content), content).map(({ name, kind }) => `${kind} ${name}`);
  };
  expect(
    parse(
      entry('100644', 'a'),
      entry('100664', 'b'),
      entry('40000', 'c'),
      entry('120000', 'd'),
      entry('160000', 'e'),
      entry('100755', 'f'),
    ),
  ).toEqual(['file a', 'file b', 'tree c', 'symlink d', 'submodule e', 'executable f']);
  for (const bad of [
    entry('100644', '..'),
    entry('100644', 'a/b'),
    entry('100644', ''),
    entry('130000', 'a'),
    Buffer.from('100644 a'),
  ]) {
    expect(() => parse(bad)).toThrow(ProvenanceError);
  }
  expect(() => parse(entry('100644', 'a'), entry('100755', 'a'))).toThrow(ProvenanceError);
  expect(() => parseTree('0'.repeat(40), entry('100644', 'a'))).toThrow(/corrupt/);
});

test.skipIf(!hasCargo)('archives that cargo would not have written', async () => {
  const folder = repository(BASIC);
  const crate = packaged(folder);
  expect(() => openCrate(crate.subarray(0, 200))).toThrow(ProvenanceError);
  expect(() => openCrate(edited(crate, { 'Cargo.toml': undefined }))).toThrow(/Cargo.toml/);
  expect(() => openCrate(edited(crate, { 'Cargo.toml': '[package]\nname = "other"\nversion = "1.0.0"\n' }))).toThrow(
    /other/,
  );
  const broken = edited(crate, { '.cargo_vcs_info.json': '{"git":{"sha1":"zz"}}' });
  const report = await examineLocal(broken, folder);
  expect(report.differences.map((d) => `${d.severity} ${d.class}`)).toContain('suspicious vcs-info');
  const elsewhere = parseVcsInfo(Buffer.from(`{"git":{"sha1":"${'a'.repeat(40)}"},"path_in_vcs":"../.."}`));
  expect(elsewhere).toHaveProperty('problem');
});

test('folders of a repository without any commit', async () => {
  const folder = repository(BASIC);
  rmSync(join(folder, '.git/refs/heads/main'));
  expect(readdirSync(join(folder, '.git/refs/heads'))).toEqual([]);
  const { run } = await openLocalRepository(folder);
  expect((await run(['for-each-ref'])).toString()).toBe('');
});
