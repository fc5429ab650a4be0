/** Whether the findings make the command fail, and why. Unknown counts like reachable unless the user says otherwise. */
import { meetsSeverity } from '@lazaret/advisories';
import type { GateOptions } from './input.ts';
import type { Finding, Report, Verdict } from './report.ts';

const COUNTED: Readonly<Record<GateOptions['failOnReach'], ReadonlySet<Verdict>>> = {
  reachable: new Set(['reachable']),
  unknown: new Set(['reachable', 'unknown']),
  any: new Set(['reachable', 'unknown', 'not_reachable']),
};

export function judge(findings: readonly Finding[], options: GateOptions): Report['gate'] {
  const reasons = findings
    .filter((finding) => trips(finding, options))
    .map((finding) => {
      const time = finding.time === 'build' ? ' at build time' : '';
      return `${finding.advisory} in ${finding.package}@${finding.version} is ${finding.verdict.replace('_', ' ')}${time}`;
    });
  return { tripped: reasons.length > 0, reasons };
}

function trips(finding: Finding, options: GateOptions): boolean {
  if (finding.ignored !== undefined || finding.isNew === false) return false;
  if (!COUNTED[options.failOnReach].has(finding.verdict)) return false;
  if (finding.kind !== 'vulnerability' && finding.kind !== 'malicious') return options.kinds.has(finding.kind);
  return meetsSeverity(finding.severity ?? null, options.failOn);
}
