/**
 * Which two versions to compare to see an advisory's fix: the lowest stable patched version that has an affected one
 * below it, against the highest stable affected version below that one. Yanked versions count: a yank hides nothing.
 */
import { compareVersions, tryParseVersion, type Version } from '@lazaret/cargo';
import type { AdvisoryFacts } from '../advisory.ts';
import { inRanges, parseRanges, rangesOfRequirements, type VersionRange } from '../ranges.ts';

/** A published version as the index has it. */
export interface PublishedVersion {
  readonly version: string;
  readonly yanked: boolean;
}

/** The versions between which the fix happened. */
export interface FixPair {
  readonly affected: PublishedVersion;
  readonly patched: PublishedVersion;
}

/** Why there is no pair. */
export const NoPair = {
  /** The advisory states no patched version. */
  NoPatchedRequirement: 'no-patched-requirement',
  /** No stable published version is patched and above an affected one. */
  NoPatchedVersion: 'no-patched-version',
} as const;

/** A value of {@link NoPair}. */
export type NoPair = (typeof NoPair)[keyof typeof NoPair];

interface Candidate {
  readonly published: PublishedVersion;
  readonly version: Version;
  readonly affected: boolean;
  readonly patched: boolean;
}

/** Is a version inside of the patched requirements, in ordered ranges? For OSV records: it is fixed by a range's end. */
function patchedTest(advisory: AdvisoryFacts, ranges: readonly VersionRange[]): ((version: Version) => boolean) | null {
  if (advisory.patched.length > 0) {
    const gaps = rangesOfRequirements([], advisory.patched);
    if (typeof gaps === 'string') return null;
    const outside = parseRanges(gaps);
    return (version) => !inRanges(version, outside);
  }
  const fixes = ranges.filter(({ fixed }) => fixed !== null);
  if (advisory.unaffected.length > 0 || fixes.length === 0) return null;
  return (version) => fixes.some(({ fixed }) => compareVersions(version, fixed!) >= 0) && !inRanges(version, ranges);
}

/** All pairs, lowest patched version first: one for each maintained branch that got the fix. */
export function fixPairs(advisory: AdvisoryFacts, published: Iterable<PublishedVersion>): FixPair[] | NoPair {
  const ranges = parseRanges(advisory.ranges);
  const isPatched = patchedTest(advisory, ranges);
  if (!isPatched) return NoPair.NoPatchedRequirement;
  const candidates: Candidate[] = [];
  for (const entry of published) {
    const version = tryParseVersion(entry.version);
    if (version === undefined || version.pre !== '') continue;
    candidates.push({ published: entry, version, affected: inRanges(version, ranges), patched: isPatched(version) });
  }
  candidates.sort((a, b) => compareVersions(a.version, b.version));
  const pairs: FixPair[] = [];
  let below: Candidate | null = null;
  let paired: Candidate | null = null;
  for (const candidate of candidates) {
    if (candidate.affected) below = candidate;
    else if (candidate.patched && below && below !== paired) {
      pairs.push({ affected: below.published, patched: candidate.published });
      paired = below;
    }
  }
  return pairs.length > 0 ? pairs : NoPair.NoPatchedVersion;
}

/** The one pair to compare, or why there is none. */
export function chooseFixPair(advisory: AdvisoryFacts, published: Iterable<PublishedVersion>): FixPair | NoPair {
  const pairs = fixPairs(advisory, published);
  return typeof pairs === 'string' ? pairs : pairs[0]!;
}
