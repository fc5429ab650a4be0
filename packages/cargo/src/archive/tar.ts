/**
 * The tar entries that the `tar` crate (which cargo uses) sees, in its order and by its rules: ustar prefix, GNU long
 * names, pax `path` and `size`, base-256 sizes, the end at the first zero block. Where released versions of that crate
 * disagree among themselves (pax size against header size, CVE-2026-33055) the archive is refused instead.
 */
import { ArchiveError } from './error.ts';

const BLOCK = 512;
const NUL = 0;
const SLASH = 0x2f;

/** A path longer than this is no path of a crate (PATH_MAX on Linux is 4096); it also bounds extension entries. */
const MAX_EXTENSION_BYTES = 64 * 1024;

export const EntryKind = { File: 'file', Directory: 'directory' } as const;
export type EntryKind = (typeof EntryKind)[keyof typeof EntryKind];

export interface TarEntry {
  readonly kind: EntryKind;
  /** The path as raw bytes; nothing is decoded or normalised. */
  readonly path: Uint8Array;
  readonly dataStart: number;
  readonly size: number;
  /** Undefined when the field is no number; the `tar` crate then leaves the mode alone. */
  readonly mode: number | undefined;
  /** The 512 bytes that describe the entry itself, after any extension headers. */
  readonly header: Uint8Array;
}

export interface TarEnd {
  /** Offset after the zero block, or the end of the data. */
  readonly end: number;
  readonly marker: boolean;
}

/** What `L` and `x` entries say about the entry that follows them. */
interface Extensions {
  longName: Uint8Array | undefined;
  longLink: boolean;
  pax: Pax | undefined;
}

interface Pax {
  readonly path: Uint8Array | undefined;
  readonly size: number | undefined;
}

/** Yields files and directories; returns where the archive ended. */
export function* readTar(data: Uint8Array): Generator<TarEntry, TarEnd> {
  let at = 0;
  let pending: Extensions = { longName: undefined, longLink: false, pax: undefined };
  for (;;) {
    if (at === data.length) return finish(pending, { end: at, marker: false });
    if (at + BLOCK > data.length) throw new ArchiveError('tar-truncated', 'the tar data ends inside a header');
    const header = data.subarray(at, at + BLOCK);
    if (isZero(header)) return finish(pending, { end: at + BLOCK, marker: true });
    verifyChecksum(header);
    const size = entrySize(header, pending.pax);
    const dataStart = at + BLOCK;
    const next = dataStart + Math.ceil(size / BLOCK) * BLOCK;
    if (next > data.length) throw new ArchiveError('tar-truncated', 'the tar data ends inside an entry');
    const type = header[156]!;
    if (isExtension(header, type)) {
      addExtension(pending, type, data.subarray(dataStart, dataStart + size));
    } else {
      yield makeEntry(header, type, pending, dataStart, size);
      pending = { longName: undefined, longLink: false, pax: undefined };
    }
    at = next;
  }
}

function finish(pending: Extensions, end: TarEnd): TarEnd {
  if (pending.longName !== undefined || pending.longLink || pending.pax !== undefined) {
    throw new ArchiveError('tar-header', 'the tar archive ends after an extension header that describes no entry');
  }
  return end;
}

function isZero(header: Uint8Array): boolean {
  // The first byte of a name is almost never zero, so this loop is short.
  for (let i = 0; i < BLOCK; i++) if (header[i] !== 0) return false;
  return true;
}

/** The sum of all bytes with the checksum field taken as spaces. */
function verifyChecksum(header: Uint8Array): void {
  let sum = 8 * 0x20;
  for (let i = 0; i < 148; i++) sum += header[i]!;
  for (let i = 156; i < BLOCK; i++) sum += header[i]!;
  if (octal(header.subarray(148, 156)) !== sum) {
    throw new ArchiveError('tar-checksum', 'a tar header fails its checksum');
  }
}

function entrySize(header: Uint8Array, pax: Pax | undefined): number {
  const size = numericField(header.subarray(124, 136));
  if (size === undefined) throw new ArchiveError('tar-number', 'a tar header has no readable size');
  if (pax?.size !== undefined && pax.size !== size) {
    throw new ArchiveError('pax-ambiguous', 'a pax header and a tar header state different sizes for one entry');
  }
  return size;
}

/** Octal text, or big-endian binary when the top bit is set, of which the `tar` crate reads the last eight bytes. */
export function numericField(field: Uint8Array): number | undefined {
  if ((field[0]! & 0x80) === 0) return octal(field);
  let value = 0;
  for (let i = field.length === 8 ? 1 : field.length - 8; i < field.length; i++) value = value * 256 + field[i]!;
  // Beyond 2^53 the sum is inexact; no archive is that large and the bounds check refuses it either way.
  return value;
}

function octal(field: Uint8Array): number | undefined {
  const nul = field.indexOf(NUL);
  const text = latin1(nul === -1 ? field : field.subarray(0, nul)).trim();
  return /^\+?[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

export function isUstar(header: Uint8Array): boolean {
  return latin1(header.subarray(257, 265)) === 'ustar\x0000';
}

export function isGnu(header: Uint8Array): boolean {
  return latin1(header.subarray(257, 265)) === 'ustar  \0';
}

/** `L`, `K` and `x` are extensions only under a GNU or ustar magic; elsewhere they are unknown types. */
function isExtension(header: Uint8Array, type: number): boolean {
  if (type !== 0x4c && type !== 0x4b && type !== 0x78) return false;
  return isUstar(header) || isGnu(header);
}

function addExtension(pending: Extensions, type: number, data: Uint8Array): void {
  if (data.length > MAX_EXTENSION_BYTES) {
    throw new ArchiveError('limit-path-length', `a tar extension header is longer than ${MAX_EXTENSION_BYTES} bytes`);
  }
  const isLongName = type === 0x4c;
  const twice = isLongName ? pending.longName !== undefined : type === 0x4b ? pending.longLink : pending.pax;
  if (twice) throw new ArchiveError('tar-header', 'two extension headers of one kind describe the same entry');
  if (isLongName) pending.longName = data.at(-1) === NUL ? data.subarray(0, -1) : data;
  else if (type === 0x4b) pending.longLink = true;
  else pending.pax = readPax(data);
}

function makeEntry(
  header: Uint8Array,
  type: number,
  extensions: Extensions,
  dataStart: number,
  size: number,
): TarEntry {
  const { longName, pax } = extensions;
  if (longName !== undefined && pax?.path !== undefined) {
    throw new ArchiveError('pax-ambiguous', 'a GNU long name and a pax path describe the same entry');
  }
  const path = longName ?? pax?.path ?? headerPath(header);
  const mode = numericField(header.subarray(100, 108));
  return { kind: entryKind(header, type, path), path, dataStart, size, mode, header };
}

function headerPath(header: Uint8Array): Uint8Array {
  const name = upToNul(header.subarray(0, 100));
  if (!isUstar(header) || header[345] === NUL) return name;
  const prefix = upToNul(header.subarray(345, 500));
  const path = new Uint8Array(prefix.length + 1 + name.length);
  path.set(prefix);
  path[prefix.length] = SLASH;
  path.set(name, prefix.length + 1);
  return path;
}

/** Only regular files and directories pass (cargo refuses the rest since CVE-2026-5223). */
function entryKind(header: Uint8Array, type: number, path: Uint8Array): EntryKind {
  if (type === 0x35) return EntryKind.Directory;
  if (type === 0x30 || type === NUL) {
    // BSD's old habit, which the `tar` crate follows outside ustar: a trailing slash makes a directory.
    return !isUstar(header) && path.at(-1) === SLASH ? EntryKind.Directory : EntryKind.File;
  }
  const name = ENTRY_TYPES[String.fromCharCode(type)] ?? `entry of unknown type 0x${type.toString(16)}`;
  const text = Buffer.from(path).toString();
  throw new ArchiveError('entry-type', `the archive holds a ${name}; only files and directories are allowed`, text);
}

const ENTRY_TYPES: Readonly<Record<string, string>> = {
  '1': 'hard link',
  '2': 'symbolic link',
  '3': 'character device',
  '4': 'block device',
  '6': 'named pipe',
  '7': 'contiguous file',
  S: 'sparse file',
  g: 'global pax header',
};

/** Records `LENGTH KEY=VALUE\n`. A key given twice is refused: POSIX lets the last win, the `tar` crate the first. */
function readPax(data: Uint8Array): Pax {
  let path: Uint8Array | undefined;
  let size: number | undefined;
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const digits = space === -1 ? '' : latin1(data.subarray(at, space));
    const end = at + (/^[1-9][0-9]{0,5}$/.test(digits) ? Number(digits) : 0);
    const equals = data.indexOf(0x3d, space);
    if (end > data.length || equals <= space || equals >= end || data[end - 1] !== 0x0a) throw malformedPax();
    const key = latin1(data.subarray(space + 1, equals));
    const value = data.subarray(equals + 1, end - 1);
    if (key === 'path') {
      if (path !== undefined) throw ambiguousPax(key);
      path = value;
    } else if (key === 'size') {
      if (size !== undefined) throw ambiguousPax(key);
      size = paxSize(value);
    } else if (key.startsWith('GNU.sparse.')) {
      throw new ArchiveError('entry-type', 'the archive holds a sparse file; only files and directories are allowed');
    }
    at = end;
  }
  return { path, size };
}

function paxSize(value: Uint8Array): number {
  const text = latin1(value);
  if (!/^[0-9]{1,15}$/.test(text)) throw malformedPax();
  return Number(text);
}

function malformedPax(): ArchiveError {
  return new ArchiveError('pax-malformed', 'a pax header is malformed');
}

function ambiguousPax(key: string): ArchiveError {
  return new ArchiveError('pax-ambiguous', `a pax header gives ${key} twice`);
}

export function upToNul(field: Uint8Array): Uint8Array {
  const nul = field.indexOf(NUL);
  return nul === -1 ? field : field.subarray(0, nul);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
