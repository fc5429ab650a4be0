/**
 * Cargo.toml as data (cargo's workspace/parser and cargo-util-schemas). Inheritance from a workspace is recorded here
 * and carried out by `inherit.ts`, because the workspace's manifest is another file.
 */
import type { Diagnostic } from '@lazaret/base';
import { CargoError } from '../error.ts';
import { isTable, parseToml, type TomlTable, type TomlValue } from '../toml.ts';
import {
  DependencyKind,
  type ManifestDependency,
  readDependencyTable,
  readDependencyTables,
  readTargetTables,
} from './dependencies.ts';
import { Fields } from './fields.ts';
import { KeyLines } from './key-lines.ts';
import { type ExplicitTarget, readExplicitTargets, TargetKind } from './target-tables.ts';

/** Editions; a newer one than the newest known is taken for that, with a diagnostic. */
export const EDITIONS = ['2015', '2018', '2021', '2024'] as const;
export type Edition = (typeof EDITIONS)[number];

/** The fields of `[package]` that Lazaret uses; absent ones are undefined or empty. */
export interface ManifestPackage {
  readonly name: string;
  /** 0.0.0 where the manifest gives none. */
  readonly version: string;
  readonly edition: Edition;
  readonly rustVersion: string | undefined;
  readonly links: string | undefined;
  /** Paths of build scripts; false if switched off, undefined if `build.rs` is looked for. */
  readonly build: readonly string[] | false | undefined;
  readonly resolver: string | undefined;
  /** `package.workspace`: folder of the workspace root. */
  readonly workspaceRoot: string | undefined;
  readonly defaultRun: string | undefined;
  readonly autolib: boolean | undefined;
  readonly autobins: boolean | undefined;
  readonly autoexamples: boolean | undefined;
  readonly autotests: boolean | undefined;
  readonly autobenches: boolean | undefined;
  readonly authors: readonly string[];
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly licenseFile: string | undefined;
  readonly repository: string | undefined;
  readonly homepage: string | undefined;
  readonly documentation: string | undefined;
  readonly keywords: readonly string[];
  readonly categories: readonly string[];
  /** Keys of `[package]` with `workspace = true` that are not merged yet. */
  readonly inherits: readonly string[];
}

/** `[workspace]` of a root manifest. */
export interface ManifestWorkspace {
  readonly members: readonly string[];
  readonly exclude: readonly string[];
  readonly defaultMembers: readonly string[] | undefined;
  readonly resolver: string | undefined;
  /** `[workspace.package]`, with only the inheritable fields that are set. */
  readonly package: TomlTable;
  readonly dependencies: readonly ManifestDependency[];
}

/** An entry of `[patch.REGISTRY]` (`crates-io` or a URL) or of `[replace]` (then `of` is the package id it replaces). */
export interface ManifestOverride {
  readonly of: string;
  readonly dependency: ManifestDependency;
}

/** A parsed Cargo.toml. */
export interface Manifest {
  readonly package: ManifestPackage | undefined;
  readonly workspace: ManifestWorkspace | undefined;
  /** All kinds and platforms, in the order of the file. */
  readonly dependencies: readonly ManifestDependency[];
  /** `[features]` as written. */
  readonly features: ReadonlyMap<string, readonly string[]>;
  /** `[lib]`, `[[bin]]` and so on as written; `targets.ts` adds the discovered ones. */
  readonly targets: readonly ExplicitTarget[];
  readonly patches: readonly ManifestOverride[];
  readonly replacements: readonly ManifestOverride[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How to parse a manifest. */
export interface ParseManifestOptions {
  /** Name used in diagnostics and errors. */
  readonly file?: string;
  /** False leaves lines out: they cost a second pass and are only wanted for the project's own manifests. */
  readonly lines?: boolean;
}

/** Parses the text of a Cargo.toml; throws `CargoError` if it is no TOML or neither a package nor a workspace. */
export function parseManifest(text: string, options: ParseManifestOptions = {}): Manifest {
  const file = options.file ?? 'Cargo.toml';
  const toml = parseToml(text, file);
  const fields = new Fields(options.lines === false ? undefined : new KeyLines(text), file);
  const packageTable = toml['package'] ?? toml['project'];
  const workspaceTable = fields.table(toml['workspace'], ['workspace']);
  if (packageTable === undefined && workspaceTable === undefined) {
    throw new CargoError('manifest-shape', `${file} has neither a [package] nor a [workspace] table`);
  }
  return {
    package: packageTable === undefined ? undefined : readPackage(fields, packageTable, file),
    workspace: workspaceTable === undefined ? undefined : readWorkspace(fields, workspaceTable),
    dependencies: [...readDependencyTables(fields, toml, [], undefined), ...readTargetTables(fields, toml['target'])],
    features: readFeatures(fields, toml['features']),
    targets: readTargets(fields, toml),
    patches: readPatches(fields, toml['patch']),
    replacements: readDependencyTable(fields, toml['replace'], ['replace'], DependencyKind.normal, undefined).map(
      (dependency) => ({ of: dependency.key, dependency }),
    ),
    diagnostics: fields.diagnostics,
  };
}

function readTargets(fields: Fields, toml: TomlTable): ExplicitTarget[] {
  const kinds = [TargetKind.bin, TargetKind.example, TargetKind.test, TargetKind.bench];
  const lib = readExplicitTargets(fields, toml['lib'] === undefined ? undefined : [toml['lib']], TargetKind.lib);
  return [...lib, ...kinds.flatMap((kind) => readExplicitTargets(fields, toml[kind], kind))];
}

/** Fields that `workspace = true` may stand for (cargo `InheritableField`). */
const INHERITABLE = [
  'version',
  'edition',
  'rust-version',
  'authors',
  'description',
  'license',
  'license-file',
  'repository',
  'homepage',
  'documentation',
  'keywords',
  'categories',
] as const;

function readPackage(fields: Fields, value: TomlValue, file: string): ManifestPackage {
  if (!isTable(value)) throw new CargoError('manifest-shape', `${file}: \`package\` is not a table`);
  const name = value['name'];
  if (typeof name !== 'string' || name === '') {
    throw new CargoError(
      'manifest-shape',
      `${file}: \`package.name\` is not a string`,
      fields.line(['package']) || undefined,
    );
  }
  const inherits: string[] = [];
  const own: Record<string, TomlValue> = Object.assign(Object.create(null), value);
  for (const key of [...INHERITABLE, 'rust_version', 'license_file']) {
    const entry = own[key];
    if (!isTable(entry)) continue;
    if (entry['workspace'] === true) inherits.push(key.replaceAll('_', '-'));
    else fields.report('manifest-type', ['package', key], 'is a table without `workspace = true`');
    own[key] = undefined;
  }
  return packageFields(fields, own, name, inherits);
}

/** Builds the fields from a table in which nothing is inherited any more. */
function packageFields(fields: Fields, table: TomlTable, name: string, inherits: readonly string[]): ManifestPackage {
  const path = ['package'];
  const text = (key: string) => fields.text(table, fields.spelled(table, key, path).key, path);
  const flag = (key: string) => fields.flag(table, key, path);
  const texts = (key: string) => fields.texts(table[key], [...path, key]) ?? [];
  return {
    name,
    version: text('version') ?? '0.0.0',
    edition: readEdition(fields, text('edition')),
    rustVersion: text('rust-version'),
    links: text('links'),
    build: readBuild(fields, table['build']),
    resolver: text('resolver'),
    workspaceRoot: text('workspace'),
    defaultRun: text('default-run'),
    autolib: flag('autolib'),
    autobins: flag('autobins'),
    autoexamples: flag('autoexamples'),
    autotests: flag('autotests'),
    autobenches: flag('autobenches'),
    authors: texts('authors'),
    description: text('description'),
    license: text('license'),
    licenseFile: text('license-file'),
    repository: text('repository'),
    homepage: text('homepage'),
    documentation: text('documentation'),
    keywords: texts('keywords'),
    categories: texts('categories'),
    inherits,
  };
}

function readEdition(fields: Fields, text: string | undefined): Edition {
  if (text === undefined) return '2015';
  const known = EDITIONS.find((e) => e === text);
  if (known === undefined) fields.report('manifest-edition', ['package', 'edition'], 'is not a known edition');
  return known ?? '2024';
}

function readBuild(fields: Fields, value: TomlValue): readonly string[] | false | undefined {
  if (value === undefined || value === false) return value;
  if (value === true) return ['build.rs'];
  if (typeof value === 'string') return [value];
  // Several build scripts are unstable (multiple-build-scripts), but run like one.
  if (Array.isArray(value)) return fields.texts(value, ['package', 'build']);
  fields.report('manifest-type', ['package', 'build'], 'is neither a path nor a boolean');
  return undefined;
}

function readWorkspace(fields: Fields, table: TomlTable): ManifestWorkspace {
  const path = ['workspace'];
  const defaults = fields.spelled(table, 'default-members', path);
  return {
    members: fields.texts(table['members'], [...path, 'members']) ?? [],
    exclude: fields.texts(table['exclude'], [...path, 'exclude']) ?? [],
    defaultMembers: fields.texts(defaults.value, [...path, defaults.key]),
    resolver: fields.text(table, 'resolver', path),
    package: fields.table(table['package'], [...path, 'package']) ?? Object.create(null),
    dependencies: readDependencyTable(
      fields,
      table['dependencies'],
      [...path, 'dependencies'],
      DependencyKind.normal,
      undefined,
    ),
  };
}

function readFeatures(fields: Fields, value: TomlValue): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, list] of Object.entries(fields.table(value, ['features']) ?? {})) {
    found.set(name, fields.texts(list, ['features', name]) ?? []);
  }
  return found;
}

function readPatches(fields: Fields, value: TomlValue): ManifestOverride[] {
  const found: ManifestOverride[] = [];
  for (const [of, table] of Object.entries(fields.table(value, ['patch']) ?? {})) {
    for (const dependency of readDependencyTable(fields, table, ['patch', of], DependencyKind.normal, undefined)) {
      found.push({ of, dependency });
    }
  }
  return found;
}
