/** The command tree. Each command is a file in `commands/`; this one only knows how they hang together and how runs end. */
import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { printable } from '@lazaret/base';
import { CliError, Exit } from './exit.ts';
import { type Io, processIo } from './io.ts';
import { Timings } from './terminal/timings.ts';
import { VERSION } from './version.ts';

type Make = (io: Io, done: (exit: number) => void) => CommandUnknownOpts;

/** By name, in the order of the help. Only the one that is run is loaded: reading all of them takes longer than small runs. */
const COMMANDS: Readonly<Record<string, () => Promise<Make>>> = {
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  why: async () => (await import('./commands/why.ts')).whyCommand,
  paths: async () => (await import('./commands/paths.ts')).pathsCommand,
  exposed: async () => (await import('./commands/exposed.ts')).exposedCommand,
  fix: async () => (await import('./commands/fix.ts')).fixCommand,
  show: async () => (await import('./commands/show.ts')).showCommand,
  practices: async () => (await import('./commands/practices.ts')).practicesCommand,
  reviews: async () => (await import('./commands/reviews.ts')).reviewsCommand,
  scan: async () => (await import('./commands/scan.ts')).scanCommand,
  diff: async () => (await import('./commands/diff.ts')).diffCommand,
  typosquat: async () => (await import('./commands/typosquat.ts')).typosquatCommand,
  secrets: async () => (await import('./commands/secrets.ts')).secretsCommand,
  provenance: async () => (await import('./commands/provenance.ts')).provenanceCommand,
  facts: async () => (await import('./commands/facts.ts')).factsCommand,
  db: async () => (await import('./commands/db.ts')).dbCommand,
  cache: async () => (await import('./commands/cache.ts')).cacheCommand,
};

/** The command that is named; all, where none is, and none where only the version is asked for. */
async function commandsFor([first]: readonly string[]): Promise<readonly Make[]> {
  if (first === '-V' || first === '--version') return [];
  const named = first === undefined || !Object.hasOwn(COMMANDS, first) ? undefined : COMMANDS[first];
  return Promise.all(named === undefined ? Object.values(COMMANDS).map((load) => load()) : [named()]);
}

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
  for (const make of await commandsFor(args)) program.addCommand(make(io, done) as never);
  if (!Object.hasOwn(COMMANDS, args[0] ?? ''))
    program.addCommand((await import('./commands/completion.ts')).completionCommand(io, program));
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
