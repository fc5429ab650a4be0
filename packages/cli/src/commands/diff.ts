/** `lazaret diff`: what differs between two versions of a crate, for whoever decides about an update. */
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { printable } from '@lazaret/base';
import { DIFF_CHECKS, LEVELS, type Policy, scan, versionDiff } from '@lazaret/behaviour';
import { crateSupply, Session } from '@lazaret/sources';
import { diffHtml } from '../diff/html.ts';
import { diffHuman } from '../diff/human.ts';
import { diffJson } from '../diff/json.ts';
import { diffMarkdown } from '../diff/markdown.ts';
import type { DiffOutcome } from '../diff/outcome.ts';
import { CliError, Exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { scanSarif } from '../scan/formats/sarif.ts';
import { RefusedArchiveError } from '../scan/load.ts';
import { Scanner } from '../scan/scanner.ts';
import { type JudgeFlags, readSettings } from '../scan/settings.ts';
import { wantsColor } from '../terminal/color.ts';
import { silent, terminalProgress } from '../terminal/progress.ts';

const FORMATS = ['human', 'json', 'markdown', 'sarif', 'html'] as const;

interface DiffFlags extends JudgeFlags {
  readonly format: (typeof FORMATS)[number];
}

export function diffCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('diff')
    .summary('what differs between two versions of a crate')
    .description(
      'Compares two versions of a crate: dependencies with their ages, manifest, build script, capabilities with the call path\n' +
        'that is new, unsafe code, public items, changed definitions side by side, files. Compiles and runs nothing.\n\n' +
        '  lazaret diff CRATE OLD NEW   versions of the registry\n' +
        '  lazaret diff OLD NEW         folders, .crate files or NAME@VERSION',
    )
    .addArgument(new Argument('<versions...>', 'CRATE OLD NEW, or two folders, .crate files or NAME@VERSION'))
    .option(
      '--registry <place>',
      'registry for versions and dependencies: a folder with index/ and crates/, or an index',
    )
    .option('--at <time>', 'moment of the comparison (RFC 3339): the registry is taken as it was then')
    .option('--metadata <file>', 'timelines of crates (JSON); its `now` is the moment')
    .option('--policy <file>', 'thresholds and exceptions (TOML)')
    .option('--target <triple>', 'target to analyse for (default: the host)')
    .addOption(new Option('--format <format>', 'output').choices(FORMATS).default('human' as const))
    .option('-o, --output <file>', 'write there instead of to standard output')
    .addOption(
      new Option('--fail-on <level>', 'levels from which the run fails').choices(LEVELS).default('review' as const),
    )
    .option('--offline', 'use no network')
    .option('--no-cache', 'neither read nor keep facts of dependencies')
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never'] as const))
    .option('-q, --quiet', 'say nothing on standard error but errors')
    .option('-v, --verbose', 'all entries of all sections');
  return (command as unknown as Command).action(async (...args: unknown[]) => {
    const [versions, flags] = args as [string[], DiffFlags];
    done(await diffAction(versions, flags, io));
  });
}

async function diffAction(versions: readonly string[], flags: DiffFlags, io: Io): Promise<number> {
  const [before, after] = sidesOf(versions, io);
  const progress = flags.quiet || io.stderr === undefined ? silent : terminalProgress(io.stderr);
  const session = new Session({ directory: io.cwd, env: io.env, offline: flags.offline === true });
  try {
    const supply = crateSupply(flags.registry, session);
    const settings = await readSettings(flags, false, io);
    const scanner = new Scanner(settings, supply, session, progress, io.stages);
    const outcome = await compared(scanner, before, after, settings.policy);
    progress.end();
    const problems = [...supply.problems, ...scanner.problems];
    for (const problem of flags.quiet === true ? [] : problems) io.err(`warning: ${printable(problem)}\n`);
    const text = rendered(outcome, flags, io);
    if (flags.output === undefined) io.out(text);
    else writeFileSync(resolve(io.cwd, flags.output), text);
    const { level } = outcome.result.verdict;
    return LEVELS.indexOf(level) >= LEVELS.indexOf(flags.failOn) && flags.failOn !== 'clean' ? Exit.Gate : Exit.Clean;
  } finally {
    progress.end();
    session.close();
  }
}

function sidesOf(versions: readonly string[], io: Io): readonly [string, string] {
  const [first, second, third] = versions;
  if (versions.length === 3) return [`${first}@${second}`, `${first}@${third}`];
  if (versions.length !== 2)
    throw new CliError(Exit.Usage, '`diff` needs CRATE OLD NEW, or two folders, .crate files or NAME@VERSION');
  for (const side of [first!, second!]) {
    if (!existsSync(resolve(io.cwd, side)) && !/^[^/]+@[0-9]/.test(side))
      throw new CliError(Exit.Usage, `${side} is neither a folder, a file nor NAME@VERSION`);
  }
  return [first!, second!];
}

/** An archive that is refused has no content to compare. */
async function compared(
  scanner: Scanner,
  before: string,
  after: string,
  policy: Policy | undefined,
): Promise<DiffOutcome> {
  try {
    const context = await scanner.compare(before, after);
    const { subject, code } = context;
    const result = scan(context, DIFF_CHECKS, policy);
    const report = { target: after, folder: '', content: { subject, code, context }, checks: DIFF_CHECKS, result };
    return { diff: versionDiff(context), result, report };
  } catch (error) {
    if (error instanceof RefusedArchiveError) throw new CliError(Exit.NoAnswer, error.message, { cause: error });
    throw error;
  }
}

function rendered(outcome: DiffOutcome, flags: DiffFlags, io: Io): string {
  switch (flags.format) {
    case 'json':
      return diffJson(outcome);
    case 'markdown':
      return diffMarkdown(outcome);
    case 'sarif':
      return scanSarif([outcome.report]);
    case 'html':
      return diffHtml(outcome);
    case 'human': {
      const color = flags.output === undefined && wantsColor(flags.color, io.env, io.stdoutTty);
      return diffHuman(outcome, { color, verbose: flags.verbose === true });
    }
  }
}
