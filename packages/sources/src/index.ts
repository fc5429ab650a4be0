/** Where the bytes of crates and projects come from: files, cargo's caches, registries, git. All IO of the analysis is here. */
export { cacheDirectory, LazaretCache, sha256Hex } from './cache/cache.ts';
export { CargoHome, findCargoHome } from './cargo-home/cargo-home.ts';
export { readCargoConfig } from './cargo-home/config-files.ts';
export { SourcesError, SourcesErrorCode } from './error.ts';
export { type Exposure, type ExposureQuery, type ExposureReport, findExposures } from './exposure/exposure.ts';
export { writeFileAtomically } from './files/atomic-write.ts';
export { readRegularFile, readRegularText } from './files/read.ts';
export { DEFAULT_TREE_LIMITS, listTree, readTree, type Tree, type TreeLimits, type TreeOptions } from './files/tree.ts';
export { fileAtRevision, type GitOptions, isRevision, runGit } from './git/git.ts';
export { type LocalRepository, openLocalRepository } from './git/local.ts';
export { type LockRevision, lockRevisions, readBlobs } from './git/lock-history.ts';
export { GitMirror, type MirrorOptions } from './git/mirror.ts';
export { type FindProgress, SourceFinder, type SourceFinderOptions } from './package/finder.ts';
export { packageIdentity, readManifestToml } from './package/identity.ts';
export {
  type MissingSource,
  type PackageRequest,
  type PackageSource,
  type SourceFiles,
  type SourceOrigin,
  type SourceProblem,
  type SourceProblemCode,
  type SourceResult,
  Verification,
} from './package/origin.ts';
export type { PackageOutline } from './package/outline.ts';
export {
  type FindOptions,
  findSources,
  isInputError,
  type OpenProjectOptions,
  openProject,
  outlineSources,
  type Project,
  type ProjectLock,
} from './project/project.ts';
export { Session, type SessionOptions } from './project/session.ts';
export type { ProjectManifest } from './project/workspace.ts';
export { type CrateSupply, crateSupply, type SuppliedCrate } from './registry/crate-supply.ts';
export { HttpClient, type HttpClientOptions, type HttpRequest, type HttpResponse } from './registry/http-client.ts';
export { type IndexFile, Registry, type RegistryConfig } from './registry/registry.ts';
export { findVersion, type ListedVersion, listVersions, listYanks } from './registry/versions.ts';
