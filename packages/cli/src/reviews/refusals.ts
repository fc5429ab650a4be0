/** Reviews that refuse a version, for the verdict of a scan. */
import type { Refusal } from '@lazaret/behaviour';
import { type Review, reviewTable } from '@lazaret/reviews';
import type { ReviewInputs } from './inputs.ts';

/** Answers for any version, from what was read once. */
export function refusalsIn({ store, crev }: ReviewInputs): (name: string, version: string) => readonly Refusal[] {
  return (crate, version) =>
    reviewTable({ crate, version }, store, crev)
      .reviews.filter(({ counts, stance }) => counts && stance === 'negative')
      .map((review) => ({ text: refusalText(review), own: review.source === store.own.name }));
}

function refusalText({ source, auditors, scope, criteria, rating, notes }: Review): string {
  const of =
    scope.kind === 'range' ? scope.range : scope.kind === 'delta' ? `${scope.from} -> ${scope.to}` : scope.version;
  const who = auditors.length === 0 ? '' : ` (${auditors.join(', ')})`;
  const why = notes === undefined ? '' : `: ${notes.trim().split('\n')[0]}`;
  return `${source}${who} refuses ${of} for ${rating ?? criteria.join(', ')}${why}`;
}
