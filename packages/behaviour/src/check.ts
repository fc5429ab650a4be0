/** A check: one question to one version of a crate. Each is a file of its own below `checks/`. */
import type { ScanContext } from './context.ts';
import type { CheckGroup, EvidenceKind, Finding, Severity } from './finding.ts';

export interface Check {
  /** Kebab-case, never used again for something else: `build-network`. */
  readonly id: string;
  /** Raised when the same input may give another answer. */
  readonly version: number;
  readonly group: CheckGroup;
  /** One line for `lazaret scan --list-checks` and the documentation. */
  readonly title: string;
  /** The most that it can say. */
  readonly severity: Severity;
  readonly evidence: readonly EvidenceKind[];
  /** What makes it wrong on honest crates, for the documentation. */
  readonly wrongWhen: string;
  run(context: ScanContext): readonly Finding[];
}
