/**
 * Vendor folders (`cargo vendor`, cargo's `DirectorySource`). Cargo checks listed files against `.cargo-checksum.json` and
 * never notices files that are not listed; here both are said. The folder vouches for itself only: whoever can edit a
 * file can edit the list.
 */
import { join } from 'node:path';
import { sha256Hex } from '../cache/cache.ts';
import { readRegularText } from '../files/read.ts';
import { directoryNames, readTree } from '../files/tree.ts';
import { treeFiles } from './directory.ts';
import { packageIdentity, readManifestToml } from './identity.ts';
import type { PackageRequest, PackageSource, SourceFiles, SourceProblem } from './origin.ts';

const MAX_CHECKSUM_FILE = 16 * 1024 * 1024;
/** Problems of one kind and package that are listed one by one. */
const MAX_LISTED = 20;
const CHECKSUM_FILE = '.cargo-checksum.json';

interface VendorChecksums {
  readonly package: string | undefined;
  readonly files: ReadonlyMap<string, string>;
}

/** One vendor folder; which package is where is read once. */
export class VendorFolder {
  readonly directory: string;
  #packages: ReadonlyMap<string, string> | undefined;

  constructor(directory: string) {
    this.directory = directory;
  }

  find(request: PackageRequest): PackageSource | undefined {
    const directory = this.#locate(request.name, request.version);
    if (directory === undefined) return undefined;
    const { name, version } = request;
    const problems: SourceProblem[] = [];
    const checksums = readChecksums(directory, problems);
    if (request.checksum !== undefined && checksums !== undefined && checksums.package !== request.checksum) {
      const message = 'the vendored package is not the one the lock file names: their checksums differ';
      problems.push({ code: 'vendor-package-checksum', message, place: join(directory, CHECKSUM_FILE) });
    }
    const vouched = problems.length === 0 && request.checksum !== undefined;
    return {
      found: true,
      name,
      version,
      origin: { kind: 'vendor', path: directory },
      verification: vouched ? 'vendor-checksum' : 'none',
      sha256: vouched ? request.checksum : undefined,
      problems,
      open: () => openVendored(directory, checksums),
    };
  }

  /** The usual names first; any other name is found by reading every manifest, as cargo does. */
  #locate(name: string, version: string): string | undefined {
    for (const candidate of [`${name}-${version}`, name]) {
      const directory = join(this.directory, candidate);
      const identity = packageIdentity(readManifestToml(directory));
      if (identity?.name === name && identity.version === version) return directory;
    }
    this.#packages ??= new Map(
      directoryNames(this.directory)
        .filter((entry) => !entry.startsWith('.'))
        .flatMap((entry) => {
          const directory = join(this.directory, entry);
          const identity = packageIdentity(readManifestToml(directory));
          return identity === undefined ? [] : [[`${identity.name} ${identity.version}`, directory] as const];
        }),
    );
    return this.#packages.get(`${name} ${version}`);
  }
}

function readChecksums(directory: string, problems: SourceProblem[]): VendorChecksums | undefined {
  const place = join(directory, CHECKSUM_FILE);
  try {
    const value: unknown = JSON.parse(readRegularText(place, MAX_CHECKSUM_FILE) ?? '');
    const { files, package: digest } = value as { files?: unknown; package?: unknown };
    const entries = Object.entries(files as object).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return { package: typeof digest === 'string' ? digest : undefined, files: new Map(entries) };
  } catch {
    const message = `the vendored package has no readable ${CHECKSUM_FILE}; cargo refuses it`;
    problems.push({ code: 'vendor-checksum-file', message, place });
    return undefined;
  }
}

function openVendored(directory: string, checksums: VendorChecksums | undefined): SourceFiles {
  // A vendored `target` directory is part of the package, unlike one in a project.
  const tree = readTree(directory, { skipBuildOutput: false, include: (path) => path !== CHECKSUM_FILE });
  if (checksums === undefined) return treeFiles(tree);
  const changed: string[] = [];
  const unlisted: string[] = [];
  for (const [path, bytes] of tree.files) {
    const expected = checksums.files.get(path);
    if (expected === undefined) unlisted.push(path);
    else if (expected !== sha256Hex(bytes)) changed.push(path);
  }
  const missing = [...checksums.files.keys()].filter((path) => !tree.files.has(path)).sort();
  const problems = [
    ...listed(
      'vendor-changed-file',
      'the file does not fit its checksum; cargo refuses to build it',
      directory,
      changed,
    ),
    ...listed(
      'vendor-missing-file',
      'the file is listed but not there; cargo refuses to build the package',
      directory,
      missing,
    ),
    ...listed(
      'vendor-unlisted-file',
      'the file is not in the list of checksums; cargo does not notice it',
      directory,
      unlisted,
    ),
  ];
  return treeFiles(tree, problems);
}

function listed(
  code: SourceProblem['code'],
  message: string,
  directory: string,
  paths: readonly string[],
): SourceProblem[] {
  const problems = paths
    .slice(0, MAX_LISTED)
    .map((path): SourceProblem => ({ code, message, place: join(directory, path) }));
  if (paths.length > MAX_LISTED)
    problems.push({ code, message: `and ${paths.length - MAX_LISTED} more files like these`, place: directory });
  return problems;
}
