import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidates } from '../../test/plain.ts';
import { Corpus } from '../corpus/corpus.ts';
import { Harness } from '../harness.ts';
import { CRATES_IO_CHECKS } from '../registries/crates-io.ts';
import { parseTypomaniaConfig, type TypomaniaConfig, typomaniaAnswer, typomaniaChecks } from './typomania.ts';

function ask(name: string, names: readonly string[], config: Partial<TypomaniaConfig> = {}): Record<string, unknown> {
  const corpus = new Corpus(names.map((one) => ({ name: one })));
  const checks = typomaniaChecks({ ...CRATES_IO_CHECKS, ...config });
  return typomaniaAnswer(new Harness(corpus, { checks }), { name }).perCheck;
}

/** What a check says where the corpus is all that it could ask for. */
function targets(check: string, name: string, names: string, config: Partial<TypomaniaConfig> = {}): unknown {
  return ask(name, names.split(' '), config)[check] ?? [];
}

describe('checks of Typomania', () => {
  it.each([
    ['abbc', 'abc'],
    ['abbbc', 'abbc abbc'],
    ['aaaaaa', 'aaaaa aaaaa aaaaa aaaaa aaaaa'],
    ['ۊaaۊ', 'ۊaۊ'],
  ])('repeated: %s', (name, all) => expect(targets('repeated', name, all)).toEqual(all.split(' ')));

  it('repeated: only ASCII letters count', () => expect(targets('repeated', 'ۊۊ', 'ۊ')).toEqual([]));

  it.each([
    ['ab', 'ba'],
    ['abc', 'bac acb'],
    ['aۊb', 'ۊab abۊ'],
    ['a🦀', '🦀a'],
  ])('swapped characters: %s', (name, all) => expect(targets('swappedCharacters', name, all)).toEqual(all.split(' ')));

  it.each(['abc234', 'abc-234', 'abc-', 'abc0'])('version: %s', (name) =>
    expect(targets('version', name, 'abc')).toEqual(['abc']),
  );

  it.each(['-2', '2', 'abc', 'abc_2', 'abc.2', ''])('no version: %s', (name) =>
    expect(targets('version', name, 'abc - _')).toEqual([]),
  );

  it('omitted: places first, then the alphabet', () => {
    const all = 'axyz bxyz cxyz xayz xbyz xcyz xyaz xybz xycz xyza xyzb xyzc';
    const shuffled = all.split(' ').reverse().join(' ');
    expect(targets('omitted', 'xyz', shuffled, { alphabet: 'abc' })).toEqual(all.split(' '));
    const others = 'a-ۊ- -aۊ- -ۊa- -ۊ-a';
    expect(targets('omitted', '-ۊ-', others, { alphabet: 'a' })).toEqual(others.split(' '));
    expect(targets('omitted', 'ab', 'aab', { alphabet: 'a' })).toEqual(['aab', 'aab']);
    expect(targets('omitted', 'ab', 'a🦀b', { alphabet: '🦀' })).toEqual(['a🦀b']);
  });

  it('typos: one letter becomes a text', () => {
    const typos = [['a', ['ab', 'b', '']]] as const;
    expect(targets('typos', 'xax', 'xabx xbx xx', { typos })).toEqual(['xabx', 'xbx', 'xx']);
  });

  it('swapped words: all orders with both delimiters, partial names beyond five words', () => {
    expect(targets('swappedWords', 'abc-def', 'abc_def def-abc def_abc')).toEqual(['abc_def', 'def-abc', 'def_abc']);
    expect(targets('swappedWords', 'abc-def_ghi', 'ghi_abc_def ghi-abc_def')).toEqual(['ghi_abc_def']);
    expect(targets('swappedWords', 'a-b-c', 'c-a b_c', { maxK: 2 })).toEqual(['b_c', 'c-a']);
    expect(targets('swappedWords', 'a-b-c-d-e-f', 'f-b-c-d-e a-b-c-d')).toEqual(['f-b-c-d-e']);
    expect(targets('swappedWords', 'a-a', 'a_a')).toEqual(['a_a', 'a_a']);
    expect(targets('swappedWords', 'abc', 'cba')).toEqual([]);
    expect(targets('swappedWords', 'a-b', 'a', { maxK: 1 })).toEqual(['a', 'a']);
  });

  it('swapped words: thirty-two words, or half a million, take no time', () => {
    const words = [...'abcdefghijklmnopqrstuvwxyz012345'];
    expect(targets('swappedWords', words.join('-'), 'z-y-x-w-v 5-4-3-2-2')).toEqual(['z-y-x-w-v']);
    expect(targets('swappedWords', 'x-'.repeat(500_000), 'x-x-x-x-x')).toHaveLength(10_000);
  });

  it('bit flips: of the corpus, within the alphabet, in the corpus order', () => {
    expect(targets('bitflips', 'ac', 'ab', { alphabet: 'abcdef' })).toEqual(['ab']);
    expect(targets('bitflips', 'ac', 'ab', { alphabet: 'ab' })).toEqual([]);
    expect(targets('bitflips', 'bc', 'bb cc', { alphabet: 'abc' })).toEqual(['bb', 'cc']);
    expect(targets('bitflips', 'â', 'á', { alphabet: 'âá' })).toEqual([]);
    expect(targets('bitflips', 'ã', 'á', { alphabet: 'ãá' })).toEqual(['á']);
  });

  it('affixes: by separator, then affix, then which way', () => {
    expect(ask('cargo-cargo', ['cargo', 'cargo-cargo_rs'])['affixes']).toEqual([
      ['cargo', 'adds the cargo- prefix'],
      ['cargo', 'adds the -cargo suffix'],
      ['cargo-cargo_rs', 'removes the _rs suffix'],
    ]);
  });

  it('leave out packages with an owner in common, and the name itself; two without owners may be squats', () => {
    const corpus = new Corpus([{ name: 'abc', owners: ['user::1', 'team::1'] }, { name: 'abd' }]);
    const harness = new Harness(corpus, { checks: typomaniaChecks(CRATES_IO_CHECKS) });
    const said = (name: string, ...owners: string[]): string[] =>
      harness.check({ name, owners }).map(({ target }) => target);
    expect(said('abbc', 'user::2')).toEqual(['abc']);
    expect(said('abbc', 'user::2', 'team::1')).toEqual([]);
    expect(said('abbd')).toEqual(['abd']);
    expect(said('abd', 'user::1')).toEqual([]);
    expect(typomaniaAnswer(harness, { name: 'abd' })).toEqual({
      name: 'abd',
      perCheck: { typos: ['abc'] },
      harness: [],
    });
  });

  it('take exclusions of the ecosystem', () => {
    const corpus = new Corpus([{ name: 'abc' }]);
    const exclude = (target: string): boolean => target === 'abc';
    expect(new Harness(corpus, { checks: typomaniaChecks(CRATES_IO_CHECKS), exclude }).check({ name: 'abbc' })).toEqual(
      [],
    );
  });

  it('agree with making and looking up every candidate', () => {
    const letter = fc.constantFrom(...'aab--__12rsnm.ۊ🦀');
    const name = fc.array(letter, { maxLength: 7 }).map((chars) => chars.join(''));
    const affixed = fc.tuple(name, fc.constantFrom('', '-rs', '_sys', '-m')).map((parts) => parts.join(''));
    const config = { ...CRATES_IO_CHECKS, alphabet: 'ab-_12rsnmۊ🦀', maxK: 3 };
    fc.assert(
      fc.property(affixed, fc.uniqueArray(affixed, { maxLength: 60 }), (asked, names) => {
        const ours = ask(asked, names, config);
        for (const [check, all] of Object.entries(candidates(asked, names, config))) {
          const expected = all.filter((one) => one !== asked && names.includes(one));
          const found = ((ours[check] ?? []) as (string | [string, string])[]).map((it) =>
            typeof it === 'string' ? it : it[0],
          );
          expect(found, check).toEqual(expected);
        }
      }),
      { numRuns: 1500, seed: 6 },
    );
  });

  it('are done at once with a name of a million letters', () => {
    for (const text of ['a'.repeat(1_000_000), '🦀'.repeat(500_000), '1'.repeat(1_000_000), '\ud83e'.repeat(9)])
      expect(ask(text, ['a', 'serde'])).toEqual({});
  });
});

describe('configuration of Typomania', () => {
  it.each([
    [null],
    [[]],
    [{ maxK: -1 }],
    [{ maxK: '5' }],
    [{ alphabet: 3 }],
    [{ affixes: 'rs' }],
    [{ typos: [['ab', ['c']]] }],
    [{ typos: 'a' }],
    [{ typos: [['a', [1]]] }],
  ])('%j is refused', (json) => {
    expect(() => parseTypomaniaConfig(json, CRATES_IO_CHECKS)).toThrow(expect.objectContaining({ code: 'config' }));
  });

  it('takes pairs or an object of typos, and crates.io’s values for the rest', () => {
    const config = parseTypomaniaConfig({ typos: { a: ['b'] } }, CRATES_IO_CHECKS);
    expect(config).toEqual({ ...CRATES_IO_CHECKS, typos: [['a', ['b']]] });
  });
});
