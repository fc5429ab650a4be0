import { describe, expect, it } from 'vitest';
import { ALL_CHECKS, scan } from '../../packages/behaviour/src/index.ts';
import { context } from '../../packages/behaviour/test/crate.ts';
import { readCorpus } from './corpus.ts';
import { FIXTURES } from './fixtures/index.ts';
import { pack } from './fixtures/packages.ts';
import { MUTATIONS } from './mutations.ts';
import { isAlarm, judgeAll, positivesReport } from './positives.ts';
import { percentile, wilson } from './statistics.ts';

const byId = (...ids: readonly string[]) => FIXTURES.filter((it) => ids.includes(it.id));

/** All text of a fixture's package; of an archive that is refused there is none. */
function sourcesOf({ payload, scene }: (typeof FIXTURES)[number]): string {
  if (payload !== undefined) return payload.items;
  try {
    return [...(scene?.().subject.files.values() ?? [])].map((it) => Buffer.from(it).toString()).join('\n');
  } catch {
    return '';
  }
}

describe('inert positives', () => {
  it('cannot reach anybody: every host is one that nobody can have', () => {
    for (const fixture of FIXTURES) {
      const text = sourcesOf(fixture);
      for (const [, host] of text.matchAll(/(?:https?|wss?|tcp):\/\/([\w.-]+)/g))
        expect.soft(host, fixture.id).toMatch(/\.invalid$|(?:^|\.)example\.(?:org|com|net)$|^192\.0\.2(?:\.\d+)?$/);
      for (const address of text.match(/\d+\.\d+\.\d+\.\d+/g) ?? [])
        expect.soft(address, fixture.id).toMatch(/^192\.0\.2\.|^0\.0\.0\.0$/);
    }
  });

  it('are held or put to review, as they are and disguised', () => {
    const some = byId('build-download-run', 'lib-cloud-credentials-sent', 'macro-runs-shell');
    const mutations = MUTATIONS.filter((it) => ['split', 'alias', 'xor'].includes(it.id));
    const results = judgeAll(some, mutations);
    expect(results).toHaveLength(3 + 3 * 3);
    expect(results.filter((it) => !isAlarm(it)).map((it) => `${it.fixture.id} ${it.mutation}`)).toEqual([]);
    expect(positivesReport(results)).toContain('3 of 3');
  });

  it('change under every mutation that applies', () => {
    const { payload } = byId('build-download-run')[0]!;
    const texts = MUTATIONS.flatMap((it) => {
      const made = it.apply(payload!);
      return made === undefined ? [] : [[it.id, Buffer.from(made.subject.files.get('build.rs') ?? []).toString()]];
    });
    expect(new Set(texts.map(([, text]) => text)).size).toBeGreaterThanOrEqual(texts.length - 1);
  });
});

describe('honest crates', () => {
  it.each([
    [
      'asks the compiler for its version',
      {
        'build.rs':
          'fn main() { let rustc = std::env::var("RUSTC").unwrap(); std::process::Command::new(rustc).arg("--version").output().unwrap(); }',
      },
    ],
    [
      'writes what it generates',
      {
        'build.rs':
          'fn main() { let out = std::env::var("OUT_DIR").unwrap(); std::fs::write(std::path::Path::new(&out).join("table.rs"), "pub const N: u8 = 1;").unwrap(); }',
      },
    ],
    [
      'reads a file that its caller names',
      {
        'src/lib.rs':
          'pub fn load(path: &std::path::Path) -> std::io::Result<String> { std::fs::read_to_string(path) }',
      },
    ],
    [
      'connects where its caller says',
      {
        'src/lib.rs':
          'pub fn open(host: &str) -> std::io::Result<std::net::TcpStream> { std::net::TcpStream::connect(host) }',
      },
    ],
  ])('are not held: %s', (_, files) => {
    const { verdict } = scan(context(pack(files)), ALL_CHECKS);
    expect(['clean', 'note']).toContain(verdict.level);
  });
});

describe('the corpus', () => {
  it('is at least four hundred versions, each named once', () => {
    const names = readCorpus().map(({ name, version }) => `${name} ${version}`);
    expect(names.length).toBeGreaterThanOrEqual(400);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('statistics', () => {
  it('gives Wilson intervals and percentiles', () => {
    expect(wilson({ hits: 0, of: 62 }).map((it) => Number(it.toFixed(1)))).toEqual([0, 5.8]);
    expect(wilson({ hits: 5, of: 10 }).map((it) => Number(it.toFixed(1)))).toEqual([23.7, 76.3]);
    expect([percentile([3, 1, 2], 50), percentile([1, 2, 3, 4], 95), percentile([], 50)]).toEqual([2, 4, 0]);
  });
});
