/**
 * What characters are to the lexer: tables for ASCII, Unicode properties beyond (reference: "Lexical structure";
 * identifiers are XID_Start/XID_Continue, whitespace is Pattern_White_Space).
 */

/** Classes of ASCII characters that the lexer's main loop branches on. */
export const CharClass = {
  Invalid: 0,
  Space: 1,
  Ident: 2,
  Digit: 3,
  Quote: 4,
  Apostrophe: 5,
  Slash: 6,
  Punct: 7,
  /** `r`, `b`, `c`: may begin a literal. */
  Prefix: 8,
} as const;

export const CHAR_CLASS: Uint8Array = classTable();
/** 1 for ASCII letters, digits and `_`. */
export const IDENT_CONTINUE: Uint8Array = continueTable();

function classTable(): Uint8Array {
  const table = new Uint8Array(128);
  const set = (chars: string, value: number): void => {
    for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)] = value;
  };
  for (let c = 0; c < 26; c++) {
    table[65 + c] = CharClass.Ident;
    table[97 + c] = CharClass.Ident;
  }
  set('_', CharClass.Ident);
  set('0123456789', CharClass.Digit);
  set(' \t\n\r\u000b\u000c', CharClass.Space);
  set('"', CharClass.Quote);
  set("'", CharClass.Apostrophe);
  set('/', CharClass.Slash);
  set('!#$%&()*+,-.:;<=>?@[]^{|}~', CharClass.Punct);
  set('rbc', CharClass.Prefix);
  return table;
}

function continueTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (let c = 0; c < 128; c++) {
    const letter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
    table[c] = letter || (c >= 48 && c <= 57) || c === 95 ? 1 : 0;
  }
  return table;
}

const XID_START = /^\p{XID_Start}/u;
const XID_CONTINUE = /^\p{XID_Continue}/u;

/** Can the character at `at` (beyond ASCII) begin an identifier? */
export function isUnicodeStart(text: string, at: number): boolean {
  return XID_START.test(text.slice(at, at + 2));
}

/** Can the character at `at` (beyond ASCII) continue an identifier? */
function isUnicodeContinue(text: string, at: number): boolean {
  return XID_CONTINUE.test(text.slice(at, at + 2));
}

/** Whitespace beyond ASCII. */
export function isUnicodeSpace(code: number): boolean {
  return code === 0x85 || code === 0x200e || code === 0x200f || code === 0x2028 || code === 0x2029;
}

/** 1 or 2: UTF-16 units of the character at `at`. */
export function charLength(text: string, at: number): number {
  const code = text.codePointAt(at);
  return code !== undefined && code > 0xffff ? 2 : 1;
}

export function isIdentStartAt(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  if (c < 128) {
    const cls = CHAR_CLASS[c]!;
    return cls === CharClass.Ident || cls === CharClass.Prefix;
  }
  // NaN at the end of the text compares false above and finds nothing here.
  return isUnicodeStart(text, at);
}

/** End of the run of identifier characters from `at`. */
export function identEnd(text: string, at: number): number {
  for (;;) {
    const c = text.charCodeAt(at);
    if (c < 128) {
      if (IDENT_CONTINUE[c] === 0) return at;
      at++;
    } else if (at < text.length && isUnicodeContinue(text, at)) {
      at += charLength(text, at);
    } else {
      return at;
    }
  }
}
