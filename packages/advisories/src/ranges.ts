/**
 * Affected versions as RustSec computes them: not with `VersionReq::matches`, but as ordered ranges in which prereleases
 * count. A transcription of the rustsec crate's osv/unaffected_range.rs and osv/ranges_for_advisory.rs.
 */
import {
  type Comparator,
  compareVersions,
  parseVersionReq,
  ReqOp,
  tryParseVersion,
  type Version,
  type VersionReq,
  versionReqText,
  versionText,
} from '@lazaret/cargo';
import type { RangeText } from './advisory.ts';

/** Versions from `introduced` on (inclusive) and before `fixed` (exclusive); `null` is no bound. */
export interface VersionRange {
  readonly introduced: Version | null;
  readonly fixed: Version | null;
}

/** One end of an unaffected range; `null` = unbounded. */
type Bound = { readonly version: Version; readonly inclusive: boolean } | null;

interface UnaffectedRange {
  readonly start: Bound;
  readonly end: Bound;
}

/** Thrown and caught in this file only: RustSec's reasons to refuse a requirement or a set of ranges. */
class RangeProblem extends Error {}

/** Why a text is no requirement, or `null` if it is one. */
export function validateRequirement(text: string): string | null {
  try {
    parseVersionReq(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'not a version requirement';
  }
}

/** Is the first bound, a start, at or before the second, an end? */
function startsBefore(start: Bound, end: Bound): boolean {
  if (start === null || end === null) return true;
  const order = compareVersions(start.version, end.version);
  return order < 0 || (order === 0 && start.inclusive && end.inclusive);
}

function newRange(start: Bound, end: Bound): UnaffectedRange {
  if (startsBefore(start, end)) return { start, end };
  throw new RangeProblem('a version range ends before it starts');
}

function overlaps(a: UnaffectedRange, b: UnaffectedRange): boolean {
  return startsBefore(a.start, b.end) && startsBefore(b.start, a.end);
}

/** The version of a comparator; numbers left out are 0. */
function comparatorVersion(c: Comparator): Version {
  return { major: c.major, minor: c.minor ?? 0n, patch: c.patch ?? 0n, pre: c.pre, build: '' };
}

/** `-0` is the lowest prerelease: without it `^1.0.0` would take 2.0.0-alpha.1 in. */
function lowestOf(major: bigint, minor: bigint, patch: bigint): Version {
  return { major, minor, patch, pre: '0', build: '' };
}

function caretEnd(c: Comparator): Version {
  if (c.major > 0n) return lowestOf(c.major + 1n, 0n, 0n);
  if (c.minor === undefined) return lowestOf(1n, 0n, 0n);
  if (c.minor === 0n && c.patch !== undefined) return lowestOf(0n, 0n, c.patch + 1n);
  return lowestOf(0n, c.minor + 1n, 0n);
}

function tildeEnd(c: Comparator): Version {
  return c.minor === undefined ? lowestOf(c.major + 1n, 0n, 0n) : lowestOf(c.major, c.minor + 1n, 0n);
}

/** A comparator that sets both bounds. */
function wholeRange(c: Comparator): UnaffectedRange | null {
  const version = comparatorVersion(c);
  const start = { version, inclusive: true };
  if (c.op === ReqOp.exact) return newRange(start, start);
  if (c.op === ReqOp.caret) return newRange(start, { version: caretEnd(c), inclusive: false });
  if (c.op === ReqOp.tilde) return newRange(start, { version: tildeEnd(c), inclusive: false });
  return null;
}

function unaffectedRange(req: VersionReq): UnaffectedRange {
  const text = versionReqText(req);
  if (req.comparators.length > 2) throw new RangeProblem(`more than two comparators: ${text}`);
  let start: Bound = null;
  let end: Bound = null;
  for (const comparator of req.comparators) {
    const whole = wholeRange(comparator);
    if (whole) {
      if (req.comparators.length === 1) return whole;
      throw new RangeProblem(`a comparator with both bounds must stand alone: ${text}`);
    }
    const bound = { version: comparatorVersion(comparator), inclusive: comparator.op.endsWith('=') };
    if (comparator.op === ReqOp.greater || comparator.op === ReqOp.greaterEq) {
      if (start) throw new RangeProblem(`more than one lower bound: ${text}`);
      start = bound;
    } else if (comparator.op === ReqOp.less || comparator.op === ReqOp.lessEq) {
      if (end) throw new RangeProblem(`more than one upper bound: ${text}`);
      end = bound;
    } else throw new RangeProblem(`an operator that advisories may not use: ${text}`);
  }
  return newRange(start, end);
}

/** The lowest version above `v`: 1.2.3 → 1.2.4-0, 1.2.3-rc → 1.2.3-rc.0 (SemVer §11). */
export function nextVersion(v: Version): Version {
  return v.pre === '' ? { ...v, patch: v.patch + 1n, pre: '0', build: '' } : { ...v, pre: `${v.pre}.0`, build: '' };
}

/** First version at or after the end of an unaffected range. */
function afterEnd(end: NonNullable<Bound>): Version {
  return end.inclusive ? nextVersion(end.version) : end.version;
}

/** First version at or after which an unaffected range has begun. */
function atStart(start: NonNullable<Bound>): Version {
  return start.inclusive ? start.version : nextVersion(start.version);
}

function gapsBetween(unaffected: readonly UnaffectedRange[]): VersionRange[] {
  if (unaffected.length === 0) return [{ introduced: null, fixed: null }];
  for (const [at, a] of unaffected.entries()) {
    for (const b of unaffected.slice(at + 1)) if (overlaps(a, b)) throw new RangeProblem('version ranges overlap');
  }
  const sorted = unaffected.toSorted((a, b) =>
    a.start === null ? -1 : b.start === null ? 1 : compareVersions(a.start.version, b.start.version),
  );
  const gaps: VersionRange[] = [];
  let introduced: Version | null = null;
  let open = true;
  for (const range of sorted) {
    if (range.start) gaps.push({ introduced, fixed: atStart(range.start) });
    open = range.end !== null;
    introduced = range.end && afterEnd(range.end);
  }
  if (open) gaps.push({ introduced, fixed: null });
  return gaps;
}

/** More ranges than this would make the pairwise check for overlaps slow; real advisories have under 20. */
const MAX_RANGES = 500;

/** The affected ranges of RustSec's `unaffected` and `patched` requirements, or why RustSec refuses them. */
export function rangesOfRequirements(unaffected: readonly string[], patched: readonly string[]): RangeText[] | string {
  const requirements = [...unaffected, ...patched];
  if (requirements.length > MAX_RANGES) return 'too many version ranges';
  try {
    return gapsBetween(requirements.map((text) => unaffectedRange(parseVersionReq(text)))).map(rangeText);
  } catch (error) {
    if (error instanceof RangeProblem) return error.message;
    return error instanceof Error ? error.message : 'not a version requirement';
  }
}

function rangeText(range: VersionRange): RangeText {
  return {
    introduced: range.introduced && versionText(range.introduced),
    fixed: range.fixed && versionText(range.fixed),
  };
}

/** Parses ranges of an advisory; one that cannot be read counts as all versions, never as none. */
export function parseRanges(ranges: readonly RangeText[]): VersionRange[] {
  return ranges.map((range) => ({
    introduced: (range.introduced !== null && tryParseVersion(range.introduced)) || null,
    fixed: (range.fixed !== null && tryParseVersion(range.fixed)) || null,
  }));
}

/** Is a version in one of the ranges, in the total order of Rust's `Version` (build metadata counts)? */
export function inRanges(version: Version, ranges: readonly VersionRange[]): boolean {
  return ranges.some(
    ({ introduced, fixed }) =>
      (introduced === null || compareVersions(version, introduced) >= 0) &&
      (fixed === null || compareVersions(version, fixed) < 0),
  );
}
