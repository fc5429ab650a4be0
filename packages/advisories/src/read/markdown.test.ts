import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdvisoryError, Collection, parseAdvisory } from '../index.ts';

const FULL = `\`\`\`toml
[advisory]
id = "RUSTSEC-2024-0001"
package = "some-crate"
date = "2024-01-02"
url = "https://example.com/issue"
references = ["https://example.com/a"]
aliases = ["CVE-2024-12345", "GHSA-aaaa-bbbb-cccc"]
related = ["https://example.com/pull/1"]
categories = ["memory-corruption", "denial-of-service"]
keywords = ["uaf"]
cvss = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
informational = "unsound"
withdrawn = "2024-02-03"
license = "CC-BY-4.0"
yanked = true
expect-deleted = true
some-future-field = { nested = [1, 2] }

[affected]
os = ["windows"]
arch = ["x86_64"]
functions = { "some_crate::Type::method" = ["< 1.0.0", "= 1.1.0"] }

[versions]
patched = [">= 1.2.0"]
unaffected = ["< 0.5.0"]
\`\`\`

# Use after free in \`Type::method\`

First paragraph.

Second, with \`other::function()\`.
`;

/** Replaces one piece of a valid advisory. */
const withChange = (from: string | RegExp, to: string): string => {
  const text = FULL.replace(from, to);
  if (text === FULL) throw new Error('the fixture has no such text');
  return text;
};

function failure(text: string): { code: string; line: number } {
  try {
    parseAdvisory(text, 'crates/some-crate/RUSTSEC-2024-0001.md');
  } catch (error) {
    if (error instanceof AdvisoryError) return { code: error.code, line: error.line };
    throw error;
  }
  throw new Error('was accepted');
}

describe('RustSec advisories', () => {
  it('reads every field and leaves unknown ones alone', () => {
    expect(parseAdvisory(FULL, 'a.md')).toEqual({
      id: 'RUSTSEC-2024-0001',
      collection: Collection.Crates,
      package: 'some-crate',
      date: '2024-01-02',
      title: 'Use after free in `Type::method`',
      description: 'First paragraph.\n\nSecond, with `other::function()`.',
      informational: 'unsound',
      categories: ['memory-corruption', 'denial-of-service'],
      cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      aliases: ['CVE-2024-12345', 'GHSA-aaaa-bbbb-cccc'],
      related: ['https://example.com/pull/1'],
      url: 'https://example.com/issue',
      references: ['https://example.com/a'],
      keywords: ['uaf'],
      withdrawn: '2024-02-03',
      license: 'CC-BY-4.0',
      expectDeleted: true,
      yanked: true,
      os: ['windows'],
      arch: ['x86_64'],
      functions: [{ path: 'some_crate::Type::method', requirements: ['< 1.0.0', '= 1.1.0'] }],
      patched: ['>= 1.2.0'],
      unaffected: ['< 0.5.0'],
      ranges: [{ introduced: '0.5.0', fixed: '1.2.0' }],
      versions: [],
      spelled: ['Type::method', 'other::function'],
    });
  });

  it('reads advisories without the [advisory] header, with CRLF, and with the least that is needed', () => {
    expect(parseAdvisory(FULL.replace('[advisory]\n', ''), 'a.md').id).toBe('RUSTSEC-2024-0001');
    expect(parseAdvisory(FULL.replaceAll('\n', '\r\n'), 'a.md').title).toBe('Use after free in `Type::method`');
    const least = '```toml\nid = "X-1"\npackage = "a"\ndate = "2024-01-01"\n[versions]\npatched = []\n```\n# T\n';
    expect(parseAdvisory(least, 'a.md', Collection.Rust)).toMatchObject({
      collection: 'rust',
      license: 'CC0-1.0',
      informational: null,
      functions: [],
      ranges: [{ introduced: null, fixed: null }],
    });
  });

  it.each([
    ['no front matter', '# Title\n', 'front-matter', 1],
    ['an open fence', '```toml\n[advisory]\n', 'front-matter', 1],
    ['no title', withChange('# Use', 'Use'), 'title', 30],
    ['a title and nothing else', withChange(/# Use[\s\S]*/, '# Use'), 'title', 30],
    ['broken TOML', withChange('aliases = [', 'aliases ['), 'toml', 8],
    ['no id', withChange(/id = .*\n/, ''), 'missing-field', 2],
    ['a malformed id', withChange('RUSTSEC-2024-0001', 'RUSTSEC-24-1'), 'field-value', 3],
    ['an id that leaves its folder', withChange('RUSTSEC-2024-0001', '../../x'), 'field-value', 3],
    ['a malformed alias', withChange('CVE-2024-12345', 'CVE-24'), 'field-value', 8],
    ['a crate name with a slash', withChange('"some-crate"', '"some/crate"'), 'field-value', 4],
    ['a day that does not exist', withChange('2024-01-02', '2023-02-29'), 'field-value', 5],
    ['a year out of range', withChange('2024-01-02', '1999-01-01'), 'field-value', 5],
    ['a date that is no string', withChange('"2024-01-02"', '2024-01-02'), 'field-type', 5],
    ['a list that is a string', withChange('["uaf"]', '"uaf"'), 'field-type', 11],
    ['a list of numbers', withChange('["uaf"]', '[1]'), 'field-type', 11],
    ['no versions', withChange('[versions]', '[other]'), 'missing-field', 2],
    ['no patched list', withChange(/patched = .*\n/, ''), 'missing-field', 2],
    ['a requirement Cargo refuses', withChange('">= 1.2.0"', '">= 1.2.0 || 2"'), 'requirement', 26],
    ['three comparators', withChange('">= 1.2.0"', '">1.2.0, <2.0.0, <1.9.0"'), 'range', 26],
    ['overlapping ranges', withChange('"< 0.5.0"', '"< 1.3.0"'), 'range', 26],
    ['a function without a crate', withChange('some_crate::Type::method', 'method'), 'function-path', 23],
    ['a function with parameters', withChange('Type::method', 'Type::method(u8)'), 'function-path', 23],
  ])('refuses %s and names the line', (_what, text, code, line) => {
    expect(failure(text)).toEqual({ code, line });
  });

  it('refuses what is too large', () => {
    expect(failure(FULL + ' '.repeat(1 << 20)).code).toBe('too-large');
    const many = `aliases = [${'"A-1",'.repeat(10_001)}]`;
    expect(failure(withChange(/aliases = .*/, many)).code).toBe('too-large');
  });

  it('is total: any text is an advisory or an AdvisoryError', () => {
    const damaged = fc
      .tuple(fc.nat(FULL.length), fc.nat(40), fc.string({ unit: 'binary' }))
      .map(([at, cut, text]) => FULL.slice(0, at) + text + FULL.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' })), (text) => {
        try {
          expect(parseAdvisory(text, 'f.md').ranges).toBeInstanceOf(Array);
        } catch (error) {
          expect(error).toBeInstanceOf(AdvisoryError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('survives deep nesting and keys that are properties of every object', () => {
    const deep = withChange(
      'some-future-field = { nested = [1, 2] }',
      `deep = ${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    );
    expect(failure(deep).code).toBe('toml');
    const proto = withChange(
      'some-future-field = { nested = [1, 2] }',
      '__proto__ = { id = "EVIL-1" }\nconstructor = 1',
    );
    expect(parseAdvisory(proto, 'a.md').id).toBe('RUSTSEC-2024-0001');
    expect(failure(proto.replace('id = "RUSTSEC-2024-0001"\n', '')).code).toBe('missing-field');
  });
});
