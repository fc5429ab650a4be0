/** Requirements without an upper bound take whatever is published next, breaking changes and hijacked versions alike. */

import { plural } from '@lazaret/base';
import type { VersionReq } from '@lazaret/cargo';
import type { PracticeCheck } from '../../check.ts';

export const wildcardRequirements: PracticeCheck = {
  name: 'Wildcard-Requirements',
  risk: 'medium',
  short: 'Determines if every dependency has an upper bound.',
  rule: '10 if every normal and build dependency has an upper bound, else 0 to 7 by the share that has one.',
  run: ({ manifest }) => {
    const dependencies = manifest.dependencies.filter(({ kind, req }) => kind !== 'dev' && req !== undefined);
    const open = dependencies.filter(({ req }) => isOpen(req!));
    if (open.length === 0) return { score: 10, reason: 'every dependency has an upper bound' };
    return {
      score: Math.floor((7 * (dependencies.length - open.length)) / dependencies.length),
      reason: `${plural(open.length, 'dependency has', 'dependencies have')} no upper bound`,
      details: open.map((each) => `Warn: ${each.package} ${each.requirement}`),
    };
  },
};

/** `*`, `>=1` and `>1` alone bound nothing above. */
function isOpen({ comparators }: VersionReq): boolean {
  return comparators.every(({ op }) => op === '>' || op === '>=');
}
