/** Versions that a model holds for: `>=1.0.20, <3`. Cargo's requirements need more; models name releases only. */

type Triple = readonly [number, number, number];

const COMPARATOR = /^(>=|>|<=|<|=|\^)?\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?$/;

/** Undefined if the text is no such range. */
export function parseVersionRange(text: string): ((version: string) => boolean) | undefined {
  const tests: ((version: Triple) => boolean)[] = [];
  for (const part of text.split(',')) {
    const match = COMPARATOR.exec(part.trim());
    if (match === null) return part.trim() === '*' && text.trim() === '*' ? () => true : undefined;
    const bound: Triple = [Number(match[2]), Number(match[3] ?? 0), Number(match[4] ?? 0)];
    tests.push(comparison(match[1] ?? '^', bound, match[3] === undefined ? 1 : match[4] === undefined ? 2 : 3));
  }
  return (version) => {
    const triple = tripleOf(version);
    return triple !== undefined && tests.every((test) => test(triple));
  };
}

/** `given`: how many numbers the bound has; `=1.2` is any 1.2.x. */
function comparison(op: string, bound: Triple, given: number): (version: Triple) => boolean {
  switch (op) {
    case '>=':
      return (version) => compare(version, bound) >= 0;
    case '>':
      return (version) => compare(version, bound) > 0;
    case '<=':
      return (version) => compare(version, bound) <= 0;
    case '<':
      return (version) => compare(version, bound) < 0;
    case '=':
      return (version) => bound.slice(0, given).every((number, i) => number === version[i]);
    default: {
      // `^0.20.1`: the first number that is not zero stays.
      const first = bound.findIndex((number) => number !== 0);
      const fixed = first < 0 ? given : Math.min(first + 1, given);
      return (version) =>
        compare(version, bound) >= 0 && bound.slice(0, fixed).every((number, i) => number === version[i]);
    }
  }
}

/** Is a version this one or later? */
export function atLeast(version: string, bound: string): boolean {
  const triple = tripleOf(version);
  const least = tripleOf(bound);
  return triple !== undefined && least !== undefined && compare(triple, least) >= 0;
}

/** Of a pre-release, the release it leads to. */
function tripleOf(version: string): Triple | undefined {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}

function compare(left: Triple, right: Triple): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
