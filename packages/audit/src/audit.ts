/**
 * The audit: lock file and manifests to what is built, advisories to candidates, candidates to verdicts. Source is only
 * looked at for candidates that are in the build.
 */
import { findIgnore, reviewIgnores, YANKED_ID } from '@lazaret/advisories';
import { type Build, type BuildInput, BuildReason, packageFacts, resolveBuild } from '@lazaret/cargo';
import type { Completeness as GraphCompleteness } from '@lazaret/graph';
import { type Candidate, findCandidates } from './candidates.ts';
import { DependencyPaths } from './dependency-path.ts';
import { Framer } from './frames.ts';
import { judge as judgeGate } from './gate.ts';
import { Holes } from './holes.ts';
import type { AuditInput } from './input.ts';
import { locate } from './location.ts';
import { Reach, type Time } from './reach.ts';
import type { Completeness, Component, Finding, Notice, Report, Verdict } from './report.ts';
import { REPORT_SCHEMA } from './report.ts';
import { Judge, type Judgement, worst } from './verdict.ts';

/** Why a locked package is not built, for people. */
const NOT_BUILT: Readonly<Record<BuildReason, string>> = {
  [BuildReason.linked]: 'it is linked',
  [BuildReason.buildOnly]: 'only build scripts and macros use it',
  [BuildReason.devOnly]: 'only tests, examples and benches depend on it',
  [BuildReason.featureOff]: 'it is optional and its feature is off',
  [BuildReason.cfgOff]: 'only other targets depend on it',
  [BuildReason.notSelected]: 'only packages that were not chosen depend on it',
  [BuildReason.unused]: 'nothing that is built depends on it',
};

/** What tells a finding from others across runs: used by baselines. Versions do not count, so that an update keeps it old. */
export function findingKey(finding: Pick<Finding, 'advisory' | 'package' | 'time' | 'kind'>): string {
  return [finding.kind, finding.advisory, finding.package, finding.time].join(' ');
}

/** Which packages the chosen build contains. */
export function buildOf(input: AuditInput): Build {
  const facts: BuildInput['packages'] = new Map([
    ...input.indexFacts,
    ...[...input.packages].map(([index, text]) => [index, packageFacts(text.manifest, text.paths)] as const),
  ]);
  return resolveBuild(
    { lock: input.lock, members: input.members, packages: facts, resolver: input.resolver },
    {
      selected: input.selected,
      targets: input.targets,
      host: input.host,
      features: input.features,
      allFeatures: input.allFeatures,
      noDefaultFeatures: input.noDefaultFeatures,
      dev: input.dev,
    },
  );
}

/** What is known before any source is read. */
export interface AuditPlan {
  readonly build: Build;
  readonly candidates: readonly Candidate[];
  /** Lock indexes of the packages whose source the verdicts need: all that are built, or none. */
  readonly sources: readonly number[];
}

export async function planAudit(input: AuditInput): Promise<AuditPlan> {
  input.progress?.('resolving the build');
  const build = buildOf(input);
  const candidates = await findCandidates(input);
  const judged = candidates.some((it) => build.packages[it.package]!.built && !it.otherPlatform);
  // Without the text of a single member there is nothing to start from, and no other text would help.
  const rooted = input.selected.some((index) => input.packages.has(index));
  const built = [...new Set(build.units.map((unit) => unit.package))].sort((a, b) => a - b);
  return { build, candidates, sources: judged && rooted ? built : [] };
}

/** Judges the candidates of a plan. By now the packages that it asked for can be read, or are listed as missing. */
export async function audit(input: AuditInput, plan: AuditPlan): Promise<Report> {
  const { build, candidates } = plan;
  const judged = new Judgements(input, build, plan.sources.length > 0);
  const paths = new DependencyPaths(input, build);
  const findings = candidates.flatMap((candidate) => judged.findings(candidate, paths)).sort(byPlace);
  const notices = [...input.notices, ...buildNotices(build), ...ignoreNotices(input, candidates)];
  return {
    schema: REPORT_SCHEMA,
    tool: input.tool,
    database: databaseOf(input),
    project: projectOf(input, build, judged.entries()),
    findings,
    components: components(input, build),
    notices,
    completeness: judged.completeness(),
    gate: judgeGate(findings, input.gate),
  };
}

function byPlace(a: Finding, b: Finding): number {
  const order = [
    [a.package, b.package],
    [a.version, b.version],
    [a.source, b.source],
    [a.advisory, b.advisory],
    // "build" before "run".
    [a.time, b.time],
  ] as const;
  for (const [x, y] of order) if (x !== y) return x < y ? -1 : 1;
  return 0;
}

class Judgements {
  readonly #input: AuditInput;
  readonly #build: Build;
  readonly #framer: Framer;
  readonly #holes: Holes;
  readonly #reaches: Reach[] = [];
  readonly #judges: Judge[] = [];

  constructor(input: AuditInput, build: Build, judged: boolean) {
    this.#input = input;
    this.#build = build;
    this.#framer = new Framer(input);
    this.#holes = new Holes(input, build);
    if (!judged) return;
    for (const target of input.targets) {
      const reach = new Reach(input, build, target);
      this.#reaches.push(reach);
      this.#judges.push(new Judge(input, reach, this.#framer, this.#holes));
    }
  }

  /** One finding at run time, and one at build time where build scripts or macros use the package. */
  findings(candidate: Candidate, paths: DependencyPaths): Finding[] {
    const status = this.#build.packages[candidate.package]!;
    const out: Finding[] = [];
    if (status.built && !candidate.otherPlatform && this.#isBuilt(candidate, 'build')) {
      out.push(this.#finding(candidate, 'build', this.#judge(candidate, 'build'), paths));
    }
    out.push(this.#finding(candidate, 'run', this.#runJudgement(candidate), paths));
    return out;
  }

  entries(): string[] {
    const roots =
      this.#reaches[0] === undefined ? [] : [...this.#reaches[0].roots('run'), ...this.#reaches[0].roots('build')];
    return [...new Set(roots.map((root) => `${root.kind} ${root.name}`))];
  }

  completeness(): Completeness {
    const explored = this.#reaches.flatMap((reach) => reach.completeness());
    const sum = (of: (c: GraphCompleteness) => number) => explored.reduce((total, c) => total + of(c), 0);
    const unknown = (c: GraphCompleteness, opaque: boolean) =>
      Object.entries(c.unknown).reduce((n, [code, count]) => n + (code.startsWith('opaque') === opaque ? count : 0), 0);
    const first = this.#reaches[0]?.program;
    return {
      crates: first === undefined ? 0 : first.world.crates.length,
      missingSources: this.#holes.packages.map((index) => {
        const { name, version } = this.#input.lock.packages[index]!;
        return { package: `${name}@${version}`, reason: this.#input.missing.get(index) ?? 'not found' };
      }),
      functions: sum((c) => c.functions),
      calls: sum((c) => c.instances),
      unresolvedCalls: sum((c) => unknown(c, false)),
      opaqueExpansions: sum((c) => unknown(c, true)),
      diagnostics: first?.diagnostics.length ?? 0,
      limits: [...new Set(explored.flatMap((c) => c.limits))],
      std: first?.std.label ?? '',
    };
  }

  #isBuilt(candidate: Candidate, time: Time): boolean {
    return this.#reaches.some((reach) => reach.isBuilt(candidate.package, time));
  }

  #judge(candidate: Candidate, time: Time): Judgement {
    return worst(this.#judges.map((judge) => judge.judge(candidate, time)))!;
  }

  #runJudgement(candidate: Candidate): Judgement {
    const status = this.#build.packages[candidate.package]!;
    const named = candidate.functions.map((fn) => ({ path: fn.path, origin: 'named' as const }));
    const out = (code: string, message: string): Judgement => ({
      verdict: 'not_built',
      functions: named,
      reasons: [{ code, message }],
      path: [],
    });
    if (candidate.otherPlatform)
      return out('other-platform', 'the advisory is about other operating systems or processors');
    if (!status.built) {
      // Without all manifests, what seems left out may be in.
      if (!status.known) return { ...out('build-unknown', 'manifests are missing'), verdict: 'unknown' };
      return out(status.reason, NOT_BUILT[status.reason]);
    }
    if (this.#reaches.length === 0)
      return { ...out('no-entry', 'there is no source to start from: only a lock file was given'), verdict: 'unknown' };
    if (!this.#isBuilt(candidate, 'run')) return out(BuildReason.buildOnly, NOT_BUILT[BuildReason.buildOnly]);
    return this.#judge(candidate, 'run');
  }

  #finding(candidate: Candidate, time: Time, judged: Judgement, paths: DependencyPaths): Finding {
    const { advisory } = candidate;
    const locked = this.#input.lock.packages[candidate.package]!;
    const source = locked.source?.text ?? '';
    const id = advisory?.id ?? YANKED_ID;
    const replacement = this.#input.yanked.get(candidate.package);
    const tierReason =
      candidate.tierReason === undefined ? [] : [{ code: 'other-source', message: candidate.tierReason }];
    const key = findingKey({ advisory: id, package: locked.name, time, kind: candidate.kind });
    const decision = findIgnore(
      this.#input.ignores,
      { id, aliases: advisory?.aliases ?? [] },
      { name: locked.name, version: locked.version, source: source === '' ? null : source },
      this.#input.now,
    );
    return {
      advisory: id,
      kind: candidate.kind,
      package: locked.name,
      version: locked.version,
      source,
      tier: candidate.tier,
      verdict: judged.verdict,
      time,
      functions: judged.functions,
      reasons: [...judged.reasons, ...tierReason],
      path: judged.path,
      title: advisory?.title ?? `${locked.name} ${locked.version} is yanked`,
      aliases: advisory?.aliases ?? [],
      url: advisory?.url ?? '',
      date: advisory?.date ?? '',
      severity: candidate.severity,
      score: candidate.score,
      cvss: advisory?.cvss ?? undefined,
      categories: advisory?.categories ?? [],
      patched: advisory === undefined ? (replacement === undefined ? [] : [`>=${replacement}`]) : advisory.patched,
      dependencyPath: paths.specs(candidate.package),
      location: locate(this.#input, paths, candidate.package, judged.path),
      ...(decision !== null && !decision.expired
        ? {
            ignored: {
              reason: decision.ignore.reason ?? '',
              from: decision.ignore.file,
              ...(decision.ignore.until === null ? {} : { until: decision.ignore.until }),
            },
          }
        : {}),
      ...(this.#input.baseline === undefined ? {} : { isNew: isNew(this.#input.baseline, key, judged.verdict) }),
    };
  }
}

/** New is what was not there, and what was there with a better verdict. */
function isNew(baseline: ReadonlyMap<string, Verdict | undefined>, key: string, verdict: Verdict): boolean {
  if (!baseline.has(key)) return true;
  const before = baseline.get(key);
  return before !== undefined && worst([{ verdict: before }, { verdict }])?.verdict !== before;
}

function databaseOf(input: AuditInput): Report['database'] {
  const { info } = input.database;
  const date = info.date ?? '';
  const age = date === '' ? 0 : Math.floor((Date.parse(input.now) - Date.parse(date)) / 86_400_000);
  return {
    commit: info.commit ?? '',
    date: date.slice(0, 10),
    advisories: info.advisories,
    origin: input.databaseOrigin,
    ageDays: Math.max(age, 0),
  };
}

function projectOf(input: AuditInput, build: Build, entries: readonly string[]): Report['project'] {
  const features = build.units
    .filter((unit) => unit.isRoot)
    .flatMap((unit) => [...unit.features].map((feature) => `${input.lock.packages[unit.package]!.name}/${feature}`));
  return {
    root: input.projectPurl,
    name: input.projectName,
    lock: input.lockPath,
    packages: input.lock.packages.length,
    built: build.packages.filter((status) => status.built).length,
    targets: input.targets,
    features: [...new Set(features)].sort(),
    entries,
  };
}

function components(input: AuditInput, build: Build): Component[] {
  return input.lock.packages.map((locked, index) => {
    const status = build.packages[index]!;
    return {
      name: locked.name,
      version: locked.version,
      source: locked.source?.text ?? '',
      checksum: locked.checksum,
      built: status.built,
      ...(status.built ? {} : { notBuilt: status.reason }),
      dependencies: locked.dependencies.map(
        (to) => `${input.lock.packages[to]!.name}@${input.lock.packages[to]!.version}`,
      ),
    };
  });
}

function buildNotices(build: Build): Notice[] {
  return build.diagnostics.map((it) => ({
    level: 'warning',
    code: it.code,
    message: it.message,
    ...(it.file === undefined ? {} : { file: it.file }),
    ...(it.line === undefined ? {} : { line: it.line }),
  }));
}

function ignoreNotices(input: AuditInput, candidates: readonly Candidate[]): Notice[] {
  const matched = candidates.map((candidate) => {
    const { name, version, source } = input.lock.packages[candidate.package]!;
    return {
      advisory: { id: candidate.advisory?.id ?? YANKED_ID, aliases: candidate.advisory?.aliases ?? [] },
      package: { name, version, source: source?.text ?? null },
    };
  });
  const review = reviewIgnores(input.ignores, matched, input.now);
  const notice =
    (code: string, what: string) =>
    (ignore: (typeof input.ignores)[number]): Notice => ({
      level: 'warning',
      code,
      message: `ignore of ${ignore.id}${ignore.crate === null ? '' : ` for ${ignore.crate}`} ${what}`,
      file: ignore.file,
      ...(ignore.line > 0 ? { line: ignore.line } : {}),
    });
  return [
    ...review.unused.map(notice('unused-ignore', 'matches nothing: remove it')),
    ...review.expired.map(notice('expired-ignore', 'has expired: its findings count again')),
  ];
}
