/**
 * What a name looks like: letters and pairs of letters that are taken for each other in many fonts become one. Letters of other
 * scripts count as the Latin ones that they imitate. Two names of one skeleton look alike; the skeleton itself means nothing.
 */

/** Pairs that look like one letter, set close. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['vv', 'w'],
  ['cl', 'd'],
  ['nn', 'm'],
  ['ii', 'u'],
];

/** Letters and digits that are taken for each other; `i` for the capital that is one stroke. */
const LETTERS = new Map(
  Object.entries({ '0': 'o', '1': 'l', i: 'l', j: 'l', '5': 's', '2': 'z', '8': 'b', q: 'g', u: 'v' }),
);

/**
 * Cyrillic, Greek, Armenian and other letters by the Latin ones that they look like, in lower case. Written from the shapes; what
 * Unicode decomposes to Latin (full width, mathematical, accented) needs no entry.
 */
const OTHER_SCRIPTS = new Map(
  Object.entries({
    a: 'аα',
    b: 'Ьвβ',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еєε',
    g: 'ɡց',
    h: 'һհ',
    i: 'іιı',
    j: 'јϳ',
    k: 'кκ',
    l: 'ӏⅼ',
    m: 'м',
    n: 'пηո',
    o: 'оοօ',
    p: 'рρ',
    q: 'ԛզ',
    r: 'г',
    s: 'ѕ',
    t: 'тτ',
    u: 'υսц',
    v: 'ѵν',
    w: 'ԝωѡ',
    x: 'хχ',
    y: 'уγү',
    z: 'ᴢ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

/** Names longer than this are not names. */
const NAME_MAX = 256;

/** Latin letters for those that imitate them; accents and widths go. ASCII stays as it is. */
export function latinOf(form: string): string {
  if (isAscii(form)) return form;
  const plain = form
    .slice(0, NAME_MAX)
    .normalize('NFKD')
    .replace(/\p{M}|\p{Cf}/gu, '')
    .toLowerCase();
  return [...plain].map((char) => OTHER_SCRIPTS.get(char) ?? char).join('');
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** What a single letter looks like. */
export function shapeOf(letter: string): string {
  return LETTERS.get(letter) ?? letter;
}

export function skeletonOf(form: string): string {
  let text = latinOf(form).slice(0, NAME_MAX);
  for (const [pair, letter] of PAIRS) if (text.includes(pair)) text = text.replaceAll(pair, letter);
  let skeleton = '';
  for (const char of text) skeleton += shapeOf(char);
  return skeleton;
}
