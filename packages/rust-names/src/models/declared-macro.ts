/**
 * Models of attribute and function-like macros as data: a text with holes that stands for the item or the call. docs/models.md
 * describes them. What needs more than this is written in TypeScript, beside this file.
 */

import { Interner } from '@lazaret/base';
import { isCloseDelim, isOpenDelim, lexSource, NodeKind, type TokenBuffer } from '@lazaret/rust-syntax';
import { splitCommas } from '../attributes.ts';
import { Splices } from '../derive.ts';
import type { DeclarationProblem, ModelDeclaration } from './declared-model.ts';
import { fnItem } from './fn-item.ts';
import type { AttributeModel, AttributeUse, BangModel, BangUse, Modelled } from './macro-model.ts';
import { parseVersionRange } from './version-range.ts';

/** A hole, or the text before it. */
type Piece = { readonly hole: string } | { readonly text: string };

const HOLE = /@\{(\w*)\}/;
/** What stands for the item itself: the whole, or a function's head and body. */
const ITEM_HOLES: ReadonlySet<string> = new Set(['item', 'head', 'sync_head', 'body']);
const ATTRIBUTE_HOLES: ReadonlySet<string> = new Set([...ITEM_HOLES, 'args', 'name', 'label']);

function pieces(template: string): Piece[] {
  return template
    .split(HOLE)
    .map((part, i): Piece => (i % 2 === 1 ? { hole: part } : { text: part }))
    .filter((piece) => !('text' in piece) || piece.text !== '');
}

/** What is wrong with the text of a model for attributes or macros; undefined if nothing is. */
export function checkMacroTemplate({ kind, template }: ModelDeclaration): DeclarationProblem | undefined {
  const wrong = (message: string): DeclarationProblem => ({ key: 'template', message });
  const holes = pieces(template).flatMap((piece) => ('hole' in piece ? [piece.hole] : []));
  const known = (hole: string): boolean =>
    kind === 'attribute' ? ATTRIBUTE_HOLES.has(hole) : hole === 'args' || /^\d$/.test(hole);
  const odd = holes.find((hole) => !known(hole));
  if (odd !== undefined) return wrong(`there is no hole \`@{${odd}}\``);
  if (!isBalanced(template.replaceAll(new RegExp(HOLE, 'g'), ' _ '))) return wrong('brackets do not match');
  if (kind !== 'attribute') return undefined;
  const form = holes.filter((hole) => ITEM_HOLES.has(hole)).join(' ');
  if (/^(item|(sync_)?head body)?$/.test(form)) return undefined;
  return wrong('the item is `@{item}` once, or `@{head}` (or `@{sync_head}`) with `@{body}` behind it, or left out');
}

function isBalanced(text: string): boolean {
  const tokens = lexSource(text, 0, new Interner(), { edition: 2021 });
  if (tokens.errors.length > 0) return false;
  for (let i = 0; i < tokens.length; i++)
    if ((isOpenDelim(tokens.kind(i)) || isCloseDelim(tokens.kind(i))) && tokens.partnerOf(i) < 0) return false;
  return true;
}

interface Declared {
  readonly krate: string;
  readonly macros: readonly string[];
  readonly versions: { readonly test: (version: string) => boolean };
  readonly facade?: string;
}

function declared({ macroCrate, derive, versions, facade }: ModelDeclaration): Declared {
  const test = parseVersionRange(versions) ?? (() => false);
  return { krate: macroCrate, macros: [derive], versions: { test }, ...(facade === undefined ? {} : { facade }) };
}

export function declaredAttribute(declaration: ModelDeclaration): AttributeModel {
  const parts = pieces(declaration.template);
  const good = checkMacroTemplate(declaration) === undefined;
  return { ...declared(declaration), expand: (use) => (good ? rewrite(use, parts) : undefined) };
}

export function declaredBang(declaration: ModelDeclaration): BangModel {
  const parts = pieces(declaration.template);
  const good = checkMacroTemplate(declaration) === undefined;
  return { ...declared(declaration), expand: (use) => good && write(use, parts) };
}

/** The text before, between and behind the parts of the item is put in at their places. */
function rewrite(use: AttributeUse, parts: readonly Piece[]): Modelled | undefined {
  const { tree, node, edits } = use;
  const isFn = tree.kind(node) === NodeKind.Fn;
  const fn = isFn ? fnItem(tree, node, edits) : undefined;
  if (parts.some((piece) => 'hole' in piece && piece.hole === 'body') && fn?.body === undefined) return undefined;
  let place = tree.start(node);
  let gone = true;
  let text = '';
  const put = (): void => {
    if (text !== '') edits.insert(place, text);
    text = '';
  };
  for (const piece of parts) {
    if ('text' in piece) text += piece.text;
    else if (!ITEM_HOLES.has(piece.hole)) text += detail(use, piece.hole);
    else {
      put();
      gone = false;
      place = piece.hole.endsWith('head') ? fn!.body!.start : tree.end(node);
      if (piece.hole === 'sync_head' && fn!.async >= 0) edits.remove({ start: fn!.async, end: fn!.async + 1 });
    }
  }
  if (gone) {
    edits.clear();
    edits.replace(tree.range(node), text);
  } else put();
  return 'complete';
}

function detail(use: AttributeUse, hole: string): string {
  const { attr, edits, tree, node } = use;
  if (hole === 'args') {
    const inner = { start: attr.args.start + 1, end: attr.args.end - 1 };
    return inner.end > inner.start ? edits.splices.range(inner, attr.tokens) : '';
  }
  const token = tree.aux(node);
  if (token < 0) return hole === 'label' ? '""' : '';
  return hole === 'name' ? edits.splices.token(token) : JSON.stringify(nameOf(tree.tokens, token));
}

function nameOf(tokens: TokenBuffer, token: number): string {
  return tokens.text(token).replace(/^r#/, '');
}

function write({ tokens, inner, writer }: BangUse, parts: readonly Piece[]): boolean {
  const splices = new Splices(tokens);
  const args = splitCommas(tokens, inner.start, inner.end);
  let text = '';
  for (const piece of parts) {
    if ('text' in piece) text += piece.text;
    else if (piece.hole === 'args') text += inner.end > inner.start ? splices.range(inner) : '';
    else {
      const arg = args[Number(piece.hole)];
      if (arg === undefined) return false;
      text += splices.range(arg);
    }
  }
  writer.template(text, splices.list);
  return true;
}
