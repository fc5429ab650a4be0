/**
 * A list of crates in one run. Each is a line as soon as it is examined; a file that holds lines of an earlier run is
 * continued, so a run that was stopped goes on where it was.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { Verdict } from '@lazaret/provenance';
import { CliError, Exit } from '../exit.ts';
import type { Io } from '../io.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Examiner } from './examiner.ts';
import { provenanceHuman, summaryTable } from './human.ts';
import { provenanceErrorLine, provenanceLine } from './json.ts';

export interface BatchFlags {
  readonly ndjson: boolean;
  /** File to go on with. */
  readonly output: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

interface Row {
  readonly target: string;
  /** A verdict, or `error`. */
  readonly verdict: string;
}

/** Examines all targets; returns a row for each, those of the run before included. */
export async function examineMany(
  targets: readonly string[],
  examiner: Examiner,
  flags: BatchFlags,
  io: Io,
  progress: Progress,
): Promise<readonly Row[]> {
  const { output } = flags;
  const rows = output === undefined || !flags.ndjson ? [] : continued(output);
  const known = new Set(rows.map(({ target }) => target));
  const write = (text: string) => (output === undefined ? io.out(text) : appendFileSync(output, text));
  for (const [at, target] of targets.entries()) {
    if (known.has(target)) continue;
    known.add(target);
    progress.step(`examining ${target}`, at, targets.length);
    try {
      const report = await examiner.report(target);
      rows.push({ target, verdict: report.verdict });
      write(flags.ndjson ? provenanceLine(target, report) : `${provenanceHuman(report, flags)}\n`);
    } catch (error) {
      // Errors with a code say what is wrong with the target; others are defects of ours and end the run.
      if (!(error instanceof CliError) && !(error instanceof Error && 'code' in error)) throw error;
      rows.push({ target, verdict: 'error' });
      if (flags.ndjson) write(provenanceErrorLine(target, (error as Error).message));
      if (!flags.quiet) io.err(`warning: ${target}: ${(error as Error).message}\n`);
    }
  }
  progress.end();
  if (!flags.ndjson) write(summaryTable(rows));
  else if (!flags.quiet) io.err(summaryTable(rows));
  return rows;
}

const VERDICTS: ReadonlySet<string> = new Set(Object.values(Verdict));

/** What a file has of an earlier run; a last line that was cut off is removed. Targets that failed are tried again. */
function continued(file: string): Row[] {
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(10) + 1;
  const rows: Row[] = [];
  for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
    if (line === '') continue;
    const row = rowOf(line);
    if (row === undefined) {
      throw new CliError(
        Exit.Usage,
        `${file} holds something else than lines of \`provenance\`; give another --output`,
      );
    }
    if (row.verdict !== 'error') rows.push(row);
  }
  if (end < bytes.length) {
    if (end === 0 && bytes[0] !== 0x7b) {
      throw new CliError(
        Exit.Usage,
        `${file} holds something else than lines of \`provenance\`; give another --output`,
      );
    }
    truncateSync(file, end);
  }
  return rows;
}

function rowOf(line: string): Row | undefined {
  try {
    const { target, verdict, error } = JSON.parse(line) as { target?: unknown; verdict?: unknown; error?: unknown };
    if (typeof target !== 'string') return undefined;
    if (typeof error === 'string') return { target, verdict: 'error' };
    return typeof verdict === 'string' && VERDICTS.has(verdict) ? { target, verdict } : undefined;
  } catch {
    return undefined;
  }
}
