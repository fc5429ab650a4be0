/** One project, its sources and an advisory database to findings with verdicts. */
export { audit, findingKey } from './audit.ts';
export { DependencyPaths } from './dependency-path.ts';
export type { AuditInput, AuditPackage, GateOptions, InferredFix } from './input.ts';
export { type Judged, judgePlan } from './judgements.ts';
export { uncheckedPackages, verdictKey } from './memory.ts';
export { type AuditPlan, buildOf, planAudit } from './plan.ts';
export { programInput } from './program-input.ts';
export { Reach, type Time } from './reach.ts';
export {
  type AffectedFunction,
  type Completeness,
  type Component,
  type Finding,
  type FindingKind,
  type Frame,
  type Notice,
  REPORT_SCHEMA,
  type Reason,
  type Report,
  type ReviewCoverage,
  type UpdatedPackage,
  type Severity,
  type Verdict,
} from './report.ts';
