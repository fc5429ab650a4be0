/**
 * How far two names are apart, each edit weighed by how easily it happens or is overlooked. A swap of neighbours is one edit
 * (optimal string alignment). More than two edits are not looked at.
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
  if (endsWord) return letter === 's' ? 0.5 : 0.8;
  return 1;
}

/** Edits that are weighed: each may branch four ways, so more would cost what a table does. */
const EDITS = 2;

/** The weight of the lightest way from one to the other; Infinity where it takes more than two edits. */
export function weightedDistance(a: string, b: string): number {
  return lightest(a, 0, b, 0, EDITS);
}

/** From these places on. What is equal is passed over: no way with fewer edits begins by editing it. */
function lightest(a: string, fromA: number, b: string, fromB: number, left: number): number {
  let [i, j] = [fromA, fromB];
  while (i < a.length && j < b.length && a[i] === b[j]) {
    i++;
    j++;
  }
  const [restA, restB] = [a.length - i, b.length - j];
  if (restA === 0 && restB === 0) return 0;
  if (left === 0 || Math.abs(restA - restB) > left) return Infinity;
  let best = Infinity;
  if (restA > 0 && restB > 0) {
    const rest = lightest(a, i + 1, b, j + 1, left - 1);
    if (rest < best) best = Math.min(best, rest + changeWeight(a[i]!, b[j]!));
    if (a[i] === b[j + 1] && a[i + 1] === b[j])
      best = Math.min(best, SWAP_WEIGHT + lightest(a, i + 2, b, j + 2, left - 1));
  }
  if (restA > 0) {
    const rest = lightest(a, i + 1, b, j, left - 1);
    if (rest < best) best = Math.min(best, rest + loneWeight(a, i));
  }
  if (restB > 0) {
    const rest = lightest(a, i, b, j + 1, left - 1);
    if (rest < best) best = Math.min(best, rest + loneWeight(b, j));
  }
  return best;
}

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
