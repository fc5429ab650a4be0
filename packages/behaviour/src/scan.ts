/** One scan: all checks over one version, and the verdict. */

import type { Capabilities } from './capabilities/capabilities.ts';
import type { Check } from './check.ts';
import { refusedArchive } from './checks/archive/refused.ts';
import type { CodeCompleteness, CodeFacts, UnitName } from './code.ts';
import type { ScanContext } from './context.ts';
import { type CheckGroup, type Finding, SEVERITIES } from './finding.ts';
import { DEFAULT_POLICY, exceptionFor, type Policy } from './verdict/policy.ts';
import { type Verdict, verdictOf } from './verdict/verdict.ts';

/** A finding that the policy excepts: shown, not counted. */
export interface ExceptedFinding {
  readonly finding: Finding;
  readonly reason: string;
  readonly until: string | undefined;
}

export interface ScanResult {
  readonly subject: { readonly name: string; readonly version: string; readonly sha256: string | undefined };
  readonly previous: { readonly name: string; readonly version: string } | undefined;
  readonly now: string | undefined;
  readonly verdict: Verdict;
  /** The most serious first. */
  readonly findings: readonly Finding[];
  readonly excepted: readonly ExceptedFinding[];
  /** One entry for each unit that the version has; several binaries are several entries. */
  readonly units: readonly { readonly unit: UnitName; readonly name: string; readonly capabilities: Capabilities }[];
  readonly completeness: CodeCompleteness;
}

export function scan(given: ScanContext, checks: readonly Check[], policy: Policy = DEFAULT_POLICY): ScanResult {
  const context: ScanContext = { ...given, shared: new Map() };
  const { code, previous, now } = context;
  const { name, version, sha256 } = context.subject;
  const found = checks.flatMap((check) => check.run(context));
  for (const [target, other] of context.otherTargets ?? [])
    found.push(...onlyThere(context, target, other, checks, found));
  const others = [...(context.otherTargets ?? [])].flatMap(([target, other]) =>
    other.units.map((unit) => ({ ...unit, name: `${unit.name} for ${target}` })),
  );
  return {
    ...judged(found, context.subject, now, policy),
    subject: { name, version, sha256 },
    previous: previous && { name: previous.name, version: previous.version },
    now,
    units: [...code.units, ...others].map(({ unit, name, capabilities }) => ({ unit, name, capabilities })),
    completeness: code.completeness,
  };
}

/** Groups of checks that look at what the code does, which differs between targets. */
const TOLD_BY_CODE: ReadonlySet<CheckGroup> = new Set(['build', 'macro', 'capability', 'obfuscation']);

/** What the checks of code find for another target and have not found before. */
function onlyThere(
  context: ScanContext,
  target: string,
  code: CodeFacts,
  checks: readonly Check[],
  found: readonly Finding[],
): Finding[] {
  const known = new Set(found.map((finding) => `${finding.check} ${finding.title}`));
  const there: ScanContext = {
    ...context,
    code,
    previous: undefined,
    previousCode: undefined,
    shared: new Map(),
  };
  return checks
    .filter((check) => TOLD_BY_CODE.has(check.group))
    .flatMap((check) => check.run(there))
    .filter((finding) => !known.has(`${finding.check} ${finding.title}`))
    .map((finding) => ({ ...finding, title: `for ${target}: ${finding.title}` }));
}

/** An archive that cannot be read as cargo would read it. */
export interface RefusedArchive {
  readonly name: string;
  readonly version: string;
  readonly sha256: string | undefined;
  readonly reason: string;
  /** The entry that is to blame, as written. */
  readonly path: string | undefined;
}

/** The result for an archive without trustworthy content: nothing of it was looked at. */
export function refusedScan(archive: RefusedArchive, now?: string, policy: Policy = DEFAULT_POLICY): ScanResult {
  const { name, version, sha256, reason, path } = archive;
  return {
    ...judged([refusedArchive(reason, path)], archive, now, policy),
    subject: { name, version, sha256 },
    previous: undefined,
    now,
    units: [],
    completeness: { units: 0, functions: 0, unresolvedCalls: 0, opaqueExpansions: 0, missing: [], limits: [] },
  };
}

function judged(
  found: readonly Finding[],
  subject: { readonly name: string; readonly version: string },
  now: string | undefined,
  policy: Policy,
): Pick<ScanResult, 'verdict' | 'findings' | 'excepted'> {
  const findings: Finding[] = [];
  const excepted: ExceptedFinding[] = [];
  for (const finding of found) {
    const exception = exceptionFor(finding, subject, policy, now);
    if (exception === undefined) findings.push(finding);
    else excepted.push({ finding, reason: exception.reason, until: exception.until });
  }
  findings.sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  return { verdict: verdictOf(findings, policy), findings, excepted };
}
