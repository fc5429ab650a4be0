/** Words of a name in its compared form, and what is left of them when what carries no meaning is taken away. */
import type { NameRules } from '../registries/rules.ts';

/** Shorter words that end in `s` are no plurals: `os`, `tls`, `bus`. */
const PLURAL_MIN = 4;
/** Endings that look like plurals and are none: `class`, `alias`, `status`. */
const NO_PLURAL = /(?:ss|us|is|as|os)$/;

/** `tracing-checks-2`: its words. Empty ones (`--`) are left out. */
export function wordsOfForm(form: string): string[] {
  if (!form.includes('-') && !form.includes('/')) return form === '' ? [] : [form];
  return form.split(/[-/]/).filter((word) => word !== '');
}

export function singular(word: string): string {
  if (word.length < PLURAL_MIN || !word.endsWith('s') || NO_PLURAL.test(word)) return word;
  return word.endsWith('ies') && word.length > PLURAL_MIN ? `${word.slice(0, -3)}y` : word.slice(0, -1);
}

/** Number at the end of a word: `macro2`. */
export function withoutNumber(word: string): string {
  let end = word.length;
  while (end > 0 && word[end - 1]! >= '0' && word[end - 1]! <= '9') end--;
  return end === word.length ? word : word.slice(0, end);
}

/**
 * The words that say what a package is: in the singular, without numbers at their ends and without empty words. Undefined where
 * nothing is left.
 */
export function rootWords(words: readonly string[], rules: NameRules): readonly string[] | undefined {
  const roots: string[] = [];
  for (const word of words) {
    const root = withoutNumber(singular(word));
    if (root !== '' && !rules.emptyWords.includes(word)) roots.push(root);
  }
  return roots.length === 0 ? undefined : roots;
}
