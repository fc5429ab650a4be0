/** Strings, byte strings and tables of bytes of a package's code, with their values: what a check of literals looks at. */
import { intValue, stringValue, TokenKind } from '@lazaret/analyzer';
import type { ScanContext } from '../context.ts';
import { type CodeFile, codeFiles } from './code-files.ts';

export interface Literal {
  readonly kind: 'text' | 'bytes' | 'table';
  /** Bytes are the characters U+0000 to U+00FF. */
  readonly value: string;
  readonly file: CodeFile;
  /** Offset in the file. */
  readonly start: number;
}

/** Shorter ones hide nothing. */
const LENGTH_MIN = 4;
/** Numbers of a table that are looked at. */
const TABLE_MAX = 1024 * 1024;

const LITERALS = Symbol('literals');

export function literalsOf(context: ScanContext): readonly Literal[] {
  const known = context.shared?.get(LITERALS) as readonly Literal[] | undefined;
  if (known !== undefined) return known;
  const literals = codeFiles(context).flatMap(ofFile);
  context.shared?.set(LITERALS, literals);
  return literals;
}

function ofFile(file: CodeFile): Literal[] {
  const { tokens } = file;
  const out: Literal[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const kind = tokens.kind(at);
    if (kind === TokenKind.OpenBracket) {
      const table = tokens.kind(at + 1) === TokenKind.Int || tokens.kind(at + 1) === TokenKind.Byte;
      if (!table || file.isTest(at)) continue;
      const value = tableValue(file, at + 1);
      if (value !== undefined) out.push({ kind: 'table', value, file, start: tokens.startOf(at) });
    } else if (kind >= TokenKind.Str && kind <= TokenKind.RawCStr) {
      if (tokens.endOf(at) - tokens.startOf(at) < LENGTH_MIN + 2 || file.isTest(at)) continue;
      const value = stringValue(tokens.text(at)) ?? '';
      const bytes = kind === TokenKind.ByteStr || kind === TokenKind.RawByteStr;
      out.push({ kind: bytes ? 'bytes' : 'text', value, file, start: tokens.startOf(at) });
    }
  }
  return out;
}

/** The bytes of `[1, 2, ..]`; undefined where one is no byte. */
function tableValue({ tokens }: CodeFile, start: number): string | undefined {
  const parts: string[] = [];
  let at = start;
  while (parts.length < TABLE_MAX) {
    const byte = byteOf(tokens.kind(at), tokens.text(at));
    if (byte === undefined) return undefined;
    parts.push(String.fromCharCode(byte));
    if (tokens.kind(at + 1) === TokenKind.CloseBracket) break;
    if (tokens.kind(at + 1) !== TokenKind.Comma) return undefined;
    at += 2;
    if (tokens.kind(at) === TokenKind.CloseBracket) break;
  }
  return parts.length < LENGTH_MIN ? undefined : parts.join('');
}

function byteOf(kind: number, text: string): number | undefined {
  if (kind === TokenKind.Byte) return (stringValue(text) ?? '').charCodeAt(0);
  if (kind !== TokenKind.Int || text.length > 8) return undefined;
  const value = intValue(text);
  return value === undefined || value > 255n ? undefined : Number(value);
}

export function bytesOf({ value, kind }: Literal): Uint8Array {
  return Buffer.from(value, kind === 'text' ? 'utf8' : 'latin1');
}
