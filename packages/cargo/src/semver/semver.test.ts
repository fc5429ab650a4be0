import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CargoError } from '../error.ts';
import { matchesReq, parseVersionReq, tryParseVersionReq, type VersionReq, versionReqText } from './requirement.ts';
import {
  comparePrecedence,
  compareVersions,
  parseVersion,
  sameVersionForCargo,
  tryParseVersion,
  type Version,
  versionText,
} from './version.ts';

/** Made by tools/cargo-truth/semver with the Rust crate. */
interface Truth {
  versions: [text: string, order: number, precedence: number][];
  badVersions: [text: string, error: string][];
  requirements: [text: string, canonical: string, matches: string][];
  badRequirements: [text: string, error: string][];
}
const truth = JSON.parse(readFileSync(new URL('../../fixtures/semver.json', import.meta.url), 'utf8')) as Truth;

function message(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    return error instanceof CargoError ? error.message : `not a CargoError: ${error}`;
  }
  return 'no error';
}

describe('the semver crate’s answers', () => {
  it('hold for the order of versions', () => {
    const wrong: string[] = [];
    const parsed = truth.versions.map(([text, ...ranks]) => ({ text, ranks, version: parseVersion(text) }));
    expect(parsed.length).toBeGreaterThanOrEqual(100);
    for (const a of parsed) {
      expect(versionText(a.version)).toBe(a.text);
      for (const b of parsed) {
        const order = Math.sign(a.ranks[0]! - b.ranks[0]!);
        const precedence = Math.sign(a.ranks[1]! - b.ranks[1]!);
        if (Math.sign(compareVersions(a.version, b.version)) !== order) wrong.push(`${a.text} ? ${b.text}`);
        if (Math.sign(comparePrecedence(a.version, b.version)) !== precedence) wrong.push(`${a.text} ~ ${b.text}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('hold for every pair of requirement and version', () => {
    const versions = truth.versions.map(([text]) => parseVersion(text));
    const wrong: string[] = [];
    for (const [text, canonical, row] of truth.requirements) {
      const req = parseVersionReq(text);
      expect(versionReqText(req)).toBe(canonical);
      versions.forEach((version, i) => {
        const expected = ((Number.parseInt(row[i >> 2]!, 16) >> (3 - (i & 3))) & 1) === 1;
        if (matchesReq(req, version) !== expected) wrong.push(`${text} on ${versionText(version)}`);
      });
    }
    expect(truth.requirements.length * versions.length).toBeGreaterThan(20_000);
    expect(wrong).toEqual([]);
  });

  it('hold for what is wrong with bad text', () => {
    for (const [text, error] of truth.badVersions)
      expect([text, message(() => parseVersion(text))]).toEqual([text, error]);
    for (const [text, error] of truth.badRequirements) {
      expect([text, message(() => parseVersionReq(text))]).toEqual([text, error]);
    }
    expect(truth.badVersions.length + truth.badRequirements.length).toBeGreaterThan(120);
  });
});

const number = fc.oneof(fc.bigInt(0n, 3n), fc.bigInt(0n, (1n << 64n) - 1n));
const identifier = fc.oneof(fc.constantFrom('alpha', 'a', 'B', '-', '0a', 'x-y'), fc.bigInt(0n, 12n).map(String));
const identifiers = fc.oneof(
  fc.constant(''),
  fc.array(identifier, { minLength: 1, maxLength: 3 }).map((i) => i.join('.')),
);
const anyVersion: fc.Arbitrary<Version> = fc.record({
  major: number,
  minor: number,
  patch: number,
  pre: identifiers,
  build: identifiers,
});

describe('versions', () => {
  it('survive printing and parsing', () => {
    fc.assert(
      fc.property(anyVersion, (v) => {
        expect(parseVersion(versionText(v))).toEqual(v);
      }),
    );
  });

  it('are totally ordered', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        }
        expect(compareVersions(a, b) === 0).toBe(versionText(a) === versionText(b));
      }),
    );
  });

  it('with different build metadata are the same to Cargo', () => {
    expect(sameVersionForCargo(parseVersion('1.0.7'), parseVersion('1.0.7+x'))).toBe(true);
    expect(sameVersionForCargo(parseVersion('1.0.7'), parseVersion('1.0.7-x'))).toBe(false);
  });

  it('parse or fail with a CargoError, whatever the text', () => {
    const near = fc.stringMatching(/^[0-9.a\-+*x,<>=~^ ]{0,20}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), near), (text) => {
        expect(message(() => parseVersion(text))).not.toContain('not a CargoError');
        expect(message(() => parseVersionReq(text))).not.toContain('not a CargoError');
      }),
    );
    expect(message(() => parseVersion(`1.0.0-${'a.'.repeat(1 << 20)}a`))).toContain('longer than');
    expect(tryParseVersion('1')).toBeUndefined();
    expect(tryParseVersionReq('1 2')).toBeUndefined();
  });
});

/** Lower bound of the crate's own documentation of operators, as ranges of full versions without prereleases. */
describe('requirements', () => {
  const matches = (req: string | VersionReq, version: Version) =>
    matchesReq(typeof req === 'string' ? parseVersionReq(req) : req, version);
  const release = anyVersion.map((v) => ({ ...v, pre: '' }));

  it('are caret requirements when bare', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, (a, b) => {
        const text = versionText({ ...a, build: '' });
        expect(matches(text, b)).toBe(matches(`^${text}`, b));
      }),
    );
  });

  it('never depend on build metadata', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, fc.constantFrom('=', '>', '<=', '~', '^'), (a, b, op) => {
        expect(matches(op + versionText(a), b)).toBe(
          matches(op + versionText({ ...a, build: '' }), { ...b, build: '' }),
        );
      }),
    );
  });

  it('of full versions order releases as the operators say', () => {
    fc.assert(
      fc.property(anyVersion, release, (a, b) => {
        const order = comparePrecedence(b, a);
        expect(matches(`>${versionText(a)}`, b)).toBe(order > 0);
        expect(matches(`>=${versionText(a)}`, b)).toBe(order >= 0);
        expect(matches(`<${versionText(a)}`, b)).toBe(order < 0);
        expect(matches(`<=${versionText(a)}`, b)).toBe(order <= 0);
        expect(matches(`=${versionText(a)}`, b)).toBe(order === 0);
      }),
    );
  });
});
