/**
 * Fingerprints of code by winnowing (Schleimer, Wilkerson and Aiken 2003): of all runs of tokens in a window the one with the
 * smallest hash. Names and values do not count, so renamed copies have the same ones.
 */
import { TokenKind } from '@lazaret/analyzer';
import type { CodeFile } from './code-files.ts';

/** Tokens of a run: shorter ones are idioms that everybody writes. */
const RUN = 24;
const WINDOW = 12;
const BASE = 0x01000193;
/** BASE to the power of RUN: the weight of the token before the run. */
const LEAVING = Array.from({ length: RUN }).reduce((power: number) => Math.imul(power, BASE), 1);

/** Of all files of a package. */
export function fingerprintsOf(files: readonly CodeFile[]): Set<number> {
  const out = new Set<number>();
  for (const file of files) addFile(file, out);
  return out;
}

function addFile({ tokens }: CodeFile, out: Set<number>): void {
  const runs = tokens.length - RUN + 1;
  if (runs <= 0) return;
  const hashes = new Int32Array(runs);
  let hash = 0;
  for (let at = 0; at < tokens.length; at++) {
    // A rolling hash: the token that leaves the run is taken off again.
    const gone = at < RUN ? 0 : Math.imul(classOf(tokens.kinds[at - RUN]!), LEAVING);
    hash = (Math.imul(hash, BASE) + classOf(tokens.kinds[at]!) - gone) | 0;
    if (at >= RUN - 1) hashes[at - RUN + 1] = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  }
  let least = -1;
  for (let end = Math.min(WINDOW, runs) - 1; end < runs; end++) {
    const start = end - WINDOW + 1;
    if (least < start) least = leastOf(hashes, Math.max(0, start), end);
    else if (hashes[end]! <= hashes[least]!) least = end;
    out.add(hashes[least]!);
  }
}

function leastOf(hashes: Int32Array, start: number, end: number): number {
  let least = start;
  for (let at = start + 1; at <= end; at++) if (hashes[at]! <= hashes[least]!) least = at;
  return least;
}

/** Strings of all forms are one, as raw names are names. */
function classOf(kind: number): number {
  if (kind === TokenKind.RawIdent) return TokenKind.Ident;
  return kind >= TokenKind.Str && kind <= TokenKind.RawCStr ? TokenKind.Str : kind;
}

/** Fingerprints of one that the other has too. */
export function commonPrints(one: ReadonlySet<number>, other: ReadonlySet<number>): number {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  let count = 0;
  for (const print of small) if (large.has(print)) count++;
  return count;
}
