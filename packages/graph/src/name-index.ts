/** Definitions by their last name, crate by crate: what a name that did not resolve may mean. */
import type { Sym } from '@lazaret/base';
import { type CrateNum, type DefId, DefKind, defId, type LocalDef, type World } from '@lazaret/facts';

const NONE: readonly DefId[] = [];

interface CrateNames {
  /** Functions, methods, consts, statics, macros; types, for what they let be constructed. */
  readonly byName: Map<Sym, DefId[]>;
  indexed: number;
}

export class NameIndex {
  readonly #world: World;
  readonly #crates = new Map<CrateNum, CrateNames>();

  constructor(world: World) {
    this.#world = world;
  }

  find(name: Sym, crates: readonly CrateNum[]): readonly DefId[] {
    let found: DefId[] | undefined;
    for (const num of crates) {
      const defs = this.#of(num).byName.get(name);
      if (defs === undefined) continue;
      found ??= [];
      for (const def of defs) found.push(def);
    }
    return found ?? NONE;
  }

  /** Every function of these crates. */
  *functions(crates: readonly CrateNum[]): Generator<DefId> {
    for (const num of crates) {
      for (const defs of this.#of(num).byName.values()) {
        for (const def of defs) if (this.#world.kind(def) === DefKind.Fn) yield def;
      }
    }
  }

  #of(num: CrateNum): CrateNames {
    let names = this.#crates.get(num);
    if (names === undefined) {
      names = { byName: new Map(), indexed: 0 };
      this.#crates.set(num, names);
    }
    const krate = this.#world.crate(num);
    const count = krate.defCount();
    for (let local = names.indexed; local < count; local++) {
      if (!isNamed(krate.kind(local as LocalDef))) continue;
      const name = krate.defName(local as LocalDef);
      const list = names.byName.get(name);
      if (list === undefined) names.byName.set(name, [defId(num, local as LocalDef)]);
      else list.push(defId(num, local as LocalDef));
    }
    names.indexed = count;
    return names;
  }
}

function isNamed(kind: DefKind): boolean {
  switch (kind) {
    case DefKind.Fn:
    case DefKind.Const:
    case DefKind.Static:
    case DefKind.Struct:
    case DefKind.Enum:
    case DefKind.Union:
    case DefKind.Macro:
      return true;
    default:
      return false;
  }
}
