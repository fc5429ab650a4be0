/** Trees and tokens as text, for goldens and for people. */
import { Flag, NodeKind } from './kinds.ts';
import { TokenKind } from './token-kinds.ts';
import type { TokenBuffer } from './tokens.ts';
import { NO_NODE, type NodeId, type Tree } from './tree.ts';

const NODE_NAMES = namesOf(NodeKind);
const TOKEN_NAMES = namesOf(TokenKind);

function namesOf(kinds: Readonly<Record<string, number>>): string[] {
  const names: string[] = [];
  for (const [name, kind] of Object.entries(kinds)) names[kind] = name;
  return names;
}

/** Flags that show in dumps, by the kinds they are used with; other kinds show none. */
const SHOWN: readonly (readonly [readonly number[], readonly (keyof typeof Flag)[]])[] = [
  [[NodeKind.Attr], ['Inner', 'UnsafeAttr']],
  [[NodeKind.Visibility], ['Pub', 'VisCrate', 'VisSelf', 'VisSuper', 'VisIn']],
  [[NodeKind.Fn], ['Const', 'Async', 'Unsafe', 'Safe', 'Extern', 'Default', 'Gen']],
  [[NodeKind.Trait], ['Const', 'Unsafe', 'Auto']],
  [[NodeKind.Impl], ['Const', 'Unsafe', 'Default', 'Negative']],
  [[NodeKind.ExternBlock, NodeKind.Mod], ['Unsafe']],
  [[NodeKind.Const, NodeKind.TypeAlias], ['Default']],
  [[NodeKind.Static], ['Mut', 'Unsafe', 'Safe']],
  [[NodeKind.TraitBound], ['Const', 'Async', 'Maybe', 'TildeConst', 'Negative']],
  [[NodeKind.SelfParam], ['RefSelf', 'Mut']],
  [[NodeKind.Param], ['Variadic']],
  [[NodeKind.UseTree], ['Glob', 'Group']],
  [[NodeKind.Path, NodeKind.PathType, NodeKind.PathExpr, NodeKind.PathPat], ['Global']],
  [
    [NodeKind.GenericArgs, NodeKind.ParenArgs],
    ['Turbofish', 'Rtn'],
  ],
  [[NodeKind.RefType, NodeKind.PtrType, NodeKind.RefPat], ['Mut']],
  [[NodeKind.FnPtrType], ['Unsafe', 'Extern', 'Safe']],
  [[NodeKind.DynType], ['Bare']],
  [[NodeKind.IdentPat], ['Ref', 'RefMut', 'Mut']],
  [
    [NodeKind.RangePat, NodeKind.RangeExpr],
    ['HasLow', 'HasHigh', 'Inclusive'],
  ],
  [[NodeKind.FieldPat, NodeKind.FieldInit], ['Shorthand']],
  [[NodeKind.LetStmt], ['HasInit', 'HasElse']],
  [[NodeKind.ExprStmt, NodeKind.MacroStmt], ['Semi']],
  [
    [NodeKind.LazyBlock, NodeKind.LazyExpr],
    ['HasItems', 'HasUnsafe'],
  ],
  [[NodeKind.RefExpr], ['Mut', 'RawRef']],
  [[NodeKind.BlockExpr], ['Const', 'Async', 'Unsafe', 'Move', 'Gen', 'Try', 'HasTail']],
  [[NodeKind.Fragment], ['HasTail']],
  [[NodeKind.ForExpr], ['Await']],
  [[NodeKind.ClosureExpr], ['Const', 'Async', 'Move', 'Gen', 'Static']],
];

function flagNames(tree: Tree, node: NodeId): string {
  const kind = tree.kind(node);
  let text = '';
  for (const [kinds, flags] of SHOWN) {
    if (!kinds.includes(kind)) continue;
    for (const flag of flags) if (tree.has(node, Flag[flag])) text += ` +${flag}`;
  }
  return text;
}

const OPERATOR_KINDS: readonly number[] = [NodeKind.UnaryExpr, NodeKind.BinaryExpr, NodeKind.AssignOpExpr];

function line(tree: Tree, node: NodeId): string {
  let text = `${NODE_NAMES[tree.kind(node)]}${flagNames(tree, node)}`;
  if (OPERATOR_KINDS.includes(tree.kind(node))) text += ` ${TOKEN_NAMES[tree.operator(node)]}`;
  if (tree.aux(node) >= 0 && tree.kind(node) !== NodeKind.Attr) text += ` ${tree.tokens.text(tree.aux(node))}`;
  if (tree.first(node) === NO_NODE && tree.end(node) > tree.start(node)) text += ` "${tree.text(node)}"`;
  return text;
}

/** One line a node, indented by depth: kind, flags, operator, aux token, and the text of leaves. */
export function dumpTree(tree: Tree, root: NodeId = tree.root): string {
  const lines: string[] = [];
  const stack: { node: NodeId; depth: number }[] = [{ node: root, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    lines.push(`${'  '.repeat(top.depth)}${line(tree, top.node)}`);
    for (const child of tree.children(top.node).reverse()) stack.push({ node: child, depth: top.depth + 1 });
  }
  return lines.join('\n');
}

/** One line a token: kind and text. */
export function dumpTokens(tokens: TokenBuffer): string {
  const lines: string[] = [];
  for (let i = 0; i < tokens.length; i++) lines.push(`${TOKEN_NAMES[tokens.kind(i)]} ${tokens.text(i)}`);
  return lines.join('\n');
}
