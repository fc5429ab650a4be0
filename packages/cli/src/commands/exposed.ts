/** `lazaret exposed`: was a version ever here? Lock files and their git history, cargo's caches, vendor folders. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command } from '@commander-js/extra-typings';
import { type AdvisoryFacts, isAffected, kindOf } from '@lazaret/advisories';
import { plural } from '@lazaret/base';
import { tryParseVersion } from '@lazaret/cargo';
import { type Exposure, type ExposureReport, findCargoHome, findExposures } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { loadDatabase } from '../load/database.ts';
import { parseSpec } from './locked.ts';
import { addColorOption, addOutputOptions, type OutputFlags, type Page, pageOf, wantsJson } from './page.ts';

/** Commits shown of one lock file; JSON lists them all. */
const COMMITS_SHOWN = 3;

interface ExposedFlags extends OutputFlags {
  readonly db?: string;
}

/** What was asked and found. */
interface ExposedView {
  readonly name: string;
  readonly version: string;
  readonly roots: readonly string[];
  readonly report: ExposureReport;
  /** Advisories about that version. */
  readonly advisories: readonly AdvisoryFacts[];
}

export function exposedCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('exposed')
    .summary('was a version ever here?')
    .description(
      'Looks for one version of a crate in lock files below the folders (default: the current one), in the git history of\n' +
        "lock files, in cargo's caches and in vendor folders. Exits with 1 if it was found, with 0 if not.",
    )
    .addArgument(new Argument('<crate>', 'NAME@VERSION'))
    .addArgument(new Argument('[folder...]', 'folders to look through: projects, or a folder of many'))
    .option('--db <folder>', 'advisory database: a clone or copy of the RustSec database');
  return (addColorOption(addOutputOptions(command)) as unknown as Command).action(async (...args: unknown[]) => {
    const [spec, folders, flags] = args as [string, string[], ExposedFlags];
    const view = await search(spec, folders, flags, io);
    if (wantsJson(flags)) io.out(jsonText(exposedJson(view), 2));
    else {
      const page = pageOf(flags, io);
      exposedLines(page, view);
      io.out(page.text);
    }
    done(view.report.exposures.length > 0 ? Exit.Gate : Exit.Clean);
  });
}

async function search(spec: string, folders: readonly string[], flags: ExposedFlags, io: Io): Promise<ExposedView> {
  const { name, version } = parseSpec(spec);
  const semver = version === undefined ? undefined : tryParseVersion(version);
  if (version === undefined || semver === undefined) {
    throw new CliError(Exit.Usage, `\`${spec}\` is not NAME@VERSION with a whole version, e.g. arrayref@0.3.10`);
  }
  const roots = (folders.length === 0 ? ['.'] : folders).map((folder) => resolve(io.cwd, folder));
  for (const root of roots) {
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
      throw new CliError(Exit.Usage, `${root} is no folder`);
  }
  const cargoHome = findCargoHome(io.env, io.cwd);
  const report = await findExposures({ name, version, roots, cargoHome });
  const { database } = await loadDatabase(flags.db, io);
  const advisories = database.ofCrate(name).filter((it) => it.withdrawn === null && isAffected(it, semver));
  return { name, version, roots, report, advisories };
}

function exposedJson({ name, version, roots, report, advisories }: ExposedView): object {
  return {
    package: name,
    version,
    exposed: report.exposures.length > 0,
    advisories: advisories.map((it) => ({ id: it.id, kind: kindOf(it), title: it.title })),
    exposures: report.exposures,
    searched: { roots, ...report.searched },
    diagnostics: report.diagnostics,
  };
}

function exposedLines(page: Page, view: ExposedView): void {
  const { name, version, report } = view;
  const spec = `${name}@${version}`;
  if (report.exposures.length === 0) page.line(page.paint('green', `${spec} was not found.`));
  else page.line(page.paint(['bold', 'red'], `${spec} was here.`));
  for (const it of view.advisories) page.line(`${it.id} (${kindOf(it)}): ${it.title}`);
  page.line();
  for (const exposure of report.exposures) exposureLines(page, exposure);
  if (report.exposures.length > 0) {
    page.line();
    page.line('A lock file shows that a build would have used it, an archive or unpacked copy that it was downloaded;');
    page.line('whether its build script ran cannot be seen from here. Times of files are those of the file system.');
    page.line();
  }
  const { searched } = report;
  page.line(
    `Searched: ${plural(searched.lockFiles, 'lock file')}, ${plural(searched.revisions, 'revision')} of lock files in ` +
      `${plural(searched.repositories, 'repository', 'repositories')}, ${plural(searched.vendorFolders, 'vendor folder')}, ` +
      `${plural(searched.registryDirectories, 'cargo cache folder')}.`,
  );
  page.line(`Below: ${view.roots.join(', ')}`);
  for (const it of report.diagnostics) {
    page.line(page.paint('yellow', `not searched: ${it.file === undefined ? '' : `${it.file}: `}${it.message}`));
  }
}

function exposureLines(page: Page, exposure: Exposure): void {
  const say = (what: string, path: string, rest: string) => page.line(`${what} ${page.paint('bold', path)}${rest}`);
  switch (exposure.kind) {
    case 'lock-file':
      say('now locked in', exposure.path, ` (written ${exposure.modified})`);
      return;
    case 'lock-history': {
      const { commits } = exposure;
      const more = exposure.truncated ? ' or more' : '';
      say(
        'once locked in',
        exposure.path,
        ` of ${exposure.repository}: after ${plural(commits.length, 'commit')}${more}`,
      );
      for (const { commit, date } of commits.slice(0, COMMITS_SHOWN)) page.line(`    ${commit} ${date}`);
      if (commits.length > COMMITS_SHOWN) {
        const first = commits[commits.length - 1]!;
        page.line(`    … the first of them ${first.commit} ${first.date}`);
      }
      return;
    }
    case 'cargo-archive':
      say('downloaded to', exposure.path, ` (${exposure.modified}, SHA-256 ${exposure.checksum})`);
      return;
    case 'cargo-unpacked':
      say('unpacked in', exposure.path, ` (${exposure.modified})`);
      return;
    case 'vendor':
      say('vendored in', exposure.path, ` (${exposure.modified})`);
  }
}
