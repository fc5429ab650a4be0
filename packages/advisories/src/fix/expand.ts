/**
 * From changed functions to the functions that a user of the crate calls: the public callers of changed private
 * functions, and the methods of types whose definition or impl headers changed.
 */
import type { FnToken, VersionFunctions } from '@lazaret/facts';
import { type FnChange, FnState, type FunctionDiff } from './token-diff.ts';

/** Why a function is in the inferred set. */
export const InferredBy = {
  Changed: 'changed',
  Removed: 'removed',
  /** It calls, perhaps through other private functions, a changed function that is not public. */
  Caller: 'caller',
  /** It calls, perhaps through others, a changed function that is public itself. */
  Interface: 'interface',
  /** It belongs to a type whose definition, bounds or impls changed. */
  Header: 'header',
} as const;

/** A value of {@link InferredBy}. */
export type InferredBy = (typeof InferredBy)[keyof typeof InferredBy];

/** A function of the affected version that the fix points to. */
export interface ExpandedFn {
  readonly fn: FnToken;
  readonly by: InferredBy;
  /** The change behind it; for a caller that of the function it reaches, for a header `null`. */
  readonly change: FnChange | null;
  /** Call chain from this function down to the changed one, both included; only for callers. */
  readonly via: readonly string[];
}

/** The sets that a diff grows into. */
export interface Expansion {
  /** Changed and removed functions without renames, cosmetics and sweeps (sweeps stay if there is nothing else). */
  readonly plain: readonly ExpandedFn[];
  /** The plain set and the callers of its private functions. */
  readonly callers: readonly ExpandedFn[];
  /** The caller set and the methods of changed types. */
  readonly all: readonly ExpandedFn[];
  /** Public functions above all of these. */
  readonly interface: readonly ExpandedFn[];
}

/** Levels of private callers to walk up; the study found nothing beyond the fourth. */
const MAX_LEVELS = 4;

/** A name that more functions share is no evidence of a call (`new`, `from`, `next`). */
const MAX_SAME_NAME = 20;

function plainSet(diff: FunctionDiff): ExpandedFn[] {
  const real = diff.changes.filter(({ state }) => state === FnState.Changed || state === FnState.Removed);
  const focused = real.filter(({ sweep }) => !sweep);
  return (focused.length > 0 ? focused : real).map((change) => ({
    fn: change.fn,
    by: change.state === FnState.Removed ? InferredBy.Removed : InferredBy.Changed,
    change,
    via: [],
  }));
}

/** Callers by callee id; unresolved callees count for every function of that name, if they are few. */
function callerIndex(functions: readonly FnToken[]): Map<string, FnToken[]> {
  const ids = new Set(functions.map(({ id }) => id));
  const named = new Map<string, string[]>();
  for (const { name, id } of functions) {
    const list = named.get(name);
    if (list) list.push(id);
    else named.set(name, [id]);
  }
  const callers = new Map<string, FnToken[]>();
  for (const fn of functions) {
    const targets = new Set<string>();
    for (const callee of fn.callees) {
      if (ids.has(callee)) targets.add(callee);
      else {
        const candidates = named.get(callee) ?? [];
        if (candidates.length <= MAX_SAME_NAME) for (const id of candidates) targets.add(id);
      }
    }
    for (const id of targets) {
      const list = callers.get(id);
      if (list) list.push(fn);
      else callers.set(id, [fn]);
    }
  }
  return callers;
}

/** Walks up from each private function to the first public ones, breadth first. */
function callersOf(start: readonly ExpandedFn[], index: ReadonlyMap<string, readonly FnToken[]>): ExpandedFn[] {
  const known = new Set(start.map(({ fn }) => fn.id));
  const found: ExpandedFn[] = [];
  let level = start
    .filter(({ fn }) => !fn.public)
    .map((entry) => ({ ...entry, via: [entry.fn.id] as readonly string[] }));
  for (let depth = 0; depth < MAX_LEVELS && level.length > 0; depth++) {
    const next: ExpandedFn[] = [];
    for (const below of level) {
      for (const fn of index.get(below.fn.id) ?? []) {
        if (known.has(fn.id)) continue;
        known.add(fn.id);
        const entry: ExpandedFn = { fn, by: InferredBy.Caller, change: below.change, via: [fn.id, ...below.via] };
        found.push(entry);
        if (!fn.public) next.push(entry);
      }
    }
    level = next;
  }
  return found;
}

/** The public functions that call one of the set, however deep: what a user may call to get there. */
function interfaceOf(set: readonly ExpandedFn[], index: ReadonlyMap<string, readonly FnToken[]>): ExpandedFn[] {
  const known = new Set(set.map(({ fn }) => fn.id));
  const found: ExpandedFn[] = [];
  let level = set.map((entry) => (entry.via.length > 0 ? entry : { ...entry, via: [entry.fn.id] }));
  for (let depth = 0; depth < MAX_LEVELS && level.length > 0; depth++) {
    const next: ExpandedFn[] = [];
    for (const below of level) {
      for (const fn of index.get(below.fn.id) ?? []) {
        if (known.has(fn.id)) continue;
        known.add(fn.id);
        const entry: ExpandedFn = { fn, by: InferredBy.Interface, change: below.change, via: [fn.id, ...below.via] };
        if (fn.public) found.push(entry);
        next.push(entry);
      }
    }
    level = next;
  }
  return found;
}

function headerMethods(diff: FunctionDiff, functions: readonly FnToken[], known: ReadonlySet<string>): ExpandedFn[] {
  const owners = new Set(diff.changedOwners);
  return functions
    .filter(({ ownerType, id }) => ownerType !== null && owners.has(ownerType) && !known.has(id))
    .map((fn) => ({ fn, by: InferredBy.Header, change: null, via: [] }));
}

/** Grows a diff into the functions of the affected version that the fix points to. */
export function expandDiff(diff: FunctionDiff, before: VersionFunctions): Expansion {
  const functions = before.functions.filter(({ isTest }) => !isTest);
  const plain = plainSet(diff);
  const index = callerIndex(functions);
  const callers = [...plain, ...callersOf(plain, index)];
  const known = new Set(callers.map(({ fn }) => fn.id));
  const all = [...callers, ...headerMethods(diff, functions, known)];
  return { plain, callers, all, interface: interfaceOf(all, index) };
}
