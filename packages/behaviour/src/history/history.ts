/**
 * The history of crates up to the moment of the scan, from the index and the metadata together. The index says what was
 * published and what is yanked now; the metadata says who did it and when. Where both are silent, nothing is known.
 */
import { canonicalCrateName, DependencyKind, type IndexLine, tryParseVersion, type Version } from '@lazaret/cargo';
import type { ScanContext } from '../context.ts';
import type { CrateMetadata } from '../metadata.ts';
import { DEFAULT_POLICY, type Policy } from '../verdict/policy.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A version in a crate's history. */
export interface Release {
  readonly num: string;
  readonly semver: Version;
  /** Milliseconds. */
  readonly time: number | undefined;
  readonly publishedBy: string | undefined;
  readonly yanked: boolean;
  readonly yankedAt: number | undefined;
  /** Real names of what it needs to be built, development left out. */
  readonly needs: ReadonlySet<string>;
}

export function agesOf(context: ScanContext): Policy['ages'] {
  return context.ages ?? DEFAULT_POLICY.ages;
}

/** The metadata's entry of a crate; names compare as the registry compares them. */
export function metadataOf(context: ScanContext, name: string): CrateMetadata | undefined {
  const crates = context.metadata?.crates;
  if (crates === undefined) return undefined;
  const spellings = [name, name.replaceAll('_', '-'), name.replaceAll('-', '_'), name.toLowerCase()];
  const key = spellings.find((it) => Object.hasOwn(crates, it));
  return key === undefined ? undefined : crates[key];
}

/** When the scan is: what it was told, else when the subject was published. */
export function momentOf(context: ScanContext): number | undefined {
  return timeOf(context.now) ?? publicationOf(context);
}

/** When the subject was published, if that is known. */
export function publicationOf(context: ScanContext): number | undefined {
  const { name, version } = context.subject;
  return releasesOf(context, name).find((it) => it.num === version)?.time;
}

/** All releases of a crate that are known, in the order in which they were published. */
export function releasesOf(context: ScanContext, name: string): readonly Release[] {
  const found = new Map<string, Release>();
  for (const line of context.registry.versions(name) ?? []) found.set(line.version, ofLine(line));
  const until = timeOf(context.now);
  for (const it of metadataOf(context, name)?.versions ?? []) {
    const semver = tryParseVersion(it.num);
    const time = timeOf(it.pubtime);
    if (semver === undefined || (until !== undefined && time !== undefined && time > until)) continue;
    const known = found.get(it.num);
    const yankedAt = timeOf(it.yankedAt);
    const needs = it.deps.filter((dep) => dep.kind !== 'dev').map((dep) => canonicalCrateName(dep.name));
    found.set(it.num, {
      num: it.num,
      semver,
      time: time ?? known?.time,
      publishedBy: it.publishedBy,
      yanked: (it.yanked || known?.yanked === true) && (until === undefined || (yankedAt ?? until) <= until),
      yankedAt,
      needs: new Set([...(known?.needs ?? []), ...needs]),
    });
  }
  // Without all times the index's order counts, which is that of publication.
  const releases = [...found.values()];
  return releases.every((it) => it.time !== undefined) ? releases.sort((a, b) => a.time! - b.time!) : releases;
}

function ofLine(line: IndexLine): Release {
  const needs = line.dependencies.filter((dep) => dep.kind !== DependencyKind.dev);
  return {
    num: line.version,
    semver: line.semver,
    time: timeOf(line.pubtime),
    publishedBy: undefined,
    yanked: line.yanked,
    yankedAt: undefined,
    needs: new Set(needs.map((dep) => canonicalCrateName(dep.package ?? dep.name))),
  };
}

/** Releases of the subject before the scanned one; all that are known where that one is not in the index. */
export function earlierReleases(context: ScanContext): readonly Release[] {
  const { name, version } = context.subject;
  const all = releasesOf(context, name);
  const own = all.findIndex((it) => it.num === version);
  return own < 0 ? all : all.slice(0, own);
}

/** When a crate was first seen: its creation or its first release. */
export function firstSeen(context: ScanContext, name: string): number | undefined {
  const times = releasesOf(context, name).flatMap((it) => it.time ?? []);
  const created = timeOf(metadataOf(context, name)?.createdAt);
  if (created !== undefined) times.push(created);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Is the crate new: first seen within these days, or, where no time is known, hardly any earlier release? */
export function isNewCrate(context: ScanContext, days: number): boolean {
  const moment = momentOf(context);
  const first = firstSeen(context, context.subject.name);
  if (moment !== undefined && first !== undefined) return moment - first <= days * DAY;
  return earlierReleases(context).length <= 2;
}

/** Logins of those who may publish the crate now, in lower case; undefined where that is not known. */
export function ownersOf(context: ScanContext, name: string): ReadonlySet<string> | undefined {
  const owners = metadataOf(context, name)?.owners ?? [];
  return owners.length === 0 ? undefined : new Set(owners.map((it) => it.login.toLowerCase()));
}

/** Do both crates have an owner in common? Undefined where the owners of one are not known. */
export function shareOwner(context: ScanContext, a: string, b: string): boolean | undefined {
  const left = ownersOf(context, a);
  const right = ownersOf(context, b);
  if (left === undefined || right === undefined) return undefined;
  return [...left].some((login) => right.has(login));
}

export function timeOf(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** `4 minutes`, `3 hours`, `12 days`. */
export function spanText(milliseconds: number): string {
  const span = Math.abs(milliseconds);
  const [count, unit] =
    span < HOUR
      ? [Math.round(span / 60_000), 'minute']
      : span < 3 * DAY
        ? [Math.round(span / HOUR), 'hour']
        : [Math.round(span / DAY), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
