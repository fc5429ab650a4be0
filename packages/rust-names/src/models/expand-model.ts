/** Finds the model of a derive and writes its expansion as tokens. */
import { crateOf, type DefId, DefKind, type Span } from '@lazaret/facts';
import { type NodeId, NodeKind, type TokenBuffer, type Tree } from '@lazaret/rust-syntax';
import type { CrateContext } from '../context.ts';
import { Splices } from '../derive.ts';
import { TokenWriter } from '../token-writer.ts';
import type { DeriveModel } from './derive-model.ts';
import { facadeCrate } from './facade.ts';
import { modelItem } from './model-item.ts';
import { DERIVE_MODELS } from './models.ts';

/** Impls of a modelled derive; undefined if there is no model for it, or none for this item. */
export function deriveByModel(
  ctx: CrateContext,
  tree: Tree,
  node: NodeId,
  macro: DefId,
  others: ReadonlySet<string>,
  at: Span,
): { readonly tokens: TokenBuffer; readonly complete: boolean } | undefined {
  const kind = tree.kind(node);
  if (kind !== NodeKind.Struct && kind !== NodeKind.Enum && kind !== NodeKind.Union) return undefined;
  const model = modelOf(ctx, macro);
  if (model === undefined) return undefined;
  const krate = model.facade === '' ? ctx.num : facadeCrate(ctx, model.facade, crateOf(macro));
  if (krate === undefined) return undefined;
  const { version } = ctx.world.crate(crateOf(macro)).package;
  const splices = new Splices(tree.tokens);
  const made = model.expand(modelItem(ctx, tree, node, model, splices, others, version));
  if (made === undefined) return undefined;
  const origin = { def: macro, krate, edition: 2021, local: false, opaque: false, scope: undefined };
  const tokens = new TokenWriter(ctx, at, origin).template(made.text, splices.list, at, splices.places).finish();
  return { tokens, complete: made.complete };
}

function modelOf(ctx: CrateContext, macro: DefId): DeriveModel | undefined {
  if (ctx.isLocal(macro) || ctx.kindOf(macro) !== DefKind.ProcMacro) return undefined;
  const facts = ctx.world.crate(crateOf(macro));
  if (facts === undefined) return undefined;
  const derive = ctx.interner.text(ctx.world.name(macro));
  const fits = (model: DeriveModel) =>
    model.krate === facts.name && model.derive === derive && holdsFor(model, facts.package.version);
  return (ctx.input.deriveModels ?? []).find(fits) ?? DERIVE_MODELS.find(fits);
}

function holdsFor({ versions }: DeriveModel, version: string): boolean {
  return typeof versions === 'function' ? versions(version) : versions.test(version);
}
