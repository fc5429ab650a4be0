/** Ranking against the open cases of the study on fixes, where they are at hand: its diffs and call chains, our text. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FnToken } from '@lazaret/facts';
import { describe, expect, it } from 'vitest';
import { chooseFixPair, decodeSnapshot, SNAPSHOT_URL } from '../index.ts';
import { type ExpandedFn, InferredBy } from './expand.ts';
import { rankFunctions, TextMatch } from './rank.ts';
import { type FnChange, FnState } from './token-diff.ts';

const file = fileURLToPath(new URL('../../../../../shared/oracle/fixdiff/fixdiff.jsonl', import.meta.url));
const present = existsSync(file);
if (!present) console.warn('skipped: the study of fixes (shared/oracle/fixdiff) is absent');

interface Changed {
  readonly path: string;
  readonly public: boolean;
  readonly guard: boolean;
  readonly diff_tokens: number;
  readonly status: 'changed' | 'removed';
}

interface Case {
  readonly advisory: string;
  readonly first_patched: string;
  readonly last_vulnerable: string;
  readonly named_functions: readonly { readonly matched: readonly string[] }[];
  readonly computed: {
    readonly changed_functions: readonly Changed[];
    readonly callers_of_changed_private_functions: readonly string[];
  };
}

function fnOf(path: string, isPublic: boolean): FnToken {
  const impl = /^(?:(.*)::)?<(.+) as (.+)>::([^:]+)$/.exec(path);
  const segments = path.split('::');
  const typed = !impl && /^[A-Z]/.test(segments.at(-2) ?? '');
  const selfType = impl?.[2] ?? (typed ? segments.at(-2)! : null);
  return {
    id: path,
    module: impl ? (impl[1] ?? '') : segments.slice(0, typed ? -2 : -1).join('::'),
    selfType,
    trait: impl?.[3] ?? null,
    name: impl?.[4] ?? segments.at(-1)!,
    path,
    ownerType: selfType,
    tokenHash: '',
    tokens: () => [],
    public: isPublic,
    callees: [],
    file: '',
    line: 0,
    isTest: false,
  };
}

function poolOf({ computed }: Case): ExpandedFn[] {
  const changed = computed.changed_functions.map((entry): ExpandedFn => {
    const fn = fnOf(entry.path, entry.public);
    const state = entry.status === 'removed' ? FnState.Removed : FnState.Changed;
    const change: FnChange = {
      fn,
      after: null,
      state,
      diffTokens: entry.diff_tokens,
      guard: entry.guard,
      sweep: false,
    };
    return { fn, by: entry.status === 'removed' ? InferredBy.Removed : InferredBy.Changed, change, via: [] };
  });
  const callers = computed.callers_of_changed_private_functions;
  return [
    ...changed,
    ...callers.map((path) => ({ fn: fnOf(path, true), by: InferredBy.Caller, change: null, via: [] })),
  ];
}

describe.skipIf(!present)('the open cases of the study on fixes', () => {
  const database = decodeSnapshot(readFileSync(SNAPSHOT_URL));
  const cases = present
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Case)
    : [];

  it('finds the stated pair among the two versions', () => {
    for (const entry of cases) {
      const published = [entry.first_patched, entry.last_vulnerable].map((version) => ({ version, yanked: false }));
      expect(chooseFixPair(database.byId(entry.advisory)[0]!, published)).toMatchObject({
        affected: { version: entry.last_vulnerable },
        patched: { version: entry.first_patched },
      });
    }
  });

  it('names a right function in 85 % of the cases where the text meets the set, with a median of one', () => {
    const sizes: number[] = [];
    let right = 0;
    let first = 0;
    for (const entry of cases) {
      const named = new Set(entry.named_functions.flatMap(({ matched }) => matched));
      const ranked = rankFunctions(poolOf(entry), database.byId(entry.advisory)[0]!.spelled);
      if (ranked.some(({ fn, rank }) => named.has(fn.id) && rank <= 10)) first++;
      const spelled = ranked.filter(({ text }) => text >= TextMatch.Name);
      if (spelled.length === 0) continue;
      sizes.push(spelled.length);
      if (spelled.some(({ fn }) => named.has(fn.id))) right++;
    }
    sizes.sort((a, b) => a - b);
    expect(sizes.length).toBeGreaterThan(cases.length / 2);
    expect(right / sizes.length).toBeGreaterThanOrEqual(0.85);
    expect(sizes[sizes.length >> 1]).toBe(1);
    // 32 of the 42 hold a named function at all in these sets.
    expect(first).toBeGreaterThanOrEqual(31);
  });
});
