/** Are tests run before a change is taken? Seen from the workflows: the registry knows no pull requests. */
import { type PracticeCheck, unknown } from '../../check.ts';
import { workflowsOf } from '../../workflows.ts';

const TESTS =
  /\b(cargo\s+(\+\S+\s+)?(test|nextest|hack\s+[^\n]*test|make\s+test|tarpaulin|llvm-cov)|cross\s+test|just\s+test|make\s+(test|check))\b/;

export const ciTests: PracticeCheck = {
  name: 'CI-Tests',
  risk: 'low',
  short: 'Determines if the project runs tests before pull requests are merged.',
  rule: "10 if a workflow that pull requests trigger runs tests, 5 if only another does, else 0. Unknown without the repository or where its CI is not GitHub's.",
  run: (input) => {
    const workflows = workflowsOf(input);
    if (workflows === undefined) return unknown('the repository is not at hand');
    if (workflows.length === 0) return unknown('no workflows found');
    const testing = workflows.filter(({ jobs }) =>
      jobs.some(({ steps }) =>
        steps.some(
          ({ run, uses, with: args }) =>
            TESTS.test(run ?? '') || (uses?.startsWith('actions-rs/cargo@') === true && args['command'] === 'test'),
        ),
      ),
    );
    if (testing.length === 0) return { score: 0, reason: 'no workflow runs tests' };
    const onRequests = testing.find(
      ({ triggers }) => triggers.includes('pull_request') || triggers.includes('merge_group'),
    );
    if (onRequests === undefined) return { score: 5, reason: 'tests are run, but not on pull requests' };
    return { score: 10, reason: 'tests are run on pull requests', details: [`Info: ${onRequests.path}`] };
  },
};
