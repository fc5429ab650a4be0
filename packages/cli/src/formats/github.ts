/**
 * `--format github`: workflow commands that GitHub Actions shows as annotations. Text from crates is escaped twice: control
 * characters become visible, and `%`, CR, LF (in properties `:` and `,` too) are encoded as the runner decodes them, so that no
 * crate name or title can begin a line, and with it a command of its own (osv-scanner 2.3.6 had to fix exactly that).
 */
import { printable } from '@lazaret/base';
import { countedFindings, type Format, inRepository, packageSpec, remedy, verdictSentence } from './format.ts';

const LEVEL = { reachable: 'error', unknown: 'warning', not_reachable: 'notice', not_built: 'notice' } as const;

function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

export const github: Format = (report, context) => {
  let out = '';
  for (const finding of countedFindings(report)) {
    if (finding.verdict === 'not_built' || finding.verdict === 'not_reachable') continue;
    const where = `file=${property(inRepository(finding.location.file, context))},line=${finding.location.line}`;
    const title = property(`${finding.advisory} in ${packageSpec(finding)}`);
    const message = data(`${finding.title}. ${verdictSentence(finding)} To do: ${remedy(finding)}.`);
    out += `::${LEVEL[finding.verdict]} ${where},title=${title}::${message}\n`;
  }
  return out;
};
