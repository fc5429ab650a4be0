/** Walks from the selected members over everything that is compiled (cargo's compiler/unit_dependencies.rs). */
import { DependencyKind } from '../manifest/dependencies.ts';
import { externCrateName } from '../package-id/crate-name.ts';
import type { LockedEdge, LockedEdges } from './edges.ts';
import { type FeatureResolver, UnitKind } from './features.ts';
import type { PackageFacts } from './package-facts.ts';
import type { Platforms, TargetMask } from './platforms.ts';

/** A dependency of a unit, as its code sees it. */
export interface UnitDependency {
  /** Name of the crate in code: the renamed key or the library's name, `-` as `_`. */
  readonly key: string;
  /** Index into the units. */
  readonly unit: number;
  readonly kind: DependencyKind;
  /** Targets for which the depending unit has this dependency. */
  readonly targets: readonly string[];
}

/** A package as it is compiled: with one set of features, for the targets or for the host. */
export interface Unit {
  /** Index into the lock file's packages. */
  readonly package: number;
  readonly kind: UnitKind;
  /** Sorted. */
  readonly features: ReadonlySet<string>;
  /** Triples for which it is compiled; for host units the host's. */
  readonly targets: readonly string[];
  readonly dependencies: readonly UnitDependency[];
  readonly isProcMacro: boolean;
  readonly hasBuildScript: boolean;
  /** One of the selected members. */
  readonly isRoot: boolean;
  /** False if the package's manifest was not available, or the features asked of it cannot be known. */
  readonly known: boolean;
}

interface Draft {
  readonly index: number;
  readonly kind: UnitKind;
  mask: TargetMask;
  queued: boolean;
  /** By kind, name and unit. */
  readonly edges: Map<string, { key: string; kind: DependencyKind; to: Draft; mask: TargetMask }>;
}

/** What is built besides libraries and binaries. */
export interface UnitSettings {
  readonly selected: ReadonlySet<number>;
  readonly dev: boolean;
  readonly build: boolean;
}

/** Collects units by a worklist; the sets of targets only grow, so it ends. */
export class UnitCollector {
  readonly #edges: LockedEdges;
  readonly #facts: ReadonlyMap<number, PackageFacts>;
  readonly #platforms: Platforms;
  readonly #features: FeatureResolver;
  readonly #settings: UnitSettings;
  readonly #drafts = new Map<number, Draft>();
  readonly #queue: Draft[] = [];
  readonly #libName: (index: number) => string;

  constructor(
    edges: LockedEdges,
    facts: ReadonlyMap<number, PackageFacts>,
    platforms: Platforms,
    features: FeatureResolver,
    settings: UnitSettings,
    libName: (index: number) => string,
  ) {
    this.#edges = edges;
    this.#facts = facts;
    this.#platforms = platforms;
    this.#features = features;
    this.#settings = settings;
    this.#libName = libName;
  }

  /** Packages that are in the build in any form. */
  collect(): ReadonlySet<number> {
    for (const index of this.#settings.selected) {
      const facts = this.#facts.get(index);
      const macro = facts?.procMacro ?? false;
      if (macro) this.#reach(index, UnitKind.host, this.#platforms.everyTarget);
      // Binaries, tests and examples of a macro crate run on the target and use the macro.
      const onTarget = !macro || facts?.hasBins || (this.#settings.dev && facts?.hasTests);
      if (onTarget) this.#reach(index, UnitKind.target, this.#platforms.everyTarget);
    }
    for (let draft = this.#queue.pop(); draft !== undefined; draft = this.#queue.pop()) {
      draft.queued = false;
      this.#visit(draft);
    }
    return new Set([...this.#drafts.values()].map((d) => d.index));
  }

  #reach(index: number, kind: UnitKind, mask: TargetMask): Draft {
    const key = index * 2 + (kind === UnitKind.host ? 1 : 0);
    let draft = this.#drafts.get(key);
    if (draft === undefined) {
      draft = { index, kind, mask: 0n, queued: false, edges: new Map() };
      this.#drafts.set(key, draft);
    }
    // The host is one place whatever the targets are.
    const grown = draft.mask | (kind === UnitKind.host ? 1n : mask);
    if (grown !== draft.mask) {
      draft.mask = grown;
      if (!draft.queued) this.#queue.push(draft);
      draft.queued = true;
    }
    return draft;
  }

  #visit(draft: Draft): void {
    for (const edge of this.#edges.of(draft.index)) {
      const mask = this.#activeFor(draft, edge);
      if (mask === 0n) continue;
      const toHost =
        draft.kind === UnitKind.host ||
        edge.dependency.kind === DependencyKind.build ||
        this.#facts.get(edge.to)?.procMacro === true;
      const to = this.#reach(edge.to, toHost ? UnitKind.host : UnitKind.target, mask);
      this.#record(draft, edge, to, mask);
    }
  }

  #record(draft: Draft, { dependency, to: index }: LockedEdge, to: Draft, mask: TargetMask): void {
    const renamed = dependency.key !== dependency.package;
    const key = renamed ? externCrateName(dependency.key) : this.#libName(index);
    const id = `${dependency.kind} ${key} ${index} ${to.kind}`;
    const before = draft.edges.get(id);
    if (before === undefined) draft.edges.set(id, { key, kind: dependency.kind, to, mask });
    else before.mask |= mask;
  }

  /** Targets of a unit for which an edge counts; the host is one bit. */
  #activeFor(draft: Draft, { dependency, to }: LockedEdge): TargetMask {
    const { index, kind } = draft;
    const { selected, dev, build } = this.#settings;
    if (dependency.kind === DependencyKind.dev && !(dev && selected.has(index) && this.#isTested(draft))) return 0n;
    if (dependency.kind === DependencyKind.build && !(build && this.#facts.get(index)?.hasBuildScript === true)) {
      return 0n;
    }
    if (dependency.optional && !this.#features.isActive(index, kind, dependency.key)) return 0n;
    // A dependency without a library gives its dependents nothing (artifact dependencies aside).
    if (this.#facts.get(to)?.hasLib === false && dependency.artifact.length === 0) return 0n;
    if (kind === UnitKind.host || dependency.kind === DependencyKind.build) {
      return this.#platforms.onHost(dependency.platform) ? draft.mask : 0n;
    }
    return draft.mask & this.#platforms.mask(dependency.platform);
  }

  /** Unit tests of a macro crate run on the host; of others only what is built for the target is tested. */
  #isTested({ index, kind }: Draft): boolean {
    return kind === UnitKind.target || this.#facts.get(index)?.procMacro === true;
  }

  /** The units in order of package, target before host. */
  units(uncertain: ReadonlySet<number>): readonly Unit[] {
    const ordered = [...this.#drafts.entries()].sort(([a], [b]) => a - b).map(([, draft]) => draft);
    const numbers = new Map(ordered.map((draft, i) => [draft, i]));
    return ordered.map((draft) => this.#unit(draft, numbers, uncertain));
  }

  #unit(draft: Draft, numbers: ReadonlyMap<Draft, number>, uncertain: ReadonlySet<number>): Unit {
    const { index, kind } = draft;
    const facts = this.#facts.get(index);
    const list = (mask: TargetMask) => (kind === UnitKind.host ? this.#platforms.hostList : this.#platforms.list(mask));
    const dependencies = [...draft.edges.values()].map((edge) => ({
      key: edge.key,
      unit: numbers.get(edge.to)!,
      kind: edge.kind,
      targets: edge.kind === DependencyKind.build ? this.#platforms.hostList : list(edge.mask),
    }));
    dependencies.sort((a, b) => a.unit - b.unit || compare(a.kind, b.kind) || compare(a.key, b.key));
    return {
      package: index,
      kind,
      features: new Set([...this.#features.features(index, kind)].sort()),
      targets: list(draft.mask),
      dependencies,
      isProcMacro: facts?.procMacro ?? false,
      hasBuildScript: this.#settings.build && (facts?.hasBuildScript ?? false),
      isRoot: this.#settings.selected.has(index),
      known: facts !== undefined && !uncertain.has(index),
    };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
