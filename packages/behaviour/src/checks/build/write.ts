/**
 * Files written outside of OUT_DIR. Cargo lets a build script write there only; what goes to the temporary folder, the user's
 * home, Cargo's home or the toolchain stays when the build is over, or is run.
 */
import type { Check } from '../../check.ts';
import type { Evidence, Severity } from '../../finding.ts';
import { outsideBuild } from '../../knowledge/places.ts';
import { shownText } from '../../values/folded.ts';
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
        const where = action.path.map((it) => outsideBuild(shownText(it))).find((it) => it !== undefined);
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
