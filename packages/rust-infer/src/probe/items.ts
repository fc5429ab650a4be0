/** Functions and constants by name: of traits, of inherent impls. One per solver. */
import type { Sym } from '@lazaret/base';
import { DefFlag, type DefId, DefKind, type Solver, type TraitRef, type Ty, type World } from '@lazaret/facts';
import type { Candidate } from './candidate.ts';

const NONE: readonly Candidate[] = [];

export class ItemIndex {
  readonly #solver: Solver;
  readonly #traits = new Map<DefId, ReadonlyMap<Sym, DefId>>();
  readonly #impls = new Map<DefId, ReadonlyMap<Sym, DefId>>();
  /** Per list of traits in scope and name: what those that have such an item offer. Lives as long as the scope's list. */
  readonly #inScope = new WeakMap<readonly DefId[], Map<Sym, readonly Candidate[]>>();
  /** Items of the traits that were in any scope so far. */
  readonly #byName = new Map<Sym, Candidate[]>();
  readonly #noted = new Set<DefId>();
  readonly #inherent = new WeakMap<
    readonly DefId[],
    { readonly count: number; readonly names: Map<Sym, Candidate[]> }
  >();

  constructor(solver: Solver) {
    this.#solver = solver;
  }

  /** The function or constant of that name in a trait. */
  inTrait(trait: DefId, name: Sym): DefId | undefined {
    return valuesOf(this.#solver.world, this.#traits, trait).get(name);
  }

  /** Extension candidates: items of that name in traits in scope. */
  extension(traits: readonly DefId[], name: Sym): readonly Candidate[] {
    let byName = this.#inScope.get(traits);
    if (byName === undefined) {
      byName = new Map();
      this.#inScope.set(traits, byName);
      for (const trait of traits) this.#note(trait);
    }
    let found = byName.get(name);
    if (found === undefined) {
      found = this.#offered(traits, name);
      byName.set(name, found);
    }
    return found;
  }

  /** Few traits have an item of that name, and many are in scope. */
  #offered(traits: readonly DefId[], name: Sym): readonly Candidate[] {
    const all = this.#byName.get(name);
    if (all === undefined) return NONE;
    const list: Candidate[] = [];
    for (const candidate of all) if (traits.includes(candidate.trait!)) list.push(candidate);
    return list.sort((a, b) => traits.indexOf(a.trait!) - traits.indexOf(b.trait!));
  }

  #note(trait: DefId): void {
    if (this.#noted.has(trait)) return;
    this.#noted.add(trait);
    for (const [name, item] of valuesOf(this.#solver.world, this.#traits, trait)) {
      const candidate: Candidate = { ...this.#described(item), source: 'trait', trait };
      const list = this.#byName.get(name);
      if (list === undefined) this.#byName.set(name, [candidate]);
      else list.push(candidate);
    }
  }

  /** Items of inherent impls whose Self type has the same outermost constructor. */
  inherent(self: Ty, name: Sym): readonly Candidate[] {
    const impls = this.#solver.impls.inherent(self);
    if (impls.length === 0) return NONE;
    let known = this.#inherent.get(impls);
    if (known === undefined || known.count !== impls.length) {
      const names = new Map<Sym, Candidate[]>();
      for (const impl of impls) {
        for (const [itemName, item] of valuesOf(this.#solver.world, this.#impls, impl)) {
          const list = names.get(itemName);
          const candidate: Candidate = { ...this.#described(item), source: 'inherent', impl };
          if (list === undefined) names.set(itemName, [candidate]);
          else list.push(candidate);
        }
      }
      known = { count: impls.length, names };
      this.#inherent.set(impls, known);
    }
    return known.names.get(name) ?? NONE;
  }

  /** The item as a where-clause or trait object offers it. */
  byClause(item: DefId, source: 'param-env' | 'dyn', ref: TraitRef): Candidate {
    return { ...this.#described(item), source, ref };
  }

  /** What is said of a trait or an impl holds for its items. */
  #described(item: DefId): Pick<Candidate, 'item' | 'method' | 'unstable'> {
    const { world } = this.#solver;
    const own = world.flags(item);
    const parent = world.parent(item);
    const flags = own | (parent === undefined ? 0 : world.flags(parent));
    const method = world.kind(item) === DefKind.Fn && (own & DefFlag.HasSelf) !== 0;
    return { item, method, unstable: (flags & DefFlag.Unstable) !== 0 };
  }
}

function valuesOf(world: World, cache: Map<DefId, ReadonlyMap<Sym, DefId>>, owner: DefId): ReadonlyMap<Sym, DefId> {
  let map = cache.get(owner);
  if (map === undefined) {
    const made = new Map<Sym, DefId>();
    for (const child of world.children(owner)) {
      const kind = world.kind(child);
      if (kind === DefKind.Fn || kind === DefKind.AssocConst || kind === DefKind.Const)
        made.set(world.name(child), child);
    }
    map = made;
    cache.set(owner, map);
  }
  return map;
}
