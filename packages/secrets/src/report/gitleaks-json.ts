/** Findings in the form of gitleaks' JSON report, secrets redacted unless they are wanted. */
import type { GitleaksFinding } from '../gitleaks/finding.ts';
import { type SecretFinding, Standing } from '../native/finding.ts';
import { shownText } from '../text/decode.ts';

/** An entry of gitleaks' report. */
export interface GitleaksRecord {
  readonly RuleID: string;
  readonly Description: string;
  readonly StartLine: number;
  readonly EndLine: number;
  readonly StartColumn: number;
  readonly EndColumn: number;
  readonly Match: string;
  readonly Secret: string;
  readonly File: string;
  readonly SymlinkFile: string;
  readonly Commit: string;
  readonly Entropy: number;
  readonly Author: string;
  readonly Email: string;
  readonly Date: string;
  readonly Message: string;
  readonly Tags: readonly string[];
  readonly Fingerprint: string;
}

const REDACTED = 'REDACTED';
const NO_COMMIT = { SymlinkFile: '', Commit: '', Author: '', Email: '', Date: '', Message: '' } as const;

/** An entry of a finding that a gitleaks configuration made. */
export function gitleaksRecord(finding: GitleaksFinding, showSecrets = false): GitleaksRecord {
  const { secret, match } = finding;
  return {
    RuleID: finding.rule,
    Description: finding.description,
    StartLine: finding.startLine,
    EndLine: finding.endLine,
    StartColumn: finding.startColumn,
    EndColumn: finding.endColumn,
    Match: shownText(showSecrets || secret === '' ? match : match.replaceAll(secret, REDACTED)),
    Secret: showSecrets || secret === '' ? shownText(secret) : REDACTED,
    File: finding.file,
    ...NO_COMMIT,
    Entropy: finding.entropy,
    Tags: finding.tags,
    Fingerprint: `${finding.file}:${finding.rule}:${finding.startLine}`,
  };
}

/** An entry of a finding of our own rules; columns are right, and the end is included, as gitleaks has it. */
export function ownGitleaksRecord(finding: SecretFinding, showSecrets = false): GitleaksRecord {
  const text = finding.secret === '' ? `file detected: ${finding.file}` : showSecrets ? finding.secret : REDACTED;
  return {
    RuleID: finding.rule,
    Description: finding.title,
    StartLine: finding.place.line,
    EndLine: finding.place.endLine,
    StartColumn: finding.place.column,
    EndColumn: Math.max(finding.place.endColumn - 1, 0),
    Match: text,
    Secret: finding.secret === '' ? '' : text,
    File: finding.file,
    ...NO_COMMIT,
    Entropy: finding.entropy,
    Tags: [
      ...finding.decoded.map((encoding) => `decoded:${encoding}`),
      ...(finding.standing === Standing.Likely ? [] : [`standing:${finding.standing}`]),
    ],
    Fingerprint: `${finding.file}:${finding.rule}:${finding.place.line}`,
  };
}
