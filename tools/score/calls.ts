/**
 * Measures the call facts of source crates against the compiler's own (the callgraph oracle): analyses each crate with the
 * features and versions of the oracle, writes answers, runs its scorer, sums up.
 *
 *   node tools/score/calls.ts ORACLE_DIR [--only a,b] [--show N] [--keep DIR] [--missing] [--std-source]
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { callSites, STD_FACTS_URL, type StdLoader, stdLoader } from '@lazaret/analyzer';
import {
  discoverTargets,
  type LockFile,
  type PackageFacts,
  packageFacts,
  parseLockFile,
  parseManifest,
  parseToml,
  resolveBuild,
  type Unit,
} from '@lazaret/cargo';
import { type CrateNum, World } from '@lazaret/facts';
import { createSourceCrate } from '@lazaret/rust-infer';
import { addStd, cfgOf, LINUX, readText, type StdCrateNums } from './std-crates.ts';

interface OracleCrate {
  readonly name: string;
  readonly version: string;
  readonly lib: string;
  readonly targets: readonly string[];
  readonly edition: string;
  readonly features: readonly string[];
  readonly cfgs: readonly string[];
  readonly facts: number;
}

type Counts = Record<string, number[]>;
interface Score {
  readonly truth: Counts;
  readonly prec: Counts;
}

const args = process.argv.slice(2);
const oracle = args[0];
if (oracle === undefined) throw new Error('usage: calls.ts ORACLE_DIR [--only a,b] [--show N]');
const option = (name: string): string | undefined => {
  const at = args.indexOf(`--${name}`);
  return at === -1 ? undefined : args[at + 1];
};
const work = option('keep') ?? join(tmpdir(), 'lazaret-score');
const show = option('show');
mkdirSync(join(work, 'crates'), { recursive: true });
mkdirSync(join(work, 'answers'), { recursive: true });

const fromSource = args.includes('--std-source');
let stored: StdLoader | undefined;

const only = option('only')?.split(',');
const table = parseToml(readFileSync(join(oracle, 'crates.toml'), 'utf8'), 'crates.toml');
const crates = (table['crate'] as unknown as OracleCrate[]).filter(
  (c) => only === undefined || only.includes(c.name) || only.includes(`${c.name}-${c.version}`),
);
crates.sort((a, b) => a.facts - b.facts);

/** Folder with the unpacked package; undefined if it cannot be had. */
function unpacked(name: string, version: string): string | undefined {
  const folder = join(work, 'crates', `${name}-${version}`);
  if (existsSync(folder)) return folder;
  let archive = cached(`${name}-${version}.crate`);
  if (archive === undefined) {
    try {
      execFileSync('cargo', ['info', '--quiet', '--registry', 'crates-io', `${name}@${version}`], {
        stdio: 'ignore',
        cwd: tmpdir(),
      });
    } catch {
      // Reported by the caller as a missing crate.
    }
    archive = cached(`${name}-${version}.crate`);
  }
  if (archive === undefined) return undefined;
  execFileSync('tar', ['xzf', archive, '-C', join(work, 'crates')]);
  return folder;
}

function cached(file: string): string | undefined {
  const cache = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'cache');
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .map((dir) => join(cache, dir, file))
    .find((path) => existsSync(path));
}

interface Loaded {
  readonly root: string;
  readonly facts: PackageFacts;
}

/** Lock file with the crate as the only member. */
function lockOf(crate: OracleCrate): { lock: LockFile; member: number } {
  const path = join(oracle!, 'locks', `${crate.name}-${crate.version}.lock`);
  const own = `[[package]]\nname = "${crate.name}"\nversion = "${crate.version}"\n`;
  const text = existsSync(path) ? readFileSync(path, 'utf8') : (generatedLock(crate) ?? `version = 4\n\n${own}`);
  const lock = parseLockFile(text);
  return { lock, member: lock.packages.findIndex((p) => p.name === crate.name && p.version === crate.version) };
}

/** Versions chosen by cargo where the oracle has no lock file: the newest that fit. */
function generatedLock(crate: OracleCrate): string | undefined {
  const source = unpacked(crate.name, crate.version);
  if (source === undefined) return undefined;
  const lock = join(source, 'Cargo.lock');
  if (!existsSync(lock)) {
    try {
      execFileSync('cargo', ['generate-lockfile', '--quiet'], { stdio: 'ignore', cwd: source });
    } catch {
      return undefined;
    }
  }
  return readFileSync(lock, 'utf8');
}

function analyse(crate: OracleCrate): { sites: number; ms: number; unresolved: number } {
  const { lock, member } = lockOf(crate);
  const loaded = new Map<number, Loaded>();
  const packages = new Map<number, PackageFacts>();
  lock.packages.forEach((pkg, index) => {
    const root = unpacked(pkg.name, pkg.version);
    const manifest = root === undefined ? undefined : readText(join(root, 'Cargo.toml'));
    if (root === undefined || manifest === undefined) return;
    const facts = packageFacts(parseManifest(manifest));
    loaded.set(index, { root, facts });
    packages.set(index, facts);
  });
  const build = resolveBuild(
    { lock, packages, members: [member], resolver: 2 },
    { targets: [LINUX], host: LINUX, features: [...crate.features], noDefaultFeatures: true, build: false },
  );
  const world = new World();
  const std = fromSource ? addStd(world) : storedStd(world);
  const nums = new Map<number, CrateNum>();
  for (const index of inOrder(build.units)) {
    const unit = build.units[index]!;
    const num = addUnit(world, std, lock, unit, loaded, nums, unit.package === member ? crate : undefined);
    if (num !== undefined) nums.set(index, num);
  }
  const root = build.units.findIndex((unit) => unit.package === member);
  const num = nums.get(root);
  if (num === undefined) throw new Error(`${crate.name} has no library`);
  if (args.includes('--diag'))
    for (const d of world.crate(num).diagnostics) console.log(d.code, d.message, d.file, d.line);
  const start = performance.now();
  const lines: string[] = [];
  let unresolved = 0;
  for (const target of [num, ...binaries(world, std, crate, build.units[root]!, loaded, nums, num)]) {
    for (const site of callSites(world, target)) {
      if (site.unresolved && site.kind !== 'fnptr') unresolved++;
      lines.push(JSON.stringify(site));
    }
  }
  writeFileSync(answersPath(crate), `${lines.join('\n')}\n`);
  return { sites: lines.length, ms: performance.now() - start, unresolved };
}

/** The shipped facts of the standard library: they load in a tenth of the time that its sources take. */
function storedStd(world: World): StdCrateNums {
  stored ??= stdLoader(readFileSync(STD_FACTS_URL));
  const { core, alloc, std, procMacro } = stored(world);
  if (core === undefined || alloc === undefined || std === undefined || procMacro === undefined)
    throw new Error('the shipped facts lack a crate of the standard library');
  return { core, alloc, std, procMacro };
}

function answersPath(crate: OracleCrate): string {
  return join(work, 'answers', `${crate.name}-${crate.version}.jsonl`);
}

/** Units after their dependencies. */
function inOrder(units: readonly Unit[]): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const visit = (index: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    for (const dependency of units[index]!.dependencies) visit(dependency.unit);
    order.push(index);
  };
  units.forEach((_, index) => {
    visit(index);
  });
  return order;
}

function addUnit(
  world: World,
  std: StdCrateNums,
  lock: LockFile,
  unit: Unit,
  loaded: ReadonlyMap<number, Loaded>,
  nums: ReadonlyMap<number, CrateNum>,
  oracleCrate: OracleCrate | undefined,
): CrateNum | undefined {
  const pkg = lock.packages[unit.package]!;
  const source = loaded.get(unit.package);
  if (source === undefined) return undefined;
  const manifest = parseManifest(readText(join(source.root, 'Cargo.toml')) ?? '');
  const files = new Set<string>();
  listFiles(source.root, '', files);
  const { lib } = discoverTargets(manifest, files);
  if (lib === undefined) return undefined;
  const externs = new Map<string, CrateNum>();
  for (const dependency of unit.dependencies) {
    const num = nums.get(dependency.unit);
    if (num !== undefined) externs.set(dependency.key, num);
  }
  externs.set('proc_macro', std.procMacro);
  const features = new Set(oracleCrate?.features ?? unit.features);
  const known = crates.find((c) => c.name === pkg.name && c.version === pkg.version);
  return createSourceCrate(world, {
    name: lib.name.replaceAll('-', '_'),
    package: { name: pkg.name, version: pkg.version },
    edition: Number(lib.edition) as 2015,
    unit: lib.procMacro ? 'proc-macro' : 'lib',
    root: lib.path,
    readFile: (path) => readText(join(source.root, path)),
    features,
    cfg: cfgOf(known?.cfgs ?? []),
    externs,
    stdCrates: std,
    env: (name) => (name === 'CARGO_PKG_VERSION' ? pkg.version : name === 'CARGO_PKG_NAME' ? pkg.name : undefined),
  }).num;
}

/** The binaries of the package that the oracle has facts of. */
function binaries(
  world: World,
  std: StdCrateNums,
  crate: OracleCrate,
  unit: Unit,
  loaded: ReadonlyMap<number, Loaded>,
  nums: ReadonlyMap<number, CrateNum>,
  lib: CrateNum,
): CrateNum[] {
  const wanted = crate.targets.filter((target) => target.startsWith('bin:')).map((target) => target.slice(4));
  if (wanted.length === 0) return [];
  const { root } = loaded.get(unit.package)!;
  const files = new Set<string>();
  listFiles(root, '', files);
  const externs = new Map<string, CrateNum>([[world.crate(lib).name, lib]]);
  for (const dependency of unit.dependencies) {
    const num = nums.get(dependency.unit);
    if (num !== undefined) externs.set(dependency.key, num);
  }
  const { bins } = discoverTargets(parseManifest(readText(join(root, 'Cargo.toml')) ?? ''), files);
  return bins
    .filter((bin) => wanted.includes(bin.name))
    .map(
      (bin) =>
        createSourceCrate(world, {
          name: bin.name.replaceAll('-', '_'),
          package: { name: crate.name, version: crate.version },
          edition: Number(bin.edition) as 2015,
          unit: 'bin',
          root: bin.path,
          readFile: (path) => readText(join(root, path)),
          features: new Set(crate.features),
          cfg: cfgOf(crate.cfgs),
          externs,
          stdCrates: std,
          env: (name) =>
            name === 'CARGO_PKG_VERSION' ? crate.version : name === 'CARGO_PKG_NAME' ? crate.name : undefined,
        }).num,
    );
}

function listFiles(root: string, folder: string, out: Set<string>): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) listFiles(root, path, out);
    else out.add(path);
  }
}

function runScorer(crate: OracleCrate): Score {
  const truth = join(oracle!, `${crate.name}-${crate.version}.jsonl.gz`);
  const scorer = join(oracle!, 'score.py');
  if (show !== undefined) {
    console.log(execFileSync('python3', [scorer, truth, answersPath(crate), '--show', show], { encoding: 'utf8' }));
  }
  const text = execFileSync('python3', [scorer, truth, answersPath(crate), '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(text) as Score;
}

function add(into: Counts, from: Counts): void {
  for (const [group, counts] of Object.entries(from)) {
    const sum = (into[group] ??= counts.map(() => 0));
    counts.forEach((count, i) => {
      sum[i] = sum[i]! + count;
    });
  }
}

const percent = (a: number, b: number): string => (b === 0 ? '-' : ((100 * a) / b).toFixed(1));

function printTotals(truth: Counts, prec: Counts): void {
  console.log(
    `${'group'.padEnd(34)}${'facts'.padStart(8)}${'recall'.padStart(8)}${'honest'.padStart(8)}${'answers'.padStart(9)}${'prec'.padStart(7)}`,
  );
  const groups = [...new Set([...Object.keys(truth), ...Object.keys(prec)])].sort();
  for (const group of groups) {
    const [hit = 0, all = 0, honest = 0] = truth[group] ?? [];
    const [good = 0, answers = 0] = prec[group] ?? [];
    console.log(
      group.padEnd(34) +
        String(all).padStart(8) +
        percent(hit, all).padStart(8) +
        percent(honest, all).padStart(8) +
        String(answers).padStart(9) +
        percent(good, answers).padStart(7),
    );
  }
}

const truth: Counts = {};
const prec: Counts = {};
const rows: { name: string; facts: number; recall: number; precision: number; ms: number; unresolved: number }[] = [];
for (const crate of crates) {
  const name = `${crate.name}-${crate.version}`;
  let result: { sites: number; ms: number; unresolved: number };
  try {
    result = analyse(crate);
  } catch (error) {
    console.log(`FAILED ${name}: ${error instanceof Error ? error.stack?.split('\n').slice(0, 6).join(' | ') : error}`);
    writeFileSync(answersPath(crate), '');
    result = { sites: 0, ms: 0, unresolved: 0 };
  }
  const score = runScorer(crate);
  add(truth, score.truth);
  add(prec, score.prec);
  const [hit = 0, all = 0] = score.truth['TOTAL'] ?? [];
  const [good = 0, answers = 0] = score.prec['TOTAL'] ?? [];
  rows.push({
    name,
    facts: all,
    recall: all === 0 ? 1 : hit / all,
    precision: answers === 0 ? 1 : good / answers,
    ms: result.ms,
    unresolved: result.unresolved,
  });
  console.log(
    `${name.padEnd(32)}${String(all).padStart(7)} recall ${percent(hit, all).padStart(5)} precision ${percent(good, answers).padStart(5)}` +
      ` unresolved ${result.unresolved}/${result.sites} ${result.ms.toFixed(0)} ms`,
  );
}
printTotals(truth, prec);
console.log('worst:');
rows.sort((a, b) => a.recall - b.recall);
for (const row of rows.slice(0, 10)) {
  console.log(
    `  ${row.name.padEnd(32)} recall ${(100 * row.recall).toFixed(1)} precision ${(100 * row.precision).toFixed(1)} of ${row.facts}`,
  );
}
