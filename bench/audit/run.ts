/**
 * Time and memory of `lazaret audit` beside `cargo audit`, on projects of about 100 and 300 packages.
 *
 *   npm run bench -- audit [--rounds N] [--cargo-audit PATH] [--db CLONE] [--only NAME]
 *
 * The projects are resolved by cargo in a temporary folder. Each Lazaret row is a process of its own:
 *   cold            nothing cached anywhere: index files and archives are downloaded, verdicts made
 *   warm            the same again: index files are revalidated, verdicts are those of before
 *   edited          warm, after a line was added to the project: verdicts made anew, nothing downloaded
 *   offline, first  archives in cargo's cache, Lazaret's cache empty, --offline
 *   offline, warm   the same again
 * cargo-audit (`cargo install cargo-audit`) reads lock file and database only; it is given a clone of the database (--db,
 * without which it is left out) and never fetches it. Memory is the peak resident set, read from /proc; elsewhere unknown.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECTS } from './projects.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'cargo-audit': { type: 'string' },
    db: { type: 'string' },
    only: { type: 'string' },
  },
});
const rounds = Math.max(1, Number(values.rounds));
const LAZARET = join(import.meta.dirname, '../../packages/cli/bin/lazaret.ts');
/** Milliseconds between looks at a process's memory. */
const POLL_MS = 5;

interface Measure {
  readonly milliseconds: number;
  readonly megabytes: number | undefined;
  readonly code: number | null;
}

type Env = Readonly<Record<string, string>>;

/** Runs a command to its end; output is thrown away. */
function measure(command: string, args: readonly string[], cwd: string, env: Env): Promise<Measure> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'ignore' });
    let peak: number | undefined;
    const poll = setInterval(() => {
      peak = peakMemory(child.pid) ?? peak;
    }, POLL_MS);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(poll);
      resolve({ milliseconds: performance.now() - start, megabytes: peak, code });
    });
  });
}

function peakMemory(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

async function repeat(times: number, run: () => Promise<Measure>): Promise<Measure> {
  const all: Measure[] = [];
  for (let i = 0; i < times; i++) all.push(await run());
  all.sort((a, b) => a.milliseconds - b.milliseconds);
  const peaks = all.flatMap(({ megabytes }) => (megabytes === undefined ? [] : [megabytes]));
  return { ...all[all.length >> 1]!, megabytes: peaks.length === 0 ? undefined : Math.max(...peaks) };
}

function row(label: string, { milliseconds, megabytes, code }: Measure, peer: Measure | undefined): void {
  const ratio = peer === undefined ? '' : `${(milliseconds / peer.milliseconds).toFixed(1)}x`;
  const memory = megabytes === undefined ? '?' : megabytes.toFixed(0);
  console.log(
    `${label.padEnd(34)}${(milliseconds / 1000).toFixed(2).padStart(8)} s ${memory.padStart(6)} MB  exit ${code} ${ratio}`,
  );
}

function makeProject(folder: string, project: (typeof PROJECTS)[number]): string {
  const root = join(folder, project.name);
  const files = { 'Cargo.toml': project.manifest, 'src/main.rs': project.main, ...project.files };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const made = spawnSync('cargo', ['generate-lockfile'], { cwd: root, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`cargo generate-lockfile in ${project.name}: ${made.stderr}`);
  return root;
}

async function peerRows(root: string): Promise<Measure | undefined> {
  const command = values['cargo-audit'];
  if (command === undefined || values.db === undefined) {
    console.log('cargo audit: left out (give --cargo-audit and --db)');
    return undefined;
  }
  const run = (...more: string[]) =>
    repeat(rounds, () =>
      measure(command, ['audit', '--no-fetch', '--stale', '--db', values.db!, '--json', ...more], root, {}),
    );
  const whole = await run();
  row('cargo audit', whole, undefined);
  const quiet = join(root, '.cargo', 'audit.toml');
  mkdirSync(dirname(quiet), { recursive: true });
  writeFileSync(quiet, '[yanked]\nenabled = false\n');
  row('cargo audit, yanked check off', await run(), undefined);
  rmSync(dirname(quiet), { recursive: true });
  return whole;
}

async function lazaretRows(root: string, folder: string, peer: Measure | undefined): Promise<void> {
  const empty = { LAZARET_CACHE: join(folder, 'cache'), CARGO_HOME: join(folder, 'cargo') };
  const filled = { LAZARET_CACHE: join(folder, 'cache-offline') };
  const lazaret = (env: Env, ...more: string[]) =>
    measure(process.execPath, [LAZARET, 'audit', '.', ...more], root, env);
  row('lazaret audit, cold', await lazaret(empty), peer);
  row('lazaret audit, warm', await repeat(rounds, () => lazaret(empty)), peer);
  row('lazaret audit, warm, --no-yanked', await repeat(rounds, () => lazaret(empty, '--no-yanked')), peer);
  const edited = await repeat(rounds, () => {
    appendFileSync(join(root, 'src/main.rs'), '\n// edited');
    return lazaret(empty, '--no-yanked');
  });
  row('lazaret audit, edited, --no-yanked', edited, peer);
  // What a network left behind, as on a machine where the project was built before.
  spawnSync('cargo', ['fetch', '--locked'], { cwd: root });
  cpSync(join(folder, 'cache', 'index'), join(folder, 'cache-offline', 'index'), { recursive: true });
  row('lazaret audit, offline, first', await lazaret(filled, '--offline'), peer);
  row('lazaret audit, offline, warm', await repeat(rounds, () => lazaret(filled, '--offline')), peer);
}

const folder = mkdtempSync(join(tmpdir(), 'lazaret-bench-'));
try {
  console.log(
    `${cpus().length} x ${cpus()[0]?.model}; load before: ${loadavg()
      .map((n) => n.toFixed(1))
      .join(' ')}`,
  );
  for (const project of PROJECTS.filter(({ name }) => values.only === undefined || name === values.only)) {
    const place = join(folder, `run-${project.name}`);
    const root = makeProject(folder, project);
    const packages = readFileSync(join(root, 'Cargo.lock'), 'utf8').split('[[package]]').length - 1;
    console.log(`\n${project.name}: ${packages} packages (median of ${rounds} where repeated, peak memory of all)`);
    if (!existsSync(place)) mkdirSync(place);
    await lazaretRows(root, place, await peerRows(root));
  }
  console.log(
    `\nload after: ${loadavg()
      .map((n) => n.toFixed(1))
      .join(' ')}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
