/** `lazaret fix`: the smallest change of the lock file that removes findings, proved by judging the changed lock again. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command } from '@commander-js/extra-typings';
import { type AdvisoryFacts, FindingKind, isAffected, kindOf } from '@lazaret/advisories';
import type { Finding, Report } from '@lazaret/audit';
import { plural } from '@lazaret/base';
import { type IndexLine, manifestDependency } from '@lazaret/cargo';
import { listVersions, Session, SourcesError } from '@lazaret/sources';
import { Exit } from '../exit.ts';
import { applySteps } from '../fix/apply.ts';
import { type Plan, Planner, type Step } from '../fix/planner.ts';
import type { DependenciesOf } from '../fix/requirements.ts';
import { jsonText } from '../formats/format.ts';
import type { Io } from '../io.ts';
import { type LoadedRun, runAudit } from '../load/run.ts';
import { addBuildOptions, type BuildFlags } from './options.ts';
import { addOutputOptions, type OutputFlags, type Page, pageOf, wantsJson } from './page.ts';

interface FixFlags extends BuildFlags, OutputFlags {
  readonly unknown?: boolean;
  readonly dryRun?: boolean;
}

/** One locked package with the findings that are to go away. */
interface Fix {
  readonly package: string;
  readonly version: string;
  readonly advisories: readonly string[];
  readonly plan: Plan;
  /** What the changed lock file comes to; undefined without steps. */
  readonly remaining: readonly string[] | undefined;
}

interface FixView {
  readonly fixes: readonly Fix[];
  readonly commands: readonly string[];
  readonly downgrades: readonly string[];
  /** Packages that cargo moves along with the commands. */
  readonly along: readonly string[];
  readonly proof: Proof | undefined;
}

/** How the changed lock file was judged. */
interface Proof {
  /** `calls`: its sources were explored; `packages`: only versions were compared. */
  readonly level: 'calls' | 'packages';
  readonly why: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Packages that have to move along, by lock index, with the version they move to. */
  readonly moved: ReadonlyMap<number, string>;
  /** Findings that the change would bring in: advisory and package. */
  readonly fresh: readonly string[];
  readonly report: Report;
}

export function fixCommand(io: Io, done: (exit: number) => void): Command {
  const command = new Command('fix')
    .summary('the smallest lock change that removes findings')
    .description(
      'Finds the lowest versions that remove each reachable finding, judges the lock file with them again and prints the\n' +
        '`cargo update` commands. Never edits anything. Exits with 1 if a finding stays.',
    )
    .addArgument(new Argument('[target]', 'folder, Cargo.lock, FILE.crate or NAME@VERSION').default('.'))
    .option('--dry-run', 'print the plan and change nothing (always so)')
    .option('--unknown', 'remove findings with an unknown verdict too');
  return (addOutputOptions(addBuildOptions(command) as unknown as Command) as unknown as Command).action(
    async (...args: unknown[]) => {
      const [target, flags] = args as [string, FixFlags];
      const view = await makeView(target, flags, io);
      if (wantsJson(flags)) io.out(jsonText(fixJson(view), 2));
      else {
        const page = pageOf(flags, io);
        fixLines(page, view, flags.dryRun === true);
        io.out(page.text);
      }
      done(view.fixes.every((fix) => fix.remaining?.length === 0) ? Exit.Clean : Exit.Gate);
    },
  );
}

async function makeView(target: string, flags: FixFlags, io: Io): Promise<FixView> {
  const { run, report } = await runAudit(target, flags, {}, io);
  const offline = flags.offline === true || flags.frozen === true;
  const session = new Session({ directory: io.cwd, env: io.env, offline });
  try {
    const wanted = report.findings.filter((it) => isWanted(it, flags));
    const index = new Index(run, session);
    const own = new Set(run.loaded.members);
    const dependenciesOf = index.dependenciesOf;
    await index.readMissing();
    const planner = new Planner({ lock: run.input.lock, own, dependenciesOf, versions: (at) => index.versionsAt(at) });
    const plans: { findings: Finding[]; plan: Plan }[] = [];
    for (const findings of byPackage(wanted)) {
      const at = run.input.lock.packages.findIndex(
        (it) =>
          it.name === findings[0]!.package &&
          it.version === findings[0]!.version &&
          (it.source?.text ?? '') === findings[0]!.source,
      );
      plans.push({ findings, plan: await plan(planner, at, findings, run) });
    }
    const steps = mergeSteps(plans.flatMap((it) => it.plan.steps));
    const proof = steps.length === 0 ? undefined : await prove(steps, run, report, index, target, flags, io);
    return viewOf(plans, steps, proof, run, flags);
  } finally {
    session.close();
  }
}

function isWanted(finding: Pick<Finding, 'verdict' | 'ignored'>, flags: FixFlags): boolean {
  if (finding.ignored !== undefined) return false;
  return finding.verdict === 'reachable' || (flags.unknown === true && finding.verdict === 'unknown');
}

function byPackage(findings: readonly Finding[]): Finding[][] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.package} ${finding.version} ${finding.source}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

/** First a version without any vulnerability; if there is none, one without those that are to go away. */
async function plan(planner: Planner, at: number, findings: readonly Finding[], run: LoadedRun): Promise<Plan> {
  const ids = new Set(findings.map((it) => it.advisory));
  const all = run.input.database.ofCrate(findings[0]!.package).filter((it) => it.withdrawn === null);
  const asked = all.filter((it) => ids.has(it.id));
  const serious = all.filter((it) => ids.has(it.id) || isSerious(it));
  const free = (advisories: readonly AdvisoryFacts[]) => (line: IndexLine) =>
    advisories.every((it) => !isAffected(it, line.semver));
  const strict = await planner.plan(at, free(serious));
  if (strict.blockers.length === 0) return strict;
  const lax = await planner.plan(at, free(asked));
  return lax.blockers.length === 0 ? lax : strict;
}

function isSerious(advisory: AdvisoryFacts): boolean {
  const kind = kindOf(advisory);
  return kind === FindingKind.Vulnerability || kind === FindingKind.Malicious;
}

/** Where two plans move the same package, the higher version holds for both. */
function mergeSteps(steps: readonly Step[]): Step[] {
  const merged = new Map<number, Step>();
  for (const step of steps) {
    const known = merged.get(step.index);
    if (known === undefined || compare(step, known) > 0) merged.set(step.index, step);
  }
  return [...merged.values()];
}

function compare(a: Step, b: Step): number {
  const [x, y] = [a.line.semver, b.line.semver];
  return Number(x.major - y.major || x.minor - y.minor || x.patch - y.patch);
}

/** The registries of the run, asked once for each crate. */
class Index {
  readonly #run: LoadedRun;
  readonly #session: Session;
  readonly #known = new Map<string, Promise<IndexLine[] | undefined>>();
  readonly #lines = new Map<number, IndexLine>();

  constructor(run: LoadedRun, session: Session) {
    this.#run = run;
    this.#session = session;
  }

  versions(name: string, source: string | undefined): Promise<IndexLine[] | undefined> {
    const key = `${name} ${source}`;
    let lines = this.#known.get(key);
    if (lines === undefined) this.#known.set(key, (lines = this.#read(name, source)));
    return lines;
  }

  versionsAt(index: number): Promise<IndexLine[] | undefined> {
    const { name, source } = this.#run.input.lock.packages[index]!;
    return this.versions(name, source?.text);
  }

  /** Index lines of the packages whose manifest is not at hand. */
  async readMissing(): Promise<void> {
    for (const [index, locked] of this.#run.input.lock.packages.entries()) {
      if (this.#run.input.packages.has(index)) continue;
      const line = (await this.versionsAt(index))?.find((it) => it.version === locked.version);
      if (line !== undefined) this.#lines.set(index, line);
    }
  }

  readonly dependenciesOf: DependenciesOf = (index) =>
    this.#run.input.packages.get(index)?.manifest.dependencies ??
    this.#lines.get(index)?.dependencies.map(manifestDependency);

  async #read(name: string, source: string | undefined): Promise<IndexLine[] | undefined> {
    if (source === undefined) return undefined;
    try {
      const registry = this.#session.finder(this.#run.project.config).registryOf(source);
      return registry === undefined ? undefined : await listVersions(registry, name);
    } catch (error) {
      if (error instanceof SourcesError) return undefined;
      throw error;
    }
  }
}

/** Writes the changed lock file to a temporary folder and judges it like any other. */
async function prove(
  steps: readonly Step[],
  run: LoadedRun,
  before: Report,
  index: Index,
  target: string,
  flags: FixFlags,
  io: Io,
): Promise<Proof> {
  const { lock } = run.input;
  const applied = await applySteps(steps, {
    lock,
    roots: run.loaded.members,
    dependenciesOf: index.dependenciesOf,
    versions: (name, source) => index.versions(name, source),
  });
  const folder = mkdtempSync(join(tmpdir(), 'lazaret-fix-'));
  try {
    const file = join(folder, 'Cargo.lock');
    writeFileSync(file, applied.text);
    const lone = run.project.kind === 'lock';
    const { report } = await runAudit(lone ? file : target, flags, lone ? {} : { lock: file }, io);
    const known = new Set(before.findings.map(findingName));
    const fresh = report.findings.filter((it) => isWanted(it, flags) && !known.has(findingName(it))).map(findingName);
    const hole = report.completeness.missingSources[0];
    const why =
      applied.missing.length > 0
        ? `no version of ${applied.missing.join(', ')} was found for the new lock file`
        : lone
          ? 'there is only a lock file, so the project is taken to accept compatible versions'
          : hole === undefined
            ? ''
            : `no source for ${hole.package}: ${hole.reason}`;
    return {
      level: why === '' ? 'calls' : 'packages',
      why,
      added: applied.added,
      removed: applied.removed,
      moved: applied.moved,
      fresh: [...new Set(fresh)],
      report,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without the version: the same advisory on another version of the package is no new finding. */
function findingName(finding: Finding): string {
  return `${finding.advisory} ${finding.package}`;
}

function viewOf(
  plans: readonly { readonly findings: readonly Finding[]; readonly plan: Plan }[],
  steps: readonly Step[],
  proof: Proof | undefined,
  run: LoadedRun,
  flags: FixFlags,
): FixView {
  const { lock } = run.input;
  const gone = new Set(proof?.removed);
  const spec = (step: Step) => `${lock.packages[step.index]!.name}@${lock.packages[step.index]!.version}`;
  const used = steps.filter((step) => !gone.has(spec(step)) && proof?.moved.has(step.index) !== true);
  const along = [...(proof?.moved ?? [])].flatMap(([index, version]) => {
    const locked = lock.packages[index];
    return locked === undefined ? [] : [`${locked.name}@${locked.version} to ${version}`];
  });
  const left = new Set(proof?.report.findings.filter((it) => isWanted(it, flags)).map(findingName));
  const fixes = plans.map(({ findings, plan: { steps: own, blockers } }): Fix => {
    const names = [...new Set(findings.map(findingName))];
    return {
      package: findings[0]!.package,
      version: findings[0]!.version,
      advisories: [...new Set(findings.map((it) => it.advisory))],
      plan: { steps: used.filter((step) => own.some((it) => it.index === step.index)), blockers },
      remaining: own.length === 0 ? undefined : names.filter((name) => left.has(name)),
    };
  });
  return {
    fixes,
    commands: used.map((step) => `cargo update -p ${spec(step)} --precise ${step.line.version}`),
    along,
    downgrades: used.filter((step) => step.downgrade).map(spec),
    proof,
  };
}

function fixJson({ fixes, commands, downgrades, along, proof }: FixView): object {
  return {
    dryRun: true,
    fixes: fixes.map(({ plan: { steps, blockers }, ...fix }) => ({
      ...fix,
      fixed: fix.remaining?.length === 0,
      remaining: fix.remaining ?? fix.advisories.map((id) => `${id} ${fix.package}`),
      steps: steps.map(({ line, downgrade }) => ({ package: line.name, to: line.version, downgrade })),
      blockers,
    })),
    commands,
    downgrades,
    along,
    ...(proof === undefined
      ? {}
      : {
          proof: { level: proof.level, why: proof.why, added: proof.added, removed: proof.removed, new: proof.fresh },
        }),
  };
}

function fixLines(page: Page, { fixes, commands, downgrades, along, proof }: FixView, dryRun: boolean): void {
  if (fixes.length === 0) {
    page.line(page.paint('green', 'Nothing to fix.'));
    return;
  }
  for (const fix of fixes) {
    const spec = `${fix.package}@${fix.version}`;
    page.line(page.paint('bold', `${spec}: ${fix.advisories.join(', ')}`));
    for (const { line, downgrade } of fix.plan.steps) {
      page.line(`  ${line.name} ${downgrade ? 'back to' : 'to'} ${line.version}`);
    }
    for (const blocker of fix.plan.blockers) page.line(`  ${page.paint('yellow', 'blocked:')} ${blocker.message}`);
    if (fix.remaining?.length === 0) page.line(`  ${page.paint('green', proofWords(proof))}`);
    for (const name of fix.remaining ?? []) page.line(`  ${page.paint('red', 'not removed by this:')} ${name}`);
  }
  page.line();
  if (commands.length > 0) {
    page.line(dryRun ? 'To do it:' : 'Nothing was changed: lazaret never edits a project. To do it:');
    for (const command of commands) page.line(`  ${command}`);
  } else page.line('No change of the lock file alone helps.');
  for (const spec of downgrades)
    page.line(page.paint('yellow', `${spec} goes back to an older version: no newer one would do.`));
  if (proof === undefined) return;
  if (along.length > 0) page.line(`Moves along: ${some(along)}`);
  if (proof.added.length > 0)
    page.line(`This brings in ${plural(proof.added.length, 'package')}: ${some(proof.added)}`);
  if (proof.removed.length > 0) page.line(`No longer needed: ${some(proof.removed)}`);
  for (const name of proof.fresh) page.line(page.paint('red', `It brings in a finding: ${name}`));
}

/** Packages that a line names; JSON lists them all. */
const NAMED_MAX = 8;

function some(names: readonly string[]): string {
  const sorted = [...names].sort();
  const more = sorted.length > NAMED_MAX ? ` and ${sorted.length - NAMED_MAX} more` : '';
  return sorted.slice(0, NAMED_MAX).join(', ') + more;
}

function proofWords(proof: Proof | undefined): string {
  if (proof?.level === 'calls') return 'gone: proved by judging the changed lock file, calls included';
  return `gone, by version: ${proof?.why ?? ''}`;
}
