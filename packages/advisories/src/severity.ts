/**
 * Severity from a CVSS vector, and the gate that `--fail-on SEVERITY` sets. The calculator is loaded only when a finding
 * has a vector: most runs need none.
 */
import type { AdvisoryFacts } from './advisory.ts';

/** CVSS's qualitative ratings; `none` is a score of 0. */
export const Severity = { None: 'none', Low: 'low', Medium: 'medium', High: 'high', Critical: 'critical' } as const;

/** A value of {@link Severity}. */
export type Severity = (typeof Severity)[keyof typeof Severity];

const ORDER: readonly Severity[] = [Severity.None, Severity.Low, Severity.Medium, Severity.High, Severity.Critical];

/** A score and the rating it falls into. */
export interface SeverityScore {
  readonly score: number;
  readonly severity: Severity;
  /** CVSS version of the vector: `3.0`, `3.1`, `4.0`, `2.0`. */
  readonly cvss: string;
}

/** The rating of a score (the same bands in CVSS 3.0, 3.1 and 4.0). */
export function severityOfScore(score: number): Severity {
  if (score <= 0) return Severity.None;
  if (score < 4) return Severity.Low;
  if (score < 7) return Severity.Medium;
  return score < 9 ? Severity.High : Severity.Critical;
}

/** Below 0, 0, above 0 as `a` is less severe than, as severe as, more severe than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

/** A vector is `CVSS:3.1/AV:N/...`; anything longer or odder is not handed to the calculator. */
const VECTOR = /^CVSS:(2\.0|3\.0|3\.1|4\.0)((?:\/[A-Za-z]{1,3}:[A-Za-z]{1,6}){1,40})$/;

/** The score of a CVSS vector; `null` if it is none, or its base metrics are incomplete. */
export async function scoreVector(vector: string): Promise<SeverityScore | null> {
  const match = VECTOR.exec(vector.trim());
  if (!match) return null;
  const { default: calculator } = await import('ae-cvss-calculator');
  try {
    const parsed = calculator.fromVector(vector.trim());
    if (!parsed?.isBaseFullyDefined()) return null;
    const score = parsed.calculateScores().overall;
    return Number.isFinite(score) ? { score, severity: severityOfScore(score), cvss: match[1]! } : null;
  } catch {
    return null;
  }
}

/** The severity of an advisory; `null` without a usable vector, which every gate must treat as severe enough. */
export async function severityOf(advisory: Pick<AdvisoryFacts, 'cvss'>): Promise<SeverityScore | null> {
  return advisory.cvss === null ? null : scoreVector(advisory.cvss);
}

/** Does a finding pass the threshold? Unknown severity always does, as in rustsec's query. */
export function meetsSeverity(severity: Severity | null, threshold: Severity): boolean {
  return severity === null || compareSeverity(severity, threshold) >= 0;
}
