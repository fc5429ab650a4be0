/** Layers that hide a text: base64, hex, xor, reversal. Everything is bounded, and only what comes out as text counts. */

/** Bytes of one decoded text; a payload in a string is smaller, a table larger. */
const BYTES_MAX = 1024 * 1024;
/** Layers on top of each other. */
export const LAYERS_MAX = 3;

/** The bytes as text if they are one: UTF-8, nearly all of it printable. */
export function readable(bytes: Uint8Array): string | undefined {
  if (bytes.length < 4 || bytes.length > BYTES_MAX) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
  let odd = 0;
  for (const char of text) if (/[\p{Cc}\p{Cn}\p{Co}]/u.test(char) && !/[\n\r\t]/.test(char)) odd++;
  return odd * 20 > text.length ? undefined : text;
}

/** A byte string xored with a key of one or more bytes. */
export function xored(bytes: string, key: readonly number[]): string {
  let out = '';
  for (let i = 0; i < bytes.length && i < BYTES_MAX; i++)
    out += String.fromCharCode(bytes.charCodeAt(i) ^ (key[i % key.length] ?? 0));
  return out;
}
