/**
 * Compressed sparse rows: a frozen directed graph over dense node ids.
 * Row `n` is `targets[offsets[n] .. offsets[n + 1])`; `labels`, if present, runs parallel to `targets`.
 */

export interface Csr {
  /** Length nodes + 1. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  readonly labels: Int32Array | undefined;
}

/** Builds rows by counting sort; keeps the order of edges within a row, keeps duplicates. */
export function buildCsr(
  nodes: number,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  label?: ArrayLike<number>,
): Csr {
  const offsets = new Int32Array(nodes + 1);
  const count = from.length;
  for (let e = 0; e < count; e++) {
    const row = (from[e] as number) + 1;
    offsets[row] = (offsets[row] as number) + 1;
  }
  for (let n = 0; n < nodes; n++) offsets[n + 1] = (offsets[n + 1] as number) + (offsets[n] as number);
  const next = offsets.slice(0, nodes);
  const targets = new Int32Array(count);
  const labels = label ? new Int32Array(count) : undefined;
  for (let e = 0; e < count; e++) {
    const row = from[e] as number;
    const slot = next[row] as number;
    next[row] = slot + 1;
    targets[slot] = to[e] as number;
    if (labels && label) labels[slot] = label[e] as number;
  }
  return { offsets, targets, labels };
}
