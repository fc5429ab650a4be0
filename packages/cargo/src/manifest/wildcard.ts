/** Wildcards as members of workspaces and lists of packaged files use them, in time linear in pattern and path. */

/** Whether the parts of a path fit the parts of a pattern: `*`, `?`, `[…]` within a part, `**` over any number of parts. */
export function matchParts(wanted: readonly string[], parts: readonly string[]): boolean {
  // Positions in `parts` that the pattern read so far can have reached: linear in both, whatever the pattern.
  let reached = new Set([0]);
  for (const want of wanted) {
    const next = new Set<number>();
    for (const at of reached) {
      if (want === '**') for (let i = at; i <= parts.length; i++) next.add(i);
      else if (at < parts.length && matchPart(want, parts[at]!)) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(parts.length);
}

/** One part against a wildcard pattern, going back only to the last `*`. */
function matchPart(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const width = p < pattern.length ? matchOne(pattern, p, text[t]!) : 0;
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (width > 0) {
      p += width;
      t++;
    } else if (star !== -1) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** How much of the pattern at `p` a character takes: 0 if it does not match. */
function matchOne(pattern: string, p: number, char: string): number {
  if (pattern[p] === '?') return 1;
  if (pattern[p] !== '[') return pattern[p] === char ? 1 : 0;
  const end = pattern.indexOf(']', p + 2);
  if (end === -1) return char === '[' ? 1 : 0;
  const negated = pattern[p + 1] === '!' || pattern[p + 1] === '^';
  const set = pattern.slice(p + (negated ? 2 : 1), end);
  let inside = false;
  for (let i = 0; i < set.length; i++) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      inside ||= set[i]! <= char && char <= set[i + 2]!;
      i += 2;
    } else {
      inside ||= set[i] === char;
    }
  }
  return inside !== negated ? end - p + 1 : 0;
}
