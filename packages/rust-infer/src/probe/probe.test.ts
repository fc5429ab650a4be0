import { type DefId, InferTable, Solver, type Ty, World } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import { CORE } from '../../../facts/test/fixture-core.ts';
import { addFixtureCrate, type FixtureCrate } from '../../../facts/test/fixture-crate.ts';
import { autoderef } from './autoderef.ts';
import { type Lookup, type LookupCx, Prober } from './probe.ts';

const TEXT = `
  impl str { fn len(&self) -> i32 {} fn trim(&self) -> &str {} }
  impl<T> [T] { fn first(&self) -> Option<&T> {} fn into_vec(self: Box<Self>) -> Vec<T> {} fn sort(&mut self) {} }
  impl i32 { fn pow(self, n: i32) -> i32 {} fn max_value() -> i32 {} }
  struct Rc<T: ?Sized> { p: *const T }
  impl<T: ?Sized> Deref for Rc<T> { type Target = T; fn deref(&self) -> &T {} }
  impl<T: ?Sized> Clone for Rc<T> { fn clone(&self) -> Rc<T> {} }
  struct Node { next: Rc<Node> } impl Node { fn walk(self: Rc<Self>) {} fn poll_it(self: Pin<&mut Self>) {} fn name(&self) {} }
  trait Named { fn name(&self); fn make() -> Self; const ID: i32; }
  impl Named for Node { fn name(&self) {} fn make() -> Node {} const ID: i32; }
  trait Other { fn name(&self); fn other(self); } impl<T: Clone> Other for T { fn name(&self) {} fn other(self) {} }
  struct Plain; struct Loop; impl Deref for Loop { type Target = Loop; fn deref(&self) -> &Loop {} }
  struct Bytes<T>(T); impl Bytes<u8> { fn only(&self) {} } impl<T: Clone> Bytes<T> { fn dup(&self) {} }
  trait Super { fn up(&self); } trait Shape: Super { fn area(&self); }
  fn generic<T: Shape, U: Named>(t: T) {}
  fn opaque() -> impl Iterator<Item = u8> {}`;

interface Setup {
  readonly app: FixtureCrate;
  readonly solver: Solver;
  readonly table: InferTable;
  readonly find: (receiver: string | Ty, name: string, traits?: string[], inside?: string) => Lookup;
  readonly path: (self: string | Ty, name: string, traits?: string[], inside?: string) => Lookup;
}

function setup(hidden: string[] = []): Setup {
  const world = new World();
  addFixtureCrate(world, 'core', CORE);
  const app = addFixtureCrate(world, 'app', TEXT);
  const solver = new Solver(world);
  const table = new InferTable(world.types);
  const prober = new Prober(solver);
  const secret = new Set(hidden.map((name) => app.def(name)));
  const cxOf = (traits: string[], inside: string): LookupCx => ({
    solver,
    table,
    env: solver.paramEnv(app.def(inside)),
    traits: traits.map((trait) => app.def(trait)),
    isVisible: () => secret.size === 0,
    unstable: false,
  });
  const typeOf = (ty: string | Ty, inside: string): Ty => (typeof ty === 'string' ? app.ty(ty, app.def(inside)) : ty);
  return {
    app,
    solver,
    table,
    find: (receiver, name, traits = [], inside = 'generic') =>
      prober.method(cxOf(traits, inside), typeOf(receiver, inside), world.names.intern(name)),
    path: (self, name, traits = [], inside = 'generic') =>
      prober.path(cxOf(traits, inside), typeOf(self, inside), world.names.intern(name)),
  };
}

function shape(found: Lookup): unknown {
  if (found.kind !== 'pick') return found.kind;
  return [found.item, found.source, found.derefs.map((step) => step.overloaded), found.autoref, found.unsize];
}

describe('method lookup', () => {
  it('derefs, borrows and unsizes as rustc does', () => {
    const { find, app } = setup();
    const at = (name: string): DefId => app.def(name);
    expect(shape(find('String', 'trim'))).toEqual([at('str::trim'), 'inherent', [true], 'ref', false]);
    expect(shape(find('&String', 'trim'))).toEqual([at('str::trim'), 'inherent', [false, true], 'ref', false]);
    const first = find('Vec<u8>', 'first');
    expect(shape(first)).toMatchObject({ 1: 'inherent', 2: [true], 3: 'ref' });
    expect(first.kind === 'pick' && first.parentArgs.map((arg) => arg)).toHaveLength(1);
    expect(shape(find('[u8; 3]', 'first'))).toMatchObject({ 2: [], 3: 'ref', 4: true });
    expect(shape(find('&mut [u8; 3]', 'sort'))).toMatchObject({ 2: [false], 3: 'mut', 4: true });
    expect(shape(find('Box<[u8]>', 'into_vec'))).toMatchObject({ 2: [], 3: 'none' });
    expect(shape(find('Rc<Node>', 'walk'))).toEqual([at('Node::walk'), 'inherent', [], 'none', false]);
    expect(shape(find('Pin<&mut Node>', 'poll_it'))).toBe('not-found');
  });

  it('prefers inherent to extension candidates and earlier steps to later ones', () => {
    const { find, app } = setup();
    expect(shape(find('Node', 'name', ['Named', 'Other']))).toMatchObject({ 0: app.def('Node::name'), 1: 'inherent' });
    const clone = find('&Rc<Node>', 'clone', ['Clone']);
    expect(shape(clone)).toEqual([app.def('Clone::clone'), 'trait', [], 'none', false]);
    expect(shape(find('&Plain', 'clone', ['Clone']))).toEqual([app.def('Clone::clone'), 'trait', [], 'ref', false]);
    expect(shape(find('Plain', 'clone', ['Clone']))).toBe('not-found');
    expect(shape(find('Plain', 'other', ['Other']))).toMatchObject({ 2: [], 3: 'ref' });
    expect(shape(find('&Plain', 'other', ['Other']))).toMatchObject({ 2: [], 3: 'none' });
  });

  it('looks at where-clauses of impls and at their Self types', () => {
    const { find, app } = setup();
    expect(shape(find('Bytes<u8>', 'only'))).toMatchObject({ 0: app.def('Bytes::only') });
    expect(shape(find('Bytes<i32>', 'only'))).toBe('not-found');
    expect(shape(find('Bytes<i32>', 'dup'))).toMatchObject({ 0: app.def('Bytes::dup') });
    expect(shape(find('Bytes<Plain>', 'dup'))).toBe('not-found');
  });

  it('finds methods of bounds and of trait objects without the trait in scope', () => {
    const { find, app } = setup();
    expect(shape(find('T', 'area'))).toMatchObject({ 0: app.def('Shape::area'), 1: 'param-env', 3: 'ref' });
    expect(shape(find('T', 'up'))).toMatchObject({ 0: app.def('Super::up'), 1: 'param-env' });
    expect(shape(find('Box<dyn Shape>', 'up'))).toMatchObject({
      0: app.def('Super::up'),
      1: 'dyn',
      2: [false],
      3: 'ref',
    });
    expect(shape(find('T', 'name'))).toBe('not-found');
    const opaque = setup();
    const ty = opaque.solver.world.fnSig(opaque.app.def('opaque')).ret;
    expect(shape(opaque.find(ty, 'next'))).toMatchObject({ 0: opaque.app.def('Iterator::next'), 3: 'mut' });
  });

  it('says ambiguous, private, unknown', () => {
    const { find, table } = setup();
    expect(shape(find('&Node', 'name', ['Named', 'Other']))).toMatchObject({ 1: 'inherent' });
    expect(find(table.newVar(), 'len').kind).toBe('unknown');
    expect(find('_', 'len').kind).toBe('unknown');
    expect(setup(['Node']).find('Node', 'walk').kind).not.toBe('pick');
    expect(setup(['Node']).find('Node', 'name').kind).toBe('private');
    const { find: both } = setup();
    expect(both('&U', 'name', ['Other', 'Named']).kind).toBe('pick');
  });

  it('takes number variables for what traits say, else for the fallback type', () => {
    const { find, table, app } = setup();
    expect(shape(find(table.newIntVar(), 'clone', ['Clone']))).toMatchObject({ 1: 'trait', 3: 'ref' });
    const pow = find(table.newIntVar(), 'pow');
    expect(pow).toMatchObject({ kind: 'pick', item: app.def('i32::pow'), assumedNumber: true });
  });

  it('ends on types that deref to themselves', () => {
    const { find, solver, table, app } = setup();
    expect(find('Loop', 'nothing').kind).toBe('not-found');
    const chain = autoderef({ solver, table, env: solver.codegenEnv }, app.ty('Loop'));
    expect(chain.types).toHaveLength(1);
  });
});

describe('path lookup', () => {
  it('finds functions and constants of impls, bounds and traits in scope', () => {
    const { path, app, table } = setup();
    expect(shape(path('i32', 'max_value'))).toMatchObject({ 0: app.def('i32::max_value'), 1: 'inherent' });
    expect(shape(path('Node', 'make', ['Named']))).toMatchObject({ 0: app.def('Named::make'), 1: 'trait' });
    expect(shape(path('Node', 'ID', ['Named']))).toMatchObject({ 0: app.def('Named::ID') });
    expect(shape(path('Node', 'make'))).toBe('not-found');
    expect(shape(path('U', 'make'))).toMatchObject({ 0: app.def('Named::make'), 1: 'param-env' });
    expect(shape(path('Vec<u8>', 'new'))).toMatchObject({ 0: app.def('Vec::new'), 1: 'inherent' });
    expect(shape(path('[u8]', 'first'))).toMatchObject({ 1: 'inherent' });
    expect(path('_', 'new').kind).toBe('unknown');
    expect(shape(path(table.newVar(), 'make', ['Named']))).toMatchObject({ 0: app.def('Named::make'), 1: 'trait' });
    expect(path(table.newVar(), 'make').kind).toBe('unknown');
  });

  it('binds the arguments of the impl', () => {
    const { path, table, app } = setup();
    const found = path('Vec<Node>', 'new');
    expect(found.kind === 'pick' && found.parentArgs.map((arg) => table.resolve(arg))).toEqual([app.ty('Node')]);
  });
});
