/** Reads the item under a modelled derive: its parts, the attributes that the macro reads, the shapes of its types. */
import {
  genericArgs,
  genericParams,
  genericsOf,
  isCloseDelim,
  isOpenDelim,
  isType,
  NO_NODE,
  type NodeId,
  NodeKind,
  pathSegments,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
  typeOf,
} from '@lazaret/rust-syntax';
import { type Attr, attrList, attrValue } from '../attributes.ts';
import type { CrateContext } from '../context.ts';
import { deriveGenerics, deriveInput, type Splices } from '../derive.ts';
import { docAt, docsIn, hasDocs } from '../doc-tokens.ts';
import { stringValue } from '../literal.ts';
import { attrMeta } from './attr-meta.ts';
import type { Attributed, DeriveModel, ModelItem, ModelMeta, ModelType, SourcePlace } from './derive-model.ts';

/** `Option<Option<Vec<..>>>`: macros look no deeper. */
const TYPE_DEPTH_MAX = 4;
/** `a::b::c` in a string, with an optional `::` before; nothing else is taken for a path. */
const PATH = /^\s*(?:::)?\s*(?:r#)?[A-Za-z_]\w*(?:\s*::\s*(?:<[\w\s:,<>]*>|(?:r#)?[A-Za-z_]\w*))*\s*$/;

export function modelItem(
  ctx: CrateContext,
  tree: Tree,
  node: NodeId,
  model: DeriveModel,
  splices: Splices,
  others: ReadonlySet<string>,
  macroVersion: string,
): ModelItem {
  const input = deriveInput(ctx, tree, node, splices, others);
  const generics = deriveGenerics(tree, node, splices, undefined);
  const about = (at: NodeId) => attributed(ctx, tree, at, model.helpers, splices);
  const params = genericParams(tree, genericsOf(tree, node));
  const lifetimes = params.filter((param) => tree.kind(param) === NodeKind.LifetimeParam);
  const typeParams = params.filter((param) => tree.kind(param) === NodeKind.TypeParam && tree.aux(param) >= 0);
  const names = new Set<number>(typeParams.map((param) => tree.tokens.sym(tree.aux(param))));
  return {
    ...input,
    ...about(node),
    ...generics,
    macroVersion,
    others,
    splices,
    typeParams: typeParams.map((param) => splices.token(tree.aux(param))),
    lifetimes: lifetimes.map((param) => splices.token(tree.aux(param))),
    code: (text, tokens, range) => codeOf(ctx, text, tokens, range, splices),
    variants: input.variants.map((variant) => ({
      ...variant,
      ...about(variant.node),
      discriminant: discriminantOf(tree, variant.node, splices),
      fields: variant.fields.map((field) => ({
        ...field,
        ...about(field.node),
        ty: typeShape(tree, typeOf(tree, field.node), splices, 0),
        generic: mentions(tree, typeOf(tree, field.node), names),
        borrows: namesLifetime(tree, typeOf(tree, field.node)),
      })),
    })),
  };
}

function attributed(
  ctx: CrateContext,
  tree: Tree,
  node: NodeId,
  helpers: readonly string[],
  splices: Splices,
): Attributed {
  const attrs = ctx.attributes.of(tree, node);
  const behind = { start: tree.start(node), end: firstBehindAttrs(tree, node) };
  return {
    metas: metasOf(attrs, helpers, splices),
    attrs: attrs.filter((attr) => helpers.includes(attr.name)).map(attrMeta),
    docs: hasDocs(tree.tokens, behind) || attrs.some((attr) => attr.name === 'doc'),
    doc: () => docText(tree.tokens, behind, attrs),
    place: placeOf(tree, node),
    ident: identOf(tree, node, behind.end),
  };
}

function placeOf(tree: Tree, node: NodeId): SourcePlace {
  const start = tree.start(node);
  const range = { start, end: start + 1 };
  return { tokens: tree.tokens, range, doc: docAt(tree.tokens, start) };
}

function identOf(tree: Tree, node: NodeId, behindAttrs: number): SourcePlace {
  const type = typeOf(tree, node);
  const named = tree.kind(node) === NodeKind.TupleField ? -1 : tree.aux(node);
  const start = named >= 0 ? named : type === NO_NODE ? behindAttrs : tree.start(type);
  return { tokens: tree.tokens, range: { start, end: start + 1 } };
}

/** Lines of doc comments, and the values of `#[doc = ".."]` if there is no comment. */
function docText(tokens: TokenBuffer, range: TokenRange, attrs: readonly Attr[]): string | undefined {
  const lines = docsIn(tokens, range);
  for (const attr of attrs) {
    const value = attr.name === 'doc' ? attrValue(attr) : undefined;
    if (value !== undefined) lines.push(value);
  }
  return lines.length === 0 ? undefined : lines.join('\n');
}

function mentions(tree: Tree, type: NodeId, names: ReadonlySet<number>): boolean {
  if (type === NO_NODE || names.size === 0) return false;
  for (let i = tree.start(type); i < tree.end(type); i++) if (names.has(tree.tokens.sym(i))) return true;
  return false;
}

function namesLifetime(tree: Tree, type: NodeId): boolean {
  if (type === NO_NODE) return false;
  for (let i = tree.start(type); i < tree.end(type); i++) if (tree.tokens.kind(i) === TokenKind.Lifetime) return true;
  return false;
}

/** What stands behind the `=` of a variant. */
function discriminantOf(tree: Tree, node: NodeId, splices: Splices): string | undefined {
  if (tree.kind(node) !== NodeKind.Variant) return undefined;
  const { tokens } = tree;
  for (let at = firstBehindAttrs(tree, node); at < tree.end(node); at = tokens.skipTree(at)) {
    if (tokens.kind(at) === TokenKind.Eq) return splices.range({ start: at + 1, end: tree.end(node) });
  }
  return undefined;
}

/** Rust text in a string, read where the string stands. */
function codeOf(
  ctx: CrateContext,
  text: string,
  tokens: TokenBuffer,
  range: TokenRange,
  splices: Splices,
): string | undefined {
  const file = ctx.sources.addSynthetic(text, ctx.tokenSpan(tokens, range.start, range.end));
  const inner = ctx.lex(text, file, ctx.input.edition);
  if (inner.errors.length > 0) return undefined;
  for (let i = 0; i < inner.length; i++) {
    if ((isOpenDelim(inner.kind(i)) || isCloseDelim(inner.kind(i))) && inner.partnerOf(i) < 0) return undefined;
  }
  return splices.range({ start: 0, end: inner.length }, inner);
}

/** Doc comments of a node stand before its first token behind the attributes, or before one of these. */
function firstBehindAttrs(tree: Tree, node: NodeId): number {
  let at = tree.start(node);
  for (
    let child = tree.first(node);
    child !== NO_NODE && tree.kind(child) === NodeKind.Attr;
    child = tree.next(child)
  ) {
    at = tree.end(child);
  }
  return at;
}

function metasOf(attrs: readonly Attr[], helpers: readonly string[], splices: Splices): ModelMeta[] {
  const metas: ModelMeta[] = [];
  for (const attr of attrs) {
    if (!helpers.includes(attr.name)) continue;
    const { tokens, args, path } = attr;
    const place = { tokens, range: path };
    if (args.end <= args.start)
      metas.push({ attr: attr.name, name: '', form: 'flag', text: '', string: undefined, place });
    for (const part of attrList(attr)) metas.push(metaAt(attr.name, tokens, part, splices));
  }
  return metas;
}

function metaAt(attr: string, tokens: TokenBuffer, part: TokenRange, splices: Splices): ModelMeta {
  const { start, end } = part;
  const place = { tokens, range: { start, end: start + 1 } };
  const plain = tokens.kind(start) === TokenKind.Str || tokens.kind(start) === TokenKind.RawStr;
  const name = plain ? '' : tokens.interner.text(tokens.sym(start)).replace(/^r#/, '');
  const next = start + 1 < end ? tokens.kind(start + 1) : TokenKind.Eof;
  if (next === TokenKind.Eq && start + 2 < end) {
    const value = { start: start + 2, end };
    const string = end === start + 3 ? stringValue(tokens, start + 2) : undefined;
    const path = string !== undefined && PATH.test(string) ? string : undefined;
    return { attr, name, form: 'value', text: splices.range(value, tokens), string: path, place };
  }
  if (next !== TokenKind.Eof && isOpenDelim(next)) {
    const close = Math.min(tokens.skipTree(start + 1), end) - 1;
    const inner = { start: start + 2, end: Math.max(close, start + 2) };
    const text = inner.end > inner.start ? splices.range(inner, tokens) : '';
    return { attr, name, form: 'call', text, string: undefined, place };
  }
  if (end === start + 1 && !plain) return { attr, name, form: 'flag', text: '', string: undefined, place };
  return { attr, name: '', form: 'value', text: splices.range(part, tokens), string: undefined, place };
}

function typeShape(tree: Tree, node: NodeId, splices: Splices, depth: number): ModelType {
  if (node === NO_NODE) return { text: '()', name: '', arg: undefined, place: undefined };
  const unit = tree.kind(node) === NodeKind.TupleType && tree.first(node) === NO_NODE;
  const text = unit ? '()' : splices.node(tree, node);
  const place = { tokens: tree.tokens, range: { start: tree.start(node), end: tree.start(node) + 1 } };
  const plain = { text, name: '', arg: undefined, place };
  if (tree.kind(node) !== NodeKind.PathType || depth >= TYPE_DEPTH_MAX) return plain;
  const last = pathSegments(tree, node).at(-1);
  if (last === undefined || tree.aux(last) < 0) return plain;
  const name = tree.tokens.interner.text(tree.tokens.sym(tree.aux(last)));
  const args = genericArgs(tree, last);
  const types: NodeId[] = [];
  if (args !== NO_NODE && tree.kind(args) === NodeKind.GenericArgs) {
    for (let at = tree.first(args); at !== NO_NODE; at = tree.next(at)) if (isType(tree.kind(at))) types.push(at);
  }
  const arg = types.length === 1 ? typeShape(tree, types[0]!, splices, depth + 1) : undefined;
  return { text, name, arg, place };
}
