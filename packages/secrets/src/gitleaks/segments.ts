/** Decoding passes: the text with its encoded pieces replaced, and the way from a place in it back to the original. */
import { coarse, decodePiece, ENCODINGS, encodedPieces } from './codec.ts';

interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Segment {
  /** All segments of the pass before. */
  readonly predecessors: readonly Segment[];
  /** Place in the original text. */
  readonly original: Range;
  /** Place in the text of the pass before. */
  readonly encoded: Range;
  /** Place in this pass's text. */
  readonly decoded: Range;
  readonly encodings: number;
  readonly depth: number;
}

export interface Pass {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** One pass over a text; no segments say that nothing was encoded. `ascii` are the text's bytes, if it is ASCII. */
export function decodePass(text: string, ascii: Uint8Array | undefined, predecessors: readonly Segment[]): Pass {
  const segments: Segment[] = [];
  const pieces: string[] = [];
  let copied = 0;
  let shift = 0;
  for (const { encoding, start, end } of encodedPieces(ascii ?? coarse(text))) {
    const value = decodePiece(text.slice(start, end), encoding);
    if (value === '') continue;
    const encoded = { start, end };
    const overlapping = touched(predecessors, start, end);
    segments.push({
      predecessors,
      original: toOriginal(predecessors, encoded),
      encoded,
      decoded: { start: start + shift, end: start + shift + value.length },
      encodings: overlapping.reduce((all, one) => all | one.encodings, encoding),
      depth: 1 + (predecessors[0]?.depth ?? 0),
    });
    shift += value.length - (end - start);
    pieces.push(text.slice(copied, start), value);
    copied = end;
  }
  if (segments.length === 0) return { text, segments };
  pieces.push(text.slice(copied));
  return { text: pieces.join(''), segments };
}

/** The segments that a match touches; an end at a beginning counts, as in gitleaks. */
export function touched(segments: readonly Segment[], start: number, end: number): readonly Segment[] {
  // They are in order and apart: the first that does not end before, and those after it that do not begin after.
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (segments[middle]!.decoded.end < start) low = middle + 1;
    else high = middle;
  }
  while (high < segments.length && segments[high]!.decoded.start <= end) high++;
  return segments.slice(low, high);
}

export function originalPlace(segments: readonly Segment[], start: number, end: number): Range {
  return toOriginal(segments, { start, end });
}

export function decodingTags(segments: readonly Segment[]): string[] {
  const encodings = segments.reduce((all, segment) => all | segment.encodings, 0);
  const names = ENCODINGS.filter((_, bit) => (encodings & (1 << bit)) !== 0).map((name) => `decoded:${name}`);
  return [...names, `decode-depth:${segments[0]!.depth}`];
}

/** The decoded text's line or lines of some segments, with the newline before. */
export function decodedLine(segments: readonly Segment[], text: string): string {
  const start = Math.min(...segments.map((segment) => segment.decoded.start));
  const end = Math.max(...segments.map((segment) => segment.decoded.end));
  const before = text.lastIndexOf('\n', start);
  const after = text.indexOf('\n', end);
  return text.slice(Math.max(before, 0), after === -1 ? text.length : after);
}

function toOriginal(predecessors: readonly Segment[], place: Range): Range {
  if (predecessors.length === 0) return place;
  let encoded: Range | undefined;
  for (const one of touched(predecessors, place.start, place.end)) {
    if (one.decoded.start <= place.start && place.end <= one.decoded.end) return one.original;
    // What lies outside of the segment lies as far outside in the text before.
    const start = one.encoded.start + Math.min(one.decoded.start, place.start) - one.decoded.start;
    const end = one.encoded.end + Math.max(one.decoded.end, place.end) - one.decoded.end;
    encoded =
      encoded === undefined || encoded.end === 0
        ? { start, end }
        : { start: Math.min(encoded.start, start), end: Math.max(encoded.end, end) };
  }
  if (encoded === undefined || encoded.end === 0) return place;
  return toOriginal(predecessors[0]!.predecessors, encoded);
}
