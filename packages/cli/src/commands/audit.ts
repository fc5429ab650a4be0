/** `lazaret audit`: which advisories reach the program. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Argument, Command, Option } from '@commander-js/extra-typings';
import type { FindingKind, Report, Severity } from '@lazaret/audit';
import { CliError, Exit } from '../exit.ts';
import { MAKING, type Making } from '../facts/prepare.ts';
import { cargoAudit } from '../formats/cargo-audit.ts';
import { cyclonedx } from '../formats/cyclonedx.ts';
import type { Format, FormatContext } from '../formats/format.ts';
import { github } from '../formats/github.ts';
import { human } from '../formats/human.ts';
import { json } from '../formats/json.ts';
import { markdown } from '../formats/markdown.ts';
import { openvex } from '../formats/openvex.ts';
import { sarif } from '../formats/sarif.ts';
import type { Io } from '../io.ts';
import { loadBaseline } from '../load/baseline.ts';
import { type RunSettings, runAudit } from '../load/run.ts';
import { updatesOf } from '../load/updates.ts';
import { reviewCoverage } from '../reviews/audit-section.ts';
import { wantsColor } from '../terminal/color.ts';
import { addBuildOptions, type BuildFlags, collect } from './options.ts';
import { reachableFunctions } from './reachable.ts';

const FORMATS: Readonly<Record<string, Format>> = {
  human,
  json,
  sarif,
  openvex,
  cyclonedx,
  markdown,
  github,
  'cargo-audit': cargoAudit,
};
const FORMAT_NAMES = [...Object.keys(FORMATS), 'reachable'].join(', ');

const KINDS = ['unmaintained', 'unsound', 'notice', 'yanked'] as const;
const SEVERITIES = ['none', 'low', 'medium', 'high', 'critical'] as const;

interface AuditFlags extends BuildFlags {
  readonly format?: string[];
  readonly json?: boolean;
  readonly auditCompatible?: boolean;
  readonly output?: string;
  readonly show?: string;
  readonly failOn?: Severity;
  readonly failOnReach?: 'reachable' | 'unknown' | 'any';
  readonly deny?: string[];
  readonly baseline?: string;
  readonly lock?: string;
  readonly exitZero?: boolean;
  readonly yanked?: boolean;
  readonly infer?: boolean;
  readonly cache?: boolean;
  readonly makeFacts?: Making;
}

export function auditCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('audit')
    .summary('which advisories reach a project')
    .description(
      'Audits a project, a lock file, a .crate file or a published version: which advisories reach the program (with the\n' +
        'call path), which cannot, which are unknown and why. Reads sources; compiles and runs nothing.',
    )
    .addArgument(new Argument('[target]', 'folder, Cargo.lock, FILE.crate or NAME@VERSION').default('.'))
    .option('--format <format[=file]>', `output: ${FORMAT_NAMES} (repeatable; =FILE writes there)`, collect)
    .option('--json', 'the same as --format json')
    .option('--audit-compatible', "the same as --format cargo-audit: cargo-audit's JSON")
    .option('-o, --output <file>', 'write the (first) format there instead of to standard output')
    .addOption(new Option('--show <what>', 'also list what is not reachable or not built').choices(['all'] as const))
    .addOption(
      new Option('--fail-on <severity>', 'findings below this severity do not fail the run').choices(SEVERITIES),
    )
    .addOption(
      new Option('--fail-on-reach <verdict>', 'verdicts that fail the run (default: unknown)').choices([
        'reachable',
        'unknown',
        'any',
      ] as const),
    )
    .option(
      '-D, --deny <kind>',
      'kinds that fail the run besides vulnerabilities: warnings (all), unmaintained, unsound, notice, yanked (repeatable)',
      collect,
    )
    .option(
      '--baseline <file-or-revision>',
      'show and count only what is new since a JSON report or the lock file of a git revision',
    )
    .option('--lock <file>', "lock file instead of the project's own")
    .option('--no-yanked', 'do not look up yanked versions in the index')
    .option('--no-cache', 'judge anew, even if nothing has changed since an earlier run')
    .addOption(
      new Option(
        '--make-facts <when>',
        'analyse all of the dependencies in threads and keep what is found for later runs (default: with four processors or more)',
      ).choices(MAKING),
    )
    .option('--no-infer', 'do not infer functions from the fix where the advisory names none')
    .option('--exit-zero', 'exit with 0 even if findings would fail the run');
  return (addBuildOptions(command) as unknown as Command).action(async (...args: unknown[]) => {
    const [target, flags] = args as [string, AuditFlags];
    done(await auditAction(target, flags, io));
  });
}

async function auditAction(target: string, flags: AuditFlags, io: Io): Promise<number> {
  const outputs = outputsOf(flags);
  const baseline = flags.baseline === undefined ? undefined : await loadBaseline(flags.baseline, target, flags, io);
  const settings: RunSettings = {
    failOn: flags.failOn,
    failOnReach: flags.failOnReach,
    kinds: deniedKinds(flags.deny),
    yanked: flags.yanked !== false,
    infer: flags.infer !== false,
    anew: flags.cache === false,
    making: flags.makeFacts,
    baseline: baseline?.findings,
    ...(flags.lock === undefined ? {} : { lock: flags.lock }),
  };
  if (outputs.some((output) => output.name === 'reachable'))
    return printReachable(target, flags, settings, outputs, io);
  const { report: judged, run } = await runAudit(target, flags, settings, io);
  const reviews = reviewCoverage(run.project);
  const updates = baseline?.lock === undefined ? undefined : await updatesOf(baseline.lock, run.input.lock, flags, io);
  const report: Report = {
    ...judged,
    ...(reviews === undefined ? {} : { reviews }),
    ...(updates === undefined ? {} : { updates }),
  };
  const folder = folderInRepository(run.project.root);
  for (const output of outputs) write(output, FORMATS[output.name]!(report, contextOf(output, flags, folder, io)), io);
  return exitOf(report, flags);
}

/** Exit codes are the same in every format. An error-level notice means that the answer cannot be trusted. */
function exitOf(report: Report, flags: AuditFlags): number {
  if (report.notices.some((notice) => notice.level === 'error')) return Exit.NoAnswer;
  return report.gate.tripped && !flags.exitZero ? Exit.Gate : Exit.Clean;
}

interface Output {
  readonly name: string;
  readonly file: string | undefined;
}

function outputsOf(flags: AuditFlags): Output[] {
  const asked = [
    ...(flags.format ?? []),
    ...(flags.json ? ['json'] : []),
    ...(flags.auditCompatible ? ['cargo-audit'] : []),
  ];
  const outputs = (asked.length === 0 ? ['human'] : asked).map((text): Output => {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (FORMATS[name] === undefined && name !== 'reachable') {
      throw new CliError(Exit.Usage, `there is no format \`${name}\`; there are ${FORMAT_NAMES}`);
    }
    return { name, file: equals < 0 ? undefined : text.slice(equals + 1) };
  });
  if (flags.output !== undefined) outputs[0] = { ...outputs[0]!, file: flags.output };
  if (outputs.filter((output) => output.file === undefined).length > 1) {
    throw new CliError(
      Exit.Usage,
      'only one format can go to standard output; give the others a file: --format sarif=lazaret.sarif',
    );
  }
  return outputs;
}

function write(output: Output, text: string, io: Io): void {
  if (output.file === undefined) io.out(text);
  else writeFileSync(output.file, text);
}

/** Where the project lies in its git repository; '' if it is at the top, or in none. */
function folderInRepository(root: string | undefined): string {
  for (let at = root; at !== undefined; at = dirname(at) === at ? undefined : dirname(at)) {
    if (existsSync(join(at, '.git'))) return relative(at, root!).replaceAll('\\', '/');
  }
  return '';
}

function contextOf(output: Output, flags: AuditFlags, folder: string, io: Io): FormatContext {
  const toTerminal = output.file === undefined;
  return {
    now: io.now(),
    color: toTerminal && wantsColor(flags.color, io.env, io.stdoutTty),
    width: toTerminal ? io.width : undefined,
    verbose: flags.verbose === true,
    showAll: flags.show === 'all',
    folder,
  };
}

function deniedKinds(deny: readonly string[] | undefined): FindingKind[] | undefined {
  if (deny === undefined) return undefined;
  return deny.flatMap((text): FindingKind[] => {
    if (text === 'warnings') return [...KINDS];
    const kind = KINDS.find((known) => known === text);
    if (kind === undefined)
      throw new CliError(Exit.Usage, `--deny takes warnings, ${KINDS.join(', ')}; not \`${text}\``);
    return [kind];
  });
}

async function printReachable(
  target: string,
  flags: AuditFlags,
  settings: RunSettings,
  outputs: readonly Output[],
  io: Io,
): Promise<number> {
  if (outputs.length > 1) throw new CliError(Exit.Usage, '--format reachable stands alone');
  const functions = await reachableFunctions(target, flags, settings, io);
  write(outputs[0]!, `${JSON.stringify(functions, null, 1)}\n`, io);
  return Exit.Clean;
}
