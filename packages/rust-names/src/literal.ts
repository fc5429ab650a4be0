/** Values of string and character literals (Rust reference, "Tokens"). */
import { type TokenBuffer, TokenKind } from '@lazaret/rust-syntax';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  '0': '\0',
  "'": "'",
  '"': '"',
};

/** Text of a `Str` or `RawStr` token; undefined for any other token. */
export function stringValue(tokens: TokenBuffer, token: number): string | undefined {
  const kind = tokens.kind(token);
  if (kind === TokenKind.RawStr) {
    const text = tokens.text(token);
    const open = text.indexOf('"');
    return text.slice(open + 1, Math.max(open + 1, text.lastIndexOf('"')));
  }
  if (kind !== TokenKind.Str) return undefined;
  const text = tokens.text(token);
  return unescaped(text.slice(1, Math.max(1, text.lastIndexOf('"'))));
}

/** Text that a literal token adds to `concat!`; undefined if it is no literal that may stand there. */
export function concatValue(tokens: TokenBuffer, token: number): string | undefined {
  switch (tokens.kind(token)) {
    case TokenKind.Str:
    case TokenKind.RawStr:
      return stringValue(tokens, token);
    case TokenKind.Char: {
      const text = tokens.text(token);
      return unescaped(text.slice(1, Math.max(1, text.lastIndexOf("'"))));
    }
    case TokenKind.Int:
    case TokenKind.Float:
      return tokens
        .text(token)
        .replaceAll('_', '')
        .replace(/(?:[iu](?:8|16|32|64|128|size)|f(?:16|32|64|128))$/, '');
    case TokenKind.True:
      return 'true';
    case TokenKind.False:
      return 'false';
    default:
      return undefined;
  }
}

/** Escapes of the inside of a literal; unknown ones stay as written. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F_]{1,12})\}|\r?\n\s*|([nrt\\0'"]))/g,
    (whole, hex?: string, unicode?: string, simple?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (unicode !== undefined) {
        const code = Number.parseInt(unicode.replaceAll('_', ''), 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      return simple === undefined ? '' : ESCAPES[simple]!;
    },
  );
}
