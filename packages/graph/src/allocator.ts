/**
 * The program's own allocator. `#[global_allocator] static A: T` makes the compiler call `T`'s methods wherever memory is
 * asked for; the attribute leaves no other trace, so a static of a type that implements `GlobalAlloc` counts as one.
 */
import { type CrateNum, type DefId, DefKind, defId, type LocalDef, type Ty, TyKind, type World } from '@lazaret/facts';

/** Symbols by which the standard library asks for memory. */
export const ALLOCATOR_SYMBOL = /__rust_(?:alloc|dealloc|realloc|alloc_zeroed)$/;

/** Methods of `GlobalAlloc`, with the type of each static that may be the allocator as Self. */
export function allocatorMethods(
  world: World,
  crates: Iterable<CrateNum>,
  isStd: (num: CrateNum) => boolean,
): { readonly method: DefId; readonly self: Ty }[] {
  const name = world.names.intern('GlobalAlloc');
  const heads = new Map<DefId, DefId>();
  const own = [...crates].filter((num) => !isStd(num));
  for (const num of [...crates]) {
    const krate = world.crate(num);
    for (const { impl, trait } of krate.traitImpls()) {
      if (trait === undefined || world.name(trait) !== name) continue;
      const { self } = krate.implHeader(impl);
      if (world.types.kind(self) === TyKind.Adt) heads.set(world.types.head(self) as DefId, trait);
    }
  }
  const out: { method: DefId; self: Ty }[] = [];
  if (heads.size === 0) return out;
  for (const num of own) {
    const krate = world.crate(num);
    const count = krate.defCount();
    for (let i = 0; i < count; i++) {
      if (krate.kind(i as LocalDef) !== DefKind.Static) continue;
      const self = world.typeOf(defId(num, i as LocalDef));
      const trait = world.types.kind(self) === TyKind.Adt ? heads.get(world.types.head(self) as DefId) : undefined;
      if (trait === undefined) continue;
      for (const method of world.children(trait)) if (world.kind(method) === DefKind.Fn) out.push({ method, self });
    }
  }
  return out;
}
