/** `lazaret secrets`: credentials in files, folders, crates and archives. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { printable } from '@lazaret/base';
import {
  exportIncidents,
  gitleaksRecord,
  isOpen,
  type KnownSecrets,
  openIncidents,
  ownGitleaksRecord,
  parseBaseline,
  SecretsError,
  secretsSarif,
  toAlerts,
} from '@lazaret/secrets';
import { readRegularText } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { filesOf } from '../secrets/files.ts';
import { gitleaksFindings, plainRecord } from '../secrets/gitleaks.ts';
import { type ComparedFinding, compare, ownFindings, secretsOf } from '../secrets/own.ts';
import { gates, secretLine, secretLines, secretsJson } from '../secrets/report.ts';
import { type ColorChoice, wantsColor } from '../terminal/color.ts';
import { silent, terminalProgress } from '../terminal/progress.ts';
import { VERSION } from '../version.ts';
import { Page } from './page.ts';

const FORMATS = ['human', 'json', 'ndjson', 'sarif', 'gitleaks', 'alerts', 'incidents'] as const;
const GATES = ['proved', 'likely', 'any', 'never'] as const;
const MAX_BASELINE = 256 * 1024 * 1024;

interface SecretsFlags {
  readonly config?: string;
  readonly compat?: 'gitleaks';
  readonly maxDecodeDepth?: number;
  readonly ignoreGitleaksAllow?: boolean;
  readonly baseline?: string;
  readonly previous?: string;
  readonly repository?: string;
  readonly showSecrets?: boolean;
  readonly redact?: boolean;
  readonly format?: (typeof FORMATS)[number];
  readonly output?: string;
  readonly failOn: (typeof GATES)[number];
  readonly color?: ColorChoice;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

const HELP = `
Own rules look into archives (.crate, tar, gzip, zip) and binaries; nothing in the scanned files can hide a finding. Each is
proved (a checksum or its structure fits), likely, disproved, fixture, example or identifier; the first two are to act on.
With --config or --compat gitleaks, rules and findings are those of gitleaks 8.30.1, allow comments and columns included.
Secrets are redacted unless --show-secrets is given; --compat gitleaks shows them as gitleaks does, unless --redact is given.

  lazaret secrets .
  lazaret secrets own-1.2.0.crate --previous own-1.1.0.crate --repository ../own
  lazaret secrets src --config .gitleaks.toml --format sarif -o secrets.sarif
  lazaret secrets planted --compat gitleaks --max-decode-depth 1 --ignore-gitleaks-allow`;

export function secretsCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('secrets')
    .summary('credentials in files, folders, crates and archives')
    .description('Finds credentials that were left in files, without ever contacting whoever issued them.')
    .addArgument(new Argument('<paths...>', 'folders, files, .crate files, archives'))
    .option('--config <file>', 'rules of a gitleaks configuration (TOML) instead of own ones')
    .addOption(new Option('--compat <tool>', 'findings as gitleaks has them').choices(['gitleaks'] as const))
    .option('--max-decode-depth <n>', 'passes of decoding (base64, hex, percent, Unicode; default 5)', parseDepth)
    .option('--ignore-gitleaks-allow', 'with a gitleaks configuration: `gitleaks:allow` in a line hides nothing')
    .option('--baseline <file>', 'earlier report (JSON of Lazaret or gitleaks): what is in it is not new')
    .option('--previous <place>', 'the version before (folder, .crate): what is in it is not new')
    .option('--repository <folder>', 'the package’s repository: tell what is in the package alone')
    .option('--show-secrets', 'do not redact')
    .option('--redact', 'redact in --compat gitleaks, too')
    .addOption(new Option('--format <format>', 'output (default human; ndjson with --compat)').choices(FORMATS))
    .option('-o, --output <file>', 'write there instead of to standard output')
    .addOption(
      new Option('--fail-on <which>', 'findings from which the run fails; with a comparison, new ones')
        .choices(GATES)
        .default('likely' as const),
    )
    .addOption(new Option('--color <when>', 'colours in the output').choices(['auto', 'always', 'never'] as const))
    .option('-q, --quiet', 'say nothing on standard error but errors')
    .option('-v, --verbose', 'findings in tests and examples, too')
    .addHelpText('after', HELP);
  return (command as unknown as Command).action(async (...args: unknown[]) => {
    const [paths, flags] = args as [string[], SecretsFlags];
    done(secretsAction(paths, flags, io));
  });
}

function parseDepth(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('a whole number from 0 to 999 is needed');
  return Number(text);
}

function secretsAction(paths: readonly string[], flags: SecretsFlags, io: Io): number {
  const problems: string[] = [];
  const progress = flags.quiet || io.stderr === undefined ? silent : terminalProgress(io.stderr);
  try {
    const onFile = (path: string): void => progress.step(`scanning ${path}`);
    const asGitleaks = flags.compat !== undefined || flags.config !== undefined;
    const { text, fails } = asGitleaks
      ? asGitleaksRun(paths, flags, io, problems, onFile)
      : ownRun(paths, flags, io, problems, onFile);
    progress.end();
    for (const problem of flags.quiet === true ? [] : problems) io.err(`warning: ${printable(problem)}\n`);
    if (flags.output === undefined) io.out(text);
    else writeFileSync(resolve(io.cwd, flags.output), text);
    return fails ? Exit.Gate : Exit.Clean;
  } finally {
    progress.end();
  }
}

interface Ran {
  readonly text: string;
  readonly fails: boolean;
}

type OnFile = (path: string) => void;

function asGitleaksRun(paths: readonly string[], flags: SecretsFlags, io: Io, problems: string[], onFile: OnFile): Ran {
  for (const option of ['previous', 'repository'] as const)
    if (flags[option] !== undefined) throw new CliError(Exit.Usage, `--${option} is for own rules, not for gitleaks’`);
  const run = {
    config: flags.config,
    maxDecodeDepth: flags.maxDecodeDepth,
    ignoreAllowComments: flags.ignoreGitleaksAllow === true,
    cwd: io.cwd,
  };
  const known = knownBefore(flags, io, problems);
  const show = flags.showSecrets === true || (flags.compat !== undefined && flags.redact !== true);
  const records = gitleaksFindings(filesOf(paths, io.cwd, problems, true), run, problems, onFile)
    .map((finding) => ({ finding, record: gitleaksRecord(finding, show), real: gitleaksRecord(finding, true) }))
    .filter(({ real }) => known === undefined || !isKnown(known, real));
  const fails = flags.failOn !== 'never' && records.length > 0;
  const format = flags.format ?? (flags.compat === undefined ? 'human' : 'ndjson');
  switch (format) {
    case 'ndjson':
      return { text: records.map(({ finding }) => jsonText(plainRecord(finding, show))).join(''), fails };
    case 'json':
    case 'gitleaks':
      return {
        text: `${JSON.stringify(
          records.map(({ record }) => record),
          null,
          1,
        )}\n`,
        fails,
      };
    case 'human': {
      const page = new Page(flags.output === undefined && wantsColor(flags.color, io.env, io.stdoutTty));
      for (const { record } of records) {
        page.line(`${page.paint('bold', `${record.File}:${record.StartLine}`)}  ${record.RuleID}`);
        page.line(`  ${record.Match}`);
      }
      page.line(`${records.length} ${records.length === 1 ? 'finding' : 'findings'}`);
      return { text: page.text, fails };
    }
    default:
      return {
        text: gitleaksSarif(
          records.map(({ record }) => record),
          format,
        ),
        fails,
      };
  }
}

/** gitleaks' own form of SARIF. */
function gitleaksSarif(records: readonly ReturnType<typeof gitleaksRecord>[], format: string): string {
  if (format !== 'sarif') throw new CliError(Exit.Usage, `--format ${format} is for own rules`);
  const descriptions = new Map(records.map((one) => [one.RuleID, one.Description]));
  const rules = [...descriptions].sort(([a], [b]) => (a < b ? -1 : 1));
  const driver = {
    name: 'lazaret',
    semanticVersion: VERSION,
    informationUri: 'https://lazaret.invalid/',
    rules: rules.map(([id, text]) => ({ id, shortDescription: { text } })),
  };
  const results = records.map((one) => ({
    ruleId: one.RuleID,
    message: { text: `${one.RuleID} has detected secret for file ${one.File}.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: one.File.split('/').map(encodeURIComponent).join('/') },
          ...(one.StartLine > 0
            ? {
                region: {
                  startLine: one.StartLine,
                  endLine: Math.max(one.EndLine, one.StartLine),
                  snippet: { text: one.Secret },
                },
              }
            : {}),
        },
      },
    ],
    partialFingerprints: { fingerprint: one.Fingerprint },
    properties: { tags: one.Tags },
  }));
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return jsonText({ $schema, version: '2.1.0', runs: [{ tool: { driver }, results }] }, 2);
}

function ownRun(paths: readonly string[], flags: SecretsFlags, io: Io, problems: string[], onFile: OnFile): Ran {
  const files = filesOf(paths, io.cwd, problems);
  const findings = ownFindings(files, flags.maxDecodeDepth, problems, onFile);
  const known = knownBefore(flags, io, problems);
  const repository = flags.repository === undefined ? undefined : secretsOf(flags.repository, io.cwd, problems);
  const compared = compare(findings, known, repository);
  const fails = compared.some(({ finding, compared: { isNew } }) => isNew !== false && gates(finding, flags.failOn));
  return { text: rendered(compared, files.length, problems, flags, io), fails };
}

function rendered(
  findings: readonly ComparedFinding[],
  files: number,
  problems: readonly string[],
  flags: SecretsFlags,
  io: Io,
): string {
  const show = flags.showSecrets === true;
  const all = findings.map(({ finding }) => finding);
  switch (flags.format ?? 'human') {
    case 'json':
      return secretsJson(findings, files, problems, show);
    case 'ndjson':
      return findings.map((one) => secretLine(one, show)).join('');
    case 'sarif':
      return jsonText(secretsSarif(all, VERSION), 2);
    case 'gitleaks':
      return `${JSON.stringify(
        all.map((one) => ownGitleaksRecord(one, show)),
        null,
        1,
      )}\n`;
    case 'alerts':
      if (!show) throw new CliError(Exit.Usage, '--format alerts holds the secrets: it needs --show-secrets');
      return jsonText(
        toAlerts(all.filter(isOpen), (one) => one.file),
        2,
      );
    case 'incidents': {
      const at = io.now().toISOString();
      return exportIncidents(openIncidents(all.filter(isOpen), { package: '', at, by: 'lazaret' }), at);
    }
    default: {
      const page = new Page(flags.output === undefined && wantsColor(flags.color, io.env, io.stdoutTty));
      secretLines(page, findings, flags.verbose === true, show);
      return page.text;
    }
  }
}

function knownBefore(flags: SecretsFlags, io: Io, problems: string[]): KnownSecrets | undefined {
  if (flags.baseline === undefined) {
    return flags.previous === undefined ? undefined : secretsOf(flags.previous, io.cwd, problems);
  }
  const text = readRegularText(resolve(io.cwd, flags.baseline), MAX_BASELINE, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no baseline at ${flags.baseline}`);
  try {
    const known = parseBaseline(text);
    return flags.previous === undefined ? known : new Set([...known, ...secretsOf(flags.previous, io.cwd, problems)]);
  } catch (error) {
    if (error instanceof SecretsError)
      throw new CliError(Exit.Usage, `${flags.baseline}: ${error.message}`, { cause: error });
    throw error;
  }
}

function isKnown(known: KnownSecrets, record: object): boolean {
  return [...parseBaseline(JSON.stringify([record]))].every((hash) => known.has(hash));
}
