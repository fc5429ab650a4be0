/** Reads the item under a modelled derive: its parts, the attributes that the macro reads, the shapes of its types. */
import {
  genericArgs,
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
import { type Attr, attrList } from '../attributes.ts';
import type { CrateContext } from '../context.ts';
import { deriveGenerics, deriveInput, type Splices } from '../derive.ts';
import { hasDocs } from '../doc-tokens.ts';
import { stringValue } from '../literal.ts';
import type { DeriveModel, ModelItem, ModelMeta, ModelType } from './derive-model.ts';

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
  const about = (at: NodeId) => {
    const attrs = ctx.attributes.of(tree, at);
    const docs = hasDocs(tree.tokens, { start: tree.start(at), end: firstBehindAttrs(tree, at) });
    return { metas: metasOf(attrs, model.helpers, splices), docs: docs || attrs.some((attr) => attr.name === 'doc') };
  };
  return {
    ...input,
    ...about(node),
    ...generics,
    macroVersion,
    variants: input.variants.map((variant) => ({
      ...variant,
      ...about(variant.node),
      fields: variant.fields.map((field) => ({
        ...field,
        ...about(field.node),
        ty: typeShape(tree, typeOf(tree, field.node), splices, 0),
      })),
    })),
  };
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
    const { tokens, args } = attr;
    if (args.end <= args.start) metas.push({ attr: attr.name, name: '', form: 'flag', text: '', string: undefined });
    for (const part of attrList(attr)) metas.push(metaAt(attr.name, tokens, part, splices));
  }
  return metas;
}

function metaAt(attr: string, tokens: TokenBuffer, part: TokenRange, splices: Splices): ModelMeta {
  const { start, end } = part;
  const plain = tokens.kind(start) === TokenKind.Str || tokens.kind(start) === TokenKind.RawStr;
  const name = plain ? '' : tokens.interner.text(tokens.sym(start)).replace(/^r#/, '');
  const next = start + 1 < end ? tokens.kind(start + 1) : TokenKind.Eof;
  if (next === TokenKind.Eq && start + 2 < end) {
    const value = { start: start + 2, end };
    const string = end === start + 3 ? stringValue(tokens, start + 2) : undefined;
    const path = string !== undefined && PATH.test(string) ? string : undefined;
    return { attr, name, form: 'value', text: splices.range(value, tokens), string: path };
  }
  if (next !== TokenKind.Eof && isOpenDelim(next)) {
    const close = Math.min(tokens.skipTree(start + 1), end) - 1;
    const inner = { start: start + 2, end: Math.max(close, start + 2) };
    const text = inner.end > inner.start ? splices.range(inner, tokens) : '';
    return { attr, name, form: 'call', text, string: undefined };
  }
  if (end === start + 1 && !plain) return { attr, name, form: 'flag', text: '', string: undefined };
  return { attr, name: '', form: 'value', text: splices.range(part, tokens), string: undefined };
}

function typeShape(tree: Tree, node: NodeId, splices: Splices, depth: number): ModelType {
  if (node === NO_NODE) return { text: '()', name: '', arg: undefined };
  const text = typeText(tree, node, splices);
  if (tree.kind(node) !== NodeKind.PathType || depth >= TYPE_DEPTH_MAX) return { text, name: '', arg: undefined };
  const last = pathSegments(tree, node).at(-1);
  if (last === undefined || tree.aux(last) < 0) return { text, name: '', arg: undefined };
  const name = tree.tokens.interner.text(tree.tokens.sym(tree.aux(last)));
  const args = genericArgs(tree, last);
  const types: NodeId[] = [];
  if (args !== NO_NODE && tree.kind(args) === NodeKind.GenericArgs) {
    for (let at = tree.first(args); at !== NO_NODE; at = tree.next(at)) if (isType(tree.kind(at))) types.push(at);
  }
  return { text, name, arg: types.length === 1 ? typeShape(tree, types[0]!, splices, depth + 1) : undefined };
}

/** Tokens of a type; where a `>>` closes both it and the type around it, only its own half. */
function typeText(tree: Tree, node: NodeId, splices: Splices): string {
  const { tokens } = tree;
  const { start, end } = tree.range(node);
  let open = 0;
  for (let i = start; i < end; i++) {
    const text = tokens.text(i);
    if (text === '<') open++;
    else if (text === '>') open--;
    else if (text === '>>') open -= 2;
  }
  if (open === 1) return `${splices.range({ start, end })} >`;
  if (open === -1 && tokens.text(end - 1) === '>>') return `${splices.range({ start, end: end - 1 })} >`;
  return splices.range({ start, end });
}
