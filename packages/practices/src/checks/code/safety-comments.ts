/** Is it written down why unsafe code is sound? */
import { type PracticeCheck, proportion, unknown } from '../../check.ts';

export const safetyComments: PracticeCheck = {
  name: 'Safety-Comments',
  risk: 'low',
  short: 'Determines if unsafe blocks say why they are sound.',
  rule: 'The share of unsafe blocks with a `SAFETY` comment beside them. Not asked where there are none.',
  run: ({ habits }) => {
    if (habits === undefined) return unknown('the code was not looked at');
    const { unsafeBlocks, explainedUnsafeBlocks } = habits;
    if (unsafeBlocks === 0) return unknown('there is no unsafe code to explain');
    return {
      score: proportion(explainedUnsafeBlocks, unsafeBlocks),
      reason: `${explainedUnsafeBlocks} of ${unsafeBlocks} unsafe blocks say why they are sound`,
    };
  },
};
