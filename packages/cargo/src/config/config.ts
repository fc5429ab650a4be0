/**
 * What `.cargo/config.toml` files and `CARGO_*` variables say, as data. Programs that the configuration names (compilers,
 * runners, linkers, credential providers) are listed and never run: cargo itself runs some of them even for
 * `cargo metadata`, so a checkout that names them deserves a word in a report.
 */
import type { Diagnostic } from '@lazaret/base';
import type { TomlValue } from '../toml.ts';
import { type CargoEnvironment, type ConfigPath, configPath, grandparent } from './place.ts';
import { type ConfigProgram, type Rustflags, readPrograms, readRustflags } from './programs.ts';
import { type ConfigSource, readRegistries, readSources } from './source.ts';
import { booleanAt, type ConfigNode, entriesAt, nodeAt, plainValue, stringAt, stringsAt } from './tree.ts';

/** The configuration that holds in a directory. */
export interface CargoConfig {
  /** Files read, weakest first. */
  readonly files: readonly string[];
  readonly sources: ReadonlyMap<string, ConfigSource>;
  /** `[registries]`: index URL by name. */
  readonly registries: ReadonlyMap<string, string>;
  readonly offline: boolean;
  /** `net.retry`: how often a failed request is tried again. */
  readonly retry: number;
  readonly httpProxy: string | undefined;
  readonly httpCaInfo: ConfigPath | undefined;
  /** `build.target`: what is built when no target is asked for; empty means the host. */
  readonly targets: readonly string[];
  readonly targetDirectory: ConfigPath | undefined;
  readonly rustflags: readonly Rustflags[];
  /** `[patch.SOURCE]`: dependency tables as in a manifest, by source and name. */
  readonly patch: ReadonlyMap<string, ReadonlyMap<string, ConfigPatch>>;
  /** `paths` overrides. */
  readonly paths: readonly ConfigPath[];
  readonly resolver: ResolverConfig;
  readonly programs: readonly ConfigProgram[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One entry of `[patch]`. */
export interface ConfigPatch {
  /** The dependency as written: a version or a table. */
  readonly dependency: TomlValue;
  readonly file: string;
  readonly relativeTo: string;
}

/** `[resolver]`. */
export interface ResolverConfig {
  readonly incompatibleRustVersions: 'allow' | 'fallback' | undefined;
  readonly lockfilePath: ConfigPath | undefined;
  readonly featureUnification: string | undefined;
}

/** `net.retry` when nothing is configured (cargo `DEFAULT_RETRY`). */
const DEFAULT_RETRY = 3;
/** A configured number beyond this would only make a dead registry look like a hang. */
const MAX_RETRY = 10;

/** Reads the merged tree. */
export function interpretConfig(
  tree: ConfigNode,
  files: readonly string[],
  env: CargoEnvironment,
  diagnostics: readonly Diagnostic[],
): CargoConfig {
  const collected = [...diagnostics];
  const caInfo = stringAt(tree, 'http', 'cainfo');
  const targetDirectory = stringAt(tree, 'build', 'target-dir');
  return {
    files,
    sources: readSources(tree, collected),
    registries: readRegistries(tree, env),
    offline: booleanVariable(env['CARGO_NET_OFFLINE']) ?? booleanAt(tree, 'net', 'offline') ?? false,
    retry: readRetry(tree, env),
    httpProxy: env['CARGO_HTTP_PROXY'] ?? stringAt(tree, 'http', 'proxy')?.value,
    httpCaInfo: variablePath(env['CARGO_HTTP_CAINFO']) ?? configPath(caInfo),
    targets: env['CARGO_BUILD_TARGET']?.split(/\s+/).filter((t) => t !== '') ?? readTargets(tree),
    targetDirectory:
      variablePath(env['CARGO_TARGET_DIR'] ?? env['CARGO_BUILD_TARGET_DIR']) ?? configPath(targetDirectory),
    rustflags: readRustflags(tree, env),
    patch: readPatch(tree),
    paths: stringsAt(tree, 'paths').map((path) => configPath(path)!),
    resolver: readResolver(tree, env),
    programs: readPrograms(tree, env),
    diagnostics: collected,
  };
}

function readRetry(tree: ConfigNode, env: CargoEnvironment): number {
  const node = nodeAt(tree, 'net', 'retry');
  const value = Number(env['CARGO_NET_RETRY'] ?? (node?.kind === 'scalar' ? node.value : DEFAULT_RETRY));
  return Number.isInteger(value) && value >= 0 ? Math.min(value, MAX_RETRY) : DEFAULT_RETRY;
}

function readTargets(tree: ConfigNode): string[] {
  const targets = stringsAt(tree, 'build', 'target');
  // A scalar in a stronger file has replaced the weaker one; lists are joined, and a list means several targets.
  return [...new Set(targets.map((target) => target.value))];
}

function readPatch(tree: ConfigNode): Map<string, Map<string, ConfigPatch>> {
  const patch = new Map<string, Map<string, ConfigPatch>>();
  for (const [source] of entriesAt(tree, 'patch')) {
    const patches = new Map<string, ConfigPatch>();
    for (const [name, node] of entriesAt(tree, 'patch', source)) {
      const file = stringAt(node, 'path')?.file ?? firstFile(node);
      patches.set(name, { dependency: plainValue(node), file, relativeTo: grandparent(file) });
    }
    patch.set(source, patches);
  }
  return patch;
}

function firstFile(node: ConfigNode): string {
  if (node.kind === 'scalar') return node.file;
  if (node.kind === 'list') return node.items[0]?.file ?? '';
  const first = node.entries.values().next().value;
  return first === undefined ? '' : firstFile(first);
}

function readResolver(tree: ConfigNode, env: CargoEnvironment): ResolverConfig {
  const incompatible =
    env['CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS'] ?? stringAt(tree, 'resolver', 'incompatible-rust-versions')?.value;
  return {
    incompatibleRustVersions: incompatible === 'allow' || incompatible === 'fallback' ? incompatible : undefined,
    lockfilePath:
      variablePath(env['CARGO_RESOLVER_LOCKFILE_PATH']) ?? configPath(stringAt(tree, 'resolver', 'lockfile-path')),
    featureUnification:
      env['CARGO_RESOLVER_FEATURE_UNIFICATION'] ?? stringAt(tree, 'resolver', 'feature-unification')?.value,
  };
}

/** A variable's path is relative to the current directory. */
function variablePath(path: string | undefined): ConfigPath | undefined {
  return path === undefined || path === '' ? undefined : { path, file: '', relativeTo: '' };
}

function booleanVariable(value: string | undefined): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined;
}
