/**
 * Bytes as texts to look through: UTF-8, UTF-16 (by its mark or by its zero bytes), and the texts in binaries. Each text can say
 * which form it was read in; places in it are places in that form.
 */
import { decodeText, type Text } from '../text/decode.ts';

export interface View {
  readonly text: Text;
  readonly form: 'text' | 'utf-16' | 'binary';
}

/** Shorter runs of printable characters in a binary are no texts. */
const MIN_RUN = 8;

/** How many bytes tell what a file is. */
const SNIFFED = 4096;

export function viewsOf(bytes: Uint8Array): View[] {
  const utf16 = utf16Encoding(bytes);
  if (utf16 !== undefined) {
    const text = new TextDecoder(utf16).decode(bytes);
    return [{ text: decodeText(Buffer.from(text, 'utf8')), form: 'utf-16' }];
  }
  if (bytes.subarray(0, SNIFFED).indexOf(0) === -1) return [{ text: decodeText(bytes), form: 'text' }];
  const runs = [printableRuns(bytes, 1), printableRuns(bytes, 2)].filter((text) => text !== '');
  return runs.map((text) => ({ text: { text, form: 'units', ascii: Buffer.from(text, 'latin1') }, form: 'binary' }));
}

function utf16Encoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, SNIFFED);
  if (head.length < 8) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) if (head[i] === 0) i % 2 === 0 ? even++ : odd++;
  // Latin text in UTF-16 has a zero in nearly every second byte, and none in the others.
  const half = head.length / 2;
  if (odd > half * 0.7 && even < half * 0.05) return 'utf-16le';
  return even > half * 0.7 && odd < half * 0.05 ? 'utf-16be' : undefined;
}

/** Runs of printable ASCII, one a line; with step 2 those of UTF-16 within a binary. */
function printableRuns(bytes: Uint8Array, step: 1 | 2): string {
  const out: string[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && isText(bytes[end]!) && (step === 1 || bytes[end + 1] === 0)) end += step;
    if ((end - at) / step >= MIN_RUN) {
      const run = buffer.toString('latin1', at, end);
      out.push(step === 1 ? run : run.replaceAll('\0', ''));
    }
    at = end + 1;
  }
  return out.join('\n');
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
}
