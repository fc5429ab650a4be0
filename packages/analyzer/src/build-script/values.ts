/**
 * What is known of a value while a build script is evaluated. Whatever is not tracked is `unknown`, which everything
 * computed from it is, too.
 */
import type { NodeId, Tree } from '@lazaret/rust-syntax';

export type Value =
  | { readonly k: 'unknown' }
  | { readonly k: 'str'; readonly v: string }
  | { readonly k: 'bool'; readonly v: boolean }
  | { readonly k: 'int'; readonly v: number }
  /** `Some`, `Ok`. */
  | { readonly k: 'some'; readonly v: Value }
  /** `None`, `Err`. */
  | { readonly k: 'none' }
  /** Tuples, arrays, vectors, iterators. */
  | { readonly k: 'list'; readonly items: readonly Value[] }
  | { readonly k: 'struct'; readonly fields: ReadonlyMap<string, Value> }
  /** Text of which only parts are known; undefined stands for any text. */
  | { readonly k: 'parts'; readonly parts: readonly (string | undefined)[] }
  /** The compiler's version, in whatever type the script keeps it. */
  | { readonly k: 'compiler' }
  /** `autocfg::AutoCfg`. */
  | { readonly k: 'autocfg' }
  /** A path that is none of these: a unit variant, a unit struct. */
  | { readonly k: 'symbol'; readonly name: string }
  | { readonly k: 'closure'; readonly tree: Tree; readonly node: NodeId; readonly scope: Variables }
  | { readonly k: 'fn'; readonly name: string };

export interface Variable {
  /** Undefined until assigned. */
  value: Value | undefined;
  /** How many undecided conditions surround its declaration. */
  readonly level: number;
}

/** Local variables, inside out. */
export interface Variables {
  readonly own: Map<string, Variable>;
  readonly outer: Variables | undefined;
}

export const UNKNOWN: Value = { k: 'unknown' };
export const UNIT: Value = { k: 'list', items: [] };
export const NONE: Value = { k: 'none' };
export const bool = (v: boolean): Value => ({ k: 'bool', v });
export const str = (v: string): Value => ({ k: 'str', v });
export const int = (v: number): Value => ({ k: 'int', v });
export const some = (v: Value): Value => ({ k: 'some', v });
export const list = (items: readonly Value[]): Value => ({ k: 'list', items });
export const option = (v: string | undefined): Value => (v === undefined ? NONE : some(str(v)));

/** How deep values are compared; those of build scripts are flat. */
const COMPARE_DEPTH_MAX = 16;

/** Undefined: not known. */
export function equal(a: Value, b: Value, depth = 0): boolean | undefined {
  if (depth > COMPARE_DEPTH_MAX || a.k === 'unknown' || b.k === 'unknown') return undefined;
  if (a.k === 'some' && b.k === 'some') return equal(a.v, b.v, depth + 1);
  if (a.k === 'none' && b.k === 'none') return true;
  if ((a.k === 'some' && b.k === 'none') || (a.k === 'none' && b.k === 'some')) return false;
  if (a.k === 'symbol' && b.k === 'symbol') return a.name === b.name;
  if ((a.k === 'str' || a.k === 'bool' || a.k === 'int') && a.k === b.k) return a.v === b.v;
  if (a.k === 'list' && b.k === 'list') {
    if (a.items.length !== b.items.length) return false;
    const parts = a.items.map((item, i) => equal(item, b.items[i]!, depth + 1));
    if (parts.includes(false)) return false;
    return parts.includes(undefined) ? undefined : true;
  }
  return undefined;
}

/** A value that is one of two. */
export function join(a: Value, b: Value): Value {
  if (a === b || equal(a, b) === true) return a;
  return UNKNOWN;
}

/** Text as it is printed: undefined for parts that are not known. */
export function textParts(value: Value): readonly (string | undefined)[] {
  switch (value.k) {
    case 'str':
      return [value.v];
    case 'bool':
    case 'int':
      return [String(value.v)];
    case 'parts':
      return value.parts;
    default:
      return [undefined];
  }
}

/** Text made of parts. */
export function textOf(parts: readonly (string | undefined)[]): Value {
  const merged: (string | undefined)[] = [];
  for (const part of parts) {
    const last = merged.length - 1;
    if (part !== undefined && merged[last] !== undefined) merged[last] += part;
    else if (part !== undefined || merged.length === 0 || merged[last] !== undefined) merged.push(part);
  }
  if (merged.length === 0) return str('');
  if (merged.length === 1) return merged[0] === undefined ? UNKNOWN : str(merged[0]);
  return { k: 'parts', parts: merged };
}
