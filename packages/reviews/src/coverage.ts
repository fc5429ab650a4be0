/** How far a project's third-party packages are reviewed, and the smallest set of reviews that is still missing. */
import { compareVersions, type Version } from '@lazaret/cargo';
import { AuditGraph, ROOT, type SearchResult, type ViolationConflict } from './vet/graph.ts';
import { type ProjectPackage, policyOf, requirementsOf } from './vet/requirements.ts';
import type { VetStore } from './vet/store.ts';
import { parseVetVersion } from './vet/version.ts';

/** `audited` by reviews alone, `exempted` where an exemption had to help, `trusted` where only its publisher's name did. */
export type CoverageState = 'audited' | 'trusted' | 'exempted' | 'missing' | 'conflict' | 'not required';

export interface PackageCoverage {
  readonly name: string;
  readonly version: string;
  /** Criteria that the project asks for, the implied ones left out. */
  readonly required: readonly string[];
  readonly state: CoverageState;
  readonly conflicts: readonly ViolationConflict[];
  /** The one review that would complete it. */
  readonly missing?: MissingReview;
}

export interface MissingReview {
  readonly crate: string;
  /** Absent: the whole version is to be reviewed. */
  readonly from?: string;
  readonly to: string;
  readonly criteria: readonly string[];
}

export interface Coverage {
  readonly packages: readonly PackageCoverage[];
  readonly counts: Readonly<Record<CoverageState, number>>;
}

/** Coverage of all third-party packages of a project, worst first. */
export function coverageOf(packages: readonly ProjectPackage[], store: VetStore): Coverage {
  const required = requirementsOf(packages, store);
  const covered = packages.flatMap((each, index) =>
    each.thirdParty || policyOf(each, store)?.auditAsCratesIo === true ? [coverage(each, required[index]!, store)] : [],
  );
  const counts = { audited: 0, trusted: 0, exempted: 0, missing: 0, conflict: 0, 'not required': 0 };
  for (const { state } of covered) counts[state]++;
  return {
    packages: covered.toSorted((a, b) => RANK[a.state] - RANK[b.state] || compareNames(a.name, b.name)),
    counts,
  };
}

const RANK: Readonly<Record<CoverageState, number>> = {
  conflict: 0,
  missing: 1,
  exempted: 2,
  trusted: 3,
  audited: 4,
  'not required': 5,
};

function coverage({ name, version }: ProjectPackage, required: ReadonlySet<string>, store: VetStore): PackageCoverage {
  const asked = store.mapper.minimal(required);
  const graph = new AuditGraph(store, name);
  const base = { name, version, required: asked, conflicts: graph.conflicts };
  if (graph.conflicts.length > 0) return { ...base, state: 'conflict' };
  if (asked.length === 0) return { ...base, state: 'not required' };
  const found = asked.map((criterion) => ({ criterion, result: graph.search(criterion, version) }));
  const failed = found.filter(({ result }) => !result.holds);
  if (failed.length > 0) {
    const criteria = failed.map(({ criterion }) => criterion);
    return {
      ...base,
      state: 'missing',
      missing: missingReview(
        name,
        version,
        criteria,
        failed.map(({ result }) => result),
      ),
    };
  }
  const kinds = new Set(found.flatMap(({ result }) => (result.holds ? result.path.map(({ kind }) => kind) : [])));
  const state = kinds.has('exemption') ? 'exempted' : kinds.has('trusted') ? 'trusted' : 'audited';
  return { ...base, state };
}

/**
 * The cheapest review that closes the gap: from a version that the criteria reach to one from which they reach the wanted one,
 * the two as near to each other as there are. One review has to serve all failing criteria.
 */
function missingReview(
  crate: string,
  version: string,
  criteria: readonly string[],
  results: readonly SearchResult[],
): MissingReview {
  const common = (side: 'fromRoot' | 'toTarget') =>
    results
      .map((result) => (result.holds ? [] : result[side]))
      .reduce((all, versions) => all.filter((each) => versions.includes(each)));
  let best: { from: string; to: string; cost: readonly number[] } = { from: ROOT, to: version, cost: WHOLE };
  for (const to of common('toTarget')) {
    if (to === ROOT) continue;
    for (const from of common('fromRoot')) {
      const cost = distance(from, to);
      if (cost !== undefined && compareCost(cost, best.cost) < 0) best = { from, to, cost };
    }
  }
  return { crate, to: best.to, criteria, ...(best.from !== ROOT && { from: best.from }) };
}

/** A whole version costs more than any difference between two of the same major version, less than one across three. */
const WHOLE: readonly number[] = [3, 0, 0];

/** Steps in major, minor and patch numbers: the only measure of a difference where the sources are not at hand. */
function distance(from: string, to: string): readonly number[] | undefined {
  if (from === ROOT) return WHOLE;
  const a = parseVetVersion(from)?.semver;
  const b = parseVetVersion(to)?.semver;
  if (a === undefined || b === undefined) return undefined;
  const [low, high] = compareVersions(a, b) < 0 ? [a, b] : [b, a];
  return steps(low, high);
}

function steps(low: Version, high: Version): readonly number[] {
  const major = Number(high.major - low.major);
  if (major > 0) return [major, Number(high.minor), Number(high.patch)];
  const minor = Number(high.minor - low.minor);
  return minor > 0 ? [0, minor, Number(high.patch)] : [0, 0, Number(high.patch - low.patch)];
}

function compareCost(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < 3; index++) if (a[index] !== b[index]) return a[index]! - b[index]!;
  return 0;
}

function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
