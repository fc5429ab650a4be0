/**
 * `--format sarif`: SARIF 2.1.0 within GitHub's limits. A result is located in the repository itself (the project's own call,
 * or the line that brings the dependency in), dependency frames go into the code flow, and the only fingerprint GitHub reads,
 * `primaryLocationLineHash`, is made of things that stay the same from run to run.
 */
import { createHash } from 'node:crypto';
import type { Finding, Frame, Severity, UpdatedPackage } from '@lazaret/audit';
import { printable } from '@lazaret/base';
import {
  countedFindings,
  type Format,
  type FormatContext,
  inRepository,
  jsonText,
  packageSpec,
  remedy,
  verdictSentence,
} from './format.ts';

/** GitHub cuts or refuses beyond these: results a run, characters a text, characters a name, steps of all flows of a result. */
export const RESULTS_MAX = 25_000;
const TEXT_MAX = 1024;
const NAME_MAX = 255;
export const STEPS_MAX = 1000;
export const TAGS_MAX = 10;

const LEVEL = { reachable: 'error', unknown: 'warning', not_reachable: 'note', not_built: 'none' } as const;
/** Middle of each band, for advisories that state a word but no score (GitHub: >9 critical, 7–8.9 high, 4–6.9 medium). */
const SCORE: Record<Severity, number> = { none: 0, low: 2, medium: 5.5, high: 8, critical: 9.5 };

/** A message within the limits, without characters that steer a terminal. */
export function sarifText(value: string, most = TEXT_MAX): { text: string } {
  const safe = printable(value);
  return { text: safe.length > most ? `${safe.slice(0, most - 1)}…` : safe };
}

/** A relative path as a URI reference. */
export function sarifUri(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function rule(finding: Finding): object {
  const score = finding.score ?? (finding.severity ? SCORE[finding.severity] : undefined);
  return {
    id: finding.advisory,
    name: sarifText(finding.title, NAME_MAX).text,
    shortDescription: sarifText(finding.title),
    fullDescription: sarifText(`${finding.title} (${finding.kind} in ${finding.package})`),
    helpUri: finding.url || undefined,
    help: sarifText(`${finding.url} To do: ${remedy(finding)}.`),
    properties: {
      tags: ['security', finding.kind, ...finding.aliases].slice(0, TAGS_MAX),
      ...(score === undefined ? {} : { 'security-severity': score.toFixed(1) }),
    },
  };
}

function step(frame: Frame, position: number, context: FormatContext): object {
  const location = {
    physicalLocation: {
      artifactLocation: frame.own
        ? { uri: sarifUri(inRepository(frame.file, context)), uriBaseId: '%SRCROOT%' }
        : {
            uri: `${sarifUri(`${frame.crate}-${frame.version}`)}/${sarifUri(frame.file)}`,
            uriBaseId: '%CARGO_REGISTRY%',
          },
      region: { startLine: Math.max(frame.line, 1), startColumn: Math.max(frame.column, 1) },
    },
    message: sarifText(`${frame.crate}@${frame.version} ${frame.function}`),
  };
  return { location, executionOrder: position + 1, nestingLevel: position };
}

function result(finding: Finding, ruleIndex: number, context: FormatContext): object {
  const { line, column } = finding.location;
  const file = inRepository(finding.location.file, context);
  const identity = [finding.advisory, finding.package, finding.version, finding.time, file].join('\n');
  return {
    ruleId: finding.advisory,
    ruleIndex,
    level: LEVEL[finding.verdict],
    message: sarifText(
      `${packageSpec(finding)}: ${finding.title}. ${verdictSentence(finding)} To do: ${remedy(finding)}.`,
    ),
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: sarifUri(file), uriBaseId: '%SRCROOT%' },
          region: {
            startLine: Math.max(line, 1),
            startColumn: Math.max(column, 1),
            endLine: Math.max(line, 1),
            endColumn: Math.max(column, 1) + 1,
          },
        },
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: `${createHash('sha256').update(identity).digest('hex').slice(0, 16)}:1`,
    },
    ...(finding.path.length > 0
      ? {
          codeFlows: [
            {
              threadFlows: [
                { locations: finding.path.slice(0, STEPS_MAX).map((frame, at) => step(frame, at, context)) },
              ],
            },
          ],
        }
      : {}),
    properties: {
      verdict: finding.verdict,
      time: finding.time,
      tier: finding.tier,
      functions: finding.functions.map((fn) => fn.path),
    },
  };
}

const UPDATE_LEVEL = { info: 'none', note: 'note', review: 'warning', hold: 'error' } as const;

/** What a check says of an update stands at the lock file, which brings it in. */
function updateResult(
  update: UpdatedPackage,
  found: UpdatedPackage['findings'][number],
  ruleIndex: number,
  lock: string,
  context: FormatContext,
): object {
  const file = inRepository(lock, context);
  const identity = [found.check, update.package, update.after, found.title].join('\n');
  const versions = update.before === undefined ? update.after : `${update.before} → ${update.after}`;
  const evidence = found.evidence.map(
    ({ text, file: at, line }) => `${text}${at === undefined ? '' : ` (${at}:${line ?? 1})`}`,
  );
  return {
    ruleId: `update/${found.check}`,
    ruleIndex,
    level: UPDATE_LEVEL[found.severity],
    message: sarifText(`${update.package} ${versions}: ${found.title}. ${evidence.join('; ')}`),
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: sarifUri(file), uriBaseId: '%SRCROOT%' },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
        },
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: `${createHash('sha256').update(identity).digest('hex').slice(0, 16)}:1`,
    },
  };
}

export const sarif: Format = (report, context) => {
  const findings = countedFindings(report)
    .filter((finding) => finding.verdict !== 'not_built')
    .slice(0, RESULTS_MAX);
  const ruleIndexes = new Map<string, number>();
  const rules: object[] = [];
  for (const finding of findings) {
    if (ruleIndexes.has(finding.advisory)) continue;
    ruleIndexes.set(finding.advisory, rules.length);
    rules.push(rule(finding));
  }
  const updates = (report.updates ?? []).flatMap((update) =>
    update.findings
      .filter((it) => it.severity !== 'info')
      .map((found) => {
        const id = `update/${found.check}`;
        if (!ruleIndexes.has(id)) {
          ruleIndexes.set(id, rules.length);
          rules.push({
            id,
            name: sarifText(found.check, NAME_MAX).text,
            shortDescription: sarifText(found.title),
            help: sarifText('Look at the update: `lazaret diff PACKAGE OLD NEW`.'),
          });
        }
        return updateResult(update, found, ruleIndexes.get(id) as number, report.project.lock, context);
      }),
  );
  const run = {
    tool: {
      driver: {
        name: 'lazaret',
        version: report.tool.version,
        semanticVersion: report.tool.version,
        informationUri: 'https://lazaret.invalid/',
        rules,
      },
    },
    automationDetails: { id: 'lazaret-audit/' },
    originalUriBaseIds: {
      '%SRCROOT%': { description: { text: 'The root of the audited repository.' } },
      '%CARGO_REGISTRY%': { description: { text: 'Unpacked crates, a folder NAME-VERSION each.' } },
    },
    columnKind: 'unicodeCodePoints',
    results: [
      ...findings.map((finding) => result(finding, ruleIndexes.get(finding.advisory) as number, context)),
      ...updates,
    ].slice(0, RESULTS_MAX),
    properties: {
      database: report.database,
      completeness: report.completeness,
      ...(report.updates === undefined ? {} : { updates: report.updates }),
    },
  };
  return jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, 2);
};
