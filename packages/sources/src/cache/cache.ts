/**
 * Lazaret's own cache. Everything in it can be fetched or computed again. Archives are stored by their SHA-256 and checked
 * against it, other things carry a digest of themselves: a file that a crash cut short is as good as none, so writing need
 * not wait for the disk.
 */
import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { readRegularFile } from '../files/read.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the cache is: LAZARET_CACHE, else the platform's place for caches. */
export function cacheDirectory(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const own = env['LAZARET_CACHE'];
  if (own !== undefined && own !== '') return own;
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'lazaret', 'cache');
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG specification tells to ignore a relative path.
  if (xdg?.startsWith('/')) return join(xdg, 'lazaret');
  return platform === 'darwin' ? join(home, 'Library', 'Caches', 'lazaret') : join(home, '.cache', 'lazaret');
}

/** The largest archive kept (readCrate's own limit). */
const MAX_ARCHIVE = 128 * 1024 * 1024;
const DIGEST_BYTES = 32;
const TOUCH_AFTER = 3_600_000;
const KEY = /^[0-9a-zA-Z][0-9a-zA-Z._-]{0,127}$/;

/** Files below one directory; absent and unreadable are the same, and writing never fails a run. */
export class LazaretCache {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  archivePath(sha256: string): string {
    return join(this.directory, 'crates', sha256.slice(0, 2), `${sha256}.crate`);
  }

  /** The archive with this digest; a file that does not fit its name is removed. */
  readArchive(sha256: string): Uint8Array | undefined {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
    const path = this.archivePath(sha256);
    const bytes = attempt(() => readRegularFile(path, MAX_ARCHIVE));
    if (bytes === undefined || sha256Hex(bytes) === sha256) return bytes;
    attempt(() => rmSync(path, { force: true }));
    return undefined;
  }

  /** Stores an archive under its digest; returns its path, or undefined if it could not be stored. */
  writeArchive(bytes: Uint8Array): string | undefined {
    return this.#write(this.archivePath(sha256Hex(bytes)), bytes);
  }

  /**
   * A computed or fetched thing by kind and key, e.g. facts of an archive. With `touch` the file's time says when it was used,
   * which {@link prune} goes by.
   */
  read(kind: string, key: string, maxSize: number, touch?: 'touch'): Uint8Array | undefined {
    const path = this.#place(kind, key);
    if (touch === 'touch' && path !== undefined) attempt(() => touchFile(path));
    const stored = path === undefined ? undefined : attempt(() => readRegularFile(path, maxSize + DIGEST_BYTES));
    if (stored === undefined || stored.length < DIGEST_BYTES) return undefined;
    const content = stored.subarray(DIGEST_BYTES);
    return digest(content).equals(stored.subarray(0, DIGEST_BYTES)) ? content : undefined;
  }

  write(kind: string, key: string, bytes: Uint8Array | string): string | undefined {
    const path = this.#place(kind, key);
    if (path === undefined) return undefined;
    const content = Buffer.from(bytes);
    return this.#write(path, Buffer.concat([digest(content), content]));
  }

  /** Removes the least recently used things of a kind until the rest takes no more than so many bytes. */
  prune(kind: string, maxBytes: number): void {
    const files = this.#files(kind).sort((a, b) => b.used - a.used);
    let total = 0;
    for (const { path, bytes } of files) {
      total += bytes;
      if (total > maxBytes) attempt(() => rmSync(path, { force: true }));
    }
  }

  /** How many files there are of each kind, and their size. */
  usage(): { readonly kind: string; readonly files: number; readonly bytes: number }[] {
    const kinds = attempt(() => readdirSync(this.directory, { withFileTypes: true })) ?? [];
    return kinds
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => {
        const files = this.#files(name);
        return { kind: name, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
      })
      .sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }

  /** Removes all things of a kind. */
  clear(kind: string): void {
    if (KEY.test(kind)) rmSync(join(this.directory, kind), { recursive: true, force: true });
  }

  #files(kind: string): { readonly path: string; readonly bytes: number; readonly used: number }[] {
    if (!KEY.test(kind)) return [];
    const entries =
      attempt(() => readdirSync(join(this.directory, kind), { withFileTypes: true, recursive: true })) ?? [];
    return entries.flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      // A file that another process has just removed is none.
      const stats = entry.isFile() ? attempt(() => statSync(path)) : undefined;
      return stats === undefined ? [] : [{ path, bytes: stats.size, used: stats.mtimeMs }];
    });
  }

  #place(kind: string, key: string): string | undefined {
    return KEY.test(kind) && KEY.test(key) ? join(this.directory, kind, key.slice(0, 2), key) : undefined;
  }

  #write(path: string, bytes: Uint8Array): string | undefined {
    return attempt(() => {
      writeFileAtomically(path, bytes, false);
      return path;
    });
  }
}

/** The lower-case hex SHA-256 of bytes or text. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Not at each use: an hour more or less changes nothing, and a write would cost more than the reading. */
function touchFile(path: string): void {
  const now = Date.now();
  if (now - statSync(path).mtimeMs > TOUCH_AFTER) utimesSync(path, now / 1000, now / 1000);
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
