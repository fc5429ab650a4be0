/** A tag of an action can be moved by whoever takes its repository over; a commit cannot. */
import { type PracticeCheck, proportion, unknown } from '../../check.ts';
import { workflowsOf } from '../../workflows.ts';

const PINNED = /@[0-9a-f]{40}$|@sha256:[0-9a-f]{64}$/;

export const pinnedDependencies: PracticeCheck = {
  name: 'Pinned-Dependencies',
  risk: 'medium',
  short: 'Determines if the project has pinned the actions its workflows use.',
  rule: 'The share of actions and images of others that are named by commit or digest. Unknown without the repository or where no action is used.',
  run: (input) => {
    const workflows = workflowsOf(input);
    if (workflows === undefined) return unknown('the repository is not at hand');
    const used = workflows.flatMap(({ path, jobs }) =>
      jobs.flatMap((job) =>
        [job.uses, ...job.steps.map(({ uses }) => uses)].flatMap((uses) =>
          uses === undefined || uses.startsWith('./') ? [] : [{ path, uses }],
        ),
      ),
    );
    if (used.length === 0) return unknown('no actions of others are used');
    const loose = used.filter(({ uses }) => !PINNED.test(uses));
    return {
      score: proportion(used.length - loose.length, used.length),
      reason: `${used.length - loose.length} of ${used.length} actions are pinned by commit`,
      details: loose.map(({ path, uses }) => `Warn: ${uses}: ${path}`),
    };
  },
};
