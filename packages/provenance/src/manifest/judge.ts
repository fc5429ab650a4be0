/**
 * Both manifests of a crate: `Cargo.toml.orig` against the repository's, and `Cargo.toml`, which cargo obeys, against what
 * cargo would have made of the original. The second is the one that nobody reads and few tools check.
 */
import type { TomlTable } from '@lazaret/cargo';
import { ORIGINAL_MANIFEST, type PublishedCrate } from '../archive/crate.ts';
import { explainText } from '../files/text.ts';
import { type Difference, DifferenceClass, Severity } from '../report.ts';
import { compareTables, type KeyDifference } from './compare.ts';
import {
  type DependencyTable,
  dependencyTables,
  inheritToml,
  packageTable,
  setDependencies,
  type WorkspaceManifest,
} from './inherit.ts';
import { canonicalManifest } from './publish.ts';
import { newTable, tableOf, tryToml } from './table.ts';
import { shortText, weighKey, weighOriginalKey } from './weigh.ts';

/** The package's manifest in the repository, and what it takes to publish it. */
export interface RepositoryManifest {
  readonly bytes: Uint8Array;
  readonly toml: TomlTable;
  /** The workspace it belongs to: itself, if it is the root. */
  readonly workspace: WorkspaceManifest | undefined;
  /** Resolver of that workspace. */
  readonly resolver: string | undefined;
  /** Files of the package's folder. */
  readonly files: ReadonlySet<string>;
}

export interface ManifestOptions {
  /** Addresses of registries by name, as the publisher's configuration has them. */
  readonly registries?: ReadonlyMap<string, string> | undefined;
}

/** Differences that are listed of one manifest. */
const MAX_LISTED = 200;

/** `Cargo.toml.orig` against the repository's `Cargo.toml`. */
export function judgeOriginal(crate: PublishedCrate, repository: RepositoryManifest): Difference[] {
  const bytes = crate.files.get(ORIGINAL_MANIFEST);
  if (bytes === undefined || Buffer.compare(bytes, repository.bytes) === 0) return [];
  const base = { class: DifferenceClass.ManifestOriginal, path: ORIGINAL_MANIFEST };
  const explained = explainText(bytes, repository.bytes);
  if (explained !== undefined) return [{ ...explained, severity: Severity.Innocuous, path: ORIGINAL_MANIFEST }];
  const toml = tryToml(bytes, ORIGINAL_MANIFEST);
  if (toml === undefined) {
    return [
      {
        ...base,
        severity: Severity.Suspicious,
        message: 'the original manifest is not TOML',
        proof: 'cargo packages only manifests it can read',
      },
    ];
  }
  const differences = compareTables(repository.toml, toml);
  if (differences.length === 0) {
    return [
      {
        ...base,
        severity: Severity.Innocuous,
        message: 'the manifest is written in another way',
        proof: 'equal as TOML: comments, order and spaces differ',
      },
    ];
  }
  return differences.slice(0, MAX_LISTED).map((difference) => {
    const bump = ownVersionBump(difference, repository.toml);
    if (bump !== undefined) return bump;
    const { severity, proof } = weighOriginalKey(difference);
    return { ...base, severity, key: difference.key, message: keyMessage(difference, 'the repository'), proof };
  });
}

/** The package's own version, or the version of a dependency that lies beside it in the repository. */
function ownVersionBump(difference: KeyDifference, theirs: TomlTable): Difference | undefined {
  const { key, expected, actual } = difference;
  if (key.at(-1) !== 'version' || typeof expected !== 'string' || typeof actual !== 'string') return undefined;
  let place: TomlTable | undefined = theirs;
  for (const part of key.slice(0, -1)) place = tableOf(place?.[part]);
  const own = key.length === 2 && (key[0] === 'package' || key[0] === 'project');
  if (!own && typeof place?.['path'] !== 'string') return undefined;
  return {
    class: DifferenceClass.VersionBump,
    severity: Severity.Innocuous,
    path: ORIGINAL_MANIFEST,
    key,
    message: keyMessage(difference, 'the repository'),
    proof: own
      ? 'the version was set after the commit'
      : 'the dependency is a package of the same repository; its version was set after the commit',
  };
}

/**
 * `Cargo.toml` against what publishing makes of the original. Without a repository the original in the crate is all there
 * is, and what it inherits cannot be checked.
 */
export function judgeEffective(
  crate: PublishedCrate,
  repository: RepositoryManifest | undefined,
  options: ManifestOptions = {},
): Difference[] {
  const source = crate.original ?? repository?.toml;
  if (source === undefined) return [];
  const { toml, unresolved } = inheritToml(source, repository?.workspace);
  const files = new Set(crate.files.keys());
  const { registries } = options;
  const expected = canonicalManifest(withUnresolved(toml, unresolved, crate.manifest), {
    files,
    sourceFiles: repository?.files ?? files,
    resolver: repository?.resolver,
    registries,
    strip: true,
  });
  const actual = canonicalManifest(crate.manifest, { files, sourceFiles: files, registries, strip: false });
  const where = crate.original === undefined ? 'the repository' : 'the original manifest';
  return [
    ...unresolved.slice(0, MAX_LISTED).map(unresolvedDifference),
    ...compareTables(expected, actual)
      .slice(0, MAX_LISTED)
      .map((difference) => effectiveDifference(difference, where)),
  ];
}

function unresolvedDifference(key: readonly string[]): Difference {
  return {
    class: DifferenceClass.ManifestUnresolved,
    severity: Severity.Unproven,
    path: 'Cargo.toml',
    key,
    message: `${key.join('.')} is inherited from a workspace that was not found, or that does not define it`,
    proof: 'without the workspace any value could be right',
  };
}

/** What is inherited from nowhere known is taken as the crate has it: it is reported by itself, and must not tell on others. */
function withUnresolved(toml: TomlTable, unresolved: readonly (readonly string[])[], actual: TomlTable): TomlTable {
  const result = newTable(toml);
  for (const [place = '', name = ''] of unresolved) {
    if (place === 'lints') result['lints'] = actual['lints'];
    else if (place === 'package') {
      result['package'] = newTable({ ...tableOf(result['package']), [name]: packageTable(actual)?.[name] });
    } else {
      const match = /^(?:target\.(.*)\.)?((?:dev-|build-)?dependencies)$/.exec(place);
      if (match === null) continue;
      const kind = match[2] as DependencyTable['kind'];
      const find = (tables: readonly DependencyTable[]) =>
        tables.find((table) => table.kind === kind && table.platform === match[1])?.table;
      const known = find(dependencyTables(actual))?.[name];
      setDependencies(result, kind, match[1], newTable({ ...find(dependencyTables(result)), [name]: known }));
    }
  }
  return result;
}

function effectiveDifference(difference: KeyDifference, where: string): Difference {
  const { key } = difference;
  const { severity, proof } = weighKey(difference);
  const message = keyMessage(difference, where);
  return { class: DifferenceClass.ManifestEffective, severity, path: 'Cargo.toml', key, message, proof };
}

function keyMessage({ key, expected, actual }: KeyDifference, where: string): string {
  const name = key.join('.');
  if (expected === undefined) return `${name} is ${shortText(actual)}, and ${where} has no such key`;
  if (actual === undefined) return `${name} is absent, and ${where} has ${shortText(expected)}`;
  return `${name} is ${shortText(actual)}, and ${where} has ${shortText(expected)}`;
}
