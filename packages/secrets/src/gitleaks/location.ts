/**
 * Line and column of a match, as gitleaks reckons them from bytes: lines are cut *at* their newlines, so that a column on any
 * line but the first counts the newline before it, and a match that begins on a line with a newline and ends on the last one
 * without keeps the line it began on as its end. Faithful, not right: `report/place.ts` is right.
 */

export interface Location {
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn: number;
  readonly endColumn: number;
  /** The text of the line or lines. */
  readonly lineStart: number;
  readonly lineEnd: number;
}

/** Places of all newlines in a text. */
export function newlinesOf(text: string): Int32Array {
  const places: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) places.push(at);
  return Int32Array.from(places);
}

/** `bytesBefore(a, b)` are the bytes of the text from a to b. */
export function locate(
  newlines: Int32Array,
  text: string,
  start: number,
  end: number,
  bytesBetween: (from: number, to: number) => number,
): Location {
  const edges = newlines.length === 0 ? Int32Array.of(text.length) : newlines;
  const edge = (i: number): number => (i < 0 ? 0 : edges[i]!);
  const startAt = countUpTo(edges, start);
  // The first edge at or after the end closes its line.
  const endAt = countUpTo(edges, end - 1);
  const lineSet = startAt < edges.length;
  if (!lineSet) return lastLine(text, edge(edges.length - 1), edges.length, start, end, bytesBetween);
  const startEdge = edge(startAt - 1);
  let location = {
    startLine: startAt,
    endLine: startAt,
    startColumn: bytesBetween(startEdge, start) + 1,
    endColumn: 0,
    lineStart: startEdge,
    lineEnd: edges[startAt]!,
  };
  if (endAt < edges.length && edge(endAt - 1) < end) {
    const endEdge = edge(endAt - 1);
    location = { ...location, endLine: endAt, endColumn: bytesBetween(endEdge, end), lineEnd: edges[endAt]! };
  }
  return location;
}

function lastLine(
  text: string,
  edge: number,
  line: number,
  start: number,
  end: number,
  bytesBetween: (from: number, to: number) => number,
): Location {
  let lineEnd = end;
  while (lineEnd < text.length && text[lineEnd] !== '\n' && text[lineEnd] !== '\r') lineEnd++;
  return {
    startLine: line,
    endLine: line,
    startColumn: bytesBetween(edge, start) + 1,
    endColumn: bytesBetween(edge, end),
    lineStart: 0,
    lineEnd,
  };
}

/** How many edges are at or before a place. */
function countUpTo(edges: Int32Array, place: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
