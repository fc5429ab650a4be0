/** Does a compatible version number mean a compatible version? */
import { plural } from '@lazaret/base';
import { type PracticeCheck, unknown } from '../../check.ts';

export const semver: PracticeCheck = {
  name: 'Semver',
  risk: 'medium',
  short: 'Determines if the version number tells the truth about breaking changes.',
  rule: '10 if nothing public went since the version before, or the number says that something may have; else 0. Items that went are seen by name: changed signatures are not. Unknown without the version before.',
  run: ({ semver: step }) => {
    if (step === undefined) return unknown('the version before is not at hand');
    if (!step.compatible) return { score: 10, reason: `the number says that ${step.previous} may be broken by it` };
    if (step.removed.length === 0) return { score: 10, reason: `nothing public went since ${step.previous}` };
    const reason = `${plural(step.removed.length, 'public item')} went since ${step.previous}, against the version number`;
    return { score: 0, reason, details: step.removed.map((path) => `Warn: ${path}`) };
  },
};
