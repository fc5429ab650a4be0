/**
 * R1, R4: advisories that are no malware: vulnerabilities of this version, unmaintained or unsound crates and yanked versions
 * among what it is built with. Not what a scan is about, so for the record; `lazaret audit` says what is reachable.
 */
import { FindingKind, isAffected, kindOf } from '@lazaret/advisories';
import { tryParseVersion } from '@lazaret/cargo';
import type { Check } from '../../check.ts';
import type { ScanContext } from '../../context.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { advisoriesOf, isMalware } from '../../history/known-bad.ts';

const SHOWN_MAX = 10;

export const ADVISORIES: Check = {
  id: 'advisories',
  version: 1,
  group: 'feed',
  title: 'has or depends on known vulnerabilities, unmaintained or yanked crates',
  severity: 'note',
  evidence: ['feed'],
  wrongWhen: 'the vulnerable function is not used',
  run(context) {
    const { name, version } = context.subject;
    const own = about(context, name, version);
    const below = (context.closure ?? []).flatMap((it) => [
      ...about(context, it.name, it.version),
      ...(isYanked(context, it.name, it.version)
        ? [{ vulnerable: false, text: `${it.name} ${it.version} is yanked` }]
        : []),
    ]);
    const texts = [...own, ...below].map((it) => it.text);
    if (texts.length === 0) return [];
    const more = texts.length > SHOWN_MAX ? [`and ${texts.length - SHOWN_MAX} more`] : [];
    const severity = own.some((it) => it.vulnerable) ? 'note' : 'info';
    const title = `${texts.length} known problems of it and its dependencies`;
    return [finding(this, severity, title, evidence('feed', ...texts.slice(0, SHOWN_MAX), ...more))];
  },
};

function about(context: ScanContext, name: string, version: string) {
  const parsed = tryParseVersion(version);
  if (parsed === undefined) return [];
  return advisoriesOf(context, name)
    .filter((it) => !isMalware(it) && isAffected(it, parsed))
    .map((it) => ({
      vulnerable: kindOf(it) === FindingKind.Vulnerability,
      text: `${name} ${version}: ${it.id} ${it.title} (${kindOf(it)})`,
    }));
}

function isYanked(context: ScanContext, name: string, version: string): boolean {
  return context.registry.versions(name)?.find((it) => it.version === version)?.yanked === true;
}
