/**
 * Many targets in one run: a line of JSON for each, or a report after the other. One that cannot be scanned is a line too, and
 * the run goes on. A file that already holds lines of an earlier run is continued: what it has is not scanned again.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { resolve } from 'node:path';
import { LEVELS, type Level } from '@lazaret/behaviour';
import { readRegularText } from '@lazaret/sources';
import { CliError, Exit } from '../exit.ts';
import type { Io } from '../io.ts';
import type { Progress } from '../terminal/progress.ts';
import { scanHuman } from './formats/human.ts';
import { errorLine, scanLine } from './formats/json.ts';
import type { ScanFormat } from './formats/render.ts';
import type { ScanReport } from './report.ts';
import type { Scanner } from './scanner.ts';

/** A list of all crates there are has some megabytes. */
const MAX_LIST = 64 * 1024 * 1024;

export interface ManyFlags {
  readonly format: ScanFormat;
  readonly output?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly timings?: boolean;
  readonly fails: (level: Level) => boolean;
}

/** Targets of a list file: one a line; empty lines and those that begin with `#` are none. */
export function readTargets(file: string): string[] {
  const text = readRegularText(file, MAX_LIST, { followLink: true });
  if (text === undefined) throw new CliError(Exit.Usage, `there is no list of targets at ${file}`);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** 1 where any level fails, else 2 where any target could not be scanned. */
export async function scanMany(
  targets: readonly string[],
  scanner: Scanner,
  flags: ManyFlags,
  io: Io,
  progress: Progress,
): Promise<number> {
  const output = flags.output === undefined ? undefined : resolve(io.cwd, flags.output);
  const before = output === undefined || flags.format !== 'ndjson' ? NOTHING_BEFORE : continued(output);
  const write = (text: string) => (output === undefined ? io.out(text) : appendFileSync(output, text));
  let failed = before.levels.some(flags.fails);
  let unknown = before.errors;
  for (const [at, target] of targets.entries()) {
    if (before.targets.has(target)) continue;
    progress.step('scanning', at, targets.length);
    const start = process.cpuUsage();
    try {
      const reports = await scanner.scan(target);
      if (flags.timings === true) io.err(`${target}: ${spent(start, reports)}\n`);
      failed ||= reports.some(({ result }) => flags.fails(result.verdict.level));
      write(reports.map((report) => textOf(report, flags)).join(''));
    } catch (error) {
      unknown = true;
      const message = messageOf(error);
      if (flags.quiet !== true) io.err(`warning: ${target}: ${message}\n`);
      if (flags.format === 'ndjson') write(errorLine(target, message, Exit.NoAnswer));
    }
  }
  progress.end();
  return failed ? Exit.Gate : unknown ? Exit.NoAnswer : Exit.Clean;
}

/** For `--timings`: processor time of all threads, and how much code the targets have. */
function spent(start: NodeJS.CpuUsage, reports: readonly ScanReport[]): string {
  const { user, system } = process.cpuUsage(start);
  let bytes = 0;
  for (const { content } of reports)
    for (const [path, data] of content?.subject.files ?? []) if (path.endsWith('.rs')) bytes += data.length;
  return `processor ${Math.round((user + system) / 1000)} ms, ${bytes} bytes of Rust`;
}

function textOf(report: ScanReport, flags: ManyFlags): string {
  return flags.format === 'ndjson'
    ? scanLine(report)
    : `${scanHuman(report.result, { color: false, verbose: flags.verbose === true })}\n`;
}

/** Errors that say what is wrong with a target; a defect of ours ends only this target too, and is told apart by its text. */
function messageOf(error: unknown): string {
  if (error instanceof CliError || (error instanceof Error && 'code' in error)) return error.message;
  return `internal error: ${error instanceof Error ? error.message : String(error)}`;
}

interface Before {
  readonly targets: ReadonlySet<string>;
  readonly levels: readonly Level[];
  readonly errors: boolean;
}

const NOTHING_BEFORE: Before = { targets: new Set(), levels: [], errors: false };

/** What an output file already has. A last line that was cut off is removed; a file of something else is left alone. */
function continued(file: string): Before {
  if (!existsSync(file)) return NOTHING_BEFORE;
  const text = readFileSync(file);
  const end = text.lastIndexOf(10) + 1;
  const targets = new Set<string>();
  const levels: Level[] = [];
  let errors = false;
  for (const line of text.subarray(0, end).toString('utf8').split('\n')) {
    if (line === '') continue;
    const known = knownLine(line);
    if (known === undefined)
      throw new CliError(Exit.Usage, `${file} holds something else than lines of a scan; give another --output`);
    targets.add(known.target);
    if (known.level === undefined) errors = true;
    else levels.push(known.level);
  }
  if (end < text.length) {
    if (end === 0 && text[0] !== 0x7b)
      throw new CliError(Exit.Usage, `${file} holds something else than lines of a scan; give another --output`);
    truncateSync(file, end);
  }
  return { targets, levels, errors };
}

function knownLine(line: string): { readonly target: string; readonly level: Level | undefined } | undefined {
  try {
    const { target, level } = JSON.parse(line) as { target?: unknown; level?: unknown };
    if (typeof target !== 'string') return undefined;
    return { target, level: LEVELS.find((it) => it === level) };
  } catch {
    return undefined;
  }
}
