/** M3: a release after a long pause. Accounts that nobody watches are taken over; most who come back are honest. */
import type { Check } from '../../check.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { agesOf, DAY, earlierReleases, momentOf, publicationOf, releasesOf, spanText } from '../../history/history.ts';

export const DORMANCY: Check = {
  id: 'dormancy',
  version: 1,
  group: 'metadata',
  title: 'first release after a long pause',
  severity: 'note',
  evidence: ['metadata'],
  wrongWhen: 'a finished crate gets its yearly repair',
  run(context) {
    const earlier = earlierReleases(context);
    const last = earlier.flatMap((it) => it.time ?? []).at(-1);
    const time = publicationOf(context) ?? momentOf(context);
    if (last === undefined || time === undefined || time - last < agesOf(context).dormancyDays * DAY) return [];
    const own = releasesOf(context, context.subject.name).find((it) => it.num === context.subject.version);
    const had = new Set(earlier.flatMap((it) => [...it.needs]));
    const added = [...(own?.needs ?? [])].filter((name) => !had.has(name));
    const text = `the release before is ${spanText(time - last)} older`;
    const more =
      added.length === 0 ? [] : [`it brings dependencies that it never had: ${added.slice(0, 5).join(', ')}`];
    return [
      finding(
        this,
        added.length === 0 ? 'info' : 'note',
        'release after a long pause',
        evidence('metadata', text, ...more),
      ),
    ];
  },
};
