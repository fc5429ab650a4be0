import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdvisoryError } from './error.ts';
import {
  findIgnore,
  type Ignore,
  readAuditToml,
  readDenyToml,
  readOsvScannerToml,
  reviewIgnores,
  YANKED_ID,
} from './ignores.ts';

const advisory = { id: 'RUSTSEC-2024-0001', aliases: ['CVE-2024-1'] };
const yanked = { id: YANKED_ID, aliases: [] };
const pkg = { name: 'a-x', version: '1.0.0', source: null };
const ignore = (more: Partial<Ignore>): Ignore => ({
  id: 'RUSTSEC-2024-0001',
  crate: null,
  version: null,
  reason: null,
  until: null,
  justification: null,
  file: 'f',
  line: 1,
  ...more,
});

describe('ignores', () => {
  it('cover an id or alias, for one crate or version if they say so', () => {
    const covers = (more: Partial<Ignore>): boolean => findIgnore([ignore(more)], advisory, pkg, '2024-01-01') !== null;
    expect(covers({})).toBe(true);
    expect(covers({ id: 'cve-2024-1' })).toBe(true);
    expect(covers({ id: 'CVE-2024-2' })).toBe(false);
    expect(covers({ crate: 'a_x' })).toBe(true);
    expect(covers({ crate: 'b' })).toBe(false);
    expect(covers({ version: '1.0.0' })).toBe(true);
    expect(covers({ version: '1.0.1' })).toBe(false);
    expect(covers({ version: '<2' })).toBe(true);
    expect(covers({ version: '>=2' })).toBe(false);
    expect(covers({ version: '>=' })).toBe(false);
  });

  it('hold through their last day and then no more', () => {
    const list = [ignore({ until: '2024-02-01' })];
    expect(findIgnore(list, advisory, pkg, '2024-02-01')?.expired).toBe(false);
    expect(findIgnore(list, advisory, pkg, '2024-02-02T00:00:00Z')?.expired).toBe(true);
    const renewed = [...list, ignore({ until: '2024-03-01' })];
    expect(findIgnore(renewed, advisory, pkg, '2024-02-02')).toEqual({ ignore: renewed[1], expired: false });
  });

  it('are reported where nothing needed them or they have run out', () => {
    const list = [ignore({}), ignore({ id: 'X-1' }), ignore({ until: '2023-01-01' })];
    const review = reviewIgnores(list, [{ advisory, package: pkg }], '2024-01-01');
    expect(review).toEqual({ unused: [list[1]], expired: [list[2]] });
  });

  it("reads cargo-audit's list", () => {
    const text =
      '# c\n[advisories]\nignore = [\n  "RUSTSEC-2024-0001",\n  "RUSTSEC-2024-0002",\n]\n[output]\nformat = "json"\n';
    expect(readAuditToml(text, '.cargo/audit.toml').map(({ id, file, line }) => `${id} ${file}:${line}`)).toEqual([
      'RUSTSEC-2024-0001 .cargo/audit.toml:4',
      'RUSTSEC-2024-0002 .cargo/audit.toml:5',
    ]);
    expect(readAuditToml('', 'f')).toEqual([]);
  });

  it("reads cargo-deny's list; package specs ignore yanked versions only", () => {
    const text = `[advisories]
ignore = ["RUSTSEC-2024-0001", { id = "GHSA-aaaa-bbbb-cccc", reason = "r" }, "a-x@1.0.0", { crate = "b:<=0.1", reason = "s" }]
`;
    expect(readDenyToml(text, 'deny.toml')).toEqual([
      ignore({ file: 'deny.toml', line: 2 }),
      ignore({ id: 'GHSA-aaaa-bbbb-cccc', reason: 'r', file: 'deny.toml', line: 2 }),
      ignore({ id: YANKED_ID, crate: 'a-x', version: '1.0.0', file: 'deny.toml', line: 2 }),
      ignore({ id: YANKED_ID, crate: 'b', version: '<=0.1', reason: 's', file: 'deny.toml', line: 2 }),
    ]);
    const list = readDenyToml(text, 'deny.toml').slice(2);
    expect(findIgnore(list, yanked, pkg, '2024-01-01')?.ignore).toBe(list[0]);
    expect(findIgnore(list, advisory, pkg, '2024-01-01')).toBeNull();
  });

  it("reads osv-scanner's list with its dates", () => {
    const text = `[[IgnoredVulns]]
id = "GHSA-aaaa-bbbb-cccc"
ignoreUntil = 2024-11-09
reason = "r"
[[IgnoredVulns]]
id = "CVE-2024-1"
ignoreUntil = "2024-11-10T10:00:00Z"
`;
    expect(readOsvScannerToml(text, 'o').map(({ id, until, reason, line }) => [id, until, reason, line])).toEqual([
      ['GHSA-aaaa-bbbb-cccc', '2024-11-09', 'r', 2],
      ['CVE-2024-1', '2024-11-10', null, 6],
    ]);
  });

  it.each([
    [readAuditToml, '[advisories]\nignore = "x"'],
    [readAuditToml, '[advisories]\nignore = [1]'],
    [readAuditToml, 'advisories = 1'],
    [readAuditToml, '[advisories'],
    [readDenyToml, '[advisories]\nignore = [1]'],
    [readDenyToml, '[advisories]\nignore = [{ reason = "no id" }]'],
    [readOsvScannerToml, 'IgnoredVulns = [1]'],
    [readOsvScannerToml, '[[IgnoredVulns]]\nreason = "no id"'],
    [readOsvScannerToml, '[[IgnoredVulns]]\nid = "A-1"\nignoreUntil = "soon"'],
    [readOsvScannerToml, ' '.repeat((1 << 20) + 1)],
  ])('refuses malformed lists %#', (read, text) => {
    expect(() => read(text, 'f')).toThrow(AdvisoryError);
  });

  it('is total', () => {
    const pieces = fc.constantFrom(
      '[advisories]\n',
      'ignore',
      ' = ',
      '[',
      ']',
      '"A-1"',
      '{ id = "x" }',
      ',',
      '\n',
      '[[IgnoredVulns]]\n',
      'id = 1',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (text) => {
          for (const read of [readAuditToml, readDenyToml, readOsvScannerToml]) {
            try {
              read(text, 'f');
            } catch (error) {
              expect(error).toBeInstanceOf(AdvisoryError);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
