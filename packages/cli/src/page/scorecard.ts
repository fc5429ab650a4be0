/** A page's practices in the form of Scorecard. */
import { type ScorecardJson, scorecardJson } from '@lazaret/practices';
import { VERSION } from '../version.ts';
import type { PracticePage } from './page.ts';

/** Where checks are explained, in the repository of Lazaret. */
const DOCUMENTATION = 'docs/commands/practices.md';

export function scorecardOf({ about, crate, version, now, practices }: PracticePage): ScorecardJson {
  const repository = about.repository?.replace(/^https?:\/\//, '').replace(/(\.git)?\/*$/, '');
  return scorecardJson(practices, {
    name: repository ?? `${crate}@${version}`,
    commit: 'unknown',
    date: `${now.slice(0, 19)}Z`,
    version: VERSION,
    documentation: DOCUMENTATION,
  });
}
