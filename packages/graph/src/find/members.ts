/** Methods of a type: what its impls, inherent and of traits, define. */
import type { Sym } from '@lazaret/base';
import {
  type CrateFacts,
  type CrateNum,
  crateOf,
  type DefId,
  DefKind,
  defId,
  type LocalDef,
  localOf,
  type Ty,
  TyKind,
  type World,
} from '@lazaret/facts';

export interface Member {
  readonly def: DefId;
  /** The impl's Self type is the type itself, not a reference to it. */
  readonly exact: boolean;
  readonly trait: DefId | undefined;
}

/** Items of a type's impls in its own crate and in `krate`; only those called `name` if given. */
export function membersOf(world: World, type: DefId, krate: CrateNum, name: Sym | undefined): Member[] {
  const out: Member[] = [];
  const crates = crateOf(type) === krate ? [krate] : [crateOf(type), krate];
  for (const num of crates) {
    const facts = world.crate(num);
    for (const impl of facts.inherentImpls()) addItems(world, facts, impl, undefined, type, name, out);
    for (const { impl, trait } of facts.traitImpls()) addItems(world, facts, impl, trait, type, name, out);
  }
  return out;
}

function addItems(
  world: World,
  facts: CrateFacts,
  impl: LocalDef,
  trait: DefId | undefined,
  type: DefId,
  name: Sym | undefined,
  out: Member[],
): void {
  const items = facts.children(impl).filter((child) => {
    const kind = facts.kind(child);
    if (kind !== DefKind.Fn && kind !== DefKind.AssocConst) return false;
    return name === undefined || facts.defName(child) === name;
  });
  // Headers are lowered on demand: most impls are out by the names of their items.
  if (items.length === 0) return;
  const { self } = facts.implHeader(impl);
  if (headOf(world, self) !== type) return;
  const exact = world.types.kind(self) === TyKind.Adt;
  for (const item of items) out.push({ def: defId(facts.num, item), exact, trait });
}

/** The struct, enum or union that a type is, or refers to. */
export function headOf(world: World, ty: Ty): DefId | undefined {
  const { types } = world;
  let at = ty;
  while (types.kind(at) === TyKind.Ref || types.kind(at) === TyKind.RawPtr) at = types.arg(at, 0);
  return types.kind(at) === TyKind.Adt || types.kind(at) === TyKind.Foreign ? (types.head(at) as DefId) : undefined;
}

/** Methods that a trait declares. */
export function traitMethods(world: World, trait: DefId, name: Sym | undefined): DefId[] {
  const facts = world.crateOfDef(trait);
  return facts
    .children(localOf(trait))
    .filter((child) => facts.kind(child) === DefKind.Fn && (name === undefined || facts.defName(child) === name))
    .map((child) => defId(facts.num, child));
}

/** Traits that a type implements in these crates: their default bodies are methods of the type too. */
export function traitsOf(world: World, type: DefId, krate: CrateNum): DefId[] {
  const out = new Set<DefId>();
  for (const num of new Set([crateOf(type), krate])) {
    const facts = world.crate(num);
    for (const { impl, trait } of facts.traitImpls()) {
      if (trait !== undefined && headOf(world, facts.implHeader(impl).self) === type) out.add(trait);
    }
  }
  return [...out];
}
