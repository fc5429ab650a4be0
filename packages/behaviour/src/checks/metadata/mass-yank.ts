/**
 * M4: earlier versions yanked around a new release. Whoever took a crate over yanks the good versions so that everybody
 * has to take the bad one. Maintainers do the same when what they published was broken, so this asks and never decides.
 */
import type { Check } from '../../check.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { agesOf, earlierReleases, HOUR, momentOf, publicationOf, spanText } from '../../history/history.ts';

/** So many at a time are no single mistake. */
const MANY = 3;

export const MASS_YANK: Check = {
  id: 'mass-yank',
  version: 1,
  group: 'metadata',
  title: 'earlier versions yanked around this release',
  severity: 'review',
  evidence: ['metadata'],
  wrongWhen: 'a maintainer yanks a series of broken versions and publishes the repaired one',
  run(context) {
    const time = publicationOf(context) ?? momentOf(context);
    const earlier = earlierReleases(context);
    const yanked = earlier.filter((it) => it.yanked);
    if (time === undefined || yanked.length < MANY) return [];
    const within = agesOf(context).newDependencyHours * HOUR;
    const around = yanked.filter((it) => it.yankedAt !== undefined && Math.abs(it.yankedAt - time) <= within);
    const left = earlier.filter((it) => !it.yanked);
    if (around.length >= MANY) {
      const newest = around.at(-1)!;
      const when = newest.yankedAt! <= time ? 'before' : 'after';
      const texts = [
        `${around.length} earlier versions (${listed(around.map((it) => it.num))}) were yanked, the last ${spanText(newest.yankedAt! - time)} ${when} this release`,
        left.length === 0 ? 'no earlier version is left' : `${left.length} earlier versions are left`,
      ];
      return [finding(this, 'review', 'earlier versions yanked around this release', evidence('metadata', ...texts))];
    }
    // The index says that they are yanked, not when.
    if (left.length > 0 || yanked.some((it) => it.yankedAt !== undefined)) return [];
    const text = `all ${yanked.length} earlier versions are yanked; when is not known`;
    return [finding(this, 'note', 'no earlier version is left', evidence('metadata', text))];
  },
};

function listed(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 4).join(', ')} … ${names.at(-1)}`;
}
