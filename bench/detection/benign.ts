/**
 * The honest half of the evaluation: every version of the corpus is scanned as at the moment of its publication, with the
 * version before it where that is at hand, and everything that fires is counted.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { SharedWorld, STD_FACTS_URL, stdLoader } from '../../packages/analyzer/src/index.ts';
import {
  ALL_CHECKS,
  type AnalyseInput,
  analysePackage,
  type CratePackage,
  type Finding,
  type Level,
  planPackage,
  scan,
  withClosure,
} from '../../packages/behaviour/src/index.ts';
import { prepareFacts } from '../../packages/cli/src/facts/prepare.ts';
import { FactsStore } from '../../packages/cli/src/facts/store.ts';
import { factsEngineId } from '../../packages/cli/src/load/engine.ts';
import { LoadedRegistry, resolveSubject } from '../../packages/cli/src/scan/load.ts';
import { silent } from '../../packages/cli/src/terminal/progress.ts';
import { Session } from '../../packages/sources/src/index.ts';
import {
  CargoCache,
  type CorpusEntry,
  cacheSupply,
  indexAt,
  packageOf,
  previousOf,
  readCorpus,
  spread,
} from './corpus.ts';
import { percentile, type Rate, rateCells, table } from './statistics.ts';

/** All versions are analysed for this target, whatever machine the run is on. */
const TARGET = 'x86_64-unknown-linux-gnu';
/** Processes that share the list; each has its own memory. */
const WORKERS = 2;

export interface BenignResult {
  readonly name: string;
  readonly version: string;
  /** Undefined where the version could not be scanned, as `problem` says. */
  readonly level: Level | undefined;
  readonly score: number;
  readonly findings: readonly Pick<Finding, 'check' | 'severity' | 'title' | 'decisive'>[];
  readonly missing: number;
  readonly paired: boolean;
  readonly seconds: number;
  readonly problem?: string;
}

/** What scans of a process share: archives that were read, and the facts of the standard library. */
class Supply {
  readonly cache = new CargoCache();
  readonly registry = new LoadedRegistry(cacheSupply(this.cache), undefined);
  readonly std = stdLoader(readFileSync(STD_FACTS_URL));
  readonly session = new Session({ directory: process.cwd(), env: process.env, offline: true });
  readonly engine = factsEngineId();
  #shared: SharedWorld | undefined;

  /** The world of the version before, without what was that version's own; a new one where it has grown too large. */
  nextWorld(): SharedWorld {
    if (this.#shared?.isFull === true) this.#shared = undefined;
    this.#shared?.release();
    return this.world();
  }

  world(): SharedWorld {
    this.#shared ??= new SharedWorld(this.std);
    return this.#shared;
  }
}

/** One version, as a service would scan it. */
async function scanEntry(entry: CorpusEntry, supply: Supply, pairs: boolean, depth: Depth): Promise<BenignResult> {
  const { cache } = supply;
  const { name, version } = entry;
  supply.nextWorld();
  let start = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const none = { name, version, level: undefined, score: 0, findings: [], missing: 0, paired: false };
  try {
    const subject = packageOf(entry, cache);
    if (subject === undefined) return { ...none, seconds: 0, problem: 'not in the cache' };
    const previous = pairs ? previousOf(entry, cache) : undefined;
    const now = cache.lines(name)?.find((line) => line.version === version)?.pubtime;
    const { input, plan } = await inputOf(subject, supply, depth);
    const before = previous === undefined ? undefined : await inputOf(previous, supply, depth);
    start = process.cpuUsage();
    const code = analysePackage(input, plan);
    const previousCode = before === undefined ? undefined : analysePackage(before.input, before.plan);
    const registry = indexAt(now, cache);
    const own = { subject, previous, now, registry, metadata: undefined, corpus: undefined, code, previousCode };
    const { verdict, findings, completeness } = scan(withClosure(own, input, ALL_CHECKS), ALL_CHECKS);
    return {
      name,
      version,
      level: verdict.level,
      score: verdict.score,
      findings: findings.map(({ check, severity, title, decisive }) => ({
        check,
        severity,
        title,
        ...(decisive === undefined ? {} : { decisive }),
      })),
      missing: completeness.missing.length,
      paired: previous !== undefined,
      seconds: spent(),
    };
  } catch (error) {
    return { ...none, seconds: spent(), problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What an analysis starts from, with those facts of dependencies that the command would make and store. */
async function inputOf(subject: CratePackage, supply: Supply, depth: Depth): Promise<Prepared> {
  const { engine, registry, session, std } = supply;
  const { input, contentOf, filesOf } = await resolveSubject(subject, registry, undefined, silent, [TARGET]);
  const bytes = dependencyBytes(input);
  if (bytes > depth.dependenciesMax) throw new Error(`its dependencies have ${bytes} bytes of Rust`);
  const stored = new FactsStore(session.cache, () => engine, contentOf);
  const whole: AnalyseInput = {
    ...input,
    ownCodeOnly: depth.ownCode,
    target: TARGET,
    std,
    shared: supply.world(),
    stored,
  };
  const plan = planPackage(whole);
  await prepareFacts(plan.program, stored, filesOf, silent);
  return { input: whole, plan };
}

function dependencyBytes({ texts, member }: Pick<AnalyseInput, 'texts' | 'member'>): number {
  let bytes = 0;
  for (const [index, { paths, read }] of texts)
    for (const path of index === member ? [] : paths)
      if (path.startsWith('src/') && path.endsWith('.rs')) bytes += read(path)?.length ?? 0;
  return bytes;
}

interface Prepared {
  readonly input: AnalyseInput;
  readonly plan: ReturnType<typeof planPackage>;
}

/** What may be left away to be done sooner; the report says so. */
export interface Depth {
  /** Calls are not followed into dependencies: what a package does itself is all that is looked at. */
  readonly ownCode: boolean;
  /** Versions whose dependencies have more Rust than this, in bytes, are left out. */
  readonly dependenciesMax: number;
}

export interface CorpusRun extends Depth {
  /** Versions, spread over the list. */
  readonly limit: number;
  /** Also compare with the version before. */
  readonly pairs: boolean;
  /** A file that results are added to, a line each: what it has is not scanned again. */
  readonly keep: string | undefined;
  /** Nothing is scanned: the results are those that the file has. */
  readonly asKept: boolean;
}

function readKept(keep: string | undefined): readonly BenignResult[] {
  if (keep === undefined || !existsSync(keep)) return [];
  const lines = readFileSync(keep, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as BenignResult);
}

function keyOf({ name, version }: Pick<CorpusEntry, 'name' | 'version'>): string {
  return `${name} ${version}`;
}

/** The corpus in several processes; results in the order of the list. */
export async function scanCorpus({
  limit,
  pairs,
  keep,
  asKept,
  ...depth
}: CorpusRun): Promise<readonly BenignResult[]> {
  const found = new Map(readKept(keep).map((result) => [keyOf(result), result]));
  const entries = spread(readCorpus(), limit);
  if (asKept) return entries.flatMap((entry) => found.get(keyOf(entry)) ?? []);
  const run = (worker: number) =>
    new Promise<void>((resolve, reject) => {
      const args = [import.meta.filename, `${worker}`, `${limit}`, `${pairs}`, keep ?? '', JSON.stringify(depth)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      child.on('error', reject);
      createInterface({ input: child.stdout }).on('line', (line) => {
        const result = JSON.parse(line) as BenignResult;
        found.set(keyOf(result), result);
        if (keep !== undefined) appendFileSync(keep, `${line}\n`);
        if (process.stderr.isTTY) process.stderr.write(`\r${found.size} of ${entries.length} `);
      });
      child.on('close', () => resolve());
    });
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => run(worker)));
  return entries.map((entry) => found.get(keyOf(entry)) ?? lost(entry));
}

/** What a process that died owes. */
function lost({ name, version }: CorpusEntry): BenignResult {
  return {
    name,
    version,
    level: undefined,
    score: 0,
    findings: [],
    missing: 0,
    paired: false,
    seconds: 0,
    problem: 'the scanning process ended',
  };
}

/** Markdown of what was found. */
export function benignReport(results: readonly BenignResult[]): string {
  const scanned = results.filter((it) => it.level !== undefined);
  const rate = (hits: number): Rate => ({ hits, of: scanned.length });
  const levels = (['clean', 'note', 'review', 'hold'] as const).map((level) => [
    level,
    ...rateCells(rate(scanned.filter((it) => it.level === level).length)),
  ]);
  const seconds = scanned.map((it) => it.seconds);
  const alarms = scanned.filter((it) => it.level === 'review' || it.level === 'hold');
  const failed = results.filter((it) => it.level === undefined);
  return [
    `${scanned.length} versions scanned, ${scanned.filter((it) => it.paired).length} of them beside the version before; ` +
      `${failed.length} not scanned; ${scanned.filter((it) => it.missing > 0).length} with dependencies that were not at hand.`,
    table(['level', 'versions', 'rate', '95 %'], levels),
    `Processor time per version (both of a pair; stored facts as the machine has them): median ${percentile(seconds, 50).toFixed(2)} s, ` +
      `95th percentile ${percentile(seconds, 95).toFixed(2)} s.`,
    'Checks that fired:',
    table(['check', 'at most', 'versions', 'rate', '95 %'], checkRows(scanned)),
    alarms.length === 0 ? 'No version was held or put to review.' : 'Held or put to review:',
    ...(alarms.length === 0 ? [] : [table(['crate', 'level', 'score', 'because of'], alarms.map(alarmRow))]),
    ...(failed.length === 0 ? [] : [`Not scanned:\n\n${reasonsOf(failed)}`]),
  ].join('\n\n');
}

/** Versions by why they were not scanned; sizes in a reason do not tell reasons apart. */
function reasonsOf(failed: readonly BenignResult[]): string {
  const byReason = Map.groupBy(failed, ({ problem = '' }) => problem.replace(/\d{4,}/, 'too many'));
  const named = (them: readonly BenignResult[]) => them.map(({ name, version }) => `${name} ${version}`).join(', ');
  return [...byReason].map(([reason, them]) => `- ${them.length}, ${reason}: ${named(them)}`).join('\n');
}

function checkRows(scanned: readonly BenignResult[]): readonly (readonly string[])[] {
  const order = ['info', 'note', 'review', 'hold'];
  const fired = new Map<string, { hits: number; most: string }>();
  for (const { findings } of scanned)
    for (const check of new Set(findings.map((it) => it.check))) {
      const most = findings
        .filter((it) => it.check === check)
        .map((it) => it.severity as string)
        .concat(fired.get(check)?.most ?? 'info')
        .toSorted((a, b) => order.indexOf(b) - order.indexOf(a))[0]!;
      fired.set(check, { hits: (fired.get(check)?.hits ?? 0) + 1, most });
    }
  return [...fired]
    .toSorted((a, b) => b[1].hits - a[1].hits || (a[0] < b[0] ? -1 : 1))
    .map(([check, { hits, most }]) => [check, most, ...rateCells({ hits, of: scanned.length })]);
}

function alarmRow({ name, version, level, score, findings }: BenignResult): readonly string[] {
  const serious = findings.filter((it) => it.severity === 'review' || it.severity === 'hold');
  const said = serious.map((it) => `${it.check}: ${it.title.replaceAll('|', '\\|')}`);
  return [`${name} ${version}`, level!, `${score}`, [...new Set(said)].join('; ')];
}

if (process.argv[1] === import.meta.filename) {
  const [worker = '0', limit = '0', pairs, keep = '', depthText = '{}'] = process.argv.slice(2);
  const depth = JSON.parse(depthText) as Partial<Depth>;
  const whole: Depth = { ownCode: false, ...depth, dependenciesMax: depth.dependenciesMax ?? Number.POSITIVE_INFINITY };
  const supply = new Supply();
  const done = new Set(readKept(keep === '' ? undefined : keep).map(keyOf));
  // The small ones first: a run that is cut short has most of them.
  const sizeOf = ({ name, version }: CorpusEntry) => supply.cache.bytes(name, version)?.length ?? 0;
  const sizes = spread(readCorpus(), Number(limit)).map((entry) => ({ entry, size: sizeOf(entry) }));
  const sorted = sizes.toSorted((a, b) => a.size - b.size).map(({ entry }) => entry);
  const share = sorted.filter((_, at) => at % WORKERS === Number(worker));
  const mine = share.filter((entry) => !done.has(keyOf(entry)));
  for (const entry of mine) console.log(JSON.stringify(await scanEntry(entry, supply, pairs === 'true', whole)));
}
