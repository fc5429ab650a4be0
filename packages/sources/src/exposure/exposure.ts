/**
 * Was a version ever here? Looks at lock files and their git history, cargo's caches and vendor folders. Presence is shown,
 * not execution: an archive in a cache was downloaded, a locked version was probably built.
 */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareText, type Diagnostic } from '@lazaret/base';
import { sha256Hex } from '../cache/cache.ts';
import type { CargoHome } from '../cargo-home/cargo-home.ts';
import { SourcesError } from '../error.ts';
import { readRegularFile, readRegularText } from '../files/read.ts';
import { listTree } from '../files/tree.ts';
import { lockRevisions, readBlobs } from '../git/lock-history.ts';
import { packageIdentity, readManifestToml } from '../package/identity.ts';
import { lockedChecksums } from './locked.ts';

/** What to look for and where. */
export interface ExposureQuery {
  readonly name: string;
  readonly version: string;
  /** Directories to look through: projects, or a folder of many. */
  readonly roots: readonly string[];
  readonly cargoHome: CargoHome;
}

/** Where the version was seen. Times of files are what the file system says, those of commits what their author said. */
export type Exposure =
  | {
      readonly kind: 'lock-file';
      readonly path: string;
      readonly checksum: string | undefined;
      readonly modified: string;
    }
  | {
      readonly kind: 'lock-history';
      readonly repository: string;
      readonly path: string;
      readonly checksum: string | undefined;
      /** Commits after which the lock file named the version, newest first. */
      readonly commits: readonly { readonly commit: string; readonly date: string }[];
      /** Whether more commits than are listed named it. */
      readonly truncated: boolean;
    }
  | { readonly kind: 'cargo-archive'; readonly path: string; readonly checksum: string; readonly modified: string }
  | { readonly kind: 'cargo-unpacked'; readonly path: string; readonly modified: string }
  | { readonly kind: 'vendor'; readonly path: string; readonly modified: string };

/** Everything found, and how far the search went. */
export interface ExposureReport {
  readonly exposures: readonly Exposure[];
  /** What was looked at, so that "nothing found" says something. */
  readonly searched: {
    readonly lockFiles: number;
    readonly repositories: number;
    readonly revisions: number;
    readonly vendorFolders: number;
    readonly registryDirectories: number;
  };
  readonly diagnostics: readonly Diagnostic[];
}

const MAX_LOCK = 64 * 1024 * 1024;
const MAX_ARCHIVE = 128 * 1024 * 1024;
/** Directory entries below one root: a home directory with many projects. */
const MAX_ENTRIES = 5_000_000;
const MAX_LISTED_COMMITS = 100;

/** What a walk through the roots turned up. */
interface Places {
  readonly lockFiles: Set<string>;
  readonly repositories: Set<string>;
  readonly vendored: Set<string>;
}

/** Searches all places; what cannot be searched is a diagnostic. */
export async function findExposures(query: ExposureQuery): Promise<ExposureReport> {
  const diagnostics: Diagnostic[] = [];
  const places = walkRoots(query.roots, diagnostics);
  const exposures: Exposure[] = [
    ...inLockFiles(query, places.lockFiles, diagnostics),
    ...inVendorFolders(query, places.vendored),
    ...inCargoHome(query, diagnostics),
  ];
  let revisions = 0;
  for (const repository of [...places.repositories].sort(compareText)) {
    try {
      const found = await inHistory(query, repository, diagnostics);
      exposures.push(...found.exposures);
      revisions += found.revisions;
    } catch (error) {
      if (!(error instanceof SourcesError)) throw error;
      diagnostics.push({
        code: error.code,
        message: `the history was not searched: ${error.message}`,
        file: repository,
      });
    }
  }
  return {
    exposures,
    searched: {
      lockFiles: places.lockFiles.size,
      repositories: places.repositories.size,
      revisions,
      vendorFolders: new Set([...places.vendored].map((path) => dirname(path))).size,
      registryDirectories: query.cargoHome.registries('cache').length + query.cargoHome.registries('src').length,
    },
    diagnostics,
  };
}

function walkRoots(roots: readonly string[], diagnostics: Diagnostic[]): Places {
  const places: Places = { lockFiles: new Set(), repositories: new Set(), vendored: new Set() };
  for (const root of roots) {
    const above = repositoryAbove(root);
    if (above !== undefined) places.repositories.add(above);
    const listing = listTree(root, {
      limits: { entries: MAX_ENTRIES },
      include: () => false,
      onDirectory: (path, names) => {
        if (names.includes('Cargo.lock')) places.lockFiles.add(join(root, path, 'Cargo.lock'));
        if (names.includes('.git')) places.repositories.add(join(root, path));
        if (names.includes('.cargo-checksum.json')) places.vendored.add(join(root, path));
      },
    });
    for (const diagnostic of listing.diagnostics) {
      // Links are passed over on purpose; limits and unreadable places make the answer incomplete.
      if (diagnostic.code !== 'symbolic-link')
        diagnostics.push({ ...diagnostic, file: join(root, diagnostic.file ?? '') });
    }
  }
  return places;
}

/** The repository that a directory is in. */
function repositoryAbove(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false }) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}

function inLockFiles(query: ExposureQuery, paths: ReadonlySet<string>, diagnostics: Diagnostic[]): Exposure[] {
  return [...paths].sort(compareText).flatMap((path): Exposure[] => {
    const text = tryRead(() => readRegularText(path, MAX_LOCK), path, diagnostics);
    if (text === undefined) return [];
    const checksums = lockedChecksums(text, query.name, query.version);
    return checksums.map((checksum) => ({ kind: 'lock-file', path, checksum, modified: modified(path) }));
  });
}

function inVendorFolders(query: ExposureQuery, directories: ReadonlySet<string>): Exposure[] {
  return [...directories].sort(compareText).flatMap((path): Exposure[] => {
    const identity = packageIdentity(readManifestToml(path));
    if (identity?.name !== query.name || identity.version !== query.version) return [];
    return [{ kind: 'vendor', path, modified: modified(join(path, '.cargo-checksum.json')) }];
  });
}

function inCargoHome(query: ExposureQuery, diagnostics: Diagnostic[]): Exposure[] {
  const { name, version, cargoHome } = query;
  const archives = cargoHome.archivePaths(name, version, undefined).flatMap((path): Exposure[] => {
    const bytes = tryRead(() => readRegularFile(path, MAX_ARCHIVE), path, diagnostics);
    return bytes === undefined
      ? []
      : [{ kind: 'cargo-archive', path, checksum: sha256Hex(bytes), modified: modified(path) }];
  });
  const unpacked = cargoHome
    .unpackedPaths(name, version, undefined)
    .map((path): Exposure => ({ kind: 'cargo-unpacked', path, modified: modified(join(path, '.cargo-ok')) }));
  return [...archives, ...unpacked];
}

/** The `lock-history` kind while it is put together. */
interface HistoryExposure {
  kind: 'lock-history';
  repository: string;
  path: string;
  checksum: string | undefined;
  commits: { commit: string; date: string }[];
  truncated: boolean;
}

async function inHistory(
  query: ExposureQuery,
  repository: string,
  diagnostics: Diagnostic[],
): Promise<{ exposures: Exposure[]; revisions: number }> {
  const { revisions, truncated } = await lockRevisions(repository);
  if (truncated)
    diagnostics.push({
      code: 'history-limit',
      message: 'the history is too long; its oldest part was not searched',
      file: repository,
    });
  const blobs = [...new Set(revisions.flatMap(({ blob }) => (blob === undefined ? [] : [blob])))];
  const hits = new Map<string, (string | undefined)[]>();
  for await (const [blob, text] of readBlobs(repository, blobs)) {
    const checksums = lockedChecksums(text, query.name, query.version);
    if (checksums.length > 0) hits.set(blob, checksums);
  }
  const groups = new Map<string, HistoryExposure>();
  for (const { path, commit, date, blob } of revisions) {
    for (const checksum of hits.get(blob ?? '') ?? []) {
      const key = `${path}\0${checksum}`;
      const known = groups.get(key);
      if (known === undefined) {
        groups.set(key, {
          kind: 'lock-history',
          repository,
          path,
          checksum,
          commits: [{ commit, date }],
          truncated: false,
        });
      } else if (known.commits.length < MAX_LISTED_COMMITS) known.commits.push({ commit, date });
      else known.truncated = true;
    }
  }
  return { exposures: [...groups.values()], revisions: revisions.length };
}

function tryRead<T>(read: () => T, file: string, diagnostics: Diagnostic[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error;
    diagnostics.push({ code: error.code, message: error.message, file });
    return undefined;
  }
}

function modified(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.mtime.toISOString() ?? '';
}
