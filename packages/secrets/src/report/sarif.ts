/** Findings as SARIF 2.1.0; no secret is in it, only the hash by which two reports can be compared. */
import { isOpen, type SecretFinding, Standing } from '../native/finding.ts';
import { SECRET_RULES } from '../rules/index.ts';

const LEVEL: Readonly<Record<Standing, string>> = {
  [Standing.Proved]: 'error',
  [Standing.Likely]: 'warning',
  [Standing.Disproved]: 'note',
  [Standing.Fixture]: 'note',
  [Standing.Example]: 'none',
  [Standing.Identifier]: 'none',
};

/** GitHub shows no more results of one run. */
const MAX_RESULTS = 25_000;

export function secretsSarif(findings: readonly SecretFinding[], version: string): object {
  const ids = [...new Set(findings.map((one) => one.rule))].sort();
  const known = new Map(SECRET_RULES.map((rule) => [rule.id, rule]));
  const driver = {
    name: 'lazaret',
    version,
    semanticVersion: version,
    informationUri: 'https://lazaret.invalid/',
    rules: ids.map((id) => ({
      id,
      name: id,
      shortDescription: { text: known.get(id)?.title ?? id },
      ...(known.has(id) ? { helpUri: known.get(id)!.source } : {}),
    })),
  };
  const run = {
    tool: { driver },
    automationDetails: { id: 'lazaret-secrets/' },
    columnKind: 'unicodeCodePoints',
    results: findings.slice(0, MAX_RESULTS).map((one) => result(one, ids.indexOf(one.rule))),
  };
  return { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
}

function result(finding: SecretFinding, ruleIndex: number): object {
  const { place } = finding;
  const reasons = finding.reasons.length === 0 ? '' : ` (${finding.reasons.join(', ')})`;
  return {
    ruleId: finding.rule,
    ruleIndex,
    kind: isOpen(finding) ? 'fail' : 'review',
    level: isOpen(finding) ? LEVEL[finding.standing] : 'none',
    message: { text: `${finding.title}: ${finding.redacted}${reasons}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: finding.file.split('/').map(encodeURIComponent).join('/') },
          region: {
            startLine: place.line,
            startColumn: place.column,
            endLine: place.endLine,
            endColumn: place.endColumn,
          },
        },
      },
    ],
    partialFingerprints: { 'secretHash/v1': finding.hash },
    properties: { standing: finding.standing, entropy: finding.entropy, decoded: finding.decoded, also: finding.also },
  };
}
