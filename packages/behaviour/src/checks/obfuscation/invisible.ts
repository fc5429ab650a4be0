/**
 * Characters that nobody sees: those that turn the direction of text, and those without width. In code and comments they make a
 * reviewer read another program than the compiler does (Trojan Source); in strings they may be data, as in crates on Unicode.
 */
import { TokenKind } from '@lazaret/analyzer';
import type { Check } from '../../check.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { type CodeFile, codeFiles } from '../../source/code-files.ts';
import { findingOf } from '../finding-of.ts';

const INVISIBLE =
  /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2060-\u2064\u00ad\u115f\u1160\u3164\uffa0\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]|(?<!^)\ufeff/gu;
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/u;
/** As many in one literal are a hidden text, not a joined emoji. */
const RUN_MIN = 16;
const FOUND_MAX = 1_000;

export const invisibleCharacters: Check = {
  id: 'obfuscation-invisible',
  version: 1,
  group: 'obfuscation',
  title: 'invisible characters in code',
  severity: 'review',
  evidence: ['literal'],
  wrongWhen: 'texts in languages that are written from right to left, in comments',
  run(context): readonly Finding[] {
    const serious: Evidence[] = [];
    const others: Evidence[] = [];
    for (const file of codeFiles(context)) {
      if (file.text.search(INVISIBLE) < 0) continue;
      for (const { evidence, isSerious } of inFile(file)) (isSerious ? serious : others).push(evidence);
    }
    const out: Finding[] = [];
    if (serious.length > 0)
      out.push(findingOf(invisibleCharacters, 'review', `invisible characters: ${serious[0]!.text}`, serious));
    if (others.length > 0) out.push(findingOf(invisibleCharacters, 'info', 'invisible characters in texts', others));
    return out;
  },
};

function inFile(file: CodeFile): { readonly evidence: Evidence; readonly isSerious: boolean }[] {
  const out: { readonly evidence: Evidence; readonly isSerious: boolean }[] = [];
  const perToken = new Map<number, number>();
  for (const match of file.text.matchAll(INVISIBLE)) {
    if (out.length >= FOUND_MAX) break;
    const { index } = match;
    const char = match[0];
    const token = tokenAt(file, index);
    const where = token === undefined ? gapKind(file, index) : kindOf(file.tokens.kind(token));
    const count = token === undefined ? 1 : (perToken.get(token) ?? 0) + 1;
    if (token !== undefined) perToken.set(token, count);
    const isSerious =
      // The compiler refuses a turned direction in comments and in literals alike, unless its lint is switched off.
      where === 'code' || DIRECTION.test(char) || (where === 'text' && count === RUN_MIN);
    const code = `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    const text = where === 'text' && count === RUN_MIN ? `${RUN_MIN} or more in one literal` : `${code} in ${where}`;
    out.push({ evidence: { kind: 'literal', text, ...file.place(index) }, isSerious });
  }
  return out;
}

function kindOf(kind: number): 'text' | 'code' {
  return kind >= TokenKind.Char && kind <= TokenKind.RawCStr ? 'text' : 'code';
}

/** The token that holds an offset; undefined between tokens. */
function tokenAt({ tokens }: CodeFile, offset: number): number | undefined {
  const token = tokenBefore({ tokens }, offset);
  return token >= 0 && offset < tokens.endOf(token) ? token : undefined;
}

/** The last token that begins at or before an offset; -1 if there is none. */
function tokenBefore({ tokens }: Pick<CodeFile, 'tokens'>, offset: number): number {
  let low = -1;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tokens.startOf(middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function gapKind(file: CodeFile, offset: number): 'comment' | 'code' {
  const before = tokenBefore(file, offset);
  const gap = file.text.slice(before < 0 ? 0 : file.tokens.endOf(before), offset);
  return /\/\/[^\n]*$|\/\*(?:(?!\*\/)[\s\S])*$/.test(gap) ? 'comment' : 'code';
}
