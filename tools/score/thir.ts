/**
 * Compares call sites with the compiler's own typed trees, for any crates: what `thir/make.ts` had the compiler write during a
 * `cargo check` is the truth, each crate is analysed with the features, cfgs and dependencies that it was compiled with.
 *
 *   node tools/score/thir.ts TRUTH_DIR [--only a,b] [--show N] [--std-source]
 *
 * Bodies that a build script wrote are in the truth too, and are missed here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';
import { type CallSite, callSites, STD_FACTS_URL, stdLoader } from '@lazaret/analyzer';
import { type CrateNum, World } from '@lazaret/facts';
import { createSourceCrate } from '@lazaret/rust-infer';
import { addStd, cfgOf, readText, type StdCrateNums } from './std-crates.ts';
import { type Agreement, agreement, type TruthCall } from './thir/agreement.ts';
import type { CompiledCrate } from './thir/rustc-wrapper.ts';
import type { ThirBody, ThirSpan } from './thir/thir-reader.ts';

const args = process.argv.slice(2);
const folder = args[0];
if (folder === undefined) throw new Error('usage: thir.ts TRUTH_DIR [--only a,b] [--show N] [--std-source]');
const option = (name: string): string | undefined => {
  const at = args.indexOf(`--${name}`);
  return at === -1 ? undefined : args[at + 1];
};
const only = option('only')?.split(',');
const show = Number(option('show') ?? 0);

const compiled = new Map<string, CompiledCrate>();
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const crate = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CompiledCrate;
  compiled.set(crate.id, crate);
}

function stdCrates(world: World): StdCrateNums {
  if (args.includes('--std-source')) return addStd(world);
  const { core, alloc, std, procMacro } = stdLoader(readFileSync(STD_FACTS_URL))(world);
  if (core === undefined || alloc === undefined || std === undefined || procMacro === undefined)
    throw new Error('the shipped facts lack a crate of the standard library');
  return { core, alloc, std, procMacro };
}

/** A crate and all it depends on, in a world. */
function load(world: World, std: StdCrateNums, id: string, nums: Map<string, CrateNum>): CrateNum | undefined {
  const known = nums.get(id);
  const crate = compiled.get(id);
  if (known !== undefined || crate === undefined) return known;
  const externs = new Map<string, CrateNum>([['proc_macro', std.procMacro]]);
  for (const [alias, extern] of crate.externs) {
    const num = load(world, std, extern, nums);
    if (num !== undefined) externs.set(alias, num);
  }
  const { num } = createSourceCrate(world, {
    name: crate.name,
    package: { name: crate.package, version: crate.version },
    edition: crate.edition as 2015,
    unit: crate.procMacro ? 'proc-macro' : 'lib',
    root: relative(crate.folder, crate.root),
    readFile: (path) => readText(join(crate.folder, path)),
    features: new Set(crate.features),
    cfg: cfgOf(crate.cfgs),
    externs,
    stdCrates: std,
    env: (name) =>
      name === 'CARGO_PKG_VERSION' ? crate.version : name === 'CARGO_PKG_NAME' ? crate.package : undefined,
  });
  nums.set(id, num);
  return num;
}

/** The compiler's facts with files named as the analyser names them. */
function truthOf(crate: CompiledCrate): TruthCall[] {
  const text = readFileSync(join(folder!, `${crate.id}.jsonl`), 'utf8');
  const out: TruthCall[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const body = JSON.parse(line) as ThirBody;
    for (const call of body.calls)
      out.push({ ...call, caller: body.path, at: named(crate, call.at), expr: named(crate, call.expr) });
  }
  return out;
}

function named(crate: CompiledCrate, span: ThirSpan): ThirSpan {
  const std = /^\/rustc\/[0-9a-f]+\/(library\/.*)$/.exec(span.file);
  if (std !== null) return { ...span, file: `std:${std[1]}` };
  if (!span.file.startsWith('/')) return span;
  // A module beside its `#[path]` is found through `..`.
  if (span.file.startsWith(`${crate.folder}/`)) return { ...span, file: normalize(relative(crate.folder, span.file)) };
  const registry = /\/registry\/src\/[^/]*\/(.*)-(\d[^/]*)\/(.*)$/.exec(span.file);
  return registry === null ? span : { ...span, file: `${registry[1]}@${registry[2]}:${registry[3]}` };
}

function place(site: CallSite): string {
  return site.file_package === undefined ? site.file : `${site.file_package}:${site.file}`;
}

const percent = (a: number, b: number): string => (b === 0 ? '-' : ((100 * a) / b).toFixed(1));
const sum = new Map<string, [hit: number, facts: number, good: number, answers: number]>();

function report(name: string, result: Agreement, ms: number, unresolved: number, diagnostics: number): void {
  for (const [group, counts] of result.groups) {
    const total = sum.get(group) ?? [0, 0, 0, 0];
    counts.forEach((count, i) => {
      total[i]! += count;
    });
    sum.set(group, total);
  }
  const [hit, facts, good, answers] = result.groups.get('TOTAL') ?? [0, 0, 0, 0];
  console.log(
    `${name.padEnd(34)}${String(facts).padStart(7)} recall ${percent(hit, facts).padStart(5)} precision ${percent(good, answers).padStart(5)}` +
      ` unresolved ${unresolved} diagnostics ${diagnostics} ${ms.toFixed(0)} ms`,
  );
  for (const line of result.missed.slice(0, show)) console.log(`  MISSED ${line}`);
  for (const line of result.wrong.slice(0, show)) console.log(`  WRONG ${line}`);
}

const wanted = [...compiled.values()]
  .filter((crate) => existsSync(join(folder, `${crate.id}.jsonl`)))
  .filter((crate) => only === undefined || only.includes(crate.package))
  .sort((a, b) => (a.id < b.id ? -1 : 1));
for (const crate of wanted) {
  const world = new World();
  const std = stdCrates(world);
  const start = performance.now();
  const num = load(world, std, crate.id, new Map());
  if (num === undefined) continue;
  const sites = [...callSites(world, num)].map((site) => ({ ...site, file: place(site) }));
  const ms = performance.now() - start;
  const unresolved = sites.filter((site) => site.kind === 'unresolved').length;
  const result = agreement(truthOf(crate), sites);
  report(`${crate.package}-${crate.version}`, result, ms, unresolved, world.crate(num).diagnostics.length);
}
for (const [group, [hit, facts, good, answers]] of [...sum].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(
    `${group.padEnd(34)}${String(facts).padStart(8)}${percent(hit, facts).padStart(8)}${String(answers).padStart(9)}${percent(good, answers).padStart(7)}`,
  );
}
