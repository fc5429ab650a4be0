/** Typomania's checks written as plainly as can be: every candidate is made and looked up. What the index must agree with. */
import type { TypomaniaConfig } from '../src/compat/typomania.ts';

/** Candidates in Typomania's order, duplicates kept. */
export function candidates(name: string, names: readonly string[], config: TypomaniaConfig): Record<string, string[]> {
  const chars = [...name];
  const cut = (at: number, count: number, text: string): string =>
    chars.slice(0, at).join('') + text + chars.slice(at + count).join('');
  const pairs = chars.slice(1).map((b, at) => ({ at, a: chars[at]!, b }));
  const trimmed = name.replace(/[0-9]+$/, '').replace(/-+$/, '');
  const affixes = config.affixSeparators.flatMap((s) => config.affixes.map((a) => [a + s, s + a] as const));
  return {
    repeated: pairs.flatMap(({ at, a, b }) => (a === b && a <= '\x7f' ? [cut(at, 2, a)] : [])),
    swappedCharacters: pairs.flatMap(({ at, a, b }) => (a === b ? [] : [cut(at, 2, b + a)])),
    version: trimmed === '' || trimmed === name ? [] : [trimmed],
    bitflips: chars.every((char) => config.alphabet.includes(char))
      ? names.filter((other) => areFlipped(Buffer.from(name), Buffer.from(other)))
      : [],
    omitted: [...chars, ''].flatMap((_, at) => [...config.alphabet].map((letter) => cut(at, 0, letter))),
    swappedWords: swapped(name, config),
    typos: chars.flatMap((char, at) =>
      config.typos.filter(([key]) => key === char).flatMap(([, texts]) => texts.map((text) => cut(at, 1, text))),
    ),
    affixes: affixes.flatMap(([prefix, suffix]) => [
      ...(name.startsWith(prefix) ? [name.slice(prefix.length)] : []),
      prefix + name,
      ...(name.endsWith(suffix) ? [name.slice(0, -suffix.length)] : []),
      name + suffix,
    ]),
  };
}

function areFlipped(a: Buffer, b: Buffer): boolean {
  if (a.length !== b.length) return false;
  const bits = [...a].map((byte, at) => byte ^ b[at]!).filter((difference) => difference !== 0);
  return bits.length === 1 && [1, 2, 4, 8, 16, 32, 64].includes(bits[0]!);
}

function swapped(name: string, { wordDelimiters, maxK }: TypomaniaConfig): string[] {
  let words = [''];
  for (const char of name) {
    if (wordDelimiters.includes(char)) words.push('');
    else words = [...words.slice(0, -1), words.at(-1)! + char];
  }
  if (words.length === 1) return [];
  return permutations(words, Math.min(words.length, maxK)).flatMap((order) =>
    [...wordDelimiters].map((delimiter) => order.join(delimiter)),
  );
}

function permutations(words: readonly string[], count: number): string[][] {
  if (count === 0) return [[]];
  return words.flatMap((word, at) => permutations(words.toSpliced(at, 1), count - 1).map((rest) => [word, ...rest]));
}
