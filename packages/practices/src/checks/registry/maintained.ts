/** Does anybody still work on it? Seen from releases: the registry knows no commits. */
import { daysBetween, type PracticeCheck, unknown } from '../../check.ts';

export const maintained: PracticeCheck = {
  name: 'Maintained',
  risk: 'high',
  short: 'Determines if the project is "actively maintained".',
  rule: '0 if an advisory calls it unmaintained or every version is yanked; else by the age of the newest release: 10 within a year, 7 within two, 4 within three, 1 beyond. Unknown where the index says no times. Scorecard counts commits and issues instead.',
  run: ({ versions, advisories, now }) => {
    if (advisories?.unmaintained !== undefined)
      return { score: 0, reason: `${advisories.unmaintained} calls it unmaintained` };
    if (versions === undefined) return unknown('the index is not at hand');
    const alive = versions.filter(({ yanked }) => !yanked);
    if (versions.length > 0 && alive.length === 0) return { score: 0, reason: 'every version is yanked' };
    const ages = alive.flatMap(({ pubtime }) => daysBetween(pubtime, now) ?? []);
    if (ages.length === 0) return unknown('the index says no times of publication');
    const days = Math.floor(Math.min(...ages));
    return {
      score: days <= 365 ? 10 : days <= 730 ? 7 : days <= 1095 ? 4 : 1,
      reason: `the newest release is ${days} days old`,
    };
  },
};
