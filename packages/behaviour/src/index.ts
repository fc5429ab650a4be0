/** What a crate does and how that changed: capabilities with call paths, checks with evidence, verdicts. */
export type { Action } from './actions/action.ts';
export {
  type AnalyseInput,
  analysePackage,
  exploreFunctions,
  functionCapabilities,
  type PlannedPackage,
  planPackage,
  publicInterface,
} from './analyse.ts';
export {
  type Capabilities,
  type CapabilityUse,
  capabilitiesOf,
  type SinkUse,
} from './capabilities/capabilities.ts';
export { type CapslockReport, capslock } from './capabilities/capslock.ts';
export { SinkMap, type SinkRules, STORED_RULES } from './capabilities/sink-map.ts';
export { CAPABILITIES, type Capability, isCapability, MEANING } from './capabilities/vocabulary.ts';
export type { Check } from './check.ts';
export { DIFF_CHECKS } from './checks/diff/index.ts';
export { ALL_CHECKS } from './checks/index.ts';
export { closureOf, withClosure } from './closure.ts';
export type { CodeCompleteness, CodeFacts, CodeUnit, UnitName } from './code.ts';
export type {
  ClosurePackage,
  Corpus,
  CratePackage,
  DependencyScan,
  Refusal,
  RegistryView,
  ScanContext,
} from './context.ts';
export type { ActionChange, ActionChanges } from './diff/action-changes.ts';
export type { BuildScript, BuildScriptChange } from './diff/build-script-changes.ts';
export type { CapabilityChange, UnitChange } from './diff/capability-changes.ts';
export type { ChosenVersion, DependencyChange, DependencyTerms } from './diff/dependencies.ts';
export type { Listed } from './diff/listed.ts';
export type { FeatureChange, FieldChange } from './diff/manifest-fields.ts';
export type { FileChange, FileChanges, FileKind } from './diff/package-files.ts';
export type { NewReach, PublicChanges, PublicItem } from './diff/public-items.ts';
export type { Cell, Part, Row, SideBySide } from './diff/side-by-side.ts';
export type { ItemChange, SourceChanges } from './diff/source-changes.ts';
export { stepOf, type VersionStep } from './diff/step.ts';
export type { ForeignChange, UnsafeChanges, UnsafeCount } from './diff/unsafe-changes.ts';
export { type DiffSide, type VersionDiff, versionDiff } from './diff/version-diff.ts';
export type {
  CallStep,
  CheckGroup,
  DecodedText,
  Evidence,
  EvidenceKind,
  Finding,
  Severity,
} from './finding.ts';
export type { Metadata } from './metadata.ts';
export { MetadataError, parseMetadata } from './metadata-file.ts';
export { type ExceptedFinding, type RefusedArchive, refusedScan, type ScanResult, scan } from './scan.ts';
export { type FoldedText, shownText } from './values/folded.ts';
export { DEFAULT_POLICY, type Policy, PolicyError, type PolicyException, parsePolicy } from './verdict/policy.ts';
export { LEVELS, type Level, type ScorePart, type Verdict, verdictOf } from './verdict/verdict.ts';
