/** A project's lock file as the graph that coverage is asked of: which dependencies are built, which only test. */
import { DependencyKind, findLockedPackage, isCratesIo, type Manifest } from '@lazaret/cargo';
import type { ProjectPackage } from '@lazaret/reviews';
import type { Project } from '@lazaret/sources';

/** All locked packages in the lock file's order. */
export function projectPackages(project: Project): readonly ProjectPackage[] {
  const lock = project.lock!.file;
  const manifests = new Map<number, { readonly manifest: Manifest; readonly member: boolean }>();
  for (const { folder, manifest } of project.manifests.values()) {
    const index = manifest.package && findLockedPackage(lock, manifest.package.name, manifest.package.version);
    if (index !== undefined) manifests.set(index, { manifest, member: project.members.includes(folder) });
  }
  const depended = new Set(lock.packages.flatMap((each) => [...each.dependencies]));
  return lock.packages.map((locked, index): ProjectPackage => {
    const own = manifests.get(index);
    const names = (kinds: (kind: DependencyKind) => boolean) =>
      new Set(own?.manifest.dependencies.filter(({ kind }) => kinds(kind)).map((each) => each.package));
    const built = names((kind) => kind !== DependencyKind.dev);
    const tested = names((kind) => kind === DependencyKind.dev);
    const nameOf = (at: number) => lock.packages[at]!.name;
    // What a manifest does not name is taken as built: nothing may fall out of what has to be reviewed.
    const onlyTests = (at: number) => tested.has(nameOf(at)) && !built.has(nameOf(at));
    return {
      name: locked.name,
      version: locked.version,
      thirdParty: locked.source !== undefined && isCratesIo(locked.source.text),
      // A lone lock file has no manifests: its roots stand for the members.
      member: own?.member ?? (project.kind === 'lock' && locked.source === undefined && !depended.has(index)),
      dependencies: locked.dependencies.filter((at) => !onlyTests(at)),
      devDependencies: locked.dependencies.filter((at) => tested.has(nameOf(at))),
    };
  });
}
