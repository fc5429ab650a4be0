/**
 * R3: a crate that depends on a bad crate is bad. Dependencies that are new to it, young, hardly used or unknown are scanned
 * by themselves; one that would be held holds this version too, and one that a person should look at asks for it here.
 */
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Finding } from '../../finding.ts';
import { evidence } from '../../history/evidence.ts';
import { pathText, type Suspect, suspects } from '../../history/suspects.ts';
import { inPackage } from './dependency-build-code.ts';

/** Findings of the dependency that are shown. */
const SHOWN_MAX = 3;

export const DEPENDENCY_VERDICT: Check = {
  id: 'dependency-verdict',
  version: 1,
  group: 'dependency',
  title: 'a dependency would be held, or put to review, by itself',
  severity: 'hold',
  evidence: ['dependency', 'code', 'literal'],
  wrongWhen: 'the finding in the dependency is wrong',
  run(context) {
    return suspects(context).flatMap((it) => judged(context, it) ?? []);
  },
};

function judged(context: ScanContext, suspect: Suspect): Finding | undefined {
  const { package: it, added, age, young } = suspect;
  const scanned = context.scanOf?.(it.name, it.version);
  if (scanned === undefined) return undefined;
  const { level, because } = scanned.verdict;
  const held = level === 'hold';
  const grave = scanned.findings.filter((one) => one.severity === 'hold' || one.severity === 'review');
  // What a person should look at in an old crate, others have looked at; of unknown age one thing is too little.
  const asks =
    level === 'review' &&
    (young || added) &&
    (age === undefined ? new Set(grave.map((one) => one.check)).size > 1 : young);
  if (!held && !asks) return undefined;
  const { id, version, group } = DEPENDENCY_VERDICT;
  return {
    check: id,
    version,
    group,
    severity: held ? 'hold' : 'review',
    title: `the dependency ${it.name} ${it.version} ${held ? 'is to be held' : 'is to be reviewed'}: ${grave[0]?.title ?? because}`,
    evidence: [
      ...evidence('dependency', pathText(context, it), `${it.name} ${it.version} by itself: ${level}, ${because}`),
      ...grave
        .slice(0, SHOWN_MAX)
        .flatMap((one) =>
          one.evidence.slice(0, 2).map((that) => inPackage(that, it.name, it.version, `${one.check}: `)),
        )
        // What does not decide is one witness, however it was found.
        .map((one) => (held ? one : { ...one, kind: 'dependency' as const })),
    ],
    ...(held ? { decisive: true } : {}),
  };
}
