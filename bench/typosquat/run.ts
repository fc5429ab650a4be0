/**
 * `npm run bench -- typosquat [--rounds N]`: names a processor second against Typomania 0.2.0 with crates.io's checks, on one thread over the
 * same made names, and what loading and one name cost with all of Lazaret's checks. The peer is built with cargo; without cargo
 * it is left out with a word. Rounds alternate, the best of each counts. Both sides must find the same number of answers.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CRATES_IO_CHECKS } from '@lazaret/typosquat';
import { askedNames, madeNames, random } from './names.ts';

const SIZES = [3_000, 200_000];
const ASKED = 50_000;
/** The peer makes a table of all flips of all names: a minute for 200,000. */
const ROUNDS = Number(process.argv[process.argv.indexOf('--rounds') + 1] || 0) || 3;

interface Measured {
  readonly load: number;
  readonly seconds: number;
  readonly answers: number;
}

interface OwnMeasured extends Measured {
  readonly peak: number;
  readonly own: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

const folder = mkdtempSync(join(tmpdir(), 'lazaret-bench-'));
try {
  const peer = builtPeer();
  const typos = join(folder, 'typos.tsv');
  writeFileSync(
    typos,
    CRATES_IO_CHECKS.typos.flatMap(([letter, texts]) => texts.map((it) => `${letter}\t${it}\n`)).join(''),
  );
  console.log('corpus   who                 load s   names/s      ratio  answers  peak MB');
  for (const size of SIZES) compare(size, peer, typos);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(size: number, peer: string | undefined, typos: string): void {
  const next = random(size);
  const names = madeNames(size, next);
  const corpus = join(folder, `corpus-${size}`);
  const queries = join(folder, `queries-${size}`);
  writeFileSync(corpus, `${names.join('\n')}\n`);
  writeFileSync(queries, `${askedNames(names, ASKED, next).join('\n')}\n`);
  const theirs: Measured[] = [];
  const ours: OwnMeasured[] = [];
  const all: OwnMeasured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (peer !== undefined) theirs.push(peerRun(peer, [corpus, queries, typos]));
    ours.push(ownRun(['compat', corpus, queries]));
    all.push(ownRun(['own', corpus, queries]));
  }
  const reference = theirs.length === 0 ? undefined : best(theirs);
  if (reference !== undefined) print(size, 'typomania 0.2.0', reference, reference);
  print(size, 'same checks', best(ours), reference);
  print(size, 'all of our checks', best(all), reference);
  const { p50, p99, worst } = best(all);
  console.log(`         one name with all of our checks: p50 ${ms(p50)}, p99 ${ms(p99)}, worst ${ms(worst)}`);
  if (reference !== undefined && reference.answers !== best(ours).answers) {
    console.log(`         ANSWERS DIFFER: ${reference.answers} and ${best(ours).answers}`);
    process.exitCode = 1;
  }
}

function best<T extends Measured>(runs: readonly T[]): T {
  return runs.reduce((a, b) => (a.seconds <= b.seconds ? a : b));
}

function ms(value: number): string {
  return `${value.toFixed(3)} ms`;
}

function print(
  size: number,
  who: string,
  it: Measured & { peak?: number; own?: number },
  reference: Measured | undefined,
): void {
  const ratio = reference === undefined ? '' : `${(reference.seconds / it.seconds).toFixed(1)}×`;
  console.log(
    [
      String(size).padStart(7),
      ` ${who.padEnd(18)}`,
      it.load.toFixed(2).padStart(7),
      Math.round(ASKED / it.seconds)
        .toLocaleString('en')
        .padStart(9),
      ratio.padStart(10),
      String(it.answers).padStart(8),
      it.peak === undefined ? '' : `${it.peak.toFixed(0)} (${it.own!.toFixed(0)} beyond Node)`.padStart(8),
    ].join(' '),
  );
}

function ownRun(args: readonly string[]): OwnMeasured {
  const done = spawnSync(process.execPath, [join(import.meta.dirname, 'lazaret.ts'), ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout) as OwnMeasured;
}

function peerRun(program: string, args: readonly string[]): Measured {
  const done = spawnSync(program, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
  const [load = 0, seconds = 0, answers = 0] = done.stdout.trim().split(' ').map(Number);
  return { load, seconds, answers };
}

/** The peer's program, built in the temporary folder. */
function builtPeer(): string | undefined {
  const manifest = join(import.meta.dirname, 'peer', 'Cargo.toml');
  const target = join(folder, 'target');
  const args = ['build', '--release', '--quiet', '--manifest-path', manifest, '--target-dir', target];
  const done = spawnSync('cargo', args, { encoding: 'utf8' });
  if (done.status === 0) return join(target, 'release', 'typosquat-peer');
  console.log(`typomania is left out: ${done.error?.message ?? done.stderr.trim().split('\n').at(-1)}`);
  return undefined;
}
