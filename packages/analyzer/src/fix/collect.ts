/** Functions, types, impls and re-exports of a package, from its items. */
import {
  attrArgs,
  attrName,
  attrs,
  Flag,
  fnBody,
  implSelfType,
  implTraitPath,
  itemList,
  itemsOf,
  macroBody,
  NO_NODE,
  type NodeId,
  NodeKind,
  nameToken,
  pathSegments,
  renameToken,
  type TokenRange,
  type Tree,
  useChildren,
  usePath,
  useTree,
  visibility,
} from '@lazaret/rust-syntax';
import type { ItemVisitor, Place } from './crate-walk.ts';
import { isTestItem } from './test-attributes.ts';
import { hashTexts, rangeWithoutAttrs, tokenTexts } from './token-stream.ts';

/** A function with a body, or a macro definition. */
export interface FoundFn {
  readonly tree: Tree;
  /** Signature and body without outer attributes. */
  readonly range: TokenRange;
  readonly body: TokenRange;
  readonly place: Place;
  readonly name: string;
  /** Offset of the name. */
  readonly offset: number;
  readonly selfType: string | null;
  readonly trait: string | null;
  /** In an `impl Trait for ..`. */
  readonly traitImpl: boolean;
  /** `pub` without restriction; for macros `#[macro_export]`. */
  readonly pub: boolean;
  readonly macro: boolean;
}

/** A type or trait. */
export interface FoundType {
  readonly name: string;
  readonly module: string;
  readonly pub: boolean;
}

/** A definition or impl header. */
export interface FoundHeader {
  readonly kind: string;
  readonly module: string;
  readonly owner: string;
  readonly hash: string;
}

/** Types within types that are looked into for a name (`&&[T]`). */
const MAX_TYPE_DEPTH = 16;
/** Longer spellings of types without a name are cut. */
const MAX_TYPE_TEXT = 80;

export class Collector implements ItemVisitor {
  readonly functions: FoundFn[] = [];
  readonly types: FoundType[] = [];
  readonly headers: FoundHeader[] = [];
  /** Modules by whether some declaration of them is `pub`. */
  readonly modules = new Map<string, boolean>();
  /** Last names of what `pub use` names, and of modules it takes everything from. */
  readonly reexported = new Set<string>();
  readonly globbed = new Set<string>();

  module(module: string, isPublic: boolean): void {
    this.modules.set(module, isPublic || (this.modules.get(module) ?? false));
  }

  item(tree: Tree, item: NodeId, place: Place): void {
    switch (tree.kind(item)) {
      case NodeKind.Fn:
        this.#fn(tree, item, place, null, null, false);
        break;
      case NodeKind.MacroRules:
      case NodeKind.MacroDef:
        this.#macro(tree, item, place);
        break;
      case NodeKind.Struct:
      case NodeKind.Enum:
      case NodeKind.Union:
        this.#type(tree, item, place, rangeWithoutAttrs(tree, item));
        break;
      case NodeKind.Trait:
        this.#trait(tree, item, place);
        break;
      case NodeKind.Impl:
        this.#impl(tree, item, place);
        break;
      case NodeKind.Use:
        if (isPub(tree, item)) this.#reexports(tree, useTree(tree, item));
        break;
      default:
        break;
    }
  }

  #fn(tree: Tree, item: NodeId, place: Place, self: string | null, trait: string | null, traitImpl: boolean): void {
    const body = fnBody(tree, item);
    if (body === NO_NODE) return;
    const token = nameToken(tree, item);
    this.functions.push({
      tree,
      range: rangeWithoutAttrs(tree, item),
      body: tree.range(body),
      place,
      name: nameOf(tree, item),
      offset: tree.tokens.startOf(token),
      selfType: self,
      trait,
      traitImpl,
      pub: isPub(tree, item),
      macro: false,
    });
  }

  #macro(tree: Tree, item: NodeId, place: Place): void {
    const body = macroBody(tree, item);
    if (body === NO_NODE) return;
    const range = rangeWithoutAttrs(tree, item);
    this.functions.push({
      tree,
      range,
      body: tree.range(body),
      place,
      name: `${nameOf(tree, item)}!`,
      offset: tree.tokens.startOf(nameToken(tree, item)),
      selfType: null,
      trait: null,
      traitImpl: false,
      pub: isPub(tree, item) || attrs(tree, item).some((attr) => attrName(tree, attr) === 'macro_export'),
      macro: true,
    });
  }

  #type(tree: Tree, item: NodeId, place: Place, range: TokenRange): void {
    const name = nameOf(tree, item);
    this.types.push({ name, module: place.module, pub: isPub(tree, item) });
    this.#header('type', place.module, name, tokenTexts(tree.tokens, range));
    for (const attr of attrs(tree, item)) {
      const kind = attrName(tree, attr);
      if (kind !== 'derive' && kind !== 'repr') continue;
      this.#header(kind, place.module, name, tokenTexts(tree.tokens, attrArgs(tree, attr)));
    }
  }

  #trait(tree: Tree, item: NodeId, place: Place): void {
    const list = itemList(tree, item);
    const range = rangeWithoutAttrs(tree, item);
    this.#type(tree, item, place, list === NO_NODE ? range : { start: range.start, end: tree.start(list) });
    const name = nameOf(tree, item);
    for (const method of list === NO_NODE ? [] : itemsOf(tree, list)) {
      if (tree.kind(method) === NodeKind.Fn && !isTestItem(tree, method))
        this.#fn(tree, method, place, null, name, false);
    }
  }

  #impl(tree: Tree, item: NodeId, place: Place): void {
    const list = itemList(tree, item);
    const self = typeName(tree, implSelfType(tree, item), 0);
    const path = implTraitPath(tree, item);
    const trait = path === NO_NODE ? null : lastSegment(tree, path);
    const { start } = rangeWithoutAttrs(tree, item);
    const end = list === NO_NODE ? tree.end(item) : tree.start(list);
    this.#header(
      trait === null ? 'impl' : `impl ${trait} for`,
      place.module,
      self,
      tokenTexts(tree.tokens, { start, end }),
    );
    for (const method of list === NO_NODE ? [] : itemsOf(tree, list)) {
      if (tree.kind(method) === NodeKind.Fn && !isTestItem(tree, method)) {
        this.#fn(tree, method, place, self, trait, trait !== null);
      }
    }
  }

  #header(kind: string, module: string, owner: string, texts: readonly string[]): void {
    this.headers.push({ kind, module, owner, hash: hashTexts(texts) });
  }

  #reexports(tree: Tree, root: NodeId): void {
    const work = root === NO_NODE ? [] : [root];
    for (let node = work.pop(); node !== undefined; node = work.pop()) {
      const path = usePath(tree, node);
      const last = path === NO_NODE ? '' : lastSegment(tree, path);
      const children = useChildren(tree, node);
      if (tree.has(node, Flag.Glob)) this.globbed.add(last);
      else if (children.length === 0) this.reexported.add(last);
      // `pub use a::{self, b}` names `a` by its prefix.
      for (const child of children) {
        const own = usePath(tree, child);
        if (own !== NO_NODE && lastSegment(tree, own) === 'self') this.reexported.add(last);
        // `pub use a::{*}`: the prefix stands with the parent.
        if (own === NO_NODE && tree.has(child, Flag.Glob)) this.globbed.add(last);
        work.push(child);
      }
      const alias = renameToken(tree, node);
      if (alias >= 0) this.reexported.add(tree.tokens.text(alias));
    }
  }
}

function isPub(tree: Tree, item: NodeId): boolean {
  const vis = visibility(tree, item);
  return vis !== NO_NODE && tree.has(vis, Flag.Pub);
}

function nameOf(tree: Tree, item: NodeId): string {
  const token = nameToken(tree, item);
  return token < 0 ? '_' : tree.tokens.interner.text(tree.tokens.sym(token));
}

function lastSegment(tree: Tree, path: NodeId): string {
  const last = pathSegments(tree, path).at(-1);
  return last === undefined ? '' : nameOf(tree, last);
}

/** Name of a type as far as it has one: `Vec` for `&mut a::Vec<T>`, otherwise its text. */
function typeName(tree: Tree, type: NodeId, depth: number): string {
  if (type === NO_NODE || depth > MAX_TYPE_DEPTH) return '_';
  switch (tree.kind(type)) {
    case NodeKind.PathType:
      return lastSegment(tree, type) || '_';
    case NodeKind.RefType:
    case NodeKind.PtrType:
    case NodeKind.ParenType:
    case NodeKind.BinderType: {
      const inner = tree.children(type).at(-1);
      return inner === undefined ? '_' : typeName(tree, inner, depth + 1);
    }
    default:
      return tokenTexts(tree.tokens, tree.range(type)).join('').slice(0, MAX_TYPE_TEXT);
  }
}
