/**
 * Files of a tar archive, leniently: a scanner reads what any extractor might, so wrong checksums, missing end marks and cut off
 * data are no reason to stop looking. Knows ustar prefixes, GNU long names and pax paths.
 */
import type { ArchivedFile } from './limits.ts';

const BLOCK = 512;

export function isTar(bytes: Uint8Array): boolean {
  return bytes.length >= BLOCK && ascii(bytes, 257, 5) === 'ustar';
}

export function* tarFiles(bytes: Uint8Array): Generator<ArchivedFile> {
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header[0] === 0 && header.every((byte) => byte === 0)) {
      at += BLOCK;
      continue;
    }
    const size = sizeOf(header);
    const start = at + BLOCK;
    if (size === undefined) return;
    const data = bytes.subarray(start, Math.min(start + size, bytes.length));
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156]!);
    if (type === 'L') longName = cString(data);
    else if (type === 'x') longName = paxPath(data) ?? longName;
    else {
      if (type === '0' || type === '\0' || type === '7') yield { path: longName ?? nameOf(header), bytes: data };
      longName = undefined;
    }
  }
}

function nameOf(header: Uint8Array): string {
  const name = cString(header.subarray(0, 100));
  const prefix = ascii(header, 257, 6) === 'ustar\0' ? cString(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function sizeOf(header: Uint8Array): number | undefined {
  if ((header[124]! & 0x80) !== 0) {
    let size = 0;
    for (let i = 128; i < 136; i++) size = size * 256 + header[i]!;
    return Number.isSafeInteger(size) ? size : undefined;
  }
  const text = cString(header.subarray(124, 136)).trim();
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : text === '' ? 0 : undefined;
}

/** The `path` record of a pax header: lines of `LENGTH KEY=VALUE`. */
function paxPath(data: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]+)\n/.exec(Buffer.from(data.subarray(0, 65_536)).toString('utf8'))?.[1];
}

function cString(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end === -1 ? bytes : bytes.subarray(0, end)).toString('utf8');
}

function ascii(bytes: Uint8Array, start: number, length: number): string {
  return Buffer.from(bytes.subarray(start, start + length)).toString('latin1');
}
