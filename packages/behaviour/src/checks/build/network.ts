/**
 * Network reached from a build script: of 62 honest ones none does. What is downloaded while building is no part of what was
 * reviewed, and a connection is what every stealing or dropping build script needs. Found by call paths, so that it is found
 * in a dependency too; clients whose source is not at hand are known by their names.
 */
import type { Check } from '../../check.ts';
import type { Evidence } from '../../finding.ts';
import { networkUse } from '../network-use.ts';

export const buildNetwork: Check = {
  id: 'build-network',
  version: 1,
  group: 'build',
  title: 'the build script can reach the network',
  severity: 'review',
  evidence: ['code'],
  wrongWhen: 'the crate downloads a prebuilt library by design; such a download deserves the look',
  run({ code }) {
    return code.units.flatMap((unit) => {
      const evidence: readonly Evidence[] = unit.unit === 'build' ? networkUse(code, unit) : [];
      if (evidence.length === 0) return [];
      const { id, version, group, title } = buildNetwork;
      return [{ check: id, version, group, title, severity: 'review', evidence }];
    });
  },
};
