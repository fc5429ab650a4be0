/** `lazaret scan`: what one version of a crate can do, and whether it should be held. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { ALL_CHECKS, LEVELS, type Level } from '@lazaret/behaviour';
import { crateSupply, Session } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { MAKING } from '../facts/prepare.ts';
import type { Io } from '../io.ts';
import { checksHuman, checksJson } from '../scan/formats/checks.ts';
import { FORMATS, rendered, type ScanFormat } from '../scan/formats/render.ts';
import { scanFunction } from '../scan/function.ts';
import { readTargets, scanMany } from '../scan/many.ts';
import type { ScanReport } from '../scan/report.ts';
import { Scanner } from '../scan/scanner.ts';
import { type JudgeFlags, readSettings } from '../scan/settings.ts';
import { wantsColor } from '../terminal/color.ts';
import { silent, terminalProgress } from '../terminal/progress.ts';

interface ScanFlags extends JudgeFlags {
  readonly list?: string;
  readonly listChecks?: boolean;
  readonly function?: string;
  readonly format: ScanFormat;

  readonly timings?: boolean;
}

export function scanCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('scan')
    .summary('what a crate can do, and whether it should be held')
    .description(
      'Scans one version of a crate: what its library, binaries, build script and macros can do (with the call path to each\n' +
        'system function), what is odd, and a verdict: clean, note, review or hold. Compiles and runs nothing.',
    )
    .addArgument(new Argument('[targets...]', 'folders, FILE.crate or NAME@VERSION (default: this folder)'))
    .option('--list <file>', 'scan the targets in this file, one a line')
    .option('--previous <version>', 'compare with this version: a number, a folder, a file, or `latest`')
    .option('--registry <place>', 'registry for dependencies: a folder with index/ and crates/, or an index address')
    .option('--at <time>', 'moment of the scan (RFC 3339): the registry is taken as it was then')
    .option(
      '--metadata <file>',
      'owners, accounts, downloads, advisories of the moment (JSON); its `now` is the moment',
    )
    .option('--feed <place>', 'lists of malware beside the shipped one: a file or folder of OSV records')
    .option('--store <folder>', "cargo-vet's folder of reviews: what it refuses is held")
    .option('--audits <file...>', 'audits.toml files of others: what they refuse is put to review')
    .option('--crev <path...>', 'proofs of cargo-crev: what trusted authors refuse is put to review')
    .option('--crev-id <id>', 'your crev id, from which trust starts')
    .option('--corpus <folder>', 'popular crates to compare with: .crate files or folders')
    .option('--repo <place>', 'compare with this repository: a folder, an address, or `manifest` for the one it names')
    .option('--policy <file>', 'thresholds, ages and exceptions (TOML)')
    .option('--target <triple>', 'target to analyse for (default: the host)')
    .option('--function <path>', 'only what this function can do: `krate::module::function`')
    .option('--list-checks', 'print every check and what makes it wrong; scan nothing')
    .addOption(new Option('--format <format>', 'output').choices(FORMATS).default('human' as const))
    .option('-o, --output <file>', 'write there instead of to standard output; ndjson goes on where the file ends')
    .addOption(
      new Option('--fail-on <level>', 'levels from which the run fails').choices(LEVELS).default('review' as const),
    )
    .option('--offline', 'use no network')
    .option('--no-cache', 'neither read nor keep facts of dependencies')
    .addOption(
      new Option(
        '--make-facts <when>',
        'analyse all of the dependencies in threads and keep what is found (default: for several targets, or with four processors)',
      ).choices(MAKING),
    )
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never'] as const))
    .option('-q, --quiet', 'say nothing on standard error but errors')
    .option('-v, --verbose', 'all findings, whole paths');
  return (command as unknown as Command).action(async (...args: unknown[]) => {
    const [targets, flags] = args as [string[], ScanFlags];
    done(await scanAction(targets, flags, io));
  });
}

async function scanAction(named: readonly string[], flags: ScanFlags, io: Io): Promise<number> {
  if (flags.listChecks === true) {
    const color = wantsColor(flags.color, io.env, io.stdoutTty);
    print(flags.format === 'json' ? checksJson(ALL_CHECKS) : checksHuman(ALL_CHECKS, color), flags, io);
    return Exit.Clean;
  }
  const listed = flags.list === undefined ? named : [...named, ...readTargets(resolve(io.cwd, flags.list))];
  const targets = listed.length === 0 && flags.list === undefined ? ['.'] : listed;
  const many = targets.length > 1 || flags.list !== undefined;
  if (many && flags.format !== 'ndjson' && flags.format !== 'human')
    throw new CliError(Exit.Usage, `several targets need --format ndjson (or human); ${flags.format} holds one`);
  const progress = flags.quiet || io.stderr === undefined ? silent : terminalProgress(io.stderr);
  const session = new Session({ directory: io.cwd, env: io.env, offline: flags.offline === true });
  try {
    const supply = crateSupply(flags.registry, session);
    const scanner = new Scanner(await readSettings(flags, many, io), supply, session, progress, io.stages);
    const fails = (level: Level) => flags.failOn !== 'clean' && LEVELS.indexOf(level) >= LEVELS.indexOf(flags.failOn);
    if (many || flags.format === 'ndjson') return await scanMany(targets, scanner, { ...flags, fails }, io, progress);
    const reports = await scanner.scan(targets[0]!);
    progress.end();
    for (const problem of flags.quiet === true ? [] : [...supply.problems, ...scanner.problems])
      io.err(`warning: ${problem}\n`);
    print(
      flags.function === undefined ? text(reports, flags, io) : scanFunction(reports, flags.function, flags.format),
      flags,
      io,
    );
    return reports.some(({ result }) => fails(result.verdict.level)) ? Exit.Gate : Exit.Clean;
  } finally {
    progress.end();
    session.close();
  }
}

function text(reports: readonly ScanReport[], flags: ScanFlags, io: Io): string {
  const color = flags.output === undefined && wantsColor(flags.color, io.env, io.stdoutTty);
  return rendered(flags.format as Exclude<ScanFormat, 'ndjson'>, reports, { color, verbose: flags.verbose === true });
}

function print(out: string, flags: ScanFlags, io: Io): void {
  if (flags.output === undefined) io.out(out);
  else writeFileSync(resolve(io.cwd, flags.output), out);
}
