/**
 * The advisory database of a run: a folder or clone that the user names, else the one that `lazaret db update` keeps, else
 * the snapshot that ships with Lazaret. Newer wins between the last two.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AdvisoryDatabase,
  createDatabase,
  decodeSnapshot,
  headCommit,
  isAdvisoryPath,
  isStale,
  parseSpanDays,
  readDatabase,
  SNAPSHOT_URL,
} from '@lazaret/advisories';
import { cacheDirectory, listTree, readRegularText, runGit } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Io } from '../io.ts';

export interface LoadedDatabase {
  readonly database: AdvisoryDatabase;
  /** `snapshot` or the folder. */
  readonly origin: string;
  /** Advisories that could not be read: file and reason. */
  readonly problems: readonly string[];
}

/** An advisory is a page or two; the largest known has 20 KB. */
const MAX_ADVISORY = 1 << 20;
/** The compact form that `db update` leaves beside its clone. */
export const COMPACT_FILE = 'compact.json.gz';

/** Folder in which `db update` keeps its clone. */
export function databaseFolder(io: Io): string {
  return join(cacheDirectory(io.env), 'advisory-db');
}

export async function loadDatabase(folder: string | undefined, io: Io): Promise<LoadedDatabase> {
  if (folder !== undefined) return readFolder(folder);
  const shipped = decodeSnapshot(readFileSync(SNAPSHOT_URL));
  const compact = join(databaseFolder(io), COMPACT_FILE);
  if (existsSync(compact)) {
    const updated = decodeSnapshot(readFileSync(compact));
    if ((updated.info.date ?? '') >= (shipped.info.date ?? '')) {
      return { database: updated, origin: databaseFolder(io), problems: [] };
    }
  }
  return { database: shipped, origin: 'snapshot', problems: [] };
}

/** Reads a folder in the layout of RustSec's repository (`crates/NAME/ID.md`), a git clone or not. */
async function readFolder(folder: string): Promise<LoadedDatabase> {
  if (!existsSync(folder))
    throw new CliError(
      Exit.NoAnswer,
      `there is no advisory database at ${folder}; fetch one with \`lazaret db update\``,
    );
  const { paths } = listTree(folder, { include: isAdvisoryPath });
  if (paths.length === 0) {
    throw new CliError(
      Exit.NoAnswer,
      `${folder} holds no advisories; it should have the folders crates/ and rust/ of the RustSec database`,
    );
  }
  const { advisories, errors } = readDatabase(
    paths.map((path) => [path, readRegularText(join(folder, path), MAX_ADVISORY) ?? ''] as const),
  );
  const commit = headCommit((path) => readRegularText(join(folder, '.git', path), MAX_ADVISORY) ?? null);
  const date = commit === null ? null : await commitDate(folder, commit);
  return {
    database: createDatabase(advisories, { commit, date, origin: 'folder' }),
    origin: folder,
    problems: errors.map((error) => error.message),
  };
}

async function commitDate(folder: string, commit: string): Promise<string | null> {
  try {
    const shown = await runGit(['show', '-s', '--format=%cI', '--end-of-options', commit], { directory: folder });
    return shown.toString('latin1').trim() || null;
  } catch {
    // Without git the newest advisory's date stands for the database's.
    return null;
  }
}

/** Ends the run where the database is older than the user allows. */
export function checkAge(database: AdvisoryDatabase, limit: string | undefined, now: string): void {
  if (limit === undefined) return;
  const days = parseSpanDays(limit);
  if (!isStale(database.info, now, days)) return;
  throw new CliError(
    Exit.NoAnswer,
    `the advisory database (${database.info.date?.slice(0, 10) ?? 'of unknown date'}) is older than ${limit}; run \`lazaret db update\` or raise --max-db-age`,
  );
}
