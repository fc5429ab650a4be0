/** Runs checks over names: in their order, nothing left out or merged, and nothing at all for a name that is in the corpus. */
import { type Check, type Exclude, type Match, makeQuery } from './checks/check.ts';
import type { Corpus } from './corpus/corpus.ts';
import type { AskedPackage } from './package.ts';

/** What a harness is made of. */
export interface HarnessOptions {
  readonly checks: readonly Check[];
  readonly exclude?: Exclude;
}

export class Harness {
  readonly corpus: Corpus;
  readonly checks: readonly Check[];
  readonly #exclude: Exclude | undefined;

  constructor(corpus: Corpus, { checks, exclude }: HarnessOptions) {
    this.corpus = corpus;
    this.checks = checks;
    this.#exclude = exclude;
  }

  /** Matches of all checks, in the order of the checks; none for a name of the corpus. */
  check(asked: AskedPackage): Match[] {
    return this.corpus.has(asked.name) ? [] : [...this.perCheck(asked).values()].flat();
  }

  /** Matches by check, those without left out; also for a name of the corpus. */
  perCheck(asked: AskedPackage): Map<string, readonly Match[]> {
    const query = makeQuery(asked, this.corpus, this.#exclude);
    const found = new Map<string, readonly Match[]>();
    for (const check of this.checks) {
      const matches = check.find(query);
      if (matches.length > 0) found.set(check.id, matches);
    }
    return found;
  }
}
