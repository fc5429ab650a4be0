/** Puts the standard library into a world, analysed from its sources. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cfgEntry, requireTargetCfgs } from '@lazaret/cargo';
import type { CrateNum, World } from '@lazaret/facts';
import { createSourceCrate } from '@lazaret/rust-infer';
import type { StdCrates } from '@lazaret/rust-names';
import { type StdCrateSpec, stdCrates, UNSTABLE_CFGS, type VendorVersions } from './crates.ts';

export const STD_TARGET = 'x86_64-unknown-linux-gnu';

export interface LoadedStd extends StdCrates {
  readonly procMacro?: CrateNum;
  readonly crates: readonly CrateNum[];
}

/** `library`: the folder of that name in Rust's sources. `release`: their version, `1.96.0`. */
export function loadStdSources(world: World, library: string, release: string): LoadedStd {
  const cfgs = new Set([...requireTargetCfgs(STD_TARGET), ...UNSTABLE_CFGS]);
  const loaded = new Map<string, CrateNum>();
  for (const spec of stdCrates(release, vendorVersions(library))) {
    loaded.set(spec.name, loadCrate(world, library, spec, cfgs, loaded));
  }
  const at = (name: string): CrateNum => loaded.get(name)!;
  return {
    core: at('core'),
    alloc: at('alloc'),
    std: at('std'),
    procMacro: at('proc_macro'),
    crates: [...loaded.values()],
  };
}

function loadCrate(
  world: World,
  library: string,
  spec: StdCrateSpec,
  cfgs: ReadonlySet<string>,
  loaded: ReadonlyMap<string, CrateNum>,
): CrateNum {
  const stdCrates: { core?: CrateNum; alloc?: CrateNum; std?: CrateNum } = {};
  for (const name of ['core', 'alloc', 'std'] as const) {
    const num = loaded.get(name);
    if (num !== undefined && Object.values(spec.externs).includes(name)) stdCrates[name] = num;
  }
  const crate = createSourceCrate(world, {
    name: spec.name,
    package: { name: spec.package, version: spec.version },
    edition: spec.edition,
    unit: 'lib',
    root: spec.root,
    readFile: (path) => readText(join(library, path)),
    features: new Set(spec.features),
    // The library that is handed out is built with optimisation and without debug assertions.
    cfg: (name, value) => cfgs.has(cfgEntry(name, value)),
    externs: new Map(Object.entries(spec.externs).map(([alias, name]) => [alias, loaded.get(name)!])),
    stdCrates,
    // What std's build script sets.
    env: (name) => (name === 'STD_ENV_ARCH' ? 'x86_64' : undefined),
  });
  return crate.num;
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function vendorVersions(library: string): VendorVersions {
  const out = new Map<string, string>();
  for (const folder of readdirSync(join(library, 'vendor')).sort()) {
    const match = /^(.+?)-(\d+\.\d+\.\d+.*)$/.exec(folder);
    if (match !== null) out.set(match[1]!, match[2]!);
  }
  return out;
}
