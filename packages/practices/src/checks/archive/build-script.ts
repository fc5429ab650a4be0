/** Code that runs on every machine that builds the crate. */
import { discoverTargets } from '@lazaret/cargo';
import type { PracticeCheck } from '../../check.ts';

export const buildScript: PracticeCheck = {
  name: 'Build-Script',
  risk: 'medium',
  short: 'Determines if building the crate runs code of it.',
  rule: '10 without a build script, 7 for one without build-dependencies, 5 with them. A procedural macro counts as a build script.',
  run: ({ manifest, files }) => {
    const [script] = discoverTargets(manifest, new Set(files.keys())).buildScripts;
    const macro = manifest.targets.some(({ procMacro }) => procMacro === true);
    if (script === undefined && !macro) return { score: 10, reason: 'nothing of it runs when it is built' };
    const what = script === undefined ? 'it is a procedural macro' : `it has a build script, ${script}`;
    const helpers = manifest.dependencies.filter(({ kind }) => kind === 'build');
    if (helpers.length === 0) return { score: 7, reason: what };
    const details = helpers.map((each) => `Info: build-dependency: ${each.package}`);
    return { score: 5, reason: `${what}, with build-dependencies`, details };
  },
};
