/** The standard library's crates from the compiler's own sources, for measuring while no facts of it are shipped. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetCfgs } from '@lazaret/cargo';
import type { CrateNum, World } from '@lazaret/facts';
import { createSourceCrate } from '@lazaret/rust-infer';
import type { CrateInput } from '@lazaret/rust-names';
import { decodeSource } from '@lazaret/rust-syntax';

export const LINUX = 'x86_64-unknown-linux-gnu';

/** Where Debian's rust-web-src or rustup's rust-src puts it; another folder is given by LAZARET_STD_SRC. */
export function stdSourceRoot(): string {
  const given = process.env['LAZARET_STD_SRC'];
  if (given !== undefined) return given;
  const root = '/usr/src';
  for (const name of ['rustc-1.96.0', 'rustc-1.95.0']) {
    if (existsSync(join(root, name, 'library', 'core'))) return join(root, name, 'library');
  }
  throw new Error('no source of the standard library: set LAZARET_STD_SRC to the folder that holds core, alloc, std');
}

/** cfgs that only nightly compilers print, and those that std's build script sets for this target. */
const ATOMICS = ['8', '16', '32', '64', 'ptr'];
const STD_CFGS: readonly string[] = [
  'target_thread_local',
  ...ATOMICS.map((size) => `target_has_atomic_load_store="${size}"`),
  ...ATOMICS.map((size) => `target_has_atomic_equal_alignment="${size}"`),
  'target_has_reliable_f16',
  'target_has_reliable_f128',
  'reliable_f16',
  'reliable_f128',
  'backtrace_in_libstd',
];

export interface StdCrateNums {
  readonly core: CrateNum;
  readonly alloc: CrateNum;
  readonly std: CrateNum;
  readonly procMacro: CrateNum;
}

/** cfgs of the target, debug assertions on, as `name` or `name="value"`. */
export function cfgOf(extra: readonly string[]): CrateInput['cfg'] {
  const known = new Set<string>(targetCfgs(LINUX));
  for (const cfg of [...extra, 'debug_assertions', 'overflow_checks']) known.add(cfg);
  return (name, value) => known.has(value === undefined ? name : `${name}="${value}"`);
}

export function readText(path: string): string | undefined {
  try {
    return decodeSource(readFileSync(path)).text;
  } catch {
    return undefined;
  }
}

/** Adds core, alloc, std (and proc_macro) to an empty world. */
export function addStd(world: World): StdCrateNums {
  const root = stdSourceRoot();
  const add = (
    name: string,
    externs: ReadonlyMap<string, CrateNum>,
    std: Partial<StdCrateNums>,
    path = `${name}/src/lib.rs`,
    edition: CrateInput['edition'] = 2024,
  ): CrateNum =>
    createSourceCrate(world, {
      name,
      package: { name, version: '1.96.0' },
      edition,
      unit: 'lib',
      root: path,
      readFile: (path) => readText(join(root, path)),
      features: new Set(['backtrace', 'panic-unwind', 'std_detect_file_io', 'std_detect_dlsym_getauxval']),
      cfg: cfgOf(STD_CFGS),
      externs,
      stdCrates: std,
      env: () => undefined,
    }).num;
  const core = add('core', new Map(), {});
  const alloc = add('alloc', new Map([['core', core]]), { core });
  const vendored = (name: string, edition: CrateInput['edition']): [string, CrateNum][] => {
    const prefix = `${name.replaceAll('_', '-')}-`;
    const folder = readdirSync(join(root, 'vendor')).find((entry) => entry.startsWith(prefix));
    if (folder === undefined) return [];
    const externs = new Map([
      ['core', core],
      ['alloc', alloc],
    ]);
    return [[name, add(name, externs, { core, alloc }, `vendor/${folder}/src/lib.rs`, edition)]];
  };
  const externs = new Map([
    ['core', core],
    ['alloc', alloc],
    ['alloc_crate', alloc],
    ...vendored('cfg_if', 2018),
    ...vendored('hashbrown', 2021),
    ...vendored('libc', 2021),
    ...vendored('rustc_literal_escaper', 2021),
    ['unwind', add('unwind', new Map([['core', core]]), { core })] as const,
    ['std_detect', add('std_detect', new Map([['core', core]]), { core, alloc })] as const,
  ]);
  const std = add('std', externs, { core, alloc });
  const procMacro = add('proc_macro', new Map([...externs, ['std', std]]), { core, alloc, std });
  return { core, alloc, std, procMacro };
}
