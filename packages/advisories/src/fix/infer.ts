/**
 * The functions an advisory is about, inferred from its fix. Always labelled as inferred, with tier and diff as evidence.
 * An inferred function may raise or rank a finding; it never clears one: a changed function that nobody calls proves
 * nothing about the code that was vulnerable.
 */

import type { FnToken, VersionFunctions } from '@lazaret/facts';
import { type ExpandedFn, expandDiff, InferredBy } from './expand.ts';
import { type RankedFn, rankFunctions, TextMatch, textMatch } from './rank.ts';
import { diffFunctions, FnState, type FunctionDiff } from './token-diff.ts';

/** How much the inferred set is worth. In the study: A held a right function in 85 % of the cases, with a median of one. */
export const InferenceTier = {
  /** The advisory's text spells functions of the set that the fix points to. */
  A: 'A',
  /** The text spells functions of the crate, but the fix did not touch them. */
  B: 'B',
  /** The text spells none, and the fix is small. */
  C: 'C',
  /** The rest: the best ranked of a large change. */
  D: 'D',
} as const;

/** A value of {@link InferenceTier}. */
export type InferenceTier = (typeof InferenceTier)[keyof typeof InferenceTier];

/** One inferred function with its evidence. */
export interface InferredFunction extends RankedFn {
  /** One line for reports: what changed, and how the function reaches it. */
  readonly evidence: string;
}

/** The inference for one advisory and pair of versions. */
export interface Inference {
  readonly tier: InferenceTier;
  readonly affectedVersion: string;
  readonly patchedVersion: string;
  /** The set to report, best first. */
  readonly functions: readonly InferredFunction[];
  /** Everything the fix points to, best first; what `functions` was taken from. */
  readonly pool: readonly RankedFn[];
  readonly diff: FunctionDiff;
  /** Sizes of the sets, for tables beside the study's. */
  readonly sizes: { readonly plain: number; readonly callers: number; readonly all: number; readonly text: number };
}

/** A larger set of callers is no small fix any more. */
const SMALL_FIX = 10;

/** How many functions of a large change are reported. */
const TOP = 10;

function evidenceOf(entry: ExpandedFn): string {
  if (entry.by === InferredBy.Header) return `the definition or an impl of ${entry.fn.ownerType} changed`;
  const change = entry.change!;
  const what = change.state === FnState.Removed ? 'removed' : `${change.diffTokens} tokens changed`;
  const check = change.guard ? ', a check was added or unsafe code taken away' : '';
  const place = `${change.fn.file}:${change.fn.line}`;
  if (entry.by !== InferredBy.Caller) return `${what}${check} (${place})`;
  return `calls ${entry.via.slice(1).join(' → ')}: ${what}${check} (${place})`;
}

/** Functions of the affected version that the text spells, though the fix points elsewhere. */
function spelledOnly(functions: readonly FnToken[], spelled: readonly string[]): ExpandedFn[] {
  return functions
    .filter((fn) => !fn.isTest && textMatch(fn, spelled) >= TextMatch.Name)
    .map((fn) => ({ fn, by: InferredBy.Header, change: null, via: [] }));
}

/** Infers the functions an advisory is about from the two versions between which it was fixed. */
export function inferFunctions(
  before: VersionFunctions,
  after: VersionFunctions,
  spelled: readonly string[],
): Inference {
  const diff = diffFunctions(before, after);
  const expansion = expandDiff(diff, before);
  const pool = rankFunctions(expansion.all, spelled);
  const text = spelledOnly(before.functions, spelled);
  // A type's name alone was right in 2 of 6 cases of the open set: it orders, but does not make tier A.
  const inSet = pool.filter((entry) => entry.text >= TextMatch.Name);
  let tier: InferenceTier;
  let set: readonly RankedFn[];
  let evidence: (entry: RankedFn) => string = evidenceOf;
  if (inSet.length > 0) [tier, set] = [InferenceTier.A, inSet];
  else if (text.length > 0) {
    [tier, set] = [InferenceTier.B, rankFunctions(text, spelled).slice(0, TOP)];
    evidence = () => 'spelled in the text of the advisory; the fix did not touch it';
  } else if (expansion.callers.length <= SMALL_FIX) {
    [tier, set] = [InferenceTier.C, rankFunctions(expansion.callers, spelled)];
  } else [tier, set] = [InferenceTier.D, pool.slice(0, TOP)];
  return {
    tier,
    affectedVersion: before.version,
    patchedVersion: after.version,
    functions: set.map((entry) => ({ ...entry, evidence: evidence(entry) })),
    pool,
    diff,
    sizes: {
      plain: expansion.plain.length,
      callers: expansion.callers.length,
      all: expansion.all.length,
      text: text.length,
    },
  };
}
