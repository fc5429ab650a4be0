/** The walk over a body's trees, macro expansions included, that gives every expression its value. */
import type { ValueId } from '@lazaret/facts';
import {
  armBody,
  armGuard,
  blockStmts,
  blockTail,
  callArgs,
  callCallee,
  closureBody,
  condition,
  exprOf,
  fieldName,
  ifElse,
  ifThen,
  intValue,
  letElse,
  letInit,
  loopBody,
  matchArms,
  methodArgs,
  methodReceiver,
  NO_NODE,
  type NodeId,
  NodeKind,
  operand,
  peel,
  rightOperand,
  stringValue,
  structLitBase,
  structLitFields,
  TokenKind,
  type Tree,
} from '@lazaret/rust-syntax';
import type { FlowNote, FlowRecorder, FormatPiece } from './flow.ts';
import type { Local } from './pending.ts';

/** Nesting of expressions; inference has its own limit and comes first. */
const DEPTH_MAX = 600;

const OPERATORS: ReadonlyMap<number, string> = new Map([
  [TokenKind.Plus, '+'],
  [TokenKind.Minus, '-'],
  [TokenKind.Star, '*'],
  [TokenKind.Slash, '/'],
  [TokenKind.Percent, '%'],
  [TokenKind.Caret, '^'],
  [TokenKind.And, '&'],
  [TokenKind.Or, '|'],
  [TokenKind.Shl, '<<'],
  [TokenKind.Shr, '>>'],
  [TokenKind.PlusEq, '+'],
  [TokenKind.MinusEq, '-'],
  [TokenKind.CaretEq, '^'],
  [TokenKind.AndEq, '&'],
  [TokenKind.OrEq, '|'],
]);

export class FlowWalk {
  readonly #flow: FlowRecorder;
  readonly #known = new Map<Tree, Map<NodeId, ValueId>>();
  #depth = 0;

  constructor(flow: FlowRecorder) {
    this.#flow = flow;
  }

  value(tree: Tree, node: NodeId): ValueId {
    if (node === NO_NODE || this.#depth > DEPTH_MAX) return 0;
    let known = this.#known.get(tree);
    if (known === undefined) {
      known = new Map();
      this.#known.set(tree, known);
    }
    const before = known.get(node);
    if (before !== undefined) return before;
    // A circle through the trees themselves cannot be; the entry is for expressions that are asked again.
    known.set(node, 0);
    this.#depth++;
    const value = this.#make(tree, node);
    this.#depth--;
    known.set(node, value);
    return value;
  }

  #make(tree: Tree, node: NodeId): ValueId {
    const note = this.#flow.noteAt(tree, node);
    if (note !== undefined && note.kind !== 'call') return this.#noted(tree, node, note);
    switch (tree.kind(node)) {
      case NodeKind.LiteralExpr:
        return this.#literal(tree, node);
      case NodeKind.MethodCallExpr:
        return this.#call(tree, node, note, [methodReceiver(tree, node), ...methodArgs(tree, node)]);
      case NodeKind.CallExpr:
        return this.#call(tree, node, note, callArgs(tree, node));
      case NodeKind.ParenExpr:
      case NodeKind.RefExpr:
      case NodeKind.AwaitExpr:
      case NodeKind.CastExpr:
      case NodeKind.BoxExpr:
        return this.value(tree, tree.kind(node) === NodeKind.CastExpr ? exprOf(tree, node) : operand(tree, node));
      case NodeKind.UnaryExpr:
        return tree.operator(node) === TokenKind.Star
          ? this.value(tree, operand(tree, node))
          : this.#operator(tree.operator(node) === TokenKind.Bang ? '!' : '-', [this.value(tree, operand(tree, node))]);
      case NodeKind.FieldExpr:
        return this.#part(this.value(tree, operand(tree, node)), numbered(fieldName(tree, node)));
      case NodeKind.TryExpr:
        return this.#part(this.value(tree, operand(tree, node)));
      case NodeKind.IndexExpr:
        return this.#index(tree, node);
      case NodeKind.BinaryExpr:
        return this.#binary(tree, node, note);
      case NodeKind.AssignExpr:
      case NodeKind.AssignOpExpr:
        return this.#assign(tree, node, note);
      case NodeKind.TupleExpr:
      case NodeKind.ArrayExpr:
        return this.#list(this.#children(tree, node));
      case NodeKind.RepeatExpr:
        return this.#list(this.#children(tree, node).slice(0, 1));
      case NodeKind.StructExpr:
        return this.#struct(tree, node);
      default:
        return this.#control(tree, node);
    }
  }

  #control(tree: Tree, node: NodeId): ValueId {
    switch (tree.kind(node)) {
      case NodeKind.BlockExpr:
        return this.#block(tree, node);
      case NodeKind.IfExpr:
        this.value(tree, condition(tree, node));
        return this.#any([this.value(tree, ifThen(tree, node)), this.value(tree, ifElse(tree, node))]);
      case NodeKind.MatchExpr: {
        this.value(tree, operand(tree, node));
        return this.#any(
          matchArms(tree, node).map((arm) => {
            this.value(tree, armGuard(tree, arm));
            return this.value(tree, armBody(tree, arm));
          }),
        );
      }
      case NodeKind.LetExpr:
        this.value(tree, letInit(tree, node));
        return 0;
      case NodeKind.LoopExpr:
        return this.value(tree, loopBody(tree, node));
      case NodeKind.ReturnExpr:
      case NodeKind.BreakExpr: {
        const inner = tree.kind(node) === NodeKind.ReturnExpr ? tree.first(node) : exprOf(tree, node);
        const value = this.value(tree, inner);
        if (value !== 0) this.#flow.returns.push(value);
        return 0;
      }
      case NodeKind.ClosureExpr:
        this.value(tree, closureBody(tree, node));
        return 0;
      default:
        // Conditions of loops, statements, the roots of expansions: what is in them counts, they have no value of their own.
        return this.#last(tree, node);
    }
  }

  /** The values of all children, of which the last may be the value. */
  #last(tree: Tree, node: NodeId): ValueId {
    let last: ValueId = 0;
    for (const child of tree.children(node)) last = this.value(tree, child);
    const kind = tree.kind(node);
    return kind === NodeKind.WhileExpr || kind === NodeKind.ForExpr || kind === NodeKind.LetStmt ? 0 : last;
  }

  #block(tree: Tree, node: NodeId): ValueId {
    let last: ValueId = 0;
    for (const stmt of blockStmts(tree, node)) {
      if (tree.kind(stmt) === NodeKind.LetStmt) {
        this.value(tree, letInit(tree, stmt));
        this.value(tree, letElse(tree, stmt));
        last = 0;
      } else last = this.value(tree, tree.kind(stmt) === NodeKind.ExprStmt ? exprOf(tree, stmt) : stmt);
    }
    const tail = blockTail(tree, node);
    return tail === NO_NODE ? last : this.value(tree, tail);
  }

  #noted(tree: Tree, node: NodeId, note: Exclude<FlowNote, { kind: 'call' }>): ValueId {
    switch (note.kind) {
      case 'local':
        return this.#flow.variable(note.local);
      case 'item':
        return this.#flow.add({ kind: 'item', def: note.def });
      case 'closure':
        return this.#flow.add({ kind: 'closure', def: note.def, result: this.value(tree, closureBody(tree, node)) });
      case 'tree':
        return this.value(note.tree, note.tree.root);
      case 'text':
        return this.#flow.add({ kind: 'text', text: note.text });
      case 'env':
        return this.#flow.add({ kind: 'env', name: note.name });
      case 'format':
        return this.#flow.add({ kind: 'concat', parts: note.pieces.map((piece) => this.#piece(piece)) });
    }
  }

  #piece(piece: FormatPiece): ValueId {
    if (piece === undefined) return 0;
    if (typeof piece === 'string') return this.#flow.add({ kind: 'text', text: piece });
    if (typeof piece === 'number') return this.#flow.add({ kind: 'item', def: piece });
    return 'root' in piece ? this.value(piece, piece.root) : this.#flow.variable(piece);
  }

  #literal(tree: Tree, node: NodeId): ValueId {
    const token = tree.aux(node);
    const text = tree.tokens.text(token);
    switch (tree.tokens.kind(token)) {
      case TokenKind.True:
      case TokenKind.False:
        return this.#flow.add({ kind: 'bool', value: text === 'true' });
      case TokenKind.Int: {
        const value = intValue(text);
        return value === undefined ? 0 : this.#flow.add({ kind: 'int', value });
      }
      case TokenKind.Byte:
        return this.#flow.add({ kind: 'int', value: BigInt(stringValue(text)?.codePointAt(0) ?? 0) });
      case TokenKind.ByteStr:
      case TokenKind.RawByteStr:
        return this.#flow.add({ kind: 'bytes', text: stringValue(text) ?? '' });
      case TokenKind.Float:
        return 0;
      default: {
        const value = stringValue(text);
        return value === undefined ? 0 : this.#flow.add({ kind: 'text', text: value });
      }
    }
  }

  #call(tree: Tree, node: NodeId, note: FlowNote | undefined, args: readonly NodeId[]): ValueId {
    const callee = tree.kind(node) === NodeKind.CallExpr ? callCallee(tree, node) : NO_NODE;
    const values = args.map((arg) => this.value(tree, arg));
    if (note?.kind !== 'call') {
      // A constructor, or what is not known: the value holds what it is given.
      const inner = callee === NO_NODE ? 0 : this.value(tree, callee);
      return this.#list(inner === 0 ? values : [...values, inner]);
    }
    // A path that names a function is told by the use itself.
    const called = callee === NO_NODE || this.#isFunction(tree, callee) ? 0 : this.value(tree, callee);
    const result = this.#flow.call(note.use, values, called);
    // What is given mutably may be changed by the call: receivers of builders and buffers above all.
    args.forEach((arg, at) => {
      const local = this.#localOf(tree, arg, at === 0 && tree.kind(node) === NodeKind.MethodCallExpr);
      if (local !== undefined) this.#flow.put(local, result);
    });
    return result;
  }

  #isFunction(tree: Tree, callee: NodeId): boolean {
    return tree.kind(callee) === NodeKind.PathExpr && this.#flow.noteAt(tree, callee)?.kind !== 'local';
  }

  /** `x[0]` is one element, `x[1..]` those from there on. */
  #index(tree: Tree, node: NodeId): ValueId {
    const of = this.value(tree, operand(tree, node));
    const at = peel(tree, rightOperand(tree, node));
    if (tree.kind(at) !== NodeKind.RangeExpr) {
      const index = this.#number(this.value(tree, at));
      return this.#part(of, index);
    }
    for (const end of tree.children(at)) this.value(tree, end);
    const from = this.#number(this.value(tree, tree.first(at)));
    if (of === 0 || from === undefined || from === 0 || !startsWithNumber(tree.text(at))) return of;
    return this.#flow.add({ kind: 'part', of, from });
  }

  #number(value: ValueId): number | undefined {
    const known = this.#flow.values[value];
    return known?.kind === 'int' && known.value >= 0n && known.value < 0xffffn ? Number(known.value) : undefined;
  }

  /** The variable at the root of `x`, `&mut x`, `x.field`; of arguments only those that are lent mutably. */
  #localOf(tree: Tree, node: NodeId, receiver: boolean): Local | undefined {
    let at = peel(tree, node);
    let lent = receiver;
    for (let depth = 0; depth < DEPTH_MAX && at !== NO_NODE; depth++) {
      const note = this.#flow.noteAt(tree, at);
      if (note?.kind === 'local') return lent ? note.local : undefined;
      const kind = tree.kind(at);
      if (kind === NodeKind.RefExpr) lent ||= tree.text(at).startsWith('&mut');
      else if (kind !== NodeKind.FieldExpr && kind !== NodeKind.IndexExpr && kind !== NodeKind.UnaryExpr)
        return undefined;
      at = peel(tree, operand(tree, at));
    }
    return undefined;
  }

  #binary(tree: Tree, node: NodeId, note: FlowNote | undefined): ValueId {
    const args = [this.value(tree, operand(tree, node)), this.value(tree, rightOperand(tree, node))];
    const operator = OPERATORS.get(tree.operator(node));
    if (note?.kind === 'call') this.#flow.call(note.use, args);
    return operator === undefined ? 0 : this.#operator(operator, args);
  }

  #assign(tree: Tree, node: NodeId, note: FlowNote | undefined): ValueId {
    const target = operand(tree, node);
    const value = this.value(tree, rightOperand(tree, node));
    const before = this.value(tree, target);
    const local = this.#localOf(tree, target, true);
    if (note?.kind === 'call') this.#flow.call(note.use, [before, value]);
    if (local === undefined) return 0;
    const isOp = tree.kind(node) === NodeKind.AssignOpExpr;
    const operator = isOp ? OPERATORS.get(tree.operator(node)) : undefined;
    const put = operator === undefined ? value : this.#operator(operator, [before, value]);
    this.#flow.put(local, put);
    // `for x in v.iter_mut() { *x = y }` changes what `x` was lent from.
    const lender = tree.kind(peel(tree, target)) === NodeKind.UnaryExpr ? this.#lenderOf(local) : undefined;
    if (lender !== undefined) this.#flow.put(lender, put);
    return 0;
  }

  /** The variable that a reference was taken from. */
  #lenderOf(local: Local): Local | undefined {
    const source = this.#flow.sourceOf(local);
    if (source?.kind !== 'node') return undefined;
    const { tree } = source;
    let at = peel(tree, source.node);
    for (let depth = 0; depth < DEPTH_MAX && at !== NO_NODE; depth++) {
      const kind = tree.kind(at);
      if (kind === NodeKind.MethodCallExpr) at = peel(tree, methodReceiver(tree, at));
      else return this.#localOf(tree, at, true);
    }
    return undefined;
  }

  #struct(tree: Tree, node: NodeId): ValueId {
    const fields = structLitFields(tree, node).map((field) => {
      const expr = exprOf(tree, field);
      // `S { x }` names the variable by the field.
      return this.value(tree, expr === NO_NODE ? field : expr);
    });
    const base = structLitBase(tree, node);
    return this.#list(base === NO_NODE ? fields : [...fields, this.value(tree, base)]);
  }

  #children(tree: Tree, node: NodeId): ValueId[] {
    return tree.children(node).map((child) => this.value(tree, child));
  }

  #list(items: readonly ValueId[]): ValueId {
    return this.#flow.add({ kind: 'list', items });
  }

  #part(of: ValueId, index?: number): ValueId {
    return this.#flow.part(of, { index });
  }

  #operator(operator: string, args: readonly ValueId[]): ValueId {
    return args.every((arg) => arg === 0) ? 0 : this.#flow.add({ kind: 'operator', operator, args });
  }

  #any(of: readonly ValueId[]): ValueId {
    const known = of.filter((value) => value !== 0);
    if (known.length <= 1) return known[0] ?? 0;
    return this.#flow.add({ kind: 'any', of: known });
  }
}

/** `x.0` */
function numbered(field: string): number | undefined {
  return /^\d{1,4}$/.test(field) ? Number(field) : undefined;
}

function startsWithNumber(range: string): boolean {
  return /^\d/.test(range);
}
