/** `lazaret typosquat`: which packages a name could be mistaken for. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import { readRegularText } from '@lazaret/sources';
import {
  type AskedPackage,
  Corpus,
  CRATES_IO,
  CRATES_IO_CHECKS,
  Harness,
  NAME_LEVELS,
  NameJudge,
  type NameLevel,
  type NamesConfig,
  type NameVerdict,
  NPM,
  PYPI,
  parseNamesConfig,
  parseQueries,
  parseTypomaniaConfig,
  typomaniaAnswer,
  typomaniaChecks,
} from '@lazaret/typosquat';
import { parse as parseToml, TomlError } from 'smol-toml';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { type ColorChoice, wantsColor } from '../terminal/color.ts';
import { loadCorpus } from '../typosquat/corpus.ts';
import { verdictLine, verdictLines, verdictsJson } from '../typosquat/report.ts';
import { verdictsSarif } from '../typosquat/sarif.ts';
import { Page } from './page.ts';

const FORMATS = ['human', 'json', 'ndjson', 'sarif'] as const;
const REGISTRIES = { 'crates-io': CRATES_IO, npm: NPM, pypi: PYPI } as const;
const MAX_CONFIG = 16 * 1024 * 1024;
const MAX_QUERIES = 512 * 1024 * 1024;

interface TyposquatFlags {
  readonly corpus?: string;
  readonly config?: string;
  readonly queries?: string;
  readonly registry: keyof typeof REGISTRIES;
  readonly compat?: 'typomania';
  readonly owner?: string[];
  readonly at?: string;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly failOn: NameLevel;
  readonly color?: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

const HELP = `
The corpus is a file (JSON with \`packages\`, a JSON object or a name a line, or lines of NAME, downloads, owners, repository
separated by tabs), a folder with crates.io's database dump, or a folder with a registry's index in cargo's layout: use is then
counted in dependents. Without one, names are compared with a list that Lazaret ships; the first line of the output says what is used.

  lazaret typosquat rustdecimal serd
  lazaret typosquat - --corpus crates.ndjson --format ndjson < new-names
  lazaret typosquat --queries new.jsonl --corpus corpus.json --config config.json --compat typomania --format ndjson`;

export function typosquatCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('typosquat')
    .summary('which packages a name could be mistaken for')
    .description(
      'Compares names with those of a corpus: slips, look-alikes, words added or swapped, brands, look-alike owners.',
    )
    .addArgument(new Argument('[names...]', 'names; `-` reads them from standard input'))
    .option('--corpus <place>', 'packages to compare with: a file, or a folder with a dump or an index')
    .option(
      '--queries <file>',
      'names to ask about: one a line, or JSON objects with name, owners, downloads, repository',
    )
    .option('--config <file>', 'brands and suppressions (TOML or JSON); with --compat alphabet, affixes, typos (JSON)')
    .addOption(
      new Option('--registry <registry>', 'whose rules of names hold')
        .choices(['crates-io', 'npm', 'pypi'] as const)
        .default('crates-io' as const),
    )
    .addOption(
      new Option('--compat <tool>', 'the checks of Typomania as crates.io runs them, and nothing else').choices([
        'typomania',
      ] as const),
    )
    .option('--owner <owner...>', 'owners of the names given as arguments: packages of theirs are no targets')
    .option('--at <time>', 'moment (RFC 3339) for suppressions that end')
    .addOption(new Option('--format <format>', 'output').choices(FORMATS).default('human' as const))
    .option('-o, --output <file>', 'write there instead of to standard output')
    .addOption(
      new Option('--fail-on <level>', 'levels from which the run fails; never with --compat')
        .choices(NAME_LEVELS)
        .default('high' as const),
    )
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never'] as const))
    .option('-q, --quiet', 'say nothing on standard error but errors')
    .option('-v, --verbose', 'all packages that a name is like')
    .addHelpText('after', HELP);
  return (command as unknown as Command).action(async (...args: unknown[]) => {
    const [names, flags] = args as [string[], TyposquatFlags];
    done(await typosquatAction(names, flags, io));
  });
}

async function typosquatAction(names: readonly string[], flags: TyposquatFlags, io: Io): Promise<number> {
  const rules = REGISTRIES[flags.registry];
  const asked = await askedPackages(names, flags, io);
  if (asked.length === 0 && flags.queries === undefined && !names.includes('-'))
    throw new CliError(Exit.Usage, 'a name is needed: NAME…, `-` for standard input, or --queries FILE');
  const { packages, title } = loadCorpus(flags.corpus, rules, io.cwd);
  const corpus = new Corpus(packages);
  if (flags.compat === 'typomania') return compat(asked, corpus, flags, io);
  const { brands, suppressions } = namesConfig(flags, io);
  const judge = new NameJudge(corpus, { rules, brands, suppressions, now: flags.at });
  const verdicts = asked.map((one) => judge.judge(one));
  if (flags.quiet !== true && flags.format !== 'human') io.err(`compared with ${title}\n`);
  write(rendered(verdicts, judge, title, flags, io), flags, io);
  const gate = NAME_LEVELS.indexOf(flags.failOn);
  const fails = gate > 0 && verdicts.some(({ level }) => NAME_LEVELS.indexOf(level) >= gate);
  return fails ? Exit.Gate : Exit.Clean;
}

async function askedPackages(names: readonly string[], flags: TyposquatFlags, io: Io): Promise<AskedPackage[]> {
  const asked: AskedPackage[] = [];
  for (const name of names) {
    if (name === '-') for (const one of parseQueries(await io.stdin())) asked.push(one);
    else asked.push({ name, owners: flags.owner });
  }
  if (flags.queries !== undefined) {
    const text = readRegularText(resolve(io.cwd, flags.queries), MAX_QUERIES, { followLink: true });
    if (text === undefined) throw new CliError(Exit.Usage, `there are no queries at ${flags.queries}`);
    for (const one of parseQueries(text)) asked.push(one);
  }
  return asked;
}

/** Answers in the form of Typomania's reference, one a line; a gate would have no level to go by. */
function compat(asked: readonly AskedPackage[], corpus: Corpus, flags: TyposquatFlags, io: Io): number {
  const text = flags.config === undefined ? undefined : configText(flags.config, io);
  const config = parseTypomaniaConfig(text === undefined ? {} : parsedConfig(text, flags.config!), CRATES_IO_CHECKS);
  const harness = new Harness(corpus, { checks: typomaniaChecks(config) });
  const answers = asked.map((one) => typomaniaAnswer(harness, one));
  if (flags.format === 'sarif') throw new CliError(Exit.Usage, '--compat typomania has no SARIF: --format ndjson');
  if (flags.format === 'human') {
    const page = new Page(wantsColor(flags.color, io.env, io.stdoutTty));
    for (const { name, harness: found } of answers)
      page.line(`${name}: ${found.map((it) => it.join(' ')).join(', ') || 'nothing'}`);
    write(page.text, flags, io);
  } else
    write(flags.format === 'json' ? jsonText(answers, 2) : answers.map((one) => jsonText(one)).join(''), flags, io);
  return Exit.Clean;
}

function rendered(
  verdicts: readonly NameVerdict[],
  judge: NameJudge,
  title: string,
  flags: TyposquatFlags,
  io: Io,
): string {
  switch (flags.format) {
    case 'json':
      return verdictsJson(verdicts, { title, size: judge.corpus.size }, flags.registry);
    case 'ndjson':
      return verdicts.map(verdictLine).join('');
    case 'sarif':
      return verdictsSarif(verdicts, judge.checks, flags.queries);
    case 'human': {
      const page = new Page(flags.output === undefined && wantsColor(flags.color, io.env, io.stdoutTty));
      page.line(page.paint('dim', `compared with ${title}`));
      for (const verdict of verdicts) verdictLines(page, verdict, flags.verbose === true);
      return page.text;
    }
  }
}

function namesConfig({ config }: TyposquatFlags, io: Io): NamesConfig {
  return parseNamesConfig(config === undefined ? {} : parsedConfig(configText(config, io), config));
}

function configText(file: string, io: Io): string {
  const text = readRegularText(resolve(io.cwd, file), MAX_CONFIG, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no configuration at ${file}`);
  return text;
}

/** JSON where it begins so, else TOML. */
function parsedConfig(text: string, file: string): unknown {
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text) : parseToml(text);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof TomlError)) throw error;
    throw new CliError(Exit.Usage, `${file}: ${error.message.split('\n')[0]}`, { cause: error });
  }
}

function write(text: string, { output }: TyposquatFlags, io: Io): void {
  if (output === undefined) io.out(text);
  else writeFileSync(resolve(io.cwd, output), text);
}
