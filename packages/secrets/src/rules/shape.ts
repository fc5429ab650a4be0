/**
 * The shape of a token, written as providers write it: literal text and `{set:length}` pieces, such as `ghp_{n36}` or
 * `sk_(test|live)_{n10-99}`. One shape gives the pattern that finds it, examples, and near misses.
 *
 * Sets: `d` digits, `h` lower-case hex, `H` upper-case hex, `x` hex in any case, `a` lower-case letters and digits, `A` upper-case
 * letters and digits, `n` letters and digits, `l` letters, `t` base32, `w` word characters, `u` base64url, `e` base64url and `=`,
 * `b` base64, `v` base64url and `.` and `=`, `=` padding.
 */

interface CharSet {
  /** Inside of a class of Go's syntax. */
  readonly pattern: string;
  readonly members: string;
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();

const SETS: Readonly<Record<string, CharSet>> = {
  d: { pattern: '0-9', members: DIGITS },
  h: { pattern: '0-9a-f', members: `${DIGITS}abcdef` },
  H: { pattern: '0-9A-F', members: `${DIGITS}ABCDEF` },
  x: { pattern: '0-9a-fA-F', members: `${DIGITS}abcdefABCDEF` },
  a: { pattern: '0-9a-z', members: DIGITS + LOWER },
  A: { pattern: '0-9A-Z', members: DIGITS + UPPER },
  n: { pattern: '0-9A-Za-z', members: DIGITS + UPPER + LOWER },
  l: { pattern: 'A-Za-z', members: UPPER + LOWER },
  t: { pattern: 'A-Z2-7', members: `${UPPER}234567` },
  w: { pattern: '\\w', members: `${DIGITS}${UPPER}${LOWER}_` },
  u: { pattern: '\\w-', members: `${DIGITS}${UPPER}${LOWER}_-` },
  e: { pattern: '\\w=-', members: `${DIGITS}${UPPER}${LOWER}_-` },
  b: { pattern: '0-9A-Za-z+/', members: `${DIGITS}${UPPER}${LOWER}+/` },
  v: { pattern: '\\w.=-', members: `${DIGITS}${UPPER}${LOWER}_-` },
  // Letters of both cases, digits and a hyphen; base64 in both alphabets; sets of single providers.
  m: { pattern: '0-9A-Za-z-', members: `${DIGITS}${UPPER}${LOWER}-` },
  B: { pattern: '\\w/=+-', members: `${DIGITS}${UPPER}${LOWER}+/_-` },
  U: { pattern: '\\w-', members: `${DIGITS}${LOWER}` },
  E: { pattern: '\\w+/=-', members: `${DIGITS}${UPPER}${LOWER}+/_-` },
  Q: { pattern: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', members: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L' },
  '=': { pattern: '=', members: '=' },
};

type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'set'; readonly set: CharSet; readonly min: number; readonly max: number };

function piecesOf(shape: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of shape.matchAll(/\{(.)(\d+)(?:-(\d+))?\}|\(([^()]*)\)/g)) {
    if (found.index > at) pieces.push({ kind: 'literal', text: shape.slice(at, found.index) });
    at = found.index + found[0].length;
    if (found[4] !== undefined) pieces.push({ kind: 'choice', options: found[4].split('|') });
    else {
      const min = Number(found[2]);
      pieces.push({ kind: 'set', set: SETS[found[1]!]!, min, max: found[3] === undefined ? min : Number(found[3]) });
    }
  }
  if (at < shape.length) pieces.push({ kind: 'literal', text: shape.slice(at) });
  return pieces;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** The shape as a pattern of Go's syntax, without anchors. */
export function shapePattern(shape: string): string {
  return piecesOf(shape)
    .map((piece) => {
      if (piece.kind === 'literal') return escaped(piece.text);
      if (piece.kind === 'choice') return `(?:${piece.options.map(escaped).join('|')})`;
      const count = piece.min === piece.max ? `{${piece.min}}` : `{${piece.min},${piece.max}}`;
      return `[${piece.set.pattern}]${count}`;
    })
    .join('');
}

/** A source of random whole numbers below a bound. */
export type Random = (below: number) => number;

/** A text of the shape. */
export function shapeExample(shape: string, random: Random): string {
  const pick = (text: string): string => text[random(text.length)]!;
  return piecesOf(shape)
    .map((piece) => {
      if (piece.kind === 'literal') return piece.text;
      if (piece.kind === 'choice') return piece.options[random(piece.options.length)]!;
      const length = piece.min + random(Math.min(piece.max - piece.min, 8) + 1);
      return Array.from({ length }, () => pick(piece.set.members)).join('');
    })
    .join('');
}

/** Texts that are nearly of the shape: its longest run cut short, or holding a character that it must not. */
export function shapeNearMisses(shape: string, random: Random): string[] {
  const pieces = piecesOf(shape);
  let longest = -1;
  pieces.forEach((piece, i) => {
    const best = pieces[longest];
    if (piece.kind === 'set' && (best?.kind !== 'set' || piece.min > best.min)) longest = i;
  });
  const piece = pieces[longest];
  if (piece?.kind !== 'set' || piece.min < 2) return [];
  const example = (one: Piece): string =>
    one.kind === 'literal'
      ? one.text
      : one.kind === 'choice'
        ? one.options[0]!
        : Array.from({ length: one.min }, () => one.set.members[random(one.set.members.length)]).join('');
  const before = pieces.slice(0, longest).map(example).join('');
  const after = pieces
    .slice(longest + 1)
    .map(example)
    .join('');
  const run = example(piece);
  return [`${before}${run.slice(0, run.length >> 1)}${after}`, `${before}${run.slice(0, 1)}!${run.slice(2)}${after}`];
}
