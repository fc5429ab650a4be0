/**
 * Compares `resolveBuild` with cargo's unit graph on TRUSTED projects, and writes fixtures of the comparison.
 *
 *   node tools/cargo-truth/builds.ts compare DIR...          all scenarios on each project
 *   node tools/cargo-truth/builds.ts write NAME DIR          the same, written to packages/cargo/fixtures/builds/NAME.json
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Build, type BuildOptions, packageFacts, resolveBuild } from '../../packages/cargo/src/index.ts';
import { loadProject, type Project, trimmedManifest } from './project.ts';
import { type ExpectedUnit, unitGraph } from './unit-graph.ts';

const HOST = 'x86_64-unknown-linux-gnu';

interface Scenario {
  readonly args: readonly string[];
  readonly options: Omit<BuildOptions, 'host' | 'selected'>;
  readonly selected?: readonly string[];
}

const linux = { targets: [HOST] };
const SCENARIOS: readonly Scenario[] = [
  { args: ['--target', HOST], options: linux },
  { args: ['--target', HOST, '--all-targets'], options: { ...linux, dev: true } },
  { args: ['--target', HOST, '--no-default-features'], options: { ...linux, noDefaultFeatures: true } },
  { args: ['--target', HOST, '--all-features'], options: { ...linux, allFeatures: true } },
  { args: ['--target', 'x86_64-pc-windows-msvc'], options: { targets: ['x86_64-pc-windows-msvc'] } },
  { args: ['--target', 'aarch64-apple-darwin'], options: { targets: ['aarch64-apple-darwin'] } },
  { args: ['--target', 'wasm32-unknown-unknown'], options: { targets: ['wasm32-unknown-unknown'] } },
  {
    args: ['--target', HOST, '--target', 'x86_64-pc-windows-gnu', '--all-targets', '--all-features'],
    options: { targets: [HOST, 'x86_64-pc-windows-gnu'], dev: true, allFeatures: true },
  },
];

/** The units of a build in the form of the truth. */
function found(project: Project, build: Build): ExpectedUnit[] {
  const id = (n: number) => {
    const unit = build.units[n]!;
    const { name, version } = project.lock.packages[unit.package]!;
    return `${name} ${version} ${unit.kind}`;
  };
  return build.units
    .map((unit, n) => ({
      id: id(n),
      features: [...unit.features].sort(),
      targets: [...unit.targets].sort(),
      dependencies: [...new Set(unit.dependencies.map((d) => `${d.key} = ${id(d.unit)}`))].sort(),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function differences(expected: readonly ExpectedUnit[], actual: readonly ExpectedUnit[]): string[] {
  const wanted = new Map(expected.map((u) => [u.id, u]));
  const lines = actual.filter((u) => !wanted.has(u.id)).map((u) => `too many: ${u.id}`);
  const have = new Map(actual.map((u) => [u.id, u]));
  for (const unit of expected) {
    const other = have.get(unit.id);
    if (other === undefined) lines.push(`missing: ${unit.id}`);
    for (const key of ['features', 'targets', 'dependencies'] as const) {
      if (other === undefined || unit[key].join() === other[key].join()) continue;
      const more = other[key].filter((x) => !unit[key].includes(x));
      const less = unit[key].filter((x) => !other[key].includes(x));
      lines.push(`${unit.id} ${key}: too many [${more.join(', ')}], missing [${less.join(', ')}]`);
    }
  }
  return lines;
}

function scenarios(project: Project): Scenario[] {
  if (project.members.length < 2) return [...SCENARIOS];
  const all = SCENARIOS.map((s) => ({ ...s, args: [...s.args, '--workspace'] }));
  const single = project.members.map((index): Scenario => {
    const { name } = project.lock.packages[index]!;
    return { args: ['--target', HOST, '-p', name], options: linux, selected: [name] };
  });
  return [...all, ...single];
}

function compare(folder: string): {
  project: Project;
  truth: { scenario: Scenario; units: ExpectedUnit[] }[];
  bad: number;
} {
  const project = loadProject(folder);
  const facts = new Map(project.packages.map((p) => [p.index, packageFacts(p.manifest, p.files)]));
  const input = { lock: project.lock, members: project.members, packages: facts, resolver: project.resolver };
  let bad = 0;
  const truth = scenarios(project).map((scenario) => {
    const units = unitGraph(folder, scenario.args, HOST);
    const selected = project.members.filter((i) => scenario.selected?.includes(project.lock.packages[i]!.name) ?? true);
    const start = performance.now();
    const build = resolveBuild(input, { host: HOST, selected, ...scenario.options });
    const time = performance.now() - start;
    const lines = differences(units, found(project, build));
    bad += lines.length;
    console.log(
      `${folder} ${scenario.args.join(' ')}: ${units.length} units, ${lines.length} differences, ${time.toFixed(1)} ms`,
    );
    for (const line of lines.slice(0, 10)) console.log(`    ${line}`);
    return { scenario, units };
  });
  return { project, truth, bad };
}

/** Units repeat from scenario to scenario: each is written once and named by its number. */
function write(name: string, folder: string): number {
  const { project, truth, bad } = compare(folder);
  const pool: string[] = [];
  const numbers = new Map<string, number>();
  const number = (unit: ExpectedUnit): number => {
    const text = JSON.stringify(unit);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, pool.length);
    return pool.push(text) - 1;
  };
  const rows = truth.map(({ scenario, units }) =>
    JSON.stringify({ options: scenario.options, selected: scenario.selected, units: units.map(number) }),
  );
  const manifests = project.packages.map(
    (p) => `${JSON.stringify(String(p.index))}:${JSON.stringify(trimmedManifest(p))}`,
  );
  const header = { host: HOST, resolver: project.resolver, members: project.members, lock: project.lockText };
  const text = `${JSON.stringify(header).slice(0, -1)},\n"manifests":{\n${manifests.join(',\n')}},\n"units":[\n${pool.join(',\n')}],\n"scenarios":[\n${rows.join(',\n')}]}\n`;
  const target = new URL('../../packages/cargo/fixtures/builds/', import.meta.url);
  mkdirSync(target, { recursive: true });
  writeFileSync(new URL(`${name}.json`, target), text);
  return bad;
}

const [command, ...rest] = process.argv.slice(2);
let bad = 0;
if (command === 'write' && rest.length === 2) bad = write(rest[0]!, rest[1]!);
else if (command === 'compare') for (const folder of rest) bad += compare(folder).bad;
else throw new Error('usage: builds.ts compare DIR... | write NAME DIR');
if (bad > 0) process.exitCode = 1;
