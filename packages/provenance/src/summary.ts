/** A verdict in one sentence. */
import { plural } from '@lazaret/base';
import { type ComparedCommit, type Difference, Verdict } from './report.ts';

export function summary(
  verdict: Verdict,
  why: string | undefined,
  differences: readonly Difference[],
  commit: ComparedCommit | undefined,
): string {
  const where = commit === undefined ? '' : ` of commit ${commit.id.slice(0, 12)}`;
  const count = (severity: Difference['severity']) => differences.filter((d) => d.severity === severity).length;
  switch (verdict) {
    case Verdict.Exact:
      return `every file is byte for byte that${where}`;
    case Verdict.Innocuous:
      return `the content is that${where}; ${plural(count('innocuous'), 'difference')} explained`;
    case Verdict.Unverifiable:
      return why ?? `${plural(count('unproven'), 'difference')} could not be checked`;
    case Verdict.Suspicious:
      return `${plural(count('suspicious'), 'difference')} not explained${why === undefined ? '' : `; ${why}`}`;
    case Verdict.Mismatch:
      return `${plural(count('decisive'), 'difference')} in what is compiled, run or resolved${why === undefined ? '' : `; ${why}`}`;
  }
}
