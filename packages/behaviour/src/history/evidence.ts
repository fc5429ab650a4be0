/** Findings of checks that look at registries: short to write, always with their kind of evidence. */
import type { Check } from '../check.ts';
import type { Evidence, EvidenceKind, Finding, Severity } from '../finding.ts';

export function evidence(kind: EvidenceKind, ...texts: readonly string[]): Evidence[] {
  return texts.map((text) => ({ kind, text }));
}

export function finding(
  check: Pick<Check, 'id' | 'version' | 'group'>,
  severity: Severity,
  title: string,
  found: readonly Evidence[],
): Finding {
  return { check: check.id, version: check.version, group: check.group, severity, title, evidence: found };
}
