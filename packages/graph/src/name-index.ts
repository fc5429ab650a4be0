/** Definitions by their last name: what a name that did not resolve may mean. */
import type { Sym } from '@lazaret/base';
import { type DefId, DefKind, defId, type LocalDef, type World } from '@lazaret/facts';

const NONE: readonly DefId[] = [];

export class NameIndex {
  readonly #world: World;
  /** Functions, methods, consts, statics, macros; types, for what they let be constructed. */
  readonly #byName = new Map<Sym, DefId[]>();
  /** Definitions of each crate that are in the index: analysing a body adds those that stand in it. */
  readonly #indexed: number[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes in what has come since: call it before a row of look-ups. */
  refresh(): void {
    for (const krate of this.#world.crates) {
      const count = krate.defCount();
      const from = this.#indexed[krate.num] ?? 0;
      this.#indexed[krate.num] = count;
      for (let at = from; at < count; at++) {
        const local = at as LocalDef;
        if (!isNamed(krate.kind(local))) continue;
        const name = krate.defName(local);
        const list = this.#byName.get(name);
        if (list === undefined) this.#byName.set(name, [defId(krate.num, local)]);
        else list.push(defId(krate.num, local));
      }
    }
  }

  /** Of all crates. */
  find(name: Sym): readonly DefId[] {
    return this.#byName.get(name) ?? NONE;
  }

  *functions(): Generator<DefId> {
    for (const defs of this.#byName.values()) {
      for (const def of defs) if (this.#world.kind(def) === DefKind.Fn) yield def;
    }
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
