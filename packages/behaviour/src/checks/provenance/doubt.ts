/** P2: differences that nothing explains, in what nobody who depends on the crate compiles; a commit that no branch leads to. */
import type { Check } from '../../check.ts';
import type { Finding } from '../../finding.ts';
import { findingOf } from '../finding-of.ts';
import { shown } from './shown.ts';

/** Who speaks of another commit than the published one deserves a person's look. */
const ASKS: ReadonlySet<string> = new Set(['commit-unreachable', 'tag-elsewhere', 'archive-finding', 'vcs-info']);

export const provenanceDoubt: Check = {
  id: 'provenance-doubt',
  version: 1,
  group: 'provenance',
  title: 'differences from the repository that nothing explains',
  severity: 'review',
  evidence: ['provenance', 'manifest'],
  wrongWhen: 'a release branch was deleted, a tag was set again, tests or data are generated',
  run({ provenance }): readonly Finding[] {
    const doubtful = provenance?.differences.filter(({ severity }) => severity === 'suspicious') ?? [];
    if (doubtful.length === 0) return [];
    const asks = doubtful.some(({ class: className }) => ASKS.has(className));
    const title = `${doubtful.length} difference${doubtful.length === 1 ? '' : 's'} from the repository: ${doubtful[0]!.message}`;
    return [findingOf(this, asks ? 'review' : 'note', title, doubtful.map(shown))];
  },
};
