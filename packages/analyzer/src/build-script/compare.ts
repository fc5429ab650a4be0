/** Comparisons in build scripts: of numbers, text, and versions of the compiler. */
import { equal, type Value } from './values.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Undefined: not known. */
export function compare(left: Value, op: Comparison, right: Value, rustMinor: number): boolean | undefined {
  if (left.k === 'compiler' || right.k === 'compiler') {
    const [a, b] = [versionOf(left, rustMinor), versionOf(right, rustMinor)];
    return a === undefined || b === undefined ? undefined : holds(a, op, b);
  }
  if (left.k === 'int' && right.k === 'int') return holds(left.v, op, right.v);
  if (left.k === 'list' && right.k === 'list' && op !== '==' && op !== '!=') {
    for (let i = 0; i < Math.min(left.items.length, right.items.length); i++) {
      const [a, b] = [left.items[i]!, right.items[i]!];
      if (a.k !== 'int' || b.k !== 'int') return undefined;
      if (a.v !== b.v) return holds(a.v, op, b.v);
    }
    return holds(left.items.length, op, right.items.length);
  }
  const same = equal(left, right);
  if (same === undefined) return undefined;
  if (op === '==') return same;
  return op === '!=' ? !same : undefined;
}

function holds(a: number, op: Comparison, b: number): boolean {
  switch (op) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** Minor versions above 1.0 as one number; `1.45.2` counts as `1.45`. */
function versionOf(value: Value, rustMinor: number): number | undefined {
  if (value.k === 'compiler') return rustMinor;
  if (value.k === 'str') return minorOf(value.v);
  if (value.k === 'some') return versionOf(value.v, rustMinor);
  const parts = value.k === 'list' ? value.items : value.k === 'struct' ? [...value.fields.values()] : [];
  const [major, minor] = parts;
  if (major?.k !== 'int' || minor?.k !== 'int') return undefined;
  return major.v === 1 ? minor.v : major.v === 0 ? -1 : Number.MAX_SAFE_INTEGER;
}

/** `1.36`, `1.36.0` → 36. */
export function minorOf(text: string): number | undefined {
  const found = /^1\.(\d+)/.exec(text);
  return found === null ? undefined : Number(found[1]);
}
