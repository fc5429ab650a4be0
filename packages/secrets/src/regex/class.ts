/** Character classes of Go's syntax: `[…]`, `\d` and its like, `\pN`, `\p{Greek}`, `[:alnum:]`. */
import { type CodePoints, complement, folded, normalised, PERL, POSIX, unicodeSet } from './code-points.ts';
import { escapedCode, type Reader, refuse } from './reader.ts';

/** `\d`, `\S`, `\pL`, `\p{^Greek}` at the place of the reader; undefined if there is none. */
export function parsePerlOrUnicode(reader: Reader): CodePoints | undefined {
  const char = reader.source[reader.at + 1];
  if (char === undefined) return undefined;
  const perl = PERL[char.toLowerCase()];
  if (perl !== undefined) {
    reader.at += 2;
    return signed(perl, char === char.toUpperCase(), reader.fold);
  }
  return char === 'p' || char === 'P' ? unicodeClass(reader, char === 'P') : undefined;
}

function unicodeClass(reader: Reader, negated: boolean): CodePoints {
  const pattern = /\\[pP](?:\{(\^?)([^}]*)\}|(.))/uy;
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.source);
  const set = found === null ? undefined : unicodeSet(found[2] ?? found[3]!);
  if (set === undefined) refuse('invalid character class range', reader.source);
  reader.at += found![0].length;
  return signed(set!, negated !== (found![1] === '^'), reader.fold);
}

/** Folding comes before negation, as in Go. */
function signed(set: CodePoints, negated: boolean, fold: boolean): CodePoints {
  const whole = fold ? folded(set) : set;
  return negated ? complement(whole) : whole;
}

/** `[…]` at the place of the reader. */
export function parseClass(reader: Reader): CodePoints {
  const { source } = reader;
  reader.at++;
  const negated = source[reader.at] === '^';
  if (negated) reader.at++;
  const ranges: number[] = [];
  for (let first = true; first || source[reader.at] !== ']'; first = false) {
    if (reader.at >= source.length) refuse('missing closing ]', source);
    const named = posixClass(reader) ?? (source[reader.at] === '\\' ? parsePerlOrUnicode(reader) : undefined);
    if (named !== undefined) {
      for (const edge of named) ranges.push(edge);
      continue;
    }
    const low = classCode(reader);
    let high = low;
    if (source[reader.at] === '-' && reader.at + 1 < source.length && source[reader.at + 1] !== ']') {
      reader.at++;
      high = classCode(reader);
      if (high < low) refuse('invalid character class range', source);
    }
    for (const edge of reader.fold ? folded([low, high]) : [low, high]) ranges.push(edge);
  }
  reader.at++;
  const set = normalised(ranges);
  return negated ? complement(set) : set;
}

function posixClass(reader: Reader): CodePoints | undefined {
  const pattern = /\[:(\^?)(\w*):\]/y;
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.source);
  if (found === null) return undefined;
  const set = POSIX[found[2]!];
  if (set === undefined) refuse('invalid character class range', reader.source);
  reader.at += found[0].length;
  return signed(set!, found[1] === '^', reader.fold);
}

function classCode(reader: Reader): number {
  if (reader.source[reader.at] === '\\') return escapedCode(reader);
  const code = reader.source.codePointAt(reader.at);
  if (code === undefined) refuse('missing closing ]', reader.source);
  reader.at += code! > 0xffff ? 2 : 1;
  return code!;
}
