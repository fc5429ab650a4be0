import { expect, test } from 'vitest';
import { type Meter, Timings } from './timings.ts';

/** A clock that a test moves. */
function meter(): Meter & { at: number } {
  return {
    at: 0,
    now() {
      return this.at;
    },
    usage: () => ({ userCPUTime: 1_500_000, systemCPUTime: 500_000, maxRSS: 204_800 }),
  };
}

test('stages nest: the same stage within the same one is one row, and self leaves out what is within', () => {
  const clock = meter();
  const timings = new Timings(clock);
  timings.enter('follow calls');
  for (let i = 0; i < 2; i++) {
    timings.enter('infer bodies');
    clock.at += 1000;
    timings.leave();
  }
  clock.at += 500;
  timings.leave();
  clock.at += 250;
  const lines = timings.report().split('\n');
  expect(lines[1]).toMatch(/^ {2}follow calls +2\.50 +0\.50 +1$/);
  expect(lines[2]).toMatch(/^ {4}infer bodies +2\.00 +2\.00 +2$/);
  expect(lines[3]).toMatch(/^start and everything else +0\.25 +0\.25$/);
  expect(lines[4]).toBe('wall 2.75 s, processor 2.00 s, peak memory 200 MB');
});

test('a run that failed leaves stages open: they end with the report, and one leave too many does no harm', () => {
  const clock = meter();
  const timings = new Timings(clock);
  timings.leave();
  timings.enter('a');
  timings.enter('b');
  clock.at += 1000;
  expect(timings.report()).toMatch(/^ {2}a +1\.00 +0\.00 +1\n {4}b +1\.00 +1\.00 +1$/m);
});
