/**
 * The world as a build script finds it when Cargo runs it in a clean environment on a stable compiler: variables (Cargo
 * book, "Environment variables Cargo sets for build scripts"), the compiler's version, files of the package.
 */
import { NONE, option, some, str, UNKNOWN, type Value } from './values.ts';

export interface ScriptEnvironment {
  readonly features: ReadonlySet<string>;
  /** `rustc --print cfg` of the target, as `name` or `name="value"`. */
  readonly targetCfgs: ReadonlySet<string>;
  readonly hostCfgs: ReadonlySet<string>;
  /** Target triple, where known. */
  readonly triple: string | undefined;
  /** Minor version of the compiler: 96. */
  readonly rustMinor: number;
  /** `CARGO_PKG_NAME` and the like. */
  readonly packageEnv: (name: string) => string | undefined;
  /** Does the package have this file or folder? */
  readonly exists: (path: string) => boolean;
}

/** Set by Cargo, to values that depend on the machine. */
const MACHINE = new Set(
  'OUT_DIR CARGO CARGO_MANIFEST_DIR CARGO_MANIFEST_PATH RUSTC RUSTDOC NUM_JOBS PATH HOME HOST CARGO_HOME RUSTC_LINKER PWD'.split(
    ' ',
  ),
);
/** Debug profile. */
const PROFILE: ReadonlyMap<string, string> = new Map([
  ['PROFILE', 'debug'],
  ['OPT_LEVEL', '0'],
  ['DEBUG', 'true'],
  ['CARGO_ENCODED_RUSTFLAGS', ''],
]);

/** `Some(value)`, `None`, or unknown. Variables that Cargo does not set are taken as not set. */
export function variable(env: ScriptEnvironment, name: string): Value {
  if (name.startsWith('CARGO_FEATURE_')) return feature(env, name.slice('CARGO_FEATURE_'.length));
  if (name.startsWith('CARGO_CFG_')) return option(cfgVariable(env, name.slice('CARGO_CFG_'.length).toLowerCase()));
  if (name === 'TARGET') return env.triple === undefined ? some(UNKNOWN) : some(str(env.triple));
  if (MACHINE.has(name)) return some(UNKNOWN);
  // What a `links` dependency's script says; what the user says for a whole build.
  if (name.startsWith('DEP_')) return UNKNOWN;
  const profile = PROFILE.get(name);
  if (profile !== undefined) return some(str(profile));
  if (name.startsWith('CARGO_PKG_')) {
    const value = env.packageEnv(name);
    return value === undefined ? some(UNKNOWN) : some(str(value));
  }
  return NONE;
}

function feature(env: ScriptEnvironment, upper: string): Value {
  for (const name of env.features) if (name.toUpperCase().replaceAll('-', '_') === upper) return some(str('1'));
  return NONE;
}

function cfgVariable(env: ScriptEnvironment, name: string): string | undefined {
  if (env.targetCfgs.has(name)) return '';
  const start = `${name}="`;
  const values = [...env.targetCfgs].filter((entry) => entry.startsWith(start)).map((e) => e.slice(start.length, -1));
  if (values.length > 0) return values.join(',');
  // Cargo passes on what rustc prints, which has these for every target.
  if (name === 'target_env' || name === 'target_abi') return '';
  return name === 'debug_assertions' ? '' : undefined;
}
