/**
 * What all of Lazaret's checks say of a name together: for each package that it could be taken for a score from 0 to 100 with its
 * reasons.
 *
 *   score = 100 · (1 − Π (1 − closeness of a family)) · (0.35 + 0.65 · lead)
 *
 * where the closeness of a family (name, owner, repository, content) is that of its nearest finding, and the lead is how much
 * more the other package is used.
 */
import { ADDED_WORDS } from '../checks/own/added-words.ts';
import { type Brand, brands } from '../checks/own/brands.ts';
import { CONFUSABLE } from '../checks/own/confusable.ts';
import { SAME_CONTENT, sameRepository } from '../checks/own/context.ts';
import { LOOK_ALIKE_OWNERS } from '../checks/own/owners.ts';
import { type Family, formQuery, type LikenessCheck, type Resemblance } from '../checks/own/resemblance.ts';
import { SAME_FORM } from '../checks/own/same-form.ts';
import { SEPARATORS } from '../checks/own/separators.ts';
import { SINGLE_EDIT } from '../checks/own/single-edit.ts';
import { TWO_EDITS } from '../checks/own/two-edits.ts';
import { WORD_EDITS } from '../checks/own/word-edits.ts';
import type { Corpus } from '../corpus/corpus.ts';
import { FormIndex } from '../lookup/forms.ts';
import type { AskedPackage } from '../package.ts';
import type { NameRules } from '../registries/rules.ts';
import { Popularity } from './popularity.ts';
import { type Suppression, suppressionFor } from './suppressions.ts';

export const NAME_LEVELS = ['none', 'low', 'medium', 'high'] as const;
export type NameLevel = (typeof NAME_LEVELS)[number];

/** Scores from which on a level begins. */
const LEVEL_SCORES: Readonly<Record<NameLevel, number>> = { none: 0, low: 1, medium: 45, high: 70 };

export interface JudgeOptions {
  readonly rules: NameRules;
  readonly brands?: readonly Brand[];
  readonly suppressions?: readonly Suppression[];
  /** The moment, RFC 3339: suppressions that end need one. */
  readonly now?: string | undefined;
  /** Checks beside Lazaret's. */
  readonly checks?: readonly LikenessCheck[];
  /** Packages with scores below this are left out. */
  readonly minimum?: number;
}

export interface Reason {
  readonly check: string;
  readonly family: Family;
  readonly text: string;
}

/** A package that the asked one could be taken for. */
export interface Imitated {
  readonly target: string;
  readonly score: number;
  readonly level: NameLevel;
  /** The weightiest first. */
  readonly reasons: readonly Reason[];
  /** False: they have no owner in common. Undefined: the owners of one are not known. */
  readonly sharesOwner: false | undefined;
  readonly downloads: number | undefined;
}

export interface SuppressedImitation extends Imitated {
  readonly suppression: Suppression;
}

export interface NameVerdict {
  readonly name: string;
  /** Of the nearest package; 0 without one. */
  readonly score: number;
  readonly level: NameLevel;
  /** The highest score first. */
  readonly imitated: readonly Imitated[];
  readonly suppressed: readonly SuppressedImitation[];
  /** Would the registry take the name? */
  readonly isName: boolean;
}

export class NameJudge {
  readonly corpus: Corpus;
  readonly checks: readonly LikenessCheck[];
  readonly #options: JudgeOptions;
  readonly #index: FormIndex;
  readonly #popularity: Popularity;

  /** Makes the index: some tens of milliseconds for thousands of names, a second for hundreds of thousands. */
  constructor(corpus: Corpus, options: JudgeOptions) {
    this.corpus = corpus;
    this.checks = [...ownChecks(options.brands ?? []), ...(options.checks ?? [])];
    this.#options = options;
    this.#index = new FormIndex(corpus.names, options.rules);
    this.#popularity = new Popularity(corpus);
  }

  judge(asked: AskedPackage): NameVerdict {
    const found = this.#imitated(asked);
    const imitated: Imitated[] = [];
    const suppressed: SuppressedImitation[] = [];
    for (const one of found) {
      const suppression = this.#suppression(asked, one);
      if (suppression === undefined) imitated.push(one);
      else suppressed.push({ ...one, suppression });
    }
    const score = imitated[0]?.score ?? 0;
    const isName = this.#options.rules.isName(asked.name);
    return { name: asked.name, score, level: levelOf(score), imitated, suppressed, isName };
  }

  #imitated(asked: AskedPackage): Imitated[] {
    const query = formQuery(asked, this.corpus, this.#index);
    const byTarget = new Map<number, Resemblance[]>();
    for (const check of this.checks)
      for (const one of check.find(query)) {
        const known = byTarget.get(one.id);
        if (known === undefined) byTarget.set(one.id, [one]);
        else known.push(one);
      }
    return [...byTarget]
      .flatMap(([id, resemblances]) => this.#weighed(asked, id, resemblances) ?? [])
      .sort((a, b) => b.score - a.score || (a.target < b.target ? -1 : 1));
  }

  #weighed(asked: AskedPackage, id: number, resemblances: readonly Resemblance[]): Imitated | undefined {
    const { corpus } = this;
    const target = corpus.names[id]!;
    const owners = asked.owners ?? this.#ownersOf(asked.name);
    if (target === asked.name || corpus.isOwnedBy(id, owners)) return undefined;
    if (this.#options.rules.areRelated?.(asked.name, target) === true) return undefined;
    const downloads = asked.downloads ?? this.#downloadsOf(asked.name);
    const lead = this.#popularity.lead(id, downloads);
    if (lead === undefined) return undefined;
    const score = Math.round(100 * together(resemblances) * (0.35 + 0.65 * lead));
    if (score < (this.#options.minimum ?? LEVEL_SCORES.low)) return undefined;
    const reasons = [...resemblances]
      .sort((a, b) => b.closeness - a.closeness)
      .map(({ check, family, text }): Reason => ({ check, family, text }));
    const own = corpus.downloads(id);
    return {
      target,
      score,
      level: levelOf(score),
      reasons,
      sharesOwner: owners.length > 0 && corpus.hasOwners(id) ? false : undefined,
      downloads: Number.isNaN(own) ? undefined : own,
    };
  }

  /** A name of the corpus is asked about with what the corpus knows of it. */
  #ownersOf(name: string): readonly string[] {
    const id = this.corpus.exact.get(name);
    return id === undefined ? [] : this.corpus.owners(id);
  }

  #downloadsOf(name: string): number | undefined {
    const id = this.corpus.exact.get(name);
    if (id === undefined) return undefined;
    const downloads = this.corpus.downloads(id);
    // In a list without numbers everybody is well known.
    return Number.isNaN(downloads) ? Infinity : downloads;
  }

  #suppression(asked: AskedPackage, { target, reasons }: Imitated): Suppression | undefined {
    const checks = reasons.map(({ check }) => check);
    const { suppressions = [], now } = this.#options;
    return suppressionFor(suppressions, { name: asked.name, owners: asked.owners ?? [], target, checks }, now);
  }
}

function ownChecks(told: readonly Brand[]): LikenessCheck[] {
  return [
    SAME_FORM,
    SEPARATORS,
    CONFUSABLE,
    SINGLE_EDIT,
    WORD_EDITS,
    TWO_EDITS,
    ADDED_WORDS,
    brands(told),
    LOOK_ALIKE_OWNERS(),
    sameRepository(),
    SAME_CONTENT,
  ];
}

/** Families are independent witnesses; within one the nearest counts. */
function together(resemblances: readonly Resemblance[]): number {
  const nearest = new Map<Family, number>();
  for (const { family, closeness } of resemblances)
    nearest.set(family, Math.max(nearest.get(family) ?? 0, Math.min(closeness, 1)));
  let doubt = 1;
  for (const closeness of nearest.values()) doubt *= 1 - closeness;
  return 1 - doubt;
}

function levelOf(score: number): NameLevel {
  return NAME_LEVELS.findLast((level) => score >= LEVEL_SCORES[level]) ?? 'none';
}
