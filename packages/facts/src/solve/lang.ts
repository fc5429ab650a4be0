/** Lang items that the solver gives a meaning of its own, looked up once the crate that has them is loaded. */
import type { DefId } from '../ids.ts';
import type { World } from '../world.ts';

/** Traits that hold without anything being run or looked up (`marker`), for every type. Names of lang items. */
const ALWAYS = [
  'meta_sized',
  'pointee_sized',
  'destruct',
  'freeze',
  'pointee_trait',
  'discriminant_kind',
  'structural_peq',
  'unsafe_unpin',
  'use_cloned',
  'bikeshed_guaranteed_no_drop',
  'pointer_like',
  'transmute_trait',
  'const_param_ty',
  'unsized_const_param_ty',
] as const;

const CALLS = {
  fn: 'fn',
  fn_mut: 'fn_mut',
  fn_once: 'fn_once',
  async_fn: 'fn',
  async_fn_mut: 'fn_mut',
  async_fn_once: 'fn_once',
} as const;

export interface CallTrait {
  readonly kind: 'fn' | 'fn_mut' | 'fn_once';
  readonly async: boolean;
}

export class LangItems {
  readonly #world: World;
  readonly #known = new Map<string, DefId>();
  #always: { readonly crates: number; readonly set: ReadonlySet<DefId> } | undefined;
  #calls: { readonly crates: number; readonly map: ReadonlyMap<DefId, CallTrait> } | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  get(name: string): DefId | undefined {
    let def = this.#known.get(name);
    if (def === undefined) {
      def = this.#world.langItem(name);
      if (def !== undefined) this.#known.set(name, def);
    }
    return def;
  }

  is(def: DefId, name: string): boolean {
    return this.get(name) === def;
  }

  isAlways(trait: DefId): boolean {
    const crates = this.#world.crates.length;
    if (this.#always?.crates !== crates) {
      const set = new Set<DefId>();
      for (const name of ALWAYS) {
        const def = this.get(name);
        if (def !== undefined) set.add(def);
      }
      this.#always = { crates, set };
    }
    return this.#always.set.has(trait);
  }

  /** `Fn`, `AsyncFnMut`, …: how the trait calls. */
  callTrait(trait: DefId): CallTrait | undefined {
    const crates = this.#world.crates.length;
    if (this.#calls?.crates !== crates) {
      const map = new Map<DefId, CallTrait>();
      for (const [name, kind] of Object.entries(CALLS)) {
        const def = this.get(name);
        if (def !== undefined) map.set(def, { kind, async: name.startsWith('async') });
      }
      this.#calls = { crates, map };
    }
    return this.#calls.map.get(trait);
  }
}
