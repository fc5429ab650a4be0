/** `--format openvex`: OpenVEX 0.2.0. One statement a finding; the product is the project, the subcomponent the affected crate. */

import { createHash } from 'node:crypto';
import { VEX_MAPPING } from '@lazaret/advisories';
import type { Finding } from '@lazaret/audit';
import { packageUrl } from '@lazaret/cargo';
import { countedFindings, type Format, jsonText, remedy, verdictSentence } from './format.ts';

function statement(finding: Finding, product: string, timestamp: string): object {
  const { status, justification, needsAction } = VEX_MAPPING[finding.verdict].openvex;
  return {
    vulnerability: {
      '@id': finding.url,
      name: finding.advisory,
      description: finding.title,
      ...(finding.aliases.length > 0 ? { aliases: finding.aliases } : {}),
    },
    timestamp,
    products: [{ '@id': product, subcomponents: [{ '@id': packageUrl(finding.package, finding.version) }] }],
    status,
    ...(justification === undefined ? {} : { justification }),
    // The specification demands an action for "affected" and offers a free note for "not affected".
    ...(needsAction ? { action_statement: `${remedy(finding)}.` } : {}),
    ...(status === 'not_affected' ? { impact_statement: verdictSentence(finding) } : {}),
    status_notes: verdictSentence(finding),
  };
}

export const openvex: Format = (report, context) => {
  const timestamp = context.now.toISOString();
  const product = report.project.root === '' ? 'pkg:cargo/workspace' : report.project.root;
  // A finding at build time and its twin at run time are one statement: the worse one.
  const order = { reachable: 0, unknown: 1, not_reachable: 2, not_built: 3 } as const;
  const worst = new Map<string, Finding>();
  for (const finding of countedFindings(report)) {
    const key = `${finding.advisory} ${finding.package} ${finding.version}`;
    const known = worst.get(key);
    if (known === undefined || order[finding.verdict] < order[known.verdict]) worst.set(key, finding);
  }
  const statements = [...worst.values()]
    .filter((finding) => finding.kind !== 'yanked')
    .map((finding) => statement(finding, product, timestamp));
  const body = {
    author: 'lazaret',
    timestamp,
    version: 1,
    tooling: `lazaret ${report.tool.version}`,
    statements,
  };
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return jsonText(
    { '@context': 'https://openvex.dev/ns/v0.2.0', '@id': `https://openvex.dev/docs/public/vex-${digest}`, ...body },
    2,
  );
};
