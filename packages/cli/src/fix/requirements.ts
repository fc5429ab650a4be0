/** Who requires what of a locked package, and which of a version's optional dependencies are on. */
import {
  DependencyKind,
  type IndexLine,
  type LockFile,
  type LockPackage,
  type ManifestDependency,
  manifestDependency,
  matchesReq,
} from '@lazaret/cargo';

/** A dependent of a locked package with its requirement. */
export interface Demand {
  /** Lock index of the dependent. */
  readonly by: number;
  readonly dependency: ManifestDependency;
}

/** Dependencies by lock index; undefined where neither manifest nor index line is known. */
export type DependenciesOf = (index: number) => readonly ManifestDependency[] | undefined;

export interface Demands {
  readonly known: readonly Demand[];
  /** Dependents of whom no requirement is known. */
  readonly unknown: readonly number[];
}

export function demandsOn(lock: LockFile, index: number, dependenciesOf: DependenciesOf): Demands {
  const { name, semver } = lock.packages[index]!;
  const known: Demand[] = [];
  const unknown: number[] = [];
  for (const [by, locked] of lock.packages.entries()) {
    if (!locked.dependencies.includes(index)) continue;
    const dependencies = dependenciesOf(by)?.filter(
      (it) => it.package === name && (it.req === undefined || matchesReq(it.req, semver)),
    );
    if (dependencies === undefined && locked.source === undefined) {
      known.push({ by, dependency: assumed(lock.packages[index]!) });
    } else if (dependencies === undefined || dependencies.length === 0) unknown.push(by);
    else known.push(...dependencies.map((dependency) => ({ by, dependency })));
  }
  return { known, unknown };
}

/** A project's own package of which only the lock file is at hand: it is taken to accept compatible versions, as by `cargo add`. */
function assumed({ name, version }: LockPackage): ManifestDependency {
  return manifestDependency({
    name,
    package: undefined,
    req: `^${version.replace(/\+.*$/, '')}`,
    features: [],
    optional: false,
    defaultFeatures: true,
    target: undefined,
    kind: DependencyKind.normal,
    registry: undefined,
  });
}

/**
 * The dependencies of a version that can be locked when these features are asked of it: those that are not optional, and
 * optional ones that a feature turns on. Dev-dependencies of others are never locked.
 */
export function activeDependencies(line: IndexLine, asked: ReadonlySet<string>): ManifestDependency[] {
  const on = new Set(asked);
  const active = new Set<string>();
  const extra = new Map<string, string[]>();
  for (const feature of on) {
    for (const value of line.features.get(feature) ?? []) {
      if (value.startsWith('dep:')) active.add(value.slice(4));
      else if (value.includes('/')) {
        const [key = '', feature = ''] = value.split('/');
        const name = key.replace(/\?$/, '');
        extra.set(name, [...(extra.get(name) ?? []), feature]);
        if (name === key) active.add(key);
      } else on.add(value);
    }
    // An optional dependency is a feature of its own name unless some feature says `dep:`.
    active.add(feature);
  }
  return line.dependencies
    .map(manifestDependency)
    .filter((it) => it.kind !== DependencyKind.dev && (!it.optional || active.has(it.key)))
    .map((it) => ({ ...it, features: [...it.features, ...(extra.get(it.key) ?? [])] }));
}

/** The features that the dependents ask of a package. */
export function askedFeatures(demands: readonly Demand[]): Set<string> {
  return new Set(
    demands.flatMap(({ dependency }) => [
      ...dependency.features,
      ...(dependency.defaultFeatures === false ? [] : ['default']),
    ]),
  );
}
