/** Can a user know what a function promises? */
import { type PracticeCheck, proportion, unknown } from '../../check.ts';

export const documentation: PracticeCheck = {
  name: 'Documentation',
  risk: 'low',
  short: 'Determines how much of what is public is documented.',
  rule: "The share of items written `pub` that have a doc comment, in the library's own files. Not asked where nothing is public.",
  run: ({ habits }) => {
    if (habits === undefined) return unknown('the code was not looked at');
    const { publicItems, documentedItems } = habits;
    if (publicItems === 0) return unknown('nothing is public');
    return {
      score: proportion(documentedItems, publicItems),
      reason: `${documentedItems} of ${publicItems} public items are documented`,
    };
  },
};
