import type { FnToken, HeaderToken, VersionFunctions } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import { type AdvisoryFacts, parseAdvisory } from '../index.ts';
import { inferFunctions } from './infer.ts';
import { chooseFixPair, fixPairs, NoPair } from './pair.ts';
import { TextMatch, textMatch } from './rank.ts';
import { diffFunctions, equalButForLocals, withoutCosmetics } from './token-diff.ts';

const words = (text: string): string[] => text.split(' ').filter((token) => token !== '');

/** A function from `module::Type::name` or `module::<Type as Trait>::name` and its tokens. */
function fn(path: string, body: string, more: Partial<FnToken> = {}): FnToken {
  const impl = /^(?:(.*)::)?<(\w+) as (\w+)>::(\w+)$/.exec(path);
  const segments = path.split('::');
  const name = impl?.[4] ?? segments.at(-1)!;
  const typed = impl === null && /^[A-Z]/.test(segments.at(-2) ?? '');
  const selfType = impl?.[2] ?? (typed ? segments.at(-2)! : null);
  const module = impl ? (impl[1] ?? '') : segments.slice(0, typed ? -2 : -1).join('::');
  return {
    id: path,
    module,
    selfType,
    trait: impl?.[3] ?? null,
    name,
    path,
    ownerType: selfType,
    tokenHash: body,
    tokens: () => words(body),
    public: true,
    callees: [],
    file: 'src/lib.rs',
    line: 1,
    isTest: false,
    ...more,
  };
}

const version = (text: string, functions: FnToken[], headers: HeaderToken[] = []): VersionFunctions => ({
  version: text,
  functions,
  headers,
});
const diff = (before: FnToken[], after: FnToken[]) => diffFunctions(version('1.0.0', before), version('1.0.1', after));
const infer = (before: FnToken[], after: FnToken[], spelled: string[] = []) =>
  inferFunctions(version('1.0.0', before), version('1.0.1', after), spelled);
const ids = (list: readonly { fn: FnToken }[]): string[] => list.map((entry) => entry.fn.id);

describe('the pair of versions', () => {
  const advisory = (patched: string, unaffected = ''): AdvisoryFacts =>
    parseAdvisory(
      `\`\`\`toml\nid = "A-1"\npackage = "a"\ndate = "2024-01-01"\n[versions]\npatched = [${patched}]\nunaffected = [${unaffected}]\n\`\`\`\n# T\n`,
      'a.md',
    );
  const published = (...list: string[]) =>
    list.map((text) => ({ version: text.replace('!', ''), yanked: text.endsWith('!') }));
  const chosen = (facts: AdvisoryFacts, ...list: string[]): string => {
    const pair = chooseFixPair(facts, published(...list));
    return typeof pair === 'string' ? pair : `${pair.affected.version} ${pair.patched.version} ${pair.patched.yanked}`;
  };

  it('is the lowest stable patched version and the highest affected one below it', () => {
    const facts = advisory('">= 1.2.0"');
    expect(chosen(facts, '1.3.0', '1.2.1', '1.2.0-rc.1', '1.1.0', '1.0.0')).toBe('1.1.0 1.2.1 false');
    expect(chosen(facts, '1.2.0!', '1.2.1', '1.1.0!')).toBe('1.1.0 1.2.0 true');
    expect(chosen(facts, '1.2.0-rc.1', 'odd', '1.1.0', '1.2.0')).toBe('1.1.0 1.2.0 false');
  });

  it('does not take a version that was never affected for a fix', () => {
    const facts = advisory('">= 1.2.0"', '"< 0.5.0"');
    expect(chosen(facts, '0.4.0', '0.6.0', '1.2.0')).toBe('0.6.0 1.2.0 false');
    expect(chosen(facts, '0.4.0', '1.2.0')).toBe(NoPair.NoPatchedVersion);
    expect(chosen(facts, '0.6.0')).toBe(NoPair.NoPatchedVersion);
    expect(chosen(advisory(''), '0.6.0', '1.0.0')).toBe(NoPair.NoPatchedRequirement);
  });

  it('finds one pair for each branch that got the fix', () => {
    const facts = advisory('">= 1.2.3, < 2.0.0", ">= 2.1.0"');
    const pairs = fixPairs(facts, published('1.2.2', '1.2.3', '1.2.4', '2.0.0', '2.1.0', '2.2.0'));
    expect(pairs).toMatchObject([
      { affected: { version: '1.2.2' }, patched: { version: '1.2.3' } },
      { affected: { version: '2.0.0' }, patched: { version: '2.1.0' } },
    ]);
  });

  it('reads the fix of an OSV record from its ranges', () => {
    const facts = { ...advisory(''), ranges: [{ introduced: null, fixed: '1.2.0' }] };
    expect(chosen(facts, '1.1.0', '1.2.0')).toBe('1.1.0 1.2.0 false');
    expect(chosen({ ...facts, ranges: [{ introduced: '1.0.0', fixed: null }] }, '1.1.0')).toBe(
      NoPair.NoPatchedRequirement,
    );
  });
});

describe('the comparison of functions', () => {
  it('tells changes, removals, renamed locals, cosmetics and additions apart', () => {
    const before = [
      fn('a::same', 'let x = 1'),
      fn('a::changed', 'x [ i ]'),
      fn('a::gone', 'x'),
      fn('a::renamed', 'fn renamed ( y : T ) { let x = y ; x . len ( ) }'),
      fn('a::tidy', "fn tidy < 'a > ( x : & 'a u8 , ) { std :: mem :: swap ( x ) }"),
      fn('a::test', 'x', { isTest: true }),
    ];
    const after = [
      fn('a::same', 'let x = 1'),
      fn('a::changed', 'if i < x . len ( ) { x [ i ] }'),
      fn('a::renamed', 'fn renamed ( w : T ) { let v = w ; v . len ( ) }'),
      fn('a::tidy', 'pub ( crate ) fn tidy ( x : & u8 ) { mem :: swap ( x ) }'),
      fn('a::new', 'x'),
    ];
    const result = diff(before, after);
    expect(result.functions).toBe(5);
    expect(result.changes.map((change) => `${change.fn.name} ${change.state}`)).toEqual([
      'changed changed',
      'gone removed',
      'renamed renamed',
      'tidy cosmetic',
    ]);
    expect(result.changes[0]).toMatchObject({ guard: true, diffTokens: 10 });
    expect(ids(result.added.map((entry) => ({ fn: entry })))).toEqual(['a::new']);
  });

  it('follows functions that only moved, and pairs variants under cfg by their tokens', () => {
    const before = [fn('a::one', 'x'), fn('b::two', 'u', { line: 1 }), fn('b::two', 'w', { line: 9 })];
    const after = [fn('c::one', 'x'), fn('b::two', 'w', { line: 1 }), fn('b::two', 'v', { line: 9 })];
    expect(diff(before, after).changes.map((change) => `${change.fn.id} ${change.state} ${change.fn.line}`)).toEqual([
      'b::two changed 1',
    ]);
  });

  it('does not take a renamed callee, field, type or two locals made one for a renamed local', () => {
    expect(equalButForLocals(words('foo ( x )'), words('bar ( x )'))).toBe(false);
    expect(equalButForLocals(words('x . a'), words('x . b'))).toBe(false);
    expect(equalButForLocals(words('a :: x'), words('a :: y'))).toBe(false);
    expect(equalButForLocals(words('x : Foo'), words('x : Bar'))).toBe(false);
    expect(equalButForLocals(words('| x , mut y | x - y'), words('| x , mut y | y - x'))).toBe(false);
    expect(equalButForLocals(words('map ( x )'), words('map ( y )'))).toBe(false);
    const bound =
      'fn f ( x : A , mut y : B ) { for i in x { } match y { Some ( k ) => k , } let ( p , q ) = y ; | z | z }';
    const renamed = bound.replace(/\b[xyikpqz]\b/g, (name) => `${name}2`);
    expect(equalButForLocals(words(bound), words(renamed))).toBe(true);
    expect(equalButForLocals(words(bound), words(renamed.replace('| z2', '| x2')))).toBe(false);
  });

  it('keeps what only looks like cosmetics', () => {
    expect(withoutCosmetics(words('a :: std :: b'))).toEqual(words('a :: std :: b'));
    expect(withoutCosmetics(words("'a'"))).toEqual(["'a'"]);
    expect(withoutCosmetics(words('pub ( in a :: b ) fn x'))).toEqual(words('fn x'));
    expect(withoutCosmetics(words('pub ( crate'))).toEqual(words('( crate'));
  });

  it('sees a check that is added and unsafe code that is taken away', () => {
    const guard = (before: string, after: string): boolean =>
      diff([fn('a::f', before)], [fn('a::f', after)]).changes[0]!.guard;
    expect(guard('x', 'assert ! ( x )')).toBe(true);
    expect(guard('unsafe { x }', 'y { x }')).toBe(true);
    expect(guard('x', 'y + z')).toBe(false);
  });
});

describe('inference', () => {
  it('goes up from changed private functions to the first public ones', () => {
    const before = [
      fn('a::inner', 'x', { public: false }),
      fn('a::middle', 'm', { public: false, callees: ['a::inner'] }),
      fn('a::outer', 'o', { callees: ['middle'] }),
      fn('a::above', 'b', { callees: ['a::outer'] }),
      fn('a::test', 't', { callees: ['a::outer', 'a::inner'], isTest: true }),
    ];
    const result = infer(before, [fn('a::inner', 'if x', { public: false }), ...before.slice(1)]);
    expect(result).toMatchObject({ tier: 'C', sizes: { plain: 1, callers: 3, all: 3, text: 0 } });
    // A small fix also shows what the interface above it is.
    expect(ids(result.functions)).toEqual(['a::outer', 'a::inner', 'a::middle', 'a::above']);
    expect(result.pool).toHaveLength(3);
    expect(result.functions[0]!.evidence).toBe(
      'calls a::middle → a::inner: 1 tokens changed, a check was added or unsafe code taken away (src/lib.rs:1)',
    );
    expect(result.functions.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
  });

  it('ends in cycles, and takes no name that many functions share for a call', () => {
    const cycle = [
      fn('a::f', 'x', { public: false, callees: ['a::g'] }),
      fn('a::g', 'y', { public: false, callees: ['a::f'] }),
      ...Array.from({ length: 30 }, (_, at) => fn(`a::T${at}::new`, `n ${at}`, { public: false })),
      fn('a::caller', 'c', { callees: ['new'] }),
    ];
    const after = cycle.map((entry) =>
      /f$|T3::/.test(entry.id) ? fn(entry.id, 'z', entry.public ? {} : { public: false }) : entry,
    );
    expect(ids(infer(cycle, after).pool)).toEqual(['a::T3::new', 'a::f', 'a::g']);
  });

  it('adds the methods of a type whose definition or impl changed', () => {
    const functions = [fn('a::Cell::get', 'g'), fn('a::Cell::set', 's'), fn('a::Other::get', 'o')];
    const header = (hash: string): HeaderToken => ({ id: 'impl Sync for a::Cell', owner: 'Cell', hash });
    const result = inferFunctions(version('1', functions, [header('a')]), version('2', functions, [header('b')]), []);
    expect(result.diff.changedOwners).toEqual(['Cell']);
    expect(ids(result.pool)).toEqual(['a::Cell::get', 'a::Cell::set']);
    expect(result.sizes.callers).toBe(0);
  });

  it('leaves a sweep out unless there is nothing else', () => {
    const many = (tail: string) => Array.from({ length: 12 }, (_, at) => fn(`a::f${at}`, `x${at} ${tail}`));
    const one = (tail: string) => fn('a::real', `r ${tail}`);
    expect(ids(infer([...many('old'), one('a')], [...many('new'), one('b')]).functions)).toEqual(['a::real']);
    expect(infer(many('old'), many('new')).sizes.plain).toBe(12);
  });

  const before = [
    fn('io::Reader::read', 'a'),
    fn('io::Writer::write', 'b'),
    fn('io::helper', 'c'),
    fn('io::untouched', 'd'),
  ];
  const after = [...before.slice(0, 3).map((entry) => fn(entry.id, `${entry.tokenHash} z`)), before[3]!];

  it('is tier A where the text spells a function that changed', () => {
    const result = infer(before, after, ['Writer::write', 'Vec::read']);
    expect(result).toMatchObject({ tier: 'A', affectedVersion: '1.0.0', patchedVersion: '1.0.1' });
    expect(ids(result.functions)).toEqual(['io::Writer::write']);
    expect(ids(result.pool)).toHaveLength(3);
  });

  it('is tier B where the text spells only what did not change', () => {
    const result = infer(before, after, ['untouched']);
    expect(result.tier).toBe('B');
    expect(result.functions.map((entry) => `${entry.fn.id}: ${entry.evidence}`)[0]).toBe(
      'io::untouched: spelled in the text of the advisory; the fix did not touch it',
    );
    // The text may spell it by chance: what the fix touched follows.
    expect(ids(result.functions).slice(1)).toEqual(ids(infer(before, after).functions));
  });

  it('is tier C where a small fix stands alone, tier D with the best ten of a large one', () => {
    expect(infer(before, after)).toMatchObject({ tier: 'C', functions: { length: 3 } });
    const large = Array.from({ length: 15 }, (_, at) => fn(`a::f${at}`, `x${at}`));
    const changed = large.map((entry, at) => fn(entry.id, `${entry.tokenHash} y${at}`));
    expect(infer(large, changed)).toMatchObject({ tier: 'D', functions: { length: 10 }, pool: { length: 15 } });
  });

  it('finds nothing between equal versions', () => {
    expect(infer(before, before)).toMatchObject({ tier: 'C', functions: [], diff: { changes: [] } });
  });
});

describe('the text of an advisory', () => {
  it.each([
    ['io::Reader::read', 'Reader::read', TextMatch.Qualified],
    ['io::Reader::read', 'my_crate::io::Reader::read', TextMatch.Qualified],
    ['io::<Reader as Read>::read', 'Read::read', TextMatch.Qualified],
    ['io::read_all', 'io::read_all', TextMatch.Qualified],
    ['io::read_all', 'my_crate::read_all', TextMatch.Name],
    ['io::read_all', 'read_all', TextMatch.Name],
    ['io::Reader::read', 'Reader', TextMatch.Type],
    ['io::Reader::new', 'new', TextMatch.Type],
    ['io::Reader::new', 'Reader::new', TextMatch.Qualified],
    ['io::Reader::read', 'Vec::read', TextMatch.None],
    ['io::Reader::read', 'std::ptr::read', TextMatch.None],
    ['io::record!', 'record', TextMatch.Name],
    ['io::Reader::read', 'write', TextMatch.None],
  ])('%s is spelled by %s: %i', (path, spelled, expected) => {
    expect(textMatch(fn(path, ''), [spelled])).toBe(expected);
  });
});
