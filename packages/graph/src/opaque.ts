/**
 * Expansions that are not known, by what carries them. One counts from the moment its carrier is part of the program: an
 * item's when one of its bodies is reached, a type's (derives) when the type is mentioned, a module's when anything of the
 * crate is reached.
 */
import { type CrateNum, crateOf, type DefId, DefKind, type OpaqueExpansion, type World } from '@lazaret/facts';
import type { DefInfos } from './def-info.ts';
import type { Mentions } from './mentions.ts';

export class OpaqueExpansions {
  readonly #world: World;
  readonly #infos: DefInfos;
  readonly #mentions: Mentions;
  readonly #crates = new Set<CrateNum>();
  readonly #byOwner = new Map<DefId, OpaqueExpansion[]>();
  readonly #touched = new Set<DefId>();

  constructor(world: World, infos: DefInfos, mentions: Mentions) {
    this.#world = world;
    this.#infos = infos;
    this.#mentions = mentions;
  }

  /** A definition is reached for the first time: reports the expansions that begin to count, now or later. */
  touch(def: DefId, found: (expansion: OpaqueExpansion) => void): void {
    if (this.#touched.has(def)) return;
    this.#touched.add(def);
    this.#load(crateOf(def), found);
    if (this.#byOwner.size === 0) return;
    for (const owner of this.#infos.ancestors(def)) {
      const list = this.#byOwner.get(owner);
      if (list === undefined) continue;
      this.#byOwner.delete(owner);
      for (const expansion of list) found(expansion);
    }
  }

  #load(num: CrateNum, found: (expansion: OpaqueExpansion) => void): void {
    if (this.#crates.has(num)) return;
    this.#crates.add(num);
    for (const expansion of this.#world.crate(num).opaque()) {
      const kind = this.#world.kind(expansion.owner);
      if (kind === DefKind.Struct || kind === DefKind.Enum || kind === DefKind.Union) {
        this.#mentions.when(expansion.owner, () => found(expansion));
      } else if (kind === DefKind.Mod) found(expansion);
      else {
        const list = this.#byOwner.get(expansion.owner);
        if (list === undefined) this.#byOwner.set(expansion.owner, [expansion]);
        else list.push(expansion);
      }
    }
  }
}
