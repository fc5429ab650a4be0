/**
 * Why one instance leads to another. The order of the kinds is not their weight: {@link isTaken} says which hops only show
 * that a function can be called, not that a call happens.
 */

export const EdgeKind = {
  /** A function that nothing leads to: an entry point. */
  Entry: 0,
  /** A call whose callee is known, for this instance. */
  Call: 1,
  /** A trait method, selected for the Self type of this instance. */
  Dispatch: 2,
  /** The address of a function is taken or a fn item becomes a fn pointer. */
  Address: 3,
  /** A closure is made; its body counts as called. */
  Create: 4,
  /** A vtable is made: all methods of the trait for that type. */
  Vtable: 5,
  /** A value is dropped. */
  Drop: 6,
  /** A const or static is used: what its initialiser holds is in the program. */
  Value: 7,
  /** An `async` body or generator is made; it runs when polled. */
  Coroutine: 8,
  /** A foreign function whose symbol a Rust function exports. */
  Symbol: 9,
  /** Not known what is called: one of the functions it could be. Only in the wider layer. */
  Possible: 10,
} as const;
export type EdgeKind = (typeof EdgeKind)[keyof typeof EdgeKind];

const NAMES = [
  'entry',
  'call',
  'dispatch',
  'address',
  'create',
  'vtable',
  'drop',
  'value',
  'coroutine',
  'symbol',
  'possible',
] as const;
export type EdgeName = (typeof NAMES)[number];

export function edgeName(kind: EdgeKind): EdgeName {
  return NAMES[kind] as EdgeName;
}

/** Hops that prove that a function can be called, not that it is. Witness paths have as few of them as possible. */
export function isTaken(kind: EdgeKind): boolean {
  return kind === EdgeKind.Address || kind === EdgeKind.Create || kind === EdgeKind.Vtable || kind === EdgeKind.Value;
}
