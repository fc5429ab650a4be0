/** A finding of a check: what every check writes in the same way. */
import type { Check } from '../check.ts';
import type { Evidence, Finding, Severity } from '../finding.ts';

/** Pieces of evidence that one finding shows; a package of a thousand fixtures needs no thousand lines. */
const EVIDENCE_MAX = 12;

export function findingOf(
  { id, version, group }: Check,
  severity: Severity,
  title: string,
  evidence: readonly Evidence[],
  decisive = false,
): Finding {
  return {
    check: id,
    version,
    group,
    severity,
    title,
    evidence: evidence.slice(0, EVIDENCE_MAX),
    ...(decisive ? { decisive } : {}),
  };
}
