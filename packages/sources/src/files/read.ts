/**
 * Reading files of strangers: regular files only (opening a named pipe would hang), never more than a stated size, links
 * followed only by those who ask for it.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { SourcesError } from '../error.ts';

/** The bytes of a regular file; undefined if there is none at the path. Throws when it is larger than `maxSize`. */
export function readRegularFile(
  path: string,
  maxSize: number,
  options: { followLink?: boolean } = {},
): Uint8Array | undefined {
  // O_NONBLOCK keeps a named pipe from blocking the open; the type is checked on the opened file, not on its name.
  const noFollow = options.followLink === true ? 0 : (constants.O_NOFOLLOW ?? 0);
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | noFollow);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw new SourcesError('unreadable', `${path} cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return undefined;
    if (stats.size > maxSize) throw new SourcesError('too-large', `${path} is larger than ${maxSize} bytes`);
    return readFully(descriptor, stats.size);
  } finally {
    closeSync(descriptor);
  }
}

function readFully(descriptor: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  while (at < size) {
    const read = readSync(descriptor, bytes, at, size - at, at);
    if (read === 0) break;
    at += read;
  }
  return at === size ? bytes : bytes.subarray(0, at);
}

/** The text of a regular file, decoded as UTF-8 with replacement characters for what is not. */
export function readRegularText(
  path: string,
  maxSize: number,
  options: { followLink?: boolean } = {},
): string | undefined {
  const bytes = readRegularFile(path, maxSize, options);
  if (bytes === undefined) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}

/** What is at a path, not following a link; undefined if nothing or nothing reachable is. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isAbsent(error) || (error as NodeJS.ErrnoException).code === 'EACCES') return undefined;
    throw error;
  }
}

/** Nothing there: also a file where a directory was expected, a link loop or a link where none is followed. */
function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EISDIR', 'ENXIO', 'ERR_INVALID_ARG_VALUE'].includes(code);
}
