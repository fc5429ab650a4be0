/**
 * `--audit-compatible`: the JSON of cargo-audit 0.22 (`cargo audit --json`), for scripts that parse it. Verdicts have no
 * place in it: all findings of packages from crates.io are listed, as cargo-audit would.
 */
import type { Finding } from '@lazaret/audit';
import { type Format, jsonText } from './format.ts';

function advisory(finding: Finding): object {
  return {
    id: finding.advisory,
    package: finding.package,
    title: finding.title,
    description: '',
    date: finding.date,
    aliases: finding.aliases,
    related: [],
    collection: 'crates',
    categories: finding.categories,
    keywords: [],
    cvss: finding.cvss ?? null,
    informational: finding.kind === 'vulnerability' || finding.kind === 'malicious' ? null : finding.kind,
    references: [],
    source: null,
    url: finding.url,
    withdrawn: null,
    license: 'CC0-1.0',
    expect_deleted: false,
  };
}

function entry(finding: Finding): object {
  const named = finding.functions.filter((fn) => fn.origin === 'named');
  return {
    advisory: finding.kind === 'yanked' ? null : advisory(finding),
    versions: { patched: finding.patched, unaffected: [] },
    affected:
      named.length > 0
        ? { arch: [], os: [], functions: Object.fromEntries(named.map((fn) => [fn.path, ['*']])) }
        : null,
    package: {
      name: finding.package,
      version: finding.version,
      source: finding.source || null,
      checksum: null,
      dependencies: [],
      replace: null,
    },
  };
}

export const cargoAudit: Format = (report) => {
  const findings = report.findings.filter((f) => f.tier === 'crates.io' && f.time === 'run' && f.ignored === undefined);
  const list = findings.filter((f) => f.kind === 'vulnerability' || f.kind === 'malicious').map(entry);
  const warnings: Record<string, object[]> = {};
  for (const finding of findings) {
    if (finding.kind === 'vulnerability' || finding.kind === 'malicious') continue;
    (warnings[finding.kind] ??= []).push({ kind: finding.kind, ...entry(finding) });
  }
  return jsonText({
    settings: {
      target_arch: [],
      target_os: [],
      severity: null,
      ignore: [],
      informational_warnings: Object.keys(warnings),
    },
    database: {
      'advisory-count': report.database.advisories,
      'last-commit': report.database.commit,
      'last-updated': report.database.date,
    },
    lockfile: { 'dependency-count': report.project.packages },
    vulnerabilities: { found: list.length > 0, count: list.length, list },
    warnings,
  });
};
