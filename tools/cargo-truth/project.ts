/**
 * Loads a TRUSTED project with cargo's help: the lock file, and the manifest and file names of every locked package.
 * `cargo metadata` may run programs that a project names, so this is for making fixtures only.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  cleanPath,
  discoverTargets,
  inheritManifest,
  type LockFile,
  type Manifest,
  parseLockFile,
  parseManifest,
  type ResolverVersion,
  resolverVersion,
} from '../../packages/cargo/src/index.ts';

/** One locked package with what was found on disk. */
export interface LoadedPackage {
  readonly index: number;
  readonly manifest: Manifest;
  readonly files: ReadonlySet<string>;
}

/** A project as the resolver needs it. */
export interface Project {
  readonly lockText: string;
  readonly lock: LockFile;
  readonly packages: readonly LoadedPackage[];
  readonly members: readonly number[];
  readonly resolver: ResolverVersion;
}

interface MetadataPackage {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
  readonly manifest_path: string;
}

/** Runs cargo in a folder and returns what it prints. */
export function cargo(folder: string, args: readonly string[]): string {
  return execFileSync('cargo', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    env: { ...process.env, RUSTC_BOOTSTRAP: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Loads the workspace in a folder. */
export function loadProject(folder: string): Project {
  const metadata = JSON.parse(
    cargo(folder, ['metadata', '--locked', '--all-features', '--format-version', '1', '--quiet']),
  ) as {
    packages: MetadataPackage[];
    workspace_members: string[];
    workspace_root: string;
  };
  const lockText = readFileSync(join(metadata.workspace_root, 'Cargo.lock'), 'utf8');
  const lock = parseLockFile(lockText);
  const root = parseManifest(readFileSync(join(metadata.workspace_root, 'Cargo.toml'), 'utf8'));
  const members: number[] = [];
  const packages: LoadedPackage[] = [];
  for (const pkg of metadata.packages) {
    const index = lock.packages.findIndex(
      (p) => p.name === pkg.name && p.version === pkg.version && (p.source?.text ?? null) === sourceOf(pkg),
    );
    if (index === -1) throw new Error(`${pkg.name} ${pkg.version} is not locked`);
    const own = dirname(pkg.manifest_path);
    const manifest = inheritManifest(parseManifest(readFileSync(pkg.manifest_path, 'utf8')), root);
    packages.push({ index, manifest, files: targetFiles(own) });
    if (metadata.workspace_members.includes(pkg.id)) members.push(index);
  }
  return { lockText, lock, packages, members, resolver: resolverVersion(root) };
}

/** Metadata leaves the commit of git sources out of some places; the lock's spelling has it. */
function sourceOf(pkg: MetadataPackage): string | null {
  return pkg.source;
}

/** Names of the Rust files that decide which targets a package has. */
function targetFiles(folder: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (sub: string, depth: number) => {
    const path = join(folder, sub);
    if (!existsSync(path)) return;
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const name = join(sub, entry.name);
      if (entry.isDirectory() && depth > 0 && entry.name !== 'target') visit(name, depth - 1);
      else if (entry.name.endsWith('.rs')) found.add(cleanPath(relative('.', name)));
    }
  };
  visit('', 8);
  return found;
}

/** What a fixture keeps of a package: enough for the resolver, as TOML tables. */
export function trimmedManifest({ manifest, files }: LoadedPackage): Record<string, unknown> {
  const { lib, bins, tests, buildScripts } = discoverTargets(manifest, files);
  const pkg = manifest.package!;
  const out: Record<string, unknown> = {
    package: {
      name: pkg.name,
      version: pkg.version,
      edition: pkg.edition,
      build: buildScripts.length > 0 ? [...buildScripts] : false,
      autolib: false,
    },
  };
  if (lib !== undefined) {
    out['lib'] = { name: lib.name, path: lib.path, ...(lib.procMacro ? { 'proc-macro': true } : {}) };
  }
  // Only of a macro crate do the other targets decide anything: they are built for the target, the macro is not.
  if (lib?.procMacro && bins.length > 0) out['bin'] = bins.map(({ name, path }) => ({ name, path }));
  if (lib?.procMacro && tests.length > 0) out['test'] = tests.map(({ name, path }) => ({ name, path }));
  if (manifest.features.size > 0) out['features'] = Object.fromEntries(manifest.features);
  for (const d of manifest.dependencies) {
    const table = d.kind === 'normal' ? 'dependencies' : `${d.kind}-dependencies`;
    const platform =
      d.platform === undefined ? undefined : d.platform.kind === 'cfg' ? d.platform.text : d.platform.triple;
    const holder = platform === undefined ? out : child(child(out, 'target'), platform);
    child(holder, table)[d.key] = {
      ...(d.requirement === undefined ? {} : { version: d.requirement }),
      ...(d.package === d.key ? {} : { package: d.package }),
      ...(d.optional ? { optional: true } : {}),
      ...(d.defaultFeatures === undefined ? {} : { 'default-features': d.defaultFeatures }),
      ...(d.features.length > 0 ? { features: [...d.features] } : {}),
      ...(d.source.kind === 'path' ? { path: d.source.path } : {}),
      ...(d.source.kind === 'git' ? { git: d.source.url } : {}),
    };
  }
  return out;
}

function child(table: Record<string, unknown>, key: string): Record<string, unknown> {
  const found = (table[key] ??= {});
  return found as Record<string, unknown>;
}
