/**
 * Cargo's feature resolver (resolver/features.rs `FeatureResolver`) as a worklist: which features and optional
 * dependencies are on for each package, apart for target and host where the resolver version keeps them apart.
 */
import { DependencyKind, type ManifestDependency } from '../manifest/dependencies.ts';
import { type FeatureMap, type FeatureValue, parseFeatureValue } from '../manifest/features.ts';
import type { LockedEdge, LockedEdges } from './edges.ts';
import type { PackageFacts } from './package-facts.ts';
import type { Platforms } from './platforms.ts';

/** Whether a unit runs where the program runs or on the machine that builds it. */
export const UnitKind = { target: 'target', host: 'host' } as const;
export type UnitKind = (typeof UnitKind)[keyof typeof UnitKind];

/** What decides features besides the packages themselves. */
export interface FeatureSettings {
  /** Resolver 2 and 3: host apart from target, inactive platforms and unbuilt dev-dependencies left out. */
  readonly decoupled: boolean;
  /** Packages whose dev-dependencies count at all: the selected members. */
  readonly selected: ReadonlySet<number>;
  readonly dev: boolean;
}

/** Features asked for on the command line, for one selected member. */
export interface RequestedFeatures {
  readonly features: readonly FeatureValue[];
  readonly all: boolean;
  readonly defaults: boolean;
}

const EMPTY: FeatureMap = new Map();

interface State {
  readonly index: number;
  readonly kind: UnitKind;
  readonly features: Set<string>;
  /** Optional dependencies that are on, by their key. */
  readonly active: Set<string>;
  /** `name?/feature` waiting for `name` to be turned on. */
  readonly deferred: Map<string, Set<string>>;
  entered: boolean;
  /** Edges that count here, by key; made when first needed. */
  edges: ReadonlyMap<string, readonly LockedEdge[]> | undefined;
}

/** Resolves features; results are read with `features` and `isActive`. */
export class FeatureResolver {
  readonly #edges: LockedEdges;
  readonly #facts: ReadonlyMap<number, PackageFacts>;
  readonly #platforms: Platforms;
  readonly #settings: FeatureSettings;
  readonly #states = new Map<number, State>();
  readonly #work: { readonly state: State; readonly value: FeatureValue }[] = [];
  readonly #entering: State[] = [];

  constructor(
    edges: LockedEdges,
    facts: ReadonlyMap<number, PackageFacts>,
    platforms: Platforms,
    settings: FeatureSettings,
  ) {
    this.#edges = edges;
    this.#facts = facts;
    this.#platforms = platforms;
    this.#settings = settings;
  }

  /** Turns on a selected member with what the command line asks for. */
  addMember(index: number, requested: RequestedFeatures): void {
    const map = this.#map(index);
    const values: FeatureValue[] = [...requested.features];
    if (requested.defaults && map.has('default')) values.push({ kind: 'feature', feature: 'default' });
    if (requested.all) for (const feature of map.keys()) values.push({ kind: 'feature', feature });
    // A selected macro crate also has tests and examples that are built for the target.
    this.#enter(this.#state(index, UnitKind.target), values);
    if (this.#isMacro(index)) this.#enter(this.#state(index, UnitKind.host), values);
    this.#run();
  }

  features(index: number, kind: UnitKind): ReadonlySet<string> {
    return this.#state(index, kind).features;
  }

  isActive(index: number, kind: UnitKind, key: string): boolean {
    return this.#state(index, kind).active.has(key);
  }

  #map(index: number): FeatureMap {
    return this.#facts.get(index)?.features ?? EMPTY;
  }

  #isMacro(index: number): boolean {
    return this.#facts.get(index)?.procMacro ?? false;
  }

  #state(index: number, kind: UnitKind): State {
    const apart = this.#settings.decoupled && kind === UnitKind.host;
    const key = index * 2 + (apart ? 1 : 0);
    let state = this.#states.get(key);
    if (state === undefined) {
      state = {
        index,
        kind: apart ? UnitKind.host : UnitKind.target,
        features: new Set(),
        active: new Set(),
        deferred: new Map(),
        entered: false,
        edges: undefined,
      };
      this.#states.set(key, state);
    }
    return state;
  }

  #enter(state: State, values: readonly FeatureValue[]): void {
    for (const value of values) {
      if (value.kind !== 'feature' || !state.features.has(value.feature)) this.#work.push({ state, value });
    }
    if (state.entered) return;
    state.entered = true;
    this.#entering.push(state);
  }

  #run(): void {
    for (;;) {
      const entered = this.#entering.pop();
      if (entered !== undefined) {
        for (const edges of this.#activeEdges(entered).values()) {
          for (const edge of edges) if (!edge.dependency.optional) this.#enterDependency(entered, edge);
        }
        continue;
      }
      const next = this.#work.pop();
      if (next === undefined) return;
      this.#activate(next.state, next.value);
    }
  }

  #activate(state: State, value: FeatureValue): void {
    switch (value.kind) {
      case 'feature': {
        if (state.features.has(value.feature)) return;
        state.features.add(value.feature);
        for (const next of this.#map(state.index).get(value.feature) ?? []) this.#work.push({ state, value: next });
        return;
      }
      case 'dep':
        this.#activateDependency(state, value.dep);
        return;
      case 'dep-feature':
        for (const edge of this.#activeEdges(state).get(value.dep) ?? []) {
          this.#activateDependencyFeature(state, edge, value.feature, value.weak);
        }
    }
  }

  #activateDependency(state: State, key: string): void {
    if (state.active.has(key)) return;
    state.active.add(key);
    const waiting = state.deferred.get(key);
    for (const edge of this.#activeEdges(state).get(key) ?? []) {
      const child = this.#child(state, edge);
      for (const feature of waiting ?? []) this.#work.push({ state: child, value: parseFeatureValue(feature) });
      this.#enterDependency(state, edge);
    }
  }

  #activateDependencyFeature(state: State, edge: LockedEdge, feature: string, weak: boolean): void {
    const { key, optional } = edge.dependency;
    if (optional) {
      if (weak && !state.active.has(key)) {
        const waiting = state.deferred.get(key);
        if (waiting === undefined) state.deferred.set(key, new Set([feature]));
        else waiting.add(feature);
        return;
      }
      this.#activateDependency(state, key);
      // Before weak features existed, `a/b` also turned on the feature named a; it does so where there is one.
      if (!weak && this.#map(state.index).has(key)) {
        this.#work.push({ state, value: { kind: 'feature', feature: key } });
      }
    }
    this.#work.push({ state: this.#child(state, edge), value: parseFeatureValue(feature) });
  }

  #enterDependency(state: State, edge: LockedEdge): void {
    this.#enter(this.#child(state, edge), edge.wanted);
  }

  #child(state: State, edge: LockedEdge): State {
    const onHost =
      state.kind === UnitKind.host || edge.dependency.kind === DependencyKind.build || this.#isMacro(edge.to);
    return this.#state(edge.to, onHost ? UnitKind.host : UnitKind.target);
  }

  #activeEdges(state: State): ReadonlyMap<string, readonly LockedEdge[]> {
    if (state.edges !== undefined) return state.edges;
    const byKey = new Map<string, LockedEdge[]>();
    for (const edge of this.#edges.of(state.index)) {
      if (!this.#counts(state, edge.dependency)) continue;
      const same = byKey.get(edge.dependency.key);
      if (same === undefined) byKey.set(edge.dependency.key, [edge]);
      else same.push(edge);
    }
    state.edges = byKey;
    return byKey;
  }

  #counts(state: State, dependency: ManifestDependency): boolean {
    const { decoupled, selected, dev } = this.#settings;
    if (dependency.kind === DependencyKind.dev && (!selected.has(state.index) || (decoupled && !dev))) return false;
    if (dependency.platform === undefined || !decoupled) return true;
    // With all targets this still drops platforms such as cfg(any()), which no target can be.
    return dependency.kind === DependencyKind.build || state.kind === UnitKind.host
      ? this.#platforms.onHost(dependency.platform)
      : this.#platforms.mask(dependency.platform) !== 0n;
  }
}
