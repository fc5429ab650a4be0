/**
 * Which locked packages are in the build, and why the others are not. The lock file is resolved as if every feature of
 * every member and every platform were on; a build is usually a part of it.
 */
import type { Diagnostic } from '@lazaret/base';
import { CargoError } from '../error.ts';
import type { LockFile } from '../lock/lock-file.ts';
import { SourceKind } from '../lock/source.ts';
import { parseFeatureValue } from '../manifest/features.ts';
import { defaultLibName } from '../manifest/targets.ts';
import type { ResolverVersion } from '../manifest/workspace.ts';
import { sameVersionForCargo, tryParseVersion } from '../semver/version.ts';
import { LockedEdges } from './edges.ts';
import { FeatureResolver, type RequestedFeatures, UnitKind } from './features.ts';
import type { PackageFacts } from './package-facts.ts';
import { ALL_TARGETS, Platforms } from './platforms.ts';
import { type Unit, UnitCollector } from './units.ts';

/** What is known of the packages of a lock file. */
export interface BuildInput {
  readonly lock: LockFile;
  /** Lock indexes of all workspace members (one for a lone package); see `findLockedPackage`. */
  readonly members: readonly number[];
  /** Facts by lock index, members included. Packages without facts are in the build wherever the lock reaches them. */
  readonly packages: ReadonlyMap<number, PackageFacts>;
  readonly resolver: ResolverVersion;
}

/** What is built, as cargo's command line says it. */
export interface BuildOptions {
  /** Lock indexes of the members to build; all of them if absent. */
  readonly selected?: readonly number[];
  /** Triples, or 'all' for every dependency that some target could have. */
  readonly targets: readonly string[] | 'all';
  /** Where build scripts and macros run. */
  readonly host: string;
  /** As after `--features`: names, `member/name`, `dependency/name`, separated by commas or spaces. */
  readonly features?: readonly string[];
  readonly allFeatures?: boolean;
  readonly noDefaultFeatures?: boolean;
  /** Whether tests, examples and benches are built, and so dev-dependencies. Default false. */
  readonly dev?: boolean;
  /** Whether build scripts and their dependencies count. Default true. */
  readonly build?: boolean;
  /** cfgs given with `--cfg`, as `name` or `name="value"`. */
  readonly cfgs?: readonly string[];
}

/** Why a package is, or is not, in the build. */
export const BuildReason = {
  /** Its code is in the program. */
  linked: 'linked',
  /** In the build, but only for build scripts and macros. */
  buildOnly: 'build-only',
  devOnly: 'dev-only',
  featureOff: 'feature-off',
  cfgOff: 'cfg-off',
  notSelected: 'not-selected',
  /** Locked, but reached by nothing, whatever is turned on. */
  unused: 'unused',
} as const;
export type BuildReason = (typeof BuildReason)[keyof typeof BuildReason];

/** The answer for one locked package. */
export interface PackageStatus {
  readonly built: boolean;
  readonly reason: BuildReason;
  /** False if a manifest that the answer depends on was not available. */
  readonly known: boolean;
}

/** What is compiled. */
export interface Build {
  readonly units: readonly Unit[];
  /** By lock index. */
  readonly packages: readonly PackageStatus[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Pass {
  readonly selected: readonly number[];
  readonly targets: readonly string[] | 'all';
  readonly dev: boolean;
  readonly allFeatures: boolean;
  readonly resolver: ResolverVersion;
}

/** Resolves a build; throws `CargoError` for a target, member or feature that does not exist. */
export function resolveBuild(input: BuildInput, options: BuildOptions): Build {
  const members = new Set(input.members);
  const selected = [...new Set(options.selected ?? input.members)].sort((a, b) => a - b);
  for (const index of selected) {
    if (!members.has(index)) throw new CargoError('unknown-package', `package ${index} is not a member`);
  }
  const edges = new LockedEdges(input.lock, input.packages, members);
  const pass: Pass = {
    selected,
    targets: options.targets,
    dev: options.dev ?? false,
    allFeatures: options.allFeatures ?? false,
    resolver: input.resolver,
  };
  const main = run(input, options, edges, pass);
  const built = main.collect();
  const uncertain = dependenciesOfUnknown(input, edges, built);
  const units = main.units(uncertain);
  const diagnostics = [...edges.diagnostics];
  const reasons = unbuiltReasons(input, options, edges, pass, built);
  const linked = new Set(units.filter((u) => u.kind === UnitKind.target).map((u) => u.package));
  const packages = input.lock.packages.map((_, index): PackageStatus => {
    if (!built.has(index)) return { built: false, reason: reasons.get(index) ?? BuildReason.unused, known: true };
    const reason = linked.has(index) ? BuildReason.linked : BuildReason.buildOnly;
    return { built: true, reason, known: input.packages.has(index) && !uncertain.has(index) };
  });
  return { units, packages, diagnostics };
}

/** Lock index of a workspace member or path package by name and version. */
export function findLockedPackage(lock: LockFile, name: string, version: string): number | undefined {
  const local = lock.packages
    .map((_, i) => i)
    .filter((i) => {
      const p = lock.packages[i]!;
      return p.name === name && (p.source === undefined || p.source.kind === SourceKind.path);
    });
  const wanted = tryParseVersion(version);
  const exact = local.find(
    (i) => lock.packages[i]!.version === version || (wanted && sameVersionForCargo(wanted, lock.packages[i]!.semver)),
  );
  // A member whose version was raised since the lock was written is still that member, as in cargo.
  return exact ?? (local.length === 1 ? local[0] : undefined);
}

function run(input: BuildInput, options: BuildOptions, edges: LockedEdges, pass: Pass): UnitCollector {
  const platforms = new Platforms(pass.targets, options.host, options.cfgs ?? []);
  const selected = new Set(pass.selected);
  const features = new FeatureResolver(edges, input.packages, platforms, {
    decoupled: pass.resolver !== 1,
    selected,
    dev: pass.dev,
  });
  for (const [index, requested] of requestedFeatures(input, options, pass)) features.addMember(index, requested);
  const settings = { selected, dev: pass.dev, build: options.build ?? true };
  const libName = (index: number) =>
    input.packages.get(index)?.libName ?? defaultLibName(input.lock.packages[index]!.name);
  return new UnitCollector(edges, input.packages, platforms, features, settings, libName);
}

/** Gives each selected member the features it has (cargo's `collect_matching_features`). */
function requestedFeatures(input: BuildInput, options: BuildOptions, pass: Pass): [number, RequestedFeatures][] {
  const wanted = (options.features ?? []).flatMap((f) => f.split(/[\s,]+/)).filter((f) => f !== '');
  const missing = new Set(wanted);
  const found = pass.selected.map((index): [number, RequestedFeatures] => {
    const facts = input.packages.get(index);
    const optional = new Set(facts?.dependencies.filter((d) => d.optional).map((d) => d.key));
    const has = (feature: string) => facts === undefined || facts.features.has(feature) || optional.has(feature);
    const features = wanted.flatMap((text) => {
      const value = parseFeatureValue(text);
      if (value.kind === 'feature' && has(value.feature)) return [{ text, value }];
      if (value.kind !== 'dep-feature') return [];
      if (facts?.dependencies.some((d) => d.key === value.dep)) return [{ text, value }];
      if (value.dep === input.lock.packages[index]!.name && has(value.feature)) {
        return [{ text, value: parseFeatureValue(value.feature) }];
      }
      return [];
    });
    for (const { text } of features) missing.delete(text);
    return [
      index,
      {
        features: features.map((f) => f.value),
        all: pass.allFeatures,
        defaults: !(options.noDefaultFeatures ?? false),
      },
    ];
  });
  const [first] = missing;
  if (first !== undefined && pass.selected.length > 0) {
    throw new CargoError('unknown-feature', `none of the selected packages has the feature ${JSON.stringify(first)}`);
  }
  return found;
}

/** Packages that one without a manifest depends on: it may ask any feature of them, so all are taken to be on. */
function dependenciesOfUnknown(input: BuildInput, edges: LockedEdges, built: ReadonlySet<number>): Set<number> {
  const found = new Set<number>();
  for (const index of built) {
    if (!input.packages.has(index)) for (const edge of edges.of(index)) found.add(edge.to);
  }
  return found;
}

/**
 * Asks the same question with one restriction lifted after the other; the first that lets a package in is the reason
 * why it is out.
 */
function unbuiltReasons(
  input: BuildInput,
  options: BuildOptions,
  edges: LockedEdges,
  pass: Pass,
  built: ReadonlySet<number>,
): ReadonlyMap<number, BuildReason> {
  const wide: Pass = { ...pass, targets: ALL_TARGETS };
  const everything: Pass = { ...wide, selected: input.members, dev: true, allFeatures: true };
  const others = pass.selected.length < input.members.length;
  const passes: [BuildReason, Pass][] = [
    [BuildReason.cfgOff, wide],
    [BuildReason.devOnly, { ...pass, dev: true }],
    [BuildReason.featureOff, { ...pass, allFeatures: true }],
    ...(others ? [[BuildReason.notSelected, { ...pass, selected: input.members }] as [BuildReason, Pass]] : []),
    // Behind more than one restriction: named after the one nearest to the program.
    [BuildReason.devOnly, { ...wide, dev: true }],
    [BuildReason.featureOff, { ...wide, allFeatures: true }],
    [BuildReason.devOnly, { ...wide, dev: true, allFeatures: true }],
    ...(others ? [[BuildReason.notSelected, everything] as [BuildReason, Pass]] : []),
  ];
  const reasons = new Map<number, BuildReason>();
  // The coarsest unification turns on whatever anything could; beyond that there is nothing to explain.
  const open = new Set(run(input, options, edges, { ...everything, resolver: 1 }).collect());
  for (const index of built) open.delete(index);
  for (const [reason, lifted] of passes) {
    if (open.size === 0) break;
    for (const index of run(input, options, edges, lifted).collect()) {
      if (open.delete(index)) reasons.set(index, reason);
    }
  }
  for (const index of open) reasons.set(index, BuildReason.featureOff);
  return reasons;
}
