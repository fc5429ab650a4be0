/**
 * Const arguments: literals, parameters, named constants and simple integer arithmetic; anything else is not evaluated.
 * Model: rustc_hir_analysis::hir_ty_lowering::lower_const_arg, with an evaluator of integers only.
 */
import { crateOf, DefFlag, type DefId, DefKind, localOf, type PRIMS, type Ty } from '@lazaret/facts';
import { Ns } from '@lazaret/rust-names';
import {
  blockStmts,
  blockTail,
  exprOf,
  NO_NODE,
  type NodeId,
  NodeKind,
  operand,
  parseExpr,
  peel,
  plainName,
  rightOperand,
  TokenKind,
  type Tree,
} from '@lazaret/rust-syntax';
import type { Lowering } from './lowering.ts';
import type { TypeCx } from './type-cx.ts';

/** Constants defined by constants, and operators within operators. */
const EVAL_DEPTH_MAX = 32;
/** Largest shift: beyond it no integer type has bits. */
const SHIFT_MAX = 128n;
/** Values are cut off here: no integer type is wider. */
const VALUE_MAX = 1n << 128n;

const MASKS: Readonly<Record<string, bigint>> = {
  u8: 8n,
  u16: 16n,
  u32: 32n,
  u64: 64n,
  u128: 128n,
  usize: 64n,
};

/** A const argument or array length: LazyExpr, LiteralExpr, UnaryExpr, BlockExpr or a type node that names a constant. */
export function constArg(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): Ty {
  const { types } = low.world;
  if (node === NO_NODE) return types.constUnknown;
  const kind = tree.kind(node);
  if (kind === NodeKind.InferType || kind === NodeKind.UnderscoreExpr) return cx.infer?.() ?? types.constUnknown;
  const value = evaluate(low, cx, tree, node, 0);
  if (value === undefined) {
    noteBody(low, cx, tree, node);
    return types.constUnknown;
  }
  return typeof value === 'number' ? value : types.constant(low.world.names.intern(textOf(value)));
}

/** What calls functions is a body of its own, as in rustc: an AnonConst of the item or body that it is written in. */
function noteBody(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId): void {
  const { names } = low;
  if (!mayCall(low, tree, node)) return;
  const before = names.defCount();
  const unnamed = low.world.names.intern('');
  const def = names.addDef(DefKind.AnonConst, cx.owner, unnamed, DefFlag.HasBody, tree, node, cx.scope);
  if (names.defCount() > before) cx.onConst?.(def, tree, node);
}

/** Calls as written: operators of constants are those of integers, nearly always. */
function mayCall(low: Lowering, tree: Tree, node: NodeId): boolean {
  if (tree.kind(node) === NodeKind.LazyExpr) {
    const parsed = parseExpr(tree.tokens, tree.range(node), { edition: low.names.input.edition });
    return parsed.kind(parsed.root) !== NodeKind.LazyExpr && mayCall(low, parsed, parsed.root);
  }
  const work: NodeId[] = [node];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    switch (tree.kind(at)) {
      case NodeKind.CallExpr:
      case NodeKind.MethodCallExpr:
      case NodeKind.MacroExpr:
      case NodeKind.MacroStmt:
        return true;
      default:
        work.push(...tree.children(at));
    }
  }
  return false;
}

/** A type stands for a const parameter (a number of the type table). */
type Value = bigint | boolean | string | Ty;

function textOf(value: bigint | boolean | string): string {
  return String(value);
}

function evaluate(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId, depth: number): Value | undefined {
  if (node === NO_NODE || depth > EVAL_DEPTH_MAX) return undefined;
  const at = peel(tree, node);
  const next = (child: NodeId): Value | undefined => evaluate(low, cx, tree, child, depth + 1);
  switch (tree.kind(at)) {
    case NodeKind.LazyExpr: {
      const parsed = parseExpr(tree.tokens, tree.range(at), { edition: low.names.input.edition });
      return evaluate(low, cx, parsed, parsed.root, depth + 1);
    }
    case NodeKind.LiteralExpr:
      return literal(tree, tree.aux(at));
    case NodeKind.UnaryExpr:
      return unary(tree.operator(at), next(operand(tree, at)));
    case NodeKind.BinaryExpr:
      return binary(tree.operator(at), next(operand(tree, at)), next(rightOperand(tree, at)));
    case NodeKind.CastExpr:
      return next(exprOf(tree, at));
    case NodeKind.BlockExpr:
      return blockStmts(tree, at).length === 0 ? next(blockTail(tree, at)) : undefined;
    case NodeKind.PathExpr:
    case NodeKind.PathType:
      return named(low, cx, tree, at, depth);
    default:
      return undefined;
  }
}

function literal(tree: Tree, token: number): Value | undefined {
  const { tokens } = tree;
  switch (tokens.kind(token)) {
    case TokenKind.True:
      return true;
    case TokenKind.False:
      return false;
    case TokenKind.Char:
      return tokens.text(token);
    case TokenKind.Int:
      return integer(tokens.text(token));
    default:
      return undefined;
  }
}

function integer(text: string): bigint | undefined {
  const digits = text.replaceAll('_', '').replace(/(?:[iu](?:8|16|32|64|128|size))$/, '');
  return /^(?:0x[0-9a-fA-F]{1,40}|0o[0-7]{1,60}|0b[01]{1,160}|[0-9]{1,50})$/.test(digits) ? BigInt(digits) : undefined;
}

function unary(operator: number, value: Value | undefined): Value | undefined {
  if (operator === TokenKind.Minus && typeof value === 'bigint') return -value;
  return operator === TokenKind.Bang && typeof value === 'boolean' ? !value : undefined;
}

function binary(operator: number, left: Value | undefined, right: Value | undefined): Value | undefined {
  if (typeof left !== 'bigint' || typeof right !== 'bigint') return undefined;
  const value = arithmetic(operator, left, right);
  return value !== undefined && value < VALUE_MAX && value > -VALUE_MAX ? value : undefined;
}

function arithmetic(operator: number, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case TokenKind.Plus:
      return left + right;
    case TokenKind.Minus:
      return left - right;
    case TokenKind.Star:
      return left * right;
    case TokenKind.Slash:
      return right === 0n ? undefined : left / right;
    case TokenKind.Percent:
      return right === 0n ? undefined : left % right;
    case TokenKind.Shl:
      return right >= 0n && right < SHIFT_MAX ? left << right : undefined;
    case TokenKind.Shr:
      return right >= 0n && right < SHIFT_MAX ? left >> right : undefined;
    default:
      return undefined;
  }
}

function named(low: Lowering, cx: TypeCx, tree: Tree, node: NodeId, depth: number): Value | undefined {
  const { types } = low.world;
  const token = plainName(tree, node);
  if (token >= 0) {
    const param = cx.params.get(tree.tokens.sym(token));
    if (param?.kind === 'const') return types.param(param.index);
  }
  const path = low.names.pathOf(tree, node);
  if (path.segments[0]?.kind === TokenKind.SelfType) return undefined;
  const res = low.names.resolvePath(cx.scope, path, Ns.Value);
  if (res === undefined) return undefined;
  if (res.kind === 'prim') {
    const last = path.segments[path.segments.length - 1];
    return res.rest === 1 && last !== undefined ? primConst(res.prim, low.world.names.text(last.name)) : undefined;
  }
  return res.rest === 0 ? constItem(low, res.def, depth) : undefined;
}

function primConst(prim: (typeof PRIMS)[number], name: string): bigint | undefined {
  const bits = MASKS[prim];
  if (bits === undefined) return undefined;
  if (name === 'MAX') return (1n << bits) - 1n;
  if (name === 'MIN') return 0n;
  return name === 'BITS' ? bits : undefined;
}

/** The initialiser of a constant of this crate. Those of other crates are not at hand as text. */
function constItem(low: Lowering, def: DefId, depth: number): Value | undefined {
  if (crateOf(def) !== low.names.num || low.names.kind(localOf(def)) !== DefKind.Const) return undefined;
  const source = low.names.bodySource(localOf(def));
  if (source === undefined) return undefined;
  const value = evaluate(low, low.cxOf(localOf(def)), source.tree, source.node, depth + 1);
  // A parameter of a generic constant means nothing here.
  return typeof value === 'number' ? undefined : value;
}
