/**
 * Verdicts of earlier runs, kept in Lazaret's cache under a key of everything they depend on. What makes them includes
 * Lazaret itself: its version and its files, so that a changed analyser never answers with an old verdict.
 */
import {
  type AuditInput,
  type AuditPlan,
  type Judged,
  judgePlan,
  programInput,
  uncheckedPackages,
  verdictKey,
} from '@lazaret/audit';
import { CodecError } from '@lazaret/facts';
import type { Session } from '@lazaret/sources';
import { type Making, prepareFacts } from '../facts/prepare.ts';
import type { FactsStore } from '../facts/store.ts';
import type { Progress } from '../terminal/progress.ts';
import { engineId } from './engine.ts';
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
  facts: FactsStore,
  progress: Progress,
  making: Making,
): Promise<Judged> {
  if (plan.sources.length === 0) return judgePlan(input, plan);
  await loaded.open(uncheckedPackages(input, plan));
  const key = verdictKey(input, plan, engineId());
  const kept = session.cache.read(KIND, key, MAX_BYTES);
  if (kept !== undefined) return JSON.parse(Buffer.from(kept).toString('utf8')) as Judged;
  const missing = input.missing.size;
  await loaded.open(plan.sources);
  for (const target of input.targets) {
    await prepareFacts(programInput(input, plan.build, target), facts, loaded.filesOf, progress, making);
  }
  const judged = judgeStored(input, plan);
  // A source that turned out to be missing only now is not in the key; nor is a run of which it can be said again.
  if (input.missing.size === missing) session.cache.write(KIND, key, JSON.stringify(judged));
  return judged;
}

/** Records are decoded when they are asked for. One that cannot be would be a defect, and even then the sources are there. */
function judgeStored(input: AuditInput, plan: AuditPlan): Judged {
  try {
    return judgePlan(input, plan);
  } catch (error) {
    if (!(error instanceof CodecError) || input.stored === undefined) throw error;
    return judgePlan({ ...input, stored: undefined }, plan);
  }
}
