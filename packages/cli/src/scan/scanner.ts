/**
 * Scans one target after another in one process: the standard library's facts, index lines and facts of dependencies that one
 * target needed are there for the next.
 */
import { readFileSync } from 'node:fs';
import { SharedWorld, STD_FACTS_URL, type StdLoader, stdLoader } from '@lazaret/analyzer';
import type { Stages } from '@lazaret/base';
import {
  type AnalyseInput,
  analysePackage,
  closureOf,
  type CodeFacts,
  type CratePackage,
  planPackage,
  publicInterface,
  refusedScan,
  type ScanContext,
  scan,
  withClosure,
} from '@lazaret/behaviour';
import { findLockedPackage } from '@lazaret/cargo';
import type { ProvenanceReport } from '@lazaret/provenance';
import { type CrateSupply, type Project, type Session, SourcesError } from '@lazaret/sources';
import { prepareFacts } from '../facts/prepare.ts';
import { FactsStore } from '../facts/store.ts';
import { factsEngineId } from '../load/engine.ts';
import { type LoadedProject, loadProject } from '../load/project.ts';
import { Examiner } from '../provenance/examiner.ts';
import { refusalsIn } from '../reviews/refusals.ts';
import type { Progress } from '../terminal/progress.ts';
import {
  LoadedRegistry,
  loadPrevious,
  loadSubjects,
  loadVersion,
  RefusedArchiveError,
  resolveSubject,
  type Subject,
  versionBefore,
} from './load.ts';
import { foundLock, suppliedLock } from './locked.ts';
import { otherTargetsOf } from './other-targets.ts';
import type { ResolvedCode, ScanReport, Survey } from './report.ts';
import type { ScanSettings } from './settings.ts';
import { SharedSupply } from './shared-supply.ts';

/**
 * Heap in use above which the next target gets a new world. What is in the old one is worth its room while it is small: half a
 * second of work on the standard library, and the dependencies of the targets before.
 */
const HEAP_MAX = 256 * 1024 * 1024;

/** What dependencies do is told for the first target; another asks what the package itself does elsewhere. */
function ownCodeOf({ input }: ResolvedCode): ResolvedCode['input'] {
  return { ...input, ownCodeOnly: true };
}

export class Scanner {
  readonly #settings: ScanSettings;
  readonly #supply: CrateSupply;
  readonly #session: Session;
  readonly #progress: Progress;
  readonly #stages: Stages;
  /** What went wrong on the way without ending it, for people. */
  readonly problems: string[] = [];
  #std: StdLoader | undefined;
  #shared: SharedWorld | undefined;
  #loaded: LoadedProject | undefined;
  #engine: string | undefined;
  #examiner: Examiner | undefined;

  constructor(settings: ScanSettings, supply: CrateSupply, session: Session, progress: Progress, stages: Stages) {
    this.#settings = settings;
    this.#supply = new SharedSupply(supply);
    this.#session = session;
    this.#progress = progress;
    this.#stages = stages;
  }

  /** One report for each version that the target names. */
  async scan(target: string): Promise<readonly ScanReport[]> {
    this.#release();
    try {
      const subjects = await loadSubjects(target, this.#supply, this.#session);
      const reports: ScanReport[] = [];
      for (const subject of subjects) reports.push(await this.#scanSubject(target, subject));
      return reports;
    } catch (error) {
      if (!(error instanceof RefusedArchiveError)) throw error;
      const { now, policy, checks } = this.#settings;
      return [{ target, folder: '', content: undefined, checks, result: refusedScan(error.archive, now, policy) }];
    }
  }

  async #scanSubject(target: string, { folder, pkg: subject, project }: Subject): Promise<ScanReport> {
    const { now, metadata, corpus, advisories, reviews, policy, checks } = this.#settings;
    const registry = new LoadedRegistry(this.#supply, now);
    const locked = project === undefined ? undefined : await this.#lockedCode(project, subject, registry);
    await registry.load([subject.name]);
    const previous = await this.#previous(subject, registry);
    const resolved = locked ?? (await this.#chosenCode(subject, registry));
    const { code, input } = await this.#analyse(subject, resolved);
    const otherTargets = new Map<string, CodeFacts>();
    if (!this.#settings.targetGiven)
      for (const other of otherTargetsOf(subject, this.#settings.target))
        otherTargets.set(
          other,
          (await this.#analyse(subject, { ...resolved, input: ownCodeOf(resolved) }, other)).code,
        );
    const before =
      previous === undefined ? undefined : await this.#analyse(previous, await this.#chosenCode(previous, registry));
    const previousCode = before?.code;
    const provenance = await this.#provenance(target, subject);
    const own = {
      subject,
      previous,
      now,
      registry,
      metadata,
      corpus,
      advisories,
      refusals: reviews === undefined ? undefined : refusalsIn(reviews),
      code,
      otherTargets,
      previousCode,
      provenance,
    };
    const ages = policy === undefined ? {} : { ages: policy.ages };
    const context = withClosure({ ...own, ...ages }, input, checks, policy);
    this.#progress.step(`checking ${subject.name} ${subject.version}`);
    this.#stages.enter('check');
    try {
      return { target, folder, content: { subject, code, context }, checks, result: scan(context, checks, policy) };
    } finally {
      this.#stages.leave();
    }
  }

  /** Two versions with what is known of both, ready to be compared; the second is the one that is judged. */
  async compare(before: string, after: string): Promise<ScanContext> {
    const { now, metadata, corpus } = this.#settings;
    const previous = await loadVersion(before, this.#supply, this.#session);
    const subject = await loadVersion(after, this.#supply, this.#session);
    const registry = new LoadedRegistry(this.#supply, now);
    await registry.load([...new Set([previous.name, subject.name])]);
    const { code: previousCode } = await this.#analyse(previous, await this.#chosenCode(previous, registry));
    const { code } = await this.#analyse(subject, await this.#chosenCode(subject, registry));
    await this.#loadAges([previous, subject], registry);
    return { subject, previous, now, registry, metadata, corpus, code, previousCode };
  }

  /** What can be told of a version without following its code. */
  async survey(target: string): Promise<Survey> {
    const { now, metadata, advisories } = this.#settings;
    const subject = await loadVersion(target, this.#supply, this.#session);
    const registry = new LoadedRegistry(this.#supply, now);
    await registry.load([subject.name]);
    const previous = await this.#previous(subject, registry);
    const interfaceOf = async (of: CratePackage) => {
      const { input, planned } = await this.#plan(await this.#chosenCode(of, registry), this.#settings.target);
      return { input, items: publicInterface(input, planned) };
    };
    const { input, items } = await interfaceOf(subject);
    const before = previous === undefined ? undefined : (await interfaceOf(previous)).items;
    const removed = [...(before ?? [])].flatMap(([key, item]) => (items?.has(key) === false ? [item.path] : []));
    const provenance = await this.#provenance(target, subject);
    return { subject, previous, registry, metadata, advisories, closure: closureOf(input), removed, provenance };
  }

  /** Ages are told of all dependencies, also of those that no build for this target takes; without an answer they are not known. */
  async #loadAges(versions: readonly CratePackage[], registry: LoadedRegistry): Promise<void> {
    const names = versions.flatMap(({ manifest }) => manifest.dependencies.map((it) => it.package));
    for (const name of new Set(names)) {
      if (registry.has(name)) continue;
      try {
        await registry.load([name]);
      } catch (error) {
        if (!(error instanceof SourcesError)) throw error;
        this.problems.push(`the age of ${name} is not known: ${error.message}`);
      }
    }
  }

  /** How the version compares with its repository, where the user asked for that and the version is an archive. */
  async #provenance(target: string, subject: CratePackage): Promise<ProvenanceReport | undefined> {
    const { repository, cache } = this.#settings;
    if (repository === undefined) return undefined;
    if (subject.sha256 === undefined) {
      this.problems.push(`${target} is a folder: only published archives are compared with a repository`);
      return undefined;
    }
    const named = repository === 'manifest' ? undefined : repository;
    const options = { repository: named, trustedPublishing: undefined, cache, offline: this.#session.isOffline() };
    this.#examiner ??= new Examiner(this.#supply, this.#session, options, this.#progress);
    return this.#examiner.report(target);
  }

  #chosenCode(of: CratePackage, registry: LoadedRegistry): Promise<ResolvedCode> {
    const { now, target, targetGiven } = this.#settings;
    const targets = targetGiven ? [target] : [target, ...otherTargetsOf(of, target)];
    return resolveSubject(of, registry, now, this.#progress, targets);
  }

  /** Undefined where the lock file does not know the package: it is out of date. */
  async #lockedCode(
    project: Project,
    subject: CratePackage,
    registry: LoadedRegistry,
  ): Promise<ResolvedCode | undefined> {
    const member = findLockedPackage(project.lock!.file, subject.name, subject.version);
    if (member === undefined) {
      this.problems.push(
        `${project.lock!.path} does not have ${subject.name} ${subject.version}: versions are chosen anew`,
      );
      return undefined;
    }
    if (this.#settings.registryGiven) return suppliedLock(project, member, subject, registry, this.#progress);
    this.#loaded =
      this.#loaded?.project === project ? this.#loaded : await loadProject(project, this.#session, this.#progress);
    return foundLock(this.#loaded, member);
  }

  async #previous(subject: CratePackage, registry: LoadedRegistry): Promise<CratePackage | undefined> {
    const { previous: asked } = this.#settings;
    if (asked === undefined) return undefined;
    const named = asked === 'latest' ? versionBefore(subject, registry.versions(subject.name) ?? [])?.version : asked;
    return named === undefined ? undefined : loadPrevious(named, subject, this.#supply, this.#session);
  }

  async #analyse(
    of: CratePackage,
    resolved: ResolvedCode,
    target = this.#settings.target,
  ): Promise<{ readonly code: CodeFacts; readonly input: AnalyseInput }> {
    const { input, planned } = await this.#plan(resolved, target);
    this.#progress.step(`analysing ${of.name} ${of.version}`);
    return { code: analysePackage(input, planned), input };
  }

  /** What an analysis starts from, with stored facts made where they are wanted. */
  async #plan({ input, contentOf, filesOf }: ResolvedCode, target: string) {
    const { cache, making } = this.#settings;
    const store = cache ? new FactsStore(this.#session.cache, () => this.#engineId(), contentOf) : undefined;
    const whole: AnalyseInput = {
      ...input,
      target,
      std: (world) => this.#loadStd()(world),
      shared: this.#world(),
      stages: this.#stages,
      stored: store,
    };
    const planned = planPackage(whole);
    if (store !== undefined) await prepareFacts(planned.program, store, filesOf, this.#progress, making);
    return { input: whole, planned };
  }

  /** One world for several targets, until it has grown too large. */
  #world(): SharedWorld {
    this.#shared ??= new SharedWorld((world) => this.#loadStd()(world), this.#stages);
    return this.#shared;
  }

  /** What was found for the targets before is in their reports. */
  #release(): void {
    if (this.#shared?.isFull === true || process.memoryUsage().heapUsed > HEAP_MAX) this.#shared = undefined;
    this.#shared?.release();
  }

  #loadStd(): StdLoader {
    this.#std ??= stdLoader(readFileSync(STD_FACTS_URL));
    return this.#std;
  }

  #engineId(): string {
    this.#engine ??= factsEngineId();
    return this.#engine;
  }
}
