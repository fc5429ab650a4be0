/** The findings before any verdict: advisories and yanks that match locked packages, with all that needs no source. */
import {
  type AdvisoryFacts,
  type AffectedFunction,
  FindingKind,
  matchAdvisories,
  severityOf,
  type TargetFacts,
  tierOf,
} from '@lazaret/advisories';
import { requireTargetCfgs } from '@lazaret/cargo';
import type { AuditInput } from './input.ts';
import type { Severity } from './report.ts';

/** A locked package under the eyes of an advisory. */
export interface Candidate {
  /** Undefined for a yanked version, which no advisory is about. */
  readonly advisory: AdvisoryFacts | undefined;
  readonly package: number;
  readonly kind: FindingKind;
  readonly tier: 'crates.io' | 'other';
  readonly tierReason: string | undefined;
  readonly functions: readonly AffectedFunction[];
  /** The advisory is about other operating systems or processors than the targets. */
  readonly otherPlatform: boolean;
  readonly severity: Severity | undefined;
  readonly score: number | undefined;
}

interface Locked {
  readonly index: number;
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
}

/** In order of package and advisory id. */
export async function findCandidates(input: AuditInput): Promise<Candidate[]> {
  const members = new Set(input.members);
  // The project's own packages are no one's copies: a private crate may bear any name.
  const locked: Locked[] = input.lock.packages
    .map((p, index) => ({ index, name: p.name, version: p.version, source: p.source?.text ?? null }))
    .filter((p) => !(members.has(p.index) && p.source === null));
  const result = matchAdvisories(input.database, locked, input.targets.map(targetFacts));
  const candidates: Candidate[] = [];
  const matched = [
    ...result.matches.map((m) => [m, false] as const),
    ...result.otherTargets.map((m) => [m, true] as const),
  ];
  for (const [match, otherPlatform] of matched) {
    const rated = await severityOf(match.advisory);
    candidates.push({
      advisory: match.advisory,
      package: match.package.index,
      kind: match.kind,
      tier: match.tier,
      tierReason: match.tierReason ?? undefined,
      functions: match.functions,
      otherPlatform,
      severity: rated?.severity,
      score: rated?.score,
    });
  }
  for (const index of input.yanked.keys()) candidates.push(yankedCandidate(input, index));
  return candidates.sort((a, b) => a.package - b.package || compare(a.advisory?.id ?? '', b.advisory?.id ?? ''));
}

function yankedCandidate(input: AuditInput, index: number): Candidate {
  const { tier, reason } = tierOf(input.lock.packages[index]!.source?.text ?? null);
  return {
    advisory: undefined,
    package: index,
    kind: FindingKind.Yanked,
    tier,
    tierReason: reason ?? undefined,
    functions: [],
    otherPlatform: false,
    severity: undefined,
    score: undefined,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function targetFacts(triple: string): TargetFacts {
  let os = '';
  let arch = '';
  for (const entry of requireTargetCfgs(triple)) {
    const match = /^target_(os|arch)="(.*)"$/.exec(entry);
    if (match?.[1] === 'os') os = match[2]!;
    else if (match?.[1] === 'arch') arch = match[2]!;
  }
  return { os, arch };
}
