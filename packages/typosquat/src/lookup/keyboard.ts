/** Which letters are typed, seen or heard for each other. */
import { shapeOf } from './skeleton.ts';

/** Rows of QWERTY, each half a key to the right of the one above; `-` stands where it does. */
const ROWS = ['1234567890-', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

const PLACES = new Map(ROWS.flatMap((row, y) => [...row].map((key, x) => [key, { x: x + y / 2, y }] as const)));

/** Do the two keys touch? */
export function areNeighbours(a: string, b: string): boolean {
  const [from, to] = [PLACES.get(a), PLACES.get(b)];
  return from !== undefined && to !== undefined && Math.abs(from.x - to.x) <= 1 && Math.abs(from.y - to.y) <= 1;
}

export function lookAlike(a: string, b: string): boolean {
  return shapeOf(a) === shapeOf(b);
}

const VOWELS = new Set('aeiouy');

/** Pairs of letters that are written for each other by ear. */
const SOUNDS = new Set([
  'ck',
  'kc',
  'cs',
  'sc',
  'sz',
  'zs',
  'fv',
  'vf',
  'gj',
  'jg',
  'iy',
  'yi',
  'td',
  'dt',
  'pb',
  'bp',
  'xs',
]);

export function soundAlike(a: string, b: string): boolean {
  return (VOWELS.has(a) && VOWELS.has(b)) || SOUNDS.has(a + b);
}
