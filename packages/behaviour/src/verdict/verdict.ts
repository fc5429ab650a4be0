/**
 * Findings to a score and a level, by a rule that a person can follow with a pencil:
 *
 * 1. A finding counts as its severity: info 0, note 0.1, review 0.4, hold 0.8.
 * 2. Findings of a group are put together as chances are that are independent: 1 - (1-a)(1-b)..; a group counts at most its cap.
 *    Metadata and names alone say little: their caps keep them below a hold together.
 * 3. Groups are put together in the same way; the score is that, in hundredths.
 * 4. The level is `hold` where a finding is decisive, or where the score reaches the threshold and the findings from `review`
 *    up rest on two independent kinds of evidence, one of them more than metadata and names; a credential that somebody forgot in the
 *    package is no evidence of harm. It is `review` from its
 *    threshold or where any finding asks for it, `note` where there is any finding above `info`, else `clean`.
 */
import { CHECK_GROUPS, type CheckGroup, type EvidenceKind, type Finding, type Severity } from '../finding.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';

export const LEVELS = ['clean', 'note', 'review', 'hold'] as const;
export type Level = (typeof LEVELS)[number];

const WEIGHT: Readonly<Record<Severity, number>> = { info: 0, note: 0.1, review: 0.4, hold: 0.8 };

/** The most that a group adds; groups without one are bounded by what they find. */
const CAP: Partial<Readonly<Record<CheckGroup, number>>> = {
  metadata: 0.5,
  name: 0.4,
  diff: 0.6,
  binary: 0.6,
  secret: 0.4,
};

/** Kinds of evidence that follow from each other count as one. */
const WITNESS: Readonly<Record<EvidenceKind, string>> = {
  code: 'code',
  literal: 'literal',
  archive: 'package',
  binary: 'package',
  manifest: 'registry',
  metadata: 'registry',
  name: 'registry',
  diff: 'diff',
  dependency: 'dependency',
  clone: 'clone',
  feed: 'feed',
  provenance: 'provenance',
};

/** Why the score is what it is: one row for each group that adds to it. */
export interface ScorePart {
  readonly group: CheckGroup;
  /** Hundredths. */
  readonly points: number;
  readonly capped: boolean;
  /** Checks that found something, with the hundredths each would have alone. */
  readonly checks: readonly { readonly check: string; readonly points: number }[];
}

export interface Verdict {
  readonly level: Level;
  /** 0 to 100. */
  readonly score: number;
  readonly parts: readonly ScorePart[];
  /** One sentence: which rule gave the level. */
  readonly because: string;
}

export function verdictOf(findings: readonly Finding[], policy: Policy = DEFAULT_POLICY): Verdict {
  const parts = CHECK_GROUPS.flatMap((group) => {
    const own = findings.filter((finding) => finding.group === group && WEIGHT[finding.severity] > 0);
    return own.length === 0 ? [] : [partOf(group, own)];
  });
  const score = Math.round(100 * (1 - parts.reduce((rest, part) => rest * (1 - part.points / 100), 1)));
  return { ...levelOf(findings, score, policy), score, parts };
}

function partOf(group: CheckGroup, findings: readonly Finding[]): ScorePart {
  const chance = 1 - findings.reduce((rest, finding) => rest * (1 - WEIGHT[finding.severity]), 1);
  const cap = CAP[group] ?? 1;
  return {
    group,
    points: Math.round(100 * Math.min(chance, cap)),
    capped: chance > cap,
    checks: findings.map((finding) => ({ check: finding.check, points: 100 * WEIGHT[finding.severity] })),
  };
}

function levelOf(findings: readonly Finding[], score: number, policy: Policy): Pick<Verdict, 'level' | 'because'> {
  const decisive = findings.find((finding) => finding.decisive === true);
  if (decisive !== undefined) return { level: 'hold', because: `${decisive.check} is decisive by itself` };
  const serious = findings.filter((finding) => finding.severity === 'review' || finding.severity === 'hold');
  const harmful = serious.filter((finding) => finding.group !== 'secret');
  const witnesses = new Set(harmful.flatMap((finding) => finding.evidence.map((it) => WITNESS[it.kind])));
  const { hold, review } = policy.thresholds;
  const solid = [...witnesses].some((witness) => witness !== 'registry');
  if (score >= hold && witnesses.size >= 2 && solid)
    return { level: 'hold', because: `score ${score} with independent evidence: ${[...witnesses].sort().join(', ')}` };
  if (serious.length > 0 || score >= review)
    return {
      level: 'review',
      because: serious[0] === undefined ? `score ${score}` : `${serious[0].check} asks a person`,
    };
  if (findings.some((finding) => finding.severity === 'note')) return { level: 'note', because: 'only notes' };
  return { level: 'clean', because: 'nothing found' };
}
