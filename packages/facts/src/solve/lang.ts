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

/** Which rule of the solver's own a trait has. */
export const TraitRule = {
  None: 0,
  Sized: 1,
  /** Holds for every type: {@link ALWAYS}. */
  Always: 2,
  /** `Fn*`, `AsyncFn*`. */
  Call: 3,
  /** Clone or Copy. */
  Clone: 4,
  Tuple: 5,
  FnPtr: 6,
  Unsize: 7,
} as const;
export type TraitRule = (typeof TraitRule)[keyof typeof TraitRule];

const RULES = {
  sized: TraitRule.Sized,
  clone: TraitRule.Clone,
  copy: TraitRule.Clone,
  tuple_trait: TraitRule.Tuple,
  fn_ptr_trait: TraitRule.FnPtr,
  unsize: TraitRule.Unsize,
} as const;

export interface CallTrait {
  readonly kind: 'fn' | 'fn_mut' | 'fn_once';
  readonly async: boolean;
}

export class LangItems {
  readonly #world: World;
  readonly #known = new Map<string, DefId>();
  #rules: ReadonlyMap<DefId, TraitRule> = new Map();
  /** Number of crates when {@link #rules} was made: another crate may bring lang items. */
  #rulesCrates = -1;
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

  rule(trait: DefId): TraitRule {
    if (this.#rulesCrates !== this.#world.crates.length) this.#collectRules();
    return this.#rules.get(trait) ?? TraitRule.None;
  }

  #collectRules(): void {
    const rules = new Map<DefId, TraitRule>();
    const add = (name: string, rule: TraitRule): void => {
      const def = this.get(name);
      if (def !== undefined) rules.set(def, rule);
    };
    for (const [name, rule] of Object.entries(RULES)) add(name, rule);
    for (const name of Object.keys(CALLS)) add(name, TraitRule.Call);
    for (const name of ALWAYS) add(name, TraitRule.Always);
    this.#rules = rules;
    this.#rulesCrates = this.#world.crates.length;
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
