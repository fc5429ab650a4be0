/** Every version of every Cargo.lock in a repository's history, as blobs with the commits that brought them. */
import { runGit } from './git.ts';

/** One change of one lock file. */
export interface LockRevision {
  /** Path in the repository. */
  readonly path: string;
  readonly commit: string;
  /** When it was committed, as git gives it (ISO 8601); written by whoever made the commit. */
  readonly date: string;
  /** The object that holds the content; undefined where the commit removed the file. */
  readonly blob: string | undefined;
}

/** Commits looked at; a lock file that changed on every working day for a century has fewer. */
const MAX_REVISIONS = 50_000;

/** From newest to oldest, over all refs (branches, tags, stashes), merges against their first parent. */
export async function lockRevisions(repository: string): Promise<{ revisions: LockRevision[]; truncated: boolean }> {
  const output = await runGit(
    [
      'log',
      '--all',
      '--full-history',
      '--diff-merges=first-parent',
      '--no-ext-diff',
      '--no-textconv',
      '--no-renames',
      '--raw',
      '--no-abbrev',
      '-z',
      '--format=%x01%H %cI',
      `--max-count=${MAX_REVISIONS + 1}`,
      '--end-of-options',
      '--',
      ':(top,glob)**/Cargo.lock',
    ],
    { directory: repository },
  );
  return parseLog(output.toString('utf8'));
}

/** Fields end with NUL: `\x01COMMIT DATE`, then `:MODES BLOBS STATUS` and a path by turns. */
function parseLog(text: string): { revisions: LockRevision[]; truncated: boolean } {
  const revisions: LockRevision[] = [];
  let commits = 0;
  let commit = '';
  let date = '';
  let blob: string | undefined;
  let expectsPath = false;
  for (const raw of text.split('\0')) {
    const field = expectsPath ? raw : raw.replace(/^\n/, '');
    if (expectsPath) {
      revisions.push({ path: field, commit, date, blob });
      expectsPath = false;
    } else if (field.startsWith('\x01')) {
      if (++commits > MAX_REVISIONS) break;
      [commit = '', date = ''] = field.slice(1).split(' ');
    } else if (field.startsWith(':')) {
      const [, , , after, status] = field.split(' ');
      blob = status === 'D' || after === undefined || /^0+$/.test(after) ? undefined : after;
      expectsPath = true;
    }
  }
  return { revisions, truncated: commits > MAX_REVISIONS };
}

/** Objects asked for in one go; with ordinary lock files this stays under the output limit by far. */
const BATCH = 100;

/** The content of objects, a batch at a time; objects that are missing or no blobs are passed over. */
export async function* readBlobs(repository: string, blobs: readonly string[]): AsyncGenerator<[string, string]> {
  for (let at = 0; at < blobs.length; at += BATCH) {
    const input = blobs
      .slice(at, at + BATCH)
      .map((blob) => `${blob}\n`)
      .join('');
    const output = await runGit(['cat-file', '--batch'], { directory: repository, input });
    yield* parseBatch(output);
  }
}

/** `ID TYPE SIZE`, newline, content, newline; or `ID missing`, newline. */
function* parseBatch(output: Buffer): Generator<[string, string]> {
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at);
    if (end === -1) return;
    const [id = '', type, size] = output.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (size === undefined) continue;
    const next = at + Number(size);
    if (type === 'blob') yield [id, output.toString('utf8', at, next)];
    at = next + 1;
  }
}
