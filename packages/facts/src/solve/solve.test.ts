import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CORE } from '../../test/fixture-core.ts';
import { addFixtureCrate, type FixtureCrate } from '../../test/fixture-crate.ts';
import { DefKind, FulfillmentContext, InferTable, Solver, type Ty, World } from '../index.ts';

function setup(text = ''): { world: World; solver: Solver; core: FixtureCrate; app: FixtureCrate; table: InferTable } {
  const world = new World();
  const core = addFixtureCrate(world, 'core', CORE);
  const app = addFixtureCrate(world, 'app', text);
  return { world, solver: new Solver(world), core, app, table: new InferTable(world.types) };
}

describe('InferTable', () => {
  it('unifies by structure, undoes on failure and on rollback', () => {
    const { core, table, world } = setup();
    const { types } = world;
    const [a, b] = table.newVars(2) as [Ty, Ty];
    const vec = types.adt(core.def('Vec'), [a]);
    expect(table.unify(types.tuple([vec, b]), core.ty('(Vec<u8>, i32)'))).toBe(true);
    expect(table.resolve(types.tuple([b, a]))).toBe(core.ty('(i32, u8)'));
    const c = table.newVar();
    expect(table.unify(types.tuple([c, types.prim('u8')]), core.ty('(bool, i32)'))).toBe(false);
    expect(table.isUnknown(c)).toBe(true);
    table.probe(() => table.unify(c, vec));
    expect(table.isUnknown(c)).toBe(true);
  });

  it('refuses infinite types and keeps number variables to numbers', () => {
    const { table, world, core } = setup();
    const { types } = world;
    const a = table.newVar();
    expect(table.unify(a, types.ref(a, false))).toBe(false);
    const b = table.newVar();
    table.unify(a, b);
    expect(table.unify(b, types.tuple([a]))).toBe(false);
    const int = table.newIntVar();
    expect(table.canUnify(int, types.prim('bool'))).toBe(false);
    expect(table.canUnify(int, types.prim('f32'))).toBe(false);
    expect(table.unify(int, core.ty('u8'))).toBe(true);
    expect(table.resolve(int)).toBe(types.prim('u8'));
  });

  it('lets the error type and unknown consts fit', () => {
    const { table, core } = setup();
    expect(table.unify(core.ty('Vec<_>'), core.ty('Vec<u8>'))).toBe(true);
    expect(table.unify(core.ty('[u8; _]'), core.ty('[u8; 3]'))).toBe(true);
    expect(table.unify(core.ty('[u8; 2]'), core.ty('[u8; 3]'))).toBe(false);
  });
});

describe('selection', () => {
  it('finds impls through nested goals', () => {
    const { solver, core, table } = setup('struct NoClone;');
    const env = solver.codegenEnv;
    const holds = (text: string): string => solver.implements(table, env, core.def('Clone'), [core.ty(text)]);
    expect(holds('Vec<Option<Box<u8>>>')).toBe('yes');
    expect(holds('Vec<Option<Box<NoClone>>>')).toBe('no');
    expect(holds('(u8, NoClone)')).toBe('no');
    expect(holds('(u8, &NoClone)')).toBe('yes');
    expect(holds('fn(NoClone) -> u8')).toBe('yes');
    expect(holds('_')).toBe('maybe');
  });

  it('knows what is sized', () => {
    const { solver, core, table } = setup('struct Path { inner: str } struct Tail<T: ?Sized> { a: u8, t: T }');
    const holds = (text: string): string =>
      solver.implements(table, solver.codegenEnv, core.def('Sized'), [core.ty(text)]);
    expect(['str', '[u8]', 'dyn Display', 'Path', 'Tail<str>'].map(holds)).toEqual(['no', 'no', 'no', 'no', 'no']);
    expect(['u8', '&str', 'Tail<u8>', 'Vec<u8>', '(u8, u8)'].map(holds)).toEqual(['yes', 'yes', 'yes', 'yes', 'yes']);
  });

  it('takes where-clauses and supertraits first, and binds variables through them', () => {
    const { solver, app, core, table, world } = setup(
      'trait Sub: Iterator<Item = u8> {} fn f<T: Sub + From<i32>, U: Iterator>(t: T, u: U) {}',
    );
    const f = app.def('f');
    const env = solver.paramEnv(f);
    const t = world.types.param(0);
    expect(solver.select(table, env, { trait: core.def('Iterator'), args: [t] }).kind).toBe('param');
    expect(solver.normalize(table, env, app.ty('<T as Iterator>::Item', f))).toBe(core.ty('u8'));
    expect(solver.normalize(table, env, app.ty('<U as Iterator>::Item', f))).toBe(app.ty('<U as Iterator>::Item', f));
    const hole = table.newVar();
    expect(solver.select(table, env, { trait: core.def('From'), args: [t, hole] }).kind).toBe('param');
    expect(table.resolve(hole)).toBe(core.ty('i32'));
    expect(solver.implements(table, env, core.def('Clone'), [t])).toBe('no');
  });

  it('chooses the most specific of overlapping impls', () => {
    const { solver, core, world } = setup();
    const display = solver.resolveMethod(core.def('ToString::to_string'), [core.ty('str')]);
    expect(display).toMatchObject({ kind: 'fn', fn: core.item(core.impl('ToString', 1), 'to_string') });
    const general = solver.resolveMethod(core.def('ToString::to_string'), [core.ty('&String')]);
    expect(general).toMatchObject({ kind: 'fn', fn: core.item(core.impl('ToString', 0), 'to_string') });
    if (general.kind === 'fn') expect(general.args).toEqual([core.ty('&String')]);
    void world;
  });

  it('says ambiguous where an integer could be several, and decides when one remains', () => {
    const { solver, core, table, world } = setup();
    const int = table.newIntVar();
    const rhs = table.newVar();
    const add = core.def('Add');
    expect(solver.select(table, solver.codegenEnv, { trait: add, args: [int, rhs] }).kind).toBe('ambiguous');
    table.unify(rhs, world.types.ref(core.ty('i32'), false));
    expect(solver.select(table, solver.codegenEnv, { trait: add, args: [int, rhs] }).kind).toBe('impl');
    expect(table.resolve(int)).toBe(core.ty('i32'));
  });

  it('believes negative impls of auto traits', () => {
    const { solver, core, table } = setup('struct Rc<T> { p: *const T } impl<T> !Send for Rc<T> {}');
    const send = (text: string): string =>
      solver.implements(table, solver.codegenEnv, core.def('Send'), [core.ty(text)]);
    expect([send('Vec<u8>'), send('Rc<u8>')]).toEqual(['yes', 'no']);
  });

  it('ends on impls that need themselves and on ever larger goals', () => {
    const { solver, app, table } = setup(`
      struct A; struct W<T>(T); trait Loop {} trait Grow {} trait Twice {}
      impl<T: Loop> Loop for T {}
      impl<T> Grow for T where W<T>: Grow {}
      impl<T> Twice for W<T> where W<W<T>>: Twice, W<(T, T)>: Twice {}
      trait Assoc { type Out; } impl<T> Assoc for W<T> { type Out = <W<W<T>> as Assoc>::Out; }
      impl Assoc for A { type Out = <A as Assoc>::Out; }`);
    const env = solver.codegenEnv;
    expect(solver.implements(table, env, app.def('Loop'), [app.ty('A')])).toBe('no');
    expect(solver.implements(table, env, app.def('Grow'), [app.ty('A')])).toBe('maybe');
    expect(solver.implements(table, env, app.def('Twice'), [app.ty('W<A>')])).toBe('maybe');
    solver.reveal(app.ty('<W<A> as Assoc>::Out'));
    expect(solver.reveal(app.ty('<A as Assoc>::Out'))).toBe(solver.types.error);
  });
});

describe('any set of impls', () => {
  it('gives an answer', () => {
    const type = fc.letrec((tie) => ({
      ty: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('A', 'T', 'u8', '<T as Tr>::Out', '<W<T> as Other<A>>::Out2', 'dyn Tr<Out = A>'),
        tie('ty').map((inner) => `W<${String(inner)}>`),
        fc.tuple(tie('ty'), tie('ty')).map(([a, b]) => `(${String(a)}, ${String(b)})`),
      ),
    })).ty as fc.Arbitrary<string>;
    const impl = fc
      .record({
        self: type,
        arg: type,
        out: type,
        where: type,
        bound: fc.constantFrom('Tr', 'Other<A>', 'Other<T>', 'Sized'),
      })
      .map(({ self, arg, out, where, bound }) => [
        `impl<T> Tr for ${self} where ${where}: ${bound} { type Out = ${out}; fn m(&self) {} }`,
        `impl<T> Other<${arg}> for ${self} where ${where}: ${bound} { type Out2 = ${out}; }`,
      ]);
    fc.assert(
      fc.property(fc.array(impl, { minLength: 1, maxLength: 4 }), type, (impls, goal) => {
        const { solver, app, table } = setup(`struct A; struct W<T>(T);
          trait Tr { type Out; fn m(&self); } trait Other<X> { type Out2; } fn ctx<T: Tr>() {}
          ${impls.flat().join('\n')}`);
        const ty = app.ty(goal, app.def('ctx'));
        const closed = solver.types.subst(ty, [app.ty('A')]);
        solver.reveal(closed);
        solver.resolveMethod(app.def('Tr::m'), [closed]);
        expect(['yes', 'no', 'maybe']).toContain(
          solver.implements(table, solver.paramEnv(app.def('ctx')), app.def('Tr'), [ty]),
        );
        solver.dropGlue(closed);
      }),
      { numRuns: 60 },
    );
  });
});

describe('normalisation', () => {
  it('follows impls, defaults, nested projections and generic associated types', () => {
    const { solver, app } = setup(`
      trait Lend { type Lent<X>; type Or = u8; } struct L; impl Lend for L { type Lent<X> = (X, i32); }
      trait Named { type Name; } impl<I: Iterator> Named for I { type Name = Vec<<I as Iterator>::Item>; }`);
    const text = (type: string): Ty => solver.reveal(app.ty(type));
    expect(text('<Vec<u8> as IntoIterator>::IntoIter')).toBe(app.ty('IntoIter<u8>'));
    expect(text('<<Vec<u8> as IntoIterator>::IntoIter as Iterator>::Item')).toBe(app.ty('u8'));
    expect(text('<&mut IntoIter<i32> as Named>::Name')).toBe(app.ty('Vec<i32>'));
    expect(text('<L as Lend>::Lent<bool>')).toBe(app.ty('(bool, i32)'));
    expect(text('<u8 as Iterator>::Item')).toBe(solver.types.error);
  });

  it('reads the bindings of trait objects, their supertraits, and opaque types', () => {
    const { solver, app, table } = setup(`
      trait Rows: Iterator<Item = i32> {}
      fn make() -> impl Iterator<Item = u8> {}`);
    expect(solver.reveal(app.ty('<dyn Iterator<Item = bool> as Iterator>::Item'))).toBe(app.ty('bool'));
    expect(solver.reveal(app.ty('<dyn Rows as Iterator>::Item'))).toBe(app.ty('i32'));
    app.hidden('make', 'IntoIter<u8>');
    const opaque = solver.world.fnSig(app.def('make')).ret;
    const item = solver.types.projection(app.def('Iterator::Item'), [opaque]);
    const env = solver.paramEnv(app.def('make'));
    expect(solver.normalize(table, env, item)).toBe(app.ty('u8'));
    expect(solver.normalize(table, env, opaque)).toBe(opaque);
    expect(solver.reveal(opaque)).toBe(app.ty('IntoIter<u8>'));
  });

  it('knows what closures, fn items and fn pointers return', () => {
    const { solver, app, core } = setup('fn id<T>(x: T) -> T {} fn main() {}');
    const closure = app.closure('main', { kind: 'fn_mut', params: ['u8'], ret: 'bool' });
    const types = solver.types;
    const map = types.adt(core.def('Map'), [core.ty('IntoIter<u8>'), types.closure(closure, [])]);
    const item = core.def('Iterator::Item');
    expect(solver.reveal(types.projection(item, [map]))).toBe(core.ty('bool'));
    const byItem = types.adt(core.def('Map'), [core.ty('IntoIter<u8>'), types.fnDef(app.def('id'), [core.ty('u8')])]);
    expect(solver.reveal(types.projection(item, [byItem]))).toBe(core.ty('u8'));
    expect(solver.reveal(app.ty('<Map<IntoIter<u8>, fn(u8) -> i32> as Iterator>::Item'))).toBe(core.ty('i32'));
  });
});

describe('FulfillmentContext', () => {
  it('waits for variables, then binds through projections', () => {
    const { solver, app, core, table, world } = setup('fn main() {}');
    const env = solver.paramEnv(app.def('main'));
    const goals = new FulfillmentContext(solver, table, env);
    const iter = table.newVar();
    const item = goals.normalize(world.types.projection(core.def('Iterator::Item'), [iter]));
    goals.register({ kind: 'trait', ref: { trait: core.def('Clone'), args: [item] } });
    goals.selectWherePossible();
    expect(table.isUnknown(item)).toBe(true);
    expect(goals.pending()).toHaveLength(2);
    table.unify(iter, core.ty('IntoIter<u8>'));
    expect(goals.selectWherePossible()).toBe(true);
    expect(table.resolve(item)).toBe(core.ty('u8'));
    expect(goals.pending()).toHaveLength(0);
    expect(goals.failed).toHaveLength(0);
  });

  it('settles through the table, but not within a snapshot', () => {
    const { solver, app, core, table, world } = setup('fn main() {}');
    const goals = new FulfillmentContext(solver, table, solver.paramEnv(app.def('main')));
    const iter = table.newVar();
    const item = goals.normalize(world.types.projection(core.def('Iterator::Item'), [iter]));
    table.unify(iter, core.ty('IntoIter<u8>'));
    table.probe(() => table.settle());
    expect([table.isUnknown(item), goals.pending().length]).toEqual([true, 1]);
    table.settle();
    expect(table.resolve(item)).toBe(core.ty('u8'));
  });

  it('tells what is expected of a closure before it is known', () => {
    const { solver, app, core, table, world } = setup('fn main() {}');
    const goals = new FulfillmentContext(solver, table, solver.paramEnv(app.def('main')));
    const map = app.def('Option::map');
    const [u, f] = table.newVars(2) as [Ty, Ty];
    goals.registerPredicates(map, [core.ty('i32'), u, f]);
    goals.selectWherePossible();
    const expected = goals
      .pendingFor(f)
      .filter((goal) => goal.kind === 'trait' && goal.ref.trait === core.def('FnOnce'));
    expect(expected.map((goal) => goal.kind === 'trait' && goal.ref.args[1])).toEqual([core.ty('(i32,)')]);
    table.unify(f, world.types.fnPtr([core.ty('i32')], core.ty('bool')));
    goals.selectWherePossible();
    expect(table.resolve(u)).toBe(core.ty('bool'));
  });

  it('uses the hook for closures still being inferred', () => {
    const { world, solver, app, core } = setup('fn main() {}');
    const def = app.closure('main', { kind: 'fn', params: [], ret: '()' });
    const table: InferTable = new InferTable(world.types, (closure) =>
      closure === def ? { kind: undefined, params: [param], ret } : undefined,
    );
    const param = table.newVar();
    const ret = table.newVar();
    const goals = new FulfillmentContext(solver, table, solver.paramEnv(app.def('main')));
    const u = table.newVar();
    goals.registerPredicates(app.def('Option::map'), [core.ty('i32'), u, world.types.closure(def, [])]);
    goals.selectWherePossible();
    expect(table.resolve(param)).toBe(core.ty('i32'));
    table.unify(ret, core.ty('String'));
    expect(table.resolve(u)).toBe(core.ty('String'));
  });
});

describe('what runs', () => {
  it('resolves trait methods to impl items, defaults, closures, items, vtables', () => {
    const { solver, app, core, world } = setup(`
      trait Shape { fn area(&self) -> i32; fn twice(&self) -> i32 {} fn gen<T>(&self, t: T) {} }
      struct Sq<T>(T); impl<T> Shape for Sq<T> { fn area(&self) -> i32 {} fn gen<X>(&self, t: X) {} }
      fn free(x: u8) -> u8 {} fn generic<T: Shape>(t: T) {}`);
    const { types } = world;
    const sq = core.ty('Sq<bool>');
    const impl = app.impl('Shape');
    expect(solver.resolveMethod(app.def('Shape::area'), [sq])).toEqual({
      kind: 'fn',
      fn: app.item(impl, 'area'),
      args: [core.ty('bool')],
      impl,
    });
    expect(solver.resolveMethod(app.def('Shape::twice'), [sq])).toMatchObject({
      fn: app.def('Shape::twice'),
      args: [sq],
    });
    expect(solver.resolveMethod(app.def('Shape::gen'), [sq, core.ty('u8')])).toMatchObject({
      fn: app.item(impl, 'gen'),
      args: [core.ty('bool'), core.ty('u8')],
    });
    expect(solver.resolveMethod(app.def('Shape::area'), [core.ty('dyn Shape')])).toMatchObject({ kind: 'virtual' });
    const call = core.def('FnOnce::call_once');
    const closure = app.closure('free', { kind: 'fn', params: ['u8'], ret: 'u8' });
    const args = core.ty('(u8,)');
    expect(solver.resolveMethod(call, [types.closure(closure, []), args])).toEqual({
      kind: 'closure',
      def: closure,
      args: [],
    });
    expect(solver.resolveMethod(call, [types.fnDef(app.def('free'), []), args])).toMatchObject({ kind: 'item' });
    expect(solver.resolveMethod(call, [core.ty('fn(u8) -> u8'), args])).toMatchObject({ kind: 'fn-ptr' });
    const boxed = types.adt(core.def('Box'), [types.closure(closure, [])]);
    expect(solver.resolveMethod(call, [boxed, args])).toMatchObject({
      kind: 'fn',
      args: [args, types.closure(closure, [])],
    });
    const env = solver.paramEnv(app.def('generic'));
    expect(solver.resolveMethod(app.def('Shape::area'), [types.param(0)], env)).toEqual({ kind: 'generic' });
    expect(solver.resolveMethod(core.def('Clone::clone'), [core.ty('(u8, i32)')])).toMatchObject({ kind: 'clone' });
    expect(solver.resolveMethod(core.def('Into::into'), [core.ty('&str'), core.ty('String')])).toMatchObject({
      kind: 'fn',
      args: [core.ty('&str'), core.ty('String')],
    });
  });

  it('takes what an unspecialised item leaves out from the less specific impl', () => {
    const { solver, app } = setup(`
      struct A; trait Sp { fn one(&self); fn two(&self); }
      default impl<T> Sp for T { default fn one(&self) {} default fn two(&self) {} }
      impl Sp for A { fn one(&self) {} }`);
    expect(solver.resolveMethod(app.def('Sp::one'), [app.ty('A')])).toMatchObject({
      fn: app.item(app.impl('Sp', 1), 'one'),
    });
    expect(solver.resolveMethod(app.def('Sp::two'), [app.ty('A')])).toMatchObject({
      fn: app.item(app.impl('Sp', 0), 'two'),
      args: [app.ty('A')],
    });
  });

  it('names both of two impls that differ in auto traits only', () => {
    const { solver, app, core } = setup(`
      trait Error {} struct E; impl Error for E {}
      impl<T: Error> From<T> for Box<dyn Error> { fn from(x: T) -> Box<dyn Error> {} }
      impl<T: Error + Send> From<T> for Box<dyn Error + Send> { fn from(x: T) -> Box<dyn Error> {} }`);
    const found = solver.resolveMethod(core.def('From::from'), [app.ty('Box<dyn Error>'), app.ty('E')]);
    const impls = [app.impl('From', 0), app.impl('From', 1)];
    expect(found).toMatchObject({ kind: 'fn', fn: app.item(impls[0]!, 'from'), args: [app.ty('E')] });
    expect(found.kind === 'fn' && found.twins).toEqual([app.item(impls[1]!, 'from')]);
  });

  it('goes from the future of a trait to that of the impl', () => {
    const { solver, app, core, world } = setup(`
      trait Fetch { async fn get(&self) -> u8; fn it(&self) -> impl Iterator<Item = u8>; } struct Net;
      impl Fetch for Net { async fn get(&self) -> u8 {} fn it(&self) -> IntoIter<u8> {} }`);
    const net = app.ty('Net');
    const get = app.item(app.impl('Fetch'), 'get');
    const future = world.types.subst(world.fnSig(app.def('Fetch::get')).ret, [net]);
    const body = world.children(get).find((child) => world.kind(child) === DefKind.Coroutine)!;
    expect(solver.reveal(future)).toBe(world.types.coroutine(body, []));
    expect(solver.resolveMethod(core.def('Future::poll'), [future])).toEqual({ kind: 'closure', def: body, args: [] });
    expect(solver.reveal(world.types.subst(world.fnSig(app.def('Fetch::it')).ret, [net]))).toBe(app.ty('IntoIter<u8>'));
  });

  it('lists the drops of a type', () => {
    const { solver, app, core, world } = setup(`
      struct Guard; impl Drop for Guard { fn drop(&mut self) {} }
      struct Pair<T> { a: T, b: &Guard, c: PhantomData<Guard>, d: ManuallyDrop<Guard> }
      enum E { A(Guard), B(Vec<u8>), C } union U { g: Guard } fn main() {}`);
    const glue = (text: string): ReturnType<Solver['dropGlue']> => solver.dropGlue(app.ty(text));
    expect(glue('Guard')).toMatchObject({ drop: { fn: app.item(app.impl('Drop'), 'drop'), args: [] }, parts: [] });
    expect(glue('Pair<Guard>').parts).toContain(app.ty('Guard'));
    expect(glue('Pair<u8>').drop).toBeUndefined();
    expect(glue('E').parts).toEqual([app.ty('Guard'), app.ty('Vec<u8>')]);
    expect(glue('Box<Guard>')).toMatchObject({ drop: { args: [app.ty('Guard')] } });
    expect(glue('Box<Guard>').parts).toContain(app.ty('Guard'));
    expect(glue('Box<dyn Display>').parts).toContain(app.ty('dyn Display'));
    expect(glue('dyn Display').virtual).toBe(true);
    expect(glue('[Guard; 3]').parts).toEqual([app.ty('Guard')]);
    expect(glue('&Guard').parts).toEqual([]);
    expect(glue('ManuallyDrop<Guard>').parts).toEqual([]);
    expect(glue('U').parts).toEqual([]);
    const closure = app.closure('main', { kind: 'fn', params: [], ret: '()', captures: ['Guard', '&u8'] });
    expect(solver.dropGlue(world.types.closure(closure, [])).parts).toEqual([core.ty('Guard')]);
    expect(solver.dropGlue(world.types.param(0)).unknown).toBe(true);
  });
});
