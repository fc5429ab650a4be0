/**
 * Counts safe and unsafe functions, expressions, impls, traits and methods of a file, by one of three sets of rules.
 *
 * `geiger` is the `geiger` crate 0.5.0 as it is, whose numbers cargo-geiger and Painter use, quirks included:
 * - a free function with `#[no_mangle]` or `#[export_name]` counts as unsafe and opens an unsafe scope, but only the keyword
 *   closes one: all expressions of the rest of the file count as unsafe. `#[unsafe(no_mangle)]`, and attributes of methods
 *   and statics, are not recognised;
 * - methods of traits are not counted, and an `unsafe fn` of a trait opens no scope;
 * - an item inside of an unsafe body is unsafe as the body is;
 * - a literal, a path and an `unsafe` block are no expressions, and the tokens of macro calls are never looked into.
 *
 * `repaired` closes the scope that an attribute opened, and is the same otherwise. `strict` goes by the language: the keyword
 * alone opens a scope, an item starts safe wherever it stands, methods of traits are methods.
 */
import {
  attrArgs,
  Flag,
  isIdentLike,
  type NodeId,
  NodeKind,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
} from '@lazaret/rust-syntax';
import { isAttribute, itemAttributes, Place } from './syn-view.ts';
import { type SynVisitor, walkSyn } from './walk.ts';

/** Safe ones, unsafe ones. */
type SafeUnsafe = [safe: number, unsafe: number];

export interface UnsafeCounters {
  readonly functions: SafeUnsafe;
  /** Neither literals nor paths nor `unsafe` blocks. */
  readonly exprs: SafeUnsafe;
  readonly itemImpls: SafeUnsafe;
  readonly itemTraits: SafeUnsafe;
  readonly methods: SafeUnsafe;
  /** Of `strict` only. */
  unsafeBlocks?: number;
}

/** Counters with tests and without: without `#[test]` functions and `#[cfg(test)]` modules, by exactly these two forms. */
export interface CounterSet {
  readonly withTests: UnsafeCounters;
  readonly withoutTests: UnsafeCounters;
}

export type CounterRules = 'geiger' | 'repaired' | 'strict';
export const COUNTER_RULES: readonly CounterRules[] = ['geiger', 'repaired', 'strict'];

export function emptyCounters(rules: CounterRules): UnsafeCounters {
  const counters: UnsafeCounters = {
    functions: [0, 0],
    exprs: [0, 0],
    itemImpls: [0, 0],
    itemTraits: [0, 0],
    methods: [0, 0],
  };
  if (rules === 'strict') counters.unsafeBlocks = 0;
  return counters;
}

/** Adds `more` to `sum`. */
export function addCounters(sum: UnsafeCounters, more: UnsafeCounters): void {
  for (const key of ['functions', 'exprs', 'itemImpls', 'itemTraits', 'methods'] as const) {
    sum[key][0] += more[key][0];
    sum[key][1] += more[key][1];
  }
  if (sum.unsafeBlocks !== undefined) sum.unsafeBlocks += more.unsafeBlocks ?? 0;
}

/** The counters of a file by one set of rules; undefined if the file nests attributes beyond the walk's limit. */
export function countUnsafe(tree: Tree, rules: CounterRules): CounterSet | undefined {
  const sets = [true, false].map((tests) => {
    const visitor = new CountingVisitor(rules, tests);
    return walkSyn(tree, visitor) ? visitor.counters : undefined;
  });
  const [withTests, withoutTests] = sets;
  return withTests === undefined || withoutTests === undefined ? undefined : { withTests, withoutTests };
}

class CountingVisitor implements SynVisitor {
  readonly counters: UnsafeCounters;
  readonly #rules: CounterRules;
  readonly #tests: boolean;
  /** Unsafe scopes around. */
  #scopes = 0;
  /** `strict`: the scopes around each item that is open, while it starts with none. */
  readonly #outside: number[] = [];

  constructor(rules: CounterRules, tests: boolean) {
    this.#rules = rules;
    this.#tests = tests;
    this.counters = emptyCounters(rules);
  }

  enterItem(tree: Tree, item: NodeId, place: Place): boolean {
    const { counters } = this;
    const isUnsafe = tree.has(item, Flag.Unsafe);
    switch (tree.kind(item)) {
      case NodeKind.Fn:
        if (place === Place.Free && !this.#tests && isTestFn(tree, item)) return false;
        this.#openItem(place);
        this.#enterFn(tree, item, place, isUnsafe);
        return true;
      case NodeKind.Mod:
        if (!this.#tests && isTestMod(tree, item)) return false;
        break;
      case NodeKind.Impl:
        this.#count(counters.itemImpls, isUnsafe);
        break;
      case NodeKind.Trait:
        this.#count(counters.itemTraits, isUnsafe);
        break;
      default:
    }
    this.#openItem(place);
    return true;
  }

  #enterFn(tree: Tree, fn: NodeId, place: Place, isUnsafe: boolean): void {
    const strict = this.#rules === 'strict';
    if (place === Place.Free) {
      const counted = isUnsafe || (!strict && isExportedFn(tree, fn));
      this.#count(this.counters.functions, counted);
      if (counted) this.#scopes++;
    } else if (place === Place.Impl || (place === Place.Trait && strict)) {
      this.#count(this.counters.methods, isUnsafe);
      if (isUnsafe) this.#scopes++;
    }
  }

  leaveItem(tree: Tree, item: NodeId, place: Place): void {
    if (this.#rules === 'strict') {
      if (place === Place.Free) this.#scopes = this.#outside.pop()!;
      else if (tree.kind(item) === NodeKind.Fn && place !== Place.Foreign && tree.has(item, Flag.Unsafe))
        this.#scopes--;
      return;
    }
    if (tree.kind(item) !== NodeKind.Fn) return;
    if (place === Place.Free) {
      const byKeyword = tree.has(item, Flag.Unsafe);
      // geiger closes what the keyword opened, and forgets what an attribute opened.
      if (byKeyword || (this.#rules === 'repaired' && isExportedFn(tree, item))) this.#scopes--;
    } else if (place === Place.Impl && tree.has(item, Flag.Unsafe)) this.#scopes--;
  }

  #openItem(place: Place): void {
    if (this.#rules !== 'strict' || place !== Place.Free) return;
    this.#outside.push(this.#scopes);
    this.#scopes = 0;
  }

  enterNode(tree: Tree, node: NodeId, isExpr: boolean): void {
    if (!isExpr) return;
    const kind = tree.kind(node);
    if (isUnsafeBlock(tree, node)) {
      this.#scopes++;
      if (this.counters.unsafeBlocks !== undefined) this.counters.unsafeBlocks++;
    } else if (kind !== NodeKind.LiteralExpr && kind !== NodeKind.PathExpr) this.#expr();
  }

  leaveNode(tree: Tree, node: NodeId, isExpr: boolean): void {
    if (isExpr && isUnsafeBlock(tree, node)) this.#scopes--;
  }

  straySemi(): void {
    this.#expr();
  }

  #expr(): void {
    this.#count(this.counters.exprs, this.#scopes > 0);
  }

  #count(counter: SafeUnsafe, isUnsafe: boolean): void {
    counter[isUnsafe ? 1 : 0]++;
  }
}

function isUnsafeBlock(tree: Tree, node: NodeId): boolean {
  return tree.kind(node) === NodeKind.BlockExpr && tree.has(node, Flag.Unsafe);
}

/** geiger's `has_unsafe_attributes`. */
function isExportedFn(tree: Tree, fn: NodeId): boolean {
  return itemAttributes(tree, fn).some(
    (attr) => isAttribute(tree, attr, 'no_mangle') || isAttribute(tree, attr, 'export_name'),
  );
}

/** geiger's `is_test_fn`: `#[test]` by that path exactly, so neither `#[tokio::test]` nor `#[core::prelude::v1::test]`. */
function isTestFn(tree: Tree, fn: NodeId): boolean {
  return itemAttributes(tree, fn).some((attr) => isAttribute(tree, attr, 'test'));
}

/** geiger's `is_test_mod`: `test` in the list of a `#[cfg(..)]`, before the first element that is more than a path. */
function isTestMod(tree: Tree, item: NodeId): boolean {
  return itemAttributes(tree, item).some(
    (attr) =>
      isAttribute(tree, attr, 'cfg') &&
      metaPaths(tree.tokens, attrArgs(tree, attr)).some(({ path }) => path === 'test'),
  );
}

/** `#![forbid(unsafe_code)]` among the file's own attributes, as geiger reads it. */
export function forbidsUnsafe(tree: Tree): boolean {
  return tree
    .childrenOf(tree.root, NodeKind.Attr)
    .some(
      (attr) =>
        tree.has(attr, Flag.Inner) &&
        isAttribute(tree, attr, 'forbid') &&
        metaPaths(tree.tokens, attrArgs(tree, attr)).some(({ path, next }) => path === 'unsafe_code' && next !== '='),
    );
}

/**
 * The paths of a list of meta items, as long as each is a bare path: syn's `parse_nested_meta` stops with an error where a
 * path is followed by something that the callback has not read.
 */
function metaPaths(tokens: TokenBuffer, args: TokenRange): { readonly path: string; readonly next: string }[] {
  const found: { path: string; next: string }[] = [];
  const end = args.end - 1;
  let at = args.start + 1;
  while (at < end && isIdentLike(tokens.kind(at))) {
    let path = tokens.text(at++);
    while (at + 1 < end && tokens.kind(at) === TokenKind.PathSep) {
      path += `::${tokens.text(at + 1)}`;
      at += 2;
    }
    found.push({ path, next: at < end ? tokens.text(at) : '' });
    if (at >= end || tokens.kind(at) !== TokenKind.Comma) break;
    at++;
  }
  return found;
}
