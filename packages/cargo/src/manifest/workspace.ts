/** Which packages belong to a workspace, and which resolver it uses (cargo's workspace/workspace.rs). */
import { inheritManifest } from './inherit.ts';
import type { Manifest } from './manifest.ts';
import { cleanPath } from './targets.ts';
import { matchParts } from './wildcard.ts';

/** Versions of the feature resolver. */
export type ResolverVersion = 1 | 2 | 3;

/** The resolver of a workspace: stated at its root, else by the edition of the root package; virtual ones use 1. */
export function resolverVersion(root: Manifest): ResolverVersion {
  const stated = root.workspace?.resolver ?? root.package?.resolver;
  if (stated === '1') return 1;
  if (stated === '2') return 2;
  if (stated === '3') return 3;
  // The root package may inherit its edition from its own workspace table.
  const edition = inheritManifest(root, root).package?.edition;
  return edition === '2024' ? 3 : edition === '2021' ? 2 : 1;
}

/**
 * Folders of the members, relative to the root and sorted; '' is the root package. `manifests` holds all manifests
 * found at or below the root by folder. Path dependencies of members are members too if they are inside the root.
 */
export function workspaceMembers(root: Manifest, manifests: ReadonlyMap<string, Manifest>): string[] {
  const found = new Set<string>();
  const workspace = root.workspace;
  const queue: string[] = root.package === undefined ? [] : [''];
  if (workspace !== undefined) {
    const matchers = workspace.members.map((m) => folderMatcher(m));
    for (const folder of manifests.keys()) {
      if (folder !== '' && matchers.some((matches) => matches(folder))) queue.push(folder);
    }
  }
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const manifest = folder === '' ? root : manifests.get(folder);
    if (found.has(folder) || manifest?.package === undefined || isExcluded(root, folder)) continue;
    found.add(folder);
    // Only a workspace gathers members; a lone package's path dependencies stay plain dependencies.
    if (workspace !== undefined) queue.push(...pathDependencies(manifest, root, folder));
  }
  return [...found].sort();
}

/** Members that commands work on when no package is named. */
export function defaultMembers(root: Manifest, members: readonly string[]): string[] {
  const patterns = root.workspace?.defaultMembers;
  if (patterns !== undefined) {
    const matchers = patterns.map((p) => folderMatcher(p));
    return members.filter((m) => matchers.some((matches) => matches(m)));
  }
  return root.package === undefined ? [...members] : [''];
}

function pathDependencies(manifest: Manifest, root: Manifest, folder: string): string[] {
  const found: string[] = [];
  for (const dependency of manifest.dependencies) {
    let source = dependency.source;
    let base = folder;
    if (dependency.inherited) {
      const shared = root.workspace?.dependencies.find((d) => d.key === dependency.key);
      if (shared === undefined) continue;
      source = shared.source;
      base = '';
    }
    if (source.kind !== 'path') continue;
    const target = cleanPath(`${base}/${source.path}`);
    if (target !== '..' && !target.startsWith('../')) found.push(target);
  }
  return found;
}

/** Below an excluded folder and not below a folder that `members` names literally. */
function isExcluded(root: Manifest, folder: string): boolean {
  const workspace = root.workspace;
  if (workspace === undefined || folder === '') return false;
  const below = (base: string) => {
    const clean = cleanPath(base);
    return clean === '' || folder === clean || folder.startsWith(`${clean}/`);
  };
  return workspace.exclude.some(below) && !workspace.members.some(below);
}

/** Matches folders against a member pattern: `*`, `?`, `[…]` within a part, `**` over any number of parts. */
function folderMatcher(pattern: string): (folder: string) => boolean {
  const wanted = cleanPath(pattern).split('/');
  return (folder) => matchParts(wanted, folder.split('/'));
}
