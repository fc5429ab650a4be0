/** From checks to one number, as Scorecard makes it: the weighted mean of the checks that have an answer. */
import { type Outcome, type PracticeCheck, WEIGHTS } from './check.ts';
import { PRACTICE_CHECKS } from './checks/index.ts';
import type { PracticeInput } from './input.ts';

export interface CheckResult {
  readonly check: PracticeCheck;
  readonly outcome: Outcome;
}

export interface PracticeScore {
  /** 0 to 10, one decimal; undefined if no check has an answer. */
  readonly score: number | undefined;
  readonly results: readonly CheckResult[];
  readonly answered: number;
}

export function practices(input: PracticeInput, checks: readonly PracticeCheck[] = PRACTICE_CHECKS): PracticeScore {
  const results = checks.map((check): CheckResult => ({ check, outcome: check.run(input) }));
  let points = 0;
  let weight = 0;
  let answered = 0;
  for (const { check, outcome } of results) {
    if (outcome.score === undefined) continue;
    answered++;
    points += outcome.score * WEIGHTS[check.risk];
    weight += WEIGHTS[check.risk];
  }
  return { score: weight === 0 ? undefined : Math.round((10 * points) / weight) / 10, results, answered };
}
