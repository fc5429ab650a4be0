/**
 * Inference variables: union-find with an undo log, structural unification. Knows types only; traits are the solver's.
 *
 * A table belongs to one body or one query. Its variables are `Infer`, `InferInt` and `InferFloat` types whose head is an
 * index into the table, so types that contain them mean nothing outside of it.
 * Model: rustc_infer::infer::{InferCtxt, snapshot}, rustc_type_ir::relate (lifetimes and variance left out).
 */

import type { BitSet } from '@lazaret/base';
import type { DefId } from '../ids.ts';
import { type Ty, TyFlag, TyKind, type TypeTable } from '../types.ts';

/** Nested types deeper than this are not unified (false): no type that rustc accepts under its recursion limit is near. */
const UNIFY_DEPTH_MAX = 200;

/** Signature of a closure or coroutine, in terms of the generic parameters of the body that creates it. */
export interface ClosureSig {
  /** Undefined while not yet inferred: then it counts as callable in every way. */
  readonly kind: 'fn' | 'fn_mut' | 'fn_once' | undefined;
  readonly params: readonly Ty[];
  /** What a call returns; for a coroutine its output (or the item type of a gen block). */
  readonly ret: Ty;
  /** Types of the captures, where known: decides Clone/Copy and drop. */
  readonly captures?: readonly Ty[] | undefined;
}

/** Where the signature of a closure comes from while its body is still being inferred; undefined = ask the facts. */
export type ClosureSigHook = (def: DefId) => ClosureSig | undefined;

export interface Snapshot {
  readonly log: number;
  readonly vars: number;
}

const UNBOUND = -1;

export class InferTable {
  readonly types: TypeTable;
  /** Set by the inference of a body: signatures of its own closures, possibly with variables of this table. */
  readonly closureSig: ClosureSigHook | undefined;
  /** Set by the inference of a body: the crates whose impls decide what is open. All, where it is not set. */
  readonly crates: BitSet | undefined;
  /** Per variable: its type (index = variable) and value. Those undone stay, to be taken again. */
  readonly #vars: Ty[] = [];
  readonly #values: number[] = [];
  #count = 0;
  /** Variables in the order in which they were bound. */
  readonly #log: number[] = [];
  #changes = 0;
  /** Snapshots not yet rolled back or committed. */
  #open = 0;
  #settle: (() => void) | undefined;

  constructor(types: TypeTable, closureSig?: ClosureSigHook, crates?: BitSet) {
    this.types = types;
    this.closureSig = closureSig;
    this.crates = crates;
  }

  get varCount(): number {
    return this.#count;
  }

  /** Number of bindings made so far and not undone: within one snapshot, if it has not changed, no variable has. */
  get version(): number {
    return this.#log.length;
  }

  /** Number of bindings ever made or undone: if it has not changed, no variable has. */
  get changes(): number {
    return this.#changes;
  }

  newVar(): Ty {
    return this.#fresh(TyKind.Infer);
  }

  newIntVar(): Ty {
    return this.#fresh(TyKind.InferInt);
  }

  newFloatVar(): Ty {
    return this.#fresh(TyKind.InferFloat);
  }

  newVars(count: number): Ty[] {
    if (count === 0) return [];
    // One or two are usual: `push` to an empty list makes room for seventeen.
    if (count === 1) return [this.newVar()];
    const vars = [this.newVar(), this.newVar()];
    for (let i = 2; i < count; i++) vars.push(this.newVar());
    return vars;
  }

  /** Start of something that may be undone. Snapshots nest; each must end in {@link rollback} or {@link commit}. */
  snapshot(): Snapshot {
    this.#open++;
    return { log: this.#log.length, vars: this.#count };
  }

  /** Forgets all bindings and variables made since. */
  rollback(to: Snapshot): void {
    this.#open--;
    this.#undo(to.log);
    this.#count = to.vars;
  }

  /** Keeps what was bound since; an outer snapshot may still undo it. */
  commit(_from: Snapshot): void {
    this.#open--;
  }

  /** What {@link settle} does: set by the {@link FulfillmentContext} of the table. */
  onSettle(run: () => void): void {
    this.#settle = run;
  }

  /**
   * Solves open goals, to learn what a variable is. Does nothing within a snapshot: what goals bind there would be undone
   * while they count as solved.
   */
  settle(): void {
    if (this.#open === 0) this.#settle?.();
  }

  /** Runs and undoes. */
  probe<T>(run: () => T): T {
    const start = this.snapshot();
    try {
      return run();
    } finally {
      this.rollback(start);
    }
  }

  /** Runs; undoes if the result is false or undefined. */
  attempt<T>(run: () => T): T {
    const start = this.snapshot();
    let kept = false;
    try {
      const result = run();
      kept = result !== false && result !== undefined;
      return result;
    } finally {
      if (kept) this.commit(start);
      else this.rollback(start);
    }
  }

  /** Follows a variable to its type, or to the variable that stands for its class. Parts are left as they are. */
  shallow(ty: Ty): Ty {
    const { types } = this;
    let at = ty;
    for (;;) {
      const kind = types.kind(at);
      if (kind !== TyKind.Infer && kind !== TyKind.InferInt && kind !== TyKind.InferFloat) return at;
      const index = types.head(at);
      if (index >= this.#count) return at;
      const value = this.#values[index] as number;
      if (value === UNBOUND) return at;
      at = value as Ty;
    }
  }

  /** The type with every bound variable replaced. */
  resolve(ty: Ty): Ty {
    const { types } = this;
    if (!types.has(ty, TyFlag.HasInfer)) return ty;
    if (isVar(types.kind(ty))) {
      const value = this.shallow(ty);
      return value === ty ? ty : this.resolve(value);
    }
    const args = types.args(ty);
    const resolved = this.resolveAll(args);
    return resolved === args ? ty : types.intern(types.kind(ty), types.head(ty), resolved);
  }

  resolveAll(list: readonly Ty[]): readonly Ty[] {
    let changed: Ty[] | undefined;
    for (let i = 0; i < list.length; i++) {
      const before = list[i] as Ty;
      const after = this.resolve(before);
      if (after === before) continue;
      changed ??= list.slice();
      changed[i] = after;
    }
    return changed ?? list;
  }

  /** A variable (of any sort) that has no type yet. */
  isUnbound(ty: Ty): boolean {
    const kind = this.types.kind(this.shallow(ty));
    return kind === TyKind.Infer || kind === TyKind.InferInt || kind === TyKind.InferFloat;
  }

  /** A general variable that has no type yet: a method on it cannot be looked up. */
  isUnknown(ty: Ty): boolean {
    return this.types.kind(this.shallow(ty)) === TyKind.Infer;
  }

  /**
   * Makes two types equal, or changes nothing and says false. The error type and `ConstUnknown` fit everything.
   * Projections and opaque types are compared by structure: normalise before.
   */
  unify(a: Ty, b: Ty): boolean {
    if (a === b) return true;
    const start = this.#log.length;
    if (this.#unify(a, b, 0)) return true;
    this.#undo(start);
    return false;
  }

  unifyAll(a: readonly Ty[], b: readonly Ty[]): boolean {
    if (a.length !== b.length) return false;
    const start = this.#log.length;
    for (let i = 0; i < a.length; i++) {
      if (!this.#unify(a[i] as Ty, b[i] as Ty, 0)) {
        this.#undo(start);
        return false;
      }
    }
    return true;
  }

  /** Would they unify? Changes nothing. */
  canUnify(a: Ty, b: Ty): boolean {
    return this.probe(() => this.unify(a, b));
  }

  #fresh(kind: typeof TyKind.Infer | typeof TyKind.InferInt | typeof TyKind.InferFloat): Ty {
    const index = this.#count++;
    const before = this.#vars[index];
    this.#values[index] = UNBOUND;
    if (before !== undefined && this.types.kind(before) === kind) return before;
    const ty = this.types.infer(kind, index);
    this.#vars[index] = ty;
    return ty;
  }

  #unify(left: Ty, right: Ty, depth: number): boolean {
    const a = this.shallow(left);
    const b = this.shallow(right);
    if (a === b) return true;
    if (depth > UNIFY_DEPTH_MAX) return false;
    const { types } = this;
    const kindA = types.kind(a);
    const kindB = types.kind(b);
    if (isVar(kindA)) return this.#bind(a, kindA, b, kindB);
    if (isVar(kindB)) return this.#bind(b, kindB, a, kindA);
    if (kindA === TyKind.Error || kindB === TyKind.Error) return true;
    if (kindA === TyKind.ConstUnknown || kindB === TyKind.ConstUnknown) return true;
    if (kindA !== kindB || types.head(a) !== types.head(b)) return false;
    const argsA = types.args(a);
    const argsB = types.args(b);
    if (argsA.length !== argsB.length) return false;
    for (let i = 0; i < argsA.length; i++) {
      if (!this.#unify(argsA[i] as Ty, argsB[i] as Ty, depth + 1)) return false;
    }
    return true;
  }

  /** `variable` is unbound; `other` is anything but the same variable. */
  #bind(variable: Ty, kind: TyKind, other: Ty, otherKind: TyKind): boolean {
    if (kind === TyKind.Infer) {
      if (!isVar(otherKind) && this.#occurs(variable, other, 0)) return false;
      this.#set(variable, other);
      return true;
    }
    if (otherKind === TyKind.Infer) {
      this.#set(other, variable);
      return true;
    }
    if (otherKind === TyKind.Error || otherKind === kind || this.#fitsNumber(kind, other, otherKind)) {
      this.#set(variable, other);
      return true;
    }
    return false;
  }

  #fitsNumber(kind: TyKind, other: Ty, otherKind: TyKind): boolean {
    if (otherKind !== TyKind.Prim) return false;
    const head = this.types.head(other);
    return kind === TyKind.InferInt ? isIntPrim(head) : isFloatPrim(head);
  }

  #undo(to: number): void {
    while (this.#log.length > to) {
      this.#values[this.#log.pop() as number] = UNBOUND;
      this.#changes++;
    }
  }

  #set(variable: Ty, value: Ty): void {
    const index = this.types.head(variable);
    this.#changes++;
    this.#values[index] = value;
    this.#log.push(index);
  }

  #occurs(variable: Ty, ty: Ty, depth: number): boolean {
    const { types } = this;
    if (!types.has(ty, TyFlag.HasInfer)) return false;
    if (depth > UNIFY_DEPTH_MAX) return true;
    const at = this.shallow(ty);
    if (at === variable) return true;
    for (const arg of types.args(at)) if (this.#occurs(variable, arg, depth + 1)) return true;
    return false;
  }
}

function isVar(kind: TyKind): boolean {
  return kind === TyKind.Infer || kind === TyKind.InferInt || kind === TyKind.InferFloat;
}

/** Heads of `Prim` types are indexes into PRIMS: integers are `i8` (3) to `usize` (14). */
export function isIntPrim(head: number): boolean {
  return head >= 3 && head <= 14;
}

/** `f16` (15) to `f128` (18). */
export function isFloatPrim(head: number): boolean {
  return head >= 15 && head <= 18;
}
