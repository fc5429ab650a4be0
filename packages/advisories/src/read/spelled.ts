/**
 * The identifiers that an advisory's text spells: names between backticks, `foo::bar` paths, `name()` calls.
 * They rank the functions that a comparison of versions infers; words of ordinary prose are left out.
 */

/** Longer texts are cut; the longest description in RustSec's database has 20 kB. */
const MAX_TEXT = 200_000;

/** More names than this say nothing about a function any more (a pasted backtrace or API listing). */
const MAX_SPELLED = 200;

const MAX_NAME = 120;

/** A Rust path, perhaps with generic arguments cut off later. */
const PATH = /[A-Za-z_][A-Za-z0-9_]*(?:(?:::<[^<>`\n]{0,60}>)?(?:::|\.)[A-Za-z_][A-Za-z0-9_]*)*/g;

/** Words that stand in code spans and name no function of the crate. */
const NOISE = new Set(
  'rust unsafe fn mut ref self Self dyn impl where for use mod pub let const static struct enum trait type match if else while loop return break continue true false None Some Ok Err usize isize u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64 bool char str async await crate super as in move extern toml cargo'.split(
    ' ',
  ),
);

/**
 * Lists the names that a title and a Markdown description spell, in order of appearance, without duplicates.
 * Paths keep their `::`; a method call `a.b()` gives `b`.
 *
 * Every pattern below begins where a word or path begins and repeats over characters that cannot be split in two ways:
 * the time grows with the text, whatever the text is.
 */
export function spelledNames(title: string, description: string): string[] {
  const { prose, code } = splitFences(`${title}\n${description}`.slice(0, MAX_TEXT));
  const text = prose.replace(/https?:\/\/[^\s)>\]]+/g, ' ');
  const names = new Set<string>();
  for (const span of text.matchAll(/`([^`\n]{1,200})`/g)) addPaths(span[1]!, names);
  addCalls(code, names);
  addProse(text.replaceAll('`', ' '), names);
  return [...names].slice(0, MAX_SPELLED);
}

/** Separates fenced code blocks from the rest. An open fence reaches to the end, as in CommonMark. */
function splitFences(text: string): { readonly prose: string; readonly code: string } {
  const prose: string[] = [];
  const code: string[] = [];
  let fenced = false;
  for (const line of text.split('\n')) {
    if (/^\s{0,3}(?:```|~~~)/.test(line)) fenced = !fenced;
    else (fenced ? code : prose).push(line);
  }
  return { prose: prose.join('\n'), code: code.join('\n') };
}

/** In example code only what is called or qualified counts: local variables are no evidence. */
function addCalls(code: string, names: Set<string>): void {
  const path = /(?<![:\w])([A-Za-z_]\w*(?:::[A-Za-z_]\w*)*)(!?[ ]?(?:::<[^<>\n]{0,60}>)?\()?/g;
  for (const [, name, called] of code.matchAll(path)) {
    if (called !== undefined || name!.includes('::')) addName(name!, names);
  }
}

/** In a code span every name counts. */
function addPaths(span: string, names: Set<string>): void {
  for (const match of span.matchAll(PATH)) {
    const path = match[0].replace(/::<[^<>]*>/g, '');
    // `value.method()`: the receiver is a variable or a type, the method is what is named.
    const parts = path.split('.');
    const last = parts.at(-1)!;
    if (parts.length > 1)
      addName(parts[0]!.includes('::') || /^[A-Z]/.test(parts[0]!) ? `${parts[0]}::${last}` : last, names);
    else addName(path, names);
  }
}

/**
 * Outside of code spans: qualified paths, calls, and words that can only be identifiers (snake_case, CamelCase). Parts of
 * a path do not count alone: `Vec::from_raw_parts` says nothing about another `from_raw_parts`.
 */
function addProse(text: string, names: Set<string>): void {
  for (const match of text.matchAll(/\b[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)+/g)) addName(match[0], names);
  for (const match of text.matchAll(/(?<![:\w])([A-Za-z_][A-Za-z0-9_]*)\(/g)) addName(match[1]!, names);
  for (const match of text.matchAll(/(?<![:\w])[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b(?!::)/g)) addName(match[0], names);
  for (const match of text.matchAll(/(?<![:\w])[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\b(?!::)/g)) addName(match[0], names);
}

function addName(name: string, names: Set<string>): void {
  if (name.length > 1 && name.length <= MAX_NAME && !NOISE.has(name)) names.add(name);
}
