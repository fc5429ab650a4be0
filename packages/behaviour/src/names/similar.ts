/**
 * Names that can be taken for another crate's: one slip of the keyboard away, words swapped or joined, an affix that says
 * nothing (`-rs`), a plural. Names compare as the registry compares them: without case, `-` and `_` the same.
 */
import { canonicalCrateName } from '@lazaret/cargo';

interface SimilarName {
  /** The name that it is like. */
  readonly name: string;
  /** In what: `one letter changed`. */
  readonly how: string;
  /** Honest crates are often called so (`-sys`, `-utils`): a word, not an alarm. */
  readonly common: boolean;
}

/** Names to compare with. Another implementation may stand in for {@link similarNames}. */
export interface NameIndex {
  similar(name: string): readonly SimilarName[];
}

/** The longest name that registries take; longer ones would only cost. */
const NAME_MAX = 64;
/** Below this, names one letter apart are chance: `rand` and `rend` are both words. */
const EDIT_MIN = 5;
/** Affixes that say nothing about the content: whoever adds one means the crate itself. */
const EMPTY_AFFIXES = ['rs', 'rust', 'rst', 'lib', 'crate', 'main', 'dev', 'new', 'official', 'js', 'py'];
/** Affixes of companion crates. */
const COMPANION_AFFIXES = ['sys', 'core', 'utils', 'util', 'macros', 'derive', 'api', 'client', 'cli', 'ext', 'tools'];

const SEPARATOR = /_/g;

export function similarNames(known: Iterable<string>): NameIndex {
  const names = new Map<string, string>();
  const joined = new Map<string, string>();
  const sorted = new Map<string, string>();
  for (const name of known) {
    const canonical = canonicalCrateName(name);
    if (names.has(canonical)) continue;
    names.set(canonical, name);
    first(joined, canonical.replace(SEPARATOR, ''), name);
    if (canonical.includes('_')) first(sorted, sortedWords(canonical), name);
  }
  return {
    similar(name) {
      const own = canonicalCrateName(name);
      if (names.has(own) || own.length > NAME_MAX) return [];
      const found = new Map<string, SimilarName>();
      const add = (target: string | undefined, how: string, common = false): void => {
        if (target !== undefined && !found.has(target)) found.set(target, { name: target, how, common });
      };
      if (own.replace(SEPARATOR, '').length >= EDIT_MIN) {
        add(joined.get(own.replace(SEPARATOR, '')), 'only separators differ');
        if (own.includes('_')) add(sorted.get(sortedWords(own)), 'the same words in another order');
      }
      if (own.length >= EDIT_MIN - 1)
        for (const [edit, how] of edits(own)) if (edit.length >= EDIT_MIN) add(names.get(edit), how);
      for (const [rest, affix] of withoutAffix(own, EMPTY_AFFIXES)) add(names.get(rest), `“${affix}” added`);
      for (const affix of EMPTY_AFFIXES) {
        add(names.get(`${own}_${affix}`), `“${affix}” left out`);
        add(names.get(`${affix}_${own}`), `“${affix}” left out`);
      }
      for (const [rest, affix] of withoutAffix(own, COMPANION_AFFIXES)) add(names.get(rest), `“${affix}” added`, true);
      return [...found.values()];
    },
  };
}

function first(map: Map<string, string>, key: string, name: string): void {
  if (!map.has(key)) map.set(key, name);
}

function sortedWords(name: string): string {
  return name.split('_').sort().join('_');
}

function* withoutAffix(name: string, affixes: readonly string[]): Generator<[string, string]> {
  for (const affix of affixes) {
    if (name.endsWith(`_${affix}`)) yield [name.slice(0, -affix.length - 1), affix];
    if (name.startsWith(`${affix}_`)) yield [name.slice(affix.length + 1), affix];
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_';

/** All names one edit away: left out, added, changed, swapped; plurals and digits at the end of words are such edits too. */
function* edits(name: string): Generator<[string, string]> {
  for (let at = 0; at <= name.length; at++) {
    const head = name.slice(0, at);
    const tail = name.slice(at);
    if (tail !== '') yield [head + tail.slice(1), 'one letter more'];
    if (tail.length > 1) yield [head + tail[1] + tail[0] + tail.slice(2), 'two letters swapped'];
    for (const letter of LETTERS) {
      yield [head + letter + tail, 'one letter less'];
      if (tail !== '' && letter !== tail[0]) yield [head + letter + tail.slice(1), 'one letter changed'];
    }
  }
  // Several words in the plural, or no longer: `client-sdks` for `client-sdk`, `clients-sdk` too.
  const singular = name.split('_').map((word) => (word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word));
  yield [singular.join('_'), 'plurals'];
}

/** Are the two one edit apart, for names of people? Equal ones are not. */
export function oneEditApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}
