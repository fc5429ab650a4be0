/** A tar and gzip writer for tests: writes what is asked for, however wrong. */
import { gzipSync } from 'node:zlib';

export interface FixtureEntry {
  readonly path: string | Uint8Array;
  readonly data?: string | Uint8Array;
  readonly type?: string;
  readonly mode?: string;
  /** Written in the size field instead of the real size. */
  readonly size?: string | Uint8Array;
  readonly magic?: 'ustar' | 'gnu' | 'old';
  readonly prefix?: string;
  readonly checksum?: string;
}

export const END = new Uint8Array(1024);

export function tarEntry(entry: FixtureEntry): Buffer {
  const data = Buffer.from(entry.data ?? '');
  const header = Buffer.alloc(512);
  Buffer.from(entry.path).copy(header, 0, 0, 100);
  header.write(entry.mode ?? '0000644', 100, 'latin1');
  header.write('0000000', 108);
  header.write('0000000', 116);
  const size = entry.size ?? data.length.toString(8).padStart(11, '0');
  Buffer.from(size).copy(header, 124, 0, 12);
  header.write('00000000000', 136);
  header.write(entry.type ?? '0', 156, 'latin1');
  const magic = { ustar: 'ustar\x0000', gnu: 'ustar  \0', old: '' }[entry.magic ?? 'ustar'];
  header.write(magic, 257, 'latin1');
  if (entry.prefix !== undefined) header.write(entry.prefix, 345);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(entry.checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

export function tar(entries: readonly FixtureEntry[], end: Uint8Array = END): Buffer {
  return Buffer.concat([...entries.map(tarEntry), end]);
}

/** A `.crate` named `a-1.0.0`; paths are put below that prefix. */
export function crate(files: Readonly<Record<string, string>>, prefix = 'a-1.0.0'): Buffer {
  return gzipSync(tar(Object.entries(files).map(([path, data]) => ({ path: `${prefix}/${path}`, data }))));
}

export function pax(records: Readonly<Record<string, string>>): FixtureEntry {
  const text = Object.entries(records).map(([key, value]) => paxRecord(key, value));
  return { path: 'PaxHeader', type: 'x', data: text.join('') };
}

export function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${key}=${value}\n`;
}
