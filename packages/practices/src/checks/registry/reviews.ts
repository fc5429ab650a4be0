/** Has somebody else read it? */
import { type PracticeCheck, unknown } from '../../check.ts';

export const reviews: PracticeCheck = {
  name: 'Reviews',
  risk: 'medium',
  short: 'Determines if the version has been reviewed by others.',
  rule: '0 where a review refuses it, 10 for safe-to-deploy, 7 for safe-to-run, 3 for any other criterion; unknown where no source of reviews speaks of it: few crates are reviewed.',
  run: ({ reviews: found }) => {
    if (found === undefined) return unknown('no reviews are at hand');
    if (found.conflicts.length > 0)
      return { score: 0, reason: 'a review refuses it', details: found.conflicts.map((what) => `Warn: ${what}`) };
    if (found.criteria.length === 0) return unknown('nobody is known to have reviewed it');
    const score = found.criteria.includes('safe-to-deploy') ? 10 : found.criteria.includes('safe-to-run') ? 7 : 3;
    return { score, reason: `reviewed: ${found.criteria.join(', ')}` };
  },
};
