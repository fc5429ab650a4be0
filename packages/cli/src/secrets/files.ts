/** The files that `lazaret secrets` looks into: those of a folder, or one file. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listTree, readRegularFile, SourcesError } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';

/** Larger files are told of and passed over. */
const MAX_FILE = 256 * 1024 * 1024;
/** All of a registry's unpacked crates. */
const MAX_FILES = 5_000_000;

export interface FoundFile {
  /** Below the folder that was given; with several places, below the place as it was written. */
  readonly path: string;
  readonly absolute: string;
}

/** Version control keeps copies of everything; whoever wants those scanned names the folder. */
const VERSION_CONTROL = /(?:^|\/)\.(?:git|hg|svn|jj)\//;

/** Lists the files of some places, build output and all. Symbolic links are not followed. */
export function filesOf(
  places: readonly string[],
  cwd: string,
  problems: string[],
  withVersionControl = false,
): FoundFile[] {
  const files: FoundFile[] = [];
  for (const place of places) {
    const absolute = resolve(cwd, place);
    const stat = statSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) throw new CliError(Exit.Usage, `there is nothing at ${place}`);
    if (!stat.isDirectory()) {
      files.push({ path: place, absolute });
      continue;
    }
    const limits = { files: MAX_FILES, entries: MAX_FILES, fileBytes: MAX_FILE, totalBytes: Number.MAX_SAFE_INTEGER };
    const { paths, diagnostics } = listTree(absolute, {
      skipBuildOutput: false,
      limits,
      include: (path) => withVersionControl || !VERSION_CONTROL.test(path),
    });
    problems.push(...diagnostics.map((one) => one.message));
    const prefix = places.length === 1 ? '' : `${place.replace(/\/+$/, '')}/`;
    for (const path of paths) files.push({ path: `${prefix}${path}`, absolute: join(absolute, path) });
  }
  return files;
}

/** The bytes of a file; undefined, with a problem told, where it cannot be read. */
export function bytesOf(file: FoundFile, problems: string[]): Uint8Array | undefined {
  try {
    const bytes = readRegularFile(file.absolute, MAX_FILE, { followLink: true });
    if (bytes === undefined) problems.push(`${file.path} is no regular file`);
    return bytes;
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
