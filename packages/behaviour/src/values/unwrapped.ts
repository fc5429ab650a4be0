/**
 * What a literal says once it is taken apart in the usual ways, up to three layers deep: base64, hex, compression, reversal, rot13
 * and xor with one byte. The key needs no search: the difference of neighbouring bytes does not depend on it, so that a word
 * which is looked for gives the key away.
 */
import { gunzipSync, inflateSync } from 'node:zlib';
import { LAYERS_MAX, xored } from './decode.ts';

export interface Unwrapped {
  /** Bytes are the characters U+0000 to U+00FF. */
  readonly text: string;
  readonly layers: readonly string[];
}

const LENGTH_MAX = 1024 * 1024;
const UNPACKED_MAX = 1024 * 1024;
/** Longer tables are data of the crate, not a hidden text. */
const XOR_MAX = 16 * 1024;
/** Texts looked at for one literal. */
const FOUND_MAX = 16;
const BASE64 = /^[A-Za-z0-9+/_-]{14,}={0,2}$/;
const HEX = /^(?:0x)?(?:[0-9a-fA-F]{2}){8,}$/;
const WORDS = ['http://', 'https://', '/bin/', 'curl ', 'wget ', 'powershell', 'cmd.exe', '.ssh/', 'ws://', '.onion'];

/** All that comes out, nearest first; the literal itself is not among it. */
export function unwrapped(text: string): Unwrapped[] {
  if (text.length > LENGTH_MAX) return [];
  const found: Unwrapped[] = [];
  let layer: Unwrapped[] = [{ text, layers: [] }];
  for (let depth = 0; depth < LAYERS_MAX && layer.length > 0 && found.length < FOUND_MAX; depth++) {
    layer = layer.flatMap(peeled).slice(0, FOUND_MAX);
    found.push(...layer);
  }
  return found;
}

function peeled({ text, layers }: Unwrapped): Unwrapped[] {
  const out: Unwrapped[] = [];
  const add = (layer: string, inner: string): void => {
    out.push({ text: inner, layers: [...layers, layer] });
  };
  const compact = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
  if (compact.length >= 16 && HEX.test(compact)) add('hex', latin1(Buffer.from(compact.replace(/^0x/, ''), 'hex')));
  else if (compact.length >= 16 && BASE64.test(compact)) {
    const bytes = Buffer.from(compact.replaceAll('-', '+').replaceAll('_', '/'), 'base64');
    if (isLikely(bytes, layers)) add('base64', latin1(bytes));
  }
  const inflated = inflate(text);
  if (inflated !== undefined) add('compressed', latin1(inflated));
  if (/(?:\/\/:s?ptth|hs\/nib\/|llehsrewop|lruc |tegw )/.test(text)) add('reversed', [...text].reverse().join(''));
  if (/(?:uggcf?:\/\/|\/ova\/fu|cbjrefuryy)/.test(text)) add('rot13', rot13(text));
  const key = text.length > XOR_MAX ? undefined : xorKey(text);
  if (key !== undefined) add(`xor 0x${key.toString(16)}`, xored(text, [key]));
  return out;
}

/** Nearly every word of letters is base64 of something: what comes out has to be text, packed, or the first layer of more. */
function isLikely(bytes: Uint8Array, layers: readonly string[]): boolean {
  return bytes.length >= 10 && layers.length < LAYERS_MAX;
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function inflate(text: string): Buffer | undefined {
  const [first, second] = [text.charCodeAt(0), text.charCodeAt(1)];
  const gzip = first === 0x1f && second === 0x8b;
  const zlib = first === 0x78 && ((first << 8) | second) % 31 === 0;
  if ((!gzip && !zlib) || text.length < 20) return undefined;
  const bytes = Buffer.from(text, 'latin1');
  try {
    return gzip
      ? gunzipSync(bytes, { maxOutputLength: UNPACKED_MAX })
      : inflateSync(bytes, { maxOutputLength: UNPACKED_MAX });
  } catch {
    return undefined;
  }
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (char) => {
    const base = char < 'a' ? 65 : 97;
    return String.fromCharCode(((char.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** The key with which one of the words stands in the text, which is all printable then. */
function xorKey(text: string): number | undefined {
  for (const word of WORDS) {
    for (let at = 0; at + word.length <= text.length; at++) {
      const key = text.charCodeAt(at) ^ word.charCodeAt(0);
      if (key === 0 || key > 0xff || !hasAt(text, word, at, key)) continue;
      if (isPrintable(text, key)) return key;
    }
  }
  return undefined;
}

function hasAt(text: string, word: string, at: number, key: number): boolean {
  for (let i = 1; i < word.length; i++) if ((text.charCodeAt(at + i) ^ word.charCodeAt(i)) !== key) return false;
  return true;
}

function isPrintable(text: string, key: number): boolean {
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at) ^ key;
    if (char > 0x7e || (char < 0x20 && char !== 9 && char !== 10 && char !== 13 && char !== 0)) return false;
  }
  return true;
}
