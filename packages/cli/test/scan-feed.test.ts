/** Lists of malware: the operator's records, before and after their time, and what carries a listed crate. */
import { afterEach, describe, expect, it } from 'vitest';
import { registryFolder } from './registry-folder.ts';
import { World } from './world.ts';

const record = (id: string, name: string, more: object = {}) =>
  JSON.stringify({
    schema_version: '1.7.4',
    id,
    published: '2026-08-01T00:00:00Z',
    modified: '2026-08-01T00:00:00Z',
    summary: `Malicious code in ${name}`,
    details: 'INERT',
    affected: [
      {
        package: { ecosystem: 'crates.io', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
        database_specific: { cwes: [{ cweId: 'CWE-506' }] },
      },
    ],
    ...more,
  });

const REGISTRY = registryFolder('reg', [
  { name: 'lz-fixture-bad', version: '1.0.0', at: '2026-07-01T00:00:00Z' },
  { name: 'lz-fixture-between', version: '1.0.0', at: '2026-07-02T00:00:00Z', needs: [{ name: 'lz-fixture-bad' }] },
  { name: 'lz-fixture-top', version: '1.0.0', at: '2026-07-03T00:00:00Z', needs: [{ name: 'lz-fixture-between' }] },
  { name: 'lz-fixture-orphan', version: '1.0.0', at: '2026-07-03T00:00:00Z', needs: [{ name: 'lz-fixture-gone' }] },
]);

describe('feeds', () => {
  let world: World;
  afterEach(() => world.remove());

  const scan = async (name: string, files: Record<string, string>, at: string, feed = 'feed') => {
    world = new World({ ...REGISTRY, ...files });
    const args = ['scan', `${name}@1.0.0`, '--registry', 'reg', '--feed', feed, '--at', at, '--offline'];
    const { out, err } = await world.run([...args, '--format', 'json']);
    return { report: out === '' ? undefined : JSON.parse(out), err };
  };
  const MAL = 'feed/osv/malicious/crates.io/lz_fixture_bad/MAL-2026-90001.json';
  const NOW = '2026-08-10T00:00:00Z';

  it('hold what is listed, and what carries it however deep', async () => {
    for (const name of ['lz-fixture-bad', 'lz-fixture-top']) {
      const { report, err } = await scan(name, { [MAL]: record('MAL-2026-90001', 'lz-fixture-bad') }, NOW);
      expect([report.level, err]).toEqual(['hold', '']);
      const found = report.findings.find((it: { check: string }) => it.check === 'known-malware');
      expect(found).toMatchObject({ severity: 'hold', decisive: true });
      const texts = found.evidence.map((it: { text: string }) => it.text).join('\n');
      expect(texts).toContain('MAL-2026-90001');
      if (name === 'lz-fixture-top')
        expect(texts).toContain('lz-fixture-top → lz-fixture-between → lz-fixture-bad 1.0.0');
      world.remove();
    }
    world = new World();
  });

  it('hold what needs a listed crate that is no longer there', async () => {
    const list = `[${record('MAL-2026-90002', 'lz-fixture-gone')}]`;
    const { report } = await scan('lz-fixture-orphan', { 'list.json': list }, NOW, 'list.json');
    expect([report.level, report.because]).toEqual(['hold', 'known-malware is decisive by itself']);
  });

  it('say nothing of records that are younger than the moment, or taken back', async () => {
    const early = await scan(
      'lz-fixture-top',
      { [MAL]: record('MAL-2026-90001', 'lz-fixture-bad') },
      '2026-07-20T00:00:00Z',
    );
    expect(early.report.level).not.toBe('hold');
    world.remove();
    const back = record('MAL-2026-90001', 'lz-fixture-bad', { withdrawn: '2026-08-02T00:00:00Z' });
    expect((await scan('lz-fixture-top', { [MAL]: back }, NOW)).report.level).not.toBe('hold');
  });

  it('warn of records that cannot be read, and refuse places without any', async () => {
    const files = { 'list.jsonl': `${record('MAL-2026-90001', 'lz-fixture-bad')}\n{"id":\n` };
    const { report, err } = await scan('lz-fixture-bad', files, NOW, 'list.jsonl');
    expect([report.level, err]).toEqual(['hold', expect.stringContaining('warning: ')]);
    world.remove();
    const none = await scan('lz-fixture-bad', { 'feed/README.md': '' }, NOW);
    expect([none.report, none.err]).toEqual([undefined, expect.stringContaining('holds no advisories')]);
  });
});
