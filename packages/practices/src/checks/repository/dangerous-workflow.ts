/** Workflows that run a stranger's code, or paste a stranger's words into a script, with the repository's rights. */
import { plural } from '@lazaret/base';
import { type PracticeCheck, unknown } from '../../check.ts';
import { type Job, type Workflow, workflowsOf } from '../../workflows.ts';

/** Triggers that run with secrets although a stranger caused them. */
const PRIVILEGED = new Set(['pull_request_target', 'workflow_run']);
const UNTRUSTED_REF =
  /github\.event\.(pull_request\.(head\.(sha|ref)|merge_commit_sha)|workflow_run\.(head_sha|head_branch|head_commit))|github\.head_ref/;
/** What strangers write (Scorecard's list, GitHub's "untrusted input"). */
const UNTRUSTED_TEXT =
  /\$\{\{[^}]*\b(github\.event\.(issue\.(title|body)|pull_request\.(title|body|head\.(ref|label|repo\.default_branch))|comment\.body|review\.body|review_comment\.body|discussion\.(title|body)|pages\.[^}]*\.page_name|commits\.[^}]*\.(message|author\.(email|name))|head_commit\.(message|author\.(email|name))|workflow_run\.(head_branch|display_title))|github\.head_ref)/;

export const dangerousWorkflow: PracticeCheck = {
  name: 'Dangerous-Workflow',
  risk: 'critical',
  short: "Determines if the project's CI workflows avoid dangerous patterns.",
  rule: '0 if a privileged workflow checks out what a stranger sent, or a script contains what a stranger wrote; else 10. Unknown without the repository or without workflows.',
  run: (input) => {
    const workflows = workflowsOf(input);
    if (workflows === undefined) return unknown('the repository is not at hand');
    if (workflows.length === 0) return unknown('no workflows found');
    const found = workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => dangers(workflow, job)));
    if (found.length === 0) return { score: 10, reason: 'no dangerous workflow patterns detected' };
    return { score: 0, reason: `${plural(found.length, 'dangerous workflow pattern')} detected`, details: found };
  },
};

function dangers({ path, triggers }: Workflow, job: Job): string[] {
  const privileged = triggers.some((trigger) => PRIVILEGED.has(trigger));
  return job.steps.flatMap(({ uses, run, with: args }) => {
    const checksOut =
      uses?.startsWith('actions/checkout@') === true &&
      typeof args['ref'] === 'string' &&
      UNTRUSTED_REF.test(args['ref']);
    const script =
      run ??
      (uses?.startsWith('actions/github-script@') === true && typeof args['script'] === 'string' ? args['script'] : '');
    return [
      ...(privileged && checksOut ? [`Warn: untrusted code checkout: ${path} (${job.name})`] : []),
      ...(UNTRUSTED_TEXT.test(script) ? [`Warn: script injection: ${path} (${job.name})`] : []),
    ];
  });
}
