/**
 * The text of a build script: its files as trees, functions and constants by name, and the string literals that set
 * configuration.
 */

import { Interner } from '@lazaret/base';
import {
  type Edition,
  fnBody,
  fnParams,
  isItem,
  itemList,
  lexSource,
  NO_NODE,
  type NodeId,
  NodeKind,
  parseFile,
  patOf,
  retType,
  stringValue,
  type TokenBuffer,
  TokenKind,
  type Tree,
} from '@lazaret/rust-syntax';

export interface ScriptFn {
  readonly tree: Tree;
  readonly node: NodeId;
  readonly body: NodeId;
  readonly params: readonly NodeId[];
  /** Text of the return type. */
  readonly returns: string;
}

/** A literal with `rustc-cfg=` in it. */
export interface CfgLiteral {
  readonly tokens: TokenBuffer;
  readonly token: number;
  readonly text: string;
}

/** `name`, `name="value"`. */
const WORD = /^\w+(?:=.*)?$/;
/** Files of one script; more are not read. */
const FILES_MAX = 64;
const MODULE_DEPTH_MAX = 16;

export class ScriptSource {
  readonly fns = new Map<string, ScriptFn[]>();
  readonly constants = new Map<string, { readonly tree: Tree; readonly node: NodeId }>();
  readonly literals: CfgLiteral[] = [];
  /** Text of all literals that could be names of configuration. */
  readonly words = new Set<string>();
  /** Something could not be read. */
  incomplete = false;
  readonly #read: (path: string) => string | undefined;
  readonly #edition: Edition;
  readonly #interner = new Interner();
  readonly #files = new Set<string>();

  constructor(root: string, edition: Edition, read: (path: string) => string | undefined) {
    this.#read = read;
    this.#edition = edition;
    if (!this.file(root)) this.incomplete = true;
  }

  /** Adds a file, once. False if there is none. */
  file(path: string): boolean {
    if (this.#files.has(path)) return true;
    const text = this.#files.size < FILES_MAX ? this.#read(path) : undefined;
    if (text === undefined) return false;
    this.#files.add(path);
    const tokens = lexSource(text, this.#files.size, this.#interner, { edition: this.#edition });
    const tree = parseFile(tokens, { edition: this.#edition });
    for (let i = 0; i < tokens.length; i++) {
      const kind = tokens.kind(i);
      if (kind < TokenKind.Str || kind > TokenKind.RawByteStr) continue;
      const value = stringValue(tokens.text(i));
      if (value !== undefined && WORD.test(value)) this.words.add(value);
      if (value?.includes('rustc-cfg=')) this.literals.push({ tokens, token: i, text: value });
    }
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
    const stem = path.slice(folder.length).replace(/\.rs$/, '');
    this.#items(tree, tree.root, folder, stem === 'mod' || this.#files.size === 1 ? folder : `${folder}${stem}/`, 0);
    return true;
  }

  #items(tree: Tree, parent: NodeId, folder: string, children: string, depth: number): void {
    if (depth > MODULE_DEPTH_MAX) {
      this.incomplete = true;
      return;
    }
    for (let node = tree.first(parent); node !== NO_NODE; node = tree.next(node)) {
      if (isItem(tree.kind(node))) this.item(tree, node, folder, children, depth);
    }
  }

  item(tree: Tree, node: NodeId, folder = '', children = '', depth = 0): void {
    const token = tree.aux(node);
    const name = token < 0 ? '' : tree.tokens.text(token);
    switch (tree.kind(node)) {
      case NodeKind.Fn:
        this.#fn(tree, node, name);
        return;
      case NodeKind.Const:
      case NodeKind.Static:
        this.constants.set(name, { tree, node });
        return;
      case NodeKind.Impl:
      case NodeKind.Trait:
        if (itemList(tree, node) !== NO_NODE) this.#items(tree, itemList(tree, node), folder, children, depth + 1);
        return;
      case NodeKind.Mod:
        this.#module(tree, node, name, folder, children, depth);
        return;
      case NodeKind.MacroItem: {
        const included = /^include\s*!\s*\(\s*"([^"]+)"\s*\)/.exec(tree.text(node));
        if (included === null) return;
        if (!this.file(`${folder}${included[1]}`)) this.incomplete = true;
      }
    }
  }

  #module(tree: Tree, node: NodeId, name: string, folder: string, children: string, depth: number): void {
    const list = itemList(tree, node);
    if (list !== NO_NODE) {
      this.#items(tree, list, folder, `${children}${name}/`, depth + 1);
      return;
    }
    const path = /#\s*\[\s*path\s*=\s*"([^"]+)"\s*\]/.exec(tree.text(node))?.[1];
    const candidates =
      path === undefined ? [`${children}${name}.rs`, `${children}${name}/mod.rs`] : [normalise(`${folder}${path}`)];
    if (!candidates.some((candidate) => this.file(candidate))) this.incomplete = true;
  }

  #fn(tree: Tree, node: NodeId, name: string): void {
    const body = fnBody(tree, node);
    if (body === NO_NODE) return;
    const ret = retType(tree, node);
    const returns = ret === NO_NODE ? '' : tree.text(ret).replace(/\s+/g, '');
    const params = fnParams(tree, node).map((param) => patOf(tree, param));
    const list = this.fns.get(name);
    const fn: ScriptFn = { tree, node, body, params, returns };
    if (list === undefined) this.fns.set(name, [fn]);
    else list.push(fn);
  }
}

function normalise(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') out.pop();
    else if (part !== '.' && part !== '') out.push(part);
  }
  return out.join('/');
}
