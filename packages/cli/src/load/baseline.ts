/** What was there before: the findings of an earlier JSON report, or what the lock file of a git revision would match. */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { matchAdvisories } from '@lazaret/advisories';
import { type AuditInput, type Finding, findingKey } from '@lazaret/audit';
import { type LockFile, parseLockFile } from '@lazaret/cargo';
import { fileAtRevision, openProject, runGit, Session } from '@lazaret/sources';
import { z } from 'zod';
import type { BuildFlags } from '../commands/options.ts';
import { CliError, Exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { loadDatabase } from './database.ts';

/** What is old: findings, and where the baseline is a revision, what was locked then. */
export interface Baseline {
  readonly findings: NonNullable<AuditInput['baseline']>;
  readonly lock?: LockFile;
}

const MAX_LOCK = 64 * 1024 * 1024;

/** Only what is needed of an earlier report; it may be of a later version with more fields. */
const reportSchema = z.object({
  findings: z.array(
    z.object({
      advisory: z.string(),
      package: z.string(),
      time: z.enum(['run', 'build']),
      kind: z.enum(['vulnerability', 'unmaintained', 'unsound', 'notice', 'yanked', 'malicious']),
      verdict: z.enum(['reachable', 'unknown', 'not_reachable', 'not_built']),
    }),
  ),
});

export async function loadBaseline(baseline: string, target: string, flags: BuildFlags, io: Io): Promise<Baseline> {
  if (existsSync(baseline)) return fromReport(baseline);
  return fromRevision(baseline, target, flags, io);
}

function fromReport(file: string): Baseline {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CliError(Exit.Usage, `${file} is no JSON report of \`lazaret audit --format json\``, { cause: error });
  }
  const parsed = reportSchema.safeParse(raw);
  if (!parsed.success) throw new CliError(Exit.Usage, `${file} is no JSON report of \`lazaret audit --format json\``);
  return { findings: new Map(parsed.data.findings.map((finding) => [findingKey(finding), finding.verdict])) };
}

/** Verdicts of then are not known, so what was locked then with the same advisory counts as old whatever it comes to now. */
async function fromRevision(revision: string, target: string, flags: BuildFlags, io: Io): Promise<Baseline> {
  const session = new Session({ directory: io.cwd, env: io.env, offline: true });
  const project = await openProject(flags.manifestPath ?? target, session);
  if (project.root === undefined || project.lock === undefined) {
    throw new CliError(Exit.Usage, `--baseline ${revision}: there is no such file, and an archive has no revisions`);
  }
  const top = (await runGit(['rev-parse', '--show-toplevel'], { directory: project.root })).toString('utf8').trim();
  const path = relative(top, project.lock.path).replaceAll('\\', '/');
  const bytes = await fileAtRevision(project.root, revision, path, MAX_LOCK);
  if (bytes === undefined) return { findings: new Map() };
  const lock = parseLockFile(bytes.toString('utf8'));
  const { database } = await loadDatabase(flags.db, io);
  const packages = lock.packages.map((p) => ({ name: p.name, version: p.version, source: p.source?.text ?? null }));
  const { matches, otherTargets } = matchAdvisories(database, packages, []);
  const times: readonly Finding['time'][] = ['run', 'build'];
  const findings = new Map(
    [...matches, ...otherTargets].flatMap((match) =>
      times.map(
        (time) =>
          [
            findingKey({ advisory: match.advisory.id, package: match.package.name, kind: match.kind, time }),
            undefined,
          ] as const,
      ),
    ),
  );
  return { findings, lock };
}
