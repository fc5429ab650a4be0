/** `--format cyclonedx`: a CycloneDX 1.6 bill of materials of the locked packages with the findings as VEX analyses. */

import { createHash } from 'node:crypto';
import { cycloneDxAnalysis } from '@lazaret/advisories';
import type { Finding } from '@lazaret/audit';
import { packageUrl } from '@lazaret/cargo';
import { countedFindings, type Format, jsonText, remedy, verdictSentence } from './format.ts';

function vulnerability(finding: Finding): object {
  return {
    'bom-ref': `${finding.advisory}:${finding.package}@${finding.version}:${finding.time}`,
    id: finding.advisory,
    source: { name: 'RustSec', url: finding.url },
    ...(finding.aliases.length > 0
      ? { references: finding.aliases.map((id) => ({ id, source: { name: id.split('-')[0] as string } })) }
      : {}),
    ratings: finding.severity
      ? [
          {
            severity: finding.severity,
            ...(finding.score === undefined ? {} : { score: finding.score, method: 'other' }),
            ...(finding.cvss ? { vector: finding.cvss } : {}),
          },
        ]
      : [{ severity: 'unknown' }],
    description: finding.title,
    recommendation: `${remedy(finding)}.`,
    analysis: cycloneDxAnalysis({ verdict: finding.verdict, detail: verdictSentence(finding) }),
    affects: [{ ref: packageUrl(finding.package, finding.version) }],
  };
}

export const cyclonedx: Format = (report, context) => {
  const components = report.components.map((component) => {
    const purl = packageUrl(component.name, component.version);
    return {
      type: 'library',
      'bom-ref': purl,
      name: component.name,
      version: component.version,
      purl,
      scope: component.built ? 'required' : 'excluded',
      ...(component.checksum ? { hashes: [{ alg: 'SHA-256', content: component.checksum }] } : {}),
    };
  });
  const unique = [...new Map(components.map((component) => [component['bom-ref'], component])).values()];
  const body = {
    metadata: {
      timestamp: context.now.toISOString(),
      tools: { components: [{ type: 'application', name: 'lazaret', version: report.tool.version }] },
      component: { type: 'application', 'bom-ref': 'project', name: report.project.name },
    },
    components: unique,
    dependencies: report.components.map((component) => ({
      ref: packageUrl(component.name, component.version),
      dependsOn: [...new Set(component.dependencies.map((spec) => specPurl(spec)))].sort(),
    })),
    vulnerabilities: countedFindings(report)
      .filter((finding) => finding.kind !== 'yanked')
      .map(vulnerability),
  };
  const hex = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  // A serial number has the form of a UUID; this one follows from the content (version 8, custom).
  const serial = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return jsonText(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: `urn:uuid:${serial}`,
      version: 1,
      ...body,
    },
    2,
  );
};

function specPurl(spec: string): string {
  const at = spec.lastIndexOf('@');
  return packageUrl(spec.slice(0, at), spec.slice(at + 1));
}
