/**
 * The decisive combination: a first-ever dependency that is hours old and whose code runs while building (build script,
 * procedural macro, or a library below one) with network, or with programs that are no part of a toolchain. Nobody has had
 * the time to read it, and everybody who updates runs it.
 */
import type { Check } from '../../check.ts';
import type { CodeUnit } from '../../code.ts';
import type { ClosurePackage, DependencyScan, ScanContext } from '../../context.ts';
import type { Evidence, Finding } from '../../finding.ts';
import { hasPast } from '../../history/added.ts';
import { evidence } from '../../history/evidence.ts';
import { spanText } from '../../history/history.ts';
import { pathText, type Suspect, suspects } from '../../history/suspects.ts';
import { judgeCommand } from '../command-use.ts';
import { evidenceOf, isBuildTime, shownCommand, UNIT_WORD } from '../evidence.ts';
import { networkUse } from '../network-use.ts';

const EVIDENCE_MAX = 6;

export const DEPENDENCY_BUILD_CODE: Check = {
  id: 'dependency-build-code',
  version: 1,
  group: 'dependency',
  title: 'a dependency that is hours old runs at build time with network or programs',
  severity: 'hold',
  evidence: ['metadata', 'dependency', 'code'],
  wrongWhen: 'a project splits off the part that downloads its library, under another account',
  run(context) {
    return suspects(context)
      .filter((it) => it.hoursOld && it.shared !== true)
      .flatMap((it) => judged(context, it) ?? []);
  },
};

function judged(context: ScanContext, suspect: Suspect): Finding | undefined {
  const { package: it, age, shared } = suspect;
  const scanned = context.scanOf?.(it.name, it.version);
  if (scanned === undefined) return undefined;
  const acts = buildActs(scanned, it);
  if (acts.length === 0) return undefined;
  // Of a first version by unknown owners, the dependency may be its author's own.
  const decisive = hasPast(context) || shared === false;
  const texts = [`${it.name} was first seen ${spanText(age!)} before`];
  if (shared === false) texts.push('they have no owner in common');
  const { id, version, group } = DEPENDENCY_BUILD_CODE;
  return {
    check: id,
    version,
    group,
    severity: decisive ? 'hold' : 'review',
    title: `${it.name}, ${spanText(age!)} old, ${acts[0]!.text} while building`,
    evidence: [
      ...evidence('dependency', pathText(context, it)),
      ...evidence('metadata', ...texts),
      ...acts.slice(0, EVIDENCE_MAX),
    ],
    ...(decisive ? { decisive } : {}),
  };
}

/** Network and odd programs in what runs while building. */
function buildActs({ code, subject }: DependencyScan, { atBuild, name, version }: ClosurePackage): Evidence[] {
  return code.units.flatMap((unit) => {
    if (!isBuildTime(unit) && !(unit.unit === 'lib' && atBuild)) return [];
    const acts = [...networkUse(code, unit), ...commands(unit, subject.files)];
    return acts.map((it) => inPackage(it, name, version, `its ${UNIT_WORD[unit.unit]} `));
  });
}

function commands(unit: CodeUnit, files: ReadonlyMap<string, Uint8Array>): Evidence[] {
  return unit.actions.flatMap((action) => {
    if (action.kind !== 'command') return [];
    const { severity } = judgeCommand(action, files);
    if (severity !== 'review' && severity !== 'hold') return [];
    const texts = [...action.program, ...action.args.flat()];
    return [evidenceOf(unit, action, `runs \`${shownCommand(action)}\``, texts)];
  });
}

/** Evidence in another package: its file is named with the package. */
export function inPackage(it: Evidence, name: string, version: string, before = ''): Evidence {
  const file = it.file === undefined ? {} : { file: `${name}-${version}/${it.file}` };
  return { ...it, ...file, text: `${before}${it.text}` };
}
