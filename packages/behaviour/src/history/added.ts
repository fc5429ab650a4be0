/** Dependencies of the subject, and which of them it never had before. */
import { canonicalCrateName, DependencyKind } from '@lazaret/cargo';
import type { ScanContext } from '../context.ts';
import { earlierReleases } from './history.ts';

/** Real names of what the subject needs to be built, as its manifest has them. */
export function directDependencies(context: ScanContext): readonly string[] {
  const needs = context.subject.manifest.dependencies.filter((it) => it.kind !== DependencyKind.dev);
  return [...new Set(needs.map((it) => it.package))];
}

/** Has the subject a past that its dependencies can be compared with? */
export function hasPast(context: ScanContext): boolean {
  return context.previous !== undefined || earlierReleases(context).length > 0;
}

/** Those that no earlier release had; all of them for a first version. */
export function addedDependencies(context: ScanContext): readonly string[] {
  const had = new Set(earlierReleases(context).flatMap((it) => [...it.needs]));
  for (const it of context.previous?.manifest.dependencies ?? [])
    if (it.kind !== DependencyKind.dev) had.add(canonicalCrateName(it.package));
  return directDependencies(context).filter((name) => !had.has(canonicalCrateName(name)));
}
