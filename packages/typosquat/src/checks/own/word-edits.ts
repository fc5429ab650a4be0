/**
 * The same words, but for what says nothing: in the plural, in another order, with another number, with `-rs` or `lib` more or
 * less. All such names share the bag of their roots, so one lookup finds them.
 */
import { rootWords, singular, withoutNumber, wordsOfForm } from '../../lookup/word-forms.ts';
import type { NameRules } from '../../registries/rules.ts';
import type { LikenessCheck, Resemblance } from './resemblance.ts';

/** A name with an empty word stuck to it (`rustserde`) must leave this much. */
const STUCK_MIN = 4;

export const WORD_EDITS: LikenessCheck = {
  id: 'word-edits',
  title: 'plurals, order, numbers and words that say nothing',
  find({ form, words, index, spelling }) {
    if (spelling === undefined) return [];
    const roots = bagText(rootWords(words, index.rules) ?? []);
    const found: Resemblance[] = [];
    for (const id of index.sameRoots(form)) {
      const target = index.forms[id]!;
      const others = wordsOfForm(target);
      if (target === form || bagText(rootWords(others, index.rules) ?? []) !== roots) continue;
      const difference = differenceOf(words, others, index.rules);
      if (difference !== undefined) found.push({ check: this.id, family: 'name', id, ...difference });
    }
    for (const [rest, word] of unstuck(form, index.rules)) {
      const id = index.exact.get(rest);
      if (id !== undefined)
        found.push({ check: this.id, family: 'name', id, closeness: 0.75, text: `“${word}” added` });
    }
    return found;
  },
};

function bagText(words: readonly string[]): string {
  return [...words].sort().join('-');
}

interface Difference {
  readonly closeness: number;
  readonly text: string;
}

/** In what two names with the same roots differ; undefined if in nothing but separators. */
function differenceOf(own: readonly string[], other: readonly string[], rules: NameRules): Difference | undefined {
  const parts: Difference[] = [];
  const full = (words: readonly string[]): string[] => words.filter((word) => !rules.emptyWords.includes(word));
  const [a, b] = [full(own), full(other)];
  const empty = (words: readonly string[]): string[] => words.filter((word) => rules.emptyWords.includes(word));
  const [more, less] = [without(empty(own), empty(other)), without(empty(other), empty(own))];
  if (more.length > 0 && less.length > 0)
    parts.push({ closeness: 0.8, text: `“${more.join('-')}” for “${less.join('-')}”` });
  else if (more.length > 0) parts.push({ closeness: 0.82, text: `“${more.join('-')}” added` });
  // The plain name is often there first, or the better one.
  else if (less.length > 0) parts.push({ closeness: 0.45, text: `“${less.join('-')}” left out` });
  const stems = (words: readonly string[]): string[] => words.map((word) => singular(word));
  if (bagText(a) !== bagText(b) && bagText(stems(a).map(withoutNumber)) === bagText(stems(b).map(withoutNumber))) {
    if (bagText(stems(a)) === bagText(stems(b))) parts.push({ closeness: 0.9, text: 'another plural' });
    else if (/[0-9]/.test(a.join(''))) parts.push({ closeness: 0.72, text: 'another number' });
    else parts.push({ closeness: 0.45, text: 'no number' });
  }
  const order = (words: readonly string[]): string => stems(words).map(withoutNumber).join('-');
  if (order(a) !== order(b)) parts.push({ closeness: 0.85, text: 'the words in another order' });
  if (parts.length === 0) return undefined;
  const least = Math.min(...parts.map(({ closeness }) => closeness));
  return { closeness: least - 0.08 * (parts.length - 1), text: parts.map(({ text }) => text).join(', ') };
}

/** Words of the first list that the second does not have. */
function without(words: readonly string[], others: readonly string[]): string[] {
  return words.filter((word) => !others.includes(word));
}

/** `rustserde`, `serders`: the name without an empty word that is stuck to it. */
function* unstuck(form: string, rules: NameRules): Generator<[rest: string, word: string]> {
  for (const word of rules.emptyWords) {
    if (form.length < word.length + STUCK_MIN) continue;
    if (form.endsWith(word) && !form.endsWith(`-${word}`)) yield [form.slice(0, -word.length), word];
    if (form.startsWith(word) && !form.startsWith(`${word}-`)) yield [form.slice(word.length), word];
  }
}
