/** Equality with cargo-audit's answers on the 15 lock files of the reference set, where that set is at hand. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { decodeSnapshot, FindingKind, matchAdvisories, SNAPSHOT_URL, Tier } from './index.ts';

const oracle = fileURLToPath(new URL('../../../../shared/oracle/audit', import.meta.url));
const cases = existsSync(oracle)
  ? readdirSync(oracle, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
  : [];
if (cases.length === 0) console.warn('skipped: the reference answers of cargo-audit (shared/oracle/audit) are absent');

interface Expected {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly kind: string;
}

const lineOf = (finding: Expected): string => `${finding.id} ${finding.package}@${finding.version} ${finding.kind}`;

describe.skipIf(cases.length === 0)('cargo-audit reference set', () => {
  const database = decodeSnapshot(readFileSync(SNAPSHOT_URL));

  it.each(cases)('%s', (name) => {
    const lock = parse(readFileSync(`${oracle}/${name}/Cargo.lock`, 'utf8')) as {
      package: { name: string; version: string; source?: string }[];
    };
    const expected = JSON.parse(readFileSync(`${oracle}/${name}/expected.json`, 'utf8')) as {
      findings: Expected[];
      onlyIfSourceIgnored: Expected[];
    };
    const packages = lock.package.map(({ source, ...rest }) => ({ ...rest, source: source ?? null }));
    const { matches, unreadable } = matchAdvisories(database, packages);
    const found = (tier: Tier): string[] =>
      matches
        .filter((match) => match.tier === tier)
        .map(({ advisory, package: pkg, kind }) => {
          // cargo-audit has no kind of its own for malware.
          const listed = kind === FindingKind.Malicious ? FindingKind.Vulnerability : kind;
          return lineOf({ id: advisory.id, package: pkg.name, version: pkg.version, kind: listed });
        })
        .sort();
    expect(unreadable).toEqual([]);
    expect(found(Tier.CratesIo)).toEqual(expected.findings.map(lineOf).sort());
    expect(found(Tier.Other)).toEqual(expected.onlyIfSourceIgnored.map(lineOf).sort());
  });
});
