/**
 * How a `.crate` was written, apart from what is in it: the gzip header and each entry's owner, mode, time and format. Cargo
 * has written these in a few known ways, so they tell which cargo, or what else, made the archive.
 */
import { EntryKind, isGnu, isUstar, numericField, type TarEntry, upToNul } from './tar.ts';

/** The gzip header (RFC 1952). */
export interface GzipShape {
  /** Seconds since 1970; 0 where the writer gave none. */
  readonly mtime: number;
  /** 2: the slowest compression, 4: the fastest. */
  readonly extraFlags: number;
  /** 255 is unknown, 3 Unix, 0 FAT. */
  readonly system: number;
  /** The file name in the header, where there is one. */
  readonly name: string | undefined;
}

/** One tar entry as its header describes it. */
export interface EntryShape {
  /** With the `name-version/` prefix. */
  readonly path: string;
  readonly directory: boolean;
  readonly format: 'gnu' | 'ustar' | 'old';
  /** Undefined where the field is no number. */
  readonly mode: number | undefined;
  readonly mtime: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly user: string;
  readonly group: string;
}

/** The whole archive, in its own order. */
export interface ArchiveShape {
  readonly gzip: GzipShape;
  readonly entries: readonly EntryShape[];
}

const FEXTRA = 4;
const FNAME = 8;
const NAME_MAX = 4096;

/** The header of an archive that has been inflated before, so its lengths are known to fit. */
export function gzipShape(bytes: Uint8Array): GzipShape {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = bytes[3]!;
  let at = 10;
  if (flags & FEXTRA) at += 2 + view.getUint16(at, true);
  let name: string | undefined;
  if (flags & FNAME) name = text(upToNul(bytes.subarray(at, at + NAME_MAX)));
  return { mtime: view.getUint32(4, true), extraFlags: bytes[8]!, system: bytes[9]!, name };
}

export function entryShape(entry: TarEntry, path: string): EntryShape {
  const { header } = entry;
  return {
    path,
    directory: entry.kind === EntryKind.Directory,
    format: isGnu(header) ? 'gnu' : isUstar(header) ? 'ustar' : 'old',
    mode: entry.mode,
    mtime: numericField(header.subarray(136, 148)),
    uid: numericField(header.subarray(108, 116)),
    gid: numericField(header.subarray(116, 124)),
    user: text(upToNul(header.subarray(265, 297))),
    group: text(upToNul(header.subarray(297, 329))),
  };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
