/**
 * M6: a first version that is high, or a jump. Whoever squats on the name of a company's internal crate chooses a version above all
 * that are used inside, so that resolvers which ask both registries prefer it.
 */

import { parseVersion } from '@lazaret/cargo';
import type { Check } from '../../check.ts';
import { evidence, finding } from '../../history/evidence.ts';
import { earlierReleases } from '../../history/history.ts';

/** First versions from here on are rare; those above the second are no accident. */
const HIGH = 9;
const VERY_HIGH = 90;
/** Majors that are left out at once. */
const JUMP = 8;
/** Versions that are years are a habit of some. */
const YEAR = (major: number): boolean => major >= 2000 && major < 2100;

export const VERSION_INFLATION: Check = {
  id: 'version-inflation',
  version: 1,
  group: 'metadata',
  title: 'first version very high, or a jump of versions',
  severity: 'review',
  evidence: ['metadata'],
  wrongWhen: 'a crate takes over the version of what it binds to, or of its workspace',
  run(context) {
    const { name, version } = context.subject;
    const major = Number(parseVersion(version).major);
    if (YEAR(major)) return [];
    // Without any list of versions nothing is known of which is the first.
    const listed = context.registry.versions(name) !== undefined || context.metadata !== undefined;
    const earlier = earlierReleases(context);
    if (earlier.length === 0) {
      if (!listed || major < HIGH) return [];
      const text = `${version} is the first version of ${name}`;
      return [
        finding(
          this,
          major >= VERY_HIGH ? 'review' : 'note',
          'a first version that is high',
          evidence('metadata', text),
        ),
      ];
    }
    const highest = Math.max(...earlier.map((it) => Number(it.semver.major)));
    if (major - highest < JUMP) return [];
    const text = `${version} comes after ${highest}.x`;
    return [finding(this, major >= VERY_HIGH ? 'review' : 'note', 'a jump of versions', evidence('metadata', text))];
  },
};
