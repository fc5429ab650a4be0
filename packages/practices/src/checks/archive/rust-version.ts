/** A stated minimum version of Rust is a promise that updates can be planned by. */
import type { PracticeCheck } from '../../check.ts';

export const rustVersion: PracticeCheck = {
  name: 'Rust-Version',
  risk: 'low',
  short: 'Determines if the minimum supported Rust version is stated.',
  rule: '10 if `rust-version` is set, 5 if an edition of 2021 or later implies one, else 0.',
  run: ({ manifest }) => {
    const { rustVersion: stated, edition } = manifest.package ?? {};
    if (stated !== undefined) return { score: 10, reason: `rust-version is ${stated}` };
    if (Number(edition) >= 2021) return { score: 5, reason: `only the edition (${edition}) implies one` };
    return { score: 0, reason: 'rust-version is not set' };
  },
};
