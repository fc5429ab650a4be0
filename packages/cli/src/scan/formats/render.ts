/** The outputs of a scan by their names. */
import { capslock } from '@lazaret/behaviour';
import { jsonText } from '../../formats/format.ts';
import type { ScanReport } from '../report.ts';
import { scanHtml } from './html.ts';
import { type HumanOptions, scanHuman } from './human.ts';
import { projectJson, scanJson } from './json.ts';
import { scanPackageAnalysis } from './package-analysis.ts';
import { scanSarif } from './sarif.ts';

export const FORMATS = ['human', 'json', 'ndjson', 'sarif', 'html', 'capslock', 'package-analysis'] as const;
export type ScanFormat = (typeof FORMATS)[number];

/** Formats that hold one version each: a list of several is a line for each (`ndjson`), or one after the other. */
export function rendered(
  format: Exclude<ScanFormat, 'ndjson'>,
  reports: readonly ScanReport[],
  human: HumanOptions,
): string {
  switch (format) {
    case 'human':
      return reports.map(({ result }) => scanHuman(result, human)).join('\n');
    case 'json':
      return reports.length === 1 ? scanJson(reports[0]!.result) : projectJson(reports);
    case 'sarif':
      return scanSarif(reports);
    case 'html':
      return scanHtml(reports);
    case 'capslock':
      return reports.map(capslockText).join('');
    case 'package-analysis':
      return reports.map(scanPackageAnalysis).join('');
  }
}

function capslockText({ result }: ScanReport): string {
  const { name, version } = result.subject;
  const uses = result.units.flatMap((unit) => [...unit.capabilities.values()]);
  return jsonText(capslock(name, version, uses), 2);
}
