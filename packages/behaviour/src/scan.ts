/** One scan: all checks over one version, and the verdict. */

import type { Capabilities } from './capabilities/capabilities.ts';
import type { Check } from './check.ts';
import type { CodeCompleteness, UnitName } from './code.ts';
import type { ScanContext } from './context.ts';
import { type Finding, SEVERITIES } from './finding.ts';
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

export function scan(context: ScanContext, checks: readonly Check[], policy: Policy = DEFAULT_POLICY): ScanResult {
  const found = checks.flatMap((check) => check.run(context));
  const findings: Finding[] = [];
  const excepted: ExceptedFinding[] = [];
  for (const finding of found) {
    const exception = exceptionFor(finding, context.subject, policy, context.now);
    if (exception === undefined) findings.push(finding);
    else excepted.push({ finding, reason: exception.reason, until: exception.until });
  }
  findings.sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const { name, version, sha256 } = context.subject;
  return {
    subject: { name, version, sha256 },
    previous: context.previous && { name: context.previous.name, version: context.previous.version },
    now: context.now,
    verdict: verdictOf(findings, policy),
    findings,
    excepted,
    units: context.code.units.map(({ unit, name, capabilities }) => ({ unit, name, capabilities })),
    completeness: context.code.completeness,
  };
}
