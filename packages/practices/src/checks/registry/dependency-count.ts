/** Everything that is built with it can attack with it. */
import { plural } from '@lazaret/base';
import { type PracticeCheck, unknown } from '../../check.ts';

export const dependencyCount: PracticeCheck = {
  name: 'Dependency-Count',
  risk: 'low',
  short: 'Determines how many packages come with the crate.',
  rule: '10 for at most 5 packages with all features on, 8 up to 20, 6 up to 50, 4 up to 100, 2 up to 200, else 0. Unknown where they cannot be resolved.',
  run: ({ dependencies }) => {
    if (dependencies === undefined) return unknown('its dependencies are not resolved');
    const { count } = dependencies;
    const limits = [5, 20, 50, 100, 200];
    const step = limits.findIndex((limit) => count <= limit);
    return { score: step === -1 ? 0 : 10 - 2 * step, reason: `${plural(count, 'package')} with all features on` };
  },
};
