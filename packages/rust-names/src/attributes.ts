/**
 * Attributes as name resolution sees them: `cfg_attr` is replaced by what it says, `cfg` evaluated against the
 * configuration that was given (Rust reference, "Conditional compilation").
 */
import type { Sym } from '@lazaret/base';
import {
  Flag,
  isOpenDelim,
  NO_NODE,
  type NodeId,
  NodeKind,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
} from '@lazaret/rust-syntax';
import { stringValue } from './literal.ts';

/** One attribute. */
export interface Attr {
  /** Path without spaces: `inline`, `rustfmt::skip`. */
  readonly name: string;
  readonly tokens: TokenBuffer;
  readonly path: TokenRange;
  /** Behind the path: `(..)` with its parentheses, `= value`, or nothing. */
  readonly args: TokenRange;
}

/** `cfg_attr` inside `cfg_attr`, `all(all(..))`: as deep as anyone writes; deeper counts as false. */
const CFG_DEPTH_MAX = 64;

/** Attributes for lints and the code generator: most of all that people write, and nothing to names. */
const SILENT: ReadonlySet<string> = new Set(
  'inline must_use allow warn deny forbid expect deprecated cold track_caller automatically_derived'.split(' '),
);

/** Value of one option; undefined for unknown. */
export type CfgOracle = (name: string, value: string | undefined) => boolean | undefined;

export class Attributes {
  readonly #cfg: CfgOracle;
  readonly #likely: (name: string, value: string | undefined) => boolean;
  readonly unknown = new Set<string>();
  readonly #silent = new Map<Sym, boolean>();

  /** `likely`: what to take for options that nobody knows; off where it is not given. */
  constructor(cfg: CfgOracle, likely: (name: string, value: string | undefined) => boolean = () => false) {
    this.#cfg = cfg;
    this.#likely = likely;
  }

  /** Attributes of a node with `cfg_attr` resolved; `cfg` itself stays in the list. */
  of(tree: Tree, node: NodeId): Attr[] {
    return this.#of(tree, node, true);
  }

  /** As {@link of}, without those of {@link SILENT}. */
  telling(tree: Tree, node: NodeId): readonly Attr[] {
    return this.#of(tree, node, false);
  }

  #of(tree: Tree, node: NodeId, silent: boolean): Attr[] {
    const first = tree.first(node);
    if (first === NO_NODE || tree.childOf(node, NodeKind.Attr) === NO_NODE) return [];
    const all: Attr[] = [];
    for (let attr = first; attr !== NO_NODE; attr = tree.next(attr)) {
      if (tree.kind(attr) === NodeKind.Attr) this.#addNode(tree, attr, all, silent);
    }
    return all;
  }

  /** What one attribute node says: several attributes, or none, where it is a `cfg_attr`. */
  ofAttr(tree: Tree, attr: NodeId): Attr[] {
    const all: Attr[] = [];
    this.#addNode(tree, attr, all, true);
    return all;
  }

  /** Are all `cfg`s of these attributes true? */
  allTrue(list: readonly Attr[]): boolean {
    for (const attr of list) if (attr.name === 'cfg' && !this.evalArgs(attr)) return false;
    return true;
  }

  isActive(tree: Tree, node: NodeId): boolean {
    if (tree.childOf(node, NodeKind.Attr) === NO_NODE) return true;
    return this.allTrue(this.telling(tree, node));
  }

  /** The predicate in `cfg(..)`. */
  evalArgs(attr: Attr): boolean {
    const { tokens, args } = attr;
    if (args.end <= args.start || tokens.kind(args.start) !== TokenKind.OpenParen) return false;
    return this.evalRange(tokens, { start: args.start + 1, end: args.end - 1 });
  }

  /** A predicate: `all(unix, feature = "x")`. Unknown options are taken as they are likely to be, and recorded. */
  evalRange(tokens: TokenBuffer, range: TokenRange): boolean {
    return this.#eval(tokens, range.start, range.end, 0);
  }

  /** Is a predicate the same whatever the options that nobody knows are? */
  isKnown(tokens: TokenBuffer, range: TokenRange): boolean {
    if (this.unknown.size === 0) {
      this.evalRange(tokens, range);
      if (this.unknown.size === 0) return true;
    }
    return this.#evalTri(tokens, range.start, range.end, 0) !== undefined;
  }

  /** As `#eval`, with undefined for what is not known. */
  #evalTri(tokens: TokenBuffer, start: number, end: number, depth: number): boolean | undefined {
    if (start >= end || depth > CFG_DEPTH_MAX) return false;
    const kind = tokens.kind(start);
    if (kind >= TokenKind.OpenExpr && kind <= TokenKind.OpenPat) {
      return this.#evalTri(tokens, start + 1, tokens.skipTree(start) - 1, depth + 1);
    }
    const name = tokens.interner.text(tokens.sym(start));
    const next = start + 1 < end ? tokens.kind(start + 1) : TokenKind.Eof;
    if (next !== TokenKind.OpenParen) {
      if (kind === TokenKind.True || kind === TokenKind.False) return kind === TokenKind.True;
      const value = next === TokenKind.Eq ? valueAt(tokens, start + 2, end) : undefined;
      return next === TokenKind.Eq && value === undefined ? false : this.#cfg(name, value);
    }
    const close = Math.min(tokens.skipTree(start + 1), end) - 1;
    const parts = splitCommas(tokens, start + 2, close).map((p) => this.#evalTri(tokens, p.start, p.end, depth + 1));
    if (name === 'not') return parts[0] === undefined ? (parts.length === 0 ? false : undefined) : !parts[0];
    if (name !== 'all' && name !== 'any') return this.#eval(tokens, start, end, depth);
    const decisive = name === 'any';
    if (parts.includes(decisive)) return decisive;
    return parts.includes(undefined) ? undefined : !decisive;
  }

  #eval(tokens: TokenBuffer, start: number, end: number, depth: number): boolean {
    if (start >= end || depth > CFG_DEPTH_MAX) return false;
    const kind = tokens.kind(start);
    if (kind === TokenKind.True) return true;
    if (kind === TokenKind.False) return false;
    if (kind >= TokenKind.OpenExpr && kind <= TokenKind.OpenPat) {
      return this.#eval(tokens, start + 1, tokens.skipTree(start) - 1, depth + 1);
    }
    const name = tokens.interner.text(tokens.sym(start));
    const next = start + 1 < end ? tokens.kind(start + 1) : TokenKind.Eof;
    if (next === TokenKind.OpenParen) {
      const close = Math.min(tokens.skipTree(start + 1), end) - 1;
      return this.#evalList(tokens, name, start + 2, close, depth + 1);
    }
    const value = next === TokenKind.Eq ? valueAt(tokens, start + 2, end) : undefined;
    if (next === TokenKind.Eq && value === undefined) return false;
    return this.#ask(name, value);
  }

  #evalList(tokens: TokenBuffer, name: string, start: number, end: number, depth: number): boolean {
    const parts = splitCommas(tokens, start, end);
    const holds = (part: TokenRange) => this.#eval(tokens, part.start, part.end, depth);
    switch (name) {
      case 'not':
        return parts[0] !== undefined && !holds(parts[0]);
      case 'all':
        return parts.every(holds);
      case 'any':
        return parts.some(holds);
      case 'target':
        return parts.every((part) => this.#evalTarget(tokens, part));
      default:
        // `version(..)`, `accessible(..)`: unstable, never true on a stable compiler.
        return false;
    }
  }

  /** `target(os = "linux")` is `target_os = "linux"`. */
  #evalTarget(tokens: TokenBuffer, part: TokenRange): boolean {
    const name = `target_${tokens.interner.text(tokens.sym(part.start))}`;
    return this.#ask(name, valueAt(tokens, part.start + 2, part.end));
  }

  #ask(name: string, value: string | undefined): boolean {
    const known = this.#cfg(name, value);
    if (known !== undefined) return known;
    this.unknown.add(value === undefined ? name : `${name}="${value}"`);
    return this.#likely(name, value);
  }

  #addNode(tree: Tree, node: NodeId, out: Attr[], silent: boolean): void {
    const tokens = tree.tokens;
    let start = tree.start(node) + 2;
    if (tree.has(node, Flag.Inner)) start++;
    let end = tree.end(node) - 1;
    if (tree.has(node, Flag.UnsafeAttr)) {
      start += 2;
      end -= 1;
    }
    this.#addRange(tokens, start, end, out, silent, 0);
  }

  /** Is it one of {@link SILENT} that begins with this name? */
  #isSilent(tokens: TokenBuffer, first: number): boolean {
    const sym = tokens.sym(first);
    let silent = this.#silent.get(sym);
    if (silent === undefined) {
      silent = SILENT.has(tokens.interner.text(sym));
      this.#silent.set(sym, silent);
    }
    return silent && tokens.kind(first + 1) !== TokenKind.PathSep;
  }

  /** The inside of `#[..]`, or one part of a `cfg_attr`. */
  #addRange(tokens: TokenBuffer, from: number, to: number, out: Attr[], silent: boolean, depth: number): void {
    let start = from;
    let end = to;
    const opens = tokens.kind(start);
    if (opens >= TokenKind.OpenExpr && opens <= TokenKind.OpenPat) {
      end = Math.min(end, tokens.skipTree(start) - 1);
      start++;
    }
    // `unsafe(no_mangle)`
    if (tokens.kind(start) === TokenKind.Unsafe && tokens.kind(start + 1) === TokenKind.OpenParen) {
      end = Math.min(end, tokens.skipTree(start + 1) - 1);
      start += 2;
    }
    if (!silent && tokens.kind(start) === TokenKind.Ident && this.#isSilent(tokens, start)) return;
    let at = start;
    while (at < end && !isOpenDelim(tokens.kind(at)) && tokens.kind(at) !== TokenKind.Eq) at++;
    const name = pathText(tokens, start, at);
    if (name === '') return;
    if (name === 'cfg_attr' && depth < CFG_DEPTH_MAX) {
      const parts = splitCommas(tokens, at + 1, Math.max(at + 1, end - 1));
      const predicate = parts[0];
      if (predicate === undefined || !this.evalRange(tokens, predicate)) return;
      for (const part of parts.slice(1)) this.#addRange(tokens, part.start, part.end, out, silent, depth + 1);
      return;
    }
    out.push({ name, tokens, path: { start, end: at }, args: { start: at, end: Math.max(at, end) } });
  }
}

/** Text of a path in tokens, without spaces and leading `::`. */
function pathText(tokens: TokenBuffer, start: number, end: number): string {
  if (end === start + 1) return tokens.interner.text(tokens.sym(start));
  let text = '';
  for (let i = start; i < end; i++) text += tokens.text(i);
  return text;
}

function valueAt(tokens: TokenBuffer, start: number, end: number): string | undefined {
  let at = start;
  while (at < end && tokens.kind(at) >= TokenKind.OpenExpr && tokens.kind(at) <= TokenKind.OpenPat) at++;
  return at < end ? stringValue(tokens, at) : undefined;
}

/** Token ranges between top-level commas; a trailing comma adds none. */
export function splitCommas(tokens: TokenBuffer, start: number, end: number): TokenRange[] {
  const parts: TokenRange[] = [];
  let from = start;
  for (let at = start; at < end; at = tokens.skipTree(at)) {
    if (tokens.kind(at) !== TokenKind.Comma) continue;
    if (at > from) parts.push({ start: from, end: at });
    from = at + 1;
  }
  if (end > from) parts.push({ start: from, end });
  return parts;
}

/** The string of `#[name = "value"]`. */
export function attrValue(attr: Attr): string | undefined {
  const { tokens, args } = attr;
  if (args.end <= args.start || tokens.kind(args.start) !== TokenKind.Eq) return undefined;
  return valueAt(tokens, args.start + 1, args.end);
}

/** Token ranges of `#[name(a, b)]`. */
export function attrList(attr: Attr): TokenRange[] {
  const { tokens, args } = attr;
  if (args.end <= args.start || !isOpenDelim(tokens.kind(args.start))) return [];
  return splitCommas(tokens, args.start + 1, args.end - 1);
}

export function findAttr(list: readonly Attr[], name: string): Attr | undefined {
  return list.find((attr) => attr.name === name);
}
