/** What lists of malware say of a crate: the metadata's advisories, RustSec's, and OpenSSF's malicious packages. */
import { type AdvisoryFacts, isAffected, kindOf } from '@lazaret/advisories';
import { canonicalCrateName, matchesReq, parseVersion, tryParseVersion, tryParseVersionReq } from '@lazaret/cargo';
import type { ScanContext } from '../context.ts';

export interface KnownBad {
  readonly id: string;
  readonly package: string;
  readonly title: string | undefined;
  /** All versions are meant, as of a crate that was made for nothing else. */
  readonly wholeCrate: boolean;
  affects(version: string): boolean;
}

/** Records that a crate, or versions of it, are malware; those made after the day of the scan are not known yet. */
export function knownMalware(context: ScanContext, name: string): readonly KnownBad[] {
  const canonical = canonicalCrateName(name);
  const told = (context.metadata?.advisories ?? []).flatMap((it): KnownBad[] =>
    it.malicious && canonicalCrateName(it.package) === canonical
      ? [
          {
            id: it.id,
            package: it.package,
            title: undefined,
            wholeCrate: it.versions.length === 0 || it.versions.includes('*'),
            affects: (version) => it.versions.length === 0 || it.versions.some((one) => covers(one, version)),
          },
        ]
      : [],
  );
  const listed = advisoriesOf(context, name).filter(isMalware).map(ofAdvisory);
  return [...told, ...listed];
}

/** All names that lists of malware hold as a whole. */
export function malwareNames(context: ScanContext): readonly string[] {
  const told = (context.metadata?.advisories ?? []).filter((it) => it.malicious && it.versions.length === 0);
  const listed = (context.advisories?.all() ?? []).filter(
    (it) => isCurrent(context, it) && isMalware(it) && isWhole(it),
  );
  return [...new Set([...told, ...listed].map((it) => it.package))];
}

/** Advisories on a crate that were known at the moment of the scan and stand. */
export function advisoriesOf(context: ScanContext, name: string): readonly AdvisoryFacts[] {
  return (context.advisories?.ofCrate(name) ?? []).filter((it) => isCurrent(context, it));
}

function isCurrent({ now }: ScanContext, advisory: AdvisoryFacts): boolean {
  const day = now?.slice(0, 10);
  return advisory.withdrawn === null && (day === undefined || advisory.date.slice(0, 10) <= day);
}

/** RustSec marks malware by category; a few records only say it in the title. Input can be malicious too, so the whole phrase counts. */
export function isMalware(advisory: AdvisoryFacts): boolean {
  if (kindOf(advisory) === 'malicious') return true;
  return /\bremoved from crates\.io\b.*\bmalicious\b/i.test(advisory.title);
}

function isWhole({ ranges }: AdvisoryFacts): boolean {
  return ranges.some((it) => (it.introduced === null || /^0\.0\.0/.test(it.introduced)) && it.fixed === null);
}

function ofAdvisory(advisory: AdvisoryFacts): KnownBad {
  return {
    id: advisory.id,
    package: advisory.package,
    title: advisory.title,
    wholeCrate: isWhole(advisory),
    affects: (version) => {
      const parsed = tryParseVersion(version);
      return parsed !== undefined && isAffected(advisory, parsed);
    },
  };
}

/** A plain version means itself alone; all else is a requirement. */
function covers(text: string, version: string): boolean {
  if (tryParseVersion(text) !== undefined) return text === version;
  const req = tryParseVersionReq(text);
  return req !== undefined && matchesReq(req, parseVersion(version));
}
