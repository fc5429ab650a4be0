/** Is it what its repository says? */
import { type PracticeCheck, unknown } from '../../check.ts';

const SCORES = { exact: 10, explained: 9, suspicious: 3, mismatch: 0 } as const;

export const provenance: PracticeCheck = {
  name: 'Provenance',
  risk: 'high',
  short: 'Determines if the package is what its repository holds.',
  rule: '10 if every file is in the repository at the commit it names, 9 if all differences are explained, 3 if some are suspicious, 0 if some are decisive; unknown if it was not or cannot be compared.',
  run: ({ provenance: found }) => {
    if (found === undefined) return unknown('it was not compared with its repository');
    if (found.verdict === 'unverifiable') return unknown(found.reason);
    return { score: SCORES[found.verdict], reason: found.reason };
  },
};
