/**
 * D3: a dependency that no earlier release had, and that hardly anybody knows: first seen hours ago, or with next to no
 * downloads, by other owners. What takeovers bring when they leave the source alone. From dates and owners only, so it asks
 * and never decides; `dependency-build-code` and `dependency-verdict` look at what the dependency does.
 */

import { canonicalCrateName } from '@lazaret/cargo';
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import type { Finding, Severity } from '../../finding.ts';
import { hasPast } from '../../history/added.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { metadataOf, ownersOf, releasesOf, spanText } from '../../history/history.ts';
import { pathText, type Suspect, suspects, UNPOPULAR_DOWNLOADS } from '../../history/suspects.ts';

export const NEW_DEPENDENCY: Check = {
  id: 'new-dependency',
  version: 1,
  group: 'dependency',
  title: 'a dependency that it never had, young or unknown',
  severity: 'review',
  evidence: ['metadata'],
  wrongWhen: "a project splits off a part of itself under another account, or takes up a friend's new crate",
  run(context) {
    return suspects(context).flatMap((it) => judged(context, it, this) ?? []);
  },
};

function judged(context: ScanContext, suspect: Suspect, check: Check): Finding | undefined {
  const { package: it, age, hoursOld, added, shared } = suspect;
  const downloads = metadataOf(context, it.name)?.downloads;
  const unpopular = downloads !== undefined && downloads < UNPOPULAR_DOWNLOADS;
  if (!hoursOld && !(added && unpopular)) return undefined;
  const texts = [pathText(context, it)];
  if (hoursOld) texts.push(`${it.name} was first seen ${spanText(age!)} before`);
  if (added) texts.push(`no earlier release of ${context.subject.name} needed it`);
  if (unpopular) texts.push(`it has ${downloads} downloads`);
  if (shared === false) texts.push('they have no owner in common');
  if (shared === true) texts.push('they have an owner in common');
  if (neverWithOwner(context, it.name)) texts.push('no other crate of these owners needs it');
  const severity = severityOf(context, suspect);
  return finding(
    check,
    severity,
    `the dependency ${it.name} is ${hoursOld ? `${spanText(age!)} old` : 'hardly used'}`,
    evidence('metadata', ...texts),
  );
}

function severityOf(context: ScanContext, { package: it, hoursOld, added, shared }: Suspect): Severity {
  if (shared === true) return 'info';
  if (!hoursOld || !hasPast(context)) return 'note';
  if (!added) return 'note';
  // Where owners are not known: a part of the same project says so, which anybody can claim; then it is a word only.
  return shared === undefined && sameRepository(context, it.name, it.version) ? 'note' : 'review';
}

function sameRepository(context: ScanContext, name: string, version: string): boolean {
  const own = context.subject.manifest.package?.repository;
  return own !== undefined && context.registry.package(name, version)?.manifest.package?.repository === own;
}

/** Other crates of the subject's owners are known, and none of them needs it. */
function neverWithOwner(context: ScanContext, name: string): boolean {
  const owners = ownersOf(context, context.subject.name);
  if (owners === undefined) return false;
  const others = Object.keys(context.metadata?.crates ?? {}).filter(
    (it) =>
      it !== context.subject.name && it !== name && [...(ownersOf(context, it) ?? [])].some((own) => owners.has(own)),
  );
  const canonical = canonicalCrateName(name);
  return others.length > 0 && !others.some((it) => releasesOf(context, it).some((one) => one.needs.has(canonical)));
}
