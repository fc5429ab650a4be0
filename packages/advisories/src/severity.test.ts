import { describe, expect, it } from 'vitest';
import { compareSeverity, meetsSeverity, Severity, scoreVector, severityOf, severityOfScore } from './severity.ts';

describe('severity', () => {
  // Scores of FIRST's own calculators.
  it.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8, 'critical'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', 7.5, 'high'],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N', 5.3, 'medium'],
    ['CVSS:3.1/AV:L/AC:H/PR:L/UI:R/S:U/C:N/I:N/A:L', 2.2, 'low'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0, 'none'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3, 'critical'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N', 6.9, 'medium'],
  ])('scores %s', async (vector, score, severity) => {
    expect(await scoreVector(vector)).toMatchObject({ score, severity });
  });

  it.each([
    '',
    'CVSS:3.1',
    'CVSS:3.1/AV:N/AC:L',
    'CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'CVSS:9.9/AV:N',
    `CVSS:3.1${'/AV:N'.repeat(100)}`,
    'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  ])('has no score for %j', async (vector) => {
    expect(await scoreVector(vector)).toBeNull();
  });

  it('has bands, an order and a gate that the unknown passes', async () => {
    expect([0, 0.1, 3.9, 4, 6.9, 7, 8.9, 9, 10].map(severityOfScore)).toEqual(
      'none low low medium medium high high critical critical'.split(' '),
    );
    expect(compareSeverity(Severity.High, Severity.Low)).toBeGreaterThan(0);
    expect(meetsSeverity(Severity.Medium, Severity.High)).toBe(false);
    expect(meetsSeverity(Severity.High, Severity.High)).toBe(true);
    expect(meetsSeverity(null, Severity.Critical)).toBe(true);
    expect(await severityOf({ cvss: null })).toBeNull();
  });
});
