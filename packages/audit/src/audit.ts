/**
 * The audit: lock file and manifests to what is built, advisories to candidates, candidates to verdicts. Source is only
 * looked at for candidates that are in the build.
 */
import { findIgnore, reviewIgnores, YANKED_ID } from '@lazaret/advisories';
import type { Build } from '@lazaret/cargo';
import type { Candidate } from './candidates.ts';
import { DependencyPaths } from './dependency-path.ts';
import { judge as judgeGate } from './gate.ts';
import type { AuditInput } from './input.ts';
import { type Judged, judgePlan } from './judgements.ts';
import { locate } from './location.ts';
import type { AuditPlan } from './plan.ts';
import type { Time } from './reach.ts';
import type { Component, Finding, Notice, Report, Verdict } from './report.ts';
import { REPORT_SCHEMA } from './report.ts';
import { type Judgement, worst } from './verdict.ts';

/** What tells a finding from others across runs: used by baselines. Versions do not count, so that an update keeps it old. */
export function findingKey(finding: Pick<Finding, 'advisory' | 'package' | 'time' | 'kind'>): string {
  return [finding.kind, finding.advisory, finding.package, finding.time].join(' ');
}

/** Judges the candidates of a plan. By now the packages that it asked for can be read, or are listed as missing. */
export function audit(input: AuditInput, plan: AuditPlan, judged: Judged = judgePlan(input, plan)): Report {
  const { build, candidates } = plan;
  const paths = new DependencyPaths(input, build);
  const findings = candidates
    .flatMap((candidate, at) => {
      const { run, build: atBuild } = judged.judgements[at]!;
      const found = [toFinding(input, candidate, 'run', run, paths)];
      if (atBuild !== undefined) found.push(toFinding(input, candidate, 'build', atBuild, paths));
      return found;
    })
    .sort(byPlace);
  const notices = [
    ...input.notices,
    ...buildNotices(build),
    ...stdNotices(input, judged.completeness.std),
    ...ignoreNotices(input, candidates),
  ];
  return {
    schema: REPORT_SCHEMA,
    tool: input.tool,
    database: databaseOf(input),
    project: projectOf(input, build, judged.entries),
    findings,
    components: components(input, build),
    notices,
    completeness: judged.completeness,
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

function toFinding(
  input: AuditInput,
  candidate: Candidate,
  time: Time,
  judged: Judgement,
  paths: DependencyPaths,
): Finding {
  const { advisory } = candidate;
  const locked = input.lock.packages[candidate.package]!;
  const source = locked.source?.text ?? '';
  const id = advisory?.id ?? YANKED_ID;
  const replacement = input.yanked.get(candidate.package);
  const tierReason =
    candidate.tierReason === undefined ? [] : [{ code: 'other-source', message: candidate.tierReason }];
  const key = findingKey({ advisory: id, package: locked.name, time, kind: candidate.kind });
  const decision = findIgnore(
    input.ignores,
    { id, aliases: advisory?.aliases ?? [] },
    { name: locked.name, version: locked.version, source: source === '' ? null : source },
    input.now,
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
    location: locate(input, paths, candidate.package, judged.path),
    ...(decision !== null && !decision.expired
      ? {
          ignored: {
            reason: decision.ignore.reason ?? '',
            from: decision.ignore.file,
            ...(decision.ignore.until === null ? {} : { until: decision.ignore.until }),
          },
        }
      : {}),
    ...(input.baseline === undefined ? {} : { isNew: isNew(input.baseline, key, judged.verdict) }),
  };
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

/** The standard library's facts are of one target; what only another one's std has is not known. */
function stdNotices(input: AuditInput, std: string): Notice[] {
  const known = std.split(' ').pop() ?? '';
  const others = input.targets.filter((target) => known !== '' && target !== known);
  if (others.length === 0) return [];
  const message = `the facts of the standard library are those of ${known}: what only the standard library of ${others.join(', ')} has is not known`;
  return [{ level: 'note', code: 'std-of-other-target', message }];
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
