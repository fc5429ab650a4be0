/** `lazaret provenance` for a person at a terminal. */
import { styleText } from 'node:util';
import { printable } from '@lazaret/base';
import type { Difference, ProvenanceReport, Severity, Verdict } from '@lazaret/provenance';

export interface ProvenanceHumanOptions {
  readonly color: boolean;
  readonly verbose: boolean;
}

type Style = Parameters<typeof styleText>[0];

const VERDICT_STYLE: Readonly<Record<Verdict, Style>> = {
  exact: 'green',
  'innocuous-differences': 'green',
  unverifiable: 'cyan',
  suspicious: 'yellow',
  mismatch: 'red',
};
const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = {
  innocuous: 'dim',
  unproven: 'cyan',
  suspicious: 'yellow',
  decisive: 'red',
};
/** Differences of one severity that are shown without --verbose; innocuous ones are counted by class. */
const SHOWN_MAX = 20;

export function provenanceHuman(report: ProvenanceReport, options: ProvenanceHumanOptions): string {
  const paint = (style: Style, text: string) =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const { crate, verdict, summary, commit, repository, counts, fingerprint } = report;
  const out = [
    `${paint('bold', printable(`${crate.name} ${crate.version}`))}  ${paint(VERDICT_STYLE[verdict], verdict.toUpperCase())}`,
    `  ${printable(summary)}`,
    '',
    `  repository  ${printable(repository.url ?? 'none')}${repository.from === 'given' ? ' (--repo)' : repository.from === 'homepage' ? ' (from homepage)' : ''}`,
  ];
  if (commit !== undefined) {
    const folder = commit.folder === '' ? 'the root' : commit.folder;
    out.push(
      `  commit      ${commit.id} of ${commit.time.slice(0, 10)}, by ${fromText(commit.from)}; package at ${printable(folder)}`,
    );
    out.push(`  reachable   ${printable(reachable(commit.reachableFrom))}`);
  }
  if (counts !== undefined) {
    const { entries, same, generated, different, missing } = counts;
    out.push(
      `  files       ${entries}: ${same} the same, ${generated} by cargo, ${different} different; ${missing} missing`,
    );
  }
  out.push(`  made by     ${madeBy(fingerprint)}`, '');
  out.push(...differenceLines(report.differences, options.verbose, paint));
  return `${out.join('\n').trimEnd()}\n`;
}

function differenceLines(
  differences: readonly Difference[],
  verbose: boolean,
  paint: (style: Style, text: string) => string,
): string[] {
  const out: string[] = [];
  const counts = new Map<string, number>();
  const shown = new Map<Severity, number>();
  for (const difference of differences) {
    const { severity, class: className, path, message, proof } = difference;
    const before = shown.get(severity) ?? 0;
    if (!verbose && (severity === 'innocuous' || before >= SHOWN_MAX)) {
      const key = `${severity} ${className}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      continue;
    }
    shown.set(severity, before + 1);
    const at = path === undefined ? '' : `${path}: `;
    out.push(
      `  ${paint(SEVERITY_STYLE[severity], severity.padEnd(10))} ${printable(`${at}${message}`)}  ${paint('dim', className)}`,
    );
    out.push(`             ${paint('dim', printable(proof))}`);
  }
  for (const [key, count] of counts) {
    const [severity = '', className] = key.split(' ');
    out.push(`  ${paint(SEVERITY_STYLE[severity as Severity], severity.padEnd(10))} ${count} × ${className}`);
  }
  return out;
}

function fromText(from: NonNullable<ProvenanceReport['commit']>['from']): string {
  return {
    'vcs-info': "the crate's own note",
    tag: 'its tag',
    'trusted-publishing': 'the registry',
    history: 'a search of history',
  }[from];
}

function reachable(refs: readonly string[]): string {
  if (refs.length === 0) return 'from no branch or tag';
  const short = refs.map((ref) => ref.replace(/^refs\/(heads|tags|remotes)\//, ''));
  return `from ${short.slice(0, 4).join(', ')}${short.length > 4 ? ' and others' : ''}`;
}

function madeBy({ cargoFrom, cargoBefore }: ProvenanceReport['fingerprint']): string {
  if (cargoFrom === undefined && cargoBefore === undefined) return 'no known version of cargo';
  if (cargoFrom === undefined) return `cargo before ${cargoBefore}`;
  return cargoBefore === undefined
    ? `cargo ${cargoFrom} or later`
    : `cargo ${cargoFrom} or later, before ${cargoBefore}`;
}

/** One line a crate, and how many of each verdict. */
export function summaryTable(rows: readonly { readonly target: string; readonly verdict: string }[]): string {
  const counts = new Map<string, number>();
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const order = ['exact', 'innocuous-differences', 'unverifiable', 'suspicious', 'mismatch', 'error'];
  const lines = order.flatMap((verdict) => {
    const count = counts.get(verdict);
    if (count === undefined) return [];
    return [
      `  ${verdict.padEnd(22)} ${String(count).padStart(6)}  ${((100 * count) / rows.length).toFixed(1).padStart(5)} %`,
    ];
  });
  return `${rows.length} crates\n${lines.join('\n')}\n`;
}
