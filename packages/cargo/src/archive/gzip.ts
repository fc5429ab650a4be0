/**
 * Exactly one gzip member (RFC 1952), as flate2's `read::GzDecoder` reads it. Node's own `gunzip` concatenates members,
 * so a file of two members would show it other bytes than cargo extracts; hence the header is read here, the deflate
 * stream is inflated raw, and what follows the first member is only counted.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { ArchiveError } from './error.ts';

const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;
const RESERVED = 0xe0;

/** Without a believable size hint the output grows in pieces of this size. */
const MIN_CHUNK = 64 * 1024;
/** No single allocation is larger on the word of an untrusted size field. */
const MAX_CHUNK = 32 * 1024 * 1024;
/** Deflate cannot expand by more than this factor (RFC 1951: 258 bytes from 2 bits), so a larger hint is a lie. */
const MAX_DEFLATE_RATIO = 1032;

export interface GzipMember {
  readonly data: Uint8Array;
  /** Whether CRC-32 and length in the trailer fit the data. */
  readonly checked: boolean;
  /** Where the member ends in the input. */
  readonly end: number;
}

/** Inflates the first member; `maxSize` bounds the output. */
export function readGzipMember(bytes: Uint8Array, maxSize: number): GzipMember {
  const start = headerEnd(bytes);
  const { data, used } = inflate(bytes.subarray(start), maxSize);
  const trailer = start + used;
  if (trailer + 8 > bytes.length) throw truncated();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const checked =
    view.getUint32(trailer, true) === crc32(data) && view.getUint32(trailer + 4, true) === data.length % 2 ** 32;
  return { data, checked, end: trailer + 8 };
}

/** Whether a gzip member begins at `at`. */
export function startsGzip(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x1f && bytes[at + 1] === 0x8b;
}

function headerEnd(bytes: Uint8Array): number {
  if (bytes.length < 10) throw startsGzip(bytes, 0) ? truncated() : notGzip('the file is too short to be gzip');
  if (!startsGzip(bytes, 0)) throw notGzip('the file does not start with the gzip magic number');
  if (bytes[2] !== 8) throw notGzip(`unknown gzip compression method ${bytes[2]}`);
  const flags = bytes[3]!;
  if (flags & RESERVED) throw notGzip('reserved gzip flags are set');
  let at = 10;
  if (flags & FEXTRA) {
    if (at + 2 > bytes.length) throw truncated();
    at += 2 + (bytes[at]! | (bytes[at + 1]! << 8));
  }
  if (flags & FNAME) at = afterNul(bytes, at);
  if (flags & FCOMMENT) at = afterNul(bytes, at);
  if (flags & FHCRC) {
    if (at + 2 > bytes.length) throw truncated();
    if ((crc32(bytes.subarray(0, at)) & 0xffff) !== (bytes[at]! | (bytes[at + 1]! << 8))) {
      throw notGzip('the gzip header fails its own checksum');
    }
    at += 2;
  }
  if (at > bytes.length) throw truncated();
  return at;
}

function afterNul(bytes: Uint8Array, from: number): number {
  const nul = bytes.indexOf(0, from);
  if (nul === -1) throw truncated();
  return nul + 1;
}

/** What `inflateRawSync` returns when asked for `info`; the type definitions leave it out. */
interface Inflated {
  readonly buffer: Buffer;
  /** `bytesWritten` counts the input bytes that the decoder took. */
  readonly engine: { readonly bytesWritten: number };
}

function inflate(deflated: Uint8Array, maxSize: number): { data: Uint8Array; used: number } {
  const options = { info: true, maxOutputLength: maxSize, chunkSize: chunkSize(deflated, maxSize) };
  try {
    const result = inflateRawSync(deflated, options) as unknown as Inflated;
    return { data: result.buffer, used: result.engine.bytesWritten };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ArchiveError('limit-unpacked-size', `the archive unpacks to more than ${maxSize} bytes`);
    }
    if (code === 'Z_BUF_ERROR') throw truncated();
    throw new ArchiveError('gzip-corrupt', `the gzip data is corrupt: ${(error as Error).message}`);
  }
}

/** One output buffer of the right size when the length field (last four bytes) can be true: no copying of pieces. */
function chunkSize(deflated: Uint8Array, maxSize: number): number {
  if (deflated.length < 4) return MIN_CHUNK;
  const hint = new DataView(deflated.buffer, deflated.byteOffset, deflated.byteLength).getUint32(
    deflated.length - 4,
    true,
  );
  if (hint > deflated.length * MAX_DEFLATE_RATIO || hint > maxSize) return MIN_CHUNK;
  return Math.max(MIN_CHUNK, Math.min(hint + 1, MAX_CHUNK));
}

function truncated(): ArchiveError {
  return new ArchiveError('gzip-truncated', 'the gzip data ends early: the file is incomplete');
}

function notGzip(message: string): ArchiveError {
  return new ArchiveError('gzip-header', message);
}
