/** `--format markdown`: for pull request comments and job summaries. Text from crates can open no tag, link or table cell. */

import type { Finding, Verdict } from '@lazaret/audit';
import { printable } from '@lazaret/base';
import { countedFindings, type Format, packageSpec, remedy, verdictSentence } from './format.ts';

function escapeText(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>()#+!|~@]/g, (c) => `\\${c}`);
}

function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function section(title: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  let out = `### ${title} (${findings.length})\n\n`;
  for (const finding of findings) {
    const severity = finding.severity ? `, ${finding.severity}` : '';
    out += `- **${finding.advisory}** in ${code(packageSpec(finding))} (${finding.kind}${severity}): ${escapeText(finding.title)}\n`;
    out += `  ${escapeText(verdictSentence(finding))} To do: ${escapeText(remedy(finding))}.\n`;
    for (const frame of finding.path) {
      out += `  - ${code(`${frame.crate}@${frame.version} ${frame.function}`)} ${code(`${frame.file}:${frame.line}`)}\n`;
    }
  }
  return `${out}\n`;
}

export const markdown: Format = (report) => {
  const findings = countedFindings(report);
  const of = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict);
  const { database, project } = report;
  return `## lazaret audit

${code(project.lock)}: ${project.packages} packages locked, ${project.built} in the build for ${project.targets.map(code).join(', ')}. Advisory database ${code(database.commit.slice(0, 12))} of ${database.date} (${database.ageDays} days old). Nothing was executed.

${section('Reachable', of('reachable'))}${section('Unknown', of('unknown'))}${section('Not reachable', of('not_reachable'))}${section('Not built', of('not_built'))}${findings.length === 0 ? 'No advisory matches.\n' : ''}`;
};
