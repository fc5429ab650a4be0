/** What all source crates of one world share: the solver, and what is looked up once for all. */
import { BodyStore, type CrateNum, type DefId, DefKind, Solver, type World } from '@lazaret/facts';
import type { UnsizingAdts } from './body/host.ts';
import type { TypeObserver } from './body/observe.ts';
import { Prober } from './probe/probe.ts';

const KEY = Symbol('rust-infer session');

export class Session {
  readonly world: World;
  readonly solver: Solver;
  readonly prober: Prober;
  readonly bodies: BodyStore;
  readonly coerceUnsized: UnsizingAdts = { crates: 0, adts: new Set() };
  /** Told the types of expressions; set before crates are made. */
  observer: TypeObserver | undefined;
  /** Bodies being inferred within each other. */
  openBodies = 0;
  /** Crates whose impls count; all, if undefined. */
  #visible: ReadonlySet<CrateNum> | undefined;
  /** For each crate those that counted when it last did. */
  readonly #neighbours = new Map<CrateNum, ReadonlySet<CrateNum>>();
  readonly #traitItems = new Map<DefId, Map<string, DefId>>();
  readonly #fmt = new Map<string, DefId | undefined>();

  constructor(world: World) {
    this.world = world;
    this.solver = new Solver(world);
    this.prober = new Prober(this.solver);
    this.bodies = new BodyStore(world);
  }

  /**
   * Analyse as the compiler does one crate: with the impls of these crates only (of all, if undefined). Also after facts of
   * the world were replaced.
   */
  restrict(visible: ReadonlySet<CrateNum> | undefined): void {
    this.#visible = visible;
    for (const num of visible ?? []) this.#neighbours.set(num, visible!);
    this.solver.impls.restrict(visible);
    this.solver.forget();
    this.coerceUnsized.crates = 0;
    this.coerceUnsized.adts.clear();
    this.#traitItems.clear();
  }

  /** Before a crate's code is looked at that is no part of what is being analysed now: as it was when it last was part. */
  enterCrate(num: CrateNum): void {
    if (this.#visible === undefined || this.#visible.has(num)) return;
    const neighbours = this.#neighbours.get(num);
    if (neighbours !== undefined) this.restrict(neighbours);
  }

  /** First item of a trait with that name. Kept until facts are replaced: the items of a trait do not change. */
  traitItem(trait: DefId, name: string): DefId | undefined {
    let items = this.#traitItems.get(trait);
    if (items === undefined) {
      items = new Map();
      for (const child of this.world.children(trait)) {
        const text = this.world.names.text(this.world.name(child));
        if (!items.has(text)) items.set(text, child);
      }
      this.#traitItems.set(trait, items);
    }
    return items.get(name);
  }

  /** `fmt` of a trait of `core::fmt`. */
  fmtMethod(trait: string): DefId | undefined {
    if (!this.#fmt.has(trait)) this.#fmt.set(trait, this.#findFmt(trait));
    return this.#fmt.get(trait);
  }

  #findFmt(trait: string): DefId | undefined {
    const { world } = this;
    const core =
      world.crates.find((krate) => krate.name === 'core' && krate.package.name === 'core') ?? world.crates[0];
    if (core === undefined) return undefined;
    const name = world.names.intern(trait);
    const module = world.names.intern('fmt');
    const root = core.scope(0 as never).types.get(module)?.def;
    const def =
      root === undefined || world.kind(root) !== DefKind.Mod ? undefined : world.scope(root).types.get(name)?.def;
    if (def === undefined || world.kind(def) !== DefKind.Trait) return undefined;
    return world.children(def).find((child) => world.name(child) === module);
  }
}

/** The session of a world, made when first asked for. */
export function sessionOf(world: World): Session {
  let session = world.shared.get(KEY) as Session | undefined;
  if (session === undefined) {
    session = new Session(world);
    world.shared.set(KEY, session);
  }
  return session;
}
