import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { functionQuery } from './functions.ts';

describe('names of affected functions', () => {
  it('splits a plain path', () => {
    expect(functionQuery('some_crate::module::Type::method')).toEqual({
      text: 'some_crate::module::Type::method',
      crateLib: 'some_crate',
      segments: ['module', 'Type', 'method'],
      last: 'method',
      ownerType: { name: 'Type', generics: [] },
      lastGenerics: [],
      macro: false,
      typeLike: false,
    });
    expect(functionQuery('candid::Decode')).toMatchObject({ segments: ['Decode'], typeLike: true });
    expect(functionQuery('a::b::free')).not.toHaveProperty('ownerType');
  });

  // All odd shapes of RustSec's database of 2026-08-21, then those that rustsec's own tests allow, then dirtier ones.
  it.each([
    [
      'crayon::utils::object_pool::ObjectPool<H,T>::free',
      ['utils', 'object_pool', 'ObjectPool', 'free'],
      ['H', 'T'],
      [],
    ],
    [
      'diesel::deserialize::FromSql::<Text,Sqlite>::from_sql',
      ['deserialize', 'FromSql', 'from_sql'],
      ['Text', 'Sqlite'],
      [],
    ],
    ['diesel::serialize::ToSql<Timestamp,Mysql>', ['serialize', 'ToSql'], undefined, ['Timestamp', 'Mysql']],
    ['prost_types::Timestamp::Into<SystemTime>', ['Timestamp', 'Into'], [], ['SystemTime']],
    ['foo::<Bar>::baz', ['Bar', 'baz'], [], []],
    ['foo::<BarA,BarB>::baz', ['baz'], undefined, []],
    ['foo::Bar<Baz>::quux', ['Bar', 'quux'], ['Baz'], []],
    ['foo::<Bar as Baz>::quux', ['Bar', 'Baz', 'quux'], [], []],
    ['foo::<m::Bar<u8> as n::Baz<A, B>>::quux', ['Bar', 'Baz', 'quux'], ['A', 'B'], []],
    [' foo :: Bar :: quux() ', ['Bar', 'quux'], [], []],
    ['::foo::Bar<Fn(u8) -> u8, [u8; 4]>::quux', ['Bar', 'quux'], ['Fn(u8) -> u8', '[u8; 4]'], []],
    ['foo::r#match', ['r#match'], undefined, []],
  ])('reads %s', (text, segments, owner, last) => {
    const query = functionQuery(text);
    expect(query?.segments).toEqual(segments);
    expect(query?.ownerType?.generics).toEqual(owner);
    expect(query?.lastGenerics).toEqual(last);
  });

  it('knows a macro, and the impl behind a conversion trait', () => {
    expect(functionQuery('foo::record!')).toMatchObject({ last: 'record', macro: true, typeLike: false });
    const conversion = { trait: 'From', from: 'Timestamp', to: 'SystemTime' };
    expect(functionQuery('prost_types::Timestamp::Into<SystemTime>')?.conversion).toEqual(conversion);
    expect(functionQuery('foo::Into<Bar>')).not.toHaveProperty('conversion');
  });

  it.each([
    '',
    'one',
    'no-hyphens::foobar',
    'no_leading_digits::0rly',
    'a::b(u8)',
    'a::',
    '::a',
    'a::b<c',
    'a::b>c',
    'a::b<(c>)',
    'a::<B as C as D>::e',
    `a::${'b::'.repeat(40)}c`,
    `a::b${'<c'.repeat(40)}${'>'.repeat(40)}`,
    'a::b\u001b[31m',
    `a::${'b'.repeat(2000)}`,
  ])('refuses %j', (text) => {
    expect(functionQuery(text)).toBeNull();
  });

  it('is total', () => {
    const pieces = fc
      .array(fc.constantFrom('a', 'B', '::', '<', '>', '(', ')', ',', ' ', ' as ', '!', '-', '&'))
      .map((p) => p.join(''));
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: 'binary' })), (text) => {
        const query = functionQuery(text);
        if (query) expect(query.segments.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});
