/**
 * `lazaret scan --format sarif`: SARIF 2.1.0. Every check that was made is a rule, so that a reader sees what was looked for;
 * a finding is a result, located where its first evidence stands, with the call paths of its evidence as code flows.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { CallStep, Check, Evidence, Finding, Severity } from '@lazaret/behaviour';
import { jsonText } from '../../formats/format.ts';
import { RESULTS_MAX, STEPS_MAX, sarifText, sarifUri, TAGS_MAX } from '../../formats/sarif.ts';
import { VERSION } from '../../version.ts';
import type { ScanReport } from '../report.ts';

const LEVEL: Readonly<Record<Severity, string>> = { info: 'none', note: 'note', review: 'warning', hold: 'error' };
/** GitHub's bands: above 9 critical, 7 to 8.9 high, 4 to 6.9 medium. */
const SCORE: Readonly<Record<Severity, string>> = { info: '0.0', note: '2.0', review: '5.5', hold: '9.5' };

export function scanSarif(reports: readonly ScanReport[]): string {
  const checks = [...new Map(reports.flatMap((it) => it.checks.map((check) => [check.id, check] as const))).values()];
  const indexes = new Map(checks.map(({ id }, at) => [id, at]));
  const run = {
    tool: {
      driver: {
        name: 'lazaret',
        version: VERSION,
        semanticVersion: VERSION,
        informationUri: 'https://lazaret.invalid/',
        rules: checks.map(rule),
      },
    },
    automationDetails: { id: 'lazaret-scan/' },
    originalUriBaseIds: {
      '%SRCROOT%': { description: { text: 'The root of the scanned package, or of its workspace.' } },
      '%CARGO_REGISTRY%': { description: { text: 'Unpacked crates, a folder NAME-VERSION each.' } },
    },
    columnKind: 'unicodeCodePoints',
    results: reports
      .flatMap((report) => [
        ...report.result.findings.map((finding) => result(finding, report, indexes.get(finding.check), undefined)),
        ...report.result.excepted.map(({ finding, reason }) =>
          result(finding, report, indexes.get(finding.check), reason),
        ),
      ])
      .slice(0, RESULTS_MAX),
    properties: {
      verdicts: reports.map(({ result: { subject, verdict } }) => ({
        name: subject.name,
        version: subject.version,
        level: verdict.level,
        score: verdict.score,
        because: verdict.because,
      })),
    },
  };
  return jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, 2);
}

function rule(check: Check): object {
  return {
    id: check.id,
    name: check.id,
    shortDescription: sarifText(check.title),
    fullDescription: sarifText(check.title),
    help: sarifText(`${check.title}. Wrong when: ${check.wrongWhen}`),
    defaultConfiguration: { level: LEVEL[check.severity] },
    properties: {
      tags: ['security', check.group, ...check.evidence].slice(0, TAGS_MAX),
      'security-severity': SCORE[check.severity],
      version: check.version,
    },
  };
}

/** An excepted finding is a suppressed result: it stays visible, and does not count. */
function result(finding: Finding, report: ScanReport, ruleIndex: number | undefined, excepted: string | undefined) {
  const { name, version } = report.result.subject;
  const place = finding.evidence.find((it) => it.file !== undefined);
  const file = posix.join(report.folder, place?.file ?? 'Cargo.toml');
  const line = Math.max(place?.line ?? 1, 1);
  const column = Math.max(place?.column ?? 1, 1);
  const flows = finding.evidence.flatMap((it) => (it.path === undefined || it.path.length === 0 ? [] : [it.path]));
  const identity = [finding.check, name, finding.title, file].join('\n');
  const what = finding.evidence.map((it) => evidenceText(it)).join('; ');
  return {
    ruleId: finding.check,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVEL[finding.severity],
    message: sarifText(`${name} ${version}: ${finding.title}. ${what}`),
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: sarifUri(file), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 },
        },
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: `${createHash('sha256').update(identity).digest('hex').slice(0, 16)}:1`,
    },
    ...(flows.length === 0 ? {} : { codeFlows: codeFlows(flows, report) }),
    ...(excepted === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: sarifText(excepted).text }] }),
    properties: { severity: finding.severity, version: finding.version, decisive: finding.decisive === true },
  };
}

function evidenceText(evidence: Evidence): string {
  const decoded = evidence.decoded;
  return decoded === undefined ? evidence.text : `${evidence.text} (${decoded.layers.join(' → ')}: ${decoded.preview})`;
}

/** A flow for each path; the limit counts the steps of all flows of a result. */
function codeFlows(paths: readonly (readonly CallStep[])[], report: ScanReport): object[] {
  let left = STEPS_MAX;
  const flows: object[] = [];
  for (const path of paths) {
    const locations = path.slice(0, left).map((it, at) => step(it, at, report));
    left -= locations.length;
    if (locations.length > 0) flows.push({ threadFlows: [{ locations }] });
  }
  return flows;
}

function step(it: CallStep, position: number, report: ScanReport): object {
  const { name, version } = report.result.subject;
  const own = it.package === `${name}@${version}`;
  const artifactLocation = own
    ? { uri: sarifUri(posix.join(report.folder, it.file)), uriBaseId: '%SRCROOT%' }
    : { uri: `${sarifUri(it.package.replace('@', '-'))}/${sarifUri(it.file)}`, uriBaseId: '%CARGO_REGISTRY%' };
  const message = sarifText(`${it.package} ${it.function}`);
  const location =
    it.file === ''
      ? { message }
      : {
          physicalLocation: {
            artifactLocation,
            region: { startLine: Math.max(it.line, 1), startColumn: Math.max(it.column, 1) },
          },
          message,
        };
  return { location, executionOrder: position + 1, nestingLevel: position };
}
