/** Types that paths in expressions name, with variables for arguments that are not written. */
import type { DefId, TraitRef, Ty } from '@lazaret/facts';
import { NO_NODE, type NodeId, NodeKind } from '@lazaret/rust-syntax';
import { lowerArgs, lowerTraitRef } from '../lower/types.ts';
import type { BodyCx } from './context.ts';

/** All arguments of a definition: the given ones of its parents (and Self of a trait), what the segment writes, variables. */
export function segmentArgs(cx: BodyCx, def: DefId, parent: readonly Ty[], segment: NodeId): Ty[] {
  const args = lowerArgs(cx.host.lowering, cx.typeCx(), cx.tree, segment, def, parent, 'infer');
  for (let i = 0; i < args.length; i++) args[i] = cx.norm(args[i]!);
  return args;
}

/** `<T as Trait<A>>` or `<T>`. */
export function qselfTy(cx: BodyCx, qself: NodeId): { self: Ty; trait: TraitRef | undefined } {
  const { tree } = cx;
  const self = cx.lowerTy(tree.first(qself));
  const path = tree.childOf(qself, NodeKind.Path);
  if (path === NO_NODE) return { self, trait: undefined };
  const ref = lowerTraitRef(cx.host.lowering, cx.typeCx(), tree, path, self, undefined, 'infer');
  return { self, trait: ref && { trait: ref.trait, args: ref.args.map((arg) => cx.norm(arg)) } };
}
