/** Which crates are popular, and whose they are: from the metadata's list and numbers, and the corpus. */
import { canonicalCrateName } from '@lazaret/cargo';
import type { ScanContext } from '../context.ts';
import { ownersOf } from '../history/history.ts';

/** Downloads from which a crate counts as popular where no list says so. */
const POPULAR_DOWNLOADS = 1_000_000;

/** Names of popular crates, the most popular first. */
export function popularNames(context: ScanContext): readonly string[] {
  const names = [...(context.metadata?.popular ?? []), ...(context.corpus?.packages ?? []).map(({ name }) => name)];
  const counted = Object.entries(context.metadata?.crates ?? {})
    .filter(([, { downloads }]) => (downloads ?? 0) >= POPULAR_DOWNLOADS)
    .sort(([, a], [, b]) => b.downloads! - a.downloads!)
    .map(([name]) => name);
  return [...new Set([...names, ...counted])];
}

export function isPopular(context: ScanContext, name: string): boolean {
  const canonical = canonicalCrateName(name);
  return popularNames(context).some((it) => canonicalCrateName(it) === canonical);
}

/** Owners of popular crates, in lower case, each with one of the crates. */
export function ownersOfPopular(context: ScanContext): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of popularNames(context))
    for (const login of ownersOf(context, name) ?? []) if (!found.has(login)) found.set(login, name);
  return found;
}
