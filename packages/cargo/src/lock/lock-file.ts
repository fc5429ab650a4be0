/**
 * Cargo.lock, formats 1 to 4 (cargo's resolver/encode.rs). What cargo refuses is a `CargoError`; edges that cargo
 * silently drops (ambiguous or dangling) are diagnostics, because a dropped edge hides a dependency.
 */
import type { Diagnostic } from '@lazaret/base';
import { CargoError } from '../error.ts';
import { parseVersion, type Version } from '../semver/version.ts';
import { isTable, parseToml, type TomlTable, type TomlValue } from '../toml.ts';
import { PackageLookup, parsePackageSpec } from './edges.ts';
import { packageLines } from './lines.ts';
import { type LockSource, parseSource } from './source.ts';

/** One `[[package]]` (or `[root]`) of a lock file. */
export interface LockPackage {
  readonly name: string;
  /** As written. */
  readonly version: string;
  readonly semver: Version;
  /** Absent for path packages, workspace members among them. */
  readonly source: LockSource | undefined;
  /** Lowercase sha256 of the archive; absent for path and git packages and where the file says `<none>`. */
  readonly checksum: string | undefined;
  /** Indexes into `packages`, ascending, each once. */
  readonly dependencies: readonly number[];
  /** The package that `[replace]` puts in this one's place. */
  readonly replacedBy: number | undefined;
  /** Line of its `[[package]]`, from 1; 0 where the header is written in a way that has no line of its own. */
  readonly line: number;
}

/** A `[[patch.unused]]` entry: locked, but in no build. */
export interface UnusedPatch {
  readonly name: string;
  readonly version: string;
  readonly source: LockSource | undefined;
}

/** A decoded Cargo.lock. */
export interface LockFile {
  readonly version: 1 | 2 | 3 | 4;
  readonly packages: readonly LockPackage[];
  /** Index of the package of a `[root]` table (oldest format). */
  readonly root: number | undefined;
  readonly unusedPatches: readonly UnusedPatch[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Newest lock file format that stable cargo writes. */
const NEWEST_VERSION = 4;

/** Far above any known project (the largest have under 10,000); bounds work on hostile files. */
const MAX_PACKAGES = 200_000;

/** Bounds the edges of one file in the same way. */
const MAX_EDGES = 4_000_000;

const FILE = 'Cargo.lock';

interface RawPackage {
  name: string;
  version: string;
  semver: Version;
  source: LockSource | undefined;
  checksum: string | undefined;
  dependencies: readonly string[];
  replace: string | undefined;
  line: number;
}

/** Decodes the text of a Cargo.lock. */
export function parseLockFile(text: string): LockFile {
  const toml = parseToml(text, FILE);
  const stated = statedVersion(toml);
  const diagnostics: Diagnostic[] = [];
  const raw: RawPackage[] = [];
  const root = toml['root'] === undefined ? undefined : 0;
  const lines = packageLines(text);
  if (root !== undefined) raw.push(rawPackage(toml['root'], lines.root, '[root]'));
  const tables = arrayOf(toml['package'], 'package');
  if (tables.length > MAX_PACKAGES) throw new CargoError('too-large', `${FILE} has more than ${MAX_PACKAGES} packages`);
  // Packages written as an inline array have no header lines; then no line is better than a wrong one.
  const counted = lines.packages.length === tables.length;
  for (const [i, table] of tables.entries()) {
    raw.push(rawPackage(table, counted ? lines.packages[i]! : 0, `package ${i + 1}`));
  }
  refuseDuplicates(raw);
  const lookup = new PackageLookup(raw);
  const metadataUsed = readMetadataChecksums(toml['metadata'], raw, lookup, diagnostics);
  const packages = raw.map((_, i) => resolvePackage(raw, i, lookup, diagnostics));
  if (packages.reduce((n, p) => n + p.dependencies.length, 0) > MAX_EDGES) {
    throw new CargoError('too-large', `${FILE} has more than ${MAX_EDGES} edges`);
  }
  const version = stated ?? (isVersion1(raw, root, metadataUsed, lookup) ? 1 : 2);
  return { version, packages, root, unusedPatches: unusedPatches(toml['patch']), diagnostics };
}

function statedVersion(toml: TomlTable): 3 | 4 | undefined {
  const version = toml['version'];
  if (version === undefined) return undefined;
  if (version === 3 || version === 4) return version;
  if (typeof version !== 'number' && typeof version !== 'bigint') {
    throw new CargoError('lock-version', `${FILE}: \`version\` is not a number`);
  }
  const newer = version > NEWEST_VERSION;
  const why = newer
    ? `newer than the newest known format (${NEWEST_VERSION})`
    : 'not a format that has ever been written';
  throw new CargoError('lock-version', `${FILE} has format version ${version}, which is ${why}`);
}

function shape(where: string, message: string, line?: number): CargoError {
  return new CargoError('lock-shape', `${FILE}: ${where}: ${message}`, line);
}

function arrayOf(value: TomlValue, key: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw shape(`\`${key}\``, 'not an array of tables');
  return value;
}

function textOf(table: TomlTable, key: string, where: string, line: number): string | undefined {
  const value = table[key];
  if (value === undefined || typeof value === 'string') return value;
  throw shape(where, `\`${key}\` is not a string`, line);
}

function rawPackage(table: unknown, line: number, where: string): RawPackage {
  if (!isTable(table)) throw shape(where, 'not a table', line);
  const name = textOf(table, 'name', where, line);
  const version = textOf(table, 'version', where, line);
  if (name === undefined || name === '') throw shape(where, 'no `name`', line);
  if (version === undefined) throw shape(where, `\`${name}\` has no \`version\``, line);
  const dependencies = table['dependencies'] ?? [];
  if (!isStrings(dependencies)) throw shape(where, `\`dependencies\` of \`${name}\` is not a list of strings`, line);
  const source = textOf(table, 'source', where, line);
  return {
    name,
    version,
    semver: lockedVersion(version, name, line),
    source: source === undefined ? undefined : parseSource(source),
    checksum: checksumOf(textOf(table, 'checksum', where, line)),
    dependencies,
    replace: textOf(table, 'replace', where, line),
    line,
  };
}

function lockedVersion(version: string, name: string, line: number): Version {
  try {
    return parseVersion(version);
  } catch (error) {
    const reason = error instanceof CargoError ? error.message : 'not a version';
    throw shape(`\`${name}\``, `invalid version: ${reason}`, line);
  }
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function checksumOf(text: string | undefined): string | undefined {
  return text === undefined || text === '<none>' ? undefined : text.toLowerCase();
}

function refuseDuplicates(raw: readonly RawPackage[]): void {
  const seen = new Set<string>();
  for (const { name, version, source, line } of raw) {
    const id = `${name} ${version} (${source?.text ?? ''})`;
    if (seen.has(id)) {
      throw new CargoError('lock-duplicate-package', `${FILE}: package \`${name} ${version}\` is listed twice`, line);
    }
    seen.add(id);
  }
}

/** Format 1 lists checksums as `[metadata] "checksum NAME VERSION (SOURCE)" = "…"`; true if there is any. */
function readMetadataChecksums(
  metadata: TomlValue,
  raw: RawPackage[],
  lookup: PackageLookup,
  diagnostics: Diagnostic[],
): boolean {
  if (metadata === undefined) return false;
  if (!isTable(metadata)) throw shape('`metadata`', 'not a table');
  let used = false;
  for (const [key, value] of Object.entries(metadata)) {
    if (!key.startsWith('checksum ')) continue;
    used = true;
    const spec = parsePackageSpec(key.slice('checksum '.length));
    const found = spec === undefined ? undefined : lookup.find(spec);
    if (typeof value !== 'string' || found === undefined || typeof found === 'string') {
      diagnostics.push({ code: 'lock-checksum-unused', message: `no package for metadata \`${key}\``, file: FILE });
      continue;
    }
    raw[found]!.checksum ??= checksumOf(value);
  }
  return used;
}

function resolvePackage(
  raw: readonly RawPackage[],
  index: number,
  lookup: PackageLookup,
  diagnostics: Diagnostic[],
): LockPackage {
  const { name, version, semver, source, checksum, dependencies, replace, line } = raw[index]!;
  const report = (edge: string, problem: string) =>
    diagnostics.push({
      code: problem === 'ambiguous' ? 'lock-edge-ambiguous' : 'lock-edge-dangling',
      message: `${name} ${version} depends on \`${edge}\`, which is ${problem === 'ambiguous' ? 'ambiguous' : 'not locked'}`,
      file: FILE,
      ...(line > 0 ? { line } : {}),
    });
  const resolve = (edge: string): number | undefined => {
    const spec = parsePackageSpec(edge);
    const found = spec === undefined ? 'dangling' : lookup.find(spec);
    if (typeof found === 'number') return found;
    report(edge, found);
    return undefined;
  };
  const found = new Set<number>();
  for (const edge of dependencies) {
    const to = resolve(edge);
    if (to !== undefined) found.add(to);
  }
  return {
    name,
    version,
    semver,
    source,
    checksum,
    dependencies: [...found].sort((a, b) => a - b),
    replacedBy: replace === undefined ? undefined : resolve(replace),
    line,
  };
}

/**
 * Without a version field the format is 1 if checksums are in `[metadata]` and every edge is spelled out, else 2;
 * a file that shows neither is taken for 2 as cargo rewrites it.
 */
function isVersion1(
  raw: readonly RawPackage[],
  root: number | undefined,
  metadataUsed: boolean,
  lookup: PackageLookup,
): boolean {
  if (root !== undefined || metadataUsed) return true;
  return raw.some((p) => p.dependencies.some((edge) => edge.endsWith(')') && !lookup.needsSource(edge)));
}

function unusedPatches(patch: TomlValue): UnusedPatch[] {
  if (patch === undefined) return [];
  if (!isTable(patch)) throw shape('`patch`', 'not a table');
  return arrayOf(patch['unused'], 'patch.unused').map((table, i) => {
    const { name, version, source } = rawPackage(table, 0, `patch.unused ${i + 1}`);
    return { name, version, source };
  });
}
