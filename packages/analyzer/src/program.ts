/**
 * From the units of a build and the files of their packages to a `World` in which every crate answers questions about
 * itself. Nothing is inferred here: signatures and bodies are computed when someone asks for them.
 *
 * Order: the standard library's facts, then each unit after its dependencies: first its build script (which sees only
 * build-dependencies), then its library, then, for the project's own packages, binaries and other roots.
 */
import { type Diagnostic, inStage, noStages, type Stages } from '@lazaret/base';
import {
  DependencyKind,
  discoverTargets,
  type Edition,
  type Manifest,
  type PackageTargets,
  type Target,
  type Unit,
  UnitKind,
} from '@lazaret/cargo';
import { type CrateNum, type Solver, World } from '@lazaret/facts';
import { createSourceCrate, sessionOf } from '@lazaret/rust-infer';
import {
  type CrateInput,
  type DeriveModel,
  declaredModel,
  type ModelDeclaration,
  type StdCrates,
} from '@lazaret/rust-names';
import { decodeSource } from '@lazaret/rust-syntax';
import { buildScriptCfgs, type ScriptCfgs } from './build-script/script-cfgs.ts';
import { isSilent } from './build-script/silent.ts';
import { unitCfgs } from './build-script/unit-cfgs.ts';
import { overlayOf } from './overlays/overlay.ts';
import { STORED_OVERLAYS } from './overlays/stored.ts';

/** The files of one package, read on demand and in memory. */
export interface PackageText {
  readonly manifest: Manifest;
  /** Paths of all files, `/`-separated, relative to the package root. */
  readonly paths: ReadonlySet<string>;
  readonly read: (path: string) => Uint8Array | undefined;
}

/** Puts the standard library's crates into an empty world. */
export type StdLoader = (world: World) => StdLibrary;

export interface StdLibrary extends StdCrates {
  readonly procMacro?: CrateNum;
  readonly test?: CrateNum;
  /** `1.96.0 x86_64-unknown-linux-gnu`. */
  readonly label: string;
}

export interface ProgramInput {
  readonly std: StdLoader;
  /** Told which work is going on, for whoever measures. */
  readonly stages?: Stages | undefined;
  readonly units: readonly Unit[];
  /** Name and version by lock index. */
  readonly packages: readonly { readonly name: string; readonly version: string }[];
  /** By lock index; a package without text is a hole that everything leading into it falls into. */
  readonly texts: ReadonlyMap<number, PackageText>;
  /** `rustc --print cfg` of the target and of the host. */
  readonly targetCfgs: ReadonlySet<string>;
  readonly hostCfgs: ReadonlySet<string>;
  /** Which targets of the project's own packages are roots; libraries are roots where there is no binary. */
  /** Lock indexes of packages whose bodies tell where values come from. */
  readonly flow?: ReadonlySet<number>;
  readonly roots: { readonly examples: boolean; readonly tests: boolean; readonly benches: boolean };
  /** Models of derives besides those that Lazaret has; they come first. */
  readonly models?: readonly ModelDeclaration[] | undefined;
}

/** A crate from which the program can start. */
export interface Root {
  readonly crate: CrateNum;
  readonly unit: number;
  readonly kind: 'bin' | 'lib' | 'example' | 'test' | 'bench' | 'build-script' | 'proc-macro';
  readonly name: string;
}

export interface Program {
  readonly world: World;
  readonly solver: Solver;
  readonly std: StdLibrary;
  /** Library crate of each unit, where it has one and its text is there. */
  readonly libraries: readonly (CrateNum | undefined)[];
  /** What runs in the program. */
  readonly runRoots: readonly Root[];
  /** What runs while it is built. */
  readonly buildRoots: readonly Root[];
  readonly diagnostics: readonly Diagnostic[];
}

export function loadProgram(input: ProgramInput): Program {
  return new ProgramLoader(input).load();
}

class ProgramLoader {
  readonly #input: ProgramInput;
  readonly #world = new World();
  readonly #std: StdLibrary;
  readonly #targets = new Map<number, PackageTargets>();
  readonly #scripts = new Map<number, ScriptCfgs>();
  readonly #silent = new Map<number, boolean>();
  readonly #libraries: (CrateNum | undefined)[];
  readonly #runRoots: Root[] = [];
  readonly #buildRoots: Root[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #models: readonly DeriveModel[];

  constructor(input: ProgramInput) {
    this.#input = input;
    this.#models = (input.models ?? []).map(declaredModel);
    this.#world.stages = input.stages ?? noStages;
    this.#std = inStage(input.stages, 'load std', () => input.std(this.#world));
    this.#libraries = input.units.map(() => undefined);
  }

  load(): Program {
    for (const unit of this.#order()) this.#loadUnit(unit);
    return {
      world: this.#world,
      solver: sessionOf(this.#world).solver,
      std: this.#std,
      libraries: this.#libraries,
      runRoots: this.#runRoots,
      buildRoots: this.#buildRoots,
      diagnostics: this.#diagnostics,
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

  #loadUnit(index: number): void {
    const unit = this.#input.units[index]!;
    const text = this.#input.texts.get(unit.package);
    if (text === undefined) return;
    const targets = this.#targetsOf(unit.package, text);
    for (const script of targets.buildScripts) this.#loadBuildScript(index, text, script);
    if (targets.lib !== undefined) this.#loadLibrary(index, text, targets.lib);
    if (unit.isRoot && unit.kind === UnitKind.target) this.#loadRoots(index, text, targets);
  }

  #targetsOf(pkg: number, text: PackageText): PackageTargets {
    let targets = this.#targets.get(pkg);
    if (targets === undefined) {
      targets = discoverTargets(text.manifest, text.paths);
      this.#targets.set(pkg, targets);
    }
    return targets;
  }

  #loadBuildScript(index: number, text: PackageText, path: string): void {
    const crate = this.#add(index, text, {
      name: 'build_script_build',
      path,
      unit: 'build-script',
      externs: this.#externs(index, (kind) => kind === DependencyKind.build),
      edition: text.manifest.package?.edition ?? '2015',
      host: true,
    });
    this.#buildRoots.push({ crate, unit: index, kind: 'build-script', name: this.#packageName(index) });
  }

  #loadLibrary(index: number, text: PackageText, lib: Target): void {
    const unit = this.#input.units[index]!;
    const crate = this.#add(index, text, {
      name: lib.name.replaceAll('-', '_'),
      path: lib.path,
      unit: lib.procMacro ? 'proc-macro' : 'lib',
      externs: this.#externs(index, (kind) => kind === DependencyKind.normal),
      edition: lib.edition,
      host: unit.kind === UnitKind.host,
    });
    this.#libraries[index] = crate;
    if (lib.procMacro) this.#buildRoots.push({ crate, unit: index, kind: 'proc-macro', name: lib.name });
  }

  #loadRoots(index: number, text: PackageText, targets: PackageTargets): void {
    const unit = this.#input.units[index]!;
    const { roots } = this.#input;
    const enabled = (target: Target) => target.requiredFeatures.every((feature) => unit.features.has(feature));
    const bins = targets.bins.filter(enabled);
    for (const bin of bins) this.#loadRoot(index, text, bin, 'bin');
    for (const example of roots.examples ? targets.examples.filter(enabled) : [])
      this.#loadRoot(index, text, example, 'example');
    for (const test of roots.tests ? targets.tests.filter(enabled) : []) this.#loadRoot(index, text, test, 'test');
    for (const bench of roots.benches ? targets.benches.filter(enabled) : [])
      this.#loadRoot(index, text, bench, 'bench');
    const lib = this.#libraries[index];
    // A library next to binaries has users of its own, unless it is only there for them: it may be published, so it counts.
    if (lib !== undefined && targets.lib?.procMacro !== true && bins.length === 0) {
      this.#runRoots.push({ crate: lib, unit: index, kind: 'lib', name: targets.lib?.name ?? '' });
    }
  }

  #loadRoot(index: number, text: PackageText, target: Target, kind: 'bin' | 'example' | 'test' | 'bench'): void {
    const dev = kind !== 'bin';
    const externs = this.#externs(index, (k) => k === DependencyKind.normal || (dev && k === DependencyKind.dev));
    const lib = this.#libraries[index];
    if (lib !== undefined) externs.set(this.#world.crate(lib).name, lib);
    const crate = this.#add(index, text, {
      name: target.name.replaceAll('-', '_'),
      path: target.path,
      unit: kind,
      externs,
      edition: target.edition,
      host: false,
    });
    this.#runRoots.push({ crate, unit: index, kind, name: target.name });
  }

  #externs(index: number, wanted: (kind: DependencyKind) => boolean): Map<string, CrateNum> {
    const externs = new Map<string, CrateNum>();
    for (const dependency of this.#input.units[index]!.dependencies) {
      const crate = this.#libraries[dependency.unit];
      if (crate !== undefined && wanted(dependency.kind)) externs.set(dependency.key, crate);
    }
    return externs;
  }

  #packageName(index: number): string {
    return this.#input.packages[this.#input.units[index]!.package]!.name;
  }

  #add(
    index: number,
    text: PackageText,
    of: {
      readonly name: string;
      readonly path: string;
      readonly unit: CrateInput['unit'];
      readonly externs: Map<string, CrateNum>;
      readonly edition: Edition;
      readonly host: boolean;
    },
  ): CrateNum {
    const unit = this.#input.units[index]!;
    const locked = this.#input.packages[unit.package]!;
    if (of.unit === 'proc-macro' && this.#std.procMacro !== undefined)
      of.externs.set('proc_macro', this.#std.procMacro);
    if ((of.unit === 'test' || of.unit === 'bench') && this.#std.test !== undefined)
      of.externs.set('test', this.#std.test);
    const cfgs = of.host ? this.#input.hostCfgs : this.#input.targetCfgs;
    const script = of.unit === 'build-script' ? undefined : this.#scriptOf(index, text);
    const overlay = script === undefined ? undefined : overlayOf(STORED_OVERLAYS, locked.name, locked.version);
    const config = unitCfgs(cfgs, script, overlay);
    const crate = createSourceCrate(this.#world, {
      name: of.name,
      package: { name: locked.name, version: locked.version },
      edition: Number(of.edition) as CrateInput['edition'],
      unit: of.unit,
      root: of.path,
      readFile: (path) => this.#read(text, path),
      features: unit.features,
      cfg: config.cfg,
      ...(config.likely === undefined ? {} : { cfgLikely: config.likely }),
      ...(overlay === undefined ? {} : { outFile: (path: string) => overlay.file(path) }),
      flow: this.#input.flow?.has(unit.package) === true,
      externs: of.externs,
      stdCrates: this.#std,
      ...(this.#models.length === 0 ? {} : { deriveModels: this.#models }),
      env: packageEnv(text.manifest, locked, of.name),
    });
    this.#diagnostics.push(...crate.diagnostics);
    return crate.num;
  }

  /** What the build script of a unit sets, looked at when first asked; undefined if there is no script. */
  #scriptOf(index: number, text: PackageText): (() => ScriptCfgs) | undefined {
    const unit = this.#input.units[index]!;
    const scripts = this.#targetsOf(unit.package, text).buildScripts;
    if (scripts.length === 0) return undefined;
    return () => {
      let known = this.#scripts.get(index);
      if (known === undefined) {
        known = this.#evaluateScript(index, text, scripts[0]!, scripts.length === 1);
        this.#scripts.set(index, known);
      }
      return known;
    };
  }

  #evaluateScript(index: number, text: PackageText, root: string, single: boolean): ScriptCfgs {
    const unit = this.#input.units[index]!;
    const [rust = '', triple] = this.#std.label.split(' ');
    return buildScriptCfgs({
      root,
      edition: Number(text.manifest.package?.edition ?? '2015') as 2015 | 2018 | 2021 | 2024,
      read: (path) => this.#read(text, path),
      silentDependencies: single && this.#buildDependenciesSilent(index),
      env: {
        features: unit.features,
        targetCfgs: unit.kind === UnitKind.host ? this.#input.hostCfgs : this.#input.targetCfgs,
        hostCfgs: this.#input.hostCfgs,
        triple,
        rustMinor: Number(rust.split('.')[1] ?? 0),
        packageEnv: packageEnv(text.manifest, this.#input.packages[unit.package]!, 'build_script_build'),
        exists: (path) => text.paths.has(path) || [...text.paths].some((file) => file.startsWith(`${path}/`)),
      },
    });
  }

  /** Do the libraries that a unit's build script is made of set no configuration of their own? */
  #buildDependenciesSilent(index: number): boolean {
    const { units, texts, packages } = this.#input;
    const roots = units[index]!.dependencies.filter((dependency) => dependency.kind === DependencyKind.build);
    const seen = new Set(roots.map((dependency) => dependency.unit));
    for (const at of seen) {
      const pkg = units[at]!.package;
      let silent = this.#silent.get(pkg);
      if (silent === undefined) {
        const text = texts.get(pkg);
        const { name } = packages[pkg]!;
        silent = text !== undefined && isSilent({ name, paths: text.paths, read: text.read });
        this.#silent.set(pkg, silent);
      }
      if (!silent) return false;
      for (const dependency of units[at]!.dependencies) {
        if (dependency.kind === DependencyKind.normal) seen.add(dependency.unit);
      }
    }
    return true;
  }

  #read(text: PackageText, path: string): string | undefined {
    const bytes = text.read(path);
    return bytes === undefined ? undefined : decodeSource(bytes).text;
  }
}

function packageEnv(
  manifest: Manifest,
  locked: { readonly name: string; readonly version: string },
  crate: string,
): (name: string) => string | undefined {
  const pkg = manifest.package;
  const [major, minor, patch] = locked.version.split(/[.+-]/);
  const values: Readonly<Record<string, string | undefined>> = {
    CARGO_PKG_NAME: locked.name,
    CARGO_PKG_VERSION: locked.version,
    CARGO_PKG_VERSION_MAJOR: major,
    CARGO_PKG_VERSION_MINOR: minor,
    CARGO_PKG_VERSION_PATCH: patch,
    CARGO_PKG_VERSION_PRE: /-([^+]*)/.exec(locked.version)?.[1] ?? '',
    CARGO_PKG_AUTHORS: pkg?.authors.join(':') ?? '',
    CARGO_PKG_DESCRIPTION: pkg?.description ?? '',
    CARGO_PKG_HOMEPAGE: pkg?.homepage ?? '',
    CARGO_PKG_REPOSITORY: pkg?.repository ?? '',
    CARGO_PKG_LICENSE: pkg?.license ?? '',
    CARGO_CRATE_NAME: crate,
  };
  return (name) => values[name];
}
