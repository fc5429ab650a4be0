/**
 * Files written outside of OUT_DIR. Cargo lets a build script write there only; what goes to the temporary folder, the user's
 * home, Cargo's home or the toolchain stays when the build is over, or is run.
 */
import type { FileAction } from '../../actions/action.ts';
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { Evidence, Severity } from '../../finding.ts';
import { outsideBuild } from '../../knowledge/places.ts';
import { shownText, wholeText } from '../../values/folded.ts';
import { traceOf } from '../../values/trace.ts';
import { buildUnits, evidenceOf, groupOf, shown, UNIT_WORD } from '../evidence.ts';

const CHANGES: ReadonlySet<string> = new Set(['write', 'link', 'permissions', 'delete']);
const GRAVE = /home|toolchain|system/;

export const buildWrite: Check = {
  id: 'build-write',
  version: 1,
  group: 'build',
  title: 'code that runs while building writes outside of OUT_DIR',
  severity: 'review',
  evidence: ['code'],
  wrongWhen: 'a scratch file is made in the temporary folder and removed again; a note only',
  run({ code }) {
    return buildUnits(code.units).flatMap((unit) => {
      const evidence: Evidence[] = [];
      let severity: Severity = 'note';
      for (const action of unit.actions) {
        if (action.kind !== 'file' || !CHANGES.has(action.op)) continue;
        const where =
          action.path.map((it) => outsideBuild(shownText(it))).find((it) => it !== undefined) ?? walked(unit, action);
        if (where === undefined) continue;
        if (GRAVE.test(where) && action.op !== 'delete') severity = 'review';
        evidence.push(evidenceOf(unit, action, `${action.op}s ${shown(action.path)}, in ${where}`, action.path));
      }
      if (evidence.length === 0) return [];
      const title = `the ${UNIT_WORD[unit.unit]} writes outside of OUT_DIR`;
      return [
        { check: buildWrite.id, version: 1, group: groupOf(unit), severity, title, evidence: evidence.slice(0, 6) },
      ];
    });
  },
};

/** Where the folder lies whose files it goes through and changes. */
function walked(unit: CodeUnit, { path, pathRef }: FileAction): string | undefined {
  if (pathRef === undefined || path.some((it) => wholeText(it) !== undefined && shownText(it) !== '')) return undefined;
  const behind = new Set(traceOf(unit.flow, pathRef).calls.map((it) => it.call));
  for (const it of unit.actions) {
    if (it.kind !== 'file' || it.op !== 'list' || !behind.has(it.call.call)) continue;
    const where = it.path.map((text) => outsideBuild(shownText(text))).find((found) => found !== undefined);
    if (where !== undefined) return `${where}, which it goes through`;
  }
  return undefined;
}
