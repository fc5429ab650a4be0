/** Dependency tables: `[dependencies]`, dev and build, under `[target.X]`, in workspaces, patches and replacements. */
import { type Platform, parsePlatform } from '../cfg/expression.ts';
import { CargoError } from '../error.ts';
import type { GitReference } from '../lock/source.ts';
import { parseVersionReq, type VersionReq } from '../semver/requirement.ts';
import { isTable, type TomlTable, type TomlValue } from '../toml.ts';
import type { Fields, Path } from './fields.ts';

/** For which part of a package a dependency is. */
export const DependencyKind = { normal: 'normal', dev: 'dev', build: 'build' } as const;
export type DependencyKind = (typeof DependencyKind)[keyof typeof DependencyKind];

/** Where a dependency comes from; a registry is named by its key in the configuration or by its index URL. */
export type DependencySource =
  | { readonly kind: 'registry'; readonly registry: string | undefined; readonly index: string | undefined }
  | { readonly kind: 'git'; readonly url: string; readonly reference: GitReference }
  | { readonly kind: 'path'; readonly path: string };

/** One dependency entry of a manifest. */
export interface ManifestDependency {
  /** The name in the manifest: features and code (`-` as `_`) use it. */
  readonly key: string;
  /** The package's own name. */
  readonly package: string;
  readonly kind: DependencyKind;
  readonly platform: Platform | undefined;
  /** As written; undefined where only a path or git source is given. */
  readonly requirement: string | undefined;
  /** Undefined if absent or not a requirement (a diagnostic then). */
  readonly req: VersionReq | undefined;
  readonly optional: boolean;
  /** Undefined where the manifest does not say: then they are on, or as the workspace says. */
  readonly defaultFeatures: boolean | undefined;
  readonly features: readonly string[];
  readonly source: DependencySource;
  /** `workspace = true`, not yet merged with the workspace's entry. */
  readonly inherited: boolean;
  /** Artifact dependencies (unstable) are built beside or instead of the library. */
  readonly artifact: readonly string[];
  /** Line in the manifest, 0 if not known. */
  readonly line: number;
}

/** Reads the three tables of a package, or of one of its `[target.X]` tables. */
export function readDependencyTables(
  fields: Fields,
  table: TomlTable,
  path: Path,
  platform: Platform | undefined,
): ManifestDependency[] {
  const found: ManifestDependency[] = [];
  const names = [
    ['dependencies', DependencyKind.normal],
    ['dev-dependencies', DependencyKind.dev],
    ['build-dependencies', DependencyKind.build],
  ] as const;
  for (const [name, kind] of names) {
    const { key, value } = fields.spelled(table, name, path);
    found.push(...readDependencyTable(fields, value, [...path, key], kind, platform));
  }
  return found;
}

/** Reads `[target]`: one group of tables per platform. An unreadable platform counts as always on. */
export function readTargetTables(fields: Fields, value: TomlValue): ManifestDependency[] {
  const found: ManifestDependency[] = [];
  for (const [name, body] of Object.entries(fields.table(value, ['target']) ?? {})) {
    const path = ['target', name];
    const table = fields.table(body, path);
    if (table === undefined) continue;
    found.push(...readDependencyTables(fields, table, path, readPlatform(fields, name, path)));
  }
  return found;
}

function readPlatform(fields: Fields, name: string, path: Path): Platform | undefined {
  try {
    return parsePlatform(name);
  } catch (error) {
    fields.report('manifest-platform', path, error instanceof CargoError ? error.message : 'is not a platform');
    return undefined;
  }
}

/** Reads one table of dependencies. */
export function readDependencyTable(
  fields: Fields,
  value: TomlValue,
  path: Path,
  kind: DependencyKind,
  platform: Platform | undefined,
): ManifestDependency[] {
  const found: ManifestDependency[] = [];
  for (const [key, body] of Object.entries(fields.table(value, path) ?? {})) {
    const dependency = readDependency(fields, key, body, [...path, key], kind, platform);
    if (dependency !== undefined) found.push(dependency);
  }
  return found;
}

function readDependency(
  fields: Fields,
  key: string,
  body: TomlValue,
  path: Path,
  kind: DependencyKind,
  platform: Platform | undefined,
): ManifestDependency | undefined {
  const simple = typeof body === 'string';
  if (!simple && !isTable(body)) {
    fields.report('manifest-dependency', path, 'is neither a version requirement nor a table');
    return undefined;
  }
  const table: TomlTable = simple ? { version: body } : body;
  const requirement = fields.text(table, 'version', path);
  const artifact = table['artifact'];
  return {
    key,
    package: fields.text(table, 'package', path) ?? key,
    kind,
    platform,
    requirement,
    req: readRequirement(fields, requirement, path),
    optional: fields.flag(table, 'optional', path) ?? false,
    defaultFeatures: readDefaultFeatures(fields, table, path),
    features: fields.texts(table['features'], [...path, 'features']) ?? [],
    source: readSource(fields, table, path),
    inherited: fields.flag(table, 'workspace', path) ?? false,
    artifact: typeof artifact === 'string' ? [artifact] : (fields.texts(artifact, [...path, 'artifact']) ?? []),
    line: fields.line(path),
  };
}

function readDefaultFeatures(fields: Fields, table: TomlTable, path: Path): boolean | undefined {
  const { key, value } = fields.spelled(table, 'default-features', path);
  return value === undefined ? undefined : fields.flag(table, key, path);
}

function readRequirement(fields: Fields, text: string | undefined, path: Path): VersionReq | undefined {
  if (text === undefined) return undefined;
  try {
    return parseVersionReq(text);
  } catch (error) {
    const reason = error instanceof CargoError ? error.message : 'not a requirement';
    fields.report('manifest-requirement', path, `has an invalid version requirement: ${reason}`);
    return undefined;
  }
}

function readSource(fields: Fields, table: TomlTable, path: Path): DependencySource {
  const git = fields.text(table, 'git', path);
  if (git !== undefined) return { kind: 'git', url: git, reference: readReference(fields, table, path) };
  const local = fields.text(table, 'path', path);
  if (local !== undefined) return { kind: 'path', path: local };
  return {
    kind: 'registry',
    registry: fields.text(table, 'registry', path),
    index: fields.text(table, 'registry-index', path),
  };
}

function readReference(fields: Fields, table: TomlTable, path: Path): GitReference {
  for (const kind of ['branch', 'tag', 'rev'] as const) {
    const name = fields.text(table, kind, path);
    if (name !== undefined) return { kind, name };
  }
  return { kind: 'default' };
}
