/**
 * Code that looks around before it acts: in a build script or macro that connects or runs something odd, a look at who builds
 * (CI vendor, user, machine, language, time) is how an attack keeps away from those who would see it.
 */

import type { Action } from '../../actions/action.ts';
import { CallTree } from '../../chains/call-tree.ts';
import { isTransfer } from '../../chains/sends.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import { isCiVariable, isIdentityVariable, isLocaleVariable } from '../../knowledge/environment.ts';
import { programKind } from '../../knowledge/programs.ts';
import { shownText, wholeText } from '../../values/folded.ts';
import { judgeCommand } from '../command-use.ts';
import { buildUnits, evidenceOf, groupOf, shown, shownCommand, UNIT_WORD } from '../evidence.ts';

export const buildGate: Check = {
  id: 'build-gate',
  version: 1,
  group: 'build',
  title: 'looks at who builds before it connects or runs something',
  severity: 'review',
  evidence: ['code'],
  wrongWhen: 'downloads are skipped on CI',
  run({ code, subject }) {
    return buildUnits(code.units).flatMap((unit) => {
      const acts = unit.actions.filter((it) => isOdd(it, subject.files));
      const looks = unit.actions.flatMap((it) => looksAt(it) ?? []);
      const tree = new CallTree(unit.flow);
      const act = acts.find((it) =>
        looks.some(({ action }) => tree.isShared(action.call.call.owner, it.call.call.owner)),
      );
      if (act === undefined || looks.length === 0) return [];
      const evidence = [
        ...looks.slice(0, 3).map(({ action, what }) => evidenceOf(unit, action, `looks at ${what}`)),
        evidenceOf(unit, act, `and ${said(unit, act)}`),
      ];
      const title = `the ${UNIT_WORD[unit.unit]} looks at who builds before it acts`;
      return [{ check: buildGate.id, version: 1, group: groupOf(unit), severity: 'review', title, evidence }];
    });
  },
};

function isOdd(action: Action, files: ReadonlyMap<string, Uint8Array>): boolean {
  if (action.kind === 'network') return action.op !== 'listen';
  if (action.kind !== 'command') return false;
  const { severity } = judgeCommand(action, files);
  return isTransfer(action) || severity === 'review' || severity === 'hold';
}

function looksAt(action: Action): { readonly action: Action; readonly what: string } | undefined {
  if (action.kind === 'environment' && action.op === 'read') {
    const names = action.name.flatMap((it) => wholeText(it) ?? []);
    const telling = names.some((it) => isCiVariable(it) || isIdentityVariable(it) || isLocaleVariable(it));
    return telling ? { action, what: `the variable ${shown(action.name)}` } : undefined;
  }
  if (action.kind === 'command' && action.program.some((it) => programKind(shownText(it)) === 'identity'))
    return { action, what: `what \`${shownCommand(action)}\` says` };
  return undefined;
}

function said(_unit: CodeUnit, action: Action): string {
  if (action.kind === 'command') return `runs \`${shownCommand(action)}\``;
  return action.kind === 'network' ? `connects to ${shown(action.address)}` : action.function;
}
