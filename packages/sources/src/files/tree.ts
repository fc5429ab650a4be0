/**
 * The files of a directory as a bounded, sorted map. Symbolic links are not followed: a link in a checkout may lead
 * anywhere, and a package of a registry holds none.
 */
import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareText, type Diagnostic } from '@lazaret/base';
import { SourcesError } from '../error.ts';
import { readRegularFile } from './read.ts';

/** Bounds of a walk. */
export interface TreeLimits {
  readonly files: number;
  /** Directory entries looked at, wanted or not. */
  readonly entries: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly depth: number;
}

/** Beyond any package on crates.io; a project's own folder may hold large data files, which are passed over. */
export const DEFAULT_TREE_LIMITS: TreeLimits = {
  files: 50_000,
  entries: 500_000,
  fileBytes: 32 * 1024 * 1024,
  totalBytes: 512 * 1024 * 1024,
  depth: 64,
};

/** Directories that hold no source of the package: version control, another ecosystem's packages. */
const SKIPPED_DIRECTORIES: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj', 'node_modules']);

/** Build output where cargo puts it, or marked as cargo marks it: `src/target/` may be a module. */
function isBuildOutput(root: string, path: string, name: string): boolean {
  if (SKIPPED_DIRECTORIES.has(name) || path === 'target') return true;
  return name === 'target' && existsSync(join(root, path, 'CACHEDIR.TAG'));
}

/** What a walk takes in. */
export interface TreeOptions {
  readonly limits?: Partial<TreeLimits>;
  /** Whether a file is wanted, by its path with `/`; all by default. */
  readonly include?: (path: string) => boolean;
  /** Whether to pass over `target`, `.git` and the like; on by default. */
  readonly skipBuildOutput?: boolean;
  /** Whether directories with a manifest of their own belong to other packages; off by default. */
  readonly skipNestedPackages?: boolean;
  /** Told of every directory looked into, with the names in it. */
  readonly onDirectory?: (path: string, names: readonly string[]) => void;
}

/** The files of a directory. */
export interface Tree {
  /** By path below the root, with `/`, in sorted order. A file is read when it is asked for. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Grows when a file that is asked for turns out to be unreadable or too large. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Lists the wanted files below a directory; their content is read on demand. */
export function readTree(root: string, options: TreeOptions = {}): Tree {
  const { paths, diagnostics } = listTree(root, options);
  return { files: new TreeFiles(root, paths, { ...DEFAULT_TREE_LIMITS, ...options.limits }, diagnostics), diagnostics };
}

/** Files on disk as a map. What cannot be read is a diagnostic and counts as absent from then on. */
class TreeFiles implements ReadonlyMap<string, Uint8Array> {
  readonly #root: string;
  readonly #limits: TreeLimits;
  readonly #diagnostics: Diagnostic[];
  /** Content, or undefined until it is read. */
  readonly #files: Map<string, Uint8Array | undefined>;
  #total = 0;

  constructor(root: string, paths: readonly string[], limits: TreeLimits, diagnostics: Diagnostic[]) {
    this.#root = root;
    this.#limits = limits;
    this.#diagnostics = diagnostics;
    this.#files = new Map(paths.map((path) => [path, undefined]));
  }

  get size(): number {
    return this.#files.size;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  get(path: string): Uint8Array | undefined {
    if (!this.#files.has(path)) return undefined;
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const bytes = this.#read(path);
    if (bytes === undefined) this.#files.delete(path);
    else this.#files.set(path, bytes);
    return bytes;
  }

  keys(): MapIterator<string> {
    return this.#files.keys();
  }

  *entries(): MapIterator<[string, Uint8Array]> {
    for (const path of [...this.#files.keys()]) {
      const bytes = this.get(path);
      if (bytes !== undefined) yield [path, bytes];
    }
  }

  *values(): MapIterator<Uint8Array> {
    for (const [, bytes] of this.entries()) yield bytes;
  }

  [Symbol.iterator](): MapIterator<[string, Uint8Array]> {
    return this.entries();
  }

  forEach(action: (bytes: Uint8Array, path: string, map: ReadonlyMap<string, Uint8Array>) => void): void {
    for (const [path, bytes] of this.entries()) action(bytes, path, this);
  }

  #read(path: string): Uint8Array | undefined {
    const { fileBytes, totalBytes } = this.#limits;
    try {
      const bytes = readRegularFile(join(this.#root, path), fileBytes);
      if (bytes === undefined) return this.#refuse('file-unreadable', 'the file is gone or no regular file', path);
      this.#total += bytes.length;
      if (this.#total <= totalBytes) return bytes;
      return this.#refuse('tree-size-limit', `more than ${totalBytes} bytes were read; left out`, path);
    } catch (error) {
      if (!(error instanceof SourcesError)) throw error;
      if (error.code !== 'too-large') return this.#refuse('file-unreadable', 'the file cannot be read', path);
      return this.#refuse('file-size-limit', `larger than ${fileBytes} bytes; left out`, path);
    }
  }

  #refuse(code: string, message: string, file: string): undefined {
    this.#diagnostics.push({ code, message, file });
    return undefined;
  }
}

/** The sorted paths of regular files below a directory. */
export function listTree(root: string, options: TreeOptions = {}): { paths: string[]; diagnostics: Diagnostic[] } {
  const lister = new Lister(root, options);
  lister.run();
  return { paths: lister.paths.sort(compareText), diagnostics: lister.diagnostics };
}

class Lister {
  readonly paths: string[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #root: string;
  readonly #options: TreeOptions;
  readonly #limits: TreeLimits;
  readonly #pending: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  #entries = 0;

  constructor(root: string, options: TreeOptions) {
    this.#root = root;
    this.#options = options;
    this.#limits = { ...DEFAULT_TREE_LIMITS, ...options.limits };
  }

  run(): void {
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      const { path, depth } = next;
      const entries = readDirectory(join(this.#root, path), path, this.diagnostics);
      if (this.#options.skipNestedPackages === true && path !== '' && entries.some((e) => e.name === 'Cargo.toml'))
        continue;
      this.#options.onDirectory?.(
        path,
        entries.map(({ name }) => name),
      );
      for (const entry of entries) {
        if (!this.#entry(entry, path === '' ? entry.name : `${path}/${entry.name}`, depth)) return;
      }
    }
  }

  /** False ends the walk. */
  #entry(entry: Dirent, path: string, depth: number): boolean {
    if (++this.#entries > this.#limits.entries || this.paths.length === this.#limits.files) {
      this.#report('tree-files-limit', 'the directory holds too many files; the rest is left out', path);
      return false;
    }
    if (entry.isDirectory()) {
      if (this.#options.skipBuildOutput !== false && isBuildOutput(this.#root, path, entry.name)) return true;
      if (depth < this.#limits.depth) this.#pending.push({ path, depth: depth + 1 });
      else this.#report('tree-depth-limit', 'directories nest too deep; left out', path);
    } else if (entry.isSymbolicLink()) {
      this.#report('symbolic-link', 'the symbolic link is not followed', path);
    } else if (entry.isFile() && (this.#options.include?.(path) ?? true)) {
      this.paths.push(path);
    }
    return true;
  }

  #report(code: string, message: string, file: string): void {
    this.diagnostics.push({ code, message, file });
  }
}

function readDirectory(full: string, path: string, diagnostics: Diagnostic[]): Dirent[] {
  try {
    return readdirSync(full, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
  } catch {
    diagnostics.push({ code: 'directory-unreadable', message: 'the directory cannot be read', file: path });
    return [];
  }
}

/** Names in a directory, sorted; none if it is absent or unreadable. */
export function directoryNames(path: string): string[] {
  return readDirectory(path, path, []).map((entry) => entry.name);
}
