/**
 * A name that begins with somebody's brand: `polymarket-…`. Brands are told, or seen in the corpus: a first word that several
 * packages have, nearly all of one owner.
 */
import type { Corpus } from '../../corpus/corpus.ts';
import type { FormIndex } from '../../lookup/forms.ts';
import type { LikenessCheck, Resemblance } from './resemblance.ts';

/** A word that stands for somebody. */
export interface Brand {
  readonly word: string;
  /** Owners who may use it; packages of theirs are what could be imitated. */
  readonly owners: readonly string[];
}

/** Packages with a first word from which on it may be a brand. */
const PACKAGES_MIN = 4;
/** Share of them that one owner has. */
const SHARE_MIN = 0.8;
/** Shorter words are words. */
const WORD_MIN = 4;

interface KnownBrand {
  readonly owners: readonly string[];
  /** Its package with the most downloads; undefined where it has none here. */
  readonly flagship: number | undefined;
  readonly isTold: boolean;
}

export function brands(told: readonly Brand[]): LikenessCheck {
  const cache = new WeakMap<FormIndex, ReadonlyMap<string, KnownBrand>>();
  return {
    id: 'brand',
    title: "somebody's brand as a word of the name",
    find({ words, index, corpus, package: { owners = [] } }) {
      const known = cache.get(index) ?? brandsOf(index, corpus, told);
      cache.set(index, known);
      const found: Resemblance[] = [];
      for (const [at, word] of words.entries()) {
        const brand = known.get(word);
        if (brand?.flagship === undefined || owners.some((owner) => brand.owners.includes(owner))) continue;
        // A brand that nobody told of counts in front only: behind it may mean what the package is for.
        if (!brand.isTold && (at > 0 || words.length < 2)) continue;
        const closeness = brand.isTold ? 0.6 : 0.3;
        found.push({ check: this.id, family: 'name', id: brand.flagship, closeness, text: `the brand “${word}”` });
      }
      return found;
    },
  };
}

function brandsOf(index: FormIndex, corpus: Corpus, told: readonly Brand[]): Map<string, KnownBrand> {
  const forms = new Map(told.map((brand) => [index.rules.form(brand.word), brand]));
  const counts = new Map<string, number>();
  for (const form of index.forms) {
    const word = firstWord(form);
    if (word.length >= WORD_MIN) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byWord = new Map<string, number[]>();
  for (const [id, form] of index.forms.entries()) {
    const word = firstWord(form);
    if ((counts.get(word) ?? 0) < PACKAGES_MIN && !forms.has(word)) continue;
    const ids = byWord.get(word);
    if (ids === undefined) byWord.set(word, [id]);
    else ids.push(id);
  }
  const found = new Map<string, KnownBrand>();
  for (const [word, ids] of byWord) {
    const owner = ids.length < PACKAGES_MIN ? undefined : majority(ids, corpus);
    if (owner !== undefined) found.set(word, { owners: [owner], flagship: flagshipOf(ids, corpus), isTold: false });
  }
  for (const [form, { owners }] of forms) {
    const ids = (byWord.get(form) ?? []).filter((id) => owners.length === 0 || corpus.isOwnedBy(id, owners));
    found.set(form, { owners, flagship: flagshipOf(ids, corpus), isTold: true });
  }
  return found;
}

function firstWord(form: string): string {
  const end = form.indexOf('-');
  return end < 0 ? form : form.slice(0, end);
}

/** The owner who has nearly all of these packages. */
function majority(ids: readonly number[], corpus: Corpus): string | undefined {
  const counts = new Map<string, number>();
  for (const id of ids) for (const owner of corpus.owners(id)) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  return [...counts].find(([, count]) => count >= SHARE_MIN * ids.length)?.[0];
}

function flagshipOf(ids: readonly number[], corpus: Corpus): number | undefined {
  let best: number | undefined;
  for (const id of ids) if (best === undefined || corpus.downloads(id) > corpus.downloads(best)) best = id;
  return best;
}
