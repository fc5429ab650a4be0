/** `lazaret secrets` for people, and as JSON (`schemas/secrets.schema.json`: fields are added, never changed or removed). */
import { findingRecord, isOpen, type SecretFinding, Standing } from '@lazaret/secrets';
import type { Page } from '../commands/page.ts';
import { jsonText } from '../formats/format.ts';
import { VERSION } from '../version.ts';
import type { ComparedFinding } from './own.ts';

const SCHEMA = 'https://lazaret.invalid/schemas/secrets-1.schema.json';

const STYLE = {
  [Standing.Proved]: 'red',
  [Standing.Likely]: 'yellow',
  [Standing.Disproved]: 'dim',
  [Standing.Fixture]: 'dim',
  [Standing.Example]: 'dim',
  [Standing.Identifier]: 'dim',
} as const;

/** Open findings, then how many others there are; all of them with `verbose`. */
export function secretLines(page: Page, findings: readonly ComparedFinding[], verbose: boolean, show: boolean): void {
  const open = findings.filter(({ finding }) => isOpen(finding));
  for (const one of verbose ? findings : open) findingLines(page, one, show);
  const others = findings.length - open.length;
  const counted = `${open.length} ${open.length === 1 ? 'secret' : 'secrets'} to act on`;
  if (others === 0) page.line(counted);
  else page.line(`${counted}; ${others} in tests, examples or otherwise harmless${verbose ? '' : ' (-v)'}`);
}

function findingLines(page: Page, { finding, compared }: ComparedFinding, show: boolean): void {
  const place = `${finding.file}:${finding.place.line}:${finding.place.column}`;
  page.line(`${page.paint(STYLE[finding.standing], finding.standing.toUpperCase())}  ${page.paint('bold', place)}`);
  page.line(`  ${finding.title}: ${show ? finding.secret : finding.redacted}  ${page.paint('dim', finding.rule)}`);
  const notes = [
    ...finding.reasons,
    ...finding.decoded.map((encoding) => `found through ${encoding}`),
    ...(finding.form === 'utf-16' || finding.form === 'binary' ? [`read as ${finding.form}`] : []),
    ...(compared.isNew === true ? ['not there before'] : []),
    ...(compared.onlyInPackage === true ? ['not in the repository: it came in with packaging'] : []),
    ...(finding.also.length > 0 ? [`also fits ${finding.also.join(', ')}`] : []),
  ];
  if (notes.length > 0) page.line(page.paint('dim', `  ${notes.join('; ')}`));
}

export function secretsJson(
  findings: readonly ComparedFinding[],
  files: number,
  problems: readonly string[],
  show: boolean,
): string {
  const records = findings.map(({ finding, compared }) => findingRecord(finding, compared, show));
  const counts = Object.fromEntries(
    Object.values(Standing).map((standing) => [standing, records.filter((one) => one.standing === standing).length]),
  );
  const tool = { name: 'lazaret', version: VERSION };
  return jsonText({ $schema: SCHEMA, tool, files, counts, findings: records, problems }, 2);
}

export function secretLine({ finding, compared }: ComparedFinding, show: boolean): string {
  return jsonText(findingRecord(finding, compared, show));
}

/** Whether a finding is one that the gate is for. */
export function gates(finding: SecretFinding, from: 'proved' | 'likely' | 'any' | 'never'): boolean {
  if (from === 'never') return false;
  if (from === 'any') return true;
  return from === 'proved' ? finding.standing === Standing.Proved : isOpen(finding);
}
