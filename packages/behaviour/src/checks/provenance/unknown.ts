/** P3: that a comparison could not be made is for the record: most of the time a repository is merely gone. */
import type { Check } from '../../check.ts';
import type { Finding } from '../../finding.ts';
import { findingOf } from '../finding-of.ts';

export const provenanceUnknown: Check = {
  id: 'provenance-unknown',
  version: 1,
  group: 'provenance',
  title: 'the crate could not be compared with its repository',
  severity: 'info',
  evidence: ['provenance'],
  wrongWhen: 'the repository moved, or history was rewritten',
  run({ provenance }): readonly Finding[] {
    if (provenance === undefined || provenance.reason === undefined) return [];
    const text = `${provenance.summary} (${provenance.reason})`;
    return [findingOf(this, 'info', 'not compared with a repository, or not in full', [{ kind: 'provenance', text }])];
  },
};
