import { matchesReq, parseVersion, parseVersionReq } from '@lazaret/cargo';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inRanges, parseRanges, rangesOfRequirements } from './ranges.ts';

const affected = (version: string, patched: string[], unaffected: string[] = []): boolean => {
  const ranges = rangesOfRequirements(unaffected, patched);
  if (typeof ranges === 'string') throw new Error(ranges);
  return inRanges(parseVersion(version), parseRanges(ranges));
};

describe('affected ranges', () => {
  // The upper bounds are those of the tests in rustsec's osv/unaffected_range.rs.
  it.each([
    ['^1.2.3', '1.2.3', '2.0.0-0'],
    ['^1.2', '1.2.0', '2.0.0-0'],
    ['^1', '1.0.0', '2.0.0-0'],
    ['^0.2.3', '0.2.3', '0.3.0-0'],
    ['^0.2', '0.2.0', '0.3.0-0'],
    ['^0.0.3', '0.0.3', '0.0.4-0'],
    ['^0.0', '0.0.0', '0.1.0-0'],
    ['^0', '0.0.0', '1.0.0-0'],
    ['~1.2.3', '1.2.3', '1.3.0-0'],
    ['~1.2', '1.2.0', '1.3.0-0'],
    ['~1', '1.0.0', '2.0.0-0'],
    ['=1.0', '1.0.0', '1.0.1-0'],
    ['1.2.3', '1.2.3', '2.0.0-0'],
  ])('patched %s fixes from %s and breaks again from %s', (requirement, fixed, introduced) => {
    expect(rangesOfRequirements([], [requirement])).toEqual([
      { introduced: null, fixed },
      { introduced, fixed: null },
    ]);
  });

  it('takes all versions where nothing is unaffected, none where everything is', () => {
    expect(rangesOfRequirements([], [])).toEqual([{ introduced: null, fixed: null }]);
    expect(rangesOfRequirements([], ['*'])).toEqual([]);
  });

  it('puts branches in order whatever the order they are written in', () => {
    expect(rangesOfRequirements(['< 0.5.0'], ['>= 2.0.1', '>= 1.4.2, < 2.0.0'])).toEqual([
      { introduced: '0.5.0', fixed: '1.4.2' },
      { introduced: '2.0.0', fixed: '2.0.1' },
    ]);
  });

  it('counts prereleases, unlike requirements', () => {
    expect(affected('1.2.0-rc.1', ['>= 1.2.0'])).toBe(true);
    expect(affected('1.3.0-rc.1', ['>= 1.2.0'])).toBe(false);
    expect(affected('2.0.0-alpha.1', ['^1.2.0'])).toBe(true);
    expect(affected('1.2.3-rc.1', ['> 1.2.3-rc'])).toBe(false);
    expect(affected('1.2.3-rc', ['> 1.2.3-rc'])).toBe(true);
  });

  it('orders by build metadata, as Rust does', () => {
    expect(affected('1.2.0+1', ['>= 1.2.0'])).toBe(false);
    expect(affected('18446744073709551615.0.0', ['>= 1.0.0'])).toBe(false);
  });

  it.each([
    [['>1.0.0, <1.5.0, <2.0.0'], 'two comparators'],
    [['>1.0.0, >=1.5.0'], 'lower bound'],
    [['<1.0.0, <=1.5.0'], 'upper bound'],
    [['^1.0.0, <1.5.0'], 'stand alone'],
    [['1.*'], 'may not use'],
    [['>2.0.0, <1.0.0'], 'before it starts'],
    [['>1.0.0, <1.0.0'], 'before it starts'],
    [['>=1.0.0', '<1.0.1'], 'overlap'],
    [['^1', '1.5.0'], 'overlap'],
    [['nonsense'], 'unexpected character'],
  ])('refuses %j as RustSec does', (patched, why) => {
    expect(rangesOfRequirements([], patched)).toContain(why);
  });

  it('lets ranges touch', () => {
    expect(rangesOfRequirements(['<1.0.0'], ['>=1.0.0'])).toEqual([{ introduced: '1.0.0', fixed: '1.0.0' }]);
    expect(affected('1.0.0', ['>=1.0.0'], ['<1.0.0'])).toBe(false);
  });

  it('agrees with requirements on releases', () => {
    const number = fc.nat(4);
    const version = fc.tuple(number, number, number).map((parts) => parts.join('.'));
    const requirement = fc.oneof(
      fc.tuple(fc.constantFrom('>=', '>', '<', '<=', '=', '^', '~', ''), version).map(([op, text]) => op + text),
      fc.tuple(version, version).map(([from, to]) => `>=${from}, <${to}`),
    );
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 3 }), version, (patched, text) => {
        const ranges = rangesOfRequirements([], patched);
        if (typeof ranges === 'string') return;
        const parsed = parseVersion(text);
        const fixed = patched.some((req) => matchesReq(parseVersionReq(req), parsed));
        expect(inRanges(parsed, parseRanges(ranges))).toBe(!fixed);
      }),
      { numRuns: 2000 },
    );
  });
});
