/** `lazaret reviews` for people: refusals and gaps first, then what holds and by whose word. */
import { plural } from '@lazaret/base';
import type { Coverage, Grant, MissingReview, Review, ReviewTable, SearchResult } from '@lazaret/reviews';
import type { Page } from '../commands/page.ts';

/** Reviews that do not count, and packages, shown without --verbose. */
const SHOWN = 10;

export function tableLines(page: Page, table: ReviewTable, grant: Grant | undefined, verbose: boolean): void {
  page.line(`${page.paint('bold', table.crate)} ${table.version}`);
  for (const { what } of table.conflicts) page.line(`  ${page.paint('red', 'conflict')}  ${what}`);
  page.line();
  for (const [name, result] of table.criteria) criterionLine(page, name, result);
  if (grant !== undefined) grantLine(page, grant);
  page.line();
  const counting = table.reviews.filter(({ counts }) => counts);
  const others = table.reviews.filter(({ counts }) => !counts);
  page.line(counting.length === 0 ? 'nobody whom you trust has reviewed it' : 'what counts');
  for (const review of counting) reviewLines(page, review);
  if (others.length === 0) return;
  page.line('what does not');
  const shown = verbose ? others : others.slice(0, SHOWN);
  for (const review of shown) reviewLines(page, review);
  if (shown.length < others.length) page.line(`  and ${others.length - shown.length} more; --verbose shows all`);
}

function criterionLine(page: Page, name: string, result: SearchResult): void {
  if (!result.holds) {
    page.line(`  ${page.paint('yellow', 'no ')} ${name}`);
    return;
  }
  const path = result.path.map(({ kind, from, to, source }) => {
    const step = from === '' ? to : `${from} -> ${to}`;
    return `${kind === 'audit' || kind === 'delta' ? '' : `${kind} `}${step} (${source})`;
  });
  page.line(`  ${page.paint('green', 'yes')} ${name}  ${page.paint('dim', path.join(', '))}`);
}

function grantLine(page: Page, grant: Grant): void {
  if (grant.granted) {
    page.line(
      `  ${page.paint('green', 'yes')} ${grant.audit.criteria.join(', ')}  ${page.paint('dim', 'proven by the code: it has nothing unsafe')}`,
    );
  } else page.line(`  ${page.paint('yellow', 'no ')} ub-risk-0  ${page.paint('dim', grant.reasons.join(', '))}`);
}

function reviewLines(page: Page, review: Review): void {
  const { scope, stance, kind } = review;
  const of =
    scope.kind === 'version' ? scope.version : scope.kind === 'delta' ? `${scope.from} -> ${scope.to}` : scope.range;
  const says = stance === 'negative' ? page.paint('red', kind === 'violation' ? 'violation' : 'negative') : kind;
  const criteria = review.rating ?? review.criteria.join(', ');
  const who = review.auditors.length === 0 ? '' : ` by ${review.auditors.join(', ')}`;
  const trust = review.trust === undefined ? '' : `, trust ${review.trust}`;
  const why = review.reason === undefined ? '' : page.paint('dim', `: ${review.reason}`);
  page.line(`  ${says} ${of}  ${criteria}${page.paint('dim', `  ${review.source}${who}${trust}`)}${why}`);
  for (const { kind: what, ids, severity, comment } of review.issues ?? []) {
    page.line(`      ${what} ${ids.join(', ')} (${severity})${comment === '' ? '' : ` ${firstLine(comment)}`}`);
  }
  if (review.stance === 'negative' && review.notes !== undefined) page.line(`      ${firstLine(review.notes)}`);
}

export function coverageLines(page: Page, { packages, counts }: Coverage, verbose: boolean): void {
  const total = packages.length;
  const parts = (['audited', 'trusted', 'exempted', 'missing', 'conflict'] as const)
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${state}`);
  page.line(`${plural(total, 'third-party package')}: ${parts.join(', ') || 'none has to be reviewed'}`);
  const conflicts = packages.filter(({ state }) => state === 'conflict');
  for (const { name, version, conflicts: found } of conflicts) {
    for (const { source, violation, contradicts } of found) {
      const range = violation.scope.kind === 'violation' ? violation.scope.range : '';
      page.line(
        `  ${page.paint('red', 'conflict')}  ${name} ${version}: ${source} records a violation for ${range}, against the ${contradicts.what} of ${contradicts.source}`,
      );
    }
  }
  const missing = packages.flatMap((each) => each.missing ?? []);
  if (missing.length === 0) return;
  page.line();
  page.line(`smallest set of reviews that is missing: ${missing.length}`);
  const shown = verbose ? missing : missing.slice(0, SHOWN);
  for (const each of shown) page.line(`  ${missingText(each)}  ${page.paint('dim', each.criteria.join(', '))}`);
  if (shown.length < missing.length) page.line(`  and ${missing.length - shown.length} more; --verbose shows all`);
}

function missingText({ crate, from, to }: MissingReview): string {
  return from === undefined ? `${crate} ${to}` : `lazaret diff ${crate} ${from} ${to}`;
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]!;
}
