import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Corpus } from '../corpus/corpus.ts';
import { areOneEditApart, weightedDistance } from '../lookup/distance.ts';
import type { AskedPackage, Package } from '../package.ts';
import { CRATES_IO } from '../registries/crates-io.ts';
import { NPM } from '../registries/npm.ts';
import { PYPI } from '../registries/pypi.ts';
import { type JudgeOptions, NameJudge, type NameVerdict } from './judge.ts';

const POPULAR: readonly Package[] = [
  { name: 'serde', downloads: 900_000_000, owners: ['github:dana'] },
  { name: 'rust_decimal', downloads: 50_000_000, owners: ['github:paula'] },
  { name: 'proc-macro2', downloads: 800_000_000, owners: ['github:dana'] },
  { name: 'tracing-check', downloads: 3_000_000, owners: ['github:team:tracing'] },
  {
    name: 'polymarket-client-sdk',
    downloads: 40_000,
    owners: ['github:polyperson'],
    repository: 'https://git.invalid/p/rs',
  },
  { name: 'fast_log', downloads: 4_000_000, owners: ['github:logger'] },
  { name: 'maplit', downloads: 60_000_000 },
  { name: 'nom', downloads: 300_000_000 },
];

function judge(asked: string | AskedPackage, options: Partial<JudgeOptions> = {}, packages = POPULAR): NameVerdict {
  const given = typeof asked === 'string' ? { name: asked } : asked;
  return new NameJudge(new Corpus(packages), { rules: CRATES_IO, ...options }).judge(given);
}

function likes(name: string): string[] {
  return judge(name).imitated.map(({ target, reasons }) => `${target} ${reasons[0]!.check}`);
}

describe('judge of names', () => {
  it.each([
    ['rustdecimal', 'rust_decimal separators'],
    ['serdde', 'serde single-edit'],
    ['sedre', 'serde single-edit'],
    ['serfe', 'serde single-edit'],
    ['serd', 'serde single-edit'],
    ['serde-rs', 'serde word-edits'],
    ['rustserde', 'serde word-edits'],
    ['proc-macro1', 'proc-macro2 word-edits'],
    ['macro2-proc', 'proc-macro2 word-edits'],
    ['tracing-checks', 'tracing-check word-edits'],
    ['polymarkets-client-sdks', 'polymarket-client-sdk word-edits'],
    ['client-sdk-polymarket', 'polymarket-client-sdk word-edits'],
    ['polymarket-cleint-skd', 'polymarket-client-sdk two-edits'],
    ['polynarket-clienr-sdk', 'polymarket-client-sdk two-edits'],
    ['faster_log', 'fast_log two-edits'],
    ['rnaplit', 'maplit confusable'],
    ['ѕerde', 'serde confusable'],
    ['ｓｅｒｄｅ', 'serde confusable'],
    ['serde-crypto', 'serde added-words'],
  ])('%s is like %s', (name, expected) => expect(likes(name)).toContain(expected));

  it('is quiet on the package itself, other names, and nearly so on short ones', () => {
    for (const name of ['serde', 'anyhow', '', '-', '🦀']) expect(judge(name), name).toMatchObject({ level: 'none' });
    expect(judge('nim').level).toBe('low');
  });

  it('asks for a higher score where more witnesses agree', () => {
    const name = 'polymarket-sdk-client';
    const alone = judge(name).score;
    const repository = judge({ name, repository: 'git@git.invalid:p/rs.git' }).score;
    const contentOf = new Map([['polymarket-client-sdk', 0.9]]);
    const content = judge({ name, repository: 'https://git.invalid/p/rs/tree/main/x', contentOf }).score;
    expect(repository).toBeGreaterThan(alone);
    expect(content).toBeGreaterThan(repository);
    const starjacked = judge({ name: 'lz-other', repository: 'https://git.invalid/p/rs/' });
    expect(starjacked.imitated[0]?.reasons).toMatchObject([{ check: 'same-repository', family: 'repository' }]);
  });

  it('knows owners who are called nearly as others, but not by their numbers', () => {
    const { imitated } = judge({ name: 'lz-other', owners: ['github:po1yperson'] });
    expect(imitated).toMatchObject([{ target: 'polymarket-client-sdk', sharesOwner: false }]);
    const numbered = [{ name: 'serde', downloads: 9, owners: ['user::123456'] }];
    expect(judge({ name: 'lz-other', owners: ['user::123457'] }, {}, numbered).level).toBe('none');
  });

  it('leaves out packages of the same owners or team, and such as are hardly more used', () => {
    expect(judge({ name: 'serdes', owners: ['github:dana'] }).level).toBe('none');
    expect(judge({ name: 'tracing-checks', owners: ['github:other', 'github:team:tracing'] }).level).toBe('none');
    expect(judge({ name: 'serdes', downloads: 500_000_000 }).level).toBe('none');
    expect(judge({ name: 'serdes', downloads: 10 }).level).toBe('high');
  });

  it('compares packages of the corpus with more used ones, by what the corpus knows', () => {
    const index = [
      ...POPULAR,
      { name: 'serdes', downloads: 100, owners: ['github:x'] },
      { name: 'serder', owners: ['github:dana'], downloads: 100 },
    ];
    expect(judge('serdes', {}, index).imitated[0]).toMatchObject({ target: 'serde', sharesOwner: false });
    expect(judge('serder', {}, index).imitated).toEqual([]);
    expect(judge('serde', {}, index).level).toBe('none');
  });

  it('knows brands that are told, and those that the corpus shows', () => {
    const told = { brands: [{ word: 'polymarket', owners: ['github:polyperson'] }] };
    const reasons = judge('gamma-polymarket', told).imitated[0]?.reasons;
    expect(reasons).toMatchObject([{ check: 'brand' }]);
    expect(judge({ name: 'gamma-polymarket', owners: ['github:polyperson'] }, told).level).toBe('none');
    const family = ['a', 'b', 'c', 'd'].map((it) => ({
      name: `brandy-${it}x`,
      downloads: 1e6,
      owners: ['github:brand'],
    }));
    expect(judge('brandy-zz', {}, family).imitated.flatMap((it) => it.reasons)).toContainEqual(
      expect.objectContaining({ check: 'brand' }),
    );
  });

  it('takes suppressions for a name, a target, owners and a time, and no further', () => {
    const suppressions = [
      { name: 'serdes', target: 'serde', owners: ['github:x'], reason: 'known', until: '2027-01-01' },
    ];
    const said = (asked: AskedPackage, now?: string): string => {
      const { level, suppressed } = judge(asked, { suppressions, now });
      return `${level} ${suppressed.length}`;
    };
    expect(said({ name: 'serdes', owners: ['github:x'] }, '2026-12-31T00:00:00Z')).toBe('none 1');
    expect(said({ name: 'serdes', owners: ['github:x'] }, '2027-01-02T00:00:00Z')).toBe('high 0');
    expect(said({ name: 'serdes', owners: ['github:x'] })).toBe('high 0');
    expect(said({ name: 'serdes', owners: ['github:x', 'github:y'] }, '2026-12-31T00:00:00Z')).toBe('high 0');
    expect(said({ name: 'serdez', owners: ['github:x'] }, '2026-12-31T00:00:00Z')).toMatch(/ 0$/);
  });

  it('follows the rules of other registries', () => {
    const npm = (name: string) => judge(name, { rules: NPM }, [{ name: '@scope/Some.pkg', downloads: 1e6 }]);
    expect(npm('@Scope/some_pkg').level).toBe('none');
    expect(npm('@scqpe/some_pkg').imitated[0]?.target).toBe('@scope/Some.pkg');
    expect([npm('@a/b/c').isName, npm('@a/b').isName, npm('.a').isName]).toEqual([false, true, false]);
    const pypi = judge('python-dateutils', { rules: PYPI }, [{ name: 'python.dateutil', downloads: 1e6 }]);
    expect(pypi).toMatchObject({ level: 'high', isName: true });
    expect(judge('_a', { rules: PYPI }).isName).toBe(false);
  });

  it('finds every name within one edit that is long enough', () => {
    const letter = fc.constantFrom(...'abc-');
    const names = fc.array(
      fc.array(letter, { minLength: 5, maxLength: 9 }).map((it) => `x${it.join('')}x`),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(names, names, (corpus, asked) => {
        const all = new NameJudge(new Corpus(corpus.map((name) => ({ name }))), { rules: CRATES_IO });
        for (const name of asked) {
          const found = new Set(all.judge({ name }).imitated.map(({ target }) => target));
          for (const target of corpus)
            if (
              areOneEditApart(name, target) ||
              (weightedDistance(name, target) <= 1.3 && name.length > 8 && target.length > 8 && name !== target)
            )
              expect(found, `${name} ${target}`).toContain(target);
        }
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  it('is done with any text, however long', () => {
    const all = new NameJudge(new Corpus(POPULAR), { rules: CRATES_IO });
    for (const name of ['a-'.repeat(500_000), '\ud800'.repeat(70), 'ﷺ'.repeat(64), '́'.repeat(1000), 's'.repeat(65)])
      expect(all.judge({ name, owners: [name], repository: name }).isName).toBe(false);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
        const { score } = all.judge({ name, owners: [name], repository: name });
        expect(score >= 0 && score <= 100).toBe(true);
      }),
      { numRuns: 300, seed: 6 },
    );
  });
});
