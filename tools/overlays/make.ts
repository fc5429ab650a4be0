/**
 * Makes the overlays of build scripts: compiles packages that are trusted, and compares what their scripts set with what
 * the analyser tells from the scripts' text. What it cannot tell, and what files the scripts write, is kept.
 *
 *   node tools/overlays/make.ts NAME@VERSION… [--features NAME=a,b] [--folder TARGET_FOLDER]
 *
 * Runs the scripts of these packages and of their dependencies: only for packages one would build anyway. Entries for other
 * versions stay as they are.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { targetCfgs } from '@lazaret/cargo';
import { buildScriptCfgs } from '../../packages/analyzer/src/build-script/script-cfgs.ts';
import type { OverlayData, OverlayEntry } from '../../packages/analyzer/src/overlays/overlay.ts';

const TARGET = 'x86_64-unknown-linux-gnu';
const DATA = fileURLToPath(new URL('../../packages/analyzer/data/overlays.json', import.meta.url));
/** Generated files up to this size are kept as text. */
const FILE_MAX = 4096;

interface Package {
  readonly name: string;
  readonly version: string;
  readonly features: readonly string[];
  readonly root: string;
  readonly script: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string' }, features: { type: 'string', multiple: true } },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'overlays-'));
const featuresOf = new Map((values.features ?? []).map((text) => text.split('=') as [string, string]));

function writeProject(): void {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src', 'lib.rs'), '');
  const dependencies = positionals.map((spec, i) => {
    const [name, version] = spec.split('@');
    const features = (featuresOf.get(name!) ?? '').split(',').filter((feature) => feature !== '');
    return `d${i} = { package = "${name}", version = "=${version}", features = ${JSON.stringify(features)} }`;
  });
  const head = '[package]\nname = "overlays"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]\n';
  writeFileSync(join(folder, 'Cargo.toml'), `${head}${dependencies.join('\n')}\n`);
}

interface Message {
  readonly reason: string;
  readonly package_id?: string;
  readonly cfgs?: readonly string[];
  readonly out_dir?: string;
}

/** Packages with build scripts, and what cargo says that these did. */
function build(): { readonly packages: Map<string, Package>; readonly messages: readonly Message[] } {
  const run = (...args: string[]) =>
    execFileSync('cargo', args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const output = run('check', '--quiet', '-j1', '--message-format=json');
  const metadata = JSON.parse(run('metadata', '--format-version=1')) as {
    packages: {
      id: string;
      name: string;
      version: string;
      manifest_path: string;
      targets: { kind: string[]; src_path: string }[];
    }[];
    resolve: { nodes: { id: string; features: string[] }[] };
  };
  const packages = new Map<string, Package>();
  for (const { id, name, version, manifest_path, targets } of metadata.packages) {
    const script = targets.find((target) => target.kind.includes('custom-build'));
    const root = manifest_path.replace(/\/Cargo\.toml$/, '');
    const features = metadata.resolve.nodes.find((node) => node.id === id)?.features ?? [];
    if (script !== undefined)
      packages.set(id, { name, version, features, root, script: script.src_path.slice(root.length + 1) });
  }
  const messages = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Message);
  return { packages, messages };
}

function entryOf(pkg: Package, message: Message, rustMinor: number): OverlayEntry | undefined {
  const cfgs = new Set<string>(targetCfgs(TARGET));
  const read = (path: string) => {
    const file = join(pkg.root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  const script = buildScriptCfgs({
    root: pkg.script,
    edition: 2021,
    read,
    silentDependencies: true,
    env: {
      features: new Set(pkg.features),
      targetCfgs: cfgs,
      hostCfgs: cfgs,
      triple: TARGET,
      rustMinor,
      packageEnv: () => undefined,
      exists: (path) => existsSync(join(pkg.root, path)),
    },
  });
  const set = new Set(message.cfgs);
  const on = [...set].filter((cfg) => script.value(cfg) === undefined).sort();
  const off = script
    .perhaps()
    .filter((cfg) => !set.has(cfg))
    .sort();
  for (const cfg of set)
    if (script.value(cfg) === false) console.error(`WRONG ${pkg.name} ${pkg.version}: ${cfg} is set`);
  for (const cfg of script.certain())
    if (!set.has(cfg)) console.error(`WRONG ${pkg.name} ${pkg.version}: ${cfg} is not set`);
  const files: Record<string, string> = {};
  for (const name of message.out_dir === undefined ? [] : readdirSync(message.out_dir)) {
    if (!name.endsWith('.rs') || !isIncluded(join(pkg.root, 'src'), name)) continue;
    const text = readFileSync(join(message.out_dir!, name), 'utf8');
    const patch = pkg.version.split('.')[2]!;
    if (text.length <= FILE_MAX) files[name] = text.replaceAll(`__private${patch}`, '__private{patch}');
  }
  const some = on.length + off.length > 0;
  if (!some && Object.keys(files).length === 0) return undefined;
  return {
    versions: [pkg.version, pkg.version],
    ...(some ? { target: TARGET } : {}),
    ...(on.length === 0 ? {} : { on }),
    ...(off.length === 0 ? {} : { off }),
    ...(Object.keys(files).length === 0 ? {} : { files }),
  };
}

/** Does the package's source include a file of this name from `OUT_DIR`? Probes that a script compiles are not asked for. */
function isIncluded(source: string, name: string): boolean {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.rs'))
    .some((path) => readFileSync(join(source, path), 'utf8').includes(`env!("OUT_DIR"), "/${name}"`));
}

function isCompatible(a: string, b: string): boolean {
  const [x, y] = [a.split('.'), b.split('.')];
  return x[0] === y[0] && (x[0] !== '0' || x[1] === y[1]);
}

/** One entry where two say the same. */
function merge(entries: readonly OverlayEntry[]): OverlayEntry[] {
  const order = (entry: OverlayEntry) =>
    entry.versions[0]
      .split('.')
      .map((n) => n.padStart(6, '0'))
      .join('.');
  const merged: OverlayEntry[] = [];
  for (const entry of entries.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const last = merged.at(-1);
    const rest = ({ versions: _, ...same }: OverlayEntry) => JSON.stringify(same);
    if (last !== undefined && last.versions[0] === entry.versions[0]) merged.pop();
    const same = last !== undefined && isCompatible(last.versions[0], entry.versions[0]) && rest(last) === rest(entry);
    if (same && merged.at(-1) === last) merged.pop();
    merged.push(same ? { ...entry, versions: [last.versions[0], entry.versions[1]] } : entry);
  }
  return merged;
}

writeProject();
const rustMinor = Number(/1\.(\d+)/.exec(execFileSync('rustc', ['--version'], { encoding: 'utf8' }))![1]);
const { packages, messages } = build();
const data: Record<string, readonly OverlayEntry[]> = {
  ...(JSON.parse(readFileSync(DATA, 'utf8')) as OverlayData).crates,
};
for (const message of messages) {
  const pkg = message.reason === 'build-script-executed' ? packages.get(message.package_id ?? '') : undefined;
  const entry = pkg === undefined ? undefined : entryOf(pkg, message, rustMinor);
  if (pkg !== undefined && entry !== undefined) data[pkg.name] = merge([...(data[pkg.name] ?? []), entry]);
}
const sorted = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(DATA, `${JSON.stringify({ crates: sorted }, undefined, 2)}\n`);
