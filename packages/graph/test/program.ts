/** Programs for tests of the graph: fixture crates whose bodies are written as short lists. */
import {
  type BodyFacts,
  type CrateFacts,
  type DefId,
  localOf,
  type Ty,
  type Use,
  UseKind,
  World,
} from '@lazaret/facts';
import { FixtureCrate } from '../../facts/test/fixture-crate.ts';
import { type Entry, type Exploration, type ExploreOptions, explore } from '../src/index.ts';

const CORE = `
#[lang = "sized"] trait Sized {}
#[lang = "tuple_trait"] trait Tuple {}
#[lang = "clone"] trait Clone { fn clone(&self) -> Self; }
#[lang = "copy"] trait Copy: Clone {}
#[lang = "drop"] trait Drop { fn drop(&mut self); }
#[lang = "fn_once"] trait FnOnce<Args> { type Output; fn call_once(self, args: Args) -> Self::Output; }
#[lang = "fn_mut"] trait FnMut<Args>: FnOnce<Args> { fn call_mut(&mut self, args: Args) -> Self::Output; }
#[lang = "fn"] trait Fn<Args>: FnMut<Args> { fn call(&self, args: Args) -> Self::Output; }
#[lang = "drop_in_place"] fn drop_in_place<T>(p: *mut T) {}
struct Vec<T> { p: *mut T }
impl<T> Vec<T> { fn push(&mut self, t: T) {} fn new() -> Vec<T> {} }
impl<T> Drop for Vec<T> { fn drop(&mut self) {} }
fn apply<F>(f: F) where F: FnOnce<()> {}
`;

/** Overrides of what a fixture crate says of itself. */
export type Overrides = (crate: FixtureCrate) => Partial<CrateFacts>;

export class Program {
  readonly world = new World();
  readonly crates = new Map<string, FixtureCrate>();
  readonly macros = new Map<DefId, readonly DefId[]>();

  constructor(text: string, overrides?: Overrides) {
    const core = this.add('core', CORE);
    const apply = core.def('apply');
    const f = core.ty('F', apply);
    const once = [f, this.world.types.unit];
    core.body('apply', [core.use(UseKind.Call, core.def('FnOnce::call_once'), once)]);
    core.body('drop_in_place', []);
    this.add('app', text, overrides);
  }

  add(name: string, text: string, overrides?: Overrides): FixtureCrate {
    const krate = new FixtureCrate(this.world, name);
    krate.read(text);
    const facts = krate.facts();
    this.world.add({ ...facts, ...overrides?.(krate) });
    this.crates.set(name, krate);
    return krate;
  }

  get app(): FixtureCrate {
    return this.crates.get('app')!;
  }

  def(path: string): DefId {
    return this.app.def(path);
  }

  ty(text: string, item?: string | DefId): Ty {
    return this.app.ty(text, typeof item === 'string' ? this.def(item) : item);
  }

  call(path: string | DefId, args: readonly Ty[] = [], more: Partial<Use> = {}): Use {
    return this.app.use(UseKind.Call, typeof path === 'string' ? this.def(path) : path, args, more);
  }

  use(kind: Use['kind'], path: string | DefId | 0, args: readonly Ty[] = [], more: Partial<Use> = {}): Use {
    return this.app.use(kind, typeof path === 'string' ? this.def(path) : path, args, more);
  }

  body(path: string | DefId, uses: readonly Use[]): void {
    this.app.body(path, uses);
  }

  /** Gives a body more than uses. */
  patch(path: string | DefId, more: Partial<BodyFacts>): void {
    const def = typeof path === 'string' ? this.def(path) : path;
    const entry = this.app.defs[localOf(def)]!;
    entry.body = { owner: def, uses: [], exprs: 1, exprsUnknown: 0, ...entry.body, ...more };
  }

  explore(options: ExploreOptions = {}, ...mains: readonly string[]): Exploration {
    const entries: Entry[] = (mains.length > 0 ? mains : ['main']).map((path) => ({
      def: this.def(path),
      reason: 'asked',
    }));
    // Functions without a body list are empty, so that tests name only what matters.
    for (const krate of this.crates.values()) {
      krate.defs.forEach((def, local) => {
        if ((def.flags & 1) !== 0 && def.body === undefined) krate.body(krate.id(local as never), []);
      });
    }
    return explore(this.world, entries, options);
  }
}
