/** What a workflow's token may do, if the workflow is taken over. */
import { isTable, plural } from '@lazaret/base';
import { type PracticeCheck, unknown } from '../../check.ts';
import { type Workflow, workflowsOf } from '../../workflows.ts';

export const tokenPermissions: PracticeCheck = {
  name: 'Token-Permissions',
  risk: 'high',
  short: "Determines if the project's workflows follow the principle of least privilege.",
  rule: '10 if every workflow limits its token at the top or in every job and writes nothing at the top; 0 if one leaves it at the default or gives it everything; else 9 minus one for each scope written at the top. Unknown without the repository or without workflows.',
  run: (input) => {
    const workflows = workflowsOf(input);
    if (workflows === undefined) return unknown('the repository is not at hand');
    if (workflows.length === 0) return unknown('no workflows found');
    const open = workflows.filter((workflow) => !isLimited(workflow));
    if (open.length > 0) {
      const details = open.map(({ path }) => `Warn: no limits on the token: ${path}`);
      return {
        score: 0,
        reason: `${plural(open.length, 'workflow leaves', 'workflows leave')} the token without limits`,
        details,
      };
    }
    const written = workflows.flatMap(({ path, permissions }) =>
      writes(permissions).map((scope) => `Warn: ${scope} written at the top: ${path}`),
    );
    if (written.length === 0)
      return { score: 10, reason: 'GitHub workflow tokens follow principle of least privilege' };
    return {
      score: Math.max(0, 9 - written.length),
      reason: `${plural(written.length, 'scope')} written at the top`,
      details: written,
    };
  },
};

function isLimited({ permissions, jobs }: Workflow): boolean {
  if (permissions !== undefined) return permissions !== 'write-all';
  return jobs.length > 0 && jobs.every((job) => job.permissions !== undefined && job.permissions !== 'write-all');
}

function writes(permissions: unknown): string[] {
  return isTable(permissions)
    ? Object.entries(permissions).flatMap(([scope, level]) => (level === 'write' ? [scope] : []))
    : [];
}
