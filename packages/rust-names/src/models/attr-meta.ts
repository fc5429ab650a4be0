/** Helper attributes as trees: `#[builder(setter(into, name = "x"), default)]`, in which models look parts up by path. */
import { isOpenDelim, type TokenBuffer, TokenKind, type TokenRange } from '@lazaret/rust-syntax';
import { type Attr, splitCommas } from '../attributes.ts';
import { stringValue } from '../literal.ts';

/** Deepest nesting of an attribute that is looked at; what lies deeper counts as not understood. */
const META_DEPTH_MAX = 8;

/** An attribute, or a part of one: `name`, `name = value`, `name(parts)`, or an expression (whose name is empty). */
export interface AttrMeta {
  readonly name: string;
  readonly form: 'flag' | 'value' | 'call';
  readonly tokens: TokenBuffer;
  /** All of it, to be reported as a place. */
  readonly whole: TokenRange;
  /** The value, or what stands within the parentheses. */
  readonly value: TokenRange;
  readonly parts: readonly AttrMeta[];
}

/** The tree of one attribute. */
export function attrMeta(attr: Attr): AttrMeta {
  const { name, tokens, path, args } = attr;
  const start = args.end > args.start ? args.start : path.end;
  return metaOf(name, tokens, { start: path.start, end: Math.max(path.end, args.end) }, start, 0);
}

/** `start`: behind the name. */
function metaOf(name: string, tokens: TokenBuffer, whole: TokenRange, start: number, depth: number): AttrMeta {
  const { end } = whole;
  const none = { start: end, end };
  if (start >= end) return { name, form: 'flag', tokens, whole, value: none, parts: [] };
  if (tokens.kind(start) === TokenKind.Eq) {
    return { name, form: 'value', tokens, whole, value: { start: start + 1, end }, parts: [] };
  }
  const close = Math.max(start + 1, Math.min(tokens.skipTree(start), end) - 1);
  const value = { start: start + 1, end: close };
  const parts = depth < META_DEPTH_MAX ? splitCommas(tokens, value.start, value.end) : [];
  return { name, form: 'call', tokens, whole, value, parts: parts.map((part) => partOf(tokens, part, depth + 1)) };
}

function partOf(tokens: TokenBuffer, part: TokenRange, depth: number): AttrMeta {
  const { start, end } = part;
  const kind = tokens.kind(start);
  const isName = kind === TokenKind.Ident || kind === TokenKind.RawIdent || isKeyword(tokens, start);
  const next = start + 1 < end ? tokens.kind(start + 1) : TokenKind.Eof;
  const call = next !== TokenKind.Eof && isOpenDelim(next) && tokens.skipTree(start + 1) >= end;
  if (!isName || !(next === TokenKind.Eof || next === TokenKind.Eq || call)) {
    return { name: '', form: 'value', tokens, whole: part, value: part, parts: [] };
  }
  return metaOf(tokens.interner.text(tokens.sym(start)), tokens, part, start + 1, depth);
}

/** `default`, `crate`, `try`: names of attributes may be keywords. */
function isKeyword(tokens: TokenBuffer, token: number): boolean {
  return /^[a-z]\w*$/.test(tokens.text(token)) && tokens.kind(token) !== TokenKind.Ident;
}

/** The string that is the whole value: `name = "x"`, or a lone string in `name("x")`. */
export function metaString(meta: AttrMeta): string | undefined {
  const { start, end } = meta.value;
  return end === start + 1 ? stringValue(meta.tokens, start) : undefined;
}

/** All parts that a path leads to: `builder.setter.into`. The name `_` stands for expressions. */
export function metasAt(metas: readonly AttrMeta[], path: readonly string[]): AttrMeta[] {
  let found: AttrMeta[] = [];
  for (const [i, name] of path.entries()) {
    const among = i === 0 ? metas : found.flatMap((meta) => meta.parts);
    found = among.filter((meta) => meta.name === (name === '_' ? '' : name));
  }
  return found;
}

/**
 * Does one of the patterns cover each leaf? `serde.default` is that attribute, with or without a value; `error.*` all
 * that stands inside.
 */
export function areUnderstood(metas: readonly AttrMeta[], patterns: ReadonlySet<string>, outer = ''): boolean {
  return metas.every((meta) => {
    const path = `${outer}${meta.name === '' ? '_' : meta.name}`;
    if (patterns.has(`${path}.*`)) return true;
    if (meta.form === 'call' && meta.parts.length > 0 && !patterns.has(path)) {
      return areUnderstood(meta.parts, patterns, `${path}.`);
    }
    return patterns.has(path) || (meta.form === 'call' && meta.value.end <= meta.value.start);
  });
}
