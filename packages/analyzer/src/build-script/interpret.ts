/**
 * Evaluates a build script without running it: conditions have three values, an undecided one has both its branches
 * evaluated, and what happens in them happens perhaps. Nothing here does what the script says; it only follows it.
 */
import { Attributes } from '@lazaret/rust-names';
import {
  armBody,
  armGuard,
  armPat,
  blockStmts,
  blockTail,
  closureBody,
  closureParams,
  condition,
  exprOf,
  fieldName,
  fnBody,
  forIter,
  forPat,
  ifElse,
  ifThen,
  innerRange,
  isItem,
  letElse,
  letInit,
  letPat,
  loopBody,
  macroBody,
  macroPath,
  matchArms,
  methodArgs,
  NO_NODE,
  type NodeId,
  NodeKind,
  operand,
  parseBody,
  parseExpr,
  parseExprList,
  pathSegments,
  patOf,
  rightOperand,
  stringValue,
  structLitFields,
  type TokenBuffer,
  TokenKind,
  type TokenRange,
  type Tree,
} from '@lazaret/rust-syntax';
import { setAliases } from './cfg-aliases.ts';
import { type Comparison, compare } from './compare.ts';
import { asksCompiler, compilerAs } from './compiler-version.ts';
import type { EmittedCfgs } from './emitted.ts';
import type { ScriptEnvironment } from './environment.ts';
import { formatParts } from './format.ts';
import { callMethod } from './methods.ts';
import { callPath } from './outside.ts';
import { bindPattern } from './patterns.ts';
import type { ScriptFn, ScriptSource } from './script-source.ts';
import {
  bool,
  equal,
  int,
  join,
  list,
  NONE,
  some,
  str,
  textOf,
  UNIT,
  UNKNOWN,
  type Value,
  type Variable,
  type Variables,
} from './values.ts';

/** Nodes evaluated; the longest build scripts at hand need some thousands. */
const STEPS_MAX = 200_000;
const DEPTH_MAX = 200;
const CALL_DEPTH_MAX = 40;

/** The function is left, the loop is left, or the script ends by a panic. */
class Leave {
  readonly how: 'return' | 'loop' | 'panic';
  constructor(how: Leave['how']) {
    this.how = how;
  }
}

/** Evaluation took too long: nothing more can be said. */
export class ScriptLimit extends Error {}

interface Frame {
  /** Values returned so far, on ways that may have been taken. */
  readonly returns: Value[];
}

export class Interpreter {
  readonly source: ScriptSource;
  readonly env: ScriptEnvironment;
  readonly emitted: EmittedCfgs;
  /** Functions that were looked into. */
  readonly visited = new Set<ScriptFn>();
  readonly #attributes: Attributes;
  readonly #trees = new Map<ScriptFn, { readonly tree: Tree; readonly root: NodeId }>();
  #frame: Frame = { returns: [] };
  #maybe = 0;
  #steps = 0;
  #depth = 0;
  #calls = 0;

  constructor(source: ScriptSource, env: ScriptEnvironment, emitted: EmittedCfgs) {
    this.source = source;
    this.env = env;
    this.emitted = emitted;
    this.#attributes = new Attributes((name, value) => this.cfg(name, value));
  }

  /** Is what happens now certain to happen? */
  get certain(): boolean {
    return this.#maybe === 0;
  }

  /** Configuration of the script itself: that of the host, with the package's features. */
  cfg(name: string, value: string | undefined): boolean {
    if (name === 'feature') return value !== undefined && this.env.features.has(value);
    return this.env.hostCfgs.has(value === undefined ? name : `${name}="${value}"`) || name === 'debug_assertions';
  }

  /** Evaluates `main`. False if it could not be followed to its end. */
  main(): boolean {
    const main = this.source.fns.get('main')?.[0];
    if (main === undefined) return false;
    try {
      this.#callFn(main, []);
    } catch (leave) {
      if (!(leave instanceof Leave)) throw leave;
      return false;
    }
    return true;
  }

  /** All functions of that name, one of which is called; with unknown arguments where `args` is too short. */
  callNamed(name: string, args: readonly Value[], self?: Value): Value | undefined {
    const fns = this.source.fns.get(name);
    if (fns === undefined) return undefined;
    if (fns.length === 1) return this.#callFn(fns[0]!, args, self);
    return this.perhaps(() => fns.map((fn) => this.#callFn(fn, args, self)).reduce(join));
  }

  #callFn(fn: ScriptFn, args: readonly Value[], self?: Value): Value {
    this.visited.add(fn);
    if (this.#calls >= CALL_DEPTH_MAX) throw new ScriptLimit();
    let body = this.#trees.get(fn);
    if (body === undefined) {
      const lazy = fn.tree.kind(fn.body) === NodeKind.LazyBlock;
      const tree = lazy ? parseBody(fn.tree.tokens, fn.tree.range(fn.body), { edition: 2021 }) : fn.tree;
      body = { tree, root: lazy ? tree.root : fn.body };
      this.#trees.set(fn, body);
    }
    const { tree, root } = body;
    const scope: Variables = { own: new Map(), outer: undefined };
    if (self !== undefined) this.declare(scope, 'self', self);
    fn.params.forEach((pattern, i) => {
      if (pattern !== NO_NODE) bindPattern(this, fn.tree, pattern, args[i] ?? UNKNOWN, scope);
    });
    const run = () => this.#inFrame(() => this.eval(tree, root, scope));
    const version = asksCompiler(this.source, fn) ? compilerAs(fn.returns, this.env.rustMinor) : undefined;
    if (version === undefined) return run();
    this.perhaps(run);
    return version;
  }

  #inFrame(run: () => Value): Value {
    const outer = this.#frame;
    const maybe = this.#maybe;
    const frame: Frame = { returns: [] };
    this.#frame = frame;
    this.#calls++;
    let value: Value | undefined;
    try {
      value = run();
    } catch (leave) {
      if (!(leave instanceof Leave) || leave.how === 'panic') throw leave;
    } finally {
      this.#frame = outer;
      this.#maybe = maybe;
      this.#calls--;
    }
    const all = value === undefined ? frame.returns : [...frame.returns, value];
    return all.length === 0 ? UNKNOWN : all.reduce(join);
  }

  /** Calls a function value. */
  call(callee: Value, args: readonly Value[]): Value {
    if (callee.k === 'fn') return this.callNamed(callee.name, args) ?? UNKNOWN;
    if (callee.k !== 'closure') return UNKNOWN;
    const { tree, node } = callee;
    const scope: Variables = { own: new Map(), outer: callee.scope };
    closureParams(tree, node).forEach((param, i) => {
      const pattern = patOf(tree, param);
      if (pattern !== NO_NODE) bindPattern(this, tree, pattern, args[i] ?? UNKNOWN, scope);
    });
    return this.#inFrame(() => this.eval(tree, closureBody(tree, node), scope));
  }

  /** Values that go where nobody follows: functions among them may be called with anything. */
  escape(values: readonly Value[]): void {
    for (const value of values) {
      if (value.k === 'closure' || value.k === 'fn') this.perhaps(() => this.call(value, []));
    }
  }

  /** Something that may happen or not. */
  perhaps(run: () => Value): Value {
    this.#maybe++;
    try {
      return run();
    } catch (leave) {
      if (!(leave instanceof Leave)) throw leave;
      if (leave.how !== 'panic') this.#doubt();
      return UNKNOWN;
    } finally {
      this.#maybe--;
    }
  }

  declare(scope: Variables, name: string, value: Value | undefined): void {
    scope.own.set(name, { value, level: this.#maybe });
  }

  local(scope: Variables, name: string): Value | undefined {
    const found = this.#lookup(scope, name);
    return found === undefined ? this.constant(name) : found.value;
  }

  /** Value of a constant or static of the script. */
  constant(name: string): Value | undefined {
    const constant = this.source.constants.get(name);
    if (constant === undefined) return undefined;
    const init = exprOf(constant.tree, constant.node);
    return init === NO_NODE ? UNKNOWN : this.eval(constant.tree, init, { own: new Map(), outer: undefined });
  }

  #lookup(scope: Variables, name: string): Variable | undefined {
    for (let at: Variables | undefined = scope; at !== undefined; at = at.outer) {
      const found = at.own.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #assign(scope: Variables, name: string, value: Value): void {
    const variable = this.#lookup(scope, name);
    if (variable === undefined) return;
    const joined = this.#maybe > variable.level && variable.value !== undefined;
    variable.value = joined ? join(variable.value!, value) : value;
  }

  /** Value of an expression; throws {@link Leave} where it does not have one. */
  eval(tree: Tree, node: NodeId, scope: Variables): Value {
    if (node === NO_NODE) return UNIT;
    if (++this.#steps > STEPS_MAX || this.#depth > DEPTH_MAX) throw new ScriptLimit();
    this.#depth++;
    try {
      return this.#eval(tree, node, scope);
    } finally {
      this.#depth--;
    }
  }

  #eval(tree: Tree, node: NodeId, scope: Variables): Value {
    const at = (child: NodeId) => this.eval(tree, child, scope);
    switch (tree.kind(node)) {
      case NodeKind.BlockExpr:
      case NodeKind.Fragment:
        return this.#block(tree, node, scope);
      case NodeKind.LazyExpr: {
        const parsed = parseExpr(tree.tokens, tree.range(node), { edition: 2021 });
        return this.eval(parsed, parsed.root, scope);
      }
      case NodeKind.LiteralExpr:
        return this.#literal(tree.tokens, tree.aux(node));
      case NodeKind.PathExpr:
        return this.#path(tree, node, scope);
      case NodeKind.ParenExpr:
      case NodeKind.RefExpr:
      case NodeKind.CastExpr:
      case NodeKind.AttrExpr:
      case NodeKind.AwaitExpr:
        return at(exprOf(tree, node));
      case NodeKind.UnaryExpr:
        return this.#unary(tree, node, scope);
      case NodeKind.BinaryExpr:
        return this.#binary(tree, node, scope);
      case NodeKind.AssignExpr: {
        const target = operand(tree, node);
        const value = at(rightOperand(tree, node));
        if (tree.kind(target) === NodeKind.PathExpr) this.#assign(scope, tree.text(target), value);
        return UNIT;
      }
      case NodeKind.AssignOpExpr: {
        at(rightOperand(tree, node));
        this.#assign(scope, tree.text(operand(tree, node)), UNKNOWN);
        return UNIT;
      }
      case NodeKind.IfExpr:
        return this.#if(tree, node, scope);
      case NodeKind.MatchExpr:
        return this.#match(tree, node, scope);
      case NodeKind.LetExpr: {
        const matched = bindPattern(this, tree, tree.first(node), at(exprOf(tree, node)), scope);
        return matched === undefined ? UNKNOWN : bool(matched);
      }
      case NodeKind.ForExpr:
        return this.#for(tree, node, scope);
      case NodeKind.WhileExpr:
      case NodeKind.LoopExpr:
        return this.#loop(tree, node, scope);
      case NodeKind.CallExpr:
        return this.#call(tree, node, scope);
      case NodeKind.MethodCallExpr:
        return this.#methodCall(tree, node, scope);
      case NodeKind.FieldExpr:
        return this.#field(at(operand(tree, node)), fieldName(tree, node));
      case NodeKind.TryExpr:
        return this.#try(at(operand(tree, node)));
      case NodeKind.ReturnExpr:
        this.#frame.returns.push(at(exprOf(tree, node)));
        throw new Leave('return');
      case NodeKind.BreakExpr:
      case NodeKind.ContinueExpr:
        throw new Leave('loop');
      case NodeKind.ClosureExpr:
        return { k: 'closure', tree, node, scope };
      case NodeKind.TupleExpr:
      case NodeKind.ArrayExpr:
        return list(tree.children(node).map(at));
      case NodeKind.StructExpr: {
        const fields = new Map<string, Value>();
        for (const field of structLitFields(tree, node)) {
          fields.set(tree.tokens.text(tree.aux(field)), at(exprOf(tree, field)));
        }
        return { k: 'struct', fields };
      }
      case NodeKind.MacroExpr:
      case NodeKind.MacroStmt:
        return this.#macro(tree, node, scope);
      default:
        for (const child of tree.children(node)) this.escape([at(child)]);
        return UNKNOWN;
    }
  }

  #literal(tokens: TokenBuffer, token: number): Value {
    const kind = tokens.kind(token);
    if (kind === TokenKind.True || kind === TokenKind.False) return bool(kind === TokenKind.True);
    const text = tokens.text(token);
    if (kind === TokenKind.Int) return int(Number.parseInt(text.replaceAll('_', ''), 10));
    if (kind === TokenKind.Char) return str(text.slice(1, -1));
    const value = stringValue(text);
    if (value === undefined) return UNKNOWN;
    return str(value);
  }

  #path(tree: Tree, node: NodeId, scope: Variables): Value {
    const names = segmentNames(tree, node);
    const last = names[names.length - 1] ?? '';
    if (names.length === 1) {
      const local = this.#lookup(scope, last);
      if (local !== undefined) return local.value ?? UNKNOWN;
    }
    if (last === 'None') return NONE;
    const constant = this.constant(last);
    if (constant !== undefined) return constant;
    if (this.source.fns.has(last)) return { k: 'fn', name: last };
    if (last === 'MAX') return int(Number.MAX_SAFE_INTEGER);
    return { k: 'symbol', name: last };
  }

  #block(tree: Tree, node: NodeId, outer: Variables): Value {
    const scope: Variables = { own: new Map(), outer };
    for (const stmt of blockStmts(tree, node)) {
      if (isItem(tree.kind(stmt))) {
        if (tree.kind(stmt) !== NodeKind.Fn || fnBody(tree, stmt) !== NO_NODE) this.source.item(tree, stmt);
      }
    }
    for (const stmt of blockStmts(tree, node)) {
      if (isItem(tree.kind(stmt)) || !this.#attributes.isActive(tree, stmt)) continue;
      if (tree.kind(stmt) === NodeKind.LetStmt) this.#let(tree, stmt, scope);
      else if (tree.kind(stmt) === NodeKind.MacroStmt) this.#macro(tree, stmt, scope);
      else this.eval(tree, exprOf(tree, stmt), scope);
    }
    const tail = blockTail(tree, node);
    if (tail === NO_NODE || !this.#attributes.isActive(tree, tail)) return UNIT;
    return this.eval(tree, tail, scope);
  }

  #let(tree: Tree, node: NodeId, scope: Variables): void {
    const init = letInit(tree, node);
    const value = init === NO_NODE ? undefined : this.eval(tree, init, scope);
    const matched = bindPattern(this, tree, letPat(tree, node), value, scope);
    const otherwise = letElse(tree, node);
    if (otherwise === NO_NODE || matched === true) return;
    if (matched === false) this.eval(tree, otherwise, scope);
    else this.#branches([() => this.eval(tree, otherwise, scope), () => UNIT]);
  }

  #unary(tree: Tree, node: NodeId, scope: Variables): Value {
    const value = this.eval(tree, operand(tree, node), scope);
    if (tree.operator(node) === TokenKind.Star) return value;
    return tree.operator(node) === TokenKind.Bang && value.k === 'bool' ? bool(!value.v) : UNKNOWN;
  }

  #binary(tree: Tree, node: NodeId, scope: Variables): Value {
    const op = tree.operator(node);
    const left = this.eval(tree, operand(tree, node), scope);
    const right = rightOperand(tree, node);
    if (op === TokenKind.AndAnd || op === TokenKind.OrOr) {
      const decisive = op === TokenKind.OrOr;
      if (left.k === 'bool') return left.v === decisive ? left : this.eval(tree, right, scope);
      const other = this.perhaps(() => this.eval(tree, right, scope));
      return other.k === 'bool' && other.v === decisive ? other : UNKNOWN;
    }
    const other = this.eval(tree, right, scope);
    const comparison = COMPARISONS.get(op);
    if (comparison !== undefined) {
      const holds = compare(left, comparison, other, this.env.rustMinor);
      return holds === undefined ? UNKNOWN : bool(holds);
    }
    if (op === TokenKind.Plus) {
      if (left.k === 'int' && other.k === 'int') return int(left.v + other.v);
      if (left.k === 'str' && other.k === 'str') return str(left.v + other.v);
    }
    return UNKNOWN;
  }

  /** One of these ways is taken. */
  #branches(ways: readonly (() => Value)[]): Value {
    const values: Value[] = [];
    let left: Leave | undefined;
    let leftAll = true;
    for (const way of ways) {
      this.#maybe++;
      try {
        values.push(way());
        leftAll = false;
      } catch (leave) {
        if (!(leave instanceof Leave)) throw leave;
        if (leave.how !== 'panic') left = leave;
      } finally {
        this.#maybe--;
      }
    }
    if (leftAll) throw left ?? new Leave('panic');
    // What follows happens only if the way that leaves was not taken. A panic is no such way: the build went on.
    if (left !== undefined) this.#doubt();
    return values.reduce(join);
  }

  /** The rest of this function is uncertain; its end restores what was before. */
  #doubt(): void {
    this.#maybe++;
  }

  #if(tree: Tree, node: NodeId, outer: Variables): Value {
    const scope: Variables = { own: new Map(), outer };
    const test = this.eval(tree, condition(tree, node), scope);
    const yes = () => this.eval(tree, ifThen(tree, node), scope);
    const no = () => this.eval(tree, ifElse(tree, node), scope);
    if (test.k === 'bool') return test.v ? yes() : no();
    return this.#branches([yes, no]);
  }

  #match(tree: Tree, node: NodeId, outer: Variables): Value {
    const value = this.eval(tree, operand(tree, node), outer);
    const ways: (() => Value)[] = [];
    for (const arm of matchArms(tree, node)) {
      if (!this.#attributes.isActive(tree, arm)) continue;
      const scope: Variables = { own: new Map(), outer };
      let matched = bindPattern(this, tree, armPat(tree, arm), value, scope);
      if (matched === false) continue;
      const guard = armGuard(tree, arm);
      if (guard !== NO_NODE) {
        const holds =
          matched === true ? this.eval(tree, guard, scope) : this.perhaps(() => this.eval(tree, guard, scope));
        if (holds.k !== 'bool') matched = undefined;
        else if (!holds.v) continue;
      }
      const body = armBody(tree, arm);
      if (body === NO_NODE) continue;
      ways.push(() => this.eval(tree, body, scope));
      if (matched === true) break;
    }
    if (ways.length === 0) return UNKNOWN;
    return ways.length === 1 ? ways[0]!() : this.#branches(ways);
  }

  #for(tree: Tree, node: NodeId, outer: Variables): Value {
    const items = this.eval(tree, forIter(tree, node), outer);
    const body = (value: Value): Value => {
      const scope: Variables = { own: new Map(), outer };
      bindPattern(this, tree, forPat(tree, node), value, scope);
      return this.eval(tree, loopBody(tree, node), scope);
    };
    if (items.k !== 'list') return this.#branches([() => this.#twice(() => body(UNKNOWN)), () => UNIT]);
    for (const item of items.items) {
      try {
        body(item);
      } catch (leave) {
        if (!(leave instanceof Leave) || leave.how !== 'loop') throw leave;
        // `continue` or `break`: only from here on it matters which.
        this.#doubt();
      }
    }
    return UNIT;
  }

  /** Variables that change in a loop are not known from its second round on. */
  #twice(body: () => Value): Value {
    body();
    return body();
  }

  #loop(tree: Tree, node: NodeId, outer: Variables): Value {
    const scope: Variables = { own: new Map(), outer };
    const isWhile = tree.kind(node) === NodeKind.WhileExpr;
    if (isWhile) {
      const test = this.eval(tree, condition(tree, node), scope);
      if (test.k === 'bool' && !test.v) return UNIT;
    }
    this.#branches([() => this.#twice(() => this.eval(tree, loopBody(tree, node), scope)), () => UNIT]);
    return UNKNOWN;
  }

  #call(tree: Tree, node: NodeId, scope: Variables): Value {
    const callee = operand(tree, node);
    const args = tree
      .children(node)
      .slice(1)
      .map((arg) => this.eval(tree, arg, scope));
    if (tree.kind(callee) !== NodeKind.PathExpr) return this.call(this.eval(tree, callee, scope), args);
    const names = segmentNames(tree, callee);
    const last = names[names.length - 1] ?? '';
    const local = names.length === 1 ? this.#lookup(scope, last)?.value : undefined;
    if (local !== undefined) return this.call(local, args);
    if (last === 'Some' || last === 'Ok') return some(args[0] ?? UNIT);
    if (last === 'Err') return NONE;
    if (last === 'exit' || last === 'abort') throw new Leave('panic');
    const known = names.length > 1 || !this.source.fns.has(last) ? callPath(this, names, args) : undefined;
    if (known !== undefined) return known;
    const own = this.callNamed(last, args);
    if (own !== undefined) return own;
    this.escape(args);
    // A tuple struct, as far as anyone can tell.
    return /^[A-Z]/.test(last) ? list(args) : UNKNOWN;
  }

  #methodCall(tree: Tree, node: NodeId, scope: Variables): Value {
    const receiver = this.eval(tree, operand(tree, node), scope);
    const args = methodArgs(tree, node).map((arg) => this.eval(tree, arg, scope));
    const name = tree.tokens.text(tree.aux(node));
    if (CHANGES.test(name)) return this.#change(tree, operand(tree, node), receiver, name, args, scope);
    const known = callMethod(this, receiver, name, args);
    if (known !== undefined) return known;
    const own = this.callNamed(name, args, receiver);
    if (own !== undefined) return own;
    this.escape([receiver, ...args]);
    return UNKNOWN;
  }

  /** A method that changes its receiver: a list that grows, anything else is not known from now on. */
  #change(tree: Tree, target: NodeId, receiver: Value, name: string, args: readonly Value[], scope: Variables): Value {
    this.escape(args);
    const grown = name === 'push' && receiver.k === 'list' && args[0] !== undefined;
    if (tree.kind(target) === NodeKind.PathExpr) {
      this.#assign(scope, tree.text(target), grown ? list([...receiver.items, args[0]!]) : UNKNOWN);
    }
    return UNKNOWN;
  }

  #field(value: Value, name: string): Value {
    if (value.k === 'struct') return value.fields.get(name) ?? UNKNOWN;
    if (value.k === 'list') return value.items[Number(name)] ?? UNKNOWN;
    if (value.k !== 'compiler') return UNKNOWN;
    if (name === 'minor') return int(this.env.rustMinor);
    if (name === 'major') return int(1);
    if (name === 'nightly' || name === 'is_nightly') return bool(false);
    return name === 'channel' ? { k: 'symbol', name: 'Stable' } : value;
  }

  #try(value: Value): Value {
    if (value.k === 'some') return value.v;
    if (value.k === 'none') {
      this.#frame.returns.push(NONE);
      throw new Leave('return');
    }
    this.#frame.returns.push(UNKNOWN);
    this.#doubt();
    return UNKNOWN;
  }

  /** Argument expressions of a macro call. */
  args(tokens: TokenBuffer, range: TokenRange): { readonly tree: Tree; readonly nodes: readonly NodeId[] } {
    const tree = parseExprList(tokens, range, { edition: 2021 });
    return { tree, nodes: tree.childrenOf(tree.root, NodeKind.ExprArg) };
  }

  #macro(tree: Tree, node: NodeId, scope: Variables): Value {
    const name = segmentNames(tree, macroPath(tree, node)).at(-1) ?? '';
    const body = macroBody(tree, node);
    if (body === NO_NODE) return UNKNOWN;
    const range = innerRange(tree, body);
    switch (name) {
      case 'println':
      case 'print':
        this.emitted.print(formatParts(this, tree.tokens, range, scope, 0), this.certain);
        return UNIT;
      case 'writeln':
      case 'write':
        // To the standard output, or to a file: who knows.
        this.emitted.print(
          formatParts(this, tree.tokens, range, scope, 1).map((part) => part ?? ' '),
          false,
        );
        return some(UNIT);
      case 'format':
      case 'format_args':
        return textOf(formatParts(this, tree.tokens, range, scope, 0));
      case 'concat':
        return textOf(this.#values(tree.tokens, range, scope).flatMap((v) => (v.k === 'str' ? [v.v] : [undefined])));
      case 'cfg':
        return bool(this.#attributes.evalRange(tree.tokens, range));
      case 'panic':
      case 'unreachable':
      case 'todo':
      case 'unimplemented':
      case 'compile_error':
        throw new Leave('panic');
      case 'env': {
        const key = this.#values(tree.tokens, range, scope)[0];
        const value = key?.k === 'str' ? this.env.packageEnv(key.v) : undefined;
        return value === undefined ? UNKNOWN : str(value);
      }
      case 'vec':
        return list(this.#values(tree.tokens, range, scope));
      case 'matches':
        return this.#matches(tree.tokens, range, scope);
      case 'cfg_aliases':
        setAliases(this, tree.tokens, range);
        return UNIT;
      default:
        this.escape(this.#values(tree.tokens, range, scope));
        return UNKNOWN;
    }
  }

  #values(tokens: TokenBuffer, range: TokenRange, scope: Variables): Value[] {
    const { tree, nodes } = this.args(tokens, range);
    return nodes.map((arg) => this.eval(tree, exprOf(tree, arg), scope));
  }

  /** `matches!(value, "0" | "1")`: only alternatives of plain values are understood. */
  #matches(tokens: TokenBuffer, range: TokenRange, scope: Variables): Value {
    let comma = range.start;
    while (comma < range.end && tokens.kind(comma) !== TokenKind.Comma) comma = tokens.skipTree(comma);
    const value = this.#values(tokens, { start: range.start, end: comma }, scope)[0] ?? UNKNOWN;
    let result: boolean | undefined = false;
    for (let at = comma + 1; at < range.end; at++) {
      const kind = tokens.kind(at);
      if (kind === TokenKind.Or || kind === TokenKind.Comma) continue;
      const same =
        kind >= TokenKind.Int && kind <= TokenKind.RawStr ? equal(value, this.#literal(tokens, at)) : undefined;
      if (same === true) return bool(true);
      if (same === undefined) result = undefined;
    }
    return result === undefined ? UNKNOWN : bool(result);
  }
}

/** Methods of collections and strings that change them. */
const CHANGES = /^(?:push|push_str|insert|extend|append|retain|remove|clear|truncate|sort|dedup)$/;

const COMPARISONS: ReadonlyMap<number, Comparison> = new Map<number, Comparison>([
  [TokenKind.EqEq, '=='],
  [TokenKind.Ne, '!='],
  [TokenKind.Lt, '<'],
  [TokenKind.Le, '<='],
  [TokenKind.Gt, '>'],
  [TokenKind.Ge, '>='],
]);

function segmentNames(tree: Tree, path: NodeId): string[] {
  return pathSegments(tree, path).map((segment) => tree.tokens.text(tree.aux(segment)));
}
