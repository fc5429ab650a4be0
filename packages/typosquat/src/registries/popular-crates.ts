/**
 * Names of crates that are compared with where nobody brings a corpus: `data/crates-io.json`, the crates that several packages'
 * published lock files name, with the number of those packages. Counted by Lazaret (`tools/popular-names/make.ts`); names
 * and counts are facts and free. It is no list of all crates, and knows no owners.
 */
import stored from '../../data/crates-io.json' with { type: 'json' };
import type { Package } from '../package.ts';

/** The shipped list, the most used first; `downloads` is the number of packages whose lock files name the crate. */
export function popularCrates(): Package[] {
  return Object.entries(stored.crates).map(([name, count]) => ({ name, downloads: count }));
}

/** What the shipped list is, for reports. */
export const POPULAR_CRATES_TITLE = `${Object.keys(stored.crates).length} crates that ${stored.packages} packages' lock files name (shipped)`;
