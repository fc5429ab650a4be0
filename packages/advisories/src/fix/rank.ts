/**
 * Orders inferred functions by how well the advisory's own words and the shape of the change point to them.
 */
import { compareText } from '@lazaret/base';
import type { FnToken } from '@lazaret/facts';
import { type ExpandedFn, InferredBy } from './expand.ts';

/** How the advisory's text speaks of a function; higher is stronger. */
export const TextMatch = {
  None: 0,
  /** Only its type, or a name that hundreds of functions have. */
  Type: 1,
  /** Its name. */
  Name: 2,
  /** Its name behind its type, trait or module. */
  Qualified: 3,
} as const;

/** A value of {@link TextMatch}. */
export type TextMatch = (typeof TextMatch)[keyof typeof TextMatch];

/** Names of std's common traits and constructors: alone they point nowhere. */
const COMMON_NAMES = new Set(
  'new default from into get set next clone fmt drop deref deref_mut index index_mut eq ne cmp partial_cmp hash len is_empty iter iter_mut into_iter as_ref as_mut borrow borrow_mut to_string to_owned main with'.split(
    ' ',
  ),
);

/** First segments of paths that lead out of the crate. */
const FOREIGN_ROOTS = new Set(['std', 'core', 'alloc', 'libc']);

function isTypeName(segment: string): boolean {
  return /^[A-Z]/.test(segment);
}

/** How one spelled path speaks of a function. */
function matchPath(path: string, fn: FnToken): TextMatch {
  const segments = path.split('::');
  if (FOREIGN_ROOTS.has(segments[0]!)) return TextMatch.None;
  const last = segments.at(-1)!;
  const name = fn.name.replace(/!$/, '');
  if (last !== name) return last === fn.selfType || last === fn.ownerType ? TextMatch.Type : TextMatch.None;
  const qualifier = segments.at(-2);
  if (qualifier === undefined) return COMMON_NAMES.has(name) ? TextMatch.Type : TextMatch.Name;
  const modules = fn.module.split('::');
  if (qualifier === fn.selfType || qualifier === fn.trait || qualifier === modules.at(-1)) return TextMatch.Qualified;
  // `Vec::from_raw_parts` is not this crate's `Buffer::from_raw_parts`; a module may be a re-export's.
  if (isTypeName(qualifier)) return TextMatch.None;
  return COMMON_NAMES.has(name) ? TextMatch.Type : TextMatch.Name;
}

/** The strongest way in which any of the spelled names speaks of a function. */
export function textMatch(fn: FnToken, spelled: readonly string[]): TextMatch {
  let best: TextMatch = TextMatch.None;
  for (const path of spelled) {
    const match = matchPath(path, fn);
    if (match > best) best = match;
  }
  return best;
}

const BY_ORDER: Readonly<Record<InferredBy, number>> = {
  [InferredBy.Changed]: 3,
  [InferredBy.Removed]: 2,
  [InferredBy.Caller]: 1,
  [InferredBy.Interface]: 1,
  [InferredBy.Header]: 0,
};

/** An inferred function with its place in the order. */
export interface RankedFn extends ExpandedFn {
  readonly text: TextMatch;
  /** 1 for the first; ties are broken by identity, so the order is the same everywhere. */
  readonly rank: number;
}

/** Modules between the crate's root and a function: what is near the root is the interface. */
function depth({ module }: FnToken): number {
  return module === '' ? 0 : module.split('::').length;
}

/**
 * Orders a set: the text first, then what users can call, then checks added by the fix, then what changed itself, then
 * what is near the root, then the size of the change. The order that did best on the open cases of `oracle/fixdiff`.
 */
export function rankFunctions(set: readonly ExpandedFn[], spelled: readonly string[]): RankedFn[] {
  const scored = set.map((entry) => ({ ...entry, text: textMatch(entry.fn, spelled) }));
  scored.sort(
    (a, b) =>
      b.text - a.text ||
      Number(b.fn.public) - Number(a.fn.public) ||
      Number(b.change?.guard ?? false) - Number(a.change?.guard ?? false) ||
      BY_ORDER[b.by] - BY_ORDER[a.by] ||
      depth(a.fn) - depth(b.fn) ||
      (b.change?.diffTokens ?? 0) - (a.change?.diffTokens ?? 0) ||
      compareText(a.fn.id, b.fn.id) ||
      a.fn.line - b.fn.line,
  );
  return scored.map((entry, at) => ({ ...entry, rank: at + 1 }));
}
