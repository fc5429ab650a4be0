/** The command tree. Each command is a file in `commands/`; this one only knows how they hang together and how runs end. */
import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { printable } from '@lazaret/base';
import { auditCommand } from './commands/audit.ts';
import { cacheCommand } from './commands/cache.ts';
import { completionCommand } from './commands/completion.ts';
import { dbCommand } from './commands/db.ts';
import { diffCommand } from './commands/diff.ts';
import { explainCommand } from './commands/explain.ts';
import { exposedCommand } from './commands/exposed.ts';
import { factsCommand } from './commands/facts.ts';
import { fixCommand } from './commands/fix.ts';
import { pathsCommand } from './commands/paths.ts';
import { practicesCommand } from './commands/practices.ts';
import { reviewsCommand } from './commands/reviews.ts';
import { provenanceCommand } from './commands/provenance.ts';
import { scanCommand } from './commands/scan.ts';
import { showCommand } from './commands/show.ts';
import { typosquatCommand } from './commands/typosquat.ts';
import { whyCommand } from './commands/why.ts';
import { CliError, Exit } from './exit.ts';
import { type Io, processIo } from './io.ts';
import { Timings } from './terminal/timings.ts';
import { VERSION } from './version.ts';

const EXIT_HELP = `
Exit codes: 0 nothing that gates, 1 a gate tripped, 2 no trustworthy answer, 3 wrong usage.
Nothing of a project or a crate is ever executed.`;

/** Runs one command line; the result is the exit code. */
export async function main(
  args: readonly string[],
  name: 'lazaret' | 'cargo lazaret',
  io: Io = processIo(),
): Promise<number> {
  // Read ahead of the command line's own parser: measuring begins with the run.
  const timings = wantsTimings(args) ? new Timings() : undefined;
  try {
    return await run(args, name, timings === undefined ? io : { ...io, stages: timings });
  } finally {
    if (timings !== undefined) io.err(timings.report());
  }
}

function wantsTimings(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--timings');
}

async function run(args: readonly string[], name: string, io: Io): Promise<number> {
  const program = new Command(name)
    .description('Tells which advisories really reach a Rust project, without ever compiling or running it.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(--help lists what there is)')
    .addHelpText('after', EXIT_HELP)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) });
  let exit: number = Exit.Clean;
  const done = (code: number) => {
    exit = code;
  };
  for (const make of [
    auditCommand,
    explainCommand,
    whyCommand,
    pathsCommand,
    exposedCommand,
    fixCommand,
    showCommand,
    practicesCommand,
    reviewsCommand,
    scanCommand,
    diffCommand,
    typosquatCommand,
    provenanceCommand,
    factsCommand,
    dbCommand,
    cacheCommand,
  ]) {
    program.addCommand(make(io, done));
  }
  program.addCommand(completionCommand(io, program));
  for (const command of program.commands) inheritSettings(command, io);
  addTimings(program);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    return failure(error, io);
  }
  return exit;
}

function inheritSettings(
  command: { exitOverride(): unknown; configureOutput(o: object): unknown; commands: readonly unknown[] },
  io: Io,
): void {
  command.exitOverride();
  command.configureOutput({ writeOut: (text: string) => io.out(text), writeErr: (text: string) => io.err(text) });
  for (const sub of command.commands) inheritSettings(sub as typeof command, io);
}

/** Every command that does something says where its time went, if asked. */
function addTimings(command: CommandUnknownOpts): void {
  if (command.commands.length === 0) command.option('--timings', 'say on standard error where the time went');
  for (const sub of command.commands) addTimings(sub);
}

function failure(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.Clean : Exit.Usage;
  if (error instanceof CliError) {
    for (const line of error.message.split('\n')) io.err(`error: ${printable(line)}\n`);
    return error.exit;
  }
  // Errors of the packages below carry a closed code and a message that says what to do; anything else is a bug of ours.
  const known = error instanceof Error && 'code' in error && typeof error.code === 'string';
  const message = error instanceof Error ? error.message : String(error);
  io.err(`error: ${printable(message)}\n`);
  if (!known && error instanceof Error && error.stack)
    io.err(`${error.stack}\nThis is a bug in lazaret; please report it.\n`);
  return Exit.NoAnswer;
}
