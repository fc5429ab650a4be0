/** A process that is started silently and left alone: it outlives the build, and nobody sees what it says. */
import type { Check } from '../../check.ts';
import { programKind } from '../../knowledge/programs.ts';
import { wholeText } from '../../values/folded.ts';
import { buildUnits, evidenceOf, groupOf, shownCommand, UNIT_WORD } from '../evidence.ts';

export const buildSilent: Check = {
  id: 'build-silent-spawn',
  version: 1,
  group: 'build',
  title: 'a process is started silently and not waited for',
  severity: 'review',
  evidence: ['code'],
  wrongWhen: 'a compile server is started',
  run({ code }) {
    return buildUnits(code.units).flatMap((unit) => {
      const evidence = unit.actions.flatMap((action) => {
        if (action.kind !== 'command' || !action.run || action.awaited) return [];
        const silent = action.silenced.includes('stdout') && action.silenced.includes('stderr');
        if (!silent && !action.detached) return [];
        const program = action.program.map(wholeText);
        if (program.every((it) => it !== undefined && programKind(it) === 'toolchain')) return [];
        return [
          evidenceOf(unit, action, `starts \`${shownCommand(action)}\` and does not wait for it`, action.program),
        ];
      });
      if (evidence.length === 0) return [];
      const title = `the ${UNIT_WORD[unit.unit]} starts a process silently and leaves it running`;
      return [{ check: buildSilent.id, version: 1, group: groupOf(unit), severity: 'review', title, evidence }];
    });
  },
};
