/** Values of literal tokens (reference: "Literal expressions"). */

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  ['0', '\0'],
  ["'", "'"],
  ['"', '"'],
]);

/**
 * Value of a string or character literal of any form, given its token's text; bytes become the characters U+0000 to
 * U+00FF (byte strings) as written. Undefined if the text is no whole literal; a wrong escape stays as it is.
 */
export function stringValue(text: string): string | undefined {
  const raw = /^(?:b|c)?r(#*)"/.exec(text);
  if (raw !== null) {
    const end = text.lastIndexOf(`"${raw[1]}`);
    return end < raw[0].length ? undefined : text.slice(raw[0].length, end).replaceAll('\r\n', '\n');
  }
  const open = /^(?:b|c)?(["'])/.exec(text);
  if (open === null) return undefined;
  const end = text.lastIndexOf(open[1]!);
  if (end < open[0].length) return undefined;
  const inner = text.slice(open[0].length, end).replaceAll('\r\n', '\n');
  return inner.includes('\\') ? withoutEscapes(inner) : inner;
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]{2}|u\{[0-9a-fA-F_]{1,12}\}|\n[ \t\r\n]*|[\s\S])/g, (whole, escaped: string) => {
    const simple = SIMPLE_ESCAPES.get(escaped);
    if (simple !== undefined) return simple;
    if (escaped.startsWith('\n')) return '';
    if (escaped.length === 1) return whole;
    const digits = escaped.startsWith('u') ? escaped.slice(2, -1).replaceAll('_', '') : escaped.slice(1);
    const point = Number.parseInt(digits, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Value of an integer literal without sign, given its token's text; undefined if it has no digits of its radix. */
export function intValue(text: string): bigint | undefined {
  const parts = /^(0x[0-9a-fA-F_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*)(?:[iu](?:8|16|32|64|128|size))?$/.exec(text);
  const digits = parts?.[1]?.replaceAll('_', '');
  return digits === undefined || /^0[xob]$/.test(digits) ? undefined : BigInt(digits);
}

/** Suffix of a number literal (`u8`, `f64`, ..) or an empty string. */
export function literalSuffix(text: string): string {
  if (/^0x/.test(text)) return /(?:[iu](?:8|16|32|64|128|size))$/.exec(text)?.[0] ?? '';
  return /^[0-9]/.test(text) ? (/[iuf](?:8|16|32|64|128|size)$/.exec(text)?.[0] ?? '') : '';
}
