/**
 * What came in with updated dependencies: each version that the baseline's lock file has otherwise is compared with the one
 * that was locked then, as `lazaret diff` does. Packages that were not there are scanned by their age and what they bring.
 */
import type { UpdatedPackage } from '@lazaret/audit';
import { DIFF_CHECKS, type ScanContext, scan, type VersionDiff, versionDiff } from '@lazaret/behaviour';
import { compareVersions, type LockPackage, type LockFile, parseVersion } from '@lazaret/cargo';
import { type CrateSupply, crateSupply, Session } from '@lazaret/sources';
import type { BuildFlags } from '../commands/options.ts';
import { UNIT_TITLE } from '../diff/words.ts';
import type { Io } from '../io.ts';
import { Scanner } from '../scan/scanner.ts';
import { readSettings } from '../scan/settings.ts';
import { silent, terminalProgress } from '../terminal/progress.ts';

/** Versions that are compared; an update of everything is not reviewed line by line. */
const UPDATES_MAX = 60;
/** Gains and pieces of evidence that a report carries of one update. */
const GAINS_MAX = 40;
const EVIDENCE_MAX = 6;

interface Update {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

export async function updatesOf(before: LockFile, now: LockFile, flags: BuildFlags, io: Io): Promise<UpdatedPackage[]> {
  const all = changedVersions(before, now);
  if (all.length === 0) return [];
  const progress = flags.quiet || io.stderr === undefined ? silent : terminalProgress(io.stderr);
  const offline = flags.offline === true || flags.frozen === true;
  const session = new Session({ directory: io.cwd, env: io.env, offline });
  try {
    const supply = crateSupply(undefined, session);
    const settings = await readSettings({}, true, io);
    const scanner = new Scanner(settings, supply, session, progress, io.stages);
    const out: UpdatedPackage[] = [];
    for (const [at, update] of all.entries()) {
      if (at >= UPDATES_MAX) out.push(notCompared(update, `only ${UPDATES_MAX} updates are compared`));
      else if (update.before === undefined) out.push(await added(supply, update));
      else out.push(await compared(scanner, update));
    }
    return out;
  } finally {
    progress.end();
    session.close();
  }
}

/** Packages of registries whose version was not locked before, each beside the version that it takes the place of. */
export function changedVersions(before: LockFile, now: LockFile): Update[] {
  const isRegistry = ({ source }: LockPackage) => source?.kind === 'registry';
  const old = new Map<string, string[]>();
  for (const it of before.packages.filter(isRegistry)) old.set(it.name, [...(old.get(it.name) ?? []), it.version]);
  const kept = new Set(now.packages.map(({ name, version }) => `${name} ${version}`));
  return now.packages.filter(isRegistry).flatMap(({ name, version }): Update[] => {
    const versions = old.get(name) ?? [];
    if (versions.includes(version)) return [];
    // Of several, the nearest one that is gone.
    const gone = versions.filter((it) => !kept.has(`${name} ${it}`));
    const sorted = (gone.length > 0 ? gone : versions).toSorted((a, b) =>
      compareVersions(parseVersion(a), parseVersion(b)),
    );
    const lower = sorted.filter((it) => compareVersions(parseVersion(it), parseVersion(version)) < 0);
    return [{ name, before: lower.at(-1) ?? sorted[0], after: version }];
  });
}

function notCompared({ name, before, after }: Update, problem: string): UpdatedPackage {
  return { package: name, ...(before === undefined ? {} : { before }), after, gained: [], findings: [], problem };
}

/** A package that was not there: there is nothing to compare with, but its age tells something. */
async function added(supply: CrateSupply, { name, after }: Update): Promise<UpdatedPackage> {
  const lines = await supply.versions(name).catch(() => undefined);
  const published = lines?.find((it) => it.version === after)?.pubtime;
  return { package: name, after, ...(published === undefined ? {} : { published }), gained: [], findings: [] };
}

async function compared(scanner: Scanner, update: Update): Promise<UpdatedPackage> {
  const { name, before, after } = update;
  let context: ScanContext;
  try {
    context = await scanner.compare(`${name}@${before}`, `${name}@${after}`);
  } catch (error) {
    return notCompared(update, error instanceof Error ? error.message : String(error));
  }
  const { findings, verdict } = scan(context, DIFF_CHECKS);
  const diff = versionDiff(context);
  return {
    package: name,
    before: before!,
    after,
    step: diff.step,
    ...(diff.after.published === undefined ? {} : { published: diff.after.published }),
    level: verdict.level,
    gained: gainsOf(diff).slice(0, GAINS_MAX),
    findings: findings.map(({ check, severity, title, evidence }) => ({
      check,
      severity,
      title,
      evidence: evidence.slice(0, EVIDENCE_MAX).map(({ text, file, line }) => ({
        text,
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
      })),
    })),
  };
}

type Gains = UpdatedPackage['gained'][number];

function gainsOf(diff: VersionDiff): Gains[] {
  return [...capabilities(diff), ...buildScript(diff), ...unsafety(diff), ...binaries(diff), ...dependencies(diff)];
}

function capabilities({ units }: VersionDiff): Gains[] {
  return units.flatMap(({ unit, change, gained }) =>
    gained
      .filter(({ whole }) => whole)
      .map(({ capability, direct, functions }): Gains => {
        const path = functions.items[0]?.path.map((step) => ({
          package: step.package,
          function: step.function,
          file: step.file,
          line: step.line,
        }));
        const text = `${UNIT_TITLE[unit]}${change === 'added' ? ' (new)' : ''}: ${capability}${direct ? '' : ' through a dependency'}`;
        return { kind: 'capability', text, ...(path === undefined ? {} : { path }) };
      }),
  );
}

function buildScript({ buildScript: { change, tokensAdded, after } }: VersionDiff): Gains[] {
  if (change === 'added') return [{ kind: 'build-script', text: `a build script (${after!.files.join(', ')})` }];
  if (change !== 'changed' || tokensAdded === 0) return [];
  return [{ kind: 'build-script', text: `${tokensAdded} tokens in the build script` }];
}

function unsafety({ unsafety: { counts, foreign, noLongerForbidden } }: VersionDiff): Gains[] {
  return [
    ...noLongerForbidden.map((path): Gains => ({ kind: 'unsafe', text: `${path} no longer forbids unsafe code` })),
    ...counts
      .filter(({ before, after }) => after > before)
      .map(({ what, before, after }): Gains => ({ kind: 'unsafe', text: `${after - before} unsafe ${what}` })),
    ...foreign.items
      .filter(({ change }) => change === 'gained')
      .map(({ what, name, file, line }): Gains => ({ kind: 'foreign', text: `${what} ${name} (${file}:${line})` })),
  ];
}

function binaries({ files }: VersionDiff): Gains[] {
  return files.binaries
    .filter(({ change }) => change !== 'removed')
    .map(({ path, after }): Gains => ({ kind: 'binary', text: `${path}, ${after?.bytes ?? 0} bytes` }));
}

const HOUR = 3600;
const DAY = 24 * HOUR;

function dependencies({ dependencies: changes }: VersionDiff): Gains[] {
  return changes
    .filter(({ change, kind }) => change === 'added' && kind !== 'dev')
    .map(({ name, kind, chosenAfter, ageSeconds }): Gains => {
      const version = chosenAfter === undefined ? '' : ` ${chosenAfter.version}`;
      const age =
        ageSeconds === undefined
          ? 'of unknown age'
          : ageSeconds < 2 * DAY
            ? `${Math.floor(ageSeconds / HOUR)} hours old`
            : `${Math.floor(ageSeconds / DAY)} days old`;
      const runs = [chosenAfter?.buildScript ? 'a build script' : '', chosenAfter?.procMacro ? 'macros' : ''].filter(
        (it) => it !== '',
      );
      const brings = runs.length === 0 ? '' : `, brings ${runs.join(' and ')}`;
      return {
        kind: 'dependency',
        text: `${kind === 'build' ? 'build-dependency' : 'dependency'} ${name}${version}, ${age}${brings}`,
      };
    });
}
