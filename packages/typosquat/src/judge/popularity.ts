/** How much more used one package is than another, seen within the whole corpus. */
import type { Corpus } from '../corpus/corpus.ts';

/** A package must be used this many times as much as the one that is asked about, else it is nothing to imitate. */
const TIMES_MIN = 10;
/** Powers of ten that make a package's lead complete. */
const LEAD_FULL = 6;
/** The lead that an undisputed place in the corpus gives where numbers are small or missing. */
const RANK_FULL = 0.95;

export class Popularity {
  readonly #corpus: Corpus;
  readonly #sorted: Float64Array;

  constructor(corpus: Corpus) {
    const known: number[] = [];
    for (let id = 0; id < corpus.size; id++) {
      const downloads = corpus.downloads(id);
      if (!Number.isNaN(downloads)) known.push(downloads);
    }
    this.#corpus = corpus;
    this.#sorted = Float64Array.from(known).sort();
  }

  /** 0 to 1: how far a package of the corpus leads another with so many downloads; undefined where it does not. */
  lead(id: number, downloads: number | undefined): number | undefined {
    const own = this.#corpus.downloads(id);
    // A list without numbers is a list of popular packages, the first ones the most.
    if (Number.isNaN(own)) return downloads === Infinity ? undefined : RANK_FULL - (0.3 * id) / this.#corpus.size;
    const times = (own + 1) / ((downloads ?? 0) + 1);
    if (times < TIMES_MIN && downloads !== undefined) return undefined;
    const lead = Math.min(Math.log10(Math.max(times, 1)) / LEAD_FULL, 1);
    return downloads === undefined ? Math.max(lead, RANK_FULL * this.#percentile(own)) : lead;
  }

  /** Share of the corpus that has fewer downloads. */
  #percentile(downloads: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! < downloads) low = middle + 1;
      else high = middle;
    }
    return this.#sorted.length === 0 ? 0 : low / this.#sorted.length;
  }
}
