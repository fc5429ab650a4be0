/**
 * Which `macro_rules!` are in force at a token: for each buffer the places at which the chain changes.
 */
import type { TokenBuffer } from '@lazaret/rust-syntax';
import type { TextualScope } from './scope.ts';

interface Changes {
  readonly tokens: number[];
  readonly scopes: (TextualScope | undefined)[];
}

export class TextualIndex {
  readonly #changes = new WeakMap<TokenBuffer, Changes>();

  /** From `token` on the chain is `scope`. */
  set(tokens: TokenBuffer, token: number, scope: TextualScope | undefined): void {
    let changes = this.#changes.get(tokens);
    if (changes === undefined) {
      changes = { tokens: [], scopes: [] };
      this.#changes.set(tokens, changes);
    }
    const at = upperBound(changes.tokens, token);
    if (at > 0 && changes.tokens[at - 1] === token) {
      changes.scopes[at - 1] = scope;
    } else if (at === changes.tokens.length) {
      if (at > 0 && changes.scopes[at - 1] === scope) return;
      changes.tokens.push(token);
      changes.scopes.push(scope);
    } else {
      changes.tokens.splice(at, 0, token);
      changes.scopes.splice(at, 0, scope);
    }
  }

  at(tokens: TokenBuffer, token: number): TextualScope | undefined {
    const changes = this.#changes.get(tokens);
    if (changes === undefined) return undefined;
    const at = upperBound(changes.tokens, token);
    return at === 0 ? undefined : changes.scopes[at - 1];
  }
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
