/** `lazaret provenance`: is a crate what its repository holds? */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { printable } from '@lazaret/base';
import { crateSupply, Session } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { examineMany } from '../provenance/batch.ts';
import { Examiner } from '../provenance/examiner.ts';
import { provenanceHuman } from '../provenance/human.ts';
import { provenanceJson } from '../provenance/json.ts';
import { readTrustedPublishing } from '../provenance/trusted-publishing.ts';
import { readTargets } from '../scan/many.ts';
import { type ColorChoice, wantsColor } from '../terminal/color.ts';
import { silent, terminalProgress } from '../terminal/progress.ts';

const FORMATS = ['human', 'json', 'ndjson'] as const;
/** From the least severe to the most; a run fails from the chosen one on. */
const GATES = ['unverifiable', 'suspicious', 'mismatch', 'never'] as const;
const SEVERITY: Readonly<Record<string, number>> = { unverifiable: 0, error: 0, suspicious: 1, mismatch: 2 };

interface ProvenanceFlags {
  readonly repo?: string;
  readonly batch?: string;
  readonly registry?: string;
  readonly trustedPublishing?: string;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly failOn: (typeof GATES)[number];
  readonly offline?: boolean;
  readonly cache: boolean;
  readonly color?: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function provenanceCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('provenance')
    .summary('is a crate what its repository holds')
    .description(
      'Compares a published crate with the git repository it names: the commit, every file both ways, the manifest that cargo\n' +
        'obeys against the one that people read, the lock file. Each difference has a class and its proof. Nothing of the\n' +
        'crate or the repository is run or checked out.\n\n' +
        'Verdicts: exact, innocuous-differences (each explained), unverifiable, suspicious, mismatch (code, manifest or lock\n' +
        'file are not what the repository holds).',
    )
    .addArgument(new Argument('[targets...]', 'NAME@VERSION or FILE.crate'))
    .option(
      '--repo <place>',
      "the repository: a folder (nothing is fetched then) or an address; default: the manifest's",
    )
    .option('--batch <list>', 'examine the targets in this file, one a line; goes on where an --output file ends')
    .option('--registry <place>', 'registry: a folder with index/ and crates/, or an index address')
    .option('--trusted-publishing <file>', 'what the registry says of who published (JSON, `trustpub_data`)')
    .addOption(new Option('--format <format>', 'output').choices(FORMATS).default('human' as const))
    .option('-o, --output <file>', 'write there instead of to standard output; ndjson goes on where the file ends')
    .addOption(
      new Option('--fail-on <verdict>', 'verdict from which the run fails')
        .choices(GATES)
        .default('suspicious' as const),
    )
    .option('--offline', 'use no network: copies and records of earlier runs')
    .option('--no-cache', 'neither read nor keep records of what repositories answered')
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never'] as const))
    .option('-q, --quiet', 'say nothing on standard error but errors')
    .option('-v, --verbose', 'every difference, the innocuous ones too');
  return (command as unknown as Command).action(async (...args: unknown[]) => {
    const [targets, flags] = args as [string[], ProvenanceFlags];
    done(await provenanceAction(targets, flags, io));
  });
}

async function provenanceAction(named: readonly string[], flags: ProvenanceFlags, io: Io): Promise<number> {
  const targets = flags.batch === undefined ? named : [...named, ...readTargets(resolve(io.cwd, flags.batch))];
  if (targets.length === 0)
    throw new CliError(Exit.Usage, '`provenance` needs NAME@VERSION, FILE.crate or --batch LIST');
  const many = targets.length > 1 || flags.batch !== undefined;
  if (many && flags.format === 'json')
    throw new CliError(Exit.Usage, 'several targets need --format ndjson (or human); json holds one');
  const progress = flags.quiet || io.stderr === undefined ? silent : terminalProgress(io.stderr);
  const session = new Session({ directory: io.cwd, env: io.env, offline: flags.offline === true });
  const output = flags.output === undefined ? undefined : resolve(io.cwd, flags.output);
  const color = output === undefined && wantsColor(flags.color, io.env, io.stdoutTty);
  const verbose = flags.verbose === true;
  try {
    const options = {
      repository: flags.repo,
      trustedPublishing:
        flags.trustedPublishing === undefined
          ? undefined
          : readTrustedPublishing(resolve(io.cwd, flags.trustedPublishing)),
      cache: flags.cache,
      offline: session.isOffline(),
    };
    const supply = crateSupply(flags.registry, session);
    const examiner = new Examiner(supply, session, options, progress);
    if (many || flags.format === 'ndjson') {
      const ndjson = flags.format === 'ndjson';
      const batch = { ndjson, output, quiet: flags.quiet === true, verbose, color };
      const rows = await examineMany(targets, examiner, batch, io, progress);
      return exitOf(
        rows.map(({ verdict }) => verdict),
        flags,
      );
    }
    const report = await examiner.report(targets[0]!);
    progress.end();
    for (const problem of flags.quiet === true ? [] : supply.problems) io.err(`warning: ${printable(problem)}\n`);
    const text = flags.format === 'json' ? provenanceJson(report) : provenanceHuman(report, { color, verbose });
    if (output === undefined) io.out(text);
    else writeFileSync(output, text);
    return exitOf([report.verdict], flags);
  } finally {
    progress.end();
    session.close();
  }
}

/** 1 where a verdict gates, else 2 where there is no answer. */
function exitOf(verdicts: readonly string[], { failOn }: ProvenanceFlags): number {
  const gate = failOn === 'never' ? Number.POSITIVE_INFINITY : SEVERITY[failOn]!;
  if (verdicts.some((verdict) => (SEVERITY[verdict] ?? -1) >= gate)) return Exit.Gate;
  return verdicts.some((verdict) => SEVERITY[verdict] === 0) ? Exit.NoAnswer : Exit.Clean;
}
