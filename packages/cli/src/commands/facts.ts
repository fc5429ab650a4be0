/** `lazaret facts`: what is known of the code of one package: its call sites, or its unsafe code file by file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { callSites } from '@lazaret/analyzer';
import { Reach } from '@lazaret/audit';
import { type LockFile, parseLockFile } from '@lazaret/cargo';
import { openProject, readRegularText, Session } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { editableLock, lockText, reachableEntries } from '../fix/lock-text.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { loadRun } from '../load/run.ts';
import { printUnsafe } from './facts-unsafe.ts';
import { addBuildOptions, type BuildFlags } from './options.ts';

const MAX_LOCK = 64 * 1024 * 1024;

interface FactsFlags extends BuildFlags {
  readonly lock?: string;
  readonly format: 'calls' | 'unsafe';
}

export function factsCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('facts')
    .summary('the call sites or the unsafe code of a package')
    .description(
      'Prints what is known of the code of a package.\n\n' +
        '  calls   every call site of its library and binaries with what it leads to, one JSON object a line; versions of\n' +
        '          dependencies are taken from --lock or from its own Cargo.lock\n' +
        '  unsafe  safe and unsafe functions, expressions, impls, traits and methods of every .rs file, foreign blocks, exported\n' +
        '          symbols, macros: one JSON object',
    )
    .addArgument(new Argument('[target]', 'folder, FILE.crate or NAME@VERSION').default('.'))
    .addOption(
      new Option('--format <format>', 'what to print').choices(['calls', 'unsafe'] as const).default('calls' as const),
    )
    .option('--lock <file>', 'lock file with the versions of the dependencies; it may list the package itself');
  return (addBuildOptions(command) as unknown as Command).action(async (...args: unknown[]) => {
    const [target, flags] = args as [string, FactsFlags];
    if (flags.format === 'unsafe') await printUnsafe(target, flags, io);
    else await printCalls(target, flags, io);
    done(Exit.Clean);
  });
}

async function printCalls(target: string, flags: FactsFlags, io: Io): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lazaret-facts-'));
  try {
    const lock = await ownLock(target, flags, io);
    const file = join(folder, 'Cargo.lock');
    if (lock !== undefined) writeFileSync(file, lock);
    const run = await loadRun(
      target,
      flags,
      { yanked: false, sources: 'none', ...(lock === undefined ? {} : { lock: file }) },
      io,
    );
    run.session.close();
    await run.loaded.open([...new Set(run.plan.build.units.map((unit) => unit.package))]);
    run.progress.end();
    for (const [index, reason] of run.loaded.missing) {
      const { name, version } = run.input.lock.packages[index]!;
      if (flags.quiet !== true) io.err(`warning: no source for ${name}@${version}: ${reason}\n`);
    }
    const selected = new Set(run.input.selected);
    const reach = new Reach(run.input, run.plan.build, run.input.targets[0]!);
    const { world, libraries, runRoots } = reach.program;
    const crates = new Set([
      ...libraries.filter((_, unit) => selected.has(run.plan.build.units[unit]!.package)),
      ...runRoots.map((root) => root.crate),
    ]);
    for (const crate of crates) {
      if (crate === undefined) continue;
      for (const site of callSites(world, crate)) io.out(jsonText(site));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A lock file in which the package itself is local, made from --lock or, where a library ships none, of the package alone.
 * Undefined where the project's own lock file serves.
 */
async function ownLock(target: string, flags: FactsFlags, io: Io): Promise<string | undefined> {
  const session = new Session({
    directory: io.cwd,
    env: io.env,
    offline: flags.offline === true || flags.frozen === true,
  });
  const project = await openProject(flags.manifestPath ?? target, session, { requireLock: false });
  session.close();
  if (project.kind === 'lock')
    throw new CliError(Exit.Usage, '`facts` needs a folder, a .crate file or NAME@VERSION, not a lock file');
  const own = [...project.manifests.values()].flatMap(({ manifest }) =>
    manifest.package === undefined ? [] : [manifest.package],
  );
  if (flags.lock !== undefined) {
    const text = readRegularText(resolve(io.cwd, flags.lock), MAX_LOCK, { followLink: true });
    if (text === undefined) throw new CliError(Exit.Usage, `there is no lock file at ${flags.lock}`);
    return withLocal(parseLockFile(text), own);
  }
  if (project.lock !== undefined) return undefined;
  if (flags.quiet !== true)
    io.err('warning: there is no lock file, so the dependencies are missing; give one with --lock\n');
  return withLocal(parseLockFile('version = 4\n'), own);
}

/** The lock file with the project's own packages as local ones, as they are in a workspace. */
function withLocal(lock: LockFile, own: readonly { readonly name: string; readonly version: string }[]): string {
  const entries = editableLock(lock);
  const roots = own.map(({ name, version }) => {
    const at = entries.findIndex((entry) => entry.name === name && entry.version === version);
    if (at >= 0) {
      entries[at]!.source = undefined;
      entries[at]!.checksum = undefined;
      return at;
    }
    return (
      entries.push({ name, version, source: undefined, checksum: undefined, dependencies: [], replacedBy: undefined }) -
      1
    );
  });
  return lockText(entries, reachableEntries(entries, roots), lock.version);
}
