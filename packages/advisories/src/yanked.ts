/** Yanked versions among the locked packages, from what the index says of them. */
import { comparePrecedence, tryParseVersion } from '@lazaret/cargo';
import { FindingKind, type LockedPackage, Tier, tierOf } from './match.ts';

/** A locked package whose version is yanked. */
export interface YankedFinding<P extends LockedPackage = LockedPackage> {
  readonly kind: typeof FindingKind.Yanked;
  readonly package: P;
  readonly tier: typeof Tier.CratesIo;
  /** The highest stable version that is not yanked, `null` if there is none: all good versions yanked is a lure. */
  readonly replacement: string | null;
}

/** What the index says of a crate. */
export interface IndexedVersion {
  readonly version: string;
  readonly yanked: boolean;
}

/** Result of the check: packages the index could not answer for are named, not taken for fine. */
export interface YankedResult<P extends LockedPackage = LockedPackage> {
  readonly yanked: readonly YankedFinding<P>[];
  /** Packages of crates.io whose index entry is not at hand or does not list the locked version. */
  readonly unknown: readonly P[];
}

function replacementOf(versions: readonly IndexedVersion[]): string | null {
  let best: { text: string; version: NonNullable<ReturnType<typeof tryParseVersion>> } | null = null;
  for (const entry of versions) {
    const version = entry.yanked ? undefined : tryParseVersion(entry.version);
    if (version === undefined || version.pre !== '') continue;
    if (best === null || comparePrecedence(version, best.version) > 0) best = { text: entry.version, version };
  }
  return best?.text ?? null;
}

/** Finds yanked packages; `indexOf` gives the index entry of a crate of crates.io, `null` if it is not at hand. */
export function findYanked<P extends LockedPackage>(
  packages: Iterable<P>,
  indexOf: (name: string) => readonly IndexedVersion[] | null,
): YankedResult<P> {
  const yanked: YankedFinding<P>[] = [];
  const unknown: P[] = [];
  for (const pkg of packages) {
    if (tierOf(pkg.source).tier !== Tier.CratesIo) continue;
    const versions = indexOf(pkg.name);
    const own = tryParseVersion(pkg.version);
    // Cargo and crates.io take versions that differ in build metadata only for the same.
    const entry = versions?.find(({ version }) => {
      const listed = tryParseVersion(version);
      return own !== undefined && listed !== undefined && comparePrecedence(own, listed) === 0;
    });
    if (!versions || !entry) unknown.push(pkg);
    else if (entry.yanked) {
      yanked.push({
        kind: FindingKind.Yanked,
        package: pkg,
        tier: Tier.CratesIo,
        replacement: replacementOf(versions),
      });
    }
  }
  return { yanked, unknown };
}
