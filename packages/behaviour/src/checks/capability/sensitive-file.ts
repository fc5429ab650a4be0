/** Files with secrets that are read: a note by itself, for some crates are made for it; a question at build time. */

import { sourcesOf } from '../../chains/sources.ts';
import type { Check } from '../../check.ts';
import { evidenceOf, groupOf, isBuildTime, UNIT_WORD } from '../evidence.ts';

export const sensitiveFile: Check = {
  id: 'sensitive-file',
  version: 1,
  group: 'capability',
  title: 'reads files that hold secrets',
  severity: 'review',
  evidence: ['code'],
  wrongWhen: 'a client reads its own service’s credentials, or .env is loaded into the environment',
  run({ code }) {
    return code.units.flatMap((unit) => {
      const found = [...sourcesOf(unit).values()].filter((it) => it.kind === 'file' && it.action !== undefined);
      if (found.length === 0) return [];
      const mild = found.every((it) => it.what === '.env files' || it.service !== undefined);
      const severity = isBuildTime(unit) && !mild ? 'review' : 'note';
      const evidence = found.slice(0, 6).map((it) => evidenceOf(unit, it.action!, `reads ${it.what}`));
      const title = `the ${UNIT_WORD[unit.unit]} reads ${found[0]!.what}`;
      return [{ check: sensitiveFile.id, version: 1, group: groupOf(unit), severity, title, evidence }];
    });
  },
};
