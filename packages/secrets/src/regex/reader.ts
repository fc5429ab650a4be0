/** What the parts of the parser share: a place in the pattern, single escaped characters, refusals. */
import { SecretsError } from '../error.ts';

export interface Reader {
  readonly source: string;
  /** Where the parser is; escapes and classes move it on. */
  at: number;
  readonly fold: boolean;
}

/** Patterns in messages are cut to this length. */
const SHOWN = 120;

export function refuse(why: string, source: string): never {
  const shown = source.length > SHOWN ? `${source.slice(0, SHOWN)}…` : source;
  throw new SecretsError('regex', `error parsing regexp: ${why} in ${JSON.stringify(shown)}`);
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The code point of an escape such as `\n`, `\x41`, `\x{10FFFF}`, `\012` or `\.`; the reader stands at the backslash. */
export function escapedCode(reader: Reader): number {
  const { source } = reader;
  const char = source[reader.at + 1];
  if (char === undefined) refuse('trailing backslash at end of expression', source);
  const code = source.codePointAt(reader.at + 1)!;
  if (code < 0x80 && !/[0-9A-Za-z]/.test(char!)) {
    reader.at += 2;
    return code;
  }
  const control = CONTROLS[char!];
  if (control !== undefined) {
    reader.at += 2;
    return control;
  }
  const number = /\\(?:x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,8})\}|([1-7][0-7]{1,2}|0[0-7]{0,2}))/y;
  number.lastIndex = reader.at;
  const found = number.exec(source);
  const value =
    found === null ? Number.NaN : found[3] !== undefined ? parseInt(found[3], 8) : parseInt(found[1] ?? found[2]!, 16);
  if (found === null || value > 0x10ffff) refuse(`invalid escape sequence: \\${char}`, source);
  reader.at += found![0].length;
  return value;
}
