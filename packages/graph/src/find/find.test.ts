import { type CrateFacts, type DefId, DefKind } from '@lazaret/facts';
import { describe, expect, test } from 'vitest';
import { Program } from '../../test/program.ts';
import { findDefinitions } from './find.ts';
import type { FoundDefinitions, FunctionName } from './outcome.ts';

const TEXT = `
trait Read { fn read(&self) -> u8; fn twice(&self) {} } trait From<T> { fn from(t: T) -> Self; }
struct Entry<R> { r: R } struct Stamp; struct Time;
impl<R> Entry<R> { fn unpack(&self) {} } impl<R> Entry<R> { fn path(&self) {} }
impl<R> Read for Entry<R> { fn read(&self) -> u8 {} }
struct Items; impl Iter for Items { fn into_iter(self) {} } trait Iter { fn into_iter(self); }
struct Refs; impl Iter for &Refs { fn into_iter(self) {} }
impl Iter for &Items { fn into_iter(self) {} }
impl From<Stamp> for Time { fn from(t: Stamp) -> Time {} }
fn free() {} type Alias = Entry<u8>; fn mac() {}
`;

function name(path: string, more: Partial<FunctionName> = {}): FunctionName {
  return { segments: path.split('::'), macro: false, ...more };
}

/** The crate's root also re-exports `core::apply` as `run`, and the function `mac` is a macro. */
function program(): Program {
  return new Program(TEXT, (krate): Partial<CrateFacts> => {
    const facts = krate.facts();
    const core = krate.def('apply');
    const entry = { def: core, vis: true as const, imported: true };
    const values = new Map([[krate.world.names.intern('run'), entry]]);
    return {
      scope: () => ({ types: new Map(), values, macros: new Map(), unnamedTraits: [] }),
      kind: (def) => (krate.id(def) === krate.def('mac') ? DefKind.Macro : facts.kind(def)),
    };
  });
}

describe('names of advisories', () => {
  const p = program();
  const find = (path: string, more: Partial<FunctionName> = {}): FoundDefinitions =>
    findDefinitions(p.world, p.app.num, name(path, more));
  const defs = (path: string): readonly DefId[] => {
    const found = find(path);
    return found.kind === 'missing' ? [] : found.defs;
  };

  test('functions, inherent methods, methods of trait impls and of traits', () => {
    expect(defs('free')).toEqual([p.def('free')]);
    expect(defs('Entry::path')).toEqual([p.def('Entry::path')]);
    expect(defs('Entry::read')).toEqual([p.app.item(p.app.impl('Read'), 'read')]);
    expect(find('Read::read')).toMatchObject({ outcome: 'trait-method', defs: [p.def('Read::read')] });
    expect(defs('Entry::Read::read')).toEqual([p.app.item(p.app.impl('Read'), 'read')]);
    expect(defs('Entry::twice')).toEqual([p.def('Read::twice')]);
    expect(defs('Alias::unpack')).toEqual([p.def('Entry::unpack')]);
  });

  test('a method of the type itself comes before one of references to it', () => {
    expect(defs('Items::into_iter')).toEqual([p.app.item(p.app.impl('Iter', 0), 'into_iter')]);
    expect(defs('Refs::into_iter')).toEqual([p.app.item(p.app.impl('Iter', 1), 'into_iter')]);
  });

  test('a type stands for all its methods', () => {
    const found = find('Entry');
    expect(found).toMatchObject({ kind: 'found', outcome: 'type' });
    expect(defs('Entry').length).toBe(3);
  });

  test('Into on the source is From on the target', () => {
    const found = find('Stamp::Into', { conversion: { trait: 'From', from: 'Stamp', to: 'Time' } });
    expect(found).toMatchObject({ outcome: 'conversion', defs: [p.app.item(p.app.impl('From'), 'from')] });
  });

  test('macros, re-exports of std, names that are not there', () => {
    expect(find('mac', { macro: true })).toMatchObject({ outcome: 'macro', defs: [], macros: [p.def('mac')] });
    expect(find('run')).toMatchObject({ kind: 'alias', outcome: 'alias-of-std', note: 'a re-export of core::apply' });
    expect(find('Entry::nothing')).toMatchObject({ kind: 'missing', outcome: 'missing-in-source' });
    expect(findDefinitions(p.world, p.app.num, name('Entry::off'), { occurs: (word) => word === 'off' })).toMatchObject(
      {
        kind: 'missing',
        outcome: 'cfg-off',
      },
    );
  });

  test('a path that does not lead there is found by type and method', () => {
    expect(defs('no::such::module::Entry::unpack')).toEqual([p.def('Entry::unpack')]);
    expect(find('no::such::module::free')).toMatchObject({ kind: 'missing' });
  });
});
