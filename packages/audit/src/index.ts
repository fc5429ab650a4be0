/** One project, its sources and an advisory database to findings with verdicts. */
export { audit, buildOf, findingKey } from './audit.ts';
export type { AuditInput, AuditPackage, GateOptions, InferredFix } from './input.ts';
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
  type Severity,
  type Verdict,
} from './report.ts';
