/**
 * Which `macro_rules!` are in force at a token: for each buffer the places at which the chain changes.
 */
import type { TokenBuffer } from '@lazaret/rust-syntax';
import { knownNotes, notesOf } from './buffer-notes.ts';
import type { TextualScope } from './scope.ts';

/** Most buffers are expansions, in which nothing changes behind the first token. */
export class TextualChanges {
  /** Is it said what is in force at token 0? */
  hasFirst = false;
  first: TextualScope | undefined = undefined;
  /** Later places in order, and the chain from there. */
  tokens: number[] | undefined = undefined;
  scopes: (TextualScope | undefined)[] = NO_SCOPES;
}

const NO_SCOPES: (TextualScope | undefined)[] = [];

/** From `token` on the chain is `scope`. */
export function setTextual(buffer: TokenBuffer, token: number, scope: TextualScope | undefined): void {
  const notes = notesOf(buffer);
  notes.textual ??= new TextualChanges();
  const changes = notes.textual;
  if (token === 0) {
    changes.hasFirst = true;
    changes.first = scope;
    return;
  }
  if (changes.tokens === undefined) {
    if (changes.hasFirst && changes.first === scope) return;
    changes.tokens = [token];
    changes.scopes = [scope];
    return;
  }
  const { tokens, scopes } = changes;
  const at = upperBound(tokens, token);
  if (at > 0 && tokens[at - 1] === token) {
    scopes[at - 1] = scope;
  } else if (at === tokens.length) {
    if (scopes[at - 1] === scope) return;
    tokens.push(token);
    scopes.push(scope);
  } else {
    tokens.splice(at, 0, token);
    scopes.splice(at, 0, scope);
  }
}

export function textualAt(buffer: TokenBuffer, token: number): TextualScope | undefined {
  const changes = knownNotes(buffer)?.textual;
  if (changes === undefined) return undefined;
  const at = changes.tokens === undefined ? 0 : upperBound(changes.tokens, token);
  return at === 0 ? changes.first : changes.scopes[at - 1];
}

/** Number of elements that are not greater than `value`. */
function upperBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
