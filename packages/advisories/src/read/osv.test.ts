import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdvisoryError, kindOf, parseOsv } from '../index.ts';

/** The shape of RustSec's export. */
const RECORD = {
  id: 'RUSTSEC-2024-0001',
  modified: '2024-05-06T12:00:00Z',
  published: '2024-01-02T12:00:00Z',
  withdrawn: null,
  aliases: ['CVE-2024-12345'],
  related: [],
  summary: 'Use after free in `Type::method`',
  details: 'Text.',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'crates.io', name: 'some-crate', purl: 'pkg:cargo/some-crate' },
      ecosystem_specific: { affects: { arch: [], os: ['windows'], functions: ['some_crate::Type::method'] } },
      database_specific: { categories: ['memory-corruption'], cvss: null, informational: 'unsound' },
      ranges: [
        {
          type: 'SEMVER',
          events: [{ introduced: '0.0.0-0' }, { fixed: '0.5.0' }, { introduced: '1.0.0' }, { fixed: '1.2.0' }],
        },
      ],
      versions: [],
    },
  ],
  references: [
    { type: 'PACKAGE', url: 'https://example.com/package' },
    { type: 'WEB', url: 'https://example.com/web' },
  ],
  database_specific: { license: 'CC0-1.0' },
};

const withEvents = (events: unknown[]): string =>
  JSON.stringify({ ...RECORD, affected: [{ ...RECORD.affected[0], ranges: [{ type: 'SEMVER', events }] }] });

function codeOf(text: string): string {
  try {
    parseOsv(text, 'a.json');
  } catch (error) {
    if (error instanceof AdvisoryError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('OSV records', () => {
  it("reads RustSec's export", () => {
    const [advisory, ...rest] = parseOsv(JSON.stringify(RECORD), 'a.json');
    expect(rest).toEqual([]);
    expect(advisory).toMatchObject({
      id: 'RUSTSEC-2024-0001',
      package: 'some-crate',
      date: '2024-01-02',
      informational: 'unsound',
      categories: ['memory-corruption'],
      cvss: RECORD.severity[0]!.score,
      withdrawn: null,
      os: ['windows'],
      functions: [{ path: 'some_crate::Type::method', requirements: null }],
      ranges: [
        { introduced: null, fixed: '0.5.0' },
        { introduced: '1.0.0', fixed: '1.2.0' },
      ],
      license: 'CC0-1.0',
      spelled: ['Type::method'],
    });
  });

  it('orders events, reads last_affected, and leaves an open range open', () => {
    const events = [{ introduced: '2.0.0' }, { last_affected: '1.2.3' }, { introduced: '0' }];
    expect(parseOsv(withEvents(events), 'a.json')[0]!.ranges).toEqual([
      { introduced: null, fixed: '1.2.4-0' },
      { introduced: '2.0.0', fixed: null },
    ]);
  });

  it('makes one advisory per package of crates.io and skips other ecosystems', () => {
    const affected = ['a', 'b'].map((name) => ({ package: { ecosystem: 'crates.io', name } }));
    const other = { package: { ecosystem: 'npm', name: 'c' } };
    const record = JSON.stringify({ ...RECORD, affected: [...affected, other] });
    expect(parseOsv(record, 'a.json').map((advisory) => advisory.package)).toEqual(['a', 'b']);
    expect(codeOf(JSON.stringify({ ...RECORD, affected: [other] }))).toBe('ecosystem');
  });

  it('takes records of malicious packages for what they are', () => {
    const record = {
      ...RECORD,
      id: 'MAL-2024-1',
      affected: [{ package: RECORD.affected[0]!.package, versions: ['0.1.0'] }],
    };
    const [advisory] = parseOsv(JSON.stringify(record), 'a.json');
    expect(kindOf(advisory!)).toBe('malicious');
    expect(advisory!.versions).toEqual(['0.1.0']);
  });

  it.each([
    ['{', 'json'],
    ['[]', 'json'],
    ['null', 'json'],
    ['{}', 'missing-field'],
    [JSON.stringify({ ...RECORD, id: 'a b' }), 'field-value'],
    [JSON.stringify({ ...RECORD, affected: {} }), 'field-type'],
    [JSON.stringify({ ...RECORD, published: 'soon' }), 'field-value'],
    [JSON.stringify(RECORD).replace('some_crate::Type::method', 'method'), 'function-path'],
    [withEvents([{ introduced: 'x' }]), 'requirement'],
    [withEvents([1]), 'field-type'],
  ])('refuses %#', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });

  it('is total', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.object().map((more) => JSON.stringify({ ...RECORD, ...more })),
        ),
        (text) => {
          codeOf(text);
        },
      ),
      { numRuns: 500 },
    );
  });
});
