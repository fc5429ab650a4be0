/** Lists of bad crates that the operator adds to the shipped one: OSV records (OpenSSF's malicious packages), RustSec's folders. */
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type Advisory,
  type AdvisoryDatabase,
  AdvisoryError,
  createDatabase,
  isAdvisoryPath,
  parseOsv,
  readDatabase,
} from '@lazaret/advisories';
import { listTree, readRegularText } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';

/** One file may hold a whole list. */
const MAX_FEED = 64 * 1024 * 1024;

export interface Feed {
  readonly advisories: readonly Advisory[];
  /** Records that could not be read. */
  readonly problems: readonly string[];
}

/** A file with one OSV record, a list of them or one a line, or a folder of such files and of RustSec's. */
export function readFeed(place: string): Feed {
  const entry = statSync(place, { throwIfNoEntry: false });
  if (entry === undefined) throw new CliError(Exit.Usage, `there is no feed at ${place}`);
  const paths = entry.isDirectory()
    ? listTree(place, { include: (path) => path.endsWith('.json') || path.endsWith('.jsonl') || isAdvisoryPath(path) })
        .paths
    : [''];
  const advisories: Advisory[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    const text = readRegularText(path === '' ? place : join(place, path), MAX_FEED, { followLink: path === '' }) ?? '';
    const read = path.endsWith('.md') ? readDatabase([[path, text]]) : readRecords(text, path || basename(place));
    advisories.push(...read.advisories);
    problems.push(...read.errors.map((error) => error.message));
  }
  if (advisories.length === 0 && problems.length === 0)
    throw new CliError(
      Exit.Usage,
      `the feed ${place} holds no advisories; OSV records or RustSec's folders are needed`,
    );
  return { advisories, problems };
}

function readRecords(text: string, file: string): { advisories: Advisory[]; errors: AdvisoryError[] } {
  const advisories: Advisory[] = [];
  const errors: AdvisoryError[] = [];
  for (const record of recordsOf(text)) {
    try {
      advisories.push(...parseOsv(record, file));
    } catch (error) {
      if (!(error instanceof AdvisoryError)) throw error;
      errors.push(error);
    }
  }
  return { advisories, errors };
}

function recordsOf(text: string): string[] {
  try {
    const json: unknown = JSON.parse(text);
    return Array.isArray(json) ? json.map((it) => JSON.stringify(it)) : [text];
  } catch {
    return text.split('\n').filter((line) => line.trim() !== '');
  }
}

/** A database and a feed as one. */
export function withFeed(database: AdvisoryDatabase, feed: Feed | undefined): AdvisoryDatabase {
  if (feed === undefined) return database;
  const { commit, date, origin } = database.info;
  return createDatabase([...database.all(), ...feed.advisories], { commit, date, origin });
}
