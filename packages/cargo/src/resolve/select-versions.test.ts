import { describe, expect, it } from 'vitest';
import { type IndexLine, parseIndexLine } from '../index-line/index-line.ts';
import { parseManifest } from '../manifest/manifest.ts';
import { selectVersions } from './select-versions.ts';

interface Dep {
  readonly name: string;
  readonly req?: string;
  readonly optional?: boolean;
  readonly features?: readonly string[];
}

function line(name: string, vers: string, deps: readonly Dep[] = [], more: object = {}): IndexLine {
  return parseIndexLine(
    JSON.stringify({
      name,
      vers,
      cksum: '0'.repeat(64),
      yanked: false,
      features: {},
      deps: deps.map((dep) => ({
        req: '^1',
        features: [],
        optional: false,
        default_features: true,
        target: null,
        kind: 'normal',
        ...dep,
      })),
      ...more,
    }),
  );
}

function select(dependencies: string, lines: readonly IndexLine[], until?: string) {
  const manifest = parseManifest(`[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\n${dependencies}`);
  const { lock, missing } = selectVersions(manifest, {
    versions: (name) => lines.filter((it) => it.name === name),
    source: 'registry+https://registry.invalid/index',
    ...(until === undefined ? {} : { until }),
  });
  return { chosen: lock.packages.map((it) => `${it.name} ${it.version}`).sort(), lock, missing };
}

describe('versions without a lock file', () => {
  it('takes the newest that fits and is not yanked, one for all that fit it', () => {
    const lines = [
      line('a', '1.0.0', [{ name: 'b', req: '^1.0' }]),
      line('b', '1.0.0'),
      line('b', '1.2.0'),
      line('b', '1.3.0', [], { yanked: true }),
      line('b', '2.0.0'),
    ];
    expect(select('a = "1"\nb = "1.1"', lines).chosen).toEqual(['a 1.0.0', 'app 0.1.0', 'b 1.2.0']);
    expect(select('a = "1"\nb = "2"', lines).chosen).toEqual(['a 1.0.0', 'app 0.1.0', 'b 1.2.0', 'b 2.0.0']);
  });

  it('knows no version that was published later', () => {
    const lines = [
      line('a', '1.0.0', [], { pubtime: '2026-01-01T00:00:00Z' }),
      line('a', '1.1.0', [], { pubtime: '2026-03-01T00:00:00Z' }),
    ];
    expect(select('a = "1"', lines, '2026-02-01T00:00:00Z').chosen).toContain('a 1.0.0');
    expect(select('a = "1"', lines, '2026-04-01T00:00:00Z').chosen).toContain('a 1.1.0');
  });

  it('takes optional dependencies of others only where a feature turns them on, weakly or not', () => {
    const lines = [
      line(
        'a',
        '1.0.0',
        [
          { name: 'b', optional: true },
          { name: 'c', optional: true },
        ],
        {
          features: { full: ['dep:b', 'c?/extra'] },
        },
      ),
      line('b', '1.0.0'),
      line('c', '1.0.0', [{ name: 'd', optional: true }], { features: { extra: ['dep:d'] } }),
      line('d', '1.0.0'),
    ];
    expect(select('a = "1"', lines).chosen).toEqual(['a 1.0.0', 'app 0.1.0']);
    expect(select('a = { version = "1", features = ["full"] }', lines).chosen).toEqual([
      'a 1.0.0',
      'app 0.1.0',
      'b 1.0.0',
    ]);
    expect(select('a = { version = "1", features = ["full", "c"] }', lines).chosen).toContain('d 1.0.0');
  });

  it('says what no version fits, and ends on cycles', () => {
    const lines = [line('a', '1.0.0', [{ name: 'a' }, { name: 'gone', req: '^9' }])];
    const { chosen, missing, lock } = select('a = "1"', lines);
    expect(chosen).toEqual(['a 1.0.0', 'app 0.1.0']);
    expect(missing).toEqual([{ name: 'gone', requirement: '^9', by: 'a 1.0.0' }]);
    expect(lock.packages[1]?.dependencies).toEqual([1]);
  });
});
