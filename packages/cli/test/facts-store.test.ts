/** Facts of dependencies are kept between runs, and whatever happens to the cache or the threads, the report is the same. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programInput } from '@lazaret/audit';
import { CRATES_IO_SOURCE } from '@lazaret/cargo';
import { LazaretCache } from '@lazaret/sources';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { prepareFacts } from '../src/facts/prepare.ts';
import { FactsStore } from '../src/facts/store.ts';
import { loadRun } from '../src/load/run.ts';
import { silent } from '../src/terminal/progress.ts';
import { DATABASE, type Files, World } from './world.ts';

const manifest = (name: string, rest: string) =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n${rest}`;

/** A vendored package: as foreign as one from a registry, and found without a network. */
function vendored(name: string, dependencies: string, files: Files): Files {
  const all: Files = { 'Cargo.toml': manifest(name, dependencies), ...files };
  const digest = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
  const list = Object.fromEntries(Object.entries(all).map(([path, data]) => [path, digest(data)]));
  const checksum = JSON.stringify({ files: list, package: digest(name) });
  return Object.fromEntries(
    Object.entries({ ...all, '.cargo-checksum.json': checksum }).map(([path, data]) => [
      `vendor/${name}/${path}`,
      data,
    ]),
  );
}

const locked = (name: string, dependencies: string, foreign = true) =>
  `[[package]]\nname = "${name}"\nversion = "0.1.0"\n${foreign ? `source = "${CRATES_IO_SOURCE}"\n` : ''}${dependencies}\n`;

const world = new World({
  ...DATABASE,
  'app/Cargo.toml': manifest('app', 'middle = "0.1"\n'),
  'app/src/main.rs': 'fn main() { middle::go(middle::Kind::Loud); middle::say!(3); }\n',
  ...vendored('middle', 'leaf = "0.1"\n', {
    'src/lib.rs': `pub enum Kind { Loud, Quiet }
      #[macro_export] macro_rules! say { ($e:expr) => { $crate::wrap(|| $e) } }
      pub fn wrap<T>(f: impl FnOnce() -> T) -> T { f() }
      pub fn go(kind: Kind) { use Kind::*; for _ in 0..3u8 { match kind { Loud => wrap(|| leaf::hit()), Quiet => {} } } }\n`,
  }),
  ...vendored('leaf', '', { 'src/lib.rs': 'pub fn hit() {}\npub fn missed() {}\n' }),
  'app/Cargo.lock': `version = 4\n\n${locked('app', 'dependencies = ["middle"]\n', false)}${locked('leaf', '')}${locked('middle', 'dependencies = ["leaf"]\n')}`,
});
world.write({
  'cargo/config.toml': `[source.crates-io]\nreplace-with = "v"\n[source.v]\ndirectory = ${JSON.stringify(world.path('vendor'))}\n`,
});
afterAll(() => world.remove());

const ARGS = [
  'audit',
  'app',
  '--db',
  world.path('db'),
  '--format',
  'json',
  '--no-yanked',
  '--no-infer',
  '--offline',
  '--make-facts',
  'always',
];

async function report(...more: string[]): Promise<unknown> {
  const { out, err } = await world.run([...ARGS, ...more]);
  expect(err).toBe('');
  return JSON.parse(out);
}

const forgetVerdicts = () => rmSync(world.path('cache/verdicts'), { recursive: true, force: true });

function entries(): string[] {
  try {
    return readdirSync(world.path('cache/facts'), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}

describe.skipIf(availableParallelism() < 2)('stored facts of dependencies', () => {
  beforeEach(() => rmSync(world.path('cache'), { recursive: true, force: true }));

  it('are made once, hold no place of the machine, and give the report that the sources give', async () => {
    const fromSource = await report('--no-cache');
    expect(entries()).toEqual([]);
    expect(fromSource).toMatchObject({ findings: [{ verdict: 'reachable' }, { verdict: 'not_reachable' }] });
    expect(await report()).toEqual(fromSource);
    // The project's own crate is not among them.
    const made = entries();
    expect(made).toHaveLength(2);
    const times = made.map((path) => statSync(path).mtimeMs);
    forgetVerdicts();
    expect(await report()).toEqual(fromSource);
    expect(entries().map((path) => statSync(path).mtimeMs)).toEqual(times);
  });

  it('of a changed package or of what depends on it are made anew', async () => {
    await report();
    const before = entries();
    const text = readFileSync(world.path('vendor/leaf/src/lib.rs'), 'utf8');
    writeFileSync(world.path('vendor/leaf/src/lib.rs'), 'pub fn hit() { missed() }\npub fn missed() {}\n');
    forgetVerdicts();
    const { out } = await world.run(ARGS);
    expect(JSON.parse(out)).toMatchObject({ findings: [{ verdict: 'reachable' }, { verdict: 'reachable' }] });
    // The file no longer is what the vendor folder's list says: such content is not kept under any name.
    expect(entries()).toEqual(before);
    writeFileSync(world.path('vendor/leaf/src/lib.rs'), text);
  });

  it('that are damaged are made anew', async () => {
    const good = await report();
    const [first, second] = entries() as [string, string];
    const contents = [readFileSync(first), readFileSync(second)];
    const flipped = Buffer.from(contents[1]!);
    flipped[flipped.length >> 1]! ^= 1;
    for (const [a, b] of [
      [contents[0]!.subarray(0, 40), flipped],
      [Buffer.alloc(0), Buffer.from('#!/bin/sh')],
    ] as const) {
      writeFileSync(first, a);
      writeFileSync(second, b);
      forgetVerdicts();
      expect(await report()).toEqual(good);
      expect([readFileSync(first), readFileSync(second)]).toEqual(contents);
    }
  });

  it('need no cache that can be written', async () => {
    const good = await report();
    const cache = world.env['LAZARET_CACHE'];
    world.write({ 'no-folder': '' });
    world.env['LAZARET_CACHE'] = world.path('no-folder');
    expect(await report()).toEqual(good);
    world.env['LAZARET_CACHE'] = cache;
  });

  it('are left out where threads cannot make them', async () => {
    const good = await report('--no-cache');
    const io = { cwd: world.path(), env: world.env, now: () => new Date(), stderr: undefined };
    const run = await loadRun(
      'app',
      { db: world.path('db'), offline: true, quiet: true, defaultFeatures: true },
      { yanked: false },
      {
        ...io,
        stages: { enter: () => undefined, leave: () => undefined },
      } as never,
    );
    const store = new FactsStore(run.session.cache, () => 'test', run.loaded.contentOf);
    const program = { ...programInput(run.input, run.plan.build, run.input.targets[0]!), stored: store };
    // Too little memory to read the standard library's facts: every thread ends, and nothing hangs.
    await prepareFacts(program, store, run.loaded.filesOf, silent, 'always', { threads: 2, heapMegabytes: 4 });
    run.session.close();
    expect(entries()).toEqual([]);
    expect(await report()).toEqual(good);
  });

  it('are counted and cleared by `lazaret cache`', async () => {
    await report();
    const { out } = await world.run(['cache', 'status', '--json']);
    expect(JSON.parse(out).kinds).toContainEqual({ kind: 'facts', files: 2, bytes: expect.any(Number) });
    expect((await world.run(['cache', 'status'])).out).toMatch(/^facts: .* MB of at most 1024 MB in 2 files/m);
    expect((await world.run(['cache', 'clear', 'fact'])).code).toBe(3);
    expect((await world.run(['cache', 'clear', 'facts'])).code).toBe(0);
    expect(entries()).toEqual([]);
  });

  it('survive a run that is killed, and another at the same time', async () => {
    const good = await report('--no-cache');
    const bin = fileURLToPath(new URL('../bin/lazaret.ts', import.meta.url));
    const child = spawn(process.execPath, [bin, ...ARGS], {
      cwd: world.path(),
      env: { ...world.env },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    while (entries().length === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    forgetVerdicts();
    expect(await Promise.all([report(), report()])).toEqual([good, good]);
    expect(entries()).toHaveLength(2);
  });
});

it('the least recently used things go first when a kind has grown too large', () => {
  const cache = new LazaretCache(world.path('lru'));
  for (const [age, key] of ['aa', 'bb', 'cc'].entries()) {
    const path = cache.write('facts', key, new Uint8Array(1000))!;
    utimesSync(path, 1_000_000 - age, 1_000_000 - age);
  }
  expect(cache.usage()).toEqual([{ kind: 'facts', files: 3, bytes: 3096 }]);
  // Reading the oldest makes it the newest.
  expect(cache.read('facts', 'cc', 1000, 'touch')).toHaveLength(1000);
  cache.prune('facts', 2100);
  expect(['aa', 'bb', 'cc'].map((key) => cache.read('facts', key, 1000) !== undefined)).toEqual([true, false, true]);
  cache.clear('facts');
  expect(cache.usage()).toEqual([]);
});
