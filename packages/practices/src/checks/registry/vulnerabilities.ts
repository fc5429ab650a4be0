/** Known vulnerabilities of this very version. */
import { plural } from '@lazaret/base';
import { type PracticeCheck, unknown } from '../../check.ts';

export const vulnerabilities: PracticeCheck = {
  name: 'Vulnerabilities',
  risk: 'high',
  short: 'Determines if the version has known unfixed vulnerabilities.',
  rule: '10 minus one for each advisory about this version, at least 0. Unknown without an advisory database.',
  run: ({ advisories }) => {
    if (advisories === undefined) return unknown('no advisory database is at hand');
    const found = advisories.vulnerabilities;
    if (found.length === 0) return { score: 10, reason: 'no vulnerabilities detected' };
    return {
      score: Math.max(0, 10 - found.length),
      reason: `${plural(found.length, 'existing vulnerability', 'existing vulnerabilities')} detected`,
      details: found.map((id) => `Warn: ${id}`),
    };
  },
};
