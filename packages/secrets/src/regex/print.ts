/**
 * A tree of Go's syntax as the source of a JavaScript `RegExp` that finds the same matches. Flags are gone by then, so no
 * flag of JavaScript's with another meaning (`i`, `m`, `s`) is ever used. Two forms: `units` for texts without surrogate
 * pairs, `points` (flag `u`) for texts with some.
 *
 * A byte that is no UTF-8 is one lone surrogate of the text (see `text/decode.ts`); Go sees U+FFFD there, so a set holds
 * all surrogates or none, as it holds U+FFFD or not.
 */
import type { Assertion, Node } from './ast.ts';
import { type CodePoints, complement, contains, normalised } from './code-points.ts';

export type Form = 'units' | 'points';

const ASSERTIONS: Readonly<Record<Assertion, string>> = {
  'begin-text': '^',
  'end-text': '$',
  // JavaScript's `m` also knows \r and U+2028; Go's lines end at \n alone.
  'begin-line': '(?<![^\\n])',
  'end-line': '(?![^\\n])',
  word: '\\b',
  'not-word': '\\B',
};

export function printNode(node: Node, form: Form): string {
  switch (node.kind) {
    case 'empty':
      return '(?:)';
    case 'set':
      return printSet(node.set, form);
    case 'assert':
      return ASSERTIONS[node.what];
    case 'concat':
      return node.parts.map((part) => (part.kind === 'alternate' ? group(part, form) : printNode(part, form))).join('');
    case 'alternate':
      return node.branches.map((branch) => printNode(branch, form)).join('|');
    case 'capture':
      return `(${printNode(node.body, form)})`;
    case 'repeat':
      return printRepeat(node, form);
  }
}

function group(node: Node, form: Form): string {
  return `(?:${printNode(node, form)})`;
}

function printRepeat(node: Node & { kind: 'repeat' }, form: Form): string {
  const plain = node.body.kind === 'set' || node.body.kind === 'capture';
  return `${plain ? printNode(node.body, form) : group(node.body, form)}${counts(node.min, node.max)}${node.lazy ? '?' : ''}`;
}

function counts(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (min === max) return `{${min}}`;
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`;
}

function printSet(set: CodePoints, form: Form): string {
  const last = form === 'units' ? 0xffff : 0x10ffff;
  const within = surrogatesAsReplacement(
    set.filter((_, i) => set[i - (i % 2)]! <= last).map((edge) => Math.min(edge, last)),
  );
  if (within.length === 0) return '[]';
  if (within.length === 2 && within[0] === within[1]) return character(within[0]!, form);
  const outside = complement(within, last);
  if (outside.length === 0) return '[^]';
  return outside.length < within.length ? `[^${ranges(outside, form)}]` : `[${ranges(within, form)}]`;
}

function surrogatesAsReplacement(set: CodePoints): CodePoints {
  const wanted = contains(set, 0xfffd);
  if (wanted) return normalised([...set, 0xd800, 0xdfff]);
  const out: number[] = [];
  for (let i = 0; i < set.length; i += 2) {
    const [lo, hi] = [set[i]!, set[i + 1]!];
    if (hi < 0xd800 || lo > 0xdfff) out.push(lo, hi);
    else {
      if (lo < 0xd800) out.push(lo, 0xd7ff);
      if (hi > 0xdfff) out.push(0xe000, hi);
    }
  }
  return out;
}

function ranges(set: CodePoints, form: Form): string {
  let out = '';
  for (let i = 0; i < set.length; i += 2) {
    out += character(set[i]!, form);
    if (set[i + 1]! > set[i]!) out += (set[i + 1]! > set[i]! + 1 ? '-' : '') + character(set[i + 1]!, form);
  }
  return out;
}

function character(code: number, form: Form): string {
  const char = String.fromCodePoint(code);
  if (/[0-9A-Za-z_ ]/.test(char)) return char;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff || form === 'units' ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
