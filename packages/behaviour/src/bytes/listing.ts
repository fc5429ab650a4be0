/** What is inside an archive, as far as it is needed to know whether programs are: bounded, and nothing is written anywhere. */
import { constants, gunzipSync, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { type FileType, fileType } from './file-type.ts';

/** Entries that are looked at. */
const ENTRIES_MAX = 2_000;
/** Bytes that are unpacked of one archive, and of one entry of a zip: enough for a list, or for a magic number. */
const UNPACKED_MAX = 16 * 1024 * 1024;
const PACKED_MAX = 4 * 1024 * 1024;
/** Archives in archives. */
const DEPTH_MAX = 2;

export interface ListedEntry {
  /** Path inside; of an archive in it behind `!`. */
  readonly path: string;
  readonly type: FileType | undefined;
}

/** The entries whose kind is known from their first bytes; undefined where it cannot be looked into. */
export function listing(bytes: Uint8Array, depth = 0): readonly ListedEntry[] | undefined {
  const type = fileType(bytes);
  switch (type?.name) {
    case 'gzip':
      return ofStream(
        unpacked(() => gunzipSync(bytes.subarray(0, PACKED_MAX), BOUNDS)),
        depth,
      );
    case 'zstd':
      return ofStream(
        unpacked(() => zstdDecompressSync(bytes.subarray(0, PACKED_MAX), ZSTD_BOUNDS)),
        depth,
      );
    case 'tar':
      return ofTar(bytes, depth);
    case 'zip':
      return ofZip(bytes, depth);
    default:
      return undefined;
  }
}

const BOUNDS = { maxOutputLength: UNPACKED_MAX, finishFlush: constants.Z_SYNC_FLUSH };
const ZSTD_BOUNDS = { maxOutputLength: UNPACKED_MAX, finishFlush: constants.ZSTD_e_flush };

function unpacked(unpack: () => Uint8Array): Uint8Array | undefined {
  try {
    return unpack();
  } catch {
    // Corrupt or larger than the bound.
    return undefined;
  }
}

function ofStream(inner: Uint8Array | undefined, depth: number): readonly ListedEntry[] | undefined {
  if (inner === undefined) return undefined;
  return entry('', inner, depth);
}

/** The entry, and what is in it if it is an archive itself. */
function entry(path: string, bytes: Uint8Array, depth: number): ListedEntry[] {
  const type = fileType(bytes);
  const inside = type?.family === 'archive' && depth < DEPTH_MAX ? listing(bytes, depth + 1) : undefined;
  if (inside === undefined) return [{ path, type }];
  return [{ path, type }, ...inside.map((it) => ({ ...it, path: path === '' ? it.path : `${path}!${it.path}` }))];
}

const BLOCK = 512;

function ofTar(bytes: Uint8Array, depth: number): ListedEntry[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const out: ListedEntry[] = [];
  for (let at = 0; at + BLOCK <= data.length && data[at] !== 0 && out.length < ENTRIES_MAX; ) {
    const path = data.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(data.toString('latin1', at + 124, at + 136), 8);
    if (!(size >= 0)) break;
    const start = at + BLOCK;
    if (size > 0) out.push(...entry(path, data.subarray(start, start + size), depth));
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return out;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_SIZE = 22;

/** Where the record at the end of a zip begins, of which there may be a comment behind; -1 if there is none. */
export function zipEnd(bytes: Uint8Array): number {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = bytes.length - END_SIZE; at >= Math.max(0, bytes.length - END_SIZE - 0xffff); at--)
    if (data.getUint32(at, true) === END_OF_DIRECTORY && at + END_SIZE + data.getUint16(at + 20, true) <= bytes.length)
      return at;
  return -1;
}

function ofZip(bytes: Uint8Array, depth: number): ListedEntry[] | undefined {
  const end = zipEnd(bytes);
  if (end < 0) return undefined;
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const out: ListedEntry[] = [];
  let at = data.getUint32(end + 16, true);
  while (at + 46 <= end && data.getUint32(at, true) === DIRECTORY_ENTRY && out.length < ENTRIES_MAX) {
    const name = data.getUint16(at + 28, true);
    const path = text.toString('utf8', at + 46, at + 46 + name);
    const size = data.getUint32(at + 20, true);
    const stored = zipData(bytes, data, data.getUint32(at + 42, true), size, data.getUint16(at + 10, true));
    if (!path.endsWith('/')) out.push(...entry(path, stored ?? new Uint8Array(0), depth));
    at += 46 + name + data.getUint16(at + 30, true) + data.getUint16(at + 32, true);
  }
  return out;
}

/** The bytes of one entry; methods 0 (stored) and 8 (deflate), which is all that is in use. */
function zipData(
  bytes: Uint8Array,
  data: DataView,
  header: number,
  size: number,
  method: number,
): Uint8Array | undefined {
  if (header + 30 > bytes.length) return undefined;
  const start = header + 30 + data.getUint16(header + 26, true) + data.getUint16(header + 28, true);
  const packed = bytes.subarray(start, start + Math.min(size, PACKED_MAX));
  if (method === 0) return packed;
  return method === 8 ? unpacked(() => inflateRawSync(packed, BOUNDS)) : undefined;
}
