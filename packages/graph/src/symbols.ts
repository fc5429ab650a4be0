/** Functions and statics that crates export under a symbol: what a foreign declaration of that name means. */
import { type CrateNum, DefFlag, type DefId, defId, type LocalDef, type World } from '@lazaret/facts';

export class Symbols {
  readonly #exported = new Map<string, DefId[]>();
  readonly defs: DefId[] = [];

  constructor(world: World, crates: readonly CrateNum[]) {
    for (const num of crates) {
      const krate = world.crate(num);
      const count = krate.defCount();
      for (let i = 0; i < count; i++) {
        const local = i as LocalDef;
        if ((krate.flags(local) & (DefFlag.Exported | DefFlag.Foreign)) !== DefFlag.Exported) continue;
        const def = defId(num, local);
        this.defs.push(def);
        const name = krate.linkName(local) ?? world.names.text(krate.defName(local));
        const list = this.#exported.get(name);
        if (list === undefined) this.#exported.set(name, [def]);
        else list.push(def);
      }
    }
  }

  find(name: string): readonly DefId[] {
    return this.#exported.get(name) ?? [];
  }
}
