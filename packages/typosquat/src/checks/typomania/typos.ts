/** One letter stands for another text: neighbours on keyboards, look-alikes. */
import { hashOf, lengthOf } from '../../lookup/spelling.ts';
import type { Check, Match } from '../check.ts';

/** What a letter of the asked name may stand for: `['m', ['n', 'rn']]`; a text may be empty. */
export type TypoTable = readonly (readonly [letter: string, texts: readonly string[]])[];

interface Replacement {
  readonly text: string;
  readonly hash: number;
  readonly length: number;
}

export function typos(table: TypoTable): Check {
  const replacements = new Map<number, readonly Replacement[]>();
  for (const [letter, texts] of table)
    replacements.set(
      letter.codePointAt(0) ?? -1,
      texts.map((text) => ({ text, hash: hashOf(text), length: lengthOf(text) })),
    );
  return {
    id: 'typos',
    find({ spelling, corpus, isPossible }) {
      const found: Match[] = [];
      if (spelling === undefined) return found;
      for (let at = 0; at < spelling.length; at++) {
        for (const { text, hash, length } of replacements.get(spelling.points[at]!) ?? []) {
          if (!corpus.exact.mayHold(spelling.replaced(at, at + 1, hash, length))) continue;
          const target = spelling.rewritten(at, at + 1, text);
          if (isPossible(target)) found.push({ check: this.id, target, message: `uses a common typo for ${target}` });
        }
      }
      return found;
    },
  };
}
