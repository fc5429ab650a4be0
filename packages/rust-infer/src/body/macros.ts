/**
 * Macro calls in bodies: expansions are parsed as what their place asks for, built-in ones have a meaning of their own, the
 * rest is recorded as opaque and its tokens are looked into as far as they are expressions.
 */
import type { Sym } from '@lazaret/base';
import { localOf, type Ty, UseKind } from '@lazaret/facts';
import type { BuiltinCall, Expansion } from '@lazaret/rust-names';
import {
  exprOf,
  innerRange,
  macroBody,
  macroPath,
  NO_NODE,
  type NodeId,
  parseExpr,
  parseExprList,
  parsePat,
  parseStmts,
  pathSegments,
  stringValue,
  type TokenBuffer,
  type TokenRange,
  wholeRange,
} from '@lazaret/rust-syntax';
import type { BodyCx } from './context.ts';
import { checkStatements } from './control.ts';
import { checkBorrowed } from './desugar.ts';
import type { Expect } from './expect.ts';
import { checkExpr } from './expr.ts';
import type { FormatPiece } from './flow.ts';
import { checkNamedValue, namedItem } from './paths.ts';

/** Expands, and notes which macro it was: an advisory may be about the macro. */
function expandMacro(cx: BodyCx, node: NodeId): Expansion {
  const expansion = cx.host.names.expand(cx.scope, cx.tree, node);
  if (expansion.kind !== 'builtin' && expansion.def !== undefined) {
    cx.expandedMacros ??= new Set();
    cx.expandedMacros.add(expansion.def);
  }
  return expansion;
}

/** A macro call as an expression. */
export function checkMacro(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const expansion = expandMacro(cx, node);
  if (expansion.kind !== 'tokens') return checkOther(cx, node, expansion);
  const tree = parseExpr(expansion.tokens, wholeRange(expansion.tokens), cx.host.parseOptions);
  cx.flow?.note(cx.tree, node, { kind: 'tree', tree });
  const outer = cx.src;
  return cx.inTree(tree, () => {
    const ty = checkExpr(cx, tree.root, expect);
    const place = cx.place(tree.root);
    if (place !== undefined) outer.setPlace(node, place);
    return ty;
  });
}

/** A macro call as a statement, or at the end of a block: may declare variables and items in the current scope. */
export function checkMacroStmt(cx: BodyCx, node: NodeId, expect: Expect): Ty {
  const expansion = expandMacro(cx, node);
  if (expansion.kind !== 'tokens') return checkOther(cx, node, expansion);
  const tree = parseStmts(expansion.tokens, wholeRange(expansion.tokens), cx.host.parseOptions);
  if (cx.depth >= cx.depthMax) {
    cx.truncated ??= 'depth';
    return cx.error;
  }
  cx.depth++;
  cx.flow?.note(cx.tree, node, { kind: 'tree', tree });
  const outer = cx.src;
  const ty = cx.inTree(tree, () => {
    cx.scope = cx.host.enterBlock(cx.scope, tree, tree.root, localOf(cx.owner));
    const value = checkStatements(cx, tree.root, expect);
    const last = tree.children(tree.root).at(-1);
    const place = last === undefined ? undefined : cx.place(last);
    if (place !== undefined) outer.setPlace(node, place);
    return value;
  });
  cx.depth--;
  return ty;
}

/** A macro call as a pattern; `check` runs on the pattern it expands to. */
export function expandPat(cx: BodyCx, node: NodeId, check: (root: NodeId) => void): void {
  const expansion = expandMacro(cx, node);
  if (expansion.kind !== 'tokens') {
    checkOther(cx, node, expansion);
    return;
  }
  const tree = parsePat(expansion.tokens, wholeRange(expansion.tokens), cx.host.parseOptions);
  cx.inTree(tree, () => check(tree.root));
}

function checkOther(cx: BodyCx, node: NodeId, expansion: Exclude<Expansion, { kind: 'tokens' }>): Ty {
  return expansion.kind === 'builtin' ? checkBuiltin(cx, node, expansion) : checkOpaque(cx, node, expansion);
}

function checkBuiltin(cx: BodyCx, node: NodeId, call: BuiltinCall): Ty {
  const { types } = cx;
  switch (call.name) {
    case 'format_args':
      return checkFormatArgs(cx, node, call);
    case 'str':
      if (call.value !== undefined) cx.flow?.note(cx.tree, node, { kind: 'text', text: call.value });
      else noteEnvironment(cx, node, call);
      return types.ref(types.prim('str'), false);
    case 'bytes':
      return types.ref(types.array(types.prim('u8'), types.constUnknown), false);
    case 'option_str': {
      noteEnvironment(cx, node, call);
      const option = cx.lang('Option');
      return option === undefined ? cx.error : types.adt(option, [types.ref(types.prim('str'), false)]);
    }
    case 'bool':
      return types.prim('bool');
    case 'u32':
      return types.prim('u32');
    case 'asm':
    case 'global_asm':
      for (const range of call.args) checkTokens(cx, call.tokens, range);
      return cx.unit;
    case 'compile_error':
      return types.never;
    case 'never':
      return cx.unit;
    default:
      return checkOtherBuiltin(cx, node, call);
  }
}

/** `env!("NAME")` */
function noteEnvironment(cx: BodyCx, node: NodeId, call: BuiltinCall): void {
  const [range] = call.args;
  if (cx.flow === undefined || range === undefined || !/^(?:option_)?env$/.test(call.macro)) return;
  const name = stringValue(call.tokens.text(range.start));
  if (name !== undefined) cx.flow.note(cx.tree, node, { kind: 'env', name });
}

/** Built-ins that NAMES leaves to types: `offset_of!`, `type_ascribe!`, … */
function checkOtherBuiltin(cx: BodyCx, node: NodeId, call: BuiltinCall): Ty {
  if (call.macro === 'offset_of') return cx.types.prim('usize');
  if (call.macro === 'addr_of' || call.macro === 'addr_of_mut') {
    const tys = call.args.map((range) => checkTokens(cx, call.tokens, range));
    return cx.types.rawPtr(tys[0] ?? cx.error, call.macro === 'addr_of_mut');
  }
  const tys = call.args.map((range) => checkTokens(cx, call.tokens, range));
  const use = cx.emit(UseKind.Opaque, 'macro', cx.loc(node), 0, []);
  use.name = cx.world.names.intern(call.macro);
  use.names = [];
  use.reason = 'builtin-macro';
  return tys.length === 1 ? tys[0]! : cx.error;
}

function checkTokens(cx: BodyCx, tokens: TokenBuffer, range: TokenRange, trees: FormatPiece[] = []): Ty {
  const tree = parseExpr(tokens, range, cx.host.parseOptions);
  trees.push(tree);
  return cx.inTree(tree, () => checkBorrowed(cx, tree.root));
}

// Formatting.

function checkFormatArgs(cx: BodyCx, node: NodeId, call: BuiltinCall): Ty {
  const result = cx.adtOf('format_arguments', []);
  const format = call.format;
  if (format === undefined) return result;
  const sources: FormatPiece[] = [];
  const tys = format.args.map((arg) => {
    if (arg.expr !== undefined) return checkTokens(cx, call.tokens, arg.expr, sources);
    if (arg.name === undefined) return cx.error;
    const name = cx.world.names.intern(arg.name);
    sources.push(cx.flow && (cx.findLocal(name, arg.ctx) ?? namedItem(cx, name, arg.ctx)));
    return checkNamedValue(cx, name, arg.ctx);
  });
  cx.flow?.format(cx.tree, node, format, sources);
  for (const count of format.counts) if (tys[count] !== undefined) cx.unify(tys[count]!, cx.types.prim('usize'));
  for (const piece of format.pieces) {
    const ty = tys[piece.arg];
    if (ty !== undefined) formats(cx, node, piece.trait, ty);
  }
  if (format.unknown) {
    for (const ty of tys) for (const trait of ['Display', 'Debug']) formats(cx, node, trait, ty);
  }
  return result;
}

/** `core::fmt::rt::Argument::new_display(&x)` takes the address of `<T as Display>::fmt`. */
function formats(cx: BodyCx, node: NodeId, trait: string, ty: Ty): void {
  const method = cx.host.fmtMethod(trait);
  if (method === undefined) return;
  const use = cx.emit(UseKind.Address, 'macro', cx.loc(node), method, [ty]);
  use.implicit = true;
}

// Not expanded.

function checkOpaque(cx: BodyCx, node: NodeId, opaque: Extract<Expansion, { kind: 'opaque' }>): Ty {
  const use = cx.emit(UseKind.Opaque, 'macro', cx.loc(node), opaque.def ?? 0, []);
  use.names = opaque.names;
  use.reason = opaque.reason;
  use.name = macroName(cx, node);
  const body = macroBody(cx.tree, node);
  if (body !== NO_NODE) {
    const tree = parseExprList(cx.tree.tokens, innerRange(cx.tree, body), cx.host.parseOptions);
    if (tree.errors.length === 0) {
      cx.inTree(tree, () => {
        for (const arg of tree.children(tree.root)) {
          const inner = exprOf(tree, arg);
          if (inner !== NO_NODE) checkExpr(cx, inner, undefined);
        }
      });
    }
  }
  return cx.error;
}

function macroName(cx: BodyCx, node: NodeId): Sym {
  const path = macroPath(cx.tree, node);
  const last = path === NO_NODE ? undefined : pathSegments(cx.tree, path).at(-1);
  return last === undefined ? cx.world.names.intern('') : cx.tree.tokens.sym(cx.tree.aux(last));
}

/** `builtin # offset_of(..)` and the like, which only std writes. */
export function checkBuiltinExpr(cx: BodyCx, node: NodeId): Ty {
  const name = cx.world.names.text(cx.tree.tokens.sym(cx.tree.aux(node)));
  if (name === 'offset_of') return cx.types.prim('usize');
  return cx.error;
}
