/**
 * `T::Name`: which trait's associated type is meant. Bounds are first looked at by their trait alone, and only the one that
 * has the name is lowered, so that `T: Iterator + Add<T::Item>` does not need itself.
 * Model: rustc_hir_analysis::collect::predicates_of::type_param_predicates.
 */
import type { Sym } from '@lazaret/base';
import { crateOf, type DefId, DefKind, type LocalDef, localOf, type TraitRef, type Ty, TyKind } from '@lazaret/facts';
import type { Lowering } from './lowering.ts';
import type { TypeCx } from './type-cx.ts';

/** Supertraits looked through for one name; std's deepest chain is 5. */
const SUPERTRAITS_MAX = 500;

export interface FoundAssoc {
  readonly assoc: DefId;
  /** Arguments of the trait that has it. */
  readonly args: readonly Ty[];
}

/** A bound whose arguments are lowered only when asked for. */
export interface LazyBound {
  readonly trait: DefId;
  readonly ref: () => TraitRef | undefined;
}

export function findAssocType(
  low: Lowering,
  cx: TypeCx,
  base: Ty,
  name: Sym,
  viaSelf: boolean,
): FoundAssoc | undefined {
  const { types } = low.world;
  const kind = types.kind(base);
  if (viaSelf && cx.container !== undefined && low.names.kind(cx.container) === DefKind.Impl) {
    const found = fromImpl(low, cx.container, name);
    if (found !== undefined) return found;
  }
  if (kind === TyKind.Param) return inBounds(low, low.boundsOfParam(cx.owner, types.head(base)), name);
  if (kind === TyKind.Projection) {
    const bounds = low.boundsOfAlias(types.head(base) as DefId, types.args(base));
    return inBounds(low, bounds, name);
  }
  return undefined;
}

function fromImpl(low: Lowering, impl: LocalDef, name: Sym): FoundAssoc | undefined {
  const bound = low.traitOfImpl(impl);
  return bound === undefined ? undefined : inBounds(low, [bound], name);
}

/** Breadth first through supertraits: the nearest one that has the name. */
export function inBounds(low: Lowering, bounds: readonly LazyBound[], name: Sym): FoundAssoc | undefined {
  const queue = bounds.slice();
  const seen = new Set<DefId>();
  for (let at = 0; at < queue.length && at < SUPERTRAITS_MAX; at++) {
    const bound = queue[at]!;
    if (seen.has(bound.trait)) continue;
    const assoc = low.traitItem(bound.trait, name, DefKind.AssocTy);
    if (assoc !== undefined) {
      const ref = bound.ref();
      if (ref !== undefined) return { assoc, args: ref.args };
      continue;
    }
    seen.add(bound.trait);
    queue.push(...superBounds(low, bound));
  }
  return undefined;
}

/** Supertraits, one step. */
function superBounds(low: Lowering, bound: LazyBound): LazyBound[] {
  const { types } = low.world;
  const subst = (inner: TraitRef): TraitRef | undefined => {
    const outer = bound.ref();
    return outer && { trait: inner.trait, args: inner.args.map((arg) => types.subst(arg, outer.args)) };
  };
  if (crateOf(bound.trait) === low.names.num) {
    return low.boundsOfParam(localOf(bound.trait), 0, false).map((inner) => ({
      trait: inner.trait,
      ref: () => {
        const ref = inner.ref();
        return ref && subst(ref);
      },
    }));
  }
  const self = types.param(0);
  const out: LazyBound[] = [];
  for (const predicate of low.world.crateOfDef(bound.trait).predicates(localOf(bound.trait))) {
    if (predicate.kind !== 'trait' || predicate.ref.args[0] !== self) continue;
    out.push({ trait: predicate.ref.trait, ref: () => subst(predicate.ref) });
  }
  return out;
}
