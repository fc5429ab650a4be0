/**
 * Sets of code points as sorted, disjoint, inclusive ranges `[lo, hi, lo, hi, …]`, and the sets that Go's syntax names:
 * Perl and POSIX classes (ASCII only), Unicode categories and scripts, simple case folding.
 */

export type CodePoints = readonly number[];

const LAST = 0x10ffff;
export const ANY: CodePoints = [0, LAST];
export const ANY_BUT_NEWLINE: CodePoints = [0, 9, 11, LAST];

export function single(code: number): CodePoints {
  return [code, code];
}

/** Sorts and joins ranges that touch. */
export function normalised(ranges: readonly number[]): CodePoints {
  const pairs: [number, number][] = [];
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const out: number[] = [];
  for (const [lo, hi] of pairs) {
    if (out.length > 0 && lo <= out[out.length - 1]! + 1) out[out.length - 1] = Math.max(out[out.length - 1]!, hi);
    else out.push(lo, hi);
  }
  return out;
}

export function complement(set: CodePoints, last = LAST): CodePoints {
  const out: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) out.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= last) out.push(next, last);
  return out;
}

export function contains(set: CodePoints, code: number): boolean {
  for (let i = 0; i < set.length && set[i]! <= code; i += 2) if (code <= set[i + 1]!) return true;
  return false;
}

/** Whether every member of `inner` is one of `outer`. */
export function isSubset(inner: CodePoints, outer: CodePoints): boolean {
  for (let i = 0, j = 0; i < inner.length; i += 2) {
    while (j < outer.length && outer[j + 1]! < inner[i]!) j += 2;
    if (j >= outer.length || outer[j]! > inner[i]! || outer[j + 1]! < inner[i + 1]!) return false;
  }
  return true;
}

export function intersects(a: CodePoints, b: CodePoints): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i + 1]! < b[j]!) i += 2;
    else if (b[j + 1]! < a[i]!) j += 2;
    else return true;
  }
  return false;
}

const range = (text: string): CodePoints => {
  const out: number[] = [];
  for (let i = 0; i < text.length; i += 2) out.push(text.charCodeAt(i), text.charCodeAt(i + 1));
  return normalised(out);
};

const DIGIT = range('09');
const SPACE: CodePoints = [9, 10, 12, 13, 32, 32];
const WORD = range('09AZ__az');

/** `\d`, `\s`, `\w`: ASCII, and `\s` without the vertical tab. */
export const PERL: Readonly<Record<string, CodePoints>> = { d: DIGIT, s: SPACE, w: WORD };

/** `[:name:]` inside a class. */
export const POSIX: Readonly<Record<string, CodePoints>> = {
  alnum: range('09AZaz'),
  alpha: range('AZaz'),
  ascii: [0, 0x7f],
  blank: [9, 9, 32, 32],
  cntrl: [0, 0x1f, 0x7f, 0x7f],
  digit: DIGIT,
  graph: [0x21, 0x7e],
  lower: range('az'),
  print: [0x20, 0x7e],
  punct: range('!/:@[`{~'),
  space: [9, 13, 32, 32],
  upper: range('AZ'),
  word: WORD,
  xdigit: range('09AFaf'),
};

/** A Unicode category or script by Go's name; undefined if there is none. */
export function unicodeSet(name: string): CodePoints | undefined {
  if (name === 'Any') return ANY;
  if (!/^[A-Za-z_]{1,40}$/.test(name)) return undefined;
  // Go knows categories by their short names only; any other property that this engine would accept is none of Go's.
  const property = /^(?:[CLMNPSZ]|C[cfos]|L[lmotu]|M[cen]|N[dlo]|P[cdefios]|S[ckmo]|Z[lps])$/.test(name)
    ? name
    : `Script=${name}`;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`[\\p{${property}}]`, 'u');
  } catch {
    return undefined;
  }
  const out: number[] = [];
  for (let code = 0; code <= LAST; code++) {
    if (!pattern.test(String.fromCodePoint(code))) continue;
    if (out.length > 0 && out[out.length - 1] === code - 1) out[out.length - 1] = code;
    else out.push(code, code);
  }
  return out;
}

/** Code points that are one under simple case folding, for the ASCII letters; others are looked up by {@link orbit}. */
const LONG_S = 0x17f;
const KELVIN = 0x212a;

/** All code points equal to `code` under simple case folding, itself included. */
function orbit(code: number): readonly number[] {
  if (code < 0x80) {
    const lower = code | 0x20;
    if (lower < 0x61 || lower > 0x7a) return [code];
    const both = [lower - 0x20, lower];
    return lower === 0x73 ? [...both, LONG_S] : lower === 0x6b ? [...both, KELVIN] : both;
  }
  if (code === LONG_S) return [0x53, 0x73, LONG_S];
  if (code === KELVIN) return [0x4b, 0x6b, KELVIN];
  return [...new Set([code, ...related(code)])];
}

/** Members of the same orbit that case mapping leads to; `u` with `i` is simple folding in this engine, too. */
function related(code: number): number[] {
  const text = String.fromCodePoint(code);
  const found = new Set<number>();
  const queue = [text];
  for (let at = 0; at < queue.length && at < 16; at++) {
    for (const other of [queue[at]!.toLowerCase(), queue[at]!.toUpperCase()]) {
      const next = other.codePointAt(0)!;
      if (other.length !== (next > 0xffff ? 2 : 1) || found.has(next)) continue;
      found.add(next);
      queue.push(other);
    }
  }
  for (const extra of EXTRA_FOLDS)
    if (extra.some((one) => found.has(one) || one === code)) for (const one of extra) found.add(one);
  if (found.size === 0) return [];
  const same = new RegExp(`^\\u{${code.toString(16)}}$`, 'iu');
  return [...found].filter((one) => same.test(String.fromCodePoint(one)));
}

/** Orbits with members that no case mapping of the others reaches. */
const EXTRA_FOLDS: readonly (readonly number[])[] = [
  [0xb5, 0x3bc, 0x39c],
  [0xe5, 0xc5, 0x212b],
  [0x3c9, 0x3a9, 0x2126],
  [0x3b2, 0x3d0, 0x392],
  [0x3b5, 0x3f5, 0x395],
  [0x3b8, 0x3d1, 0x3f4, 0x398],
  [0x3b9, 0x345, 0x1fbe, 0x399],
  [0x3ba, 0x3f0, 0x39a],
  [0x3c0, 0x3d6, 0x3a0],
  [0x3c1, 0x3f1, 0x3a1],
  [0x3c3, 0x3c2, 0x3a3],
  [0x3c6, 0x3d5, 0x3a6],
  [0x1e61, 0x1e9b, 0x1e60],
  [0xdf, 0x1e9e],
];

/** The largest set beyond ASCII whose members are folded one by one; `\p{L}` is folded already. */
const MAX_FOLDED = 2048;

export function folded(set: CodePoints): CodePoints {
  const out: number[] = [...set];
  let budget = MAX_FOLDED;
  for (let i = 0; i < set.length; i += 2) {
    for (let code = set[i]!; code <= set[i + 1]! && budget > 0; code++) {
      if (code >= 0x80) budget--;
      for (const other of orbit(code)) out.push(other, other);
    }
  }
  return normalised(out);
}
