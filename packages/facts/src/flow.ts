/**
 * Where the values in a body come from, as far as its text tells: what calls are given, what is returned. Only inferred for
 * crates whose behaviour is asked about; reachability needs none of it.
 *
 * Values form a graph that may have circles through variables (`s = s + x`). A variable is all that is ever put into it:
 * order and branches are not told apart.
 */
import type { Sym } from '@lazaret/base';
import type { DefId } from './ids.ts';
import type { Span } from './span.ts';
import type { Ty } from './types.ts';

/** Index into {@link BodyFlow.values}. */
export type ValueId = number;

export type FlowValue =
  | { readonly kind: 'unknown' }
  /** A string, `char` or C string literal, or a macro that is one (`concat!`). */
  | { readonly kind: 'text'; readonly text: string }
  /** A byte string; bytes are the characters U+0000 to U+00FF. */
  | { readonly kind: 'bytes'; readonly text: string }
  /** `env!` and `option_env!` of what nobody knows before it is compiled. */
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'bool'; readonly value: boolean }
  /** Parameter of the function, or of a closure in it. */
  | { readonly kind: 'param'; readonly of: DefId; readonly index: number }
  /** Result of a call: index into {@link BodyFlow.calls}. */
  | { readonly kind: 'call'; readonly call: number }
  /** A constant, static or function that is named. */
  | { readonly kind: 'item'; readonly def: DefId }
  /** A closure, with the value of its body. */
  | { readonly kind: 'closure'; readonly def: DefId; readonly result: ValueId }
  /** Text put together: `format!` and its kin. A piece that is formatted is a value. */
  | { readonly kind: 'concat'; readonly parts: readonly ValueId[] }
  /** An array, tuple or struct literal, or a list that a repeat expression makes once. */
  | { readonly kind: 'list'; readonly items: readonly ValueId[] }
  /** A field, element or what a pattern takes out: the one at `index`, those beginning with `from`, else any. */
  | { readonly kind: 'part'; readonly of: ValueId; readonly index?: number; readonly from?: number }
  /** An operator on numbers: `^`, `+`. */
  | { readonly kind: 'operator'; readonly operator: string; readonly args: readonly ValueId[] }
  /** One of several: branches, matches. */
  | { readonly kind: 'any'; readonly of: readonly ValueId[] }
  | { readonly kind: 'variable'; readonly variable: number };

/** A call with what it is given. */
export interface FlowCall {
  /** The body that makes it: the function, or a closure in it. */
  readonly owner: DefId;
  /** Function or trait method; 0 where it is not known. */
  readonly def: DefId | 0;
  /** Generic arguments, as in {@link Use}. */
  readonly types: readonly Ty[];
  /** Last segment of the name, where the callee is not known. */
  readonly name: Sym | undefined;
  readonly span: Span;
  /** The receiver first. */
  readonly args: readonly ValueId[];
  /** What is called, where that is a value: a closure or function in a variable, field or parameter. */
  readonly callee?: ValueId;
}

/** Of a function with the closures in it: their bodies share one. */
export interface BodyFlow {
  readonly values: readonly FlowValue[];
  /** By variable: what is put into it, calls that are given it mutably among them. */
  readonly variables: readonly (readonly ValueId[])[];
  readonly calls: readonly FlowCall[];
  /** What the function returns. */
  readonly returns: readonly ValueId[];
}
