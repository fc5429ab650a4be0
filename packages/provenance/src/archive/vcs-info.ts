/** `.cargo_vcs_info.json`: what cargo says of the commit it packaged (cargo's ops/cargo_package/vcs.rs). */
import { cleanPath } from '@lazaret/cargo';
import { isObjectId } from '../git/objects.ts';

export const VCS_INFO_FILE = '.cargo_vcs_info.json';

export interface VcsInfo {
  readonly commit: string;
  /** Whether files differed from the commit; cargo tells since 1.81. */
  readonly dirty: boolean;
  /** The package's folder in the repository; undefined before cargo 1.57. */
  readonly folder: string | undefined;
}

const MAX_LENGTH = 64 * 1024;

/** Reads the file; undefined, with a reason, if it is not what cargo writes. */
export function parseVcsInfo(bytes: Uint8Array): VcsInfo | { readonly problem: string } {
  if (bytes.length > MAX_LENGTH) return { problem: 'it is longer than 64 KiB' };
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return { problem: 'it is not JSON' };
  }
  const root = objectOf(json);
  const git = objectOf(root?.['git']);
  const commit = git?.['sha1'];
  if (typeof commit !== 'string' || !isObjectId(commit)) return { problem: 'it names no commit' };
  const folder = root?.['path_in_vcs'];
  if (folder !== undefined && typeof folder !== 'string') return { problem: 'its folder is not a text' };
  const clean = folder === undefined ? undefined : cleanPath(folder);
  if (clean !== undefined && (clean === '..' || clean.startsWith('../'))) {
    return { problem: 'its folder leads out of the repository' };
  }
  return { commit, dirty: git?.['dirty'] === true, folder: clean };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
