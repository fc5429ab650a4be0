/**
 * Uses while a body is still being inferred: their types may hold variables, an operator may turn out to be built in, a deref
 * may turn out to be mutable. They become {@link Use}s when the body is done.
 */
import type { Sym } from '@lazaret/base';
import type { DefId, Ty, UseForm, UseKind } from '@lazaret/facts';
import type { NodeId, Tree } from '@lazaret/rust-syntax';

/** Where a use stands, as nodes and tokens; turned into a span only for uses that are kept. */
export interface Loc {
  readonly tree: Tree;
  readonly node: NodeId;
  /** First token of the call proper, where that is not the start of the node (method calls); else -1. */
  readonly from: number;
  /** Token after the call proper; the node may have parentheses around it. */
  readonly end: number;
}

export interface PendingUse {
  kind: UseKind;
  form: UseForm;
  def: DefId | 0;
  args: readonly Ty[];
  readonly loc: Loc;
  implicit: boolean;
  desugar: boolean;
  name?: Sym;
  names?: readonly Sym[];
  arity?: number;
  candidates?: readonly DefId[];
  reason?: string;
  /** Decides at the end whether the use stays: an operator on two numbers is no call. */
  drop?: () => boolean;
  /** Looks again when everything is known. */
  late?: () => void;
}

/** A captured variable of a closure and how one of its uses needs it. */
export interface CaptureUse {
  readonly local: Local;
  /** `value`: moved or copied, as the type decides. */
  mode: 'ref' | 'mut' | 'value';
  /** Type of the place that is used (`x.field`). */
  ty: Ty;
  /** A mutable use behind a shared reference or raw pointer in the path: the variable itself is only read. */
  readonly behind: boolean;
}

/** A variable of the body. */
export interface Local {
  readonly sym: Sym;
  /** Hygiene context of its name. */
  readonly context: number;
  ty: Ty;
  readonly owner: FnScope;
}

/** What is known of an expression that denotes a place: which calls reading it makes, which would change if it is written. */
export interface Place {
  readonly base: Place | undefined;
  /** Overloaded derefs of the base before the projection, outermost last. */
  readonly derefs: readonly PendingUse[];
  /** The overloaded `Index::index` or `Deref::deref` of the place itself. */
  readonly op: PendingUse | undefined;
  /** The variable at the root. */
  readonly capture: CaptureUse | undefined;
  /** The path goes through a shared reference or a raw pointer. */
  readonly behind: boolean;
}

/** One body: a function, a constant, or a closure or coroutine nested in one. All are inferred together. */
export interface FnScope {
  readonly def: DefId;
  readonly parent: FnScope | undefined;
  readonly kind: 'fn' | 'const' | 'closure' | 'coroutine';
  readonly uses: PendingUse[];
  /** Types of values that may be dropped here. */
  readonly drops: { ty: Ty; loc: Loc }[];
  /** What `return` and the tail are coerced to. */
  ret: Ty;
  /** For a gen block or coroutine: type of `yield`ed values. */
  yields: Ty | undefined;
  readonly params: Ty[];
  readonly captures: CaptureUse[];
  readonly byMove: boolean;
  closureKind: 'fn' | 'fn_mut' | 'fn_once' | undefined;
  captureTys: Ty[];
  /** Where the compiler says this body is; undefined for the item itself. */
  readonly at: Loc | undefined;
  readonly exprTys: Ty[];
}
