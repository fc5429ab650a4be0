/**
 * What a procedural macro does in the compiler: of 15 honest ones none reaches network or files, and none runs a program.
 * A macro gets tokens and gives tokens; all else happens on the machine of whoever builds, silently.
 */
import type { Check } from '../../check.ts';
import { networkUse } from '../network-use.ts';

export const macroNetwork: Check = {
  id: 'macro-network',
  version: 1,
  group: 'macro',
  title: 'a macro can reach the network',
  severity: 'review',
  evidence: ['code'],
  wrongWhen: 'a macro asks a database or service for a schema by design; that is worth knowing',
  run({ code }) {
    return code.units.flatMap((unit) => {
      const evidence = unit.unit === 'macro' ? networkUse(code, unit) : [];
      if (evidence.length === 0) return [];
      const { id, version, group, title } = macroNetwork;
      return [{ check: id, version, group, title, severity: 'review', evidence }];
    });
  },
};
