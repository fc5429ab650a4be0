/** A text as far as it is known without running anything: pieces of text with holes, of which the kind is often known. */

export type Hole =
  | { readonly hole: 'unknown' }
  /** The value of an environment variable. */
  | { readonly hole: 'env'; readonly name: string }
  /** A folder that the system names: `temp`, `home`, `current`. */
  | { readonly hole: 'folder'; readonly folder: string }
  /** What came over a connection, from a file, from a process. */
  | { readonly hole: 'data'; readonly from: string };

export type Piece = string | Hole;

/** One way to read a value; `layers` were taken off to get there (`base64`, `xor`, `concat`). */
export interface FoldedText {
  readonly pieces: readonly Piece[];
  readonly layers: readonly string[];
}

export const UNKNOWN: FoldedText = { pieces: [{ hole: 'unknown' }], layers: [] };

/** The text where all of it is known. */
export function wholeText(folded: FoldedText): string | undefined {
  let out = '';
  for (const piece of folded.pieces) {
    if (typeof piece !== 'string') return undefined;
    out += piece;
  }
  return out;
}

/** For people and patterns: holes as `{env HOME}`, `{temp folder}`, `{?}`. */
export function shownText(folded: FoldedText): string {
  return folded.pieces.map((piece) => (typeof piece === 'string' ? piece : holeText(piece))).join('');
}

function holeText(hole: Hole): string {
  switch (hole.hole) {
    case 'env':
      return `{env ${hole.name}}`;
    case 'folder':
      return `{${hole.folder} folder}`;
    case 'data':
      return `{${hole.from}}`;
    case 'unknown':
      return '{?}';
  }
}

/** Two texts one after the other; neighbouring pieces of text become one. */
export function appended(a: FoldedText, b: FoldedText, between = ''): FoldedText {
  const pieces = a.pieces.slice();
  if (between !== '') push(pieces, between);
  for (const piece of b.pieces) push(pieces, piece);
  return { pieces, layers: mergedLayers(a.layers, b.layers) };
}

function push(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
  else if (piece !== '') pieces.push(piece);
}

export function mergedLayers(a: readonly string[], b: readonly string[]): readonly string[] {
  return b.length === 0 || a === b ? a : a.length === 0 ? b : [...new Set([...a, ...b])];
}
