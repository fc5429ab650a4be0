/**
 * One line of a registry index: one published version (cargo's sources/registry/index). Unknown fields are kept so
 * that a line can be judged and passed on without losing what a newer cargo put there.
 */
import { type Platform, parsePlatform } from '../cfg/expression.ts';
import { CargoError } from '../error.ts';
import { DependencyKind, type DependencySource, type ManifestDependency } from '../manifest/dependencies.ts';
import { tryParseVersionReq } from '../semver/requirement.ts';
import { parseVersion, type Version } from '../semver/version.ts';

/** A dependency of an index line. `name` is the key in the manifest, `package` the real name if it differs. */
export interface IndexDependency {
  readonly name: string;
  readonly package: string | undefined;
  readonly req: string;
  readonly features: readonly string[];
  readonly optional: boolean;
  readonly defaultFeatures: boolean;
  readonly target: string | undefined;
  readonly kind: DependencyKind;
  /** Index URL of another registry; absent for the same one. */
  readonly registry: string | undefined;
}

/** A parsed index line. */
export interface IndexLine {
  readonly name: string;
  readonly version: string;
  readonly semver: Version;
  readonly dependencies: readonly IndexDependency[];
  /** `features` and `features2` merged. */
  readonly features: ReadonlyMap<string, readonly string[]>;
  readonly checksum: string;
  readonly yanked: boolean;
  readonly links: string | undefined;
  readonly rustVersion: string | undefined;
  /** When it was published, as text (RFC 3339), where the registry says so. */
  readonly pubtime: string | undefined;
  /** Schema version; 1 where absent. Cargo skips lines above 2. */
  readonly schema: number;
  /** Fields that are not known here. */
  readonly unknown: ReadonlyMap<string, unknown>;
}

/** Longest line that is read; the longest on crates.io are some 100 KB. */
const MAX_INDEX_LINE = 16 * 1024 * 1024;

const KNOWN = new Set([
  'name',
  'vers',
  'deps',
  'features',
  'features2',
  'cksum',
  'yanked',
  'links',
  'rust_version',
  'pubtime',
  'v',
]);

type Json = { readonly [key: string]: unknown };

function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(message: string): CargoError {
  return new CargoError('index-line-shape', `index line: ${message}`);
}

/** Parses one line; throws `CargoError` (`index-line-syntax`, `index-line-shape`, `version-syntax`). */
export function parseIndexLine(line: string): IndexLine {
  if (line.length > MAX_INDEX_LINE) throw new CargoError('too-large', 'index line is too long');
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new CargoError('index-line-syntax', 'index line is not JSON');
  }
  if (!isJsonObject(json)) throw bad('not an object');
  const name = json['name'];
  const version = json['vers'];
  const checksum = json['cksum'];
  if (typeof name !== 'string' || name === '') throw bad('no `name`');
  if (typeof version !== 'string') throw bad('no `vers`');
  if (typeof checksum !== 'string') throw bad('no `cksum`');
  return {
    name,
    version,
    semver: parseVersion(version),
    dependencies: readDependencies(json['deps']),
    features: readFeatures(json['features'], json['features2']),
    checksum,
    yanked: readFlag(json['yanked'], 'yanked', false),
    links: readText(json['links'], 'links'),
    rustVersion: readText(json['rust_version'], 'rust_version'),
    pubtime: readText(json['pubtime'], 'pubtime'),
    schema: readSchema(json['v']),
    unknown: new Map(Object.entries(json).filter(([key]) => !KNOWN.has(key))),
  };
}

function readText(value: unknown, key: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw bad(`\`${key}\` is not a string`);
  return value;
}

function readFlag(value: unknown, key: string, absent: boolean): boolean {
  if (value === undefined || value === null) return absent;
  if (typeof value !== 'boolean') throw bad(`\`${key}\` is not a boolean`);
  return value;
}

function readTexts(value: unknown, key: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((v) => typeof v === 'string')) {
    throw bad(`\`${key}\` is not a list of strings`);
  }
  return value;
}

function readSchema(value: unknown): number {
  if (value === undefined || value === null) return 1;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw bad('`v` is not a number');
  return value;
}

function readFeatures(first: unknown, second: unknown): ReadonlyMap<string, readonly string[]> {
  const merged = new Map<string, string[]>();
  for (const part of [first, second]) {
    if (part === undefined || part === null) continue;
    if (!isJsonObject(part)) throw bad('`features` is not an object');
    for (const [name, list] of Object.entries(part)) {
      const before = merged.get(name);
      if (before === undefined) merged.set(name, [...readTexts(list, 'features')]);
      else for (const value of readTexts(list, 'features')) before.push(value);
    }
  }
  return merged;
}

function readDependencies(value: unknown): readonly IndexDependency[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw bad('`deps` is not a list');
  return value.map((item: unknown) => {
    if (!isJsonObject(item)) throw bad('a dependency is not an object');
    const name = readText(item['name'], 'deps.name');
    if (name === undefined || name === '') throw bad('a dependency has no `name`');
    const kind = readText(item['kind'], 'deps.kind');
    return {
      name,
      package: readText(item['package'], 'deps.package'),
      req: readText(item['req'], 'deps.req') ?? '*',
      features: readTexts(item['features'], 'deps.features'),
      optional: readFlag(item['optional'], 'deps.optional', false),
      defaultFeatures: readFlag(item['default_features'], 'deps.default_features', true),
      target: readText(item['target'], 'deps.target'),
      // Cargo takes any kind it does not know for a normal dependency.
      kind: kind === 'dev' || kind === 'build' ? kind : DependencyKind.normal,
      registry: readText(item['registry'], 'deps.registry'),
    };
  });
}

/** A dependency of an index line in the shape of a manifest's, for code that works on either. */
export function manifestDependency(dependency: IndexDependency): ManifestDependency {
  const source: DependencySource = { kind: 'registry', registry: undefined, index: dependency.registry };
  return {
    key: dependency.name,
    package: dependency.package ?? dependency.name,
    kind: dependency.kind,
    platform: dependency.target === undefined ? undefined : platformOf(dependency.target),
    requirement: dependency.req,
    req: tryParseVersionReq(dependency.req),
    optional: dependency.optional,
    defaultFeatures: dependency.defaultFeatures,
    features: dependency.features,
    source,
    inherited: false,
    artifact: [],
    line: 0,
  };
}

/** An unreadable platform counts as always on, as in manifests. */
function platformOf(text: string): Platform | undefined {
  try {
    return parsePlatform(text);
  } catch {
    return undefined;
  }
}
