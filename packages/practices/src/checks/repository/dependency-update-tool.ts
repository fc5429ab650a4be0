/** Does something tell the maintainers of new versions? */
import { type PracticeCheck, unknown } from '../../check.ts';

const TOOL = /^(\.github\/dependabot\.ya?ml|(\.github\/|\.gitlab\/)?renovate\.json5?|\.renovaterc(\.json5?)?)$/;

export const dependencyUpdateTool: PracticeCheck = {
  name: 'Dependency-Update-Tool',
  risk: 'high',
  short: 'Determines if the project uses a dependency update tool.',
  rule: '10 if dependabot or renovate is configured, else 0. Unknown without the repository.',
  run: ({ repository }) => {
    if (repository === undefined) return unknown('the repository is not at hand');
    const found = [...repository.keys()].find((path) => TOOL.test(path));
    return found === undefined
      ? { score: 0, reason: 'no update tool detected' }
      : { score: 10, reason: 'update tool detected', details: [`Info: ${found}`] };
  },
};
