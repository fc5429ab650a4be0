/** `use` trees to imports. */
import type { Sym } from '@lazaret/base';
import type { Visibility } from '@lazaret/facts';
import { Flag, NO_NODE, type NodeId, TokenKind, type Tree, useChildren, usePath, useTree } from '@lazaret/rust-syntax';
import { type Attr, findAttr } from './attributes.ts';
import type { Place } from './collect.ts';
import type { CrateContext } from './context.ts';
import type { Imports } from './imports.ts';
import type { NamePath } from './names.ts';
import { namePath } from './paths.ts';

/** Braces in braces of one `use`. */
const USE_DEPTH_MAX = 64;

const EMPTY: NamePath = { global: false, segments: [] };

export function collectUse(
  ctx: CrateContext,
  imports: Imports,
  tree: Tree,
  node: NodeId,
  attrs: readonly Attr[],
  place: Place,
  vis: Visibility,
): void {
  const root = useTree(tree, node);
  if (root === NO_NODE) return;
  const isPrelude = findAttr(attrs, 'prelude_import') !== undefined;

  const walk = (at: NodeId, prefix: NamePath, depth: number): void => {
    if (depth > USE_DEPTH_MAX) {
      ctx.diagnose('use-depth-limit', '`use` is nested too deeply', tree.tokens, tree.start(at));
      return;
    }
    const path = usePath(tree, at);
    const own = path === NO_NODE ? EMPTY : namePath(tree, path);
    const full = joined(prefix, own);
    const token = tree.start(at);
    const common = { scope: place.scope, vis, textual: place.textual, isPrelude, tokens: tree.tokens, token };
    if (tree.has(at, Flag.Group)) {
      for (const child of useChildren(tree, at)) walk(child, full, depth + 1);
      return;
    }
    if (tree.has(at, Flag.Glob)) {
      imports.add({ ...common, path: full, kind: 'glob', name: 0 as Sym, typesOnly: true });
      return;
    }
    single(at, full, own, prefix, common);
  };

  const single = (
    at: NodeId,
    full: NamePath,
    own: NamePath,
    prefix: NamePath,
    common: Omit<Parameters<Imports['add']>[0], 'path' | 'kind' | 'name' | 'typesOnly'>,
  ): void => {
    const last = full.segments[full.segments.length - 1];
    if (last === undefined) return;
    // `a::{self}` means `a`, in the type namespace only.
    const isSelf = last.kind === TokenKind.SelfValue && full.segments.length > 1 && own.segments.length >= 1;
    const path = isSelf && prefix.segments.length + own.segments.length > 1 ? withoutLast(full) : full;
    const rename = tree.aux(at);
    const target = path.segments[path.segments.length - 1]!;
    let name = target.name;
    if (rename >= 0) name = tree.tokens.kind(rename) === TokenKind.Underscore ? (0 as Sym) : tree.tokens.sym(rename);
    const typesOnly = isSelf || (path.segments.length === 1 && isKeywordSegment(target.kind));
    imports.add({ ...common, path, kind: 'single', name, typesOnly });
  };

  walk(root, EMPTY, 0);
}

function joined(prefix: NamePath, own: NamePath): NamePath {
  if (prefix.segments.length === 0) return { global: prefix.global || own.global, segments: own.segments };
  return { global: prefix.global, segments: [...prefix.segments, ...own.segments] };
}

function withoutLast(path: NamePath): NamePath {
  return { global: path.global, segments: path.segments.slice(0, -1) };
}

function isKeywordSegment(kind: number): boolean {
  return (
    kind === TokenKind.Crate ||
    kind === TokenKind.SelfValue ||
    kind === TokenKind.Super ||
    kind === TokenKind.DollarCrate
  );
}
