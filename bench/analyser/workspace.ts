/**
 * One cargo workspace whose members are the corpus, so that every tool is given the same packages with the same features:
 * cargo fetches the archives, members are copies without what only their own tests need, and depend on each other.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { PackageText } from '../../packages/analyzer/src/index.ts';
import { packageFacts, parseLockFile, parseManifest, resolveBuild, type Unit } from '../../packages/cargo/src/index.ts';
import type { CorpusCrate } from './corpus.ts';

/** The target that all tools are asked about. */
export const TARGET = 'x86_64-unknown-linux-gnu';

/** Parts of a manifest that only tests, benches and examples need. */
const DEV_SECTION = /^\[(?:\[(?:test|bench|example)\]|(?:target\..*\.)?dev-dependencies)/;
// Examples stay: documentation in a library includes their text.
const DEV_FOLDERS: readonly string[] = ['tests', 'benches', 'bench'];

interface MetadataPackage {
  readonly name: string;
  readonly version: string;
  readonly manifest_path: string;
}

function cargo(cwd: string, ...args: string[]): string {
  return execFileSync('cargo', args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function metadata(folder: string): readonly MetadataPackage[] {
  const text = cargo(folder, 'metadata', '--format-version', '1', '--filter-platform', TARGET);
  return (JSON.parse(text) as { packages: MetadataPackage[] }).packages;
}

/** Makes the workspace unless an earlier run has left it there. */
export function makeWorkspace(folder: string, corpus: readonly CorpusCrate[]): void {
  if (existsSync(join(folder, 'Cargo.lock'))) return;
  for (const { name, version, manifest_path } of fetched(join(folder, 'fetch'), corpus)) {
    const crate = corpus.find((one) => one.name === name && one.version === version);
    if (crate !== undefined) copyMember(dirname(manifest_path), join(folder, 'crates', name), crate);
  }
  rmSync(join(folder, 'fetch'), { recursive: true });
  const patches = corpus.map(({ name }) => `${name} = { path = "crates/${name}" }`).join('\n');
  const manifest = `[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n\n[patch.crates-io]\n${patches}\n`;
  writeFileSync(join(folder, 'Cargo.toml'), manifest);
  cargo(folder, 'fetch', '--target', TARGET);
}

/** Where cargo put the packages, dependencies included. */
function fetched(folder: string, corpus: readonly CorpusCrate[]): readonly MetadataPackage[] {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'src', 'lib.rs'), '');
  const dependencies = corpus.map(({ name, version, features = [] }) => {
    return `${name} = { version = "=${version}", features = ${JSON.stringify(features)} }`;
  });
  const head = '[package]\nname = "corpus"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n[dependencies]\n';
  writeFileSync(join(folder, 'Cargo.toml'), head + dependencies.join('\n'));
  return metadata(folder);
}

function copyMember(source: string, target: string, crate: CorpusCrate): void {
  cpSync(source, target, { recursive: true });
  for (const name of DEV_FOLDERS) rmSync(join(target, name), { recursive: true, force: true });
  rmSync(join(target, 'Cargo.lock'), { force: true });
  const path = join(target, 'Cargo.toml');
  const written = readFileSync(path, 'utf8').replace(/^autoexamples = .*\n/m, '');
  const manifest = withoutDev(written).replace(/^\[package\]\n/m, '[package]\nautoexamples = false\n');
  const features = (crate.features ?? []).map((name) => `"${name}", `).join('');
  if (features !== '' && !/^default = \[/m.test(manifest)) throw new Error(`${crate.name} has no default features`);
  writeFileSync(
    path,
    manifest.replace(/^default = \[/m, (start) => start + features),
  );
}

/** The manifest without dev-dependencies, and without what features say of them. */
function withoutDev(manifest: string): string {
  let dev = false;
  const kept: string[] = [];
  const removed: string[] = [];
  for (const line of manifest.split('\n')) {
    if (line.startsWith('[')) dev = DEV_SECTION.test(line);
    if (!dev) kept.push(line);
    else removed.push(...(/^\[.*dev-dependencies\.([\w-]+)\]/.exec(line)?.slice(1) ?? []));
  }
  return removed.reduce((text, name) => text.replaceAll(new RegExp(`"${name}\\??/[^"]*",?`, 'g'), ''), kept.join('\n'));
}

/** What the analyser is given: the build of all members, and the files of all packages. */
export interface CorpusProgram {
  readonly units: readonly Unit[];
  readonly packages: readonly { readonly name: string; readonly version: string }[];
  readonly texts: ReadonlyMap<number, PackageText>;
  /** Lock indexes of the corpus. */
  readonly members: readonly number[];
}

/** Reads the workspace; file contents are read when asked for, and kept. */
export function readWorkspace(folder: string): CorpusProgram {
  const lock = parseLockFile(readFileSync(join(folder, 'Cargo.lock'), 'utf8'));
  const texts = new Map<number, PackageText>();
  const members: number[] = [];
  for (const { name, version, manifest_path } of metadata(folder)) {
    const index = lock.packages.findIndex((one) => one.name === name && one.version === version);
    const root = dirname(manifest_path);
    texts.set(index, packageText(root));
    if (root.startsWith(join(folder, 'crates') + sep)) members.push(index);
  }
  const facts = new Map([...texts].map(([index, text]) => [index, packageFacts(text.manifest, text.paths)] as const));
  const { units } = resolveBuild({ lock, members, packages: facts, resolver: 2 }, { targets: [TARGET], host: TARGET });
  return { units, packages: lock.packages, texts, members };
}

function packageText(root: string): PackageText {
  const paths = new Set<string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) paths.add(relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  }
  const contents = new Map<string, Uint8Array>();
  const read = (path: string): Uint8Array | undefined => {
    let bytes = contents.get(path);
    if (bytes === undefined && paths.has(path)) {
      bytes = readFileSync(join(root, path));
      contents.set(path, bytes);
    }
    return bytes;
  };
  return { manifest: parseManifest(readFileSync(join(root, 'Cargo.toml'), 'utf8')), paths, read };
}
