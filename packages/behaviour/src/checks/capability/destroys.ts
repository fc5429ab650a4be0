/**
 * Deleting what the package did not make: the home folder, the root, whole trees of a person's work. Also by a command, and by
 * walking the folder and deleting each file.
 */
import type { Action } from '../../actions/action.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import { wholeFolder } from '../../knowledge/places.ts';
import { shownText } from '../../values/folded.ts';
import { traceOf } from '../../values/trace.ts';
import { evidenceOf, groupOf, isBuildTime, shown, shownCommand, UNIT_WORD } from '../evidence.ts';

export const destroys: Check = {
  id: 'destroys',
  version: 1,
  group: 'capability',
  title: 'deletes what is not its own',
  severity: 'hold',
  evidence: ['code'],
  wrongWhen: 'a tool that cleans up is told the folder by a constant',
  run({ code }) {
    return code.units.flatMap((unit) => {
      const evidence = unit.actions.flatMap((action) => {
        const what = destroyed(unit, action);
        return what === undefined ? [] : [evidenceOf(unit, action, what)];
      });
      if (evidence.length === 0) return [];
      const { id, version } = destroys;
      const title = `the ${UNIT_WORD[unit.unit]} deletes what is not its own`;
      const severity = isBuildTime(unit) || unit.unit === 'lib' ? ('hold' as const) : ('review' as const);
      const decisive = isBuildTime(unit) ? { decisive: true } : {};
      return [
        { check: id, version, group: groupOf(unit), severity, title, evidence: evidence.slice(0, 4), ...decisive },
      ];
    });
  },
};

function destroyed(unit: CodeUnit, action: Action): string | undefined {
  if (action.kind === 'command') return byCommand(action);
  if (action.kind !== 'file' || action.op !== 'delete') return undefined;
  if (action.path.some((it) => isHome(shownText(it)))) return `deletes ${shown(action.path)}`;
  if (action.pathRef === undefined) return undefined;
  const behind = new Set(traceOf(unit.flow, action.pathRef).calls.map((it) => it.call));
  const walk = unit.actions.find(
    (it) =>
      it.kind === 'file' && it.op === 'list' && behind.has(it.call.call) && it.path.some((p) => isHome(shownText(p))),
  );
  return walk?.kind === 'file' ? `deletes what it finds in ${shown(walk.path)}` : undefined;
}

function isHome(path: string): boolean {
  return wholeFolder(path) === 'files of the home folder';
}

function byCommand(action: Extract<Action, { kind: 'command' }>): string | undefined {
  const line = [action.program, ...action.args].map((it) => shownText(it[0] ?? { pieces: [], layers: [] })).join(' ');
  const home = String.raw`(?:~|\$HOME|\$\{HOME\}|\{env HOME\}|\{home folder\}|\/|\/home|%USERPROFILE%|[A-Z]:\\)`;
  const wipes = new RegExp(
    String.raw`\brm\s+(?:-\w+\s+)*-\w*[rR]\w*\s+(?:-\w+\s+|--no-preserve-root\s+)*${home}(?:\/?\*?)?(?:\s|$|;|&)|\b(?:rd|rmdir|del)\b.*\/s.*\s${home}|\bvssadmin\b.*delete\s+shadows|\bdd\s+if=\/dev\/(?:zero|u?random)\s+of=\/dev\/(?:sd|nvme|hd|vd)|\bmkfs\S*\s+\/dev\/|\bformat\s+[A-Z]:`,
    'i',
  );
  return wipes.test(line) ? `runs \`${shownCommand(action)}\`` : undefined;
}
