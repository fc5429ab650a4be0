/**
 * What the collection of a crate keeps with each token buffer: where macros stand in force, what its calls gave, which of its
 * blocks have scopes. A buffer belongs to one crate.
 */
import type { LocalDef } from '@lazaret/facts';
import type { TokenBuffer } from '@lazaret/rust-syntax';
import type { FragmentPlaces } from './fragment-places.ts';
import type { Expansion } from './names.ts';
import type { Scope } from './scope.ts';
import type { TextualChanges } from './textual.ts';

export class BufferNotes {
  /** How many macro calls lie around: 0 for a file. */
  depth = 0;
  textual: TextualChanges | undefined = undefined;
  /** By first token of the call's path. */
  expansions: Map<number, Expansion> | undefined = undefined;
  /** By block; undefined for those that declare nothing. */
  blocks: Map<number, Scope | undefined> | undefined = undefined;
  /** By node. */
  defs: Map<number, LocalDef[]> | undefined = undefined;
  /** Of what a macro rule gave. */
  fragments: FragmentPlaces | undefined = undefined;
  /** Of a derived impl: writes the body of its method, a block, which stands empty in the impl. */
  lateBody: (() => TokenBuffer) | undefined = undefined;
  /** What it wrote, kept so that the definitions in it stay the same. */
  body: TokenBuffer | undefined = undefined;
}

export function notesOf(tokens: TokenBuffer): BufferNotes {
  tokens.notes ??= new BufferNotes();
  return tokens.notes as BufferNotes;
}

/** As {@link notesOf}, without making any. */
export function knownNotes(tokens: TokenBuffer): BufferNotes | undefined {
  return tokens.notes as BufferNotes | undefined;
}
