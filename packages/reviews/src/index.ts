/**
 * `@lazaret/reviews`: what others have found when they read a crate. cargo-vet's audits and cargo-crev's proofs are read,
 * verified and merged into one table per version; a project's coverage follows from them. Functions of texts: files are read
 * by whoever calls.
 */
export { type Coverage, type CoverageState, coverageOf, type MissingReview, type PackageCoverage } from './coverage.ts';
export { type PackageContent, packageDigest } from './crev/digest.ts';
export { type ProofEnvelope, readEnvelopes } from './crev/envelope.ts';
export { type CrevProof, type CrevReview, type CrevTrust, type Effort, type Rating, readProofs } from './crev/proof.ts';
export { verifySignature } from './crev/signature.ts';
export { DEFAULT_TRUST, type TrustedId, type TrustParams, type WebOfTrust, webOfTrust } from './crev/trust.ts';
export { type Grant, grantUbRisk0, UB_RISK_0, type UnsafeFacts } from './grants.ts';
export { type Conflict, type CrevView, type ReviewQuestion, type ReviewTable, reviewTable } from './merge.ts';
export {
  type Review,
  type ReviewIssue,
  type ReviewKind,
  type ReviewScope,
  type Stance,
  TRUST_LEVELS,
  type TrustLevel,
} from './review.ts';
export {
  type AuditEntry,
  type AuditScope,
  type AuditsFile,
  type CriteriaEntry,
  type PublisherEntry,
  type PublisherId,
  readAudits,
} from './vet/audits.ts';
export { CriteriaMapper, SAFE_TO_DEPLOY, SAFE_TO_RUN } from './vet/criteria.ts';
export { type AuditEdge, AuditGraph, type EdgeKind, type SearchResult, type ViolationConflict } from './vet/graph.ts';
export { type ProjectPackage, requirementsOf } from './vet/requirements.ts';
export {
  type ForeignAudits,
  readVetStore,
  type VetExemption,
  type VetImport,
  type VetPolicy,
  type VetPublisher,
  type VetSource,
  type VetStore,
  type VetStoreFiles,
  type VetUnpublished,
} from './vet/store.ts';
export { parseVetVersion, type VetVersion } from './vet/version.ts';
export { writeAudits } from './vet/write.ts';
