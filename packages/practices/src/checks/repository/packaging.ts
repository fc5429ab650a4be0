/** Is it published by a workflow that everybody can read? */
import { type PracticeCheck, unknown } from '../../check.ts';
import { workflowsOf } from '../../workflows.ts';

const PUBLISH = /\bcargo\s+(\+\S+\s+)?(publish|release|workspaces\s+publish|smart-release)\b|\brelease-plz\b/;
const ACTIONS = /^(release-plz\/action|katyo\/publish-crates|rust-lang\/crates-io-auth-action)@/;

export const packaging: PracticeCheck = {
  name: 'Packaging',
  risk: 'medium',
  short:
    'Determines if the project is published as a package that others can easily download, install, easily update, and uninstall.',
  rule: '10 if a workflow publishes it; unknown otherwise, as in Scorecard: it may be published in another way.',
  run: (input) => {
    const workflows = workflowsOf(input);
    if (workflows === undefined) return unknown('the repository is not at hand');
    const found = workflows.find(({ jobs }) =>
      jobs.some(({ steps }) => steps.some(({ run, uses }) => PUBLISH.test(run ?? '') || ACTIONS.test(uses ?? ''))),
    );
    return found === undefined
      ? unknown('no publishing workflow detected')
      : { score: 10, reason: 'packaging workflow detected', details: [`Info: ${found.path}`] };
  },
};
