/** What an output format is: a pure function from the report and the circumstances of the run to text. */
import { posix } from 'node:path';
import type { Finding, Report } from '@lazaret/audit';

export interface FormatContext {
  /** When the run took place; the only clock an output sees. */
  readonly now: Date;
  /** Terminal escape sequences are wanted. */
  readonly color: boolean;
  /** Columns of the terminal; undefined where the output is no terminal. */
  readonly width: number | undefined;
  /** Show not reachable and not built findings one by one, and up to five paths. */
  readonly verbose: boolean;
  readonly showAll: boolean;
  /** Folder of the project in its repository, `/`-separated, '' where they are the same: CI services want paths from there. */
  readonly folder: string;
}

/** A file of the project as a path in its repository. */
export function inRepository(file: string, context: FormatContext): string {
  return context.folder === '' ? file : posix.join(context.folder, file);
}

export type Format = (report: Report, context: FormatContext) => string;

/** Findings that count: not covered by an ignore and, with a baseline, new. */
export function countedFindings(report: Report): Finding[] {
  return report.findings.filter((finding) => finding.ignored === undefined && finding.isNew !== false);
}

/** `name@version`. */
export function packageSpec(finding: Finding): string {
  return `${finding.package}@${finding.version}`;
}

/** What a reader can do about a finding, in one line. */
export function remedy(finding: Finding): string {
  if (finding.kind === 'yanked') return `choose a version of ${finding.package} that is not yanked`;
  if (finding.kind === 'malicious')
    return `remove ${finding.package} and treat every machine that built it as compromised`;
  if (finding.patched.length === 0) return `no fixed version is known; look for a replacement of ${finding.package}`;
  return `update ${finding.package} to ${finding.patched.join(' or ')}`;
}

/** One sentence on the verdict, the same in every format. */
export function verdictSentence(finding: Finding): string {
  const at = finding.time === 'build' ? ' at build time' : '';
  switch (finding.verdict) {
    case 'reachable':
      return finding.path.length > 0
        ? `The program reaches ${finding.path[finding.path.length - 1]?.function}${at}.`
        : `The package is part of the program${at}.`;
    case 'unknown':
      return `Not known whether the program reaches the affected code${at}${finding.reasons[0] ? `: ${finding.reasons[0].message}` : ''}.`;
    case 'not_reachable':
      return `No call path leads to the affected code${at}.`;
    case 'not_built':
      return `The package is locked, but not part of this build${finding.reasons[0] ? `: ${finding.reasons[0].message}` : ''}.`;
  }
}

/** JSON text in which no invisible or direction-changing character stands as itself; the value is the same. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent);
  return `${text.replace(/[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
