import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TyposquatError } from '../error.ts';
import { parseNamesConfig } from '../judge/config.ts';
import { popularCrates } from '../registries/popular-crates.ts';
import { Corpus } from './corpus.ts';
import { packagesOfIndex } from './dependents.ts';
import { parseCorpus, parseQueries } from './read.ts';

describe('lists of packages', () => {
  const expected = [
    { name: 'a', downloads: 5, owners: ['x', 'y'] },
    { name: 'b', downloads: undefined, owners: undefined },
  ];

  it.each([
    ['{"packages": [{"name":"a","downloads":5,"owners":["x","y"]}, "b"]}'],
    ['[{"name":"a","downloads":5,"owners":["x","y"]}, {"name":"b","owners":null}]'],
    ['{"name":"a","downloads":5,"owners":["x","y"]}\n"b"\n'],
    ['\ufeff# comment\r\na\t5\tx,y\r\nb\r\n'],
  ])('are read from %j', (text) => expect(parseCorpus(text)).toMatchObject(expected.map(({ name }) => ({ name }))));

  it('hold what is told of packages', () => {
    expect(parseQueries('{"name":"a","contentOf":{"b":0.5},"repository":"r"}')).toMatchObject([
      { name: 'a', repository: 'r', contentOf: new Map([['b', 0.5]]) },
    ]);
    expect(parseQueries('')).toEqual([]);
  });

  it.each([
    [''],
    ['{}'],
    ['{"packages": {}}'],
    ['[1]'],
    ['{"name":"a"}\n{'],
    ['{"name":"a"}\n{"name":2}'],
    ['{"name":"a","owners":[1]}'],
    ['{"name":"a","downloads":-1}'],
    ['{"name":"a","repository":{}}'],
    ['{"name":"a","contentOf":{"b":"x"}}'],
    ['a\t-5'],
    [`${'n'.repeat(2000)}`],
  ])('that are none are refused: %j', (text) => {
    expect(() => parseCorpus(text)).toThrow(expect.objectContaining({ code: 'corpus' }));
  });

  it('are read or refused, whatever they are', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"name":',
      '"a"',
      ',',
      '\n',
      '\t',
      '1',
      '{"name":"x"}',
      '\u0000',
      '\ud83e',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          new Corpus(parseCorpus(pieces.join('')));
        } catch (error) {
          expect(error).toBeInstanceOf(TyposquatError);
        }
      }),
      { numRuns: 500, seed: 6 },
    );
  });
});

describe('a corpus', () => {
  it('keeps all owners of a package that comes once for each of them', () => {
    const corpus = new Corpus([
      { name: 'a', owners: ['x'] },
      { name: 'b', owners: ['y'] },
      { name: 'a', owners: ['z', 'x'] },
    ]);
    expect(corpus.names).toEqual(['a', 'b']);
    expect(corpus.get('a')).toMatchObject({ name: 'a', owners: ['x', 'z'] });
    expect([corpus.isOwnedBy(0, ['z']), corpus.isOwnedBy(1, ['z']), corpus.isOwnedBy(0, [])]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('of an index counts dependents, each once', () => {
    const form = (name: string): string => name.toLowerCase().replaceAll('_', '-');
    const index = [
      { name: 'A_b', dependencies: [] },
      { name: 'c', dependencies: ['a-b', 'A_b', 'gone'] },
      { name: 'd', dependencies: ['a-b', 'c'] },
    ];
    expect(packagesOfIndex(index, form).map(({ name, downloads }) => [name, downloads])).toEqual([
      ['A_b', 2],
      ['c', 1],
      ['d', 0],
    ]);
  });

  it('is shipped, the most used first', () => {
    const counts = popularCrates().map(({ downloads }) => downloads!);
    expect(counts.length).toBeGreaterThan(1000);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  });
});

describe('configuration of the judge', () => {
  it('has brands and suppressions', () => {
    const until = new Date('2027-01-01T00:00:00Z');
    const config = { brand: [{ word: 'acme' }], suppression: [{ name: 'a', reason: 'r', until }] };
    expect(parseNamesConfig(config)).toMatchObject({
      brands: [{ word: 'acme', owners: [] }],
      suppressions: [{ name: 'a', reason: 'r', until: '2027-01-01T00:00:00.000Z' }],
    });
  });

  it.each([
    [[]],
    [{ brands: [] }],
    [{ brand: {} }],
    [{ brand: [{ word: '' }] }],
    [{ brand: [null] }],
    [{ suppression: [{ name: 'a' }] }],
    [{ suppression: [{ name: 'a', reason: 'r', until: 'soon' }] }],
    [{ suppression: [{ name: 'a', reason: 'r', untill: '2027-01-01' }] }],
    [{ suppression: [{ name: 'a', reason: 'r', owners: 'x' }] }],
  ])('%j is refused', (value) => {
    expect(() => parseNamesConfig(value)).toThrow(expect.objectContaining({ code: 'config' }));
  });
});
