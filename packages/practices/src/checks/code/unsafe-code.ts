/** Memory safety by the compiler's word, or by people's. */
import { plural } from '@lazaret/base';
import { type PracticeCheck, unknown } from '../../check.ts';

export const unsafeCode: PracticeCheck = {
  name: 'Unsafe-Code',
  risk: 'medium',
  short: 'Determines if the crate does without unsafe code.',
  rule: '10 for `#![forbid(unsafe_code)]` in every target, 9 for no unsafe code without it, else 7 for at most 10 unsafe blocks, 5 for at most 100, 3 beyond: unsafe code is no fault, but it has to be reviewed.',
  run: ({ habits }) => {
    if (habits === undefined) return unknown('the code was not looked at');
    if (habits.forbidsUnsafe) return { score: 10, reason: 'unsafe code is forbidden' };
    const { unsafeBlocks } = habits;
    if (unsafeBlocks === 0) return { score: 9, reason: 'there is no unsafe code, but nothing forbids it' };
    return {
      score: unsafeBlocks <= 10 ? 7 : unsafeBlocks <= 100 ? 5 : 3,
      reason: plural(unsafeBlocks, 'unsafe block'),
    };
  },
};
