/** Two neighbours in the wrong order: `sedre`. */
import { hashOfPair } from '../../lookup/spelling.ts';
import type { Check, Match } from '../check.ts';

export const SWAPPED_CHARACTERS: Check = {
  id: 'swappedCharacters',
  find({ spelling, corpus, isPossible }) {
    const found: Match[] = [];
    if (spelling === undefined) return found;
    const { points, length } = spelling;
    for (let at = 0; at + 1 < length; at++) {
      const [a, b] = [points[at]!, points[at + 1]!];
      if (a === b || !corpus.exact.mayHold(spelling.replaced(at, at + 2, hashOfPair(b, a), 2))) continue;
      const target = spelling.rewritten(at, at + 2, String.fromCodePoint(b, a));
      if (isPossible(target)) found.push({ check: this.id, target, message: `swaps characters in ${target}` });
    }
    return found;
  },
};
