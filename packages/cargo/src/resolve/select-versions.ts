/**
 * Versions for a package that has no lock file: what a fresh `cargo build` would lock, as of a moment. Each requirement
 * takes the newest version that fits, or one that is chosen already and fits; where cargo would go back and try an older
 * version (conflicting `links`, requirements that exclude each other) the first choice stands. Model: cargo's
 * core/resolver, without backtracking; features as resolver 1 unites them, which is what lock files are made with.
 */
import type { IndexLine } from '../index-line/index-line.ts';
import { manifestDependency } from '../index-line/index-line.ts';
import type { LockFile, LockPackage } from '../lock/lock-file.ts';
import { parseSource } from '../lock/source.ts';
import { DependencyKind, type ManifestDependency } from '../manifest/dependencies.ts';
import { buildFeatureMap, type FeatureMap } from '../manifest/features.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { matchesReq } from '../semver/requirement.ts';
import { comparePrecedence, parseVersion, type Version } from '../semver/version.ts';

/** Packages that are chosen; the largest applications lock some two thousand. */
const PACKAGES_MAX = 5_000;

export interface SelectOptions {
  /** All versions of a crate; undefined if there is none of that name. */
  readonly versions: (name: string) => readonly IndexLine[] | undefined;
  /** Versions published later are not there yet (RFC 3339); those without a time always are. */
  readonly until?: string;
  /** Lock file spelling of the registry that all of them come from. */
  readonly source: string;
}

/** A requirement that no version fits. */
export interface MissingVersion {
  readonly name: string;
  readonly requirement: string;
  /** Package that requires it, `name version`. */
  readonly by: string;
}

export interface SelectedVersions {
  /** The package itself is the first, without a source. */
  readonly lock: LockFile;
  readonly missing: readonly MissingVersion[];
}

interface Chosen {
  readonly name: string;
  readonly version: string;
  readonly semver: Version;
  readonly checksum: string | undefined;
  readonly dependencies: readonly ManifestDependency[];
  readonly features: FeatureMap;
  /** Features that are on. */
  readonly on: Set<string>;
  /** Dependency key → packages that stand for it. */
  readonly edges: Map<string, Set<number>>;
  /** Features of dependencies that were asked for before the dependency was on. */
  readonly weak: Map<string, Set<string>>;
}

/** Chooses versions for a package and all it needs, with all its own features on. */
export function selectVersions(manifest: Manifest, options: SelectOptions): SelectedVersions {
  return new Selector(options).run(manifest);
}

class Selector {
  readonly #options: SelectOptions;
  readonly #chosen: Chosen[] = [];
  readonly #byName = new Map<string, number[]>();
  readonly #missing = new Map<string, MissingVersion>();
  readonly #work: { readonly by: number; readonly dependency: ManifestDependency }[] = [];

  constructor(options: SelectOptions) {
    this.#options = options;
  }

  run(manifest: Manifest): SelectedVersions {
    const pkg = manifest.package;
    if (pkg === undefined) throw new RangeError('a virtual workspace is not a package');
    const dependencies = manifest.dependencies.filter((it) => it.kind !== DependencyKind.dev);
    const features = buildFeatureMap(manifest.features, dependencies);
    const root = this.#add(pkg.name, pkg.version, undefined, dependencies, features);
    for (const feature of features.keys()) this.#feature(root, feature);
    for (const dependency of dependencies) if (dependency.optional) this.#enable(root, dependency.key);
    this.#drain();
    return { lock: this.#lock(), missing: [...this.#missing.values()] };
  }

  #drain(): void {
    for (let item = this.#work.pop(); item !== undefined; item = this.#work.pop()) {
      const { by, dependency } = item;
      const target = this.#choose(by, dependency);
      if (target === undefined) continue;
      const from = this.#chosen[by]!;
      const edges = from.edges.get(dependency.key) ?? new Set();
      from.edges.set(dependency.key, edges.add(target));
      if (dependency.defaultFeatures !== false) this.#feature(target, 'default');
      for (const feature of dependency.features) this.#feature(target, feature);
      for (const feature of from.weak.get(dependency.key) ?? []) this.#feature(target, feature);
    }
  }

  #choose(by: number, dependency: ManifestDependency): number | undefined {
    const { req } = dependency;
    if (dependency.source.kind === 'registry') {
      for (const index of this.#byName.get(dependency.package) ?? [])
        if (index !== 0 && (req === undefined || matchesReq(req, this.#chosen[index]!.semver))) return index;
      const line = this.#newest(dependency);
      if (line !== undefined && this.#chosen.length < PACKAGES_MAX) return this.#addLine(line);
    }
    const { name, version } = this.#chosen[by]!;
    const requirement = dependency.requirement ?? '*';
    this.#missing.set(`${dependency.package} ${requirement}`, {
      name: dependency.package,
      requirement,
      by: `${name} ${version}`,
    });
    return undefined;
  }

  #newest({ package: name, req }: ManifestDependency): IndexLine | undefined {
    const { until, versions } = this.#options;
    let best: IndexLine | undefined;
    for (const line of versions(name) ?? []) {
      if (line.yanked || (req !== undefined && !matchesReq(req, line.semver))) continue;
      if (until !== undefined && line.pubtime !== undefined && Date.parse(line.pubtime) > Date.parse(until)) continue;
      if (best === undefined || comparePrecedence(line.semver, best.semver) > 0) best = line;
    }
    return best;
  }

  #addLine(line: IndexLine): number {
    const dependencies = line.dependencies.map(manifestDependency).filter((it) => it.kind !== DependencyKind.dev);
    return this.#add(
      line.name,
      line.version,
      line.checksum,
      dependencies,
      buildFeatureMap(line.features, dependencies),
    );
  }

  #add(
    name: string,
    version: string,
    checksum: string | undefined,
    dependencies: readonly ManifestDependency[],
    features: FeatureMap,
  ): number {
    const index = this.#chosen.length;
    this.#chosen.push({
      name,
      version,
      semver: parseVersion(version),
      checksum,
      dependencies,
      features,
      on: new Set(),
      edges: new Map(),
      weak: new Map(),
    });
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), index]);
    for (const dependency of dependencies) if (!dependency.optional) this.#work.push({ by: index, dependency });
    return index;
  }

  #feature(index: number, feature: string): void {
    const chosen = this.#chosen[index]!;
    if (chosen.on.has(feature)) return;
    chosen.on.add(feature);
    for (const value of chosen.features.get(feature) ?? []) {
      if (value.kind === 'feature') this.#feature(index, value.feature);
      else if (value.kind === 'dep') this.#enable(index, value.dep);
      else {
        if (!value.weak) this.#enable(index, value.dep);
        const weak = chosen.weak.get(value.dep) ?? new Set();
        chosen.weak.set(value.dep, weak.add(value.feature));
        for (const target of chosen.edges.get(value.dep) ?? []) this.#feature(target, value.feature);
      }
    }
  }

  /** Turns an optional dependency on. */
  #enable(index: number, key: string): void {
    const mark = `dep:${key}`;
    const chosen = this.#chosen[index]!;
    if (chosen.on.has(mark)) return;
    chosen.on.add(mark);
    for (const dependency of chosen.dependencies)
      if (dependency.key === key && dependency.optional) this.#work.push({ by: index, dependency });
  }

  #lock(): LockFile {
    const source = parseSource(this.#options.source);
    const packages = this.#chosen.map(
      (it, index): LockPackage => ({
        name: it.name,
        version: it.version,
        semver: it.semver,
        source: index === 0 ? undefined : source,
        checksum: it.checksum,
        dependencies: [...new Set([...it.edges.values()].flatMap((targets) => [...targets]))].sort((a, b) => a - b),
        replacedBy: undefined,
        line: 0,
      }),
    );
    return { version: 4, packages, root: undefined, unusedPatches: [], diagnostics: [] };
  }
}
