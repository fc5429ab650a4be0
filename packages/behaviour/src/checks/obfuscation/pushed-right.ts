/** Code that stands so far to the right that an editor or a page does not show it, behind a run of spaces after other code. */
import { TokenKind } from '@lazaret/analyzer';
import type { Check } from '../../check.ts';
import type { Evidence } from '../../finding.ts';
import { type CodeFile, codeFiles } from '../../source/code-files.ts';
import { findingOf } from '../finding-of.ts';

/** Characters of space between two tokens of a line; tables of formulas are aligned with a hundred. */
const SPACES_MIN = 140;
/** Columns that are on nobody's screen. */
const COLUMN_MIN = 180;

export const pushedRight: Check = {
  id: 'obfuscation-pushed-right',
  version: 1,
  group: 'obfuscation',
  title: 'code behind a long run of spaces',
  severity: 'review',
  evidence: ['literal'],
  wrongWhen: 'a generator writes columns',
  run(context) {
    const evidence = codeFiles(context).flatMap(inFile);
    return evidence.length === 0
      ? []
      : [findingOf(pushedRight, 'review', 'code is pushed out of sight to the right', evidence)];
  },
};

function inFile(file: CodeFile): Evidence[] {
  const { tokens, text } = file;
  const out: Evidence[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const start = tokens.startOf(at);
    const end = at === 0 ? 0 : tokens.endOf(at - 1);
    if (start - end < SPACES_MIN || isDelimiter(tokens.kind(at))) continue;
    const line = text.lastIndexOf('\n', start - 1) + 1;
    const gap = text.slice(Math.max(end, line), start);
    if (start - line < COLUMN_MIN || gap.length < SPACES_MIN || !/^[ \t]+$/.test(gap)) continue;
    // Deep indentation of a line of its own is the layout of a long literal or call.
    if (end <= line && gap.length < 2 * SPACES_MIN) continue;
    const place = file.place(start);
    out.push({ kind: 'literal', text: `${gap.length} spaces before column ${place.column}`, ...place });
  }
  return out;
}

/** Closing brackets and separators say nothing. */
function isDelimiter(kind: number): boolean {
  return kind === TokenKind.CloseParen || kind === TokenKind.CloseBrace || kind === TokenKind.Comma;
}
