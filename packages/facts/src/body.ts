/**
 * What one body does, before monomorphisation: the other half of the facts. Types are in terms of the generic parameters of
 * the body's owner (a closure or coroutine uses those of the item it stands in).
 */
import type { Sym } from '@lazaret/base';
import type { DefId } from './ids.ts';
import type { Span } from './span.ts';
import type { Ty } from './types.ts';

export const UseKind = {
  /**
   * A call. `def` = function, or trait method (then `args[0]` is the Self type and the impl is selected later). Calls of
   * closures, fn items and fn pointers through `Fn*` are calls of `FnOnce::call_once` and its kin with that Self type.
   */
  Call: 0,
  /** A function named as a value, or coerced to a fn pointer; `def`, `args` as for Call. */
  Address: 1,
  /** A closure or coroutine is created: `def` = it, `args` = generic arguments of its type. */
  Create: 2,
  /** Call through a fn pointer: no callee; `args[0]` = the pointer's type. */
  CallFnPtr: 3,
  /** A const is evaluated or a static used: `def` (possibly an associated const: `args` as for Call). */
  Value: 4,
  /** A pointer to `args[0]` is coerced to a pointer to `args[1]`, a Dyn type: the vtable of `args[0]` is made. */
  Unsize: 5,
  /** A value of type `args[0]` may be dropped here. */
  Drop: 6,
  /**
   * A call whose callee is not known. `name` = its last segment (method or function name, or operator method such as `add`);
   * `candidates` = what it could be where the analyser could narrow it down; `args[0]` = receiver type as far as known.
   */
  Unresolved: 7,
  /** A macro call that was not expanded: `names` = identifiers in its tokens. */
  Opaque: 8,
  /** A struct, variant or tuple constructor is applied or named: `args[0]` = the type. */
  Construct: 9,
} as const;
export type UseKind = (typeof UseKind)[keyof typeof UseKind];

/** How the call was written. `desugar`: `?`, `for`, `.await`, ranges; `macro`: text that came from a macro or derive. */
export type UseForm = 'method' | 'path' | 'operator' | 'closure' | 'desugar' | 'macro';

export interface Use {
  readonly kind: UseKind;
  readonly form: UseForm;
  /** 0 where the kind has none. */
  readonly def: DefId | 0;
  readonly args: readonly Ty[];
  /** The call as rustc reports it: method name to `)`, otherwise the whole expression. */
  readonly span: Span;
  /** Whole expression, where it differs from `span` (method calls). */
  readonly expr?: Span;
  /** In text that a macro made (not tokens given to it as arguments). */
  readonly expansion?: boolean;
  /** Nothing is written at that place: auto-deref, drop. */
  readonly implicit?: boolean;
  readonly name?: Sym;
  readonly names?: readonly Sym[];
  /** Number of arguments, receiver included, for Unresolved. */
  readonly arity?: number;
  readonly candidates?: readonly DefId[];
  /** Why it is not known (kebab-case): `receiver-unknown`, `no-method`, `path-unresolved`, `budget`, … */
  readonly reason?: string;
}

export interface ClosureFacts {
  /** What the body needs of its captures: callable through Fn, FnMut or only FnOnce. */
  readonly kind: 'fn' | 'fn_mut' | 'fn_once';
  readonly params: readonly Ty[];
  readonly ret: Ty;
  /** Types of captured variables (as captured: reference or value). */
  readonly captures: readonly Ty[];
}

export interface BodyFacts {
  readonly owner: DefId;
  /** In source order. */
  readonly uses: readonly Use[];
  /** Macros (macro_rules or known proc macros) that were expanded in this body, nested ones too; in order of DefId. */
  readonly macros?: readonly DefId[];
  /**
   * Where the compiler says the body is: the name after `fn`, the first character of a closure or block; the start of the
   * item for consts, statics and functions whose name a macro was given.
   */
  readonly at?: Span;
  /** For closures and coroutines. A coroutine has its output as `ret`. */
  readonly closure?: ClosureFacts;
  /** Expressions whose type stayed unknown, of all. */
  readonly exprs: number;
  readonly exprsUnknown: number;
  /** A budget of the analysis was reached: which. The uses are then not complete. */
  readonly truncated?: string;
}
