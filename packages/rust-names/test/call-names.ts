/**
 * Which functions call what, as names: enough to tell whether a model and the macro itself call the same. Read off the text,
 * for the real expansion is text, too.
 */

/** `write!(f, ..)` is `f.write_fmt(..)`, and so on: what the macros of std call. */
const MACROS: Readonly<Record<string, string>> = {
  write: 'write_fmt',
  panic: 'panic_fmt',
  unreachable: 'panic_fmt',
  format: 'format',
};
const KEYWORDS: ReadonlySet<string> = new Set(
  'fn if match while for return in as impl where let move loop unsafe'.split(' '),
);

/** Lines `function callee`, sorted, without tuple constructors (they begin with a capital). */
export function callNames(text: string): string[] {
  const plain = text
    .replace(/\/\/[^\n]*/g, ' ')
    .replace(/"(?:[^"\\]|\\[\s\S])*"/g, '""')
    .replace(/#!?\[[^\]]*\]/g, ' ');
  const flat = withoutGenerics(plain);
  const found = new Set<string>();
  let owner = '';
  for (const match of flat.matchAll(
    /\bfn\s+(?:r#)?(\w+)|\b(?:const\s+(?=_|RECURSIVE)|static\s+)(\w+)\s*:|\b(?:r#)?([A-Za-z_]\w*)\s*(!?)\s*\(/g,
  )) {
    const [, fn, value, name, bang] = match;
    if (fn !== undefined || value !== undefined) {
      // What constants call is worked out when compiling.
      owner = fn ?? '';
      continue;
    }
    const called = bang === '!' ? MACROS[name!] : name!;
    const callee = called === 'panic' ? 'panic_fmt' : called;
    if (owner === '') continue;
    if (callee === undefined || KEYWORDS.has(callee) || /^[A-Z]/.test(callee) || callee === 'begin_panic') continue;
    found.add(`${owner} ${callee}`);
  }
  return [...found].sort();
}

/** Without `::<..>`, innermost first. */
function withoutGenerics(text: string): string {
  let from = text.replace(/->/g, '  ').replace(/=>/g, '  ');
  for (let round = 0; round < 12; round++) {
    const next = from.replace(/::\s*<[^<>]*>|(?<=[\w:])\s*<[^<>;={}]*>/g, '');
    if (next === from) break;
    from = next;
  }
  return from;
}
