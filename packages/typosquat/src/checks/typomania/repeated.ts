/** One letter twice: `serdde`. A run of n letters gives n−1 equal matches, as Typomania has them. */
import type { Check, Match } from '../check.ts';

export const REPEATED: Check = {
  id: 'repeated',
  find({ spelling, corpus, isPossible }) {
    const found: Match[] = [];
    if (spelling === undefined) return found;
    const { points, length } = spelling;
    for (let at = 0; at + 1 < length; at++) {
      if (points[at] !== points[at + 1] || points[at]! > 0x7f) continue;
      if (!corpus.exact.mayHold(spelling.replaced(at, at + 1, 0, 0))) continue;
      const target = spelling.rewritten(at, at + 1, '');
      if (isPossible(target)) found.push({ check: this.id, target, message: `repeats characters in ${target}` });
    }
    return found;
  },
};
