/** What the graph asks about a definition again and again, looked up once. */
import type { Sym } from '@lazaret/base';
import {
  type BodyFacts,
  type CrateNum,
  crateOf,
  type DefFlag,
  type DefId,
  DefKind,
  defId,
  type LocalDef,
  localOf,
  type World,
} from '@lazaret/facts';

/** Items nest in modules, impls and bodies; nothing real is near this. */
const NESTING_MAX = 256;

export interface DefInfo {
  readonly def: DefId;
  readonly kind: DefKind;
  readonly flags: number;
  /** The trait whose item this is. */
  readonly trait: DefId | undefined;
  /** The impl whose item this is. */
  readonly impl: DefId | undefined;
  readonly isConst: boolean;
}

export class DefInfos {
  readonly #world: World;
  readonly #infos = new Map<DefId, DefInfo>();

  constructor(world: World) {
    this.#world = world;
  }

  get(def: DefId): DefInfo {
    let info = this.#infos.get(def);
    if (info === undefined) {
      info = this.#make(def);
      this.#infos.set(def, info);
    }
    return info;
  }

  body(def: DefId): BodyFacts | undefined {
    return this.#world.body(def);
  }

  /** The item of an impl that stands for an item of its trait: same name, same namespace. */
  implItem(impl: DefId, traitItem: DefId): DefId | undefined {
    const { kind } = this.get(traitItem);
    return this.child(impl, this.#world.name(traitItem), kind);
  }

  child(parent: DefId, name: Sym, kind: DefKind): DefId | undefined {
    const krate = this.#world.crateOfDef(parent);
    for (const child of krate.children(localOf(parent))) {
      if (krate.defName(child) === name && krate.kind(child) === kind) return defId(krate.num, child);
    }
    return undefined;
  }

  /** The definition and what it stands in, innermost first; the crate root is last. */
  *ancestors(def: DefId): Generator<DefId> {
    const num: CrateNum = crateOf(def);
    const krate = this.#world.crate(num);
    let local: LocalDef | undefined = localOf(def);
    for (let depth = 0; local !== undefined && depth < NESTING_MAX; depth++) {
      yield defId(num, local);
      local = krate.parent(local);
    }
  }

  #make(def: DefId): DefInfo {
    const kind = this.#world.kind(def);
    const parent = this.#world.parent(def);
    const parentKind = parent === undefined ? undefined : this.#world.kind(parent);
    return {
      def,
      kind,
      flags: this.#world.flags(def),
      trait: parentKind === DefKind.Trait ? parent : undefined,
      impl: parentKind === DefKind.Impl ? parent : undefined,
      isConst:
        kind === DefKind.Const || kind === DefKind.Static || kind === DefKind.AssocConst || kind === DefKind.AnonConst,
    };
  }
}

export function hasFlag(info: DefInfo, flag: (typeof DefFlag)[keyof typeof DefFlag]): boolean {
  return (info.flags & flag) !== 0;
}
