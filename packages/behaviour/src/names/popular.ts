/**
 * Which crates are popular, and whose they are: from the metadata's list and numbers, the corpus, and the shipped list of names.
 * Names are compared with them by `@lazaret/typosquat`.
 */
import { canonicalCrateName } from '@lazaret/cargo';
import { Corpus, CRATES_IO, NameJudge, popularCrates } from '@lazaret/typosquat';
import type { ScanContext } from '../context.ts';
import { metadataOf, ownersOf } from '../history/history.ts';

/** Downloads from which a crate counts as popular where no list says so. */
const POPULAR_DOWNLOADS = 1_000_000;

interface Popular {
  /** The most popular first, as far as anybody said. */
  readonly names: readonly string[];
  readonly canonical: ReadonlySet<string>;
}

const POPULAR = Symbol('popular');
const JUDGE = Symbol('judge of names');

function popular(context: ScanContext): Popular {
  const known = context.shared?.get(POPULAR) as Popular | undefined;
  if (known !== undefined) return known;
  const counted = Object.entries(context.metadata?.crates ?? {})
    .filter(([, { downloads }]) => (downloads ?? 0) >= POPULAR_DOWNLOADS)
    .sort(([, a], [, b]) => b.downloads! - a.downloads!)
    .map(([name]) => name);
  const corpus = (context.corpus?.packages ?? []).map(({ name }) => name);
  const shipped = popularCrates().map(({ name }) => name);
  const byForm = new Map<string, string>();
  for (const name of [...(context.metadata?.popular ?? []), ...corpus, ...counted, ...shipped]) {
    const canonical = canonicalCrateName(name);
    if (!byForm.has(canonical)) byForm.set(canonical, name);
  }
  const found = { names: [...byForm.values()], canonical: new Set(byForm.keys()) };
  context.shared?.set(POPULAR, found);
  return found;
}

export function isPopular(context: ScanContext, name: string): boolean {
  return popular(context).canonical.has(canonicalCrateName(name));
}

/** Compares names with those of popular crates. */
export function popularJudge(context: ScanContext): NameJudge {
  const known = context.shared?.get(JUDGE) as NameJudge | undefined;
  if (known !== undefined) return known;
  const packages = popular(context).names.map((name) => ({ name, owners: [...(ownersOf(context, name) ?? [])] }));
  const judge = new NameJudge(new Corpus(packages), { rules: CRATES_IO });
  context.shared?.set(JUDGE, judge);
  return judge;
}

/** Owners of popular crates, in lower case, each with one of the crates. */
export function ownersOfPopular(context: ScanContext): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // Only crates that the metadata knows have owners here.
  for (const name of Object.keys(context.metadata?.crates ?? {}).length === 0 ? [] : popular(context).names)
    if (metadataOf(context, name) !== undefined)
      for (const login of ownersOf(context, name) ?? []) if (!found.has(login)) found.set(login, name);
  return found;
}
