/** Which packages below the subject deserve a look of their own, the most suspicious first. */
import { canonicalCrateName } from '@lazaret/cargo';
import type { ClosurePackage, ScanContext } from '../context.ts';
import { isPopular } from '../names/popular.ts';
import { addedDependencies, directDependencies, hasPast } from './added.ts';
import { agesOf, DAY, firstSeen, HOUR, metadataOf, momentOf, releasesOf, shareOwner } from './history.ts';

/** A dependency first seen within this time has not been looked at by many. */
const YOUNG = 30 * DAY;
/** Downloads below which hardly anybody would have noticed. */
export const UNPOPULAR_DOWNLOADS = 1_000;
/** A crate with fewer releases has no history of its own to speak of. */
const FEW_RELEASES = 2;
/** Hardly released crates that have been there for longer have been seen by somebody. */
const RECENT = 365 * DAY;
/** Names from the subject on within which crates of unknown age count. */
const NEAR = 3;

export interface Suspect {
  readonly package: ClosurePackage;
  /** Milliseconds from its first sight to the moment of the scan. */
  readonly age: number | undefined;
  /** Hours old, by the policy. */
  readonly hoursOld: boolean;
  /** Younger than a month, or of unknown age. */
  readonly young: boolean;
  /** The subject has earlier releases, and none of them had it. */
  readonly added: boolean;
  /** Has it an owner in common with the subject? */
  readonly shared: boolean | undefined;
}

const SUSPECTS = Symbol('suspects');

export function suspects(context: ScanContext): readonly Suspect[] {
  const known = context.shared?.get(SUSPECTS) as readonly Suspect[] | undefined;
  if (known !== undefined) return known;
  const found = suspectsOf(context);
  context.shared?.set(SUSPECTS, found);
  return found;
}

function suspectsOf(context: ScanContext): readonly Suspect[] {
  const closure = [...(context.closure ?? []), ...absent(context)];
  if (closure.length === 0) return [];
  const moment = momentOf(context) ?? latest(context);
  const added = new Set(hasPast(context) ? addedDependencies(context).map(canonicalCrateName) : []);
  const found = closure.flatMap((it) => {
    const suspect = suspectOf(context, it, moment, added);
    return suspect === undefined ? [] : [suspect];
  });
  const weight = (it: Suspect): number => (it.hoursOld ? 4 : 0) + (it.added ? 2 : 0) + (it.young ? 1 : 0);
  return found.sort((a, b) => weight(b) - weight(a) || a.package.path.length - b.package.path.length);
}

/** Dependencies that the registry does not have, but of which the metadata knows: their dates and owners count too. */
function absent(context: ScanContext): ClosurePackage[] {
  const there = new Set((context.closure ?? []).map((it) => canonicalCrateName(it.name)));
  return directDependencies(context).flatMap((name) => {
    const version = releasesOf(context, name).at(-1)?.num;
    if (there.has(canonicalCrateName(name)) || version === undefined) return [];
    return [{ name, version, path: [name], atBuild: false }];
  });
}

function suspectOf(
  context: ScanContext,
  it: ClosurePackage,
  moment: number | undefined,
  addedNames: ReadonlySet<string>,
): Suspect | undefined {
  const { name, path } = it;
  const first = firstSeen(context, name);
  const age = first === undefined || moment === undefined ? undefined : moment - first;
  // Not yet there at that moment: it was chosen because the registry is taken as it is today.
  const later = age !== undefined && age < -HOUR;
  const added = path.length === 1 && addedNames.has(canonicalCrateName(name));
  const downloads = metadataOf(context, name)?.downloads;
  const unknown = first === undefined && path.length <= NEAR && !isPopular(context, name);
  const young = age === undefined ? unknown : age <= YOUNG && !later;
  const unpopular = downloads !== undefined && downloads < UNPOPULAR_DOWNLOADS;
  const known = age !== undefined && (age > RECENT || later);
  const obscure =
    downloads === undefined && path.length === 1 && !known && releasesOf(context, name).length <= FEW_RELEASES;
  if (!added && !young && !unpopular && !(obscure && !isPopular(context, name)) && !isFresh(context, it, moment))
    return undefined;
  const hoursOld = age !== undefined && !later && age <= agesOf(context).newDependencyHours * HOUR;
  return { package: it, age, hoursOld, young, added, shared: shareOwner(context, context.subject.name, name) };
}

/** The chosen version is hours old at the moment: an old crate may just have been taken over. */
function isFresh(context: ScanContext, { name, version }: ClosurePackage, moment: number | undefined): boolean {
  const time = releasesOf(context, name).find((it) => it.num === version)?.time;
  if (moment === undefined || time === undefined || time > moment) return false;
  return moment - time <= agesOf(context).newDependencyHours * HOUR;
}

/** Without any other moment: the newest version that was chosen. */
function latest(context: ScanContext): number | undefined {
  const times = (context.closure ?? []).flatMap(
    ({ name, version }) => releasesOf(context, name).find((it) => it.num === version)?.time ?? [],
  );
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}

/** `subject → a → b`. */
export function pathText(context: ScanContext, { path, version }: ClosurePackage): string {
  return [context.subject.name, ...path].join(' → ').concat(` ${version}`);
}
