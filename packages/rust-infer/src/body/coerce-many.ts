/**
 * The common type of several expressions: arms, branches, array elements, `break` and `return` values.
 * Model: rustc_hir_typeck::coercion::CoerceMany.
 */
import { type Ty, TyKind } from '@lazaret/facts';
import type { NodeId } from '@lazaret/rust-syntax';
import { coerce, reify } from './coerce.ts';
import type { BodyCx } from './context.ts';

export class CoerceMany {
  readonly #cx: BodyCx;
  readonly expected: Ty;
  #merged: Ty | undefined;

  constructor(cx: BodyCx, expected: Ty) {
    this.#cx = cx;
    this.expected = expected;
  }

  /** Type so far. */
  get merged(): Ty {
    return this.#merged ?? this.expected;
  }

  get isEmpty(): boolean {
    return this.#merged === undefined;
  }

  add(node: NodeId, ty: Ty): void {
    const cx = this.#cx;
    if (this.#merged === undefined) {
      // `!` as the first type would fix the variable; what comes later decides.
      if (cx.isNever(ty) && cx.isUnknown(this.expected)) {
        this.#merged = undefined;
        this.#onlyNever = true;
        return;
      }
      coerce(cx, node, ty, this.expected);
      this.#merged = this.expected;
      return;
    }
    this.#merged = this.#lub(node, this.#merged, ty);
  }

  #onlyNever = false;

  complete(): Ty {
    if (this.#merged !== undefined) return this.#merged;
    return this.#cx.types.never;
  }

  /** Nothing but diverging expressions were added. */
  get diverged(): boolean {
    return this.#merged === undefined && this.#onlyNever;
  }

  #lub(node: NodeId, before: Ty, ty: Ty): Ty {
    const cx = this.#cx;
    const a = cx.shallow(before);
    const b = cx.shallow(ty);
    if (a === b || cx.isNever(b)) return a;
    if (cx.isNever(a)) return b;
    if (isCallable(cx, a) && isCallable(cx, b) && !cx.table.canUnify(a, b)) {
      const pointer = reify(cx, node, a, undefined, false);
      const other = reify(cx, node, b, undefined, true);
      if (pointer !== undefined && other !== undefined && cx.unify(pointer, other)) return pointer;
    }
    if (coerce(cx, node, ty, before)) return before;
    return before;
  }
}

function isCallable(cx: BodyCx, ty: Ty): boolean {
  const kind = cx.types.kind(ty);
  return kind === TyKind.FnDef || kind === TyKind.Closure;
}
