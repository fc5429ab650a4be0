/**
 * Bytes as text, without losing where each byte was. UTF-8 becomes UTF-16; a byte that is no UTF-8 becomes the lone
 * surrogate U+DC00 + byte (as Python's `surrogateescape` does), which no valid text holds. So the length in bytes of any
 * piece of text is known from the text alone.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Form } from '../regex/print.ts';

/** Text with what is known of it. */
export interface Text {
  readonly text: string;
  /** Whether some characters are surrogate pairs. */
  readonly form: Form;
  /** The same bytes, where the text is ASCII: offsets are then those of the bytes. */
  readonly ascii: Uint8Array | undefined;
}

const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/;

/** The form of a pattern that a text needs. */
export function formOf(text: string): Form {
  return PAIRS.test(text) ? 'points' : 'units';
}

export function decodeText(bytes: Uint8Array): Text {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(bytes)) return { text: buffer.toString('latin1'), form: 'units', ascii: bytes };
  const text = isUtf8(bytes) ? buffer.toString('utf8') : decodeBroken(buffer);
  return { text, form: formOf(text), ascii: undefined };
}

/** Text that is known as a string, such as what a decoding pass made. */
export function asText(text: string): Text {
  const ascii = /^[\0-\x7f]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
  return { text, form: ascii === undefined ? formOf(text) : 'units', ascii };
}

/** Go's rule: where no valid sequence begins, one byte is one broken character. */
function decodeBroken(bytes: Buffer): string {
  const out: string[] = [];
  let good = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (good < at) out.push(bytes.toString('utf8', good, at));
    out.push(String.fromCharCode(0xdc00 + bytes[at]!));
    good = ++at;
  }
  if (good < bytes.length) out.push(bytes.toString('utf8', good, bytes.length));
  return out.join('');
}

/** Length of the valid UTF-8 sequence at a place (RFC 3629: no surrogates, nothing overlong); 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[at + 1] ?? 0;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

/** Bytes that a piece of text was. */
export function byteLength(text: string, from = 0, to = text.length): number {
  let bytes = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) bytes++;
    else if (unit < 0x800) bytes += 2;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3;
    else if (unit <= 0xdbff) {
      bytes += 4;
      at++;
    } else bytes++;
  }
  return bytes;
}

/** Text as it is shown: what was no UTF-8 is U+FFFD. */
export function shownText(text: string): string {
  return text.toWellFormed();
}
