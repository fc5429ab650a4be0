/**
 * Verdicts of earlier runs, kept in Lazaret's cache under a key of everything they depend on. What makes them includes
 * Lazaret itself: its version and its files, so that a changed analyser never answers with an old verdict.
 */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AuditInput, type AuditPlan, type Judged, judgePlan, uncheckedPackages, verdictKey } from '@lazaret/audit';
import type { Session } from '@lazaret/sources';
import { VERSION } from '../version.ts';
import type { LoadedProject } from './project.ts';

const KIND = 'verdicts';
/** Paths and reasons of a few hundred findings take a megabyte or two. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The judgements of a plan: from the cache, or made now and kept. */
export async function judgeOrRecall(
  input: AuditInput,
  plan: AuditPlan,
  loaded: LoadedProject,
  session: Session,
): Promise<Judged> {
  if (plan.sources.length === 0) return judgePlan(input, plan);
  await loaded.open(uncheckedPackages(input, plan));
  const key = verdictKey(input, plan, engineId());
  const kept = session.cache.read(KIND, key, MAX_BYTES);
  if (kept !== undefined) return JSON.parse(Buffer.from(kept).toString('utf8')) as Judged;
  const missing = input.missing.size;
  await loaded.open(plan.sources);
  const judged = judgePlan(input, plan);
  // A source that turned out to be missing only now is not in the key; nor is a run of which it can be said again.
  if (input.missing.size === missing) session.cache.write(KIND, key, JSON.stringify(judged));
  return judged;
}

/** Lazaret's packages by version, sizes and times of their files: a run from sources that were edited is another engine. */
function engineId(): string {
  const hash = createHash('sha256').update(VERSION);
  const packages = fileURLToPath(new URL('../../../', import.meta.url));
  for (const name of readdirSync(packages).sort()) {
    for (const folder of ['src', 'data']) addFolder(hash, join(packages, name, folder));
  }
  return hash.digest('hex');
}

function addFolder(hash: ReturnType<typeof createHash>, root: string): void {
  const stats = statSync(root, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return;
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    if (!entry.isFile() || entry.name.endsWith('.test.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
}
