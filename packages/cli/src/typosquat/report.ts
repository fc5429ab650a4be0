/** `lazaret typosquat` for people, and as JSON (`schemas/typosquat.schema.json`: fields are added, never changed or removed). */
import type { Imitated, NameVerdict } from '@lazaret/typosquat';
import type { Page } from '../commands/page.ts';
import { jsonText } from '../formats/format.ts';
import { VERSION } from '../version.ts';

const SCHEMA = 'https://lazaret.invalid/schemas/typosquat-1.schema.json';
/** Packages that are shown for a name unless all are asked for. */
const SHOWN = 3;

const STYLE = { none: 'green', low: 'dim', medium: 'yellow', high: 'red' } as const;

export function verdictLines(page: Page, verdict: NameVerdict, verbose: boolean): void {
  const { name, level, score, imitated, suppressed, isName } = verdict;
  const title = `${page.paint('bold', name)}  ${page.paint(STYLE[level], level.toUpperCase())}`;
  page.line(level === 'none' ? title : `${title}  score ${score}/100`);
  if (!isName) page.line('  no name that the registry takes');
  for (const one of imitated.slice(0, verbose ? undefined : SHOWN)) imitatedLines(page, one);
  if (!verbose && imitated.length > SHOWN) page.line(page.paint('dim', `  and ${imitated.length - SHOWN} more (-v)`));
  for (const { target, suppression } of suppressed)
    page.line(page.paint('dim', `  suppressed: ${target} (${suppression.reason})`));
}

function imitatedLines(page: Page, { target, score, reasons, sharesOwner, downloads }: Imitated): void {
  const owners = sharesOwner === false ? 'no owner in common' : 'owners not known';
  const count = downloads === undefined ? '' : `, used ${downloads} times`;
  page.line(
    `  ${String(score).padStart(3)}  ${page.paint('bold', target)}${page.paint('dim', ` (${owners}${count})`)}`,
  );
  for (const { check, text } of reasons) page.line(`       ${text}  ${page.paint('dim', check)}`);
}

export function verdictsJson(
  verdicts: readonly NameVerdict[],
  corpus: { title: string; size: number },
  registry: string,
): string {
  return jsonText(
    { $schema: SCHEMA, tool: { name: 'lazaret', version: VERSION }, registry, corpus, names: verdicts.map(record) },
    2,
  );
}

export function verdictLine(verdict: NameVerdict): string {
  return jsonText(record(verdict));
}

function record({ name, level, score, isName, imitated, suppressed }: NameVerdict): object {
  return {
    name,
    level,
    score,
    isName,
    imitated: imitated.map(imitatedRecord),
    suppressed: suppressed.map((one) => ({
      ...imitatedRecord(one),
      suppression: { reason: one.suppression.reason, until: one.suppression.until ?? null },
    })),
  };
}

function imitatedRecord({ target, score, level, reasons, sharesOwner, downloads }: Imitated): object {
  return { target, score, level, sharesOwner: sharesOwner ?? null, downloads: downloads ?? null, reasons };
}
