/** The differences between two manifests in canonical form, key by key. */
import { isTable, type TomlTable, type TomlValue } from '@lazaret/cargo';
import { newTable, tableOf } from './table.ts';

/** One key that differs. */
export interface KeyDifference {
  /** From the outermost key inwards, e.g. `dependencies`, `serde`, `features`. */
  readonly key: readonly string[];
  /** What the repository gives; undefined where it has no such key. */
  readonly expected: TomlValue;
  readonly actual: TomlValue;
}

/** Nesting beyond which values are compared as a whole. */
const MAX_DEPTH = 16;

/** Tables of named things: one that is absent holds none of them, and each is a difference of its own. */
const NAMED = /(^|\.)((dev|build)-)?dependencies$|^features$/;

export function compareTables(expected: TomlTable, actual: TomlTable): KeyDifference[] {
  const found: KeyDifference[] = [];
  walk(expected, actual, [], found);
  return found;
}

function walk(expected: TomlTable, actual: TomlTable, path: readonly string[], found: KeyDifference[]): void {
  for (const key of [...new Set([...Object.keys(expected), ...Object.keys(actual)])].sort()) {
    const at = [...path, key];
    const a = expected[key];
    const b = actual[key];
    if (isTable(a) && isTable(b) && at.length < MAX_DEPTH) walk(a, b, at, found);
    else if (at.length === 1 && isTable(a ?? b) && NAMED.test(key))
      walk(tableOf(a) ?? newTable(), tableOf(b) ?? newTable(), at, found);
    else if (stableText(a) !== stableText(b)) found.push({ key: at, expected: a, actual: b });
  }
}

/** The text of a value with sorted keys, so that equal values have equal texts. */
export function stableText(value: TomlValue): string {
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString();
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    if (inner instanceof Date) return inner.toISOString();
    const sorted = newTable();
    for (const key of Object.keys(inner).sort()) sorted[key] = (inner as TomlTable)[key];
    return sorted;
  });
  return text ?? 'undefined';
}
