/**
 * The shortest edit script between two sequences (E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986), as runs
 * of what is the same. Bounded: where two texts have next to nothing in common, the middle counts as replaced, which is what
 * a reader would be shown anyway.
 */

/** `length` elements from `before` on the one side are those from `after` on the other. */
export interface SameRun {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

/** Edits looked for: the trace takes the square of this in numbers, 4 MB. */
const EDITS_MAX = 1_000;

/** Runs that both have, in order, none of them empty. */
export function sameRuns<T>(before: readonly T[], after: readonly T[]): SameRun[] {
  let head = 0;
  const shorter = Math.min(before.length, after.length);
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const runs: SameRun[] = head === 0 ? [] : [{ before: 0, after: 0, length: head }];
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  for (const run of middleRuns(a, b)) push(runs, { ...run, before: run.before + head, after: run.after + head });
  if (tail > 0) push(runs, { before: before.length - tail, after: after.length - tail, length: tail });
  return runs;
}

function push(runs: SameRun[], run: SameRun): void {
  const last = runs.at(-1);
  if (last !== undefined && last.before + last.length === run.before && last.after + last.length === run.after)
    runs[runs.length - 1] = { ...last, length: last.length + run.length };
  else runs.push(run);
}

function middleRuns<T>(a: readonly T[], b: readonly T[]): SameRun[] {
  if (a.length === 0 || b.length === 0) return [];
  const most = Math.min(a.length + b.length, EDITS_MAX);
  const offset = most + 1;
  const furthest = new Int32Array(2 * offset + 1);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    // Only the diagonals of this round: the trace is a triangle.
    trace.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && furthest[offset + diagonal - 1]! < furthest[offset + diagonal + 1]!);
      let x = down ? furthest[offset + diagonal + 1]! : furthest[offset + diagonal - 1]! + 1;
      let y = x - diagonal;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      furthest[offset + diagonal] = x;
      if (x >= a.length && y >= b.length) return traced(trace, a.length, b.length);
    }
  }
  return [];
}

/** From the end back to the beginning. */
function traced(trace: readonly Int32Array[], width: number, height: number): SameRun[] {
  const runs: SameRun[] = [];
  let x = width;
  let y = height;
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const furthest = trace[edits]!;
    const at = (diagonal: number) => furthest[diagonal + edits + 1]!;
    const diagonal = x - y;
    const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const from = down ? diagonal + 1 : diagonal - 1;
    const startX = edits === 0 ? 0 : at(from);
    const startY = edits === 0 ? 0 : startX - from;
    const afterEdit = edits === 0 ? 0 : down ? startX : startX + 1;
    if (x > afterEdit) runs.push({ before: afterEdit, after: afterEdit - diagonal, length: x - afterEdit });
    x = startX;
    y = startY;
  }
  return runs.reverse();
}
