/**
 * Programs written down as text: base64, hex or a table of bytes that is an executable once decoded. No honest crate needs one in
 * its code; those that embed a program include the file.
 */
import { type FileType, fileType } from '../../bytes/file-type.ts';
import { isAside } from '../../bytes/place.ts';
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Evidence } from '../../finding.ts';
import { bytesOf, type Literal, literalsOf } from '../../source/literals.ts';
import { findingOf } from '../finding-of.ts';

/** Bytes from which on a decoded text may be a program. */
const PROGRAM_MIN = 48;
const TEXT_FILE_MAX = 4 * 1024 * 1024;
/** Beginnings of ELF, PE, Mach-O, WebAssembly and gzip in base64, then in hex. */
const ENCODED =
  /(?:^|[^A-Za-z0-9+/])((?:f0VMR|TV[opqr]Q|TVoA|TVqA|z\/rt\/|zvrt\/|yv66v|AGFzbQ)[A-Za-z0-9+/\s]{60,}|(?:7f454c46|4d5a[0-9a-f]{4}0000?0|cffaedfe|cefaedfe|0061736d01)[0-9a-f\s]{90,})/i;

export const binaryEncoded: Check = {
  id: 'binary-encoded',
  version: 1,
  group: 'binary',
  title: 'a program that is written down as text',
  severity: 'hold',
  evidence: ['binary', 'literal'],
  wrongWhen: 'a library of loaders embeds one on purpose',
  run(context) {
    const evidence = [...literalsOf(context).flatMap(ofLiteral), ...ofTexts(context)];
    if (evidence.length === 0) return [];
    const compiled = evidence.some(({ text }) => !text.includes('wasm'));
    const title = `a program is written down as text: ${evidence[0]!.text}`;
    return [findingOf(binaryEncoded, compiled ? 'review' : 'note', title, evidence)];
  },
};

function ofLiteral(literal: Literal): Evidence[] {
  if (literal.value.length < PROGRAM_MIN) return [];
  const direct = literal.kind === 'text' ? undefined : program(bytesOf(literal));
  const found = direct ?? (literal.value.length > 80 ? fromText(literal.value) : undefined);
  if (found === undefined) return [];
  const { file, start, kind } = literal;
  const text = `${found.name} in a ${kind === 'table' ? 'table of bytes' : 'literal'} of ${literal.value.length}`;
  return [{ kind: 'literal', text, ...file.place(start) }];
}

/** Whole headers only: a few magic bytes are what readers of such files compare with. */
function program(bytes: Uint8Array): FileType | undefined {
  if (bytes.length < PROGRAM_MIN) return undefined;
  const type = fileType(bytes);
  return type?.family === 'program' || type?.family === 'wasm' ? type : undefined;
}

function fromText(text: string): FileType | undefined {
  const found = ENCODED.exec(text)?.[1]?.replace(/\s+/g, '');
  if (found === undefined) return undefined;
  const isHex = /^[0-9a-f]+$/i.test(found);
  return program(Buffer.from(found.slice(0, 64 * 1024), isHex ? 'hex' : 'base64'));
}

/** Data files that code may include and decode. */
function ofTexts({ subject }: ScanContext): Evidence[] {
  const out: Evidence[] = [];
  for (const [path, bytes] of subject.files) {
    if (path.endsWith('.rs') || isAside(path) || bytes.length < 80 || bytes.length > TEXT_FILE_MAX) continue;
    if (bytes.subarray(0, 512).includes(0)) continue;
    const type = fromText(Buffer.from(bytes).toString('latin1'));
    if (type !== undefined) out.push({ kind: 'binary', text: `${type.name} as text in a file`, file: path });
  }
  return out;
}
