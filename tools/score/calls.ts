/**
 * Measures the call facts of source crates against the compiler's own (the callgraph oracle): analyses each crate with the
 * features and versions of the truth, writes answers, runs the truth's scorer, sums up.
 *
 *   node tools/score/calls.ts [ORACLE_DIR] [--only a,b] [--show N] [--keep DIR] [--diag] [--std-source]
 *
 * The standard library is what Lazaret ships, or, with --std-source, analysed from its sources.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callSites } from '@lazaret/analyzer';
import { type CallCrate, CallCrateLoader, callCrates, type LoadedCrate } from './call-crates.ts';
import { CrateFolders, oracleFolder } from './oracle.ts';

/** By group: for facts hits, all and honestly unresolved; for answers right ones and all. */
type Counts = Record<string, number[]>;

interface Score {
  readonly truth: Counts;
  readonly prec: Counts;
}

export interface CallRow {
  readonly name: string;
  readonly facts: number;
  readonly recall: number;
  readonly precision: number;
}

export interface CallGroup {
  readonly group: string;
  readonly facts: number;
  readonly answers: number;
  readonly recall: number | undefined;
  readonly honest: number | undefined;
  readonly precision: number | undefined;
}

export interface CallScores {
  readonly groups: readonly CallGroup[];
  /** Worst recall first. */
  readonly crates: readonly CallRow[];
}

interface Settings {
  readonly oracle: string;
  readonly only: readonly string[] | undefined;
  readonly show: string | undefined;
  readonly keep: string;
  readonly diagnostics: boolean;
  readonly stdFromSource: boolean;
}

/** Scores every crate and prints a line for each. */
export function scoreCalls(settings: Settings): CallScores {
  const { oracle, keep, only } = settings;
  const answers = join(keep, 'answers');
  mkdirSync(answers, { recursive: true });
  const loader = new CallCrateLoader(oracle, new CrateFolders(join(keep, 'crates')), settings.stdFromSource);
  const truth: Counts = {};
  const precision: Counts = {};
  const rows: CallRow[] = [];
  for (const crate of callCrates(oracle)) {
    const name = `${crate.name}-${crate.version}`;
    if (only !== undefined && !only.includes(crate.name) && !only.includes(name)) continue;
    const file = join(answers, `${name}.jsonl`);
    const done = analyse(loader, crate, file, settings);
    const score = runScorer(settings, name, file);
    add(truth, score.truth);
    add(precision, score.prec);
    const [hit = 0, facts = 0] = score.truth['TOTAL'] ?? [];
    const [good = 0, all = 0] = score.prec['TOTAL'] ?? [];
    rows.push({ name, facts, recall: ratio(hit, facts) ?? 1, precision: ratio(good, all) ?? 1 });
    console.log(
      `${name.padEnd(32)}${String(facts).padStart(7)} recall ${percent(ratio(hit, facts)).padStart(5)} precision ${percent(ratio(good, all)).padStart(5)}` +
        ` unresolved ${done.unresolved}/${done.sites} ${done.milliseconds.toFixed(0)} ms`,
    );
  }
  return { groups: groupsOf(truth, precision), crates: rows.toSorted((a, b) => a.recall - b.recall) };
}

function analyse(
  loader: CallCrateLoader,
  crate: CallCrate,
  file: string,
  settings: Settings,
): { sites: number; unresolved: number; milliseconds: number } {
  let loaded: LoadedCrate;
  try {
    loaded = loader.load(crate);
  } catch (error) {
    const stack = error instanceof Error ? error.stack?.split('\n').slice(0, 6).join(' | ') : String(error);
    console.log(`FAILED ${crate.name}-${crate.version}: ${stack}`);
    writeFileSync(file, '');
    return { sites: 0, unresolved: 0, milliseconds: 0 };
  }
  const { world, library, binaries } = loaded;
  if (settings.diagnostics)
    for (const it of world.crate(library).diagnostics) console.log(it.code, it.message, it.file, it.line);
  const start = performance.now();
  const lines: string[] = [];
  let unresolved = 0;
  for (const target of [library, ...binaries]) {
    for (const site of callSites(world, target)) {
      if (site.unresolved && site.kind !== 'fnptr') unresolved++;
      lines.push(JSON.stringify(site));
    }
  }
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { sites: lines.length, unresolved, milliseconds: performance.now() - start };
}

function runScorer({ oracle, show }: Settings, name: string, answers: string): Score {
  const truth = join(oracle, `${name}.jsonl.gz`);
  const scorer = join(oracle, 'score.py');
  const score = (...more: string[]): string =>
    execFileSync('python3', [scorer, truth, answers, ...more], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (show !== undefined) console.log(score('--show', show));
  return JSON.parse(score('--json')) as Score;
}

function add(into: Counts, from: Counts): void {
  for (const [group, counts] of Object.entries(from)) {
    const sum = (into[group] ??= counts.map(() => 0));
    counts.forEach((count, i) => {
      sum[i] = sum[i]! + count;
    });
  }
}

function groupsOf(truth: Counts, precision: Counts): CallGroup[] {
  return [...new Set([...Object.keys(truth), ...Object.keys(precision)])].sort().map((group) => {
    const [hit = 0, facts = 0, honest = 0] = truth[group] ?? [];
    const [good = 0, answers = 0] = precision[group] ?? [];
    return {
      group,
      facts,
      answers,
      recall: ratio(hit, facts),
      honest: ratio(honest, facts),
      precision: ratio(good, answers),
    };
  });
}

const ratio = (part: number, all: number): number | undefined => (all === 0 ? undefined : part / all);
const percent = (value: number | undefined): string => (value === undefined ? '-' : (100 * value).toFixed(1));

function print({ groups, crates }: CallScores): void {
  console.log(
    `${'group'.padEnd(34)}${'facts'.padStart(8)}${'recall'.padStart(8)}${'honest'.padStart(8)}${'answers'.padStart(9)}${'prec'.padStart(7)}`,
  );
  for (const { group, facts, recall, honest, answers, precision } of groups) {
    console.log(
      group.padEnd(34) +
        String(facts).padStart(8) +
        percent(recall).padStart(8) +
        percent(honest).padStart(8) +
        String(answers).padStart(9) +
        percent(precision).padStart(7),
    );
  }
  console.log('worst:');
  for (const { name, recall, precision, facts } of crates.slice(0, 10))
    console.log(`  ${name.padEnd(32)} recall ${percent(recall)} precision ${percent(precision)} of ${facts}`);
}

/** Scores as the command line asks and prints the table; undefined where the truth is absent. */
export async function run(): Promise<CallScores | undefined> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string' },
      show: { type: 'string' },
      keep: { type: 'string', default: join(tmpdir(), 'lazaret-score') },
      diag: { type: 'boolean', default: false },
      'std-source': { type: 'boolean', default: false },
    },
  });
  const oracle = positionals[0] ?? oracleFolder('callgraph');
  if (oracle === undefined) return undefined;
  const scores = scoreCalls({
    oracle,
    only: values.only?.split(','),
    show: values.show,
    keep: values.keep,
    diagnostics: values.diag,
    stdFromSource: values['std-source'],
  });
  print(scores);
  return scores;
}

if (import.meta.main) await run();
