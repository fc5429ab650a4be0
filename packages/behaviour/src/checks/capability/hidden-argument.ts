/**
 * An address, program, argument or path that is only there once a literal is decoded: base64, hex, xor, a shift, reversal or
 * a table of bytes. Honest code writes what it connects to and what it runs.
 */
import type { Action } from '../../actions/action.ts';
import type { Check } from '../../check.ts';
import type { Evidence, Severity } from '../../finding.ts';
import type { FoldedText } from '../../values/folded.ts';
import { shownText } from '../../values/folded.ts';
import { evidenceOf, groupOf, hidden, isBuildTime, UNIT_WORD } from '../evidence.ts';

export const hiddenArgument: Check = {
  id: 'hidden-argument',
  version: 1,
  group: 'capability',
  title: 'what is connected to or run is hidden in an encoded literal',
  severity: 'hold',
  evidence: ['literal'],
  wrongWhen: 'a table of bytes holds a path for a C function',
  run({ code }) {
    return code.units.flatMap((unit) => {
      let severity: Severity = 'note';
      const evidence: Evidence[] = [];
      for (const action of unit.actions) {
        const { what, texts } = subjectOf(action);
        const found = hidden(texts).filter((it) => /[\w./:-]{3,}/.test(shownText(it).replace(/\{[^}]*\}/g, '')));
        if (found.length === 0) continue;
        const onlyTable = found.every((it) =>
          it.layers.every((layer) => layer === 'byte table' || !/base64|hex|xor|shift|reversed/.test(layer)),
        );
        if (onlyTable && !isBuildTime(unit) && action.kind === 'file') continue;
        if (action.kind !== 'file' && action.kind !== 'environment')
          severity = isBuildTime(unit) || action.kind === 'command' ? 'hold' : severity === 'hold' ? 'hold' : 'review';
        else if (severity === 'note') severity = 'review';
        evidence.push(evidenceOf(unit, action, `${what} is hidden in a literal`, found, 'literal'));
      }
      if (evidence.length === 0) return [];
      const title = `the ${UNIT_WORD[unit.unit]} hides what it connects to, runs or opens`;
      return [
        { check: hiddenArgument.id, version: 1, group: groupOf(unit), severity, title, evidence: evidence.slice(0, 6) },
      ];
    });
  },
};

function subjectOf(action: Action): { readonly what: string; readonly texts: readonly FoldedText[] } {
  switch (action.kind) {
    case 'command':
      return { what: 'the command', texts: [...action.program, ...action.args.flat()] };
    case 'network':
      return { what: 'the address', texts: action.address };
    case 'file':
    case 'load':
      return { what: 'the path', texts: action.path };
    case 'environment':
      return { what: 'the name of a variable', texts: action.name };
    case 'print':
      return { what: 'the text', texts: [] };
  }
}
