/**
 * Joins the dependencies of a manifest with the edges of the lock file. The lock knows which package an edge leads to
 * and nothing of kind, platform, features; the manifest knows those and only a requirement.
 */
import type { Diagnostic } from '@lazaret/base';
import type { LockFile, LockPackage } from '../lock/lock-file.ts';
import { SourceKind } from '../lock/source.ts';
import { DependencyKind, type ManifestDependency } from '../manifest/dependencies.ts';
import { type FeatureValue, parseFeatureValue } from '../manifest/features.ts';
import { matchesReq } from '../semver/requirement.ts';
import { compareVersions } from '../semver/version.ts';
import type { PackageFacts } from './package-facts.ts';

/** A dependency with the locked package it leads to. */
export interface LockedEdge {
  readonly dependency: ManifestDependency;
  readonly to: number;
  /** Features that the dependency asks for, `default` included. */
  readonly wanted: readonly FeatureValue[];
}

/** Edges of all packages, made when first asked for. */
export class LockedEdges {
  readonly #lock: LockFile;
  readonly #facts: ReadonlyMap<number, PackageFacts>;
  readonly #members: ReadonlySet<number>;
  readonly #edges = new Map<number, readonly LockedEdge[]>();
  readonly diagnostics: Diagnostic[] = [];

  /** `members` are the packages whose dev-dependencies are locked. */
  constructor(lock: LockFile, facts: ReadonlyMap<number, PackageFacts>, members: ReadonlySet<number>) {
    this.#lock = lock;
    this.#facts = facts;
    this.#members = members;
  }

  of(index: number): readonly LockedEdge[] {
    let edges = this.#edges.get(index);
    if (edges === undefined) {
      edges = this.#make(index);
      this.#edges.set(index, edges);
    }
    return edges;
  }

  #make(index: number): readonly LockedEdge[] {
    const from = this.#lock.packages[index]!;
    const candidates = from.dependencies.map((i) => this.#lock.packages[i]!.replacedBy ?? i);
    const facts = this.#facts.get(index);
    if (facts === undefined) return candidates.map((to) => this.#assumed(to));
    const byName = new Map<string, number[]>();
    for (const to of candidates) {
      const { name } = this.#lock.packages[to]!;
      const same = byName.get(name);
      if (same === undefined) byName.set(name, [to]);
      else same.push(to);
    }
    const edges: LockedEdge[] = [];
    for (const dependency of facts.dependencies) {
      const to = this.#choose(dependency, byName.get(dependency.package) ?? []);
      if (to !== undefined) edges.push({ dependency, to, wanted: this.#wanted(dependency, to) });
      else this.#reportMissing(index, dependency);
    }
    return edges;
  }

  #wanted(dependency: ManifestDependency, to: number): readonly FeatureValue[] {
    const values = dependency.features.map(parseFeatureValue);
    if (dependency.defaultFeatures !== false && this.#facts.get(to)?.features.has('default')) {
      values.push({ kind: 'feature', feature: 'default' });
    }
    return values;
  }

  /** The depending package has no manifest: its lock edges are taken as they are, with every feature on. */
  #assumed(to: number): LockedEdge {
    const { name } = this.#lock.packages[to]!;
    const all = [...(this.#facts.get(to)?.features.keys() ?? [])];
    return {
      to,
      wanted: all.map((feature) => ({ kind: 'feature', feature })),
      dependency: {
        key: name,
        package: name,
        kind: DependencyKind.normal,
        platform: undefined,
        requirement: undefined,
        req: undefined,
        optional: false,
        defaultFeatures: true,
        features: [],
        source: { kind: 'registry', registry: undefined, index: undefined },
        inherited: false,
        artifact: [],
        line: 0,
      },
    };
  }

  /** As cargo's `lock_dependency`: the first locked package, in order of version, that the dependency accepts. */
  #choose(dependency: ManifestDependency, candidates: readonly number[]): number | undefined {
    const { req } = dependency;
    const accepted = candidates.filter((i) => req === undefined || matchesReq(req, this.#lock.packages[i]!.semver));
    if (accepted.length < 2) return accepted[0];
    const sameSource = accepted.filter((i) => sourceFits(dependency, this.#lock.packages[i]!));
    return (sameSource.length > 0 ? sameSource : accepted).toSorted((a, b) =>
      compareVersions(this.#lock.packages[a]!.semver, this.#lock.packages[b]!.semver),
    )[0];
  }

  /** Optional dependencies that nobody turns on, and dev-dependencies of others, are rightly not locked. */
  #reportMissing(index: number, dependency: ManifestDependency): void {
    if (dependency.optional || (dependency.kind === DependencyKind.dev && !this.#members.has(index))) return;
    const from = this.#lock.packages[index]!;
    this.diagnostics.push({
      code: 'lock-dependency-missing',
      message: `${from.name} ${from.version} depends on \`${dependency.package}\`, for which no version is locked`,
      ...(dependency.line > 0 ? { line: dependency.line } : {}),
    });
  }
}

/** Whether a locked package comes from where the dependency says; a patch may have changed that. */
function sourceFits(dependency: ManifestDependency, locked: LockPackage): boolean {
  const kind = locked.source?.kind;
  switch (dependency.source.kind) {
    case 'path':
      return kind === undefined || kind === SourceKind.path;
    case 'git':
      return (
        kind === SourceKind.git &&
        withoutSuffix(locked.source!.url) === withoutSuffix(dependency.source.url) &&
        referenceKey(locked.source!.reference) === referenceKey(dependency.source.reference)
      );
    case 'registry':
      return kind === SourceKind.registry || kind === SourceKind.sparse;
  }
}

function withoutSuffix(url: string): string {
  return url.replace(/\/$/, '').replace(/\.git$/, '');
}

function referenceKey(reference: { readonly kind: string; readonly name?: string } | undefined): string {
  return reference === undefined ? 'default' : `${reference.kind} ${reference.name ?? ''}`;
}
