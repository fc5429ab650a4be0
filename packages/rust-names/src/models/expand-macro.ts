/** Finds the model of an attribute or function-like macro and writes its expansion as tokens. */
import { type CrateNum, crateOf, type DefId, DefKind, type Span } from '@lazaret/facts';
import { attrs as attrNodes, type NodeId, type TokenBuffer, type TokenRange, type Tree } from '@lazaret/rust-syntax';
import { type Attr, attrList } from '../attributes.ts';
import type { CrateContext } from '../context.ts';
import { TokenWriter } from '../token-writer.ts';
import { facadeCrate } from './facade.ts';
import type { AttributeModel, BangModel } from './macro-model.ts';
import { ATTRIBUTE_MODELS, BANG_MODELS, PLAIN_ATTRIBUTES } from './macro-models.ts';
import { TokenEdits } from './token-edits.ts';

export interface MacroExpansion {
  readonly tokens: TokenBuffer;
  /** Nothing of the macro remains unknown. */
  readonly complete: boolean;
}

/** Can an attribute of this name be one that has a model? Items with others need not wait until all names are known. */
export function mayBeModelled(ctx: CrateContext, name: string): boolean {
  const last = name.slice(name.lastIndexOf(':') + 1);
  const fits = (model: AttributeModel) => model.macros.includes(last);
  return ATTRIBUTE_NAMES.has(last) || (ctx.input.attributeModels ?? []).some(fits);
}

const ATTRIBUTE_NAMES: ReadonlySet<string> = new Set(ATTRIBUTE_MODELS.flatMap((model) => model.macros));

/** Is it known of this attribute macro that it adds nothing that runs? */
export function isPlainAttribute(ctx: CrateContext, macro: DefId): boolean {
  const krate = ctx.world.crate(crateOf(macro))?.name;
  const name = ctx.interner.text(ctx.world.name(macro));
  return krate !== undefined && PLAIN_ATTRIBUTES.get(krate)?.includes(name) === true;
}

/** What an attribute macro makes of its item; undefined if there is no model for it, or none for this item. */
export function attributeByModel(
  ctx: CrateContext,
  tree: Tree,
  node: NodeId,
  attrs: readonly Attr[],
  attr: Attr,
  macro: DefId,
): MacroExpansion | undefined {
  const model = modelOf(ctx, macro, ctx.input.attributeModels ?? [], ATTRIBUTE_MODELS);
  const krate = model === undefined ? undefined : rootOf(ctx, model, macro);
  const owner = attrNodeOf(tree, node, attr);
  if (model === undefined || krate === undefined || owner === undefined) return undefined;
  const edits = new TokenEdits(tree.tokens);
  takeAway(ctx, tree, owner, attr, edits);
  const name = ctx.interner.text(ctx.world.name(macro));
  const { version } = ctx.world.crate(crateOf(macro)).package;
  const args = attrList(attr);
  const made = model.expand({ ctx, tree, node, attrs, attr, args, macro: name, version, edits });
  if (made === undefined) return undefined;
  const writer = writerFor(ctx, ctx.nodeSpan(tree, owner), macro, krate);
  edits.write(writer, tree.range(node));
  return { tokens: writer.finish(), complete: made === 'complete' };
}

/** What a call of a function-like macro becomes; undefined if there is no model for it, or none for this form. */
export function bangByModel(
  ctx: CrateContext,
  macro: DefId,
  tokens: TokenBuffer,
  inner: TokenRange,
  at: Span,
  string: (range: TokenRange) => string | undefined,
): TokenBuffer | undefined {
  const model = modelOf(ctx, macro, ctx.input.bangModels ?? [], BANG_MODELS);
  const krate = model === undefined ? undefined : rootOf(ctx, model, macro);
  if (model === undefined || krate === undefined) return undefined;
  const writer = writerFor(ctx, at, macro, krate);
  const name = ctx.interner.text(ctx.world.name(macro));
  const { version } = ctx.world.crate(crateOf(macro)).package;
  if (!model.expand({ ctx, tokens, inner, macro: name, version, writer, string })) return undefined;
  return writer.finish();
}

function writerFor(ctx: CrateContext, at: Span, def: DefId, krate: CrateNum): TokenWriter {
  return new TokenWriter(ctx, at, { def, krate, edition: 2021, local: false, opaque: false, scope: undefined });
}

function modelOf<M extends AttributeModel | BangModel>(
  ctx: CrateContext,
  macro: DefId,
  own: readonly M[],
  ours: readonly M[],
): M | undefined {
  if (ctx.isLocal(macro) || ctx.kindOf(macro) !== DefKind.ProcMacro) return undefined;
  const facts = ctx.world.crate(crateOf(macro));
  if (facts === undefined) return undefined;
  const name = ctx.interner.text(ctx.world.name(macro));
  const fits = (model: M) =>
    model.krate === facts.name && model.macros.includes(name) && model.versions.test(facts.package.version);
  return own.find(fits) ?? ours.find(fits);
}

/** The crate that the expansion names, under whatever alias this crate knows it. */
function rootOf(ctx: CrateContext, model: AttributeModel | BangModel, macro: DefId): CrateNum | undefined {
  if (model.facade === undefined) return crateOf(macro);
  return facadeCrate(ctx, model.facade, crateOf(macro));
}

function attrNodeOf(tree: Tree, node: NodeId, attr: Attr): NodeId | undefined {
  if (attr.tokens !== tree.tokens) return undefined;
  return attrNodes(tree, node).find((one) => tree.start(one) < attr.path.start && attr.path.end <= tree.end(one));
}

/** Removes an attribute; of a `cfg_attr` with several the others stay. */
function takeAway(ctx: CrateContext, tree: Tree, owner: NodeId, attr: Attr, edits: TokenEdits): void {
  const others = ctx.attributes.ofAttr(tree, owner).filter((one) => one.path.start !== attr.path.start);
  const kept = others.map((one) => `#[${edits.splices.range({ start: one.path.start, end: one.args.end })}]`);
  edits.replace(tree.range(owner), kept.join(''));
}
