/**
 * The crates of the standard library as Cargo builds them for a sysroot: which sources, features and cfgs. `core` and `alloc`
 * include files of their neighbours by `#[path]`, so paths are relative to the `library` folder of the sources.
 */
import type { CrateInput } from '@lazaret/rust-names';

export interface StdCrateSpec {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly root: string;
  readonly edition: CrateInput['edition'];
  readonly features: readonly string[];
  /** Name in code → name of a crate before in this list. */
  readonly externs: Readonly<Record<string, string>>;
}

/** Vendored crates by name: the folder's version is that of the sources at hand. */
export type VendorVersions = ReadonlyMap<string, string>;

export function stdCrates(release: string, vendor: VendorVersions): StdCrateSpec[] {
  const own = (name: string, externs: Record<string, string>, features: string[] = []): StdCrateSpec => ({
    name,
    package: name,
    version: release,
    root: `${name}/src/lib.rs`,
    edition: 2024,
    features,
    externs,
  });
  const vendored = (
    name: string,
    edition: CrateInput['edition'],
    externs: Record<string, string>,
    features: string[],
  ): StdCrateSpec => {
    const version = vendor.get(name);
    if (version === undefined) throw new Error(`${name} is not in the vendor folder`);
    const root = `vendor/${name}-${version}/src/lib.rs`;
    return { name: name.replaceAll('-', '_'), package: name, version, root, edition, features, externs };
  };
  const dep = ['rustc-dep-of-std'];
  return [
    own('core', {}),
    own('alloc', { core: 'core' }),
    vendored('cfg-if', 2018, { core: 'core' }, [...dep, 'core']),
    vendored('libc', 2021, { core: 'core' }, [...dep, 'align', 'rustc-std-workspace-core']),
    vendored('rustc-demangle', 2018, { core: 'core' }, [...dep, 'core']),
    vendored('hashbrown', 2021, { core: 'core', alloc: 'alloc' }, [
      ...dep,
      'nightly',
      'core',
      'alloc',
      'rustc-internal-api',
    ]),
    vendored('rustc-literal-escaper', 2021, { core: 'core' }, dep),
    vendored('memchr', 2021, { core: 'core' }, [...dep, 'core']),
    vendored('adler2', 2021, { core: 'core' }, [...dep, 'core']),
    vendored('miniz_oxide', 2021, { core: 'core', alloc: 'alloc', adler2: 'adler2' }, [...dep, 'core', 'alloc']),
    vendored('gimli', 2018, { core: 'core', alloc: 'alloc' }, [...dep, 'core', 'alloc', 'read', 'read-core']),
    vendored('addr2line', 2018, { core: 'core', alloc: 'alloc', gimli: 'gimli' }, [...dep, 'core', 'alloc']),
    vendored('object', 2018, { core: 'core', alloc: 'alloc', memchr: 'memchr' }, [
      ...dep,
      'core',
      'alloc',
      'read_core',
      'elf',
      'macho',
      'pe',
      'coff',
      'unaligned',
      'archive',
    ]),
    own('std_detect', { core: 'core', alloc: 'alloc', libc: 'libc' }),
    own('unwind', { core: 'core', libc: 'libc' }),
    own('panic_unwind', { core: 'core', alloc: 'alloc', libc: 'libc', unwind: 'unwind' }),
    own(
      'std',
      {
        core: 'core',
        alloc: 'alloc',
        cfg_if: 'cfg_if',
        libc: 'libc',
        rustc_demangle: 'rustc_demangle',
        hashbrown: 'hashbrown',
        std_detect: 'std_detect',
        unwind: 'unwind',
        panic_unwind: 'panic_unwind',
        miniz_oxide: 'miniz_oxide',
        addr2line: 'addr2line',
        object: 'object',
      },
      ['panic-unwind', 'backtrace', 'addr2line', 'miniz_oxide', 'object'],
    ),
    own('proc_macro', { core: 'core', std: 'std', rustc_literal_escaper: 'rustc_literal_escaper' }, dep),
  ];
}

/** Cfgs that only the standard library may look at, on x86_64-unknown-linux-gnu (`rustc --print cfg` with unstable ones). */
export const UNSTABLE_CFGS: readonly string[] = [
  // Set by std's build script.
  'backtrace_in_libstd',
  'fmt_debug="full"',
  'relocation_model="pic"',
  'target_feature="x87"',
  'target_has_atomic',
  ...['8', '16', '32', '64', 'ptr'].map((width) => `target_has_atomic_equal_alignment="${width}"`),
  'target_has_atomic_load_store',
  ...['8', '16', '32', '64', 'ptr'].map((width) => `target_has_atomic_load_store="${width}"`),
  'target_has_reliable_f16',
  'target_has_reliable_f16_math',
  'target_has_reliable_f128',
  'target_thread_local',
];
