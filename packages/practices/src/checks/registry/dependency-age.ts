/** Attacks are found within days: what is older has been seen by others. */
import { plural } from '@lazaret/base';
import { type PracticeCheck, unknown } from '../../check.ts';

export const dependencyAge: PracticeCheck = {
  name: 'Dependency-Age',
  risk: 'low',
  short: 'Determines if the newest versions that it is built with have had time to be looked at.',
  rule: '10 if none is younger than 30 days; 2 less for each that is, at least 0. Unknown where they cannot be resolved.',
  run: ({ dependencies }) => {
    if (dependencies === undefined) return unknown('its dependencies are not resolved');
    const { young } = dependencies;
    if (young.length === 0) return { score: 10, reason: 'no package is younger than 30 days' };
    const reason = `${plural(young.length, 'package is', 'packages are')} younger than 30 days`;
    return { score: Math.max(0, 10 - 2 * young.length), reason, details: young.map((each) => `Info: ${each}`) };
  },
};
