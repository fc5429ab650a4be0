/**
 * Typomania with the checks of crates.io: configuration as JSON, the harness in crates.io's order, and answers as lines of
 * `{"name","perCheck","harness"}`.
 */
import type { Check, Match } from '../checks/check.ts';
import { affixes } from '../checks/typomania/affixes.ts';
import { bitflips } from '../checks/typomania/bitflips.ts';
import { omitted } from '../checks/typomania/omitted.ts';
import { REPEATED } from '../checks/typomania/repeated.ts';
import { SWAPPED_CHARACTERS } from '../checks/typomania/swapped-characters.ts';
import { swappedWords } from '../checks/typomania/swapped-words.ts';
import { type TypoTable, typos } from '../checks/typomania/typos.ts';
import { VERSION } from '../checks/typomania/version.ts';
import { TyposquatError } from '../error.ts';
import type { Harness } from '../harness.ts';
import type { AskedPackage } from '../package.ts';

/** What the checks that know of an ecosystem need. */
export interface TypomaniaConfig {
  /** Characters of names. */
  readonly alphabet: string;
  readonly wordDelimiters: string;
  /** Words of a name that are put into other orders. */
  readonly maxK: number;
  readonly affixes: readonly string[];
  readonly affixSeparators: readonly string[];
  readonly typos: TypoTable;
}

/** The checks in crates.io's order. */
export function typomaniaChecks(config: TypomaniaConfig): readonly Check[] {
  return [
    REPEATED,
    SWAPPED_CHARACTERS,
    VERSION,
    bitflips(config.alphabet),
    omitted(config.alphabet),
    swappedWords(config.wordDelimiters, config.maxK),
    typos(config.typos),
    affixes(config.affixes, config.affixSeparators),
  ];
}

/** A match as Typomania's reference answers have it: affixes come with their message. */
type Pair = string | readonly [target: string, message: string];

/** One line of answers. */
export interface TypomaniaAnswer {
  readonly name: string;
  /** Each check alone, without the rule that names of the corpus are not asked about. */
  readonly perCheck: Readonly<Record<string, readonly Pair[]>>;
  readonly harness: readonly (readonly string[])[];
}

export function typomaniaAnswer(harness: Harness, asked: AskedPackage): TypomaniaAnswer {
  const found = harness.perCheck(asked);
  const isKnown = harness.corpus.has(asked.name);
  return {
    name: asked.name,
    perCheck: Object.fromEntries([...found].map(([check, matches]) => [check, matches.map(pairOf)])),
    harness: isKnown ? [] : [...found.values()].flatMap((matches) => matches.map(lineOf)),
  };
}

function pairOf({ check, target, message }: Match): Pair {
  return check === 'affixes' ? [target, message] : target;
}

function lineOf({ check, target, message }: Match): readonly string[] {
  return check === 'affixes' ? [check, target, message] : [check, target];
}

/** Reads a configuration; what is absent is crates.io's own. Throws {@link TyposquatError} (`config`). */
export function parseTypomaniaConfig(json: unknown, defaults: TypomaniaConfig): TypomaniaConfig {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new TyposquatError('config', 'the configuration is no object');
  const given = json as Readonly<Record<string, unknown>>;
  const maxK = given['maxK'] ?? defaults.maxK;
  if (typeof maxK !== 'number' || !Number.isInteger(maxK) || maxK < 0)
    throw new TyposquatError('config', 'maxK: a whole number from 0 is needed');
  return {
    alphabet: text(given, 'alphabet') ?? defaults.alphabet,
    wordDelimiters: text(given, 'wordDelimiters') ?? defaults.wordDelimiters,
    maxK,
    affixes: texts(given['affixes'], 'affixes') ?? defaults.affixes,
    affixSeparators: texts(given['affixSeparators'], 'affixSeparators') ?? defaults.affixSeparators,
    typos: typoTable(given['typos']) ?? defaults.typos,
  };
}

function text(given: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = given[key];
  if (value !== undefined && typeof value !== 'string') throw new TyposquatError('config', `${key}: a text is needed`);
  return value;
}

function texts(value: unknown, at: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw new TyposquatError('config', `${at}: a list of texts is needed`);
  return value;
}

/** Pairs, or an object with the letters as keys. */
function typoTable(value: unknown): TypoTable | undefined {
  if (value === undefined) return undefined;
  const pairs: unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [undefined];
  return pairs.map((pair) => {
    const [letter, list] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (typeof letter !== 'string' || [...letter].length !== 1)
      throw new TyposquatError('config', 'typos: pairs of one letter and a list of texts are needed');
    return [letter, texts(list, `typos of ${letter}`) ?? []] as const;
  });
}
