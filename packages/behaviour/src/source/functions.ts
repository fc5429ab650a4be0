/** The functions that a file writes, each with a hash of its text in which names do not count, but literals do. */
import { TokenKind } from '@lazaret/analyzer';
import type { CodeFile } from './code-files.ts';

export interface WrittenFunction {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** Equal for copies, also with other names. */
  readonly hash: string;
}

export function functionsOf(file: CodeFile): WrittenFunction[] {
  const { tokens, path } = file;
  const out: WrittenFunction[] = [];
  for (let at = 0; at + 2 < tokens.length; at++) {
    if (tokens.kind(at) !== TokenKind.Fn || tokens.kind(at + 1) !== TokenKind.Ident || file.isTest(at)) continue;
    const open = bodyStart(file, at + 2);
    if (open < 0) continue;
    const close = tokens.partnerOf(open);
    if (close < 0) continue;
    const { line } = file.place(tokens.startOf(at));
    const endLine = file.place(tokens.startOf(close)).line;
    out.push({ name: tokens.text(at + 1), file: path, line, endLine, hash: hashOf(file, at + 2, close) });
  }
  return out;
}

/** The brace of the body; -1 for a function without one. */
function bodyStart({ tokens }: CodeFile, start: number): number {
  for (let at = start; at < tokens.length; at = tokens.skipTree(at)) {
    if (tokens.kind(at) === TokenKind.OpenBrace) return at;
    if (tokens.kind(at) === TokenKind.Semi) return -1;
  }
  return -1;
}

function hashOf({ tokens }: CodeFile, start: number, end: number): string {
  let [first, second] = [0x811c9dc5 | 0, 0];
  for (let at = start; at <= end; at++) {
    const kind = tokens.kind(at);
    first = Math.imul(first ^ kind, 0x01000193);
    second = (Math.imul(second, 31) + kind) | 0;
    if (kind < TokenKind.Int || kind > TokenKind.RawCStr) continue;
    const text = tokens.text(at);
    for (let i = 0; i < text.length; i++) {
      first = Math.imul(first ^ text.charCodeAt(i), 0x01000193);
      second = (Math.imul(second, 31) + text.charCodeAt(i)) | 0;
    }
  }
  return `${first >>> 0}-${second >>> 0}-${end - start}`;
}
