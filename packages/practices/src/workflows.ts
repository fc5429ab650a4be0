/** A repository's CI workflows (GitHub Actions), as far as checks ask. */
import { isTable, type Table } from '@lazaret/base';
import { parse } from 'yaml';
import type { Files, PracticeInput } from './input.ts';

interface Step {
  readonly uses: string | undefined;
  readonly run: string | undefined;
  readonly with: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly name: string;
  readonly permissions: unknown;
  /** A reusable workflow that the job calls. */
  readonly uses: string | undefined;
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly path: string;
  readonly triggers: readonly string[];
  /** As written: a string, a table, or undefined. */
  readonly permissions: unknown;
  readonly jobs: readonly Job[];
}

const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;
/** Longer files are generated; nobody's workflow is. */
const WORKFLOW_MAX = 1_000_000;

/** All workflows that can be read; undefined without the repository. */
export function workflowsOf({ repository }: PracticeInput): readonly Workflow[] | undefined {
  return repository === undefined ? undefined : [...read(repository)];
}

function* read(files: Files): Generator<Workflow> {
  for (const [path, bytes] of files) {
    if (!WORKFLOW.test(path) || bytes.length > WORKFLOW_MAX) continue;
    const body = tableOf(bytes);
    if (body === undefined) continue;
    const jobs = Object.entries(isTable(body['jobs']) ? body['jobs'] : {}).flatMap(([name, job]) =>
      isTable(job) ? [jobOf(name, job)] : [],
    );
    yield { path, triggers: triggersOf(body['on']), permissions: body['permissions'], jobs };
  }
}

function tableOf(bytes: Uint8Array): Table | undefined {
  try {
    // Version 1.2: `on` is a name and no boolean. Workflows have no aliases worth the risk of many.
    const value: unknown = parse(Buffer.from(bytes).toString('utf8'), {
      version: '1.2',
      maxAliasCount: 100,
      logLevel: 'silent',
    });
    return isTable(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function triggersOf(on: unknown): readonly string[] {
  if (typeof on === 'string') return [on];
  if (Array.isArray(on)) return on.filter((each) => typeof each === 'string');
  return isTable(on) ? Object.keys(on) : [];
}

function jobOf(name: string, job: Table): Job {
  const steps = Array.isArray(job['steps']) ? job['steps'].filter(isTable).map(stepOf) : [];
  return { name, permissions: job['permissions'], uses: stringOf(job['uses']), steps };
}

function stepOf(step: Table): Step {
  return { uses: stringOf(step['uses']), run: stringOf(step['run']), with: isTable(step['with']) ? step['with'] : {} };
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
