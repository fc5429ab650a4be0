/**
 * What `cargo package` makes of a manifest (cargo `prepare_toml_for_publish`), independent of the cargo that did it: a
 * canonical form into which both the manifest that was written and the one that was published are brought. Versions of
 * cargo differ in what they spell out (targets since 1.80, readme since 1.46, resolver since 1.53) and in the order and
 * style of keys; they agree on what it means, and that is compared.
 */
import { cleanPath, parseFeatureValue, type TomlTable, type TomlValue } from '@lazaret/cargo';
import { dependencyTables, packageTable } from './inherit.ts';
import { canonicalLints, canonicalProfiles } from './settings.ts';
import { type MutableTable, newTable, tableOf, textOf, textsOf, withSpelling } from './table.ts';
import { canonicalTargets } from './targets.ts';

/** What the canonical form depends on besides the manifest. */
export interface PublishContext {
  /** Files of the archive: excluded targets are dropped, discovered ones added. */
  readonly files: ReadonlySet<string>;
  /**
   * Where the manifest stood: files that lie beside it and that archive need not hold (a readme default). The archive's own
   * files for a manifest that is already published.
   */
  readonly sourceFiles: ReadonlySet<string>;
  /** Feature resolver of the workspace, `1` to `3`; undefined for a package by itself. */
  readonly resolver?: string | undefined;
  /** Addresses of registries by the names that manifests use. */
  readonly registries?: ReadonlyMap<string, string> | undefined;
  /** Whether dependencies that have only a path are dropped, as on publishing. */
  readonly strip: boolean;
}

/** A manifest in canonical form; the keys are those of Cargo.toml. */
export type CanonicalManifest = TomlTable;

/** Keys of a manifest that publishing drops. */
const DROPPED: ReadonlySet<string> = new Set(['workspace', 'patch', 'replace', 'project']);
const TARGET_KEYS: ReadonlySet<string> = new Set(['lib', 'bin', 'example', 'test', 'bench']);
const DEPENDENCY_KEYS: ReadonlySet<string> = new Set([
  'dependencies',
  'dev-dependencies',
  'build-dependencies',
  'dev_dependencies',
  'build_dependencies',
  'target',
]);

/** Brings a manifest in which nothing is inherited any more into canonical form. */
export function canonicalManifest(toml: TomlTable, context: PublishContext): CanonicalManifest {
  const result = newTable();
  const pkg = packageTable(toml) ?? newTable();
  for (const [key, value] of Object.entries(toml)) {
    if (key === 'package' || DROPPED.has(key) || TARGET_KEYS.has(key) || DEPENDENCY_KEYS.has(key)) continue;
    if (!isEmpty(value)) result[key] = value;
  }
  if (result['lints'] !== undefined) result['lints'] = canonicalLints(result['lints']);
  if (result['profile'] !== undefined) result['profile'] = canonicalProfiles(result['profile']);
  result['package'] = canonicalPackage(pkg, context);
  Object.assign(result, canonicalTargets(toml, pkg, context.files));
  const names = new Set<string>();
  for (const { kind, platform, table } of dependencyTables(toml)) {
    const made = canonicalDependencies(table, kind === 'dev-dependencies', context);
    for (const name of Object.keys(made)) names.add(name);
    if (Object.keys(made).length > 0) result[platform === undefined ? kind : `target.${platform}.${kind}`] = made;
  }
  const features = canonicalFeatures(tableOf(toml['features']), names);
  if (features === undefined) delete result['features'];
  else result['features'] = features;
  return result;
}

/** Keys that publishing settles by itself or that say nothing to a user of the package. */
const PACKAGE_DROPPED: ReadonlySet<string> = new Set([
  'workspace',
  'autolib',
  'autobins',
  'autoexamples',
  'autotests',
  'autobenches',
  'build',
  'readme',
  'license-file',
  'resolver',
]);

function canonicalPackage(written: TomlTable, context: PublishContext): TomlTable {
  const pkg = withSpelling(written, ['license-file', 'rust-version']);
  const result = newTable();
  for (const [key, value] of Object.entries(pkg)) {
    if (!PACKAGE_DROPPED.has(key) && !isEmpty(value)) result[key] = value;
  }
  result['version'] ??= '0.0.0';
  result['edition'] ??= '2015';
  result['build'] = buildScript(pkg['build'], context.files);
  result['readme'] = readme(pkg['readme'], context);
  const license = textOf(pkg['license-file']);
  if (license !== undefined) result['license-file'] = insidePackage(license);
  result['resolver'] = textOf(pkg['resolver']) ?? context.resolver ?? defaultResolver(textOf(result['edition']));
  return result;
}

/** The resolver that a package has when it says nothing (cargo `Edition::default_resolve_behavior`). */
export function defaultResolver(edition: string | undefined): string {
  return edition === '2024' ? '3' : edition === '2021' ? '2' : '1';
}

/** A build script that is not in the archive is dropped (since 1.80), and without it the package could not be built. */
function buildScript(value: TomlValue, files: ReadonlySet<string>): TomlValue {
  if (value === false) return false;
  const named =
    value === undefined || value === true ? ['build.rs'] : typeof value === 'string' ? [value] : textsOf(value);
  const found = named.map(cleanPath).filter((path) => files.has(path));
  return found.length === 0 ? false : found.length === 1 ? found[0]! : found;
}

const DEFAULT_READMES = ['README.md', 'README.txt', 'README'] as const;

export function defaultReadme(files: ReadonlySet<string>): string | undefined {
  return DEFAULT_READMES.find((name) => files.has(name));
}

function readme(value: TomlValue, context: PublishContext): TomlValue {
  if (value === false) return false;
  const named = value === true ? 'README.md' : (textOf(value) ?? defaultReadme(context.sourceFiles));
  return named === undefined ? false : insidePackage(named);
}

/** A file outside the package is copied to its root and named by its last component. */
export function insidePackage(path: string): string {
  const clean = cleanPath(path);
  return clean === '..' || clean.startsWith('../') ? clean.slice(clean.lastIndexOf('/') + 1) : clean;
}

/** What of a dependency only says where it is while developing. */
const LOCAL_KEYS = ['path', 'base', 'git', 'branch', 'tag', 'rev'] as const;

function canonicalDependencies(table: TomlTable, dev: boolean, context: PublishContext): TomlTable {
  const result = newTable();
  for (const [name, value] of Object.entries(table)) {
    const written = typeof value === 'string' ? newTable({ version: value }) : tableOf(value);
    if (written === undefined) continue;
    if (dev && context.strip && written['version'] === undefined) continue;
    result[name] = canonicalDependency(written, context);
  }
  return result;
}

function canonicalDependency(written: TomlTable, context: PublishContext): TomlTable {
  const result: MutableTable = withSpelling(written, ['default-features', 'registry-index']);
  for (const key of LOCAL_KEYS) delete result[key];
  const registry = textOf(result['registry']);
  if (registry !== undefined) {
    delete result['registry'];
    const index = context.registries?.get(registry);
    result['registry-index'] ??= index ?? `registry ${registry}`;
  }
  result['optional'] = result['optional'] === true;
  result['default-features'] = result['default-features'] !== false;
  const features = [...new Set(textsOf(result['features']))].sort();
  if (features.length === 0) delete result['features'];
  else result['features'] = features;
  // Unstable, and dropped by every cargo that does not know it.
  delete result['public'];
  return result;
}

/** Values that name a dependency that is not there any more are stripped (cargo `strip_features`, since 1.70). */
function canonicalFeatures(table: TomlTable | undefined, names: ReadonlySet<string>): TomlTable | undefined {
  if (table === undefined || Object.keys(table).length === 0) return undefined;
  const result = newTable();
  for (const [name, list] of Object.entries(table)) {
    result[name] = textsOf(list).filter((text) => {
      const value = parseFeatureValue(text);
      return value.kind === 'feature' || names.has(value.dep);
    });
  }
  return result;
}

/** An empty table or list is as good as none: some versions of cargo write them, others do not. */
function isEmpty(value: TomlValue): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  const table = tableOf(value);
  return table !== undefined && Object.values(table).every(isEmpty);
}
