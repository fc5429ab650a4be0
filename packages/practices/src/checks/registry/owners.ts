/** One owner is one account to take over, and one person to lose. */
import { plural } from '@lazaret/base';
import { type PracticeCheck, unknown } from '../../check.ts';

export const owners: PracticeCheck = {
  name: 'Owners',
  risk: 'low',
  short: 'Determines if more than one owner looks after the crate.',
  rule: '10 for two owners or more, or a team; 5 for one; 0 for none; unknown where the registry does not say.',
  run: ({ owners: listed }) => {
    if (listed === undefined) return unknown('the owners are not known');
    const details = listed.map(({ login, kind }) => `Info: ${kind} ${login}`);
    const score = listed.length >= 2 || listed.some(({ kind }) => kind === 'team') ? 10 : listed.length === 1 ? 5 : 0;
    return { score, reason: plural(listed.length, 'owner'), details };
  },
};
