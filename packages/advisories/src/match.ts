/**
 * Which advisories are about the packages of a lock file. The same answers as the rustsec crate (database.rs, query.rs)
 * for packages from crates.io; packages from elsewhere are matched too, in a tier of their own that says why.
 */
import { isCratesIo, matchesReq, tryParseVersion, tryParseVersionReq, type Version } from '@lazaret/cargo';
import type { AdvisoryFacts, AffectedFunction } from './advisory.ts';
import type { AdvisoryDatabase } from './database.ts';
import { inRanges, parseRanges } from './ranges.ts';

/** What kind of finding an advisory makes. */
export const FindingKind = {
  Vulnerability: 'vulnerability',
  Unmaintained: 'unmaintained',
  Unsound: 'unsound',
  Notice: 'notice',
  /** The locked version is yanked in the index; there is no advisory. */
  Yanked: 'yanked',
  /** The advisory says that the crate or version is malware. cargo-audit lists these as vulnerabilities. */
  Malicious: 'malicious',
} as const;

/** A value of {@link FindingKind}. */
export type FindingKind = (typeof FindingKind)[keyof typeof FindingKind];

/** How sure it is that the advisory is about this very package. */
export const Tier = {
  /** The package comes from crates.io, which the advisory is about. */
  CratesIo: 'crates.io',
  /** Only name and version agree: the code may be a fork, patched, or another crate altogether. */
  Other: 'other',
} as const;

/** A value of {@link Tier}. */
export type Tier = (typeof Tier)[keyof typeof Tier];

/** A package as a lock file names it; `source` is the lock's own text, `null` for path packages. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
}

/** `target_os` and `target_arch` of a target that is built for. */
export interface TargetFacts {
  readonly os: string;
  readonly arch: string;
}

/** An advisory that is about a locked package. */
export interface AdvisoryMatch<P extends LockedPackage = LockedPackage> {
  readonly advisory: AdvisoryFacts;
  readonly package: P;
  readonly kind: FindingKind;
  readonly tier: Tier;
  /** Why the tier is `other`; `null` for crates.io. */
  readonly tierReason: string | null;
  /** Functions that the advisory names for this version. */
  readonly functions: readonly AffectedFunction[];
  /** Functions that it names, but not for this version. They are no evidence either way. */
  readonly otherVersionFunctions: readonly AffectedFunction[];
}

/** What matching gives; the three lists never overlap. */
export interface MatchResult<P extends LockedPackage = LockedPackage> {
  readonly matches: readonly AdvisoryMatch<P>[];
  /** Would match, but the advisory is about other operating systems or architectures than the targets. */
  readonly otherTargets: readonly AdvisoryMatch<P>[];
  /** Packages whose version cannot be read: nothing can be said of them. */
  readonly unreadable: readonly P[];
}

/** The kind of finding that an advisory makes. */
export function kindOf(advisory: Pick<AdvisoryFacts, 'informational' | 'categories'>): FindingKind {
  if (advisory.categories.includes('malicious')) return FindingKind.Malicious;
  switch (advisory.informational) {
    case null:
      return FindingKind.Vulnerability;
    case 'unmaintained':
      return FindingKind.Unmaintained;
    case 'unsound':
      return FindingKind.Unsound;
    default:
      // A kind that RustSec adds later is shown as the mildest; rustsec itself drops it.
      return FindingKind.Notice;
  }
}

/** The tier of a package by the source its lock file names, and why it is not `crates.io`. */
export function tierOf(source: string | null): { readonly tier: Tier; readonly reason: string | null } {
  if (source !== null && isCratesIo(source)) return { tier: Tier.CratesIo, reason: null };
  const because = (what: string): { tier: Tier; reason: string } => ({
    tier: Tier.Other,
    reason: `${what}; matched by name and version only`,
  });
  if (source === null || source.startsWith('path+')) return because('a path package');
  if (source.startsWith('git+')) return because('from a git repository');
  if (source.startsWith('sparse+')) return because('from another registry (sparse)');
  if (source.startsWith('registry+')) return because('from another registry');
  return because('from an unknown kind of source');
}

/** Is a version affected? Prereleases count; nothing else than ranges and listed versions decides. */
export function isAffected(advisory: Pick<AdvisoryFacts, 'ranges' | 'versions'>, version: Version): boolean {
  if (inRanges(version, parseRanges(advisory.ranges))) return true;
  if (advisory.versions.length === 0) return false;
  const { major, minor, patch, pre } = version;
  return advisory.versions.some((text) => {
    const listed = tryParseVersion(text);
    return listed?.major === major && listed.minor === minor && listed.patch === patch && listed.pre === pre;
  });
}

/** Is the advisory about at least one of the targets? Without targets every advisory is. */
export function appliesToTargets(
  advisory: Pick<AdvisoryFacts, 'os' | 'arch'>,
  targets: readonly TargetFacts[],
): boolean {
  if (targets.length === 0) return true;
  return targets.some(
    ({ os, arch }) =>
      (advisory.os.length === 0 || advisory.os.includes(os)) &&
      (advisory.arch.length === 0 || advisory.arch.includes(arch)),
  );
}

/** Splits the functions of an advisory into those named for a version and the rest (`VersionReq::matches`). */
export function functionsForVersion(
  functions: readonly AffectedFunction[],
  version: Version,
): { readonly named: AffectedFunction[]; readonly other: AffectedFunction[] } {
  const named: AffectedFunction[] = [];
  const other: AffectedFunction[] = [];
  for (const entry of functions) {
    const covers =
      entry.requirements === null ||
      entry.requirements.some((text) => {
        const requirement = tryParseVersionReq(text);
        return requirement !== undefined && matchesReq(requirement, version);
      });
    (covers ? named : other).push(entry);
  }
  return { named, other };
}

function matchOf<P extends LockedPackage>(advisory: AdvisoryFacts, pkg: P, version: Version): AdvisoryMatch<P> {
  const { tier, reason } = tierOf(pkg.source);
  const { named, other } = functionsForVersion(advisory.functions, version);
  return {
    advisory,
    package: pkg,
    kind: kindOf(advisory),
    tier,
    tierReason: reason,
    functions: named,
    otherVersionFunctions: other,
  };
}

/**
 * Matches packages against a database. Withdrawn advisories are left out. The order is that of the packages, then of
 * the advisories' ids; an advisory occurs once per affected package version.
 */
export function matchAdvisories<P extends LockedPackage>(
  database: AdvisoryDatabase,
  packages: Iterable<P>,
  targets: readonly TargetFacts[] = [],
): MatchResult<P> {
  const matches: AdvisoryMatch<P>[] = [];
  const otherTargets: AdvisoryMatch<P>[] = [];
  const unreadable: P[] = [];
  for (const pkg of packages) {
    const version = tryParseVersion(pkg.version);
    if (version === undefined) unreadable.push(pkg);
    else {
      for (const advisory of database.ofCrate(pkg.name)) {
        if (advisory.withdrawn !== null || !isAffected(advisory, version)) continue;
        const list = appliesToTargets(advisory, targets) ? matches : otherTargets;
        list.push(matchOf(advisory, pkg, version));
      }
    }
  }
  return { matches, otherTargets, unreadable };
}
