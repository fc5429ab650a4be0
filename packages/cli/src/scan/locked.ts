/** A package of a project with the versions that the project's lock file holds, instead of versions chosen anew. */

import type { CratePackage } from '@lazaret/behaviour';
import { type IndexLine, resolverVersion } from '@lazaret/cargo';
import { type Project, readTree } from '@lazaret/sources';
import type { LoadedProject } from '../load/project.ts';
import type { Progress } from '../terminal/progress.ts';
import { type LoadedRegistry, textOf } from './load.ts';
import type { ResolvedCode } from './report.ts';

/** From wherever cargo would take them: vendor folders, its cache, the registries. */
export async function foundLock(loaded: LoadedProject, member: number): Promise<ResolvedCode> {
  const { lock, resolver } = loaded;
  const needed = closureOf(loaded.project, member);
  await loaded.open([...needed]);
  const texts = new Map([...loaded.packages].filter(([index]) => needed.has(index)));
  return {
    input: { lock, member, texts, lines: new Map(), resolver, missing: [] },
    contentOf: loaded.contentOf,
    filesOf: loaded.filesOf,
  };
}

/** From the registry that the user named; the project's own packages from their folders. */
export async function suppliedLock(
  project: Project,
  member: number,
  subject: CratePackage,
  registry: LoadedRegistry,
  progress: Progress,
): Promise<ResolvedCode> {
  const lock = project.lock!.file;
  const needed = closureOf(project, member);
  const published = [...needed].filter((index) => lock.packages[index]!.source !== undefined);
  await registry.load([...new Set(published.map((index) => lock.packages[index]!.name))]);
  const lines = new Map<number, IndexLine>();
  for (const index of published) {
    const { name, version } = lock.packages[index]!;
    const line = registry.versions(name)?.find((it) => it.version === version);
    if (line !== undefined) lines.set(index, line);
  }
  await registry.loadPackages([...lines.values()], progress);
  const packageOf = (index: number): CratePackage | undefined => {
    const { name, version } = lock.packages[index]!;
    if (index === member) return subject;
    return lines.has(index) ? registry.package(name, version) : localPackage(project, name, version);
  };
  const packages = new Map([...needed].map((index) => [index, packageOf(index)] as const));
  return {
    input: {
      lock,
      member,
      texts: new Map(
        [...packages].flatMap(([index, pkg]) => (pkg === undefined ? [] : [[index, textOf(pkg)] as const])),
      ),
      lines,
      resolver: project.rootManifest === undefined ? 2 : resolverVersion(project.rootManifest),
      missing: [],
    },
    contentOf: (index) => {
      const sha256 = index === member ? undefined : packages.get(index)?.sha256;
      return sha256 === undefined ? undefined : `crate ${sha256}`;
    },
    filesOf: (index) => packages.get(index)?.files ?? new Map(),
  };
}

function localPackage(project: Project, name: string, version: string): CratePackage | undefined {
  for (const { manifest, directory } of project.manifests.values()) {
    if (manifest.package?.name !== name || manifest.package.version !== version) continue;
    const { files } = readTree(directory, { skipNestedPackages: true });
    return { name, version, manifest, files, archive: [], sha256: undefined };
  }
  return undefined;
}

/** All that the lock file says the member may need. */
function closureOf(project: Project, member: number): Set<number> {
  const { packages } = project.lock!.file;
  const seen = new Set([member]);
  for (const index of seen) for (const dependency of packages[index]!.dependencies) seen.add(dependency);
  return seen;
}
