/** `@lazaret/provenance`: does a crate come from the repository it names? every difference with a class and its proof. */
export { openCrate, type PublishedCrate } from './archive/crate.ts';
export { parseVcsInfo, type VcsInfo } from './archive/vcs-info.ts';
export { ProvenanceError, ProvenanceErrorCode } from './error.ts';
export { examine } from './examine.ts';
export {
  GitRepository,
  type GitRepositoryOptions,
  type GitRunner,
  type GitRunOptions,
  type GitServer,
} from './git/git-repository.ts';
export type { ExamineInput, NoRepository } from './input.ts';
export type { TrustedPublishing } from './locate/candidates.ts';
export type { IndexChecksum } from './lock/compare.ts';
export {
  type ComparedCommit,
  type Difference,
  DifferenceClass,
  type EntryCounts,
  type Fingerprint,
  type ProvenanceReport,
  Severity,
  UnverifiableReason,
  Verdict,
  type Witness,
} from './report.ts';
export {
  parseRecord,
  RecordedRepository,
  RecordingRepository,
  type RepositoryRecord,
} from './repository/record.ts';
export type { ObjectKind, Ref, Repository } from './repository/repository.ts';
export { inferTags, tagNames } from './repository/tags.ts';
export {
  cloneUrl,
  type RefusedAddress,
  type RepositoryAddress,
  repositoryAddress,
  sameRepository,
} from './repository/url.ts';
