/**
 * How far two names are apart, each edit weighed by how easily it happens or is overlooked. A swap of neighbours is one edit
 * (optimal string alignment). Names more than `most` letters apart in length are not looked at.
 */
import { areNeighbours, lookAlike, soundAlike } from './keyboard.ts';

/** What one letter for another weighs: 1 for any two letters. */
export function changeWeight(a: string, b: string): number {
  if (lookAlike(a, b)) return 0.4;
  if (areNeighbours(a, b)) return 0.7;
  return soundAlike(a, b) ? 0.8 : 1;
}

const SWAP_WEIGHT = 0.6;

/** A letter that is there in only one of the names, beside its neighbours there. */
function loneWeight(name: string, at: number): number {
  const letter = name[at]!;
  if (letter === name[at - 1] || letter === name[at + 1]) return 0.5;
  if (letter === '-') return 0.4;
  const endsWord = at + 1 === name.length || name[at + 1] === '-';
  if (endsWord && letter === 's') return 0.5;
  return 1;
}

/** The lightest way from one to the other; Infinity where it takes more than two edits. */
export function weightedDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > EDITS) return Infinity;
  const width = b.length + 1;
  // Edits and their weight, for prefixes of a (rows) and b (columns); three rows are enough for swaps.
  const edits = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  const weights = [new Float64Array(width), new Float64Array(width), new Float64Array(width)];
  for (let row = 0; row <= a.length; row++) {
    const [here, above, before] = [row % 3, (row + 2) % 3, (row + 1) % 3];
    let least = Infinity;
    for (let column = 0; column < width; column++) {
      const best = { edits: row + column === 0 ? 0 : Infinity, weight: row + column === 0 ? 0 : Infinity };
      const from = (table: number, at: number, weight: number): void => {
        const count = edits[table]![at]! + (weight === 0 ? 0 : 1);
        const sum = weights[table]![at]! + weight;
        if (count <= EDITS && (sum < best.weight || best.edits > EDITS)) {
          best.edits = count;
          best.weight = sum;
        }
      };
      if (Math.abs(row - column) <= EDITS) {
        if (row > 0 && column > 0) {
          const [left, right] = [a[row - 1]!, b[column - 1]!];
          from(above, column - 1, left === right ? 0 : changeWeight(left, right));
          if (row > 1 && column > 1 && left === b[column - 2] && a[row - 2] === right && left !== right)
            from(before, column - 2, SWAP_WEIGHT);
        }
        if (row > 0) from(above, column, loneWeight(a, row - 1));
        if (column > 0) from(here, column - 1, loneWeight(b, column - 1));
      }
      edits[here]![column] = best.edits;
      weights[here]![column] = best.weight;
      if (best.edits < least) least = best.edits;
    }
    if (least > EDITS) return Infinity;
  }
  return weights[a.length % 3]![width - 1]!;
}

/** Edits that are weighed. */
const EDITS = 2;

/** Are the two one edit apart: a letter more, less or other, or two swapped? Equal ones are not. */
export function areOneEditApart(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}
