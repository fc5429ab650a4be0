/**
 * The functions an advisory is about, inferred from its fix. Always labelled as inferred, with tier and diff as evidence.
 * An inferred function may raise or rank a finding; it never clears one: a changed function that nobody calls proves
 * nothing about the code that was vulnerable.
 */

import type { FnToken, VersionFunctions } from '@lazaret/facts';
import { type ExpandedFn, type Expansion, expandDiff, InferredBy } from './expand.ts';
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

/** Of these, places for public functions above a large change. */
const INTERFACE = 3;

const UNTOUCHED = 'spelled in the text of the advisory; the fix did not touch it';

function evidenceOf(entry: ExpandedFn): string {
  if (entry.by === InferredBy.Header) return `the definition or an impl of ${entry.fn.ownerType} changed`;
  const { change } = entry;
  if (change === null) return `calls ${entry.via.slice(1).join(' → ')}, of a type whose definition or impls changed`;
  const what = change.state === FnState.Removed ? 'removed' : `${change.diffTokens} tokens changed`;
  const check = change.guard ? ', a check was added or unsafe code taken away' : '';
  const place = `${change.fn.file}:${change.fn.line}`;
  if (entry.via.length < 2) return `${what}${check} (${place})`;
  return `calls ${entry.via.slice(1).join(' → ')}: ${what}${check} (${place})`;
}

/** Functions of the affected version that the text spells, though the fix points elsewhere. */
function spelledOnly(functions: readonly FnToken[], spelled: readonly string[]): ExpandedFn[] {
  return functions
    .filter((fn) => !fn.isTest && textMatch(fn, spelled) >= TextMatch.Name)
    .map((fn) => ({ fn, by: InferredBy.Header, change: null, via: [] }));
}

interface ChosenSet {
  readonly tier: InferenceTier;
  readonly set: readonly RankedFn[];
  readonly evidence: (entry: RankedFn) => string;
}

/** The parts one after another without repetitions, at most so many, ranked anew. */
function joined(limit: number, ...parts: readonly (readonly RankedFn[])[]): RankedFn[] {
  const byId = new Map<FnToken, RankedFn>();
  for (const entry of parts.flat()) if (!byId.has(entry.fn)) byId.set(entry.fn, entry);
  return [...byId.values()].slice(0, limit).map((entry, at) => ({ ...entry, rank: at + 1 }));
}

function chooseSet(
  expansion: Expansion,
  pool: readonly RankedFn[],
  text: readonly ExpandedFn[],
  spelled: readonly string[],
): ChosenSet {
  // A type's name alone was right in 2 of 6 cases of the open set: it orders, but does not make tier A.
  const inSet = pool.filter((entry) => entry.text >= TextMatch.Name);
  if (inSet.length > 0) return { tier: InferenceTier.A, set: inSet, evidence: evidenceOf };
  const above = rankFunctions(expansion.interface, spelled);
  if (text.length > 0) {
    // Words of the text that are functions' names by chance are common: the fix keeps half of the places.
    const named = rankFunctions(text, spelled).slice(0, Math.max(TOP / 2, TOP - pool.length));
    const known = new Set(named.map(({ fn }) => fn));
    return {
      tier: InferenceTier.B,
      set: joined(TOP, named, pool, above),
      evidence: (entry) => (known.has(entry.fn) ? UNTOUCHED : evidenceOf(entry)),
    };
  }
  if (expansion.callers.length <= SMALL_FIX) {
    return {
      tier: InferenceTier.C,
      set: joined(SMALL_FIX, rankFunctions(expansion.callers, spelled), above),
      evidence: evidenceOf,
    };
  }
  return {
    tier: InferenceTier.D,
    set: joined(TOP, pool.slice(0, TOP - INTERFACE), above.slice(0, INTERFACE), pool),
    evidence: evidenceOf,
  };
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
  const { tier, set, evidence } = chooseSet(expansion, pool, text, spelled);
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
