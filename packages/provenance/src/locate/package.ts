/** Where a package is in a tree, and the manifests that decide what publishing makes of it. */
import { cleanPath, isTable, type TomlTable } from '@lazaret/cargo';
import { inheritToml, packageTable, type WorkspaceManifest } from '../manifest/inherit.ts';
import type { RepositoryManifest } from '../manifest/judge.ts';
import { defaultReadme, defaultResolver } from '../manifest/publish.ts';
import { tableOf, textOf, tryToml } from '../manifest/table.ts';
import type { Snapshot } from '../repository/snapshot.ts';

export interface LocatedPackage {
  readonly folder: string;
  readonly manifest: RepositoryManifest;
  /** The version there, inheritance carried out. */
  readonly version: string | undefined;
  /** Lock file that governs the package: its own or the workspace's. */
  readonly lockPath: string | undefined;
}

/** Manifests that are read in search of a name; the largest Rust workspaces have under 2,000. */
const MAX_MANIFESTS = 5000;

/** The package of a name in a tree: where the crate says it is, at the root, or wherever its manifest is. */
export async function locatePackage(
  snapshot: Snapshot,
  name: string,
  hint: string | undefined,
): Promise<LocatedPackage | undefined> {
  for (const folder of new Set([...(hint === undefined ? [] : [hint]), ''])) {
    const found = await packageAt(snapshot, folder, name);
    if (found !== undefined) return found;
  }
  const manifests = (await snapshot.list(''))
    .filter(({ path }) => path.endsWith('/Cargo.toml'))
    .slice(0, MAX_MANIFESTS);
  const contents = await snapshot.blobs(manifests.map(({ id }) => id));
  const named = manifests.filter(({ id }) => {
    const bytes = contents.get(id);
    const toml = bytes === undefined ? undefined : tryToml(bytes, 'Cargo.toml');
    return toml !== undefined && textOf(packageTable(toml)?.['name']) === name;
  });
  // The shallowest: copies of a package lie deeper, among fixtures of tests.
  const depth = (path: string) => path.split('/').length;
  named.sort((a, b) => depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1));
  const first = named[0];
  return first === undefined ? undefined : packageAt(snapshot, first.path.slice(0, -'/Cargo.toml'.length), name);
}

async function packageAt(snapshot: Snapshot, folder: string, name: string): Promise<LocatedPackage | undefined> {
  const bytes = await manifestAt(snapshot, folder);
  const toml = bytes === undefined ? undefined : tryToml(bytes, 'Cargo.toml');
  const pkg = toml === undefined ? undefined : packageTable(toml);
  if (bytes === undefined || toml === undefined || pkg === undefined || textOf(pkg['name']) !== name) return undefined;
  const root = await workspaceRoot(snapshot, folder, toml);
  const workspace = root === undefined ? undefined : await workspaceManifest(snapshot, folder, root);
  const prefix = folder === '' ? '' : `${folder}/`;
  const files = new Set((await snapshot.list(folder)).map(({ path }) => path.slice(prefix.length)));
  const inherited = inheritToml(toml, workspace).toml;
  return {
    folder,
    manifest: { bytes, toml, workspace, resolver: resolverOf(root?.toml, inherited), files },
    version: textOf(packageTable(inherited)?.['version']),
    lockPath: await lockPath(snapshot, folder, root?.folder),
  };
}

/** `Cargo.toml`, or `cargo.toml`, which cargo packages as `Cargo.toml` on systems that ignore case. */
async function manifestAt(snapshot: Snapshot, folder: string): Promise<Uint8Array | undefined> {
  return (await snapshot.file(`${folder}/Cargo.toml`)) ?? snapshot.file(`${folder}/cargo.toml`);
}

interface Root {
  readonly folder: string;
  readonly toml: TomlTable;
}

/** Cargo's search (`find_workspace_root`): the manifest itself, `package.workspace`, then folder by folder upwards. */
async function workspaceRoot(snapshot: Snapshot, folder: string, toml: TomlTable): Promise<Root | undefined> {
  if (isTable(toml['workspace'])) return { folder, toml };
  const stated = textOf(packageTable(toml)?.['workspace']);
  if (stated !== undefined) return rootAt(snapshot, cleanPath(`${folder}/${stated}`));
  const parts = folder === '' ? [] : folder.split('/');
  for (let length = parts.length - 1; length >= 0; length--) {
    const at = parts.slice(0, length).join('/');
    const root = await rootAt(snapshot, at);
    if (root === undefined) continue;
    const excluded = tableOf(root.toml['workspace'])?.['exclude'];
    const below = at === '' ? folder : folder.slice(at.length + 1);
    const isExcluded =
      Array.isArray(excluded) &&
      excluded.some(
        (entry) =>
          typeof entry === 'string' && (below === cleanPath(entry) || below.startsWith(`${cleanPath(entry)}/`)),
      );
    if (!isExcluded) return root;
  }
  return undefined;
}

async function rootAt(snapshot: Snapshot, folder: string): Promise<Root | undefined> {
  if (folder === '..' || folder.startsWith('../')) return undefined;
  const bytes = await manifestAt(snapshot, folder);
  const toml = bytes === undefined ? undefined : tryToml(bytes, 'Cargo.toml');
  return toml !== undefined && isTable(toml['workspace']) ? { folder, toml } : undefined;
}

async function workspaceManifest(snapshot: Snapshot, folder: string, root: Root): Promise<WorkspaceManifest> {
  const names = new Set<string>();
  for (const name of ['README.md', 'README.txt', 'README']) {
    if ((await snapshot.entry(`${root.folder}/${name}`)) !== undefined) names.add(name);
  }
  return { toml: root.toml, path: relativePath(folder, root.folder), defaultReadme: defaultReadme(names) };
}

/** The way from one folder up and down to another. */
function relativePath(from: string, to: string): string {
  const a = from === '' ? [] : from.split('/');
  const b = to === '' ? [] : to.split('/');
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common++;
  return [...a.slice(common).map(() => '..'), ...b.slice(common)].join('/');
}

/** The resolver of the workspace; without one, of the package. */
function resolverOf(root: TomlTable | undefined, own: TomlTable): string {
  const edition = textOf(packageTable(own)?.['edition']);
  const stated = textOf(packageTable(own)?.['resolver']);
  if (root === undefined) return stated ?? defaultResolver(edition);
  const resolver = textOf(tableOf(root['workspace'])?.['resolver']) ?? textOf(packageTable(root)?.['resolver']);
  if (resolver !== undefined) return resolver;
  const inherited = inheritToml(root, { toml: root, path: '' }).toml;
  return packageTable(inherited) === undefined ? '1' : defaultResolver(textOf(packageTable(inherited)?.['edition']));
}

async function lockPath(snapshot: Snapshot, folder: string, root: string | undefined): Promise<string | undefined> {
  for (const at of new Set([root ?? folder, folder])) {
    const path = cleanPath(`${at}/Cargo.lock`);
    if ((await snapshot.entry(path)) !== undefined) return path;
  }
  return undefined;
}
