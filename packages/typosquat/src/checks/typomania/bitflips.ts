/**
 * One bit of one byte is another: `cebian` for `debian`. Typomania flips every bit of every name of the corpus beforehand; the
 * flips of the asked name lead to the same pairs, and need no table.
 */
import { compareText } from '@lazaret/base';
import type { Check, Match, Query } from '../check.ts';

/** The low seven bits of each byte. */
const BITS = 7;

/** `alphabet`: characters that the asked name may have; a flip that no registry would take is nobody's squat. */
export function bitflips(alphabet: string): Check {
  const points = new Set(Array.from(alphabet, (char) => char.codePointAt(0)!));
  return {
    id: 'bitflips',
    find(query) {
      const { spelling, corpus } = query;
      if (spelling === undefined) return [];
      for (let at = 0; at < spelling.length; at++) if (!points.has(spelling.points[at]!)) return [];
      const targets = isAscii(spelling.points, spelling.length) ? asciiFlips(query) : utf8Flips(query);
      const rank = (target: string): number => corpus.exact.get(target)!;
      return targets
        .filter(query.isPossible)
        .sort((a, b) => rank(a) - rank(b) || compareText(a, b))
        .map((target): Match => ({ check: this.id, target, message: `may be a bitflip of ${target}` }));
    },
  };
}

function isAscii(points: Int32Array, length: number): boolean {
  for (let at = 0; at < length; at++) if (points[at]! > 0x7f) return false;
  return true;
}

function asciiFlips({ spelling, corpus }: Query): string[] {
  const found: string[] = [];
  for (let at = 0; at < spelling!.length; at++) {
    for (let bit = 0; bit < BITS; bit++) {
      const point = spelling!.points[at]! ^ (1 << bit);
      if (corpus.exact.mayHold(spelling!.replaced(at, at + 1, point + 1, 1)))
        found.push(spelling!.rewritten(at, at + 1, String.fromCharCode(point)));
    }
  }
  return found;
}

/** A flip can make one character of several, so these are tried as bytes. */
function utf8Flips({ name }: Query): string[] {
  const bytes = new TextEncoder().encode(name);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < BITS; bit++) {
      bytes[at]! ^= 1 << bit;
      try {
        found.push(decoder.decode(bytes));
      } catch {
        // Not UTF-8: no name.
      }
      bytes[at]! ^= 1 << bit;
    }
  }
  return found;
}
