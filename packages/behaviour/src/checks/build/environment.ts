/**
 * Secrets in the environment that code running while building reads, or the whole of it. Cargo's own variables tell a build
 * script all it needs; tokens in the environment belong to whoever builds.
 */
import type { Check } from '../../check.ts';
import { isBuildVariable, isSecretVariable, isWalletVariable } from '../../knowledge/environment.ts';
import { wholeText } from '../../values/folded.ts';
import { buildUnits, evidenceOf, groupOf, shown, UNIT_WORD } from '../evidence.ts';

export const buildEnvironment: Check = {
  id: 'build-environment',
  version: 1,
  group: 'build',
  title: 'code that runs while building reads secrets from the environment',
  severity: 'note',
  evidence: ['code'],
  wrongWhen: 'all variables are gone through to find those of Cargo (features, DEP_*)',
  run({ code }) {
    return buildUnits(code.units).flatMap((unit) => {
      const evidence = unit.actions.flatMap((action) => {
        if (action.kind !== 'environment' || action.op === 'write') return [];
        const names = action.name.flatMap((it) => wholeText(it) ?? []);
        const secret = names.some((it) => (isSecretVariable(it) || isWalletVariable(it)) && !isBuildVariable(it));
        if (action.op === 'enumerate') return [evidenceOf(unit, action, 'goes through all environment variables')];
        return secret ? [evidenceOf(unit, action, `reads ${shown(action.name)}`, action.name)] : [];
      });
      if (evidence.length === 0) return [];
      const title = `the ${UNIT_WORD[unit.unit]} reads more of the environment than Cargo sets`;
      return [{ check: buildEnvironment.id, version: 1, group: groupOf(unit), severity: 'note', title, evidence }];
    });
  },
};
