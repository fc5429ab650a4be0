/** `lazaret cache status` and `cache clear`: what Lazaret keeps between runs. */

import { Command } from '@commander-js/extra-typings';
import { plural } from '@lazaret/base';
import { cacheDirectory, LazaretCache } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { STORE_BYTES_MAX } from '../facts/store.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { addColorOption, addOutputOptions, type OutputFlags, pageOf, wantsJson } from './page.ts';

/** What each folder holds, for people. All of it can be made or fetched again. */
const KINDS: Readonly<Record<string, string>> = {
  crates: 'archives of crates',
  facts: 'facts of dependencies',
  git: 'commits of repositories that crates were compared with',
  inferred: 'functions inferred from fixes',
  outlines: 'manifests and file names of archives',
  provenance: 'what repositories answered about crates',
  verdicts: 'verdicts of earlier runs',
};
const MEGABYTE = 1024 * 1024;

export function cacheCommand(io: Io, done: (exit: number) => void): Command {
  const status = new Command('status')
    .summary('what is kept, and how large it is')
    .description('Shows where the cache is, and the number and size of files of each kind.');
  addColorOption(addOutputOptions(status) as unknown as Command);
  (status as unknown as Command).action(async (...args: unknown[]) => {
    printStatus(args[0] as OutputFlags, io);
    done(Exit.Clean);
  });
  const clear = new Command('clear')
    .summary('remove what is kept')
    .description('Removes what can be computed or fetched again. The advisory database stays.')
    .argument('[kinds...]', `only these: ${Object.keys(KINDS).join(', ')}`)
    .action((kinds) => {
      clearKinds(kinds, io);
      done(Exit.Clean);
    });
  return new Command('cache')
    .summary('what is kept between runs: status, clear')
    .description(
      "Lazaret's cache: facts of dependencies, verdicts, archives. Its folder is LAZARET_CACHE, if that is set.",
    )
    .addCommand(status as unknown as Command)
    .addCommand(clear as unknown as Command);
}

function cacheOf(io: Io): LazaretCache {
  return new LazaretCache(cacheDirectory(io.env));
}

function printStatus(flags: OutputFlags, io: Io): void {
  const cache = cacheOf(io);
  const kinds = cache.usage().filter(({ kind }) => Object.hasOwn(KINDS, kind));
  if (wantsJson(flags)) {
    io.out(jsonText({ folder: cache.directory, factsLimit: STORE_BYTES_MAX, kinds }, 2));
    return;
  }
  const page = pageOf(flags, io);
  page.line(`folder:   ${cache.directory}`);
  for (const { kind, files, bytes } of kinds) {
    const limit = kind === 'facts' ? ` of at most ${STORE_BYTES_MAX / MEGABYTE} MB` : '';
    page.line(
      `${`${kind}:`.padEnd(9)} ${(bytes / MEGABYTE).toFixed(1)} MB${limit} in ${plural(files, 'file')}: ${KINDS[kind]}`,
    );
  }
  io.out(page.text);
}

function clearKinds(kinds: readonly string[], io: Io): void {
  const unknown = kinds.find((kind) => !Object.hasOwn(KINDS, kind));
  if (unknown !== undefined) {
    throw new CliError(Exit.Usage, `the cache has no \`${unknown}\`; it has ${Object.keys(KINDS).join(', ')}`);
  }
  const cache = cacheOf(io);
  try {
    for (const kind of kinds.length === 0 ? Object.keys(KINDS) : kinds) cache.clear(kind);
  } catch (error) {
    throw new CliError(Exit.NoAnswer, `not all could be removed from ${cache.directory}: ${(error as Error).message}`);
  }
}
