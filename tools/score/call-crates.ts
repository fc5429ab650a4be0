/**
 * A crate of the call-graph truth as the compiler had it: its version, features and dependencies, loaded into a world of its
 * own from the packages' sources.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STD_FACTS_URL, type StdLoader, stdLoader } from '@lazaret/analyzer';
import {
  discoverTargets,
  type LockFile,
  type PackageFacts,
  packageFacts,
  parseLockFile,
  parseManifest,
  parseToml,
  resolveBuild,
  type Target,
  type Unit,
} from '@lazaret/cargo';
import { type CrateNum, World } from '@lazaret/facts';
import { createSourceCrate } from '@lazaret/rust-infer';
import type { CrateInput } from '@lazaret/rust-names';
import { type CrateFolders, filesBelow } from './oracle.ts';
import { addStd, cfgOf, LINUX, readText, type StdCrateNums } from './std-crates.ts';

/** An entry of `crates.toml`. */
export interface CallCrate {
  readonly name: string;
  readonly version: string;
  readonly lib: string;
  readonly targets: readonly string[];
  readonly edition: string;
  readonly features: readonly string[];
  readonly cfgs: readonly string[];
  readonly facts: number;
}

interface Loaded {
  readonly root: string;
  readonly facts: PackageFacts;
}

/** A crate with its dependencies in a world. */
export interface LoadedCrate {
  readonly world: World;
  readonly library: CrateNum;
  readonly binaries: readonly CrateNum[];
}

/** Crates of the truth, smallest first. */
export function callCrates(oracle: string): CallCrate[] {
  const table = parseToml(readFileSync(join(oracle, 'crates.toml'), 'utf8'), 'crates.toml');
  return (table['crate'] as unknown as CallCrate[]).toSorted((a, b) => a.facts - b.facts);
}

export class CallCrateLoader {
  readonly #oracle: string;
  readonly #folders: CrateFolders;
  readonly #crates: readonly CallCrate[];
  readonly #stdFromSource: boolean;
  #stored: StdLoader | undefined;

  constructor(oracle: string, folders: CrateFolders, stdFromSource: boolean) {
    this.#oracle = oracle;
    this.#folders = folders;
    this.#crates = callCrates(oracle);
    this.#stdFromSource = stdFromSource;
  }

  load(crate: CallCrate): LoadedCrate {
    const { lock, member } = this.#lockOf(crate);
    const loaded = this.#sources(lock);
    const build = resolveBuild(
      {
        lock,
        packages: new Map([...loaded].map(([index, { facts }]) => [index, facts])),
        members: [member],
        resolver: 2,
      },
      { targets: [LINUX], host: LINUX, features: [...crate.features], noDefaultFeatures: true, build: false },
    );
    const world = new World();
    const std = this.#stdFromSource ? addStd(world) : this.#storedStd(world);
    const nums = new Map<number, CrateNum>();
    for (const index of inOrder(build.units)) {
      const unit = build.units[index]!;
      const num = this.#addUnit(world, std, lock, unit, loaded, nums, unit.package === member ? crate : undefined);
      if (num !== undefined) nums.set(index, num);
    }
    const root = build.units.findIndex((unit) => unit.package === member);
    const library = nums.get(root);
    if (library === undefined) throw new Error(`${crate.name} has no library`);
    const binaries = this.#binaries(world, std, crate, build.units[root]!, loaded, nums, library);
    return { world, library, binaries };
  }

  #sources(lock: LockFile): Map<number, Loaded> {
    const loaded = new Map<number, Loaded>();
    lock.packages.forEach((pkg, index) => {
      const root = this.#folders.unpacked(pkg.name, pkg.version);
      const manifest = root === undefined ? undefined : readText(join(root, 'Cargo.toml'));
      if (root === undefined || manifest === undefined) return;
      loaded.set(index, { root, facts: packageFacts(parseManifest(manifest)) });
    });
    return loaded;
  }

  /** Lock file with the crate as the only member. */
  #lockOf(crate: CallCrate): { lock: LockFile; member: number } {
    const path = join(this.#oracle, 'locks', `${crate.name}-${crate.version}.lock`);
    const own = `[[package]]\nname = "${crate.name}"\nversion = "${crate.version}"\n`;
    const text = existsSync(path)
      ? readFileSync(path, 'utf8')
      : (this.#generatedLock(crate) ?? `version = 4\n\n${own}`);
    const lock = parseLockFile(text);
    return { lock, member: lock.packages.findIndex((p) => p.name === crate.name && p.version === crate.version) };
  }

  /** Versions chosen by cargo where the truth has no lock file: the newest that fit. */
  #generatedLock(crate: CallCrate): string | undefined {
    const source = this.#folders.unpacked(crate.name, crate.version);
    if (source === undefined) return undefined;
    const lock = join(source, 'Cargo.lock');
    if (!existsSync(lock)) {
      try {
        execFileSync('cargo', ['generate-lockfile', '--quiet'], { stdio: 'ignore', cwd: source });
      } catch {
        return undefined;
      }
    }
    return readFileSync(lock, 'utf8');
  }

  /** The shipped facts of the standard library: they load in a tenth of the time that its sources take. */
  #storedStd(world: World): StdCrateNums {
    this.#stored ??= stdLoader(readFileSync(STD_FACTS_URL));
    const { core, alloc, std, procMacro } = this.#stored(world);
    if (core === undefined || alloc === undefined || std === undefined || procMacro === undefined)
      throw new Error('the shipped facts lack a crate of the standard library');
    return { core, alloc, std, procMacro };
  }

  #addUnit(
    world: World,
    std: StdCrateNums,
    lock: LockFile,
    unit: Unit,
    loaded: ReadonlyMap<number, Loaded>,
    nums: ReadonlyMap<number, CrateNum>,
    crate: CallCrate | undefined,
  ): CrateNum | undefined {
    const pkg = lock.packages[unit.package]!;
    const source = loaded.get(unit.package);
    if (source === undefined) return undefined;
    const { lib } = discoverTargets(
      parseManifest(readText(join(source.root, 'Cargo.toml')) ?? ''),
      filesBelow(source.root),
    );
    if (lib === undefined) return undefined;
    const known = this.#crates.find((c) => c.name === pkg.name && c.version === pkg.version);
    const input = inputOf(source.root, pkg, lib, lib.procMacro ? 'proc-macro' : 'lib', std);
    return createSourceCrate(world, {
      ...input,
      features: new Set(crate?.features ?? unit.features),
      cfg: cfgOf(known?.cfgs ?? []),
      externs: externsOf(unit, nums, [['proc_macro', std.procMacro]]),
    }).num;
  }

  /** The binaries of the package that the truth has facts of. */
  #binaries(
    world: World,
    std: StdCrateNums,
    crate: CallCrate,
    unit: Unit,
    loaded: ReadonlyMap<number, Loaded>,
    nums: ReadonlyMap<number, CrateNum>,
    library: CrateNum,
  ): CrateNum[] {
    const wanted = crate.targets.filter((target) => target.startsWith('bin:')).map((target) => target.slice(4));
    if (wanted.length === 0) return [];
    const { root } = loaded.get(unit.package)!;
    const { bins } = discoverTargets(parseManifest(readText(join(root, 'Cargo.toml')) ?? ''), filesBelow(root));
    const externs = externsOf(unit, nums, [[world.crate(library).name, library]]);
    return bins
      .filter((bin) => wanted.includes(bin.name))
      .map((bin) => {
        const input = inputOf(root, crate, bin, 'bin', std);
        return createSourceCrate(world, {
          ...input,
          features: new Set(crate.features),
          cfg: cfgOf(crate.cfgs),
          externs,
        }).num;
      });
  }
}

function inputOf(
  root: string,
  { name, version }: { readonly name: string; readonly version: string },
  target: Target,
  unit: CrateInput['unit'],
  stdCrates: StdCrateNums,
): Omit<CrateInput, 'features' | 'cfg' | 'externs'> {
  return {
    name: unit === 'bin' ? target.name : target.name.replaceAll('-', '_'),
    package: { name, version },
    edition: Number(target.edition) as CrateInput['edition'],
    unit,
    root: target.path,
    readFile: (path) => readText(join(root, path)),
    stdCrates,
    env: (key) => (key === 'CARGO_PKG_VERSION' ? version : key === 'CARGO_PKG_NAME' ? name : undefined),
  };
}

function externsOf(
  unit: Unit,
  nums: ReadonlyMap<number, CrateNum>,
  more: readonly (readonly [string, CrateNum])[],
): Map<string, CrateNum> {
  const externs = new Map<string, CrateNum>();
  for (const dependency of unit.dependencies) {
    const num = nums.get(dependency.unit);
    if (num !== undefined) externs.set(dependency.key, num);
  }
  for (const [name, num] of more) externs.set(name, num);
  return externs;
}

/** Units after their dependencies. */
function inOrder(units: readonly Unit[]): number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  const visit = (index: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    for (const dependency of units[index]!.dependencies) visit(dependency.unit);
    order.push(index);
  };
  units.forEach((_, index) => {
    visit(index);
  });
  return order;
}
