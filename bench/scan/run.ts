/**
 * `npm run bench -- scan LIST [ARGUMENT …]`: scans the targets of a list (one a line), twice: the first run makes the facts of
 * dependencies, the second has them. Prints crates a minute, processor time a crate (median and 95th percentile), Rust source
 * a second of processor time, and the most memory. Start of the command and making of facts count for nobody's median. GuardDog
 * is named if it is installed: it reads npm packages, so only its speed could be set beside this.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [list, ...rest] = process.argv.slice(2);
if (list === undefined) {
  console.error('usage: npm run bench -- scan LIST [ARGUMENT …]; LIST has a target a line');
  process.exit(3);
}
const bin = join(import.meta.dirname, '../../packages/cli/bin/lazaret.ts');
const folder = mkdtempSync(join(tmpdir(), 'lazaret-bench-'));
const env = { ...process.env, LAZARET_CACHE: join(folder, 'cache') };

try {
  console.log('run     crates  crates/min  CPU ms median     p95    mean  MB/s  peak MB  failed');
  for (const name of ['cold', 'warm']) measure(name);
  const found = spawnSync('guarddog', ['--version'], { encoding: 'utf8' });
  console.log(found.status === 0 ? `guarddog ${found.stdout.trim()} is installed` : 'guarddog is not installed');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(name: string): void {
  const output = join(folder, `${name}.ndjson`);
  const args = [
    bin,
    'scan',
    '--list',
    list!,
    '--format',
    'ndjson',
    '-o',
    output,
    '--timings',
    '--fail-on',
    'hold',
    ...rest,
  ];
  const start = performance.now();
  const { stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const minutes = (performance.now() - start) / 60_000;
  const [, processor = '0', memory = '0'] = /processor ([\d.]+) s, peak memory (\d+) MB/.exec(stderr) ?? [];
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n');
  const failed = lines.filter((line) => 'error' in (JSON.parse(line) as object)).length;
  const each = [...stderr.matchAll(/: processor (\d+) ms, (\d+) bytes of Rust$/gm)].map(([, ms, bytes]) => ({
    ms: Number(ms),
    bytes: Number(bytes),
  }));
  const times = each.map(({ ms }) => ms).toSorted((x, y) => x - y);
  const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const sum = times.reduce((total, ms) => total + ms, 0);
  const megabytes = each.reduce((total, { bytes }) => total + bytes, 0) / 1e6;
  const columns = [
    name.padEnd(6),
    String(lines.length).padStart(7),
    (lines.length / minutes).toFixed(1).padStart(11),
    String(percentile(0.5)).padStart(14),
    String(percentile(0.95)).padStart(7),
    ((1000 * Number(processor)) / lines.length).toFixed(0).padStart(7),
    (megabytes / (sum / 1000 || 1)).toFixed(2).padStart(5),
    memory.padStart(8),
    String(failed).padStart(7),
  ];
  console.log(columns.join(' '));
}
