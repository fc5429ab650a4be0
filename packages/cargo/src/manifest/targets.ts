/** The targets of a package: those its manifest writes down and those cargo discovers (cargo's parser/targets.rs). */
import type { Edition, Manifest, ManifestPackage } from './manifest.ts';
import { type ExplicitTarget, TargetKind } from './target-tables.ts';

/** A target as cargo would build it. */
export interface Target {
  readonly kind: TargetKind;
  /** Crate name in code is this with `-` as `_` (only libraries are named by other code). */
  readonly name: string;
  /** Root file relative to the package, `/` as separator. */
  readonly path: string;
  readonly procMacro: boolean;
  readonly crateTypes: readonly string[];
  readonly requiredFeatures: readonly string[];
  readonly edition: Edition;
}

/** All targets of a package and its build scripts. */
export interface PackageTargets {
  readonly lib: Target | undefined;
  readonly bins: readonly Target[];
  readonly examples: readonly Target[];
  readonly tests: readonly Target[];
  readonly benches: readonly Target[];
  /** Root files of build scripts, usually none or one. */
  readonly buildScripts: readonly string[];
  /** Targets that the manifest names and for which no file was found. */
  readonly missing: readonly string[];
}

/** Files of a package as paths relative to its root, `/` as separator. */
export type PackageFiles = ReadonlySet<string>;

/** Finds the targets of a package (not a virtual workspace) among its files. */
export function discoverTargets(manifest: Manifest, files: PackageFiles): PackageTargets {
  const pkg = manifest.package;
  if (pkg === undefined) throw new RangeError('a virtual workspace has no targets');
  const context: Discovery = { pkg, files, missing: [] };
  const lib = discoverLib(context, manifest.targets);
  const of = (kind: 'bin' | 'example' | 'test' | 'bench', auto: boolean | undefined) =>
    discoverKind(context, kind, manifest.targets, auto, lib !== undefined);
  return {
    lib,
    bins: of(TargetKind.bin, pkg.autobins),
    examples: of(TargetKind.example, pkg.autoexamples),
    tests: of(TargetKind.test, pkg.autotests),
    benches: of(TargetKind.bench, pkg.autobenches),
    buildScripts: buildScripts(pkg, files),
    missing: context.missing,
  };
}

/** Root files of the build scripts; `build.rs` counts without being named if it is there. */
function buildScripts(pkg: ManifestPackage, files: PackageFiles): readonly string[] {
  if (pkg.build === false) return [];
  if (pkg.build !== undefined) return pkg.build.map(cleanPath);
  return files.has('build.rs') ? ['build.rs'] : [];
}

interface Discovery {
  readonly pkg: ManifestPackage;
  readonly files: PackageFiles;
  readonly missing: string[];
}

/** Name of a package's library in code, if `[lib]` does not say otherwise. */
export function defaultLibName(packageName: string): string {
  return packageName.replaceAll('-', '_');
}

function discoverLib(context: Discovery, targets: readonly ExplicitTarget[]): Target | undefined {
  const { pkg, files } = context;
  const explicit = targets.find((t) => t.kind === TargetKind.lib);
  const inferred = files.has('src/lib.rs') ? 'src/lib.rs' : undefined;
  if (explicit === undefined && (inferred === undefined || pkg.autolib === false)) return undefined;
  const name = explicit?.name ?? defaultLibName(pkg.name);
  const legacy = `src/${name}.rs`;
  const path = explicit?.path ?? inferred ?? (pkg.edition === '2015' && files.has(legacy) ? legacy : undefined);
  return finish(context, TargetKind.lib, name, path, explicit);
}

function discoverKind(
  context: Discovery,
  kind: Exclude<TargetKind, 'lib'>,
  targets: readonly ExplicitTarget[],
  auto: boolean | undefined,
  hasLib: boolean,
): readonly Target[] {
  const explicit = targets.filter((t) => t.kind === kind);
  const inferred = inferredTargets(context, kind);
  const found: Target[] = [];
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const target of explicit) {
    if (target.name !== undefined) names.add(target.name);
    if (target.path !== undefined) paths.add(cleanPath(target.path));
    const made = explicitTarget(context, kind, target, inferred, hasLib);
    if (made !== undefined) found.push(made);
  }
  // In the 2015 edition any explicit table of a kind switches discovery of that kind off.
  const discover = auto ?? (explicit.length === 0 || context.pkg.edition !== '2015');
  for (const [name, path] of inferred) {
    if (!discover || names.has(name) || paths.has(path)) continue;
    const made = finish(context, kind, name, path, undefined);
    if (made !== undefined) found.push(made);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function explicitTarget(
  context: Discovery,
  kind: TargetKind,
  target: ExplicitTarget,
  inferred: readonly (readonly [string, string])[],
  hasLib: boolean,
): Target | undefined {
  const { pkg, files } = context;
  if (target.name === undefined) {
    context.missing.push(`${kind} without a name`);
    return undefined;
  }
  const matching = inferred.filter(([name]) => name === target.name);
  let path = target.path ?? (matching.length === 1 ? matching[0]![1] : undefined);
  if (path === undefined && kind === TargetKind.bin && pkg.edition === '2015') {
    const legacy = [...(hasLib ? [] : [`src/${target.name}.rs`]), 'src/main.rs', 'src/bin/main.rs'];
    path = legacy.find((p) => files.has(p));
  }
  return finish(context, kind, target.name, path, target);
}

function finish(
  context: Discovery,
  kind: TargetKind,
  name: string,
  path: string | undefined,
  explicit: ExplicitTarget | undefined,
): Target | undefined {
  const clean = path === undefined ? undefined : cleanPath(path);
  if (clean === undefined || !context.files.has(clean)) context.missing.push(`${kind} \`${name}\``);
  if (clean === undefined) return undefined;
  return {
    kind,
    name,
    path: clean,
    procMacro: explicit?.procMacro ?? false,
    crateTypes: explicit?.crateTypes ?? [],
    requiredFeatures: explicit?.requiredFeatures ?? [],
    edition: targetEdition(explicit?.edition) ?? context.pkg.edition,
  };
}

function targetEdition(text: string | undefined): Edition | undefined {
  return text === '2015' || text === '2018' || text === '2021' || text === '2024' ? text : undefined;
}

const FOLDERS = { bin: 'src/bin/', example: 'examples/', test: 'tests/', bench: 'benches/' } as const;

/** Names and paths of `DIR/NAME.rs` and `DIR/NAME/main.rs`, and of `src/main.rs` for binaries. */
function inferredTargets(context: Discovery, kind: Exclude<TargetKind, 'lib'>): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  if (kind === TargetKind.bin && context.files.has('src/main.rs')) found.push([context.pkg.name, 'src/main.rs']);
  const folder = FOLDERS[kind];
  for (const file of [...context.files].filter((f) => f.startsWith(folder)).sort()) {
    const rest = file.slice(folder.length);
    if (rest.startsWith('.')) continue;
    const slash = rest.indexOf('/');
    if (slash === -1) {
      if (rest.endsWith('.rs')) found.push([rest.slice(0, -3), file]);
    } else if (rest.slice(slash + 1) === 'main.rs') {
      found.push([rest.slice(0, slash), file]);
    }
  }
  return found;
}

/** Resolves `.` and `..` and unifies separators; a path that leaves the package keeps its leading `..`. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
