/**
 * The files within a file: archives are known by their content, whatever their name (`.crate`, `.tar.gz`, `.zip`, `.whl`, `.jar`),
 * and opened in memory, one in another, within limits.
 */
import { gunzipSync } from 'node:zlib';
import { type ArchivedFile, type ArchiveLimits, DEFAULT_LIMITS } from './limits.ts';
import { isTar, tarFiles } from './tar.ts';
import { isZip, zipFiles } from './zip.ts';

/** A file with its path; within an archive after a `!`. */
export interface WalkedFile extends ArchivedFile {
  readonly depth: number;
}

export interface Walk {
  readonly files: Iterable<WalkedFile>;
  /** What was not looked into, and why; complete when all files were taken. */
  readonly problems: readonly string[];
}

/** The file itself, or the files of the archive that it is. */
export function walkFile(path: string, bytes: Uint8Array, limits: ArchiveLimits = DEFAULT_LIMITS): Walk {
  const walker = new Walker(limits);
  return { files: walker.walk(path, bytes, 0), problems: walker.problems };
}

class Walker {
  readonly problems: string[] = [];
  readonly #limits: ArchiveLimits;
  #bytes = 0;
  #entries = 0;

  constructor(limits: ArchiveLimits) {
    this.#limits = limits;
  }

  *walk(path: string, bytes: Uint8Array, depth: number): Generator<WalkedFile> {
    const inner = this.#inner(path, bytes, depth);
    if (inner === undefined) {
      yield { path, bytes, depth };
      return;
    }
    if (depth >= this.#limits.depth) {
      this.problems.push(`${path}: archives within archives beyond depth ${this.#limits.depth}`);
      yield { path, bytes, depth };
      return;
    }
    for (const file of inner) {
      if (!this.#count(path, file)) return;
      yield* this.walk(file.path === '' ? path : `${path}!${file.path}`, file.bytes, depth + 1);
    }
  }

  /** Files of an archive; undefined for what is none. */
  #inner(path: string, bytes: Uint8Array, depth: number): Iterable<ArchivedFile> | undefined {
    if (isTar(bytes)) return tarFiles(bytes);
    if (isZip(bytes)) return zipFiles(bytes, this.#limits.fileBytes);
    if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return undefined;
    if (depth >= this.#limits.depth) return [];
    const data = this.#gunzipped(path, bytes);
    if (data === undefined) return undefined;
    // A compressed archive is one archive, not two.
    return isTar(data) ? tarFiles(data) : [{ path: '', bytes: data }];
  }

  #gunzipped(path: string, bytes: Uint8Array): Uint8Array | undefined {
    const maxOutputLength = Math.max(1, this.#limits.totalBytes - this.#bytes);
    try {
      // What was unpacked until the data ends or breaks is what an extractor would have written.
      return gunzipSync(bytes, { maxOutputLength, finishFlush: 2 });
    } catch (error) {
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      this.problems.push(`${path}: ${tooLarge ? 'unpacks to too much' : `is no gzip: ${(error as Error).message}`}`);
      return undefined;
    }
  }

  #count(path: string, file: ArchivedFile): boolean {
    this.#entries++;
    this.#bytes += file.bytes.length;
    if (this.#entries <= this.#limits.entries && this.#bytes <= this.#limits.totalBytes) return true;
    this.problems.push(`${path}: more than ${this.#limits.entries} files or ${this.#limits.totalBytes} bytes`);
    return false;
  }
}
