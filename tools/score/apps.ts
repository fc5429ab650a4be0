/**
 * Functions that the graph reaches from `main`, beside those that the compiler's linker keeps in an unoptimised build
 * (oracle/callgraph/graph, in LAZARET_ORACLE or ../shared/oracle): each application with the versions of its lock file. The
 * crates come from cargo's or Lazaret's cache or the registry.
 *
 *   npm run score -- apps          APPS_SHOW=20 lists so many missed and extra functions by crate, APPS_KEEP=DIR keeps answers
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadProgram, type PackageText, STD_FACTS_URL, stdLoader } from '@lazaret/analyzer';
import {
  CRATES_IO_SOURCE,
  type LockFile,
  packageFacts,
  parseLockFile,
  parseManifest,
  parseToml,
  requireTargetCfgs,
  resolveBuild,
  type Unit,
} from '@lazaret/cargo';
import { type DefId, DefKind, DefPaths, type World } from '@lazaret/facts';
import { type Exploration, entryPoints, explore } from '@lazaret/graph';
import { Session } from '../../packages/sources/src/index.ts';
import { oracleFolder } from './oracle.ts';

const LINUX = 'x86_64-unknown-linux-gnu';

interface OracleCrate {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly features: readonly string[];
}

/** A function in the form that `reach.py` reads. */
interface Answer {
  readonly crate: string;
  readonly path: string;
  readonly span: { readonly file: string; readonly line: number; readonly col: number };
}

function cratesOf(oracle: string): readonly OracleCrate[] {
  const table = parseToml(readFileSync(join(oracle, 'crates.toml'), 'utf8'), 'crates.toml');
  return table['crate'] as unknown as readonly OracleCrate[];
}

async function textOf(
  session: Session,
  name: string,
  version: string,
  checksum: string | undefined,
): Promise<PackageText> {
  const source = await session.finder().find({ name, version, source: { text: CRATES_IO_SOURCE }, checksum });
  if (!source.found) throw new Error(`${name} ${version}: ${source.problems.map(({ message }) => message).join('; ')}`);
  const { files } = source.open();
  const manifest = parseManifest(Buffer.from(files.get('Cargo.toml')!).toString(), { file: 'Cargo.toml' });
  return { manifest, paths: new Set(files.keys()), read: (path) => files.get(path) };
}

async function reachedBy(
  app: OracleCrate,
  crates: readonly OracleCrate[],
  oracle: string,
  session: Session,
): Promise<Exploration> {
  const text = readFileSync(join(oracle, 'locks', `${app.name}-${app.version}.lock`), 'utf8');
  const lock = parseLockFile(text);
  const member = lock.packages.findIndex(({ name, version }) => name === app.name && version === app.version);
  const texts = new Map<number, PackageText>();
  for (const [index, { name, version, checksum }] of lock.packages.entries()) {
    texts.set(index, await textOf(session, name, version, index === member ? app.sha256 : checksum));
  }
  const packages = new Map([...texts].map(([index, { manifest }]) => [index, packageFacts(manifest)]));
  const build = resolveBuild(
    { lock, packages, members: [member], resolver: 2 },
    { targets: [LINUX], host: LINUX, features: [...app.features], noDefaultFeatures: true },
  );
  const program = loadProgram({
    std: stdLoader(readFileSync(STD_FACTS_URL)),
    // Each crate was compiled once for all applications, with the features that the table states.
    units: build.units.map((unit) => ({ ...unit, features: featuresOf(unit, lock, crates) })),
    packages: lock.packages,
    texts,
    targetCfgs: requireTargetCfgs(LINUX),
    hostCfgs: requireTargetCfgs(LINUX),
    roots: { examples: false, tests: false, benches: false },
  });
  const entries = program.runRoots.flatMap((root) => entryPoints(program.world, root.crate));
  return explore(program.world, entries, {}, program.solver);
}

function featuresOf(unit: Unit, lock: LockFile, crates: readonly OracleCrate[]): ReadonlySet<string> {
  const { name, version } = lock.packages[unit.package]!;
  const known = crates.find((crate) => crate.name === name && crate.version === version);
  return known === undefined ? unit.features : new Set(known.features);
}

/** Functions and closures, outside the standard library. */
function answers(world: World, exploration: Exploration): Answer[] {
  const paths = new DefPaths(world);
  const out: Answer[] = [];
  for (const def of exploration.reached('certain')) {
    if (!isCompared(world, def)) continue;
    const krate = world.crateOfDef(def);
    const span = world.body(def)?.at ?? world.span(def);
    const file = world.crate(span.krate).files[span.file] ?? '';
    out.push({
      crate: krate.package.name,
      path: paths.path(def),
      span: { file, line: span.line, col: span.column },
    });
  }
  return out;
}

function isCompared(world: World, def: DefId): boolean {
  const kind = world.kind(def);
  return kind === DefKind.Fn || kind === DefKind.Closure || kind === DefKind.Coroutine;
}

/** What `reach.py` says against the linker's set. */
interface Row {
  readonly recall: number;
  readonly precision: number;
  readonly truth: number;
  readonly answered: number;
}

const LINE = /against linked\s+(.+?)\s+recall\s+([\d.]+) %\s+precision\s+([\d.]+) %\s+\((\d+) true, (\d+) answered\)/g;

/** The scorer's report, with every function that is missed or extra. */
function reportOf(oracle: string, app: OracleCrate, file: string): string {
  const graph = join(oracle, 'graph', `${app.name}-${app.version}.json.gz`);
  return execFileSync('python3', [join(oracle, 'reach.py'), graph, file, '--show', '100000'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
}

function rowsOf(report: string): Map<string, Row> {
  return new Map(
    [...report.matchAll(LINE)].map(([, group, recall, precision, truth, answered]) => [
      group!,
      { recall: Number(recall), precision: Number(precision), truth: Number(truth), answered: Number(answered) },
    ]),
  );
}

/** Missed and extra functions by crate, the first so many of each. */
function show(report: string, most: number): void {
  const groups = new Map<string, string[]>();
  for (const [, what, path, place] of report.matchAll(/^(MISSED|EXTRA) (\S+) (.*)$/gm)) {
    const group = `${what!.toLowerCase()} in ${path!.split('::')[0]}`;
    groups.set(group, [...(groups.get(group) ?? []), `${path} ${place}`]);
  }
  for (const [group, functions] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
    console.log(`  ${functions.length} ${group}`);
    for (const line of functions.slice(0, most)) console.log(`    ${line}`);
  }
}

export async function run(): Promise<void> {
  const oracle = oracleFolder('callgraph');
  if (oracle === undefined) return;
  const out = process.env['APPS_KEEP'] ?? mkdtempSync(join(tmpdir(), 'apps-'));
  mkdirSync(out, { recursive: true });
  const session = new Session();
  try {
    console.log(`${'application'.padEnd(20)}${'functions'.padEnd(28)}  true answered recall precision`);
    const crates = cratesOf(oracle);
    const graphs = new Set(readdirSync(join(oracle, 'graph')));
    for (const app of crates.filter(({ name, version }) => graphs.has(`${name}-${version}.json.gz`))) {
      const exploration = await reachedBy(app, crates, oracle, session);
      const found = answers(exploration.world, exploration);
      const file = join(out, `${app.name}-${app.version}.jsonl`);
      writeFileSync(file, found.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
      const report = reportOf(oracle, app, file);
      for (const [group, { recall, precision, truth, answered }] of rowsOf(report)) {
        console.log(
          `${app.name.padEnd(20)}${group.padEnd(28)}${String(truth).padStart(6)}${String(answered).padStart(9)}${recall.toFixed(1).padStart(7)}${precision.toFixed(1).padStart(10)}`,
        );
      }
      const most = process.env['APPS_SHOW'];
      if (most !== undefined) show(report, Number(most));
    }
  } finally {
    session.close();
  }
}
