/** From a target and its flags to the page of the version: scans it with all that is at hand. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command, CommandUnknownOpts } from '@commander-js/extra-typings';
import { printable } from '@lazaret/base';
import { crateSupply, readTree, Session } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { Scanner } from '../scan/scanner.ts';
import { readSettings, type SettingsFlags } from '../scan/settings.ts';
import { silent, terminalProgress } from '../terminal/progress.ts';
import { type CratePage, cratePage, type PageSources, type PracticePage, practicePage } from './page.ts';

export interface PageFlags extends SettingsFlags {
  readonly offline?: boolean;
  readonly quiet?: boolean;
}

export function addPageOptions(command: CommandUnknownOpts): Command {
  return (command as unknown as Command)
    .option(
      '--repo <place>',
      'compare with this repository: a checkout (its files are read too), a bare one, an address, or `manifest`',
    )
    .option('--previous <version>', 'version to compare with (default: the one before)', 'latest')
    .option('--registry <place>', 'a folder with index/ and crates/, or an index address')
    .option('--at <time>', 'moment that ages are counted to (RFC 3339; default: now)')
    .option('--metadata <file>', 'owners, downloads, advisories of the moment (JSON)')
    .option('--store <folder>', "cargo-vet's folder of reviews")
    .option('--audits <file...>', 'audits.toml files of others')
    .option('--offline', 'use no network')
    .option('-q, --quiet', 'say nothing on standard error but errors') as Command;
}

/** The page of one version; `CRATE` alone stands for its newest one. */
export function loadPage(target: string, flags: PageFlags, io: Io): Promise<CratePage> {
  return withScanner(target, flags, io, async (scanner, spec, sources) => {
    const reports = await scanner.scan(spec);
    const [report] = reports;
    if (reports.length !== 1 || report === undefined)
      throw new CliError(Exit.Usage, `${target} is a workspace of ${reports.length} packages; name one of its folders`);
    if (report.content === undefined)
      throw new CliError(Exit.NoAnswer, `${target} is an archive that cargo would refuse: scan it`);
    return cratePage(report, sources);
  });
}

/** How well a version is looked after: its code is not followed. */
export function loadPractices(target: string, flags: PageFlags, io: Io): Promise<PracticePage> {
  return withScanner(target, flags, io, async (scanner, spec, sources) =>
    practicePage(await scanner.survey(spec), sources),
  );
}

async function withScanner<T>(
  target: string,
  flags: PageFlags,
  io: Io,
  work: (scanner: Scanner, spec: string, sources: PageSources) => Promise<T>,
): Promise<T> {
  const progress = flags.quiet === true || io.stderr === undefined ? silent : terminalProgress(io.stderr);
  const session = new Session({ directory: io.cwd, env: io.env, offline: flags.offline === true });
  try {
    const settings = await readSettings(flags, false, io);
    const supply = crateSupply(flags.registry, session);
    const scanner = new Scanner(settings, supply, session, progress, io.stages);
    const named = /^[\p{L}\p{N}_-]+$/u.test(target) && !isFolder(resolve(io.cwd, target));
    const spec = named ? await newest(target, supply, settings.now) : target;
    const now = settings.now ?? io.now().toISOString();
    const page = await work(scanner, spec, { now, repository: repositoryOf(flags, io), reviews: settings.reviews });
    progress.end();
    for (const problem of flags.quiet === true ? [] : [...supply.problems, ...scanner.problems])
      io.err(`warning: ${printable(problem)}\n`);
    return page;
  } finally {
    progress.end();
    session.close();
  }
}

async function newest(
  name: string,
  supply: ReturnType<typeof crateSupply>,
  until: string | undefined,
): Promise<string> {
  const lines = await supply.versions(name);
  if (lines === undefined) throw new CliError(Exit.NoAnswer, `the registry has no crate named \`${name}\``);
  const known = lines.filter(
    ({ yanked, pubtime }) =>
      !yanked && (until === undefined || pubtime === undefined || Date.parse(pubtime) <= Date.parse(until)),
  );
  const stable = known.filter(({ semver }) => semver.pre === '');
  const last = (stable.length > 0 ? stable : known).at(-1);
  if (last === undefined)
    throw new CliError(Exit.NoAnswer, `every version of ${name} is yanked; name one: ${name}@VERSION`);
  return `${name}@${last.version}`;
}

/** Files of a checkout; of an address or a bare repository only what provenance looks at is read. */
function repositoryOf({ repo }: PageFlags, io: Io): ReadonlyMap<string, Uint8Array> | undefined {
  if (repo === undefined || repo === 'manifest' || /^[a-z][a-z0-9+.-]*:\/\//i.test(repo)) return undefined;
  const folder = resolve(io.cwd, repo);
  if (!isFolder(folder)) throw new CliError(Exit.Usage, `${repo} is neither a folder nor an address`);
  const bare = isFolder(join(folder, 'objects')) && isFolder(join(folder, 'refs'));
  return bare ? undefined : readTree(folder, { include: (path) => !path.startsWith('.git/') }).files;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
