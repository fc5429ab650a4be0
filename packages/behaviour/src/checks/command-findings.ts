/** One finding for all commands of a unit of which something is to be said, as grave as the gravest. */
import type { Check } from '../check.ts';
import type { UnitName } from '../code.ts';
import type { ScanContext } from '../context.ts';
import type { Finding } from '../finding.ts';
import { judgeCommand } from './command-use.ts';
import { evidenceOf, hidden, shownCommand } from './evidence.ts';

const EVIDENCE_MAX = 6;

export function commandFindings({ code, subject }: ScanContext, of: UnitName, check: Check): Finding[] {
  return code.units.flatMap((unit): Finding[] => {
    if (unit.unit !== of) return [];
    const judged = unit.actions.flatMap((action) =>
      action.kind === 'command' ? [{ action, ...judgeCommand(action, subject.files) }] : [],
    );
    for (const severity of ['hold', 'review', 'note'] as const) {
      const found = judged.filter((it) => it.severity === severity);
      if (found.length === 0) continue;
      const evidence = found.slice(0, EVIDENCE_MAX).map(({ action, why }) => {
        const texts = [...action.program, ...action.args.flat()];
        const kind = hidden(texts).length > 0 ? 'literal' : 'code';
        return evidenceOf(unit, action, `${why}: \`${shownCommand(action)}\``, texts, kind);
      });
      const { id, version, group } = check;
      const title = `runs \`${shownCommand(found[0]!.action)}\``;
      const decisive = found.some((it) => it.decisive);
      return [{ check: id, version, group, severity, title, evidence, ...(decisive ? { decisive } : {}) }];
    }
    return [];
  });
}
