/**
 * Encoded pieces of a text: percent, Unicode notation, hexadecimal, base64 (`detect/codec`). gitleaks finds them with one
 * pattern; here a scanner over character classes finds the same, since most of a text is none of them:
 *
 *   %[0-9A-Fa-f]{2}(?:.*%[0-9A-Fa-f]{2})? | (?:U\+[a-fA-F0-9]{4}(?:\s|$))+ | (?:\\{1,2}[uU][a-fA-F0-9]{4})+
 *   | [0-9A-Fa-f]{32,} | [\w/+-]{16,}={0,2}
 */

/** Bits, so that a segment can have come through several; a lower bit wins over a higher where two touch. */
export const ENCODINGS = ['percent', 'unicode', 'hex', 'base64'] as const;
const PERCENT = 1;
const UNICODE = 2;
const HEX = 4;
const BASE64 = 8;

export interface EncodedPiece {
  readonly encoding: number;
  readonly start: number;
  readonly end: number;
}

const IS_HEX = 1;
const IS_BASE64 = 2;
const IS_BASE64_HINT = 4;
const IS_SPECIAL = 8;
const IS_SPACE = 16;
const IS_U = 32;

const CLASSES = new Uint8Array(256);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  CLASSES[code] =
    (/[0-9A-Fa-f]/.test(char) ? IS_HEX : 0) |
    (/[\w/+-]/.test(char) ? IS_BASE64 : 0) |
    (/[0-9+/_-]/.test(char) ? IS_BASE64_HINT : 0) |
    (char === '%' || char === '\\' ? IS_SPECIAL : 0) |
    (/[\t\n\f\r ]/.test(char) ? IS_SPACE : 0) |
    (char === 'U' ? IS_U : 0);
}

/** One byte a UTF-16 unit; whatever is not ASCII is 0x80. */
export function coarse(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    bytes[at] = unit < 0x80 ? unit : 0x80;
  }
  return bytes;
}

/** All pieces that look encoded; where two touch, the more particular encoding goes first and the other waits. */
export function encodedPieces(bytes: Uint8Array): EncodedPiece[] {
  const all = piecesOf(bytes);
  if (all.length < 2) return all;
  return all.filter((piece, i) => !yields(piece, all[i - 1]) && !yields(piece, all[i + 1]));
}

function yields(piece: EncodedPiece, other: EncodedPiece | undefined): boolean {
  if (other === undefined || other.encoding >= piece.encoding) return false;
  return other.start <= piece.end && other.end >= piece.start;
}

function piecesOf(bytes: Uint8Array): EncodedPiece[] {
  const pieces: EncodedPiece[] = [];
  const length = bytes.length;
  for (let at = 0; at < length; ) {
    const kind = CLASSES[bytes[at]!]!;
    if ((kind & (IS_BASE64 | IS_SPECIAL)) === 0) {
      at++;
      continue;
    }
    if ((kind & IS_SPECIAL) !== 0) {
      const piece = specialPiece(bytes, at);
      if (piece !== undefined) pieces.push(piece);
      at = piece?.end ?? at + 1;
      continue;
    }
    let end = at + 1;
    let seen = kind;
    for (let one = 0; end < length && ((one = CLASSES[bytes[end]!]!) & IS_BASE64) !== 0; end++) seen |= one;
    // A short run without a `U` is an ordinary word.
    at = end - at < 16 && (seen & IS_U) === 0 ? end : runPieces(bytes, at, end, pieces);
  }
  return pieces;
}

/** Pieces in a run of base64 characters; returns where to go on. */
function runPieces(bytes: Uint8Array, from: number, end: number, pieces: EncodedPiece[]): number {
  let at = from;
  while (at < end) {
    const notation = bytes[at] === 0x55 ? notationEnd(bytes, at) : at;
    if (notation > at) {
      pieces.push({ encoding: UNICODE, start: at, end: notation });
      // What follows the notation begins anew.
      if (notation >= end) return notation;
      at = notation;
      continue;
    }
    if (end - at < 16) {
      at++;
      continue;
    }
    const hexEnd = at + hexLength(bytes, at, end);
    if (hexEnd - at >= 32) {
      pieces.push({ encoding: HEX, start: at, end: hexEnd });
      at = hexEnd;
      continue;
    }
    let padded = end;
    while (padded < end + 2 && bytes[padded] === 0x3d) padded++;
    pieces.push({ encoding: BASE64, start: at, end: padded });
    return padded;
  }
  return end;
}

function hexLength(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (CLASSES[bytes[at]!]! & IS_HEX) !== 0) at++;
  return at - from;
}

/** End of `U+0041 U+0042 …`, the white space after the last included; `from` if there is none. */
function notationEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x55 && bytes[at + 1] === 0x2b && areHex(bytes, at + 2, 4)) {
    if (at + 6 === bytes.length) return at + 6;
    if ((CLASSES[bytes[at + 6]!]! & IS_SPACE) === 0) break;
    at += 7;
  }
  return at;
}

function areHex(bytes: Uint8Array, from: number, count: number): boolean {
  for (let i = 0; i < count; i++) if ((CLASSES[bytes[from + i] ?? 0]! & IS_HEX) === 0) return false;
  return true;
}

function specialPiece(bytes: Uint8Array, at: number): EncodedPiece | undefined {
  if (bytes[at] === 0x25) {
    if (!areHex(bytes, at + 1, 2)) return undefined;
    return { encoding: PERCENT, start: at, end: lastPercent(bytes, at) };
  }
  const end = escapesEnd(bytes, at);
  return end === at ? undefined : { encoding: UNICODE, start: at, end };
}

/** The end of the last `%XX` on the line. */
function lastPercent(bytes: Uint8Array, from: number): number {
  let end = from + 3;
  const newline = bytes.indexOf(10, from);
  const stop = newline === -1 ? bytes.length : newline;
  for (let at = bytes.lastIndexOf(0x25, stop - 1); at >= end; at = bytes.lastIndexOf(0x25, at - 1)) {
    if (at + 3 <= stop && areHex(bytes, at + 1, 2)) {
      end = at + 3;
      break;
    }
  }
  return end;
}

function escapesEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    let next = at;
    if (bytes[next] !== 0x5c) return at;
    next++;
    if (bytes[next] === 0x5c) next++;
    if ((bytes[next]! | 0x20) !== 0x75 || !areHex(bytes, next + 1, 4)) return at;
    at = next + 5;
  }
}

/** What a piece says; empty if it says nothing printable. */
export function decodePiece(text: string, encoding: number): string {
  switch (encoding) {
    case PERCENT:
      return decodePercent(text);
    case UNICODE:
      return decodeNotation(text);
    case HEX:
      return decodeHex(text);
    default:
      return decodeBase64(text);
  }
}

function isPrintable(byte: number): boolean {
  return byte > 8 && byte < 0x7f;
}

function decodePercent(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] === '%' && at + 2 < text.length && /^[0-9A-Fa-f]{2}$/.test(text.slice(at + 1, at + 3))) {
      const byte = parseInt(text.slice(at + 1, at + 3), 16);
      if (!isPrintable(byte)) return '';
      out += String.fromCharCode(byte);
      at += 3;
    } else out += text[at++]!;
  }
  return out;
}

function decodeNotation(text: string): string {
  const codes = [...text.matchAll(/(?:U\+|\\{1,2}[uU])([0-9A-Fa-f]{4})/g)].map((found) => parseInt(found[1]!, 16));
  return String.fromCharCode(...codes.map((code) => (code >= 0xd800 && code <= 0xdfff ? 0xfffd : code)));
}

function decodeHex(text: string): string {
  if (text.length % 2 !== 0 || !/[0-9]/.test(text)) return '';
  for (let at = 0; at < text.length; at += 2) {
    const high = text.charCodeAt(at) & 0x0f;
    const letter = text.charCodeAt(at) > 0x39;
    // Printable bytes begin with 0 (tab to return only) to 7; anything else is told by its first digit.
    if ((letter ? high + 9 : high) > 7) return '';
  }
  const bytes = Buffer.from(text, 'hex');
  return bytes.every(isPrintable) ? bytes.toString('latin1') : '';
}

/** The value of a base64 digit, in either alphabet. */
const DIGITS = new Uint8Array(256);
for (const alphabet of ['+/', '-_']) {
  const all = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${alphabet}`;
  for (let value = 0; value < 64; value++) DIGITS[all.charCodeAt(value)] = value;
}

/** Whether the first three bytes can be printable: that rules out nearly all identifiers. */
function mayBePrintable(text: string): boolean {
  const [a, b, c, d] = [0, 1, 2, 3].map((at) => DIGITS[text.charCodeAt(at)]!) as [number, number, number, number];
  const bits = (a << 18) | (b << 12) | (c << 6) | d;
  return isPrintable(bits >> 16) && isPrintable((bits >> 8) & 0xff) && isPrintable(bits & 0xff);
}

function decodeBase64(text: string): string {
  if (!mayBePrintable(text)) return '';
  let hint = false;
  let standard = false;
  let url = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((CLASSES[code]! & IS_BASE64_HINT) !== 0) hint = true;
    if (code === 0x2b || code === 0x2f) standard = true;
    else if (code === 0x2d || code === 0x5f) url = true;
  }
  if (!hint || (standard && url)) return '';
  const padded = text.endsWith('=');
  const asStandard = !url && text.length % 4 === 0;
  const asUrl = !standard && !padded && text.length % 4 !== 1;
  if (!asStandard && !asUrl) return '';
  const bytes = Buffer.from(text, 'base64');
  return bytes.every(isPrintable) ? bytes.toString('latin1') : '';
}
