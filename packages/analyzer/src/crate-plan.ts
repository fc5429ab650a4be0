/**
 * Which crates the units of a build are made of, in the order in which they are loaded: each unit after its dependencies;
 * first its build script (which sees only build-dependencies), then its library, then, for the project's own packages,
 * binaries and other roots. Nothing is read.
 */
import {
  DependencyKind,
  discoverTargets,
  type Edition,
  type PackageTargets,
  type Target,
  UnitKind,
} from '@lazaret/cargo';
import type { CrateInput } from '@lazaret/rust-names';
import type { ProgramInput } from './program-input.ts';

/** One crate. */
export interface PlannedCrate {
  /** Index of its unit. */
  readonly unit: number;
  readonly kind: CrateInput['unit'];
  /** Name in code. */
  readonly name: string;
  /** Root file. */
  readonly path: string;
  readonly edition: Edition;
  /** Built for the host: build scripts, macros and what they use. */
  readonly host: boolean;
  /** Crates of the plan by the name under which this one knows them; all come before it. */
  readonly externs: ReadonlyMap<string, number>;
}

/** A crate from which the program can start. */
export interface PlannedRoot {
  readonly crate: number;
  readonly unit: number;
  readonly kind: 'bin' | 'lib' | 'example' | 'test' | 'bench' | 'build-script' | 'proc-macro';
  readonly name: string;
}

export interface CratePlan {
  readonly crates: readonly PlannedCrate[];
  /** Library crate of each unit, where it has one and its text is there. */
  readonly libraries: readonly (number | undefined)[];
  readonly runRoots: readonly PlannedRoot[];
  readonly buildRoots: readonly PlannedRoot[];
  /** Targets of the packages, by lock index. */
  readonly targets: ReadonlyMap<number, PackageTargets>;
}

export function planCrates(input: ProgramInput): CratePlan {
  return new Planner(input).plan();
}

/**
 * The crates that a crate is compiled with: its dependencies and theirs. A macro crate counts, but not what it is made of:
 * that is linked into the macro alone.
 */
export function visibleCrates(plan: CratePlan, crate: number): Set<number> {
  const seen = new Set<number>(plan.crates[crate]!.externs.values());
  for (const at of seen) {
    const { kind, externs } = plan.crates[at]!;
    if (kind !== 'proc-macro') for (const dependency of externs.values()) seen.add(dependency);
  }
  return seen;
}

/** All that a crate's dependencies are made of, macros included; in the order of loading. */
export function dependencyClosure(plan: CratePlan, crate: number): number[] {
  const seen = new Set<number>(plan.crates[crate]!.externs.values());
  for (const at of seen) for (const dependency of plan.crates[at]!.externs.values()) seen.add(dependency);
  return [...seen].sort((a, b) => a - b);
}

class Planner {
  readonly #input: ProgramInput;
  readonly #crates: PlannedCrate[] = [];
  readonly #libraries: (number | undefined)[];
  readonly #runRoots: PlannedRoot[] = [];
  readonly #buildRoots: PlannedRoot[] = [];
  readonly #targets = new Map<number, PackageTargets>();

  constructor(input: ProgramInput) {
    this.#input = input;
    this.#libraries = input.units.map(() => undefined);
  }

  plan(): CratePlan {
    for (const unit of this.#order()) this.#planUnit(unit);
    return {
      crates: this.#crates,
      libraries: this.#libraries,
      runRoots: this.#runRoots,
      buildRoots: this.#buildRoots,
      targets: this.#targets,
    };
  }

  /** Units after their dependencies. Only dev-dependencies can close a circle; the edge that does is left out. */
  #order(): number[] {
    const { units } = this.#input;
    const order: number[] = [];
    const state = new Uint8Array(units.length);
    for (let start = 0; start < units.length; start++) {
      const stack: { unit: number; at: number }[] = [{ unit: start, at: 0 }];
      if (state[start] !== 0) continue;
      state[start] = 1;
      while (stack.length > 0) {
        const top = stack[stack.length - 1]!;
        const dependency = units[top.unit]!.dependencies[top.at++];
        if (dependency === undefined) {
          state[top.unit] = 2;
          order.push(top.unit);
          stack.pop();
        } else if (state[dependency.unit] === 0) {
          state[dependency.unit] = 1;
          stack.push({ unit: dependency.unit, at: 0 });
        }
      }
    }
    return order;
  }

  #planUnit(index: number): void {
    const unit = this.#input.units[index]!;
    const text = this.#input.texts.get(unit.package);
    if (text === undefined) return;
    let targets = this.#targets.get(unit.package);
    if (targets === undefined) {
      targets = discoverTargets(text.manifest, text.paths);
      this.#targets.set(unit.package, targets);
    }
    for (const script of targets.buildScripts) {
      this.#planBuildScript(index, script, text.manifest.package?.edition ?? '2015');
    }
    if (targets.lib !== undefined) this.#planLibrary(index, targets.lib);
    if (unit.isRoot && unit.kind === UnitKind.target) this.#planRoots(index, targets);
  }

  #planBuildScript(index: number, path: string, edition: Edition): void {
    const externs = this.#externs(index, (kind) => kind === DependencyKind.build);
    const crate = this.#add({
      unit: index,
      kind: 'build-script',
      name: 'build_script_build',
      path,
      edition,
      host: true,
      externs,
    });
    this.#buildRoots.push({ crate, unit: index, kind: 'build-script', name: this.#packageName(index) });
  }

  #planLibrary(index: number, lib: Target): void {
    const crate = this.#add({
      unit: index,
      kind: lib.procMacro ? 'proc-macro' : 'lib',
      name: lib.name.replaceAll('-', '_'),
      path: lib.path,
      edition: lib.edition,
      host: this.#input.units[index]!.kind === UnitKind.host,
      externs: this.#externs(index, (kind) => kind === DependencyKind.normal),
    });
    this.#libraries[index] = crate;
    if (lib.procMacro) this.#buildRoots.push({ crate, unit: index, kind: 'proc-macro', name: lib.name });
  }

  #planRoots(index: number, targets: PackageTargets): void {
    const unit = this.#input.units[index]!;
    const { roots } = this.#input;
    const enabled = (target: Target) => target.requiredFeatures.every((feature) => unit.features.has(feature));
    const bins = targets.bins.filter(enabled);
    for (const bin of bins) this.#planRoot(index, bin, 'bin');
    for (const example of roots.examples ? targets.examples.filter(enabled) : [])
      this.#planRoot(index, example, 'example');
    for (const test of roots.tests ? targets.tests.filter(enabled) : []) this.#planRoot(index, test, 'test');
    for (const bench of roots.benches ? targets.benches.filter(enabled) : []) this.#planRoot(index, bench, 'bench');
    const lib = this.#libraries[index];
    // A library next to binaries has users of its own, unless it is only there for them: it may be published, so it counts.
    if (lib !== undefined && targets.lib?.procMacro !== true && bins.length === 0) {
      this.#runRoots.push({ crate: lib, unit: index, kind: 'lib', name: targets.lib?.name ?? '' });
    }
  }

  #planRoot(index: number, target: Target, kind: 'bin' | 'example' | 'test' | 'bench'): void {
    const dev = kind !== 'bin';
    const externs = this.#externs(index, (k) => k === DependencyKind.normal || (dev && k === DependencyKind.dev));
    const lib = this.#libraries[index];
    if (lib !== undefined) externs.set(this.#crates[lib]!.name, lib);
    const name = target.name.replaceAll('-', '_');
    const { path, edition } = target;
    const crate = this.#add({ unit: index, kind, name, path, edition, host: false, externs });
    this.#runRoots.push({ crate, unit: index, kind, name: target.name });
  }

  #externs(index: number, wanted: (kind: DependencyKind) => boolean): Map<string, number> {
    const externs = new Map<string, number>();
    for (const dependency of this.#input.units[index]!.dependencies) {
      const crate = this.#libraries[dependency.unit];
      if (crate !== undefined && wanted(dependency.kind)) externs.set(dependency.key, crate);
    }
    return externs;
  }

  #packageName(index: number): string {
    return this.#input.packages[this.#input.units[index]!.package]!.name;
  }

  #add(crate: PlannedCrate): number {
    return this.#crates.push(crate) - 1;
  }
}
