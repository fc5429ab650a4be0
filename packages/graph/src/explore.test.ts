import { DefFlag, type DefId, DefKind, localOf, UseKind } from '@lazaret/facts';
import { describe, expect, test } from 'vitest';
import { Program } from '../test/program.ts';
import type { Exploration } from './exploration.ts';

/** Verdict of one function: the word only. */
function verdict(found: Exploration, def: DefId): string {
  return found.verdictFor({ defs: [def] }).verdict;
}

describe('what is certainly reached', () => {
  test('plain calls, through cycles, and nothing else', () => {
    const p = new Program('fn main() {} fn a() {} fn b() {} fn other() {}');
    p.body('main', [p.call('a')]);
    p.body('a', [p.call('b')]);
    p.body('b', [p.call('a'), p.call('main')]);
    p.body('other', [p.call('b')]);
    const found = p.explore();
    expect(['main', 'a', 'b', 'other'].map((name) => verdict(found, p.def(name)))).toEqual([
      'reachable',
      'reachable',
      'reachable',
      'not_reachable',
    ]);
  });

  test('a trait method is selected for the type argument of the instance', () => {
    const p = new Program(`
      trait Tr { fn m(&self); } struct A; struct B;
      impl Tr for A { fn m(&self) {} } impl Tr for B { fn m(&self) {} }
      fn generic<T: Tr>(t: T) {} fn main() {}`);
    p.body('main', [p.call('generic', [p.ty('A')])]);
    p.body('generic', [p.call('Tr::m', [p.ty('T', 'generic')])]);
    const found = p.explore();
    expect(verdict(found, p.app.item(p.app.impl('Tr', 0), 'm'))).toBe('reachable');
    expect(verdict(found, p.app.item(p.app.impl('Tr', 1), 'm'))).toBe('not_reachable');
  });

  test('a trait method named as sink stands for its impls', () => {
    const p = new Program('trait Tr { fn m(&self); } struct A; impl Tr for A { fn m(&self) {} } fn main() {}');
    p.body('main', [p.call('Tr::m', [p.ty('A')])]);
    const found = p.explore();
    const answer = found.verdictFor({ defs: [p.def('Tr::m')] });
    expect(answer.verdict).toBe('reachable');
    expect(answer.path.map((frame) => frame.function)).toEqual(['app::main', '<app::A as app::Tr>::m']);
    expect(answer.path.map((frame) => frame.edge)).toEqual(['entry', 'dispatch']);
  });

  test('default bodies call back into the impl', () => {
    const p = new Program(`
      trait Tr { fn m(&self) {} fn n(&self); } struct A; struct B;
      impl Tr for A { fn n(&self) {} } impl Tr for B { fn n(&self) {} } fn main() {}`);
    p.body('main', [p.call('Tr::m', [p.ty('A')])]);
    p.body('Tr::m', [p.call('Tr::n', [p.world.types.param(0)])]);
    const found = p.explore();
    expect(verdict(found, p.app.item(p.app.impl('Tr', 0), 'n'))).toBe('reachable');
    expect(verdict(found, p.app.item(p.app.impl('Tr', 1), 'n'))).toBe('not_reachable');
  });

  test('a closure runs where it is called by generic code of another crate', () => {
    const p = new Program('fn main() {} fn sink() {}');
    const closure = p.app.closure('main', { kind: 'fn', params: [], ret: '()', uses: [p.call('sink')] });
    const ty = p.world.types.closure(closure, []);
    p.body('main', [p.use(UseKind.Create, closure), p.call('apply', [ty])]);
    const answer = p.explore().verdictFor({ defs: [p.def('sink')] });
    expect(answer.verdict).toBe('reachable');
    expect(answer.certain).toBe(true);
    expect(answer.path.map((frame) => frame.function)).toEqual([
      'app::main',
      'core::apply',
      'app::main::{closure#0}',
      'app::sink',
    ]);
  });

  test('a closure that is only made counts, but not as a certain call', () => {
    const p = new Program('fn main() {} fn sink() {}');
    const closure = p.app.closure('main', { kind: 'fn', params: [], ret: '()', uses: [p.call('sink')] });
    p.body('main', [p.use(UseKind.Create, closure)]);
    expect(p.explore().verdictFor({ defs: [p.def('sink')] })).toMatchObject({ verdict: 'reachable', certain: false });
  });

  test('fn items through Fn traits and taken addresses', () => {
    const p = new Program('fn main() {} fn called() {} fn taken() {}');
    p.body('main', [p.call('apply', [p.world.types.fnDef(p.def('called'), [])]), p.use(UseKind.Address, 'taken')]);
    const found = p.explore();
    expect(found.verdictFor({ defs: [p.def('called')] })).toMatchObject({ verdict: 'reachable', certain: true });
    expect(found.verdictFor({ defs: [p.def('taken')] })).toMatchObject({ verdict: 'reachable', certain: false });
  });

  test('a vtable holds the methods of the trait and its supertraits, and the drop', () => {
    const p = new Program(`
      trait Base { fn b(&self); } trait Tr: Base { fn m(&self); fn gen<U>(&self, u: U); }
      struct A; struct B;
      impl Base for A { fn b(&self) {} } impl Tr for A { fn m(&self) {} fn gen<U>(&self, u: U) {} }
      impl Drop for A { fn drop(&mut self) {} }
      impl Base for B { fn b(&self) {} } impl Tr for B { fn m(&self) {} fn gen<U>(&self, u: U) {} }
      fn main() {}`);
    p.body('main', [p.use(UseKind.Unsize, 0, [p.ty('A'), p.ty('dyn Tr')])]);
    const found = p.explore();
    const of = (trait: string, name: string, n = 0): string => verdict(found, p.app.item(p.app.impl(trait, n), name));
    expect(of('Base', 'b')).toBe('reachable');
    expect(of('Tr', 'm')).toBe('reachable');
    expect(of('Tr', 'gen')).toBe('not_reachable');
    expect(of('Drop', 'drop')).toBe('reachable');
    expect(of('Tr', 'm', 1)).toBe('not_reachable');
  });

  test('drops go through fields and generic arguments', () => {
    const p = new Program(`
      struct Guard; impl Drop for Guard { fn drop(&mut self) {} } struct Outer { v: Vec<Guard>, g: Guard }
      fn main() {} fn sink() {}`);
    const drop = p.app.item(p.app.impl('Drop'), 'drop');
    p.body(drop, [p.call('sink')]);
    p.body('main', [p.use(UseKind.Drop, 0, [p.ty('Outer')])]);
    const answer = p.explore().verdictFor({ defs: [p.def('sink')] });
    expect(answer.path.map((f) => [f.function, f.edge])).toEqual([
      ['app::main', 'entry'],
      ['<app::Guard as core::Drop>::drop', 'drop'],
      ['app::sink', 'call'],
    ]);
  });

  test('constants: calls run in the compiler, addresses are in the program', () => {
    const p = new Program('const TABLE: fn(); fn main() {} fn make() {} fn held() {} fn inner() {}');
    p.body('TABLE', [p.call('make'), p.use(UseKind.Address, 'held')]);
    p.body('make', [p.use(UseKind.Address, 'inner')]);
    p.body('main', [p.use(UseKind.Value, 'TABLE')]);
    const found = p.explore();
    expect(verdict(found, p.def('held'))).toBe('reachable');
    expect(verdict(found, p.def('inner'))).toBe('reachable');
    const made = found.verdictFor({ defs: [p.def('make')] });
    expect(made).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'compile-time-only' }] });
    expect([...found.functionsByPackage().get('app 1.0.0')!]).not.toContain('app::make');
  });

  test('the path with the fewest taken addresses wins over a shorter one', () => {
    const p = new Program('fn main() {} fn a() {} fn b() {} fn sink() {}');
    p.body('main', [p.use(UseKind.Address, 'sink'), p.call('a')]);
    p.body('a', [p.call('b')]);
    p.body('b', [p.call('sink')]);
    const answer = p.explore().verdictFor({ defs: [p.def('sink')] });
    expect(answer.path.map((f) => f.function)).toEqual(['app::main', 'app::a', 'app::b', 'app::sink']);
  });

  test('a foreign function is the exported one of that symbol', () => {
    const p = new Program('fn main() {} fn imported(); fn exported() {} fn libc_call();', (krate) => {
      const flags = krate.facts().flags;
      const at = (name: string): number => localOf(krate.def(name));
      return {
        flags: (def) =>
          def === at('exported')
            ? flags(def) | DefFlag.Exported
            : def === at('imported') || def === at('libc_call')
              ? flags(def) | DefFlag.Foreign
              : flags(def),
        linkName: (def) => (def === at('libc_call') ? 'getpid' : def === 0 ? undefined : 'the_symbol'),
      };
    });
    p.body('main', [p.call('imported'), p.call('libc_call')]);
    const found = p.explore();
    expect(found.verdictFor({ defs: [p.def('exported')] }).path.at(-1)).toMatchObject({ edge: 'symbol' });
    expect(found.externalSymbols).toEqual(['getpid']);
  });
});

test('the allocator of a program is reached wherever memory is asked for', () => {
  const p = new Program(
    `trait GlobalAlloc { fn alloc(&self); } struct Jem; impl GlobalAlloc for Jem { fn alloc(&self) {} }
     struct Other; impl GlobalAlloc for Other { fn alloc(&self) {} } const A: Jem; fn __rust_alloc(); fn main() {}`,
    (krate) => {
      const facts = krate.facts();
      const is = (def: number, name: string): boolean => krate.id(def as never) === krate.def(name);
      return {
        kind: (def) => (is(def, 'A') ? DefKind.Static : facts.kind(def)),
        flags: (def) => facts.flags(def) | (is(def, '__rust_alloc') ? DefFlag.Foreign : 0),
      };
    },
  );
  p.body('main', [p.call('__rust_alloc')]);
  const found = p.explore();
  expect(verdict(found, p.app.item(p.app.impl('GlobalAlloc', 0), 'alloc'))).toBe('reachable');
  expect(verdict(found, p.app.item(p.app.impl('GlobalAlloc', 1), 'alloc'))).toBe('not_reachable');
});

describe('what is not known', () => {
  const TYPES = `
    struct A; struct B; impl A { fn m(&self) {} fn other(&self, x: u8) {} } impl B { fn m(&self) {} }
    fn m(a: &A) {} fn main() {} fn late() {}`;

  test('an unresolved method call may be any method of that name whose type is mentioned', () => {
    const p = new Program(TYPES);
    const name = p.world.names.intern('m');
    p.body('main', [
      p.use(UseKind.Construct, 0, [p.ty('A')]),
      p.use(UseKind.Unresolved, 0, [p.world.types.error], {
        name,
        arity: 1,
        form: 'method',
        reason: 'receiver-unknown',
      }),
    ]);
    const found = p.explore();
    const answer = found.verdictFor({ defs: [p.def('A::m')] });
    expect(answer).toMatchObject({ verdict: 'unknown', reasons: [{ code: 'receiver-unknown', place: { line: 1 } }] });
    expect(answer.path.at(-1)).toMatchObject({ edge: 'possible', reason: 'receiver-unknown' });
    expect(verdict(found, p.def('A::other'))).toBe('not_reachable');
    expect(verdict(found, p.def('B::m'))).toBe('not_reachable');
    // A free function has no receiver.
    expect(verdict(found, p.def('m'))).toBe('not_reachable');
  });

  test('the wider layer is explored when an answer depends on it, and changes nothing that is certain', () => {
    const p = new Program(TYPES);
    p.body('main', [
      p.call('late'),
      p.use(UseKind.Unresolved, 0, [], { name: p.world.names.intern('m'), arity: 1, form: 'path' }),
    ]);
    const found = p.explore();
    const before = found.completeness;
    expect([found.isReached(p.def('late')), before.possibleInstances]).toEqual([true, 0]);
    const path = found.path(p.def('late'));
    expect(found.isPossible(p.def('m'))).toBe(true);
    expect(found.completeness.possibleInstances).toBeGreaterThan(0);
    expect({ ...found.completeness, possibleInstances: 0 }).toEqual(before);
    expect(found.path(p.def('late'))).toEqual(path);
  });

  test('a type that is mentioned later opens its methods', () => {
    const p = new Program(TYPES);
    const [m, late] = [p.world.names.intern('m'), p.world.names.intern('late')];
    p.body('main', [
      p.use(UseKind.Unresolved, 0, [p.world.types.error], { name: m, arity: 1, form: 'method' }),
      p.use(UseKind.Unresolved, 0, [], { name: late, arity: 0, form: 'path' }),
    ]);
    p.body('late', [p.use(UseKind.Construct, 0, [p.ty('B')])]);
    expect(verdict(p.explore(), p.def('B::m'))).toBe('unknown');
  });

  test('a crate that cannot be named is not meant', () => {
    const p = new Program('fn main() {}');
    const far = p.add('far', 'fn helper() {}');
    p.body('main', [p.use(UseKind.Unresolved, 0, [], { name: p.world.names.intern('helper'), form: 'path' })]);
    expect(verdict(p.explore(), far.def('helper'))).toBe('not_reachable');
  });

  test('an unknown Self type may be any impl of a mentioned type; known trait arguments narrow it', () => {
    const p = new Program(`
      trait From<T> { fn from(t: T) -> Self; } struct A; struct B; struct C;
      impl From<u8> for A { fn from(t: u8) -> A {} } impl From<u16> for A { fn from(t: u16) -> A {} }
      impl From<u8> for B { fn from(t: u8) -> B {} } fn main() {}`);
    p.body('main', [p.use(UseKind.Construct, 0, [p.ty('A')]), p.call('From::from', [p.world.types.error, p.ty('u8')])]);
    const found = p.explore();
    const of = (n: number): string => verdict(found, p.app.item(p.app.impl('From', n), 'from'));
    expect([of(0), of(1), of(2)]).toEqual(['unknown', 'not_reachable', 'not_reachable']);
  });

  test('an expansion that is not known may use what its input and its own crate name', () => {
    const opaque: { names: string[] } = { names: ['from_input'] };
    const p = new Program('struct S; fn main() {} fn from_input() {} fn from_macro() {} fn neither() {}', (krate) => ({
      opaque: () => [
        {
          macro: 'derive(Magic)',
          def: undefined,
          owner: krate.def('S'),
          span: krate.use(UseKind.Call, 0).span,
          names: opaque.names.map((name) => krate.world.names.intern(name)),
          reason: 'proc-macro',
        },
      ],
    }));
    p.body('main', [p.use(UseKind.Construct, 0, [p.ty('S')])]);
    const found = p.explore({ macroNames: () => [p.world.names.intern('from_macro')] });
    expect(['from_input', 'from_macro', 'neither'].map((name) => verdict(found, p.def(name)))).toEqual([
      'unknown',
      'unknown',
      'not_reachable',
    ]);
    // The type is not part of the program: neither is what its derive makes.
    const without = new Program('struct S; fn main() {} fn from_input() {}', (krate) => ({
      opaque: () => [
        {
          macro: 'derive(Magic)',
          def: undefined,
          owner: krate.def('S'),
          span: krate.use(UseKind.Call, 0).span,
          names: [krate.world.names.intern('from_input')],
          reason: 'proc-macro',
        },
      ],
    }));
    expect(verdict(without.explore(), without.def('from_input'))).toBe('not_reachable');
  });

  test('a body that was not analysed to its end may do anything its text names', () => {
    const p = new Program('fn main() {} fn named() {} fn unnamed() {}');
    p.body('main', []);
    p.patch('main', { truncated: 'steps' });
    const text = [p.world.names.intern('named')];
    const found = p.explore({ bodyNames: () => text });
    expect(verdict(found, p.def('named'))).toBe('unknown');
    expect(verdict(found, p.def('unnamed'))).toBe('not_reachable');
    expect(verdict(p.explore(), p.def('unnamed'))).toBe('unknown');
  });

  test('calls through objects and drops are open where types of expressions are not known', () => {
    const TEXT = `trait Tr { fn m(&self); } struct A; impl Tr for A { fn m(&self) {} }
      impl Drop for A { fn drop(&mut self) {} } fn main() {}`;
    const make = (unknown: number): Exploration => {
      const p = new Program(TEXT);
      p.body('main', [p.use(UseKind.Construct, 0, [p.ty('A')]), p.call('Tr::m', [p.ty('dyn Tr')])]);
      p.patch('main', { exprsUnknown: unknown });
      return p.explore();
    };
    const p = new Program(TEXT);
    const [m, drop] = [p.app.item(p.app.impl('Tr'), 'm'), p.app.item(p.app.impl('Drop'), 'drop')];
    expect([verdict(make(0), m), verdict(make(0), drop)]).toEqual(['not_reachable', 'not_reachable']);
    expect([verdict(make(1), m), verdict(make(1), drop)]).toEqual(['unknown', 'unknown']);
  });

  test('generic entry points are open', () => {
    const p = new Program(
      'trait Tr { fn m(&self); } struct A; impl Tr for A { fn m(&self) {} } fn api<T: Tr>(t: T, a: A) {}',
    );
    p.body('api', [p.call('Tr::m', [p.ty('T', 'api')])]);
    expect(verdict(p.explore({}, 'api'), p.app.item(p.app.impl('Tr'), 'm'))).toBe('unknown');
  });

  test('macros are reached where reached code expands them', () => {
    const p = new Program('fn main() {} fn user() {} fn mac() {}');
    const macro = p.def('mac');
    p.body('main', [p.call('user')]);
    p.patch('user', { macros: [macro] });
    const found = p.explore();
    expect(found.verdictFor({ defs: [], macros: [macro] }).path.map((f) => f.function)).toEqual([
      'app::main',
      'app::user',
    ]);
    expect(found.verdictFor({ defs: [], macros: [p.def('main')] }).verdict).toBe('not_reachable');
  });
});

describe('bounds', () => {
  test('polymorphic recursion ends; what it reaches is still found', () => {
    const p = new Program('struct W<T> { t: T } fn grow<T>() {} fn main() {} fn sink() {}');
    p.body('main', [p.call('grow', [p.ty('u8')])]);
    p.body('grow', [p.call('grow', [p.ty('W<T>', 'grow')]), p.call('sink')]);
    const found = p.explore();
    expect(found.completeness.limits).toEqual(['type-depth']);
    expect(verdict(found, p.def('sink'))).toBe('reachable');
    expect(found.completeness.instances).toBeLessThan(140);
  });

  test('too many instances of one function share unknown arguments', () => {
    const p = new Program('struct W<T> { t: T } fn grow<T>() {} fn main() {} fn sink() {}');
    p.body('main', [p.call('grow', [p.ty('u8')])]);
    p.body('grow', [p.call('grow', [p.ty('W<T>', 'grow')])]);
    const found = p.explore({ limits: { instancesPerDef: 5 } });
    expect(found.completeness.limits).toEqual(['instances-per-definition']);
    expect(found.completeness.instances).toBeLessThan(12);
  });

  test.each([
    ['instances', 2],
    ['uses', 3],
    ['bodies', 1],
    ['types', 1],
  ])('a reached limit on %s makes everything else unknown', (limit, most) => {
    const p = new Program('fn main() {} fn a() {} fn b() {} fn c() {}');
    p.body('main', [p.call('a')]);
    p.body('a', [p.call('b')]);
    p.body('b', [p.call('c')]);
    const found = p.explore({ limits: { [limit]: most } });
    expect(found.verdictFor({ defs: [p.def('c')] })).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: `budget-${limit}` }],
    });
  });

  test('long chains need no stack', () => {
    const count = 20_000;
    const p = new Program(`fn main() {} ${Array.from({ length: count }, (_, i) => `fn f${i}() {}`).join(' ')}`);
    p.body('main', [p.call('f0')]);
    for (let i = 0; i + 1 < count; i++) p.body(`f${i}`, [p.call(`f${i + 1}`)]);
    const answer = p.explore().verdictFor({ defs: [p.def(`f${count - 1}`)] });
    expect(answer.path.length).toBe(count + 1);
  });

  test('same program, same answers', () => {
    const run = (): unknown => {
      const p = new Program(
        'trait Tr { fn m(&self); } struct A; impl Tr for A { fn m(&self) {} } fn main() {} fn f() {}',
      );
      p.body('main', [p.call('f'), p.use(UseKind.Unsize, 0, [p.ty('A'), p.ty('dyn Tr')])]);
      const found = p.explore();
      return [found.completeness, [...found.functionsByPackage()], found.path(p.app.item(p.app.impl('Tr'), 'm'))];
    };
    expect(run()).toEqual(run());
  });
});

test('coroutines run from their creation', () => {
  const p = new Program('async fn go() -> u8 {} fn main() {} fn sink() {}');
  const body = p.world.types.head(p.world.fnSig(p.def('go')).ret) as DefId;
  expect(p.world.kind(body)).toBe(DefKind.Coroutine);
  p.body('main', [p.call('go')]);
  p.body(body, [p.call('sink')]);
  expect(verdict(p.explore(), p.def('sink'))).toBe('reachable');
});
