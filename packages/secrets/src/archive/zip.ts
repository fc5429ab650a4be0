/** Files of a zip archive, by its central directory (PKWARE APPNOTE 6.3): stored and deflated ones; others are passed over. */
import { inflateRawSync } from 'node:zlib';
import type { ArchivedFile } from './limits.ts';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record is 22 bytes and a comment of at most 65,535. */
const MAX_END = 22 + 65_535;

export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= 22 && bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

export function* zipFiles(bytes: Uint8Array, maxBytes: number): Generator<ArchivedFile> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  if (end === undefined) return;
  let at = view.getUint32(end + 16, true);
  const count = view.getUint16(end + 10, true);
  for (let i = 0; i < count && at + 46 <= bytes.length && view.getUint32(at, true) === ENTRY; i++) {
    const nameLength = view.getUint16(at + 28, true);
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString('utf8');
    const entry = {
      method: view.getUint16(at + 10, true),
      compressed: view.getUint32(at + 20, true),
      local: view.getUint32(at + 42, true),
    };
    const data = name.endsWith('/') ? undefined : contentOf(bytes, view, entry, maxBytes);
    if (data !== undefined) yield { path: name, bytes: data };
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
}

function endRecord(view: DataView): number | undefined {
  const last = Math.max(0, view.byteLength - MAX_END);
  for (let at = view.byteLength - 22; at >= last; at--) if (view.getUint32(at, true) === END) return at;
  return undefined;
}

function contentOf(
  bytes: Uint8Array,
  view: DataView,
  entry: { readonly method: number; readonly compressed: number; readonly local: number },
  maxBytes: number,
): Uint8Array | undefined {
  const { local } = entry;
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL) return undefined;
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const data = bytes.subarray(start, Math.min(start + entry.compressed, bytes.length));
  if (entry.method === 0) return data;
  if (entry.method !== 8) return undefined;
  try {
    return inflateRawSync(data, { maxOutputLength: maxBytes });
  } catch {
    return undefined;
  }
}
