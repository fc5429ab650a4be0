/**
 * The tree of a regular expression of Go's syntax (`regexp/syntax`), after flags are resolved: every character, escape and
 * class is a set of code points (case folding is already in the set), every anchor says what it means.
 */
import type { CodePoints } from './code-points.ts';

export type Assertion = 'begin-text' | 'end-text' | 'begin-line' | 'end-line' | 'word' | 'not-word';

export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly set: CodePoints }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'concat'; readonly parts: readonly Node[] }
  | { readonly kind: 'alternate'; readonly branches: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly kind: 'capture'; readonly index: number; readonly name: string | undefined; readonly body: Node };

export interface Pattern {
  readonly source: string;
  readonly root: Node;
  readonly groups: number;
}

const EMPTY: Node = { kind: 'empty' };

export function concat(parts: readonly Node[]): Node {
  const flat = parts.flatMap((part) => (part.kind === 'concat' ? part.parts : part.kind === 'empty' ? [] : [part]));
  if (flat.length === 0) return EMPTY;
  return flat.length === 1 ? flat[0]! : { kind: 'concat', parts: flat };
}

/** Whether the node can match without taking a character. */
export function nullable(node: Node): boolean {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return true;
    case 'set':
      return false;
    case 'concat':
      return node.parts.every(nullable);
    case 'alternate':
      return node.branches.some(nullable);
    case 'repeat':
      return node.min === 0 || nullable(node.body);
    case 'capture':
      return nullable(node.body);
  }
}
