/**
 * One source file as the definitions that stand in it, with their places and fingerprints: what a comparison of two versions
 * matches. Syntax alone decides, so that any file has an outline, whatever features and targets it is for.
 */
import { createHash } from 'node:crypto';
import { Interner, LineIndex } from '@lazaret/base';
import {
  decodeSource,
  type Edition,
  Flag,
  fnBody,
  implSelfType,
  implTraitPath,
  itemList,
  itemsOf,
  lexSource,
  macroPath,
  NO_NODE,
  type NodeId,
  NodeKind,
  nameToken,
  parseFile,
  type TokenRange,
  type Tree,
  useTree,
  visibility,
} from '@lazaret/rust-syntax';
import { isTestItem } from '../fix/test-attributes.ts';

/** Kinds of definitions; `impl` and `trait` stand for their headers, what is in them is listed by itself. */
export type OutlineKind =
  | 'fn'
  | 'macro'
  | 'macro call'
  | 'type'
  | 'trait'
  | 'impl'
  | 'const'
  | 'static'
  | 'use'
  | 'mod'
  | 'extern block'
  | 'other';

export interface OutlineItem {
  readonly kind: OutlineKind;
  /** Within the file: `inner::Type::name`, `<Type as Trait>::name`; equal ones carry a number. */
  readonly path: string;
  /** From the first attribute to the last token. */
  readonly line: number;
  readonly endLine: number;
  readonly tokens: number;
  /** Over all tokens, attributes too; comments and whitespace are none. */
  readonly hash: string;
  /** Over the tokens of a function's body; undefined where there is none. */
  readonly bodyHash: string | undefined;
  readonly public: boolean;
  readonly unsafe: boolean;
  /** Only built for tests. */
  readonly test: boolean;
}

export interface SourceOutline {
  readonly items: readonly OutlineItem[];
  readonly tokens: number;
  /** Over all tokens of the file. */
  readonly hash: string;
}

/** Characters hashed at a time. */
const PIECE = 1 << 16;
/** Digits kept: 80 bits, far beyond the number of definitions of a crate. */
const HASH_DIGITS = 20;
/** Modules within each other; what is deeper counts as part of its module. */
const MAX_DEPTH = 64;
/** Spellings of types in paths are cut here. */
const MAX_TYPE_TEXT = 120;
/** Spellings of imports, which are their own names. */
const MAX_USE_TEXT = 400;

const KIND_OF: Partial<Readonly<Record<number, OutlineKind>>> = {
  [NodeKind.Fn]: 'fn',
  [NodeKind.MacroRules]: 'macro',
  [NodeKind.MacroDef]: 'macro',
  [NodeKind.MacroItem]: 'macro call',
  [NodeKind.Struct]: 'type',
  [NodeKind.Enum]: 'type',
  [NodeKind.Union]: 'type',
  [NodeKind.TypeAlias]: 'type',
  [NodeKind.Trait]: 'trait',
  [NodeKind.TraitAlias]: 'trait',
  [NodeKind.Impl]: 'impl',
  [NodeKind.Const]: 'const',
  [NodeKind.Static]: 'static',
  [NodeKind.Use]: 'use',
  [NodeKind.ExternCrate]: 'use',
  [NodeKind.Mod]: 'mod',
  [NodeKind.ExternBlock]: 'extern block',
};

/** The definitions of one file. Text that is not Rust gives as much as the parser makes of it. */
export function sourceOutline(bytes: Uint8Array, edition: Edition): SourceOutline {
  const { text } = decodeSource(bytes);
  const tree = parseFile(lexSource(text, 0, new Interner(), { edition }), { edition });
  const outliner = new Outliner(tree, new LineIndex(text));
  outliner.list(tree.root, '', isTestItem(tree, tree.root), 0);
  const all = { start: 0, end: tree.tokens.length };
  return { items: outliner.items, tokens: tree.tokens.length, hash: hashOf(tree, all) };
}

class Outliner {
  readonly items: OutlineItem[] = [];
  readonly #tree: Tree;
  readonly #lines: LineIndex;
  readonly #names = new Map<string, number>();

  constructor(tree: Tree, lines: LineIndex) {
    this.#tree = tree;
    this.#lines = lines;
  }

  list(list: NodeId, prefix: string, test: boolean, depth: number): void {
    for (const item of itemsOf(this.#tree, list)) this.#item(item, prefix, test || isTestItem(this.#tree, item), depth);
  }

  #item(item: NodeId, prefix: string, test: boolean, depth: number): void {
    const tree = this.#tree;
    const kind = KIND_OF[tree.kind(item)] ?? 'other';
    const inner = itemList(tree, item);
    const name = this.#name(item, kind);
    const path = prefix === '' ? name : `${prefix}::${name}`;
    const whole = tree.range(item);
    if (inner === NO_NODE || kind === 'extern block' || depth >= MAX_DEPTH) {
      this.#add(item, kind, path, whole, test);
      return;
    }
    const head = { start: whole.start, end: tree.start(inner) };
    // An inline module is only a prefix, but its attributes say when it is there.
    if (kind !== 'mod' || tree.kind(tree.first(item)) === NodeKind.Attr) this.#add(item, kind, path, head, test);
    this.list(inner, path, test, depth + 1);
  }

  #add(item: NodeId, kind: OutlineKind, path: string, range: TokenRange, test: boolean): void {
    const tree = this.#tree;
    const key = `${kind} ${path}`;
    const number = this.#names.get(key) ?? 0;
    this.#names.set(key, number + 1);
    const body = kind === 'fn' ? fnBody(tree, item) : NO_NODE;
    const vis = visibility(tree, item);
    const last = Math.max(range.start, range.end - 1);
    this.items.push({
      kind,
      path: number === 0 ? path : `${path}#${number}`,
      line: this.#lines.line(tree.tokens.startOf(range.start)),
      endLine: this.#lines.line(Math.max(0, tree.tokens.endOf(last) - 1)),
      tokens: range.end - range.start,
      hash: hashOf(tree, range),
      bodyHash: body === NO_NODE ? undefined : hashOf(tree, tree.range(body)),
      public: vis !== NO_NODE && tree.has(vis, Flag.Pub),
      unsafe: kind === 'fn' && tree.has(item, Flag.Unsafe),
      test,
    });
  }

  #name(item: NodeId, kind: OutlineKind): string {
    const tree = this.#tree;
    if (kind === 'impl') return this.#implName(item);
    if (kind === 'use') {
      const names = useTree(tree, item);
      return this.#spelled(names === NO_NODE ? item : names, MAX_USE_TEXT);
    }
    if (kind === 'extern block') return 'extern';
    const token = nameToken(tree, item);
    const own = token < 0 ? '' : tree.tokens.text(token);
    if (kind === 'macro') return `${own}!`;
    if (kind === 'macro call') return `${this.#spelled(macroPath(tree, item), MAX_TYPE_TEXT)}! ${own}`.trimEnd();
    return own === '' ? '_' : own;
  }

  /** `<Type as Trait>` or `Type`, which is then the prefix of what is in it. */
  #implName(item: NodeId): string {
    const tree = this.#tree;
    const path = implTraitPath(tree, item);
    const self = this.#spelled(implSelfType(tree, item), MAX_TYPE_TEXT);
    return path === NO_NODE ? self : `<${self} as ${this.#spelled(path, MAX_TYPE_TEXT)}>`;
  }

  #spelled(node: NodeId, most: number): string {
    if (node === NO_NODE) return '_';
    const { tokens } = this.#tree;
    const { start, end } = this.#tree.range(node);
    let text = '';
    for (let at = start; at < end && text.length <= most; at++) {
      const word = tokens.text(at);
      text += /\w$/.test(text) && /^\w/.test(word) ? ` ${word}` : word;
    }
    return text.length > most ? `${text.slice(0, most)}…` : text;
  }
}

/** In pieces: the tokens of a generated file are many. */
function hashOf(tree: Tree, { start, end }: TokenRange): string {
  const hash = createHash('sha256');
  let piece = '';
  for (let at = start; at < end; at++) {
    piece += `${tree.tokens.text(at)}\n`;
    if (piece.length > PIECE) {
      hash.update(piece);
      piece = '';
    }
  }
  return hash.update(piece).digest('hex').slice(0, HASH_DIGITS);
}
