/** `lazaret show --format json`, published as `schemas/show.schema.json`: fields are added, never changed or removed. */
import type { Finding } from '@lazaret/behaviour';
import { jsonText } from '../formats/format.ts';
import { VERSION } from '../version.ts';
import type { CratePage } from './page.ts';
import { scorecardOf } from './scorecard.ts';

export function pageJson(page: CratePage): string {
  const { scan, practices: practice, ...facts } = page;
  const { verdict } = scan;
  return jsonText(
    {
      tool: { name: 'lazaret', version: VERSION },
      ...facts,
      level: verdict.level,
      score: verdict.score,
      because: verdict.because,
      findings: scan.findings.map(summary),
      practices: { score: practice.score ?? null, answered: practice.answered, checks: scorecardOf(page).checks },
    },
    2,
  );
}

function summary({ check, severity, title }: Finding): object {
  return { check, severity, title };
}
