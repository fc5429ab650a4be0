/** Unsafe counters: every text is counted or refused with a place; the sets agree where their rules do. */
import { unsafeReport } from '@lazaret/analyzer';
import { ensure, type Target } from '../target.ts';

export const target: Target = {
  seconds: 60,
  check: (text) => {
    const report = () => unsafeReport({ name: 'fuzzed', version: '0.0.0' }, [['lib.rs', Buffer.from(text)]]);
    const made = report();
    ensure(JSON.stringify(made) === JSON.stringify(report()), 'another report the second time');
    const [file] = made.files;
    if (file === undefined || !file.parses) return;
    const sum = (set: 'geiger' | 'repaired' | 'strict', tests: 'withTests' | 'withoutTests'): number => {
      const [safe, unsafe] = file[set][tests].exprs;
      return safe + unsafe;
    };
    for (const tests of ['withTests', 'withoutTests'] as const) {
      ensure(sum('geiger', tests) === sum('repaired', tests), 'geiger counts other expressions than when repaired');
      ensure(sum('geiger', tests) === sum('strict', tests), 'geiger counts other expressions than strict');
    }
    ensure(sum('strict', 'withoutTests') <= sum('strict', 'withTests'), 'more without tests');
    ensure(file.geiger.withTests.exprs[1] >= file.repaired.withTests.exprs[1], 'an open scope has less unsafe code');
  },
};
