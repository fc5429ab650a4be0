/** Fields of the manifest that say whose a package is and how it is linked: a change is for the record. */
import type { Check } from '../../check.ts';
import { fieldChanges } from '../../diff/manifest-fields.ts';
import type { Evidence } from '../../finding.ts';

const FIELDS: ReadonlySet<string> = new Set(['license', 'license-file', 'repository', 'edition', 'links', 'authors']);

export const manifestChanged: Check = {
  id: 'diff-manifest',
  version: 1,
  group: 'diff',
  title: 'licence, repository, authors, edition or links changed',
  severity: 'info',
  evidence: ['diff', 'manifest'],
  wrongWhen: 'a repository moves, a licence is added: most changes are honest',
  run({ previous, subject }) {
    if (previous === undefined) return [];
    const changed = fieldChanges(previous, subject).filter(({ field }) => FIELDS.has(field));
    if (changed.length === 0) return [];
    const evidence = changed.map(
      ({ field, before, after }): Evidence => ({
        kind: 'diff',
        text: `\`${field}\` changed`,
        file: 'Cargo.toml',
        before: before ?? '(none)',
        after: after ?? '(none)',
      }),
    );
    const title = `${changed.map(({ field }) => field).join(', ')} changed since ${previous.version}`;
    return [{ check: manifestChanged.id, version: 1, group: 'diff', severity: 'info', title, evidence }];
  },
};
