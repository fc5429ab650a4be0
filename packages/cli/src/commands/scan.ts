/** `lazaret scan`: what one version of a crate can do, and whether it should be held. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { STD_FACTS_URL, stdLoader } from '@lazaret/analyzer';
import {
  ALL_CHECKS,
  analysePackage,
  type CodeFacts,
  type CratePackage,
  capslock,
  LEVELS,
  type Level,
  parseMetadata,
  parsePolicy,
  type RefusedArchive,
  refusedScan,
  type ScanResult,
  scan,
} from '@lazaret/behaviour';
import { type CrateSupply, crateSupply, readRegularText, Session } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { hostTriple } from '../load/host.ts';
import { loadCorpus } from '../scan/corpus.ts';
import { scanHuman } from '../scan/human.ts';
import { scanJson } from '../scan/json.ts';
import {
  LoadedRegistry,
  loadPrevious,
  loadSubject,
  RefusedArchiveError,
  resolveSubject,
  versionBefore,
} from '../scan/load.ts';
import { type ColorChoice, wantsColor } from '../terminal/color.ts';
import { type Progress, silent, terminalProgress } from '../terminal/progress.ts';

const MAX_POLICY = 1024 * 1024;
/** Timelines of a few hundred crates take some megabytes. */
const MAX_METADATA = 256 * 1024 * 1024;
const FORMATS = ['human', 'json', 'capslock'] as const;

interface ScanFlags {
  readonly previous?: string;
  readonly registry?: string;
  readonly metadata?: string;
  readonly corpus?: string;
  readonly policy?: string;
  readonly at?: string;
  readonly target?: string;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly failOn: Level;
  readonly offline?: boolean;
  readonly color?: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function scanCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('scan')
    .summary('what a crate can do, and whether it should be held')
    .description(
      'Scans one version of a crate: what its library, binaries, build script and macros can do (with the call path to each\n' +
        'system function), what is odd, and a verdict: clean, note, review or hold. Compiles and runs nothing.',
    )
    .addArgument(new Argument('[target]', 'folder, FILE.crate or NAME@VERSION').default('.'))
    .option('--previous <version>', 'compare with this version: a number, a folder, a file, or `latest`')
    .option('--registry <place>', 'registry for dependencies: a folder with index/ and crates/, or an index address')
    .option('--at <time>', 'moment of the scan (RFC 3339): the registry is taken as it was then')
    .option(
      '--metadata <file>',
      'owners, accounts, downloads, advisories of the moment (JSON); its `now` is the moment',
    )
    .option('--corpus <folder>', 'popular crates to compare with: .crate files or folders')
    .option('--policy <file>', 'thresholds, ages and exceptions (TOML)')
    .option('--target <triple>', 'target to analyse for (default: the host)')
    .addOption(new Option('--format <format>', 'output').choices(FORMATS).default('human' as const))
    .option('-o, --output <file>', 'write there instead of to standard output')
    .addOption(
      new Option('--fail-on <level>', 'levels from which the run fails').choices(LEVELS).default('review' as const),
    )
    .option('--offline', 'use no network')
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never'] as const))
    .option('-q, --quiet', 'say nothing on standard error but errors')
    .option('-v, --verbose', 'all findings, whole paths');
  return (command as unknown as Command).action(async (...args: unknown[]) => {
    const [target, flags] = args as [string, ScanFlags];
    done(await scanAction(target, flags, io));
  });
}

async function scanAction(target: string, flags: ScanFlags, io: Io): Promise<number> {
  const progress = flags.quiet || io.stderr === undefined ? silent : terminalProgress(io.stderr);
  const session = new Session({ directory: io.cwd, env: io.env, offline: flags.offline === true });
  try {
    const supply = crateSupply(flags.registry, session);
    const result = await scanVersion(target, flags, supply, session, progress, io);
    progress.end();
    for (const problem of flags.quiet === true ? [] : supply.problems) io.err(`warning: ${problem}\n`);
    const text = rendered(result, flags, io);
    if (flags.output === undefined) io.out(text);
    else writeFileSync(resolve(io.cwd, flags.output), text);
    return LEVELS.indexOf(result.verdict.level) >= LEVELS.indexOf(flags.failOn) && flags.failOn !== 'clean'
      ? Exit.Gate
      : Exit.Clean;
  } finally {
    progress.end();
    session.close();
  }
}

async function scanVersion(
  target: string,
  flags: ScanFlags,
  supply: CrateSupply,
  session: Session,
  progress: Progress,
  io: Io,
): Promise<ScanResult> {
  const metadata = metadataOf(flags.metadata, io);
  const now = momentOf(flags.at) ?? metadata?.now;
  const policy = policyOf(flags.policy, io);
  const subject = await subjectOf(target, supply, session);
  if ('reason' in subject) return refusedScan(subject, now, policy);
  const registry = new LoadedRegistry(supply, now);
  await registry.load([subject.name]);
  const before =
    flags.previous === 'latest' ? versionBefore(subject, registry.versions(subject.name) ?? []) : undefined;
  const named = before?.version ?? (flags.previous === 'latest' ? undefined : flags.previous);
  const previous = named === undefined ? undefined : await loadPrevious(named, subject, supply, session);
  const analyse = async (of: CratePackage): Promise<CodeFacts> => {
    const resolved = await resolveSubject(of, registry, now, progress);
    progress.step(`analysing ${of.name} ${of.version}`);
    return analysePackage({
      ...resolved,
      target: flags.target ?? hostTriple(),
      std: (world) => stdLoader(readFileSync(STD_FACTS_URL))(world),
      stages: io.stages,
    });
  };
  const corpus = flags.corpus === undefined ? undefined : loadCorpus(resolve(io.cwd, flags.corpus));
  const code = await analyse(subject);
  const previousCode = previous === undefined ? undefined : await analyse(previous);
  return scan({ subject, previous, now, registry, metadata, corpus, code, previousCode }, ALL_CHECKS, policy);
}

/** The version that is scanned, or why its archive is none. */
async function subjectOf(
  target: string,
  supply: CrateSupply,
  session: Session,
): Promise<CratePackage | RefusedArchive> {
  try {
    return await loadSubject(target, supply, session);
  } catch (error) {
    if (error instanceof RefusedArchiveError) return error.archive;
    throw error;
  }
}

function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new CliError(Exit.Usage, `--at ${text} is no time; write it like 2026-08-20T07:15:00Z`);
  return new Date(time).toISOString();
}

function metadataOf(file: string | undefined, io: Io) {
  if (file === undefined) return undefined;
  const text = readRegularText(resolve(io.cwd, file), MAX_METADATA, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no metadata file at ${file}`);
  return parseMetadata(text, file);
}

function policyOf(file: string | undefined, io: Io) {
  if (file === undefined) return undefined;
  const text = readRegularText(resolve(io.cwd, file), MAX_POLICY, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no policy at ${file}`);
  return parsePolicy(text, file);
}

function rendered(result: ScanResult, flags: ScanFlags, io: Io): string {
  switch (flags.format) {
    case 'json':
      return scanJson(result);
    case 'capslock': {
      const { name, version } = result.subject;
      const uses = result.units.flatMap((unit) => [...unit.capabilities.values()]);
      return jsonText(capslock(name, version, uses), 2);
    }
    case 'human': {
      const color = flags.output === undefined && wantsColor(flags.color, io.env, io.stdoutTty);
      return scanHuman(result, { color, verbose: flags.verbose === true });
    }
  }
}
