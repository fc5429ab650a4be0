/** Results in the form of Scorecard's own JSON (version 2 of it): tools that read that read this. */
import type { PracticeScore } from './score.ts';

export interface ScorecardSubject {
  /** As Scorecard names a repository: host and path, or the crate where none is known. */
  readonly name: string;
  readonly commit: string;
  /** YYYY-MM-DDThh:mm:ssZ */
  readonly date: string;
  /** Of the program. */
  readonly version: string;
  /** Where checks are documented, without `#name`. */
  readonly documentation: string;
}

export interface ScorecardJson {
  readonly date: string;
  readonly repo: { readonly name: string; readonly commit: string };
  readonly scorecard: { readonly version: string; readonly commit: string };
  /** -1 where nothing is known. */
  readonly score: number;
  readonly checks: readonly {
    readonly name: string;
    /** -1 is inconclusive. */
    readonly score: number;
    readonly reason: string;
    readonly details: readonly string[] | null;
    readonly documentation: { readonly short: string; readonly url: string };
  }[];
  readonly metadata: null;
}

export function scorecardJson(result: PracticeScore, subject: ScorecardSubject): ScorecardJson {
  return {
    date: subject.date,
    repo: { name: subject.name, commit: subject.commit },
    scorecard: { version: `lazaret ${subject.version}`, commit: 'unknown' },
    score: result.score ?? -1,
    checks: result.results.map(({ check, outcome }) => ({
      name: check.name,
      score: outcome.score ?? -1,
      reason: outcome.reason,
      details: outcome.score === undefined ? null : (outcome.details ?? null),
      documentation: { short: check.short, url: `${subject.documentation}#${check.name.toLowerCase()}` },
    })),
    metadata: null,
  };
}
