/**
 * Where values come from: notes that inference takes (which variable a path is, which call an expression is, what a macro
 * expanded to), and the walk over the body's trees that makes a {@link BodyFlow} of them when all is known.
 */
import type { BodyFlow, DefId, FlowCall, FlowValue, ValueId } from '@lazaret/facts';
import type { FormatArgs } from '@lazaret/rust-names';
import { NO_NODE, type NodeId, type Tree } from '@lazaret/rust-syntax';
import type { BodyCx } from './context.ts';
import { useOf } from './finish.ts';
import { FlowWalk } from './flow-walk.ts';
import type { Local, PendingUse } from './pending.ts';

/** Which element of what is matched: undefined where that is not told. */
type Step = { readonly index: number | undefined };

/** Where the variables of a pattern get their values. */
type FlowSource =
  | { readonly kind: 'node'; readonly tree: Tree; readonly node: NodeId }
  | { readonly kind: 'param'; readonly of: DefId; readonly index: number };

/** What stands at a node besides what its syntax says. */
export type FlowNote =
  | { readonly kind: 'local'; readonly local: Local }
  | { readonly kind: 'item'; readonly def: DefId }
  | { readonly kind: 'call'; readonly use: PendingUse }
  | { readonly kind: 'closure'; readonly def: DefId }
  /** A macro's expansion. */
  | { readonly kind: 'tree'; readonly tree: Tree }
  | { readonly kind: 'text'; readonly text: string }
  /** A variable of the environment while compiling. */
  | { readonly kind: 'env'; readonly name: string }
  /** Text between and around pieces, which are trees or variables. */
  | { readonly kind: 'format'; readonly pieces: readonly FormatPiece[] };

export type FormatPiece = string | Tree | Local | DefId | undefined;

/** Values of one body; what is beyond is unknown. Tables of numbers written out have some hundred thousand. */
const VALUES_MAX = 200_000;

export class FlowRecorder {
  readonly values: FlowValue[] = [{ kind: 'unknown' }];
  readonly variables: ValueId[][] = [];
  readonly calls: { readonly use: PendingUse; readonly args: readonly ValueId[]; readonly callee: ValueId }[] = [];
  readonly returns: ValueId[] = [];
  readonly #notes = new Map<Tree, Map<NodeId, FlowNote>>();
  readonly #locals = new Map<
    Local,
    { readonly variable: number; readonly source: FlowSource | undefined; readonly steps: readonly Step[] }
  >();
  readonly #calls = new Map<PendingUse, number>();
  /** Where the patterns that are being checked get their values. */
  #source: FlowSource | undefined;
  /** Into which part of it, from outside to inside. */
  readonly #steps: Step[] = [];

  from(source: FlowSource): void {
    this.#source = source;
  }

  /** The next patterns match the value of this expression; without one, variables are set later. */
  fromNode(tree: Tree, node: NodeId): void {
    this.#source = node === NO_NODE ? undefined : { kind: 'node', tree, node };
  }

  /** Patterns that `run` checks match an element of what is matched now. */
  inside(index: number | undefined, run: () => void): void {
    this.#steps.push({ index });
    run();
    this.#steps.pop();
  }

  note(tree: Tree, node: NodeId, note: FlowNote): void {
    let notes = this.#notes.get(tree);
    if (notes === undefined) {
      notes = new Map();
      this.#notes.set(tree, notes);
    }
    notes.set(node, note);
  }

  noteAt(tree: Tree, node: NodeId): FlowNote | undefined {
    return this.#notes.get(tree)?.get(node);
  }

  declare(local: Local): void {
    this.#locals.set(local, { variable: this.variables.length, source: this.#source, steps: [...this.#steps] });
    this.variables.push([]);
  }

  sourceOf(local: Local): FlowSource | undefined {
    return this.#locals.get(local)?.source;
  }

  add(value: FlowValue): ValueId {
    if (this.values.length >= VALUES_MAX) return 0;
    return this.values.push(value) - 1;
  }

  part(of: ValueId, { index }: Step): ValueId {
    return of === 0 ? 0 : this.add({ kind: 'part', of, ...(index === undefined ? {} : { index }) });
  }

  /** The variable's own value. */
  variable(local: Local): ValueId {
    const known = this.#locals.get(local);
    return known === undefined ? 0 : this.add({ kind: 'variable', variable: known.variable });
  }

  put(local: Local, value: ValueId): void {
    const known = this.#locals.get(local);
    if (known !== undefined && value !== 0) this.variables[known.variable]!.push(value);
  }

  /** Number of a call; the use carries it. */
  call(use: PendingUse, args: readonly ValueId[], callee: ValueId = 0): ValueId {
    let number = this.#calls.get(use);
    if (number === undefined) {
      number = this.calls.length;
      this.#calls.set(use, number);
      this.calls.push({ use, args, callee });
    }
    return this.add({ kind: 'call', call: number });
  }

  /** `format!("a{}b", x)`: the arguments as written, or the variables that the string names, in the order of the call. */
  format(tree: Tree, node: NodeId, format: FormatArgs, args: readonly FormatPiece[]): void {
    const pieces: FormatPiece[] = [];
    let at = 0;
    for (const part of (format.text ?? '{}').split(/(\{\{|\}\}|\{[^{}]*\})/)) {
      if (part === '{{' || part === '}}') pieces.push(part[0]);
      else if (part.startsWith('{')) pieces.push(args[format.pieces[at++]?.arg ?? -1]);
      else if (part !== '') pieces.push(part);
    }
    this.note(tree, node, { kind: 'format', pieces });
  }

  /** Walks the body and gives what came out. */
  finish(cx: BodyCx, root: Tree, node: NodeId): BodyFlow {
    const walk = new FlowWalk(this);
    const tail = walk.value(root, node);
    if (tail !== 0) this.returns.push(tail);
    for (const [local, { source, steps }] of this.#locals) {
      if (source === undefined) continue;
      let value = source.kind === 'param' ? this.add(source) : walk.value(source.tree, source.node);
      for (const step of steps) value = this.part(value, step);
      this.put(local, value);
    }
    const owners = new Map(cx.fns.flatMap((scope) => scope.uses.map((use) => [use, scope.def] as const)));
    const calls = this.calls.map(({ use, args, callee }): FlowCall => {
      const { def, args: types, name, span } = useOf(cx, use);
      const called = callee === 0 ? {} : { callee };
      return { owner: owners.get(use) ?? cx.owner, def, types, name, span, args, ...called };
    });
    const { values, variables, returns } = this;
    return { values, variables, calls, returns };
  }
}
