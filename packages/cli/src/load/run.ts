/** Everything a command needs to judge a project: opens it, reads the database, configuration and caches, in one place. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { AdvisoryDatabase } from '@lazaret/advisories';
import { STD_FACTS_URL, type StdLoader, stdLoader } from '@lazaret/analyzer';
import {
  type AuditInput,
  type AuditPlan,
  audit,
  type FindingKind,
  type GateOptions,
  judgePlan,
  planAudit,
  type Report,
  type Severity,
} from '@lazaret/audit';
import { packageUrl } from '@lazaret/cargo';
import { openProject, type Project, Session } from '@lazaret/sources';
import type { BuildFlags } from '../commands/options.ts';
import type { Making } from '../facts/prepare.ts';
import { FactsStore } from '../facts/store.ts';
import type { Io } from '../io.ts';
import { type Progress, silent, terminalProgress } from '../terminal/progress.ts';
import { VERSION } from '../version.ts';
import { checkAge, loadDatabase } from './database.ts';
import { factsEngineId } from './engine.ts';
import { hostTriple } from './host.ts';
import { loadConfig } from './ignores.ts';
import { InferredFixes, inferFixes } from './inferred.ts';
import { loadModels } from './models.ts';
import { type LoadedProject, loadProject, selectMembers } from './project.ts';
import { judgeOrRecall } from './remembered.ts';
import { loadYanked } from './yanked.ts';

/** What a command adds to the build options. */
export interface RunSettings {
  readonly failOn?: Severity | undefined;
  readonly failOnReach?: GateOptions['failOnReach'] | undefined;
  readonly kinds?: readonly FindingKind[] | undefined;
  readonly yanked?: boolean;
  readonly baseline?: AuditInput['baseline'];
  /** Lock file to take instead of the project's own. */
  readonly lock?: string;
  /** Advisories to judge instead of all: made from the database that was loaded. */
  readonly database?: (loaded: AdvisoryDatabase) => AdvisoryDatabase;
  /** `none` reads manifests only, which is all that resolving the build needs. Default: what the verdicts need. */
  readonly sources?: 'none';
  /** Whether facts of dependencies are made and kept where there are none; `auto` is the default. */
  readonly making?: Making | undefined;
  /** Judge anew even if an earlier run has judged the same. */
  readonly anew?: boolean;
  /** Infer functions from fixes for advisories that name none; the default. */
  readonly infer?: boolean;
}

export interface LoadedRun {
  readonly input: AuditInput;
  readonly plan: AuditPlan;
  readonly loaded: LoadedProject;
  readonly project: Project;
  readonly session: Session;
  readonly progress: Progress;
  readonly fixes: InferredFixes;
  readonly facts: FactsStore;
}

function progressOf(flags: BuildFlags, io: Io): Progress {
  return flags.quiet || io.stderr === undefined ? silent : terminalProgress(io.stderr);
}

/** The facts of the standard library, read once. */
function loadStd(): StdLoader {
  return stdLoader(readFileSync(STD_FACTS_URL));
}

/** One stage of a command's own work. */
async function during<T>(io: Io, stage: string, work: () => Promise<T>): Promise<T> {
  io.stages.enter(stage);
  try {
    return await work();
  } finally {
    io.stages.leave();
  }
}

/** Opens a project and reads all that its plan asks for. */
export async function loadRun(
  target: string | undefined,
  flags: BuildFlags,
  settings: RunSettings,
  io: Io,
): Promise<LoadedRun> {
  const progress = progressOf(flags, io);
  const session = new Session({
    directory: io.cwd,
    env: io.env,
    offline: flags.offline === true || flags.frozen === true,
  });
  try {
    const project = await during(io, 'open the project', () =>
      openProject(
        flags.manifestPath ?? target ?? '.',
        session,
        settings.lock === undefined ? {} : { lockFile: settings.lock },
      ),
    );
    const loaded = await during(io, 'find crates', () => loadProject(project, session, progress));
    const fixes = new InferredFixes();
    const facts = new FactsStore(session.cache, factsEngineId, loaded.contentOf);
    const input = await makeInput(project, loaded, session, flags, settings, io, progress, fixes, facts);
    const plan = await during(io, 'plan', () => planAudit(input));
    if (settings.sources !== 'none') await loaded.open(plan.sources);
    return { input, plan, loaded, project, session, progress, fixes, facts };
  } finally {
    progress.end();
  }
}

/** Opens, reads and judges. */
export async function runAudit(
  target: string | undefined,
  flags: BuildFlags,
  settings: RunSettings,
  io: Io,
): Promise<{ run: LoadedRun; report: Report }> {
  const run = await loadRun(target, flags, { ...settings, sources: 'none' }, io);
  const { input, plan, loaded, session } = run;
  try {
    if (settings.infer !== false)
      await during(io, 'infer functions from fixes', () =>
        inferFixes(run.fixes, input, plan, run.project, session, run.progress),
      );
    if (settings.anew) await loaded.open(plan.sources);
    const judged = await during(io, 'judge', async () =>
      settings.anew
        ? judgePlan(input, plan)
        : judgeOrRecall(input, plan, loaded, session, run.facts, run.progress, settings.making ?? 'auto'),
    );
    return { run, report: audit(input, plan, judged) };
  } finally {
    run.progress.end();
    run.session.close();
  }
}

async function makeInput(
  project: Project,
  loaded: LoadedProject,
  session: Session,
  flags: BuildFlags,
  settings: RunSettings,
  io: Io,
  progress: Progress,
  fixes: InferredFixes,
  facts: FactsStore,
): Promise<AuditInput> {
  const { config, ignores } = loadConfig(project.kind === 'archive' ? undefined : project.root, flags.config);
  const own = config.audit ?? {};
  const now = io.now().toISOString();
  const database = await during(io, 'read advisories', () => loadDatabase(flags.db ?? own.db, io));
  checkAge(database.database, flags.maxDbAge ?? own['max-db-age'], now);
  const yanked =
    settings.yanked === false
      ? { yanked: new Map(), notices: [] }
      : await during(io, 'look up yanked versions', () => loadYanked(project, loaded.lock, session));
  const selected = selectMembers(loaded, flags.package ?? [], flags.exclude ?? []);
  const main = selected.length === 1 ? loaded.lock.packages[selected[0]!]! : undefined;
  const roots = { examples: flags.examples === true, tests: flags.tests === true, benches: flags.benches === true };
  const targets = flags.target ?? own.targets ?? project.config.targets;
  const host = hostTriple();
  return {
    tool: { name: 'lazaret', version: VERSION },
    lockPath: displayPath(project, io),
    projectName:
      main?.name ?? (project.root === undefined ? 'workspace' : (project.root.split(/[\\/]/).pop() ?? 'workspace')),
    projectPurl: main === undefined ? '' : packageUrl(main.name, main.version),
    lock: loaded.lock,
    members: loaded.members,
    selected,
    resolver: loaded.resolver,
    packages: loaded.packages,
    indexFacts: loaded.indexFacts,
    missing: loaded.missing,
    targets: targets.length === 0 ? [host] : targets,
    host,
    features: [...(own.features ?? []), ...(flags.features ?? [])],
    allFeatures: flags.allFeatures ?? own['all-features'] ?? false,
    noDefaultFeatures: flags.defaultFeatures === false || (own['no-default-features'] ?? false),
    dev: flags.dev === true || roots.examples || roots.tests || roots.benches || (own.dev ?? false),
    roots,
    database: settings.database?.(database.database) ?? database.database,
    databaseOrigin: database.origin,
    now,
    yanked: yanked.yanked,
    inferred: (advisory, index) => fixes.of(advisory, index),
    std: (world) => loadStd()(world),
    models: [...loadModels(flags.models ?? [], io.cwd), ...loadModels(own.models ?? [], project.root ?? io.cwd)],
    ...(settings.anew ? {} : { stored: facts }),
    ignores,
    gate: {
      failOn: settings.failOn ?? own['fail-on'] ?? 'none',
      failOnReach: settings.failOnReach ?? own['fail-on-reach'] ?? 'unknown',
      kinds: new Set(settings.kinds ?? own.kinds ?? []),
    },
    baseline: settings.baseline,
    get notices() {
      return [...loaded.notices, ...yanked.notices, ...databaseNotices(database.problems), ...fixes.notices];
    },
    progress: (step) => progress.step(step),
    stages: io.stages,
  };
}

function databaseNotices(problems: readonly string[]): AuditInput['notices'] {
  return problems.map((message) => ({ level: 'warning', code: 'advisory-unreadable', message }));
}

function displayPath(project: Project, io: Io): string {
  const path = project.lock!.path;
  if (project.kind === 'archive' || !isAbsolute(path)) return path;
  const base = project.root ?? io.cwd;
  const below = relative(base, path);
  // Locations in reports are relative to the project; a lock file from elsewhere keeps its name.
  return below.startsWith('..') ? join('..', below.split(/[\\/]/).pop() ?? 'Cargo.lock') : below;
}
