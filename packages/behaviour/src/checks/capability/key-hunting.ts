/** Text that is searched for private keys, seeds or mnemonics: scanners of secrets do so, and thieves. Alone it is a note. */

import { sourcesOf } from '../../chains/sources.ts';
import type { Check } from '../../check.ts';
import { groupOf, UNIT_WORD } from '../evidence.ts';

export const keyHunting: Check = {
  id: 'key-hunting',
  version: 1,
  group: 'capability',
  title: 'searches text for keys',
  severity: 'note',
  evidence: ['code'],
  wrongWhen: 'the crate finds secrets so that they are removed, or reads hashes',
  run({ code }) {
    return code.units.flatMap((unit) => {
      const found = [...sourcesOf(unit).values()].filter((it) => it.kind === 'keys');
      if (found.length === 0) return [];
      const evidence = found.slice(0, 6).map((it) => {
        const { span } = it.call.call;
        const file = code.world.crate(span.krate).files[span.file] ?? '';
        return { kind: 'code' as const, text: `looks for ${it.what}`, file, line: span.line, column: span.column };
      });
      const title = `the ${UNIT_WORD[unit.unit]} searches text for keys`;
      return [{ check: keyHunting.id, version: 1, group: groupOf(unit), severity: 'note', title, evidence }];
    });
  },
};
