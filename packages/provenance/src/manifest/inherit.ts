/**
 * Inheritance from a workspace on the level of TOML (cargo `normalize_package_toml`, `inner_dependency_inherit_with`). The
 * typed manifest of `@lazaret/cargo` holds what a build needs; here every key counts, also those a build never reads.
 */
import { cleanPath, isTable, type TomlTable, type TomlValue } from '@lazaret/cargo';
import { type MutableTable, newTable, spelled, tableOf, textOf, textsOf } from './table.ts';

/** The manifest that a package inherits from. */
export interface WorkspaceManifest {
  readonly toml: TomlTable;
  /** From the package's folder to the workspace's, with `/`; empty where they are one. */
  readonly path: string;
  /** Name of the readme that the workspace's folder holds, for `readme.workspace = true` without a stated one. */
  readonly defaultReadme?: string | undefined;
}

/** What a manifest is when nothing is left to inherit. */
export interface Inherited {
  readonly toml: TomlTable;
  /** Keys, as in the canonical form, that ask for inheritance and of which the workspace has nothing to give. */
  readonly unresolved: readonly (readonly string[])[];
}

/** Carries inheritance out. Without a workspace what asks for one stays out and is named in `unresolved`. */
export function inheritToml(toml: TomlTable, workspace: WorkspaceManifest | undefined): Inherited {
  const unresolved: string[][] = [];
  const result = newTable(toml);
  const pkg = packageTable(toml);
  if (pkg !== undefined) {
    result['package'] = inheritPackage(pkg, workspace, unresolved);
    delete result['project'];
  }
  const edition = textOf(tableOf(result['package'])?.['edition']) ?? '2015';
  for (const { kind, platform, table } of dependencyTables(toml)) {
    const place = platform === undefined ? kind : `target.${platform}.${kind}`;
    setDependencies(result, kind, platform, inheritDependencies(table, edition, workspace, place, unresolved));
  }
  const lints = tableOf(toml['lints']);
  if (lints?.['workspace'] === true) {
    const shared = tableOf(tableOf(workspace?.toml['workspace'])?.['lints']);
    if (shared === undefined) unresolved.push(['lints']);
    result['lints'] = shared;
  }
  return { toml: result, unresolved };
}

export function packageTable(toml: TomlTable): TomlTable | undefined {
  return tableOf(toml['package']) ?? tableOf(toml['project']);
}

/** One table of dependencies, by kind and by the `[target.X]` it is in. */
export interface DependencyTable {
  readonly kind: 'dependencies' | 'dev-dependencies' | 'build-dependencies';
  readonly platform: string | undefined;
  readonly table: TomlTable;
}

const KINDS = ['dependencies', 'dev-dependencies', 'build-dependencies'] as const;

/** All tables of dependencies of a manifest. */
export function dependencyTables(toml: TomlTable): DependencyTable[] {
  const found: DependencyTable[] = [];
  const collect = (place: TomlTable, platform: string | undefined) => {
    for (const kind of KINDS) {
      const table = tableOf(spelled(place, kind));
      if (table !== undefined) found.push({ kind, platform, table });
    }
  };
  collect(toml, undefined);
  for (const [platform, body] of Object.entries(tableOf(toml['target']) ?? {})) {
    const place = tableOf(body);
    if (place !== undefined) collect(place, platform);
  }
  return found;
}

/** Puts a table of dependencies in its place, under the current spelling of its kind. */
export function setDependencies(
  toml: MutableTable,
  kind: DependencyTable['kind'],
  platform: string | undefined,
  table: TomlTable,
): void {
  let place = toml;
  if (platform !== undefined) {
    const targets = newTable(tableOf(toml['target']));
    place = newTable(tableOf(targets[platform]));
    targets[platform] = place;
    toml['target'] = targets;
  }
  const old = kind.replaceAll('-', '_');
  if (old !== kind) delete place[old];
  place[kind] = table;
}

function isInherited(value: TomlValue): boolean {
  return isTable(value) && value['workspace'] === true;
}

function inheritPackage(pkg: TomlTable, workspace: WorkspaceManifest | undefined, unresolved: string[][]): TomlTable {
  const shared = tableOf(tableOf(workspace?.toml['workspace'])?.['package']) ?? newTable();
  const result = newTable();
  for (const [written, value] of Object.entries(pkg)) {
    // `package.workspace` is a path; a table there is nothing that cargo takes.
    const key = written === 'rust_version' || written === 'license_file' ? written.replace('_', '-') : written;
    if (!isInherited(value)) {
      result[key] = value;
      continue;
    }
    const found = inheritedField(key, shared, workspace);
    if (found === undefined) unresolved.push(['package', key]);
    else result[key] = found;
  }
  return result;
}

/** Paths are relative to the workspace there and to the package here. */
function inheritedField(key: string, shared: TomlTable, workspace: WorkspaceManifest | undefined): TomlValue {
  const value = spelled(shared, key);
  if (workspace === undefined) return undefined;
  const relative = (path: string) => cleanPath(`${workspace.path}/${path}`);
  if (key === 'readme') {
    if (value === false) return undefined;
    const name = value === true ? 'README.md' : (textOf(value) ?? workspace.defaultReadme);
    return name === undefined ? undefined : relative(name);
  }
  if (key === 'license-file') return typeof value === 'string' ? relative(value) : undefined;
  return value;
}

function inheritDependencies(
  table: TomlTable,
  edition: string,
  workspace: WorkspaceManifest | undefined,
  place: string,
  unresolved: string[][],
): TomlTable {
  const shared = tableOf(tableOf(workspace?.toml['workspace'])?.['dependencies']);
  const result = newTable();
  for (const [name, value] of Object.entries(table)) {
    if (!isTable(value) || value['workspace'] !== true) {
      result[name] = value;
      continue;
    }
    const base = shared?.[name];
    const detailed = typeof base === 'string' ? newTable({ version: base }) : tableOf(base);
    if (detailed === undefined) unresolved.push([place, name]);
    else result[name] = mergeDependency(detailed, value, edition);
  }
  return result;
}

function mergeDependency(base: TomlTable, member: TomlTable, edition: string): TomlTable {
  const merged = newTable(base);
  const own = spelled(member, 'default-features');
  const theirs = spelled(base, 'default-features');
  delete merged['default_features'];
  // RFC 3945: from edition 2024 on the member decides; before, it can only turn on what the workspace has turned off.
  const kept = Number(edition) >= 2024 ? (own ?? theirs) : own === true && theirs === false ? true : theirs;
  merged['default-features'] = kept;
  if (kept === undefined) delete merged['default-features'];
  const features = [...textsOf(base['features']), ...textsOf(member['features'])];
  if (features.length > 0) merged['features'] = features;
  for (const key of ['optional', 'public'] as const) {
    if (member[key] === undefined) delete merged[key];
    else merged[key] = member[key];
  }
  return merged;
}
