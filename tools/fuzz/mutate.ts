/** Text made worse: parts cut, doubled, moved, taken from elsewhere, and characters that no one expects. */
import type { Random } from './random.ts';

const ODD = [
  '\ufeff',
  '\r',
  '\r\n',
  '\0',
  '\u2028',
  '\ud800',
  '\u{1f600}',
  '\u200b',
  '/*',
  '*/',
  '//',
  '"',
  "'",
  'r#"',
  "b'",
  '#!',
  '#!/',
  '---\n',
  '#"',
  "'r#",
  'k#',
  'r##"',
  '0x',
  '1e',
  '\\',
];
const WORDS = [
  'unsafe',
  '$crate',
  '$($x)*',
  '=>',
  '::',
  '<',
  '>',
  '>>',
  '&&',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  'macro_rules!',
  '#[',
  'impl',
  'dyn',
  'async',
  '..=',
  '|',
  ';',
  ',',
  'r#',
  '!',
  'include!("lib.rs")',
];
const NESTS = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['&', ''],
  ['-', ''],
  ['a::<', '>'],
  ['if a {', '}'],
  ['|x| ', ''],
  ['m!(', ')'],
  ['#[a] ', ''],
  ['mod a {', '}'],
  ['impl A<', '>'],
  ['a.b(', ')'],
  ['x + ', ''],
  ['fn f() {', '}'],
  ['$(', ')*'],
  ['/*', '*/'],
  ['!', ''],
  ['::', ''],
] as const;

/** Longest run of one nesting: far beyond any budget of the analysers, so that these budgets are what ends it. */
const NEST_MAX = 20_000;

/** `text` with some changes; `other` is where foreign parts come from. */
export function mutate(text: string, other: string, random: Random): string {
  let made = text;
  for (let left = 1 + random.below(6); left > 0; left--) made = change(made, other, random);
  return made;
}

/** `text` with some words in the place of others: it mostly still parses, and means something else. */
export function reword(text: string, random: Random): string {
  const words = text.match(/[A-Za-z_]\w*|[-+*/&|<>=!?.]+|\d+/g) ?? ['x'];
  let made = text;
  for (let left = 1 + random.below(4); left > 0; left--) {
    const word = random.pick(words);
    const at = made.indexOf(word, random.below(made.length));
    if (at >= 0) made = made.slice(0, at) + random.pick(words) + made.slice(at + word.length);
  }
  return made;
}

function change(text: string, other: string, random: Random): string {
  const [from, to] = span(text, random);
  const before = text.slice(0, from);
  const part = text.slice(from, to);
  const after = text.slice(to);
  switch (random.below(9)) {
    case 0:
      return before + after;
    case 1:
      return before + part + part + after;
    case 2: {
      const at = random.below(after.length + 1);
      return before + after.slice(0, at) + part + after.slice(at);
    }
    case 3:
      return before + other.slice(...span(other, random)) + after;
    case 4:
      return before + random.pick(ODD) + part + after;
    case 5:
    case 6:
      return `${before} ${random.pick(WORDS)} ${after}`;
    case 7:
      return before + nest(part, random) + after;
    default:
      return part;
  }
}

/** Mostly a few characters, at times much of the text; where it can, between words. */
function span(text: string, random: Random): [from: number, to: number] {
  const at = random.below(text.length + 1);
  const from = random.oneIn(3) ? at : Math.max(0, text.lastIndexOf(' ', at));
  const length = random.oneIn(4) ? random.below(text.length - from + 1) : random.below(40);
  return [from, Math.min(text.length, from + length)];
}

function nest(part: string, random: Random): string {
  const [open, close] = random.pick(NESTS);
  const depth = random.oneIn(8) ? random.below(NEST_MAX) : random.below(30);
  return open.repeat(depth) + part + (random.oneIn(4) ? '' : close.repeat(depth));
}
