/**
 * The other half of the evaluation: inert imitations of what incidents did, as they are and mutated. What is counted is
 * "signal recall": whether a version that does such a thing is held or put to review, and whether the checks that should say
 * so do. It says nothing of how much real malware would be found.
 */
import {
  ALL_CHECKS,
  analysePackage,
  type Finding,
  type Level,
  type RegistryView,
  scan,
  withClosure,
} from '../../packages/behaviour/src/index.ts';
import { context, inputOf, lineOf } from '../../packages/behaviour/test/crate.ts';
import { otherTargetsOf } from '../../packages/cli/src/scan/other-targets.ts';
import { ArchiveError } from '../../packages/cargo/src/index.ts';
import type { Fixture, Scene } from './fixtures/fixture.ts';
import { FIXTURES } from './fixtures/index.ts';
import { payloadPackage } from './fixtures/packages.ts';
import { MUTATIONS } from './mutations.ts';
import { rateCells, table } from './statistics.ts';

export interface PositiveResult {
  readonly fixture: Fixture;
  /** Undefined for the fixture as it is. */
  readonly mutation: string | undefined;
  /** `rejected`: the archive is not even read. */
  readonly level: Level | 'rejected' | 'failed';
  readonly fired: readonly string[];
  /** Signals that should have fired and did not. */
  readonly absent: readonly string[];
  /** Signals that should not have fired and did. */
  readonly wrong: readonly string[];
  readonly problem?: string;
}

/** A rule author looks at every other fixture and mutation; figures of the rest are those that count. */
export function heldOut(result: Pick<PositiveResult, 'fixture' | 'mutation'>): boolean {
  const at = FIXTURES.indexOf(result.fixture) + 1 + MUTATIONS.findIndex((it) => it.id === result.mutation);
  return at % 2 === 1;
}

function judge(make: () => Scene) {
  const { subject, previous, dependencies = [], corpus, metadata } = make();
  const all = [subject, ...(previous === undefined ? [] : [previous]), ...dependencies];
  const registry: RegistryView = {
    versions: (name) => {
      const lines = all.filter((it) => it.name === name).map((it) => withTime(lineOf(it), metadata, name));
      return lines.length === 0 ? undefined : lines;
    },
    package: (name, version) => all.find((it) => it.name === name && it.version === version),
  };
  // What nobody vouches for is looked at as the subject is, and so is code for other targets, as a scan does.
  const input = inputOf(subject, dependencies, true);
  const otherTargets = new Map(
    otherTargetsOf(subject, input.target).map((target) => [target, analysePackage({ ...input, target })]),
  );
  const alone = context(subject, {
    dependencies,
    watch: true,
    otherTargets,
    registry,
    metadata,
    ...(previous === undefined ? {} : { previous }),
    ...(corpus === undefined ? {} : { corpus: { packages: corpus } }),
    now: metadata?.now,
  });
  return scan(withClosure(alone, input, ALL_CHECKS), ALL_CHECKS);
}

function withTime(line: ReturnType<typeof lineOf>, metadata: Scene['metadata'], name: string) {
  const known = metadata?.crates[name]?.versions.find((it) => it.num === line.version);
  return { ...line, pubtime: known?.pubtime, yanked: known?.yanked ?? false };
}

const says = (findings: readonly Finding[], signal: string) =>
  findings.some((it) => it.check === signal || (it.group === signal && it.severity !== 'info'));

export function judgeFixture(fixture: Fixture, mutation: string | undefined, make: () => Scene): PositiveResult {
  const none = { fixture, mutation, fired: [], absent: [], wrong: [] };
  try {
    const { findings, verdict } = judge(make);
    return {
      fixture,
      mutation,
      level: verdict.level,
      fired: [...new Set(findings.filter((it) => it.severity !== 'info').map((it) => it.check))],
      absent: fixture.signals.filter((signal) => !says(findings, signal)),
      // Code that was moved elsewhere may be found elsewhere.
      wrong: mutation === undefined ? fixture.silent.filter((signal) => says(findings, signal)) : [],
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    if (error instanceof ArchiveError) return { ...none, level: 'rejected', problem };
    return { ...none, level: 'failed', absent: fixture.signals, problem };
  }
}

/** The fixture as it is and, where asked, each mutation that changes something. */
export function judgeAll(fixtures: readonly Fixture[], mutations = MUTATIONS): readonly PositiveResult[] {
  return fixtures.flatMap((fixture) => {
    const { payload, scene } = fixture;
    if (payload === undefined) return scene === undefined ? [] : [judgeFixture(fixture, undefined, scene)];
    const plain = judgeFixture(fixture, undefined, () => ({ subject: payloadPackage(payload) }));
    const mutated = mutations.flatMap((mutation) => {
      const made = mutation.apply(payload);
      return made === undefined ? [] : [judgeFixture(fixture, mutation.id, () => made)];
    });
    return [plain, ...mutated];
  });
}

/** Held, put to review, or not accepted at all. */
export function isAlarm({ level }: PositiveResult): boolean {
  return level === 'hold' || level === 'review' || level === 'rejected';
}

/** Markdown of what was found. */
export function positivesReport(results: readonly PositiveResult[]): string {
  const plain = results.filter((it) => it.mutation === undefined);
  const mutated = results.filter((it) => it.mutation !== undefined);
  const row = (label: string, some: readonly PositiveResult[]) => [
    label,
    ...rateCells({ hits: some.filter(isAlarm).length, of: some.length }),
    `${some.filter((it) => it.level === 'hold' || it.level === 'rejected').length}`,
  ];
  const missed = results.filter((it) => !isAlarm(it));
  const wrong = plain.filter((it) => it.wrong.length > 0);
  return [
    table(
      ['fixtures', 'held or review', 'signal recall', '95 %', 'held'],
      [
        row('as they are', plain),
        row('mutated', mutated),
        row('as they are, held-out half', plain.filter(heldOut)),
        row('mutated, held-out half', mutated.filter(heldOut)),
      ],
    ),
    'By technique:',
    table(['fixture', 'technique', 'as it is', 'checks', 'mutated', 'signals absent'], techniqueRows(results)),
    'By mutation:',
    table(
      ['mutation', 'held or review', 'signal recall', '95 %', 'held', 'what it does'],
      MUTATIONS.map((it) => [
        ...row(
          it.id,
          mutated.filter(({ mutation }) => mutation === it.id),
        ),
        it.about,
      ]),
    ),
    missed.length === 0 ? 'Nothing was missed.' : 'Missed:',
    ...(missed.length === 0 ? [] : [missedList(missed)]),
    ...(wrong.length === 0
      ? []
      : [
          `Signals that should not fire: ${wrong.map((it) => `${it.fixture.id} (${it.wrong.join(', ')})`).join('; ')}.`,
        ]),
  ].join('\n\n');
}

function techniqueRows(results: readonly PositiveResult[]): readonly (readonly string[])[] {
  return FIXTURES.flatMap((fixture) => {
    const own = results.filter((it) => it.fixture === fixture);
    const plain = own.find((it) => it.mutation === undefined);
    if (plain === undefined) return [];
    const mutated = own.filter((it) => it.mutation !== undefined);
    const hits = mutated.filter(isAlarm).length;
    return [
      [
        fixture.id,
        fixture.technique,
        plain.level,
        plain.fired.join(', '),
        mutated.length === 0 ? '–' : `${hits} of ${mutated.length}`,
        plain.absent.join(', '),
      ],
    ];
  });
}

function missedList(missed: readonly PositiveResult[]): string {
  const by = Map.groupBy(missed, (it) => it.fixture.id);
  return [...by]
    .map(([id, some]) => `- ${id}: ${some.map((it) => `${it.mutation ?? 'as it is'} (${it.level})`).join(', ')}`)
    .join('\n');
}
