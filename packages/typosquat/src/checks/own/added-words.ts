/**
 * A name with words added to it: `tracing-check`. Honest companions are called so as well, so this tells little by itself; who
 * owns the two, and what they are, tells the rest.
 */
import { singular } from '../../lookup/word-forms.ts';
import type { LikenessCheck, Resemblance } from './resemblance.ts';

/** Shorter names are words of other names by chance. */
const REST_MIN = 4;

export const ADDED_WORDS: LikenessCheck = {
  id: 'added-words',
  title: 'a name with words added',
  find({ words, index, spelling }) {
    if (spelling === undefined) return [];
    // The longest part that is a name itself, at either end.
    for (let size = words.length - 1; size > 0; size--) {
      const found: Resemblance[] = [];
      for (const [rest, added] of [
        [words.slice(0, size), words.slice(size)],
        [words.slice(-size), words.slice(0, -size)],
      ] as const) {
        const name = rest.join('-');
        const id = name.length < REST_MIN ? undefined : index.exact.get(name);
        if (id === undefined) continue;
        const isCompanion = added.every((word) => isExpected(word, index.rules.companionWords));
        const closeness = isCompanion ? 0.2 : added.length === 1 ? 0.38 : 0.25;
        found.push({ check: this.id, family: 'name', id, closeness, text: `“${added.join('-')}” added` });
      }
      if (found.length > 0) return found;
    }
    return [];
  },
};

function isExpected(word: string, expected: readonly string[]): boolean {
  return expected.includes(word) || expected.includes(singular(word));
}
