import { describe, expect, it } from 'vitest';
import { context, crate, type Files } from '../../test/crate.ts';
import { stepOf } from './step.ts';
import { type VersionDiff, versionDiff } from './version-diff.ts';

const manifest = (version: string, rest = '') =>
  `[package]\nname = "lz-fixture"\nversion = "${version}"\nedition = "2021"\n${rest}`;

function diff(before: Files, after: Files, more = {}): VersionDiff {
  const previous = crate({ 'Cargo.toml': manifest('1.0.0'), ...before });
  return versionDiff(context(crate({ 'Cargo.toml': manifest('1.0.1'), ...after }), { previous, ...more }));
}
const items = (of: VersionDiff) =>
  of.source.items.items.map(({ change, kind, path, from }) => [change, kind, path, ...(from ? [from] : [])].join(' '));

const BODY = '{ let mut sum = 0; for i in 0..n { sum += i * 2; } println!("{sum}"); sum }';

describe('version diff', () => {
  it('is empty between a version and itself', () => {
    const same = { 'src/lib.rs': 'pub fn f() {}', 'build.rs': 'fn main() {}' };
    const found = diff({ ...same, 'Cargo.toml': manifest('1.0.0') }, { ...same, 'Cargo.toml': manifest('1.0.0') });
    expect(found.step).toBe('same');
    expect([found.manifest, found.features, found.dependencies, found.source.items.items]).toEqual([[], [], [], []]);
    expect(found.buildScript.change).toBe('same');
    expect(found.files.changes.count).toBe(0);
    expect(found.unsafety).toEqual({ counts: [], foreign: { items: [], count: 0 }, noLongerForbidden: [] });
  });

  it('counts steps as Cargo does', () => {
    const steps = [
      ['1.2.3', '1.2.4', 'patch'],
      ['1.2.3', '1.3.0', 'minor'],
      ['1.2.3', '2.0.0', 'major'],
      ['0.1.2', '0.1.3', 'patch'],
      ['0.1.2', '0.2.0', 'major'],
      ['0.0.1', '0.0.2', 'major'],
      ['1.0.0-a', '1.0.0', 'patch'],
      ['1.0.1', '1.0.0', 'older'],
    ] as const;
    for (const [a, b, step] of steps) expect(stepOf(a, b), `${a} ${b}`).toBe(step);
  });

  it('matches definitions by path, then moved and renamed ones by their tokens', () => {
    const found = diff(
      {
        'src/lib.rs': `mod a;\npub fn keep(n: u32) -> u32 ${BODY}\nfn edit() { one() }\nfn old_name(n: u32) -> u32 ${BODY.replace('2', '3')}\n// a\nfn said() {}`,
        'src/a.rs': `pub fn moved(n: u32) -> u32 ${BODY.replace('2', '4')}\nfn gone() { two() }`,
      },
      {
        'src/lib.rs': `mod b;\npub fn keep(n: u32) -> u32 ${BODY}\nfn edit() { one(); more() }\nfn new_name(n: u32) -> u32 ${BODY.replace('2', '3')}\n// b\nfn said() { /* c */ }`,
        'src/b.rs': `pub fn moved(n: u32) -> u32 ${BODY.replace('2', '4')}`,
      },
    );
    expect(items(found).sort()).toEqual([
      'added mod b',
      'changed fn edit',
      'comments fn said',
      'moved fn b::moved a::moved',
      'removed fn a::gone',
      'removed mod a',
      'renamed fn new_name old_name',
    ]);
    expect(found.source.onlyMoved).toEqual(['src/b.rs']);
    const edit = found.source.items.items.find(({ path }) => path === 'edit')!;
    expect(edit.source!.rows).toMatchObject([
      {
        kind: 'changed',
        before: { line: 3 },
        after: { line: 3, parts: [{}, { text: '; more()', changed: true }, {}] },
      },
    ]);
  });

  it('tells a reformatted file from a changed one', () => {
    const found = diff({ 'src/lib.rs': 'fn f() { a() }' }, { 'src/lib.rs': '//! Words\n\nfn f() {\n    a()\n}' });
    expect(found.source.onlyComments).toEqual(['src/lib.rs']);
    expect(items(found)).toEqual(['comments fn f']);
  });

  it('names dependencies with their ages and what runs while building', () => {
    const lines = [{ name: 'young', version: '1.0.0', pubtime: '2026-08-20T07:11:00Z' }];
    const found = diff(
      { 'Cargo.toml': manifest('1.0.0', '[dependencies]\nkept = "1"\ngone = "1"\n') },
      {
        'Cargo.toml': manifest(
          '1.0.1',
          '[dependencies]\nkept = { version = "1.2", features = ["x"] }\n[target."cfg(unix)".build-dependencies]\nyoung = "1"\n',
        ),
      },
      {
        now: '2026-08-20T07:15:00Z',
        metadata: {
          now: '2026-08-20T07:15:00Z',
          subject: { name: 'lz-fixture', version: '1.0.1' },
          crates: {
            young: {
              ownerEvents: [],
              owners: [],
              versions: lines.map(({ version, pubtime }) => ({ num: version, pubtime, yanked: false, deps: [] })),
            },
          },
          popular: [],
          workspaceMembers: [],
          advisories: [],
        },
      },
    );
    expect(found.dependencies.map(({ name, kind, change, target }) => [name, kind, change, target])).toEqual([
      ['young', 'build', 'added', 'cfg(unix)'],
      ['gone', 'normal', 'removed', undefined],
      ['kept', 'normal', 'changed', undefined],
    ]);
    expect(found.dependencies[0]).toMatchObject({ firstPublished: '2026-08-20T07:11:00Z', ageSeconds: 240 });
    expect(found.dependencies[2]!.after).toMatchObject({ requirement: '1.2', features: ['x'] });
  });

  it('shows capabilities and actions gained with their path, and the public functions that lead there', () => {
    const found = diff(
      { 'src/lib.rs': 'pub fn load() {}\npub fn other() {}' },
      {
        'src/lib.rs':
          'pub fn load() { inner() }\nfn inner() { let _ = std::fs::read("/etc/lz-fixture"); }\npub fn other() {}',
      },
    );
    const [lib] = found.units;
    expect(lib).toMatchObject({ unit: 'lib', change: 'kept', lost: [] });
    expect(lib!.gained[0]).toMatchObject({ capability: 'FILES', whole: true, direct: true });
    const path = lib!.gained[0]!.functions.items[0]!.path.map((step) => step.function);
    expect(path).toEqual(['lz_fixture::load', 'lz_fixture::inner', 'std::fs::read']);
    expect(found.actions.gained.items).toMatchObject([{ kind: 'file', op: 'read', text: '/etc/lz-fixture', line: 2 }]);
    expect(found.api.newReach.items).toEqual([{ function: 'lz_fixture::load', capability: 'FILES', known: true }]);
    expect(found.api.added.count).toBe(0);
  });

  it('counts unsafe code and names what is foreign', () => {
    const found = diff(
      { 'src/lib.rs': '#![forbid(unsafe_code)]\npub fn f() {}' },
      {
        'src/lib.rs':
          '#[link(name = "lzfix")] extern "C" { fn lz_c(); }\n#[no_mangle] pub extern "C" fn lz_out() {}\npub struct New;\npub fn f() { unsafe { lz_c() } }',
      },
    );
    expect(found.unsafety.counts).toContainEqual({ what: 'blocks', before: 0, after: 1 });
    expect(found.unsafety.foreign.items.map(({ change, what, name }) => `${change} ${what} ${name}`)).toEqual([
      'gained foreign function lz_c',
      'gained linked library lzfix',
      'gained exported symbol lz_out',
    ]);
    expect(found.unsafety.noLongerForbidden).toEqual(['src/lib.rs']);
    expect(found.api.added.items).toContainEqual({ kind: 'type', path: 'lz_fixture::New' });
  });

  it('sorts files by kind and finds moved ones', () => {
    const found = diff(
      { 'c/a.c': 'int a;', 'old.bin': new Uint8Array([0, 1, 2]), 'README.md': 'x' },
      {
        'c/a.c': 'int b;',
        'new.bin': new Uint8Array([0, 1, 2]),
        'data.gz': new Uint8Array([31, 139, 8, 8]),
        'src/x.rs': '//\n'.repeat(900),
      },
    );
    expect(found.files.changes.items.map(({ kind, change, path, from }) => [kind, change, path, from])).toEqual([
      ['source', 'added', 'src/x.rs', undefined],
      ['native code', 'changed', 'c/a.c', undefined],
      ['binary', 'added', 'data.gz', undefined],
      ['binary', 'moved', 'new.bin', 'old.bin'],
      ['documentation', 'removed', 'README.md', undefined],
      ['cargo', 'changed', 'Cargo.toml', undefined],
    ]);
    expect(found.files.binaries.map(({ path }) => path)).toEqual(['data.gz']);
    expect(found.files.grewMost).toEqual([{ path: 'src/x.rs', before: 0, after: 2_700 }]);
    expect(items(found)).toEqual(['changed file c/a.c']);
  });

  it('stays small on huge and hostile input', () => {
    const fns = (word: string) => Array.from({ length: 2_500 }, (_, i) => `fn f${i}() { ${word}(${i}) }`).join('\n');
    const found = diff({ 'src/lib.rs': fns('a') }, { 'src/lib.rs': fns('b'), 'src/junk.rs': '\u0000}{'.repeat(1_000) });
    expect(found.source.items.items.length).toBe(2_000);
    expect(found.source.counts.changed).toBe(2_500);
  });
});
