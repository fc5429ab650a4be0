import { describe, expect, it } from 'vitest';
import type { Evidence, Finding, Severity } from '../finding.ts';
import { DEFAULT_POLICY, exceptionFor, PolicyError, parsePolicy } from './policy.ts';
import { verdictOf } from './verdict.ts';

function finding(
  severity: Severity,
  group: Finding['group'],
  kinds: readonly Evidence['kind'][],
  decisive = false,
): Finding {
  const evidence = kinds.map((kind) => ({ kind, text: 'x' }));
  return { check: `a-${group}`, version: 1, severity, group, title: 'x', evidence, ...(decisive ? { decisive } : {}) };
}

describe('the verdict', () => {
  it('is clean without findings and with what is only for the record', () => {
    expect(verdictOf([])).toMatchObject({ level: 'clean', score: 0, parts: [] });
    expect(verdictOf([finding('info', 'build', ['code'])])).toMatchObject({ level: 'clean', score: 0 });
  });

  it('needs two independent kinds of evidence to hold, or a decisive one', () => {
    const code = finding('hold', 'build', ['code']);
    expect(verdictOf([code])).toMatchObject({ level: 'review', score: 80 });
    expect(verdictOf([code, finding('review', 'obfuscation', ['literal'])])).toMatchObject({
      level: 'hold',
      score: 88,
    });
    expect(verdictOf([finding('hold', 'build', ['code'], true)]).level).toBe('hold');
  });

  it('never holds for metadata and names alone', () => {
    const many = ['metadata', 'name', 'metadata', 'name'].map((group) =>
      finding('hold', group as Finding['group'], [group as Evidence['kind']]),
    );
    expect(verdictOf(many)).toMatchObject({ level: 'review', score: 70 });
  });

  it('traces every point to a check', () => {
    const { parts, score } = verdictOf([finding('note', 'name', ['name']), finding('review', 'diff', ['diff'])]);
    expect(parts).toEqual([
      { group: 'diff', points: 40, capped: false, checks: [{ check: 'a-diff', points: 40 }] },
      { group: 'name', points: 10, capped: false, checks: [{ check: 'a-name', points: 10 }] },
    ]);
    expect(score).toBe(46);
  });
});

describe('the policy', () => {
  it('reads thresholds, ages and exceptions', () => {
    const policy = parsePolicy(
      '[thresholds]\nhold = 90\n[ages]\nnew-dependency-hours = 24\n[[exception]]\ncheck = "a-build"\ncrate = "ring"\nversions = "0.17"\nreason = "why"\nuntil = "2027-01-01"\n',
      'p.toml',
    );
    expect(policy.thresholds).toEqual({ hold: 90, review: 40 });
    expect(policy.ages.newDependencyHours).toBe(24);
    const of = (version: string, now: string | undefined) =>
      exceptionFor(finding('hold', 'build', ['code']), { name: 'ring', version }, policy, now)?.reason;
    expect(of('0.17.2', '2026-12-31T00:00:00Z')).toBe('why');
    expect(of('0.17.2', '2027-01-02T00:00:00Z')).toBe(undefined);
    expect(of('0.17.2', undefined)).toBe(undefined);
    expect(of('0.18.0', '2026-12-31T00:00:00Z')).toBe(undefined);
  });

  it.each([
    ['[thresholds]\nhold = 900', 'hold is a number from 0 to 100'],
    ['[thresholds]\nhold = 10', 'thresholds.review is above'],
    ['[thresholds]\nhlod = 10', 'there is no setting thresholds.hlod; there are hold, review'],
    ['[[exception]]\ncheck = "x"', 'needs check and reason'],
    ['[[exception]]\ncheck = "x"\nreason = "y"\nuntil = "soon"', 'until is a date like'],
    ['[[exception]]\ncheck = "x"\nreason = "y"\nversions = "^^"', 'no version requirement'],
    ['exception = 1', 'a list of tables'],
    ['= 1', 'p.toml'],
  ])('says what is wrong: %s', (text, message) => {
    expect(() => parsePolicy(text, 'p.toml')).toThrow(PolicyError);
    expect(() => parsePolicy(text, 'p.toml')).toThrow(message);
  });

  it('starts from the default', () => {
    expect(parsePolicy('', 'p.toml')).toEqual(DEFAULT_POLICY);
  });
});
