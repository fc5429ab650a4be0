/** A value as it is looked at: through which call, or as a text that was taken out of another one. */
import type { DefId } from '@lazaret/facts';
import type { FoldedText } from './folded.ts';
import type { CallRef, ValueRef } from './program-flow.ts';

/** The call through which a function of the package is looked into: its parameters are what this call gives. */
export interface Within {
  readonly def: DefId;
  readonly call: CallRef;
  readonly outer: Within | undefined;
}

export interface Ref extends ValueRef {
  readonly within?: Within | undefined;
  /** What it is, where that is not the whole value: a word of a text that was split. */
  readonly text?: readonly FoldedText[];
}
