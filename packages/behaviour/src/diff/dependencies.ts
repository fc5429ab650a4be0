/** Dependencies that came, went or changed, with what is known of those that came: how old they are and whether they run at build time. */
import { comparePrecedence, type IndexLine, type ManifestDependency, matchesReq } from '@lazaret/cargo';
import type { CratePackage, ScanContext } from '../context.ts';
import { buildScriptsOf, isProcMacro } from './manifest-fields.ts';

/** Where a dependency's code runs besides the program: on the machine that builds. */
interface BuildTimeCode {
  readonly procMacro: boolean;
  readonly buildScript: boolean;
}

export interface DependencyChange {
  /** The package's name. */
  readonly name: string;
  /** Name in the manifest, where it is another. */
  readonly rename: string | undefined;
  readonly kind: 'normal' | 'dev' | 'build';
  readonly target: string | undefined;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before: DependencyTerms | undefined;
  readonly after: DependencyTerms | undefined;
  /** Of the version that a fresh build takes: highest that fits. Undefined where the registry does not know one. */
  readonly chosenBefore: ChosenVersion | undefined;
  readonly chosenAfter: ChosenVersion | undefined;
  /** First publication of any of its versions, RFC 3339. */
  readonly firstPublished: string | undefined;
  /** Seconds from then to the publication of the version that depends on it. */
  readonly ageSeconds: number | undefined;
}

export interface DependencyTerms {
  readonly requirement: string | undefined;
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  readonly optional: boolean;
  /** Where from, if not from the registry. */
  readonly source: string | undefined;
}

export interface ChosenVersion extends BuildTimeCode {
  readonly version: string;
  readonly published: string | undefined;
  /** Its files are at hand, so that the two flags are known. */
  readonly known: boolean;
}

/** Changes of the tables of both manifests, and of what an unchanged requirement leads to where that now runs at build time. */
export function dependencyChanges(context: ScanContext, previous: CratePackage): DependencyChange[] {
  const before = byIdentity(previous.manifest.dependencies);
  const after = byIdentity(context.subject.manifest.dependencies);
  const changes: DependencyChange[] = [];
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const old = before.get(key);
    const now = after.get(key);
    const [a, b] = [old && termsOf(old), now && termsOf(now)];
    if (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b)) continue;
    changes.push(changeOf(context, old, now, a, b));
  }
  return changes;
}

function byIdentity(dependencies: readonly ManifestDependency[]): Map<string, ManifestDependency> {
  return new Map(dependencies.map((it) => [`${it.kind} ${it.key} ${it.package} ${targetText(it) ?? ''}`, it]));
}

export function targetText({ platform }: ManifestDependency): string | undefined {
  if (platform === undefined) return undefined;
  return platform.kind === 'triple' ? platform.triple : `cfg(${platform.text.replace(/^cfg\((.*)\)$/s, '$1')})`;
}

function termsOf({ requirement, features, defaultFeatures, optional, source }: ManifestDependency): DependencyTerms {
  return {
    requirement,
    features: features.toSorted(),
    defaultFeatures: defaultFeatures !== false,
    optional,
    source:
      source.kind === 'git' ? source.url : source.kind === 'path' ? source.path : (source.registry ?? source.index),
  };
}

function changeOf(
  context: ScanContext,
  old: ManifestDependency | undefined,
  now: ManifestDependency | undefined,
  before: DependencyTerms | undefined,
  after: DependencyTerms | undefined,
): DependencyChange {
  const any = (now ?? old)!;
  const first = now === undefined ? undefined : firstPublication(context, any.package);
  const published = momentOf(context);
  return {
    name: any.package,
    rename: any.key === any.package ? undefined : any.key,
    kind: any.kind,
    target: targetText(any),
    change: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
    before,
    after,
    chosenBefore: old && chosenVersion(context, old),
    chosenAfter: now && chosenVersion(context, now),
    firstPublished: first,
    ageSeconds:
      first === undefined || published === undefined
        ? undefined
        : Math.round((Date.parse(published) - Date.parse(first)) / 1000),
  };
}

/** When the version was published, or the moment of the scan. */
function momentOf(context: ScanContext): string | undefined {
  return publicationOf(context, context.subject.name, context.subject.version) ?? context.now;
}

export function publicationOf(context: ScanContext, name: string, version: string): string | undefined {
  const line = context.registry.versions(name)?.find((it) => it.version === version);
  const listed = crateMetadata(context, name)?.versions.find((it) => it.num === version);
  return line?.pubtime ?? listed?.pubtime;
}

function crateMetadata({ metadata }: ScanContext, name: string) {
  return metadata !== undefined && Object.hasOwn(metadata.crates, name) ? metadata.crates[name] : undefined;
}

function firstPublication(context: ScanContext, name: string): string | undefined {
  const known = crateMetadata(context, name);
  const times = [
    known?.createdAt,
    ...(known?.versions ?? []).map(({ pubtime }) => pubtime),
    ...(context.registry.versions(name) ?? []).map(({ pubtime }) => pubtime),
  ];
  return times
    .filter((time) => time !== undefined && !Number.isNaN(Date.parse(time)))
    .sort((a, b) => Date.parse(a!) - Date.parse(b!))[0];
}

/** The highest version that fits and is not yanked; a yanked one where there is no other. */
export function chosenVersion(context: ScanContext, dependency: ManifestDependency): ChosenVersion | undefined {
  const fitting = (context.registry.versions(dependency.package) ?? []).filter(
    ({ semver }) => dependency.req === undefined || matchesReq(dependency.req, semver),
  );
  const line = highest(fitting.filter(({ yanked }) => !yanked)) ?? highest(fitting);
  if (line === undefined) return undefined;
  const found = context.registry.package(line.name, line.version);
  return {
    version: line.version,
    published: line.pubtime,
    known: found !== undefined,
    procMacro: found !== undefined && isProcMacro(found),
    buildScript: found !== undefined && buildScriptsOf(found).length > 0,
  };
}

function highest(lines: readonly IndexLine[]): IndexLine | undefined {
  return lines.reduce<IndexLine | undefined>(
    (best, line) => (best === undefined || comparePrecedence(line.semver, best.semver) > 0 ? line : best),
    undefined,
  );
}
