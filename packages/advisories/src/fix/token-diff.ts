/**
 * What happened to each function between two versions: nothing, moved, renamed locals, cosmetics, a change, a removal.
 */
import { compareText } from '@lazaret/base';
import type { FnToken, HeaderToken, VersionFunctions } from '@lazaret/facts';

/** What happened to a function of the affected version. */
export const FnState = {
  Changed: 'changed',
  Removed: 'removed',
  /** Equal after renaming locals. */
  Renamed: 'renamed',
  /** Equal after dropping lifetimes, `dyn`, visibility, commas and `std::`/`core::`/`crate::`/`self::` prefixes. */
  Cosmetic: 'cosmetic',
} as const;

/** A value of {@link FnState}. */
export type FnState = (typeof FnState)[keyof typeof FnState];

/** A function of the affected version whose tokens are not the same in the patched one. */
export interface FnChange {
  readonly fn: FnToken;
  /** Its counterpart in the patched version; `null` if it is gone. */
  readonly after: FnToken | null;
  readonly state: FnState;
  /** Number of tokens taken away and added. */
  readonly diffTokens: number;
  /** The change adds a check, or takes unsafe code away. */
  readonly guard: boolean;
  /** The same token change was made in many functions: a rename or reformatting across the crate. */
  readonly sweep: boolean;
}

/** The comparison of two versions. */
export interface FunctionDiff {
  readonly changes: readonly FnChange[];
  /** Functions that are new in the patched version. */
  readonly added: readonly FnToken[];
  /** Types whose definition or impl headers differ between the versions. */
  readonly changedOwners: readonly string[];
  /** Non-test functions of the affected version. */
  readonly functions: number;
}

/** One and the same change in this many functions is a sweep, as in the study behind `oracle/fixdiff`. */
const SWEEP_MIN = 10;

/** Longer functions are compared as multisets of tokens only; keeps the pairwise checks linear. */
const MAX_TOKENS = 200_000;

const IDENTIFIER = /^(?:r#)?[A-Za-z_][A-Za-z0-9_]*$/;

/** Keywords and literals that no local can be named after. */
const KEYWORDS = new Set(
  'as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type union unsafe use where while yield'.split(
    ' ',
  ),
);

/** May the identifier at this place be a local: neither path, field, method, call, macro nor type? */
function isLocalUse(tokens: readonly string[], at: number): boolean {
  const token = tokens[at]!;
  if (!IDENTIFIER.test(token) || KEYWORDS.has(token) || /^[A-Z]/.test(token)) return false;
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  return before !== '.' && before !== '::' && before !== 'fn' && after !== '(' && after !== '::' && after !== '!';
}

/**
 * Names that are surely bound inside: by `let`, `for`, `mut`, `ref`, a closure's bar, a parameter, an arm's last pattern.
 * A name that is missed makes a renaming look like a change, which only enlarges the set; the reverse would lose a fix.
 */
function boundLocals(tokens: readonly string[]): Set<string> {
  const bound = new Set<string>();
  const body = tokens.indexOf('{');
  let pattern: '=' | 'in' | null = null;
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1];
    const after = tokens[at + 1];
    if (token === 'let' || token === 'for') pattern = token === 'let' ? '=' : 'in';
    else if (token === pattern || token === ';' || token === '{' || (pattern === '=' && token === ':')) pattern = null;
    const parameter = (before === '(' || before === ',') && after === ':' && at < body;
    const arm = after === ')' && tokens[at + 2] === '=>';
    if (pattern || parameter || arm || before === 'mut' || before === 'ref' || before === '|') bound.add(token);
  }
  return bound;
}

/** Are two token streams the same but for a one-to-one renaming of locals? */
export function equalButForLocals(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length || a.length > MAX_TOKENS) return false;
  const bound = [boundLocals(a), boundLocals(b)] as const;
  const forth = new Map<string, string>();
  const back = new Map<string, string>();
  for (const [at, x] of a.entries()) {
    const y = b[at]!;
    if (!isLocalUse(a, at) || !isLocalUse(b, at)) {
      if (x !== y) return false;
      continue;
    }
    if (x !== y && !(bound[0].has(x) && bound[1].has(y))) return false;
    if ((forth.get(x) ?? y) !== y || (back.get(y) ?? x) !== x) return false;
    forth.set(x, y);
    back.set(y, x);
  }
  return true;
}

const PATH_PREFIXES = new Set(['std', 'core', 'alloc', 'crate', 'self']);

/** Drops what does not change what a function does: lifetimes, `dyn`, visibility, commas, leading path prefixes. */
export function withoutCosmetics(tokens: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token === ',' || token === 'dyn' || /^'[A-Za-z_][A-Za-z0-9_]*$/.test(token)) continue;
    if (token === 'pub') {
      // `pub(crate)`, `pub(in path)`
      const close = tokens.indexOf(')', at);
      if (tokens[at + 1] === '(' && /^(?:crate|super|self|in)$/.test(tokens[at + 2] ?? '') && close > at) at = close;
      continue;
    }
    if (PATH_PREFIXES.has(token) && tokens[at + 1] === '::' && tokens[at - 1] !== '::') {
      at++;
      continue;
    }
    // `<'a>` has become `<>`.
    if (token === '>' && kept.at(-1) === '<') kept.pop();
    else kept.push(token);
  }
  return kept;
}

function sameTokens(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((token, at) => token === b[at]);
}

/** Tokens by how many more (or fewer) of them the second stream has. */
function tokenBalance(a: readonly string[], b: readonly string[]): Map<string, number> {
  const balance = new Map<string, number>();
  for (const token of b) balance.set(token, (balance.get(token) ?? 0) + 1);
  for (const token of a) balance.set(token, (balance.get(token) ?? 0) - 1);
  for (const [token, count] of balance) if (count === 0) balance.delete(token);
  return balance;
}

/** Tokens that stand for a check: comparisons, early exits, checked operations, assertions. */
const GUARD =
  /^(?:if|match|assert\w*|debug_assert\w*|panic|ensure|bail|return|Err|None|checked_\w+|saturating_\w+|wrapping_\w+|try_\w+|is_\w+|len|min|max|get|get_mut|<|>|<=|>=|==|!=|\?)$/;

function isGuard(balance: ReadonlyMap<string, number>): boolean {
  for (const [token, count] of balance) {
    if (count > 0 && GUARD.test(token)) return true;
    if (count < 0 && token === 'unsafe') return true;
  }
  return false;
}

function describe(fn: FnToken, after: FnToken | null): Omit<FnChange, 'sweep'> & { readonly signature: string } {
  if (after === null) {
    return { fn, after, state: FnState.Removed, diffTokens: fn.tokens().length, guard: false, signature: '' };
  }
  const a = fn.tokens();
  const b = after.tokens();
  const balance = tokenBalance(a, b);
  const state = equalButForLocals(a, b)
    ? FnState.Renamed
    : sameTokens(withoutCosmetics(a), withoutCosmetics(b))
      ? FnState.Cosmetic
      : FnState.Changed;
  const entries = [...balance].sort(([x], [y]) => compareText(x, y));
  const diffTokens = entries.reduce((sum, [, count]) => sum + Math.abs(count), 0);
  // Tokens that only changed places leave an empty balance: no evidence of a common sweep.
  return {
    fn,
    after,
    state,
    diffTokens,
    guard: isGuard(balance),
    signature: diffTokens > 0 ? JSON.stringify(entries) : '',
  };
}

/** Functions by identity; of several with one identity (cfg variants) all are kept, in order. */
function byKey(functions: readonly FnToken[], keyOf: (fn: FnToken) => string): Map<string, FnToken[]> {
  const map = new Map<string, FnToken[]>();
  for (const fn of functions) {
    const list = map.get(keyOf(fn));
    if (list) list.push(fn);
    else map.set(keyOf(fn), [fn]);
  }
  return map;
}

/** Takes the best counterpart out of a list: the one with equal tokens, else the first. */
function take(list: FnToken[] | undefined, hash: string, exactOnly: boolean): FnToken | null {
  if (!list || list.length === 0) return null;
  const exact = list.findIndex(({ tokenHash }) => tokenHash === hash);
  if (exact < 0 && exactOnly) return null;
  return list.splice(Math.max(exact, 0), 1)[0]!;
}

interface Pairing {
  readonly pairs: readonly (readonly [FnToken, FnToken | null])[];
  readonly added: readonly FnToken[];
}

/** Pairs by identity and tokens, then by identity, then, for what only moved, by name and tokens. */
function pairFunctions(before: readonly FnToken[], after: readonly FnToken[]): Pairing {
  const ids = byKey(after, ({ id }) => id);
  const partner = new Map<FnToken, FnToken>();
  for (const exactOnly of [true, false]) {
    for (const fn of before) {
      const found = partner.has(fn) ? null : take(ids.get(fn.id), fn.tokenHash, exactOnly);
      if (found) partner.set(fn, found);
    }
  }
  const moved = byKey([...ids.values()].flat(), ({ name, tokenHash }) => `${name} ${tokenHash}`);
  for (const fn of before) {
    const found = partner.has(fn) ? null : take(moved.get(`${fn.name} ${fn.tokenHash}`), fn.tokenHash, true);
    if (found) partner.set(fn, found);
  }
  return { pairs: before.map((fn) => [fn, partner.get(fn) ?? null] as const), added: [...moved.values()].flat() };
}

/** Owners of headers that are in one version only or differ; a type that is wholly new has no methods to blame. */
function changedOwners(before: readonly HeaderToken[], after: readonly HeaderToken[]): string[] {
  const keysOf = (list: readonly HeaderToken[]): Set<string> => new Set(list.map(({ id, hash }) => `${id}\n${hash}`));
  const [a, b] = [keysOf(before), keysOf(after)];
  const owners = new Set<string>();
  for (const header of before) if (!b.has(`${header.id}\n${header.hash}`)) owners.add(header.owner);
  for (const header of after) if (!a.has(`${header.id}\n${header.hash}`)) owners.add(header.owner);
  return [...owners].sort(compareText);
}

/** Compares the functions of an affected version with those of the patched one; tests are left out. */
export function diffFunctions(before: VersionFunctions, after: VersionFunctions): FunctionDiff {
  const old = before.functions.filter(({ isTest }) => !isTest);
  const { pairs, added } = pairFunctions(
    old,
    after.functions.filter(({ isTest }) => !isTest),
  );
  const described = pairs.filter(([fn, now]) => now?.tokenHash !== fn.tokenHash).map(([fn, now]) => describe(fn, now));
  const counts = new Map<string, number>();
  for (const { signature } of described) counts.set(signature, (counts.get(signature) ?? 0) + 1);
  const changes = described
    .map(({ signature, ...change }) => ({ ...change, sweep: signature !== '' && counts.get(signature)! >= SWEEP_MIN }))
    .sort((a, b) => compareText(a.fn.id, b.fn.id) || a.fn.line - b.fn.line);
  return {
    changes,
    added: added.toSorted((a, b) => compareText(a.id, b.id)),
    changedOwners: changedOwners(before.headers, after.headers),
    functions: old.length,
  };
}
