/** A word in front or behind that says nothing: `serde-rs`, `cargo-serde`. crates.io's own check beside Typomania's. */

import { LENGTH_SLACK } from '../../lookup/exact.ts';
import { hashOf, lengthOf } from '../../lookup/spelling.ts';
import type { Check, Match } from '../check.ts';

interface Affix {
  readonly prefix: string;
  readonly prefixHash: number;
  readonly suffix: string;
  readonly suffixHash: number;
  readonly length: number;
}

/** Separators in the order in which they are tried, affixes for each of them. */
export function affixes(words: readonly string[], separators: readonly string[]): Check {
  const all = separators.flatMap((separator) =>
    words.map((word): Affix => {
      const [prefix, suffix] = [word + separator, separator + word];
      return { prefix, prefixHash: hashOf(prefix), suffix, suffixHash: hashOf(suffix), length: lengthOf(prefix) };
    }),
  );
  return {
    id: 'affixes',
    find({ name, spelling, corpus, isPossible }) {
      const found: Match[] = [];
      const add = (target: string, message: string): void => {
        if (isPossible(target)) found.push({ check: this.id, target, message });
      };
      for (const { prefix, prefixHash, suffix, suffixHash, length } of all) {
        const canGrow = spelling !== undefined && length <= LENGTH_SLACK;
        if (name.startsWith(prefix)) add(name.slice(prefix.length), `adds the ${prefix} prefix`);
        if (canGrow ? corpus.exact.mayHold(spelling.replaced(0, 0, prefixHash, length)) : spelling !== undefined)
          add(prefix + name, `removes the ${prefix} prefix`);
        if (name.endsWith(suffix)) add(name.slice(0, -suffix.length), `adds the ${suffix} suffix`);
        const end = spelling?.length ?? 0;
        if (canGrow ? corpus.exact.mayHold(spelling.replaced(end, end, suffixHash, length)) : spelling !== undefined)
          add(name + suffix, `removes the ${suffix} suffix`);
      }
      return found;
    },
  };
}
