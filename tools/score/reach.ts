/**
 * Scores reachability verdicts and reachable functions against the compiler's: runs the audit on every program of the truth
 * and hands the answers to the truth's own scorer.
 *
 *   node tools/score/reach.ts TRUTH_FOLDER [PROGRAM …] [--out FOLDER] [--sources FOLDER] [--verbose]
 *
 * TRUTH_FOLDER holds `score_reach.py` and one folder per program. Programs that are published crates are taken from cargo's
 * cache; `--sources` keeps their unpacked copies.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { audit, Reach, type Report } from '@lazaret/audit';
import { processIo } from '../../packages/cli/src/io.ts';
import { loadRun } from '../../packages/cli/src/load/run.ts';

interface Published {
  readonly name: string;
  readonly version: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, sources: { type: 'string' }, verbose: { type: 'boolean' } },
});
const [truth, ...chosen] = positionals;
if (truth === undefined) {
  console.error('usage: reach.ts TRUTH_FOLDER [PROGRAM …] [--out FOLDER] [--sources FOLDER] [--verbose]');
  process.exit(2);
}
const out = values.out ?? mkdtempSync(join(tmpdir(), 'reach-'));
const sources = values.sources ?? join(out, 'sources');
for (const folder of [out, sources]) mkdirSync(folder, { recursive: true });

/** A folder with the program's manifest, lock file and sources. */
function programFolder(name: string): string {
  const given = join(truth!, name);
  const target = join(sources, name);
  if (existsSync(target)) return target;
  if (existsSync(join(given, 'Cargo.toml'))) {
    cpSync(given, target, { recursive: true });
    execFileSync('chmod', ['-R', 'u+w', target]);
    return target;
  }
  const { name: crate, version }: Published = JSON.parse(readFileSync(join(given, 'crate.json'), 'utf8'));
  const cache = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'cache');
  const file = `${crate}-${version}.crate`;
  const find = (): string | undefined =>
    (existsSync(cache) ? readdirSync(cache) : []).map((dir) => join(cache, dir, file)).find((path) => existsSync(path));
  if (find() === undefined) {
    spawnSync('cargo', ['info', '--quiet', '--registry', 'crates-io', `${crate}@${version}`], { cwd: tmpdir() });
  }
  const archive = find();
  if (archive === undefined) throw new Error(`${file} is not to be had`);
  execFileSync('tar', ['xzf', archive, '-C', sources]);
  return target;
}

function verdicts(report: Report): unknown[] {
  return report.findings
    .filter((finding) => finding.time === 'run')
    .map(({ advisory, package: name, version, verdict, path }) => ({
      advisory,
      package: name,
      version,
      verdict,
      path: path.map((frame) => frame.function),
    }));
}

async function judge(name: string): Promise<void> {
  const started = performance.now();
  const flags = { defaultFeatures: true, quiet: true };
  const run = await loadRun(programFolder(name), flags, { yanked: false }, processIo());
  const loaded = performance.now();
  const report = await audit(run.input, run.plan);
  const judged = performance.now();
  writeFileSync(join(out, `${name}.json`), JSON.stringify(verdicts(report), undefined, 1));
  writeFileSync(join(out, `${name}.report.json`), JSON.stringify(report, undefined, 1));
  await run.loaded.open([...new Set(run.plan.build.units.map((unit) => unit.package))]);
  const reach = new Reach(run.input, run.plan.build, run.input.targets[0]!);
  const exploration = reach.exploration('run');
  const functions = Object.fromEntries(exploration.functionsByPackage({ closures: true }));
  writeFileSync(join(out, `${name}.functions.json`), JSON.stringify(functions));
  const { instances, possibleInstances, limits } = exploration.completeness;
  const ms = (from: number, to: number): string => `${Math.round(to - from)} ms`;
  console.log(
    `${name}: ${instances} instances, ${possibleInstances} possible, load ${ms(started, loaded)}, audit ${ms(loaded, judged)}${limits.length > 0 ? `, limits: ${limits.join(', ')}` : ''}`,
  );
  if (values.verbose === true) console.log(exploration.completeness);
  run.session.close();
}

const programs = readdirSync(truth)
  .filter((name) => existsSync(join(truth, name, 'expected.json')))
  .filter((name) => chosen.length === 0 || chosen.includes(name));
for (const name of programs) {
  try {
    await judge(name);
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
const scorer = join(truth, 'score_reach.py');
const scored = chosen.length === 0 ? [scorer, '--all', truth, out] : undefined;
if (scored !== undefined) spawnSync('python3', scored, { stdio: 'inherit' });
else {
  for (const name of programs) {
    console.log(`-- ${name}`);
    const functions = join(out, `${name}.functions.json`);
    spawnSync(
      'python3',
      [scorer, join(truth, name, 'expected.json'), join(out, `${name}.json`), '--functions', functions],
      { stdio: 'inherit' },
    );
  }
}
