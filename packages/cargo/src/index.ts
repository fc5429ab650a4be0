/** Cargo's world as data: nothing here reads a file, opens a connection or runs a program. */
export {
  ArchiveError,
  ArchiveErrorCode,
  type ArchiveFinding,
  ArchiveFindingCode,
} from './archive/error.ts';
export {
  type ArchiveLimits,
  type CrateArchive,
  DEFAULT_ARCHIVE_LIMITS,
  type ReadCrateOptions,
  readCrate,
} from './archive/read.ts';
export type { ArchiveShape, EntryShape, GzipShape } from './archive/shape.ts';
export { type CfgSet, cfgEntry, evalCfg, evalCfgTri, platformMatches } from './cfg/evaluate.ts';
export { type CfgExpr, type Platform, parseCfgExpr, parsePlatform } from './cfg/expression.ts';
export { knownTargets, requireTargetCfgs, targetCfgs } from './cfg/targets.ts';
export type { CargoConfig, ConfigPatch, ResolverConfig } from './config/config.ts';
export { type ConfigInput, loadConfig } from './config/load.ts';
export type { CargoEnvironment, ConfigPath } from './config/place.ts';
export type { ConfigProgram, Rustflags } from './config/programs.ts';
export {
  type ConfigSource,
  placeOf,
  type ReplacedSource,
  type ReplacementErrorCode,
  replaceSource,
  type SourcePlace,
} from './config/source.ts';
export {
  CRATES_IO_NAME,
  CRATES_IO_SOURCE,
  CRATES_IO_SPARSE_INDEX,
  CRATES_IO_WEB,
  isCratesIo,
} from './crates-io.ts';
export { CargoError, type CargoErrorCode } from './error.ts';
export { type IndexDependency, type IndexLine, manifestDependency, parseIndexLine } from './index-line/index-line.ts';
export { type LockFile, type LockPackage, parseLockFile, type UnusedPatch } from './lock/lock-file.ts';
export { type GitReference, type LockSource, parseSource, SourceKind } from './lock/source.ts';
export { DependencyKind, type DependencySource, type ManifestDependency } from './manifest/dependencies.ts';
export {
  buildFeatureMap,
  type FeatureMap,
  type FeatureValue,
  featureValueText,
  parseFeatureValue,
} from './manifest/features.ts';
export { inheritManifest } from './manifest/inherit.ts';
export {
  EDITIONS,
  type Edition,
  type Manifest,
  type ManifestOverride,
  type ManifestPackage,
  type ManifestWorkspace,
  type ParseManifestOptions,
  parseManifest,
} from './manifest/manifest.ts';
export { type ExplicitTarget, TargetKind } from './manifest/target-tables.ts';
export {
  cleanPath,
  defaultLibName,
  discoverTargets,
  type PackageFiles,
  type PackageTargets,
  type Target,
} from './manifest/targets.ts';
export { matchParts } from './manifest/wildcard.ts';
export { defaultMembers, type ResolverVersion, resolverVersion, workspaceMembers } from './manifest/workspace.ts';
export {
  canonicalCrateName,
  externCrateName,
  indexPath,
  isCratesIoName,
  packageUrl,
} from './package-id/crate-name.ts';
export {
  type Build,
  type BuildInput,
  type BuildOptions,
  BuildReason,
  findLockedPackage,
  type PackageStatus,
  resolveBuild,
} from './resolve/build.ts';
export { UnitKind } from './resolve/features.ts';
export { type PackageFacts, packageFacts, packageFactsFromIndex } from './resolve/package-facts.ts';
export {
  type MissingVersion,
  type SelectedVersions,
  type SelectOptions,
  selectVersions,
} from './resolve/select-versions.ts';
export type { Unit, UnitDependency } from './resolve/units.ts';
export {
  type Comparator,
  matchesReq,
  parseVersionReq,
  ReqOp,
  tryParseVersionReq,
  type VersionReq,
  versionReqText,
} from './semver/requirement.ts';
export {
  comparePrecedence,
  compareVersions,
  parseVersion,
  sameVersionForCargo,
  tryParseVersion,
  type Version,
  versionText,
} from './semver/version.ts';
export { isTable, parseToml, type TomlTable, type TomlValue } from './toml.ts';
