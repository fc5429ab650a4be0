/**
 * CARGO_HOME by looking, not by computing: the names of registry directories end in a hash whose algorithm is no promise
 * of Cargo's, so every directory is tried and content is checked instead.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { entryAt, readRegularFile, readRegularText } from '../files/read.ts';
import { directoryNames } from '../files/tree.ts';

/** One `<host>-<hash>` directory. */
export interface RegistryDirectory {
  readonly host: string;
  readonly path: string;
}

/** The largest `.crate` read (readCrate's own limit). */
const MAX_ARCHIVE = 128 * 1024 * 1024;
const MAX_INDEX_FILE = 64 * 1024 * 1024;
const MAX_HEAD = 4096;
/** Cargo's layout of index cache files (cargo `sources/registry/index/cache.rs`). */
const INDEX_CACHE_VERSION = 3;

/** Where CARGO_HOME is: the variable (relative to `directory`), else `.cargo` in the home directory. */
export function findCargoHome(
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
  home: string = homedir(),
): CargoHome {
  const own = env['CARGO_HOME'];
  return new CargoHome(own !== undefined && own !== '' ? resolve(directory, own) : join(home, '.cargo'));
}

/** Read access to cargo's caches. Directory listings are read once. */
export class CargoHome {
  readonly directory: string;
  readonly #listings = new Map<string, readonly RegistryDirectory[]>();

  constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * Paths of `name-version.crate` in all registry caches, those of `host` first. With `onlyHost` in no other: without a
   * checksum, another registry's archive of that name may be anything.
   */
  archivePaths(name: string, version: string, host: string | undefined, onlyHost = false): string[] {
    return this.#candidates('cache', host)
      .filter((directory) => !onlyHost || directory.host === host)
      .flatMap(({ path }) => existing(join(path, `${name}-${version}.crate`), 'file'));
  }

  readArchive(path: string): Uint8Array | undefined {
    return readRegularFile(path, MAX_ARCHIVE);
  }

  /** Unpacked `name-version` directories that cargo finished (`.cargo-ok`). */
  unpackedPaths(name: string, version: string, host: string | undefined): string[] {
    return this.#candidates('src', host).flatMap(({ path }) =>
      existing(join(path, `${name}-${version}`), 'directory').filter(
        (directory) => entryAt(join(directory, '.cargo-ok'))?.isFile() ?? false,
      ),
    );
  }

  /** Directories below `registry/cache`, `registry/src` or `registry/index`. */
  registries(kind: 'cache' | 'src' | 'index'): readonly RegistryDirectory[] {
    let listing = this.#listings.get(kind);
    if (listing === undefined) {
      const root = join(this.directory, 'registry', kind);
      listing = directoryNames(root).map((name) => ({
        host: name.replace(/-[0-9a-f]{16}$/, ''),
        path: join(root, name),
      }));
      this.#listings.set(kind, listing);
    }
    return listing;
  }

  /** Index lines that cargo has cached for a crate: from the directory of that host whose file is there. */
  indexLines(path: string, host: string): { lines: string; file: string } | undefined {
    for (const directory of this.registries('index')) {
      if (directory.host !== host) continue;
      const file = join(directory.path, '.cache', ...path.split('/'));
      const bytes = readRegularFile(file, MAX_INDEX_FILE);
      const lines = bytes === undefined ? undefined : decodeIndexCache(bytes);
      if (lines !== undefined) return { lines, file };
    }
    return undefined;
  }

  /** Checkouts of a commit, whatever repository they are named after: the commit identifies the content. */
  checkouts(commit: string): string[] {
    const root = join(this.directory, 'git', 'checkouts');
    return directoryNames(root).flatMap((repository) =>
      directoryNames(join(root, repository))
        .filter((revision) => /^[0-9a-f]{4,40}$/.test(revision) && commit.startsWith(revision))
        .map((revision) => join(root, repository, revision))
        .filter((checkout) => headCommit(checkout) === commit),
    );
  }

  #candidates(kind: 'cache' | 'src', host: string | undefined): RegistryDirectory[] {
    const all = this.registries(kind);
    return [...all.filter((entry) => entry.host === host), ...all.filter((entry) => entry.host !== host)];
  }
}

function existing(path: string, kind: 'file' | 'directory'): string[] {
  const stats = entryAt(path);
  return stats !== undefined && (kind === 'file' ? stats.isFile() : stats.isDirectory()) ? [path] : [];
}

/** The commit of a detached HEAD; cargo's checkouts have no other kind. */
function headCommit(checkout: string): string | undefined {
  const head = readRegularText(join(checkout, '.git', 'HEAD'), MAX_HEAD)?.trim();
  return head !== undefined && /^[0-9a-f]{40,64}$/.test(head) ? head : undefined;
}

/**
 * The JSON lines in a cache file: a format byte, a u32, the index version, then pairs of version and JSON, all ended by
 * NUL. Undefined for another format.
 */
function decodeIndexCache(bytes: Uint8Array): string | undefined {
  if (bytes[0] !== INDEX_CACHE_VERSION || bytes.length < 5) return undefined;
  const fields = Buffer.from(bytes.buffer, bytes.byteOffset + 5, bytes.byteLength - 5)
    .toString('utf8')
    .split('\0');
  const lines: string[] = [];
  for (let i = 2; i < fields.length; i += 2) lines.push(fields[i]!);
  return lines.map((line) => `${line}\n`).join('');
}
