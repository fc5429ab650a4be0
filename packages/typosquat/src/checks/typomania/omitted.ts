/**
 * One letter is left out: `sere`. Typomania inserts every letter at every place (64 × 65 names for a long one); here the name is
 * looked up once among the names of the corpus with a letter left out.
 */
import { missingPoint } from '../../lookup/deletions.ts';
import type { Check, Match } from '../check.ts';

interface Hit {
  readonly place: number;
  readonly letter: number;
  readonly match: Match;
}

/** `alphabet`: letters that may have been left out. Matches come in the order of places, then of the alphabet. */
export function omitted(alphabet: string): Check {
  const letters = new Map<number, number[]>();
  for (const [order, letter] of Array.from(alphabet, (char) => char.codePointAt(0)!).entries())
    letters.set(letter, [...(letters.get(letter) ?? []), order]);
  return {
    id: 'omitted',
    find({ spelling, corpus, isPossible }) {
      if (spelling === undefined) return [];
      const { points, length, hash } = spelling;
      const hits: Hit[] = [];
      const seen: number[] = [];
      corpus.deletions.forEach(hash, (id) => {
        const target = corpus.names[id]!;
        const missing = missingPoint(points, length, target);
        const orders = missing && letters.get(missing.point);
        if (orders === undefined || seen.includes(id) || !isPossible(target)) return;
        seen.push(id);
        const match: Match = { check: this.id, target, message: `omits characters in ${target}` };
        for (let place = missing!.from; place <= missing!.to; place++)
          for (const letter of orders) hits.push({ place, letter, match });
      });
      return hits.sort((a, b) => a.place - b.place || a.letter - b.letter).map(({ match }) => match);
    },
  };
}
