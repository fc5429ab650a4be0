/**
 * `npm run bench -- secrets [--megabytes N] [--folder FOLDER]`: megabytes of crate sources per second of processor time, single
 * thread, beside gitleaks in the same run.
 *
 * The corpus is what is unpacked in cargo's own source cache, up to N megabytes (100), files of at most a megabyte, laid out in a
 * folder of its own. gitleaks is built with its RE2 engine, or named by GITLEAKS:
 *
 *   go install -tags gore2regex github.com/zricethezav/gitleaks/v8@v8.30.1
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GITLEAKS_DEFAULT_CONFIG_URL } from '@lazaret/secrets';

const MAX_FILE = 1024 * 1024;
const RUNS = 2;

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '100' }, folder: { type: 'string' }, worker: { type: 'string' } },
});

if (values.worker !== undefined) await worker(values.worker, values.folder!);
else compareAll();

function compareAll(): void {
  const work = mkdtempSync(join(tmpdir(), 'lazaret-bench-secrets-'));
  try {
    const source = values.folder ?? join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'src');
    const { files, bytes } = layOut(source, work, Number(values.megabytes) * 1e6);
    console.log(
      `${files} files, ${(bytes / 1e6).toFixed(1)} MB of ${values.folder === undefined ? 'cargo’s source cache' : 'the folder'}`,
    );
    const gitleaks = peer(work);
    const rows = [
      ['own rules', () => ours('own', work)],
      ['gitleaks rules', () => ours('gitleaks', work)],
      ...(gitleaks === undefined ? [] : [['gitleaks', () => cpuOfPeer(gitleaks, work)] as const]),
    ] as const;
    const best = new Map<string, { seconds: number; findings: string }>();
    // One after the other, twice: a machine that grows slow is slow for all.
    for (let run = 0; run < RUNS; run++) {
      for (const [name, measure] of rows) {
        const measured = measure();
        if (measured.seconds < (best.get(name)?.seconds ?? Infinity)) best.set(name, measured);
      }
    }
    const base = best.get('gitleaks')?.seconds;
    console.log('                 CPU s    MB/s   ratio  findings');
    for (const [name, { seconds, findings }] of best) {
      const ratio = base === undefined ? '' : (base / seconds).toFixed(2);
      const columns = [
        seconds.toFixed(2).padStart(7),
        (bytes / 1e6 / seconds).toFixed(1).padStart(8),
        ratio.padStart(8),
      ];
      console.log(`${name.padEnd(15)}${columns.join('')}${findings.padStart(10)}`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function layOut(source: string, work: string, limit: number): { files: number; bytes: number } {
  let files = 0;
  let bytes = 0;
  const visit = (folder: string, path: string): void => {
    for (const name of readdirSync(folder).sort()) {
      if (bytes >= limit) return;
      const from = join(folder, name);
      const stat = lstatSync(from);
      const to = path === '' ? name : `${path}/${name}`;
      if (stat.isDirectory()) visit(from, to);
      else if (stat.isFile() && stat.size <= MAX_FILE) {
        const target = join(work, 'crates', to);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, readFileSync(from));
        files++;
        bytes += stat.size;
      }
    }
  };
  visit(source, '');
  return { files, bytes };
}

function ours(kind: 'own' | 'gitleaks', work: string): { seconds: number; findings: string } {
  const args = [import.meta.filename, '--worker', kind, '--folder', join(work, 'crates')];
  const done = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e8 });
  if (done.status !== 0) throw new Error(done.stderr);
  const [seconds, findings] = done.stdout.trim().split(' ');
  return { seconds: Number(seconds), findings: findings! };
}

/** The process's own time, start and loading of rules included, as for the peer. */
async function worker(kind: string, folder: string): Promise<void> {
  const { GitleaksScanner, Guard, loadGitleaksConfig, SecretScanner } = await import('@lazaret/secrets');
  const guard = new Guard();
  const config = readFileSync(GITLEAKS_DEFAULT_CONFIG_URL, 'utf8');
  const scanner =
    kind === 'own' ? new SecretScanner() : new GitleaksScanner(loadGitleaksConfig(config, { guard }), { guard });
  let findings = 0;
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) visit(inner);
      else findings += scanner.scanFile(inner, readFileSync(join(folder, inner))).length;
    }
  };
  visit('');
  const { user, system } = process.cpuUsage();
  console.log(`${((user + system) / 1e6).toFixed(3)} ${findings}`);
}

function peer(work: string): string | undefined {
  const named = process.env['GITLEAKS'] ?? join(homedir(), 'go', 'bin', 'gitleaks');
  if (existsSync(named)) return named;
  console.log('building gitleaks 8.30.1 with its RE2 engine');
  const env = { ...process.env, GOBIN: work, GOFLAGS: '-modcacherw' };
  const args = ['install', '-tags', 'gore2regex', 'github.com/zricethezav/gitleaks/v8@v8.30.1'];
  const built = spawnSync('go', args, { env, encoding: 'utf8' });
  if (built.status === 0) return join(work, 'gitleaks');
  console.log('gitleaks is not installed and cannot be built: measured alone');
  return undefined;
}

/** User and system time of the peer, on one processor. */
function cpuOfPeer(binary: string, work: string): { seconds: number; findings: string } {
  const report = join(work, 'report.json');
  const config = fileURLToPath(GITLEAKS_DEFAULT_CONFIG_URL);
  const args = [
    'dir',
    join(work, 'crates'),
    '-c',
    config,
    '--no-banner',
    '--max-decode-depth',
    '5',
    '-f',
    'json',
    '-r',
    report,
  ];
  const env = { ...process.env, GOMAXPROCS: '1' };
  const timed = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1', 'time', binary, ...args], {
    env,
    encoding: 'utf8',
  });
  const [user, system] = timed.stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  const findings = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as unknown[]).length : 0;
  return { seconds: user! + system!, findings: String(findings) };
}
