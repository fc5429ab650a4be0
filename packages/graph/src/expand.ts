/**
 * What one instance leads to: its body's uses with the instance's generic arguments put in, trait methods selected, drops
 * and vtables taken apart. What cannot be told is handed on as a question, never dropped.
 *
 * Model: rustc_monomorphize::collector (MirUsedCollector), with two differences: the address of a function counts as a call
 * of it, and what the compiler evaluates is followed too, since what it leaves behind (tables, vtables) is in the program.
 */
import {
  type BodyFacts,
  DefFlag,
  type DefId,
  DefKind,
  type Resolved,
  type Ty,
  TyFlag,
  TyKind,
  type TypeTable,
  type Use,
  UseKind,
  type World,
} from '@lazaret/facts';
import { type DefInfo, type DefInfos, hasFlag } from './def-info.ts';
import { EdgeKind } from './edge.ts';
import { NO_USE, NodeKind, type NodeTable } from './nodes.ts';
import type { Question } from './question.ts';
import type { Selector } from './selector.ts';
import { vtableMethods } from './vtable.ts';

/** Where expansion reports what it finds; `use` is an index into the body of the node being expanded. */
export interface Sink {
  instance(
    def: DefId,
    args: readonly Ty[],
    mode: typeof NodeKind.Run | typeof NodeKind.Const,
    edge: EdgeKind,
    use: number,
  ): void;
  node(kind: typeof NodeKind.Drop | typeof NodeKind.Vtable, ty: Ty, edge: EdgeKind, use: number): void;
  /** Something is not known here. Without a question it is only counted. */
  unknown(code: string, use: number, question: Question | undefined): void;
  /** A type of which there may be values. */
  mention(ty: Ty): void;
  signature(def: DefId): void;
  foreign(def: DefId, use: number): void;
  dynCall(method: DefId, args: readonly Ty[], use: number): void;
}

/** Fn items that name fn items and so on: each step leads to another definition. */
const ITEM_HOPS_MAX = 16;

export class Expander {
  readonly #world: World;
  readonly #types: TypeTable;
  readonly #select: Selector;
  readonly #infos: DefInfos;
  readonly #nodes: NodeTable;
  readonly #sink: Sink;
  readonly #dropInPlace: DefId | undefined;
  readonly #cloneMethod: DefId | undefined;
  #args: readonly Ty[] = [];
  #const = false;

  constructor(world: World, select: Selector, infos: DefInfos, nodes: NodeTable, sink: Sink) {
    this.#world = world;
    this.#types = world.types;
    this.#select = select;
    this.#infos = infos;
    this.#nodes = nodes;
    this.#sink = sink;
    this.#dropInPlace = world.langItem('drop_in_place');
    const clone = world.langItem('clone');
    this.#cloneMethod = clone && infos.child(clone, world.names.intern('clone'), DefKind.Fn);
  }

  /** Number of uses looked at. */
  expand(node: number): number {
    const kind = this.#nodes.kind(node);
    if (kind === NodeKind.Drop) return this.#drop(this.#nodes.ty(node));
    if (kind === NodeKind.Vtable) return this.#vtable(this.#nodes.ty(node));
    return this.#instance(this.#nodes.def(node), this.#nodes.args(node), kind === NodeKind.Const);
  }

  #drop(ty: Ty): number {
    this.#const = false;
    const glue = this.#select.dropGlue(ty);
    if (glue.drop !== undefined) {
      this.#sink.instance(glue.drop.fn, glue.drop.args, NodeKind.Run, EdgeKind.Drop, NO_USE);
    }
    for (const part of glue.parts) this.#sink.node(NodeKind.Drop, part, EdgeKind.Drop, NO_USE);
    if (glue.unknown) this.#sink.unknown('drop-of-unknown-type', NO_USE, { kind: 'drop' });
    return 1 + glue.parts.length;
  }

  #vtable(pair: Ty): number {
    this.#const = false;
    const self = this.#types.arg(pair, 0);
    const object = this.#types.arg(pair, 1);
    this.#sink.node(NodeKind.Drop, self, EdgeKind.Vtable, NO_USE);
    const methods = vtableMethods(this.#world, this.#select, self, object);
    for (const { method, args } of methods) this.#method(method, args, NO_USE, EdgeKind.Vtable);
    return 1 + methods.length;
  }

  #instance(def: DefId, args: readonly Ty[], isConst: boolean): number {
    this.#args = args;
    this.#const = isConst;
    const info = this.#infos.get(def);
    this.#sink.signature(def);
    if (def === this.#dropInPlace && args[0] !== undefined) {
      this.#sink.node(NodeKind.Drop, args[0], EdgeKind.Drop, NO_USE);
      return 1;
    }
    const body = this.#infos.body(def);
    if (body === undefined) return this.#bodyless(info, args);
    if (body.truncated !== undefined) {
      this.#sink.unknown('body-truncated', NO_USE, { kind: 'body', def });
    }
    this.#asyncBody(info, body, args);
    const { uses } = body;
    for (let i = 0; i < uses.length; i++) this.#use(uses[i]!, i);
    return 1 + uses.length;
  }

  /** Calling an async fn makes its future; that is taken for running it. */
  #asyncBody(info: DefInfo, body: BodyFacts, args: readonly Ty[]): void {
    if (!hasFlag(info, DefFlag.Async) || info.kind !== DefKind.Fn) return;
    const { ret } = this.#world.fnSig(info.def);
    if (this.#types.kind(ret) !== TyKind.Coroutine) return;
    const coroutine = this.#types.head(ret) as DefId;
    if (coroutine === body.owner) return;
    this.#emit(coroutine, args.slice(0, this.#types.argCount(ret)), EdgeKind.Coroutine, NO_USE);
  }

  #bodyless(info: DefInfo, args: readonly Ty[]): number {
    if (hasFlag(info, DefFlag.Foreign)) {
      this.#sink.foreign(info.def, NO_USE);
    } else if (hasFlag(info, DefFlag.HasBody)) {
      if (!hasFlag(info, DefFlag.Intrinsic)) {
        this.#sink.unknown('body-missing', NO_USE, { kind: 'body', def: info.def });
      }
    } else if (info.trait !== undefined) {
      this.#sink.unknown('no-default-body', NO_USE, { kind: 'impls', method: info.def, args });
    }
    // What is handed to an intrinsic may be called by it (const_eval_select, catch_unwind).
    for (const arg of args) this.#callable(arg, NO_USE);
    return 1;
  }

  #callable(ty: Ty, use: number): void {
    const kind = this.#types.kind(ty);
    const def = this.#types.head(ty) as DefId;
    if (kind === TyKind.FnDef) this.#callItem(def, this.#types.args(ty), use, EdgeKind.Address);
    else if (kind === TyKind.Closure) this.#emit(def, this.#types.args(ty), EdgeKind.Create, use);
  }

  #ty(ty: Ty): Ty {
    const own = this.#types.subst(ty, this.#args);
    return this.#types.has(own, TyFlag.HasProjection | TyFlag.HasOpaque) ? this.#select.normalize(own) : own;
  }

  #tys(args: readonly Ty[]): Ty[] {
    const own = new Array<Ty>(args.length);
    for (let i = 0; i < args.length; i++) {
      own[i] = this.#ty(args[i]!);
      this.#sink.mention(own[i]!);
    }
    return own;
  }

  #use(use: Use, at: number): void {
    const args = this.#tys(use.args);
    switch (use.kind) {
      case UseKind.Call:
        this.#callItem(use.def as DefId, args, at, EdgeKind.Call);
        return;
      case UseKind.Address:
        this.#callItem(use.def as DefId, args, at, EdgeKind.Address);
        return;
      case UseKind.Create: {
        const coroutine = this.#infos.get(use.def as DefId).kind !== DefKind.Closure;
        this.#emit(use.def as DefId, args, coroutine ? EdgeKind.Coroutine : EdgeKind.Create, at);
        return;
      }
      case UseKind.Value:
        this.#value(use.def as DefId, args, at);
        return;
      case UseKind.Unsize:
        this.#unsize(args, at);
        return;
      case UseKind.Drop:
        if (!this.#const && args[0] !== undefined) this.#sink.node(NodeKind.Drop, args[0], EdgeKind.Drop, at);
        return;
      case UseKind.Unresolved:
        this.#unresolved(use, args, at);
        return;
      case UseKind.Opaque:
        this.#sink.unknown(use.reason ?? 'opaque-expansion', at, {
          kind: 'names',
          names: use.names ?? [],
          macro: use.def === 0 ? undefined : use.def,
          text: use.name === undefined ? '' : this.#world.names.text(use.name),
        });
        return;
      case UseKind.CallFnPtr:
      case UseKind.Construct:
        return;
    }
  }

  #unresolved(use: Use, args: readonly Ty[], at: number): void {
    const code = use.reason ?? 'call-unresolved';
    if (use.candidates !== undefined && use.candidates.length > 0) {
      this.#sink.unknown(code, at, { kind: 'candidates', defs: use.candidates });
    } else if (use.name !== undefined) {
      this.#sink.unknown(code, at, {
        kind: 'name',
        name: use.name,
        arity: use.arity,
        receiver: use.form === 'method' || use.form === 'operator' ? (args[0] ?? this.#types.error) : undefined,
      });
    } else this.#sink.unknown(code, at, undefined);
  }

  #unsize(args: readonly Ty[], at: number): void {
    const [self, object] = args;
    if (self === undefined || object === undefined) return;
    const kind = this.#types.kind(object);
    if (kind === TyKind.Dyn) {
      if (this.#types.kind(self) === TyKind.Dyn) return;
      this.#sink.node(NodeKind.Vtable, this.#types.tuple([self, object]), EdgeKind.Vtable, at);
    } else if (this.#types.has(object, TyFlag.HasError | TyFlag.HasParam)) {
      this.#sink.unknown('unsize-to-unknown', at, { kind: 'methods-of', self });
    }
  }

  #value(def: DefId, args: readonly Ty[], at: number): void {
    const info = this.#infos.get(def);
    if (info.kind === DefKind.Static && hasFlag(info, DefFlag.Foreign)) this.#sink.foreign(def, at);
    else if (info.trait !== undefined) this.#method(def, args, at, EdgeKind.Value);
    else this.#sink.instance(def, args, NodeKind.Const, EdgeKind.Value, at);
  }

  #emit(def: DefId, args: readonly Ty[], edge: EdgeKind, at: number): void {
    const runs = !this.#const || edge === EdgeKind.Address || edge === EdgeKind.Create || edge === EdgeKind.Vtable;
    this.#sink.instance(def, args, runs ? NodeKind.Run : NodeKind.Const, edge, at);
  }

  #callItem(def: DefId, args: readonly Ty[], at: number, edge: EdgeKind): void {
    const info = this.#infos.get(def);
    // Constructors named as functions run nothing.
    if (info.kind !== DefKind.Fn && info.kind !== DefKind.Closure && info.kind !== DefKind.AssocConst) return;
    if (info.trait !== undefined) this.#method(def, args, at, edge);
    else this.#emit(def, args, edge, at);
  }

  #method(method: DefId, args: readonly Ty[], at: number, edge: EdgeKind): void {
    let item = method;
    let itemArgs = args;
    for (let hop = 0; hop < ITEM_HOPS_MAX; hop++) {
      const resolved = this.#select.resolve(item, itemArgs);
      if (resolved.kind !== 'item') {
        this.#resolved(resolved, item, itemArgs, at, edge);
        return;
      }
      item = resolved.def;
      itemArgs = resolved.args;
      const info = this.#infos.get(item);
      if (info.kind !== DefKind.Fn) return;
      if (info.trait === undefined) {
        this.#emit(item, itemArgs, edge, at);
        return;
      }
    }
    this.#sink.unknown('item-chain', at, undefined);
  }

  #resolved(resolved: Resolved, method: DefId, args: readonly Ty[], at: number, edge: EdgeKind): void {
    switch (resolved.kind) {
      case 'fn':
        if (edge === EdgeKind.Value) {
          this.#sink.instance(resolved.fn, resolved.args, NodeKind.Const, edge, at);
        } else this.#emit(resolved.fn, resolved.args, edge === EdgeKind.Call ? EdgeKind.Dispatch : edge, at);
        return;
      case 'closure':
        this.#emit(resolved.def, resolved.args, edge === EdgeKind.Call ? EdgeKind.Dispatch : edge, at);
        return;
      case 'clone':
        if (this.#cloneMethod === undefined) return;
        for (const part of resolved.parts) this.#clonePart(part, at, edge);
        return;
      case 'virtual':
        this.#sink.dynCall(method, args, at);
        return;
      case 'fn-ptr':
      case 'nothing':
      case 'item':
        return;
      case 'generic':
        this.#sink.unknown('type-parameter', at, { kind: 'impls', method, args });
        return;
      case 'unknown':
        if (resolved.candidates.length > 0) {
          this.#sink.unknown('impl-ambiguous', at, { kind: 'impls', method, args, among: resolved.candidates });
        } else this.#sink.unknown('impl-unknown', at, { kind: 'impls', method, args });
        return;
    }
  }

  /** `Clone` of a tuple clones its elements; nested tuples are finite, each part is smaller than the whole. */
  #clonePart(part: Ty, at: number, edge: EdgeKind): void {
    const method = this.#cloneMethod as DefId;
    const resolved = this.#select.resolve(method, [part]);
    if (resolved.kind === 'clone') for (const inner of resolved.parts) this.#clonePart(inner, at, edge);
    else if (resolved.kind !== 'item') this.#resolved(resolved, method, [part], at, edge);
  }
}
