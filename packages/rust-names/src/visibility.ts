/** Visibilities that name a module: `pub(in path)`. */
import type { LocalDef, Visibility } from '@lazaret/facts';
import { type NodeId, pathSegments, TokenKind, type Tree } from '@lazaret/rust-syntax';
import type { CrateContext } from './context.ts';

/** `pub(in path)`: an ancestor, so that counting segments finds it. */
export function restrictedVis(ctx: CrateContext, tree: Tree, path: NodeId, module: LocalDef): Visibility {
  const ancestors: LocalDef[] = [];
  for (let at: LocalDef | undefined = module; at !== undefined; at = ctx.parentModule(at)) ancestors.unshift(at);
  const kinds = pathSegments(tree, path).map((segment) => tree.tokens.kind(tree.aux(segment)));
  let up = 0;
  let down = 0;
  let fromRoot = true;
  for (const kind of kinds) {
    if (kind === TokenKind.SelfValue) fromRoot = false;
    else if (kind === TokenKind.Super) {
      fromRoot = false;
      up++;
    } else if (kind !== TokenKind.Crate && kind !== TokenKind.DollarCrate) down++;
  }
  const index = fromRoot ? down : ancestors.length - 1 - up + down;
  return ctx.id(ancestors[Math.max(0, Math.min(index, ancestors.length - 1))]!);
}
