/** What a check is: a question to a corpus about one name, answered with names it could be mistaken for. */
import type { Corpus } from '../corpus/corpus.ts';
import type { Spelling } from '../lookup/spelling.ts';
import type { AskedPackage } from '../package.ts';

/** A name of the corpus that the asked one is like. */
export interface Match {
  /** Id of the check. */
  readonly check: string;
  /** The name of the corpus. */
  readonly target: string;
  /** In words, as a continuation of `NAME …`: `omits characters in serde`. */
  readonly message: string;
}

/** A name that is asked about, with the corpus it is compared with. */
export interface Query {
  readonly name: string;
  readonly package: AskedPackage;
  readonly corpus: Corpus;
  /** Undefined where the name is far longer than any of the corpus. */
  readonly spelling: Spelling | undefined;
  /**
   * Whether a name of the corpus could be imitated by the asked package: it is in the corpus, is another name, and has no owner
   * in common. This is the only way in which Typomania's checks look at the corpus.
   */
  isPossible(target: string): boolean;
}

/** One way in which a name can be like another. Users add their own. */
export interface Check {
  readonly id: string;
  find(query: Query): readonly Match[];
}

/** Decides that a package of the corpus cannot be meant, beyond {@link Query.isPossible}: what an ecosystem knows of itself. */
export type Exclude = (target: string, asked: AskedPackage, corpus: Corpus) => boolean;

export function makeQuery(asked: AskedPackage, corpus: Corpus, exclude?: Exclude): Query {
  const { name } = asked;
  const owners = asked.owners ?? [];
  return {
    name,
    package: asked,
    corpus,
    spelling: corpus.exact.spell(name),
    isPossible(target) {
      if (target === name) return false;
      const id = corpus.exact.get(target);
      if (id === undefined || (owners.length > 0 && corpus.isOwnedBy(id, owners))) return false;
      return exclude === undefined || !exclude(target, asked, corpus);
    },
  };
}
