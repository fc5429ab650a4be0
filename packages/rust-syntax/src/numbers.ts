/** Number literals (reference: "Number literals"; rustc_lexer's rule for when a dot belongs to the number). */
import { identEnd, isIdentStartAt } from './chars.ts';

const DOT = 46;
const UNDERSCORE = 95;

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function digitsEnd(text: string, at: number): number {
  for (;;) {
    const c = text.charCodeAt(at);
    if (!isDigit(c) && c !== UNDERSCORE) return at;
    at++;
  }
}

/** Is the letter after a leading 0 that of a radix? */
function hasRadix(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== 48) return false;
  const c = text.charCodeAt(at + 1);
  return c === 120 || c === 111 || c === 98;
}

/** End of the exponent that begins at `at`, or `at` if there is none. */
function exponentEnd(text: string, at: number): number {
  const c = text.charCodeAt(at);
  if (c !== 101 && c !== 69) return at;
  let digits = at + 1;
  const sign = text.charCodeAt(digits);
  if (sign === 43 || sign === 45) digits++;
  while (text.charCodeAt(digits) === UNDERSCORE) digits++;
  return isDigit(text.charCodeAt(digits)) ? digitsEnd(text, digits) : at;
}

/** End of the number that begins at `at`, suffix included. */
export function numberEnd(text: string, at: number): number {
  if (hasRadix(text, at)) return identEnd(text, at + 2);
  let end = digitsEnd(text, at + 1);
  if (text.charCodeAt(end) === DOT && text.charCodeAt(end + 1) !== DOT && !isIdentStartAt(text, end + 1)) {
    end++;
    if (!isDigit(text.charCodeAt(end))) return end;
    end = digitsEnd(text, end);
  }
  return identEnd(text, exponentEnd(text, end));
}

/** Has the number a dot, an exponent, or the suffix `f16`, `f32`, `f64`, `f128`? */
export function numberIsFloat(text: string, start: number, end: number): boolean {
  if (hasRadix(text, start)) return false;
  const digits = digitsEnd(text, start + 1);
  if (digits === end) return false;
  if (text.charCodeAt(digits) === DOT || exponentEnd(text, digits) > digits) return true;
  return text.charCodeAt(digits) === 102 && /^f(16|32|64|128)$/.test(text.slice(digits, end));
}
