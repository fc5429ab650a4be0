import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { decodeSnapshot } from '@lazaret/advisories';
import { afterAll, describe, expect, it } from 'vitest';
import { CLONE_FOLDER, compactClone } from '../src/commands/db.ts';
import { COMPACT_FILE } from '../src/load/database.ts';
import { advisory, DATABASE, PROJECT, World } from './world.ts';

const world = new World({ ...PROJECT, ...DATABASE });
afterAll(() => world.remove());

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...args], {
    cwd: world.path('db'),
    encoding: 'utf8',
  }).trim();

/** A bare clone where `db update` keeps its own. */
function commitAndClone(): string {
  git('init', '--quiet', '.');
  git('add', '.');
  git('commit', '--quiet', '--allow-empty', '-m', 'advisories', '--date', '2026-10-01T00:00:00Z');
  const clone = world.path('cache/advisory-db', CLONE_FOLDER);
  execFileSync('rm', ['-rf', clone]);
  git('clone', '--quiet', '--bare', '.', clone);
  return git('rev-parse', 'HEAD');
}

describe('db update', () => {
  it('makes a compact file of a commit that later runs use, and explain finds the text', async () => {
    const commit = commitAndClone();
    const file = world.path('cache/advisory-db', COMPACT_FILE);
    const info = await compactClone(world.path('cache/advisory-db', CLONE_FOLDER), commit, file);
    expect(info).toMatchObject({ commit, advisories: 3 });
    expect(decodeSnapshot(readFileSync(file)).info.commit).toBe(commit);
    const { out } = await world.run(['db', 'status', '--json']);
    expect(JSON.parse(out)).toMatchObject({ commit, advisories: 3, origin: world.path('cache/advisory-db') });
    expect((await world.run(['explain', 'RUSTSEC-2026-9002'])).out).toContain('The prose of the advisory.');
  });

  it('keeps what was there if an advisory cannot be read', async () => {
    const file = world.path('cache/advisory-db', COMPACT_FILE);
    const before = readFileSync(file);
    world.write({ 'db/crates/leaf/RUSTSEC-2026-9005.md': advisory('RUSTSEC-2026-9004', 'leaf') });
    const commit = commitAndClone();
    const clone = world.path('cache/advisory-db', CLONE_FOLDER);
    await expect(compactClone(clone, commit, file)).rejects.toThrow(/1 of the fetched advisories cannot be read/);
    expect(readFileSync(file)).toEqual(before);
  });
});
