/** `lazaret reviews`: what others found when they read a version, or how far a project's dependencies are reviewed. */
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { type UnsafeReport, unsafeReport } from '@lazaret/analyzer';
import { printable } from '@lazaret/base';
import {
  coverageOf,
  type Grant,
  grantUbRisk0,
  packageDigest,
  reviewTable,
  TRUST_LEVELS,
  type TrustLevel,
  type UnsafeFacts,
  writeAudits,
} from '@lazaret/reviews';
import { openProject, type Project, Session, SourcesError } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { coverageLines, tableLines } from '../reviews/human.ts';
import { type ReviewInputs, readReviewInputs } from '../reviews/inputs.ts';
import { coverageJson, tableJson } from '../reviews/json.ts';
import { projectPackages } from '../reviews/project-packages.ts';
import type { ColorChoice } from '../terminal/color.ts';
import { VERSION } from '../version.ts';
import { parseSpec } from './locked.ts';
import { addColorOption, pageOf } from './page.ts';

const FORMATS = ['human', 'json', 'audits'] as const;

interface ReviewsFlags {
  readonly store?: string;
  readonly audits?: readonly string[];
  readonly crev?: readonly string[];
  readonly crevId?: string;
  readonly trust: TrustLevel;
  readonly criteria?: string;
  readonly format: (typeof FORMATS)[number];
  readonly offline?: boolean;
  readonly color?: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function reviewsCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('reviews')
    .summary('what others found when they read a version; what of a project is reviewed')
    .description(
      'Merges audits of cargo-vet and signed proofs of cargo-crev into one table,\n' +
        'contradictions and refusals first.\n\n' +
        '  lazaret reviews NAME@VERSION   all that is said about one version (or about\n' +
        '                                 a .crate file)\n' +
        '  lazaret reviews [FOLDER]       how far the packages of a project are\n' +
        '                                 reviewed, and the smallest set of reviews\n' +
        '                                 that is missing\n\n' +
        "A project's own supply-chain/ folder is read if there is one. Nothing is\n" +
        'downloaded but the crate itself: bring copies of what others publish. Exits\n' +
        'with 1 where something contradicts, refuses or is missing.',
    )
    .addArgument(new Argument('[target]', 'NAME@VERSION, FILE.crate, or the folder of a project').default('.'))
    .option('--store <folder>', "cargo-vet's folder (default: supply-chain/ of the project)")
    .option(
      '--audits <file...>',
      'audits.toml files of others; NAME=FILE takes the criteria-map that the store has for that import',
    )
    .option('--crev <path...>', 'proof files of cargo-crev, or folders of them')
    .option('--crev-id <id>', 'your crev id, from which the web of trust starts')
    .addOption(
      new Option('--trust <level>', 'least trust in an author whose proof counts')
        .choices(TRUST_LEVELS)
        .default('low' as const),
    )
    .option('--criteria <name>', 'exit with 1 unless this holds for the version')
    .addOption(
      new Option('--format <format>', 'output; audits: what the code itself proves, as an audits.toml')
        .choices(FORMATS)
        .default('human' as const),
    )
    .option('--offline', 'use no network')
    .option('-q, --quiet', 'say nothing on standard error but errors')
    .option('-v, --verbose', 'all entries');
  return (addColorOption(command) as unknown as Command).action(async (...args: unknown[]) => {
    const [target, flags] = args as [string, ReviewsFlags];
    done(await reviewsAction(target, flags, io));
  });
}

async function reviewsAction(target: string, flags: ReviewsFlags, io: Io): Promise<number> {
  const session = new Session({ directory: io.cwd, env: io.env, offline: flags.offline === true });
  try {
    const named = /^[^/\\]+@\d/.test(target) ? parseSpec(target) : undefined;
    const project = await opened(target, named !== undefined, session, flags, io);
    const root = named === undefined ? project?.root : io.cwd;
    const inputs = readReviewInputs(flags, root, io.cwd);
    for (const problem of flags.quiet === true ? [] : inputs.problems) io.err(`warning: ${printable(problem)}\n`);
    if (named === undefined && project?.archive === undefined) return printCoverage(project!, inputs, flags, io);
    return printTable(target, project, inputs, flags, io);
  } finally {
    session.close();
  }
}

/** A version that cannot be had is still spoken of; only its content is not compared then. */
async function opened(target: string, named: boolean, session: Session, flags: ReviewsFlags, io: Io) {
  try {
    return await openProject(target, session, { requireLock: false });
  } catch (error) {
    if (!named || !(error instanceof SourcesError)) throw error;
    if (flags.quiet !== true) io.err(`warning: ${printable(`its content is not compared: ${error.message}`)}\n`);
    return undefined;
  }
}

function printTable(
  target: string,
  project: Project | undefined,
  inputs: ReviewInputs,
  flags: ReviewsFlags,
  io: Io,
): number {
  const archive = project?.archive;
  const { name, version } = archive?.source ?? parseSpec(target);
  const files = archive?.content.files;
  const grant = files === undefined ? undefined : granted(name, version!, files);
  if (flags.format === 'audits') {
    if (grant === undefined)
      throw new CliError(Exit.NoAnswer, `nothing can be proven of ${target}: its code is not at hand`);
    const audits = grant.granted ? [grant.audit] : [];
    io.out(writeAudits({ audits }));
    for (const reason of grant.granted ? [] : grant.reasons) io.err(`not proven: ${reason}\n`);
    return grant.granted ? Exit.Clean : Exit.Gate;
  }
  const digest = files === undefined ? undefined : packageDigest(files);
  const question = { crate: name, version: version!, ...(digest !== undefined && { digest }) };
  const table = reviewTable(question, inputs.store, inputs.crev);
  if (flags.criteria !== undefined && !table.criteria.has(flags.criteria)) {
    throw new CliError(
      Exit.Usage,
      `no criteria \`${flags.criteria}\`; known are ${[...table.criteria.keys()].join(', ')}`,
    );
  }
  if (flags.format === 'json') io.out(tableJson(table, grant, inputs.problems));
  else {
    const page = pageOf({ ...(flags.color !== undefined && { color: flags.color }) }, io);
    tableLines(page, table, grant, flags.verbose === true);
    io.out(page.text);
  }
  const unmet = flags.criteria !== undefined && table.criteria.get(flags.criteria)?.holds !== true;
  return table.conflicts.length > 0 || unmet ? Exit.Gate : Exit.Clean;
}

function printCoverage(project: Project, inputs: ReviewInputs, flags: ReviewsFlags, io: Io): number {
  if (project.lock === undefined) {
    throw new CliError(Exit.NoAnswer, 'the project has no Cargo.lock; `cargo generate-lockfile` writes one');
  }
  if (flags.format === 'audits')
    throw new CliError(Exit.Usage, '--format audits needs one version: NAME@VERSION or FILE.crate');
  if (flags.criteria !== undefined)
    throw new CliError(Exit.Usage, '--criteria needs one version; a project has its policy');
  const coverage = coverageOf(projectPackages(project), inputs.store);
  if (flags.format === 'json') io.out(coverageJson(coverage, inputs.problems));
  else {
    const page = pageOf({ ...(flags.color !== undefined && { color: flags.color }) }, io);
    coverageLines(page, coverage, flags.verbose === true);
    io.out(page.text);
  }
  return coverage.counts.missing + coverage.counts.conflict > 0 ? Exit.Gate : Exit.Clean;
}

function granted(name: string, version: string, files: ReadonlyMap<string, Uint8Array>): Grant {
  return grantUbRisk0(
    name,
    version,
    unsafeFacts(unsafeReport({ name, version }, files)),
    `lazaret ${VERSION} (a program)`,
  );
}

/** All files count, tests too: whoever reads "no unsafe code" will not ask where. */
function unsafeFacts({ totals, files }: UnsafeReport): UnsafeFacts {
  const { functions, itemImpls, itemTraits, methods, unsafeBlocks = 0 } = totals.strict.withTests;
  const facts = files.flatMap((file) => (file.parses ? [file.facts] : []));
  const sum = (of: (file: (typeof facts)[number]) => number) => facts.reduce((total, file) => total + of(file), 0);
  return {
    unsafeUses:
      functions[1] +
      itemImpls[1] +
      itemTraits[1] +
      methods[1] +
      unsafeBlocks +
      sum((file) => file.unsafeTokensInMacros + file.asmMacros),
    externBlocks: sum((file) => file.externBlocks.length),
    exportedSymbols: sum((file) => file.exported.length),
    unreadFiles: totals.files - totals.parsed,
  };
}
