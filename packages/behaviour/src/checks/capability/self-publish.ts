/** Publishing from code that is no release tool: a worm needs `cargo publish` and a token, a library needs neither. */
import type { Check } from '../../check.ts';
import { baseName } from '../../knowledge/programs.ts';
import { shownText, wholeText } from '../../values/folded.ts';
import { evidenceOf, groupOf, isBuildTime, shownCommand, UNIT_WORD } from '../evidence.ts';

export const selfPublish: Check = {
  id: 'self-publish',
  version: 1,
  group: 'capability',
  title: 'publishes packages',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'it is a tool for releases',
  run({ code }) {
    return code.units.flatMap((unit) => {
      const evidence = unit.actions.flatMap((action) => {
        if (action.kind !== 'command') return [];
        const line = action.args.map((it) => shownText(it[0] ?? { pieces: [], layers: [] })).join(' ');
        const program = action.program.map((it) => wholeText(it) ?? shownText(it));
        const cargo =
          program.some((it) => baseName(it) === 'cargo' || it === '{env CARGO}') &&
          /^(?:\+\S+ )?(?:publish|owner --?a|owner -a|login)\b/.test(line);
        const npm =
          program.some((it) => /^(?:npm|yarn|pnpm|twine|gem)$/.test(baseName(it))) &&
          /^(?:publish|upload|push)\b/.test(line);
        const shell =
          program.some((it) => /^(?:sh|bash|cmd|powershell|pwsh)$/.test(baseName(it))) &&
          /\bcargo\s+publish\b|\bnpm\s+publish\b/.test(line);
        return cargo || npm || shell ? [evidenceOf(unit, action, `runs \`${shownCommand(action)}\``)] : [];
      });
      if (evidence.length === 0) return [];
      const severity = isBuildTime(unit) ? 'hold' : unit.unit === 'lib' ? 'review' : 'note';
      const title = `the ${UNIT_WORD[unit.unit]} publishes packages`;
      return [
        {
          check: selfPublish.id,
          version: 1,
          group: groupOf(unit),
          severity,
          title,
          evidence,
          ...(isBuildTime(unit) ? { decisive: true } : {}),
        },
      ];
    });
  },
};
