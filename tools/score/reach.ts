/**
 * Scores reachability verdicts and reachable functions against the compiler's: runs the audit on every program of the truth
 * and hands the answers to the truth's own scorer.
 *
 *   node tools/score/reach.ts [TRUTH_FOLDER [PROGRAM …]] [--out FOLDER] [--sources FOLDER] [--verbose]
 *
 * TRUTH_FOLDER holds `score_reach.py` and one folder per program. Programs that are published crates are taken from cargo's
 * cache; `--sources` keeps their unpacked copies.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { audit, Reach, type Report } from '@lazaret/audit';
import { processIo } from '../../packages/cli/src/io.ts';
import { loadRun } from '../../packages/cli/src/load/run.ts';
import { CrateFolders, oracleFolder } from './oracle.ts';

interface Published {
  readonly name: string;
  readonly version: string;
}

interface Settings {
  readonly truth: string;
  /** Folder for answers. */
  readonly out: string;
  /** Folder for unpacked programs. */
  readonly sources: string;
  readonly verbose: boolean;
}

/** A folder with the program's manifest, lock file and sources. */
function programFolder(name: string, { truth, sources }: Settings): string {
  const given = join(truth, name);
  const target = join(sources, name);
  if (existsSync(target)) return target;
  if (existsSync(join(given, 'Cargo.toml'))) {
    cpSync(given, target, { recursive: true });
    execFileSync('chmod', ['-R', 'u+w', target]);
    return target;
  }
  const { name: crate, version }: Published = JSON.parse(readFileSync(join(given, 'crate.json'), 'utf8'));
  if (new CrateFolders(sources).unpacked(crate, version) === undefined)
    throw new Error(`${crate}@${version} is not to be had`);
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

async function judge(name: string, settings: Settings): Promise<void> {
  const { out } = settings;
  const started = performance.now();
  const flags = { defaultFeatures: true, quiet: true };
  const run = await loadRun(programFolder(name, settings), flags, { yanked: false }, processIo());
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
  if (settings.verbose) console.log(exploration.completeness);
  run.session.close();
}

/** Judges the programs, prints the truth's own tables and gives them back; undefined where the truth is absent. */
export async function run(): Promise<string | undefined> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, sources: { type: 'string' }, verbose: { type: 'boolean', default: false } },
  });
  const [given, ...chosen] = positionals;
  const truth = given ?? oracleFolder('reachability');
  if (truth === undefined) return undefined;
  const out = values.out ?? mkdtempSync(join(tmpdir(), 'reach-'));
  const settings = { truth, out, sources: values.sources ?? join(out, 'sources'), verbose: values.verbose };
  for (const folder of [out, settings.sources]) mkdirSync(folder, { recursive: true });
  const programs = readdirSync(truth)
    .filter((name) => existsSync(join(truth, name, 'expected.json')))
    .filter((name) => chosen.length === 0 || chosen.includes(name));
  for (const name of programs) {
    try {
      await judge(name, settings);
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  const text = score(settings, chosen.length === 0 ? undefined : programs);
  console.log(text);
  return text;
}

/** What the truth's scorer says of all programs, or of each of these. */
function score({ truth, out }: Settings, programs: readonly string[] | undefined): string {
  const scorer = join(truth, 'score_reach.py');
  // A wrong verdict is an exit code of the scorer, and its table is what is wanted then too.
  const ask = (...args: string[]): string => spawnSync('python3', [scorer, ...args], { encoding: 'utf8' }).stdout;
  if (programs === undefined) return ask('--all', truth, out);
  return programs
    .map((name) => {
      const functions = join(out, `${name}.functions.json`);
      return `-- ${name}\n${ask(join(truth, name, 'expected.json'), join(out, `${name}.json`), '--functions', functions)}`;
    })
    .join('\n');
}

if (import.meta.main) await run();
