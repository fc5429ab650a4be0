/** Which functions a vtable holds. Model: rustc_trait_selection::traits::vtable. */
import { type DefId, DefKind, localOf, type Ty, TyKind, type World } from '@lazaret/facts';
import type { Selector } from './selector.ts';

/** Supertraits of one trait, transitively; the deepest real hierarchies have some ten. */
const SUPERTRAITS_MAX = 256;

export interface VtableMethod {
  readonly method: DefId;
  /** Trait arguments with the concrete type as Self. */
  readonly args: readonly Ty[];
}

/** Methods of the object type's trait and its supertraits, for a concrete Self. */
export function vtableMethods(world: World, select: Selector, self: Ty, object: Ty): VtableMethod[] {
  const principal = world.types.head(object) as DefId;
  if (principal === 0) return [];
  const traitArgs = world.types.args(object).filter((arg) => world.types.kind(arg) !== TyKind.Binding);
  const out: VtableMethod[] = [];
  for (const { trait, args } of supertraits(world, select, principal, [self, ...traitArgs])) {
    for (const child of world.children(trait)) {
      if (world.kind(child) === DefKind.Fn && isDispatchable(world, child)) out.push({ method: child, args });
    }
  }
  return out;
}

/** The trait itself first. */
function supertraits(
  world: World,
  select: Selector,
  trait: DefId,
  args: readonly Ty[],
): { readonly trait: DefId; readonly args: readonly Ty[] }[] {
  const found = [{ trait, args }];
  const seen = new Set<Ty>([world.types.fnDef(trait, args)]);
  const selfParam = world.types.param(0);
  for (let at = 0; at < found.length && found.length < SUPERTRAITS_MAX; at++) {
    const current = found[at]!;
    for (const predicate of world.crateOfDef(current.trait).predicates(localOf(current.trait))) {
      if (predicate.kind !== 'trait' || predicate.ref.args[0] !== selfParam) continue;
      const superArgs = predicate.ref.args.map((arg) => select.normalize(world.types.subst(arg, current.args)));
      const key = world.types.fnDef(predicate.ref.trait, superArgs);
      if (seen.has(key)) continue;
      seen.add(key);
      found.push({ trait: predicate.ref.trait, args: superArgs });
    }
  }
  return found;
}

/** Has a receiver, no type parameters of its own and no `where Self: Sized`. */
function isDispatchable(world: World, method: DefId): boolean {
  if (world.generics(method).params.length > 0) return false;
  if (!world.fnSig(method).hasSelf) return false;
  const sized = world.langItem('sized');
  const self = world.types.param(0);
  return !world
    .crateOfDef(method)
    .predicates(localOf(method))
    .some((p) => p.kind === 'trait' && p.ref.trait === sized && p.ref.args[0] === self);
}
