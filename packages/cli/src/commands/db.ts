/** `lazaret db update` and `db status`: the advisory database that Lazaret keeps for itself. */

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import {
  createDatabase,
  type DatabaseInfo,
  databaseAge,
  encodeSnapshot,
  isAdvisoryPath,
  readDatabase,
} from '@lazaret/advisories';
import { plural } from '@lazaret/base';
import { readBlobs, runGit, SourcesError, writeFileAtomically } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { COMPACT_FILE, databaseFolder, loadDatabase } from '../load/database.ts';
import { silent, terminalProgress } from '../terminal/progress.ts';
import { addColorOption, addOutputOptions, type OutputFlags, type Page, pageOf, wantsJson } from './page.ts';

/** RustSec's own repository. */
const RUSTSEC_URL = 'https://github.com/RustSec/advisory-db';
/** Bare clone beside the compact file: nothing of a foreign work tree is ever checked out. */
export const CLONE_FOLDER = 'clone.git';
/** The whole database is some 5 MB; a slow line must still get through. */
const FETCH_TIMEOUT = 300_000;

interface DbFlags extends OutputFlags {
  readonly db?: string;
  readonly url?: string;
  readonly offline?: boolean;
  readonly quiet?: boolean;
}

export function dbCommand(io: Io, done: (exit: number) => void): Command {
  const update = new Command('update')
    .summary('fetch the newest advisories')
    .description("Fetches RustSec's advisory database over https into Lazaret's cache; later runs use it.")
    .option('--url <url>', 'git repository with the database (https)', RUSTSEC_URL)
    .option('--offline', 'use no network: fails, since fetching is all this does')
    .option('-q, --quiet', 'say nothing but errors');
  const status = new Command('status')
    .summary('which advisories are in use')
    .description('Shows which advisory database a run would use: where from, commit, date, age and counts.')
    .option('--db <folder>', 'a clone or copy of the RustSec database');
  addColorOption(addOutputOptions(update) as unknown as Command);
  addColorOption(addOutputOptions(status) as unknown as Command);
  (update as unknown as Command).action(async (...args: unknown[]) => {
    await updateDatabase(args[0] as DbFlags, io);
    done(Exit.Clean);
  });
  (status as unknown as Command).action(async (...args: unknown[]) => {
    await printStatus(args[0] as DbFlags, io);
    done(Exit.Clean);
  });
  return new Command('db')
    .summary('the advisory database: update, status')
    .description('The advisory database that Lazaret uses. One is shipped with it; `db update` fetches the newest.')
    .addCommand(update as unknown as Command)
    .addCommand(status as unknown as Command);
}

async function updateDatabase(flags: DbFlags, io: Io): Promise<void> {
  const url = checkedUrl(flags.url ?? RUSTSEC_URL);
  if (flags.offline) throw new CliError(Exit.NoAnswer, 'an update needs the network; leave --offline out');
  const progress = flags.quiet || io.stderr === undefined ? silent : terminalProgress(io.stderr);
  const folder = databaseFolder(io);
  const before = (await loadDatabase(undefined, io)).database.info;
  progress.step(`fetching ${url}`);
  const commit = await fetchHead(url, join(folder, CLONE_FOLDER)).finally(() => progress.end());
  const info = await compactClone(join(folder, CLONE_FOLDER), commit, join(folder, COMPACT_FILE));
  if (flags.quiet) return;
  if (wantsJson(flags)) {
    io.out(jsonText({ ...statusJson(info, folder, io), previous: before.commit }, 2));
    return;
  }
  const page = pageOf(flags, io);
  const grown = info.commit === before.commit ? 'was already the newest' : `was ${before.advisories} before`;
  page.line(`The advisory database has ${plural(info.advisories, 'advisory', 'advisories')} now (${grown}).`);
  statusLines(page, info, folder, io);
  io.out(page.text);
}

/** Only https: a database that anyone on the way can change is worse than an old one. */
function checkedUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw new CliError(Exit.Usage, `--url takes an https address without a password, not \`${text}\``);
  }
  return url.href;
}

/** Fetches the newest commit alone; returns its id. */
async function fetchHead(url: string, clone: string): Promise<string> {
  try {
    if (!existsSync(join(clone, 'HEAD'))) {
      mkdirSync(clone, { recursive: true });
      await runGit(['init', '--quiet', '--bare', '.'], { directory: clone });
    }
    await runGit(
      ['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--end-of-options', url, 'HEAD'],
      {
        directory: clone,
        protocols: ['https'],
        timeout: FETCH_TIMEOUT,
      },
    );
    const head = (await runGit(['rev-parse', '--verify', 'FETCH_HEAD^{commit}'], { directory: clone }))
      .toString('latin1')
      .trim();
    await runGit(['update-ref', 'HEAD', head], { directory: clone });
    return head;
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error;
    if (error.code === 'git-missing')
      throw new CliError(Exit.NoAnswer, '`db update` needs git; install it, or give a copy of the database with --db');
    throw new CliError(
      Exit.NoAnswer,
      `the advisory database could not be fetched: ${error.message}\nWhat was there before stays in use; check the network, or give a copy of the database with --db`,
      { cause: error },
    );
  }
}

/** Reads the advisories of a commit and writes their facts beside the clone. */
export async function compactClone(clone: string, commit: string, file: string): Promise<DatabaseInfo> {
  const paths = new Map<string, string>();
  const listing = (
    await runGit(['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit], { directory: clone })
  ).toString('utf8');
  for (const entry of listing.split('\0')) {
    const match = /^100(?:644|755) blob ([0-9a-f]+)\t(.*)$/s.exec(entry);
    if (match !== null && isAdvisoryPath(match[2]!)) paths.set(match[1]!, match[2]!);
  }
  const files: [string, string][] = [];
  for await (const [blob, text] of readBlobs(clone, [...paths.keys()])) files.push([paths.get(blob)!, text]);
  const { advisories, errors } = readDatabase(files);
  if (advisories.length === 0) {
    throw new CliError(Exit.NoAnswer, 'what was fetched holds no advisories; is --url a RustSec database?');
  }
  if (errors.length > 0) {
    const list = errors.slice(0, 5).map((error) => error.message);
    throw new CliError(
      Exit.NoAnswer,
      `${errors.length} of the fetched advisories cannot be read; what was there before stays in use\n${list.join('\n')}`,
    );
  }
  const shown = await runGit(['show', '-s', '--format=%cI', '--end-of-options', commit], { directory: clone });
  const database = createDatabase(advisories, { commit, date: shown.toString('latin1').trim(), origin: 'folder' });
  writeFileAtomically(file, encodeSnapshot(database));
  return database.info;
}

async function printStatus(flags: DbFlags, io: Io): Promise<void> {
  const { database, origin, problems } = await loadDatabase(flags.db, io);
  if (wantsJson(flags)) {
    io.out(jsonText({ ...statusJson(database.info, origin, io), problems }, 2));
    return;
  }
  const page = pageOf(flags, io);
  statusLines(page, database.info, origin, io);
  for (const problem of problems) page.line(page.paint('yellow', `cannot be read: ${problem}`));
  io.out(page.text);
}

/** Where from, which, how old, how many. */
function statusJson(info: DatabaseInfo, origin: string, io: Io): object {
  const ageDays = databaseAge(info, io.now().toISOString());
  const { commit, date, dateIsLowerBound, advisories } = info;
  return { origin, commit, date, dateIsLowerBound, ageDays, advisories };
}

function statusLines(page: Page, info: DatabaseInfo, origin: string, io: Io): void {
  const age = databaseAge(info, io.now().toISOString());
  const old = age === null ? '' : age <= 0 ? ' (today)' : ` (${plural(age, 'day')} old)`;
  page.line(`from:       ${origin === 'snapshot' ? 'the snapshot shipped with lazaret' : origin}`);
  page.line(`commit:     ${info.commit ?? 'not known'}`);
  page.line(`date:       ${info.dateIsLowerBound ? 'at least ' : ''}${info.date ?? 'not known'}${old}`);
  page.line(`advisories: ${info.advisories}`);
}
