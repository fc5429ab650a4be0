/** Cargo's own answer: `cargo build --unit-graph`, folded to one entry per package and kind. */
import { cargo } from './project.ts';

/** A unit as both sides are compared. */
export interface ExpectedUnit {
  /** `name version kind`, kind being target or host. */
  readonly id: string;
  readonly features: readonly string[];
  readonly targets: readonly string[];
  /** `extern_name = id`, sorted, each once. */
  readonly dependencies: readonly string[];
}

interface GraphUnit {
  readonly pkg_id: string;
  readonly target: { readonly kind: readonly string[]; readonly name: string };
  readonly mode: string;
  readonly platform: string | null;
  readonly features: readonly string[];
  readonly dependencies: readonly { readonly index: number; readonly extern_crate_name: string }[];
}

/** Runs cargo with the given arguments (which must name targets) and folds its units. */
export function unitGraph(folder: string, args: readonly string[], host: string): ExpectedUnit[] {
  const text = cargo(folder, [
    'build',
    '--unit-graph',
    '-Zunstable-options',
    '--locked',
    '--quiet',
    '--ignore-rust-version',
    ...args,
  ]);
  const graph = JSON.parse(text) as { units: GraphUnit[] };
  const merged = new Map<string, { features: Set<string>; targets: Set<string>; dependencies: Set<string> }>();
  const owners = scriptOwners(graph.units);
  graph.units.forEach((unit, i) => {
    const custom = unit.target.kind.includes('custom-build');
    if (custom && unit.mode === 'run-custom-build') return;
    for (const id of custom ? (owners.get(i) ?? []) : [`${packageOf(unit.pkg_id)} ${kindOf(unit)}`]) {
      let entry = merged.get(id);
      if (entry === undefined)
        merged.set(id, (entry = { features: new Set(), targets: new Set(), dependencies: new Set() }));
      if (!custom) for (const feature of unit.features) entry.features.add(feature);
      if (!custom) entry.targets.add(unit.platform ?? host);
      for (const { index, extern_crate_name: name } of unit.dependencies) {
        const to = graph.units[index]!;
        if (to.target.kind.includes('custom-build') || to.pkg_id === unit.pkg_id) continue;
        entry.dependencies.add(`${name} = ${packageOf(to.pkg_id)} ${kindOf(to)}`);
      }
    }
  });
  return [...merged]
    .map(([id, e]) => ({
      id,
      features: sorted(e.features),
      targets: sorted(e.targets),
      dependencies: sorted(e.dependencies),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The package and kind for which each build script (compiled for the host) is run. */
function scriptOwners(units: readonly GraphUnit[]): Map<number, Set<string>> {
  const owners = new Map<number, Set<string>>();
  for (const unit of units) {
    if (unit.mode !== 'run-custom-build') continue;
    for (const { index } of unit.dependencies) {
      if (units[index]!.mode === 'run-custom-build' || units[index]!.pkg_id !== unit.pkg_id) continue;
      const set = owners.get(index) ?? new Set();
      owners.set(index, set.add(`${packageOf(unit.pkg_id)} ${kindOf(unit)}`));
    }
  }
  return owners;
}

function kindOf(unit: GraphUnit): string {
  return unit.platform === null ? 'host' : 'target';
}

function sorted(set: ReadonlySet<string>): string[] {
  return [...set].sort();
}

/** `name version` of a package id such as `registry+URL#name@1.0.0` or `path+file:///dir/name#0.1.0`. */
function packageOf(id: string): string {
  const hash = id.lastIndexOf('#');
  const tail = id.slice(hash + 1);
  const at = tail.indexOf('@');
  if (at !== -1) return `${tail.slice(0, at)} ${tail.slice(at + 1)}`;
  const path = id.slice(0, hash).split('?')[0]!;
  return `${path.slice(path.lastIndexOf('/') + 1)} ${tail}`;
}
