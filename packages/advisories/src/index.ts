/** Security advisories on crates: reading, matching, affected functions, VEX, ignores. */
export {
  type Advisory,
  type AdvisoryFacts,
  type AffectedFunction,
  advisoryUrl,
  Collection,
  canonicalName,
  type RangeText,
} from './advisory.ts';
export {
  type AdvisoryDatabase,
  createDatabase,
  type DatabaseFiles,
  type DatabaseInfo,
  databaseAge,
  headCommit,
  isAdvisoryPath,
  isStale,
  type ReadDatabase,
  readDatabase,
} from './database.ts';
export { parseSpanDays } from './date.ts';
export { AdvisoryError, AdvisoryErrorCode } from './error.ts';
export { type ExpandedFn, InferredBy } from './fix/expand.ts';
export { type Inference, InferenceTier, type InferredFunction, inferFunctions } from './fix/infer.ts';
export { chooseFixPair, type FixPair, fixPairs, NoPair, type PublishedVersion } from './fix/pair.ts';
export { type RankedFn, TextMatch } from './fix/rank.ts';
export { type FnChange, FnState, type FunctionDiff } from './fix/token-diff.ts';
export {
  type FunctionQuery,
  type FunctionResolution,
  type FunctionResolver,
  functionQuery,
  type PathSegment,
  ResolutionKind,
} from './functions.ts';
export {
  findIgnore,
  type Ignore,
  type IgnoreDecision,
  type IgnoreUse,
  readAuditToml,
  readDenyToml,
  readOsvScannerToml,
  reviewIgnores,
  YANKED_ID,
} from './ignores.ts';
export {
  type AdvisoryMatch,
  appliesToTargets,
  FindingKind,
  functionsForVersion,
  isAffected,
  kindOf,
  type LockedPackage,
  type MatchResult,
  matchAdvisories,
  type TargetFacts,
  Tier,
  tierOf,
} from './match.ts';
export { parseAdvisory } from './read/markdown.ts';
export { parseOsv } from './read/osv.ts';
export {
  compareSeverity,
  meetsSeverity,
  Severity,
  type SeverityScore,
  scoreVector,
  severityOf,
  severityOfScore,
} from './severity.ts';
export { decodeSnapshot, encodeSnapshot, SNAPSHOT_NOTICE, SNAPSHOT_URL } from './snapshot.ts';
export {
  type CycloneDxAnalysis,
  cycloneDxAnalysis,
  type OpenVexDocument,
  type OpenVexStatement,
  openVexDocument,
  VEX_MAPPING,
  type VexContext,
  type VexFinding,
  type VexMapping,
  VexVerdict,
} from './vex.ts';
export { findYanked, type IndexedVersion, type YankedFinding, type YankedResult } from './yanked.ts';
