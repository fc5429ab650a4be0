/**
 * Definitions of other crates, as a file names them: crate, then at each level kind, name and how many such siblings come
 * before. Numbers would not do: they depend on what was analysed first.
 */
import { type CrateNum, crateOf, type DefId, defId, type LocalDef, localOf } from '../ids.ts';
import { DefKind } from '../model.ts';
import type { World } from '../world.ts';

/** Children that are not listed by their parent (closures, items in bodies) are found by going through all definitions. */
export class Siblings {
  readonly #world: World;
  readonly #unlisted = new Map<CrateNum, { seen: number; readonly of: Map<LocalDef, LocalDef[]> }>();

  constructor(world: World) {
    this.#world = world;
  }

  /** All children of a definition in order: as listed, then the others by index. */
  children(parent: DefId): readonly LocalDef[] {
    const krate = this.#world.crateOfDef(parent);
    const listed = krate.children(localOf(parent));
    const all = this.#byParent(crateOf(parent)).get(localOf(parent)) ?? [];
    if (all.length <= listed.length) return listed;
    const known = new Set(listed);
    return [...listed, ...all.filter((child) => !known.has(child))];
  }

  /** How many siblings of the same kind and name come before. */
  ordinal(def: DefId, parent: DefId): number {
    const krate = this.#world.crateOfDef(def);
    const [kind, name] = [krate.kind(localOf(def)), krate.defName(localOf(def))];
    let ordinal = 0;
    for (const child of this.children(parent)) {
      if (child === localOf(def)) break;
      if (krate.kind(child) === kind && krate.defName(child) === name) ordinal++;
    }
    return ordinal;
  }

  find(parent: DefId, kind: number, name: string, ordinal: number): DefId | undefined {
    const krate = this.#world.crateOfDef(parent);
    const symbol = this.#world.names.intern(name);
    // Closures and opaque types may only be known once the body that makes them has been looked at.
    if (isMadeByBody(kind)) krate.body(localOf(parent));
    let left = ordinal;
    const fits = (child: LocalDef): boolean =>
      krate.kind(child) === kind && krate.defName(child) === symbol && left-- === 0;
    const listed = krate.children(localOf(parent));
    for (const child of listed) if (fits(child)) return defId(krate.num, child);
    const known = new Set(listed);
    for (const child of this.#byParent(krate.num).get(localOf(parent)) ?? []) {
      if (!known.has(child) && fits(child)) return defId(krate.num, child);
    }
    return undefined;
  }

  #byParent(num: CrateNum): ReadonlyMap<LocalDef, LocalDef[]> {
    let table = this.#unlisted.get(num);
    if (table === undefined) {
      table = { seen: 0, of: new Map() };
      this.#unlisted.set(num, table);
    }
    const krate = this.#world.crate(num);
    const count = krate.defCount();
    for (; table.seen < count; table.seen++) {
      const parent = krate.parent(table.seen as LocalDef);
      if (parent === undefined) continue;
      const list = table.of.get(parent);
      if (list === undefined) table.of.set(parent, [table.seen as LocalDef]);
      else list.push(table.seen as LocalDef);
    }
    return table.of;
  }
}

function isMadeByBody(kind: number): boolean {
  return (
    kind === DefKind.Closure || kind === DefKind.Coroutine || kind === DefKind.AnonConst || kind === DefKind.Opaque
  );
}
