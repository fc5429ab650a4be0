/** Does a machine read the code for faults? */
import { type PracticeCheck, unknown } from '../../check.ts';
import { workflowsOf } from '../../workflows.ts';

const ANALYSERS =
  /^(github\/codeql-action|SonarSource\/|snyk\/actions|giraffate\/clippy-action|auguwu\/clippy-action|EmbarkStudios\/cargo-deny-action|rustsec\/audit-check|actions-rs\/(clippy-check|audit-check))/;
const COMMANDS = /\bcargo\s+(\+\S+\s+)?(clippy|miri|audit|deny|careful|geiger)\b/;

export const sast: PracticeCheck = {
  name: 'SAST',
  risk: 'medium',
  short: 'Determines if the project uses static code analysis.',
  rule: '10 if a workflow runs an analyser (CodeQL, Sonar, Snyk, clippy, miri, cargo-audit, cargo-deny), else 0. Unknown without the repository or without workflows.',
  run: (input) => {
    const workflows = workflowsOf(input);
    if (workflows === undefined) return unknown('the repository is not at hand');
    if (workflows.length === 0) return unknown('no workflows found');
    const found = workflows.find(({ jobs }) =>
      jobs.some(({ steps }) => steps.some(({ run, uses }) => COMMANDS.test(run ?? '') || ANALYSERS.test(uses ?? ''))),
    );
    return found === undefined
      ? { score: 0, reason: 'no SAST tool detected' }
      : { score: 10, reason: 'SAST tool detected', details: [`Info: ${found.path}`] };
  },
};
