/** Names for measuring: made of syllables and words by a seeded generator, as many as one wants, none of them anybody's. */

const WORDS =
  'async actor alloc arena atom audio auth base bench bind bit block buffer bus byte cache chain chunk client clock code codec config core crypt data date decode derive diff dir disk dns draw edit embed encode engine enum env error event exec fast file filter flag flow font form format frame fuzz gen geo git glob graph grid group hash heap hex host html http image index input io iter join json kernel key kit lang layer lex lib lift light line link list load lock log loop macro map mark mask math mem merge mesh meta mime mini mock model mono mutex name native net node num object open order pack page pair parse patch path pipe pixel plan plot poll pool port post proc proto proxy pulse query queue quick quote rand range rate raw ray read redis ref regex remote render request ring route rpc rule run rust safe scan schema scope script search seed serde serial serve shell sign simd size slab slice slot small socket sort source span spec split sql stack stat state static store str stream string struct style swap sync sys table tag task temp term test text thread tick time tiny token tool trace tree trie type unit url utf util uuid value vec view wasm web wide wire word work wrap xml yaml zero zip'.split(
    ' ',
  );
const SYLLABLES =
  'ba be bi bo da de di do fa fe fi ga go ka ke ki ko la le li lo lu ma me mi mo na ne ni no pa pe po qu ra re ri ro sa se si so ta te ti to va ve vi wa xa xi yo za ze zo'.split(
    ' ',
  );

/** Mulberry32: the same names for the same seed everywhere. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(list: readonly T[], next: () => number): T => list[Math.floor(next() * list.length)]!;

function word(next: () => number): string {
  if (next() < 0.6) return pick(WORDS, next);
  return Array.from({ length: 2 + Math.floor(next() * 3) }, () => pick(SYLLABLES, next)).join('');
}

/** Different names of one to three words. */
export function madeNames(count: number, next: () => number): string[] {
  const names = new Set<string>();
  while (names.size < count) {
    const size = next() < 0.35 ? 1 : next() < 0.75 ? 2 : 3;
    names.add(Array.from({ length: size }, () => word(next)).join(next() < 0.6 ? '-' : '_'));
  }
  return [...names];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789-_';

/** Half of them new names, half names of the corpus with a slip. */
export function askedNames(corpus: readonly string[], count: number, next: () => number): string[] {
  const fresh = madeNames(Math.ceil(count / 2), next);
  const slips = Array.from({ length: count - fresh.length }, () => {
    const name = pick(corpus, next);
    const at = Math.floor(next() * name.length);
    const kind = Math.floor(next() * 4);
    const letter = pick([...LETTERS], next);
    if (kind === 0) return name.slice(0, at) + name.slice(at + 1);
    if (kind === 1) return name.slice(0, at) + letter + name.slice(at);
    if (kind === 2) return name.slice(0, at) + letter + name.slice(at + 1);
    return `${name}-rs`;
  });
  return fresh.flatMap((name, at) => [name, ...slips.slice(at, at + 1)]);
}
