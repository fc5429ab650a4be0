/** What Lazaret's own checks find: how near two names are, and in which way. They see names as the registry compares them. */
import type { Corpus } from '../../corpus/corpus.ts';
import type { FormIndex } from '../../lookup/forms.ts';
import type { Spelling } from '../../lookup/spelling.ts';
import { wordsOfForm } from '../../lookup/word-forms.ts';
import type { AskedPackage } from '../../package.ts';

/** Kinds of evidence that do not depend on each other. */
export type Family = 'name' | 'owner' | 'repository' | 'content';

export interface Resemblance {
  /** Id of the check. */
  readonly check: string;
  readonly family: Family;
  /** Number of the name in the corpus. */
  readonly id: number;
  /** 0 (a coincidence) to 1 (nobody would see the difference). */
  readonly closeness: number;
  /** In words, after `NAME is TARGET with …`. */
  readonly text: string;
}

/** A name that is asked about, seen as the registry compares names. */
export interface FormQuery {
  readonly package: AskedPackage;
  readonly form: string;
  readonly words: readonly string[];
  readonly spelling: Spelling | undefined;
  readonly index: FormIndex;
  readonly corpus: Corpus;
}

/** One way in which a package can be taken for another. */
export interface LikenessCheck {
  readonly id: string;
  /** One line for lists of checks. */
  readonly title: string;
  find(query: FormQuery): readonly Resemblance[];
}

export function formQuery(asked: AskedPackage, corpus: Corpus, index: FormIndex): FormQuery {
  // What no registry takes is not looked at in full.
  const form = index.rules.form(asked.name.slice(0, 4 * index.rules.longest));
  const spelling = asked.name.length > 4 * index.rules.longest ? undefined : index.exact.spell(form);
  return { package: asked, form, words: wordsOfForm(form), spelling, index, corpus };
}

/** Below these lengths, names one edit apart are chance: `rand` and `rend` are both words. */
const BY_LENGTH = [0, 0, 0.15, 0.3, 0.55, 0.75, 0.88];

/** How much an edit in a name of this length tells, 0 to 1. */
export function tellingLength(a: string, b: string): number {
  return BY_LENGTH[Math.min(a.length, b.length)] ?? 1;
}
